//! Reads the tariff table from CSV. `params/tariff/README.md` describes the columns.

use std::{str::FromStr, sync::Arc};

use csv::StringRecord;
use model::{Date, Rate};
use rustc_hash::FxHashMap;
use serde::Deserialize;

use crate::{
    AgreementRate, Bases, Cited, ConsumptionTax, DutyRate, LawError, Specific, TariffLine,
};

pub(crate) const LINES: &str = "tariff/lines.csv";
const ELEMENTS: &str = "tariff/elements.csv";

const HEADER: [&str; 23] = [
    "from",
    "to",
    "code",
    "name",
    "remark",
    "general",
    "mfn",
    "provisional",
    "agreements",
    "vat",
    "consumption",
    "consumption_basis",
    "export",
    "rebate",
    "unit1",
    "unit2",
    "licences_import",
    "licences_export",
    "inspection",
    "elements",
    "basis",
    "vat_basis",
    "note",
];

/// A column that a table may have behind the others.
const EXPORT_PROVISIONAL: &str = "export_provisional";

pub(crate) fn read(
    lines: &str,
    elements: &str,
    bases: &Bases,
) -> Result<Vec<TariffLine>, LawError> {
    let elements = read_elements(elements)?;
    let mut reader = csv::Reader::from_reader(lines.as_bytes());
    let headers = reader.headers().map_err(|source| LawError::csv(LINES, source))?;
    let has_more = headers.iter().eq(HEADER.into_iter().chain([EXPORT_PROVISIONAL]));
    if headers.iter().ne(HEADER) && !has_more {
        let what = format!("the header must be `{}[,{EXPORT_PROVISIONAL}]`", HEADER.join(","));
        return Err(LawError::fault(LINES, what));
    }
    let mut texts = Interner::default();
    let mut read = Vec::new();
    let mut record = StringRecord::new();
    while reader.read_record(&mut record).map_err(|source| LawError::csv(LINES, source))? {
        let row: Row<'_> =
            record.deserialize(None).map_err(|source| LawError::csv(LINES, source))?;
        let fault = |what| LawError::fault(LINES, format!("line `{}`: {what}", row.code));
        let mut line = read_line(&row, &elements, bases, &mut texts).map_err(fault)?;
        let export_provisional = record.get(HEADER.len()).unwrap_or_default();
        line.export_provisional =
            optional(export_provisional, |it| read_rate(EXPORT_PROVISIONAL, it)).map_err(fault)?;
        read.push(line);
    }
    Ok(read)
}

type Elements = FxHashMap<String, Arc<[Box<str>]>>;

/// `id,elements`: the texts are separated by `;`, because many lines share them.
fn read_elements(text: &str) -> Result<Elements, LawError> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let mut elements = Elements::default();
    elements.insert(String::new(), Arc::default());
    for record in reader.records() {
        let record = record.map_err(|source| LawError::csv(ELEMENTS, source))?;
        let (Some(id), Some(list)) = (record.get(0), record.get(1)) else {
            return Err(LawError::fault(ELEMENTS, "a row has two fields".to_owned()));
        };
        let list: Arc<[Box<str>]> = list.split(';').map(Box::from).collect();
        if elements.insert(id.to_owned(), list).is_some() {
            return Err(LawError::fault(ELEMENTS, format!("`{id}` is defined twice")));
        }
    }
    Ok(elements)
}

/// A row's fields as they stand, in the order of the header.
#[derive(Deserialize)]
struct Row<'a> {
    from: &'a str,
    to: &'a str,
    code: &'a str,
    name: &'a str,
    remark: &'a str,
    general: &'a str,
    mfn: &'a str,
    provisional: &'a str,
    agreements: &'a str,
    vat: &'a str,
    consumption: &'a str,
    consumption_basis: &'a str,
    export: &'a str,
    rebate: &'a str,
    unit1: &'a str,
    unit2: &'a str,
    licences_import: &'a str,
    licences_export: &'a str,
    inspection: &'a str,
    elements: &'a str,
    basis: &'a str,
    vat_basis: &'a str,
}

fn read_line(
    row: &Row<'_>,
    elements: &Elements,
    bases: &Bases,
    texts: &mut Interner,
) -> Result<TariffLine, String> {
    if row.code.len() != 10 || !row.code.bytes().all(|it| it.is_ascii_digit()) {
        return Err("a code has ten digits".to_owned());
    }
    let period = (parse::<Date>("from", row.from)?, parse::<Date>("to", row.to)?);
    if period.1 < period.0 {
        return Err("`to` is before `from`".to_owned());
    }
    let basis_of = |key: &str| bases.keyed(key).ok_or_else(|| format!("no basis `{key}`"));
    let basis = basis_of(row.basis)?;
    let or_basis = |key: &str| if key.is_empty() { Ok(basis) } else { basis_of(key) };
    let consumption = read_rate("consumption", row.consumption)?;
    Ok(TariffLine {
        from: period.0,
        to: period.1,
        code: parse("code", row.code)?,
        name: Arc::from(row.name),
        remark: texts.intern(row.remark),
        general: read_rate("general", row.general)?,
        mfn: optional(row.mfn, |it| read_rate("mfn", it))?,
        provisional: optional(row.provisional, |it| read_rate("provisional", it))?,
        agreements: read_agreements(row.agreements, &texts.no_agreements)?,
        vat: Cited { value: parse::<Rate>("vat", row.vat)?, basis: or_basis(row.vat_basis)? },
        consumption: ConsumptionTax {
            ad_valorem: consumption.ad_valorem,
            specific: consumption.specific,
            complete: consumption.complete,
            basis: or_basis(row.consumption_basis)?,
        },
        export: read_rate("export", row.export)?,
        export_provisional: None,
        rebate: optional(row.rebate, |it| parse("rebate", it))?,
        unit1: parse("unit1", row.unit1)?,
        unit2: optional(row.unit2, |it| parse("unit2", it))?,
        licences_import: parse("licences_import", row.licences_import)?,
        licences_export: parse("licences_export", row.licences_export)?,
        inspection: parse("inspection", row.inspection)?,
        elements: elements
            .get(row.elements)
            .cloned()
            .ok_or_else(|| format!("no elements `{}`", row.elements))?,
        basis,
    })
}

/// `0.1` ad valorem, `0.03+4374/001` with 4374 yuan per unit, `0.2+?` with a part that is not known.
fn read_rate(field: &str, text: &str) -> Result<DutyRate, String> {
    let Some((ad_valorem, rest)) = text.split_once('+') else {
        return Ok(DutyRate::ad_valorem(parse(field, text)?));
    };
    let ad_valorem = parse(field, ad_valorem)?;
    if rest == "?" {
        return Ok(DutyRate { ad_valorem, specific: None, complete: false });
    }
    let (per_unit, unit) =
        rest.split_once('/').ok_or_else(|| format!("{field}: `{text}` lacks a unit"))?;
    let specific = Specific { per_unit: parse(field, per_unit)?, unit: parse(field, unit)? };
    Ok(DutyRate { ad_valorem, specific: Some(specific), complete: true })
}

/// `03:0;07:0.05`.
fn read_agreements(
    text: &str,
    none: &Arc<[AgreementRate]>,
) -> Result<Arc<[AgreementRate]>, String> {
    if text.is_empty() {
        return Ok(Arc::clone(none));
    }
    text.split(';')
        .map(|it| {
            let (agreement, rate) = it.split_once(':').ok_or("agreements: `:` is missing")?;
            let rate = read_rate("agreements", rate)?;
            Ok(AgreementRate { agreement: agreement.into(), rate })
        })
        .collect()
}

fn parse<T: FromStr>(field: &str, text: &str) -> Result<T, String>
where
    T::Err: std::fmt::Display,
{
    text.parse().map_err(|it| format!("{field}: `{text}`: {it}"))
}

fn optional<T>(
    text: &str,
    read: impl FnOnce(&str) -> Result<T, String>,
) -> Result<Option<T>, String> {
    if text.is_empty() { Ok(None) } else { read(text).map(Some) }
}

/// Remarks repeat; one copy of each is kept.
#[derive(Default)]
struct Interner {
    texts: FxHashMap<Box<str>, Arc<str>>,
    no_agreements: Arc<[AgreementRate]>,
}

impl Interner {
    fn intern(&mut self, text: &str) -> Arc<str> {
        if let Some(known) = self.texts.get(text) {
            return Arc::clone(known);
        }
        let shared: Arc<str> = Arc::from(text);
        self.texts.insert(text.into(), Arc::clone(&shared));
        shared
    }
}
