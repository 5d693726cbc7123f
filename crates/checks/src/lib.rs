//! Checks on declared data: data in, findings out.
