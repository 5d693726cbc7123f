//! The house: inputs in, decisions out, by the commit protocol.
//!
//! [`House::accept`] makes raw inputs durable; [`prepare`] reads them, anywhere and in parallel;
//! [`House::settle`] collects keys, loads facts, decides and commits. A run of messages is one
//! batch; an input of the house's own is a batch by itself, because it changes what the next ones
//! are decided by.

use std::hash::{Hash, Hasher};

use matching::{DocumentKeys, Keyring};
use messages::{Limits, Message, Unreadable};
use model::{EntryId, FormatReturn, HouseMessage, InputId, KeyPair, Moment, ReceiptBody, Text};
use params::Law;
use rustc_hash::FxHasher;

use crate::{
    catalogue, chain,
    commands::entry_of_list_no,
    desk::{Desk, Origin},
    history::Event,
    ports::{
        Accepted, Decisions, Facts, Head, Keys, PackedInput, RawInput, Store, StoreError,
        StoredInput,
    },
    registry::Registry,
    tally::Tally,
};

/// An input that was read.
pub struct Prepared<'a> {
    pub input: InputId,
    pub received_at: Moment,
    pub sender: &'a str,
    pub digest: [u8; 32],
    pub bytes: &'a [u8],
    pub message: Result<Message<'a>, Box<Unreadable>>,
    /// One a document.
    pub(crate) filed: Vec<Filed>,
}

impl Prepared<'_> {
    /// With the number it was accepted under.
    #[must_use]
    pub fn accepted_as(mut self, input: InputId) -> Self {
        self.input = input;
        self
    }
}

/// Under which keys a document is filed, and the digest of what it says.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Filed {
    pub(crate) keys: DocumentKeys,
    pub(crate) content: u64,
}

/// Digests and packs an input for keeping.
pub fn pack(raw: &RawInput, pack: fn(&[u8]) -> Vec<u8>) -> PackedInput {
    let is_json = raw.bytes.trim_ascii_start().first() == Some(&b'{');
    PackedInput {
        received_at: raw.received_at,
        sender: raw.sender.clone(),
        digest: *blake3::hash(&raw.bytes).as_bytes(),
        size: u32::try_from(raw.bytes.len()).unwrap_or(u32::MAX),
        is_house: is_json,
        packed: pack(&raw.bytes),
    }
}

/// Reads a message and digests its keys: everything that needs no state, on any thread. Its number
/// may be put in later, when it is accepted.
pub fn prepare<'a>(
    input: InputId,
    digest: [u8; 32],
    raw: &'a RawInput,
    limits: &Limits,
    keyring: &Keyring,
) -> Prepared<'a> {
    let message = messages::read(&raw.bytes, limits);
    let filed = match &message {
        Ok(Message::Ceb(envelope)) => {
            let documents = envelope.readings.iter().map(|it| &it.document);
            documents.map(|it| Filed { keys: keyring.of(it), content: content_of(it) }).collect()
        }
        _ => Vec::new(),
    };
    Prepared {
        input,
        received_at: raw.received_at,
        sender: &raw.sender,
        digest,
        bytes: &raw.bytes,
        message,
        filed,
    }
}

/// Digest of what a document says, its `guid` and time left out.
fn content_of(document: &model::Document<'_>) -> u64 {
    let mut hasher = FxHasher::default();
    match document {
        model::Document::Order(it) => it.hash(&mut hasher),
        model::Document::Payment(it) => it.hash(&mut hasher),
        model::Document::Waybill(it) => it.hash(&mut hasher),
        model::Document::Inventory(it) => it.hash(&mut hasher),
    }
    hasher.finish()
}

/// The house over a store.
pub struct House<S> {
    store: S,
    registry: Registry,
    keyring: Keyring,
    limits: Limits,
}

impl<S: Store> House<S> {
    /// Opens the house: law and registry are brought to where the decided inputs left them.
    ///
    /// # Errors
    /// When the store fails.
    pub fn open(mut store: S, law: Law, keyring: Keyring) -> Result<House<S>, StoreError> {
        let decided = store.head()?.decided_input;
        let mut registry = Registry::new(law);
        for input in store.house_inputs(decided)? {
            if let Ok(Message::House(message)) = messages::read(&input.bytes, &Limits::default()) {
                // What was refused then is refused again, and was answered then.
                let _ = registry.apply(&message);
            }
        }
        Ok(House { store, registry, keyring, limits: Limits::default() })
    }

    pub fn registry(&self) -> &Registry {
        &self.registry
    }

    pub fn keyring(&self) -> &Keyring {
        &self.keyring
    }

    pub fn limits(&self) -> &Limits {
        &self.limits
    }

    pub fn store(&mut self) -> &mut S {
        &mut self.store
    }

    pub fn into_store(self) -> S {
        self.store
    }

    /// Makes inputs durable. When it returns they are acknowledged.
    ///
    /// # Errors
    /// When the store fails; then nothing was accepted.
    pub fn accept(&mut self, inputs: &[PackedInput]) -> Result<Vec<Accepted>, StoreError> {
        self.store.accept(inputs)
    }

    /// Accepts, reads and decides raw inputs in one go.
    ///
    /// # Errors
    /// When the store fails. What was accepted stays, and is decided by [`House::resume`].
    pub fn take(&mut self, raws: &[RawInput]) -> Result<Tally, StoreError> {
        let packer = self.store.pack();
        let packed: Vec<PackedInput> = raws.iter().map(|it| pack(it, packer)).collect();
        let accepted = self.accept(&packed)?;
        let limits = self.limits.clone();
        let mut tally = Tally::default();
        let mut prepared = Vec::with_capacity(raws.len());
        for ((raw, packed), accepted) in raws.iter().zip(&packed).zip(accepted) {
            if accepted.is_repeat {
                tally.repeats += 1;
            } else {
                prepared.push(prepare(accepted.input, packed.digest, raw, &limits, &self.keyring));
            }
        }
        tally.add(&self.settle(prepared)?);
        Ok(tally)
    }

    /// Decides what was accepted and not decided when the house last stopped.
    ///
    /// # Errors
    /// When the store fails.
    pub fn resume(&mut self) -> Result<Tally, StoreError> {
        const CHUNK_BYTES: usize = 32 * 1024 * 1024;
        let mut tally = Tally::default();
        loop {
            let head = self.store.head()?;
            let inputs = self.store.inputs_after(head.decided_input, CHUNK_BYTES)?;
            if inputs.is_empty() {
                return Ok(tally);
            }
            let raws: Vec<(StoredInput, RawInput)> = inputs.into_iter().map(split).collect();
            let limits = self.limits.clone();
            let keyring = self.keyring.clone();
            let prepared = raws
                .iter()
                .map(|(it, raw)| prepare(it.input, it.digest, raw, &limits, &keyring))
                .collect();
            tally.add(&self.settle(prepared)?);
        }
    }

    /// Decides accepted inputs, in order. They must be the next undecided ones, without a gap.
    ///
    /// # Errors
    /// When the store fails; batches before the failing one are committed.
    pub fn settle(&mut self, inputs: Vec<Prepared<'_>>) -> Result<Tally, StoreError> {
        let mut tally = Tally::default();
        let mut run = Vec::with_capacity(inputs.len());
        for input in inputs {
            if matches!(input.message, Ok(Message::House(_))) {
                if !run.is_empty() {
                    tally.add(&self.settle_messages(std::mem::take(&mut run))?);
                }
                tally.add(&self.settle_command(input)?);
            } else {
                run.push(input);
            }
        }
        if !run.is_empty() {
            tally.add(&self.settle_messages(run)?);
        }
        Ok(tally)
    }

    fn settle_messages(&mut self, inputs: Vec<Prepared<'_>>) -> Result<Tally, StoreError> {
        let House { store, registry, keyring, .. } = self;
        let head = store.head()?;
        let facts = load_facts(store, Keys { claims: claims_of(&inputs), ..Keys::default() })?;
        let n_documents = inputs.iter().map(|it| it.filed.len()).sum();
        let mut desk = Desk::new(registry, keyring, head.next_entry, n_documents);
        fill(&mut desk, &facts)?;
        let more = store.load(&named_by(&mut desk, &inputs))?;
        fill(&mut desk, &more)?;
        let decided = Decided::of(&inputs);
        for input in inputs {
            desk.turn_to(input.input, input.received_at);
            desk.tally.messages += 1;
            decide_message(&mut desk, input);
        }
        commit(store, desk, &decided)
    }

    fn settle_command(&mut self, input: Prepared<'_>) -> Result<Tally, StoreError> {
        let House { store, registry, keyring, .. } = self;
        let decided = Decided::of(std::slice::from_ref(&input));
        let Ok(Message::House(message)) = input.message else { return Ok(Tally::default()) };
        let applied = registry.apply(&message);
        let head = store.head()?;
        let facts = load_facts(store, keys_of(keyring, &message))?;
        let mut desk = Desk::new(registry, keyring, head.next_entry, 0);
        fill(&mut desk, &facts)?;
        let more = store.load(&named_by(&mut desk, &[]))?;
        fill(&mut desk, &more)?;
        desk.turn_to(input.input, input.received_at);
        desk.tally.messages += 1;
        desk.command(message, applied, input.sender);
        commit(store, desk, &decided)
    }

    /// # Errors
    /// When the store fails.
    pub fn head(&mut self) -> Result<Head, StoreError> {
        self.store.head()
    }
}

/// The natural keys that a batch's documents are filed under.
fn claims_of(inputs: &[Prepared<'_>]) -> Vec<KeyPair> {
    let filed = inputs.iter().flat_map(|it| &it.filed);
    let keys = filed.flat_map(|it| [it.keys.order, it.keys.waybill, it.keys.payment]);
    distinct(keys.flatten().collect())
}

/// Loads keys, and the entries that the claims among them name.
fn load_facts<S: Store>(store: &mut S, keys: Keys) -> Result<Facts, StoreError> {
    let mut facts = store.load(&keys)?;
    let mut entries: Vec<EntryId> =
        facts.claims.iter().map(|it| it.entry).filter(|it| it.0 != 0).collect();
    entries.sort();
    entries.dedup();
    if !entries.is_empty() {
        let loaded = store.load(&Keys { entries, ..Keys::default() })?;
        facts.entries.extend(loaded.entries);
    }
    Ok(facts)
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
    Keys { claims: distinct(claims), accounts: distinct(accounts), ..Keys::default() }
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
        HouseMessage::Tick { at } => Keys { due_by: Some(*at), ..Keys::default() },
        HouseMessage::Settings { .. } | HouseMessage::ExtendLaw { .. } => Keys::default(),
    }
}

fn commit<S: Store>(
    store: &mut S,
    desk: Desk<'_, '_>,
    decided: &Decided,
) -> Result<Tally, StoreError> {
    let rows = desk.into_rows(decided.at)?;
    let decisions = Decisions {
        first_input: decided.first,
        last_input: decided.last,
        inputs_digest: decided.digest,
        at: decided.at,
        next_entry: rows.next_entry,
        claims: rows.claims,
        entries: rows.entries,
        accounts: rows.accounts,
        history: rows.history,
        blocks: rows.blocks,
    };
    store.commit(&decisions)?;
    Ok(rows.tally)
}

/// Which inputs a batch decides.
struct Decided {
    first: InputId,
    last: InputId,
    at: Moment,
    digest: [u8; 32],
}

impl Decided {
    fn of(inputs: &[Prepared<'_>]) -> Decided {
        Decided {
            first: inputs.first().map_or(InputId(0), |it| it.input),
            last: inputs.last().map_or(InputId(0), |it| it.input),
            at: inputs.last().map_or(Moment::default(), |it| it.received_at),
            digest: chain::inputs_digest(inputs.iter().map(|it| &it.digest)),
        }
    }
}

fn split(stored: StoredInput) -> (StoredInput, RawInput) {
    let StoredInput { input, received_at, sender, digest, bytes } = stored;
    let raw = RawInput { received_at, sender, bytes };
    let stored =
        StoredInput { input, received_at, sender: String::new(), digest, bytes: Vec::new() };
    (stored, raw)
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
                let origin = Origin { at: at(index), sender, subscribers: subscribers.clone() };
                if reading.faults.is_empty() {
                    desk.take(reading.document, *filed, origin);
                } else {
                    let raw = reading.place.of(input.bytes);
                    desk.refuse_unreadable(
                        &reading.document,
                        reading.faults,
                        reading.status,
                        raw,
                        &origin,
                    );
                }
            }
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
    info.push_str(&format!("[line {}, column {}]", place.line, place.column));
    let guid = if guid.chars().count() == 36 { guid } else { NO_GUID.to_owned() };
    let receipt = ReceiptBody::Format(FormatReturn {
        guid: Text::from(guid),
        status,
        info: Text::from(info),
        original_message_id: Text::from(at.input.to_string()),
        original_message_type: Text::from(message_type.into_owned()),
        original_message: Text::default(),
    });
    desk.answer(None, sender, &receipt, &findings);
    desk.note_house(Event::Unreadable { at, findings });
}

/// Stands where a message's own identifier could not be read.
const NO_GUID: &str = "00000000-0000-0000-0000-000000000000";
