//! Rules of one shape, a table each: a row is a code, the words, and which field it reads.

pub(crate) mod amounts;
pub(crate) mod application_pairs;
pub(crate) mod books;
pub(crate) mod code_lists;
pub(crate) mod conditions;
pub(crate) mod field_pairs;
pub(crate) mod fixed_values;
pub(crate) mod item_pairs;
pub(crate) mod numbering;
pub(crate) mod placeholders;
pub(crate) mod state;
pub(crate) mod tariff;
pub(crate) mod truth;
