//! The law as people see it: rows that hold on a day, what they rest on, and what changed between two days.

use anyhow::Result;
use clearance::ports::StoredInput;
use model::{Basis, Confidence, Date, HouseMessage, Month};
use params::{LawFile, LawKind, LawRow};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::vocabulary;

/// Rows of one change that are shown; there may be more.
const CHANGED_MAX: usize = 100;

/// Every parameter and table, by name.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LawList {
    #[schema(format = Date)]
    pub(crate) on: String,
    pub(crate) items: Vec<LawSummary>,
}

/// A parameter or a table of law.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LawSummary {
    pub(crate) name: String,
    #[schema(value_type = vocabulary::LawKind)]
    pub(crate) kind: &'static str,
    pub(crate) title_zh: String,
    pub(crate) title_en: String,
    /// Under `params/`.
    pub(crate) file: String,
    /// Of a parameter: `CNY`, `rate`, `day`, …; empty elsewhere.
    pub(crate) unit: String,
    /// Of a parameter that has one on the day; null elsewhere.
    #[schema(required)]
    pub(crate) value: Option<String>,
    /// Rows that hold on the day, and all there are.
    pub(crate) rows: usize,
    pub(crate) rows_ever: usize,
    /// Rows that the house was told.
    pub(crate) rows_told: usize,
}

/// A parameter or a table on a day.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LawDetail {
    #[serde(flatten)]
    pub(crate) summary: LawSummary,
    #[schema(format = Date)]
    pub(crate) on: String,
    pub(crate) columns: Vec<String>,
    /// Those that were asked for.
    pub(crate) items: Vec<LawRowView>,
    /// How many rows fit what was asked.
    pub(crate) found: usize,
    /// Pass as `after` for what follows; null at the end.
    #[schema(required)]
    pub(crate) next: Option<usize>,
    /// Of a parameter every value there ever was, oldest first; empty elsewhere.
    pub(crate) history: Vec<LawRowView>,
    /// First and last day on which anything of it holds; null: not bounded, as far as is known.
    #[schema(required, format = Date)]
    pub(crate) covered_from: Option<String>,
    #[schema(required, format = Date)]
    pub(crate) covered_to: Option<String>,
}

/// A row of law.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LawRowView {
    /// First and last day; null: not bounded, as far as is known.
    #[schema(required, format = Date)]
    pub(crate) from: Option<String>,
    #[schema(required, format = Date)]
    pub(crate) to: Option<String>,
    /// In the order of the columns.
    pub(crate) cells: Vec<String>,
    /// Null where the table names none.
    #[schema(required, value_type = Option<vocabulary::BasisView>)]
    pub(crate) basis: Option<Basis>,
    /// When and as which input the house was told; null: it is shipped.
    #[schema(required)]
    pub(crate) told: Option<LawTold>,
}

/// That the house was told a row.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct LawTold {
    #[schema(format = DateTime)]
    pub(crate) at: String,
    pub(crate) input: u64,
    /// Who brought it; empty where the door did not know.
    pub(crate) sender: String,
}

/// What is different between two days.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LawChanges {
    #[schema(format = Date)]
    pub(crate) from: String,
    #[schema(format = Date)]
    pub(crate) to: String,
    /// Those that differ, by name.
    pub(crate) items: Vec<LawChange>,
}

/// What is different in a parameter or table.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LawChange {
    pub(crate) name: String,
    pub(crate) title_zh: String,
    pub(crate) title_en: String,
    pub(crate) columns: Vec<String>,
    /// What held on the earlier day alone, and on the later one alone: 100 of each at most, and how many there are.
    pub(crate) ended: Vec<LawRowView>,
    pub(crate) began: Vec<LawRowView>,
    pub(crate) n_ended: usize,
    pub(crate) n_began: usize,
}

/// Who told a row; nobody where it is shipped.
pub(crate) type Source = Option<LawTold>;

/// What of the house's own inputs makes rows of which table, in which field, and by which columns a row replaces another.
const TOLD: [(&str, &str, &str, &[&str]); 3] = [
    ("exchange_rates", "tax.exchange_rates", "rates", &["month", "currency"]),
    ("special_duties", "tariff.special_duties", "rows", &["kind", "code", "origin", "maker"]),
    ("working_days", "tax.calendar", "days", &["day"]),
];

/// Puts what an input says among the rows of a file, where it is about that file.
///
/// # Errors
/// When the input cannot be spelt, which none is.
pub(crate) fn tell(
    file: &mut LawFile,
    sources: &mut Vec<Source>,
    message: &HouseMessage,
    input: &StoredInput,
) -> Result<()> {
    let told = LawTold {
        at: input.received_at.to_string(),
        input: input.input.0,
        sender: input.sender.clone(),
    };
    if let HouseMessage::ExtendLaw { table, to, basis } = message {
        if file.name == "tariff.lines" && table == "tariff" {
            extend(file, sources, *to, basis, &told);
        }
        return Ok(());
    }
    let said = serde_json::to_value(message)?;
    let tag = said.get("tongguan").and_then(Value::as_str).unwrap_or_default();
    let Some((_, _, field, keys)) =
        TOLD.iter().find(|(of, name, ..)| *of == tag && *name == file.name)
    else {
        return Ok(());
    };
    let basis = Basis {
        document: text(&said, "basis").into(),
        article: "".into(),
        confidence: said
            .get("confidence")
            .and_then(|it| serde_json::from_value(it.clone()).ok())
            .unwrap_or(Confidence::Assumed),
    };
    if let HouseMessage::WorkingDays { year, .. } = message {
        // A year's days are told anew, all of them.
        retain(file, sources, |row| row.from.is_none_or(|it| it.year() != *year));
    }
    let rows = said.get(*field).and_then(Value::as_array);
    for row in rows.into_iter().flatten() {
        let cells: Vec<String> = file
            .columns
            .iter()
            .map(|column| match text(row, column) {
                it if it.is_empty() => text(&said, column),
                it => it,
            })
            .collect();
        let (from, to) = days_of(row, &said);
        let places: Vec<usize> =
            keys.iter().filter_map(|key| file.columns.iter().position(|it| it == key)).collect();
        let is_same = |it: &LawRow| {
            it.from == from && places.iter().all(|at| it.cells.get(*at) == cells.get(*at))
        };
        retain(file, sources, |it| !is_same(it));
        file.rows.push(LawRow { from, to, cells, basis: Some(basis.clone()) });
        sources.push(Some(told.clone()));
    }
    Ok(())
}

/// A text or a number of an object; empty where it has none.
fn text(object: &Value, field: &str) -> String {
    match object.get(field) {
        Some(Value::String(it)) => it.clone(),
        Some(it @ (Value::Number(_) | Value::Bool(_))) => it.to_string(),
        _ => String::new(),
    }
}

/// First and last day of what is told: its own, its day, or its month.
fn days_of(row: &Value, said: &Value) -> (Option<Date>, Option<Date>) {
    let date = |field: &str| text(row, field).parse::<Date>().ok();
    if let Some(day) = date("day") {
        return (Some(day), Some(day));
    }
    if let Ok(month) = text(said, "month").parse::<Month>() {
        let first = month.first_day();
        return (Some(first), Some(first.last_of_month()));
    }
    (date("from"), date("to"))
}

fn retain(file: &mut LawFile, sources: &mut Vec<Source>, keep: impl Fn(&LawRow) -> bool) {
    let kept: Vec<bool> = file.rows.iter().map(keep).collect();
    let mut places = kept.iter();
    file.rows.retain(|_| places.next().copied().unwrap_or(true));
    let mut places = kept.iter();
    sources.retain(|_| places.next().copied().unwrap_or(true));
}

/// The last rows of the tariff hold on, as somebody assumes.
fn extend(file: &mut LawFile, sources: &mut Vec<Source>, to: Date, basis: &str, told: &LawTold) {
    let Some(last) = file.rows.iter().filter_map(|it| it.to).max().filter(|it| *it < to) else {
        return;
    };
    let assumed = Basis {
        document: basis.to_owned().into(),
        article: "".into(),
        confidence: Confidence::Assumed,
    };
    let more: Vec<LawRow> = file
        .rows
        .iter()
        .filter(|it| it.to == Some(last))
        .map(|it| LawRow {
            from: last.tomorrow().ok(),
            to: Some(to),
            cells: it.cells.clone(),
            basis: Some(assumed.clone()),
        })
        .collect();
    sources.extend(std::iter::repeat_n(Some(told.clone()), more.len()));
    file.rows.extend(more);
}

pub(crate) fn law_summary(file: &LawFile, sources: &[Source], on: Date) -> LawSummary {
    let held = || file.rows.iter().filter(|it| it.holds_on(on));
    let value = match file.kind {
        LawKind::Parameter => held().next().and_then(|it| it.cells.first().cloned()),
        LawKind::Table | LawKind::Profile => None,
    };
    LawSummary {
        name: file.name.clone(),
        kind: match file.kind {
            LawKind::Parameter => "parameter",
            LawKind::Table => "table",
            LawKind::Profile => "profile",
        },
        title_zh: file.title_zh.clone(),
        title_en: file.title_en.clone(),
        file: file.file.clone(),
        unit: file.unit.clone(),
        value,
        rows: held().count(),
        rows_ever: file.rows.len(),
        rows_told: sources.iter().flatten().count(),
    }
}

fn row_view(row: &LawRow, source: &Source) -> LawRowView {
    LawRowView {
        from: row.from.map(|it| it.to_string()),
        to: row.to.map(|it| it.to_string()),
        cells: row.cells.clone(),
        basis: row.basis.clone(),
        told: source.clone(),
    }
}

/// Which rows are asked for: of a day, with a text in them, from a place on.
pub(crate) struct Asked<'q> {
    pub(crate) day: Option<Date>,
    pub(crate) q: &'q str,
    pub(crate) after: usize,
    pub(crate) limit: usize,
}

pub(crate) fn law_detail(
    file: &LawFile,
    sources: &[Source],
    on: Date,
    asked: &Asked<'_>,
) -> LawDetail {
    let q = asked.q.trim().to_lowercase();
    let fits = |row: &LawRow| {
        asked.day.is_none_or(|it| row.holds_on(it)) && (q.is_empty() || row.contains(&q))
    };
    let rows = || file.rows.iter().zip(sources);
    let found: Vec<_> = rows().filter(|(row, _)| fits(row)).collect();
    let items: Vec<LawRowView> = found
        .iter()
        .skip(asked.after)
        .take(asked.limit)
        .map(|(row, source)| row_view(row, source))
        .collect();
    let through = asked.after + items.len();
    let history = match file.kind {
        LawKind::Parameter => rows().map(|(row, source)| row_view(row, source)).collect(),
        LawKind::Table | LawKind::Profile => Vec::new(),
    };
    let is_open = |of: fn(&LawRow) -> Option<Date>| file.rows.iter().any(|it| of(it).is_none());
    let first = file.rows.iter().filter_map(|it| it.from).min();
    let last = file.rows.iter().filter_map(|it| it.to).max();
    LawDetail {
        summary: law_summary(file, sources, on),
        on: on.to_string(),
        columns: file.columns.clone(),
        found: found.len(),
        next: (through < found.len()).then_some(through),
        items,
        history,
        covered_from: first.filter(|_| !is_open(|it| it.from)).map(|it| it.to_string()),
        covered_to: last.filter(|_| !is_open(|it| it.to)).map(|it| it.to_string()),
    }
}

pub(crate) fn law_changes(files: &[(LawFile, Vec<Source>)], from: Date, to: Date) -> LawChanges {
    let change = |(file, sources): &(LawFile, Vec<Source>)| {
        let only = |here: Date, there: Date| {
            let rows = file.rows.iter().zip(sources);
            let rows = rows.filter(move |(row, _)| row.holds_on(here) && !row.holds_on(there));
            rows.collect::<Vec<_>>()
        };
        let (ended, began) = (only(from, to), only(to, from));
        let shown = |rows: &[(&LawRow, &Source)]| {
            let rows = rows.iter().take(CHANGED_MAX);
            rows.map(|(row, source)| row_view(row, source)).collect()
        };
        let is_changed = !ended.is_empty() || !began.is_empty();
        is_changed.then(|| LawChange {
            name: file.name.clone(),
            title_zh: file.title_zh.clone(),
            title_en: file.title_en.clone(),
            columns: file.columns.clone(),
            ended: shown(&ended),
            began: shown(&began),
            n_ended: ended.len(),
            n_began: began.len(),
        })
    };
    LawChanges {
        from: from.to_string(),
        to: to.to_string(),
        items: files.iter().filter_map(change).collect(),
    }
}
