//! What a feature is: its words and how it is computed, side by side.

use super::view::View;
use crate::{
    case::{Line, Procedure},
    record::Kind,
};

/// Where a feature comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// What the documents of the case say.
    Document,
    /// Prices and weights of such goods before.
    Goods,
    /// The description of goods.
    Description,
    /// What is remembered of a party.
    Party,
    /// Who or what meets whom.
    Relation,
    /// When it comes.
    Time,
    /// Who shares telephones and addresses.
    Network,
}

/// How far back a feature looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Span {
    /// The case alone.
    Case,
    /// As long as memory reaches.
    Ever,
    /// Exactly so many days, today among them.
    Days(u16),
    /// What is older counts less: half after so many days.
    HalfLife(u16),
    /// The last few thousand of a kind, older ones counting less.
    Recent,
}

impl Span {
    pub fn words_en(self) -> String {
        match self {
            Span::Case => "this case".to_owned(),
            Span::Ever => "all that is remembered".to_owned(),
            Span::Days(1) => "today".to_owned(),
            Span::Days(days) => format!("{days} days"),
            Span::HalfLife(1) => "half after a day".to_owned(),
            Span::HalfLife(days) => format!("half after {days} days"),
            Span::Recent => "some thousands, older ones less".to_owned(),
        }
    }

    pub fn words_zh(self) -> String {
        match self {
            Span::Case => "本单".to_owned(),
            Span::Ever => "全部历史".to_owned(),
            Span::Days(1) => "当日".to_owned(),
            Span::Days(days) => format!("近 {days} 日"),
            Span::HalfLife(days) => format!("每 {days} 日减半"),
            Span::Recent => "近数千笔，越早越轻".to_owned(),
        }
    }
}

pub(super) type NumberOf = for<'v, 'a> fn(&View<'v, 'a>) -> Option<f64>;
pub(super) type FlagOf = for<'v, 'a> fn(&View<'v, 'a>) -> Option<bool>;
pub(super) type TextOf = for<'v, 'a> fn(&View<'v, 'a>) -> &'a str;
pub(super) type LineTextOf = for<'a> fn(&Line<'a>) -> &'a str;

/// How it is computed; nothing, or empty, is missing.
#[derive(Clone, Copy)]
pub(super) enum Value {
    Number(NumberOf),
    Flag(FlagOf),
    Text(TextOf),
    /// One text a line.
    Texts(LineTextOf),
}

/// A feature, documented.
#[derive(Clone, Copy)]
pub struct Definition {
    /// As rules write it.
    pub name: &'static str,
    pub title_zh: &'static str,
    /// What it means, with its unit.
    pub meaning: &'static str,
    pub source: Source,
    pub span: Span,
    pub procedures: &'static [Procedure],
    /// Grows when it is computed otherwise: a model of another version does not know it.
    pub version: u16,
    pub(super) value: Value,
}

impl Definition {
    pub fn kind(&self) -> Kind {
        match self.value {
            Value::Number(_) => Kind::Number,
            Value::Flag(_) => Kind::Flag,
            Value::Text(_) => Kind::Text,
            Value::Texts(_) => Kind::Texts,
        }
    }
}

impl std::fmt::Debug for Definition {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Definition")
            .field("name", &self.name)
            .field("kind", &self.kind())
            .field("version", &self.version)
            .finish_non_exhaustive()
    }
}

pub(super) const BOTH: &[Procedure] = &[Procedure::Parcel, Procedure::Declaration];
pub(super) const PARCEL: &[Procedure] = &[Procedure::Parcel];
pub(super) const DECLARATION: &[Procedure] = &[Procedure::Declaration];

/// A number of both procedures in its first version; [`Definition::only`] narrows it.
pub(super) const fn number(
    name: &'static str,
    title_zh: &'static str,
    meaning: &'static str,
    of: (Source, Span),
    value: NumberOf,
) -> Definition {
    new(name, title_zh, meaning, of, Value::Number(value))
}

pub(super) const fn flag(
    name: &'static str,
    title_zh: &'static str,
    meaning: &'static str,
    of: (Source, Span),
    value: FlagOf,
) -> Definition {
    new(name, title_zh, meaning, of, Value::Flag(value))
}

pub(super) const fn text(
    name: &'static str,
    title_zh: &'static str,
    meaning: &'static str,
    value: TextOf,
) -> Definition {
    new(name, title_zh, meaning, (Source::Document, Span::Case), Value::Text(value))
}

pub(super) const fn texts(
    name: &'static str,
    title_zh: &'static str,
    meaning: &'static str,
    value: LineTextOf,
) -> Definition {
    new(name, title_zh, meaning, (Source::Document, Span::Case), Value::Texts(value))
}

const fn new(
    name: &'static str,
    title_zh: &'static str,
    meaning: &'static str,
    (source, span): (Source, Span),
    value: Value,
) -> Definition {
    Definition { name, title_zh, meaning, source, span, procedures: BOTH, version: 1, value }
}

impl Definition {
    pub(super) const fn only(mut self, procedures: &'static [Procedure]) -> Definition {
        self.procedures = procedures;
        self
    }
}
