//! The columns of a list: what its schema says a row has, in the order and under the headings of `words.csv`.

use std::{
    collections::BTreeMap,
    sync::{Arc, LazyLock},
};

use serde_json::Value;

use super::Language;

/// How deep a row's parts go into columns of their own; what is deeper stands in one cell.
const DEPTH: usize = 3;

/// What a name is called on a sheet.
#[derive(Debug)]
pub(super) struct Word {
    rank: usize,
    zh: String,
    en: String,
    /// Whether it is an amount or a weight, which JSON has as text.
    is_number: bool,
}

/// By the names of fields. A broken line is no word, and then a test fails.
static WORDS: LazyLock<BTreeMap<String, Word>> = LazyLock::new(|| {
    let mut reader = csv::Reader::from_reader(include_bytes!("words.csv").as_slice());
    let rows = reader.deserialize::<(String, String, String, String)>().filter_map(Result::ok);
    rows.enumerate()
        .map(|(rank, (name, zh, en, form))| {
            (name, Word { rank, zh, en, is_number: form == "number" })
        })
        .collect()
});

pub(super) fn word(name: &str) -> Option<&'static Word> {
    WORDS.get(name)
}

impl Word {
    pub(super) fn title(&self, language: Language) -> &str {
        match language {
            Language::Chinese => &self.zh,
            Language::English => &self.en,
        }
    }
}

/// Of what is there in both languages, the half that is not asked for is no column.
pub(super) fn is_of(name: &str, language: Language) -> bool {
    match language {
        Language::Chinese => !name.ends_with("_en"),
        Language::English => !name.ends_with("_zh"),
    }
}

/// The name without its language.
fn bare(name: &str) -> &str {
    name.strip_suffix("_zh").or_else(|| name.strip_suffix("_en")).unwrap_or(name)
}

/// Where in a row a column's cells are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Column {
    pub(super) path: Vec<String>,
}

impl Column {
    /// What stands above the column; the field's own name where there is no word for it.
    pub(super) fn heading(&self, language: Language) -> String {
        let titles = self.path.iter().map(|it| {
            let name = bare(it);
            word(name).map_or(name, |it| it.title(language))
        });
        titles.collect::<Vec<_>>().join(" · ")
    }

    pub(super) fn is_number(&self) -> bool {
        self.path.last().and_then(|it| word(it)).is_some_and(|it| it.is_number)
    }

    pub(super) fn cell<'a>(&self, row: &'a Value) -> &'a Value {
        self.path.iter().fold(row, |at, name| at.get(name).unwrap_or(&Value::Null))
    }

    fn rank(&self) -> Vec<usize> {
        let rank = |it: &String| word(bare(it)).map_or(usize::MAX, |it| it.rank);
        self.path.iter().map(rank).collect()
    }
}

/// The columns of one list.
#[derive(Debug)]
pub(crate) struct Columns(Vec<Column>);

impl Columns {
    /// Those that are shown in a language.
    pub(super) fn of(&self, language: Language) -> Vec<Column> {
        let is_shown = |it: &&Column| it.path.iter().all(|name| is_of(name, language));
        self.0.iter().filter(is_shown).cloned().collect()
    }
}

/// The lists of the document: every `GET` that answers with `items`.
pub(super) fn schemas(openapi: &Value) -> BTreeMap<String, Arc<Columns>> {
    let Some(paths) = openapi.get("paths").and_then(Value::as_object) else {
        return BTreeMap::new();
    };
    let list = |(path, methods): (&String, &Value)| {
        let page = methods.pointer("/get/responses/200/content/application~1json/schema")?;
        let items = resolved(openapi, page).pointer("/properties/items")?;
        let mut columns = Vec::new();
        walk(openapi, resolved(openapi, items).get("items")?, &[], &mut columns);
        columns.sort_by_key(Column::rank);
        Some((path.clone(), Arc::new(Columns(columns))))
    };
    paths.iter().filter_map(list).collect()
}

/// A schema behind its references, and without its `null`.
fn resolved<'a>(openapi: &'a Value, schema: &'a Value) -> &'a Value {
    if let Some(name) = schema.get("$ref").and_then(Value::as_str) {
        let found = name.strip_prefix('#').and_then(|it| openapi.pointer(it));
        return found.map_or(schema, |it| resolved(openapi, it));
    }
    let choices = schema.get("oneOf").or_else(|| schema.get("anyOf")).and_then(Value::as_array);
    let is_null = |it: &&Value| it.get("type").is_some_and(|it| it == "null");
    match choices.map(|all| all.iter().filter(|it| !is_null(it)).collect::<Vec<_>>()).as_deref() {
        Some([one]) => resolved(openapi, one),
        _ => schema,
    }
}

fn walk(openapi: &Value, schema: &Value, path: &[String], columns: &mut Vec<Column>) {
    let schema = resolved(openapi, schema);
    if let Some(parts) = schema.get("allOf").and_then(Value::as_array) {
        for part in parts {
            walk(openapi, part, path, columns);
        }
        return;
    }
    match schema.get("properties").and_then(Value::as_object) {
        Some(properties) if path.len() < DEPTH => {
            for (name, part) in properties {
                walk(openapi, part, &[path, std::slice::from_ref(name)].concat(), columns);
            }
        }
        _ => columns.push(Column { path: path.to_vec() }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shipped() -> BTreeMap<String, Arc<Columns>> {
        schemas(&serde_json::from_str(&super::super::super::openapi().unwrap()).unwrap())
    }

    #[test]
    fn every_column_of_every_list_has_a_heading_in_both_languages() {
        let lists = shipped();
        assert!(lists.len() > 25, "{}", lists.len());
        let mut missing: Vec<String> = Vec::new();
        for (path, columns) in &lists {
            let names = columns.0.iter().flat_map(|it| &it.path);
            let unknown = names.filter(|it| word(bare(it)).is_none());
            missing.extend(unknown.map(|it| format!("{path}: {it}")));
        }
        assert_eq!(missing, Vec::<String>::new(), "not in words.csv");
        for (name, word) in WORDS.iter() {
            assert!(!word.zh.is_empty() && !word.en.is_empty(), "{name}");
            assert!(!word.zh.is_ascii() && word.en.is_ascii(), "{name}");
        }
    }

    #[test]
    fn every_word_is_read_and_heads_a_column() {
        let lines = include_str!("words.csv").lines().count();
        assert_eq!(WORDS.len() + 1, lines, "a name stands twice, or a line is broken");
        let lists = shipped();
        let used: Vec<&str> = lists
            .values()
            .flat_map(|it| &it.0)
            .flat_map(|it| it.path.iter().map(|name| bare(name)))
            .collect();
        for name in WORDS.keys() {
            assert!(used.contains(&name.as_str()), "no list has `{name}`");
        }
    }

    #[test]
    fn a_sheet_has_one_language_and_begins_with_what_a_case_is_called() {
        let lists = shipped();
        let columns = lists["/api/v1/declarations"].of(Language::English);
        let headings: Vec<String> =
            columns.iter().map(|it| it.heading(Language::English)).collect();
        assert_eq!(headings[..3], ["Number", "Declaration no.", "Preliminary no."]);
        assert!(headings.contains(&"Trader · Code".to_owned()), "{headings:?}");
        assert_eq!(headings.iter().filter(|it| it.starts_with("State")).count(), 2);
        let chinese = lists["/api/v1/declarations"].of(Language::Chinese);
        assert_eq!(chinese.len(), columns.len());
        assert_eq!(chinese[1].heading(Language::Chinese), "报关单号");
    }
}
