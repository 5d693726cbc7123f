//! The traders: a few parcels that share buyers, guarantors, waybill numbers and transactions, and
//! whose papers are sent in any order, again, changed, taken back, wrong.

use messages::MessageType;
use model::{
    Action, Amount, Cancellation, Document, DocumentHead, DocumentKind, GoodsReturn,
    GoodsReturnItem, HouseMessage, InboundDetail, InboundItem, Moment, Rate, Role, Stamp,
    Subscription, Text, WatchKind, WatchRow, WaybillStatus,
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
    /// Who reports what comes in.
    operator: (String, String),
    /// What was reported so far: the operator's number, and the logistics company.
    reports: Vec<(String, Vec<usize>)>,
    n_returns: u32,
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
        Traders {
            parcels,
            n_sent: 0,
            first: 0,
            operator: <(String, String)>::default(),
            reports: Vec::new(),
            n_returns: 0,
        }
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
    pub(super) fn registry(&mut self, law: &Law, dice: &mut Dice) -> HouseMessage {
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
        if let HouseMessage::Registry { enterprises, guarantees, books, watch, .. } = &mut registry
        {
            let operator = enterprises.iter().find(|it| it.roles.contains(&Role::Site)).unwrap();
            self.operator = (operator.code.clone(), operator.name.clone());
            for (nth, papers) in self.parcels.iter().step_by(4).enumerate() {
                let name = papers.inventory.items.first().map_or("", |it| it.name.as_str());
                watch.push(WatchRow {
                    id: format!("W-{nth}"),
                    kind: WatchKind::Words,
                    value: name.chars().take(4).collect(),
                    reason: "人工审核".to_owned(),
                    from: FIXTURE_DAY,
                    to: None,
                    ..WatchRow::default()
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
        let kind = *dice.pick(&DocumentKind::PAPERS);
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
        self.written(&documents, &subscriptions)
    }

    fn written(
        &mut self,
        documents: &[Document<'_>],
        subscriptions: &[Subscription<'_>],
    ) -> Vec<u8> {
        let message = MessageType::of(documents[0].kind());
        let guid = self.guid();
        let mut bytes = Vec::new();
        messages::write_documents(message, &guid, documents, None, subscriptions, &mut bytes);
        bytes
    }

    fn head(&mut self, action: Action, now: Moment) -> DocumentHead<'static> {
        let guid = self.guid().into();
        DocumentHead { guid, action, sent_at: Stamp::from_moment(now), is_declared: true }
    }

    /// What a site reports: parcels that are traded now, in one logistics company's hands; now and
    /// then a report is corrected, or names what another one has named.
    pub(super) fn inbound(&mut self, now: Moment, dice: &mut Dice) -> Vec<u8> {
        let first = self.place(dice);
        let carrier = self.parcels[first].waybill.logistics_code.clone();
        let is_with = |it: &usize| self.parcels[*it].waybill.logistics_code == *carrier;
        let around = first.saturating_sub(3)..(first + 3).min(self.parcels.len());
        let mut places: Vec<usize> = around.filter(is_with).collect();
        places.dedup_by_key(|it| self.parcels[*it].waybill.waybill_no.clone());
        let mut reference = format!("IN-{}", self.n_sent);
        let mut action = Action::New;
        if !self.reports.is_empty() && dice.percent(20) {
            (reference, places) = dice.pick(&self.reports).clone();
            action = *dice.pick(&[Action::New, Action::New, Action::Change, Action::Delete]);
            // What is reported anew under its number says something else.
            if places.len() > 1 && (dice.percent(50) || action == Action::New) {
                places.pop();
            }
        }
        self.reports.push((reference.clone(), places.clone()));
        let parcel = &self.parcels[places.first().copied().unwrap_or(first)];
        let (code, name) =
            (parcel.waybill.logistics_code.clone(), parcel.waybill.logistics_name.clone());
        let (operator, operator_name) = self.operator.clone();
        let lines = places.iter().map(|it| self.parcels[*it].waybill.waybill_no.clone());
        let items = (1..).zip(lines).map(|(number, waybill_no)| InboundItem {
            number,
            waybill_no,
            note: "".into(),
        });
        let items = items.collect();
        let head = self.head(action, now);
        let document = Document::InboundDetail(Box::new(InboundDetail {
            head,
            customs_code: "5349".into(),
            trader_reference: reference.into(),
            preliminary_no: "".into(),
            inbound_no: "".into(),
            operator_code: operator.into(),
            operator_name: operator_name.into(),
            import_export_flag: "I".into(),
            transport_mode: "5".into(),
            transport_name: "CA981".into(),
            voyage_no: "CA981/1".into(),
            bill_no: "999-1".into(),
            logistics_code: code,
            logistics_name: name,
            unloading_place: "".into(),
            note: "".into(),
            items,
        }));
        self.written(&[document], &[])
    }

    /// The carrier says that a parcel was signed for.
    pub(super) fn delivery(&mut self, now: Moment, dice: &mut Dice) -> Vec<u8> {
        let waybill = self.parcels[self.place(dice)].waybill.clone();
        let action = [Action::New, Action::Change, Action::Delete][dice.weighted(&[80, 10, 10])];
        let head = self.head(action, now);
        let document = Document::WaybillStatus(Box::new(WaybillStatus {
            head,
            logistics_code: waybill.logistics_code,
            logistics_name: waybill.logistics_name,
            waybill_no: waybill.waybill_no,
            status: "S".into(),
            status_at: Stamp::from_moment(now.plus_minutes(-30)),
            note: "".into(),
        }));
        self.written(&[document], &[])
    }

    /// An application to cancel the list of an order; now and then somebody else's.
    pub(super) fn cancellation(
        &mut self,
        order_no: &str,
        list_no: &str,
        now: Moment,
        dice: &mut Dice,
    ) -> Vec<u8> {
        let place = self.applicant(order_no, dice);
        let head = self.head(Action::New, now);
        let list = &self.parcels[place].inventory;
        let document = Document::Cancellation(Box::new(Cancellation {
            head,
            customs_code: list.customs_code.clone(),
            order_no: list.order_no.clone(),
            platform_code: list.platform_code.clone(),
            platform_name: list.platform_name.clone(),
            seller_code: list.seller_code.clone(),
            seller_name: list.seller_name.clone(),
            waybill_no: list.waybill_no.clone(),
            logistics_code: list.logistics_code.clone(),
            logistics_name: list.logistics_name.clone(),
            trader_reference: "C1".into(),
            preliminary_no: "".into(),
            list_no: Text::from(list_no.to_owned()),
            buyer_id_type: list.buyer_id_type.clone(),
            buyer_id_number: list.buyer_id_number.clone(),
            buyer_name: list.buyer_name.clone(),
            buyer_telephone: list.buyer_telephone.clone(),
            declarant_code: list.declarant_code.clone(),
            declarant_name: list.declarant_name.clone(),
            reason: "不要了".into(),
            note: "".into(),
        }));
        self.written(&[document], &[])
    }

    /// An application to return goods of an order's list: all or part of them, now and then too
    /// much, once more, changed or taken back, or about somebody else's list.
    pub(super) fn goods_return(
        &mut self,
        order_no: &str,
        list_no: &str,
        now: Moment,
        dice: &mut Dice,
    ) -> Vec<u8> {
        let place = self.applicant(order_no, dice);
        let action = [Action::New, Action::Change, Action::Delete][dice.weighted(&[80, 10, 10])];
        // Few numbers, so that some are used again.
        if action == Action::New && dice.percent(70) {
            self.n_returns += 1;
        }
        let head = self.head(action, now);
        let list = &self.parcels[place].inventory;
        let mut items: Vec<GoodsReturnItem<'static>> = Vec::new();
        for item in &list.items {
            if dice.percent(25) && !items.is_empty() {
                continue;
            }
            let quantity = match dice.weighted(&[50, 35, 5]) {
                0 => item.quantity,
                1 => Amount::from_units(1),
                _ => item.quantity + Amount::ONE,
            };
            items.push(GoodsReturnItem {
                number: item.number,
                commodity_code: item.commodity_code.clone(),
                name: item.name.clone(),
                quantity,
                unit: item.unit.clone(),
                note: "".into(),
            });
        }
        let document = Document::GoodsReturn(Box::new(GoodsReturn {
            head,
            customs_code: list.customs_code.clone(),
            order_no: list.order_no.clone(),
            platform_code: list.platform_code.clone(),
            platform_name: list.platform_name.clone(),
            seller_code: list.seller_code.clone(),
            seller_name: list.seller_name.clone(),
            waybill_no: list.waybill_no.clone(),
            logistics_code: list.logistics_code.clone(),
            logistics_name: list.logistics_name.clone(),
            trader_reference: format!("R{}", self.n_returns).into(),
            preliminary_no: "".into(),
            list_no: Text::from(list_no.to_owned()),
            buyer_id_type: list.buyer_id_type.clone(),
            buyer_id_number: list.buyer_id_number.clone(),
            buyer_name: list.buyer_name.clone(),
            buyer_telephone: list.buyer_telephone.clone(),
            declarant_code: list.declarant_code.clone(),
            declarant_name: list.declarant_name.clone(),
            reason: "不合适".into(),
            note: "".into(),
            items,
        }));
        self.written(&[document], &[])
    }

    /// Who applies about an order's list: its own party, or a stranger.
    fn applicant(&self, order_no: &str, dice: &mut Dice) -> usize {
        let own = self.parcels.iter().position(|it| it.order.order_no == *order_no);
        own.filter(|_| !dice.percent(8)).unwrap_or_else(|| dice.below(self.parcels.len()))
    }

    /// The orders whose goods come in under customs' eyes.
    pub(super) fn direct_orders(&self) -> std::collections::BTreeSet<String> {
        let direct = self.parcels.iter().filter(|it| it.inventory.supervision_mode == "9610");
        direct.map(|it| it.order.order_no.to_string()).collect()
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
            _ => panic!("a parcel's papers are four"),
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
