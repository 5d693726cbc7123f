//! Who is looking, as what a case names him, and what he is shown of it.
//!
//! A handler asks for a `Viewer`, says who is who in the case (`parties`), and shows its view through the `Sight` that comes of both:
//! which sections are left out stands in `params/access`, not in a handler. How somebody says who he is, is the business
//! of the one extractor of `Viewer`.

mod parties;
mod sight;
#[cfg(test)]
mod tests;
mod viewer;

pub(crate) use parties::{
    amendment_parties, consignment_parties, declaration_parties, duty_slip_parties,
    guarantee_parties, instrument_parties, manifest_parties, transit_parties,
};
pub(crate) use sight::{Shown, Sight};
pub(crate) use viewer::{Viewer, ViewerQuery};
