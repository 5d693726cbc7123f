//! A value together with the text that set it, and the answer when no text covers the day.

use std::fmt;

use model::{BasisId, Date};

/// A value and the basis it rests on, to be quoted by whoever uses it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cited<T> {
    pub value: T,
    pub basis: BasisId,
}

/// No value is known for that day. Days before and after the coverage are equally an error, so that
/// nothing is ever assessed at a rate that was not, or is no longer known to be, law.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct NotCovered {
    pub name: String,
    pub on: Date,
    /// First covered day.
    pub covered_from: Date,
    /// Last covered day; none when the last value is open-ended.
    pub covered_to: Option<Date>,
}

impl fmt::Display for NotCovered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let NotCovered { name, on, covered_from, covered_to } = self;
        write!(f, "`{name}` has no value for {on}: ")?;
        match covered_to {
            Some(last) if on > last => write!(f, "the last covered day is {last}"),
            Some(last) => write!(f, "covered are {covered_from} to {last}"),
            None => write!(f, "coverage starts on {covered_from}"),
        }
    }
}
