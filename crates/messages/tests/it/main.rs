//! The wire formats from outside: what is read, what is refused, what is written.

mod documents;
mod faults;
mod limits;
mod official;
mod panics;
mod receipts;
mod samples;
mod shared;
