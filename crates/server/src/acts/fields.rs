//! The fields of forms, each made in one line.

use crate::view::{ActField, FieldChoice, FieldForm};

/// Titles in both languages.
pub(super) type Titles = [&'static str; 2];

/// A field that has to be filled in.
pub(super) fn must(at: &str, form: FieldForm, titles: Titles) -> ActField {
    let [zh, en] = titles;
    ActField {
        at: at.to_owned(),
        title_zh: zh.to_owned(),
        title_en: en.to_owned(),
        form,
        must: true,
        value: String::new(),
        choices: Vec::new(),
        kept_at: String::new(),
    }
}

/// A field that may be left empty.
pub(super) fn may(at: &str, form: FieldForm, titles: Titles) -> ActField {
    ActField { must: false, ..must(at, form, titles) }
}

impl ActField {
    /// What stands there at first.
    pub(super) fn with(self, value: impl Into<String>) -> ActField {
        ActField { value: value.into(), ..self }
    }

    /// Its files are kept there first.
    pub(super) fn kept_at(self, kept_at: String) -> ActField {
        ActField { kept_at, ..self }
    }

    pub(super) fn of(self, choices: Vec<FieldChoice>) -> ActField {
        ActField { choices, ..self }
    }
}

pub(super) fn choice(value: &str, zh: &str, en: &str) -> FieldChoice {
    FieldChoice { value: value.to_owned(), title_zh: zh.to_owned(), title_en: en.to_owned() }
}

/// The officer, and why.
pub(super) fn decided_at(prefix: &str) -> Vec<ActField> {
    let at = |name: &str| format!("{prefix}/{name}");
    vec![
        must(&at("officer"), FieldForm::Text, ["关员", "officer"]),
        must(&at("reason"), FieldForm::LongText, ["理由", "reason"]),
    ]
}

/// In whose name it is said; one who speaks for one company is not asked.
pub(super) fn said_by(at: &str, names: Vec<FieldChoice>) -> ActField {
    let first = names.first().map_or_else(String::new, |it| it.value.clone());
    must(at, FieldForm::Choice, ["企业", "company"]).with(first).of(names)
}
