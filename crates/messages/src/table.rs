//! The shape of a field table: one row an element, in the order of the schema.

/// What a field's text must look like. Lengths are in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// Exactly so many characters.
    Fixed(u16),
    /// At most so many characters.
    UpTo(u16),
    /// `decimal(19,5)`.
    Number,
    /// A whole number of at most nine digits.
    Count,
    /// `yyyymmddhhmmss`.
    Stamp,
    /// `yyyymmdd`.
    Day,
    /// A day, written `yyyymmdd` or `yyyy-mm-dd`, with or without a time of day behind it.
    DayOrTime,
    /// One of these texts.
    OneOf(&'static [&'static str]),
}

impl Form {
    /// As the specification writes it: `C..60`, `C3`, `N19,5`.
    pub(crate) fn describe(self) -> String {
        match self {
            Form::Fixed(length) => format!("C{length}"),
            Form::UpTo(length) => format!("C..{length}"),
            Form::Number => "N19,5".to_owned(),
            Form::Count => "N9".to_owned(),
            Form::Stamp => "yyyymmddhhmmss".to_owned(),
            Form::Day | Form::DayOrTime => "yyyymmdd".to_owned(),
            Form::OneOf(values) => values.join("|"),
        }
    }
}

/// When a field must be filled in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Need {
    May,
    Must,
    /// In a goods declaration that is filed, a summary too; not in one that is only kept.
    Filed,
    /// In a goods declaration that is filed as a whole, or completed after its summary.
    Whole,
}

/// One element of a node.
#[derive(Debug)]
pub(crate) struct Row {
    /// Its name on the wire.
    pub(crate) element: &'static str,
    /// Our name, relative to the node.
    pub(crate) name: &'static str,
    pub(crate) need: Need,
    pub(crate) form: Form,
}

/// One node of fields.
#[derive(Debug)]
pub(crate) struct Table {
    /// Its name on the wire: `OrderHead`.
    pub(crate) element: &'static str,
    /// Our name: `order`, `order.items`.
    pub(crate) pointer: &'static str,
    pub(crate) rows: &'static [Row],
}

impl Table {
    /// The pointer to one of its fields; `item` is the index of a repeated node, from 0.
    pub(crate) fn pointer_to(&self, name: &str, item: Option<usize>) -> String {
        match item {
            Some(index) => format!("{}[{index}].{name}", self.pointer),
            None => format!("{}.{name}", self.pointer),
        }
    }
}
