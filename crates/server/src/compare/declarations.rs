//! What receipts of goods declarations name, held against what was planted in them.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use anyhow::{Context, Result};
use clearance::{
    DeclarationFile,
    ports::{BlockRecord, Records},
    receipts_of,
};
use model::{EntryId, ReceiptKind};
use serde::Serialize;
use store::HouseRecords;
use testkit::TRUTH_FILE;

use super::FaultCount;

/// How well a run answered the truth file of declarations.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub(crate) struct DeclarationComparison {
    /// Declarations with a planted fault.
    pub(crate) faults_planted: u64,
    /// Of these, the ones on which every planted code was found.
    pub(crate) faults_found: u64,
    /// Declarations with a code that was not planted.
    pub(crate) false_findings: u64,
    pub(crate) by_fault: BTreeMap<String, FaultCount>,
}

/// Reads the truth beside a corpus and every receipt of a declaration.
pub(crate) fn compare_declarations(
    records: &HouseRecords,
    corpus: &Path,
) -> Result<DeclarationComparison> {
    let path = corpus.join(TRUTH_FILE);
    let text = fs::read_to_string(&path)
        .with_context(|| format!("cannot read the truth in {}", path.display()))?;
    Ok(held(&planted(&text), &told(records)?))
}

fn held(
    planted: &BTreeMap<String, Planted>,
    told: &BTreeMap<String, BTreeSet<String>>,
) -> DeclarationComparison {
    let none = BTreeSet::new();
    let mut comparison = DeclarationComparison::default();
    for (reference, Planted { fault, codes }) in planted {
        let is_found = told.get(reference).is_some_and(|told| told.is_superset(codes));
        comparison.faults_planted += 1;
        comparison.faults_found += u64::from(is_found);
        let count = comparison.by_fault.entry(fault.clone()).or_default();
        count.planted += 1;
        count.found += u64::from(is_found);
    }
    for (reference, codes) in told {
        let expected = planted.get(reference).map_or(&none, |it| &it.codes);
        comparison.false_findings += u64::from(!codes.is_subset(expected));
    }
    comparison
}

#[derive(Debug, PartialEq, Eq)]
struct Planted {
    fault: String,
    codes: BTreeSet<String>,
}

/// What is wrong with each declaration that has a fault, by its client's number.
fn planted(text: &str) -> BTreeMap<String, Planted> {
    let rows = text.lines().filter(|it| !it.starts_with('#')).skip(1);
    let row = |row: &str| {
        let mut cells = row.split(',');
        let (reference, fault, codes) = (cells.next()?, cells.next()?, cells.next()?);
        let codes = codes.split(' ').map(str::to_owned).collect();
        Some((reference.to_owned(), Planted { fault: fault.to_owned(), codes }))
    };
    rows.filter_map(row).collect()
}

/// The codes that receipts named, by the client's number of the declaration.
fn told(records: &HouseRecords) -> Result<BTreeMap<String, BTreeSet<String>>> {
    const AT_ONCE: usize = 100;
    let mut told: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut after = 0;
    loop {
        let blocks = records.blocks(None, after, AT_ONCE)?;
        let Some(BlockRecord { first_no, block, .. }) = blocks.last() else { return Ok(told) };
        after = first_no + u64::from(block.count) - 1;
        for record in &blocks {
            for receipt in receipts_of(&record.block.body).filter(|it| !it.findings.is_empty()) {
                let reference = match receipt.kind {
                    ReceiptKind::DeclarationResponse => client_no(receipt.fragment),
                    ReceiptKind::Declaration => Some(reference_of(records, receipt.entry)?),
                    _ => continue,
                };
                let codes = receipt.findings.into_iter().map(|it| it.code.into_owned());
                told.entry(reference.unwrap_or_default()).or_default().extend(codes);
            }
        }
    }
}

/// The client's number that an answer of the data centre names.
fn client_no(fragment: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(fragment).ok()?;
    let (_, rest) = text.split_once("ClientSeqNo>")?;
    Some(rest.split_once('<')?.0.to_owned())
}

fn reference_of(records: &HouseRecords, case: EntryId) -> Result<String> {
    let row = records.entry(case)?.context("a receipt names a case that is there")?;
    Ok(DeclarationFile::from_row(&row)?.declaration.reference.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(codes: &[&str]) -> BTreeSet<String> {
        codes.iter().map(|it| (*it).to_owned()).collect()
    }

    #[test]
    fn every_planted_code_has_to_be_told_and_no_other() {
        let text =
            "# head\nreference,fault,codes\nA1,swapped,DEC-1003 DEC-1008\nA2,late,DEC-2001\n";
        let planted = planted(text);
        let swapped =
            Planted { fault: "swapped".to_owned(), codes: codes(&["DEC-1003", "DEC-1008"]) };
        assert_eq!(planted.get("A1"), Some(&swapped));
        let told = BTreeMap::from([
            ("A1".to_owned(), codes(&["DEC-1003"])),
            ("A2".to_owned(), codes(&["DEC-2001", "DEC-2002"])),
            ("A3".to_owned(), codes(&["DEC-2001"])),
        ]);
        let comparison = held(&planted, &told);
        assert_eq!((comparison.faults_planted, comparison.faults_found), (2, 1));
        assert_eq!(comparison.false_findings, 2);
        let found = |fault: &str| comparison.by_fault.get(fault).map(|it| it.found);
        assert_eq!((found("swapped"), found("late")), (Some(0), Some(1)));
    }

    #[test]
    fn an_answer_names_its_declaration() {
        let answer = b"<dec:ClientSeqNo>TG20261122000001</dec:ClientSeqNo>";
        assert_eq!(client_no(answer).as_deref(), Some("TG20261122000001"));
        assert_eq!(client_no(b"<SeqNo>1</SeqNo>"), None);
    }
}
