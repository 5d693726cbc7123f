//! Checks on declared data: values in, findings out. A check never looks anything up: all that it
//! may know is in its case, filled in by whoever asks.
//!
//! Four questions are asked of a parcel, each with its own case: a [`document`] alone, a list that
//! is [`waiting`] for partners, the four papers [`joined`], the entry [`assessed`]. Two more are
//! asked of a list that was cleared, or is to be: [`cancellation`] and [`goods_return`]. Of what
//! leaves a bonded zone are asked [`exit_list`] and [`gathered`], [`gate_pass`] and [`carried`], and
//! at the gate [`passage`].
//!
//! A check that needs more than a comparison is one file, `<family>/<code>.rs`; rules of one shape
//! are one table in `rules/`. Findings come in the order of the tables in [`mod@catalogue`]. One
//! mistake is one finding: where several checks could speak of it, their doc comments say which
//! one does. A code is never used again.

#![deny(clippy::float_arithmetic)]

mod bel;
mod can;
mod case;
pub mod catalogue;
mod check;
mod gat;
mod inv;
mod mis;
mod ord;
mod page;
mod reg;
mod ret;
mod rules;

pub use case::{
    AssessedCase, CancellationCase, CarriedCase, CarriedList, DocumentCase, ExitListCase,
    GatePassCase, GatheredCase, GatheredParcel, HeldExitList, HeldGatePass, JoinedCase, LeftLine,
    Party, PassageCase, Prior, PriorDocument, ReturnCase, ReturnLine, Tolerance, WaitingCase,
};
pub use catalogue::{
    all, assessed, cancellation, carried, document, exit_list, find, gate_pass, gathered,
    goods_return, joined, passage, waiting,
};
pub use page::{render_index, render_page};
