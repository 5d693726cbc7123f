//! What must hold of every reader whatever bytes it is given: the bodies of the fuzz targets (`fuzz/`) and
//! of the test that tries the kept corpus and seeded changes of it.
//!
//! No reader panics or loses itself. What it says of an input is about that input: places lie in it, items
//! that findings point at are there, counts keep the limits. What was read without a fault, written and read
//! again is the same. And nobody's signature stands under what he did not sign.

mod carried;
mod change;
mod message;
mod sad;
mod signed;
mod table;
mod written;

use std::fmt;

pub use change::Changer;

/// Something that a reader must never do, in words.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Disagreement(String);

pub(crate) type Tried = Result<(), Disagreement>;

/// Says what is wrong unless it holds.
pub(crate) fn hold(holds: bool, what: impl FnOnce() -> String) -> Tried {
    if holds { Ok(()) } else { Err(Disagreement(what())) }
}

/// The same, or both sides.
pub(crate) fn same<T: PartialEq + fmt::Debug>(what: &str, one: &T, other: &T) -> Tried {
    hold(one == other, || format!("{what}: {one:?} / {other:?}"))
}

/// A reader that takes what strangers send.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reader {
    /// Messages of parcels, in and out of the country, and of bonded zones.
    Ceb,
    /// Goods declarations and what belongs to them: amendments, supplements, files.
    Declaration,
    /// Manifests, of lorries and in the old form too.
    Manifest,
    /// Envelopes of exchange platforms.
    Dxp,
    /// Our own JSON.
    Json,
    /// Declarations of houses that run ASYCUDA.
    Sad,
    /// Tables that an operator loads.
    Csv,
    /// Signed messages.
    Signature,
}

impl Reader {
    pub const ALL: [Reader; 8] = [
        Reader::Ceb,
        Reader::Declaration,
        Reader::Manifest,
        Reader::Dxp,
        Reader::Json,
        Reader::Sad,
        Reader::Csv,
        Reader::Signature,
    ];

    /// Of the fuzz target and of its folder of the corpus.
    pub const fn name(self) -> &'static str {
        match self {
            Reader::Ceb => "ceb",
            Reader::Declaration => "declaration",
            Reader::Manifest => "manifest",
            Reader::Dxp => "dxp",
            Reader::Json => "json",
            Reader::Sad => "sad",
            Reader::Csv => "csv",
            Reader::Signature => "signature",
        }
    }

    /// Loads what it reads by, so that the first input does not pay for that.
    pub fn get_ready(self) {
        match self {
            Reader::Sad => sad::get_ready(),
            Reader::Signature => signed::get_ready(),
            _ => {}
        }
    }

    /// Gives the reader these bytes.
    ///
    /// # Errors
    /// What it must not have done.
    pub fn try_out(self, bytes: &[u8]) -> Result<(), Disagreement> {
        match self {
            Reader::Ceb | Reader::Declaration | Reader::Manifest | Reader::Json => {
                message::try_out(bytes)
            }
            Reader::Dxp => carried::try_out(bytes),
            Reader::Sad => sad::try_out(bytes),
            Reader::Csv => table::try_out(bytes),
            Reader::Signature => signed::try_out(bytes),
        }
    }
}
