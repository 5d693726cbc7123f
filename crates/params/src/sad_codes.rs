//! Codes of a single administrative document (SAD) against ours; `params/sad/README.md` is the schema.

use std::collections::BTreeMap;

use model::BasisId;
use serde::Deserialize;

use crate::{Bases, Codes, LawError, Table, rows};

/// What a code of a SAD is a code of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SadCode {
    /// Two letters; ours have three.
    Country,
    /// The first digit of a mode of transport.
    Transport,
    /// Terms of delivery.
    Terms,
    Unit,
}

/// Which code of ours means the same.
#[derive(Debug)]
pub struct SadCodes(BTreeMap<(SadCode, Box<str>), (Box<str>, BasisId)>);

const FILE: &str = "sad/codes.csv";
const HEADER: [&str; 4] = ["kind", "code", "ours", "basis"];

impl SadCodes {
    pub(crate) fn read(codes: &Codes, bases: &Bases) -> Result<SadCodes, LawError> {
        let text = include_str!("../../../params/sad/codes.csv");
        let read = rows::read(FILE, text, &HEADER, bases, |row| {
            let kind: SadCode = row.word("kind")?;
            let ours = row.text("ours");
            if !codes.contains(kind.table(), ours) {
                return Err(format!("ours: `{ours}` is in no table"));
            }
            Ok(((kind, Box::from(row.text("code"))), (Box::from(ours), row.basis()?)))
        })?;
        let n_rows = read.len();
        let rows: BTreeMap<_, _> = read.into_iter().collect();
        if rows.len() < n_rows {
            return Err(LawError::fault(FILE, "a code stands twice".to_owned()));
        }
        Ok(SadCodes(rows))
    }

    /// Our code for one of a SAD, whatever its letters' case; nothing where none means the same.
    pub fn ours(&self, kind: SadCode, code: &str) -> Option<&str> {
        let code = code.trim().to_ascii_uppercase();
        let code = match kind {
            // `10` and `31` are national refinements of 1 and 3; what begins with 0 is no such code.
            SadCode::Transport if code.len() <= 2 && code.bytes().all(|it| it.is_ascii_digit()) => {
                code.get(..1)?.to_owned()
            }
            SadCode::Transport => return None,
            _ => code,
        };
        self.0.get(&(kind, code.into_boxed_str())).map(|(ours, _)| &**ours)
    }

    /// A code of a SAD for one of ours, the first of those that mean the same.
    pub fn theirs(&self, kind: SadCode, ours: &str) -> Option<&str> {
        let mut rows = self.0.iter().filter(|((of, _), _)| *of == kind);
        rows.find(|(_, (it, _))| **it == *ours).map(|((_, code), _)| &**code)
    }

    /// On what a row rests.
    pub fn basis(&self, kind: SadCode, code: &str) -> Option<BasisId> {
        self.0.get(&(kind, Box::from(code))).map(|(_, basis)| *basis)
    }
}

impl SadCode {
    fn table(self) -> Table {
        match self {
            SadCode::Country => Table::CountryAlpha,
            SadCode::Transport => Table::TransportMode,
            SadCode::Terms => Table::TransactionMode,
            SadCode::Unit => Table::Unit,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Law;

    #[test]
    fn only_what_means_the_same_is_translated() {
        let law = Law::shipped().unwrap();
        let ours = |kind, code| law.sad_codes.ours(kind, code);
        assert_eq!(ours(SadCode::Country, "ke"), Some("KEN"));
        assert_eq!(ours(SadCode::Country, "XX"), None);
        assert_eq!(ours(SadCode::Terms, "C&F"), Some("2"));
        assert_eq!(ours(SadCode::Unit, "KGM"), Some("035"));
        assert_eq!(
            ["1", "31", "40"].map(|it| ours(SadCode::Transport, it)),
            [Some("2"), Some("4"), Some("5")]
        );
        assert_eq!(
            ["01", "", "123", "长", "air"].map(|it| ours(SadCode::Transport, it)),
            [None; 5]
        );
        for (kind, code) in [(SadCode::Country, "KE"), (SadCode::Unit, "KGM")] {
            let ours = law.sad_codes.ours(kind, code).unwrap();
            let back = law.sad_codes.theirs(kind, ours).unwrap();
            assert_eq!(law.sad_codes.ours(kind, back), Some(ours));
        }
        assert_eq!(law.sad_codes.theirs(SadCode::Country, "QQQ"), None);
        let basis = law.sad_codes.basis(SadCode::Country, "KE").and_then(|it| law.basis(it));
        assert!(basis.is_some_and(|it| it.document.contains("3166")));
    }
}
