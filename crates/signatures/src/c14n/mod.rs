//! Inclusive Canonical XML 1.0 without comments (`REC-xml-c14n-20010315`), in one pass over the
//! bytes and without a tree.
//!
//! What is canonical as it stands is handed on in long runs; only what is not (an empty element, a
//! reference, unsorted attributes, a comment) costs anything by itself. It is strict where a lenient
//! reader would let two meanings in: DTDs, undefined entities, unbound prefixes, tags that do not
//! match and characters that XML does not know are refused.

mod scope;
mod tag;
mod text;
mod walk;

use std::ops::Range;

pub(crate) use walk::{Mark, Marked, Walked};

use walk::Walker;

/// Takes canonical bytes as they come.
pub trait Sink {
    fn put(&mut self, bytes: &[u8]);
}

impl Sink for Vec<u8> {
    fn put(&mut self, bytes: &[u8]) {
        self.extend_from_slice(bytes);
    }
}

impl<S: Sink> Sink for &mut S {
    fn put(&mut self, bytes: &[u8]) {
        (**self).put(bytes);
    }
}

/// Takes nothing: for a look at where things stand.
pub(crate) struct Nowhere;

impl Sink for Nowhere {
    fn put(&mut self, _: &[u8]) {}
}

/// Why a text has no canonical form here.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{what} at byte {at}")]
pub struct Flaw {
    pub what: &'static str,
    /// From 0, in the text.
    pub at: usize,
}

/// Elements within elements.
const MAX_DEPTH: usize = 64;

/// The canonical form of a whole document.
///
/// # Errors
/// When it is not well-formed, has a DTD, or leaves a prefix unbound.
pub fn canonical(text: &str, sink: impl Sink) -> Result<(), Flaw> {
    Walker::new(text, sink).document(false).map(|_| ())
}

/// The canonical form of a document without the signatures enveloped in it, and where they stand.
pub(crate) fn without_signatures(text: &str, sink: impl Sink) -> Result<Walked, Flaw> {
    Walker::new(text, sink).document(true)
}

/// The canonical form of one element with what it inherits. `ancestors` are where the start tags
/// around it begin, from the root inwards.
pub(crate) fn subtree(
    text: &str,
    ancestors: &[usize],
    apex: Range<usize>,
    sink: impl Sink,
) -> Result<Vec<Marked>, Flaw> {
    Walker::new(text, sink).subtree(ancestors, apex)
}

/// Where the root's start tag begins.
pub(crate) fn root_start(text: &str) -> Result<usize, Flaw> {
    Walker::new(text, Nowhere).root_start()
}
