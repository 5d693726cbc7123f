//! Runs every file in `cases/`: a clean parcel, altered by pointer, and exactly the findings that
//! it must then give.

#![cfg(test)]

mod support;

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use checks::{
    AssessedCase, CancellationCase, DocumentCase, JoinedCase, Party, Prior, PriorDocument,
    ReturnCase, ReturnLine, Tolerance, WaitingCase,
};
use jiff::civil::date;
use model::{
    Account, Amount, Assessment, BasisId, BookRow, Books, Date, DocumentState, Enterprise,
    EntryState, Finding, Regime, Role, Stamp,
};
use params::Law;
use serde::Deserialize;
use serde_json::Value;
use support::{Parcel, zone::ZoneRow};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    case: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    note: String,
    /// A kind of document, or `waiting`, `joined`, `assessed`, `cancellation`, `goods_return`,
    /// `gathered`, `carried`, `passage`.
    stage: String,
    /// Pointer → value, as in the JSON of documents.
    #[serde(default)]
    set: BTreeMap<String, Value>,
    #[serde(default = "a_covered_day")]
    on: Date,
    #[serde(default)]
    only_single_field: bool,
    #[serde(default = "one_fen")]
    tolerance: Amount,
    #[serde(default)]
    prior: PriorRow,
    #[serde(default)]
    parties: Vec<PartyRow>,
    positive_list: Option<Vec<String>>,
    /// The account books kept here.
    #[serde(default = "support::books")]
    books: Vec<BookRow>,
    /// Partners that have not come.
    #[serde(default)]
    missing: Vec<String>,
    #[serde(default)]
    assessment: AssessmentRow,
    #[serde(default)]
    returned: ReturnRow,
    state: Option<EntryState>,
    #[serde(default)]
    zone: ZoneRow,
    expect: Vec<String>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct PriorRow {
    sent_at: String,
    state: Option<DocumentState>,
    entry: Option<EntryState>,
    claimed_elsewhere: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PartyRow {
    pointer: String,
    role: Role,
    code: String,
    name: String,
    registered: Option<Enterprise>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, default)]
struct AssessmentRow {
    regime: Regime,
    customs_value: Amount,
    tax: Amount,
    annual: Account,
    guarantee: Option<Account>,
    has_no_guarantee: bool,
    /// What each item's book has left; `elsewhere` where the house keeps none.
    books: Vec<String>,
}

impl Default for AssessmentRow {
    fn default() -> AssessmentRow {
        AssessmentRow {
            regime: Regime::WithinLimits,
            customs_value: Amount::from_units(300),
            tax: Amount::from_units(28),
            annual: Account { limit: Amount::from_units(26_000), ..Account::default() },
            guarantee: None,
            has_no_guarantee: false,
            books: Vec::new(),
        }
    }
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct ReturnRow {
    released_on: Option<Date>,
    /// Number, commodity code, quantity, returned before.
    lines: Vec<(u32, String, Amount, Amount)>,
}

fn a_covered_day() -> Date {
    date(2020, 11, 21)
}

fn one_fen() -> Amount {
    Amount::from_fen(1)
}

/// Codes whose firing needs more than the check to be in force: the tariff begins in 2020, and a
/// return's period ends on a day of its own.
const BOUND_TO_A_DAY: &[&str] = &["INV-3013", "INV-3015", "INV-3016", "RET-7002"];

#[test]
fn every_case_gives_exactly_its_findings() {
    let law = Law::shipped().unwrap();
    let (mut fired, mut silent) = (BTreeSet::new(), BTreeSet::new());
    let mut faults = Vec::new();
    for (code, file) in files() {
        let info = checks::find(&code).unwrap_or_else(|| panic!("`{code}` is no check's"));
        for case in &file.case {
            let actual = run(&law, case, case.on);
            let lines: Vec<String> = actual.iter().map(line).collect();
            let names_a_partner = |it: &Finding| {
                let document = |pointer: &str| pointer.split('.').next().unwrap().to_owned();
                !it.against.is_empty() && document(&it.against) != document(&it.pointer)
            };
            if case.stage == "joined" && !actual.iter().all(names_a_partner) {
                faults.push(format!("{code}: {}: says not against what", case.note));
            }
            if lines != case.expect {
                faults.push(format!("{code}: {}: {lines:#?}, not {:#?}", case.note, case.expect));
            }
            let fires = actual.iter().any(|it| it.code == code);
            if fires { &mut fired } else { &mut silent }.insert(code.clone());
            if fires {
                let is_found = |on| run(&law, case, on).iter().any(|it| it.code == code);
                let eve = info.from.yesterday().unwrap();
                if is_found(eve) {
                    faults.push(format!("{code}: {}: fires before its first day", case.note));
                }
                if !is_found(info.from) && !BOUND_TO_A_DAY.contains(&&*code) {
                    faults.push(format!("{code}: {}: silent on its first day", case.note));
                }
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));

    let codes: BTreeSet<String> = checks::all().map(|it| it.code.to_owned()).collect();
    let lacking = |seen: &BTreeSet<String>| codes.difference(seen).cloned().collect::<Vec<_>>();
    assert_eq!(lacking(&fired), Vec::<String>::new(), "every check has a case in which it fires");
    assert_eq!(lacking(&silent), Vec::<String>::new(), "every check has a case without it");
}

#[test]
fn a_clean_parcel_is_clean() {
    let law = Law::shipped().unwrap();
    let parcel = ["order", "payment", "waybill", "inventory", "waiting", "joined", "assessed"];
    let zone = ["exit_list", "gathered", "gate_pass", "carried", "passage"];
    let stages = parcel.into_iter().chain(zone);
    for stage in stages {
        for only_single_field in [false, true] {
            let case: Case = toml::from_str(&format!(
                "note = 'clean'\nstage = '{stage}'\nexpect = []\n\
                 only_single_field = {only_single_field}"
            ))
            .unwrap();
            assert_eq!(run(&law, &case, case.on), [], "{stage}");
        }
    }
}

fn files() -> Vec<(String, File)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("cases");
    let mut files: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| {
            let path = entry.unwrap().path();
            let code = path.file_stem().unwrap().to_str().unwrap().to_owned();
            let file = toml::from_str(&fs::read_to_string(&path).unwrap());
            (code.clone(), file.unwrap_or_else(|err| panic!("{code}: {err}")))
        })
        .collect();
    files.sort_by(|(one, _), (other, _)| one.cmp(other));
    files
}

fn line(it: &Finding) -> String {
    let Finding { code, severity, pointer, observed, expected, .. } = it;
    format!("{code} {severity:?} {pointer}: observed {observed}, expected {expected}")
}

fn run(law: &Law, case: &Case, on: Date) -> Vec<Finding> {
    let mut json = serde_json::to_value(support::parcel()).unwrap();
    for (pointer, value) in &case.set {
        Parcel::set(&mut json, pointer, value);
    }
    if on != case.on {
        Parcel::set(&mut json, "inventory.declared_on", &on.to_string().into());
    }
    let text = json.to_string();
    let parcel: Parcel<'_> = serde_json::from_str(&text).unwrap();
    let mut out = Vec::new();
    match &*case.stage {
        "waiting" => {
            let has = |name: &str| !case.missing.iter().any(|it| it == name);
            let waiting = WaitingCase {
                inventory: &parcel.inventory,
                has_order: has("order"),
                has_payment: has("payment"),
                has_waybill: has("waybill"),
            };
            checks::waiting(&waiting, &mut out);
        }
        "joined" => {
            let Parcel { order, payment, waybill, inventory, .. } = &parcel;
            let tolerance = Tolerance { amount: case.tolerance };
            let joined = JoinedCase { order, payment, waybill, inventory, on, law, tolerance };
            checks::joined(&joined, &mut out);
        }
        "assessed" => assessed(law, case, &parcel, on, &mut out),
        "cancellation" => {
            let state = case.state.unwrap_or(EntryState::Accepted);
            let case = CancellationCase { state, pointer: "cancellation.list_no", on };
            checks::cancellation(&case, &mut out);
        }
        "goods_return" => goods_return(case, &parcel, on, &mut out),
        stage => {
            let parties = parties(case);
            let zone = (stage, &case.zone, case.only_single_field);
            let context = (on, Tolerance { amount: case.tolerance });
            if !support::zone::run(law, zone, &parcel, &parties, context, &mut out) {
                document(law, case, &parcel, stage, on, &mut out);
            }
        }
    }
    out
}

fn parties(case: &Case) -> Vec<Party<'_>> {
    let rows = case.parties.iter();
    rows.map(|it| Party {
        pointer: it.pointer.clone().leak(),
        role: it.role,
        code: &it.code,
        name: &it.name,
        registered: it.registered.as_ref(),
    })
    .collect()
}

fn document(
    law: &Law,
    case: &Case,
    parcel: &Parcel<'_>,
    kind: &str,
    on: Date,
    out: &mut Vec<Finding>,
) {
    let document = parcel.document(kind);
    let parties = parties(case);
    let prior = Prior {
        same_kind: case.prior.state.map(|state| PriorDocument {
            sent_at: Stamp::parse(&case.prior.sent_at).unwrap_or_default(),
            state,
        }),
        entry: case.prior.entry,
        claimed_elsewhere: case.prior.claimed_elsewhere,
    };
    let mut books = Books::default();
    case.books.iter().for_each(|row| books.take(row));
    let case_of = DocumentCase {
        document: &document,
        on,
        law,
        parties: &parties,
        prior,
        positive_list: case.positive_list.as_deref(),
        books: &books,
        tolerance: Tolerance { amount: case.tolerance },
    };
    checks::document(&case_of, case.only_single_field, out);
}

fn assessed(law: &Law, case: &Case, parcel: &Parcel<'_>, on: Date, out: &mut Vec<Finding>) {
    let row = &case.assessment;
    let assessment = Assessment {
        regime: row.regime,
        customs_value: row.customs_value,
        duty: Amount::ZERO,
        consumption_tax: Amount::ZERO,
        vat: row.tax,
        regime_basis: BasisId::default(),
        items: Vec::new(),
    };
    let books: Vec<Option<Account>> = row
        .books
        .iter()
        .map(|left| left.parse().ok().map(|limit| Account { limit, ..Account::default() }))
        .collect();
    let ample = Account { limit: Amount::from_units(1_000_000), ..Account::default() };
    let guarantee = (!row.has_no_guarantee).then_some(row.guarantee.as_ref().unwrap_or(&ample));
    let case = AssessedCase {
        inventory: &parcel.inventory,
        assessment: &assessment,
        retail: &law.retail_on(a_covered_day()).unwrap(),
        annual: &row.annual,
        guarantee,
        books: &books,
        on,
    };
    checks::assessed(&case, out);
}

fn goods_return(case: &Case, parcel: &Parcel<'_>, on: Date, out: &mut Vec<Finding>) {
    let lines: Vec<ReturnLine<'_>> = case
        .returned
        .lines
        .iter()
        .map(|(number, commodity_code, quantity, returned_before)| ReturnLine {
            number: *number,
            commodity_code,
            quantity: *quantity,
            returned_before: *returned_before,
        })
        .collect();
    let case = ReturnCase {
        original: &parcel.inventory,
        state: case.state.unwrap_or(EntryState::Released),
        released_on: case.returned.released_on,
        period_days: 30,
        lines: &lines,
        on,
    };
    checks::goods_return(&case, out);
}
