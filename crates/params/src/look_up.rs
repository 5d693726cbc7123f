//! Answers one question about the tariff in full: the line, the duty column that an origin gets,
//! taxes, units, certificates, and what each rests on.

use model::{Basis, BasisId, Date, DutyColumn};
use serde::Serialize;

use crate::{AgreementRate, DutyRate, Law, LicenceSet, NotCovered, Table, TariffError, TariffLine};

/// What the tariff says of one code on one day.
#[derive(Debug, Clone, Serialize)]
pub struct TariffAnswer {
    /// Ten digits.
    pub code: String,
    pub name: String,
    pub remark: String,
    pub on: Date,
    /// The period of the line.
    pub valid_from: Date,
    pub valid_to: Date,
    /// What the whole line rests on.
    pub basis: Basis,
    pub origin: Option<NamedCode>,
    pub duty: DutyAnswer,
    pub general: DutyRate,
    pub mfn: Option<DutyRate>,
    pub provisional: Option<DutyRate>,
    pub agreements: Vec<AgreementAnswer>,
    pub consumption_tax: CitedRate,
    pub vat: CitedRate,
    pub export_duty: DutyRate,
    pub export_rebate: Option<DutyRate>,
    /// First and second statutory unit.
    pub units: Vec<NamedCode>,
    pub inspection: Vec<NamedCode>,
    pub licences_import: Vec<NamedCode>,
    pub licences_export: Vec<NamedCode>,
    /// Declaration elements (申报要素), in order.
    pub elements: Vec<String>,
    /// What the answer cannot know.
    pub notes: Vec<&'static str>,
}

/// The duty column that applies, and by which rule.
#[derive(Debug, Clone, Serialize)]
pub struct DutyAnswer {
    pub column: DutyColumn,
    pub rate: DutyRate,
    pub basis: Basis,
    /// The law that chooses between the columns.
    pub rule: Basis,
}

#[derive(Debug, Clone, Serialize)]
pub struct AgreementAnswer {
    pub agreement: NamedCode,
    pub rate: DutyRate,
}

#[derive(Debug, Clone, Serialize)]
pub struct CitedRate {
    pub rate: DutyRate,
    pub basis: Basis,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NamedCode {
    pub code: String,
    pub name_zh: String,
    /// May be empty.
    pub name_en: String,
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LookUpError {
    #[error("`{code}` is not a code of ten digits")]
    NotACode { code: String },
    #[error("the tariff has no line `{code}`")]
    UnknownCode { code: String },
    #[error("`{origin}` is not a country code, neither in letters nor in digits")]
    UnknownOrigin { origin: String },
    #[error(transparent)]
    NotCovered(NotCovered),
}

/// What the tariff says of `code` (ten digits) on a day. `origin` is a country in three letters or
/// in the old three digits; without it, or where it is unspecified, the general rate applies.
pub fn look_up(
    law: &Law,
    code: &str,
    on: Date,
    origin: Option<&str>,
) -> Result<TariffAnswer, LookUpError> {
    let number = Some(code).filter(|it| it.len() == 10 && it.bytes().all(|it| it.is_ascii_digit()));
    let number = number.and_then(|it| it.parse::<u64>().ok());
    let number = number.ok_or_else(|| LookUpError::NotACode { code: code.to_owned() })?;
    let line = law.tariff.line(number, on).map_err(|it| match it {
        TariffError::UnknownCode { .. } => LookUpError::UnknownCode { code: code.to_owned() },
        TariffError::NotCovered(gap) => LookUpError::NotCovered(gap),
    })?;
    let rule = law.parameters.on("tax.rate_choice", on).map_err(LookUpError::NotCovered)?;
    let origin = origin.map(|it| country(law, it)).transpose()?;
    Ok(answer(law, line, on, origin, basis(law, rule.basis)))
}

fn answer(
    law: &Law,
    line: &TariffLine,
    on: Date,
    origin: Option<NamedCode>,
    rule: Basis,
) -> TariffAnswer {
    let (column, rate) = choose(line, origin.as_ref());
    let names = |set: LicenceSet| -> Vec<NamedCode> {
        set.iter().map(|it| named(law, Table::Licence, it.encode_utf8(&mut [0; 4]))).collect()
    };
    let cited = |rate, id| CitedRate { rate, basis: basis(law, id) };
    let agreement = |it: &AgreementRate| AgreementAnswer {
        agreement: named(law, Table::Agreement, &it.agreement),
        rate: it.rate,
    };
    let units = [Some(line.unit1), line.unit2].into_iter().flatten();
    TariffAnswer {
        code: format!("{:010}", line.code),
        name: line.name.to_string(),
        remark: line.remark.to_string(),
        on,
        valid_from: line.from,
        valid_to: line.to,
        basis: basis(law, line.basis),
        notes: notes(line, origin.as_ref(), &rate),
        origin,
        duty: DutyAnswer { column, rate, basis: basis(law, line.basis), rule },
        general: line.general,
        mfn: line.mfn,
        provisional: line.provisional,
        agreements: line.agreements.iter().map(agreement).collect(),
        consumption_tax: cited(line.consumption.rate(), line.consumption.basis),
        vat: cited(DutyRate::ad_valorem(line.vat.value), line.vat.basis),
        export_duty: line.export,
        export_rebate: line.rebate.map(DutyRate::ad_valorem),
        units: units.map(|it| named(law, Table::Unit, it.as_str())).collect(),
        inspection: names(line.inspection),
        licences_import: names(line.licences_import),
        licences_export: names(line.licences_export),
        elements: line.elements.iter().map(|it| it.to_string()).collect(),
    }
}

/// The country of an origin by its letters or its old digits.
fn country(law: &Law, origin: &str) -> Result<NamedCode, LookUpError> {
    let alpha = law.codes.alpha(Table::Country, origin).unwrap_or(origin);
    [Table::CountryAlpha, Table::Country]
        .into_iter()
        .find(|it| law.codes.contains(*it, alpha))
        .map(|it| named(law, it, alpha))
        .ok_or_else(|| LookUpError::UnknownOrigin { origin: origin.to_owned() })
}

/// The country code for "not known" (国(地)别不详).
const UNSPECIFIED: &str = "ZZZ";

fn is_unspecified(origin: Option<&NamedCode>) -> bool {
    origin.is_none_or(|it| it.code == UNSPECIFIED)
}

/// The choice as far as the data goes (关税法第十二条至第十四条): an unknown origin pays the
/// general rate, never the provisional one; a known one the provisional rate, else the MFN rate.
/// An agreement rate needs a proof of origin, which a question does not carry.
fn choose(line: &TariffLine, origin: Option<&NamedCode>) -> (DutyColumn, DutyRate) {
    let mfn = line.mfn.map(|it| (DutyColumn::Mfn, it));
    let favoured = line.provisional.map(|it| (DutyColumn::Provisional, it)).or(mfn);
    let general = (DutyColumn::General, line.general);
    if is_unspecified(origin) { general } else { favoured.unwrap_or(general) }
}

fn notes(line: &TariffLine, origin: Option<&NamedCode>, rate: &DutyRate) -> Vec<&'static str> {
    let unspecified = is_unspecified(origin);
    let candidates = [
        (unspecified, "no origin is given: the general rate applies"),
        (
            !unspecified,
            "the few countries without most-favoured-nation treatment are not in the data",
        ),
        (
            !unspecified && line.agreements.is_empty(),
            "the table has no agreement rates: with a proof of origin the duty may be lower",
        ),
        (!unspecified && !line.agreements.is_empty(), "an agreement rate needs a proof of origin"),
        (
            !unspecified && line.provisional.is_none(),
            "the table may lack a provisional rate that replaces the most-favoured-nation rate",
        ),
        (
            line.is_in_quota(),
            "this is the line within a tariff quota: it needs a quota certificate",
        ),
        (!rate.complete, "the duty has a specific or conditional part that the table lacks"),
        (
            !line.consumption.complete,
            "the consumption tax has a specific or conditional part that the table lacks",
        ),
    ];
    candidates.into_iter().filter(|(holds, _)| *holds).map(|(_, note)| note).collect()
}

fn named(law: &Law, table: Table, code: &str) -> NamedCode {
    let row = law.codes.row(table, code);
    NamedCode {
        code: code.to_owned(),
        name_zh: row.map_or_else(String::new, |it| it.name_zh.to_string()),
        name_en: row.map_or_else(String::new, |it| it.name_en.to_string()),
    }
}

fn basis(law: &Law, id: BasisId) -> Basis {
    // Every id comes from the register that is asked; an unregistered one would show as unnamed.
    law.basis(id).cloned().unwrap_or(Basis::new("", "", model::Confidence::Assumed))
}
