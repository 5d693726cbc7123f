//! Cases that goods of one bill, or of one voyage, stand in, and whether an order would be obeyed about each: what bulk
//! holding and releasing (成批布控、放行) is previewed with, and what became of each case.

use anyhow::Result;
use clearance::{
    DeclarationFile, allows_declaration_order, allows_parcel_order, declaration_state_number,
    entry::{Entry, state_number, state_of},
    history::{self, Event},
    ports::{EntryRow, Records},
};
use model::{DeclarationState, EntryId, EntryState, Finding, InputId, OfficerAction};
use store::HouseRecords;

use crate::{
    access::{Viewer, declaration_parties},
    view::{HeldCase, HoldOrder, HoldSubject},
};

/// Rows that are looked at for one question, the newest first.
const LOOKED_AT: usize = 50_000;
/// Rows that are read at once.
const ROWS: usize = 1_000;
/// Cases that are acted on at once.
pub(crate) const HELD_MAX: usize = 500;

/// By which goods are meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Meant {
    /// 提运单号; a master bill means its house bills too.
    Bill(String),
    /// 运输工具名称 and 航次号.
    Voyage { transport_name: String, voyage_no: String },
}

impl Meant {
    fn is(&self, bill_no: &str, transport: &str, voyage: &str) -> bool {
        match self {
            Meant::Bill(wanted) => {
                let rest = bill_no.strip_prefix(wanted.as_str());
                rest.is_some_and(|it| it.is_empty() || it.starts_with(['*', '_']))
            }
            Meant::Voyage { transport_name, voyage_no } => {
                transport == transport_name && voyage == voyage_no
            }
        }
    }
}

/// What is meant, and whether all that there is was looked at.
pub(crate) struct Found {
    pub(crate) items: Vec<HeldCase>,
    pub(crate) is_whole: bool,
}

/// States in which goods are before customs, and those in which they are let go and still there.
const DECLARATIONS: [DeclarationState; 9] = [
    DeclarationState::Declared,
    DeclarationState::Reviewing,
    DeclarationState::AwaitingTax,
    DeclarationState::Examination,
    DeclarationState::AwaitingManifest,
    DeclarationState::AwaitingArrival,
    DeclarationState::AwaitingFiles,
    DeclarationState::Detained,
    DeclarationState::Released,
];
const PARCELS: [EntryState; 6] = [
    EntryState::Declared,
    EntryState::Accepted,
    EntryState::UnderReview,
    EntryState::UnderExamination,
    EntryState::Reviewed,
    EntryState::DetainedOther,
];

/// The cases that are meant and that somebody sees.
///
/// # Errors
/// When the store fails.
pub(crate) fn find(
    records: &HouseRecords,
    viewer: &Viewer,
    meant: &Meant,
    order: HoldOrder,
) -> Result<Found> {
    let mut found = Found { items: Vec::new(), is_whole: true };
    let action = order.action();
    each(
        records,
        DECLARATIONS.map(declaration_state_number).as_slice(),
        &mut found,
        |row, items| {
            items.extend(of_declaration(records, viewer, meant, action, row)?);
            Ok(())
        },
    )?;
    if order.is_of_parcels() {
        each(records, PARCELS.map(state_number).as_slice(), &mut found, |row, items| {
            items.extend(of_parcel(viewer, meant, action, row)?);
            Ok(())
        })?;
    }
    found.items.sort_by(|one, other| one.number.cmp(&other.number));
    Ok(found)
}

/// Goes through rows of these states, the newest first, as far as it looks.
fn each(
    records: &HouseRecords,
    states: &[u8],
    found: &mut Found,
    mut look: impl FnMut(&EntryRow, &mut Vec<HeldCase>) -> Result<()>,
) -> Result<()> {
    let mut left = LOOKED_AT;
    for state in states {
        let mut before = EntryId(0);
        loop {
            let rows = records.entries(Some(*state), before, ROWS)?;
            for row in &rows {
                look(row, &mut found.items)?;
            }
            left = left.saturating_sub(rows.len());
            let Some(last) = rows.last().filter(|_| rows.len() == ROWS) else { break };
            if left == 0 {
                found.is_whole = false;
                return Ok(());
            }
            before = last.id;
        }
    }
    Ok(())
}

fn of_declaration(
    records: &HouseRecords,
    viewer: &Viewer,
    meant: &Meant,
    action: OfficerAction,
    row: &EntryRow,
) -> Result<Option<HeldCase>> {
    let file = DeclarationFile::from_row(row)?;
    let it = &*file.declaration;
    if !meant.is(&it.bill_no, &it.transport_name, &it.voyage_no) || file.declaration_no.is_empty() {
        return Ok(None);
    }
    let sight = viewer.sight(|| declaration_parties(records, &file))?;
    Ok(sight.map(|_| HeldCase {
        subject: HoldSubject::Declaration,
        number: file.declaration_no.to_string(),
        office: it.declaring_customs.to_string(),
        bill_no: it.bill_no.to_string(),
        party: it.trader.name.to_string(),
        state_title_zh: lifecycle::declaration_title_zh(file.state).to_owned(),
        state_title_en: lifecycle::declaration_title_en(file.state).to_owned(),
        is_under_control: file.bar.is_some(),
        would_obey: allows_declaration_order(&file, action),
    }))
}

fn of_parcel(
    viewer: &Viewer,
    meant: &Meant,
    action: OfficerAction,
    row: &EntryRow,
) -> Result<Option<HeldCase>> {
    let entry = Entry::from_row(row)?;
    let Some(state) = state_of(row.state) else { return Ok(None) };
    let Some(it) = entry.inventory.as_ref().and_then(|it| it.accepted()) else { return Ok(None) };
    let number = entry.list_no();
    if !meant.is(&it.bill_no, &it.transport_name, &it.voyage_no) || number.is_empty() {
        return Ok(None);
    }
    let office = entry.list.as_ref().map_or("", |it| &it.customs_code);
    Ok(viewer.is_of_office(office).then(|| HeldCase {
        subject: HoldSubject::Parcel,
        number,
        office: office.to_owned(),
        bill_no: it.bill_no.to_string(),
        party: entry.platform_code.to_string(),
        state_title_zh: lifecycle::state_title_zh(state).to_owned(),
        state_title_en: lifecycle::state_title_en(state).to_owned(),
        is_under_control: false,
        would_obey: allows_parcel_order(state, action),
    }))
}

/// What stood against an officer's order that was decided; nothing where it was obeyed.
///
/// # Errors
/// When the history cannot be read.
pub(crate) fn refusals(records: &HouseRecords, input: InputId) -> Result<Vec<Finding>> {
    let mut refused = Vec::new();
    for record in records.history_with(input)? {
        for happening in history::decode(&record.body)? {
            match happening.what {
                Event::HouseInput { findings, .. } if happening.input == input => {
                    refused.extend(findings);
                }
                _ => {}
            }
        }
    }
    Ok(refused)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_master_bill_means_its_house_bills_and_no_other() {
        let master = Meant::Bill("160-12345".to_owned());
        for bill in ["160-12345", "160-12345*H1", "160-12345_H1"] {
            assert!(master.is(bill, "", ""), "{bill}");
        }
        for bill in ["160-123456", "160-1234", ""] {
            assert!(!master.is(bill, "", ""), "{bill}");
        }
        let flight =
            Meant::Voyage { transport_name: "CX".to_owned(), voyage_no: "0381".to_owned() };
        assert!(flight.is("", "CX", "0381") && !flight.is("", "CX", "0382"));
    }
}
