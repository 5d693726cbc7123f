//! Start tags: names, attributes, declarations.

use std::borrow::Cow;

use super::{
    Flaw, Sink,
    scope::{Binding, Scope},
    text,
};

/// Attributes and declarations that one tag may carry.
const MAX_ATTRIBUTES: usize = 64;

/// A qualified name as written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Name<'x> {
    pub(super) whole: &'x str,
    /// Bytes before the colon; 0 without one.
    prefix: usize,
}

impl<'x> Name<'x> {
    pub(super) fn prefix(self) -> &'x str {
        self.whole.get(..self.prefix).unwrap_or_default()
    }

    pub(super) fn local(self) -> &'x str {
        match self.prefix {
            0 => self.whole,
            length => self.whole.get(length + 1..).unwrap_or_default(),
        }
    }

    /// The name that begins `text`.
    #[inline]
    pub(super) fn read(text: &'x str, at: usize) -> Result<Name<'x>, Flaw> {
        let flaw = Flaw { what: "not a name", at };
        let bytes = text.as_bytes();
        let part = |from: usize| {
            let rest = bytes.get(from..).unwrap_or_default();
            let begins = rest.first().is_some_and(|it| class(*it) == Class::Start);
            let is_over = |it: &u8| matches!(class(*it), Class::Other | Class::Colon);
            let length = rest.iter().position(is_over).unwrap_or(rest.len());
            begins.then_some(from + length)
        };
        let mut end = part(0).ok_or(flaw.clone())?;
        let mut prefix = 0;
        if bytes.get(end) == Some(&b':') {
            prefix = end;
            end = part(end + 1).ok_or(flaw.clone())?;
            if bytes.get(end) == Some(&b':') {
                return Err(flaw);
            }
        }
        Ok(Name { whole: text.get(..end).unwrap_or_default(), prefix })
    }
}

/// What a byte may be in a name. Characters beyond ASCII are taken for letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Class {
    Other,
    /// May begin a name, and go on with it.
    Start,
    /// May go on with it.
    Inner,
    Colon,
}

static CLASSES: [Class; 256] = {
    let mut classes = [Class::Other; 256];
    let mut byte = 0;
    while byte < classes.len() {
        #[expect(clippy::indexing_slicing, reason = "a byte is within the table")]
        {
            classes[byte] = match byte as u8 {
                b'a'..=b'z' | b'A'..=b'Z' | b'_' | 0x80.. => Class::Start,
                b'0'..=b'9' | b'-' | b'.' => Class::Inner,
                b':' => Class::Colon,
                _ => Class::Other,
            };
        }
        byte += 1;
    }
    classes
};

#[inline]
fn class(byte: u8) -> Class {
    CLASSES.get(usize::from(byte)).copied().unwrap_or(Class::Other)
}

/// An attribute that declares no namespace.
#[derive(Debug)]
pub(super) struct Attribute<'x> {
    pub(super) name: Name<'x>,
    pub(super) value: Cow<'x, str>,
}

/// A start tag as written.
#[derive(Debug)]
pub(super) struct Tag<'x> {
    pub(super) declared: Vec<Binding<'x>>,
    pub(super) attributes: Vec<Attribute<'x>>,
    pub(super) is_empty: bool,
    /// After its `>`.
    pub(super) end: usize,
}

impl<'x> Tag<'x> {
    /// What stands after a tag's name, from `at` on.
    pub(super) fn read(text: &'x str, mut at: usize) -> Result<Tag<'x>, Flaw> {
        let flaw = |what, at| Flaw { what, at };
        let mut tag = Tag { declared: Vec::new(), attributes: Vec::new(), is_empty: false, end: 0 };
        loop {
            let rest = text.get(at..).unwrap_or_default();
            let blanks = rest.len() - rest.trim_start_matches([' ', '\t', '\r', '\n']).len();
            let (is_apart, here) = (blanks > 0, at + blanks);
            let rest = rest.get(blanks..).unwrap_or_default();
            if rest.starts_with('>') {
                tag.end = here + 1;
                return Ok(tag);
            }
            if rest.starts_with("/>") {
                tag.is_empty = true;
                tag.end = here + 2;
                return Ok(tag);
            }
            if !is_apart {
                return Err(flaw("no blank before an attribute", here));
            }
            let name = Name::read(rest, here)?;
            let after = rest.get(name.whole.len()..).unwrap_or_default();
            let after = after.trim_start_matches([' ', '\t', '\r', '\n']);
            let after =
                after.strip_prefix('=').ok_or_else(|| flaw("an attribute without `=`", here))?;
            let after = after.trim_start_matches([' ', '\t', '\r', '\n']);
            let quote = after.chars().next().filter(|it| matches!(it, '"' | '\''));
            let quote = quote.ok_or_else(|| flaw("an attribute without quotes", here))?;
            let quoted = after.get(1..).unwrap_or_default();
            let length =
                quoted.find(quote).ok_or_else(|| flaw("an attribute without end", here))?;
            let raw = quoted.get(..length).unwrap_or_default();
            let value_at = text.len() - quoted.len();
            let value = text::attribute_value(raw, value_at)?;
            at = value_at + length + 1;
            match (name.prefix(), name.local()) {
                ("", "xmlns") => tag.declared.push(Binding { prefix: "", uri: value }),
                ("xmlns", prefix) => tag.declared.push(Binding { prefix, uri: value }),
                _ => tag.attributes.push(Attribute { name, value }),
            }
            if tag.declared.len() + tag.attributes.len() > MAX_ATTRIBUTES {
                return Err(flaw("too many attributes in one tag", here));
            }
        }
    }

    /// Sorts attributes as they are written: by namespace, then by name.
    pub(super) fn sort(&mut self, scope: &Scope<'x>, at: usize) -> Result<(), Flaw> {
        let uri_of = |it: &Attribute<'x>| match it.name.prefix() {
            // An attribute without prefix is in no namespace, whatever the default is.
            "" => Some(String::new()),
            prefix => scope.uri(prefix).map(str::to_owned),
        };
        let mut keyed = Vec::with_capacity(self.attributes.len());
        for attribute in self.attributes.drain(..) {
            let uri = uri_of(&attribute).ok_or(Flaw { what: "an unbound prefix", at })?;
            keyed.push((uri, attribute));
        }
        keyed.sort_by(|(one_uri, one), (other_uri, other)| {
            one_uri.cmp(other_uri).then_with(|| one.name.local().cmp(other.name.local()))
        });
        let is_doubled = keyed.windows(2).any(|it| match it {
            [(one_uri, one), (other_uri, other)] => {
                one_uri == other_uri && one.name.local() == other.name.local()
            }
            _ => false,
        });
        if is_doubled {
            return Err(Flaw { what: "an attribute twice in one tag", at });
        }
        self.attributes.extend(keyed.into_iter().map(|(_, it)| it));
        Ok(())
    }
}

/// Writes declarations and attributes in their canonical spelling.
pub(super) fn put(rendered: &[Binding<'_>], attributes: &[Attribute<'_>], sink: &mut impl Sink) {
    for binding in rendered {
        sink.put(b" xmlns");
        if !binding.prefix.is_empty() {
            sink.put(b":");
            sink.put(binding.prefix.as_bytes());
        }
        sink.put(b"=");
        text::put_value(&binding.uri, sink);
    }
    for attribute in attributes {
        sink.put(b" ");
        sink.put(attribute.name.whole.as_bytes());
        sink.put(b"=");
        text::put_value(&attribute.value, sink);
    }
}
