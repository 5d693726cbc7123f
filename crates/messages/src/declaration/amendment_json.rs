//! An application to amend or withdraw a declaration in our own vocabulary: `{"tongguan": "amendment", "amendment": {…}}`.
//!
//! Held to the same tables as the wire, as a declaration of ours is. A field that is to change goes by our own name; the data
//! base's code and the kind of list, which the wire wants, follow from it.

use model::{AmendedField, AmendmentOperation, Finding};
use serde_json::Value;

use super::{
    amendment::{
        AmendmentReading, CONFIRMATION, EVIDENCE, FIELD, MAX_ATTACHMENTS, MAX_FIELDS, PLACE,
        REQUEST, take_confirmation, take_evidence, take_field, take_place, take_request,
    },
    field_codes,
    json::{Object, nodes, not_a_field, one, spell_direction, strangers},
    nodes::{faults, indexed},
    own,
};
use crate::{
    envelope::{Extent, Limits},
    format::{self, Fault},
    read::Refusal,
    slots::Slots,
};

/// What says that a JSON message is an application.
pub(crate) const TAG: &str = "amendment";

/// Whether a JSON message is an application; a broken one is not.
pub(crate) fn is_json_form(text: &str) -> bool {
    own::is_of(text, TAG)
}

/// Reads an application of ours. `base` is how many bytes of the raw message come before `text`.
pub(crate) fn read_json<'a>(
    raw: &[u8],
    text: &str,
    base: usize,
    limits: &Limits,
) -> Result<AmendmentReading<'a>, Box<Refusal>> {
    let mut object = own::open(raw, text, base, TAG)?;
    let (mut said, mut rest) = (Vec::new(), Vec::new());
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
    let to = faults(&REQUEST, &mut said);
    let mut document = one(&mut object, &mut slots, to, take_request).unwrap_or_default();
    strangers(object, REQUEST.pointer, &mut rest);
    (document.fields, document.attachments) = (fields, attachments);
    document.confirmation = confirmation;
    if document.operation == AmendmentOperation::Confirm && document.confirmation.is_none() {
        let (pointer, expected) = (CONFIRMATION.pointer.to_owned(), "confirmation".to_owned());
        rest.push(format::finding(Fault::Missing, pointer, "", expected));
    }
    said.extend(rest);
    let place = Extent { start: base, end: base + text.len() };
    Ok(AmendmentReading { document, faults: said, place })
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

#[cfg(test)]
mod tests {
    use model::{AmendmentKind, Direction};
    use serde_json::json;

    use super::*;
    use crate::declaration::{self, write_amendment};

    fn read(message: &Value) -> AmendmentReading<'static> {
        let text = message.to_string();
        assert!(is_json_form(&text));
        read_json(text.as_bytes(), &text, 0, &Limits::default()).ok().unwrap()
    }

    fn application() -> Value {
        json!({ "tongguan": "amendment", "amendment": {
            "kind": "amend", "declaration_no": "222520261000000001", "preliminary_no": "I20260000000000001",
            "declaring_customs": "2225", "direction": "import", "review_mark": "1", "reason": "文字更正",
            "trader": { "code": "3302260144", "name": "甲公司" },
            "declarant": { "code": "3302980001", "name": "乙报关行" },
            "fields": [
                { "field": "note", "place": "", "old": "", "new": "更正备注" },
                { "field": "items.quantity", "place": "2", "old": "10", "new": "12" },
            ],
            "attachments": [{ "id": "INV-7", "kind": "00000001", "format": "US" }],
        } })
    }

    #[test]
    fn our_own_form_says_what_the_wire_says() {
        let AmendmentReading { document, faults, .. } = read(&application());
        assert_eq!(faults, []);
        assert_eq!((document.kind, document.direction), (AmendmentKind::Amend, Direction::Import));
        assert_eq!(document.operation, AmendmentOperation::Declare);
        assert_eq!((&*document.fields[0].code, &*document.fields[0].list), ("NOTE_S", ""));
        let line = &document.fields[1];
        assert_eq!((&*line.code, &*line.place, &*line.list), ("G_QTY", "2", "1"));
        let mut wire = Vec::new();
        write_amendment(&document, &mut wire);
        let text = String::from_utf8(wire).unwrap();
        let again = declaration::amendment::read(&text, 0, &Limits::default()).ok().unwrap();
        assert_eq!((again.document, again.faults), (document, vec![]));
    }

    #[test]
    fn what_is_no_field_is_said_at_its_place_and_nothing_is_missing_besides() {
        let mut message = application();
        message["amendment"]["fields"][0]["field"] = json!("trader.code");
        message["amendment"]["because"] = json!("x");
        let reading = read(&message);
        let at: Vec<&str> = reading.faults.iter().map(|it| it.pointer.as_str()).collect();
        assert_eq!(at, ["amendment.fields[0].field", "amendment.because"]);
        assert_eq!(reading.document.fields.len(), 1);
    }

    #[test]
    fn an_answer_to_customs_needs_what_it_answers() {
        let mut message = application();
        message["amendment"]["operation"] = json!("confirm");
        assert_eq!(read(&message).faults[0].pointer, CONFIRMATION.pointer);
        message["amendment"]["confirmation"] =
            json!({ "request_no": "X26112100000000001", "result": "0" });
        let reading = read(&message);
        assert_eq!(reading.faults, []);
        assert_eq!(&*reading.document.confirmation.unwrap().result, "0");
    }
}
