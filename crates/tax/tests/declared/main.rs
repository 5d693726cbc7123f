//! Assessments of goods declarations under the shipped law and a small tariff.

#![cfg(test)]

mod explained;
mod figures;
mod fixture;
mod measures;
mod properties;
mod sent_back;

use fixture::{LAW, assessed, assessed_on, charge, day, declaration, item, later, proven, yuan};
