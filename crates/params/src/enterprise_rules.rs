//! How enterprises are treated by their credit, by an AEO programme that is mutually recognised, by a list that they
//! stand on. `params/enterprise/README.md` is the schema of the tables.

use model::{BasisId, Credit, Date, GuaranteePurpose, Rate};

use crate::{Bases, LawError, Period, rows};

/// The tables of treatment.
#[derive(Debug)]
pub struct EnterpriseRules {
    credits: Vec<CreditRule>,
    programmes: Vec<AeoProgramme>,
    lists: Vec<ListRule>,
}

/// What a credit level changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CreditRule {
    pub period: Period,
    pub credit: Credit,
    /// The share of random examinations is multiplied by it …
    pub share_factor: Rate,
    /// … and is not below this one.
    pub share_at_least: Option<Rate>,
    /// For which purposes no guarantee is asked, where that was granted.
    pub waives: Box<[GuaranteePurpose]>,
    pub has_priority: bool,
    pub basis: BasisId,
}

/// A programme of authorised economic operators (AEO互认).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AeoProgramme {
    pub period: Period,
    /// Two letters.
    pub country: Box<str>,
    pub title_zh: Box<str>,
    pub title_en: Box<str>,
    /// `#` is a digit, every other character itself.
    pub pattern: Box<str>,
    pub share_factor: Rate,
    pub has_priority: bool,
    pub basis: BasisId,
    pub benefit_basis: BasisId,
}

impl AeoProgramme {
    /// Whether a code is built by the programme's pattern.
    pub fn matches(&self, code: &str) -> bool {
        let fits = |(at, it): (u8, u8)| if at == b'#' { it.is_ascii_digit() } else { at == it };
        self.pattern.len() == code.len() && self.pattern.bytes().zip(code.bytes()).all(fits)
    }
}

/// A list of enterprises for some goods (白名单).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListRule {
    pub period: Period,
    pub list: Box<str>,
    pub title_zh: Box<str>,
    pub title_en: Box<str>,
    /// First digits of the commodity codes that it covers.
    pub commodities: Box<[Box<str>]>,
    pub share_factor: Rate,
    /// Of so many declarations a sample is taken that the goods need not wait for.
    pub monitoring_share: Rate,
    /// Its goods are examined once, at their destination, where that is asked for.
    pub is_at_destination: bool,
    pub basis: BasisId,
}

impl ListRule {
    pub fn covers(&self, commodity_code: &str) -> bool {
        self.commodities.iter().any(|it| commodity_code.starts_with(&**it))
    }
}

const CREDIT: &str = "enterprise/credit.csv";
const PROGRAMMES: &str = "enterprise/programmes.csv";
const LISTS: &str = "enterprise/lists.csv";

impl EnterpriseRules {
    pub(crate) fn read(bases: &Bases) -> Result<EnterpriseRules, LawError> {
        let (credits, programmes, lists) =
            (read_credits(bases)?, read_programmes(bases)?, read_lists(bases)?);
        rows::refuse_overlaps(CREDIT, &credits, |it| it.credit, |it| it.period)?;
        rows::refuse_overlaps(PROGRAMMES, &programmes, |it| it.country.clone(), |it| it.period)?;
        rows::refuse_overlaps(LISTS, &lists, |it| it.list.clone(), |it| it.period)?;
        Ok(EnterpriseRules { credits, programmes, lists })
    }

    /// Nothing where no law of that day knows the level.
    pub fn credit_on(&self, credit: Credit, day: Date) -> Option<&CreditRule> {
        self.credits.iter().find(|it| it.credit == credit && it.period.covers(day))
    }

    /// The programme of the country that a code begins with.
    pub fn programme_on(&self, code: &str, day: Date) -> Option<&AeoProgramme> {
        let mut of_country = self.programmes_of(code);
        of_country.find(|it| it.period.covers(day))
    }

    /// The programmes of that country, on whatever day.
    pub fn programmes_of(&self, code: &str) -> impl Iterator<Item = &AeoProgramme> {
        let country = code.get(..2).unwrap_or_default().to_owned();
        self.programmes.iter().filter(move |it| *it.country == *country)
    }

    pub fn list_on(&self, list: &str, day: Date) -> Option<&ListRule> {
        self.lists.iter().find(|it| *it.list == *list && it.period.covers(day))
    }

    /// Every list, on whatever day.
    pub fn lists(&self) -> impl Iterator<Item = &ListRule> {
        self.lists.iter()
    }
}

fn read_credits(bases: &Bases) -> Result<Vec<CreditRule>, LawError> {
    let text = include_str!("../../../params/enterprise/credit.csv");
    let header =
        ["from", "to", "credit", "share_factor", "share_at_least", "waives", "priority", "basis"];
    rows::read(CREDIT, text, &header, bases, |row| {
        Ok(CreditRule {
            period: row.period()?,
            credit: row.parse("credit")?,
            share_factor: row.parse("share_factor")?,
            share_at_least: match row.text("share_at_least") {
                "" => None,
                _ => Some(row.parse("share_at_least")?),
            },
            waives: row.words("waives")?,
            has_priority: row.yes("priority")?,
            basis: row.basis()?,
        })
    })
}

fn read_programmes(bases: &Bases) -> Result<Vec<AeoProgramme>, LawError> {
    let text = include_str!("../../../params/enterprise/programmes.csv");
    let header = [
        "from",
        "to",
        "country",
        "title_zh",
        "title_en",
        "pattern",
        "share_factor",
        "priority",
        "basis",
        "benefit_basis",
    ];
    rows::read(PROGRAMMES, text, &header, bases, |row| {
        let benefit_basis = row.text("benefit_basis");
        let programme = AeoProgramme {
            period: row.period()?,
            country: row.text("country").into(),
            title_zh: row.text("title_zh").into(),
            title_en: row.text("title_en").into(),
            pattern: row.text("pattern").into(),
            share_factor: row.parse("share_factor")?,
            has_priority: row.yes("priority")?,
            basis: row.basis()?,
            benefit_basis: bases
                .keyed(benefit_basis)
                .ok_or_else(|| format!("there is no basis `{benefit_basis}`"))?,
        };
        let begins =
            programme.country.len() == 2 && programme.pattern.starts_with(&*programme.country);
        let fault = || format!("`{}` does not begin with its country", programme.pattern);
        begins.then_some(()).ok_or_else(fault)?;
        Ok(programme)
    })
}

fn read_lists(bases: &Bases) -> Result<Vec<ListRule>, LawError> {
    let text = include_str!("../../../params/enterprise/lists.csv");
    let header = [
        "from",
        "to",
        "list",
        "title_zh",
        "title_en",
        "commodities",
        "share_factor",
        "monitoring_share",
        "examined_at",
        "basis",
    ];
    rows::read(LISTS, text, &header, bases, |row| {
        Ok(ListRule {
            period: row.period()?,
            list: row.text("list").into(),
            title_zh: row.text("title_zh").into(),
            title_en: row.text("title_en").into(),
            commodities: row.text("commodities").split('|').map(Box::from).collect(),
            share_factor: row.parse("share_factor")?,
            monitoring_share: row.parse("monitoring_share")?,
            is_at_destination: match row.text("examined_at") {
                "" => false,
                "destination" => true,
                other => return Err(format!("examined_at: `{other}` is not `destination`")),
            },
            basis: row.basis()?,
        })
    })
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::Law;

    #[test]
    fn a_level_is_treated_from_the_day_of_its_law() {
        let rules = Law::shipped().unwrap().enterprises;
        assert!(rules.credit_on(Credit::Advanced, date(2021, 10, 31)).is_none());
        let advanced = rules.credit_on(Credit::Advanced, date(2021, 11, 1)).unwrap();
        assert_eq!((advanced.share_factor, advanced.has_priority), (Rate::from_ppm(200_000), true));
        assert_eq!(advanced.waives.len(), 3);
        let dishonest = rules.credit_on(Credit::Dishonest, date(2026, 1, 1)).unwrap();
        assert_eq!(dishonest.share_at_least, Some(Rate::from_ppm(800_000)));
        assert!(dishonest.waives.is_empty());
        assert!(rules.credit_on(Credit::Ordinary, date(2026, 1, 1)).is_none());
    }

    #[test]
    fn a_code_abroad_is_held_to_the_pattern_of_its_country() {
        let rules = Law::shipped().unwrap().enterprises;
        let on = date(2026, 1, 1);
        let fits = |code: &str| rules.programme_on(code, on).map(|it| it.matches(code));
        assert_eq!(fits("SG123456789012"), Some(true));
        assert_eq!(fits("SG12345678901A"), Some(false));
        assert_eq!(fits("SG1234567890123"), Some(false));
        assert_eq!(fits("KR1234567"), Some(true));
        assert_eq!(fits("HKAEO1234567890"), Some(true));
        assert_eq!(fits("FR1234567"), None);
        assert_eq!(fits(""), None);
        let before = date(2018, 7, 31);
        assert!(rules.programme_on("KR1234567", before).is_none());
        assert_eq!(rules.programmes_of("KR1234567").count(), 1);
    }

    #[test]
    fn a_list_covers_its_goods() {
        let rules = Law::shipped().unwrap().enterprises;
        let list = rules.list_on("fresh_aquatic", date(2026, 1, 1)).unwrap();
        assert!(list.covers("0306329000") && list.covers("0301") && !list.covers("0305"));
        assert!(!list.is_at_destination);
        assert!(rules.list_on("flowers", date(2026, 1, 1)).is_none());
    }
}
