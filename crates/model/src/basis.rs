//! The text that a rule or a value rests on.

use std::{borrow::Cow, fmt};

use serde::{Deserialize, Serialize};

use crate::text::fingerprint;

/// The text a rule or a value rests on (法律依据), and how sure we are of it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Basis {
    /// Document number as gazetted, e.g. `财关税〔2018〕49号`.
    pub document: Cow<'static, str>,
    /// Article within it, e.g. `第一条`; may be empty.
    pub article: Cow<'static, str>,
    pub confidence: Confidence,
}

/// How sure we are that a value is the law's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Confidence {
    /// Read in the official text.
    Read,
    /// From a secondary text or general knowledge of the field.
    Secondary,
    /// Assumed by whoever runs the house; not law.
    Assumed,
}

impl Basis {
    pub const fn new(
        document: &'static str,
        article: &'static str,
        confidence: Confidence,
    ) -> Basis {
        Basis { document: Cow::Borrowed(document), article: Cow::Borrowed(article), confidence }
    }

    /// The identifier under which steps and events refer to this basis.
    pub fn id(&self) -> BasisId {
        // A collision is refused when law is loaded.
        let confidence = [self.confidence as u8];
        let bytes = self.document.bytes().chain([0]).chain(self.article.bytes()).chain(confidence);
        BasisId(fingerprint(bytes))
    }
}

impl fmt::Display for Basis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.document, self.article)?;
        match self.confidence {
            Confidence::Read => Ok(()),
            Confidence::Secondary => f.write_str(" (secondary)"),
            Confidence::Assumed => f.write_str(" (assumed)"),
        }
    }
}

/// A basis by its stable number; 0 is "none".
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct BasisId(pub u32);
