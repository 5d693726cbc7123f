//! The code tables (参数表): what the wire's short codes mean, and old codes against new ones.

use model::{BasisId, Date};
use rustc_hash::FxHashMap;

use crate::{Bases, LawError};

/// A code table. Countries, currencies, packaging and ports exist in an old numbering, which the
/// retail messages use, and in the one of 2018, which the declaration uses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Table {
    /// Countries and regions (国别), three digits: `142` is China.
    Country,
    /// Countries and regions, three letters: `CHN`.
    CountryAlpha,
    /// Currencies (币制), three digits: `142` is the yuan.
    Currency,
    /// Currencies, three letters: `CNY`.
    CurrencyAlpha,
    /// Units of quantity (计量单位), three digits.
    Unit,
    /// Customs offices (关区), four digits.
    CustomsDistrict,
    /// Transport modes (运输方式), one character.
    TransportMode,
    /// Supervision modes (监管方式), four digits.
    SupervisionMode,
    /// Kinds of packaging (包装种类), one digit, before 2018.
    Packaging,
    /// Kinds of packaging, two digits.
    PackagingNew,
    /// Ports abroad and domestic ports (港口), three letters and three digits.
    Port,
    /// Ports before 2018, three or four digits.
    PortOld,
    /// Supervision certificates (监管证件), one character.
    Licence,
    /// Trade agreements (优惠贸易协定), two digits.
    Agreement,
    /// Levy modes (征减免税方式), one digit.
    LevyMode,
    /// Levy natures (征免性质), three digits.
    LevyNature,
    /// Terms of transaction (成交方式), one digit.
    TransactionMode,
    /// Kinds of declaration (报关单类型), one character.
    EntryType,
    /// Marks of charges (费用标记), one digit.
    FeeMark,
    /// Domestic ports of entry and exit (国内口岸), six digits.
    DomesticPort,
    /// Domestic areas (国内地区), five digits.
    DomesticArea,
    /// Administrative divisions (行政区划), six digits.
    Division,
    /// Sizes of containers (集装箱规格), two digits.
    ContainerSpec,
    /// Purposes of goods (用途), two digits.
    Purpose,
    /// Attributes of goods (货物属性), two digits.
    GoodsAttribute,
    /// Packaging of dangerous goods (危包规格), two to four characters.
    DangerPackaging,
    /// Kinds of attached files (随附单据类别), eight digits.
    AttachmentKind,
    /// First letters of the numbers of manuals (备案号首位).
    ManualPrefix,
}

impl Table {
    const ALL: [Table; 28] = [
        Table::Country,
        Table::CountryAlpha,
        Table::Currency,
        Table::CurrencyAlpha,
        Table::Unit,
        Table::CustomsDistrict,
        Table::TransportMode,
        Table::SupervisionMode,
        Table::Packaging,
        Table::PackagingNew,
        Table::Port,
        Table::PortOld,
        Table::Licence,
        Table::Agreement,
        Table::LevyMode,
        Table::LevyNature,
        Table::TransactionMode,
        Table::EntryType,
        Table::FeeMark,
        Table::DomesticPort,
        Table::DomesticArea,
        Table::Division,
        Table::ContainerSpec,
        Table::Purpose,
        Table::GoodsAttribute,
        Table::DangerPackaging,
        Table::AttachmentKind,
        Table::ManualPrefix,
    ];

    /// As the API and the tables of law call it.
    pub fn name(self) -> &'static str {
        match self {
            Table::Country => "country",
            Table::CountryAlpha => "country_alpha",
            Table::Currency => "currency",
            Table::CurrencyAlpha => "currency_alpha",
            Table::Unit => "unit",
            Table::CustomsDistrict => "customs_district",
            Table::TransportMode => "transport_mode",
            Table::SupervisionMode => "supervision_mode",
            Table::Packaging => "packaging",
            Table::PackagingNew => "packaging_new",
            Table::Port => "port",
            Table::PortOld => "port_old",
            Table::Licence => "licence",
            Table::Agreement => "agreement",
            Table::LevyMode => "levy_mode",
            Table::LevyNature => "levy_nature",
            Table::TransactionMode => "transaction_mode",
            Table::EntryType => "entry_type",
            Table::FeeMark => "fee_mark",
            Table::DomesticPort => "domestic_port",
            Table::DomesticArea => "domestic_area",
            Table::Division => "division",
            Table::ContainerSpec => "container_spec",
            Table::Purpose => "purpose",
            Table::GoodsAttribute => "goods_attribute",
            Table::DangerPackaging => "danger_packaging",
            Table::AttachmentKind => "attachment_kind",
            Table::ManualPrefix => "manual_prefix",
        }
    }

    pub fn of_name(name: &str) -> Option<Table> {
        Table::ALL.into_iter().find(|it| it.name() == name)
    }

    /// The old and the new numbering of the same things.
    fn pair(self) -> Option<(Table, Table)> {
        match self {
            Table::Country | Table::CountryAlpha => Some((Table::Country, Table::CountryAlpha)),
            Table::Currency | Table::CurrencyAlpha => Some((Table::Currency, Table::CurrencyAlpha)),
            Table::Packaging | Table::PackagingNew => Some((Table::Packaging, Table::PackagingNew)),
            Table::Port | Table::PortOld => Some((Table::PortOld, Table::Port)),
            _ => None,
        }
    }
}

/// All code tables. An empty code is in none of them.
#[derive(Debug)]
pub struct Codes {
    /// In the order of `Table::ALL`.
    tables: [CodeTable; Table::ALL.len()],
}

/// One code of one table.
#[derive(Debug, Clone)]
pub struct CodeRow {
    pub code: Box<str>,
    pub name_zh: Box<str>,
    /// May be empty.
    pub name_en: Box<str>,
    /// The same thing in the other numbering; empty when there is none, or several.
    pub counterpart: Box<str>,
    /// First and last day, where known; without them the code holds in every edition known here.
    pub from: Option<Date>,
    pub to: Option<Date>,
    pub basis: BasisId,
}

impl Codes {
    /// Whether the table has the code, on whatever day.
    pub fn contains(&self, table: Table, code: &str) -> bool {
        key(code).is_some_and(|it| self.table(table).by_key.contains_key(&it))
    }

    /// Whether the code holds on a day, as far as its days are known.
    pub fn contains_on(&self, table: Table, code: &str, day: Date) -> bool {
        self.row(table, code).is_some_and(|it| {
            it.from.is_none_or(|from| from <= day) && it.to.is_none_or(|to| day <= to)
        })
    }

    /// The rows that hold on a day and have something in their code or names: those whose code it begins before those
    /// whose name it begins, before all others.
    pub fn search(&self, table: Table, q: &str, day: Date) -> Vec<&CodeRow> {
        let q = q.trim().to_lowercase();
        let holds = |it: &&CodeRow| {
            it.from.is_none_or(|from| from <= day) && it.to.is_none_or(|to| day <= to)
        };
        let rank = |row: &CodeRow| {
            let (code, zh) = (row.code.to_lowercase(), row.name_zh.to_lowercase());
            let en = row.name_en.to_lowercase();
            match () {
                () if code == q => Some(0),
                () if code.starts_with(&q) => Some(1),
                () if zh.starts_with(&q) || en.starts_with(&q) => Some(2),
                () if zh.contains(&q) || en.contains(&q) => Some(3),
                () => None,
            }
        };
        let ranked = self.table(table).rows.iter().filter(holds);
        let mut found: Vec<(u8, &CodeRow)> =
            ranked.filter_map(|row| rank(row).map(|it| (it, row))).collect();
        found.sort_by_key(|(rank, _)| *rank);
        found.into_iter().map(|(_, row)| row).collect()
    }

    pub fn name_zh(&self, table: Table, code: &str) -> Option<&str> {
        self.row(table, code).map(|it| &*it.name_zh)
    }

    /// None when the code is unknown or has no English name.
    pub fn name_en(&self, table: Table, code: &str) -> Option<&str> {
        self.row(table, code).map(|it| &*it.name_en).filter(|it| !it.is_empty())
    }

    /// The new code of an old one: `142` → `CHN`. `table` may be either of the two. None when there
    /// is none, or when several new codes stand for the old one.
    pub fn alpha(&self, table: Table, numeric: &str) -> Option<&str> {
        let (old, _) = table.pair()?;
        self.counterpart(old, numeric)
    }

    /// The old code of a new one: `CHN` → `142`. `table` may be either of the two.
    pub fn numeric(&self, table: Table, alpha: &str) -> Option<&str> {
        let (_, new) = table.pair()?;
        self.counterpart(new, alpha)
    }

    /// By code.
    pub fn rows(&self, table: Table) -> impl ExactSizeIterator<Item = &CodeRow> {
        self.table(table).rows.iter()
    }

    pub fn row(&self, table: Table, code: &str) -> Option<&CodeRow> {
        let table = self.table(table);
        let at = *table.by_key.get(&key(code)?)?;
        table.rows.get(at as usize)
    }

    fn counterpart(&self, table: Table, code: &str) -> Option<&str> {
        self.row(table, code).map(|it| &*it.counterpart).filter(|it| !it.is_empty())
    }

    #[expect(clippy::indexing_slicing, reason = "the array has a slot for every variant")]
    fn table(&self, table: Table) -> &CodeTable {
        &self.tables[table as usize]
    }

    pub(crate) fn read(files: &[CodeFile], bases: &Bases) -> Result<Codes, LawError> {
        let mut tables = Table::ALL.map(|_| CodeTable::default());
        for file in files {
            let (new, old) = file.read(bases)?;
            for (table, rows) in [(Some(file.table), new), (file.old, old)] {
                let slot = table.and_then(|it| tables.get_mut(it as usize));
                if let Some(slot) = slot {
                    *slot = CodeTable::new(file.name, rows)?;
                }
            }
        }
        Ok(Codes { tables })
    }
}

#[derive(Debug, Default)]
struct CodeTable {
    rows: Vec<CodeRow>,
    by_key: FxHashMap<u64, u32>,
}

impl CodeTable {
    fn new(file: &str, mut rows: Vec<CodeRow>) -> Result<CodeTable, LawError> {
        rows.sort_by(|one, other| one.code.cmp(&other.code));
        let mut by_key = FxHashMap::default();
        for (at, row) in (0u32..).zip(&rows) {
            let fault = |what: &str| LawError::fault(file, format!("code `{}`: {what}", row.code));
            let key = key(&row.code).ok_or_else(|| fault("one to eight bytes are needed"))?;
            if by_key.insert(key, at).is_some() {
                return Err(fault("is there twice"));
            }
        }
        Ok(CodeTable { rows, by_key })
    }
}

/// A code of one to eight bytes as a number. A 1 before them tells lengths apart; of eight bytes it is
/// shifted out, and then no code begins with the byte 1.
fn key(code: &str) -> Option<u64> {
    if code.is_empty() || code.len() > 8 || code.starts_with('\u{1}') {
        return None;
    }
    Some(code.bytes().fold(1, |key, byte| key << 8 | u64::from(byte)))
}

/// A file of `params/codes` and the tables it fills.
#[derive(Debug)]
pub(crate) struct CodeFile {
    name: &'static str,
    text: &'static str,
    table: Table,
    /// The table of the column `old`.
    old: Option<Table>,
}

const HEADER: [&str; 9] =
    ["from", "to", "code", "old", "old_part", "old_name_zh", "name_zh", "name_en", "basis"];

impl CodeFile {
    /// The rows of the table, and those of the old numbering.
    fn read(&self, bases: &Bases) -> Result<(Vec<CodeRow>, Vec<CodeRow>), LawError> {
        let mut reader = csv::Reader::from_reader(self.text.as_bytes());
        let headers = reader.headers().map_err(|source| LawError::csv(self.name, source))?;
        if headers.iter().ne(HEADER) {
            let what = format!("the header must be `{}`", HEADER.join(","));
            return Err(LawError::fault(self.name, what));
        }
        let (mut new, mut old) = (Vec::new(), Vec::new());
        let mut parts = Vec::new();
        for record in reader.records() {
            let record = record.map_err(|source| LawError::csv(self.name, source))?;
            let field = |at: usize| record.get(at).unwrap_or_default();
            let date = |at: usize| match field(at) {
                "" => Ok(None),
                text => text
                    .parse()
                    .map(Some)
                    .map_err(|_| LawError::fault(self.name, format!("`{text}` is not a date"))),
            };
            let basis = bases.keyed(field(8)).ok_or_else(|| {
                LawError::fault(self.name, format!("there is no basis `{}`", field(8)))
            })?;
            let whole = !field(3).is_empty();
            let row = CodeRow {
                code: field(2).into(),
                name_zh: field(6).into(),
                name_en: field(7).into(),
                counterpart: if whole { field(3).into() } else { field(4).into() },
                from: date(0)?,
                to: date(1)?,
                basis,
            };
            let old_name = if field(5).is_empty() { field(6) } else { field(5) };
            let old_row = CodeRow {
                code: row.counterpart.clone(),
                name_zh: old_name.into(),
                counterpart: if whole { row.code.clone() } else { "".into() },
                ..row.clone()
            };
            match (whole, field(4).is_empty()) {
                (true, true) => old.push(old_row),
                (false, false) => parts.push(old_row),
                (false, true) => {}
                (true, false) => {
                    let what = format!("`{}` has both `old` and `old_part`", row.code);
                    return Err(LawError::fault(self.name, what));
                }
            }
            new.push(row);
        }
        // An old code that only parts of it stand for is still a code; its first part names it.
        for part in parts {
            if !old.iter().any(|it| it.code == part.code) {
                old.push(part);
            }
        }
        Ok((new, old))
    }
}

macro_rules! code_file {
    ($name:literal, $table:expr, $old:expr) => {
        CodeFile {
            name: concat!("codes/", $name),
            text: include_str!(concat!("../../../params/codes/", $name)),
            table: $table,
            old: $old,
        }
    };
}

pub(crate) const CODE_FILES: &[CodeFile] = &[
    code_file!("country.csv", Table::CountryAlpha, Some(Table::Country)),
    code_file!("currency.csv", Table::CurrencyAlpha, Some(Table::Currency)),
    code_file!("unit.csv", Table::Unit, None),
    code_file!("customs_district.csv", Table::CustomsDistrict, None),
    code_file!("transport_mode.csv", Table::TransportMode, None),
    code_file!("supervision_mode.csv", Table::SupervisionMode, None),
    code_file!("packaging.csv", Table::PackagingNew, Some(Table::Packaging)),
    code_file!("port.csv", Table::Port, Some(Table::PortOld)),
    code_file!("licence.csv", Table::Licence, None),
    code_file!("agreement.csv", Table::Agreement, None),
    code_file!("levy_mode.csv", Table::LevyMode, None),
    code_file!("levy_nature.csv", Table::LevyNature, None),
    code_file!("transaction_mode.csv", Table::TransactionMode, None),
    code_file!("entry_type.csv", Table::EntryType, None),
    code_file!("fee_mark.csv", Table::FeeMark, None),
    code_file!("domestic_port.csv", Table::DomesticPort, None),
    code_file!("domestic_area.csv", Table::DomesticArea, None),
    code_file!("division.csv", Table::Division, None),
    code_file!("container_spec.csv", Table::ContainerSpec, None),
    code_file!("purpose.csv", Table::Purpose, None),
    code_file!("goods_attribute.csv", Table::GoodsAttribute, None),
    code_file!("danger_packaging.csv", Table::DangerPackaging, None),
    code_file!("attachment_kind.csv", Table::AttachmentKind, None),
    code_file!("manual_prefix.csv", Table::ManualPrefix, None),
];

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &'static str) -> Result<Codes, LawError> {
        let bases = Bases::read("[here]\ndocument = \"d\"\nconfidence = \"read\"\n")?;
        let (table, old) = (Table::CountryAlpha, Some(Table::Country));
        Codes::read(&[CodeFile { name: "x.csv", text, table, old }], &bases)
    }

    macro_rules! rows {
        ($rows:literal) => {
            concat!("from,to,code,old,old_part,old_name_zh,name_zh,name_en,basis\n", $rows)
        };
    }

    #[test]
    fn a_code_is_there_once() {
        let codes =
            read(rows!(",,NOR,326,,,挪威,Norway,here\n,,BVT,,326,,布维岛,,here\n")).unwrap();
        assert_eq!(codes.name_zh(Table::Country, "326"), Some("挪威"));
        assert_eq!(codes.name_en(Table::CountryAlpha, "BVT"), None);
        for faulty in [
            rows!(",,NOR,326,,,挪威,,here\n,,NOR,327,,,挪威,,here\n"),
            rows!(",,NOR,326,,,挪威,,here\n,,BVT,326,,,布维岛,,here\n"),
            rows!(",,NOR,326,326,,挪威,,here\n"),
            rows!(",,NOR,326,,,挪威,,there\n"),
            rows!("soon,,NOR,326,,,挪威,,here\n"),
            rows!(",,NORWEGIAN,326,,,挪威,,here\n"),
            rows!(",,,326,,,挪威,,here\n"),
            "code,name_zh\n",
        ] {
            assert!(read(faulty).is_err(), "{faulty}");
        }
    }
}
