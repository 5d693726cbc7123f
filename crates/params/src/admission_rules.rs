//! What rules decide of admission in two stages (两段准入): which applications law knows, and which checks goods undergo
//! at the port whatever is asked for. `params/declaration/README.md` is the schema of the tables.

use model::{AdmissionKind, BasisId, Date};

use crate::{Bases, LawError, Period, rows};

/// The tables of admission in two stages.
#[derive(Debug)]
pub struct AdmissionRules {
    applications: Vec<(Period, AdmissionKind, BasisId)>,
    checks: Vec<PortCheck>,
}

/// A check at the port that is not put off until the destination.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PortCheck {
    pub period: Period,
    /// Our own name, by which sites say that they are fit for it.
    pub check: Box<str>,
    pub title_zh: Box<str>,
    pub title_en: Box<str>,
    /// First digits of commodity codes.
    pub commodities: Box<[Box<str>]>,
    /// Whether goods may be moved to a site that is fit for it.
    pub is_movable: bool,
    /// Whether goods may leave the port before a laboratory's result.
    pub allows_lift_off: bool,
    pub basis: BasisId,
}

impl PortCheck {
    pub fn covers(&self, commodity_code: &str) -> bool {
        self.commodities.iter().any(|it| commodity_code.starts_with(&**it))
    }
}

const APPLICATIONS: &str = "declaration/admissions.csv";
const CHECKS: &str = "declaration/port_checks.csv";

impl AdmissionRules {
    pub(crate) fn read(bases: &Bases) -> Result<AdmissionRules, LawError> {
        let text = include_str!("../../../params/declaration/admissions.csv");
        let header = ["from", "to", "application", "basis"];
        let applications = rows::read(APPLICATIONS, text, &header, bases, |row| {
            Ok((row.period()?, row.word("application")?, row.basis()?))
        })?;
        rows::refuse_overlaps(APPLICATIONS, &applications, |it| it.1, |it| it.0)?;
        let checks = read_checks(bases)?;
        rows::refuse_overlaps(CHECKS, &checks, |it| it.check.clone(), |it| it.period)?;
        Ok(AdmissionRules { applications, checks })
    }

    /// On what an application of that day rests; nothing where no law of the day knows it.
    pub fn application_on(&self, kind: AdmissionKind, day: Date) -> Option<BasisId> {
        let mut rows = self.applications.iter();
        rows.find(|(period, it, _)| *it == kind && period.covers(day)).map(|(.., basis)| *basis)
    }

    /// The checks that goods of that code undergo at the port on that day.
    pub fn checks_on<'r>(
        &'r self,
        commodity_code: &'r str,
        day: Date,
    ) -> impl Iterator<Item = &'r PortCheck> {
        self.checks.iter().filter(move |it| it.period.covers(day) && it.covers(commodity_code))
    }

    /// Whether a check goes by that name, on whatever day.
    pub fn knows_check(&self, name: &str) -> bool {
        self.checks.iter().any(|it| *it.check == *name)
    }

    /// The names of all checks.
    pub fn check_names(&self) -> Vec<&str> {
        self.checks.iter().map(|it| &*it.check).collect()
    }
}

fn read_checks(bases: &Bases) -> Result<Vec<PortCheck>, LawError> {
    let text = include_str!("../../../params/declaration/port_checks.csv");
    let header = [
        "from",
        "to",
        "check",
        "title_zh",
        "title_en",
        "commodities",
        "transfer",
        "lift_off",
        "basis",
    ];
    rows::read(CHECKS, text, &header, bases, |row| {
        Ok(PortCheck {
            period: row.period()?,
            check: row.text("check").into(),
            title_zh: row.text("title_zh").into(),
            title_en: row.text("title_en").into(),
            commodities: row.text("commodities").split('|').map(Box::from).collect(),
            is_movable: match row.text("transfer") {
                "no" => false,
                "site" => true,
                other => return Err(format!("transfer: `{other}` is neither `no` nor `site`")),
            },
            allows_lift_off: row.yes("lift_off")?,
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
    fn an_application_is_known_from_the_day_of_its_law() {
        let rules = Law::shipped().unwrap().admission;
        for kind in AdmissionKind::ALL {
            assert!(rules.application_on(kind, date(2019, 10, 31)).is_none());
            assert!(rules.application_on(kind, date(2019, 11, 1)).is_some());
        }
    }

    #[test]
    fn goods_are_checked_at_the_port_by_their_first_digits() {
        let rules = Law::shipped().unwrap().admission;
        let names = |code: &str, day| -> Vec<String> {
            rules.checks_on(code, day).map(|it| it.check.to_string()).collect()
        };
        let on = date(2026, 1, 1);
        assert_eq!(names("0301993100", on), ["live_animals"]);
        assert_eq!(names("0306329000", on), ["animal_products"]);
        assert_eq!(names("3602001000", on), ["explosive"]);
        assert!(names("4009310000", on).is_empty());
        assert!(names("0301993100", date(1992, 3, 31)).is_empty());
        assert!(rules.knows_check("explosive") && !rules.knows_check("taste"));
        assert_eq!(rules.check_names().len(), 5);
    }
}
