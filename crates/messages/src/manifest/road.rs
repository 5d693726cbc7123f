//! Reads road manifests (公路舱单): bills, what is reported of them, and the vehicles that carry them.

use std::borrow::Cow;

use model::{
    Amount, CarriedContainer, Consignment, Direction, Finding, Manifest, ManifestFunction,
    ManifestMessage, ManifestReport, Moment, ReportKind, ReportedBill, ReportedVehicle, Stamp,
    Text,
};
use quick_xml::events::Event;

use super::{ManifestHeader, ManifestReading, tables};
use crate::{
    envelope::{Extent, Limits},
    format::{self, Fault},
    general::General,
    read::Refusal,
    slots::{Faults, Slots, Taker},
    table::Table,
    zone,
};

pub(crate) const ROOT: &str = "Manifest";

/// The types of its messages.
pub(crate) fn types() -> impl Iterator<Item = &'static str> {
    TYPES.into_iter().map(|(name, _, _)| name)
}

/// Whether the root is that of a road manifest's message.
pub(crate) fn is_road(text: &str) -> bool {
    zone::root_of(text).is_some_and(|it| it == ROOT)
}

/// Which message: its type, what it reports, and of which direction.
#[derive(Debug, Clone, Copy)]
enum Kind {
    Manifest,
    Counted(ReportKind),
    Moved,
    Vehicles,
}

/// The message types that are taken.
const TYPES: [(&str, Kind, Direction); 11] = [
    ("MT1401", Kind::Manifest, Direction::Import),
    ("MT2401", Kind::Manifest, Direction::Export),
    ("MT3402", Kind::Counted(ReportKind::Arrival), Direction::Export),
    ("MT4401", Kind::Vehicles, Direction::Import),
    ("MT4402", Kind::Vehicles, Direction::Export),
    ("MT5401", Kind::Counted(ReportKind::Tally), Direction::Import),
    ("MT5402", Kind::Counted(ReportKind::Tally), Direction::Export),
    ("MT8401", Kind::Counted(ReportKind::OffLoad), Direction::Import),
    ("MT8402", Kind::Counted(ReportKind::OffLoad), Direction::Export),
    ("MT8403", Kind::Moved, Direction::Import),
    ("MT8404", Kind::Moved, Direction::Export),
];

/// Reads a message. `base` is how many bytes of the raw message come before `text`.
pub(crate) fn read<'a>(
    text: &'a str,
    base: usize,
    limits: &Limits,
) -> Result<ManifestReading<'a>, Box<Refusal>> {
    let mut general = General::new(text, base, limits);
    let mut draft = Draft::default();
    loop {
        match general.next()? {
            Event::Start(node) if node.local_name().as_ref() == ROOT && general.depth() == 1 => {}
            Event::Start(node) => match node.local_name().as_ref() {
                "Head" => draft.head(&mut general)?,
                "Declaration" => draft.body(&mut general)?,
                _ => general.skip()?,
            },
            Event::End(_) if general.depth() == 0 => {
                general.epilog()?;
                break;
            }
            Event::Empty(_) if general.depth() == 0 => {
                return Err(general.refuse(Fault::NoDocuments, "0"));
            }
            Event::Eof => return Err(general.unclosed()),
            _ => {}
        }
    }
    draft.finish(Extent { start: base, end: base + text.len() })
}

/// A message while it is read.
#[derive(Default)]
struct Draft<'a> {
    header: ManifestHeader<'a>,
    function: ManifestFunction,
    sent_at: Moment,
    message: Option<ManifestMessage<'a>>,
    findings: Vec<Finding>,
}

impl<'a> Draft<'a> {
    fn head(&mut self, general: &mut General<'a, '_>) -> Result<(), Box<Refusal>> {
        let (table, findings) = (&tables::HEAD, &mut self.findings);
        let mut slots = Slots::new();
        fill(general, &mut slots, Faults { table, item: None, findings }, |_, _| Ok(false))?;
        let mut take: Taker<'_, 'a> =
            Taker::new(&mut slots, Faults { table, item: None, findings });
        let message_id = take.next();
        let function: Text<'a> = take.next();
        let message_type = take.next();
        let sender_id = take.next();
        let sent_at: Text<'a> = take.next();
        self.function = match function.as_str() {
            "5" => ManifestFunction::Change,
            "3" => ManifestFunction::Delete,
            _ => ManifestFunction::New,
        };
        let sent_at = sent_at.get(..14).and_then(Stamp::parse).and_then(Stamp::moment);
        self.sent_at = sent_at.unwrap_or_default();
        self.header = ManifestHeader { message_id, message_type, sender_id, arrival: None };
        Ok(())
    }

    fn body(&mut self, general: &mut General<'a, '_>) -> Result<(), Box<Refusal>> {
        let message_type = self.header.message_type.as_str();
        let known = TYPES.iter().find(|(it, ..)| *it == message_type);
        let Some((_, kind, direction)) = known.copied() else {
            let expected = TYPES.map(|(it, ..)| it).join(", ");
            let refusal = general.refuse(Fault::UnknownRoot, message_type.to_owned());
            return Err(refusal.expecting(expected).of_root(message_type, ""));
        };
        self.message = Some(match kind {
            Kind::Manifest => self.manifest(general, direction)?,
            Kind::Counted(kind) => self.counted(general, kind, direction)?,
            Kind::Moved => self.moved(general, direction)?,
            Kind::Vehicles => self.vehicles(general, direction)?,
        });
        Ok(())
    }

    fn manifest(
        &mut self,
        general: &mut General<'a, '_>,
        direction: Direction,
    ) -> Result<ManifestMessage<'a>, Box<Refusal>> {
        let (table, findings) = (&tables::BATCH, &mut self.findings);
        let (mut slots, mut consignments, mut within) = (Slots::new(), Vec::new(), Vec::new());
        let function = self.function;
        fill(general, &mut slots, Faults { table, item: None, findings }, |general, path| {
            if path != "Consignment" {
                return Ok(false);
            }
            let nth = consignments.len();
            consignments.push(bill(general, function, nth, &mut within)?);
            Ok(true)
        })?;
        let mut take = Taker::new(&mut slots, Faults { table, item: None, findings });
        let port_customs = take.next();
        let manifest_no: Text<'a> = take.next();
        let _mode: Text<'a> = take.next();
        let moment = |it: Stamp| it.moment();
        let (loading_at, arrival_at) = (moment(take.next()), moment(take.next()));
        let _transmitter: Text<'a> = take.next();
        findings.append(&mut within);
        let manifest = Manifest {
            voyage_no: manifest_no.clone(),
            manifest_no,
            direction,
            transport_mode: Text::borrowed(ROAD),
            port_customs,
            loading_at,
            arrival_at,
            consignments,
            ..Manifest::default()
        };
        Ok(ManifestMessage::Manifest { function: self.function, manifest })
    }

    fn counted(
        &mut self,
        general: &mut General<'a, '_>,
        kind: ReportKind,
        direction: Direction,
    ) -> Result<ManifestMessage<'a>, Box<Refusal>> {
        let (table, findings) = (&tables::REPORT, &mut self.findings);
        let (mut slots, mut bills, mut within) = (Slots::new(), Vec::new(), Vec::new());
        fill(general, &mut slots, Faults { table, item: None, findings }, |general, path| {
            if path == "Consignment" {
                let (table, item) = (&tables::COUNTED, Some(bills.len()));
                bills.push(one(general, table, item, &mut within, |take| ReportedBill {
                    packages: take.next(),
                    gross_weight_kg: take.next(),
                    bill_no: take.next(),
                    ..ReportedBill::default()
                })?);
            }
            Ok(path == "Consignment")
        })?;
        let mut take = Taker::new(&mut slots, Faults { table, item: None, findings });
        let port_customs = take.next();
        let manifest_no = take.next();
        let _mode: Text<'a> = take.next();
        let arrived_at: Stamp = take.next();
        let (unloading, loading): (Text<'a>, Text<'a>) = (take.next(), take.next());
        let tallied_at: Stamp = take.next();
        let reporter_code = take.next();
        findings.append(&mut within);
        let report = ManifestReport {
            port_customs,
            at: arrived_at.moment().or(tallied_at.moment()).unwrap_or(self.sent_at),
            reporter_code,
            site: if unloading.is_empty() { loading } else { unloading },
            bills,
            ..report(kind, self.function, manifest_no, direction)
        };
        Ok(ManifestMessage::ManifestReport { report })
    }

    fn moved(
        &mut self,
        general: &mut General<'a, '_>,
        direction: Direction,
    ) -> Result<ManifestMessage<'a>, Box<Refusal>> {
        let (table, findings) = (&tables::MOVE, &mut self.findings);
        let (mut slots, mut bills, mut within) = (Slots::new(), Vec::new(), Vec::new());
        fill(general, &mut slots, Faults { table, item: None, findings }, |general, path| {
            if path == "Consignment" {
                let (table, item) = (&tables::MOVED, Some(bills.len()));
                bills.push(one(general, table, item, &mut within, |take| ReportedBill {
                    bill_no: take.next(),
                    to_bill_no: take.next(),
                    ..ReportedBill::default()
                })?);
            }
            Ok(path == "Consignment")
        })?;
        let mut take = Taker::new(&mut slots, Faults { table, item: None, findings });
        let (port_customs, to_manifest_no) = (take.next(), take.next());
        let manifest_no = take.next();
        findings.append(&mut within);
        let report = ManifestReport {
            port_customs,
            at: self.sent_at,
            to_manifest_no,
            bills,
            ..report(ReportKind::ChangeLoad, self.function, manifest_no, direction)
        };
        Ok(ManifestMessage::ManifestReport { report })
    }

    fn vehicles(
        &mut self,
        general: &mut General<'a, '_>,
        direction: Direction,
    ) -> Result<ManifestMessage<'a>, Box<Refusal>> {
        let (table, findings) = (&tables::VEHICLES, &mut self.findings);
        let (mut slots, mut vehicles, mut within) = (Slots::new(), Vec::new(), Vec::new());
        fill(general, &mut slots, Faults { table, item: None, findings }, |general, path| {
            if path == "Consignment" {
                let nth = vehicles.len();
                vehicles.push(vehicle(general, nth, &mut within)?);
            }
            Ok(path == "Consignment")
        })?;
        let mut take = Taker::new(&mut slots, Faults { table, item: None, findings });
        let (port_customs, manifest_no) = (take.next(), take.next());
        findings.append(&mut within);
        // The export's is its loaded manifest (装载舱单).
        let kind = match direction {
            Direction::Import => ReportKind::Vehicle,
            Direction::Export => ReportKind::Load,
        };
        let report = ManifestReport {
            port_customs,
            at: self.sent_at,
            vehicles,
            ..report(kind, self.function, manifest_no, direction)
        };
        Ok(ManifestMessage::ManifestReport { report })
    }

    fn finish(self, place: Extent) -> Result<ManifestReading<'a>, Box<Refusal>> {
        let Draft { header, message, findings: faults, .. } = self;
        let message = message.ok_or_else(|| {
            Refusal::new(Fault::NoDocuments, place.start, "0").expecting("Head, Declaration")
        })?;
        Ok(ManifestReading { header, message, faults, place })
    }
}

/// 公路运输, as declarations have it.
const ROAD: &str = "4";

fn report<'a>(
    kind: ReportKind,
    function: ManifestFunction,
    manifest_no: Text<'a>,
    direction: Direction,
) -> ManifestReport<'a> {
    ManifestReport {
        kind,
        function,
        manifest_no,
        direction,
        port_customs: Text::default(),
        at: Moment::default(),
        reporter_code: Text::default(),
        site: Text::default(),
        to_manifest_no: Text::default(),
        bills: Vec::new(),
        vehicles: Vec::new(),
        voyage: None,
    }
}

/// A bill of a manifest, after its start.
fn bill<'a>(
    general: &mut General<'a, '_>,
    function: ManifestFunction,
    nth: usize,
    findings: &mut Vec<Finding>,
) -> Result<Consignment<'a>, Box<Refusal>> {
    if function == ManifestFunction::Delete {
        return one(general, &tables::NAMED, Some(nth), findings, |take| Consignment {
            bill_no: take.next(),
            ..Consignment::default()
        });
    }
    let is_change = function == ManifestFunction::Change;
    let (table, item) = (if is_change { &tables::CHANGED } else { &tables::BILL }, Some(nth));
    let (mut slots, mut goods, mut containers) = (Slots::new(), Vec::new(), Vec::new());
    let mut within = Vec::new();
    fill(general, &mut slots, Faults { table, item, findings }, |general, path| match path {
        "ConsignmentItem" => {
            let nth = Some(goods.len());
            let name = |take: &mut Taker<'_, 'a>| take.next::<Text<'a>>();
            goods.push(one(general, &tables::GOODS, nth, &mut within, name)?);
            Ok(true)
        }
        "TransportEquipment" => {
            let nth = containers.len();
            containers.push(container(general, nth, &mut within)?);
            Ok(true)
        }
        _ => Ok(false),
    })?;
    let mut take = Taker::new(&mut slots, Faults { table, item, findings });
    let packages = take.next();
    let (consignee, consignor) = (take.next(), take.next());
    let gross_weight_kg: Amount = take.next();
    let _procedure: Text<'a> = take.next();
    let bill_no = take.next();
    findings.append(&mut within);
    let goods = match goods.as_mut_slice() {
        [one] => std::mem::take(one),
        several => Text::from(several.iter().map(Text::as_str).collect::<Vec<_>>().join("；")),
    };
    Ok(Consignment {
        bill_no,
        packages,
        gross_weight_kg,
        goods,
        containers,
        consignor,
        consignee,
        ..Consignment::default()
    })
}

/// A container with its seals, after its start.
fn container<'a>(
    general: &mut General<'a, '_>,
    nth: usize,
    findings: &mut Vec<Finding>,
) -> Result<CarriedContainer<'a>, Box<Refusal>> {
    let (table, item) = (&tables::CONTAINER, Some(nth));
    let (mut slots, mut seals) = (Slots::new(), Vec::new());
    fill(general, &mut slots, Faults { table, item, findings }, |general, path| {
        if path == "SealID" {
            seals.push(Text::from(general.leaf()?.0));
        }
        Ok(path == "SealID")
    })?;
    let mut take = Taker::new(&mut slots, Faults { table, item, findings });
    Ok(CarriedContainer { number: take.next(), seals })
}

/// A vehicle with its containers, after its start.
fn vehicle<'a>(
    general: &mut General<'a, '_>,
    nth: usize,
    findings: &mut Vec<Finding>,
) -> Result<ReportedVehicle<'a>, Box<Refusal>> {
    let (table, item) = (&tables::VEHICLE, Some(nth));
    let (mut slots, mut containers) = (Slots::new(), Vec::new());
    let mut within = Vec::new();
    fill(general, &mut slots, Faults { table, item, findings }, |general, path| {
        if path == "TransportEquipment" {
            let nth = containers.len();
            containers.push(container(general, nth, &mut within)?);
        }
        Ok(path == "TransportEquipment")
    })?;
    let mut take = Taker::new(&mut slots, Faults { table, item, findings });
    let due_at: Stamp = take.next();
    let (code, plate) = (take.next(), take.next());
    let _mode: Text<'a> = take.next();
    findings.append(&mut within);
    Ok(ReportedVehicle { plate, code, due_at: due_at.moment(), containers })
}

/// A node without nodes of its own that are read, after its start.
fn one<'a, T>(
    general: &mut General<'a, '_>,
    table: &'static Table,
    item: Option<usize>,
    findings: &mut Vec<Finding>,
    take: impl FnOnce(&mut Taker<'_, 'a>) -> T,
) -> Result<T, Box<Refusal>> {
    let mut slots = Slots::new();
    fill(general, &mut slots, Faults { table, item, findings }, |_, _| Ok(false))?;
    Ok(take(&mut Taker::new(&mut slots, Faults { table, item, findings })))
}

/// The fields of a node, and of the nodes within it, by their paths. `other` is asked about every
/// element first that is not empty, by its path, and says whether it took it.
fn fill<'a, 'l>(
    general: &mut General<'a, 'l>,
    slots: &mut Slots<'a>,
    mut faults: Faults<'_>,
    mut other: impl FnMut(&mut General<'a, 'l>, &str) -> Result<bool, Box<Refusal>>,
) -> Result<(), Box<Refusal>> {
    slots.begin();
    let (mut path, outside) = (String::new(), general.depth().saturating_sub(1));
    loop {
        let event = general.next()?;
        let (node, is_empty) = match event {
            Event::Start(node) => (node, false),
            Event::Empty(node) => (node, true),
            Event::End(_) if general.depth() == outside => return Ok(()),
            Event::End(_) => {
                path.truncate(path.rfind('/').unwrap_or(0));
                continue;
            }
            Event::Eof => return Err(general.unclosed()),
            event => {
                general.complain(&event, Faults { findings: faults.findings, ..faults });
                continue;
            }
        };
        let length = path.len();
        if length > 0 {
            path.push('/');
        }
        path.push_str(node.local_name().as_ref());
        if !is_empty && other(general, &path)? {
            path.truncate(length);
            continue;
        }
        if let Some(index) = slots.find(faults.table, &path) {
            weigh(general, &node, &mut faults, index)?;
            let text = if is_empty { Cow::Borrowed("") } else { general.leaf()?.0 };
            slots.keep(index, text, &mut faults);
            path.truncate(length);
        } else if is_empty || !leads(faults.table, &path) {
            if !is_empty {
                general.skip()?;
            }
            path.truncate(length);
        }
    }
}

/// Whether any field of the table lies within that element.
fn leads(table: &Table, path: &str) -> bool {
    let is_within = |it: &str| it.strip_prefix(path).is_some_and(|it| it.starts_with('/'));
    table.rows.iter().any(|it| is_within(it.element))
}

/// Weights are kilograms; a unit that says otherwise is a fault.
fn weigh<'a>(
    general: &General<'a, '_>,
    node: &quick_xml::events::BytesStart<'a>,
    faults: &mut Faults<'_>,
    index: usize,
) -> Result<(), Box<Refusal>> {
    if node.local_name().as_ref() != "GrossMassMeasure" {
        return Ok(());
    }
    let unit = general.attribute(node, "unitCode")?;
    if !unit.is_empty() && unit != "KGM" {
        let name = faults.table.rows.get(index).map_or("", |it| it.name);
        let pointer = faults.table.pointer_to(name, faults.item);
        let finding = format::finding(Fault::NotListed, pointer, &unit, "KGM".to_owned());
        format::tell(finding, faults.findings);
    }
    Ok(())
}
