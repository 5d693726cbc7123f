//! What may stand at a place of a condition, for an editor.

use serde::Serialize;

use super::{
    lower::{FUNCTIONS, LIST_METHODS, TEXT_METHODS},
    scan::{TokenKind, scan},
};
use crate::record::{Kind, Schema};

/// What an editor offers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Completion {
    /// In bytes: what is replaced begins here …
    pub from: usize,
    /// … and ends before here.
    pub to: usize,
    pub items: Vec<CompletionItem>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CompletionItem {
    pub text: String,
    /// How it is written, of functions.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub form: Option<String>,
    /// Of features.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<Kind>,
}

/// More are not of use to anybody.
const MOST_ITEMS: usize = 50;

/// What may be written at a byte of the text: features whose name begins with what stands before it, then those that
/// have it in their name, functions, and what texts and lists are asked. Within quotes nothing.
pub fn complete(text: &str, offset: usize, schema: &Schema) -> Completion {
    let offset =
        (0..=offset.min(text.len())).rev().find(|it| text.is_char_boundary(*it)).unwrap_or(0);
    let (tokens, _) = scan(text);
    let inside = tokens.iter().any(|it| {
        it.kind == TokenKind::Text
            && it.from < offset
            && (offset < it.to || !closed(text, it.from, it.to))
    });
    let is_part = |it: char| it.is_ascii_alphanumeric() || it == '_' || it == '.';
    let before = text.get(..offset).unwrap_or_default();
    let from = before.trim_end_matches(is_part).len();
    let after = text.get(offset..).unwrap_or_default();
    let to = offset + after.find(|it| !is_part(it)).unwrap_or(after.len());
    let begun = before.get(from..).unwrap_or_default();
    if inside || begun.starts_with(|it: char| it.is_ascii_digit()) {
        return Completion { from: offset, to: offset, items: Vec::new() };
    }
    let mut items = asked(begun, schema);
    let named = |it: &&crate::record::Field| it.name != begun;
    let fields = || schema.fields().iter().filter(named);
    let feature = |it: &crate::record::Field| CompletionItem {
        text: it.name.clone(),
        form: None,
        kind: Some(it.kind),
    };
    items.extend(fields().filter(|it| it.name.starts_with(begun)).map(feature));
    let functions = FUNCTIONS.iter().filter(|(name, _)| name.starts_with(begun));
    items.extend(functions.map(|(name, form)| item(name, form)));
    let inner = |it: &&crate::record::Field| !it.name.starts_with(begun) && it.name.contains(begun);
    items.extend(fields().filter(inner).map(feature));
    items.truncate(MOST_ITEMS);
    Completion { from, to, items }
}

fn item(text: &str, form: &str) -> CompletionItem {
    CompletionItem { text: text.to_owned(), form: Some(form.to_owned()), kind: None }
}

/// Of a feature and a dot: what may be asked of it.
fn asked(begun: &str, schema: &Schema) -> Vec<CompletionItem> {
    let Some((name, method)) = begun.rsplit_once('.') else { return Vec::new() };
    let methods = match schema.find(name) {
        Some((Kind::Text, _)) => TEXT_METHODS,
        Some((Kind::Texts, _)) => LIST_METHODS,
        _ => return Vec::new(),
    };
    let fitting = methods.iter().filter(|(it, _)| it.starts_with(method));
    fitting.map(|(it, form)| item(&format!("{name}.{it}"), form)).collect()
}

fn closed(text: &str, from: usize, to: usize) -> bool {
    let piece = text.get(from..to).unwrap_or_default().trim_start_matches(['r', 'R', 'b', 'B']);
    let quote = piece.chars().next();
    1 < piece.len() && piece.chars().next_back() == quote
}
