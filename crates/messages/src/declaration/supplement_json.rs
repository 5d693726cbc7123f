//! Supplementary declarations in our own vocabulary: `{"tongguan": "supplement", "supplement": {…}}`.
//!
//! Held to the same tables as the wire, as a declaration of ours is; lines stand in `supplements`, as they do in a declaration.

use serde_json::Value;

use super::{
    json::{nodes, one, strangers},
    nodes::{faults, indexed},
    own,
    supplement::{
        MAX_SUPPLEMENTS, SIGN, SUPPLEMENT, SupplementReading, take_sign, take_supplement,
    },
};
use crate::{
    envelope::{Extent, Limits},
    format::Fault,
    read::Refusal,
    slots::{Slots, WideSlots},
};

/// What says that a JSON message is one of them.
pub(crate) const TAG: &str = "supplement";

/// Whether a JSON message is one of supplementary declarations; a broken one is not.
pub(crate) fn is_json_form(text: &str) -> bool {
    own::is_of(text, TAG)
}

/// Reads supplementary declarations of ours. `base` is how many bytes of the raw message come before `text`.
pub(crate) fn read_json<'a>(
    raw: &[u8],
    text: &str,
    base: usize,
    limits: &Limits,
) -> Result<SupplementReading<'a>, Box<Refusal>> {
    let mut object = own::open(raw, text, base, TAG)?;
    let (mut slots, mut sign): (WideSlots<'a>, Slots<'a>) = (Slots::new(), Slots::new());
    let (mut lines, mut found) = (Vec::new(), Vec::new());
    let most = MAX_SUPPLEMENTS.min(limits.max_lines);
    for (index, mut node) in nodes(&mut object, "supplements", SUPPLEMENT.pointer, most, &mut found)
    {
        let to = indexed(&SUPPLEMENT, Some(index), &mut found);
        lines.extend(one(&mut node, &mut slots, to, take_supplement));
        strangers(node, &format!("{}[{index}]", SUPPLEMENT.pointer), &mut found);
    }
    if lines.is_empty() && found.is_empty() {
        return Err(Refusal::new(Fault::NoDocuments, base, "0".to_owned()));
    }
    // What is sent is declared, where it does not say so.
    object.entry("operation").or_insert_with(|| Value::from("C"));
    let document = one(&mut object, &mut sign, faults(&SIGN, &mut found), take_sign);
    strangers(object, SIGN.pointer, &mut found);
    let mut document = document.unwrap_or_default();
    document.lines = lines;
    let place = Extent { start: base, end: base + text.len() };
    Ok(SupplementReading { document, faults: found, place })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::declaration::{self, write_supplement};

    fn read(message: &Value) -> SupplementReading<'static> {
        let text = message.to_string();
        assert!(is_json_form(&text));
        read_json(text.as_bytes(), &text, 0, &Limits::default()).ok().unwrap()
    }

    fn supplements() -> Value {
        json!({ "tongguan": "supplement", "supplement": {
            "preliminary_no": "I20260000000000001",
            "supplements": [{
                "number": 1, "kind": "A", "brand": "山雀", "is_restricted": false,
                "buyer": { "name": "甲公司" }, "invoice": { "unit": "1.5", "total": "150" },
            }],
        } })
    }

    #[test]
    fn our_own_form_says_what_the_wire_says() {
        let SupplementReading { document, faults, .. } = read(&supplements());
        assert_eq!(faults, []);
        assert_eq!((&*document.operation, document.lines.len()), ("C", 1));
        assert_eq!((&*document.lines[0].buyer.name, &*document.lines[0].brand), ("甲公司", "山雀"));
        let mut wire = Vec::new();
        write_supplement(&document, &mut wire);
        let text = String::from_utf8(wire).unwrap();
        let again = declaration::supplement::read(&text, 0, &Limits::default()).ok().unwrap();
        assert_eq!((again.document, again.faults), (document, vec![]));
    }

    #[test]
    fn what_is_wrong_is_said_at_its_place() {
        let mut message = supplements();
        message["supplement"]["supplements"][0]["kind"] = json!("D");
        message["supplement"]["supplements"][0]["colour"] = json!("red");
        message["supplement"]["preliminary_no"] = json!("");
        let reading = read(&message);
        let at: Vec<&str> = reading.faults.iter().map(|it| it.pointer.as_str()).collect();
        let line = ["declaration.supplements[0].kind", "declaration.supplements[0].colour"];
        assert_eq!(at, [&line[..], &["supplement.preliminary_no"]].concat());
    }

    #[test]
    fn one_without_lines_is_none() {
        let mut message = supplements();
        message["supplement"]["supplements"] = json!([]);
        let text = message.to_string();
        assert!(read_json(text.as_bytes(), &text, 0, &Limits::default()).is_err());
    }
}
