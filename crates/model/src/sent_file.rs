//! A file that is attached to a goods declaration (随附单据附件), as its trailer describes it, and as it is kept.

use serde::{Deserialize, Serialize};

use crate::{DocumentRef, Moment, Proof, Text};

/// What the trailer behind a file says of it (USF001).
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
pub struct SentFile<'a> {
    /// 统一编号 of the declaration.
    pub preliminary_no: Text<'a>,
    /// 报关单号.
    pub declaration_no: Text<'a>,
    /// 文件名: what the declaration calls it, as a rule with `.pdf` behind.
    pub file_name: Text<'a>,
    /// `US` unstructured, `S` structured.
    pub format: Text<'a>,
    /// 经营单位编码.
    pub trader_code: Text<'a>,
    /// 申报地海关.
    pub declaring_customs: Text<'a>,
    /// 分组号.
    pub group_no: Text<'a>,
    /// What the trader calls the file.
    pub own_name: Text<'a>,
    /// `F` sent for the first time, `R` once more in its place.
    pub filing: Text<'a>,
    pub sent_at: Text<'a>,
    /// Who sends it.
    pub sender_code: Text<'a>,
    pub sender_name: Text<'a>,
    /// 随附单据类别: `00000001` invoice …
    pub kind: Text<'a>,
    /// `PORT`, `EDI`, `H2K`.
    pub source: Text<'a>,
    /// Of the file's bytes, base64.
    pub digest: Text<'a>,
    pub certificate_no: Text<'a>,
    pub signature: Text<'a>,
    pub note: Text<'a>,
}

impl SentFile<'_> {
    /// Whether that number of a declaration's attachment (随附单据编号) names it: with `.pdf` behind or without.
    pub fn is_named(&self, id: &str) -> bool {
        stem(&self.file_name) == stem(id)
    }
}

/// A file's name without `.pdf`.
fn stem(name: &str) -> &str {
    let split = name.len().checked_sub(4).and_then(|it| name.split_at_checked(it));
    split.map_or(
        name,
        |(stem, suffix)| if suffix.eq_ignore_ascii_case(".pdf") { stem } else { name },
    )
}

/// A file that a declaration has. Its bytes are those before the trailer of the message that brought it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
pub struct KeptFile<'a> {
    /// As the declaration names it.
    pub id: Text<'a>,
    pub own_name: Text<'a>,
    pub kind: Text<'a>,
    /// Base64, as sent: it was found right.
    pub digest: Text<'a>,
    /// Bytes.
    pub size: u32,
    pub at: DocumentRef,
    pub received_at: Moment,
    /// Of its own signature (`FILE_SIGN`); nothing where it has none.
    pub proof: Option<Proof>,
}

/// The answer to a file (USF102).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
pub struct FileReturn<'a> {
    pub file_name: Text<'a>,
    pub kind: Text<'a>,
    pub is_taken: bool,
    pub info: Text<'a>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_named_with_its_suffix_or_without() {
        let file = SentFile { file_name: "A1.PDF".into(), ..SentFile::default() };
        for (id, is_named) in
            [("A1", true), ("A1.pdf", true), ("a1", false), ("", false), ("长", false)]
        {
            assert_eq!(file.is_named(id), is_named, "{id}");
        }
    }
}
