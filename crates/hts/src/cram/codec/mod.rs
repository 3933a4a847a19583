//! The compression methods of blocks (CRAM 8, "Block structure"; CRAM codecs).

mod arithmetic;
mod name;
mod quality;
mod range_coder;
mod rans;
mod rans_4x8;
mod rans_nx16;
mod transform;

use std::io::Read;

use super::fault::CramFault;

/// Inflates bytes that a method deflated to the number of bytes that is stated.
pub(super) fn inflate(method: u8, bytes: &[u8], size: usize) -> Result<Vec<u8>, CramFault> {
    let inflated = match method {
        1 => gzip(bytes, size)?,
        BZIP2 => read("bzip2", bzip2::read::MultiBzDecoder::new(bytes), size)?,
        3 => read("lzma", lzma_rust2::XzReader::new_mem_limit(bytes, true, LZMA_MEMORY), size)?,
        4 => rans_4x8::decode(bytes, size)?,
        5 => rans_nx16::decode(bytes, size)?,
        6 => arithmetic::decode(bytes, size)?,
        7 => quality::decode(bytes, size)?,
        8 => name::decode(bytes, size)?,
        _ => return Err(CramFault::Method(method)),
    };
    if inflated.len() == size { Ok(inflated) } else { Err(CramFault::Size(size)) }
}

/// The number of the method bzip2.
const BZIP2: u8 = 2;

/// Memory that LZMA may ask for, in KiB. Its highest preset asks for 64 MiB and some.
const LZMA_MEMORY: u32 = 128 << 10;

/// Everything that a decoder gives, but never much more than is stated.
fn read(name: &'static str, decoder: impl Read, size: usize) -> Result<Vec<u8>, CramFault> {
    let mut inflated = Vec::with_capacity(size);
    let read = decoder.take(size as u64 + 1).read_to_end(&mut inflated);
    read.map_err(|_| CramFault::Compressed(name))?;
    Ok(inflated)
}

/// One member of gzip, as every writer makes of a block.
fn gzip(bytes: &[u8], size: usize) -> Result<Vec<u8>, CramFault> {
    let mut inflated = vec![0; size];
    let written = libdeflater::Decompressor::new().gzip_decompress(bytes, &mut inflated);
    inflated.truncate(written.map_err(|_| CramFault::Compressed("gzip"))?);
    Ok(inflated)
}

#[cfg(test)]
mod tests;
