//! Writing a corpus: registry, law, messages in the order of their arrival, truth.

use std::io;

use messages::MessageType;
use model::{
    Date, Document, DocumentKind, ExportDocument, ExportKind, GuaranteeRow, HouseMessage, Rate,
    Subscription, Transfer,
};
use params::Law;

use crate::{
    Fault, Flow, NoGoods, Plan, Truth, World, alter,
    arrival::{Arrival, Batch, FLIGHT, Piece},
    companies::Company,
    digits,
    draw::at,
    exports,
    later_part::{self, Entries},
    plan::chance,
    truth,
};

/// A file of the corpus, or the next part of one: parts of one name follow each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GeneratedFile<'a> {
    /// With `/` between folder and file. In their alphabetical order files have arrived.
    pub name: &'a str,
    pub bytes: &'a [u8],
    /// Whether the bytes continue the file of that name, which exists by then.
    pub continues: bool,
}

#[derive(Debug, thiserror::Error)]
pub enum GenerateError {
    #[error("a file could not be written")]
    Io(#[from] io::Error),
    #[error(transparent)]
    NoGoods(#[from] NoGoods),
    #[error("a house message could not be written")]
    Json(#[from] serde_json::Error),
}

/// Last day to which the tariff is extended for a declaration in its year or before.
const EXTENDED_TO: Date = Date::constant(2026, 12, 31);
const EXTENSION_BASIS: &str =
    "2020年版税则逐行延用（本系统演示假设，非现行法律） / lines of the 2020 tariff, assumed";

/// Every guarantee is far beyond what a corpus can use.
const GUARANTEE_YUAN: i64 = 10_000_000_000;
const FILES_PER_FOLDER: u64 = 1_000;
/// The folder of what follows when the bills fell due, after all others by name.
pub const MONTH_LATER: &str = "month-later";
const TRUTH_PART: u64 = 100_000;

type Sink<'s> = &'s mut dyn FnMut(GeneratedFile<'_>) -> io::Result<()>;

/// Generates a corpus into `sink`, file by file; what is kept in memory does not grow with the
/// number of parcels, except for what follows on lists later. `progress` is told the number of parcels done, now and then.
pub fn generate(
    plan: &Plan,
    law: &Law,
    sink: Sink<'_>,
    progress: &mut dyn FnMut(u64),
) -> Result<Truth, GenerateError> {
    let world = World::new(plan, law)?;
    let mut writer = Writer::new(&world, sink);
    writer.house(&registry(&world), "registry")?;
    if let Some(extension) = extension_on(plan.on, law) {
        writer.house(&extension, "law")?;
    }
    if plan.flow == Flow::Export {
        writer.house(&later_part::nobody_at_random(), "settings")?;
    }
    if plan.returns != Rate::ZERO {
        for (message, what) in later_part::prologue(&world) {
            writer.house(&message, what)?;
        }
        writer.entries = Some(Entries::new(plan.parcels));
    }
    let mut arrival = Arrival::new(plan, &world.seed);
    for index in 0..plan.parcels {
        if index.is_multiple_of(FLIGHT) {
            let end = plan.parcels.min(index + FLIGHT);
            let aboard = (index..end).map(|it| world.parcel(it)).filter(|it| world.flies(it));
            arrival.flight(aboard);
        }
        arrival.parcel(world.parcel(index));
        while let Some(batch) = arrival.leaving() {
            writer.message(&batch)?;
        }
        if index.is_multiple_of(1_000) {
            progress(index);
        }
    }
    let mut result = Ok(());
    arrival.finish(&mut |batch| {
        if result.is_ok() {
            result = writer.message(&batch);
        }
    });
    result?;
    if plan.flow == Flow::Export {
        exports::write_departures(&mut writer)?;
    }
    later_part::write(&mut writer)?;
    let counts = truth::count(&world);
    writer.truth(&counts)?;
    progress(plan.parcels);
    let disorder = arrival.disorder;
    Ok(Truth {
        parcels: plan.parcels,
        faulty: counts.values().sum(),
        faults: counts.into_iter().map(|(fault, count)| (fault.to_string(), count)).collect(),
        repeated_messages: disorder.repeated_messages,
        resent_documents: disorder.resent_documents,
        late_documents: disorder.late_documents,
        ..writer.written
    })
}

/// The registry that the corpus needs: enterprises, guarantees, account books, watch rows.
pub(crate) fn registry(world: &World<'_>) -> HouseMessage {
    let guarantee = |it: &Company| GuaranteeRow {
        code: it.code.clone(),
        limit: model::Amount::from_units(GUARANTEE_YUAN),
    };
    // Exports owe nothing and draw on no book.
    let is_import = world.plan.flow == Flow::Import;
    let guaranteed = world.companies.platforms.iter().filter(|_| is_import);
    HouseMessage::Registry {
        enterprises: world.companies.registry(),
        guarantees: guaranteed.map(guarantee).collect(),
        books: if is_import { world.goods.books(&world.companies) } else { Vec::new() },
        watch: world.plan.watch.clone(),
        signatories: Vec::new(),
        positive_list: Vec::new(),
    }
}

/// The tariff of a day that it does not cover, as an assumption of the corpus.
pub(crate) fn extension_on(on: Date, law: &Law) -> Option<HouseMessage> {
    let covered_to = law.tariff.covered_to();
    (on > covered_to).then(|| HouseMessage::ExtendLaw {
        table: "tariff".to_owned(),
        to: EXTENDED_TO.max(on),
        basis: EXTENSION_BASIS.to_owned(),
    })
}

pub(crate) struct Writer<'w, 's> {
    pub(crate) world: &'w World<'w>,
    sink: Sink<'s>,
    n_files: u64,
    digits: usize,
    name: String,
    bytes: Vec<u8>,
    pub(crate) written: Truth,
    /// Numbers of entries, where something follows on lists.
    pub(crate) entries: Option<Entries>,
    n_applications: u64,
    pub(crate) is_month_later: bool,
}

impl<'w, 's> Writer<'w, 's> {
    fn new(world: &'w World<'w>, sink: Sink<'s>) -> Writer<'w, 's> {
        let per_message = world.plan.documents_per_message.clamp(1, 100) as u64;
        // Full messages, some repeated, and the remains of every sender at each window's end.
        let windows = world.plan.parcels / world.plan.window.max(1) + 3;
        // A report of each site and carrier a flight.
        let flights = world.plan.parcels / FLIGHT + 1;
        let later = world.plan.parcels * u64::from(chance(world.plan.returns)) / 500_000;
        let most = world.plan.parcels * 9 / per_message + windows * 110 + flights * 400 + later;
        let digits = (most.max(1).ilog10() as usize + 1).max(6);
        Writer {
            world,
            sink,
            n_files: 0,
            digits,
            name: String::new(),
            bytes: Vec::new(),
            written: Truth::default(),
            entries: None,
            n_applications: 0,
            is_month_later: false,
        }
    }

    pub(crate) fn house(
        &mut self,
        message: &HouseMessage,
        what: &str,
    ) -> Result<(), GenerateError> {
        self.bytes.clear();
        serde_json::to_writer(&mut self.bytes, message)?;
        self.file(what, "json")
    }

    fn message(&mut self, batch: &Batch) -> Result<(), GenerateError> {
        if self.world.plan.flow == Flow::Export {
            return self.export_message(batch);
        }
        if let Some(entries) = &mut self.entries {
            entries.see(batch);
        }
        let world = self.world;
        let documents: Vec<Document<'_>> = match batch.kind {
            DocumentKind::InboundDetail => {
                vec![Document::InboundDetail(Box::new(world.inbound_detail(batch)))]
            }
            kind => batch.pieces.iter().filter_map(|it| document(world, kind, it)).collect(),
        };
        let kind = MessageType::of(batch.kind);
        let sender = (company(world, batch), batch.company);
        self.spell(kind, 0x1000_0000 + batch.serial, sender, &documents);
        let has_fault = |it: &Piece| it.parcel.fault == Some(Fault::NotANumber);
        if batch.kind == DocumentKind::Inventory && batch.pieces.iter().any(has_fault) {
            alter::spoil(&mut self.bytes);
        }
        if !batch.is_repeat {
            self.written.documents += documents.len() as u64;
        }
        self.file(kind.root_name().trim_end_matches("Message"), "xml")
    }

    fn export_message(&mut self, batch: &Batch) -> Result<(), GenerateError> {
        let world = self.world;
        let Some(kind) = exports::kind_of(batch.kind) else { return Ok(()) };
        let documents = world.export_documents(batch);
        let sender = (company(world, batch), batch.company);
        self.export(kind, 0x1000_0000 + batch.serial, sender, &documents);
        let has_fault = |it: &Piece| it.parcel.fault == Some(Fault::ExportNotANumber);
        if batch.kind == DocumentKind::Inventory && batch.pieces.iter().any(has_fault) {
            alter::spoil(&mut self.bytes);
        }
        if !batch.is_repeat {
            self.written.documents += documents.len() as u64;
        }
        self.export_file(kind)
    }

    /// Writes a message of exports into the buffer. The sender comes with his index among his like.
    pub(crate) fn export(
        &mut self,
        kind: ExportKind,
        nonce: u64,
        (company, index): (&Company, u16),
        documents: &[ExportDocument<'_>],
    ) {
        let guid = self.guid(nonce);
        self.bytes.clear();
        messages::write_export_documents(
            kind,
            &guid,
            documents,
            Some(&transfer(company)),
            &subscriptions(company, index),
            &mut self.bytes,
        );
    }

    pub(crate) fn export_file(&mut self, kind: ExportKind) -> Result<(), GenerateError> {
        self.file(messages::export_root(kind).trim_end_matches("Message"), "xml")
    }

    /// Of a message.
    fn guid(&self, nonce: u64) -> String {
        let (seed, day) = (&self.world.seed, u64::from(self.world.declared_on.number()));
        digits::guid(seed.mix(nonce, day), seed.mix(nonce, day + 1))
    }

    /// Applications of a declarant, all of one kind.
    pub(crate) fn applications(
        &mut self,
        declarant: u16,
        documents: &[Document<'_>],
    ) -> Result<(), GenerateError> {
        let kind = later_part::message_of(documents);
        let company = at(&self.world.companies.declarants, usize::from(declarant));
        self.n_applications += 1;
        self.spell(kind, 0x3000_0000 + self.n_applications, (company, declarant), documents);
        self.written.documents += documents.len() as u64;
        self.written.later += documents.len() as u64;
        self.file(kind.root_name().trim_end_matches("Message"), "xml")
    }

    /// Writes a message into the buffer. The sender comes with his index among his like.
    fn spell(
        &mut self,
        kind: MessageType,
        nonce: u64,
        (company, index): (&Company, u16),
        documents: &[Document<'_>],
    ) {
        let guid = self.guid(nonce);
        // The schema wants a signature on all but these; the senders have no certificate registered.
        let is_bare =
            matches!(kind, MessageType::Order | MessageType::Payment | MessageType::Waybill);
        let signature = if is_bare { "" } else { messages::PLACEHOLDER_SIGNATURE };
        self.bytes.clear();
        messages::write_signed_documents(
            kind,
            &guid,
            documents,
            Some(&transfer(company)),
            &subscriptions(company, index),
            signature,
            &mut self.bytes,
        );
    }

    /// `000000/000017-CEB311.xml`, or `month-later/004711-tick.json`.
    fn file(&mut self, what: &str, ending: &str) -> Result<(), GenerateError> {
        self.name.clear();
        if self.is_month_later {
            self.name.push_str(MONTH_LATER);
        } else {
            let folder = self.n_files / FILES_PER_FOLDER * FILES_PER_FOLDER;
            digits::push_digits(&mut self.name, folder, self.digits);
        }
        self.name.push('/');
        digits::push_digits(&mut self.name, self.n_files, self.digits);
        for part in ["-", what, ".", ending] {
            self.name.push_str(part);
        }
        self.n_files += 1;
        self.written.messages += 1;
        self.written.bytes += self.bytes.len() as u64;
        let file = GeneratedFile { name: &self.name, bytes: &self.bytes, continues: false };
        Ok((self.sink)(file)?)
    }

    fn truth(
        &mut self,
        counts: &std::collections::BTreeMap<Fault, u64>,
    ) -> Result<(), GenerateError> {
        let mut text = truth::head(&self.world.plan, counts);
        let mut continues = false;
        let mut start = 0;
        loop {
            let end = (start + TRUTH_PART).min(self.world.plan.parcels);
            truth::rows(self.world, start..end, &mut text);
            let file = GeneratedFile { name: truth::TRUTH_FILE, bytes: text.as_bytes(), continues };
            (self.sink)(file)?;
            text.clear();
            continues = true;
            start = end;
            if start >= self.world.plan.parcels {
                return Ok(());
            }
        }
    }
}

/// One of a parcel's four papers.
pub(crate) fn document<'w>(
    world: &'w World<'_>,
    kind: DocumentKind,
    piece: &Piece,
) -> Option<Document<'w>> {
    let (parcel, sending) = (&*piece.parcel, piece.sending);
    match kind {
        DocumentKind::Order => Some(Document::Order(Box::new(world.order(parcel, sending)))),
        DocumentKind::Payment => Some(Document::Payment(Box::new(world.payment(parcel, sending)))),
        DocumentKind::Waybill => Some(Document::Waybill(Box::new(world.waybill(parcel, sending)))),
        DocumentKind::Inventory => {
            Some(Document::Inventory(Box::new(world.inventory(parcel, sending))))
        }
        _ => None,
    }
}

fn company<'w>(world: &'w World<'_>, batch: &Batch) -> &'w Company {
    let companies = match batch.kind {
        DocumentKind::Order => &world.companies.platforms,
        DocumentKind::Payment => &world.companies.payers,
        DocumentKind::Waybill => &world.companies.carriers,
        DocumentKind::InboundDetail => return &world.site_of(batch).operator,
        _ => &world.companies.declarants,
    };
    at(companies, usize::from(batch.company))
}

pub(crate) fn transfer(company: &Company) -> Transfer<'_> {
    let mut exchange_id = String::with_capacity(20);
    exchange_id.push_str("DXPENT00");
    exchange_id.push_str(&company.code);
    Transfer {
        company_code: (&*company.code).into(),
        company_name: (&*company.name).into(),
        exchange_mode: "DXP".into(),
        exchange_id: exchange_id.into(),
        note: "".into(),
    }
}

/// Every fifth company has its receipts copied to somebody else.
fn subscriptions(company: &Company, index: u16) -> Vec<Subscription<'_>> {
    if index % 5 != 4 {
        return Vec::new();
    }
    let mut address = String::with_capacity(20);
    address.push_str("DXPEDC00");
    address.push_str(&company.code);
    vec![Subscription {
        status: "ALL".into(),
        exchange_mode: "DXP".into(),
        address: address.into(),
        note: "".into(),
    }]
}
