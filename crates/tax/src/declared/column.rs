//! Which column of the tariff a line's duty is levied at (税率的适用), and why.

use model::{ColumnReason, Declaration, Direction, DutyColumn, GoodsItem};
use params::{DutyRate, Law, Table, TariffLine};

/// What the documents of a declaration prove about its goods.
pub(super) struct Proofs<'a> {
    declaration: &'a Declaration<'a>,
    law: &'a Law,
    /// Proofs of origin presented (原产地证明): agreement of two digits, and the number.
    origin: Vec<(&'a str, &'a str)>,
    /// A certificate of a tariff quota (关税配额证明) is presented.
    has_quota: bool,
}

/// The code of a proof of origin among the documents of a declaration.
const ORIGIN: &str = "Y";
/// The codes of certificates of a tariff quota: of any goods, and of cotton.
const QUOTA: [&str; 2] = ["t", "e"];
/// The country code for "not known" (国(地)别不详).
const UNSPECIFIED: &str = "ZZZ";

/// The column, the rate in it, and what led there.
#[derive(Debug, Clone, Copy)]
pub(super) struct Chosen {
    pub(super) column: DutyColumn,
    pub(super) why: ColumnReason,
    pub(super) rate: DutyRate,
    /// 0: none.
    pub(super) agreement: u8,
}

impl<'a> Proofs<'a> {
    pub(super) fn of(declaration: &'a Declaration<'a>, law: &'a Law) -> Proofs<'a> {
        let documents = &declaration.documents;
        let origin = documents.iter().filter(|it| it.kind == ORIGIN);
        let origin = origin.filter_map(|it| {
            // `<02>C…`: the agreement in angle brackets, then the certificate.
            let (agreement, number) = it.number.as_str().strip_prefix('<')?.split_once('>')?;
            let is_code = agreement.len() == 2 && agreement.bytes().all(|it| it.is_ascii_digit());
            is_code.then_some((agreement, number))
        });
        Proofs {
            declaration,
            law,
            origin: origin.collect(),
            has_quota: documents.iter().any(|it| QUOTA.contains(&it.kind.as_str())),
        }
    }

    /// The agreement under which a line's origin is claimed: a proof is presented, the line is linked
    /// to it or names its origin under it, and the origin is a party.
    fn agreement(&self, item: &GoodsItem<'_>) -> Option<&'a str> {
        let first = self.origin.first()?;
        let links = &self.declaration.origin_links;
        let link = links.iter().find(|it| it.kind == ORIGIN && it.item == item.number);
        let named = link.map(|it| it.document_no.as_str()).filter(|it| !it.is_empty());
        if link.is_none() && item.preferential_origin.is_empty() {
            return None;
        }
        let own = named.and_then(|no| self.origin.iter().find(|(_, it)| it.ends_with(no)));
        let (agreement, _) = own.unwrap_or(first);
        self.law.declaration.is_party(agreement, &item.origin).then_some(*agreement)
    }

    /// The country that goods come from; nothing when it is not known.
    pub(super) fn origin<'i>(&self, item: &'i GoodsItem<'_>) -> Option<&'i str> {
        let origin = item.origin.as_str();
        let is_known =
            origin != UNSPECIFIED && self.law.codes.contains(Table::CountryAlpha, origin);
        is_known.then_some(origin)
    }

    /// 关税法第十二条至第十四条. Every known origin is taken for one with most-favoured-nation
    /// treatment, because no table here says which are not.
    pub(super) fn choose(&self, item: &GoodsItem<'_>, line: &TariffLine) -> Chosen {
        let chosen = |column, why, rate| Chosen { column, why, rate, agreement: 0 };
        if self.declaration.direction == Direction::Export {
            return match line.export_provisional {
                Some(rate) => {
                    chosen(DutyColumn::ExportProvisional, ColumnReason::ProvisionalReplaces, rate)
                }
                None => chosen(DutyColumn::Export, ColumnReason::Exported, line.export),
            };
        }
        if self.has_quota && line.is_in_quota() {
            let rate = line.provisional.or(line.mfn).unwrap_or(line.general);
            return chosen(DutyColumn::Quota, ColumnReason::WithinQuota, rate);
        }
        if self.origin(item).is_none() {
            return chosen(DutyColumn::General, ColumnReason::OriginUnknown, line.general);
        }
        let favoured = match (line.provisional, line.mfn) {
            (Some(rate), _) => {
                chosen(DutyColumn::Provisional, ColumnReason::ProvisionalReplaces, rate)
            }
            (None, Some(rate)) => chosen(DutyColumn::Mfn, ColumnReason::MostFavoured, rate),
            (None, None) => chosen(DutyColumn::General, ColumnReason::NoMfnRate, line.general),
        };
        let claimed = self.agreement(item).and_then(|code| {
            let rate = line.agreements.iter().find(|it| *it.agreement == *code)?;
            Some((code.parse().unwrap_or(0), rate.rate))
        });
        match claimed {
            Some((agreement, rate)) => preferred(agreement, rate, favoured),
            None => favoured,
        }
    }
}

/// With a proof: the lower of agreement and provisional rate; and the most-favoured-nation rate where
/// that is lower than the agreement's and no provisional rate replaces it (关税法第十三条).
fn preferred(agreement: u8, rate: DutyRate, favoured: Chosen) -> Chosen {
    let why = match favoured.column {
        DutyColumn::Provisional => ColumnReason::ProvisionalIsLower,
        DutyColumn::Mfn => ColumnReason::MfnIsLower,
        _ => ColumnReason::ProvenOrigin,
    };
    if why != ColumnReason::ProvenOrigin && is_lower(&favoured.rate, &rate) {
        return Chosen { why, agreement, ..favoured };
    }
    Chosen { column: DutyColumn::Agreement, why: ColumnReason::ProvenOrigin, rate, agreement }
}

/// Lower in one part and higher in none. Where one is lower in one part and the other in the other,
/// neither is, and the column of the proof stands.
fn is_lower(one: &DutyRate, other: &DutyRate) -> bool {
    let per_unit = |it: &DutyRate| it.specific.map_or(0, |it| it.per_unit.scaled());
    let units = |it: &DutyRate| it.specific.map(|it| it.unit);
    let are_comparable =
        units(one).is_none() || units(other).is_none() || units(one) == units(other);
    let parts = |it: &DutyRate| [it.ad_valorem.ppm(), per_unit(it)];
    let pairs = || parts(one).into_iter().zip(parts(other));
    one.complete
        && are_comparable
        && pairs().all(|(one, other)| one <= other)
        && pairs().any(|(one, other)| one < other)
}
