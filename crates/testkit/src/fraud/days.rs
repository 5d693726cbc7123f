//! The same traffic as messages, day by day in the order of time, with the truth beside: what a house is played with.
//!
//! A day's messages are those that a house ingests: papers of parcels, an hour's together; manifests, declarations one by
//! one, arrivals. Beside them stand the truth of each case by its key, and what goes back that day, whose applications name
//! lists by numbers that a house gave. So a game goes: take a day in; see what was selected; let [`Labels`](super::Labels)
//! be asked about it; tell what has arrived; go on.

use std::{collections::BTreeMap, ops::Range, sync::Arc};

use clearance::ports::RawInput;
use messages::MessageType;
use model::{
    Date, Declaration, Document, DocumentKind, GoodsReturn, HouseMessage, InboundDetail, Moment,
    Month,
};
use params::Law;

use super::{
    plan::FraudPlan,
    traffic::{CaseKey, Made, Told, Traffic, traffic},
    truth::FraudTruth,
};
use crate::{
    GenerateError,
    arrival::{Batch, FLIGHT, Piece},
    companies::Company,
    declarations::{
        BLOCK, Declarations,
        corpus::{carriage, exchange_rates},
    },
    digits,
    draw::at,
    fixtures::Papers,
    generate::{extension_on, registry, transfer},
    owned,
    papers::Sending,
    parcel::Parcel,
};

/// Most documents of a message.
const MOST: usize = 100;
/// For so many days after the last the house is told the law.
const AFTER_MINUTES: i64 = 14 * 24 * 60;
const PAPERS: [DocumentKind; 4] =
    [DocumentKind::Order, DocumentKind::Payment, DocumentKind::Waybill, DocumentKind::Inventory];

/// A message as it comes in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Incoming {
    pub received_at: Moment,
    /// What it is, as files are named: `CEB311`, `DecMessage`, `manifest`.
    pub what: &'static str,
    /// `xml`, or `json` of what the house is told in its own words.
    pub ending: &'static str,
    pub bytes: Vec<u8>,
}

impl Incoming {
    /// As it comes through a door.
    pub fn into_input(self) -> RawInput {
        RawInput { received_at: self.received_at, sender: String::new(), bytes: self.bytes }
    }
}

/// A buyer sends a parcel back: an event about a case, not a case to be weighed anew.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comeback {
    pub moment: Moment,
    /// Of the parcel, as it was declared.
    pub index: u64,
    pub key: CaseKey,
    application: GoodsReturn<'static>,
}

impl Comeback {
    /// The application's message, about the list that the house gave this number (清单编号). A house refuses it of a list
    /// that it has not released.
    pub fn message(&self, list_no: &str) -> Incoming {
        let mut application = self.application.clone();
        application.list_no = list_no.to_owned().into();
        let company = Company {
            code: application.declarant_code.to_string(),
            name: application.declarant_name.to_string(),
        };
        let guid = application.head.guid.to_string();
        let document = Document::GoodsReturn(Box::new(application));
        let kind = MessageType::of(document.kind());
        written(kind, &guid, &company, &[document], self.moment)
    }
}

/// A day of traffic.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Day {
    pub on: Date,
    /// In the order of time.
    pub messages: Vec<Incoming>,
    /// The truth of each case that the messages tell of; no feature may read it.
    pub truth: BTreeMap<CaseKey, FraudTruth>,
    /// What goes back today, in the order of time; its parcels were told before.
    pub returns: Vec<Comeback>,
}

/// A plan's traffic, a day at a time. What is kept grows with actors and with what waits to come back.
#[derive(Debug)]
pub struct Days {
    traffic: Traffic,
    n_messages: u64,
    next: u64,
}

/// A parcel of the day.
struct OfDay {
    moment: Moment,
    papers: Papers,
    parcel: Arc<Parcel>,
}

/// A declaration of the day.
struct FiledOn {
    moment: Moment,
    index: u64,
    declaration: Declaration<'static>,
}

impl Days {
    /// # Errors
    /// When the law has none of the goods that are declared.
    pub fn new(plan: &FraudPlan, law: &Law, seed: u64) -> Result<Days, GenerateError> {
        Ok(Days { traffic: traffic(plan, law, seed)?, n_messages: 0, next: 0 })
    }

    /// How many cases there are on all days.
    pub fn n_cases(&self) -> u64 {
        self.traffic.n_cases()
    }

    /// The first moment of the second half, in which new kinds and actors appear.
    pub fn half(&self) -> Moment {
        self.traffic.when(self.traffic.half()).0
    }

    /// What a house is told before the first day: who is registered, and the law of all days.
    ///
    /// # Errors
    /// When a message cannot be written.
    pub fn opening(&self, law: &Law) -> Result<Vec<Incoming>, GenerateError> {
        let mut retail = registry(&self.traffic.parcels);
        if let HouseMessage::Registry { enterprises, .. } = &mut retail {
            *enterprises = self.traffic.enterprises();
        }
        let start = self.traffic.plan().start;
        let last = self.traffic.end().plus_minutes(AFTER_MINUTES).local_date();
        let mut told = vec![(retail, "registry")];
        told.extend(extension_on(last, law).map(|it| (it, "law")));
        let mut day = start;
        while day <= last {
            told.push((exchange_rates(Month::of(day)), "exchange-rates"));
            day = day.last_of_month().tomorrow().unwrap_or(Date::MAX);
        }
        let received_at = Moment::from_local(start.at(0, 0, 0, 0));
        told.iter().map(|(message, what)| json(message, what, received_at)).collect()
    }

    fn day(&mut self, cases: Range<u64>) -> Result<Day, GenerateError> {
        let on = self.traffic.when(cases.start).0.local_date();
        let (mut parcels, mut filed) = (Vec::new(), Vec::new());
        let mut truth = BTreeMap::new();
        for index in cases {
            let (moment, _) = self.traffic.when(index);
            let (made, told) = self.traffic.made(index);
            truth.insert(made.key(), told);
            match made {
                Made::Parcel(sent) => {
                    self.traffic.expect_back(index, &sent);
                    let parcel = Arc::new(sent.parcel);
                    parcels.push(OfDay { moment, papers: sent.papers, parcel });
                }
                Made::Declaration(filing) => {
                    filed.push(FiledOn { moment, index, declaration: filing.declaration });
                }
            }
        }
        let mut messages = Vec::new();
        for of_hour in parcels.chunk_by(|one, other| hour(one.moment) == hour(other.moment)) {
            self.papers(of_hour, &mut messages);
        }
        self.declarations(&filed, &mut messages)?;
        messages.sort_by_key(|it| it.received_at);
        let tomorrow = Moment::from_local(on.at(0, 0, 0, 0)).plus_minutes(24 * 60);
        Ok(Day { on, messages, truth, returns: self.returns(tomorrow) })
    }

    fn returns(&mut self, before: Moment) -> Vec<Comeback> {
        let mut returns = Vec::new();
        while let Some(back) = self.traffic.back(before) {
            let Told::Return(application) = back.lane else { continue };
            let key = CaseKey::Parcel {
                platform_code: application.platform_code.to_string(),
                order_no: application.order_no.to_string(),
            };
            let (moment, index) = (back.moment, back.index);
            returns.push(Comeback { moment, index, key, application: *application });
        }
        returns
    }

    /// Messages of every company, and what sites report of each flight: all at the end of their hour's traffic.
    fn papers(&mut self, parcels: &[OfDay], messages: &mut Vec<Incoming>) {
        let Some(received_at) = parcels.last().map(|it| it.moment) else { return };
        for kind in PAPERS {
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
                let company = copied(at(table, usize::from(company)));
                for part in documents.chunks(MOST) {
                    messages.push(self.message(&company, part, received_at));
                }
            }
        }
        self.inbound(parcels, received_at, messages);
    }

    fn inbound(&mut self, parcels: &[OfDay], received_at: Moment, messages: &mut Vec<Incoming>) {
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
                serial: self.n_messages,
                is_repeat: false,
                pieces: pieces.into(),
            };
            let world = &self.traffic.parcels;
            let operator = copied(&at(&world.companies.sites, usize::from(site)).operator);
            let detail: InboundDetail<'static> =
                owned::inbound_detail(world.inbound_detail(&batch));
            let document = Document::InboundDetail(Box::new(detail));
            messages.push(self.message(&operator, &[document], received_at));
        }
    }

    fn message(
        &mut self,
        company: &Company,
        documents: &[Document<'_>],
        received_at: Moment,
    ) -> Incoming {
        let seed = &self.traffic.parcels.seed;
        let serial = 0x5000_0000 + self.n_messages;
        self.n_messages += 1;
        let guid = digits::guid(seed.mix(serial, 1), seed.mix(serial, 2));
        let kind =
            documents.first().map_or(MessageType::Inventory, |it| MessageType::of(it.kind()));
        written(kind, &guid, company, documents, received_at)
    }

    /// Manifests before the first declaration of what travels together, arrivals after the last.
    fn declarations(
        &mut self,
        filed: &[FiledOn],
        messages: &mut Vec<Incoming>,
    ) -> Result<(), GenerateError> {
        let mut groups: BTreeMap<(u64, &str, &str), Vec<&FiledOn>> = BTreeMap::new();
        for it in filed {
            let Declaration { transport_mode, port_customs, .. } = &it.declaration;
            groups.entry((it.index / BLOCK, transport_mode, port_customs)).or_default().push(it);
        }
        let world = &self.traffic.declarations;
        let mut arrivals = Vec::new();
        for group in groups.values() {
            let carried: Vec<_> = group.iter().map(|it| (it.index, &it.declaration)).collect();
            let (Some(first), Some(last)) = (group.first(), group.last()) else { continue };
            if let Some([manifest, arrival]) = carriage(world, &carried) {
                messages.push(json(&manifest, "manifest", first.moment)?);
                arrivals.push(json(&arrival, "arrival", last.moment)?);
            }
        }
        messages.extend(filed.iter().map(|it| Incoming {
            received_at: it.moment,
            what: "DecMessage",
            ending: "xml",
            bytes: Declarations::spelt(&it.declaration, None),
        }));
        messages.extend(arrivals);
        Ok(())
    }
}

impl Iterator for Days {
    type Item = Result<Day, GenerateError>;

    fn next(&mut self) -> Option<Self::Item> {
        let (start, n_cases) = (self.next, self.traffic.n_cases());
        if start >= n_cases {
            return None;
        }
        let on = self.traffic.when(start).0.local_date();
        let is_later = |it: &u64| self.traffic.when(*it).0.local_date() != on;
        self.next = (start..n_cases).find(is_later).unwrap_or(n_cases);
        Some(self.day(start..self.next))
    }
}

fn hour(moment: Moment) -> i64 {
    moment.millis().div_euclid(3_600_000)
}

fn copied(it: &Company) -> Company {
    Company { code: it.code.clone(), name: it.name.clone() }
}

fn json(
    message: &impl serde::Serialize,
    what: &'static str,
    received_at: Moment,
) -> Result<Incoming, GenerateError> {
    Ok(Incoming { received_at, what, ending: "json", bytes: serde_json::to_vec(message)? })
}

fn written(
    kind: MessageType,
    guid: &str,
    company: &Company,
    documents: &[Document<'_>],
    received_at: Moment,
) -> Incoming {
    let is_bare = matches!(kind, MessageType::Order | MessageType::Payment | MessageType::Waybill);
    let signature = if is_bare { "" } else { messages::PLACEHOLDER_SIGNATURE };
    let mut bytes = Vec::new();
    let transfer = transfer(company);
    messages::write_signed_documents(
        kind,
        guid,
        documents,
        Some(&transfer),
        &[],
        signature,
        &mut bytes,
    );
    let what = kind.root_name().trim_end_matches("Message");
    Incoming { received_at, what, ending: "xml", bytes }
}
