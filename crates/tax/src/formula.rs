//! Formulas of taxes as texts: `(value + duty) * vat.rate + quantity * vat.specific`. Numbers,
//! names, `+ - * /`, brackets, `min(a, b)` and `max(a, b)`; exact, and shown with the numbers put in.

use std::{fmt, str::FromStr};

use crate::exact::Exact;

/// A formula that can be read. What its names mean is known when it is computed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Formula {
    text: String,
    root: Expr,
}

/// What is wrong with a formula's text. `at` counts characters from 1.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` at character {at}: {what}")]
pub struct FormulaError {
    pub text: String,
    pub at: usize,
    pub what: &'static str,
}

/// Why a formula comes to nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ComputeError {
    #[error("`{0}` has no value")]
    Unknown(String),
    #[error("`{0}` divides by zero")]
    DivisionByZero(String),
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Expr {
    Number(Exact),
    Name(String),
    Minus(Box<Expr>),
    Two(Operator, Box<Expr>, Box<Expr>),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Operator {
    Plus,
    Minus,
    Times,
    Over,
    Min,
    Max,
}

const MAX_LENGTH: usize = 1_000;
const MAX_DEPTH: usize = 50;

impl Formula {
    /// The names it asks for, in order of appearance, repeated as often as they stand there.
    pub fn names(&self) -> Vec<&str> {
        let mut names = Vec::new();
        self.root.names(&mut names);
        names
    }

    /// # Errors
    /// When a name has no value, or something is divided by zero.
    pub fn compute(&self, value_of: &dyn Fn(&str) -> Option<Exact>) -> Result<Exact, ComputeError> {
        self.root.compute(value_of).map_err(|error| match error {
            ComputeError::DivisionByZero(_) => ComputeError::DivisionByZero(self.text.clone()),
            unknown @ ComputeError::Unknown(_) => unknown,
        })
    }

    /// With the numbers put in: `(100000 + 5000) / (1 − 0.15) × 0.15`.
    pub fn with_numbers(&self, value_of: &dyn Fn(&str) -> Option<Exact>) -> String {
        let mut out = String::new();
        self.root.write(value_of, 0, &mut out);
        out
    }
}

impl fmt::Display for Formula {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl FromStr for Formula {
    type Err = FormulaError;

    fn from_str(text: &str) -> Result<Formula, FormulaError> {
        let mut reader = Reader { text, at: 0, depth: 0 };
        if text.len() > MAX_LENGTH {
            return Err(reader.fault("a formula has at most 1,000 bytes"));
        }
        let root = reader.sum()?;
        match reader.peek() {
            None => Ok(Formula { text: text.to_owned(), root }),
            Some(_) => Err(reader.fault("an operator was expected")),
        }
    }
}

impl Expr {
    fn names<'e>(&'e self, names: &mut Vec<&'e str>) {
        match self {
            Expr::Number(_) => {}
            Expr::Name(name) => names.push(name),
            Expr::Minus(inner) => inner.names(names),
            Expr::Two(_, left, right) => {
                left.names(names);
                right.names(names);
            }
        }
    }

    fn compute(&self, value_of: &dyn Fn(&str) -> Option<Exact>) -> Result<Exact, ComputeError> {
        match self {
            Expr::Number(number) => Ok(number.clone()),
            Expr::Name(name) => value_of(name).ok_or_else(|| ComputeError::Unknown(name.clone())),
            Expr::Minus(inner) => Ok(Exact::zero().minus(&inner.compute(value_of)?)),
            Expr::Two(operator, left, right) => {
                let (left, right) = (left.compute(value_of)?, right.compute(value_of)?);
                let nothing = || ComputeError::DivisionByZero(String::new());
                match operator {
                    Operator::Plus => Ok(left.plus(&right)),
                    Operator::Minus => Ok(left.minus(&right)),
                    Operator::Times => Ok(left.times(&right)),
                    Operator::Over => left.over(&right).ok_or_else(nothing),
                    Operator::Min => Ok(left.min(right)),
                    Operator::Max => Ok(left.max(right)),
                }
            }
        }
    }

    /// `binds`: how strongly what stands around it binds.
    fn write(&self, value_of: &dyn Fn(&str) -> Option<Exact>, binds: u8, out: &mut String) {
        match self {
            Expr::Number(number) => out.push_str(&number.to_string()),
            Expr::Name(name) => match value_of(name) {
                Some(number) => out.push_str(&number.to_string()),
                None => out.push_str(name),
            },
            Expr::Minus(inner) => {
                out.push('−');
                inner.write(value_of, 3, out);
            }
            Expr::Two(operator, left, right) => {
                let (sign, own) = match operator {
                    Operator::Plus => (" + ", 1),
                    Operator::Minus => (" − ", 1),
                    Operator::Times => (" × ", 2),
                    Operator::Over => (" / ", 2),
                    Operator::Min | Operator::Max => (", ", 0),
                };
                let name = match operator {
                    Operator::Min => "min",
                    Operator::Max => "max",
                    _ => "",
                };
                let is_bracketed = own < binds || own == 0;
                out.push_str(name);
                if is_bracketed {
                    out.push('(');
                }
                left.write(value_of, own, out);
                out.push_str(sign);
                let binds_right = matches!(operator, Operator::Minus | Operator::Over);
                right.write(value_of, own + u8::from(binds_right), out);
                if is_bracketed {
                    out.push(')');
                }
            }
        }
    }
}

struct Reader<'t> {
    text: &'t str,
    at: usize,
    depth: usize,
}

impl<'t> Reader<'t> {
    fn fault(&self, what: &'static str) -> FormulaError {
        let before = self.text.get(..self.at).unwrap_or_default();
        FormulaError { text: self.text.to_owned(), at: before.chars().count() + 1, what }
    }

    fn ahead(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn peek(&mut self) -> Option<char> {
        let ahead = self.ahead();
        let trimmed = ahead.trim_start();
        self.at += ahead.len() - trimmed.len();
        trimmed.chars().next()
    }

    fn take(&mut self, wanted: char) -> bool {
        let is_there = self.peek() == Some(wanted);
        if is_there {
            self.at += wanted.len_utf8();
        }
        is_there
    }

    fn word(&mut self, belongs: impl Fn(char) -> bool) -> &'t str {
        let ahead = self.ahead();
        let end = ahead.find(|it| !belongs(it)).unwrap_or(ahead.len());
        self.at += end;
        ahead.get(..end).unwrap_or_default()
    }

    fn sum(&mut self) -> Result<Expr, FormulaError> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(self.fault("brackets stand too deep"));
        }
        let mut left = self.product()?;
        loop {
            let operator = match self.peek() {
                Some('+') => Operator::Plus,
                Some('-') => Operator::Minus,
                _ => break,
            };
            self.at += 1;
            left = Expr::Two(operator, Box::new(left), Box::new(self.product()?));
        }
        self.depth -= 1;
        Ok(left)
    }

    fn product(&mut self) -> Result<Expr, FormulaError> {
        let mut left = self.factor()?;
        loop {
            let operator = match self.peek() {
                Some('*') => Operator::Times,
                Some('/') => Operator::Over,
                _ => return Ok(left),
            };
            self.at += 1;
            left = Expr::Two(operator, Box::new(left), Box::new(self.factor()?));
        }
    }

    fn factor(&mut self) -> Result<Expr, FormulaError> {
        match self.peek() {
            Some('(') => {
                self.at += 1;
                let inner = self.sum()?;
                self.take(')').then_some(inner).ok_or_else(|| self.fault("`)` was expected"))
            }
            Some('-') => {
                self.at += 1;
                self.depth += 1;
                if self.depth > MAX_DEPTH {
                    return Err(self.fault("signs stand too deep"));
                }
                let inner = self.factor()?;
                self.depth -= 1;
                Ok(Expr::Minus(Box::new(inner)))
            }
            Some('0'..='9') => {
                let start = self.at;
                let word = self.word(|it| it.is_ascii_digit() || it == '.');
                word.parse().map(Expr::Number).map_err(|_| {
                    self.at = start;
                    self.fault("not a decimal number")
                })
            }
            Some('a'..='z') => {
                let word = self.word(|it| matches!(it, 'a'..='z' | '0'..='9' | '_' | '.'));
                match word {
                    "min" => self.call(Operator::Min),
                    "max" => self.call(Operator::Max),
                    name => Ok(Expr::Name(name.to_owned())),
                }
            }
            _ => Err(self.fault("a number, a name or `(` was expected")),
        }
    }

    fn call(&mut self, operator: Operator) -> Result<Expr, FormulaError> {
        if !self.take('(') {
            return Err(self.fault("`(` was expected"));
        }
        let left = self.sum()?;
        if !self.take(',') {
            return Err(self.fault("`,` was expected"));
        }
        let right = self.sum()?;
        if !self.take(')') {
            return Err(self.fault("`)` was expected"));
        }
        Ok(Expr::Two(operator, Box::new(left), Box::new(right)))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn value_of(name: &str) -> Option<Exact> {
        match name {
            "value" => "100".parse().ok(),
            "vat.rate" => "0.13".parse().ok(),
            "nothing" => Some(Exact::zero()),
            _ => None,
        }
    }

    fn shown(text: &str) -> String {
        let formula: Formula = text.parse().unwrap();
        match formula.compute(&value_of) {
            Ok(number) => format!("{} = {number}", formula.with_numbers(&value_of)),
            Err(error) => error.to_string(),
        }
    }

    #[test]
    fn computes_as_written() {
        assert_eq!(shown("value * vat.rate"), "100 × 0.13 = 13");
        assert_eq!(shown("value - 1 - 2"), "100 − 1 − 2 = 97");
        assert_eq!(shown("value - (1 - 2)"), "100 − (1 − 2) = 101");
        assert_eq!(shown("8 / (4 * 2)"), "8 / (4 × 2) = 1");
        assert_eq!(shown("8 / 4 * 2"), "8 / 4 × 2 = 4");
        assert_eq!(shown("(value + 2) * -3"), "(100 + 2) × −3 = -306");
        assert_eq!(shown("max(1 + 1, min(value, 7))"), "max(1 + 1, min(100, 7)) = 7");
        assert_eq!(shown("value / nothing"), "`value / nothing` divides by zero");
        assert_eq!(shown("value + duty"), "`duty` has no value");
    }

    #[test]
    fn says_where_a_text_is_no_formula() {
        let fault = |text: &str| {
            let error = text.parse::<Formula>().unwrap_err();
            (error.at, error.what)
        };
        assert_eq!(fault("value +"), (8, "a number, a name or `(` was expected"));
        assert_eq!(fault("value value"), (7, "an operator was expected"));
        assert_eq!(fault("(value"), (7, "`)` was expected"));
        assert_eq!(fault("1.2.3"), (1, "not a decimal number"));
        assert_eq!(fault("关税"), (1, "a number, a name or `(` was expected"));
        assert_eq!(fault("min(1)"), (6, "`,` was expected"));
        assert_eq!(fault(&"(".repeat(99)).1, "brackets stand too deep");
        assert_eq!(fault(&"-".repeat(99)).1, "signs stand too deep");
        assert_eq!(fault(&"1+".repeat(600)).1, "a formula has at most 1,000 bytes");
    }

    proptest! {
        #[test]
        fn no_text_panics(text in "\\PC*") {
            let _ = text.parse::<Formula>();
        }

        #[test]
        fn what_is_shown_is_the_same_formula(text in "[a-z(]{0,3}[-+*/() 0-9.,]{0,30}") {
            if let Ok(formula) = text.parse::<Formula>() {
                let shown = formula.with_numbers(&value_of);
                let again = shown.replace('×', "*").replace('−', "-");
                let again: Formula = again.parse().unwrap();
                prop_assert_eq!(formula.compute(&value_of).ok(), again.compute(&value_of).ok());
            }
        }
    }
}
