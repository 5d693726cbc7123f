//! A manifest (舱单): what a means of transport carries, bill by bill; and what is reported of it.
//!
//! It comes in our own JSON, or in the messages of road manifests. Weights are kilograms; ports,
//! packaging and transport modes are codes of the tables that a declaration uses.

use serde::{Deserialize, Serialize};

use crate::{Amount, Direction, Moment, Text};

/// How goods are carried on a ship, where the limits of transmission ask for it.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum ShipKind {
    /// Not said: of a ship, containers where there are any.
    #[default]
    Unsaid,
    /// 集装箱船舶.
    Container,
    /// 非集装箱船舶.
    Bulk,
    /// 来往港澳小型船舶.
    SmallCraft,
}

/// A manifest of one voyage, flight, train or lorry at one customs office.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'a"), deny_unknown_fields)]
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
    /// 舱单传输人: customs code of whoever answers for it; empty: whoever sends it.
    #[serde(default)]
    pub transmitter_code: Text<'a>,
    #[serde(default)]
    pub ship: ShipKind,
    /// When loading begins; of containers that change ships, on the last one.
    #[serde(default)]
    pub loading_at: Option<Moment>,
    /// When it takes off or leaves its last port abroad.
    #[serde(default)]
    pub departure_at: Option<Moment>,
    /// When it is due at the first place inside (境内第一目的港).
    #[serde(default)]
    pub arrival_at: Option<Moment>,
    #[serde(default)]
    pub consignments: Vec<Consignment<'a>>,
}

/// What one bill (提运单) covers.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'a"), deny_unknown_fields)]
pub struct Consignment<'a> {
    /// 提运单号: the master bill.
    pub bill_no: Text<'a>,
    /// 分提运单号; empty when the master bill has no houses.
    #[serde(default)]
    pub house_bill_no: Text<'a>,
    /// 件数; may be left out where a bill is only named, as in a deletion.
    #[serde(default)]
    pub packages: u32,
    /// 包装种类.
    #[serde(default)]
    pub packaging: Text<'a>,
    #[serde(default)]
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

    /// `master`, or `master*house`.
    pub fn billed_as(&self) -> String {
        billed_as(&self.bill_no, &self.house_bill_no)
    }
}

/// A bill as a declaration names it: `master`, or `master*house`.
pub fn billed_as(bill_no: &str, house_bill_no: &str) -> String {
    match house_bill_no {
        "" => bill_no.to_owned(),
        house => format!("{bill_no}*{house}"),
    }
}

/// A container that a means of transport carries, and the seals on it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'a"), deny_unknown_fields)]
pub struct CarriedContainer<'a> {
    /// 集装箱号.
    pub number: Text<'a>,
    /// 封志号.
    #[serde(default)]
    pub seals: Vec<Text<'a>>,
}

/// What a message asks to be done with its bills.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum ManifestFunction {
    #[default]
    New,
    Change,
    Delete,
}

/// What is reported of bills on a manifest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReportKind {
    /// 运抵: the goods are where customs watches; of an import, the means of transport was declared.
    Arrival,
    /// 理货: what was counted.
    Tally,
    /// 分拨: the goods go to another supervised site.
    Transfer,
    /// 落货: the goods do not travel with this manifest.
    OffLoad,
    /// 改配: they travel with another one.
    ChangeLoad,
    /// 装载: they are loaded, and leave.
    Load,
    /// 承运确报: which vehicles carry them.
    Vehicle,
}

/// A report about bills on a manifest.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'a"), deny_unknown_fields)]
pub struct ManifestReport<'a> {
    pub kind: ReportKind,
    /// `delete` takes back an arrival or a tally.
    #[serde(default)]
    pub function: ManifestFunction,
    pub manifest_no: Text<'a>,
    pub direction: Direction,
    pub port_customs: Text<'a>,
    pub at: Moment,
    /// Customs code of whoever reports; empty: whoever sends it.
    #[serde(default)]
    pub reporter_code: Text<'a>,
    /// The supervised site: where the goods are, or go.
    #[serde(default)]
    pub site: Text<'a>,
    /// The manifest that the goods go over to (改配).
    #[serde(default)]
    pub to_manifest_no: Text<'a>,
    /// Empty: every bill of the manifest.
    #[serde(default)]
    pub bills: Vec<ReportedBill<'a>>,
    /// What carries them, of lorries.
    #[serde(default)]
    pub vehicles: Vec<ReportedVehicle<'a>>,
    /// Of an arrival: the voyage that its bills are of, where the manifest's number is not given. Then they are looked
    /// for in either direction.
    #[serde(default)]
    pub voyage: Option<ReportedVoyage<'a>>,
}

/// By what, and on which voyage, goods travel that are reported.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'a"), deny_unknown_fields)]
pub struct ReportedVoyage<'a> {
    pub transport_mode: Text<'a>,
    /// 运输工具编号, and its name: a manifest has one of them.
    #[serde(default)]
    pub transport_no: Text<'a>,
    #[serde(default)]
    pub transport_name: Text<'a>,
    pub voyage_no: Text<'a>,
}

/// A bill that a report names, and what was counted where it says so.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'a"), deny_unknown_fields)]
pub struct ReportedBill<'a> {
    pub bill_no: Text<'a>,
    #[serde(default)]
    pub house_bill_no: Text<'a>,
    #[serde(default)]
    pub packages: Option<u32>,
    #[serde(default)]
    pub gross_weight_kg: Option<Amount>,
    /// Its number on the manifest that it goes over to; empty: the same.
    #[serde(default)]
    pub to_bill_no: Text<'a>,
    /// Of an arrival: the containers that came in; empty: all of it did.
    #[serde(default)]
    pub containers: Vec<Text<'a>>,
}

/// A vehicle (载货运输工具) that carries goods of a manifest.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'a"), deny_unknown_fields)]
pub struct ReportedVehicle<'a> {
    /// 运输工具名称: the number plate.
    pub plate: Text<'a>,
    /// 运输工具代码: under which customs registered it.
    #[serde(default)]
    pub code: Text<'a>,
    /// When it is due at the first place inside.
    #[serde(default)]
    pub due_at: Option<Moment>,
    #[serde(default)]
    pub containers: Vec<CarriedContainer<'a>>,
}

/// What a manifest message says.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'a"), tag = "tongguan", rename_all = "snake_case")]
pub enum ManifestMessage<'a> {
    Manifest {
        #[serde(default)]
        function: ManifestFunction,
        manifest: Manifest<'a>,
    },
    ManifestReport {
        report: ManifestReport<'a>,
    },
}

impl<'a> ManifestMessage<'a> {
    pub fn manifest_no(&self) -> &Text<'a> {
        match self {
            ManifestMessage::Manifest { manifest, .. } => &manifest.manifest_no,
            ManifestMessage::ManifestReport { report } => &report.manifest_no,
        }
    }

    /// Who answers for it; may be empty.
    pub fn sender_code(&self) -> &Text<'a> {
        match self {
            ManifestMessage::Manifest { manifest, .. } => &manifest.transmitter_code,
            ManifestMessage::ManifestReport { report } => &report.reporter_code,
        }
    }

    pub fn direction(&self) -> Direction {
        match self {
            ManifestMessage::Manifest { manifest, .. } => manifest.direction,
            ManifestMessage::ManifestReport { report } => report.direction,
        }
    }

    pub fn function(&self) -> ManifestFunction {
        match self {
            ManifestMessage::Manifest { function, .. } => *function,
            ManifestMessage::ManifestReport { report } => report.function,
        }
    }

    /// The voyage that a report names in the place of a manifest.
    pub fn voyage(&self) -> Option<&ReportedVoyage<'a>> {
        match self {
            ManifestMessage::Manifest { .. } => None,
            ManifestMessage::ManifestReport { report } => report.voyage.as_ref(),
        }
    }

    /// The bills that it names, as a declaration names them.
    pub fn bills(&self) -> Vec<String> {
        match self {
            ManifestMessage::Manifest { manifest, .. } => {
                manifest.consignments.iter().map(Consignment::billed_as).collect()
            }
            ManifestMessage::ManifestReport { report } => {
                let bill = |it: &ReportedBill<'_>| billed_as(&it.bill_no, &it.house_bill_no);
                report.bills.iter().map(bill).collect()
            }
        }
    }
}

/// Where a manifest stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ManifestState {
    /// 已传输: its bills are announced.
    Announced,
    /// 运抵: some of its goods were reported as arrived.
    Arrived,
}

/// Where the goods of one bill stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ConsignmentState {
    /// 已接受: it is on an accepted manifest.
    Manifested,
    /// 转人工审核: an officer looks at the manifest first.
    Reviewing,
    /// 运抵.
    Arrived,
    /// 放行.
    Released,
    /// 提离, 装载离境.
    Left,
    /// 已删除: the manifest carries it no more.
    Deleted,
}

/// What a receipt of a manifest message says (`StatementCode`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ManifestStatement {
    /// `01`.
    Accepted,
    /// `02` 转人工审核.
    Review,
    /// `03`.
    Refused,
    /// `11` 放行.
    Released,
    /// `12` 不准装载.
    LoadingRefused,
    /// `13` 不准卸载.
    UnloadingForbidden,
}

/// The answer about one bill of a manifest message (MTRES), or about the message whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
pub struct ManifestReturn<'a> {
    /// The message's own number; empty where it had none.
    pub message_id: Text<'a>,
    /// `MT1401` …, or the tag of our own JSON.
    pub message_type: Text<'a>,
    pub function: ManifestFunction,
    /// As the sender names himself.
    pub to: Text<'a>,
    pub manifest_no: Text<'a>,
    /// Empty when it is about the message whole.
    pub bill_no: Text<'a>,
    pub statement: ManifestStatement,
    /// Begins with a number of five digits, as the wire has it.
    pub info: Text<'a>,
}

/// The answer to an arrival report in the old form (运抵报告回执).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
pub struct ArrivalReturn<'a> {
    /// What it answers, as sent.
    pub of: ArrivalHead<'a>,
    /// 入库成功.
    pub is_taken: bool,
    pub info: Text<'a>,
}

/// What an arrival report in the old form says of itself, which its answer repeats.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
pub struct ArrivalHead<'a> {
    /// 邮箱编号.
    pub mailbox: Text<'a>,
    pub transport_no: Text<'a>,
    /// 电子口岸保留.
    pub manifest_no: Text<'a>,
    pub transport_name: Text<'a>,
    pub voyage_no: Text<'a>,
    pub customs: Text<'a>,
    pub transport_mode: Text<'a>,
    /// 进出口日期, as sent.
    pub moved_on: Text<'a>,
    /// `ADD`, `MOD`, `DEL`.
    pub operation: Text<'a>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_house_bill_stands_behind_its_master() {
        let master = Consignment { bill_no: "M1".into(), ..Consignment::default() };
        assert!(master.is_billed_as("M1") && !master.is_billed_as("M1*H1"));
        assert!(!master.is_billed_as("M") && !master.is_billed_as("M12"));
        assert_eq!(master.billed_as(), "M1");
        let house = Consignment { house_bill_no: "H1".into(), ..master };
        assert!(house.is_billed_as("M1*H1") && house.is_billed_as("M1_H1"));
        assert!(!house.is_billed_as("M1") && !house.is_billed_as("M1*H2"));
        assert_eq!(house.billed_as(), "M1*H1");
    }
}
