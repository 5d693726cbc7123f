//! Who is looking, as what a case names him, and what he is shown of it.
//!
//! A handler asks for a `Viewer`, says who is who in the case (`parties`), and shows its view through the `Sight` that comes of both:
//! which sections are left out stands in `params/access`, not in a handler. Before every door stands the `guard`, with what the
//! door needs; it knows from the `Gate` who asks (ADR 0065).

pub(crate) mod accounts;
mod factor;
mod gate;
mod guard;
mod named;
mod parties;
mod password;
mod personal;
mod principal;
mod provider;
mod sight;
mod speech;
#[cfg(test)]
mod tests;
mod viewer;

pub(crate) use accounts::Kept;
pub(crate) use factor::{new as new_factor, step_of as factor_step};
pub(crate) use gate::{Front, Gate, SignedIn, attempt_of};
pub(crate) use guard::{Need, forbidden, guard, signed_out};
pub(crate) use named::CaseIndex;
pub(crate) use parties::{
    Parties, amendment_parties, consignment_parties, declaration_parties, duty_slip_parties,
    exit_list_parties, export_parties, gate_pass_parties, guarantee_parties, instrument_parties,
    manifest_parties, parcel_parties, parties_named, retail_slip_parties, transit_parties,
};
pub(crate) use password::{Weakness, digest, is_right, one_time as one_time_password, weakness};
pub(crate) use personal::Masked;
pub(crate) use principal::{Principal, Reach, Who, roles_of, words};
pub(crate) use provider::{Args, Begun, Identity, Provider};
pub(crate) use sight::{Shown, Sight};
pub(crate) use speech::{SPEAKING, acting, may_say, may_send};
pub(crate) use viewer::{Viewer, ViewerQuery};
