//! Personal data in views: masked in its fields and in running text, until somebody asks to see it.

use std::{collections::BTreeMap, sync::Arc};

use model::{Date, is_valid_identity_number};
use params::{PersonalRow, PersonalRules, Shape};
use serde_json::Value;

use crate::view::ReceiptView;

/// The rules of the day.
#[derive(Clone)]
pub(crate) struct Masks {
    pub(super) rules: Arc<PersonalRules>,
    pub(super) on: Date,
}

/// Fields of views that hold running text: what was found, answered, said and changed. Everything else is a name or a
/// number by which a case is known, and stays.
const RUNNING: [&str; 10] =
    ["observed", "expected", "info", "xml", "detail", "text", "label", "reason", "old", "new"];

/// A shorter value is no secret that is looked for in text.
const SECRET_MIN: usize = 6;

/// A string that masking changed.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Masked {
    /// JSON pointer into the view.
    pub(crate) pointer: String,
    pub(crate) value: String,
}

impl Masks {
    /// Masks what a view has of personal data; returns what it said before.
    pub(crate) fn apply(&self, view: &mut Value) -> Vec<Masked> {
        let rows: Vec<&PersonalRow> = self.rules.on(self.on).collect();
        let mut masking = Masking { rows: &rows, secrets: BTreeMap::new(), masked: Vec::new() };
        masking.gather(view);
        masking.walk("", "", view);
        masking.masked
    }
}

impl Masks {
    /// Masks what a receipt has of personal data, for whoever it is not for.
    pub(crate) fn receipt(&self, receipt: &mut ReceiptView) {
        let rows: Vec<&PersonalRow> = self.rules.on(self.on).collect();
        let masking = Masking { rows: &rows, secrets: BTreeMap::new(), masked: Vec::new() };
        let findings = &mut receipt.findings;
        let said = findings.iter_mut().flat_map(|it| [&mut it.observed, &mut it.expected]);
        for text in said.chain([&mut receipt.info, &mut receipt.xml]) {
            if let Some(masked) = masking.within(text) {
                *text = masked;
            }
        }
    }
}

struct Masking<'r> {
    rows: &'r [&'r PersonalRow],
    /// Values of fields, and what becomes of them in running text.
    secrets: BTreeMap<String, String>,
    masked: Vec<Masked>,
}

impl Masking<'_> {
    fn row(&self, field: &str) -> Option<&PersonalRow> {
        self.rows.iter().find(|it| it.fields.iter().any(|name| **name == *field)).copied()
    }

    fn gather(&mut self, value: &Value) {
        match value {
            Value::Object(fields) => {
                for (name, value) in fields {
                    let own = value.as_str().filter(|it| it.len() >= SECRET_MIN);
                    let secret =
                        self.row(name).zip(own).map(|(row, it)| (it.to_owned(), mask(it, row)));
                    self.secrets.extend(secret);
                    self.gather(value);
                }
            }
            Value::Array(items) => items.iter().for_each(|it| self.gather(it)),
            _ => {}
        }
    }

    fn walk(&mut self, pointer: &str, name: &str, value: &mut Value) {
        match value {
            Value::Object(fields) => {
                for (name, value) in fields {
                    let step = name.replace('~', "~0").replace('/', "~1");
                    self.walk(&format!("{pointer}/{step}"), name, value);
                }
            }
            Value::Array(items) => {
                for (at, value) in items.iter_mut().enumerate() {
                    self.walk(&format!("{pointer}/{at}"), name, value);
                }
            }
            Value::String(text) => {
                let shown = match self.row(name) {
                    Some(row) => Some(mask(text, row)),
                    None if RUNNING.contains(&name) => self.within(text),
                    None => None,
                };
                if let Some(shown) = shown.filter(|it| it != text) {
                    let value = std::mem::replace(text, shown);
                    self.masked.push(Masked { pointer: pointer.to_owned(), value });
                }
            }
            _ => {}
        }
    }

    /// Masks each run of letters and digits that is known of this view, or has the shape of one; nothing where none is.
    fn within(&self, text: &str) -> Option<String> {
        let is_of_run = |it: char| it.is_ascii_alphanumeric();
        let (mut shown, mut rest, mut is_changed) = (String::new(), text, false);
        while let Some(from) = rest.find(is_of_run) {
            let (before, after) = rest.split_at(from);
            let (run, next) =
                after.split_at(after.find(|it| !is_of_run(it)).unwrap_or(after.len()));
            shown.push_str(before);
            let row = self.rows.iter().find(|it| has_shape(run, it.shape));
            let masked = self.secrets.get(run).cloned().or_else(|| row.map(|it| mask(run, it)));
            is_changed |= masked.is_some();
            shown.push_str(masked.as_deref().unwrap_or(run));
            rest = next;
        }
        shown.push_str(rest);
        is_changed.then_some(shown)
    }
}

fn has_shape(run: &str, shape: Shape) -> bool {
    match shape {
        Shape::ResidentId => is_valid_identity_number(run),
        Shape::Mobile => {
            let bytes = run.as_bytes();
            bytes.len() == 11
                && bytes.starts_with(b"1")
                && bytes.get(1).is_some_and(|it| (b'3'..=b'9').contains(it))
                && bytes.iter().all(u8::is_ascii_digit)
        }
    }
}

/// `11010519491231002X` → `1101**********002X`. What is too short to hide anything behind is hidden whole.
fn mask(value: &str, row: &PersonalRow) -> String {
    let n = value.chars().count();
    let keeps = if n <= row.first + row.last { (0, 0) } else { (row.first, row.last) };
    let star = |(at, it)| if at < keeps.0 || at >= n - keeps.1 { it } else { '*' };
    value.chars().enumerate().map(star).collect()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use params::Law;
    use serde_json::json;

    use super::*;

    fn masked(mut view: Value) -> (Value, Vec<Masked>) {
        let rules = Law::shipped().unwrap().personal;
        let masks = Masks { rules, on: date(2026, 11, 23) };
        let masked = masks.apply(&mut view);
        (view, masked)
    }

    #[test]
    fn a_field_is_masked_and_so_is_its_value_wherever_it_stands() {
        let (view, before) = masked(json!({
            "order_no": "13812345678",
            "documents": [{ "buyer_id_number": "11010519491231002X", "buyer_telephone": "13812345678" }],
            "receipts": [{ "info": "订购人11010519491231002X，电话13987654321，姓名略" }],
        }));
        assert_eq!(
            view,
            json!({
                "order_no": "13812345678",
                "documents": [{ "buyer_id_number": "1101**********002X", "buyer_telephone": "138****5678" }],
                "receipts": [{ "info": "订购人1101**********002X，电话139****4321，姓名略" }],
            })
        );
        let pointers: Vec<&str> = before.iter().map(|it| it.pointer.as_str()).collect();
        let all =
            ["/documents/0/buyer_id_number", "/documents/0/buyer_telephone", "/receipts/0/info"];
        assert_eq!(pointers, all);
        assert_eq!(before[0].value, "11010519491231002X");
    }

    #[test]
    fn numbers_that_are_none_stay() {
        let view = json!({
            "detail": "报关单 223320261000000018，110105194912310021，1381234567",
            "entry_id": "11010519491231002X", "telephone": "12345", "name": "13812345678",
        });
        let (shown, before) = masked(view.clone());
        assert_eq!(before.len(), 1, "{before:?}");
        assert_eq!((&shown["detail"], &shown["entry_id"]), (&view["detail"], &view["entry_id"]));
        assert_eq!((&shown["telephone"], &shown["name"]), (&json!("*****"), &view["name"]));
    }
}
