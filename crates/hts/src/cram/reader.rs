//! Reading one slice after the other: those of a region, or all.

use std::fs::File;
use std::vec::IntoIter;

use genome::contig::ContigList;

use super::bytes::Bytes;
use super::compression_header::CompressionHeader;
use super::container::{Block, ContainerHeader, kind};
use super::fault::{CramError, CramFault};
use super::file::{container_header, content};
use super::index::SlicePlace;
use super::records::{Decoder, Records};
use super::reference::ReferenceBases;
use super::slice::SliceBlocks;
use crate::alignments::ReadGroup;
use crate::fasta::ReferenceGenome;

/// A container of which slices are being read.
#[derive(Debug)]
struct Container {
    at: u64,
    header: ContainerHeader,
    compression: CompressionHeader,
}

/// The slices that are still to be read.
#[derive(Debug)]
enum Task {
    Places(IntoIter<SlicePlace>),
    /// From this container on, up to the one that ends the file.
    All {
        next: u64,
        end: u64,
        slices: IntoIter<SlicePlace>,
    },
}

/// Reads the slices of a file; each thread has its own.
#[derive(Debug)]
pub(crate) struct SliceReader {
    file: File,
    reference: ReferenceBases,
    container: Option<Container>,
    task: Task,
    /// Where what is being read lies in the file, in bytes.
    at: u64,
}

impl SliceReader {
    pub(crate) fn new(file: File, reference: Option<ReferenceGenome>) -> Self {
        let task = Task::Places(Vec::new().into_iter());
        Self { file, reference: ReferenceBases::new(reference), container: None, task, at: 0 }
    }

    /// From now on, reads these slices.
    pub(crate) fn slices(&mut self, places: Vec<SlicePlace>) {
        self.task = Task::Places(places.into_iter());
    }

    /// From now on, reads every slice between two places of the file.
    pub(crate) fn all(&mut self, next: u64, end: u64) {
        self.task = Task::All { next, end, slices: Vec::new().into_iter() };
    }

    /// Where what was read last lies in the file, in bytes: a container, or a block where it is a block that is unsound.
    pub(crate) fn at(&self) -> u64 {
        self.at
    }

    /// The next slice; `None` behind the last one.
    pub(crate) fn next(&mut self) -> Result<Option<SlicePlace>, CramError> {
        loop {
            let (next, end) = match &mut self.task {
                Task::Places(places) => return Ok(places.next()),
                Task::All { next, end, slices } => match slices.next() {
                    Some(place) => return Ok(Some(place)),
                    None if *next >= *end => return Ok(None),
                    None => (*next, *end),
                },
            };
            self.at = next;
            let header = container_header(&mut self.file, next)?;
            let landmarks = header.landmarks.iter();
            let places: Vec<_> =
                landmarks.map(|landmark| SlicePlace { container: next, landmark: *landmark }).collect();
            let next = next + (header.size + header.length) as u64;
            if next > end {
                return Err(CramFault::Ended.into());
            }
            self.task = Task::All { next, end, slices: places.into_iter() };
        }
    }

    /// Reads the header of a container and what it says of its slices.
    fn container(&mut self, at: u64) -> Result<(), CramError> {
        if self.container.as_ref().is_some_and(|container| container.at == at) {
            return Ok(());
        }
        self.at = at;
        let header = container_header(&mut self.file, at)?;
        self.at += header.size as u64;
        let length = header.landmarks.first().copied().unwrap_or(header.length);
        let bytes = content(&mut self.file, self.at, length)?;
        let block = Block::read_kind(&mut Bytes(&bytes), kind::COMPRESSION_HEADER, "compression header")?;
        let compression = CompressionHeader::read(&block.inflate()?)?;
        self.container = Some(Container { at, header, compression });
        Ok(())
    }

    /// The records of a slice.
    pub(crate) fn read(
        &mut self,
        place: SlicePlace,
        contigs: &ContigList,
        read_groups: &[ReadGroup],
    ) -> Result<Records, CramError> {
        self.container(place.container)?;
        let Some(Container { at, header, compression }) = &self.container else {
            return Err(CramFault::Missing("container").into());
        };
        self.at = *at;
        let end = header.slice_end(place.landmark).ok_or(CramFault::Missing("slice where the index says"))?;
        self.at = at + (header.size + place.landmark) as u64;
        let bytes = content(&mut self.file, self.at, end - place.landmark)?;
        let blocks = SliceBlocks::read(&bytes, &compression.streams).map_err(|(within, fault)| {
            self.at += within as u64;
            fault
        })?;
        Decoder { header: compression, contigs, read_groups, reference: &mut self.reference }.decode(&blocks)
    }
}
