//! Writes a SAD under the names by which it is read.

use super::{ROOT, Sad, SadText, document};
use crate::xml;

/// An element that is to be written: its own text, or what stands below it.
pub(super) struct Element {
    name: String,
    text: String,
    below: Vec<Element>,
}

impl Element {
    pub(super) fn new(name: &str) -> Element {
        Element { name: name.to_owned(), text: String::new(), below: Vec::new() }
    }

    /// Puts what a field says at a path; nothing where it says nothing.
    pub(super) fn put(&mut self, path: &str, said: &SadText) {
        if let Some(text) = said.given()
            && let Some(element) = self.at(path)
        {
            text.clone_into(&mut element.text);
        }
    }

    /// The element at a path, made where it is not there.
    pub(super) fn at(&mut self, path: &str) -> Option<&mut Element> {
        let mut element = self;
        for name in path.split('/') {
            let place = element.below.iter().position(|it| it.name == name);
            let place = place.unwrap_or_else(|| {
                element.below.push(Element::new(name));
                element.below.len() - 1
            });
            element = element.below.get_mut(place)?;
        }
        Some(element)
    }

    /// One more element of a name.
    pub(super) fn add(&mut self, name: &str) -> Option<&mut Element> {
        self.below.push(Element::new(name));
        self.below.last_mut()
    }

    fn spell(&self, out: &mut Vec<u8>) {
        if self.below.is_empty() {
            return xml::field(&self.name, &self.text, out);
        }
        xml::nest(&self.name, out, |out| self.below.iter().for_each(|it| it.spell(out)));
    }
}

/// Writes a SAD as ASYCUDA World exports one: UTF-8, decimals behind a point, dates `2025-11-19`. Fields that say
/// nothing are left out.
pub fn write_sad(sad: &Sad, out: &mut Vec<u8>) {
    let mut root = Element::new(ROOT);
    document::put(sad, &mut root);
    out.extend_from_slice(b"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    root.spell(out);
    out.push(b'\n');
}
