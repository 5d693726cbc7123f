//! A transit (转关) that is declared inside a goods declaration, as its declarant fills it in.
//!
//! Of where its goods go it says nothing: that follows from the declaration, an import going from its port to where it
//! is declared, an export from there to its port.

use serde::{Deserialize, Serialize};

use crate::{
    Amount, Date, DayStamp, Declaration, Direction, Text, TransitContainer, TransitKind,
    TransitTerms,
};

/// What a declaration says of the transit of its goods (进口/出口转关单).
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(default, bound(deserialize = "'de: 'a"))]
pub struct DeclaredTransit<'a> {
    /// 转关单统一编号, as sent: given when a returned declaration is filed anew.
    pub preliminary_no: Text<'a>,
    /// 转关申报单号, as sent.
    pub transit_no: Text<'a>,
    /// 载货清单号 of a lorry from Hong Kong or Macau.
    pub cargo_list_no: Text<'a>,
    /// 转关类型: `1` the goods are declared first, `AA` an export that goes in transit a second time …
    pub kind: Text<'a>,
    /// 境内运输方式.
    pub transport_mode: Text<'a>,
    /// 境内运输工具编号 and its name.
    pub vehicle_no: Text<'a>,
    pub vehicle_name: Text<'a>,
    /// 境内运输工具航次.
    pub voyage_no: Text<'a>,
    /// 承运单位.
    pub carrier_code: Text<'a>,
    pub carrier_name: Text<'a>,
    /// 转关申报单位统一代码; empty: whoever files the declaration.
    pub applicant_code: Text<'a>,
    /// 预计运抵指运地时间; 0 when not given.
    pub due_on: DayStamp,
    /// 是否启用电子关锁: `Y` or `N`.
    pub uses_seals: Text<'a>,
    /// 转关单类型: `1` paperless, `0` or empty on paper.
    pub paperless_mark: Text<'a>,
    pub note: Text<'a>,
    /// 提单: how its goods come into the country, or leave it.
    pub border: Option<TransitBorder<'a>>,
    /// 提运单集装箱.
    pub containers: Vec<SealedContainer<'a>>,
    /// 集装箱商品装配.
    pub goods: Vec<ContainerGoods<'a>>,
}

/// How goods in transit come into the country, or leave it (转关单表体).
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(default, bound(deserialize = "'de: 'a"))]
pub struct TransitBorder<'a> {
    /// 进出境运输方式.
    pub transport_mode: Text<'a>,
    /// 进出境运输工具编号 and its name.
    pub transport_no: Text<'a>,
    pub transport_name: Text<'a>,
    /// 进出境运输工具航次.
    pub voyage_no: Text<'a>,
    pub bill_no: Text<'a>,
    /// 实际进出境日期; 0 when not given.
    pub moved_on: DayStamp,
}

/// A container in transit.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(default, bound(deserialize = "'de: 'a"))]
pub struct SealedContainer<'a> {
    pub number: Text<'a>,
    /// 集装箱序号.
    pub place: Option<u32>,
    pub spec: Text<'a>,
    /// 电子关锁号, several joined with commas.
    pub seals: Text<'a>,
    /// 关锁个数, as sent.
    pub n_seals: Text<'a>,
    /// 境内运输工具名称.
    pub vehicle_name: Text<'a>,
    /// 工具实际重量.
    pub vehicle_weight_kg: Option<Amount>,
}

impl SealedContainer<'_> {
    /// Each of its seals.
    pub fn each_seal(&self) -> impl Iterator<Item = &str> {
        let between = |it: char| it.is_whitespace() || ",;，；、/".contains(it);
        self.seals.split(between).filter(|it| !it.is_empty())
    }
}

/// As much of a goods line as is in a container.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(default, bound(deserialize = "'de: 'a"))]
pub struct ContainerGoods<'a> {
    pub container: Text<'a>,
    /// 商品序号.
    pub item: u32,
    /// 商品件数; nothing when the field is empty.
    pub packages: Option<u32>,
    /// 商品重量.
    pub weight_kg: Option<Amount>,
}

impl DeclaredTransit<'_> {
    /// Whether nothing is filled in but marks, as clients send what they do not have.
    pub fn says_nothing(&self) -> bool {
        let marks = DeclaredTransit {
            uses_seals: self.uses_seals.clone(),
            paperless_mark: self.paperless_mark.clone(),
            ..DeclaredTransit::default()
        };
        *self == marks
    }

    /// What it declares, as a transit that is declared by itself says it. A day that is not given is `today`.
    pub fn terms(&self, of: &Declaration<'_>, declaration_no: &str, today: Date) -> TransitTerms {
        let (port, inland) = (of.port_customs.to_string(), of.declaring_customs.to_string());
        let (departure_customs, destination_customs) = match of.direction {
            Direction::Import => (port, inland),
            Direction::Export => (inland, port),
        };
        let container = |it: &SealedContainer<'_>| TransitContainer {
            number: it.number.to_string(),
            seals: it.each_seal().map(str::to_owned).collect(),
        };
        TransitTerms {
            kind: TransitKind::Advance,
            declaration_no: declaration_no.to_owned(),
            departure_customs,
            destination_customs,
            declarant_code: self.applicant_code.given().unwrap_or(of.filer_code()).to_owned(),
            carrier_code: self.carrier_code.to_string(),
            carrier_name: self.carrier_name.to_string(),
            transport_mode: self.transport_mode.to_string(),
            vehicle_no: self.vehicle_no.to_string(),
            voyage_no: self.voyage_no.to_string(),
            containers: self.containers.iter().map(container).collect(),
            seals: Vec::new(),
            lock_no: String::new(),
            due_on: self.due_on.date().unwrap_or(today),
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn declaration(direction: Direction) -> Declaration<'static> {
        let transit = DeclaredTransit {
            vehicle_no: "沪A12345".into(),
            containers: vec![SealedContainer {
                number: "TGSU4566173".into(),
                seals: "E1, E2；E3".into(),
                ..SealedContainer::default()
            }],
            ..DeclaredTransit::default()
        };
        Declaration {
            direction,
            port_customs: "2248".into(),
            declaring_customs: "3302".into(),
            trader: crate::Trader { code: "3302260144".into(), ..crate::Trader::default() },
            transit: Some(transit),
            ..Declaration::default()
        }
    }

    #[test]
    fn where_its_goods_go_follows_from_the_declaration() {
        let today = date(2026, 11, 22);
        for (direction, way) in
            [(Direction::Import, ["2248", "3302"]), (Direction::Export, ["3302", "2248"])]
        {
            let it = declaration(direction);
            let terms = it.transit.as_ref().unwrap().terms(&it, "1", today);
            assert_eq!([&*terms.departure_customs, &*terms.destination_customs], way);
            assert_eq!((&*terms.declarant_code, terms.due_on), ("3302260144", today));
            assert_eq!(terms.all_seals(), ["E1", "E2", "E3"]);
        }
    }

    #[test]
    fn marks_alone_are_no_transit() {
        let mut it = DeclaredTransit { uses_seals: "N".into(), ..DeclaredTransit::default() };
        assert!(it.says_nothing());
        it.vehicle_no = "1".into();
        assert!(!it.says_nothing());
    }

    #[test]
    fn a_bill_may_be_named_by_the_transit_alone() {
        let mut it = declaration(Direction::Import);
        assert_eq!(it.carried_bill_no(), "");
        let border = TransitBorder { bill_no: "B1".into(), ..TransitBorder::default() };
        it.transit.as_mut().unwrap().border = Some(border);
        assert_eq!(it.carried_bill_no(), "B1");
        it.bill_no = "B2".into();
        assert_eq!(it.carried_bill_no(), "B2");
    }
}
