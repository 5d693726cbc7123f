//! Every basis by its stable number.

use std::collections::BTreeMap;

use model::{Basis, BasisId, Confidence};
use serde::Deserialize;

use crate::LawError;

/// The register of bases. Two different bases with one number are refused when law is loaded.
#[derive(Debug, Default)]
pub struct Bases {
    by_id: BTreeMap<BasisId, Basis>,
    /// Short names that table rows use in their `basis` column.
    by_key: BTreeMap<String, BasisId>,
}

impl Bases {
    /// Reads the keyed bases of tables: `[key] document, article, confidence`.
    pub fn read(text: &str) -> Result<Bases, LawError> {
        let wires: BTreeMap<String, BasisWire> = toml::from_str(text)
            .map_err(|source| LawError::Toml { file: "bases.toml".to_owned(), source })?;
        let mut bases = Bases::default();
        for (key, wire) in wires {
            let id = bases.add(wire.into())?;
            bases.by_key.insert(key, id);
        }
        Ok(bases)
    }

    pub(crate) fn add(&mut self, basis: Basis) -> Result<BasisId, LawError> {
        let id = basis.id();
        match self.by_id.get(&id) {
            Some(known) if *known == basis => Ok(id),
            Some(known) => {
                Err(LawError::BasisCollision { one: known.to_string(), other: basis.to_string() })
            }
            None if id == BasisId::default() => {
                Err(LawError::BasisCollision { one: "none".to_owned(), other: basis.to_string() })
            }
            None => {
                self.by_id.insert(id, basis);
                Ok(id)
            }
        }
    }

    pub(crate) fn keyed(&self, key: &str) -> Option<BasisId> {
        self.by_key.get(key).copied()
    }

    pub fn get(&self, id: BasisId) -> Option<&Basis> {
        self.by_id.get(&id)
    }

    pub fn iter(&self) -> impl Iterator<Item = &Basis> {
        self.by_id.values()
    }
}

/// A basis as files spell it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct BasisWire {
    document: String,
    #[serde(default)]
    article: String,
    confidence: Confidence,
}

impl From<BasisWire> for Basis {
    fn from(BasisWire { document, article, confidence }: BasisWire) -> Basis {
        Basis { document: document.into(), article: article.into(), confidence }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_number_is_one_basis() {
        let mut bases = Bases::default();
        let basis = Basis::new("财关税〔2018〕49号", "第一条", Confidence::Secondary);
        let id = bases.add(basis.clone()).unwrap();
        assert_eq!(bases.add(basis.clone()).unwrap(), id);
        assert_eq!(bases.get(id), Some(&basis));
        bases.by_id.insert(id, Basis::new("another", "", Confidence::Read));
        assert!(matches!(bases.add(basis), Err(LawError::BasisCollision { .. })));
    }
}
