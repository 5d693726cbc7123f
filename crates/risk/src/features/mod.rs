//! Features (特征): what a case is weighed by, each with a name, a meaning, a window and a source.
//!
//! The same definitions weigh a case when it comes and when it is looked at again: a definition sees the case as it stands and
//! the memory of what was decided before it, nothing else.

mod definition;
mod document;
mod goods;
mod network;
mod parties;
mod relations;
mod text;
mod time;
mod view;

pub use definition::{Definition, Source, Span};
pub use view::View;

use definition::Value;

use crate::{
    case::Procedure,
    record::{Field, Kind, Record, Schema, SchemaError, Slot},
};

/// Every definition there is, in a stable order.
pub fn definitions() -> impl Iterator<Item = &'static Definition> {
    let before = [document::DEFINITIONS, goods::DEFINITIONS, text::DEFINITIONS];
    let after = [relations::DEFINITIONS, time::DEFINITIONS, network::DEFINITIONS];
    before.into_iter().chain(parties::GROUPS).chain(after).flatten()
}

/// The features of one procedure, each with the slot of its value.
#[derive(Debug)]
pub struct FeatureSet {
    procedure: Procedure,
    schema: Schema,
    placed: Vec<(&'static Definition, Slot)>,
}

impl FeatureSet {
    /// # Errors
    /// When two definitions have one name, which a test excludes.
    pub fn of(procedure: Procedure) -> Result<FeatureSet, SchemaError> {
        let ours = || definitions().filter(|it| it.procedures.contains(&procedure));
        let field = |it: &Definition| Field { name: it.name.to_owned(), kind: it.kind() };
        let schema = Schema::new(ours().map(field).collect())?;
        let placed = ours().filter_map(|it| Some((it, schema.find(it.name)?.1))).collect();
        Ok(FeatureSet { procedure, schema, placed })
    }

    pub fn procedure(&self) -> Procedure {
        self.procedure
    }

    pub fn schema(&self) -> &Schema {
        &self.schema
    }

    pub fn definitions(&self) -> impl Iterator<Item = &'static Definition> {
        self.placed.iter().map(|it| it.0)
    }

    /// The numbers and flags, in the order of their slots.
    pub fn numbers(&self) -> impl Iterator<Item = &'static Definition> {
        self.definitions().filter(|it| matches!(it.kind(), Kind::Number | Kind::Flag))
    }

    /// Of the definitions of some features: it is another one when one of them is computed otherwise. What is not known
    /// here is told as such.
    pub fn edition(&self, names: &[String]) -> String {
        let mut hasher = blake3::Hasher::new();
        for name in names {
            let version = self.definitions().find(|it| it.name == name).map_or(0, |it| it.version);
            hasher.update(format!("{name} {version}\n").as_bytes());
        }
        hasher.finalize().to_hex().chars().take(16).collect()
    }

    /// The values of a case.
    pub fn record<'a>(&self, view: &View<'_, 'a>) -> Record<'a> {
        let mut record = Record::new(&self.schema);
        for (definition, slot) in &self.placed {
            match definition.value {
                Value::Number(value) => {
                    if let Some(value) = value(view) {
                        record.set_number(*slot, value);
                    }
                }
                Value::Flag(value) => {
                    if let Some(value) = value(view) {
                        record.set_flag(*slot, value);
                    }
                }
                Value::Text(value) => {
                    let value = value(view);
                    if !value.is_empty() {
                        record.set_text(*slot, value);
                    }
                }
                Value::Texts(value) => {
                    for line in &view.case.lines {
                        record.push(*slot, value(line));
                    }
                }
            }
        }
        record
    }
}

#[cfg(test)]
mod tests;
