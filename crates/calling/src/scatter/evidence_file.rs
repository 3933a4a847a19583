//! Pieces in a file, each with its checksum.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use hts::unfinished::UnfinishedFile;

use super::error::{EvidenceError, places};
use super::frame::{self, FrameFault, Kind, MAGIC};
use super::run::{Program, RunIdentity};
use super::sound::unsound;
use crate::collect::Collected;
use crate::shard::Shard;

/// An evidence file, every record of which was compared with its checksum.
#[derive(Debug)]
pub struct EvidenceFile {
    pub(super) path: PathBuf,
    pub(super) file: File,
    pub(super) run: RunIdentity,
    /// Where the frame of each piece begins.
    pub(super) pieces: BTreeMap<Shard, u64>,
}

/// What stands in a file up to its end or its first fault.
pub(super) struct Scan {
    /// Whose evidence it is; `None` if the file ends before that is said.
    pub(super) run: Option<RunIdentity>,
    pub(super) pieces: BTreeMap<Shard, u64>,
    /// How many pieces the last record states.
    stated: Option<u64>,
    /// Where the last sound record of a run or a piece ends.
    pub(super) sound: u64,
    fault: Option<FrameFault>,
}

/// Reads a file from its beginning.
pub(super) fn scan(path: &Path, file: &File, program: &Program) -> Result<Scan, EvidenceError> {
    let io = EvidenceError::io(path);
    let mut reader = BufReader::with_capacity(1 << 16, file);
    reader.rewind().map_err(&io)?;
    let mut scan = Scan { run: None, pieces: BTreeMap::new(), stated: None, sound: 0, fault: None };
    let mut magic = Vec::new();
    (&mut reader).take(MAGIC.len() as u64).read_to_end(&mut magic).map_err(&io)?;
    if !MAGIC.starts_with(&magic) {
        return Err(EvidenceError::NotEvidence { path: path.to_owned() });
    }
    let mut offset = magic.len() as u64;
    loop {
        let next = match frame::read(&mut reader) {
            Ok(None) => return Ok(scan),
            Ok(Some(frame)) => frame::record(&frame).map(|record| (record, offset + frame.len() as u64)),
            Err(fault) => Err(fault),
        };
        let (record, end) = match next {
            Ok(next) => next,
            Err(FrameFault::Io(source)) => return Err(io(source)),
            Err(fault) => return Ok(Scan { fault: Some(fault), ..scan }),
        };
        let damaged = |what| EvidenceError::Damaged { path: path.to_owned(), offset, what };
        if scan.run.is_none() {
            scan.run =
                Some(read_run(path, &record, program).unwrap_or_else(|| Err(damaged("whose evidence this is")))?);
            scan.sound = end;
        } else if scan.stated.is_some() {
            return Err(damaged("a record behind the last"));
        } else if let Some((piece, _)) = frame::content::<Shard>(&record, Kind::Piece) {
            if scan.pieces.insert(piece, offset).is_some() {
                return Err(damaged("a piece that was there before"));
            }
            scan.sound = end;
        } else {
            let (stated, _) = frame::content(&record, Kind::End).ok_or_else(|| damaged("no piece"))?;
            scan.stated = Some(stated);
        }
        offset = end;
    }
}

/// Whose evidence it is, if the record says that. The program is read first: the rest is understood only if it is this.
fn read_run(path: &Path, record: &[u8], program: &Program) -> Option<Result<RunIdentity, EvidenceError>> {
    let (made_by, _) = frame::content::<Program>(record, Kind::Run)?;
    if made_by != *program {
        let (made_by, here) = (made_by.to_string(), program.to_string());
        return Some(Err(EvidenceError::OtherProgram { path: path.to_owned(), made_by, here }));
    }
    let (run, rest) = frame::content::<RunIdentity>(record, Kind::Run)?;
    (rest.is_empty() && !run.pair.tumours.is_empty()).then_some(Ok(run))
}

impl EvidenceFile {
    /// Opens a finished file that this program made, and compares every record with its checksum.
    pub fn open(path: &Path, program: &Program) -> Result<Self, EvidenceError> {
        let file = File::open(path).map_err(EvidenceError::io(path))?;
        let path = path.to_owned();
        match scan(&path, &file, program)? {
            Scan { fault: Some(FrameFault::Damaged), sound, .. } => {
                Err(EvidenceError::Damaged { path, offset: sound, what: "length and checksum of this record" })
            }
            Scan { run: Some(run), pieces, stated: Some(stated), fault: None, .. } if stated == pieces.len() as u64 => {
                Ok(Self { path, file, run, pieces })
            }
            _ => Err(EvidenceError::Unfinished { path }),
        }
    }

    /// Whose evidence it is.
    #[must_use]
    pub fn run(&self) -> &RunIdentity {
        &self.run
    }

    /// The pieces that it holds, in genome order.
    pub fn pieces(&self) -> impl Iterator<Item = &Shard> {
        self.pieces.keys()
    }

    /// The bytes of the frame at a place.
    fn frame(&mut self, offset: u64) -> Result<Vec<u8>, EvidenceError> {
        let fault = match self.file.seek(SeekFrom::Start(offset)).map_err(FrameFault::Io) {
            Ok(_) => match frame::read(&mut self.file) {
                Ok(Some(frame)) => return Ok(frame),
                Ok(None) => FrameFault::Torn,
                Err(fault) => fault,
            },
            Err(fault) => fault,
        };
        Err(self.fault(fault, offset))
    }

    fn fault(&self, fault: FrameFault, offset: u64) -> EvidenceError {
        let path = self.path.clone();
        match fault {
            FrameFault::Io(source) => EvidenceError::Io { path, source },
            _ => EvidenceError::Damaged { path, offset, what: "it changed while it was read" },
        }
    }

    /// What a piece gave; `None` if the file does not hold it.
    pub fn collected(&mut self, piece: &Shard) -> Result<Option<Collected>, EvidenceError> {
        let Some(offset) = self.pieces.get(piece).copied() else { return Ok(None) };
        let frame = self.frame(offset)?;
        let record = frame::record(&frame).map_err(|fault| self.fault(fault, offset))?;
        let damaged = |what| EvidenceError::Damaged { path: self.path.clone(), offset, what };
        let read = frame::content::<(Shard, Collected)>(&record, Kind::Piece);
        let ((_, collected), rest) = read.ok_or_else(|| damaged("no evidence"))?;
        if !rest.is_empty() {
            return Err(damaged("bytes behind the evidence"));
        }
        unsound(&collected, piece, &self.run).map_or(Ok(Some(collected)), |what| Err(damaged(what)))
    }

    /// Writes some of its pieces, in the order given, to a finished file of their own.
    pub(super) fn publish(&mut self, pieces: &[Shard], destination: &Path) -> Result<(), EvidenceError> {
        let io = EvidenceError::io(destination);
        let mut out = io::BufWriter::new(UnfinishedFile::create(destination).map_err(&io)?);
        out.write_all(&MAGIC).map_err(&io)?;
        out.write_all(&frame::encode(Kind::Run, &self.run).map_err(&io)?).map_err(&io)?;
        for piece in pieces {
            let Some(offset) = self.pieces.get(piece).copied() else {
                let places = places([piece], &self.run.pair.reference.contigs);
                return Err(EvidenceError::Missing { count: 1, all: pieces.len(), places });
            };
            out.write_all(&self.frame(offset)?).map_err(&io)?;
        }
        out.write_all(&frame::encode(Kind::End, &(pieces.len() as u64)).map_err(&io)?).map_err(&io)?;
        out.into_inner().map_err(io::IntoInnerError::into_error).and_then(UnfinishedFile::publish).map_err(&io)
    }
}
