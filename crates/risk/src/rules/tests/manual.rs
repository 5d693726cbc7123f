//! docs/risk-rules.md: every example in it is read from it, run, and written back with what came of it.

use std::collections::BTreeSet;

use expect_test::expect_file;

use super::{
    super::{
        finding::Spot,
        lower::{FUNCTIONS, LIST_METHODS, TEXT_METHODS},
    },
    *,
};

const MANUAL: &str = include_str!("../../../../../docs/risk-rules.md");

/// The lines within fences of one kind.
fn fenced(kind: &str) -> Vec<&'static str> {
    let opening = format!("```{kind}\n");
    let blocks = MANUAL.split(opening.as_str()).skip(1);
    blocks.flat_map(|it| it.split("```").next().unwrap().lines()).collect()
}

/// The case of the examples: name, kind and value of each feature.
fn case() -> Vec<(&'static str, Kind, Option<&'static str>)> {
    let each = fenced("case").into_iter().map(|line| {
        let (name, rest) = line.split_once(' ').unwrap();
        let (kind, value) = rest.trim_start().split_once(' ').unwrap();
        let kind = serde_json::from_value(kind.into()).unwrap();
        (name, kind, Some(value.trim()).filter(|it| *it != "-"))
    });
    each.collect()
}

struct Manual {
    schema: Schema,
    record: Record<'static>,
}

impl Manual {
    fn new() -> Manual {
        let fields =
            case().into_iter().map(|(name, kind, _)| Field { name: name.to_owned(), kind });
        let schema = Schema::new(fields.collect()).unwrap();
        let known: Vec<_> =
            case().into_iter().filter_map(|(name, _, value)| Some((name, value?))).collect();
        let record = record(&schema, &known);
        Manual { schema, record }
    }

    /// The manual with the outcomes of its examples as they are.
    fn written(&self) -> String {
        let (mut told, mut block) = (String::new(), None);
        let mut lines: Vec<&str> = Vec::new();
        for line in MANUAL.lines() {
            match (line.strip_prefix("```"), block) {
                (Some(kind), None) => {
                    block = Some(kind);
                    told.push_str(line);
                    told.push('\n');
                }
                (Some(_), Some(kind)) => {
                    told.push_str(&self.block(kind, &lines));
                    told.push_str("```\n");
                    lines.clear();
                    block = None;
                }
                (None, Some(_)) => lines.push(line),
                (None, None) => {
                    told.push_str(line);
                    told.push('\n');
                }
            }
        }
        told
    }

    fn block(&self, kind: &str, lines: &[&str]) -> String {
        let told = match kind {
            "rules" => self.outcomes(lines),
            "findings" => examples(lines).map(|it| self.found(it)).collect(),
            "set" => self.set(lines),
            "json" => vec![self.row(lines)],
            "limits" => self.limits(),
            "case" | "functions" => lines.iter().map(|it| (*it).to_owned()).collect(),
            other => panic!("no example is of the kind {other}"),
        };
        told.iter().map(|it| format!("{it}\n")).collect()
    }

    /// Conditions with `// fires` or `// does not fire` behind them, and behind a colon why.
    fn outcomes(&self, lines: &[&str]) -> Vec<String> {
        let parts: Vec<(&str, &str)> =
            lines.iter().map(|it| it.split_once("//").unwrap_or((it, ""))).collect();
        let width = parts.iter().map(|(it, _)| it.trim_end().chars().count()).max().unwrap_or(0);
        let outcome = |(condition, comment): &(&str, &str)| {
            let condition = condition.trim_end();
            let rows = [row("r", Channel::Examination, condition)];
            let outcome = match RuleSet::compile(&rows, &self.schema) {
                Ok(set) => {
                    let mut scratch = Scratch::new();
                    let fires = fired(&set, &self.record, "2026-01-01", &mut scratch).len() == 1;
                    if fires { "fires" } else { "does not fire" }
                }
                Err(_) => "is refused",
            };
            let why = comment.split_once(':').map(|(_, why)| format!(":{why}")).unwrap_or_default();
            format!("{condition:width$}  // {outcome}{why}")
        };
        parts.iter().map(outcome).collect()
    }

    /// A condition and everything that is found in it.
    fn found(&self, condition: &str) -> String {
        let rows = [row("r", Channel::Examination, condition)];
        let findings = examine(&rows, &self.schema);
        let mut told = vec![condition.to_owned()];
        if findings.is_empty() {
            told.push("    nothing".to_owned());
        }
        told.extend(findings.iter().map(sentences));
        told.join("\n")
    }

    /// Rows as `name | channel | first day..last day | condition`, and beneath each what is found.
    fn set(&self, lines: &[&str]) -> Vec<String> {
        let lines: Vec<&str> = examples(lines).collect();
        let rows: Vec<RuleRow> = lines.iter().map(|it| parsed(it)).collect();
        let findings = examine(&rows, &self.schema);
        let told = lines.iter().enumerate().map(|(at, line)| {
            let own = findings.iter().filter(|it| it.row == at).map(sentences);
            [(*line).to_owned()].into_iter().chain(own).collect::<Vec<_>>().join("\n")
        });
        told.collect()
    }

    fn row(&self, lines: &[&str]) -> String {
        let row: RuleRow = serde_json::from_str(&lines.join("\n")).unwrap();
        let text = serde_json::to_string_pretty(&row).unwrap();
        assert_eq!(examine(&[row], &self.schema), []);
        text
    }

    /// What is said of conditions that are too large.
    fn limits(&self) -> Vec<String> {
        let bombs = [
            "a".repeat(64 * 1024 + 1),
            "(".repeat(25),
            "!".repeat(401),
            "true ? true : ".repeat(17),
            format!("doc.port in [{}'a']", "'a',".repeat(5_001)),
        ];
        let said = bombs.iter().map(|it| {
            let findings = examine(&[row("r", Channel::Examination, it)], &self.schema);
            assert_eq!(findings[0].fault, RuleFault::TooLarge);
            findings[0].text_en.clone()
        });
        said.collect()
    }
}

/// Lines that are examples, without what is told beneath them.
fn examples<'t>(lines: &[&'t str]) -> impl Iterator<Item = &'t str> {
    lines.iter().copied().filter(|it| !it.starts_with(' ') && !it.is_empty())
}

fn sentences(it: &RuleFinding) -> String {
    let fault = serde_json::to_value(it.fault).unwrap();
    let does = if it.refuses { "refuses" } else { "warns" };
    let at = format!("{}:{}", it.line, it.column);
    let mut told = format!("    {does}, {}, {at}: {}", fault.as_str().unwrap(), it.text_en);
    told.push_str(&format!("\n        {}", it.text_zh));
    if let Some(hint) = &it.hint {
        told.push_str(&format!("\n        {hint} ?"));
    }
    told
}

fn parsed(line: &str) -> RuleRow {
    let parts: Vec<&str> = line.splitn(4, " | ").collect();
    let [id, channel, days, condition] = parts.as_slice() else { panic!("{line}") };
    let (from, to) = days.split_once("..").unwrap();
    let channel = serde_json::from_value((*channel).into()).unwrap();
    let mut row = row(id, channel, condition);
    (row.from, row.to) = (day(from), Some(to).filter(|it| !it.is_empty()).map(day));
    row
}

#[test]
fn the_examples_come_out_as_the_manual_says() {
    expect_file!["../../../../../docs/risk-rules.md"].assert_eq(&Manual::new().written());
}

/// What the prose says of an example is so: none is refused where a rule is shown.
#[test]
fn the_manual_shows_rules_that_fire_and_rules_that_do_not() {
    let shown = fenced("rules");
    let n = |outcome: &str| shown.iter().filter(|it| it.contains(outcome)).count();
    assert_eq!(n("// is refused"), 0);
    assert!(10 < n("// fires") && 10 < n("// does not fire"));
}

#[test]
fn the_manual_names_every_function_and_every_column() {
    let forms = [FUNCTIONS, TEXT_METHODS, LIST_METHODS].concat();
    let forms: Vec<&str> = forms.into_iter().map(|(_, form)| form).collect();
    let told: Vec<&str> =
        fenced("functions").into_iter().map(|it| it.split("  ").next().unwrap()).collect();
    assert_eq!(told, forms);
    let mut row = row("r", Channel::Hold, "true");
    (row.to, row.campaign) = (Some(row.from), Some(String::new()));
    let serde_json::Value::Object(columns) = serde_json::to_value(row).unwrap() else { panic!() };
    let columns: BTreeSet<&str> = columns.keys().map(String::as_str).collect();
    let section = MANUAL.split("## ").find(|it| it.starts_with("A row\n")).unwrap();
    let named = section.lines().filter_map(|it| it.strip_prefix("| `")?.split('`').next());
    assert_eq!(named.collect::<BTreeSet<_>>(), columns);
}

#[test]
fn the_manual_says_of_every_fault_whether_it_refuses() {
    use RuleFault::*;
    let all = [
        Row,
        SameId,
        Syntax,
        TooLarge,
        UnknownFeature,
        UnknownFunction,
        WrongKind,
        NotSupported,
        DividesByZero,
        MayDivideByZero,
        MatchesAll,
        NeverTrue,
        Duplicate,
        NeverChanges,
        Contradiction,
        NotAllCompared,
    ];
    for fault in all {
        let named = serde_json::to_value(fault).unwrap();
        let refuses = Spot::new((0, 0), fault, "", "").refuses();
        let does = if refuses { "refuses" } else { "warns" };
        let line = format!("| `{}` | {does} |", named.as_str().unwrap());
        assert!(MANUAL.contains(&line), "{line}");
    }
}
