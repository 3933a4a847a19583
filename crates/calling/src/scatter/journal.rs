//! The evidence file of a run that is under way: each piece is appended as soon as it is there, so a run that was killed
//! goes on where it stood.

use std::fs::{self, File, TryLockError};
use std::io::{Seek, SeekFrom, Write};
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use super::error::{EvidenceError, places};
use super::evidence_file::{EvidenceFile, scan};
use super::frame::{self, Kind, MAGIC};
use super::run::RunIdentity;
use crate::collect::Collected;
use crate::shard::Shard;

/// A journal, written by this run alone.
///
/// A piece is handed to the operating system whole, so a kill loses at most the pieces that were being looked at. After a
/// loss of power the tail may be damaged: the first record that is not whole, and everything behind it, is collected
/// again.
#[derive(Debug)]
pub struct Journal(Mutex<EvidenceFile>);

impl Journal {
    /// Goes on with the journal at a path, or begins one. `pieces`: all that the run asks for.
    ///
    /// # Errors
    /// A journal of a run with other files, options or regions, or of another program, is refused, and so is one that
    /// another run is writing. Nothing is changed then.
    pub fn begin(path: &Path, mut run: RunIdentity, pieces: &[Shard]) -> Result<Self, EvidenceError> {
        let io = EvidenceError::io(path);
        let open = File::options().read(true).write(true).create(true).truncate(false).open(path);
        let mut file = open.map_err(&io)?;
        // Not every file system can lock; where it cannot, a second run is not noticed.
        if let Err(TryLockError::WouldBlock) = file.try_lock() {
            return Err(EvidenceError::Locked { path: path.to_owned() });
        }
        let mut found = scan(path, &file, &run.program)?;
        if let Some(earlier) = &found.run {
            if let Some(difference) = earlier.difference(&run) {
                return Err(EvidenceError::OtherJournal { path: path.to_owned(), difference });
            }
            run.join(earlier);
            let others: Vec<&Shard> =
                found.pieces.keys().filter(|piece| pieces.binary_search(piece).is_err()).collect();
            if !others.is_empty() {
                let places = places(others, &run.pair.reference.contigs);
                return Err(EvidenceError::OtherRegions { path: path.to_owned(), places });
            }
        }
        // What was being written when the earlier run ended is taken off.
        file.set_len(found.sound).and_then(|()| file.seek(SeekFrom::End(0))).map_err(&io)?;
        if found.run.is_none() {
            let first = frame::encode(Kind::Run, &run).map_err(&io)?;
            file.write_all(&[&MAGIC, &first[..]].concat()).map_err(&io)?;
        }
        let pieces = std::mem::take(&mut found.pieces);
        Ok(Self(Mutex::new(EvidenceFile { path: path.to_owned(), file, run, pieces })))
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, EvidenceFile> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Those of some pieces that it does not hold yet, in their order.
    #[must_use]
    pub fn missing(&self, pieces: &[Shard]) -> Vec<Shard> {
        let kept = self.lock();
        pieces.iter().filter(|piece| !kept.pieces.contains_key(piece)).copied().collect()
    }

    /// Appends what a piece gave.
    pub fn add(&self, piece: &Shard, collected: &Collected) -> Result<(), EvidenceError> {
        // Outside the lock: workers compress at the same time.
        let frame = frame::encode(Kind::Piece, &(piece, collected));
        let mut journal = self.lock();
        let EvidenceFile { path, file, pieces, .. } = &mut *journal;
        let io = EvidenceError::io(path);
        let offset = file.stream_position().map_err(&io)?;
        file.write_all(&frame.map_err(&io)?).map_err(&io)?;
        pieces.insert(*piece, offset);
        Ok(())
    }

    /// The evidence of all pieces that were added.
    #[must_use]
    pub fn into_evidence(self) -> EvidenceFile {
        self.0.into_inner().unwrap_or_else(PoisonError::into_inner)
    }

    /// Gives the evidence of these pieces a file of its own, in their order, and removes the journal.
    pub fn publish(self, pieces: &[Shard], destination: &Path) -> Result<(), EvidenceError> {
        let mut evidence = self.into_evidence();
        evidence.publish(pieces, destination)?;
        fs::remove_file(&evidence.path).map_err(EvidenceError::io(&evidence.path))
    }
}
