//! The procedures: takes inputs in, lets the rules decide, answers with receipts.
