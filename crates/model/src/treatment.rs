//! How customs treats an enterprise better or worse than others: its certificate (AEO认证), the lists that it stands on
//! (白名单), and what that came to for a declaration.

use serde::{Deserialize, Serialize};

use crate::{
    Amount, BasisId, Credit, Date, Enterprise, NotInForce, Rate, RowFault, is_enterprise_code,
};

/// A certificate as an advanced certified enterprise (高级认证企业证书).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Certificate {
    /// AEO code: `AEOCN` and ten digits.
    pub number: String,
    pub from: Date,
    /// Last day; nothing: until it is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<Date>,
    /// First day on which it is suspended (暂停适用).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub suspended_from: Option<Date>,
    /// 免除担保 was granted on its application.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_guarantee_waived: bool,
}

impl Certificate {
    /// # Errors
    /// Why it does not count on that day.
    pub fn in_force(&self, on: Date) -> Result<(), NotInForce> {
        NotInForce::check(Some(self.from), self.to, self.suspended_from, on)
    }

    pub(crate) fn faults(&self, credit: Credit) -> Vec<RowFault> {
        let mut faults = Vec::new();
        let mut fault = |field, observed: &str, expected| {
            faults.push(RowFault { field, observed: observed.to_owned(), expected });
        };
        let digits = self.number.strip_prefix("AEOCN").unwrap_or_default();
        if digits.len() != 10 || !digits.bytes().all(|it| it.is_ascii_digit()) {
            fault("certificate.number", &self.number, "AEOCN加10位数字 (AEOCN and ten digits)");
        }
        if credit != Credit::Advanced {
            let expected = "仅限高级认证企业 (only with the credit `advanced`)";
            fault("certificate", credit.name(), expected);
        }
        if let Some(to) = self.to.filter(|it| *it < self.from) {
            fault("certificate.to", &to.to_string(), "不早于起始日 (not before `from`)");
        }
        faults
    }
}

impl Enterprise {
    /// The level that counts on a day: who is certified is treated so while registration and certificate are in
    /// force, and as others are when not, with the reason.
    pub fn credit_on(&self, on: Date) -> (Credit, Option<NotInForce>) {
        if self.credit != Credit::Advanced {
            return (self.credit, None);
        }
        let certificate = self.certificate.as_ref().map_or(Ok(()), |it| it.in_force(on));
        match self.in_force(on).and(certificate) {
            Ok(()) => (Credit::Advanced, None),
            Err(why) => (Credit::Ordinary, Some(why)),
        }
    }

    /// The number of its certificate, or else its code.
    pub fn certified_as(&self) -> &str {
        self.certificate.as_ref().map_or(&self.code, |it| &it.number)
    }
}

/// An enterprise on a list for some goods (白名单企业). A row with known list and code replaces it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ListedEnterprise {
    /// Which list: a row of `params/enterprise/lists.csv`.
    pub list: String,
    /// Customs code or social credit code.
    pub code: String,
    pub from: Date,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<Date>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub suspended_from: Option<Date>,
    /// Why it stands there, or does not any more.
    pub reason: String,
}

impl ListedEnterprise {
    /// # Errors
    /// Why it does not count on that day.
    pub fn in_force(&self, on: Date) -> Result<(), NotInForce> {
        NotInForce::check(Some(self.from), self.to, self.suspended_from, on)
    }

    /// Everything that is wrong with the row by itself.
    pub fn faults(&self) -> Vec<RowFault> {
        let mut faults = Vec::new();
        let mut fault = |field, observed: &str, expected| {
            faults.push(RowFault { field, observed: observed.to_owned(), expected });
        };
        if !is_enterprise_code(&self.code) {
            let expected = "10位海关编码或18位统一社会信用代码 (the code of an enterprise)";
            fault("code", &self.code, expected);
        }
        if self.reason.trim().is_empty() {
            fault("reason", &self.reason, "列入理由 (why it stands there)");
        }
        if let Some(to) = self.to.filter(|it| *it < self.from) {
            fault("to", &to.to_string(), "不早于起始日 (not before `from`)");
        }
        faults
    }
}

/// How a declaration is treated for whom it is of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Treatment {
    /// Share of random examinations that it was drawn by.
    pub share: Rate,
    /// What others are drawn by.
    pub usual_share: Rate,
    /// It comes first.
    pub has_priority: bool,
    /// Where a list monitors its goods: the share of declarations of which a sample is taken.
    pub monitoring_share: Rate,
    /// In the order in which they were looked for.
    pub measures: Vec<Measure>,
}

/// One thing that is done otherwise than for others.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Measure {
    pub kind: MeasureKind,
    /// The certificate, the code of the party abroad, the list, the trader.
    pub of: String,
    /// Of examinations and monitoring: the factor or the share.
    pub rate: Option<Rate>,
    pub basis: BasisId,
}

/// What is done otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MeasureKind {
    /// 高级认证企业降低查验率.
    CertifiedExamination,
    /// 高级认证企业优先办理.
    CertifiedPriority,
    /// AEO互认降低查验率.
    RecognisedExamination,
    /// AEO互认优先办理.
    RecognisedPriority,
    /// 白名单降低查验率.
    ListedExamination,
    /// 白名单风险监测.
    ListedMonitoring,
    /// 失信企业提高查验率.
    DishonestExamination,
}

impl MeasureKind {
    pub const fn title_zh(self) -> &'static str {
        match self {
            MeasureKind::CertifiedExamination => "高级认证企业降低查验率",
            MeasureKind::CertifiedPriority => "高级认证企业优先办理",
            MeasureKind::RecognisedExamination => "AEO互认降低查验率",
            MeasureKind::RecognisedPriority => "AEO互认优先办理",
            MeasureKind::ListedExamination => "白名单降低查验率",
            MeasureKind::ListedMonitoring => "白名单风险监测",
            MeasureKind::DishonestExamination => "失信企业提高查验率",
        }
    }

    pub const fn title_en(self) -> &'static str {
        match self {
            MeasureKind::CertifiedExamination => "certified: examined less",
            MeasureKind::CertifiedPriority => "certified: comes first",
            MeasureKind::RecognisedExamination => "recognised AEO abroad: examined less",
            MeasureKind::RecognisedPriority => "recognised AEO abroad: comes first",
            MeasureKind::ListedExamination => "listed: examined less",
            MeasureKind::ListedMonitoring => "listed: monitored by samples",
            MeasureKind::DishonestExamination => "dishonest: examined more",
        }
    }
}

/// A guarantee that is not asked of a certified enterprise (免除担保).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Waiver {
    /// The certificate.
    pub of: String,
    /// What a guarantee would stand for now; 0: nothing any more.
    pub amount: Amount,
    pub basis: BasisId,
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn certified() -> Enterprise {
        Enterprise {
            code: "3302260001".into(),
            name: "甲".into(),
            credit: Credit::Advanced,
            certificate: Some(Certificate {
                number: "AEOCN3302260001".into(),
                from: date(2024, 1, 1),
                to: Some(date(2028, 12, 31)),
                suspended_from: None,
                is_guarantee_waived: true,
            }),
            ..Enterprise::default()
        }
    }

    #[test]
    fn a_certificate_counts_between_its_days() {
        let mut row = certified();
        let level = |row: &Enterprise, year| row.credit_on(date(year, 12, 31));
        assert_eq!(level(&row, 2028), (Credit::Advanced, None));
        let before = Some(NotInForce::Before(date(2024, 1, 1)));
        assert_eq!(level(&row, 2023), (Credit::Ordinary, before));
        let after = Some(NotInForce::After(date(2028, 12, 31)));
        assert_eq!(row.credit_on(date(2029, 1, 1)), (Credit::Ordinary, after));
        row.suspended_from = Some(date(2026, 1, 1));
        let suspended = Some(NotInForce::SuspendedFrom(date(2026, 1, 1)));
        assert_eq!(level(&row, 2026), (Credit::Ordinary, suspended));
        row.credit = Credit::Dishonest;
        assert_eq!(level(&row, 2026), (Credit::Dishonest, None), "nothing lifts it");
        row = Enterprise { certificate: None, ..certified() };
        assert_eq!(level(&row, 2050).0, Credit::Advanced);
    }

    #[test]
    fn rows_say_all_their_faults() {
        let mut row = certified();
        assert_eq!(row.certificate.as_ref().unwrap().faults(row.credit), []);
        row.credit = Credit::Ordinary;
        let certificate = row.certificate.as_mut().unwrap();
        certificate.number = "AEOCN33022600".into();
        certificate.to = Some(date(2023, 1, 1));
        let fields: Vec<_> =
            certificate.faults(row.credit).into_iter().map(|it| it.field).collect();
        assert_eq!(fields, ["certificate.number", "certificate", "certificate.to"]);
        let listed = ListedEnterprise {
            list: "fresh_aquatic".into(),
            code: "33".into(),
            from: date(2026, 1, 1),
            to: Some(date(2025, 1, 1)),
            suspended_from: None,
            reason: " ".into(),
        };
        let fields: Vec<_> = listed.faults().into_iter().map(|it| it.field).collect();
        assert_eq!(fields, ["code", "reason", "to"]);
    }
}
