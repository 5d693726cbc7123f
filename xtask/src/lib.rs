//! The rules of this repository that the compiler does not know, and its generated pages.
//!
//! Each module reads the checkout and returns the faults it finds as sentences that name the
//! place; `tests/tidy` demands that there are none. The pages under `docs/` that are made from
//! the code come from [`pages`].

pub mod layers;
pub mod licences;
pub mod links;
pub mod map;
pub mod pages;
pub mod recipes;
pub mod repository;
pub mod scenarios;
pub mod sources;

/// What is wrong, as a sentence that names the place.
pub type Fault = String;
