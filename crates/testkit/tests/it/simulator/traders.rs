//! The traders: a few parcels that share buyers, guarantors, waybill numbers and transactions, and
//! whose papers are sent in any order, again, changed, taken back, wrong.

use messages::MessageType;
use model::{
    Action, Amount, Document, DocumentHead, DocumentKind, HouseMessage, Moment, Rate, Stamp,
    Subscription, WatchKind, WatchRow,
};
use params::Law;
use testkit::{
    Fault, Plan,
    fixtures::{FIXTURE_DAY, Papers, clean_parcel, faulty_parcel},
    generate,
};

use super::dice::Dice;

pub(super) struct Traders {
    pub(super) parcels: Vec<Papers>,
    /// Submissions so far; a `guid` each.
    n_sent: u64,
    /// Where the parcels begin that are traded now.
    first: usize,
}

const N_BUYERS: usize = 5;
/// How many parcels are traded at a time.
const N_TRADED: usize = 8;

impl Traders {
    pub(super) fn new(law: &Law, n_parcels: usize, dice: &mut Dice) -> Traders {
        let faults = [
            Fault::Indivisible,
            Fault::AnnualLimitFirst,
            Fault::AnnualLimitFirst,
            Fault::SingleLimit,
            Fault::PaymentAmount,
            Fault::BuyerName,
            Fault::CommodityCode,
            Fault::NotANumber,
            Fault::Guarantor,
        ];
        let mut parcels: Vec<Papers> = Vec::new();
        for _ in 0..n_parcels {
            let seed = dice.below(1 << 30) as u64;
            let mut papers = if dice.percent(20) {
                faulty_parcel(law, seed, *dice.pick(&faults)).unwrap()
            } else {
                clean_parcel(law, seed).unwrap()
            };
            if !parcels.is_empty() {
                let buyer = dice.below(parcels.len().min(N_BUYERS));
                share_buyer(&mut papers, &parcels[buyer]);
                let other = parcels.len() - 1 - dice.below(parcels.len().min(N_TRADED));
                if dice.percent(25) {
                    share_waybill(&mut papers, &parcels[other]);
                }
                if dice.percent(10) {
                    let transaction = parcels[other].payment.transaction_no.clone();
                    papers.order.payment_transaction_no = transaction.clone();
                    papers.payment.transaction_no = transaction;
                }
            }
            parcels.push(papers);
        }
        Traders { parcels, n_sent: 0, first: 0 }
    }

    /// Time goes on: from 0 to 1,000.
    pub(super) fn turn_to(&mut self, permille: usize) {
        self.first = (self.parcels.len() - N_TRADED) * permille / 1_000;
    }

    /// One of the parcels that are traded now; now and then any.
    fn place(&self, dice: &mut Dice) -> usize {
        if dice.percent(8) {
            dice.below(self.parcels.len())
        } else {
            self.first + dice.below(N_TRADED)
        }
    }

    /// The registry that the parcels need, with little guarantee and little stock.
    pub(super) fn registry(&self, law: &Law, dice: &mut Dice) -> HouseMessage {
        let plan = Plan::new(0, Rate::ZERO, 1, FIXTURE_DAY);
        let mut registry = None;
        let mut sink = |file: testkit::GeneratedFile<'_>| {
            if file.name.ends_with("registry.json") {
                registry = Some(serde_json::from_slice(file.bytes).unwrap());
            }
            Ok(())
        };
        generate(&plan, law, &mut sink, &mut |_| {}).unwrap();
        let mut registry: HouseMessage = registry.unwrap();
        if let HouseMessage::Registry { guarantees, books, watch, .. } = &mut registry {
            for (nth, papers) in self.parcels.iter().step_by(4).enumerate() {
                let name = papers.inventory.items.first().map_or("", |it| it.name.as_str());
                watch.push(WatchRow {
                    id: format!("W-{nth}"),
                    kind: WatchKind::Words,
                    value: name.chars().take(4).collect(),
                    reason: "人工审核".to_owned(),
                    from: FIXTURE_DAY,
                    to: None,
                });
            }
            for row in guarantees.iter_mut() {
                row.limit = Amount::from_units(200 + dice.below(8_000) as i64);
            }
            for row in books.iter_mut() {
                row.quantity = Amount::from_units(1 + dice.below(6) as i64);
            }
        }
        registry
    }

    /// One message of one kind of document, as a trader would send it now.
    pub(super) fn message(&mut self, now: Moment, dice: &mut Dice) -> Vec<u8> {
        let kind = *dice.pick(&DocumentKind::ALL);
        let n_documents = 1 + dice.weighted(&[6, 2, 1]);
        let documents: Vec<Document<'static>> =
            (0..n_documents).map(|_| self.document(kind, now, dice)).collect();
        let mut subscriptions = Vec::new();
        if dice.percent(20) {
            subscriptions.push(Subscription {
                status: dice.pick(&["ALL", "RET", "NONE"]).to_owned().into(),
                exchange_mode: "DXP".into(),
                address: "DXPENT0000000088".into(),
                note: "".into(),
            });
        }
        let message = MessageType::ALL.into_iter().find(|it| it.document_kind() == kind).unwrap();
        let guid = self.guid();
        let mut bytes = Vec::new();
        messages::write_documents(message, &guid, &documents, None, &subscriptions, &mut bytes);
        bytes
    }

    fn guid(&mut self) -> String {
        self.n_sent += 1;
        format!("{:08X}-5157-4000-8000-000000000000", self.n_sent)
    }

    fn document(&mut self, kind: DocumentKind, now: Moment, dice: &mut Dice) -> Document<'static> {
        let place = self.place(dice);
        // Lists are taken back more often, so that some are while customs holds them.
        let deletions = if kind == DocumentKind::Inventory { 14 } else { 4 };
        let weights = [83, 11, deletions];
        let action = [Action::New, Action::Change, Action::Delete][dice.weighted(&weights)];
        let age = if dice.percent(5) { dice.below(300) as i64 } else { 0 };
        let head = DocumentHead {
            guid: self.guid().into(),
            action,
            sent_at: Stamp::from_moment(now.plus_minutes(-age)),
            is_declared: true,
        };
        let documents = self.parcels[place].documents();
        let mut document = documents.into_iter().find(|it| it.kind() == kind).unwrap();
        let is_altered = dice.percent(7);
        let more = if is_altered { Amount::ONE } else { Amount::ZERO };
        match &mut document {
            Document::Order(it) => {
                it.head = head;
                it.freight += more;
                it.actual_paid += more;
            }
            Document::Payment(it) => {
                it.head = head;
                it.amount_paid += more;
            }
            Document::Waybill(it) => {
                it.head = head;
                it.freight += more;
            }
            Document::Inventory(it) => {
                it.head = head;
                it.freight += more;
                if is_altered && dice.percent(50) {
                    it.waybill_no = dice.pick(&self.parcels).inventory.waybill_no.clone();
                }
            }
        }
        document
    }
}

fn share_buyer(papers: &mut Papers, with: &Papers) {
    let (order, own) = (&with.order, papers.order.buyer_name.clone());
    for name in [&mut papers.payment.payer_name, &mut papers.inventory.buyer_name] {
        // A fault that was planted stays one.
        if *name == own {
            *name = order.buyer_name.clone();
        }
    }
    papers.order.buyer_name = order.buyer_name.clone();
    papers.order.buyer_telephone = order.buyer_telephone.clone();
    papers.inventory.buyer_telephone = order.buyer_telephone.clone();
    papers.order.buyer_id_number = order.buyer_id_number.clone();
    papers.payment.payer_id_number = order.buyer_id_number.clone();
    papers.inventory.buyer_id_number = order.buyer_id_number.clone();
}

fn share_waybill(papers: &mut Papers, with: &Papers) {
    let number = with.waybill.waybill_no.clone();
    let (code, name) = (with.waybill.logistics_code.clone(), with.waybill.logistics_name.clone());
    (papers.waybill.waybill_no, papers.inventory.waybill_no) = (number.clone(), number);
    (papers.waybill.logistics_code, papers.inventory.logistics_code) = (code.clone(), code);
    (papers.waybill.logistics_name, papers.inventory.logistics_name) = (name.clone(), name);
}
