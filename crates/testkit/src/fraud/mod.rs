//! Generated traffic of both lanes with planted fraud of eight kinds, by which the risk engine is measured
//! ([ADR 0079](../../../../docs/adr/0079-fraud-is-planted-before-there-is-an-engine.md)).
//!
//! [`traffic`] gives parcels (four papers each), goods declarations (with what their manifest says) and returns in the
//! order of time; [`Days`] gives the same as the messages that a house takes in, and the truth beside; [`Truths`] says
//! what was planted, apart; [`Labels`] answers for what was examined, days later; [`Ceiling`] says what nobody can do
//! better than. What is planted is a data file, `data/fraud/fraud.toml`.
//! Honest and dishonest live in one world: a case's papers are drawn by streams that do not know what is planted in it.

mod basket;
mod calendar;
mod cast;
mod ceiling;
mod corpus;
mod days;
mod filings;
mod kind;
mod labels;
mod market;
mod parcels;
mod plan;
pub mod play;
mod quantiles;
mod story;
mod traffic;
mod truth;
mod words;

pub use ceiling::{Best, Ceiling, OfLane, WhatThereIs};
pub use corpus::{FraudCorpus, generate_fraud, write_fraud};
pub use days::{Comeback, Day, Days, Incoming};
pub use kind::{CaseLane, FraudKind};
pub use labels::{Confirmed, Label, Labels};
pub use plan::{FraudPlan, FraudPlanError};
pub use quantiles::Quantiles;
pub use traffic::{Case, CaseKey, Filed, Told, Traffic, Truths, traffic};
pub use truth::FraudTruth;
