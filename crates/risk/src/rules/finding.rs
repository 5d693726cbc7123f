//! What is wrong with a rule, said where it stands and so that its author can mend it.

use std::fmt::Write as _;

use serde::Serialize;

/// What kind of fault a finding is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum RuleFault {
    /// A field of the row that is empty, or days that do not follow each other.
    Row,
    /// Two rows of one name in force on one day.
    SameId,
    /// Not a sentence of the language.
    Syntax,
    /// Longer, deeper or larger than rules may be.
    TooLarge,
    UnknownFeature,
    UnknownFunction,
    /// A text where a number is needed, and so on.
    WrongKind,
    /// A part of CEL that this language leaves out.
    NotSupported,
    DividesByZero,
    MayDivideByZero,
    /// True of every case whose features are known.
    MatchesAll,
    NeverTrue,
    /// The same condition and channel as another rule.
    Duplicate,
    /// Wherever it fires, another of the same or a graver channel fires.
    NeverChanges,
    /// It says release where another says otherwise, or the other way round.
    Contradiction,
    /// The set is so large that rules were not all compared with each other.
    NotAllCompared,
}

/// One fault of one rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RuleFinding {
    /// Place of the rule among the rows, from 0.
    pub row: usize,
    pub rule: String,
    pub fault: RuleFault,
    /// Whether the rule may not take effect; else it is a warning.
    pub refuses: bool,
    /// Of the condition, from 1.
    pub line: usize,
    /// In characters, from 1.
    pub column: usize,
    /// In bytes of the condition: from here …
    pub from: usize,
    /// … to before here.
    pub to: usize,
    /// What stands there.
    pub piece: String,
    pub text_zh: String,
    pub text_en: String,
    /// What was perhaps meant.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
    /// The other rule that it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub other: Option<String>,
}

/// A fault of a condition before it is known whose condition it is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Spot {
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) fault: RuleFault,
    pub(super) text_en: String,
    pub(super) text_zh: String,
    pub(super) hint: Option<String>,
    pub(super) other: Option<String>,
}

impl Spot {
    pub(super) fn new(
        (from, to): (usize, usize),
        fault: RuleFault,
        text_en: impl Into<String>,
        text_zh: impl Into<String>,
    ) -> Spot {
        let (text_en, text_zh) = (text_en.into(), text_zh.into());
        Spot { from, to, fault, text_en, text_zh, hint: None, other: None }
    }

    pub(super) fn hint(mut self, hint: Option<String>) -> Spot {
        self.hint = hint;
        self
    }

    pub(super) fn other(mut self, other: &str) -> Spot {
        self.other = Some(other.to_owned());
        self
    }

    pub(super) fn refuses(&self) -> bool {
        use RuleFault::{Contradiction, Duplicate, MayDivideByZero, NeverChanges, NotAllCompared};
        !matches!(
            self.fault,
            Contradiction | Duplicate | MayDivideByZero | NeverChanges | NotAllCompared
        )
    }

    pub(super) fn told(self, row: usize, rule: &str, condition: &str) -> RuleFinding {
        let refuses = self.refuses();
        let Spot { from, to, fault, text_en, text_zh, hint, other } = self;
        let before = condition.get(..from).unwrap_or(condition);
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().map_or(0, |it| it.chars().count()) + 1;
        let piece = condition.get(from..to).map(shortened).unwrap_or_default();
        let rule = rule.to_owned();
        RuleFinding {
            row,
            rule,
            fault,
            refuses,
            line,
            column,
            from,
            to,
            piece,
            text_zh,
            text_en,
            hint,
            other,
        }
    }
}

/// A piece of text that fits into a sentence.
pub(super) fn shortened(text: &str) -> String {
    const LONGEST: usize = 60;
    if text.chars().count() <= LONGEST {
        return text.to_owned();
    }
    let mut short: String = text.chars().take(LONGEST - 1).collect();
    let _ = short.write_char('…');
    short
}

/// The name among `names` that was perhaps meant: few letters away, or the same last part.
pub(super) fn nearest<'a>(name: &str, names: impl Iterator<Item = &'a str>) -> Option<String> {
    let most = (name.chars().count() / 3).clamp(1, 4);
    let close = names.map(|it| (distance(name, it), it)).filter(|(far, _)| *far <= most).min()?;
    Some(close.1.to_owned())
}

/// Letters to change, put in or leave out.
fn distance(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.chars().take(100).collect();
    let mut costs: Vec<usize> = (0..=other.len()).collect();
    for (at, letter) in one.chars().take(100).enumerate() {
        let mut row = vec![at + 1];
        for ((its, diagonal), above) in other.iter().zip(&costs).zip(costs.iter().skip(1)) {
            let left = row.last().copied().unwrap_or_default();
            let swapped = diagonal + usize::from(*its != letter);
            row.push(swapped.min(above + 1).min(left + 1));
        }
        costs = row;
    }
    costs.last().copied().unwrap_or_default()
}
