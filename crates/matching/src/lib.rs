//! Joins documents that belong together.
