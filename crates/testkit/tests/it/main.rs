//! Corpora, as they are written and as the house takes them.

#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test stops")]

mod attack;
mod backtest;
mod cleared;
mod commands;
mod corpus;
mod declarations;
mod equivalence;
mod fraud;
mod memory;
mod modelled;
mod planned;
mod recording;
mod remembered;
mod scenarios;
mod signed;
mod simulator;
mod traffic;
mod weighed;
