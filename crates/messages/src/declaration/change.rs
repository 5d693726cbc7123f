//! Changes single fields of a declaration, by the tables that it is read and written by.

use std::{borrow::Cow, mem};

use model::{AmendedField, Declaration, Direction, FieldChange, Finding, GoodsItem};
use quick_xml::escape::unescape;

use super::{
    field_codes::{self, FieldCode, Node},
    nodes::indexed,
    tables,
};
use crate::{
    slots::{Taker, WideSlots},
    table::Table,
    xml::Putter,
};

/// Why a field is not changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ChangeFault {
    /// No code names it.
    UnknownField,
    /// The declaration has no such line, container or document.
    NoSuchPlace,
    /// Something else stands than what was believed to.
    OldDiffers { stands: String },
    /// The new value has not the field's form; the finding points into the declaration.
    Form(Box<Finding>),
    /// It is what stands.
    NothingChanged,
}

/// What stands in a field now, as the wire spells it; nothing where there is no such field.
pub fn standing_text(declaration: &Declaration<'_>, field: &AmendedField<'_>) -> Option<String> {
    let code = field_codes::of(&field.code)?;
    let index = place_of(declaration, code.node, &field.place)?;
    let texts = texts_of(declaration, code.node, index)?;
    let (row, _) = code.row()?;
    Some(cut_out(code, texts.get(row)?).to_owned())
}

/// Changes one field, if what stands in it is its old value.
///
/// # Errors
/// When it is not changed; the declaration is as it was.
pub fn change_field(
    declaration: &mut Declaration<'_>,
    field: &AmendedField<'_>,
) -> Result<FieldChange, ChangeFault> {
    let code = field_codes::of(&field.code).ok_or(ChangeFault::UnknownField)?;
    let (row, _) = code.row().ok_or(ChangeFault::UnknownField)?;
    let index = place_of(declaration, code.node, &field.place).ok_or(ChangeFault::NoSuchPlace)?;
    let texts = texts_of(declaration, code.node, index).ok_or(ChangeFault::NoSuchPlace)?;
    let standing = texts.get(row).cloned().unwrap_or_default();
    let with = |text: &str| {
        let mut texts = texts.clone();
        if let Some(slot) = texts.get_mut(row) {
            *slot = put_in(code, &standing, text);
        }
        let mut other = declaration.clone();
        retake(&mut other, code, index, texts).map(|()| other)
    };
    // Values are compared, not spellings: 145.53 is 145.530.
    let stands = cut_out(code, &standing);
    if with(&field.old) != with(stands) {
        return Err(ChangeFault::OldDiffers { stands: stands.to_owned() });
    }
    let changed = with(&field.new).map_err(ChangeFault::Form)?;
    if changed == *declaration {
        return Err(ChangeFault::NothingChanged);
    }
    *declaration = changed;
    let new = texts_of(declaration, code.node, index).unwrap_or_default();
    let new = new.get(row).cloned().unwrap_or_default();
    Ok(FieldChange { field: pointer(code, index), old: standing, new })
}

/// `items[0].quantity`.
fn pointer(code: &FieldCode, index: Option<usize>) -> String {
    let name = code.name();
    match (index, name.split_once('.')) {
        (Some(index), Some((list, name))) => format!("{list}[{index}].{name}"),
        _ => name,
    }
}

/// Which node of a list is meant: `Some(None)` for the head, nothing when there is no such node.
fn place_of(declaration: &Declaration<'_>, node: Node, place: &str) -> Option<Option<usize>> {
    let found = match node {
        Node::Head | Node::FreeText => return Some(None),
        Node::Item => {
            let number: u32 = place.parse().ok()?;
            declaration.items.iter().position(|it| it.number == number)
        }
        Node::Container => declaration.containers.iter().position(|it| it.number == *place),
        Node::Document => {
            let index = place.parse::<usize>().ok()?.checked_sub(1)?;
            declaration.documents.get(index).map(|_| index)
        }
    };
    found.map(Some)
}

/// The texts of a node's fields, row by row.
fn texts_of(
    declaration: &Declaration<'_>,
    node: Node,
    index: Option<usize>,
) -> Option<Vec<String>> {
    let (table, mut out) = (node.table(), Vec::new());
    let put = &mut Putter::bare(table, b"", &mut out);
    match node {
        Node::Head => tables::put_head(declaration, put),
        Node::FreeText => tables::put_free_text(declaration, put),
        Node::Item => tables::put_item(&turned(declaration.items.get(index?)?, declaration), put),
        Node::Container => tables::put_container(declaration.containers.get(index?)?, put),
        Node::Document => tables::put_document(declaration.documents.get(index?)?, put),
    }
    let written = String::from_utf8(out).ok()?;
    let text = |element: &str| {
        let (_, rest) = written.split_once(&format!("<{element}>"))?;
        let (text, _) = rest.split_once(&format!("</{element}>"))?;
        unescape(text).ok().map(Cow::into_owned)
    };
    Some(table.rows.iter().map(|row| text(row.element).unwrap_or_default()).collect())
}

/// Of an export the wire's origin is where the goods go.
fn turned<'a>(item: &GoodsItem<'a>, declaration: &Declaration<'_>) -> GoodsItem<'a> {
    let mut item = item.clone();
    if declaration.direction == Direction::Export {
        mem::swap(&mut item.origin, &mut item.destination);
    }
    item
}

/// Reads a node anew from its texts. Only the form of the one field counts: the others stand.
fn retake(
    declaration: &mut Declaration<'_>,
    code: &FieldCode,
    index: Option<usize>,
    texts: Vec<String>,
) -> Result<(), Box<Finding>> {
    let table: &'static Table = code.node.table();
    let (mut slots, mut findings) = (WideSlots::new(), Vec::new());
    slots.begin();
    for (row, text) in texts.into_iter().enumerate() {
        slots.put(row, Cow::Owned(text));
    }
    let mut take = Taker::new(&mut slots, indexed(table, index, &mut findings));
    let direction = declaration.direction;
    match (code.node, index) {
        (Node::Head, _) => tables::take_head(&mut take, declaration),
        (Node::FreeText, _) => tables::take_free_text(&mut take, declaration),
        (Node::Item, Some(index)) => {
            if let Some(item) = declaration.items.get_mut(index) {
                tables::take_item(&mut take, item);
                if direction == Direction::Export {
                    mem::swap(&mut item.origin, &mut item.destination);
                }
            }
        }
        (Node::Container, Some(index)) => {
            if let Some(it) = declaration.containers.get_mut(index) {
                tables::take_container(&mut take, it);
            }
        }
        (Node::Document, Some(index)) => {
            if let Some(it) = declaration.documents.get_mut(index) {
                tables::take_document(&mut take, it);
            }
        }
        _ => {}
    }
    let name = code.row().map_or("", |(_, row)| row.name);
    let own = table.pointer_to(name, index);
    let fault = findings.into_iter().find(|it| it.pointer == own);
    fault.map_or(Ok(()), |it| Err(Box::new(it)))
}

/// The characters of a field that a code names.
fn cut_out<'t>(code: &FieldCode, text: &'t str) -> &'t str {
    let Some((from, to)) = code.part else { return text };
    text.get(from.min(text.len())..to.min(text.len())).unwrap_or_default()
}

fn put_in(code: &FieldCode, standing: &str, text: &str) -> String {
    let Some((from, to)) = code.part else { return text.to_owned() };
    let before = standing.get(..from.min(standing.len())).unwrap_or_default();
    let after = standing.get(to.min(standing.len())..).unwrap_or_default();
    format!("{before}{text}{after}")
}
