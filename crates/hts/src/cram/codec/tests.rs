//! What an encoder writes by the book is read, and so are the files of the specification.

mod encoders;

use std::fs;
use std::io::Write;
use std::path::Path;

use proptest::prelude::*;

use super::transform::flag;
use super::*;
use encoders::{adaptive, names, nx16, qualities, rans_4x8, stream};

/// Bytes of which many are alike and some stand in runs.
fn data() -> impl Strategy<Value = Vec<u8>> {
    let symbol = prop_oneof![4 => 0..3_u8, 3 => b'A'..b'K', 1 => any::<u8>()];
    let run = (symbol, prop_oneof![5 => Just(1_usize), 2 => 2..9_usize, 1 => 100..300_usize]);
    proptest::collection::vec(run, 1..120)
        .prop_map(|runs| runs.into_iter().flat_map(|(symbol, length)| vec![symbol; length]).collect())
}

/// Bytes of no more symbols than can be packed.
fn few() -> impl Strategy<Value = Vec<u8>> {
    (1..17_u8, data()).prop_map(|(count, data)| data.into_iter().map(|byte| b'0' + byte % count).collect())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn rans_4x8_is_read(data in data()) {
        prop_assert_eq!(inflate(4, &rans_4x8(&data, false), data.len()), Ok(data.clone()));
        if data.len() > 3 {
            prop_assert_eq!(inflate(4, &rans_4x8(&data, true), data.len()), Ok(data));
        }
    }

    #[test]
    fn rans_nx16_is_read_with_all_its_transforms(any in data(), few in few(), flags: u8, compressed: bool) {
        let data = if flags & flag::PACK == 0 { any } else { few };
        let flags = flags & !2;
        let bytes = stream(&data, flags, true, &|data, flags| nx16(data, flags, compressed));
        prop_assert_eq!(inflate(5, &bytes, data.len()), Ok(data));
    }

    #[test]
    fn the_adaptive_coder_is_read_with_all_its_transforms(any in data(), few in few(), flags: u8) {
        let data = if flags & flag::PACK == 0 { any } else { few };
        let bytes = stream(&data, flags & !2, false, &adaptive);
        prop_assert_eq!(inflate(6, &bytes, data.len()), Ok(data));
    }

    #[test]
    fn a_changed_byte_never_panics(data in data(), few in few(), flags: u8, at: prop::sample::Index, byte: u8) {
        let data = if flags & flag::PACK == 0 { data } else { few };
        let coded = [
            (4, rans_4x8(&data, flags & 1 != 0 && data.len() > 3)),
            (5, stream(&data, flags & !2, true, &|data, flags| nx16(data, flags, true))),
            (6, stream(&data, flags & !2, false, &adaptive)),
            (7, qualities(&[7; 30].repeat(20), 30)),
            (8, names().0),
        ];
        for (method, mut bytes) in coded {
            let at = at.index(bytes.len());
            bytes[at] = byte;
            let _ = inflate(method, &bytes, data.len());
            let _ = inflate(method, &bytes[..at], data.len());
        }
    }
}

#[test]
fn qualities_are_read() {
    let data: Vec<u8> = (0..40 * 151_u32).map(|at| [2, 12, 23, 37][(at * at / 7 % 97 % 4) as usize]).collect();
    assert_eq!(inflate(7, &qualities(&data, 151), data.len()), Ok(data));
}

#[test]
fn names_are_read() {
    let (bytes, expected) = names();
    let found = inflate(8, &bytes, expected.len()).unwrap();
    assert_eq!(String::from_utf8_lossy(&found), String::from_utf8_lossy(expected));
    assert!(inflate(8, &bytes, expected.len() + 1).is_err());
}

#[test]
fn the_methods_of_others_are_read() {
    let data = b"qualities and names ".repeat(50);
    let mut encoder = bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::best());
    encoder.write_all(&data).unwrap();
    assert_eq!(inflate(2, &encoder.finish().unwrap(), data.len()), Ok(data.clone()));
    let mut compressor = libdeflater::Compressor::new(libdeflater::CompressionLvl::best());
    let mut gzip = vec![0; compressor.gzip_compress_bound(data.len())];
    let length = compressor.gzip_compress(&data, &mut gzip).unwrap();
    assert_eq!(inflate(1, &gzip[..length], data.len()), Ok(data.clone()));
    assert_eq!(inflate(1, &gzip[..length], data.len() + 1), Err(CramFault::Size(data.len() + 1)));
    assert_eq!(inflate(1, &gzip[..length], data.len() - 1), Err(CramFault::Compressed("gzip")));
    // "hello" and a line feed, by xz.
    let xz = [
        0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00, 0x00, 0x04, 0xe6, 0xd6, 0xb4, 0x46, 0x02, 0x00, 0x21, 0x01, 0x1c, 0x00,
        0x00, 0x00, 0x10, 0xcf, 0x58, 0xcc, 0x01, 0x00, 0x05, 0x68, 0x65, 0x6c, 0x6c, 0x6f, 0x0a, 0x00, 0x00, 0x00,
        0xa5, 0x60, 0x97, 0xf1, 0x94, 0xf6, 0xfd, 0xe0, 0x00, 0x01, 0x1e, 0x06, 0xc1, 0x2f, 0xa4, 0x1d, 0x1f, 0xb6,
        0xf3, 0x7d, 0x01, 0x00, 0x00, 0x00, 0x00, 0x04, 0x59, 0x5a,
    ];
    assert_eq!(inflate(3, &xz, 6).as_deref(), Ok(&b"hello\n"[..]));
    assert_eq!(inflate(3, &xz[..40], 6), Err(CramFault::Compressed("lzma")));
    assert_eq!(inflate(9, &xz, 6), Err(CramFault::Method(9)));
}

/// The specification's own files, where `HTS_SPECS` names a copy of its repository.
#[test]
fn the_files_of_the_specification_are_read() {
    let Ok(specification) = std::env::var("HTS_SPECS") else {
        eprintln!("SKIPPED: HTS_SPECS does not name a copy of samtools/hts-specs");
        return;
    };
    let folder = Path::new(&specification).join("test/cram/codecs");
    let mut read = 0;
    for (method, kind) in [(4, "rans4x8"), (5, "ransNx16"), (6, "range"), (7, "fqzcomp"), (8, "tok3")] {
        for file in fs::read_dir(folder.join(kind)).unwrap().map(|file| file.unwrap().path()) {
            let stem = file.file_stem().unwrap().to_str().unwrap();
            let original = fs::read(folder.join("gzip").join(format!("{stem}.gz"))).unwrap();
            let size = u32::from_le_bytes(*original.last_chunk().unwrap()) as usize;
            let text = gzip(&original, size).unwrap();
            // Qualities are the first field of their lines, and not as text; names end with a zero (see its README).
            let expected: Vec<u8> = match method {
                8 => text.iter().map(|byte| if *byte == b'\n' { 0 } else { *byte }).collect(),
                _ if stem == "u32" => text,
                _ => {
                    let lines = text.split(|byte| *byte == b'\n');
                    lines
                        .flat_map(|line| line.split(u8::is_ascii_whitespace).next().unwrap_or_default())
                        .copied()
                        .collect()
                }
            };
            let found = inflate(method, &fs::read(&file).unwrap(), expected.len()).unwrap();
            let as_text: Vec<u8> = found.iter().map(|byte| byte.wrapping_add(33)).collect();
            assert!(found == expected || as_text == expected, "{}", file.display());
            read += 1;
        }
    }
    assert!(read >= 190, "{read}");
}
