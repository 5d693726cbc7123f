//! A declaration while it is made: where each of its fields comes from, and what is said of it.

use std::collections::BTreeMap;

use messages::{SadFault, SadText};
use model::Finding;
use serde::Serialize;
use serde_json::{Map, Value};

/// What is said of a field of a SAD: that it is left out, or that it was put in another form.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Remark {
    pub line: u32,
    /// The field of the SAD.
    pub path: String,
    pub observed: String,
    /// The field it was put into; nothing: it is left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pointer: Option<String>,
    pub what: String,
}

/// The declaration, and what is said of it.
#[derive(Debug, Default)]
pub(crate) struct Made {
    pub(crate) declaration: Map<String, Value>,
    pub(crate) remarks: Vec<Remark>,
    /// By pointer below the declaration.
    sources: BTreeMap<String, SadText>,
}

impl Made {
    /// Puts what a field says, as it says it.
    pub(crate) fn put(&mut self, pointer: &str, said: &SadText) {
        self.put_as(pointer, said, said.as_str());
    }

    /// Puts what a field says, in our words; nothing where there are none.
    pub(crate) fn put_as(&mut self, pointer: &str, said: &SadText, ours: &str) {
        if ours.is_empty() {
            return;
        }
        let mut object = &mut self.declaration;
        let mut names = pointer.split('.').peekable();
        while let Some(name) = names.next() {
            if names.peek().is_none() {
                object.insert(name.to_owned(), Value::from(ours));
                break;
            }
            let Some(inner) = inner(object, name) else { return };
            object = inner;
        }
        self.sources.insert(pointer.to_owned(), said.clone());
    }

    /// Puts our code for one of the SAD's, or says that none means the same.
    pub(crate) fn put_code(
        &mut self,
        pointer: &str,
        said: &SadText,
        ours: Option<&str>,
        table: &str,
    ) {
        match ours {
            Some(ours) => self.put_as(pointer, said, ours),
            None => self.leave(said, &format!("no {table} here means the same")),
        }
    }

    /// Says that a field is left out, when it says anything.
    pub(crate) fn leave(&mut self, said: &SadText, why: &str) {
        self.remark(said, None, why);
    }

    pub(crate) fn remark(&mut self, said: &SadText, pointer: Option<&str>, what: &str) {
        let Some(observed) = said.given() else { return };
        let SadText { path, line, .. } = said.clone();
        let (observed, pointer) = (observed.to_owned(), pointer.map(str::to_owned));
        self.remarks.push(Remark { line, path, observed, pointer, what: what.to_owned() });
    }

    /// Takes out what the house could not read, as its own reader says.
    pub(crate) fn take_out(&mut self, finding: &Finding) {
        let pointer = finding.pointer.strip_prefix("declaration.").unwrap_or(&finding.pointer);
        if !remove(&mut self.declaration, pointer) {
            return;
        }
        if let Some(said) = self.sources.remove(pointer) {
            let Finding { expected, pointer, .. } = finding;
            self.leave(&said, &format!("it does not fit `{pointer}`: {expected}"));
        }
    }
}

/// The object of a name, or of a place in a list (`items[0]`), which is made when it is not there.
fn inner<'o>(object: &'o mut Map<String, Value>, name: &str) -> Option<&'o mut Map<String, Value>> {
    let Some((list, index)) = place(name) else {
        return object.entry(name).or_insert_with(|| Value::Object(Map::new())).as_object_mut();
    };
    let list = object.entry(list).or_insert_with(|| Value::Array(Vec::new())).as_array_mut()?;
    while list.len() <= index {
        list.push(Value::Object(Map::new()));
    }
    list.get_mut(index)?.as_object_mut()
}

fn remove(object: &mut Map<String, Value>, pointer: &str) -> bool {
    match pointer.split_once('.') {
        None => object.remove(pointer).is_some(),
        Some((name, rest)) => {
            let within = match place(name) {
                Some((list, index)) => object.get_mut(list).and_then(|it| it.get_mut(index)),
                None => object.get_mut(name),
            };
            within.and_then(Value::as_object_mut).is_some_and(|it| remove(it, rest))
        }
    }
}

/// `items[2]` as the list and the place in it.
fn place(name: &str) -> Option<(&str, usize)> {
    let (list, index) = name.strip_suffix(']')?.split_once('[')?;
    Some((list, index.parse().ok()?))
}

/// A fault of a SAD's field.
pub(crate) fn fault(said: &SadText, observed: &str, expected: impl Into<String>) -> SadFault {
    let (path, line) = (said.path.clone(), said.line);
    SadFault { line, path, observed: observed.to_owned(), expected: expected.into() }
}
