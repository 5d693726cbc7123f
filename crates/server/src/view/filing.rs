//! What a declaration would come to, and how one is asked for on a form.

use clearance::{
    Registry, Rehearsal, RehearsedOutcome,
    history::{Event, Happening},
    ports::{BlockRecord, BlockRow},
};
use messages::{FormField, FormKind, FormNeed};
use model::{CommitNo, Date};
use params::{CodeRow, FormRow, Law, ModeRule};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    ExplainedFinding,
    declaration::{DeclaredLineView, DutyView, current_findings, duty_view, line_view},
    receipt::receipt_views,
    vocabulary,
};

/// What the house would decide of a declaration at this moment; nothing of it is kept.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RehearsalView {
    pub(crate) outcome: RehearsedOutcomeView,
    /// Whether customs would receive it, at once or once its manifest is there.
    pub(crate) would_be_accepted: bool,
    /// The day by which it was decided.
    #[schema(format = Date)]
    pub(crate) on: String,
    /// Every finding, as it would be answered.
    pub(crate) findings: Vec<ExplainedFinding>,
    /// Its goods lines, each with its tax as far as that can be worked out.
    pub(crate) lines: Vec<DeclaredLineView>,
    /// What it comes to, even where it would be returned for something else; null where that cannot be worked out, and where
    /// nothing is assessed yet (a summary, a list).
    #[schema(required)]
    pub(crate) assessment: Option<DutyView>,
}

/// What would become of a declaration.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum RehearsedOutcomeView {
    /// Received by customs; what customs does then is not said.
    Accepted,
    /// Sound so far, and waiting for the manifest of its goods.
    AwaitingManifest,
    /// Kept for its sender until he declares it.
    Saved,
    /// 退单.
    Returned,
    /// Refused before it is filed.
    NotTaken,
    /// The same stands already, word for word.
    Repeated,
}

pub(crate) fn rehearsal_view(registry: &Registry, rehearsal: Rehearsal<'_>) -> RehearsalView {
    let Rehearsal { outcome, declaration, on, happenings, blocks, assessment } = rehearsal;
    let happenings: Vec<(CommitNo, Happening)> =
        happenings.into_iter().map(|it| (CommitNo(0), it)).collect();
    let answers: Vec<_> = happenings.iter().map(|(_, it)| answer(&blocks, it)).collect();
    let assessment = assessment.as_deref();
    let items = declaration.as_deref().map_or(&[][..], |it| &it.items);
    let lines = items.iter().map(|it| line_view(it, assessment)).collect();
    let duty = |declaration| {
        let assessment = assessment?;
        Some(duty_view(registry, assessment, declaration, Some(on), assessment.payable()))
    };
    let outcome = match outcome {
        RehearsedOutcome::Accepted => RehearsedOutcomeView::Accepted,
        RehearsedOutcome::AwaitingManifest => RehearsedOutcomeView::AwaitingManifest,
        RehearsedOutcome::Saved => RehearsedOutcomeView::Saved,
        RehearsedOutcome::Returned => RehearsedOutcomeView::Returned,
        RehearsedOutcome::NotTaken => RehearsedOutcomeView::NotTaken,
        RehearsedOutcome::Repeated => RehearsedOutcomeView::Repeated,
    };
    use RehearsedOutcomeView::{Accepted, AwaitingManifest};
    RehearsalView {
        would_be_accepted: matches!(outcome, Accepted | AwaitingManifest),
        outcome,
        on: on.to_string(),
        findings: current_findings(&happenings, &answers),
        lines,
        assessment: declaration.as_deref().and_then(duty),
    }
}

/// What would be found in something that a trader says about a declaration.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CheckedMessage {
    /// Whether it would be taken.
    pub(crate) would_be_taken: bool,
    pub(crate) findings: Vec<ExplainedFinding>,
}

/// Of what would be answered; the same finding is told once, whomever it would be told.
pub(crate) fn checked_view(blocks: Vec<BlockRow>) -> CheckedMessage {
    let mut findings: Vec<ExplainedFinding> = Vec::new();
    for block in blocks {
        let record = BlockRecord { commit: CommitNo(0), first_no: 0, first_recipient_no: 0, block };
        for found in receipt_views(&record).flat_map(|it| it.findings) {
            let is_known = |it: &ExplainedFinding| {
                (&*it.code, &*it.pointer, &*it.observed)
                    == (&*found.code, &*found.pointer, &*found.observed)
            };
            if !findings.iter().any(is_known) {
                findings.push(found);
            }
        }
    }
    let is_refused = findings.iter().any(|it| it.severity == model::Severity::Return);
    CheckedMessage { would_be_taken: !is_refused, findings }
}

/// The receipt that a happening is about.
fn answer(blocks: &[BlockRow], happening: &Happening) -> Option<super::ReceiptView> {
    let Event::Answered { recipient, ordinal, .. } = &happening.what else { return None };
    let block = blocks.iter().find(|it| it.recipient_key == *recipient)?.clone();
    let record = BlockRecord { commit: CommitNo(0), first_no: 0, first_recipient_no: 0, block };
    receipt_views(&record).nth(*ordinal as usize)
}

/// The form of a goods declaration.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FormView {
    pub(crate) sections: Vec<FormSectionView>,
    /// In the order of the form.
    pub(crate) fields: Vec<FormFieldView>,
    /// Supervision modes that ask for something of their own.
    pub(crate) modes: Vec<FormModeView>,
}

/// A part of the form.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FormSectionView {
    pub(crate) name: String,
    /// The list whose nodes it asks for, by our own name; empty: fields of the declaration itself.
    pub(crate) list: String,
    pub(crate) title_zh: String,
    pub(crate) title_en: String,
    /// Few declarations have it: it is opened when it is wanted.
    pub(crate) is_folded: bool,
}

/// A field of the form.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FormFieldView {
    /// Our own name, relative to the declaration: `items.quantity`. Findings point at it.
    pub(crate) name: String,
    /// Its name on the wire.
    pub(crate) element: String,
    pub(crate) section: String,
    pub(crate) title_zh: String,
    pub(crate) title_en: String,
    pub(crate) kind: FieldKind,
    /// Characters; null of numbers and days.
    #[schema(required)]
    pub(crate) length: Option<u16>,
    /// When it must be filled in.
    pub(crate) need: FieldNeed,
    /// The code table that it is filled in from (`GET /api/v1/codes/{table}`), `tariff` for the tariff; null: none.
    #[schema(required)]
    pub(crate) codes: Option<String>,
    /// The only values; empty: any.
    pub(crate) values: Vec<FormValueView>,
    /// It is asked when all of these hold; `levied` is `yes` unless the supervision mode has no nature of levy.
    pub(crate) asked: Vec<FormConditionView>,
    /// Few declarations have it: it is shown when it is wanted.
    pub(crate) is_rare: bool,
    /// What a new declaration has in it.
    pub(crate) preset: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum FieldKind {
    Text,
    /// Decimal, at most five digits behind the point.
    Number,
    /// Whole, at most nine digits.
    Count,
    Day,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum FieldNeed {
    May,
    Must,
    /// In one that is filed, a summary too.
    Filed,
    /// In one that is filed as a whole, or completed.
    Whole,
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FormValueView {
    pub(crate) value: String,
    pub(crate) title_zh: String,
    pub(crate) title_en: String,
}

/// A field that has one of some values.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FormConditionView {
    pub(crate) field: String,
    pub(crate) values: Vec<String>,
}

/// What a supervision mode asks for by itself.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FormModeView {
    pub(crate) code: String,
    /// The only direction it has; null: both.
    #[schema(required, value_type = Option<vocabulary::Direction>)]
    pub(crate) direction: Option<model::Direction>,
    /// Its goods do not cross the border.
    pub(crate) is_without_movement: bool,
    /// It has no nature of levy (征免性质).
    pub(crate) is_without_levy_nature: bool,
    /// What the remarks must contain; empty: nothing.
    pub(crate) note: String,
}

/// The form as it stands on a day: what is asked, joined with how it is read.
pub(crate) fn form_view(law: &Law, on: Date) -> FormView {
    let read = messages::declaration_form();
    let field = |row: &FormRow| {
        let field = read.iter().find(|it| *it.name == *row.field)?;
        Some(field_view(row, field))
    };
    FormView {
        sections: law.form.sections(on).map(section_view).collect(),
        fields: law.form.fields(on).filter_map(field).collect(),
        modes: law.filing.modes(on).map(mode_view).collect(),
    }
}

fn section_view(section: &params::FormSection) -> FormSectionView {
    FormSectionView {
        name: section.name.to_string(),
        list: section.list.to_string(),
        title_zh: section.title_zh.to_string(),
        title_en: section.title_en.to_string(),
        is_folded: section.is_folded,
    }
}

fn field_view(row: &FormRow, field: &FormField) -> FormFieldView {
    let (kind, length) = match field.kind {
        FormKind::UpTo(length) | FormKind::Exactly(length) => (FieldKind::Text, Some(length)),
        FormKind::OneOf(_) => (FieldKind::Text, None),
        FormKind::Number => (FieldKind::Number, None),
        FormKind::Count => (FieldKind::Count, None),
        FormKind::Day => (FieldKind::Day, None),
    };
    let value = |it: &params::FormValue| FormValueView {
        value: it.value.to_string(),
        title_zh: it.title_zh.to_string(),
        title_en: it.title_en.to_string(),
    };
    let condition = |it: &params::FormCondition| FormConditionView {
        field: it.field.to_string(),
        values: it.values.iter().map(ToString::to_string).collect(),
    };
    FormFieldView {
        name: field.name.clone(),
        element: field.element.to_owned(),
        section: row.section.to_string(),
        title_zh: row.title_zh.to_string(),
        title_en: row.title_en.to_string(),
        kind,
        length,
        need: match field.need {
            FormNeed::May => FieldNeed::May,
            FormNeed::Must => FieldNeed::Must,
            FormNeed::Filed => FieldNeed::Filed,
            FormNeed::Whole => FieldNeed::Whole,
        },
        codes: row.codes.map(|it| it.name().to_owned()),
        values: row.values.iter().map(value).collect(),
        asked: row.asked.iter().map(condition).collect(),
        is_rare: row.is_rare,
        preset: row.preset.to_string(),
    }
}

fn mode_view(rule: &ModeRule) -> FormModeView {
    FormModeView {
        code: rule.supervision_mode.to_string(),
        direction: rule.direction,
        is_without_movement: rule.is_without_movement,
        is_without_levy_nature: rule.is_without_levy_nature,
        note: rule.note.to_string(),
    }
}

/// Codes of a table.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CodeList {
    pub(crate) items: Vec<CodeView>,
    /// How many there are in all that fit.
    pub(crate) total: usize,
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CodeView {
    pub(crate) code: String,
    pub(crate) name_zh: String,
    /// Empty where the table has none.
    pub(crate) name_en: String,
}

pub(crate) fn code_view(row: &CodeRow) -> CodeView {
    CodeView {
        code: row.code.to_string(),
        name_zh: row.name_zh.to_string(),
        name_en: row.name_en.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use model::Date;

    use super::*;

    const ON: Date = jiff::civil::date(2026, 11, 23);

    /// A field that is added to a message's table is asked for, or said here not to be.
    #[test]
    fn the_form_asks_for_every_field_but_the_numbers_that_the_house_gives() {
        let law = Law::shipped().unwrap();
        let read: BTreeSet<String> =
            messages::declaration_form().into_iter().map(|it| it.name).collect();
        let asked: BTreeSet<String> = law.form.fields(ON).map(|it| it.field.to_string()).collect();
        let left_out: Vec<&String> = read.difference(&asked).collect();
        assert_eq!(left_out, ["declaration_no", "preliminary_no"]);
        let unknown: Vec<&String> = asked.difference(&read).collect();
        assert!(unknown.is_empty(), "{unknown:?}");
    }

    #[test]
    fn a_field_with_few_values_names_them_all() {
        let law = Law::shipped().unwrap();
        for field in messages::declaration_form() {
            let FormKind::OneOf(values) = field.kind else { continue };
            let Some(row) = law.form.fields(ON).find(|it| *it.field == *field.name) else {
                continue;
            };
            let listed: Vec<&str> = row.values.iter().map(|it| &*it.value).collect();
            let from_table = row.codes.is_some();
            let has_words = &*field.name == "direction";
            assert!(from_table || has_words || listed == values, "{}: {listed:?}", field.name);
        }
    }
}
