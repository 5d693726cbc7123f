//! The fields of a goods declaration for whoever asks for them: the tables that the wire and our own JSON are read by,
//! told in our own names.

use super::{json::CONFIRMATIONS, tables};
use crate::table::{Form, Need, Row, Table};

/// A field of a declaration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormField {
    /// Our own name, relative to the declaration: `items.quantity`.
    pub name: String,
    /// Its name on the wire.
    pub element: &'static str,
    pub need: FormNeed,
    pub kind: FormKind,
}

/// When a field must be filled in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FormNeed {
    May,
    Must,
    /// In one that is filed, a summary too.
    Filed,
    /// In one that is filed as a whole, or completed.
    Whole,
}

/// What may be written in a field. Lengths are in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FormKind {
    UpTo(u16),
    Exactly(u16),
    /// At most fourteen digits before the point and five behind it.
    Number,
    /// A whole number of at most nine digits.
    Count,
    Day,
    OneOf(&'static [&'static str]),
}

/// Every field that a declaration has in our own JSON, node by node.
pub fn declaration_form() -> Vec<FormField> {
    let head = [&tables::HEAD, &tables::FREE_TEXT].map(|it| ("", it));
    let nodes = [
        ("items", &tables::ITEM),
        ("items.limits", &tables::LIMIT),
        ("items.limits.vins", &tables::VEHICLE),
        ("containers", &tables::CONTAINER),
        ("documents", &tables::DOCUMENT),
        ("attachments", &tables::ATTACHMENT),
        ("origin_links", &tables::ORIGIN_LINK),
        ("requested_certificates", &tables::REQUESTED_CERTIFICATE),
        ("other_packages", &tables::OTHER_PACKAGE),
        ("qualifications", &tables::QUALIFICATION),
        ("use_contacts", &tables::USE_CONTACT),
        ("promises", &tables::PROMISE),
        ("two_stage", &tables::TWO_STAGE),
        ("own_tax", &tables::OWN_TAX),
        ("own_tax.details", &tables::OWN_TAX_DETAIL),
    ];
    let mut fields: Vec<FormField> = Vec::new();
    fields
        .extend(tables::SIGN.rows.iter().filter(|it| it.name == "reference").map(|it| of("", it)));
    for (node, table) in head.into_iter().chain(nodes) {
        fields.extend(fields_of(node, table));
    }
    // The wire has a name and a code for each side; a declaration knows the party abroad.
    let mut seen = std::collections::BTreeSet::new();
    fields.retain(|it| seen.insert(it.name.clone()));
    fields
}

fn fields_of(node: &'static str, table: &'static Table) -> impl Iterator<Item = FormField> {
    table.rows.iter().flat_map(move |row| {
        // Answers to questions stand in one text on the wire, and apart in our own JSON.
        let parts: &[&str] = if row.name == "confirmations" { &CONFIRMATIONS } else { &[] };
        let answer = |part: &&str| FormField {
            name: format!("confirmations.{part}"),
            element: row.element,
            need: FormNeed::May,
            kind: FormKind::OneOf(&["0", "1"]),
        };
        let whole = parts.is_empty().then(|| of(node, row));
        parts.iter().map(answer).chain(whole).collect::<Vec<_>>()
    })
}

fn of(node: &str, row: &Row) -> FormField {
    let name = match node {
        "" => row.name.to_owned(),
        node => format!("{node}.{}", row.name),
    };
    let need = match row.need {
        Need::May => FormNeed::May,
        Need::Must => FormNeed::Must,
        Need::Filed => FormNeed::Filed,
        Need::Whole => FormNeed::Whole,
    };
    let kind = match row.form {
        Form::Fixed(length) => FormKind::Exactly(length),
        Form::UpTo(length) => FormKind::UpTo(length),
        Form::Number => FormKind::Number,
        Form::Count => FormKind::Count,
        Form::Stamp | Form::Day | Form::DayOrTime => FormKind::Day,
        Form::OneOf(values) => FormKind::OneOf(values),
    };
    FormField { name, element: row.element, need, kind }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_is_told_once_by_the_name_that_findings_point_at() {
        let form = declaration_form();
        let named = |name: &str| form.iter().find(|it| it.name == name);
        assert_eq!(named("items.quantity").unwrap().kind, FormKind::Number);
        assert_eq!(named("items.commodity_code").unwrap().kind, FormKind::UpTo(10));
        assert_eq!(named("trader.code").unwrap().need, FormNeed::Filed);
        assert_eq!(named("reference").unwrap().element, "ClientSeqNo");
        assert_eq!(named("confirmations.royalties").unwrap().kind, FormKind::OneOf(&["0", "1"]));
        assert!(named("confirmations").is_none());
        assert_eq!(form.iter().filter(|it| it.name == "party_abroad.code").count(), 1);
        assert!(form.len() > 180, "{}", form.len());
    }
}
