//! Messages, of whatever kind: the one door that all of them come in by.

use messages::{Extent, Limits, Message, Unreadable, read};
use model::Finding;
use serde::Serialize;
use serde_json::Value;

use super::{Tried, hold, written};

/// Tighter than any real message, so that what a limit stops is met often.
const TIGHT: Limits = Limits {
    max_bytes: 64 * 1024 * 1024,
    max_documents: 2,
    max_items: 1,
    max_lines: 1,
    max_depth: 6,
    max_text: 40,
};

pub(super) fn try_out(bytes: &[u8]) -> Tried {
    for limits in [Limits::default(), TIGHT] {
        match read(bytes, &limits) {
            Err(refusal) => refused(&refusal, bytes)?,
            Ok(message) => {
                placed(&message, bytes, &limits)?;
                written::again(&message, &limits)?;
            }
        }
    }
    let tiny = Limits { max_bytes: bytes.len().saturating_sub(1), ..Limits::default() };
    hold(bytes.is_empty() || read(bytes, &tiny).is_err(), || "more bytes than allowed".to_owned())
}

/// A refusal says where, and that is in the message.
pub(super) fn refused(refusal: &Unreadable, bytes: &[u8]) -> Tried {
    let place = refusal.place;
    let n_lines = bytes.iter().filter(|it| **it == b'\n').count() + 1;
    hold(place.byte <= bytes.len(), || format!("{place:?} of {} bytes", bytes.len()))?;
    hold((1..=n_lines).contains(&place.line), || format!("{place:?} of {n_lines} lines"))?;
    hold(place.column >= 1, || format!("{place:?}"))?;
    hold(refusal.status < 0, || format!("refused with {}", refusal.status))?;
    told(&refusal.finding)
}

/// A finding has a code of form, points at something, and shows a value without carrying it.
fn told(finding: &Finding) -> Tried {
    hold(finding.code.starts_with("FMT-"), || format!("{finding:?}"))?;
    hold(!finding.pointer.is_empty(), || format!("{finding:?}"))?;
    hold(finding.observed.chars().count() <= 101, || format!("{finding:?}"))
}

fn placed(message: &Message<'_>, bytes: &[u8], limits: &Limits) -> Tried {
    match message {
        Message::Ceb(it) => {
            hold(it.readings.len() <= limits.max_documents, || "documents".to_owned())?;
            signature(it.signature, bytes)?;
            let parts = it.readings.iter();
            let parts = parts.map(|it| (it.place, &it.faults, Some(&it.document)));
            parts_of(parts, bytes, b"<")
        }
        Message::Export(it) => {
            hold(it.readings.len() <= limits.max_documents, || "documents".to_owned())?;
            signature(it.signature, bytes)?;
            let parts = it.readings.iter();
            let parts = parts.map(|it| (it.place, &it.faults, Some(&it.document)));
            parts_of(parts, bytes, b"<")
        }
        Message::Zone(it) => {
            parts_of([(it.place, &it.faults, Some(&it.document))].into_iter(), bytes, b"")
        }
        Message::Declaration(it) => {
            hold(it.document.items.len() <= limits.max_items, || "items".to_owned())?;
            if it.is_json {
                // What says nothing is no part of the document, and has its place in the sender's list.
                let sent: Value = serde_json::from_slice(bytes).unwrap_or(Value::Null);
                return parts_of([(it.place, &it.faults, Some(&sent))].into_iter(), bytes, b"");
            }
            parts_of([(it.place, &it.faults, Some(&it.document))].into_iter(), bytes, b"")
        }
        Message::Amendment(it) => {
            parts_of([(it.place, &it.faults, Some(&it.document))].into_iter(), bytes, b"")
        }
        Message::Supplement(it) => {
            parts_of([(it.place, &it.faults, Some(&it.document))].into_iter(), bytes, b"")
        }
        Message::File(it) => {
            within(it.content, bytes)?;
            hold(it.content.end <= it.place.start, || "the trailer within the file".to_owned())?;
            parts_of([(it.place, &it.faults, Some(&it.document))].into_iter(), bytes, b"<")
        }
        Message::Manifest(it) => {
            parts_of([(it.place, &it.faults, Some(&it.message))].into_iter(), bytes, b"")
        }
        Message::House(_) | Message::Truth(_) => Ok(()),
    }
}

fn signature(place: Option<Extent>, bytes: &[u8]) -> Tried {
    let Some(place) = place else { return Ok(()) };
    within(place, bytes)?;
    let node = place.of(bytes);
    hold(node.starts_with(b"<") && node.ends_with(b">"), || format!("signature at {place:?}"))
}

fn within(place: Extent, bytes: &[u8]) -> Tried {
    let is_within = place.start <= place.end && place.end <= bytes.len();
    hold(is_within, || format!("{place:?} of {} bytes", bytes.len()))
}

/// Documents stand one behind the other, and what is wrong with one is wrong with something in it.
fn parts_of<'p, T: Serialize + 'p>(
    parts: impl Iterator<Item = (Extent, &'p Vec<Finding>, Option<&'p T>)>,
    bytes: &[u8],
    open: &[u8],
) -> Tried {
    let mut end = 0;
    for (place, faults, document) in parts {
        within(place, bytes)?;
        hold(place.start >= end, || format!("{place:?} before {end}"))?;
        hold(place.of(bytes).starts_with(open), || format!("nothing opens at {place:?}"))?;
        end = place.end;
        let mut spelt: Option<Value> = None;
        for fault in faults {
            told(fault)?;
            if fault.pointer.contains('[') {
                let value = spelt
                    .get_or_insert_with(|| serde_json::to_value(document).unwrap_or(Value::Null));
                pointed(&fault.pointer, value)?;
            }
        }
    }
    Ok(())
}

/// An indexed part of a pointer names a node that the document has, as far as it has a list of that name.
fn pointed(pointer: &str, document: &Value) -> Tried {
    // Some documents are spelt under their kind, as a finding's first word is.
    let kind = pointer.split('.').next().unwrap_or_default();
    let mut at = document.get(kind).unwrap_or(document);
    for part in pointer.split('.') {
        let Some((name, rest)) = part.split_once('[') else { continue };
        let Some(Value::Array(list)) = at.get(name) else { return Ok(()) };
        let index = rest.trim_end_matches(']').parse::<usize>();
        let index = index.unwrap_or(usize::MAX);
        let Some(item) = list.get(index) else {
            return hold(false, || format!("{pointer} of {} {name}", list.len()));
        };
        at = item;
    }
    Ok(())
}
