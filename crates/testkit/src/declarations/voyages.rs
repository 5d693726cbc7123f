//! What carries the goods of declarations: ships, flights and lorries, their manifests, and when goods arrived.
//!
//! Neighbouring declarations whose goods cross the border at one office in one direction by one mode travel together.
//! A flight has one master bill with a house bill a declaration, a ship has both kinds, a lorry has bills of its own.
//! Imports are declared in advance, exports once they have arrived.

use model::{
    Amount, CarriedContainer, Consignment, Date, DayStamp, Declaration, Direction, Manifest,
    ManifestFunction, ManifestMessage, ManifestReport, Moment, ReportKind, ReportedBill, ShipKind,
};

use super::{
    DeclarationFault, Declarations,
    routes::{Home, Mode},
};
use crate::{
    digits::push_digits,
    draw::{Domain, Draws},
};

/// Declarations of which some travel together have neighbouring indices.
pub(crate) const BLOCK: u64 = 64;
/// Voyages of one block are told apart by less.
const VOYAGES: u64 = 256;

const SHIPS: &[&str] =
    &["EXAMPLE ROSE", "EXAMPLE PIONEER", "NORTH SAMPLE", "SAMPLE HARMONY", "EASTERN MODEL"];
const AIRLINES: &[&str] = &["XA", "XB", "XC"];
/// Who sends manifests, and who reports what arrived.
const CARRIER: &str = "3122980066";
const TERMINAL: &str = "3122960011";

/// One ship, flight or lorry.
#[derive(Debug, Clone)]
pub(super) struct Voyage {
    number: u64,
    pub(super) direction: Direction,
    mode: Mode,
    /// 运输工具名称; of a lorry empty.
    pub(super) name: String,
    /// 航次号; of a lorry its batch number.
    pub(super) voyage_no: String,
}

/// A declaration as its carrier knows it.
pub(super) struct Carried<'d> {
    pub(super) fault: Option<DeclarationFault>,
    pub(super) filed: &'d Declaration<'static>,
}

impl Declarations {
    /// What carries the goods of a declaration.
    pub(super) fn voyage(
        &self,
        index: u64,
        direction: Direction,
        mode: Mode,
        home: &Home,
    ) -> Voyage {
        let way = u64::from(direction == Direction::Export);
        // Offices are four digits; those of the routes differ in what is left of them.
        let office = home.customs.parse().unwrap_or(0) % 61;
        let number =
            index / BLOCK * VOYAGES + (office * 2 + way) * 2 + u64::from(mode == Mode::Sea);
        let mut draws = self.seed.draws(Domain::Arrival, number);
        let (name, voyage_no) = self.named(number, direction, mode, &mut draws);
        Voyage { number, direction, mode, name, voyage_no }
    }

    fn named(
        &self,
        number: u64,
        direction: Direction,
        mode: Mode,
        draws: &mut Draws,
    ) -> (String, String) {
        match mode {
            Mode::Sea => {
                let bound = if direction == Direction::Import { 'W' } else { 'E' };
                let voyage = format!("{:03}{bound}{number}", draws.between(1, 260));
                (draws.word(SHIPS).to_owned(), voyage)
            }
            Mode::Air => {
                let flight = format!("{}{}", draws.word(AIRLINES), draws.between(100, 999));
                (flight, String::new())
            }
            Mode::Road => {
                let mut batch = String::new();
                push_digits(&mut batch, self.seed.mix(number, self.sailing + 7), 13);
                (String::new(), batch)
            }
        }
    }

    /// 提运单号 of a declaration's goods.
    pub(super) fn bill(&self, voyage: &Voyage, index: u64) -> String {
        match voyage.mode {
            Mode::Air => {
                let mut bill = String::from("999");
                push_digits(&mut bill, self.seed.mix(voyage.number, self.sailing + 5), 8);
                bill.push('_');
                push_digits(&mut bill, index, 8);
                bill
            }
            // Every fourth is one of a forwarder's.
            Mode::Sea if index.is_multiple_of(4) => {
                let mut bill = format!("TGLU{}", self.tag);
                push_digits(&mut bill, voyage.number, 6);
                bill.push_str("*H");
                push_digits(&mut bill, index, 7);
                bill
            }
            Mode::Sea => self.numbered("TGSU", index),
            Mode::Road => self.numbered("GL", index),
        }
    }

    /// Days on which an import leaves and arrives.
    pub(super) fn sailing(&self, mode: Mode) -> [DayStamp; 2] {
        let (leaves, arrives) = days(mode, Direction::Import);
        [leaves, arrives].map(|it| DayStamp::from_date(self.later(it)))
    }

    fn later(&self, days: i64) -> Date {
        let midnight = Moment::from_local(self.plan.on.at(0, 0, 0, 0));
        midnight.plus_minutes(days * 24 * 60).local_date()
    }

    fn moment(&self, days: i64, hour: i8) -> Moment {
        Moment::from_local(self.later(days).at(hour, 0, 0, 0))
    }

    /// Last day of which a corpus speaks.
    pub(super) fn last_day(&self) -> Date {
        self.later(days(Mode::Sea, Direction::Import).1)
    }

    /// The manifest of a voyage.
    pub(super) fn manifest(
        &self,
        voyage: &Voyage,
        carried: &[Carried<'_>],
    ) -> ManifestMessage<'static> {
        let (leaves, arrives) = days(voyage.mode, voyage.direction);
        let consignments = carried.iter().filter(|it| is_on_manifest(it.fault)).map(consignment);
        ManifestMessage::Manifest {
            function: ManifestFunction::New,
            manifest: Manifest {
                manifest_no: self.manifest_no(voyage).into(),
                direction: voyage.direction,
                transport_mode: voyage.mode.code().into(),
                transport_name: voyage.name.clone().into(),
                voyage_no: voyage.voyage_no.clone().into(),
                port_customs: port_of(carried).to_owned().into(),
                transmitter_code: CARRIER.into(),
                ship: ship_of(voyage),
                loading_at: Some(self.moment(leaves, 0)),
                departure_at: Some(self.moment(leaves, 0)),
                arrival_at: Some(self.moment(arrives, 12)),
                consignments: consignments.collect(),
            },
        }
    }

    /// Of a lorry its batch number.
    fn manifest_no(&self, voyage: &Voyage) -> String {
        match voyage.mode {
            Mode::Road => voyage.voyage_no.clone(),
            Mode::Sea | Mode::Air => {
                let way = if voyage.direction == Direction::Import { "MI" } else { "ME" };
                self.numbered(way, voyage.number)
            }
        }
    }

    /// That goods arrived: of an import with what carries them, of an export before they are declared. Those that
    /// came late are told by themselves; nothing when there is no such goods.
    pub(super) fn arrival(
        &self,
        voyage: &Voyage,
        carried: &[Carried<'_>],
        are_late: bool,
    ) -> Option<ManifestMessage<'static>> {
        let at = match voyage.direction {
            Direction::Import => self.moment(days(voyage.mode, voyage.direction).1, 14),
            Direction::Export => self.moment(0, 0),
        };
        let is_late =
            |it: &&Carried<'_>| (it.fault == Some(DeclarationFault::NotArrived)) == are_late;
        let there = carried.iter().filter(|it| is_on_manifest(it.fault)).filter(is_late);
        let bills: Vec<ReportedBill<'static>> = there
            .map(|it| {
                let Consignment { bill_no, house_bill_no, .. } = consignment(it);
                ReportedBill { bill_no, house_bill_no, ..ReportedBill::default() }
            })
            .collect();
        let report = ManifestReport {
            kind: ReportKind::Arrival,
            function: ManifestFunction::New,
            manifest_no: self.manifest_no(voyage).into(),
            direction: voyage.direction,
            port_customs: port_of(carried).to_owned().into(),
            at,
            reporter_code: TERMINAL.into(),
            site: carried.first()?.filed.storage_place.clone(),
            to_manifest_no: "".into(),
            bills,
            vehicles: Vec::new(),
            voyage: None,
        };
        (!report.bills.is_empty()).then_some(ManifestMessage::ManifestReport { report })
    }
}

/// Days after that of declaration on which it leaves, and arrives: as the limits of transmission leave it to a manifest of
/// that day. What is loaded abroad with containers alone would have had to be told a day before.
const fn days(mode: Mode, direction: Direction) -> (i64, i64) {
    match (direction, mode) {
        (Direction::Import, Mode::Sea) => (0, 6),
        (Direction::Import, Mode::Air | Mode::Road) => (0, 1),
        (Direction::Export, Mode::Sea) => (3, 6),
        (Direction::Export, Mode::Air | Mode::Road) => (2, 3),
    }
}

/// Imports come on ships that carry other goods beside containers.
fn ship_of(voyage: &Voyage) -> ShipKind {
    match (voyage.mode, voyage.direction) {
        (Mode::Sea, Direction::Import) => ShipKind::Bulk,
        (Mode::Sea, Direction::Export) => ShipKind::Container,
        (Mode::Air | Mode::Road, _) => ShipKind::Unsaid,
    }
}

fn port_of<'d>(carried: &'d [Carried<'_>]) -> &'d str {
    carried.first().map_or("", |it| &it.filed.port_customs)
}

/// Whether the carrier has the bill at all.
fn is_on_manifest(fault: Option<DeclarationFault>) -> bool {
    fault != Some(DeclarationFault::NoManifest)
}

/// A bill as its carrier has it.
pub(super) fn consignment(carried: &Carried<'_>) -> Consignment<'static> {
    let it = carried.filed;
    let (master, house) = it.bill_no.split_once(['*', '_']).unwrap_or((&it.bill_no, ""));
    let is_import = it.direction == Direction::Import;
    let (abroad, home) = (&it.port_abroad, &it.domestic_port);
    let (abroad_name, home_name) = (&it.party_abroad.name_en, &it.trader.name);
    let container = |it: &model::Container<'static>| CarriedContainer {
        number: it.number.clone(),
        seals: vec![format!("S{}", it.number.get(4..).unwrap_or_default()).into()],
    };
    let mut goods = Consignment {
        bill_no: master.to_owned().into(),
        house_bill_no: house.to_owned().into(),
        packages: it.packages,
        packaging: it.packaging.clone(),
        gross_weight_kg: it.gross_weight_kg,
        goods: it.items.first().map(|it| it.name.clone()).unwrap_or_default(),
        containers: it.containers.iter().map(container).collect(),
        loading_port: if is_import { abroad } else { home }.clone(),
        unloading_port: if is_import { home } else { abroad }.clone(),
        consignor: if is_import { abroad_name } else { home_name }.clone(),
        consignee: if is_import { home_name } else { abroad_name }.clone(),
    };
    match carried.fault {
        Some(DeclarationFault::ManifestWeight) => goods.gross_weight_kg += Amount::from_units(12),
        Some(DeclarationFault::ManifestPackages) => goods.packages += 3,
        Some(DeclarationFault::ManifestPackaging) => {
            goods.packaging = if goods.packaging == "22" { "93" } else { "22" }.into();
        }
        // A digit was lost.
        Some(DeclarationFault::ManifestBill) => {
            let bill = if house.is_empty() { &mut goods.bill_no } else { &mut goods.house_bill_no };
            *bill = bill.get(..bill.len().saturating_sub(1)).unwrap_or_default().to_owned().into();
        }
        Some(DeclarationFault::ManifestContainer) => {
            if let Some(first) = goods.containers.first_mut() {
                first.number = "TGHU0000000".into();
            }
        }
        Some(DeclarationFault::ManifestSeal) => {
            if let Some(first) = goods.containers.first_mut() {
                first.seals.clear();
            }
        }
        _ => {}
    }
    goods
}
