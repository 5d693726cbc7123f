//! From customs value to assessment: every step with formula, rate and basis.
