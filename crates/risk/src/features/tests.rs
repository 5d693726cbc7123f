//! Definitions, their values, and that they come to the same online and looked at again.

use std::{collections::BTreeSet, fmt::Write as _};

use expect_test::{ExpectFile, expect_file};
use model::{Amount, Credit, KeyPair, Moment};

use super::*;
use crate::{
    case::{Case, Counts, Figures, Line, Parties, Role, Times},
    memory::{CaseKeys, Deltas, Digester, Gathering, Grade, Limits, Memory},
    record::Kind,
};

const DIGESTER_SEED: (u64, u64) = (11, 22);
const HOUR: i64 = 3_600_000;
/// 2026-01-05T02:00:00+08:00, a Monday.
const START: i64 = 1_767_549_600_000;

fn memory() -> Memory {
    let (hi, lo) = DIGESTER_SEED;
    let limits = Limits { profiles: 5_000, pairs: 5_000, goods: 1_000, links: 2_000 };
    Memory::new(Digester::new(hi, lo), limits)
}

fn yuan(units: i64) -> Option<Amount> {
    Some(Amount::from_units(units))
}

fn parties<'a>(named: &[(Role, &'a str)]) -> Parties<'a> {
    let mut parties = [""; Role::ALL.len()];
    named.iter().for_each(|(role, code)| parties[*role as usize] = code);
    parties
}

/// A parcel of one line, `n` pieces at a price.
fn parcel<'a>(hours: i64, buyer: &'a str, telephone: &'a str, price: i64, n: i64) -> Case<'a> {
    let at = Moment::from_millis(START + hours * HOUR);
    let value = yuan(price * n);
    Case {
        procedure: Procedure::Parcel,
        key: KeyPair { hi: hours as u64, lo: 1 },
        at,
        parties: parties(&[
            (Role::Buyer, buyer),
            (Role::Telephone, telephone),
            (Role::Address, "浙江省宁波市某路1号"),
            (Role::Platform, "3301963K5P"),
            (Role::Seller, "3302960ABC"),
            (Role::Courier, "3105980001"),
            (Role::PaymentCompany, "4403169D3W"),
            (Role::Declarant, "3302980XYZ"),
            (Role::Vehicle, "CA1234 20260104"),
        ]),
        credit: None,
        customs: "3105",
        port: "3104",
        supervision_mode: "9610",
        transport_mode: "5",
        shipping_country: "116",
        trade_country: "116",
        packaging: "2",
        figures: Figures {
            value,
            freight: yuan(20),
            insurance: Some(Amount::ZERO),
            discount: yuan(5),
            paid: yuan(price * n + 40),
            tax: Some(Amount::from_scaled(value.unwrap().scaled() * 91 / 1_000)),
            gross_kg: Some(Amount::from_scaled(60_000 * n)),
            net_kg: Some(Amount::from_scaled(50_000 * n)),
            carried_kg: Some(Amount::from_scaled(66_000 * n)),
            packages: Some(1),
            carried_packages: Some(1),
            single_limit: yuan(5_000),
            year_left: yuan(20_000),
        },
        times: Times {
            sent: Some(Moment::from_millis(at.millis() - HOUR)),
            ordered: Some(Moment::from_millis(at.millis() - 30 * HOUR)),
            paid: Some(Moment::from_millis(at.millis() - 29 * HOUR)),
            arrived: None,
        },
        counts: Counts::default(),
        note: "",
        lines: vec![Line {
            commodity: "3305100090",
            origin: "116",
            name: "洗发水",
            model: "500ml|无硅油",
            tariff_text: "其他洗发剂（香波）",
            unit: "011",
            quantity: Amount::from_units(n),
            statutory_unit: "035",
            statutory_quantity: Amount::from_scaled(50_000 * n),
            weight_kg: Some(Amount::from_scaled(50_000 * n)),
            value,
            tax: Some(Amount::from_scaled(value.unwrap().scaled() * 91 / 1_000)),
            currency: "142",
        }],
    }
}

fn declaration(hours: i64, trader: &'static str, unit_value: i64) -> Case<'static> {
    let mut case = parcel(hours, "", "", unit_value, 100);
    case.procedure = Procedure::Declaration;
    case.parties = parties(&[
        (Role::Trader, trader),
        (Role::Owner, "4403160Z01"),
        (Role::Abroad, "ACME KK"),
        (Role::Declarant, "4403180002"),
        (Role::Vehicle, "EVER A 012E"),
        (Role::Site, "YARD 3"),
    ]);
    case.credit = Some(Credit::Ordinary);
    case.figures.single_limit = None;
    case.counts =
        Counts { containers: Some(1), licences: Some(2), papers: Some(3), returns: Some(1) };
    case.lines[0].currency = "502";
    case
}

fn keys(case: &Case<'_>, memory: &Memory) -> CaseKeys {
    CaseKeys::of(case, memory.digester())
}

fn remember(memory: &mut Memory, cases: &[Case<'_>]) {
    for case in cases {
        let mut gathering = Gathering::default();
        gathering.saw(case, &keys(case, memory));
        memory.apply(&gathering.finish(case.at));
    }
}

fn value_of(memory: &Memory, case: &Case<'_>, name: &str) -> Option<f64> {
    let set = FeatureSet::of(case.procedure).unwrap();
    let keys = keys(case, memory);
    let record = set.record(&View::new(case, &keys, memory));
    let (kind, slot) = set.schema().find(name).expect(name);
    assert!(matches!(kind, Kind::Number | Kind::Flag), "{name}");
    record.number(slot)
}

#[test]
fn every_definition_says_what_it_is() {
    let mut names = BTreeSet::new();
    for it in definitions() {
        assert!(names.insert(it.name), "{} is there twice", it.name);
        let is_plain =
            |it: u8| it.is_ascii_lowercase() || it.is_ascii_digit() || b"._".contains(&it);
        assert!(it.name.bytes().all(is_plain) && it.name.matches('.').count() == 1, "{}", it.name);
        assert!(it.title_zh.chars().any(|it| it > '\u{4e00}'), "{}", it.name);
        assert!(
            !it.meaning.is_empty() && !it.procedures.is_empty() && it.version > 0,
            "{}",
            it.name
        );
        let party = it.name.split('.').next().unwrap();
        let wanted: &[Procedure] = match party {
            "buyer" | "seller" | "platform" | "net" => &[Procedure::Parcel],
            "trader" | "abroad" => &[Procedure::Declaration],
            _ => continue,
        };
        assert_eq!(it.procedures, wanted, "{}", it.name);
    }
}

#[test]
fn each_procedure_is_weighed_by_more_than_a_hundred_and_twenty() {
    for procedure in Procedure::ALL {
        let n = FeatureSet::of(procedure).unwrap().definitions().count();
        assert!(n >= 120, "{procedure:?}: {n}");
    }
}

/// `UPDATE_EXPECT=1 cargo test -p risk` writes the page.
#[test]
fn the_page_of_features_is_theirs() {
    let mut page = String::from(
        "# Features (特征)\n\n\
         What a case is weighed by (ADR [0080](adr/0080-a-case-is-weighed-by-what-was-decided-before-its-batch.md)). Written from the definitions by\n\
         `UPDATE_EXPECT=1 cargo test -p risk`.\n\n\
         | name | 名称 | meaning | type | window | of | version |\n|---|---|---|---|---|---|---|\n",
    );
    for it in definitions() {
        let kind = match it.kind() {
            Kind::Number => "number",
            Kind::Flag => "flag",
            Kind::Text => "text",
            Kind::Texts => "texts",
        };
        let window = it.span.words_en();
        let of = match it.procedures {
            [Procedure::Parcel] => "parcels",
            [Procedure::Declaration] => "declarations",
            _ => "both",
        };
        let Definition { name, title_zh, meaning, version, .. } = it;
        let meaning = meaning.replace('|', "\\|");
        let _ = writeln!(
            page,
            "| `{name}` | {title_zh} | {meaning} | {kind} | {window} | {of} | {version} |"
        );
    }
    expect_file!["../../../../docs/features.md"].assert_eq(&page);
}

fn all_values(case: &Case<'_>, memory: &Memory) -> String {
    let set = FeatureSet::of(case.procedure).unwrap();
    let keys = keys(case, memory);
    let record = set.record(&View::new(case, &keys, memory));
    let mut out = String::new();
    for it in set.definitions() {
        let (kind, slot) = set.schema().find(it.name).unwrap();
        let value = match kind {
            Kind::Number | Kind::Flag => record
                .number(slot)
                .map_or("-".to_owned(), |it| ((it * 1e4).round() / 1e4).to_string()),
            Kind::Text => record.text(slot).unwrap_or("-").to_owned(),
            Kind::Texts => record.list(slot).join(", "),
        };
        let _ = writeln!(out, "{} {value}", it.name);
    }
    out
}

fn check(case: &Case<'_>, memory: &Memory, expect: ExpectFile) {
    expect.assert_eq(&all_values(case, memory));
}

fn lived_memory() -> Memory {
    let mut memory = memory();
    let buyers = ["b0", "b1", "b2", "b3", "b4", "b5"];
    let cases: Vec<Case<'_>> = (0..48)
        .map(|it| {
            parcel(it, buyers[it as usize % 6], ["t0", "t1"][it as usize % 2], 60 + it % 5, 2)
        })
        .collect();
    remember(&mut memory, &cases);
    let declared: Vec<Case<'_>> =
        (0..48).map(|it| declaration(it, "4403960T01", 60 + it % 5)).collect();
    remember(&mut memory, &declared);
    let mut labels = Gathering::default();
    labels.examined(&keys(&cases[4], &memory), Some(Grade(2)));
    labels.examined(&keys(&cases[5], &memory), None);
    labels.returned(&keys(&cases[4], &memory));
    labels.refused(&keys(&declared[0], &memory));
    memory.apply(&labels.finish(Moment::from_millis(START + 50 * HOUR)));
    memory
}

#[test]
fn a_parcel_beside_what_is_remembered() {
    let case = parcel(60, "b4", "t0", 20, 2);
    check(&case, &lived_memory(), expect_file!["values/parcel.txt"]);
}

#[test]
fn a_declaration_beside_what_is_remembered() {
    let case = declaration(60, "4403960T01", 61);
    check(&case, &lived_memory(), expect_file!["values/declaration.txt"]);
}

/// A house without a history knows the documents and nothing else, and says so.
#[test]
fn without_a_history_nothing_is_made_up() {
    let memory = memory();
    let case = parcel(0, "b", "t", 60, 2);
    for name in [
        "goods.price_deviation_min",
        "buyer.idle_days",
        "buyer.found_days",
        "text.heading_affinity_min",
    ] {
        assert_eq!(value_of(&memory, &case, name), None, "{name}");
    }
    assert_eq!(value_of(&memory, &case, "buyer.cases"), Some(0.0));
    assert_eq!(value_of(&memory, &case, "buyer.found_rate"), Some(0.05));
    assert_eq!(value_of(&memory, &case, "goods.new_share"), Some(1.0));
}

#[test]
fn each_kind_of_deceit_moves_what_is_made_for_it() {
    let memory = lived_memory();
    let at = |case: &Case<'_>, name: &str| value_of(&memory, case, name).unwrap();
    let honest = parcel(60, "b1", "t1", 62, 2);
    let cheap = parcel(60, "b1", "t1", 20, 2);
    assert!(at(&honest, "goods.price_deviation_min").abs() < 2.0);
    assert!(at(&cheap, "goods.price_deviation_min") < -10.0);
    let mut light = parcel(60, "b1", "t1", 62, 2);
    light.lines[0].weight_kg = Some(Amount::from_scaled(30_000));
    assert!(at(&light, "goods.weight_octaves_min") < -1.0);
    assert!(at(&honest, "goods.weight_octaves_min").abs() < 0.2);
    let mut misdescribed = parcel(60, "b1", "t1", 62, 2);
    misdescribed.lines[0].commodity = "2106909090";
    assert_eq!(at(&honest, "text.other_code_share_max"), 0.0);
    assert_eq!(at(&misdescribed, "text.other_code_share_max"), 1.0);
    assert_eq!(at(&misdescribed, "text.heading_affinity_min"), 0.0);
    let mut elsewhere = parcel(60, "b1", "t1", 62, 2);
    elsewhere.lines[0].origin = "502";
    assert_eq!(at(&elsewhere, "goods.origin_share_min"), 0.0);
    assert_eq!(at(&elsewhere, "rel.origin_elsewhere_share"), 1.0);
    let split = parcel(49, "b1", "t1", 2_450, 2);
    assert!(at(&split, "doc.is_near_limit") == 1.0 && at(&honest, "doc.is_near_limit") == 0.0);
    assert!(at(&split, "time.address_limit_7d") > 2.0);
    assert!(at(&honest, "net.telephone_buyers") >= 3.0);
    assert!(at(&honest, "net.ring_size") >= 8.0 && at(&honest, "net.ring_returned") == 1.0);
    assert!(
        at(&honest, "buyer.returned_share")
            < at(&parcel(60, "b4", "t0", 62, 2), "buyer.returned_share")
    );
    assert!(
        at(&honest, "buyer.found_rate") < at(&parcel(60, "b4", "t0", 62, 2), "buyer.found_rate")
    );
}

/// Cases of a day, some with labels: what each batch adds.
fn a_day(
    memory: &mut Memory,
    cases: &[Case<'static>],
    batch: usize,
) -> (Vec<Deltas>, Vec<Vec<u64>>) {
    let (mut told, mut weighed) = (Vec::new(), Vec::new());
    for part in cases.chunks(batch) {
        let mut gathering = Gathering::default();
        for (at, case) in part.iter().enumerate() {
            weighed.push(bits(memory, case));
            let keys = keys(case, memory);
            gathering.saw(case, &keys);
            match at % 7 {
                0 => gathering.examined(&keys, (at % 2 == 0).then_some(Grade(1))),
                1 => gathering.returned(&keys),
                2 => gathering.cancelled(&keys),
                _ => {}
            }
        }
        let deltas = gathering.finish(part.last().unwrap().at);
        memory.apply(&deltas);
        told.push(deltas);
    }
    (told, weighed)
}

fn bits(memory: &Memory, case: &Case<'_>) -> Vec<u64> {
    let set = FeatureSet::of(case.procedure).unwrap();
    let keys = keys(case, memory);
    let record = set.record(&View::new(case, &keys, memory));
    record.numbers().iter().map(|it| it.to_bits()).collect()
}

fn traffic() -> Vec<Case<'static>> {
    let names = ["b0", "b1", "b2", "b3", "b4", "b5", "b6", "b7", "b8", "b9", "b10"];
    (0..400i64)
        .map(|it| {
            let name = names[(it * it % 11) as usize];
            match it % 5 {
                0 => declaration(it / 9, name, 50 + it * 7 % 31),
                _ => parcel(it / 9, name, names[(it % 3) as usize], 40 + it * 13 % 50, 1 + it % 4),
            }
        })
        .collect()
}

/// Weighed when they came, and again from what the commits added: kept and read back in between, every value is the same,
/// bit for bit.
#[test]
fn a_day_weighed_again_comes_to_the_same() {
    let cases = traffic();
    let mut online = memory();
    let (deltas, weighed) = a_day(&mut online, &cases, 32);
    let mut again = memory();
    let mut batches = cases.chunks(32);
    let mut n = 0;
    for (at, delta) in deltas.iter().enumerate() {
        if at % 3 == 1 {
            again = Memory::from_bytes(&again.to_bytes().unwrap(), again.digester()).unwrap();
        }
        for case in batches.next().unwrap() {
            assert_eq!(bits(&again, case), weighed[n], "case {n}");
            n += 1;
        }
        let kept = postcard::to_stdvec(delta).unwrap();
        again.apply(&postcard::from_bytes(&kept).unwrap());
    }
    assert_eq!(n, 400);
    assert_eq!(again.to_bytes().unwrap(), online.to_bytes().unwrap());
}

/// A case is not weighed by what came in its own batch or later.
#[test]
fn no_case_knows_the_future() {
    let cases = traffic();
    let mut all = memory();
    let (_, weighed) = a_day(&mut all, &cases, 50);
    let mut some = memory();
    let (_, first) = a_day(&mut some, &cases[..250], 50);
    assert_eq!(first[..], weighed[..250]);
}

#[test]
fn a_memory_of_another_edition_is_refused() {
    let memory = lived_memory();
    let mut bytes = memory.to_bytes().unwrap();
    bytes[0] = 9;
    let refused =
        |bytes: &[u8]| Memory::from_bytes(bytes, memory.digester()).unwrap_err().to_string();
    assert_eq!(refused(&bytes), "a memory of format 9 cannot be read, only of 1");
    bytes[0] = 1;
    bytes.truncate(100);
    assert_eq!(refused(&bytes), "the memory is not readable");
}
