//! Counts of what was examined and found.

/// So many, of which so many were found.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize)]
pub struct Hits {
    pub n: usize,
    pub hits: usize,
}

impl Hits {
    pub(super) fn add(&mut self, is_hit: bool) {
        self.n += 1;
        self.hits += usize::from(is_hit);
    }
}
