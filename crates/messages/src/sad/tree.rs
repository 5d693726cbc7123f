//! XML of a SAD as a tree of elements with their lines, read as leniently as still makes sense.

use std::borrow::Cow;

use quick_xml::{Reader, escape::resolve_xml_entity, events::Event};

use super::SadFault;
use crate::xml;

/// Deeper than any declaration, shallower than any stack.
const MAX_DEPTH: usize = 64;
/// More than the largest declaration of ten thousand items has.
const MAX_ELEMENTS: usize = 1_500_000;

/// An element with what stands in it.
#[derive(Debug, Default)]
pub(super) struct Node {
    /// As the file spells it, without a prefix.
    pub(super) name: String,
    /// What the name is compared by.
    pub(super) key: String,
    /// From 1.
    pub(super) line: u32,
    /// White space folded; empty where `<null/>` stands.
    pub(super) text: String,
    pub(super) children: Vec<Node>,
}

/// A name as it is compared: letters and digits without case, and a letter once where it stands
/// several times, so that `Suppplementary` is `Supplementary`. `.` and `_` do not count.
pub(super) fn key_of(name: &str) -> String {
    let mut key = String::with_capacity(name.len());
    for character in name.chars().filter(|it| it.is_alphanumeric()) {
        let character = character.to_ascii_lowercase();
        if !character.is_ascii_alphabetic() || !key.ends_with(character) {
            key.push(character);
        }
    }
    key
}

/// Reads the one element of a document.
pub(super) fn read(text: &str) -> Result<Node, SadFault> {
    let mut reader = Reader::from_str(text);
    reader.config_mut().allow_dangling_amp = true;
    let mut lines = Lines { text, byte: 0, line: 1 };
    // The first stands around the document.
    let mut open = vec![Node::default()];
    let mut n_elements = 0;
    loop {
        let start = usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX);
        let line = lines.at(start);
        let event = match reader.read_event() {
            Ok(event) => event,
            Err(error) => {
                let byte = usize::try_from(reader.error_position()).unwrap_or(start);
                let line = lines.at(byte.max(start));
                return Err(SadFault::new(path_of(&open), line, error.to_string(), "XML"));
            }
        };
        match event {
            Event::Start(element) => {
                open.push(node(element.local_name().as_ref(), line));
                n_elements += 1;
                if open.len() > MAX_DEPTH || n_elements > MAX_ELEMENTS {
                    return Err(too_much(&open, line));
                }
            }
            Event::Empty(element) => {
                n_elements += 1;
                if n_elements > MAX_ELEMENTS {
                    return Err(too_much(&open, line));
                }
                let empty = close(node(element.local_name().as_ref(), line));
                if let Some(outer) = open.last_mut() {
                    outer.children.push(empty);
                }
            }
            Event::End(_) => {
                let closed = open.pop().map(close);
                if let (Some(closed), Some(outer)) = (closed, open.last_mut()) {
                    outer.children.push(closed);
                }
            }
            Event::Text(text) => append(&mut open, &text),
            Event::CData(text) => append(&mut open, &text),
            Event::GeneralRef(entity) => {
                let name: &str = &entity;
                let character = entity.resolve_char_ref().ok().flatten();
                let resolved: Cow<'_, str> = match (resolve_xml_entity(name), character) {
                    (Some(text), _) => Cow::Borrowed(text),
                    (None, Some(character)) => Cow::Owned(character.to_string()),
                    (None, None) => Cow::Owned(format!("&{name};")),
                };
                append(&mut open, &resolved);
            }
            Event::DocType(_) => {
                return Err(SadFault::new(path_of(&open), line, "DOCTYPE", "no DTD"));
            }
            Event::Eof => break,
            _ => {}
        }
    }
    if open.len() > 1 {
        let line = lines.at(text.len());
        return Err(SadFault::new(path_of(&open), line, "the file ends inside", "an end tag"));
    }
    let root =
        open.pop().and_then(|mut it| (!it.children.is_empty()).then(|| it.children.remove(0)));
    root.ok_or_else(|| SadFault::new("", 1, "no element", "<ASYCUDA>"))
}

fn node(name: &str, line: u32) -> Node {
    Node { name: name.to_owned(), key: key_of(name), line, ..Node::default() }
}

fn too_much(open: &[Node], line: u32) -> SadFault {
    let expected = format!("<= {MAX_DEPTH} deep, <= {MAX_ELEMENTS} elements");
    SadFault::new(path_of(open), line, "too much", &expected)
}

/// Text of the innermost open element, without characters that no XML may hold.
fn append(open: &mut [Node], text: &str) {
    if let Some(node) = open.last_mut() {
        node.text.extend(text.chars().filter(|it| xml::is_allowed(*it)));
    }
}

/// Folds the text of an element that has ended.
fn close(mut node: Node) -> Node {
    let folded: Vec<&str> = node.text.split_whitespace().collect();
    let folded = folded.join(" ");
    let is_null = |it: &Node| it.key == "nul";
    let says_nothing = folded.eq_ignore_ascii_case("null") || node.children.iter().any(is_null);
    node.text = if says_nothing { String::new() } else { folded };
    node.children.retain(|it| !is_null(it));
    node
}

/// The path of the innermost open element.
fn path_of(open: &[Node]) -> String {
    let names: Vec<&str> = open.iter().skip(1).map(|it| it.name.as_str()).collect();
    names.join("/")
}

/// Counts lines while a text is gone through from its start to its end.
struct Lines<'t> {
    text: &'t str,
    byte: usize,
    line: u32,
}

impl Lines<'_> {
    /// The line of a byte that is not before the last one asked for.
    fn at(&mut self, byte: usize) -> u32 {
        let to = byte.min(self.text.len());
        let passed = self.text.as_bytes().get(self.byte..to).unwrap_or_default();
        let n_lines = passed.iter().filter(|it| **it == b'\n').count();
        self.line = self.line.saturating_add(u32::try_from(n_lines).unwrap_or(u32::MAX));
        self.byte = self.byte.max(to);
        self.line
    }
}
