//! SADs of invented countries: as declarations of this house, and computed again.

#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test stops")]

mod compare;
mod declare;
mod filed;

use messages::{SadReading, SadStyle, read_sad};

/// US dates, two decimals, rates per cent.
const ISLAND: &[u8] = include_bytes!("../../../../docs/samples/asycuda/island.xml");
const ISLAND_PROFILE: &str = include_str!("../../../../docs/samples/asycuda/island.toml");
/// ISO-8859-1, commas before decimals, everything in another order, rates as fractions.
const MOUNTAIN: &[u8] = include_bytes!("../../../../docs/samples/asycuda/mountain.xml");
const MOUNTAIN_PROFILE: &str = include_str!("../../../../docs/samples/asycuda/mountain.toml");
/// An export, three decimals, one tax wrong.
const GULF: &[u8] = include_bytes!("../../../../docs/samples/asycuda/gulf.xml");
const GULF_PROFILE: &str = include_str!("../../../../docs/samples/asycuda/gulf.toml");

#[track_caller]
fn reading(raw: &[u8], profile: &str) -> SadReading {
    let style = match profile {
        "" => SadStyle::default(),
        text => asycuda::country(text).unwrap().asycuda.style(),
    };
    read_sad(raw, style).unwrap_or_else(|fault| panic!("{fault:?}"))
}
