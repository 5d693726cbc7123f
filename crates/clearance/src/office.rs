//! Where batches are decided, without a store: keys in, rows out.
//!
//! The office may run ahead of the disk. What it has decided and is not committed yet lies over
//! what it loads, so that the next batch is decided while the last one is still being written.

use std::{collections::VecDeque, sync::Arc};

use matching::Keyring;
use messages::{Message, Unreadable};
use model::{
    EntryId, FormatReturn, HouseMessage, InputId, KeyPair, Moment, ReceiptBody, Text, ZoneKind,
};

use crate::{
    catalogue, chain,
    commands::entry_of_list_no,
    desk::{Desk, Origin},
    history::Event,
    ports::{Decisions, Facts, Keys, StoreError},
    prepare::Prepared,
    registry::Registry,
    take::{Placed, place_text},
    tally::Tally,
    zone::case_of_zone_no,
};

/// Loads facts from wherever they are kept.
pub type Load<'l> = &'l mut dyn FnMut(&Keys) -> Result<Facts, StoreError>;

/// What was decided of one batch.
pub struct Decided {
    pub decisions: Arc<Decisions>,
    pub tally: Tally,
}

/// Decides batches in order.
pub struct Office {
    registry: Registry,
    keyring: Keyring,
    next_entry: u64,
    /// Decided and not committed yet, oldest first.
    ahead: VecDeque<Arc<Decisions>>,
}

impl Office {
    pub(crate) fn new(registry: Registry, keyring: Keyring, next_entry: u64) -> Office {
        Office { registry, keyring, next_entry, ahead: VecDeque::new() }
    }

    pub fn registry(&self) -> &Registry {
        &self.registry
    }

    pub fn keyring(&self) -> &Keyring {
        &self.keyring
    }

    /// Everything up to that input is committed, and need not lie over what is loaded any more.
    pub fn committed(&mut self, through: InputId) {
        while self.ahead.front().is_some_and(|it| it.last_input <= through) {
            self.ahead.pop_front();
        }
    }

    /// Decides accepted inputs, in order. They must be the next undecided ones, without a gap. A
    /// run of messages is one batch; an input of the house's own is a batch by itself, because it
    /// changes what the next ones are decided by.
    ///
    /// # Errors
    /// When facts cannot be loaded; then the office is of no use any more and is opened again.
    pub fn decide(
        &mut self,
        load: Load<'_>,
        inputs: Vec<Prepared<'_>>,
    ) -> Result<Vec<Decided>, StoreError> {
        let mut decided = Vec::new();
        let mut run = Vec::with_capacity(inputs.len());
        for input in inputs {
            if matches!(input.message, Ok(Message::House(_))) {
                if !run.is_empty() {
                    decided.push(self.decide_messages(load, std::mem::take(&mut run))?);
                }
                decided.extend(self.decide_command(load, input)?);
            } else {
                run.push(input);
            }
        }
        if !run.is_empty() {
            decided.push(self.decide_messages(load, run)?);
        }
        Ok(decided)
    }

    fn decide_messages(
        &mut self,
        load: Load<'_>,
        inputs: Vec<Prepared<'_>>,
    ) -> Result<Decided, StoreError> {
        let (claims, entries) = (claims_of(&inputs), entries_of(&inputs));
        let keys = Keys { claims, entries, ..Keys::default() };
        let facts = load_facts(&self.ahead, load, keys)?;
        let n_documents = inputs.iter().map(|it| it.filed.len()).sum();
        let mut desk = Desk::new(&self.registry, &self.keyring, self.next_entry, n_documents);
        fill(&mut desk, &facts)?;
        let more = load_over(&self.ahead, load, named_by(&mut desk, &inputs))?;
        fill(&mut desk, &more)?;
        let span = Span::of(&inputs);
        for input in inputs {
            desk.turn_to(input.input, input.received_at);
            desk.tally.messages += 1;
            decide_message(&mut desk, input);
        }
        let (decisions, tally) = into_decisions(desk, &span)?;
        Ok(self.remember(decisions, tally))
    }

    fn decide_command(
        &mut self,
        load: Load<'_>,
        input: Prepared<'_>,
    ) -> Result<Option<Decided>, StoreError> {
        let span = Span::of(std::slice::from_ref(&input));
        let Ok(Message::House(message)) = input.message else { return Ok(None) };
        let applied = self.registry.apply(&message);
        let facts = load_facts(&self.ahead, load, keys_of(&self.keyring, &message))?;
        let mut desk = Desk::new(&self.registry, &self.keyring, self.next_entry, 0);
        fill(&mut desk, &facts)?;
        // A passage of the gate reaches from the pass to its lists, and from these to their parcels.
        let entries = away(&desk, desk.zone.lists_on_passes());
        let lists = load_over(&self.ahead, load, Keys { entries, ..Keys::default() })?;
        fill(&mut desk, &lists)?;
        let entries = away(&desk, desk.zone.parcels_in_lists());
        let parcels = load_over(&self.ahead, load, Keys { entries, ..Keys::default() })?;
        fill(&mut desk, &parcels)?;
        let more = load_over(&self.ahead, load, named_by(&mut desk, &[]))?;
        fill(&mut desk, &more)?;
        desk.turn_to(input.input, input.received_at);
        desk.tally.messages += 1;
        desk.command(message, applied, input.sender);
        let (decisions, tally) = into_decisions(desk, &span)?;
        Ok(Some(self.remember(decisions, tally)))
    }

    fn remember(&mut self, decisions: Decisions, tally: Tally) -> Decided {
        self.next_entry = decisions.next_entry;
        let decisions = Arc::new(decisions);
        self.ahead.push_back(Arc::clone(&decisions));
        Decided { decisions, tally }
    }
}

fn into_decisions(desk: Desk<'_, '_>, span: &Span) -> Result<(Decisions, Tally), StoreError> {
    let rows = desk.into_rows(span.at)?;
    let decisions = Decisions {
        first_input: span.first,
        last_input: span.last,
        inputs_digest: span.digest,
        at: span.at,
        next_entry: rows.next_entry,
        claims: rows.claims,
        entries: rows.entries,
        accounts: rows.accounts,
        history: rows.history,
        blocks: rows.blocks,
    };
    Ok((decisions, rows.tally))
}

/// Loads keys, and the entries that the claims among them name.
fn load_facts(
    ahead: &VecDeque<Arc<Decisions>>,
    load: Load<'_>,
    keys: Keys,
) -> Result<Facts, StoreError> {
    let mut facts = load_over(ahead, load, keys)?;
    let mut entries: Vec<EntryId> =
        facts.claims.iter().map(|it| it.entry).filter(|it| it.0 != 0).collect();
    entries.sort();
    entries.dedup();
    if !entries.is_empty() {
        let loaded = load_over(ahead, load, Keys { entries, ..Keys::default() })?;
        facts.entries.extend(loaded.entries);
    }
    Ok(facts)
}

/// Loads keys, with what was decided ahead of the store lying over what the store has.
fn load_over(
    ahead: &VecDeque<Arc<Decisions>>,
    load: Load<'_>,
    mut keys: Keys,
) -> Result<Facts, StoreError> {
    let mut over = Facts::default();
    let newest_first = || ahead.iter().rev();
    keys.claims.retain(|key| {
        let rows = |it: &Arc<Decisions>| {
            let at = it.claims.binary_search_by_key(key, |row| row.key).ok()?;
            it.claims.get(at).cloned()
        };
        let found = newest_first().find_map(rows);
        let is_elsewhere = found.is_none();
        over.claims.extend(found);
        is_elsewhere
    });
    let entry = |id: &EntryId, it: &Arc<Decisions>| {
        let at = it.entries.binary_search_by_key(id, |row| row.id).ok()?;
        it.entries.get(at).cloned()
    };
    keys.entries.retain(|id| {
        let found = newest_first().find_map(|it| entry(id, it));
        let is_elsewhere = found.is_none();
        over.entries.extend(found);
        is_elsewhere
    });
    keys.accounts.retain(|key| {
        let rows = |it: &Arc<Decisions>| {
            let at = it.accounts.binary_search_by_key(key, |row| row.key).ok()?;
            it.accounts.get(at).cloned()
        };
        let found = newest_first().find_map(rows);
        let is_elsewhere = found.is_none();
        over.accounts.extend(found);
        is_elsewhere
    });
    let due_by = keys.due_by;
    let mut facts = load(&keys)?;
    if due_by.is_some() {
        // What was due in the store may have been decided since, and the reverse.
        facts.entries.retain(|row| newest_first().all(|it| entry(&row.id, it).is_none()));
        let mut ids: Vec<EntryId> =
            ahead.iter().flat_map(|it| &it.entries).map(|it| it.id).collect();
        ids.sort();
        ids.dedup();
        let newest = ids.iter().filter_map(|id| newest_first().find_map(|it| entry(id, it)));
        facts.entries.extend(newest.filter(|it| it.due_at.is_some_and(|at| Some(at) <= due_by)));
    }
    facts.claims.extend(over.claims);
    facts.entries.extend(over.entries);
    facts.accounts.extend(over.accounts);
    Ok(facts)
}

/// The natural keys that a batch's documents are filed under.
fn claims_of(inputs: &[Prepared<'_>]) -> Vec<KeyPair> {
    let filed = inputs.iter().flat_map(|it| &it.filed);
    let keys = filed.flat_map(|it| [it.keys.order, it.keys.waybill, it.keys.payment, it.keys.zone]);
    distinct(keys.flatten().collect())
}

/// The entries and cases that a batch's zone documents name by number.
fn entries_of(inputs: &[Prepared<'_>]) -> Vec<EntryId> {
    let mut entries = Vec::new();
    for input in inputs {
        if let Ok(Message::Zone(reading)) = &input.message {
            let named = reading.document.linked_nos().into_iter();
            entries.extend(
                named.filter_map(|it| entry_of_list_no(it).or_else(|| case_of_zone_no(it))),
            );
        }
    }
    entries.sort();
    entries.dedup();
    entries
}

/// Whether any input holds a zone document of that kind.
fn has_zone(inputs: &[Prepared<'_>], kind: ZoneKind) -> bool {
    let is_one = |input: &Prepared<'_>| match &input.message {
        Ok(Message::Zone(reading)) => reading.document.kind() == kind,
        _ => false,
    };
    inputs.iter().any(is_one)
}

/// Keys of the cases that are not at hand.
fn away(desk: &Desk<'_, '_>, cases: impl Iterator<Item = EntryId>) -> Vec<EntryId> {
    let is_away = |id: &EntryId| desk.index_of(*id).is_none() && desk.zone.list_of(*id).is_none();
    let mut entries: Vec<EntryId> = cases.filter(is_away).collect();
    entries.sort();
    entries.dedup();
    entries
}

/// What loaded entries name in turn: their waybills, and the accounts that their lists and the
/// lists in the batch are charged to.
fn named_by(desk: &mut Desk<'_, '_>, inputs: &[Prepared<'_>]) -> Keys {
    let (mut claims, mut accounts) = (Vec::new(), Vec::new());
    for entry in &desk.entries {
        claims.extend(entry.waybill.filter(|it| desk.waybill_index(*it).is_none()));
        accounts.extend(entry.reservations.iter().map(|it| it.account));
    }
    let mut day = None;
    for input in inputs {
        desk.turn_to(input.input, input.received_at);
        if day != Some(desk.now.on) {
            day = Some(desk.now.on);
            // A list from an earlier batch may be settled by any input of this one.
            for entry in &desk.entries {
                if let Some(list) = entry.inventory.as_ref().and_then(|it| it.accepted()) {
                    desk.list_accounts(list, &mut accounts);
                }
            }
        }
        if let Ok(Message::Ceb(envelope)) = &input.message {
            for reading in &envelope.readings {
                if let model::Document::Inventory(list) = &reading.document {
                    desk.list_accounts(list, &mut accounts);
                }
            }
        }
    }
    // A deletion lets go of what the case had taken up, a change of a list of some of it.
    let mut entries = Vec::new();
    if has_zone(inputs, ZoneKind::GatePass) {
        entries.extend(away(desk, desk.zone.lists_on_passes()));
    }
    if has_zone(inputs, ZoneKind::ExitList) {
        entries.extend(away(desk, desk.zone.parcels_in_lists()));
    }
    Keys { claims: distinct(claims), accounts: distinct(accounts), entries, ..Keys::default() }
}

/// What one of the house's own inputs has to know.
fn keys_of(keyring: &Keyring, message: &HouseMessage) -> Keys {
    match message {
        HouseMessage::Registry { guarantees, books, .. } => {
            let guarantees = guarantees.iter().map(|it| keyring.guarantee(&it.code));
            let books = books.iter().map(|it| keyring.account_book(&it.book_no, &it.record_no));
            Keys { accounts: distinct(guarantees.chain(books).collect()), ..Keys::default() }
        }
        HouseMessage::Exit { list_no, .. } | HouseMessage::Officer { list_no, .. } => {
            Keys { entries: entry_of_list_no(list_no).into_iter().collect(), ..Keys::default() }
        }
        HouseMessage::GatePassage { pass_no, .. } => {
            Keys { entries: case_of_zone_no(pass_no).into_iter().collect(), ..Keys::default() }
        }
        HouseMessage::Tick { at } => Keys { due_by: Some(*at), ..Keys::default() },
        HouseMessage::Settings { .. } | HouseMessage::ExtendLaw { .. } => Keys::default(),
    }
}

/// Which inputs a batch decides.
struct Span {
    first: InputId,
    last: InputId,
    at: Moment,
    digest: [u8; 32],
}

impl Span {
    fn of(inputs: &[Prepared<'_>]) -> Span {
        Span {
            first: inputs.first().map_or(InputId(0), |it| it.input),
            last: inputs.last().map_or(InputId(0), |it| it.input),
            at: inputs.last().map_or(Moment::default(), |it| it.received_at),
            digest: chain::inputs_digest(inputs.iter().map(|it| &it.digest)),
        }
    }
}

fn distinct(mut keys: Vec<KeyPair>) -> Vec<KeyPair> {
    keys.sort_unstable();
    keys.dedup();
    keys
}

fn fill<'a>(desk: &mut Desk<'a, '_>, facts: &'a Facts) -> Result<(), StoreError> {
    desk.take_claims(facts)?;
    desk.take_entries(&facts.entries)?;
    desk.take_accounts(&facts.accounts);
    Ok(())
}

/// Decides one message: every document in the sender's order.
fn decide_message<'a>(desk: &mut Desk<'a, '_>, input: Prepared<'a>) {
    let at = |index: usize| model::DocumentRef {
        input: input.input,
        index: u16::try_from(index).unwrap_or(u16::MAX),
    };
    match input.message {
        Ok(Message::Ceb(envelope)) => {
            let transfer = envelope.transfer.as_ref().and_then(|it| it.company_code.given());
            let carrier = transfer.map(|it| Text::from(it.to_owned()));
            let subscribers: Vec<Text<'a>> = envelope
                .subscriptions
                .iter()
                .filter(|it| it.status == "ALL" || it.status == "RET")
                .map(|it| it.address.clone())
                .collect();
            let readings = envelope.readings.into_iter().zip(&input.filed);
            for (index, (reading, filed)) in readings.enumerate() {
                let sender = carrier.clone().unwrap_or_else(|| {
                    if input.sender.is_empty() {
                        own_company(&reading.document)
                    } else {
                        Text::borrowed(input.sender)
                    }
                });
                let origin = Origin {
                    at: at(index),
                    message_guid: envelope.guid.clone(),
                    sender,
                    subscribers: subscribers.clone(),
                };
                if reading.faults.is_empty() {
                    desk.take(reading.document, *filed, origin);
                } else {
                    let place = Placed {
                        bytes: reading.place.of(input.bytes),
                        place: reading.place.place(input.bytes),
                    };
                    desk.refuse_unreadable(
                        &reading.document,
                        reading.faults,
                        reading.status,
                        &place,
                        &origin,
                    );
                }
            }
        }
        Ok(Message::Zone(reading)) => {
            let Some(filed) = input.filed.into_iter().next() else { return };
            desk.take_zone(*reading, filed, at(0), input.sender, input.bytes);
        }
        Err(unreadable) => refuse_message(desk, *unreadable, input.sender, at(0)),
        Ok(Message::House(_)) => {}
    }
}

/// The company a document speaks for, when nothing else says who sent it.
fn own_company<'a>(document: &model::Document<'a>) -> Text<'a> {
    match document {
        model::Document::Order(it) => it.platform_code.clone(),
        model::Document::Payment(it) => it.payment_company_code.clone(),
        model::Document::Waybill(it) => it.logistics_code.clone(),
        model::Document::Inventory(it) => it.declarant_code.clone(),
    }
}

/// Answers a message of which no document can be told.
fn refuse_message(
    desk: &mut Desk<'_, '_>,
    unreadable: Unreadable,
    sender: &str,
    at: model::DocumentRef,
) {
    let Unreadable { message_type, guid, status, finding, place } = unreadable;
    let findings = vec![finding];
    desk.tally.unreadable += 1;
    desk.tally.findings(&findings);
    desk.tally.outcome("messages_unreadable");
    let mut info = messages::spell(&catalogue::explain(&findings), crate::take::INFO_MAX);
    info.push_str(&place_text(place));
    let message_id = if guid.is_empty() { at.input.to_string() } else { guid.clone() };
    let guid = if guid.chars().count() == 36 { guid } else { NO_GUID.to_owned() };
    let receipt = ReceiptBody::Format(FormatReturn {
        guid: Text::from(guid),
        status,
        info: Text::from(info),
        original_message_id: Text::from(message_id),
        original_message_type: Text::from(message_type.into_owned()),
        original_message: Text::default(),
    });
    desk.answer(None, sender, &receipt, &findings);
    desk.note_house(Event::Unreadable { at, findings });
}

/// Stands where a message's own identifier could not be read.
const NO_GUID: &str = "00000000-0000-0000-0000-000000000000";
