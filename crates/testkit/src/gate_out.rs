//! What enterprises and gates of bonded zones would send now, given where a house stands: exit lists
//! for released parcels, gate passes for approved exit lists, passages for approved passes.
//!
//! A house gives out the numbers that the next message names, so this is no corpus: it is asked
//! again after each round.

use std::collections::BTreeMap;

use clearance::{
    ExitListFile, GatePassFile,
    entry::{Entry, state_number},
    exit_list_state_number, gate_pass_state_number,
    ports::{EntryRow, Records, StoreError},
};
use messages::{ZoneHeader, write_zone_document};
use model::{
    Amount, DayStamp, DrawnGoods, EntryId, EntryState, ExitLink, ExitList, ExitListState, GatePass,
    GatePassLine, GatePassLink, GatePassState, HouseMessage, Moment, Text, ZoneDocument,
};

use crate::owned;

/// How much is sent at a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GateOut {
    /// Retail lists in one exit list.
    pub parcels_a_list: usize,
    /// Exit lists of one office and enterprise on one gate pass.
    pub lists_a_pass: usize,
    /// Most new exit lists at a time.
    pub max_lists: usize,
}

impl Default for GateOut {
    fn default() -> GateOut {
        GateOut { parcels_a_list: 200, lists_a_pass: 4, max_lists: usize::MAX }
    }
}

/// A message to send, under the name of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ZoneMessage {
    pub name: String,
    pub bytes: Vec<u8>,
}

/// An enterprise of a zone, which declares for itself.
#[derive(Debug, Clone, Copy)]
pub struct ZoneEnterprise<'a> {
    pub code: &'a str,
    pub name: &'a str,
}

const PAGE: usize = 1_000;

impl GateOut {
    /// All that can be sent now. `name_of` knows the names of enterprises by their codes.
    ///
    /// # Errors
    /// When the house's records cannot be read.
    pub fn next(
        &self,
        records: &dyn Records,
        name_of: &dyn Fn(&str) -> String,
        at: Moment,
    ) -> Result<Vec<ZoneMessage>, StoreError> {
        let mut out = self.passages(records, at)?;
        out.extend(self.gate_passes(records, name_of)?);
        out.extend(self.exit_lists(records, name_of, at)?);
        Ok(out)
    }

    /// One exit list for parcels that draw on one book.
    fn exit_lists(
        &self,
        records: &dyn Records,
        name_of: &dyn Fn(&str) -> String,
        at: Moment,
    ) -> Result<Vec<ZoneMessage>, StoreError> {
        type Gathered = (String, DrawnGoods<'static>);
        let mut waiting: BTreeMap<(String, String, String), Vec<Gathered>> = BTreeMap::new();
        each(records, state_number(EntryState::Released), &mut |row| {
            let entry = Entry::from_row(row).map_err(unread)?;
            let (Some(goods), Some(list)) = (&entry.drawn, &entry.list) else { return Ok(()) };
            if entry.exit_list_no.is_empty() {
                let key = (
                    list.customs_code.to_string(),
                    goods.book_no.to_string(),
                    goods.zone_code.to_string(),
                );
                waiting
                    .entry(key)
                    .or_default()
                    .push((entry.list_no(), owned::drawn((**goods).clone())));
            }
            Ok(())
        })?;
        let mut out = Vec::new();
        for ((customs_code, _, zone_code), mut parcels) in waiting {
            parcels.sort_by(|(one, _), (other, _)| one.cmp(other));
            for parcels in parcels.chunks(self.parcels_a_list.max(1)) {
                if out.len() >= self.max_lists {
                    return Ok(out);
                }
                let Some((first, _)) = parcels.first() else { continue };
                let name = name_of(&zone_code);
                let zone = ZoneEnterprise { code: &zone_code, name: &name };
                let sum = DrawnGoods::sum(parcels.iter().map(|(_, goods)| goods));
                let numbers: Vec<&str> =
                    parcels.iter().map(|(number, _)| number.as_str()).collect();
                let reference = format!("CQ{first}");
                let list = exit_list(
                    &reference,
                    zone,
                    &customs_code,
                    &sum,
                    &numbers,
                    DayStamp::from_date(at.local_date()),
                );
                let document = ZoneDocument::ExitList(Box::new(list));
                out.push(zone_message("INV101", &reference, &document, &zone_code));
            }
        }
        Ok(out)
    }

    /// One vehicle for exit lists of one enterprise.
    fn gate_passes(
        &self,
        records: &dyn Records,
        name_of: &dyn Fn(&str) -> String,
    ) -> Result<Vec<ZoneMessage>, StoreError> {
        type Carried = (String, Amount, Amount);
        let mut waiting: BTreeMap<(String, String), Vec<Carried>> = BTreeMap::new();
        each(records, exit_list_state_number(ExitListState::Approved), &mut |row| {
            let file = ExitListFile::from_row(row).map_err(unread)?;
            if file.shares.is_empty() {
                let key = (file.list.customs_code.to_string(), file.list.operator_code.to_string());
                let carried = (file.list_no.to_string(), file.gross_weight_kg, file.net_weight_kg);
                waiting.entry(key).or_default().push(carried);
            }
            Ok(())
        })?;
        let mut out = Vec::new();
        for ((customs_code, zone_code), mut lists) in waiting {
            lists.sort_by(|(one, ..), (other, ..)| one.cmp(other));
            for lists in lists.chunks(self.lists_a_pass.max(1)) {
                let Some((first, ..)) = lists.first() else { continue };
                let name = name_of(&zone_code);
                let zone = ZoneEnterprise { code: &zone_code, name: &name };
                let gross = lists.iter().map(|(_, gross, _)| *gross).sum();
                let net = lists.iter().map(|(_, _, net)| *net).sum();
                let numbers: Vec<&str> = lists.iter().map(|(number, ..)| number.as_str()).collect();
                let reference = format!("HF{first}");
                let pass = gate_pass(&reference, zone, &customs_code, &numbers, (gross, net));
                let document = ZoneDocument::GatePass(Box::new(pass));
                out.push(zone_message("SAS121", &reference, &document, &zone_code));
            }
        }
        Ok(out)
    }

    /// Every vehicle that may pass comes, and weighs what was declared.
    fn passages(&self, records: &dyn Records, at: Moment) -> Result<Vec<ZoneMessage>, StoreError> {
        let mut out = Vec::new();
        each(records, gate_pass_state_number(GatePassState::Approved), &mut |row| {
            let file = GatePassFile::from_row(row).map_err(unread)?;
            let message = HouseMessage::GatePassage {
                pass_no: file.pass_no.to_string(),
                vehicle_no: file.pass.vehicle_no.to_string(),
                weight_kg: file.pass.total_weight_kg,
                gate: format!("{}K01", file.pass.customs_code),
                operator: "卡口".to_owned(),
                at,
            };
            let name = format!("passage-{}.json", file.pass_no);
            let bytes = serde_json::to_vec(&message).map_err(unwritten)?;
            out.push(ZoneMessage { name, bytes });
            Ok(())
        })?;
        out.sort_by(|one, other| one.name.cmp(&other.name));
        Ok(out)
    }
}

/// Every row in a state, newest first.
pub(crate) fn each(
    records: &dyn Records,
    state: u8,
    take: &mut dyn FnMut(&EntryRow) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    let mut before = EntryId(0);
    loop {
        let rows = records.entries(Some(state), before, PAGE)?;
        let Some(last) = rows.last() else { return Ok(()) };
        before = last.id;
        rows.iter().try_for_each(&mut *take)?;
    }
}

pub(crate) fn unread(cause: impl std::error::Error + Send + Sync + 'static) -> StoreError {
    StoreError::new("read a case's record", cause)
}

pub(crate) fn unwritten(cause: serde_json::Error) -> StoreError {
    StoreError::new("spell a message", cause)
}

/// An exit list over retail lists that come to `sum`, with a line a record.
pub fn exit_list<'a>(
    reference: &'a str,
    zone: ZoneEnterprise<'a>,
    customs_code: &'a str,
    sum: &DrawnGoods<'a>,
    list_nos: &[&'a str],
    day: DayStamp,
) -> ExitList<'a> {
    let (code, name) = (Text::borrowed(zone.code), Text::borrowed(zone.name));
    let day = Text::from(day.to_string());
    let none = Text::default;
    let link =
        |list_no: &&'a str| ExitLink { list_no: Text::borrowed(list_no), ..ExitLink::default() };
    ExitList {
        preliminary_no: none(),
        list_no: none(),
        book_no: sum.book_no.clone(),
        reference: Text::borrowed(reference),
        action_code: Text::borrowed("1"),
        operator_credit_code: none(),
        operator_code: code.clone(),
        operator_name: name.clone(),
        receiver_credit_code: none(),
        receiver_code: code.clone(),
        receiver_name: name.clone(),
        declarant_credit_code: none(),
        declarant_code: code,
        declarant_name: name,
        typist_credit_code: none(),
        typist_code: none(),
        typist_name: none(),
        typed_at: day.clone(),
        declared_at: day,
        list_type: Text::borrowed("8"),
        direction: Text::borrowed("E"),
        goods_mark: Text::borrowed("I"),
        supervision_mode: Text::borrowed("1210"),
        transport_mode: Text::borrowed("9"),
        port_code: Text::borrowed(customs_code),
        customs_code: Text::borrowed(customs_code),
        country: Text::borrowed("142"),
        declaration_flag: Text::borrowed("2"),
        declaration_type: none(),
        generates_declaration: Text::borrowed("2"),
        note: none(),
        lines: sum.to_exit_lines(),
        links: list_nos.iter().map(link).collect(),
    }
}

/// The vehicle's own weight, in kilograms.
const VEHICLE_KG: i64 = 4_200;

/// A gate pass for whole exit lists of that gross and net weight.
pub fn gate_pass<'a>(
    reference: &'a str,
    zone: ZoneEnterprise<'a>,
    customs_code: &'a str,
    list_nos: &[&'a str],
    (gross, net): (Amount, Amount),
) -> GatePass<'a> {
    let (code, name) = (Text::borrowed(zone.code), Text::borrowed(zone.name));
    let none = Text::default;
    let link = |list_no: &&'a str| GatePassLink {
        related_type: Text::borrowed("1"),
        exit_list_no: Text::borrowed(list_no),
    };
    let vehicle_weight_kg = Amount::from_units(VEHICLE_KG);
    let plate: u64 = reference.bytes().fold(0, |sum, byte| sum * 31 % 90_000 + u64::from(byte));
    GatePass {
        preliminary_no: none(),
        pass_no: none(),
        pass_type: Text::borrowed("3"),
        customs_code: Text::borrowed(customs_code),
        action_code: Text::borrowed("1"),
        direction: Text::borrowed("E"),
        binding: Text::borrowed("1"),
        related_type: Text::borrowed("1"),
        related_no: Text::from(list_nos.join("\\")),
        book_no: none(),
        operator_code: code.clone(),
        operator_name: name.clone(),
        operator_credit_code: none(),
        vehicle_no: Text::from(format!("示A{:05}", 10_000 + plate)),
        vehicle_card_no: none(),
        container_no: none(),
        vehicle_weight_kg,
        frame_no: none(),
        frame_weight_kg: None,
        container_type: none(),
        container_weight_kg: None,
        total_weight_kg: vehicle_weight_kg + gross,
        gross_weight_kg: gross,
        net_weight_kg: net,
        contact: none(),
        declarant_code: code,
        declarant_name: name,
        declarant_credit_code: none(),
        typist_code: none(),
        typist_credit_code: none(),
        typist_name: none(),
        reference: Text::borrowed(reference),
        note: none(),
        lines: Vec::<GatePassLine<'a>>::new(),
        links: list_nos.iter().map(link).collect(),
    }
}

/// A zone document in its package, as a client sends it.
pub fn zone_message(
    kind: &str,
    reference: &str,
    document: &ZoneDocument<'_>,
    sender_code: &str,
) -> ZoneMessage {
    let header = ZoneHeader {
        version: Text::borrowed("1.0"),
        message_id: Text::from(format!("{kind}-{reference}")),
        file_name: Text::from(format!("{kind}-{reference}.zip")),
        message_type: Text::from(kind.to_owned()),
        sender_id: Text::borrowed("DXPENT0000000007"),
        receiver_id: Text::borrowed("DXPEDCSAS0000001"),
        send_time: Text::default(),
    };
    let mut bytes = Vec::new();
    write_zone_document(&header, document, sender_code, &mut bytes);
    ZoneMessage { name: format!("{kind}-{reference}.xml"), bytes }
}
