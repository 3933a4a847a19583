//! The log as a tree of hashes: that something stands in it is shown by some twenty hashes, and that it only grew, by twice as many.
//!
//! METHOD: RFC 9162 section 2.1 (Certificate Transparency 2.0), with SHA-256: a leaf is hashed behind a zero byte, two nodes behind a one.

use std::fmt;

use data_encoding::HEXLOWER;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// A hash of the tree; as text, 64 lower-case hexadecimal digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Hash([u8; 32]);

impl fmt::Display for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&HEXLOWER.encode(&self.0))
    }
}

impl From<Hash> for String {
    fn from(own: Hash) -> Self {
        own.to_string()
    }
}

impl TryFrom<String> for Hash {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let bytes = HEXLOWER.decode(text.as_bytes()).ok().and_then(|bytes| bytes.try_into().ok());
        bytes.map(Self).ok_or("a hash has 64 lower-case hexadecimal digits")
    }
}

/// The leaf of texts, each with its length.
pub(super) fn leaf(texts: &[&str]) -> Hash {
    let mut sha = Sha256::new_with_prefix([0]);
    for text in texts {
        sha.update((text.len() as u64).to_be_bytes());
        sha.update(text.as_bytes());
    }
    Hash(sha.finalize().into())
}

fn node(left: Hash, right: Hash) -> Hash {
    Hash(Sha256::new_with_prefix([1]).chain_update(left.0).chain_update(right.0).finalize().into())
}

/// The largest power of two that is smaller than a count of two or more.
fn half(count: usize) -> usize {
    count.next_power_of_two() / 2
}

/// The root over leaves.
pub(super) fn root(leaves: &[Hash]) -> Hash {
    match leaves {
        [] => Hash(Sha256::digest([]).into()),
        [one] => *one,
        more => {
            let (left, right) = more.split_at(half(more.len()));
            node(root(left), root(right))
        }
    }
}

/// The hashes beside the way from a leaf to the root, the lowest first.
pub(super) fn path(leaves: &[Hash], index: usize) -> Vec<Hash> {
    if leaves.len() < 2 {
        return vec![];
    }
    let middle = half(leaves.len());
    let (left, right) = leaves.split_at(middle);
    let (mut below, beside) =
        if index < middle { (path(left, index), right) } else { (path(right, index - middle), left) };
    below.push(root(beside));
    below
}

/// The hashes that lead from the root over the first so many leaves, at least one of them, to the root over all.
pub(super) fn growth(leaves: &[Hash], earlier: usize) -> Vec<Hash> {
    part(leaves, earlier, true)
}

/// `SUBPROOF` of RFC 9162; `known` while the earlier tree is one whose root the reader has.
fn part(leaves: &[Hash], earlier: usize, known: bool) -> Vec<Hash> {
    if earlier >= leaves.len() {
        return if known { vec![] } else { vec![root(leaves)] };
    }
    let middle = half(leaves.len());
    let (left, right) = leaves.split_at(middle);
    let (mut below, beside) = if earlier <= middle {
        (part(left, earlier, known), right)
    } else {
        (part(right, earlier - middle, false), left)
    };
    below.push(root(beside));
    below
}

/// The root that a leaf at a place, and the hashes beside its way, lead to in a tree of so many leaves (section 2.1.3.2).
pub(super) fn root_by_path(leaf: Hash, index: u64, size: u64, path: &[Hash]) -> Option<Hash> {
    let (mut place, mut last) = (index, size.checked_sub(1)?);
    if place > last {
        return None;
    }
    let mut reached = leaf;
    for beside in path {
        if last == 0 {
            return None;
        }
        if place % 2 == 1 || place == last {
            reached = node(*beside, reached);
            while place % 2 == 0 && place != 0 {
                (place, last) = (place / 2, last / 2);
            }
        } else {
            reached = node(reached, *beside);
        }
        (place, last) = (place / 2, last / 2);
    }
    (last == 0).then_some(reached)
}

/// Whether a tree only grew: the hashes lead from the earlier root to the later one (section 2.1.4.2).
pub(super) fn only_grew(earlier: (u64, Hash), later: (u64, Hash), growth: &[Hash]) -> bool {
    let ((size, root), (later_size, later_root)) = (earlier, later);
    if size == 0 || size > later_size {
        return false;
    }
    if size == later_size {
        return growth.is_empty() && root == later_root;
    }
    let whole = size.is_power_of_two().then_some(root);
    let mut hashes = whole.iter().chain(growth);
    let Some(first) = hashes.next() else { return false };
    let (mut place, mut last) = (size - 1, later_size - 1);
    while place % 2 == 1 {
        (place, last) = (place / 2, last / 2);
    }
    let (mut old, mut new) = (*first, *first);
    for beside in hashes {
        if last == 0 {
            return false;
        }
        if place % 2 == 1 || place == last {
            (old, new) = (node(*beside, old), node(*beside, new));
            while place % 2 == 0 && place != 0 {
                (place, last) = (place / 2, last / 2);
            }
        } else {
            new = node(new, *beside);
        }
        (place, last) = (place / 2, last / 2);
    }
    last == 0 && old == root && new == later_root
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The eight leaves of the test vectors of Certificate Transparency, and the roots over the first so many of them.
    #[test]
    fn roots_are_those_of_the_published_vectors() {
        let inputs: [&[u8]; 8] = [
            b"",
            b"\x00",
            b"\x10",
            b"\x20\x21",
            b"\x30\x31",
            b"\x40\x41\x42\x43",
            b"\x50\x51\x52\x53\x54\x55\x56\x57",
            b"\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f",
        ];
        let leaves = inputs.map(|input| Hash(Sha256::new_with_prefix([0]).chain_update(input).finalize().into()));
        for (count, expected) in [
            (0, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
            (1, "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"),
            (8, "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"),
        ] {
            assert_eq!(root(&leaves[..count]).to_string(), expected);
        }
    }

    /// Every leaf of every small tree, and every earlier tree of every later one; and nothing else is let through.
    #[test]
    fn paths_lead_to_the_root_and_nothing_else_does() {
        let leaves: Vec<Hash> = (0..40).map(|own| leaf(&[&own.to_string()])).collect();
        let other = leaf(&["another"]);
        for size in 1..=leaves.len() {
            let (tree, count) = (&leaves[..size], size as u64);
            for index in 0..size {
                let own = path(tree, index);
                let reached = |place: u64, own: &[Hash]| root_by_path(tree[index], place, count, own);
                assert_eq!(reached(index as u64, &own), Some(root(tree)));
                let mut elsewhere = (0..=count).filter(|place| *place != index as u64);
                assert!(elsewhere.all(|place| reached(place, &own) != Some(root(tree))));
                for hash in 0..own.len() {
                    let mut changed = own.clone();
                    changed[hash] = other;
                    assert_ne!(reached(index as u64, &changed), Some(root(tree)));
                    changed.remove(hash);
                    assert_ne!(reached(index as u64, &changed), Some(root(tree)));
                }
                assert_eq!(reached(index as u64, &[&own[..], &[other]].concat()), None);
            }
            for earlier in 1..=size {
                let (own, before, after) = (growth(tree, earlier), root(&leaves[..earlier]), root(tree));
                let holds = |from: u64, before, after, own: &[Hash]| only_grew((from, before), (count, after), own);
                let from = earlier as u64;
                assert!(holds(from, before, after, &own), "{earlier} of {size}");
                assert!(!holds(from, other, after, &own) && !holds(from, before, other, &own));
                assert!(!holds(from, before, after, &[&own[..], &[other]].concat()));
                let mut others = (0..=count + 1).filter(|own| *own != from);
                assert!(others.all(|from| !holds(from, before, after, &own)));
                for hash in 0..own.len() {
                    let mut changed = own.clone();
                    changed[hash] = other;
                    assert!(!holds(from, before, after, &changed));
                }
            }
        }
    }
}
