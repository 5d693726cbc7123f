//! All of the law as rows, of whatever shape: for people who ask what held on a day, what holds on another, and on what
//! it rests. Nothing is decided by this; what decides reads the same files, each through its own types.
//!
//! Every file under `/params` with law in it has a row in `catalogue.csv` with its titles.

use std::collections::BTreeMap;

use model::{Basis, Date};

use crate::{Bases, LawError, Parameters, bases::BasisWire, law::PARAMETER_FILES};

/// A file of law.
#[derive(Debug, Clone)]
pub struct LawFile {
    /// As it is asked for: `retail.single_limit`, `tax.relief`.
    pub name: String,
    /// Under `/params`.
    pub file: String,
    pub kind: LawKind,
    pub title_zh: String,
    pub title_en: String,
    /// Of a parameter; empty elsewhere.
    pub unit: String,
    /// Without the first and last day, and the basis.
    pub columns: Vec<String>,
    pub rows: Vec<LawRow>,
}

/// Of which shape a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LawKind {
    /// One quantity over time.
    Parameter,
    Table,
    /// Taxes of a country and how they are computed.
    Profile,
}

/// A row, and when it holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LawRow {
    /// First and last day; nothing: not bounded, as far as is known.
    pub from: Option<Date>,
    pub to: Option<Date>,
    pub cells: Vec<String>,
    pub basis: Option<Basis>,
}

impl LawRow {
    pub fn holds_on(&self, day: Date) -> bool {
        self.from.is_none_or(|from| from <= day) && self.to.is_none_or(|to| day <= to)
    }

    /// Whether a text in lower case stands in it.
    pub fn contains(&self, text: &str) -> bool {
        self.cells.iter().any(|it| it.to_lowercase().contains(text))
    }
}

/// Every file of law, with how people call it.
#[derive(Debug)]
pub struct Library {
    entries: BTreeMap<String, Entry>,
    parameters: Parameters,
    bases: Bases,
}

#[derive(Debug)]
struct Entry {
    file: &'static str,
    text: &'static str,
    title_zh: String,
    title_en: String,
}

const CATALOGUE: &str = "catalogue.csv";

/// Columns and rows of a file.
type Rows = (Vec<String>, Vec<LawRow>);

impl Library {
    /// # Errors
    /// When the catalogue and the files are not in step.
    pub fn shipped() -> Result<Library, LawError> {
        let mut bases = Bases::read(include_str!("../../../params/bases.toml"))?;
        let parameters = Parameters::read(PARAMETER_FILES, &mut bases)?;
        let mut titles: BTreeMap<String, (String, String)> = BTreeMap::new();
        let text = include_str!("../../../params/catalogue.csv");
        for row in csv::Reader::from_reader(text.as_bytes()).deserialize() {
            let (file, title_zh, title_en): (String, String, String) =
                row.map_err(|it| LawError::csv(CATALOGUE, it))?;
            titles.insert(file, (title_zh, title_en));
        }
        let mut entries = BTreeMap::new();
        for (file, text) in FILES {
            let Some((title_zh, title_en)) = titles.remove(*file) else {
                return Err(LawError::fault(CATALOGUE, format!("`{file}` has no row")));
            };
            entries.insert(name_of(file), Entry { file, text, title_zh, title_en });
        }
        match titles.keys().next() {
            Some(file) => Err(LawError::fault(CATALOGUE, format!("there is no `{file}`"))),
            None => Ok(Library { entries, parameters, bases }),
        }
    }

    /// By name.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.entries.keys().map(String::as_str)
    }

    /// How people call a file, in Chinese and English.
    pub fn titles(&self, name: &str) -> Option<(&str, &str)> {
        self.entries.get(name).map(|it| (it.title_zh.as_str(), it.title_en.as_str()))
    }

    /// A file with all its rows; nothing where there is none of that name.
    ///
    /// # Errors
    /// When the file is malformed.
    pub fn file(&self, name: &str) -> Result<Option<LawFile>, LawError> {
        let Some(entry) = self.entries.get(name) else { return Ok(None) };
        let (kind, unit, (columns, rows)) = match entry.file {
            file if file.starts_with("tax/profiles/") => {
                (LawKind::Profile, String::new(), profile_rows(file, entry.text)?)
            }
            file if file.ends_with(".toml") => {
                let (unit, rows) = self.parameter_rows(name);
                (LawKind::Parameter, unit, (vec!["value".to_owned()], rows))
            }
            file => (LawKind::Table, String::new(), table_rows(&self.bases, file, entry.text)?),
        };
        Ok(Some(LawFile {
            name: name.to_owned(),
            file: entry.file.to_owned(),
            kind,
            title_zh: entry.title_zh.clone(),
            title_en: entry.title_en.clone(),
            unit,
            columns,
            rows,
        }))
    }

    /// Each value holds until the next; an abolished quantity shows as days without a row.
    fn parameter_rows(&self, name: &str) -> (String, Vec<LawRow>) {
        let Some(parameter) = self.parameters.get(name) else { return (String::new(), Vec::new()) };
        let rows = parameter.values_until().map(|(value, to)| LawRow {
            from: Some(value.from),
            to,
            cells: vec![value.quantity.to_string()],
            basis: self.bases.get(value.basis).cloned(),
        });
        (parameter.unit().to_owned(), rows.collect())
    }
}

fn name_of(file: &str) -> String {
    let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
    stem.replace("profiles/", "").replace('/', ".")
}

/// One row a tax. A period holds until the next begins.
fn profile_rows(file: &str, text: &str) -> Result<Rows, LawError> {
    let malformed = |source| LawError::Toml { file: file.to_owned(), source };
    let whole: toml::Table = toml::from_str(text).map_err(malformed)?;
    let periods = whole.get("period").and_then(toml::Value::as_array);
    let mut columns: Vec<String> = Vec::new();
    let mut taxes: Vec<(LawRow, &toml::Table)> = Vec::new();
    for period in periods.into_iter().flatten() {
        let from = period.get("from").and_then(toml::Value::as_datetime);
        let from: Option<Date> = from.and_then(|it| it.to_string().parse().ok());
        let before = from.and_then(|it| it.yesterday().ok());
        taxes.iter_mut().filter(|it| it.0.to.is_none()).for_each(|it| it.0.to = before);
        let levied = period.get("profile").and_then(|it| it.get("taxes")?.as_array());
        for tax in levied.into_iter().flatten().filter_map(toml::Value::as_table) {
            let basis = tax.get("basis").cloned().map(toml::Value::try_into::<BasisWire>);
            let basis = basis.transpose().map_err(malformed)?.map(Basis::from);
            let fields = tax.keys().filter(|it| *it != "basis");
            let new: Vec<String> = fields.filter(|it| !columns.contains(it)).cloned().collect();
            columns.extend(new);
            taxes.push((LawRow { from, to: None, cells: Vec::new(), basis }, tax));
        }
    }
    let cells = |tax: &toml::Table| {
        columns.iter().map(|it| tax.get(it).map(spelt).unwrap_or_default()).collect()
    };
    let rows = taxes.into_iter().map(|(row, tax)| LawRow { cells: cells(tax), ..row }).collect();
    Ok((columns, rows))
}

/// A value as people read it.
fn spelt(value: &toml::Value) -> String {
    match value {
        toml::Value::String(it) => it.clone(),
        toml::Value::Integer(it) => it.to_string(),
        toml::Value::Float(it) => it.to_string(),
        toml::Value::Boolean(it) => it.to_string(),
        toml::Value::Datetime(it) => it.to_string(),
        toml::Value::Array(it) => it.iter().map(spelt).collect::<Vec<_>>().join("; "),
        toml::Value::Table(it) => {
            let fields = it.iter().map(|(name, it)| format!("{name}: {}", spelt(it)));
            fields.collect::<Vec<_>>().join(", ")
        }
    }
}

/// Rows of a table; one with a day of its own holds on that day.
fn table_rows(bases: &Bases, file: &str, text: &str) -> Result<Rows, LawError> {
    let fault = |it| LawError::csv(file, it);
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let header: Vec<String> = reader.headers().map_err(fault)?.iter().map(str::to_owned).collect();
    let place = |name: &str| header.iter().position(|it| it == name);
    let (from, to, basis, day) = (place("from"), place("to"), place("basis"), place("day"));
    let hidden = [from, to, basis];
    let kept: Vec<usize> = (0..header.len()).filter(|it| !hidden.contains(&Some(*it))).collect();
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record.map_err(fault)?;
        let cell = |at: Option<usize>| at.and_then(|it| record.get(it)).unwrap_or_default();
        let date = |at| cell(at).parse::<Date>().ok();
        rows.push(LawRow {
            from: date(from).or_else(|| date(day)),
            to: date(to).or_else(|| date(day)),
            cells: kept.iter().map(|it| cell(Some(*it)).to_owned()).collect(),
            basis: bases.keyed(cell(basis)).and_then(|it| bases.get(it)).cloned(),
        });
    }
    let columns = kept.iter().filter_map(|it| header.get(*it).cloned()).collect();
    Ok((columns, rows))
}

macro_rules! files {
    ($($file:literal),* $(,)?) => {
        &[$(($file, include_str!(concat!("../../../params/", $file)))),*]
    };
}

const FILES: &[(&str, &str)] = files![
    "access/acts.csv",
    "access/personal.csv",
    "access/reasons.csv",
    "access/rights.csv",
    "access/sections.csv",
    "access/sign_in.csv",
    "audit/conclusion_days.toml",
    "audit/disclosure.csv",
    "audit/extension_days.toml",
    "audit/finish_months.toml",
    "audit/months.toml",
    "audit/notice_days.toml",
    "audit/supervised.csv",
    "board/peak_minute.toml",
    "codes/agreement.csv",
    "codes/attachment_kind.csv",
    "codes/container_spec.csv",
    "codes/country.csv",
    "codes/currency.csv",
    "codes/customs_district.csv",
    "codes/danger_packaging.csv",
    "codes/division.csv",
    "codes/domestic_area.csv",
    "codes/domestic_port.csv",
    "codes/entry_type.csv",
    "codes/fee_mark.csv",
    "codes/goods_attribute.csv",
    "codes/levy_mode.csv",
    "codes/levy_nature.csv",
    "codes/licence.csv",
    "codes/manual_prefix.csv",
    "codes/packaging.csv",
    "codes/port.csv",
    "codes/purpose.csv",
    "codes/supervision_mode.csv",
    "codes/transaction_mode.csv",
    "codes/transport_mode.csv",
    "codes/unit.csv",
    "declaration/admissions.csv",
    "declaration/amendment_confirm_days.toml",
    "declaration/amendments.csv",
    "declaration/collective_alike.csv",
    "declaration/collective_windows.csv",
    "declaration/combinations.csv",
    "declaration/instrument_fields.csv",
    "declaration/instruments.csv",
    "declaration/licences.csv",
    "declaration/light_weight_step.toml",
    "declaration/modes.csv",
    "declaration/port_checks.csv",
    "declaration/proofs.csv",
    "declaration/second_officer.csv",
    "declaration/selection.csv",
    "declaration/supplement_fields.csv",
    "enterprise/credit.csv",
    "enterprise/lists.csv",
    "enterprise/programmes.csv",
    "export/list_limit.toml",
    "export/modes.csv",
    "export/return_months.toml",
    "export/summary_day.toml",
    "manifest/advance_export_days.toml",
    "manifest/limits.csv",
    "manifest/undeclared_months.toml",
    "retail/annual_limit.toml",
    "retail/duty_share.toml",
    "retail/full_share.toml",
    "retail/return_apply_days.toml",
    "retail/return_arrive_days.toml",
    "retail/single_limit.toml",
    "retail/tax_hold_days.toml",
    "retail/tax_pay_days.toml",
    "retail/tax_share.toml",
    "retail/waybill_unique_months.toml",
    "risk/compared_days.toml",
    "risk/drift_act.toml",
    "risk/drift_watch.toml",
    "risk/duel_cases.toml",
    "risk/found_from.toml",
    "sad/codes.csv",
    "services/audiences.csv",
    "services/groups.csv",
    "services/internals.csv",
    "services/needs.csv",
    "services/services.csv",
    "tariff/agreement_parties.csv",
    "tariff/elements.csv",
    "tariff/lines.csv",
    "tariff/special_duties.csv",
    "tariff/unloaded.csv",
    "tax/calendar.csv",
    "tax/declare_days.toml",
    "tax/exchange_rates.csv",
    "tax/guaranteed_months.toml",
    "tax/insurance_share.toml",
    "tax/monthly_pay_workdays.toml",
    "tax/pay_days.toml",
    "tax/profiles/cn-export.toml",
    "tax/profiles/cn-late-declaration.toml",
    "tax/profiles/cn-late-payment.toml",
    "tax/profiles/cn-refund-interest.toml",
    "tax/profiles/cn-retail.toml",
    "tax/profiles/cn.toml",
    "tax/rate_choice.toml",
    "tax/rate_dates.csv",
    "tax/recovery_months.toml",
    "tax/refund_claim_months.toml",
    "tax/refund_collect_months.toml",
    "tax/refund_decide_days.toml",
    "tax/relief.csv",
    "tax/rounding.toml",
    "tax/sent_back_claim_months.toml",
    "tax/sent_back_modes.csv",
    "tax/sent_back_months.toml",
    "tax/supplement_months.toml",
    "tax/tax_types.csv",
    "tax/transaction_modes.csv",
    "tax/unproven_origin.toml",
    "tax/vat_fallback.toml",
    "tax/waived_below.toml",
    "worklist/queues.csv",
    "worklist/tasks.csv",
];

#[cfg(test)]
mod tests {
    use std::{fs, path::Path};

    use super::*;

    fn files_under(folder: &Path, root: &Path, found: &mut Vec<String>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                files_under(&path, root, found);
            } else if path.extension().is_some_and(|it| it == "csv" || it == "toml") {
                found.push(path.strip_prefix(root).unwrap().display().to_string());
            }
        }
    }

    #[test]
    fn every_file_of_law_is_in_the_library() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../params");
        let mut found = Vec::new();
        files_under(&root, &root, &mut found);
        // How people call goods, what the public is answered, how forms ask, and what names files is no law.
        let others = ["bases.toml", CATALOGUE, "tariff/names_en.csv", "tariff/words.csv"];
        let is_other = |it: &String| {
            ["public/", "declaration/form_"].iter().any(|of| it.starts_with(of))
                || others.contains(&it.as_str())
        };
        found.retain(|it| !is_other(it));
        found.sort();
        let mut listed: Vec<String> = FILES.iter().map(|(file, _)| (*file).to_owned()).collect();
        listed.sort();
        assert_eq!(found, listed);
    }

    #[test]
    fn every_file_has_rows_with_as_many_cells_as_columns() {
        let library = Library::shipped().unwrap();
        // Told by the operator, or by nobody yet.
        let may_be_empty =
            ["tariff.special_duties", "tariff.unloaded", "tax.calendar", "tax.exchange_rates"];
        for name in library.names() {
            let file = library.file(name).unwrap().unwrap();
            assert_eq!(file.rows.is_empty(), may_be_empty.contains(&name), "{name}");
            assert!(!file.title_zh.is_empty() && !file.title_en.is_empty(), "{name}");
            assert!(file.rows.iter().all(|it| it.cells.len() == file.columns.len()), "{name}");
            if file.kind != LawKind::Table {
                assert!(file.rows.iter().all(|it| it.basis.is_some()), "{name}");
            }
            if file.kind == LawKind::Parameter {
                assert!(!file.unit.is_empty(), "{name}");
            }
        }
        assert!(library.file("no.such").unwrap().is_none());
    }

    #[test]
    fn a_parameter_holds_from_its_first_day_to_the_day_before_the_next() {
        let library = Library::shipped().unwrap();
        let file = library.file("retail.single_limit").unwrap().unwrap();
        let on = |day: &str| {
            let day = day.parse().unwrap();
            let rows = file.rows.iter().filter(|it| it.holds_on(day));
            rows.map(|it| it.cells[0].as_str()).collect::<Vec<_>>()
        };
        assert_eq!(on("2016-04-07"), [""; 0]);
        assert_eq!(on("2016-04-08"), ["2000.00"]);
        assert_eq!(on("2018-12-31"), ["2000.00"]);
        assert_eq!(on("2019-01-01"), ["5000.00"]);
    }

    #[test]
    fn a_table_holds_row_by_row() {
        let library = Library::shipped().unwrap();
        let file = library.file("tariff.lines").unwrap().unwrap();
        let count = |day: &str| {
            let day = day.parse().unwrap();
            file.rows.iter().filter(|it| it.holds_on(day)).count()
        };
        assert_eq!(count("2019-12-31"), 0);
        let law = crate::Law::shipped().unwrap();
        assert_eq!(count("2020-06-01"), law.tariff.lines().len());
        assert_eq!(count("2021-01-01"), 0);
        assert!(file.rows.iter().all(|it| it.basis.is_some()));
    }
}
