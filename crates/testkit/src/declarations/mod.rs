//! Lifelike goods declarations: a corpus of `DecMessage` files and of the manifests that carry their goods, with its
//! registry and its truth.
//!
//! Few traders are large and many small; a trader keeps to his trades and mostly to one broker.
//! Lines, units, declaration elements and documents are those of the tariff; amounts and weights add up.
//! A declaration is a function of plan and index. Some carry one of the known faults
//! ([`DeclarationFault`]), and the truth file says which. All enterprises are made up.

mod after;
pub(crate) mod corpus;
mod faults;
mod filed;
mod line;
mod lines;
mod load;
#[cfg(test)]
mod proof;
mod routes;
pub(crate) mod staged;
pub(crate) mod traders;
mod voyages;
mod world;

pub use after::after_declaring;
pub use corpus::{DeclarationTruth, generate_declarations, write_declarations};
pub use faults::DeclarationFault;
pub(crate) use voyages::BLOCK;
pub use world::{DeclarationPlan, Declarations};
