//! An application to amend or withdraw a declaration in our own vocabulary: `{"tongguan": "amendment", "amendment": {…}}`.
//!
//! Held to the same tables as the wire, as a declaration of ours is. A field that is to change goes by our own name; the data
//! base's code and the kind of list, which the wire wants, follow from it.

use std::borrow::Cow;

use model::{AmendedField, AmendmentOperation, Finding};
use serde::Deserialize;
use serde_json::Value;

use super::{
    amendment::{
        AmendmentReading, CONFIRMATION, EVIDENCE, FIELD, MAX_ATTACHMENTS, MAX_FIELDS, PLACE,
        REQUEST, take_confirmation, take_evidence, take_field, take_place, take_request,
    },
    field_codes,
    json::{Object, nodes, not_a_field, one, spell_direction, strangers},
    nodes::{faults, indexed},
};
use crate::{
    envelope::{Extent, Limits},
    format::{self, Fault},
    read::{Refusal, byte_of},
    slots::Slots,
};

/// What says that a JSON message is an application.
const TAG: &str = "amendment";

/// Whether a JSON message is an application; a broken one is not.
pub(crate) fn is_json_form(text: &str) -> bool {
    #[derive(Deserialize)]
    struct Tag<'t> {
        #[serde(borrow)]
        tongguan: Cow<'t, str>,
    }
    serde_json::from_str(text).is_ok_and(|it: Tag<'_>| it.tongguan == TAG)
}

/// Reads an application of ours. `base` is how many bytes of the raw message come before `text`.
pub(crate) fn read_json<'a>(
    raw: &[u8],
    text: &str,
    base: usize,
    limits: &Limits,
) -> Result<AmendmentReading<'a>, Box<Refusal>> {
    let refuse = |byte, words: String| Refusal::new(Fault::House, byte, words);
    let mut message: Object = serde_json::from_str(text)
        .map_err(|error| refuse(byte_of(raw, error.line(), error.column()), error.to_string()))?;
    let Some(Value::Object(mut object)) = message.remove(TAG) else {
        return Err(refuse(base, format!("no object `{TAG}`")));
    };
    message.remove("tongguan");
    if let Some(name) = message.keys().next() {
        return Err(refuse(base, format!("unknown field `{name}`")));
    }
    let (mut own, mut rest) = (Vec::new(), Vec::new());
    spell(&mut object);
    let fields = changed(&mut object, limits, &mut rest);
    let mut slots: Slots<'a> = Slots::new();
    let most = MAX_ATTACHMENTS.min(limits.max_lines);
    let mut attachments = Vec::new();
    for (index, mut node) in nodes(&mut object, "attachments", EVIDENCE.pointer, most, &mut rest) {
        let to = indexed(&EVIDENCE, Some(index), &mut rest);
        attachments.extend(one(&mut node, &mut slots, to, take_evidence));
        strangers(node, &format!("{}[{index}]", EVIDENCE.pointer), &mut rest);
    }
    let confirmation = match object.remove("confirmation") {
        Some(Value::Object(mut node)) => {
            let to = faults(&CONFIRMATION, &mut rest);
            let confirmation = one(&mut node, &mut slots, to, take_confirmation);
            strangers(node, CONFIRMATION.pointer, &mut rest);
            confirmation
        }
        _ => None,
    };
    let to = faults(&REQUEST, &mut own);
    let mut document = one(&mut object, &mut slots, to, take_request).unwrap_or_default();
    strangers(object, REQUEST.pointer, &mut rest);
    (document.fields, document.attachments) = (fields, attachments);
    document.confirmation = confirmation;
    if document.operation == AmendmentOperation::Confirm && document.confirmation.is_none() {
        let (pointer, expected) = (CONFIRMATION.pointer.to_owned(), "confirmation".to_owned());
        rest.push(format::finding(Fault::Missing, pointer, "", expected));
    }
    own.extend(rest);
    let place = Extent { start: base, end: base + text.len() };
    Ok(AmendmentReading { document, faults: own, place })
}

/// Writes what has words here and letters on the wire as the wire does.
fn spell(object: &mut Object) {
    spell_direction(object);
    let words = [
        ("kind", &[("amend", "1"), ("withdraw", "2")][..]),
        ("operation", &[("save", "G"), ("declare", "C"), ("confirm", "H")]),
    ];
    for (name, words) in words {
        let Some(Value::String(text)) = object.get_mut(name) else { continue };
        if let Some((_, letter)) = words.iter().find(|(word, _)| word == text) {
            (*letter).clone_into(text);
        }
    }
    if !object.contains_key("operation") {
        object.insert("operation".to_owned(), Value::from("C"));
    }
}

/// The fields that are to change, each by our own name and the number of its line.
fn changed<'a>(
    object: &mut Object,
    limits: &Limits,
    findings: &mut Vec<Finding>,
) -> Vec<AmendedField<'a>> {
    let most = MAX_FIELDS.min(limits.max_lines);
    let mut slots: Slots<'a> = Slots::new();
    let mut changed = Vec::new();
    for (index, mut node) in nodes(object, "fields", FIELD.pointer, most, findings) {
        let name = match node.remove("field") {
            Some(Value::String(name)) => name,
            _ => String::new(),
        };
        let pointer = format!("{}[{index}]", FIELD.pointer);
        let Some(code) = field_codes::code_of_field(&name) else {
            let expected = "可以修改的字段名 (a field that can be amended)";
            findings.push(not_a_field(format!("{pointer}.field"), &name, expected));
            continue;
        };
        node.insert("code".to_owned(), Value::from(code));
        let place = node.remove("place").filter(|it| it.as_str() != Some("") && !it.is_null());
        let mut it: AmendedField<'a> =
            one(&mut node, &mut slots, indexed(&FIELD, Some(index), findings), take_field)
                .unwrap_or_default();
        if let Some(place) = place {
            let list = match name.split('.').next() {
                Some("items") => "1",
                Some("containers") => "2",
                _ => "3",
            };
            let within = [("place", place), ("list", Value::from(list))];
            let mut within: Object =
                within.into_iter().map(|(name, it)| (name.to_owned(), it)).collect();
            let to = indexed(&PLACE, Some(index), findings);
            let placed: AmendedField<'a> =
                one(&mut within, &mut slots, to, take_place).unwrap_or_default();
            (it.place, it.list) = (placed.place, placed.list);
        }
        it.field = name.into();
        strangers(node, &pointer, findings);
        changed.push(it);
    }
    changed
}
