//! Which column of the tariff a line's duty is levied at (税率的适用), and why.

use model::{ColumnReason, Date, Declaration, Direction, DutyColumn, GoodsItem, LicenceDocument};
use params::{DutyRate, Law, Proof, Table, TariffLine};

/// What the documents of a declaration prove about its goods.
pub(super) struct Proofs<'a> {
    declaration: &'a Declaration<'a>,
    law: &'a Law,
    /// As of which day papers prove something.
    on: Date,
    /// Proofs of origin presented (原产地证明): agreement of two digits, and the number.
    origin: Vec<(&'a str, &'a str)>,
    /// A certificate of a tariff quota (关税配额证明) is presented.
    has_quota: bool,
    /// Evidence of origin goes with the declaration (原产地证据文件), of all its lines.
    has_evidence: bool,
}

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
    pub(super) fn of(declaration: &'a Declaration<'a>, law: &'a Law, on: Date) -> Proofs<'a> {
        let documents = &declaration.documents;
        let proves = |it: &LicenceDocument<'_>, what| law.proofs.by_document(&it.kind, what, on);
        let origin = documents.iter().filter(|it| proves(it, Proof::Preference));
        let origin = origin.filter_map(|it| {
            // `<02>C…`: the agreement in angle brackets, then the certificate.
            let (agreement, number) = it.number.as_str().strip_prefix('<')?.split_once('>')?;
            let is_code = agreement.len() == 2 && agreement.bytes().all(|it| it.is_ascii_digit());
            is_code.then_some((agreement, number))
        });
        let mut attachments = declaration.attachments.iter();
        Proofs {
            declaration,
            law,
            on,
            origin: origin.collect(),
            has_quota: documents.iter().any(|it| proves(it, Proof::Quota)),
            has_evidence: attachments
                .any(|it| law.proofs.by_attachment(&it.kind, Proof::Origin, on)),
        }
    }

    /// The proof that a line claims under, by its agreement: one is presented, and the line is linked to it or
    /// names its origin under it.
    fn claimed(&self, item: &GoodsItem<'_>) -> Option<&'a str> {
        let first = self.origin.first()?;
        let is_proof = |kind: &str| self.law.proofs.by_document(kind, Proof::Preference, self.on);
        let mut links = self.declaration.origin_links.iter();
        let link = links.find(|it| it.item == item.number && is_proof(&it.kind));
        let named = link.map(|it| it.document_no.as_str()).filter(|it| !it.is_empty());
        if link.is_none() && item.preferential_origin.is_empty() {
            return None;
        }
        let own = named.and_then(|no| self.origin.iter().find(|(_, it)| it.ends_with(no)));
        let (agreement, _) = own.unwrap_or(first);
        Some(agreement)
    }

    /// The agreement that a line claims under and whose party its origin is.
    fn agreement(&self, item: &GoodsItem<'_>) -> Option<&'a str> {
        let claimed = self.claimed(item);
        claimed.filter(|it| self.law.declaration.is_party(it, &item.origin))
    }

    /// The country that goods are shown to come from: it is known, and a proof of that line's or evidence of
    /// the whole declaration's origin is there. Nothing else tells a measure's goods from others.
    pub(super) fn proven_origin<'i>(&self, item: &'i GoodsItem<'_>) -> Option<&'i str> {
        let is_proven = || self.has_evidence || self.claimed(item).is_some();
        self.origin(item).filter(|_| is_proven())
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
