//! From text to the tree of the parser, with plain sentences for what it cannot read.

use std::borrow::Cow;

use cel::{
    IdedExpr,
    common::ast::SourceInfo,
    parser::{ParseError, Parser},
};

use super::{
    finding::{RuleFault, Spot, shortened},
    scan::{Token, TokenKind, scan, too_large},
};

/// What the parser would rewrite into loops. They are renamed for it, letter by letter, so that they come back as they were
/// written and in their place.
const MACROS: &[(&str, &str)] = &[
    ("has", "_as"),
    ("exists", "_xists"),
    ("all", "_ll"),
    ("exists_one", "_xists_one"),
    ("map", "_ap"),
    ("filter", "_ilter"),
];

/// The name that a function had before it was renamed.
pub(super) fn written(name: &str) -> &str {
    MACROS.iter().find(|(_, renamed)| *renamed == name).map_or(name, |(name, _)| name)
}

/// A condition as its author wrote it, with its words.
#[derive(Debug)]
pub(super) struct Source<'t> {
    text: &'t str,
    tokens: Vec<Token>,
}

/// A parsed condition.
pub(super) struct Parsed<'t> {
    pub(super) source: Source<'t>,
    pub(super) expr: IdedExpr,
    pub(super) info: SourceInfo,
}

pub(super) fn parse(text: &str) -> Result<Parsed<'_>, Vec<Spot>> {
    let (tokens, spots) = scan(text);
    if let Some(large) = too_large(text, &tokens) {
        return Err(vec![large]);
    }
    if !spots.is_empty() {
        return Err(spots);
    }
    if tokens.is_empty() {
        let (en, zh) = ("the condition is empty", "条件为空");
        return Err(vec![Spot::new((0, 0), RuleFault::Syntax, en, zh)]);
    }
    let source = Source { text, tokens };
    let renamed = source.renamed()?;
    let parser = Parser::new().error_recovery_limit(8);
    match parser.parse_with_source_info(&renamed) {
        Ok((expr, info)) => Ok(Parsed { source, expr, info }),
        Err(faults) => {
            let mut spots: Vec<Spot> = faults.errors.iter().map(|it| source.told(it)).collect();
            spots.dedup_by_key(|it| it.from);
            // The parser's later errors are mostly echoes of its first.
            spots.truncate(3);
            Err(spots)
        }
    }
}

impl<'t> Source<'t> {
    pub(super) fn piece(&self, (from, to): (usize, usize)) -> &'t str {
        self.text.get(from..to).unwrap_or_default()
    }

    fn word(&self, token: &Token) -> &'t str {
        self.piece((token.from, token.to))
    }

    fn renamed(&self) -> Result<Cow<'t, str>, Vec<Spot>> {
        let mut renamed = String::new();
        let mut copied = 0;
        let mut own = Vec::new();
        for pair in self.tokens.windows(2) {
            let [name, next] = pair else { continue };
            if name.kind != TokenKind::Name || self.word(next) != "(" {
                continue;
            }
            let word = self.word(name);
            if word.starts_with('_') {
                let place = (name.from, name.to);
                let en = format!("there is no function `{word}`");
                let zh = format!("没有函数 `{word}`");
                own.push(Spot::new(place, RuleFault::UnknownFunction, en, zh));
            }
            if let Some((_, other)) = MACROS.iter().find(|(name, _)| *name == word) {
                renamed.push_str(self.piece((copied, name.from)));
                renamed.push_str(other);
                copied = name.to;
            }
        }
        if !own.is_empty() {
            return Err(own);
        }
        if copied == 0 {
            return Ok(Cow::Borrowed(self.text));
        }
        renamed.push_str(self.piece((copied, self.text.len())));
        Ok(Cow::Owned(renamed))
    }

    /// The token that begins at a byte, or where that is none the byte itself.
    pub(super) fn token_at(&self, at: usize) -> (usize, usize) {
        let found = self.tokens.binary_search_by_key(&at, |it| it.from);
        match found.ok().and_then(|it| self.tokens.get(it)) {
            Some(token) => (token.from, token.to),
            None => (at.min(self.text.len()), at.min(self.text.len())),
        }
    }

    /// The token before the one that begins at a byte.
    pub(super) fn token_before(&self, at: usize) -> Option<(usize, usize)> {
        let index = self.tokens.binary_search_by_key(&at, |it| it.from).ok()?;
        let token = self.tokens.get(index.checked_sub(1)?)?;
        Some((token.from, token.to))
    }

    /// Widened until each bracket in it is closed in it.
    pub(super) fn balanced(&self, (from, to): (usize, usize)) -> (usize, usize) {
        let first = self.tokens.partition_point(|it| it.from < from);
        let after = self.tokens.partition_point(|it| it.from < to);
        let (mut open, mut missing) = (0usize, 0usize);
        for token in self.tokens.get(first..after).unwrap_or_default() {
            match self.word(token) {
                "(" | "[" => open += 1,
                ")" | "]" if open == 0 => missing += 1,
                ")" | "]" => open -= 1,
                _ => {}
            }
        }
        let (mut from, mut to) = (from, to);
        let before = self.tokens.get(..first).unwrap_or_default().iter().rev();
        let opening = before.take_while(|it| matches!(self.word(it), "(" | "["));
        if let Some(token) = opening.take(missing).last() {
            from = token.from;
        }
        for token in self.tokens.get(after..).unwrap_or_default() {
            if open == 0 {
                break;
            }
            match self.word(token) {
                "(" | "[" => open += 1,
                ")" | "]" => open -= 1,
                _ => {}
            }
            to = token.to;
        }
        (from, to)
    }

    /// Byte of a line and column, both from 1, the column in characters.
    fn byte_at(&self, (line, column): (isize, isize)) -> usize {
        let line = usize::try_from(line - 1).unwrap_or_default();
        let column = usize::try_from(column - 1).unwrap_or_default();
        let before: usize = self.text.split_inclusive('\n').take(line).map(str::len).sum();
        let rest = self.text.get(before..).unwrap_or_default();
        before + rest.char_indices().nth(column).map_or(rest.len(), |(at, _)| at)
    }

    /// What the parser says, in words for people who write rules.
    fn told(&self, fault: &ParseError) -> Spot {
        let at = self.byte_at(fault.pos);
        let place = self.token_at(at);
        let message = fault.msg.strip_prefix("Syntax error: ").unwrap_or(&fault.msg);
        let piece = shortened(self.piece(place));
        let (en, zh) = if let Some(rest) = message.strip_prefix("missing '") {
            let sign = rest.split('\'').next().unwrap_or_default();
            (format!("`{sign}` is missing here"), format!("此处缺少 `{sign}`"))
        } else if place.0 == self.text.len() || piece.is_empty() {
            ("the condition ends too early".to_owned(), "条件不完整".to_owned())
        } else if message.starts_with("reserved identifier") {
            let en = format!("`{piece}` is a word that the language keeps for itself");
            (en, format!("`{piece}` 为语言保留字"))
        } else if message.contains("literal") {
            let en = format!("`{piece}` is no value that a rule can hold");
            (en, format!("`{piece}` 不是有效的值"))
        } else if message.starts_with("unsupported syntax") {
            let en = format!("`{piece}` is a part of CEL that rules do not have");
            (en, format!("规则不支持 `{piece}`"))
        } else {
            (format!("`{piece}` is not expected here"), format!("此处不应出现 `{piece}`"))
        };
        Spot::new(place, RuleFault::Syntax, en, zh)
    }
}
