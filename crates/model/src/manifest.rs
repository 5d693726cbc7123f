//! A manifest (舱单): what a means of transport carries, bill by bill.
//!
//! It comes in our own JSON. Weights are kilograms; ports, packaging and transport modes are codes of
//! the tables that a declaration uses.

use serde::{Deserialize, Serialize};

use crate::{Amount, DayStamp, Direction, Text};

/// A manifest of one voyage, flight, train or lorry at one customs office.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
pub struct Manifest<'a> {
    /// Its sender's number; of a lorry the batch number (货物运输批次号).
    pub manifest_no: Text<'a>,
    pub direction: Direction,
    /// 运输方式.
    pub transport_mode: Text<'a>,
    /// 运输工具名称: ship, flight; empty of a lorry.
    #[serde(default)]
    pub transport_name: Text<'a>,
    /// 航次号; of a lorry the batch number.
    #[serde(default)]
    pub voyage_no: Text<'a>,
    /// 进出境关别.
    pub port_customs: Text<'a>,
    /// When it is due to arrive, or leave; 0 when not given.
    #[serde(default)]
    pub expected_on: DayStamp,
    pub consignments: Vec<Consignment<'a>>,
}

/// What one bill (提运单) covers.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
pub struct Consignment<'a> {
    /// 提运单号: the master bill.
    pub bill_no: Text<'a>,
    /// 分提运单号; empty when the master bill has no houses.
    #[serde(default)]
    pub house_bill_no: Text<'a>,
    /// 件数.
    pub packages: u32,
    /// 包装种类.
    #[serde(default)]
    pub packaging: Text<'a>,
    pub gross_weight_kg: Amount,
    /// 货物描述.
    #[serde(default)]
    pub goods: Text<'a>,
    #[serde(default)]
    pub containers: Vec<CarriedContainer<'a>>,
    /// 装货港 and 卸货港.
    #[serde(default)]
    pub loading_port: Text<'a>,
    #[serde(default)]
    pub unloading_port: Text<'a>,
    #[serde(default)]
    pub consignor: Text<'a>,
    #[serde(default)]
    pub consignee: Text<'a>,
}

impl Consignment<'_> {
    /// The bill as a declaration names it: `master`, or `master*house` (填制规范 十一).
    pub fn is_billed_as(&self, bill_no: &str) -> bool {
        let rest = bill_no.strip_prefix(self.bill_no.as_str());
        match self.house_bill_no.given() {
            None => rest == Some(""),
            Some(house) => {
                rest.and_then(|it| it.strip_prefix(['*', '_'])).is_some_and(|it| it == house)
            }
        }
    }
}

/// A container that a means of transport carries, and the seals on it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
pub struct CarriedContainer<'a> {
    /// 集装箱号.
    pub number: Text<'a>,
    /// 封志号.
    #[serde(default)]
    pub seals: Vec<Text<'a>>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_house_bill_stands_behind_its_master() {
        let master = Consignment { bill_no: "M1".into(), ..Consignment::default() };
        assert!(master.is_billed_as("M1") && !master.is_billed_as("M1*H1"));
        assert!(!master.is_billed_as("M") && !master.is_billed_as("M12"));
        let house = Consignment { house_bill_no: "H1".into(), ..master };
        assert!(house.is_billed_as("M1*H1") && house.is_billed_as("M1_H1"));
        assert!(!house.is_billed_as("M1") && !house.is_billed_as("M1*H2"));
    }
}
