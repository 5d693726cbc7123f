//! Where batches are decided, without a store: keys in, rows out.
//!
//! The office may run ahead of the disk. What it has decided and is not committed yet lies over
//! what it loads, so that the next batch is decided while the last one is still being written.

use std::{cell::OnceCell, collections::VecDeque, sync::Arc};

use matching::{DocumentKeys, Keyring};
use messages::{Message, Unreadable};
use model::{
    DeclarationState, DocumentRef, Finding, FormatReturn, HouseMessage, InputId, KeyPair, Moment,
    ReceiptBody, Text, ZoneKind,
};
use risk::memory::Memory;

use crate::{
    accounts::list_accounts,
    catalogue, chain,
    close::Closed,
    command_keys::keys_of,
    desk::{Desk, Origin},
    export::Arrived,
    facts::{Ahead, Load, load_facts, load_over},
    history::Event,
    ports::{Changed, Decisions, Facts, Keys, StoreError},
    prepare::Prepared,
    registry::Registry,
    scales::{Mind, Scales},
    signing::{carrier_of, own_company},
    take::{Placed, place_text},
    tally::Tally,
    wanted::{
        self, add_amendments, add_postings, add_slips, add_waiting, agenda_of, away,
        beside_amended, beside_declarations, distinct, entries_of, has_zone,
    },
};

/// What was decided of one batch.
pub struct Decided {
    pub decisions: Decisions,
    pub tally: Tally,
}

/// What is decided of one batch, its history and receipts not spelt yet. The next batch may be
/// decided beside that.
pub struct Pending<'a> {
    span: Span,
    changed: Arc<Changed>,
    closed: Closed<'a>,
    /// What is remembered as a whole, once a day.
    checkpoint: Vec<u8>,
}

impl Pending<'_> {
    /// Spells history and receipts.
    pub fn write(self) -> Decided {
        let Pending { span, changed, mut closed, checkpoint } = self;
        let next_entry = closed.next_entry;
        let remembered = closed.batch.take().map(|it| it.bytes).unwrap_or_default();
        let (history, blocks, tally) = closed.write();
        let decisions = Decisions {
            first_input: span.first,
            last_input: span.last,
            inputs_digest: span.digest,
            at: span.at,
            next_entry,
            changed,
            history,
            blocks,
            remembered,
            checkpoint,
        };
        Decided { decisions, tally }
    }
}

/// Holds the facts that pending batches were decided by, for as long as they borrow from them.
pub struct Rooms(Vec<Room>);

#[derive(Default)]
pub(crate) struct Room {
    facts: OnceCell<Facts>,
    /// Of a vehicle at the gate: its exit lists, and what they gather. Of a report that takes back what it
    /// said of exports: these.
    lists: OnceCell<Facts>,
    parcels: OnceCell<Facts>,
    /// The declarations that applications to amend are about.
    asked: OnceCell<Facts>,
    /// Of manifests: the consignments of their bills, and the declarations that stand for these.
    carried: OnceCell<Facts>,
    standing: OnceCell<Facts>,
    named: OnceCell<Facts>,
    /// Of declarations, and what they would be as amended: licences, a broker's authorisation, payment
    /// slips.
    beside: OnceCell<Facts>,
}

impl Rooms {
    /// As many as the inputs have batches.
    pub fn of(inputs: &[Prepared<'_>]) -> Rooms {
        let is_alone = |it: &&Prepared<'_>| {
            matches!(it.message, Ok(Message::House(_) | Message::Amendment(_)))
        };
        let n_batches = 2 * inputs.iter().filter(is_alone).count() + 1;
        Rooms(std::iter::repeat_with(Room::default).take(n_batches).collect())
    }
}

/// As many reports are decided in one batch.
const REPORTS_MAX: usize = 1_000;

/// Whether an input may be decided in one batch with those before it.
fn goes_with(run: &[Prepared<'_>], input: &Prepared<'_>) -> bool {
    let before = run.last().map(|it| &it.message);
    match (before, &input.message) {
        (Some(Ok(Message::House(before))), Ok(Message::House(input))) => {
            run.len() < REPORTS_MAX && is_report(before) && is_report(input)
        }
        (Some(Ok(Message::House(_))), _) | (_, Ok(Message::House(_))) => false,
        // It reaches to a declaration, and from there to what that would hold as amended.
        (Some(Ok(Message::Amendment(_))), _) | (_, Ok(Message::Amendment(_))) => false,
        _ => true,
    }
}

/// What sites and banks report of one list or slip: it changes nothing for the others.
fn is_report(message: &HouseMessage) -> bool {
    use HouseMessage::{DutyPaid, DutySlip, Exit, GoodsBack, SlipPaid};
    matches!(
        message,
        DutyPaid { .. } | DutySlip { .. } | Exit { .. } | GoodsBack { .. } | SlipPaid { .. }
    )
}

fn is_gate_passage(input: &Prepared<'_>) -> bool {
    matches!(input.message, Ok(Message::House(HouseMessage::GatePassage { .. })))
}

/// Decides batches in order.
pub struct Office {
    registry: Registry,
    keyring: Keyring,
    next_entry: u64,
    /// Decided and not committed yet, oldest first.
    ahead: VecDeque<Ahead>,
    /// What is remembered of all that was decided.
    mind: Mind,
}

impl Office {
    pub(crate) fn new(registry: Registry, keyring: Keyring, next_entry: u64, mind: Mind) -> Office {
        Office { registry, keyring, next_entry, ahead: VecDeque::new(), mind }
    }

    /// What risk analysis remembers.
    pub fn memory(&self) -> &Memory {
        &self.mind.memory
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
    /// run of messages is one batch, and so is a run of reports; any other input of the house's own
    /// is a batch by itself, because it changes what the next ones are decided by.
    ///
    /// # Errors
    /// When facts cannot be loaded; then the office is of no use any more and is opened again.
    pub fn decide<'a>(
        &mut self,
        load: Load<'_>,
        inputs: Vec<Prepared<'a>>,
        rooms: &'a Rooms,
    ) -> Result<Vec<Pending<'a>>, StoreError> {
        let mut pending = Vec::new();
        let mut run = Vec::with_capacity(inputs.len());
        let mut rooms = rooms.0.iter();
        let mut decide = |run| {
            let room = rooms.next().ok_or_else(|| StoreError::new("find room", "too few"))?;
            self.decide_run(load, run, room)
        };
        for input in inputs {
            if !run.is_empty() && !goes_with(&run, &input) {
                pending.push(decide(std::mem::take(&mut run))?);
            }
            run.push(input);
        }
        if !run.is_empty() {
            pending.push(decide(run)?);
        }
        Ok(pending)
    }

    fn decide_run<'a>(
        &mut self,
        load: Load<'_>,
        run: Vec<Prepared<'a>>,
        room: &'a Room,
    ) -> Result<Pending<'a>, StoreError> {
        self.registry.come_to(Span::of(&run).at);
        match run.first().map(|it| &it.message) {
            Some(Ok(Message::House(_))) => self.decide_commands(load, run, room),
            _ => self.decide_messages(load, run, room),
        }
    }

    fn decide_messages<'a>(
        &mut self,
        load: Load<'_>,
        inputs: Vec<Prepared<'a>>,
        room: &'a Room,
    ) -> Result<Pending<'a>, StoreError> {
        let span = Span::of(&inputs);
        let Office { registry, keyring, next_entry, ahead, mind } = self;
        let mind = Some(&*mind);
        let sitting = Sitting { registry, keyring, next_entry: *next_entry, ahead, mind };
        let closed = sitting.decide(load, inputs, room)?.close(span.at)?;
        Ok(self.remember(span, closed))
    }

    fn decide_commands<'a>(
        &mut self,
        load: Load<'_>,
        inputs: Vec<Prepared<'a>>,
        room: &'a Room,
    ) -> Result<Pending<'a>, StoreError> {
        let span = Span::of(&inputs);
        let reached = self.registry.reached();
        let applied = inputs.iter().filter_map(|it| match &it.message {
            Ok(Message::House(message)) => {
                Some(self.registry.apply(message, it.input, it.received_at))
            }
            _ => None,
        });
        let applied = applied.collect();
        let Office { registry, keyring, next_entry, ahead, mind } = self;
        let mind = Some(&*mind);
        let sitting = Sitting { registry, keyring, next_entry: *next_entry, ahead, mind };
        let closed = sitting.command(load, inputs, applied, reached, room)?.close(span.at)?;
        Ok(self.remember(span, closed))
    }

    fn remember<'a>(
        &mut self,
        span: Span,
        (changed, closed): (Changed, Closed<'a>),
    ) -> Pending<'a> {
        self.next_entry = closed.next_entry;
        let mut checkpoint = Vec::new();
        if let Some(batch) = &closed.batch {
            let begins_a_day = self.mind.begins_a_day(&batch.remembered);
            self.mind.apply(&batch.remembered);
            if begins_a_day {
                // One that cannot be spelt is missed by whoever opens the house, who folds further back.
                checkpoint = self.mind.to_bytes().unwrap_or_default();
            }
        }
        let changed = Arc::new(changed);
        self.ahead.push_back(Ahead { last_input: span.last, changed: Arc::clone(&changed) });
        Pending { span, changed, closed, checkpoint }
    }
}

/// What messages are decided with; deciding them changes none of it.
pub(crate) struct Sitting<'o> {
    pub(crate) registry: &'o Registry,
    pub(crate) keyring: &'o Keyring,
    pub(crate) next_entry: u64,
    pub(crate) ahead: &'o VecDeque<Ahead>,
    /// What cases are weighed by; nothing where they are not, because nothing comes of it.
    pub(crate) mind: Option<&'o Mind>,
}

impl<'o> Sitting<'o> {
    /// Loads what the messages ask for and decides them in order.
    pub(crate) fn decide<'a>(
        &self,
        load: Load<'_>,
        inputs: Vec<Prepared<'a>>,
        room: &'a Room,
    ) -> Result<Desk<'a, 'o>, StoreError> {
        let Sitting { registry, keyring, next_entry, ahead, mind } = *self;
        let keys =
            Keys { claims: claims_of(&inputs), entries: entries_of(&inputs), ..Keys::default() };
        let facts = load_facts(ahead, load, keys)?;
        let n_documents = inputs.iter().map(|it| it.filed.len()).sum();
        let mut desk = Desk::new(registry, keyring, next_entry, n_documents);
        desk.scales = mind.map(|it| Scales::new(keyring, it));
        fill(&mut desk, room.facts.get_or_init(|| facts))?;
        fill_carried(ahead, &mut desk, load, &inputs, room)?;
        let named = load_over(ahead, load, named_by(&mut desk, &inputs))?;
        fill(&mut desk, room.named.get_or_init(|| named))?;
        // A report of what moves reaches by its waybills to their exports, a tally by its parcel.
        let moved = desk.exports.entries_away(&inputs);
        if !moved.is_empty() {
            let moved = load_over(ahead, load, Keys::of_entries(moved))?;
            fill(&mut desk, room.lists.get_or_init(|| moved))?;
        }
        fill_beside(ahead, &mut desk, load, &inputs, room)?;
        for input in inputs {
            desk.turn_to(input.input, input.received_at);
            desk.tally.messages += 1;
            decide_message(&mut desk, input);
            desk.end_tasks()?;
        }
        Ok(desk)
    }

    /// Loads what the house's own inputs ask for and decides them in order; `applied` is what the registry made of each, and
    /// `reached` the moment that the house had come to before.
    pub(crate) fn command<'a>(
        &self,
        load: Load<'_>,
        inputs: Vec<Prepared<'a>>,
        applied: Vec<Result<usize, Vec<Finding>>>,
        reached: Moment,
        room: &'a Room,
    ) -> Result<Desk<'a, 'o>, StoreError> {
        let Sitting { registry, keyring, next_entry, ahead, mind } = *self;
        let (mut keys, mut are_goods_back) = (Keys::default(), false);
        for input in &inputs {
            let Ok(Message::House(message)) = &input.message else { continue };
            let Keys { entries, accounts, claims, due } =
                keys_of(registry, keyring, message, reached);
            keys.claims.extend(claims);
            keys.entries.extend(entries);
            keys.accounts.extend(accounts);
            keys.due = keys.due.or(due);
            are_goods_back |= matches!(message, HouseMessage::GoodsBack { .. });
        }
        keys.entries.sort_unstable();
        keys.entries.dedup();
        keys.accounts = distinct(keys.accounts);
        keys.claims = distinct(keys.claims);
        let facts = load_facts(ahead, load, keys)?;
        let mut desk = Desk::new(registry, keyring, next_entry, 0);
        desk.scales = mind.map(|it| Scales::new(keyring, it));
        let facts = room.facts.get_or_init(|| facts);
        fill(&mut desk, facts)?;
        if inputs.iter().any(is_gate_passage) {
            // It reaches from the pass to its lists, and from these to their parcels.
            let lists = away(&desk, desk.zone.lists_on_passes());
            let lists = load_over(ahead, load, Keys::of_entries(lists))?;
            fill(&mut desk, room.lists.get_or_init(|| lists))?;
            let parcels = away(&desk, desk.zone.parcels_in_lists());
            let parcels = load_over(ahead, load, Keys::of_entries(parcels))?;
            fill(&mut desk, room.parcels.get_or_init(|| parcels))?;
        }
        fill_carried(ahead, &mut desk, load, &inputs, room)?;
        let mut wanted = named_by(&mut desk, &inputs);
        if are_goods_back {
            add_postings(&desk, &mut wanted);
        }
        add_slips(&desk, &facts.due, &mut wanted);
        add_waiting(&desk, &facts.due, &mut wanted);
        let named = load_facts(ahead, load, wanted)?;
        fill(&mut desk, room.named.get_or_init(|| named))?;
        fill_beside(ahead, &mut desk, load, &inputs, room)?;
        for (input, applied) in inputs.into_iter().zip(applied) {
            let Ok(Message::House(message)) = input.message else { continue };
            desk.turn_to(input.input, input.received_at);
            desk.tally.messages += 1;
            let agenda = agenda_of(&message, reached, &facts.due);
            desk.command(message, applied, agenda, input.sender);
            desk.end_tasks()?;
        }
        Ok(desk)
    }
}

/// The declarations that applications to amend are about; and what is on manifests: the consignments of
/// the bills that are named, and the declarations that wait or stand for them.
fn fill_carried<'a>(
    ahead: &VecDeque<Ahead>,
    desk: &mut Desk<'a, '_>,
    load: Load<'_>,
    inputs: &[Prepared<'a>],
    room: &'a Room,
) -> Result<(), StoreError> {
    let asked = wanted::asked(desk, inputs);
    if !asked.is_empty() {
        let facts = load_over(ahead, load, Keys::of_entries(asked))?;
        fill(desk, room.asked.get_or_init(|| facts))?;
    }
    if desk.manifests.is_empty() {
        return Ok(());
    }
    let keys = wanted::carried(desk, inputs);
    if !keys.is_empty() {
        let facts = load_over(ahead, load, keys)?;
        fill(desk, room.carried.get_or_init(|| facts))?;
    }
    let keys = wanted::standing(desk, inputs);
    if !keys.is_empty() {
        let facts = load_over(ahead, load, keys)?;
        fill(desk, room.standing.get_or_init(|| facts))?;
    }
    Ok(())
}

/// What stands beside declarations, and their amendments, wherever they came from.
fn fill_beside<'a>(
    ahead: &VecDeque<Ahead>,
    desk: &mut Desk<'a, '_>,
    load: Load<'_>,
    inputs: &[Prepared<'a>],
    room: &'a Room,
) -> Result<(), StoreError> {
    let mut keys = beside_declarations(desk, inputs);
    let amended = beside_amended(desk, inputs);
    keys.claims = distinct([keys.claims, amended.claims].concat());
    keys.accounts = distinct([keys.accounts, amended.accounts].concat());
    if !keys.is_empty() {
        let facts = load_over(ahead, load, keys)?;
        fill(desk, room.beside.get_or_init(|| facts))?;
    }
    Ok(())
}

/// What a batch will ask for, as far as its messages tell: to be loaded before its turn.
pub fn keys_ahead(inputs: &[Prepared<'_>], keyring: &Keyring) -> Keys {
    let mut accounts = Vec::new();
    for input in inputs {
        let on = input.received_at.local_date();
        if let Ok(Message::Ceb(envelope)) = &input.message {
            for reading in &envelope.readings {
                if let model::Document::Inventory(list) = &reading.document {
                    list_accounts(keyring, on, list, &mut accounts);
                }
            }
        }
        if let Ok(Message::Declaration(reading)) = &input.message {
            accounts.push(keyring.guarantee(&reading.document.trader.code));
        }
    }
    Keys {
        claims: claims_of(inputs),
        entries: entries_of(inputs),
        accounts: distinct(accounts),
        ..Keys::default()
    }
}

/// The natural keys that a batch's documents are filed under.
fn claims_of(inputs: &[Prepared<'_>]) -> Vec<KeyPair> {
    let filed = || inputs.iter().flat_map(|it| &it.filed);
    let keys = filed().flat_map(|it| {
        let DocumentKeys { order, waybill, payment, inbound, zone, declaration, manifest } =
            it.keys;
        [order, waybill, payment, inbound, zone, declaration, manifest].into_iter().flatten()
    });
    distinct(keys.chain(filed().flat_map(|it| it.lines.iter().copied())).collect())
}

/// What loaded entries name in turn: their waybills, and the accounts that their lists and the
/// lists in the batch are charged to.
fn named_by(desk: &mut Desk<'_, '_>, inputs: &[Prepared<'_>]) -> Keys {
    let (mut claims, mut accounts) = (Vec::new(), Vec::new());
    for entry in &desk.entries {
        if lifecycle::is_open(entry.state) {
            claims.extend(entry.waybill.filter(|it| desk.waybill_index(*it).is_none()));
        }
        // What is released and has not left still holds its account book.
        accounts.extend(entry.reservations.iter().map(|it| it.account));
    }
    claims.extend(desk.exports.waybills_away());
    for file in &desk.declarations.files {
        accounts.extend(file.guarantee.map(|it| it.account));
        if file.state == DeclarationState::AwaitingManifest {
            accounts.push(desk.keyring.guarantee(&file.declaration.trader.code));
        }
    }
    let ends = desk.guarantees.files.iter();
    accounts.extend(ends.map(|it| desk.keyring.guarantee_instrument(&it.number)));
    // A changed inbound detail may take waybills back that it brought in.
    let lines = desk.inbounds.values().flat_map(|it| &it.lines);
    claims.extend(lines.filter(|it| desk.waybill_index(**it).is_none()));
    let mut day = None;
    for input in inputs {
        desk.turn_to(input.input, input.received_at);
        if day != Some(desk.now.on) {
            day = Some(desk.now.on);
            // A list from an earlier batch may be settled by any input of this one.
            for entry in &desk.entries {
                if let Some(list) = entry.inventory.as_ref().and_then(|it| it.accepted()) {
                    list_accounts(desk.keyring, desk.now.on, list, &mut accounts);
                }
            }
        }
        if let Ok(Message::Ceb(envelope)) = &input.message {
            for reading in &envelope.readings {
                if let model::Document::Inventory(list) = &reading.document {
                    list_accounts(desk.keyring, desk.now.on, list, &mut accounts);
                }
            }
        }
        if let Ok(Message::Declaration(reading)) = &input.message {
            accounts.push(desk.keyring.guarantee(&reading.document.trader.code));
        }
    }
    // A deletion lets go of what the case had taken up, a change of a list of some of it.
    let mut entries = wanted::carrying(desk, inputs);
    if has_zone(inputs, ZoneKind::GatePass) {
        entries.extend(away(desk, desk.zone.lists_on_passes()));
    }
    if has_zone(inputs, ZoneKind::ExitList) {
        entries.extend(away(desk, desk.zone.parcels_in_lists()));
    }
    entries.extend(desk.exports.summed_away(inputs));
    let mut wanted =
        Keys { claims: distinct(claims), accounts: distinct(accounts), entries, ..Keys::default() };
    add_amendments(desk, &mut wanted);
    wanted
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

fn fill<'a>(desk: &mut Desk<'a, '_>, facts: &'a Facts) -> Result<(), StoreError> {
    desk.take_claims(facts)?;
    desk.take_entries(&facts.entries)?;
    desk.take_entries(&facts.due)?;
    desk.take_accounts(&facts.accounts);
    desk.tasks.take(&facts.tasks);
    Ok(())
}

/// Decides one message.
fn decide_message<'a>(desk: &mut Desk<'a, '_>, input: Prepared<'a>) {
    desk.now.is_asked = desk.registry.answers.covers(&input.digest);
    let at = place_of(input.input, 0);
    match input.message {
        Ok(Message::Ceb(_)) => decide_documents(desk, input),
        Ok(Message::Zone(reading)) => {
            desk.take_zone(*reading, input.filed, at, input.sender, input.bytes);
        }
        Ok(Message::Declaration(reading)) => {
            desk.take_declaration(*reading, input.filed, at, input.sender, input.bytes);
        }
        Ok(Message::Amendment(reading)) => {
            desk.take_amendment(*reading, input.filed, at, input.sender, input.bytes);
        }
        Ok(Message::Supplement(reading)) => {
            desk.take_supplement(*reading, at, input.sender, input.bytes);
        }
        Ok(Message::File(reading)) => {
            desk.take_file(*reading, &input.file, at, input.sender, input.bytes);
        }
        Ok(Message::Manifest(reading)) => {
            desk.take_manifest(*reading, input.filed, at, input.sender, input.bytes);
        }
        Ok(Message::Export(envelope)) => {
            let (sender, bytes) = (input.sender, input.bytes);
            let (input, received_at, filed, signature) =
                (input.input, input.received_at, input.filed, input.signature);
            let arrived = Arrived { input, received_at, sender, bytes };
            desk.take_exports(*envelope, filed, signature, &arrived);
        }
        Err(unreadable) => refuse_message(desk, *unreadable, input.sender, at),
        Ok(Message::Truth(Ok(truth))) => desk.take_truth(&truth, at),
        Ok(Message::Truth(Err(flaw))) => {
            desk.tally.unreadable += 1;
            let expected = "payExInfoStr（接口规范）(as the interface prescribes)";
            let findings = vec![catalogue::refuse("TRU-1001", "truth", flaw, expected)];
            desk.tally.findings(&findings);
            desk.note_house(Event::Unreadable { at, findings });
        }
        Ok(Message::House(_)) => {}
    }
}

fn place_of(input: InputId, index: usize) -> DocumentRef {
    DocumentRef { input, index: u16::try_from(index).unwrap_or(u16::MAX) }
}

/// Decides every document of a retail message, in the sender's order.
fn decide_documents<'a>(desk: &mut Desk<'a, '_>, mut input: Prepared<'a>) {
    let Ok(Message::Ceb(envelope)) = input.message else { return };
    let carrier = carrier_of(&envelope).map(|it| Text::from(it.to_owned()));
    let is_told = |it: &&model::Subscription<'_>| it.status == "ALL" || it.status == "RET";
    let told = envelope.subscriptions.iter().filter(is_told);
    let subscribers: Vec<Text<'a>> = told.map(|it| it.address.clone()).collect();
    let readings = envelope.readings.into_iter().zip(input.filed);
    for (index, (reading, filed)) in readings.enumerate() {
        let sender = carrier.clone().unwrap_or_else(|| {
            if input.sender.is_empty() {
                own_company(&reading.document).clone()
            } else {
                Text::borrowed(input.sender)
            }
        });
        let unproved = input.signature.findings(
            desk.registry,
            &reading.document,
            &sender,
            input.bytes,
            input.received_at,
        );
        let origin = Origin {
            at: place_of(input.input, index),
            message_guid: envelope.guid.clone(),
            sender,
            subscribers: subscribers.clone(),
        };
        if reading.faults.is_empty() && unproved.is_empty() {
            desk.take(reading.document, filed, origin);
        } else if reading.faults.is_empty() {
            desk.refuse_unproved(&reading.document, unproved, &origin);
        } else {
            let place = Placed {
                bytes: reading.place.of(input.bytes),
                place: reading.place.place(input.bytes),
            };
            let mut faults = reading.faults;
            faults.extend(unproved);
            desk.refuse_unreadable(&reading.document, faults, reading.status, &place, &origin);
        }
    }
}

/// Answers a message of which no document can be told.
fn refuse_message(desk: &mut Desk<'_, '_>, unreadable: Unreadable, sender: &str, at: DocumentRef) {
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
    desk.answer(None, &[sender], receipt, &findings);
    desk.note_house(Event::Unreadable { at, findings });
}

/// Stands where a message's own identifier could not be read.
const NO_GUID: &str = "00000000-0000-0000-0000-000000000000";
