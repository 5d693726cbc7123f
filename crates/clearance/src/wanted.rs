//! What decisions about released lists have to know: entries named by number, what is due, slips and
//! the accounts behind them.

use messages::Message;
use model::{
    AmendmentKind, AmendmentRequest, AuditAct, Date, DayStamp, Declaration, DeclarationStep,
    EntryId, EntryState, HouseMessage, KeyPair, Moment, ZoneKind,
};

use crate::{
    accounts::list_accounts,
    amend_effect::request_of,
    declaration::case_of_declaration_no,
    desk::Desk,
    entry::Entry,
    gathered::lists_named,
    licences::DrawnLicence,
    monthly::is_monthly,
    numbers::{case_of_amendment_no, declaration_of_duty_slip, entry_of_list_no},
    ports::{EntryRow, Keys},
    prepare::Prepared,
    tick::Agenda,
    transit_file::transit_case,
    zone::{case_of_preliminary_no, case_of_zone_no},
};

/// How much one tick does at most. What is left is due still, and the next tick's. A replay comes to
/// the same only with the same figure.
pub(crate) const TICK_WORK: usize = 5_000;

/// The entries whose lists a batch's documents name by number, and the zone's cases that they name.
pub(crate) fn entries_of(inputs: &[Prepared<'_>]) -> Vec<EntryId> {
    let filed = inputs.iter().flat_map(|it| &it.filed);
    let named = filed.flat_map(|it| it.entry.into_iter().chain(it.exports.iter().copied()));
    let mut entries: Vec<EntryId> = named.collect();
    for input in inputs {
        if let Ok(Message::Zone(reading)) = &input.message {
            let named = reading.document.linked_nos().into_iter();
            let case = |it: &str| entry_of_list_no(it).or_else(|| case_of_zone_no(it));
            entries.extend(named.filter_map(case));
        }
    }
    for input in inputs {
        if let Ok(Message::Declaration(reading)) = &input.message {
            entries.extend(lists_named(&reading.document));
        }
        if let Ok(Message::Supplement(reading)) = &input.message {
            entries.extend(case_of_preliminary_no(&reading.document.preliminary_no));
        }
        if let Ok(Message::File(reading)) = &input.message {
            entries.extend(case_of_declaration_no(&reading.document.declaration_no));
        }
        if let Ok(Message::Amendment(reading)) = &input.message {
            let it = &reading.document;
            entries.extend(case_of_declaration_no(&it.declaration_no));
            let confirmed = it.confirmation.as_ref().map(|it| &it.request_no);
            let named = confirmed.into_iter().chain([&it.request_no]);
            entries.extend(named.filter_map(|it| case_of_amendment_no(it)));
        }
    }
    entries.sort();
    entries.dedup();
    entries
}

/// Whether any input holds a zone document of that kind.
pub(crate) fn has_zone(inputs: &[Prepared<'_>], kind: ZoneKind) -> bool {
    let is_one = |input: &Prepared<'_>| match &input.message {
        Ok(Message::Zone(reading)) => reading.document.kind() == kind,
        _ => false,
    };
    inputs.iter().any(is_one)
}

/// The cases that are not at hand.
pub(crate) fn away(desk: &Desk<'_, '_>, cases: impl Iterator<Item = EntryId>) -> Vec<EntryId> {
    let is_away = |id: &EntryId| desk.index_of(*id).is_none() && desk.zone.list_of(*id).is_none();
    let mut entries: Vec<EntryId> = cases.filter(is_away).collect();
    entries.sort();
    entries.dedup();
    entries
}

/// What declarations and the applications about them name in turn: each other, and the account of the
/// trader's guarantee.
pub(crate) fn add_amendments(desk: &Desk<'_, '_>, wanted: &mut Keys) {
    if desk.declarations.files.is_empty() && desk.amendments.files.is_empty() {
        return;
    }
    for file in &desk.declarations.files {
        wanted.accounts.push(desk.keyring.guarantee(&file.declaration.trader.code));
        let last = file.amendment.map(|it| it.case);
        wanted.entries.extend(last.filter(|it| desk.amendments.of_id(*it).is_none()));
    }
    for file in &desk.amendments.files {
        if desk.declarations.of_id(file.declaration).is_none() {
            wanted.entries.push(file.declaration);
            wanted.accounts.push(desk.keyring.guarantee(&file.request.trader.code));
        }
    }
    wanted.entries.sort();
    wanted.entries.dedup();
    wanted.accounts = distinct(std::mem::take(&mut wanted.accounts));
}

/// What declarations hold that applications are about, and would hold as amended. Nothing where there is no
/// application, and then nothing is loaded.
pub(crate) fn beside_amended(desk: &Desk<'_, '_>, inputs: &[Prepared<'_>]) -> Keys {
    let (mut claims, mut accounts) = (Vec::new(), Vec::new());
    let asked = inputs.iter().filter_map(|it| match &it.message {
        Ok(Message::Amendment(reading)) => {
            Some((desk.declarations.of_no(&reading.document.declaration_no)?, &reading.document))
        }
        _ => None,
    });
    let filed = desk.amendments.files.iter().filter(|it| it.is_open());
    let filed =
        filed.filter_map(|it| Some((desk.declarations.of_id(it.declaration)?, &*it.request)));
    let found = found_of(desk, inputs);
    let found = found.iter().map(|(index, request)| (*index, request));
    for (index, request) in asked.chain(filed).chain(found) {
        let Some(file) = desk.declarations.files.get(index) else { continue };
        beside_declaration(desk, &file.declaration, &file.licences, &mut claims, &mut accounts);
        accounts.extend(file.guarantee.map(|it| it.account));
        let mut amended = (*file.declaration).clone();
        for field in &request.fields {
            // What cannot be changed is said in its turn.
            let _ = messages::change_field(&mut amended, field);
        }
        beside_declaration(desk, &amended, &[], &mut claims, &mut accounts);
    }
    Keys { claims: distinct(claims), accounts: distinct(accounts), ..Keys::default() }
}

/// What was found of declarations after their release, as applications: in the cases at hand, and in what is said of
/// them now.
fn found_of<'a>(
    desk: &Desk<'a, '_>,
    inputs: &[Prepared<'_>],
) -> Vec<(usize, AmendmentRequest<'a>)> {
    use AuditAct::{OpinionAsked, Reported};
    let kept = desk.audits.files.iter().flat_map(|it| &it.findings);
    let said = inputs.iter().filter_map(|it| match &it.message {
        Ok(Message::House(HouseMessage::Disclose { findings, .. })) => Some(findings),
        Ok(Message::House(HouseMessage::Audit {
            act: OpinionAsked { findings, .. } | Reported { findings, .. },
            ..
        })) => Some(findings),
        _ => None,
    });
    let fields = kept.chain(said.flatten()).map(|it| (it.declaration_no.as_str(), &it.fields));
    let claimed = inputs.iter().filter_map(|it| match &it.message {
        Ok(Message::House(HouseMessage::ClaimRefund { declaration_no, fields, .. })) => {
            Some((declaration_no.as_str(), fields))
        }
        _ => None,
    });
    let found = fields.chain(claimed).filter_map(|(number, fields)| {
        let index = desk.declarations.of_no(number)?;
        let file = desk.declarations.files.get(index)?;
        let kind = AmendmentKind::Amend;
        Some((index, request_of(file, kind, fields, ("", ""), &mut Vec::new())))
    });
    found.collect()
}

/// What is kept of a declaration's licences and of a broker's authorisation.
pub(crate) fn beside_declaration(
    desk: &Desk<'_, '_>,
    declaration: &Declaration<'_>,
    held: &[DrawnLicence<'_>],
    claims: &mut Vec<KeyPair>,
    accounts: &mut Vec<KeyPair>,
) {
    desk.licence_keys(declaration, held, claims, accounts);
    desk.guarantee_keys(declaration, claims, accounts);
    claims.extend(desk.authorisation_keys(declaration));
    if matches!(declaration.step, DeclarationStep::List | DeclarationStep::Gathered) {
        claims.push(desk.keyring.overdue_lists(&declaration.trader.code));
    }
    claims.push(desk.keyring.files_kept(declaration.filer_code()));
}

/// Of a batch's manifests: the consignments of the bills that are named, or of a whole manifest where
/// none is; and of consignments that are named by themselves, their bills.
pub(crate) fn carried(desk: &Desk<'_, '_>, inputs: &[Prepared<'_>]) -> Keys {
    let manifests = &desk.manifests;
    let bills = manifests.bills.values();
    let mut entries: Vec<EntryId> =
        bills.flat_map(|it| it.consignments.iter().chain(&it.waiting)).copied().collect();
    for input in inputs {
        let Ok(Message::Manifest(reading)) = &input.message else { continue };
        if reading.message.bills().is_empty() {
            let key = input.filed.first().and_then(|it| it.keys.manifest);
            let file = key.and_then(|it| manifests.files.get(manifests.index(it)?));
            entries.extend(file.iter().flat_map(|it| &it.consignments));
        }
    }
    let claims = unknown_bills(desk);
    Keys { claims, ..Keys::of_entries(away_cases(desk, entries)) }
}

/// The declarations that stand, or wait, for goods that a manifest's message or an officer is about.
pub(crate) fn standing(desk: &Desk<'_, '_>, inputs: &[Prepared<'_>]) -> Keys {
    let is_about =
        |it: &Prepared<'_>| matches!(it.message, Ok(Message::Manifest(_) | Message::House(_)));
    if !inputs.iter().any(is_about) {
        return Keys::default();
    }
    let manifests = &desk.manifests;
    let claims = unknown_bills(desk);
    let declared = manifests.consignments.iter().filter_map(|it| it.declared.as_ref());
    let mut entries: Vec<EntryId> = declared.map(|it| it.case).collect();
    // One that ended is declared anew under its number: its consignment does not know of it any more.
    let is_transit =
        |it: &Prepared<'_>| matches!(it.message, Ok(Message::House(HouseMessage::Transit { .. })));
    let is_declared = inputs.iter().any(is_transit);
    let moved = manifests.consignments.iter().filter(|it| is_declared || it.transit.is_some());
    entries.extend(moved.map(|it| transit_case(it.id)));
    entries.extend(manifests.bills.values().flat_map(|it| &it.waiting));
    // A report by voyage reaches by its bills to their manifests.
    let is_by_voyage = |it: &Prepared<'_>| matches!(&it.message, Ok(Message::Manifest(it)) if it.message.voyage().is_some());
    if inputs.iter().any(is_by_voyage) {
        entries.extend(manifests.consignments.iter().map(|it| it.manifest));
    }
    Keys { claims, ..Keys::of_entries(away_cases(desk, entries)) }
}

/// What applications to amend and instruments at hand are about, those declarations whose payment slips banks or the
/// treasury say something of, and what a case after release reaches to.
pub(crate) fn asked(desk: &Desk<'_, '_>, inputs: &[Prepared<'_>]) -> Vec<EntryId> {
    let mut cases: Vec<EntryId> = desk.amendments.files.iter().map(|it| it.declaration).collect();
    cases.extend(desk.instruments.files.iter().map(|it| it.about));
    let under = desk.declarations.files.iter().map(|it| it.audit).filter(|it| it.0 != 0);
    cases.extend(under.filter(|it| desk.audits.of_id(*it).is_none()));
    for file in &desk.audits.files {
        cases.extend(file.declarations.iter().map(|(case, _)| *case));
        let open = file.open_instruments.iter().map(|it| it.case);
        cases.extend(open.filter(|it| desk.instruments.of_id(*it).is_none()));
    }
    let is_of_slip =
        |it: &Prepared<'_>| matches!(it.message, Ok(Message::House(HouseMessage::DutySlip { .. })));
    if inputs.iter().any(is_of_slip) {
        cases.extend(desk.duty_slips.files.iter().map(|it| it.declaration));
    }
    // A month that is paid reaches to its slips, and to their declarations.
    let open = desk.monthly.files.iter().flat_map(|it| &it.months).flat_map(|it| &it.open);
    let open: Vec<EntryId> = open.map(|(slip, _)| *slip).collect();
    cases.extend(open.iter().map(|it| declaration_of_duty_slip(*it)));
    cases.extend(open);
    away_cases(desk, cases)
}

/// The consignments that declarations at hand stand for, with the transit that they brought or bring, the lists that
/// they gather, and what gathered them.
pub(crate) fn carrying(desk: &Desk<'_, '_>, inputs: &[Prepared<'_>]) -> Vec<EntryId> {
    let files = &desk.declarations.files;
    let on = files.iter().filter_map(|it| it.on_manifest).map(|it| it.consignment);
    let lists = files.iter().flat_map(|it| lists_named(&it.declaration));
    let by = files.iter().map(|it| it.gathered_by).filter(|it| it.0 != 0);
    let moved = desk.transits.files.iter().map(|it| it.consignment);
    let mut cases: Vec<EntryId> = on.chain(lists).chain(by).chain(moved).collect();
    cases.extend(brought(desk, inputs));
    away_cases(desk, cases)
}

/// The transits that declarations brought, and those of the bills at hand where one brings its own now.
fn brought(desk: &Desk<'_, '_>, inputs: &[Prepared<'_>]) -> Vec<EntryId> {
    let files = desk.declarations.files.iter().filter(|it| it.declaration.transit.is_some());
    let is_filed = |it: &Prepared<'_>| matches!(&it.message, Ok(Message::Declaration(it)) if it.document.transit.is_some());
    if files.clone().next().is_none() && !inputs.iter().any(is_filed) {
        return Vec::new();
    }
    let on = files.filter_map(|it| it.on_manifest).map(|it| it.consignment);
    let cases = on.chain(desk.manifests.consignments.iter().map(|it| it.id)).map(transit_case);
    cases.filter(|it| desk.transits.of_id(*it).is_none()).collect()
}

/// The bills of consignments that are at hand, where the bills are not.
fn unknown_bills(desk: &Desk<'_, '_>) -> Vec<KeyPair> {
    let keys = desk.manifests.consignments.iter().map(|it| it.key);
    distinct(keys.filter(|it| !desk.manifests.bills.contains_key(it)).collect())
}

/// What is not at hand of manifests, consignments and declarations.
fn away_cases(desk: &Desk<'_, '_>, mut cases: Vec<EntryId>) -> Vec<EntryId> {
    cases.retain(|it| {
        desk.duty_slips.of_id(*it).is_none()
            && desk.manifests.consignment(*it).is_none()
            && desk.manifests.of_id(*it).is_none()
            && desk.declarations.of_id(*it).is_none()
            && desk.audits.of_id(*it).is_none()
    });
    cases.sort_unstable();
    cases.dedup();
    cases
}

/// What stands beside the declarations at hand and those that are filed or amended: licences, a broker's
/// authorisation, payment slips, open instruments; as far as it is not at hand. Nothing where there is no declaration.
pub(crate) fn beside_declarations(desk: &Desk<'_, '_>, inputs: &[Prepared<'_>]) -> Keys {
    let (mut claims, mut accounts, mut entries) = (Vec::new(), Vec::new(), Vec::new());
    for file in &desk.declarations.files {
        beside_declaration(desk, &file.declaration, &file.licences, &mut claims, &mut accounts);
        let slips = [file.slip, file.paid_by].into_iter();
        entries.extend(slips.filter(|it| it.0 != 0 && desk.duty_slips.of_id(*it).is_none()));
        let open = file.open_instruments.iter().map(|it| it.case);
        entries.extend(open.filter(|it| desk.instruments.of_id(*it).is_none()));
        entries.extend(monthly_away(desk, &file.declaration));
    }
    for input in inputs {
        match &input.message {
            Ok(Message::Declaration(reading)) => {
                beside_declaration(desk, &reading.document, &[], &mut claims, &mut accounts);
                entries.extend(monthly_away(desk, &reading.document));
            }
            Ok(Message::Amendment(reading)) => {
                for field in &reading.document.fields {
                    desk.licence_keys_of(&field.new, &mut claims, &mut accounts);
                }
            }
            _ => {}
        }
    }
    desk.beside_summaries(inputs, &mut claims, &mut accounts);
    for file in &desk.amendments.files {
        for field in &file.request.fields {
            desk.licence_keys_of(&field.new, &mut claims, &mut accounts);
        }
    }
    accounts.retain(|it| !desk.accounts.contains_key(it));
    claims.retain(|it| !desk.drawers.contains_key(it) && !desk.holders.contains_key(it));
    entries.sort();
    entries.dedup();
    Keys { claims: distinct(claims), accounts: distinct(accounts), entries, ..Keys::default() }
}

/// The case of the monthly payment that a declaration asks for, where it is not at hand.
fn monthly_away(desk: &Desk<'_, '_>, declaration: &Declaration<'_>) -> Option<EntryId> {
    let asks = is_monthly(declaration);
    let (id, _) = asks.then(|| desk.registry.monthly_payer_of(declaration)).flatten()?;
    Some(id).filter(|it| desk.monthly.of_id(*it).is_none())
}

/// What a tick finds to do; nothing for other inputs.
pub(crate) fn agenda_of(message: &HouseMessage, reached: Moment, due: &[EntryRow]) -> Agenda {
    let HouseMessage::Tick { at } = message else { return Agenda::default() };
    let due: Vec<(Moment, EntryId)> =
        due.iter().filter_map(|it| Some((it.due_at?, it.id))).collect();
    // When there may be more, nothing is done that falls due behind the last of these.
    let last = due.last().map(|it| it.0).filter(|_| due.len() >= TICK_WORK);
    Agenda { reached, due, through: last.unwrap_or(*at) }
}

/// The accounts that goods which come back are given back to.
pub(crate) fn add_postings(desk: &Desk<'_, '_>, wanted: &mut Keys) {
    let cleared = desk.entries.iter().filter_map(|it| it.cleared.as_ref());
    let postings = cleared.flat_map(|it| &it.postings).map(|it| it.account);
    wanted.accounts.extend(postings);
    wanted.accounts = distinct(std::mem::take(&mut wanted.accounts));
}

/// The slips that due bills may be summed up under, and the guarantees that answer for slips.
pub(crate) fn add_slips(desk: &Desk<'_, '_>, due: &[EntryRow], wanted: &mut Keys) {
    let due_entry =
        |row: &EntryRow| -> Option<(Moment, usize)> { Some((row.due_at?, desk.index_of(row.id)?)) };
    let guarantor = |entry: &Entry<'_>| {
        let list = entry.list.as_ref().filter(|_| entry.cleared.is_some())?;
        Some(list.guarantor_code.to_string())
    };
    let mut days: Vec<(String, Date)> = due
        .iter()
        .filter_map(due_entry)
        .filter_map(|(at, index)| Some((guarantor(desk.entries.get(index)?)?, at.local_date())))
        .collect();
    days.sort();
    days.dedup();
    for (guarantor, day) in days {
        let day = DayStamp::from_date(day).to_string();
        wanted.claims.push(desk.keyring.slip(&guarantor, &day));
        wanted.accounts.push(desk.keyring.guarantee(&guarantor));
    }
    let guarantors = desk.slips.iter().map(|it| desk.keyring.guarantee(&it.guarantor_code));
    wanted.accounts.extend(guarantors);
    wanted.claims = distinct(std::mem::take(&mut wanted.claims));
    wanted.accounts = distinct(std::mem::take(&mut wanted.accounts));
}

/// The accounts of lists that fall due while they wait for an answer: settled then, as of that day.
pub(crate) fn add_waiting(desk: &Desk<'_, '_>, due: &[EntryRow], wanted: &mut Keys) {
    for row in due {
        let Some(at) = row.due_at else { continue };
        let entry = desk.index_of(row.id).and_then(|it| desk.entries.get(it));
        let entry = entry.filter(|it| it.state == EntryState::Declared);
        let list = entry.and_then(|it| it.inventory.as_ref()).and_then(|it| it.accepted());
        if let Some(list) = list {
            list_accounts(desk.keyring, at.local_date(), list, &mut wanted.accounts);
        }
    }
    wanted.accounts = distinct(std::mem::take(&mut wanted.accounts));
}

pub(crate) fn distinct(mut keys: Vec<KeyPair>) -> Vec<KeyPair> {
    keys.sort_unstable();
    keys.dedup();
    keys
}
