//! The hash chain: one link a commit, sixteen bytes a record, so that an altered byte names its
//! entry.

use model::{CommitNo, Moment};
use sha2::{Digest, Sha256};

use crate::ports::{BlockRow, Decisions, HistoryRow};

/// Bytes of one leaf.
pub const LEAF: usize = 16;

/// The link before the first commit.
pub const GENESIS: [u8; 32] = [0; 32];

/// The leaf of one history record.
pub fn history_leaf(row: &HistoryRow) -> [u8; LEAF] {
    let mut hasher = blake3::Hasher::new();
    hasher.update(b"history");
    hasher.update(&row.entry.0.to_le_bytes());
    hasher.update(&row.body);
    truncated(&hasher)
}

/// The leaf of one block of receipts.
pub fn block_leaf(block: &BlockRow) -> [u8; LEAF] {
    let mut hasher = blake3::Hasher::new();
    hasher.update(b"receipts");
    hasher.update(&(block.recipient.len() as u64).to_le_bytes());
    hasher.update(block.recipient.as_bytes());
    hasher.update(&block.count.to_le_bytes());
    hasher.update(&block.body);
    truncated(&hasher)
}

fn truncated(hasher: &blake3::Hasher) -> [u8; LEAF] {
    let mut leaf = [0; LEAF];
    hasher.finalize_xof().fill(&mut leaf);
    leaf
}

/// The leaf of what risk analysis remembers of a commit.
pub fn remembered_leaf(body: &[u8]) -> [u8; LEAF] {
    let mut hasher = blake3::Hasher::new();
    hasher.update(b"remembered");
    hasher.update(body);
    truncated(&hasher)
}

/// All leaves of a commit: history first, then blocks, then what is remembered, if anything is.
pub fn leaves(decisions: &Decisions) -> Vec<u8> {
    let history = decisions.history.iter().map(history_leaf);
    let blocks = decisions.blocks.iter().map(block_leaf);
    let is_remembered = !decisions.remembered.is_empty();
    let remembered = is_remembered.then(|| remembered_leaf(&decisions.remembered));
    history.chain(blocks).chain(remembered).flatten().collect()
}

/// What a commit's link covers besides its predecessor.
#[derive(Debug, Clone, Copy)]
pub struct Linked<'a> {
    pub commit: CommitNo,
    pub at: Moment,
    pub first_input: u64,
    pub last_input: u64,
    pub inputs_digest: &'a [u8; 32],
    pub n_history: u32,
    pub leaves: &'a [u8],
}

/// SHA-256 over the predecessor and everything the commit holds.
pub fn link(previous: &[u8; 32], linked: &Linked<'_>) -> [u8; 32] {
    let mut hasher = Sha256::new();
    hasher.update(b"tongguan commit 1");
    hasher.update(previous);
    hasher.update(linked.commit.0.to_le_bytes());
    hasher.update(linked.at.millis().to_le_bytes());
    hasher.update(linked.first_input.to_le_bytes());
    hasher.update(linked.last_input.to_le_bytes());
    hasher.update(linked.inputs_digest);
    hasher.update(linked.n_history.to_le_bytes());
    hasher.update(blake3::hash(linked.leaves).as_bytes());
    hasher.finalize().into()
}

/// Digest of a batch's inputs, in order.
pub fn inputs_digest<'a>(digests: impl Iterator<Item = &'a [u8; 32]>) -> [u8; 32] {
    let mut hasher = blake3::Hasher::new();
    for digest in digests {
        hasher.update(digest);
    }
    *hasher.finalize().as_bytes()
}
