//! Pieces of several files, each exactly once, joined in genome order.

use std::collections::BTreeMap;

use super::error::{EvidenceError, places};
use super::evidence_file::EvidenceFile;
use super::run::RunIdentity;
use crate::collect::Collected;
use crate::shard::Shard;

/// Joins the evidence of one result. `pieces`: all that are asked for, in genome order.
///
/// # Errors
/// Files that are not of one result; a piece that is missing, comes twice, or is not asked for.
pub fn gather(files: &mut [EvidenceFile], pieces: &[Shard]) -> Result<(RunIdentity, Collected), EvidenceError> {
    let all_missing = || EvidenceError::Missing { count: pieces.len(), all: pieces.len(), places: "all".to_owned() };
    let mut run = files.first().ok_or_else(all_missing)?.run.clone();
    for file in &files[1..] {
        if let Some(difference) = run.difference(&file.run) {
            let (first, second) = (files[0].path.clone(), file.path.clone());
            return Err(EvidenceError::OtherRun { first, second, difference });
        }
        run.join(&file.run);
    }
    let contigs = &run.pair.reference.contigs;
    let mut holders: BTreeMap<Shard, usize> = BTreeMap::new();
    for (place, file) in files.iter().enumerate() {
        let not_asked: Vec<&Shard> = file.pieces.keys().filter(|piece| pieces.binary_search(piece).is_err()).collect();
        if !not_asked.is_empty() {
            return Err(EvidenceError::NotAsked { path: file.path.clone(), places: places(not_asked, contigs) });
        }
        let twice: Vec<&Shard> = file.pieces.keys().filter(|piece| holders.contains_key(piece)).collect();
        if let Some(other) = twice.first().and_then(|piece| holders.get(piece)) {
            let (first, second) = (files[*other].path.clone(), file.path.clone());
            return Err(EvidenceError::Twice { first, second, places: places(twice, contigs) });
        }
        holders.extend(file.pieces.keys().map(|piece| (*piece, place)));
    }
    let missing: Vec<&Shard> = pieces.iter().filter(|piece| !holders.contains_key(piece)).collect();
    if !missing.is_empty() {
        let (count, all) = (missing.len(), pieces.len());
        return Err(EvidenceError::Missing { count, all, places: places(missing, contigs) });
    }
    let mut sum = Collected::nothing(run.pair.tumours.len(), run.pair.normals.len());
    for (piece, holder) in &holders {
        if let Some(collected) = files[*holder].collected(piece)? {
            sum.add(collected);
        }
    }
    Ok((run, sum))
}
