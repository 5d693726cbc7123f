//! Transition tables: what may happen to an entry now.
