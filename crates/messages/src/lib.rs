//! The wire formats: the only crate that knows what an element is called.
