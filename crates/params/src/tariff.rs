//! The tariff (进出口税则): lines by ten-digit code and day.

use std::sync::Arc;

use model::{BasisId, Date, Rate};
use rustc_hash::FxHashMap;

use crate::{
    Bases, Cited, ConsumptionTax, DutyRate, Extension, LawError, LicenceSet, NotCovered, UnitCode,
    tariff_file,
};

/// All lines of all periods.
#[derive(Debug)]
pub struct Tariff {
    /// Sorted by code, then first day; the periods of one code do not overlap.
    lines: Vec<TariffLine>,
    by_code: FxHashMap<u64, Span>,
    covered_from: Date,
    covered_to: Date,
}

#[derive(Debug, Clone, Copy)]
struct Span {
    start: u32,
    len: u32,
}

/// One line of the tariff (税号) over one period, as the edition prints it.
#[derive(Debug, Clone)]
pub struct TariffLine {
    /// First and last day in force.
    pub from: Date,
    pub to: Date,
    /// Ten digits.
    pub code: u64,
    pub name: Arc<str>,
    /// What the edition adds to the name; `配额内` marks an in-quota line. May be empty.
    pub remark: Arc<str>,
    /// General rate (普通税率).
    pub general: DutyRate,
    /// Most-favoured-nation rate (最惠国税率).
    pub mfn: Option<DutyRate>,
    /// Provisional import rate (进口暂定税率), which replaces the MFN rate.
    pub provisional: Option<DutyRate>,
    /// Agreement rates (协定税率); empty in the 2020 edition as shipped.
    pub agreements: Arc<[AgreementRate]>,
    pub vat: Cited<Rate>,
    pub consumption: ConsumptionTax,
    /// Export duty (出口税率).
    pub export: DutyRate,
    /// Provisional export rate (出口暂定税率), which replaces the export rate.
    pub export_provisional: Option<DutyRate>,
    /// Export rebate (出口退税率), where the table has it.
    pub rebate: Option<Rate>,
    /// First and second statutory unit (法定单位).
    pub unit1: UnitCode,
    pub unit2: Option<UnitCode>,
    /// Certificates that import needs, and that export needs; those that serve both are in both.
    pub licences_import: LicenceSet,
    pub licences_export: LicenceSet,
    /// `A` inspection on import, `B` on export.
    pub inspection: LicenceSet,
    /// Declaration elements (申报要素), in order; empty when the edition has none for the line.
    pub elements: Arc<[Box<str>]>,
    pub basis: BasisId,
}

/// A rate under a preferential agreement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AgreementRate {
    /// Two digits of the table of trade agreements.
    pub agreement: Box<str>,
    pub rate: DutyRate,
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TariffError {
    #[error("the tariff has no line `{code:010}`")]
    UnknownCode { code: u64 },
    #[error(transparent)]
    NotCovered(NotCovered),
}

impl Tariff {
    /// Reads a table; `params/tariff/README.md` is its schema.
    pub fn read(lines: &str, elements: &str, bases: &Bases) -> Result<Tariff, LawError> {
        Tariff::new(tariff_file::read(lines, elements, bases)?)
    }

    fn new(mut lines: Vec<TariffLine>) -> Result<Tariff, LawError> {
        lines.sort_unstable_by_key(|it| (it.code, it.from));
        for (earlier, later) in lines.iter().zip(lines.iter().skip(1)) {
            if earlier.code == later.code && later.from <= earlier.to {
                let what = format!("the periods of `{:010}` overlap on {}", later.code, later.from);
                return Err(LawError::fault(tariff_file::LINES, what));
            }
        }
        let bounds = (lines.iter().map(|it| it.from).min(), lines.iter().map(|it| it.to).max());
        let (Some(covered_from), Some(covered_to)) = bounds else {
            return Err(LawError::fault(tariff_file::LINES, "there is no line".to_owned()));
        };
        let by_code = index(&lines);
        Ok(Tariff { lines, by_code, covered_from, covered_to })
    }

    /// The line of a ten-digit code on a day.
    pub fn line(&self, code: u64, day: Date) -> Result<&TariffLine, TariffError> {
        let periods = self.periods(code);
        match periods.iter().rev().find(|it| it.from <= day && day <= it.to) {
            Some(line) => Ok(line),
            None if self.covered_from > day || self.covered_to < day => {
                Err(TariffError::NotCovered(self.not_covered(day)))
            }
            None => Err(missing(periods, code, day)),
        }
    }

    /// The lines in force on a day under a heading (品目), which is four digits.
    pub fn heading(&self, heading: u64, day: Date) -> impl Iterator<Item = &TariffLine> {
        const BELOW: u64 = 1_000_000;
        let start = self.lines.partition_point(|it| it.code / BELOW < heading);
        let rest = self.lines.get(start..).unwrap_or_default();
        let within = rest.iter().take_while(move |it| it.code / BELOW == heading);
        within.filter(move |it| it.from <= day && day <= it.to)
    }

    /// The lines of one code, earliest first; empty for an unknown code.
    pub fn periods(&self, code: u64) -> &[TariffLine] {
        let span = self.by_code.get(&code);
        let range = span.map(|it| it.start as usize..(it.start + it.len) as usize);
        range.and_then(|it| self.lines.get(it)).unwrap_or_default()
    }

    pub fn covered_from(&self) -> Date {
        self.covered_from
    }

    /// The last covered day, an extension's included.
    pub fn covered_to(&self) -> Date {
        self.covered_to
    }

    /// By code, then first day.
    pub fn lines(&self) -> impl ExactSizeIterator<Item = &TariffLine> {
        self.lines.iter()
    }

    fn not_covered(&self, on: Date) -> NotCovered {
        NotCovered {
            name: "tariff".to_owned(),
            on,
            covered_from: self.covered_from,
            covered_to: Some(self.covered_to),
        }
    }

    /// Repeats the rows that reach to the last covered day, under an assumed basis, up to `to`.
    /// Rows that rest on the same assumption already are lengthened.
    pub(crate) fn extend(&mut self, to: Date, basis: BasisId) -> Extension {
        let last = self.covered_to;
        let first_assumed = |lines: &[TariffLine], else_from| {
            lines.iter().filter(|it| it.basis == basis).map(|it| it.from).min().unwrap_or(else_from)
        };
        let next = last.tomorrow().unwrap_or(last);
        if to <= last {
            let from = first_assumed(&self.lines, next);
            return Extension { from, to: last, n_rows: 0, basis };
        }
        let mut n_rows = 0;
        let mut added = Vec::new();
        for line in self.lines.iter_mut().filter(|it| it.to == last) {
            n_rows += 1;
            if line.basis == basis {
                line.to = to;
            } else {
                added.push(line.assumed(next, to, basis));
            }
        }
        self.lines.append(&mut added);
        self.lines.sort_unstable_by_key(|it| (it.code, it.from));
        self.by_code = index(&self.lines);
        self.covered_to = to;
        Extension { from: first_assumed(&self.lines, next), to, n_rows, basis }
    }
}

impl TariffLine {
    /// The same figures for another period, every one of them assumed. Texts are shared.
    fn assumed(&self, from: Date, to: Date, basis: BasisId) -> TariffLine {
        let mut line = self.clone();
        (line.from, line.to, line.basis) = (from, to, basis);
        line.vat.basis = basis;
        line.consumption.basis = basis;
        line
    }

    /// Whether the line is the in-quota one of a tariff quota (关税配额).
    pub fn is_in_quota(&self) -> bool {
        self.remark.contains("配额内")
    }
}

fn index(lines: &[TariffLine]) -> FxHashMap<u64, Span> {
    let mut by_code: FxHashMap<u64, Span> = FxHashMap::default();
    by_code.reserve(lines.len());
    for (at, line) in (0u32..).zip(lines) {
        by_code.entry(line.code).or_insert(Span { start: at, len: 0 }).len += 1;
    }
    by_code
}

#[cold]
fn missing(periods: &[TariffLine], code: u64, on: Date) -> TariffError {
    match (periods.first(), periods.last()) {
        (Some(first), Some(last)) => TariffError::NotCovered(NotCovered {
            name: format!("tariff line {code:010}"),
            on,
            covered_from: first.from,
            covered_to: Some(last.to),
        }),
        _ => TariffError::UnknownCode { code },
    }
}
