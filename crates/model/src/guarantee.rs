//! Guarantee instruments (税款担保): a bank's letter, customs-bond insurance, a cash deposit, as they were
//! registered. How much is left of one is an account; this says what it is.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{Amount, Date, RowFault, is_enterprise_code};

/// In what form a guarantee was given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GuaranteeKind {
    /// 保函: a bank's letter, or a finance company's.
    Letter,
    /// 关税保证保险.
    Insurance,
    /// 保证金: money that lies with customs.
    Deposit,
}

impl GuaranteeKind {
    pub const fn title_zh(self) -> &'static str {
        match self {
            GuaranteeKind::Letter => "保函",
            GuaranteeKind::Insurance => "关税保证保险",
            GuaranteeKind::Deposit => "保证金",
        }
    }

    pub const fn title_en(self) -> &'static str {
        match self {
            GuaranteeKind::Letter => "letter of guarantee",
            GuaranteeKind::Insurance => "customs-bond insurance",
            GuaranteeKind::Deposit => "cash deposit",
        }
    }
}

/// What a guarantee may stand for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GuaranteePurpose {
    /// 纳税期限担保: tax that is assessed and not paid when the goods are released.
    Payment,
    /// 征税要素担保: classification, value, origin or papers that are open when they are; deposits and letters
    /// that stand in the place of tax.
    Elements,
    /// 汇总征税担保: tax that is paid month by month.
    Monthly,
}

impl GuaranteePurpose {
    pub const fn title_zh(self) -> &'static str {
        match self {
            GuaranteePurpose::Payment => "纳税期限担保",
            GuaranteePurpose::Elements => "征税要素担保",
            GuaranteePurpose::Monthly => "汇总征税担保",
        }
    }

    pub const fn title_en(self) -> &'static str {
        match self {
            GuaranteePurpose::Payment => "payment",
            GuaranteePurpose::Elements => "elements",
            GuaranteePurpose::Monthly => "monthly payment",
        }
    }
}

/// Where a guarantee instrument stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GuaranteeState {
    /// 有效.
    InForce,
    /// 即将到期: it ends soon, and declarations stand on it.
    Ending,
    /// 到期未结: it has ended, and declarations stand on it still.
    EndedHeld,
    /// 已到期: it has ended, and nothing stands on it.
    Ended,
}

/// What is open when goods are released on guarantee (担保放行).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GuaranteeCondition {
    /// 缴清税款: met when tax is paid.
    Tax,
    /// 商品归类.
    Classification,
    /// 完税价格.
    Value,
    /// 原产地.
    Origin,
    /// 有效报关单证.
    Documents,
    /// 其他海关手续.
    Others,
}

impl GuaranteeCondition {
    pub const fn title_zh(self) -> &'static str {
        match self {
            GuaranteeCondition::Tax => "缴清税款",
            GuaranteeCondition::Classification => "确定商品归类",
            GuaranteeCondition::Value => "确定完税价格",
            GuaranteeCondition::Origin => "确定原产地",
            GuaranteeCondition::Documents => "补齐报关单证",
            GuaranteeCondition::Others => "办结其他海关手续",
        }
    }

    pub const fn title_en(self) -> &'static str {
        match self {
            GuaranteeCondition::Tax => "tax",
            GuaranteeCondition::Classification => "classification",
            GuaranteeCondition::Value => "value",
            GuaranteeCondition::Origin => "origin",
            GuaranteeCondition::Documents => "papers",
            GuaranteeCondition::Others => "other formalities",
        }
    }
}

/// What an officer does about a release on guarantee.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GuaranteedReleaseAct {
    /// The goods go, or went, on guarantee until that day: what is open by then has the guarantee called.
    Grant {
        conditions: Vec<GuaranteeCondition>,
        until: Date,
        /// So much beside the tax that is assessed, in yuan: for what it may come to.
        #[serde(default)]
        amount: Amount,
    },
    /// These are open no more. That tax is paid is said by its payment.
    Met { conditions: Vec<GuaranteeCondition> },
}

/// A guarantee instrument as it was registered (担保备案). A row with a known number replaces it; what stands on
/// it stays.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GuaranteeInstrument {
    /// 担保备案编号, by which a declaration's attachment `10000002` or `10000003` names it.
    pub number: String,
    pub kind: GuaranteeKind,
    /// The bank or insurer that answers for it; empty of a deposit.
    #[serde(default)]
    pub issuer: String,
    /// Customs code or social credit code of the trader whose tax it secures.
    pub holder_code: String,
    /// Yuan.
    pub amount: Amount,
    /// What it may stand for; nothing: any of it.
    #[serde(default)]
    pub purposes: Vec<GuaranteePurpose>,
    /// The client's own number of the one declaration that it is for; empty: a general guarantee (总担保).
    #[serde(default)]
    pub reference: String,
    /// First and last day on which declarations may be put on it.
    pub valid_from: Date,
    pub valid_to: Date,
    /// So many days before its last one it is said what stands on it still, and every so many days after.
    #[serde(default = "notice_days")]
    pub notice_days: u16,
    /// 撤销: nothing new is put on it.
    #[serde(default)]
    pub is_withdrawn: bool,
}

const fn notice_days() -> u16 {
    10
}

/// The most days before its end on which it is said that it ends.
const NOTICE_DAYS_MAX: u16 = 366;

impl GuaranteeInstrument {
    /// Whether it may stand for all of these.
    pub fn serves(&self, purposes: &[GuaranteePurpose]) -> bool {
        self.purposes.is_empty() || purposes.iter().all(|it| self.purposes.contains(it))
    }

    pub fn is_valid_on(&self, day: Date) -> bool {
        !self.is_withdrawn && self.valid_from <= day && day <= self.valid_to
    }

    /// Day on which it is said that it ends; not before its first one.
    pub fn notice_on(&self) -> Date {
        let days = jiff::Span::new().days(i64::from(self.notice_days));
        self.valid_to.checked_sub(days).unwrap_or(self.valid_from).max(self.valid_from)
    }

    /// Everything that is wrong with the row by itself.
    pub fn faults(&self) -> Vec<RowFault> {
        let mut faults = Vec::new();
        let mut fault = |field, observed: &str, expected| {
            faults.push(RowFault { field, observed: observed.to_owned(), expected });
        };
        if self.number.trim().is_empty() || self.number.chars().count() > 64 {
            fault("number", &self.number, "1至64位担保备案编号 (a number of up to 64 characters)");
        }
        if self.issuer.trim().is_empty() && self.kind != GuaranteeKind::Deposit {
            fault("issuer", &self.issuer, "开立保函的银行或承保的保险公司 (who answers for it)");
        }
        if !is_enterprise_code(&self.holder_code) {
            let expected = "10位海关编码或18位统一社会信用代码 (the code of a trader)";
            fault("holder_code", &self.holder_code, expected);
        }
        if self.amount.is_negative() {
            fault("amount", &self.amount.to_string(), "不小于零的金额 (not less than nothing)");
        }
        if self.valid_to < self.valid_from {
            let expected = "不早于起始日 (not before `valid_from`)";
            fault("valid_to", &self.valid_to.to_string(), expected);
        }
        if self.notice_days == 0 || self.notice_days > NOTICE_DAYS_MAX {
            let observed = self.notice_days.to_string();
            fault("notice_days", &observed, "1至366天 (from 1 to 366 days)");
        }
        faults
    }
}

/// The register of guarantee instruments that a house keeps, by number.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct GuaranteeInstruments {
    by_number: BTreeMap<String, GuaranteeInstrument>,
    /// Numbers by holder.
    by_holder: BTreeMap<String, Vec<String>>,
}

impl GuaranteeInstruments {
    pub fn is_empty(&self) -> bool {
        self.by_number.is_empty()
    }

    pub fn get(&self, number: &str) -> Option<&GuaranteeInstrument> {
        self.by_number.get(number)
    }

    /// By number.
    pub fn iter(&self) -> impl Iterator<Item = &GuaranteeInstrument> {
        self.by_number.values()
    }

    /// Those of a trader, by either of the codes that he goes by: those for one declaration first, then those
    /// that end first.
    pub fn of_holder<'s>(
        &'s self,
        codes: impl IntoIterator<Item = &'s str>,
    ) -> Vec<&'s GuaranteeInstrument> {
        let numbers = codes.into_iter().filter_map(|it| self.by_holder.get(it)).flatten();
        let mut all: Vec<_> = numbers.filter_map(|it| self.get(it)).collect();
        all.sort_by_key(|it| (it.reference.is_empty(), it.valid_to, &it.number));
        all.dedup_by_key(|it| &it.number);
        all
    }

    /// Takes a row in; one with a known number replaces it.
    pub fn take(&mut self, row: &GuaranteeInstrument) {
        let before = self.by_number.insert(row.number.clone(), row.clone());
        if let Some(before) = before {
            if before.holder_code == row.holder_code {
                return;
            }
            if let Some(numbers) = self.by_holder.get_mut(&before.holder_code) {
                numbers.retain(|it| *it != row.number);
            }
        }
        self.by_holder.entry(row.holder_code.clone()).or_default().push(row.number.clone());
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn row(number: &str) -> GuaranteeInstrument {
        GuaranteeInstrument {
            number: number.into(),
            kind: GuaranteeKind::Letter,
            issuer: "示例银行".into(),
            holder_code: "3302260001".into(),
            amount: Amount::from_units(100_000),
            purposes: Vec::new(),
            reference: String::new(),
            valid_from: date(2026, 1, 1),
            valid_to: date(2026, 12, 31),
            notice_days: 10,
            is_withdrawn: false,
        }
    }

    #[test]
    fn a_traders_instruments_come_in_the_order_in_which_they_are_used() {
        let mut all = GuaranteeInstruments::default();
        all.take(&GuaranteeInstrument { valid_to: date(2027, 1, 1), ..row("A") });
        all.take(&row("B"));
        all.take(&GuaranteeInstrument {
            reference: "D1".into(),
            valid_to: date(2028, 1, 1),
            ..row("C")
        });
        all.take(&GuaranteeInstrument { holder_code: "3302260002".into(), ..row("D") });
        let numbers = |codes: &[&'static str]| -> Vec<String> {
            all.of_holder(codes.iter().copied()).into_iter().map(|it| it.number.clone()).collect()
        };
        assert_eq!(numbers(&["3302260001", "3302260001"]), ["C", "B", "A"]);
        assert_eq!(numbers(&["", "3302260009"]), [""; 0]);
        let mut moved = all.clone();
        moved.take(&GuaranteeInstrument { holder_code: "3302260002".into(), ..row("A") });
        let left = moved.of_holder(["3302260001"]);
        assert_eq!(left.iter().map(|it| it.number.as_str()).collect::<Vec<_>>(), ["C", "B"]);
        assert_eq!(moved.of_holder(["3302260002"]).len(), 2);
    }

    #[test]
    fn it_stands_for_what_it_says_between_its_days() {
        use GuaranteePurpose::{Elements, Monthly, Payment};
        let any = row("A");
        assert!(any.serves(&[Payment, Elements]) && any.serves(&[Monthly]));
        let one = GuaranteeInstrument { purposes: vec![Payment], ..row("A") };
        assert!(one.serves(&[Payment]) && !one.serves(&[Payment, Elements]));
        assert!(any.is_valid_on(date(2026, 1, 1)) && any.is_valid_on(date(2026, 12, 31)));
        assert!(!any.is_valid_on(date(2025, 12, 31)) && !any.is_valid_on(date(2027, 1, 1)));
        let withdrawn = GuaranteeInstrument { is_withdrawn: true, ..row("A") };
        assert!(!withdrawn.is_valid_on(date(2026, 6, 1)));
        assert_eq!(any.notice_on(), date(2026, 12, 21));
        let short = GuaranteeInstrument { valid_to: date(2026, 1, 5), ..row("A") };
        assert_eq!(short.notice_on(), date(2026, 1, 1));
    }

    #[test]
    fn all_that_is_wrong_with_a_row_is_said() {
        let wrong = GuaranteeInstrument {
            issuer: String::new(),
            holder_code: "33".into(),
            amount: Amount::from_units(-1),
            valid_to: date(2025, 1, 1),
            notice_days: 0,
            ..row(" ")
        };
        let fields: Vec<&str> = wrong.faults().iter().map(|it| it.field).collect();
        let expected = ["number", "issuer", "holder_code", "amount", "valid_to", "notice_days"];
        assert_eq!(fields, expected);
        let deposit =
            GuaranteeInstrument { kind: GuaranteeKind::Deposit, issuer: String::new(), ..row("A") };
        assert_eq!(deposit.faults(), []);
    }
}
