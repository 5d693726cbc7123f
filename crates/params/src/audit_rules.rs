//! What follows for released goods: until when they are supervised and may be audited, and how a trader fares who
//! discloses by himself. `params/audit/README.md` is the schema of the tables.

use jiff::Span;
use model::{Amount, BasisId, Credit, Date, Rate};
use serde::Deserialize;

use crate::{Bases, Codes, LawError, Period, Table, rows};

/// The tables of audits.
#[derive(Debug)]
pub struct AuditRules {
    supervised: Vec<Supervised>,
    disclosures: Vec<DisclosureRule>,
}

/// Goods that customs supervises after release (海关监管年限).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Supervised {
    pub period: Period,
    pub levy_natures: Box<[Box<str>]>,
    /// Chapters of the tariff; empty: all.
    pub chapters: Box<[Box<str>]>,
    /// From release; nothing: without an end that is known here.
    pub months: Option<u16>,
    pub basis: BasisId,
}

/// What a disclosure is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DisclosedMatter {
    /// 影响税款征收的.
    Tax,
    /// 影响海关统计的: tax stays as it was.
    Statistics,
}

/// How the time to a disclosure is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DisclosureCount {
    /// Months from the day of the violation.
    Months,
    /// To the end of the month that comes so many months after that of the violation.
    MonthEnds,
}

/// Who discloses so early and so little is not punished (主动披露不予行政处罚).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DisclosureRule {
    pub period: Period,
    pub about: DisclosedMatter,
    /// Only for enterprises of that level.
    pub credit: Option<Credit>,
    pub within: u16,
    pub counts: DisclosureCount,
    /// Most of the tax that was to be paid; where an amount stands too, one of both suffices.
    pub share: Option<Rate>,
    /// Most of what was not paid; of statistics, what the goods are worth. Yuan.
    pub amount: Option<Amount>,
    /// 减免滞纳金.
    pub waives_fee: bool,
    pub basis: BasisId,
}

/// What was disclosed, as rules ask.
#[derive(Debug, Clone, Copy)]
pub struct Disclosed {
    pub about: DisclosedMatter,
    pub credit: Credit,
    /// Day of the earliest violation, and of the disclosure.
    pub violated_on: Date,
    pub disclosed_on: Date,
    /// Of the tax that was to be paid.
    pub share: Rate,
    /// Tax that was not paid; of statistics, what the goods are worth. Yuan.
    pub amount: Amount,
}

impl DisclosureRule {
    /// Last day on which it covers a violation of that day.
    pub fn last_day(&self, violated_on: Date) -> Date {
        let months = Span::new().months(i64::from(self.within));
        match self.counts {
            DisclosureCount::Months => violated_on.checked_add(months).unwrap_or(Date::MAX),
            DisclosureCount::MonthEnds => {
                let first = violated_on.first_of_month();
                first.checked_add(months).map_or(Date::MAX, |it| it.last_of_month())
            }
        }
    }

    fn covers(&self, it: &Disclosed) -> bool {
        let is_little = match (self.share, self.amount) {
            (None, None) => true,
            (share, amount) => {
                share.is_some_and(|most| it.share <= most)
                    || amount.is_some_and(|most| it.amount <= most)
            }
        };
        self.about == it.about
            && self.credit.is_none_or(|level| level == it.credit)
            && self.period.covers(it.disclosed_on)
            && it.disclosed_on <= self.last_day(it.violated_on)
            && is_little
    }
}

const SUPERVISED: &str = "audit/supervised.csv";
const DISCLOSURE: &str = "audit/disclosure.csv";

impl AuditRules {
    pub(crate) fn read(codes: &Codes, bases: &Bases) -> Result<AuditRules, LawError> {
        Ok(AuditRules {
            supervised: read_supervised(codes, bases)?,
            disclosures: read_disclosures(bases)?,
        })
    }

    /// Whether goods are supervised after release, by the row that says so.
    pub fn supervised(&self, levy_nature: &str, code: &str, day: Date) -> Option<&Supervised> {
        let fits = |it: &&Supervised| {
            it.period.covers(day)
                && it.levy_natures.iter().any(|nature| **nature == *levy_nature)
                && (it.chapters.is_empty() || it.chapters.iter().any(|at| code.starts_with(&**at)))
        };
        self.supervised.iter().find(fits)
    }

    /// The first row by which a disclosure is not punished; nothing where none covers it.
    pub fn disclosure(&self, disclosed: &Disclosed) -> Option<&DisclosureRule> {
        self.disclosures.iter().find(|it| it.covers(disclosed))
    }
}

fn read_supervised(codes: &Codes, bases: &Bases) -> Result<Vec<Supervised>, LawError> {
    let header = ["from", "to", "levy_natures", "chapters", "months", "basis"];
    let text = include_str!("../../../params/audit/supervised.csv");
    rows::read(SUPERVISED, text, &header, bases, |row| {
        let listed = |name: &str| -> Box<[Box<str>]> {
            row.text(name).split('|').filter(|it| !it.is_empty()).map(Box::from).collect()
        };
        let levy_natures = listed("levy_natures");
        let unknown = levy_natures.iter().find(|it| !codes.contains(Table::LevyNature, it));
        if let Some(code) = unknown {
            return Err(format!("there is no levy nature `{code}`"));
        }
        let months = match row.text("months") {
            "" => None,
            _ => Some(row.parse("months")?),
        };
        Ok(Supervised {
            period: row.period()?,
            levy_natures,
            chapters: listed("chapters"),
            months,
            basis: row.basis()?,
        })
    })
}

fn read_disclosures(bases: &Bases) -> Result<Vec<DisclosureRule>, LawError> {
    let header =
        ["from", "to", "about", "credit", "within", "counts", "share", "amount", "fee", "basis"];
    let text = include_str!("../../../params/audit/disclosure.csv");
    let rules = rows::read(DISCLOSURE, text, &header, bases, |row| {
        let credit = match row.text("credit") {
            "" => None,
            _ => Some(row.word("credit")?),
        };
        let share = match row.text("share") {
            "" => None,
            _ => Some(row.parse("share")?),
        };
        let amount = match row.text("amount") {
            "" => None,
            _ => Some(row.parse("amount")?),
        };
        let waives_fee = match row.text("fee") {
            "" => false,
            "waived" => true,
            other => return Err(format!("fee: `{other}` is not `waived`")),
        };
        Ok(DisclosureRule {
            period: row.period()?,
            about: row.word("about")?,
            credit,
            within: row.parse("within")?,
            counts: row.word("counts")?,
            share,
            amount,
            waives_fee,
            basis: row.basis()?,
        })
    })?;
    let key = |it: &DisclosureRule| (it.about == DisclosedMatter::Tax, it.credit, it.within);
    rows::refuse_overlaps(DISCLOSURE, &rules, key, |it| it.period)?;
    Ok(rules)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use model::Confidence;

    use super::*;
    use crate::Law;

    fn of_tax(violated_on: Date, disclosed_on: Date) -> Disclosed {
        Disclosed {
            about: DisclosedMatter::Tax,
            credit: Credit::Ordinary,
            violated_on,
            disclosed_on,
            share: Rate::ONE,
            amount: Amount::from_units(1_000_001),
        }
    }

    #[test]
    fn disclosed_within_half_a_year_is_not_punished() {
        let law = Law::shipped().unwrap();
        let rule = |it: &Disclosed| law.audits.disclosure(it).map(|it| it.basis);
        let violated_on = date(2024, 3, 15);
        assert!(rule(&of_tax(violated_on, date(2024, 9, 15))).is_some());
        assert!(rule(&of_tax(violated_on, date(2024, 9, 16))).is_none());
        // After that it must be little, of one measure or the other.
        let late = of_tax(violated_on, date(2026, 3, 15));
        assert!(rule(&late).is_none());
        let little = Disclosed { amount: Amount::from_units(1_000_000), ..late };
        let basis = law.basis(rule(&little).unwrap()).unwrap();
        assert_eq!(basis.confidence, Confidence::Assumed, "2026 rests on an assumption");
        assert!(rule(&Disclosed { share: Rate::from_ppm(300_000), ..late }).is_some());
        assert!(rule(&Disclosed { share: Rate::from_ppm(300_001), ..late }).is_none());
        assert!(rule(&Disclosed { disclosed_on: date(2026, 3, 16), ..little }).is_none());
        let before = of_tax(date(2023, 10, 1), date(2023, 10, 10));
        assert!(rule(&before).is_none(), "before the announcement");
    }

    #[test]
    fn certified_enterprises_have_a_year_and_statistics_whole_months() {
        let law = Law::shipped().unwrap();
        let covers = |it: &Disclosed| law.audits.disclosure(it).is_some();
        let year = of_tax(date(2026, 1, 10), date(2027, 1, 10));
        assert!(!covers(&year));
        assert!(covers(&Disclosed { credit: Credit::Advanced, ..year }));
        let wrong = Disclosed {
            about: DisclosedMatter::Statistics,
            amount: Amount::from_units(10_000_000),
            ..of_tax(date(2026, 1, 10), date(2026, 1, 31))
        };
        assert!(covers(&wrong));
        let later = Disclosed { disclosed_on: date(2026, 2, 1), ..wrong };
        assert!(!covers(&later));
        let less = Disclosed { amount: Amount::from_units(5_000_000), ..later };
        assert!(covers(&less));
        assert!(covers(&Disclosed { disclosed_on: date(2026, 4, 30), ..less }));
        assert!(!covers(&Disclosed { disclosed_on: date(2026, 5, 1), ..less }));
    }

    #[test]
    fn relief_goods_are_supervised_for_years_and_bonded_ones_without_an_end() {
        let law = Law::shipped().unwrap();
        let months = |nature, code| {
            law.audits.supervised(nature, code, date(2026, 11, 22)).map(|it| it.months)
        };
        assert_eq!(months("501", "8471300000"), Some(Some(36)));
        assert_eq!(months("501", "8703234110"), Some(Some(72)));
        assert_eq!(months("401", "8802400090"), Some(Some(96)));
        assert_eq!(months("503", "8542310000"), Some(None));
        assert_eq!(months("101", "8542310000"), None);
    }
}
