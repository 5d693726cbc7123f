//! Transit (转关): goods go on to another customs office under seal, and are declared or leave the country there.

use serde::{Deserialize, Serialize};

use crate::{Channel, Date, Direction, Moment, RowFault, Text, is_enterprise_code};

/// How goods go in transit (转关方式).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TransitKind {
    /// 直转: the transit is declared first, the goods where they go.
    Direct,
    /// 提前报关: the goods are declared first.
    Advance,
    /// 中转: the carrier declares the transit, on one bill all the way.
    Transfer,
}

impl TransitKind {
    pub const fn title_zh(self) -> &'static str {
        match self {
            TransitKind::Direct => "直转",
            TransitKind::Advance => "提前报关转关",
            TransitKind::Transfer => "中转",
        }
    }
}

/// Where a transit stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TransitState {
    /// 申报: its goods are not at the office of departure yet.
    Declared,
    /// 放行: they may leave under seal.
    Released,
    /// 途中.
    UnderWay,
    /// 核销: they are where they go.
    Arrived,
    /// 退单: to be declared anew.
    Returned,
    /// 作废.
    Void,
}

/// A container in transit, and the seals on it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TransitContainer {
    pub number: String,
    /// 电子关锁号, 商业封志号.
    #[serde(default)]
    pub seals: Vec<String>,
}

/// What a transit declaration (转关申报单) says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TransitTerms {
    pub kind: TransitKind,
    /// The declaration of its goods; of an export, and where goods are declared first, there is one.
    #[serde(default)]
    pub declaration_no: String,
    /// 进境地 of an import, 启运地 of an export.
    pub departure_customs: String,
    /// 指运地 of an import, 出境地 of an export.
    pub destination_customs: String,
    /// Customs code of whoever declares it.
    pub declarant_code: String,
    /// 承运单位.
    pub carrier_code: String,
    #[serde(default)]
    pub carrier_name: String,
    /// 境内运输方式.
    pub transport_mode: String,
    /// 境内运输工具编号.
    pub vehicle_no: String,
    /// 境内运输工具航次.
    #[serde(default)]
    pub voyage_no: String,
    #[serde(default)]
    pub containers: Vec<TransitContainer>,
    /// Seals on goods that are in no container.
    #[serde(default)]
    pub seals: Vec<String>,
    /// 安全智能锁号.
    #[serde(default)]
    pub lock_no: String,
    /// 预计运抵指运地时间.
    pub due_on: Date,
}

impl TransitTerms {
    /// Every seal and lock that the goods go under, in order.
    pub fn all_seals(&self) -> Vec<&str> {
        let of_containers = self.containers.iter().flat_map(|it| &it.seals);
        let all = of_containers.chain(&self.seals).chain([&self.lock_no]);
        let mut all: Vec<&str> = all.map(|it| it.trim()).filter(|it| !it.is_empty()).collect();
        all.sort_unstable();
        all.dedup();
        all
    }

    /// Everything that is wrong with it by itself.
    pub fn faults(&self, today: Date) -> Vec<RowFault> {
        let mut faults = Vec::new();
        let mut fault = |field, observed: &str, expected| {
            faults.push(RowFault { field, observed: observed.to_owned(), expected });
        };
        let is_office = |it: &str| it.len() == 4 && it.bytes().all(|it| it.is_ascii_digit());
        let offices = [
            ("departure_customs", &self.departure_customs),
            ("destination_customs", &self.destination_customs),
        ];
        for (field, office) in offices.iter().filter(|(_, it)| !is_office(it)) {
            fault(field, office, "4位关区代码 (an office of four digits)");
        }
        let codes =
            [("declarant_code", &self.declarant_code), ("carrier_code", &self.carrier_code)];
        for (field, code) in codes.iter().filter(|(_, it)| !is_enterprise_code(it)) {
            let expected = "10位海关编码或18位统一社会信用代码 (the code of an enterprise)";
            fault(field, code, expected);
        }
        if self.transport_mode.len() != 1 {
            fault("transport_mode", &self.transport_mode, "1位境内运输方式代码 (one character)");
        }
        if self.vehicle_no.trim().is_empty() || self.vehicle_no.chars().count() > 32 {
            fault("vehicle_no", &self.vehicle_no, "1至32位 (up to 32 characters)");
        }
        if self.due_on < today {
            fault("due_on", &self.due_on.to_string(), "不早于申报之日 (not before today)");
        }
        faults
    }
}

/// What is done about a transit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TransitAct {
    /// 作废: whoever declared it has it void, before its goods leave.
    Void { reason: String },
    /// The gate of the office of departure saw its goods leave, with these seals.
    Departed { site: String, seals: Vec<String>, at: Moment },
    /// The office of destination has them, with these seals.
    Arrived { site: String, seals: Vec<String>, at: Moment },
}

/// The answer about a transit (转关单回执, `TRN_DATA`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
pub struct TransitReturn<'a> {
    /// 数据中心统一编号 of the declaration of its goods; empty before there is one.
    pub preliminary_no: Text<'a>,
    /// 转关申报单号; empty where it was refused.
    pub transit_no: Text<'a>,
    pub at: Moment,
    pub channel: Channel,
    pub note: Text<'a>,
    pub direction: Direction,
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn terms() -> TransitTerms {
        TransitTerms {
            kind: TransitKind::Direct,
            declaration_no: String::new(),
            departure_customs: "2248".into(),
            destination_customs: "3302".into(),
            declarant_code: "4403180013".into(),
            carrier_code: "3122960011".into(),
            carrier_name: String::new(),
            transport_mode: "4".into(),
            vehicle_no: "沪A12345".into(),
            voyage_no: String::new(),
            containers: vec![TransitContainer {
                number: "TGSU4566173".into(),
                seals: vec!["E2".into(), " ".into()],
            }],
            seals: vec!["E1".into(), "E2".into()],
            lock_no: "L9".into(),
            due_on: date(2026, 11, 25),
        }
    }

    #[test]
    fn seals_are_told_once() {
        assert_eq!(terms().all_seals(), ["E1", "E2", "L9"]);
    }

    #[test]
    fn all_that_is_wrong_with_it_is_said() {
        assert_eq!(terms().faults(date(2026, 11, 25)), []);
        let wrong = TransitTerms {
            departure_customs: "上海".into(),
            carrier_code: "33".into(),
            transport_mode: String::new(),
            vehicle_no: " ".into(),
            ..terms()
        };
        let faults = wrong.faults(date(2026, 11, 26));
        let fields: Vec<&str> = faults.iter().map(|it| it.field).collect();
        let expected =
            ["departure_customs", "carrier_code", "transport_mode", "vehicle_no", "due_on"];
        assert_eq!(fields, expected);
    }
}
