//! Nothing tells planted cases but what was planted: numbers, lengths, order and time are as good as random.

use std::collections::{BTreeMap, BTreeSet};

use model::{Amount, Declaration, Stamp};
use testkit::{
    fixtures::Papers,
    fraud::{Case, CaseLane, FraudPlan, Told as Lane},
};

use super::{Told, oracles::auc};

/// Something written in a document, by where it stands.
type Marks = BTreeMap<&'static str, String>;

fn of_parcel(case: &Case, it: &Papers) -> Marks {
    let (order, payment, waybill, list) = (&it.order, &it.payment, &it.waybill, &it.inventory);
    let seconds = |it: Stamp| (it.number() % 100).to_string();
    let mut marks = BTreeMap::from([
        ("index", case.index.to_string()),
        ("moment", case.moment.millis().to_string()),
        ("order_no", order.order_no.to_string()),
        ("order.guid", order.head.guid.to_string()),
        ("payment.guid", payment.head.guid.to_string()),
        ("waybill.guid", waybill.head.guid.to_string()),
        ("inventory.guid", list.head.guid.to_string()),
        ("transaction_no", payment.transaction_no.to_string()),
        ("waybill_no", waybill.waybill_no.to_string()),
        ("trader_reference", list.trader_reference.to_string()),
        ("bill_no", list.bill_no.to_string()),
        ("registration_no", order.buyer_registration_no.to_string()),
        ("telephone", order.buyer_telephone.to_string()),
        ("identity", order.buyer_id_number.to_string()),
        ("address", order.consignee_address.to_string()),
        ("buyer", order.buyer_name.to_string()),
        ("ordered seconds", seconds(order.head.sent_at)),
        ("paid seconds", seconds(payment.paid_at)),
        ("payment seconds", seconds(payment.head.sent_at)),
        ("waybill seconds", seconds(waybill.head.sent_at)),
        ("list seconds", seconds(list.head.sent_at)),
        ("freight", order.freight.to_string()),
        ("insurance", waybill.insurance.to_string()),
        ("payer", payment.payment_company_code.to_string()),
        ("carrier", waybill.logistics_code.to_string()),
        ("seller", order.seller_code.to_string()),
    ]);
    let item = &list.items[0];
    marks.insert("item_no", item.item_no.to_string());
    marks.insert("cents of the price", (item.price.scaled() / 1_000 % 100).to_string());
    marks
}

fn of_declaration(case: &Case, it: &Declaration<'_>) -> Marks {
    let mut marks = BTreeMap::from([
        ("index", case.index.to_string()),
        ("moment", case.moment.millis().to_string()),
        ("reference", it.reference.to_string()),
        ("contract", it.contract_no.to_string()),
        ("bill", it.bill_no.to_string()),
        ("voyage", it.voyage_no.to_string()),
        ("vehicle", it.transport_name.to_string()),
        ("keyer", it.keyer_name.to_string()),
        ("person", it.declarant_person.to_string()),
        ("attachment", it.attachments[0].id.to_string()),
        ("packaging", it.packaging.to_string()),
        ("trader", it.trader.code.to_string()),
        ("broker", it.declarant.code.to_string()),
        ("stock", it.items[0].model.split("SN").nth(1).unwrap_or_default().to_owned()),
    ]);
    // Yen have no cents, and of what costs little they are all there is.
    let first = &it.items[0];
    if first.currency != "JPY" && first.price > Amount::from_units(10) {
        marks.insert("cents", (first.price.scaled() / 1_000 % 100).to_string());
    }
    if let Some(container) = it.containers.first() {
        marks.insert("container", container.number.to_string());
    }
    for contact in &it.use_contacts {
        marks.insert("telephone", contact.telephone.to_string());
    }
    marks
}

/// What a look-up could make of a text: its digits from behind, their sum, its length, and the number that it is.
fn looked_up(text: &str) -> Vec<(&'static str, f64)> {
    let digit = |nth: usize| {
        let it = text.bytes().rev().nth(nth).unwrap_or(0);
        f64::from(it)
    };
    let sum: u32 = text.bytes().map(u32::from).sum();
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let tail = digits.get(digits.len().saturating_sub(9)..).unwrap_or_default();
    vec![
        ("last", digit(0)),
        ("last but one", digit(1)),
        ("last but two", digit(2)),
        ("parity", f64::from(text.bytes().last().unwrap_or(0) % 2)),
        ("sum", f64::from(sum)),
        ("sum of seven", f64::from(sum % 7)),
        ("length", text.len() as f64),
        ("number", tail.parse().unwrap_or(0.0)),
    ]
}

/// Ranks by a look-up, and how many standard deviations from random they are.
fn deviation(scores: &[(f64, bool)]) -> f64 {
    let yes = scores.iter().filter(|it| it.1).count() as f64;
    let no = scores.len() as f64 - yes;
    let random = ((yes + no + 1.0) / (12.0 * yes * no)).sqrt();
    (auc(scores) - 0.5) / random
}

/// The chance of each value against that of all: how far the squares' sum is from what is random, in standard deviations.
fn squares(scores: &[(f64, bool)]) -> f64 {
    let mut counts: BTreeMap<u64, [f64; 2]> = BTreeMap::new();
    for (value, is_planted) in scores {
        counts.entry(value.to_bits()).or_default()[usize::from(*is_planted)] += 1.0;
    }
    let rate = scores.iter().filter(|it| it.1).count() as f64 / scores.len() as f64;
    let common: Vec<[f64; 2]> =
        counts.into_values().filter(|[no, yes]| (no + yes) * rate >= 5.0).collect();
    let square = |[no, yes]: &[f64; 2]| {
        let expected = (no + yes) * rate;
        (yes - expected).powi(2) / (expected * (1.0 - rate))
    };
    let (sum, free) = (common.iter().map(square).sum::<f64>(), common.len() as f64 - 1.0);
    // A sum of few squares is far from even about its mean; its cube root is not (Wilson and Hilferty).
    let spread = 2.0 / (9.0 * free);
    if free < 1.0 { 0.0 } else { ((sum / free).cbrt() - (1.0 - spread)) / spread.sqrt() }
}

/// What is written again and again, like an actor's telephone, counts the first time: that it is shared is the sign of a
/// kind, and not a look of the number.
fn marks(told: &Told, lane: CaseLane) -> BTreeMap<String, Vec<(f64, bool)>> {
    let mut seen: BTreeSet<(&'static str, String)> = BTreeSet::new();
    let mut scores: BTreeMap<String, Vec<(f64, bool)>> = BTreeMap::new();
    for case in &told.cases {
        let truth = told.truth(case);
        let marks = match &case.lane {
            Lane::Parcel(it) if lane == CaseLane::Parcel => of_parcel(case, it),
            Lane::Declaration(it) if lane == CaseLane::Declaration => {
                of_declaration(case, &it.declaration)
            }
            _ => continue,
        };
        let is_planted = truth.is_planted();
        for (name, text) in marks {
            if text.is_empty() {
                continue;
            }
            // Short texts are no identifiers: every one counts.
            if text.len() > 6 && !seen.insert((name, text.clone())) {
                continue;
            }
            for (what, value) in looked_up(&text) {
                scores.entry(format!("{name}: {what}")).or_default().push((value, is_planted));
            }
        }
    }
    scores
}

/// Deviations of a mark in one world after another. What is of one world's companies, like the goods that its actors deal
/// in, is not of the next one's; a mark would be in each.
fn in_all(found: &[f64]) -> f64 {
    let least = found.iter().map(|it| it.abs()).fold(f64::INFINITY, f64::min);
    let is_alike = found.windows(2).all(|it| it[0].signum() == it[1].signum());
    if is_alike { least } else { 0.0 }
}

#[test]
fn identifiers_and_formatting_do_not_tell() {
    let plan = FraudPlan::embedded().unwrap().sized(6, 1_200, 600);
    let mut found: BTreeMap<(CaseLane, String), [Vec<f64>; 2]> = BTreeMap::new();
    for seed in [6, 7, 8] {
        let told = Told::new(&plan.clone().base_rate(model::Rate::from_ppm(100_000)), seed);
        for lane in [CaseLane::Parcel, CaseLane::Declaration] {
            for (name, scores) in marks(&told, lane) {
                if scores.iter().all(|it| it.1 == scores[0].1) {
                    continue;
                }
                let [ranks, values] = found.entry((lane, name)).or_default();
                ranks.push(deviation(&scores));
                values.push(squares(&scores));
            }
        }
    }
    assert!(found.len() > 200, "{}", found.len());
    for (mark, [ranks, values]) in found {
        // Hundreds are looked at, in three worlds: so far in each of them is seen by chance once in ten thousand such tests.
        assert!(in_all(&ranks) < 3.0, "{mark:?}: {ranks:.1?} deviations by rank");
        assert!(in_all(&values) < 3.0, "{mark:?}: {values:.1?} deviations by value");
    }
}

/// The test above can fail: a mark that is put there is seen.
#[test]
fn a_marker_would_be_seen() {
    let scores: Vec<(f64, bool)> = (0..2_000u32)
        .map(|it| {
            let is_planted = it % 10 == 0;
            let digit = it / 10 % 10;
            // A tenth of the planted ones end in seven.
            (f64::from(if is_planted && it % 100 == 0 { 7 } else { digit }), is_planted)
        })
        .collect();
    assert!(squares(&scores) > 3.0 || deviation(&scores).abs() > 3.0);
    let later: Vec<(f64, bool)> = (0..2_000u32).map(|it| (f64::from(it), it > 1_900)).collect();
    assert!(deviation(&later) > 3.0);
    assert_eq!([in_all(&[5.0, 4.0, -6.0]), in_all(&[-5.0, -4.0])], [0.0, 4.0]);
}
