//! The same traffic as messages, day by day: registry and law first, then of each day what carries goods, the papers of
//! every company, what sites report, declarations; the truth apart, last.

use std::{collections::BTreeMap, fmt::Write as _, io, path::Path, sync::Arc};

use messages::MessageType;
use model::{Declaration, Document, DocumentKind, HouseMessage, InboundDetail, Month};
use params::Law;

use super::{
    plan::FraudPlan,
    traffic::{Made, Traffic, traffic},
};
use crate::{
    GenerateError, GeneratedFile, TRUTH_FILE,
    arrival::{Batch, FLIGHT, Piece},
    companies::Company,
    corpus::into_folder,
    declarations::{
        BLOCK, Declarations,
        corpus::{carriage, exchange_rates},
    },
    digits::{self, push_digits},
    draw::at,
    fixtures::Papers,
    generate::{extension_on, registry, transfer},
    owned,
    papers::Sending,
    parcel::Parcel,
};

/// Counts of a corpus.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize)]
pub struct FraudCorpus {
    pub parcels: u64,
    pub declarations: u64,
    /// Of both, those in which fraud is planted.
    pub planted: u64,
    pub messages: u64,
    pub bytes: u64,
}

type Sink<'s> = &'s mut dyn FnMut(GeneratedFile<'_>) -> io::Result<()>;

/// Declarations whose goods travel together, by their indices.
type Group<'d> = Vec<(u64, &'d Declaration<'static>)>;

/// Most documents of a message.
const MOST: usize = 100;

/// Writes a plan's traffic into `sink`, file by file: what is kept is a day. Goods do not come back here: applications
/// name lists by numbers that a house gives.
pub fn generate_fraud(
    plan: &FraudPlan,
    law: &Law,
    seed: u64,
    sink: Sink<'_>,
    progress: &mut dyn FnMut(u64),
) -> Result<FraudCorpus, GenerateError> {
    let traffic = traffic(plan, law, seed)?;
    let mut writer =
        Writer { sink, traffic, counts: FraudCorpus::default(), folder: String::new() };
    let mut truth = plan.truth_head(seed);
    writer.house(law)?;
    let n_cases = writer.traffic.n_cases();
    let mut start = 0;
    while start < n_cases {
        let on = writer.traffic.when(start).0.local_date();
        let is_of_day = |it: &u64| writer.traffic.when(*it).0.local_date() == on;
        let end = (start..n_cases).find(|it| !is_of_day(it)).unwrap_or(n_cases);
        writer.day(start..end, &mut truth)?;
        progress(end);
        start = end;
    }
    let file = GeneratedFile { name: TRUTH_FILE, bytes: truth.as_bytes(), continues: false };
    (writer.sink)(file)?;
    Ok(writer.counts)
}

/// Writes a plan's traffic into `folder`, which is made when it does not exist.
pub fn write_fraud(
    plan: &FraudPlan,
    law: &Law,
    seed: u64,
    folder: &Path,
    progress: &mut dyn FnMut(u64),
) -> Result<FraudCorpus, GenerateError> {
    into_folder(folder, |sink| generate_fraud(plan, law, seed, sink, progress))
}

struct Writer<'s> {
    sink: Sink<'s>,
    traffic: Traffic,
    counts: FraudCorpus,
    folder: String,
}

/// A parcel of the day.
struct OfDay {
    papers: Papers,
    parcel: Arc<Parcel>,
}

impl Writer<'_> {
    /// Who is registered, and the law of all days.
    fn house(&mut self, law: &Law) -> Result<(), GenerateError> {
        "000000".clone_into(&mut self.folder);
        let mut retail = registry(&self.traffic.parcels);
        if let HouseMessage::Registry { enterprises, .. } = &mut retail {
            enterprises.extend(self.traffic.declarations.enterprises());
        }
        let last = self.traffic.end().plus_minutes(14 * 24 * 60).local_date();
        let mut messages = vec![(retail, "registry")];
        messages.extend(extension_on(last, law).map(|it| (it, "law")));
        let mut day = self.traffic.plan().start;
        while day <= last {
            messages.push((exchange_rates(Month::of(day)), "exchange-rates"));
            day = day.last_of_month().tomorrow().unwrap_or(model::Date::MAX);
        }
        for (message, what) in messages {
            self.file(what, "json", &serde_json::to_vec(&message)?)?;
        }
        Ok(())
    }

    fn day(
        &mut self,
        cases: std::ops::Range<u64>,
        truth: &mut String,
    ) -> Result<(), GenerateError> {
        let (mut parcels, mut filed) = (Vec::new(), Vec::new());
        for index in cases {
            let (made, told) = self.traffic.made(index);
            let reference = match made {
                Made::Parcel(sent) => {
                    let reference = sent.papers.order.order_no.to_string();
                    parcels.push(OfDay { papers: sent.papers, parcel: Arc::new(sent.parcel) });
                    reference
                }
                Made::Declaration(filing) => {
                    let reference = filing.declaration.reference.to_string();
                    filed.push((index, filing.declaration));
                    reference
                }
            };
            self.counts.planted += u64::from(told.is_planted());
            let _infallible = writeln!(truth, "{}", told.row(&reference));
        }
        self.counts.parcels += parcels.len() as u64;
        self.counts.declarations += filed.len() as u64;
        self.folder.clear();
        let on = self.traffic.parcels.declared_on;
        push_digits(&mut self.folder, u64::from(on.number()), 8);
        self.papers(&parcels)?;
        self.declarations(&filed)
    }

    /// Messages of every company, and what sites report of each flight.
    fn papers(&mut self, parcels: &[OfDay]) -> Result<(), GenerateError> {
        let kinds = [
            DocumentKind::Order,
            DocumentKind::Payment,
            DocumentKind::Waybill,
            DocumentKind::Inventory,
        ];
        for kind in kinds {
            let mut of_company: BTreeMap<u16, Vec<Document<'static>>> = BTreeMap::new();
            for it in parcels {
                let Papers { order, payment, waybill, inventory } = it.papers.clone();
                let (company, document) = match kind {
                    DocumentKind::Order => (it.parcel.platform, Document::Order(Box::new(order))),
                    DocumentKind::Payment => {
                        (it.parcel.payer, Document::Payment(Box::new(payment)))
                    }
                    DocumentKind::Waybill => {
                        (it.parcel.carrier, Document::Waybill(Box::new(waybill)))
                    }
                    _ => (it.parcel.declarant, Document::Inventory(Box::new(inventory))),
                };
                of_company.entry(company).or_default().push(document);
            }
            for (company, documents) in of_company {
                let companies = &self.traffic.parcels.companies;
                let table = match kind {
                    DocumentKind::Order => &companies.platforms,
                    DocumentKind::Payment => &companies.payers,
                    DocumentKind::Waybill => &companies.carriers,
                    _ => &companies.declarants,
                };
                let Company { code, name } = at(table, usize::from(company));
                let company = Company { code: code.clone(), name: name.clone() };
                for part in documents.chunks(MOST) {
                    self.message(MessageType::of(kind), &company, part)?;
                }
            }
        }
        self.inbound(parcels)
    }

    fn inbound(&mut self, parcels: &[OfDay]) -> Result<(), GenerateError> {
        let mut flights: BTreeMap<(u64, u16, u16), Vec<Piece>> = BTreeMap::new();
        for it in parcels.iter().filter(|it| self.traffic.parcels.flies(&it.parcel)) {
            let key = (it.parcel.index / FLIGHT, it.parcel.site, it.parcel.carrier);
            let piece = Piece { parcel: Arc::clone(&it.parcel), sending: Sending::First };
            flights.entry(key).or_default().push(piece);
        }
        for ((_, site, company), pieces) in flights {
            let batch = Batch {
                kind: DocumentKind::InboundDetail,
                company,
                serial: self.counts.messages,
                is_repeat: false,
                pieces: pieces.into(),
            };
            let world = &self.traffic.parcels;
            let Company { code, name } = &at(&world.companies.sites, usize::from(site)).operator;
            let operator = Company { code: code.clone(), name: name.clone() };
            let detail: InboundDetail<'static> =
                owned::inbound_detail(world.inbound_detail(&batch));
            let document = Document::InboundDetail(Box::new(detail));
            self.message(MessageType::of(batch.kind), &operator, &[document])?;
        }
        Ok(())
    }

    fn message(
        &mut self,
        kind: MessageType,
        company: &Company,
        documents: &[Document<'_>],
    ) -> Result<(), GenerateError> {
        let seed = &self.traffic.parcels.seed;
        let guid = digits::guid(
            seed.mix(0x5000_0000 + self.counts.messages, 1),
            seed.mix(0x5000_0000 + self.counts.messages, 2),
        );
        let is_bare =
            matches!(kind, MessageType::Order | MessageType::Payment | MessageType::Waybill);
        let signature = if is_bare { "" } else { messages::PLACEHOLDER_SIGNATURE };
        let mut bytes = Vec::new();
        messages::write_signed_documents(
            kind,
            &guid,
            documents,
            Some(&transfer(company)),
            &[],
            signature,
            &mut bytes,
        );
        self.file(kind.root_name().trim_end_matches("Message"), "xml", &bytes)
    }

    /// Manifests, declarations, and that goods arrived.
    fn declarations(&mut self, filed: &[(u64, Declaration<'static>)]) -> Result<(), GenerateError> {
        let mut groups: BTreeMap<(u64, &str, &str), Group<'_>> = BTreeMap::new();
        for (index, it) in filed {
            let key = (index / BLOCK, &*it.transport_mode, &*it.port_customs);
            groups.entry(key).or_default().push((*index, it));
        }
        let carried: Vec<_> = groups
            .into_values()
            .filter_map(|it| carriage(&self.traffic.declarations, &it))
            .collect();
        for [manifest, _] in &carried {
            self.file("manifest", "json", &serde_json::to_vec(manifest)?)?;
        }
        for (_, it) in filed {
            self.file("DecMessage", "xml", &Declarations::spelt(it, None))?;
        }
        for [_, arrival] in &carried {
            self.file("arrival", "json", &serde_json::to_vec(arrival)?)?;
        }
        Ok(())
    }

    /// `20260601/0000017-CEB311.xml`.
    fn file(&mut self, what: &str, ending: &str, bytes: &[u8]) -> Result<(), GenerateError> {
        let mut name = format!("{}/", self.folder);
        push_digits(&mut name, self.counts.messages, 8);
        let _infallible = write!(name, "-{what}.{ending}");
        self.counts.messages += 1;
        self.counts.bytes += bytes.len() as u64;
        Ok((self.sink)(GeneratedFile { name: &name, bytes, continues: false })?)
    }
}
