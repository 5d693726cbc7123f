//! What a case is weighed by: named, typed values side by side, in slots, so that nothing is looked up by name when
//! rules run.

use std::{collections::BTreeMap, hash::Hasher as _};

use siphasher::sip::SipHasher13;

/// What a feature holds.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    Number,
    Flag,
    /// One text: a code, a name.
    Text,
    /// Several texts: one a line of goods.
    Texts,
}

/// A feature by its name and kind, which is all that rules and models need to know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// Letters, digits, `_` and `.`: as rules write it.
    pub name: String,
    pub kind: Kind,
}

/// Where the value of a feature stands in a [`Record`]: numbers and flags share one row of slots.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Slot(pub u16);

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SchemaError {
    #[error("feature `{0}` is there twice")]
    Twice(String),
    #[error("there are more features than {}", u16::MAX)]
    TooMany,
}

/// The features of a procedure, or the columns of a table, in their order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Schema {
    fields: Vec<Field>,
    slots: Vec<Slot>,
    by_name: BTreeMap<String, usize>,
    n_numbers: usize,
    n_texts: usize,
    n_lists: usize,
}

impl Schema {
    /// A name that is there twice is refused.
    pub fn new(fields: Vec<Field>) -> Result<Schema, SchemaError> {
        let mut schema = Schema::default();
        for (at, field) in fields.iter().enumerate() {
            let count = match field.kind {
                Kind::Number | Kind::Flag => &mut schema.n_numbers,
                Kind::Text => &mut schema.n_texts,
                Kind::Texts => &mut schema.n_lists,
            };
            schema.slots.push(Slot(u16::try_from(*count).map_err(|_| SchemaError::TooMany)?));
            *count += 1;
            if schema.by_name.insert(field.name.clone(), at).is_some() {
                return Err(SchemaError::Twice(field.name.clone()));
            }
        }
        schema.fields = fields;
        Ok(schema)
    }

    pub fn fields(&self) -> &[Field] {
        &self.fields
    }

    /// Kind and slot of a feature.
    pub fn find(&self, name: &str) -> Option<(Kind, Slot)> {
        let at = *self.by_name.get(name)?;
        Some((self.fields.get(at)?.kind, *self.slots.get(at)?))
    }

    /// The names of the numbers and flags, in the order of their slots: what a model is trained on.
    pub fn numbers(&self) -> impl Iterator<Item = &str> {
        let fields = self.fields.iter().filter(|it| matches!(it.kind, Kind::Number | Kind::Flag));
        fields.map(|it| it.name.as_str())
    }
}

/// The values of one case. What is not known is missing, which is neither zero nor false.
#[derive(Debug, Clone, PartialEq)]
pub struct Record<'a> {
    numbers: Vec<f64>,
    texts: Vec<Option<&'a str>>,
    lists: Vec<Vec<&'a str>>,
}

impl<'a> Record<'a> {
    /// Everything missing.
    pub fn new(schema: &Schema) -> Record<'a> {
        Record {
            numbers: vec![f64::NAN; schema.n_numbers],
            texts: vec![None; schema.n_texts],
            lists: vec![Vec::new(); schema.n_lists],
        }
    }

    /// Everything missing again, so that one record serves case after case.
    pub fn clear(&mut self) {
        self.numbers.fill(f64::NAN);
        self.texts.fill(None);
        self.lists.iter_mut().for_each(Vec::clear);
    }

    /// What is not finite is missing.
    pub fn set_number(&mut self, slot: Slot, value: f64) {
        if let Some(place) = self.numbers.get_mut(usize::from(slot.0)) {
            *place = if value.is_finite() { value } else { f64::NAN };
        }
    }

    pub fn set_flag(&mut self, slot: Slot, value: bool) {
        self.set_number(slot, f64::from(u8::from(value)));
    }

    pub fn set_text(&mut self, slot: Slot, value: &'a str) {
        if let Some(place) = self.texts.get_mut(usize::from(slot.0)) {
            *place = Some(value);
        }
    }

    /// One more text of a list.
    pub fn push(&mut self, slot: Slot, value: &'a str) {
        if let Some(list) = self.lists.get_mut(usize::from(slot.0)) {
            list.push(value);
        }
    }

    /// Numbers and flags (0 and 1) in the order of their slots; NaN is missing.
    pub fn numbers(&self) -> &[f64] {
        &self.numbers
    }

    /// Of every value in the order of slots, bit for bit; the same on every machine.
    pub fn digest(&self) -> u64 {
        let mut hasher = SipHasher13::new();
        let tell = |hasher: &mut SipHasher13, text: &str| {
            hasher.write_u64(text.len() as u64);
            hasher.write(text.as_bytes());
        };
        for number in &self.numbers {
            hasher.write_u64(number.to_bits());
        }
        for text in &self.texts {
            hasher.write_u8(u8::from(text.is_some()));
            tell(&mut hasher, text.unwrap_or_default());
        }
        for list in &self.lists {
            hasher.write_u64(list.len() as u64);
            list.iter().for_each(|it| tell(&mut hasher, it));
        }
        hasher.finish()
    }

    pub fn number(&self, slot: Slot) -> Option<f64> {
        self.numbers.get(usize::from(slot.0)).copied().filter(|it| !it.is_nan())
    }

    pub fn text(&self, slot: Slot) -> Option<&'a str> {
        self.texts.get(usize::from(slot.0)).copied().flatten()
    }

    /// An empty list and one that is not known are the same.
    pub fn list(&self, slot: Slot) -> &[&'a str] {
        self.lists.get(usize::from(slot.0)).map_or(&[], Vec::as_slice)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn field(name: &str, kind: Kind) -> Field {
        Field { name: name.to_owned(), kind }
    }

    #[test]
    fn kinds_have_slots_of_their_own_and_flags_stand_among_numbers() {
        let fields = vec![
            field("value", Kind::Number),
            field("country", Kind::Text),
            field("is_new", Kind::Flag),
            field("codes", Kind::Texts),
        ];
        let schema = Schema::new(fields).unwrap();
        assert_eq!(schema.find("is_new"), Some((Kind::Flag, Slot(1))));
        assert_eq!(schema.find("country"), Some((Kind::Text, Slot(0))));
        assert_eq!(schema.find("age"), None);
        assert_eq!(schema.numbers().collect::<Vec<_>>(), ["value", "is_new"]);
        let mut record = Record::new(&schema);
        assert_eq!((record.number(Slot(0)), record.text(Slot(0))), (None, None));
        record.set_number(Slot(0), f64::INFINITY);
        record.set_flag(Slot(1), true);
        record.set_text(Slot(0), "116");
        record.push(Slot(0), "3305100090");
        assert_eq!((record.number(Slot(0)), record.number(Slot(1))), (None, Some(1.0)));
        assert_eq!(
            (record.text(Slot(0)), record.list(Slot(0))),
            (Some("116"), &["3305100090"][..])
        );
        record.clear();
        assert_eq!((record.number(Slot(1)), record.text(Slot(0))), (None, None));
        assert!(record.list(Slot(0)).is_empty());
    }

    #[test]
    fn a_name_is_there_once() {
        let twice = vec![field("a", Kind::Number), field("a", Kind::Text)];
        assert_eq!(Schema::new(twice), Err(SchemaError::Twice("a".to_owned())));
    }
}
