//! The promise of a corpus, proved with the checks themselves: a clean parcel has no finding, a
//! faulty one has the codes of its fault and no other.

use std::collections::{BTreeMap, BTreeSet};

use checks::{AssessedCase, DocumentCase, JoinedCase, Party, Prior, Tolerance};
use messages::{Limits, Message, MessageType};
use model::{Account, Amount, Books, Document, DocumentKind, Enterprise, Finding, Rate, Role};
use params::Law;

use crate::{
    Fault, Outcome, Plan, World, alter, arrival::Piece, fixtures::FIXTURE_DAY, generate::document,
    papers::Sending, parcel::Parcel,
};

struct House<'l> {
    law: &'l Law,
    registry: BTreeMap<String, Enterprise>,
    books: Books,
    annual: BTreeMap<String, Amount>,
}

impl House<'_> {
    fn new<'l>(law: &'l Law, world: &World<'_>) -> House<'l> {
        let rows = world.companies.registry().into_iter();
        let registry = rows.map(|it| (it.code.clone(), it)).collect();
        let mut books = Books::default();
        world.goods.books(&world.companies).iter().for_each(|row| books.take(row));
        House { law, registry, books, annual: BTreeMap::new() }
    }

    fn party<'a>(
        &'a self,
        pointer: &'static str,
        role: Role,
        code: &'a str,
        name: &'a str,
    ) -> Party<'a> {
        Party { pointer, role, code, name, registered: self.registry.get(code) }
    }

    fn parties<'a>(&'a self, document: &'a Document<'_>) -> Vec<Party<'a>> {
        match document {
            Document::Order(it) => vec![
                self.party(
                    "order.platform_code",
                    Role::Platform,
                    &it.platform_code,
                    &it.platform_name,
                ),
                self.party("order.seller_code", Role::Seller, &it.seller_code, &it.seller_name),
                self.party(
                    "order.payment_company_code",
                    Role::Payment,
                    &it.payment_company_code,
                    &it.payment_company_name,
                ),
            ],
            Document::Payment(it) => vec![
                self.party(
                    "payment.payment_company_code",
                    Role::Payment,
                    &it.payment_company_code,
                    &it.payment_company_name,
                ),
                self.party(
                    "payment.platform_code",
                    Role::Platform,
                    &it.platform_code,
                    &it.platform_name,
                ),
            ],
            Document::Waybill(it) => {
                vec![self.party(
                    "waybill.logistics_code",
                    Role::Logistics,
                    &it.logistics_code,
                    &it.logistics_name,
                )]
            }
            Document::Inventory(it) => vec![
                self.party(
                    "inventory.platform_code",
                    Role::Platform,
                    &it.platform_code,
                    &it.platform_name,
                ),
                self.party("inventory.seller_code", Role::Seller, &it.seller_code, &it.seller_name),
                self.party(
                    "inventory.logistics_code",
                    Role::Logistics,
                    &it.logistics_code,
                    &it.logistics_name,
                ),
                self.party(
                    "inventory.declarant_code",
                    Role::Declarant,
                    &it.declarant_code,
                    &it.declarant_name,
                ),
                self.party("inventory.zone_code", Role::Zone, &it.zone_code, &it.zone_name),
            ],
            _ => panic!("a parcel's papers are four"),
        }
    }

    /// Everything that can be found on the papers that came, and where the list stands.
    fn judge(&mut self, papers: &[(Document<'_>, Vec<Finding>)]) -> (BTreeSet<String>, Outcome) {
        let mut codes = BTreeSet::new();
        let mut accepted: BTreeMap<DocumentKind, &Document<'_>> = BTreeMap::new();
        let mut outcome = None;
        for (document, faults) in papers {
            let mut findings = faults.clone();
            let parties = self.parties(document);
            let case = DocumentCase {
                document,
                on: FIXTURE_DAY,
                law: self.law,
                parties: if faults.is_empty() { &parties } else { &[] },
                prior: Prior::default(),
                positive_list: None,
                books: &self.books,
                tolerance: Tolerance::default(),
            };
            checks::document(&case, !faults.is_empty(), &mut findings);
            if findings.is_empty() {
                accepted.insert(document.kind(), document);
            } else if document.kind() == DocumentKind::Inventory {
                let is_unread = !faults.is_empty();
                outcome = Some(if is_unread { Outcome::Refused } else { Outcome::Rejected });
            }
            codes.extend(findings.into_iter().map(|it| it.code.into_owned()));
        }
        if let Some(outcome) = outcome {
            return (codes, outcome);
        }
        let joined = self.join(&accepted, &mut codes);
        (codes, joined)
    }

    fn join(
        &mut self,
        accepted: &BTreeMap<DocumentKind, &Document<'_>>,
        codes: &mut BTreeSet<String>,
    ) -> Outcome {
        let Some(Document::Inventory(inventory)) = accepted.get(&DocumentKind::Inventory) else {
            panic!("every corpus sends a list");
        };
        for (kind, code) in [
            (DocumentKind::Order, "MIS-2001"),
            (DocumentKind::Payment, "MIS-2002"),
            (DocumentKind::Waybill, "MIS-2003"),
        ] {
            if !accepted.contains_key(&kind) {
                codes.insert(code.to_owned());
            }
        }
        let (
            Some(Document::Order(order)),
            Some(Document::Payment(payment)),
            Some(Document::Waybill(waybill)),
        ) = (
            accepted.get(&DocumentKind::Order),
            accepted.get(&DocumentKind::Payment),
            accepted.get(&DocumentKind::Waybill),
        )
        else {
            return Outcome::Waiting;
        };
        let mut findings = Vec::new();
        let (law, on) = (self.law, FIXTURE_DAY);
        let tolerance = Tolerance::default();
        let case = JoinedCase { order, payment, waybill, inventory, on, law, tolerance };
        checks::joined(&case, &mut findings);
        let retail = law.retail_on(on).unwrap();
        let assessment =
            tax::assess(&tax::RetailCase { inventory, law, retail: &retail, on }).unwrap();
        let buyer = inventory.buyer_id_number.to_string();
        let spent = self.annual.get(&buyer).copied().unwrap_or_default();
        let annual =
            Account { limit: retail.annual_limit.value, pending: spent, posted: Amount::ZERO };
        let guarantee = Account { limit: Amount::from_units(1_000_000), ..Account::default() };
        let books = vec![Some(guarantee); inventory.items.len()];
        let case = AssessedCase {
            inventory,
            assessment: &assessment,
            retail: &retail,
            annual: &annual,
            elsewhere: model::Elsewhere::NotAsked,
            identity: None,
            guarantee: Some(&guarantee),
            books: &books,
            on,
        };
        checks::assessed(&case, &mut findings);
        if findings.is_empty() {
            self.annual.insert(buyer, spent + assessment.customs_value);
            return Outcome::Released;
        }
        codes.extend(findings.into_iter().map(|it| it.code.into_owned()));
        Outcome::Rejected
    }
}

/// The papers of a parcel as the house reads them off the wire.
fn sent(world: &World<'_>, parcel: &Parcel, house: &mut House<'_>) -> (BTreeSet<String>, Outcome) {
    let mut raws = Vec::new();
    for kind in DocumentKind::PAPERS {
        let is_missing = matches!(
            (parcel.fault, kind),
            (Some(Fault::PaymentMissing), DocumentKind::Payment)
                | (Some(Fault::WaybillMissing), DocumentKind::Waybill)
                | (Some(Fault::OrderMissing), DocumentKind::Order)
        );
        if is_missing {
            continue;
        }
        let piece = Piece { parcel: parcel.clone().into(), sending: Sending::First };
        let document = document(world, kind, &piece).unwrap();
        let message = MessageType::of(kind);
        let mut raw = Vec::new();
        let guid = document.head().guid.to_string();
        messages::write_documents(message, &guid, &[document], None, &[], &mut raw);
        let spoilt = alter::spoil(&mut raw);
        let is_number = parcel.fault != Some(Fault::NotANumber) || kind != DocumentKind::Inventory;
        assert_eq!(spoilt, usize::from(!is_number));
        raws.push(raw);
    }
    let papers: Vec<_> = raws
        .iter()
        .map(|raw| {
            let Message::Ceb(mut envelope) = messages::read(raw, &Limits::default()).unwrap()
            else {
                panic!("a CEB message");
            };
            let reading = envelope.readings.pop().unwrap();
            (reading.document, reading.faults)
        })
        .collect();
    house.judge(&papers)
}

#[test]
fn faults_are_found_as_the_truth_says() {
    let law = Law::shipped().unwrap();
    for fault in Fault::ALL {
        // A duplicate shows only beside the first.
        if *fault == Fault::DuplicateOrder {
            continue;
        }
        let plan = Plan::new(60, Rate::ZERO, 5, FIXTURE_DAY);
        let mut world = World::new(&plan, &law).unwrap();
        let mut house = House::new(&law, &world);
        for index in 0..plan.parcels {
            if *fault == Fault::AnnualLimitSecond {
                world.planted = Some(Fault::AnnualLimitFirst);
                sent(&world, &world.parcel(index), &mut house);
            }
            world.planted = Some(*fault);
            let shift = u64::from(*fault == Fault::AnnualLimitSecond);
            let parcel = world.parcel(index + shift);
            let (codes, outcome) = sent(&world, &parcel, &mut house);
            let expected: BTreeSet<String> =
                fault.info().codes.iter().map(|it| (*it).to_owned()).collect();
            assert_eq!((codes, outcome), (expected, fault.info().outcome), "{fault} at {index}");
        }
    }
}

#[test]
fn clean_parcels_have_no_finding() {
    let law = Law::shipped().unwrap();
    let plan = Plan::new(3_000, Rate::ZERO, 11, FIXTURE_DAY);
    let world = World::new(&plan, &law).unwrap();
    let mut house = House::new(&law, &world);
    for index in 0..plan.parcels {
        let (codes, outcome) = sent(&world, &world.parcel(index), &mut house);
        assert_eq!((codes, outcome), (BTreeSet::new(), Outcome::Released), "{index}");
    }
    assert!(house.annual.values().all(|it| *it <= Amount::from_units(15_000)));
}

#[test]
fn clean_parcels_look_like_retail() {
    let law = Law::shipped().unwrap();
    let plan = Plan::new(5_000, Rate::ZERO, 3, FIXTURE_DAY);
    let world = World::new(&plan, &law).unwrap();
    let mut totals: Vec<u32> = Vec::new();
    let mut n_items = 0usize;
    let mut n_gifts = 0usize;
    for index in 0..plan.parcels {
        let parcel = world.parcel(index);
        totals.push(parcel.goods_fen());
        n_items += parcel.items().len();
        n_gifts += parcel.items().iter().filter(|it| it.fen == 0).count();
    }
    totals.sort_unstable();
    let at = |percent: usize| totals[totals.len() * percent / 100] / 100;
    let typical = totals.iter().filter(|it| (8_000..=150_000).contains(*it)).count();
    expect_test::expect![[r#"
        items 9816, gifts 141
        yuan p5 79 p50 536 p95 2910 max 4972
        80–1,500 yuan: 3826
    "#]].assert_eq(&format!(
        "items {n_items}, gifts {n_gifts}\nyuan p5 {} p50 {} p95 {} max {}\n80–1,500 yuan: {typical}\n",
        at(5),
        at(50),
        at(95),
        totals.last().copied().unwrap_or(0) / 100,
    ));
}
