//! What selection looks at.

use model::{Date, KeyPair};

/// One entry as risk analysis sees it. `goods` is only walked when something is watched that goods
/// can hit, so it costs nothing to pass an iterator that maps.
#[derive(Debug, Clone)]
pub struct Features<'a, G> {
    /// What pointers begin with: the document that is looked at.
    pub subject: &'static str,
    /// What it calls the country of origin.
    pub country_field: &'static str,
    /// Decides the random share: the same key is always drawn, or never.
    pub key: KeyPair,
    /// The day on which watch rows must be in force: the day of declaration.
    pub on: Date,
    pub platform_code: &'a str,
    /// Identity number of the buyer.
    pub buyer_id_number: &'a str,
    pub goods: G,
}

/// One goods item. Its place in the iteration, from 0, is its place in pointers.
#[derive(Debug, Clone, Copy)]
pub struct Goods<'a> {
    pub commodity_code: &'a str,
    /// Country of origin, old numeric code.
    pub country: &'a str,
    pub name: &'a str,
    pub model: &'a str,
}
