//! Whatever can run out is an account: pending, post, void, reverse.
