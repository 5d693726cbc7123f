//! What each party of a case sees of it, section by section, and why it does not see the rest.
//! `params/access/README.md` is the schema of the tables.

use model::{Basis, CaseRole, Date, Sees};

use crate::{Bases, LawError, Period, rows};

/// Who sees which section of which view.
#[derive(Debug, Default)]
pub struct AccessRules {
    rows: Vec<AccessRow>,
    reasons: Vec<Withholding>,
}

/// A section of a view.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccessRow {
    pub period: Period,
    /// Shape of the API, or of a part of it.
    pub view: Box<str>,
    pub section: Box<str>,
    pub title_zh: Box<str>,
    pub title_en: Box<str>,
    pub covers: Covers,
    /// The view of what stands in the field; of items, by whose rows their fields go. Empty: none of its own.
    pub of: Box<str>,
    /// In the order of [`CaseRole::ALL`].
    sees: [Sees; N_ROLES],
    /// Empty where every role sees it.
    pub reason: Box<str>,
}

/// What a row covers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Covers {
    /// Fields of the view.
    Fields(Box<[Box<str>]>),
    /// Every field that no other row of the view names.
    Rest,
    /// Items of these kinds.
    Kinds(Box<[Box<str>]>),
    /// Every item that no other row of the view names.
    Items,
}

/// By what an item is seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ItemRule<'r> {
    /// Whoever sees the view sees every item.
    All,
    By(&'r AccessRow),
    /// The view has rows for items, and none for this one: companies do not see it.
    Nobody,
}

/// Why something is left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Withholding {
    pub period: Period,
    pub reason: Box<str>,
    pub title_zh: Box<str>,
    pub title_en: Box<str>,
    pub basis: Basis,
}

impl AccessRow {
    /// How far a role sees it.
    pub fn sees(&self, role: CaseRole) -> Sees {
        let cells = CaseRole::ALL.iter().zip(self.sees);
        cells.into_iter().find(|(it, _)| **it == role).map_or(Sees::No, |(_, sees)| sees)
    }

    /// Whether it is about items, not about fields.
    pub fn is_of_items(&self) -> bool {
        matches!(self.covers, Covers::Kinds(_) | Covers::Items)
    }
}

const SECTIONS: &str = "access/sections.csv";
const REASONS: &str = "access/reasons.csv";

const N_ROLES: usize = CaseRole::ALL.len();

const HEADER: [&str; 15] = [
    "from",
    "to",
    "view",
    "section",
    "title_zh",
    "title_en",
    "covers",
    "of",
    "trader",
    "owner",
    "declarant",
    "keyer",
    "carrier",
    "platform",
    "reason",
];

impl AccessRules {
    pub(crate) fn shipped(bases: &Bases) -> Result<AccessRules, LawError> {
        let sections = include_str!("../../../params/access/sections.csv");
        AccessRules::read(sections, include_str!("../../../params/access/reasons.csv"), bases)
    }

    fn read(sections: &str, reasons: &str, bases: &Bases) -> Result<AccessRules, LawError> {
        let reasons = read_reasons(reasons, bases)?;
        let rows = rows::read(SECTIONS, sections, &HEADER, bases, |row| read_row(row, &reasons))?;
        let key = |it: &AccessRow| (it.view.clone(), it.section.clone(), it.is_of_items());
        rows::refuse_overlaps(SECTIONS, &rows, key, |it| it.period)?;
        for row in &rows {
            let fault = match twice(row, &rows) {
                Some(name) => format!("`{}` of `{}` is in two rows", name, row.view),
                None if row.of.is_empty() || rows.iter().any(|it| it.view == row.of) => continue,
                None => format!("there is no view `{}`", row.of),
            };
            return Err(LawError::fault(SECTIONS, fault));
        }
        Ok(AccessRules { rows, reasons })
    }

    /// The row that a field of a view goes by; nothing: companies do not see it.
    pub fn field(&self, view: &str, field: &str, day: Date) -> Option<&AccessRow> {
        let named = |it: &&AccessRow| match &it.covers {
            Covers::Fields(names) => names.iter().any(|it| **it == *field),
            _ => false,
        };
        let rest = |it: &&AccessRow| it.covers == Covers::Rest;
        self.on(view, day).find(named).or_else(|| self.on(view, day).find(rest))
    }

    /// By what an item of a view is seen.
    pub fn item(&self, view: &str, kind: &str, day: Date) -> ItemRule<'_> {
        let of_kind = |it: &&AccessRow| match &it.covers {
            Covers::Kinds(kinds) => kinds.iter().any(|it| **it == *kind),
            _ => false,
        };
        let every = |it: &&AccessRow| it.covers == Covers::Items;
        let rows = || self.on(view, day).filter(|it| it.is_of_items());
        match rows().find(of_kind).or_else(|| rows().find(every)) {
            Some(row) => ItemRule::By(row),
            None if rows().next().is_none() => ItemRule::All,
            None => ItemRule::Nobody,
        }
    }

    /// The rows of a view on a day, in their order.
    pub fn on<'r, 'v>(
        &'r self,
        view: &'v str,
        day: Date,
    ) -> impl Iterator<Item = &'r AccessRow> + use<'r, 'v> {
        self.rows.iter().filter(move |it| *it.view == *view && it.period.covers(day))
    }

    /// Why a row leaves out what it does.
    pub fn reason(&self, row: &AccessRow, day: Date) -> Option<&Withholding> {
        self.reasons.iter().find(|it| it.reason == row.reason && it.period.covers(day))
    }

    /// Every row, on whatever day.
    pub fn all(&self) -> impl Iterator<Item = &AccessRow> {
        self.rows.iter()
    }
}

fn read_row(row: &rows::Row<'_>, reasons: &[Withholding]) -> Result<AccessRow, String> {
    let mut sees = [Sees::No; N_ROLES];
    let roles = HEADER.iter().skip_while(|it| **it != "trader");
    for (place, role) in sees.iter_mut().zip(roles) {
        *place = row.word(role)?;
    }
    let reason = row.text("reason");
    let is_known = reasons.iter().any(|it| *it.reason == *reason);
    if (sees == [Sees::Yes; N_ROLES]) == is_known {
        return Err(format!("`{reason}` is not why something is left out here"));
    }
    Ok(AccessRow {
        period: row.period()?,
        view: row.text("view").into(),
        section: row.text("section").into(),
        title_zh: row.text("title_zh").into(),
        title_en: row.text("title_en").into(),
        covers: covers(row.text("covers"))?,
        of: row.text("of").into(),
        sees,
        reason: reason.into(),
    })
}

fn covers(text: &str) -> Result<Covers, String> {
    let names = |text: &str, between: char| text.split(between).map(Box::from).collect();
    match (text, text.strip_prefix("kind=")) {
        ("", _) => Err("it covers nothing".to_owned()),
        ("...", _) => Ok(Covers::Rest),
        ("*", _) => Ok(Covers::Items),
        (_, Some(kinds)) => Ok(Covers::Kinds(names(kinds, '|'))),
        _ => Ok(Covers::Fields(names(text, ' '))),
    }
}

/// A name that another row of the view covers too, on one of the days of this one.
fn twice<'r>(row: &'r AccessRow, rows: &[AccessRow]) -> Option<&'r str> {
    let mut others = rows.iter().filter(|it| {
        !std::ptr::eq(*it, row) && it.view == row.view && it.period.overlaps(row.period)
    });
    others.find_map(|other| match (&row.covers, &other.covers) {
        (Covers::Fields(own), Covers::Fields(names))
        | (Covers::Kinds(own), Covers::Kinds(names)) => {
            own.iter().find(|it| names.contains(it)).map(|it| &**it)
        }
        (Covers::Rest, Covers::Rest) => Some("..."),
        (Covers::Items, Covers::Items) => Some("*"),
        _ => None,
    })
}

fn read_reasons(text: &str, bases: &Bases) -> Result<Vec<Withholding>, LawError> {
    let header = ["from", "to", "reason", "title_zh", "title_en", "basis"];
    let reasons = rows::read(REASONS, text, &header, bases, |row| {
        Ok(Withholding {
            period: row.period()?,
            reason: row.text("reason").into(),
            title_zh: row.text("title_zh").into(),
            title_en: row.text("title_en").into(),
            basis: bases.get(row.basis()?).cloned().ok_or("its basis is not known")?,
        })
    })?;
    rows::refuse_overlaps(REASONS, &reasons, |it| it.reason.clone(), |it| it.period)?;
    Ok(reasons)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::Law;

    const DAY: Date = date(2026, 11, 22);

    #[test]
    fn each_role_sees_what_its_row_says() {
        let rules = Law::shipped().unwrap().access;
        let row = |field| rules.field("declaration", field, DAY).unwrap();
        let seen = |field| CaseRole::ALL.map(|it| row(field).sees(it));
        use Sees::{Format, No, Own, Yes};
        assert_eq!(seen("state"), [Yes; 6]);
        assert_eq!(seen("assessment"), [Yes, No, Yes, No, No, No]);
        assert_eq!(seen("findings"), [Yes, No, Yes, Format, No, No]);
        assert_eq!(seen("selection"), [No; 6]);
        assert_eq!(seen("receipts"), [Yes, Own, Own, Own, Own, Own]);
        let why = rules.reason(row("selection"), DAY).unwrap();
        assert_eq!(&*why.reason, "internal");
        assert!(!why.basis.document.is_empty());
        assert_eq!(rules.reason(row("state"), DAY), None);
        assert_eq!(rules.field("declaration", "nobody_named_it", DAY), None);
    }

    #[test]
    fn what_no_row_names_is_the_rest_and_items_go_by_their_kind() {
        let rules = Law::shipped().unwrap().access;
        let section = |field| &*rules.field("filed_item", field, DAY).unwrap().section;
        assert_eq!([section("quantity"), section("total_price")], ["goods", "prices"]);
        let item = |view, kind| match rules.item(view, kind, DAY) {
            ItemRule::By(row) => row.section.to_string(),
            other => format!("{other:?}"),
        };
        assert_eq!(item("document", "value_query"), "of_value");
        assert_eq!(item("document", "examination_notice"), "*");
        assert_eq!(item("event", "selected"), "selection");
        assert_eq!(item("event", "unheard_of"), "Nobody");
        assert_eq!(item("line", ""), "All");
    }

    #[test]
    fn faulty_rows_are_refused() {
        let bases = Bases::read(include_str!("../../../params/bases.toml")).unwrap();
        let reasons = "from,to,reason,title_zh,title_en,basis\n,,r,甲,a,access-role\n";
        let read = |rows: &str| {
            let text = format!("{}\n{rows}", HEADER.join(","));
            let fault = AccessRules::read(&text, reasons, &bases).err()?;
            Some(fault.to_string())
        };
        let good = ",,v,s,甲,a,x y,,yes,yes,yes,yes,yes,no,r\n";
        assert_eq!(read(good), None);
        let cases = [
            (good.replace(",r\n", ",\n"), "`` is not why"),
            (good.replace("no,r", "yes,r"), "`r` is not why"),
            (good.replace("no,r", "maybe,r"), "platform: unknown variant"),
            (good.replace("x y,,", "x y,w,"), "no view `w`"),
            (good.replace("x y", ""), "covers nothing"),
            (format!("{good}{}", good.replace(",s,", ",t,")), "`x` of `v` is in two rows"),
            (good.repeat(2), "hold on one day"),
        ];
        for (rows, told) in cases {
            let fault = read(&rows).unwrap_or_default();
            assert!(fault.contains(told), "{rows}: {fault}");
        }
    }
}
