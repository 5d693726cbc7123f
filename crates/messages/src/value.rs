//! How one field's text becomes a value and a value text.

use std::borrow::Cow;

use model::{Amount, AmountError, DayStamp, Stamp, Text};

use crate::{format::Fault, table::Form, xml};

/// A type that a field can have.
pub(crate) trait Value<'a>: Sized + Default {
    /// From a text that is not empty and has no white space around it.
    fn read(text: Cow<'a, str>, form: Form) -> Result<Self, Fault>;

    /// Whether the wire may leave it out.
    fn is_blank(&self) -> bool;

    fn write(&self, out: &mut Vec<u8>);
}

impl<'a> Value<'a> for Text<'a> {
    fn read(text: Cow<'a, str>, form: Form) -> Result<Text<'a>, Fault> {
        // As many bytes as characters allowed is never too long, which spares the count.
        let fault = match form {
            Form::UpTo(max) if text.len() > usize::from(max) => {
                (text.chars().count() > usize::from(max)).then_some(Fault::TooLong)
            }
            Form::Fixed(length) if text.len() != usize::from(length) || !text.is_ascii() => {
                (text.chars().count() != usize::from(length)).then_some(Fault::WrongLength)
            }
            Form::OneOf(values) => (!values.contains(&&*text)).then_some(Fault::NotListed),
            _ => None,
        };
        fault.map_or(Ok(Text::from(text)), Err)
    }

    fn is_blank(&self) -> bool {
        self.is_empty()
    }

    fn write(&self, out: &mut Vec<u8>) {
        xml::escape(self, out);
    }
}

impl<'a> Value<'a> for Amount {
    fn read(text: Cow<'a, str>, _form: Form) -> Result<Amount, Fault> {
        text.parse().map_err(|error| match error {
            AmountError::NotANumber => Fault::NotANumber,
            AmountError::TooManyDecimals => Fault::TooManyDecimals,
            AmountError::OutOfRange => Fault::OutOfRange,
        })
    }

    fn is_blank(&self) -> bool {
        self.is_zero()
    }

    fn write(&self, out: &mut Vec<u8>) {
        xml::amount(*self, out);
    }
}

impl<'a> Value<'a> for Option<Amount> {
    fn read(text: Cow<'a, str>, form: Form) -> Result<Option<Amount>, Fault> {
        Amount::read(text, form).map(Some)
    }

    fn is_blank(&self) -> bool {
        self.is_none()
    }

    fn write(&self, out: &mut Vec<u8>) {
        if let Some(amount) = self {
            amount.write(out);
        }
    }
}

impl<'a> Value<'a> for u32 {
    fn read(text: Cow<'a, str>, _form: Form) -> Result<u32, Fault> {
        let digits = text.strip_prefix(['-', '+']).unwrap_or(&text);
        if digits.is_empty() || !digits.bytes().all(|it| it.is_ascii_digit()) {
            return Err(Fault::NotANumber);
        }
        match digits.parse() {
            Ok(count @ 0..=999_999_999) if count == 0 || !text.starts_with('-') => Ok(count),
            _ => Err(Fault::OutOfRange),
        }
    }

    fn is_blank(&self) -> bool {
        *self == 0
    }

    fn write(&self, out: &mut Vec<u8>) {
        xml::digits(u64::from(*self), 1, out);
    }
}

impl<'a> Value<'a> for Option<u32> {
    fn read(text: Cow<'a, str>, form: Form) -> Result<Option<u32>, Fault> {
        u32::read(text, form).map(Some)
    }

    fn is_blank(&self) -> bool {
        self.is_none()
    }

    fn write(&self, out: &mut Vec<u8>) {
        if let Some(count) = self {
            count.write(out);
        }
    }
}

impl<'a> Value<'a> for Stamp {
    fn read(text: Cow<'a, str>, _form: Form) -> Result<Stamp, Fault> {
        Stamp::parse(&text).ok_or(Fault::NotADate)
    }

    fn is_blank(&self) -> bool {
        self.number() == 0
    }

    fn write(&self, out: &mut Vec<u8>) {
        if !self.is_blank() {
            xml::digits(self.number(), 14, out);
        }
    }
}

impl<'a> Value<'a> for DayStamp {
    fn read(text: Cow<'a, str>, form: Form) -> Result<DayStamp, Fault> {
        let day = if form == Form::DayOrTime { day_of(&text) } else { Some(text) };
        day.and_then(|it| DayStamp::parse(&it)).ok_or(Fault::NotADate)
    }

    fn is_blank(&self) -> bool {
        self.number() == 0
    }

    fn write(&self, out: &mut Vec<u8>) {
        if !self.is_blank() {
            xml::digits(u64::from(self.number()), 8, out);
        }
    }
}

/// The eight digits of a day, whatever is between them and behind them: `2018-07-03 00-00-00`.
fn day_of(text: &str) -> Option<Cow<'_, str>> {
    let is_known =
        |it: char| it.is_ascii_digit() || matches!(it, '-' | '/' | ' ' | ':' | '.' | 'T');
    let digits: String = text.chars().filter(char::is_ascii_digit).take(8).collect();
    text.chars().all(is_known).then_some(Cow::Owned(digits))
}
