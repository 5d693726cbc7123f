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
    AssessedCase, CancellationCase, DocumentCase, InboundCase, JoinedCase, OriginalLine,
    OriginalList, Party, Prior, PriorDocument, ReleasedList, ReturnCase, Tolerance, TruthCase,
    WaitingCase,
};
use jiff::civil::date;
use model::{
    Account, Amount, Assessment, BasisId, BookRow, Books, Date, DocumentState, Elsewhere,
    Enterprise, EntryState, Finding, IdentityAnswer, Proof, Regime, Role, Stamp, fingerprint,
};
use params::Law;
use serde::Deserialize;
use serde_json::Value;
use support::{
    Parcel, declaration::DeclarationRow, export::ExportRow, taxed::TaxedRow, zone::ZoneRow,
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    case: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    note: String,
    /// A kind of document, or `waiting`, `joined`, `assessed`, `cancelling`, `returning`,
    /// `receiving`, `gathered`, `carried`, `passage`, `declaration`, `export`, `licences`, `agency`,
    /// `manifest`,
    /// `taxed`; `export_order` and the other documents of an export, `export_waiting`, `export_joined`, `arrived`,
    /// `departed`, `under_master`, `export_cancelling`, `summed_up`,
    /// `export_returning`, `tallied`.
    stage: String,
    /// Pointer → value, as in the JSON of documents.
    #[serde(default)]
    set: BTreeMap<String, Value>,
    /// Pointers to what is taken away.
    #[serde(default)]
    clear: Vec<String>,
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
    proof: ProofRow,
    #[serde(default)]
    released: ReleasedRow,
    /// Where the entry of an application's list stands.
    state: Option<EntryState>,
    #[serde(default)]
    zone: ZoneRow,
    /// The house around an export.
    #[serde(default)]
    exp: ExportRow,
    /// The house around a goods declaration.
    #[serde(default)]
    dec: DeclarationRow,
    #[serde(default)]
    taxed: TaxedRow,
    /// No list has the number that an application names.
    #[serde(default)]
    is_unknown: bool,
    /// Lines of an inbound detail whose waybills another one has brought in.
    #[serde(default)]
    in_already: Vec<usize>,
    expect: Vec<String>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct PriorRow {
    sent_at: String,
    state: Option<DocumentState>,
    entry: Option<EntryState>,
    claimed_elsewhere: bool,
    is_used: bool,
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
    elsewhere: Elsewhere,
    identity: Option<IdentityAnswer>,
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
            elsewhere: Elsewhere::NotAsked,
            identity: None,
            guarantee: None,
            has_no_guarantee: false,
            books: Vec::new(),
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, default)]
struct ProofRow {
    proof: Proof,
    needs_signature: bool,
}

impl Default for ProofRow {
    fn default() -> ProofRow {
        ProofRow { proof: Proof::Good, needs_signature: true }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, default)]
struct ReleasedRow {
    apply_until: Option<Date>,
    is_summarised: bool,
    is_same_waybill: bool,
    is_same_buyer: bool,
    /// What other returns take back of each line of the list.
    returned_before: Vec<Amount>,
}

impl Default for ReleasedRow {
    fn default() -> ReleasedRow {
        ReleasedRow {
            apply_until: Some(date(2020, 12, 21)),
            is_summarised: false,
            is_same_waybill: true,
            is_same_buyer: true,
            returned_before: Vec::new(),
        }
    }
}

fn a_covered_day() -> Date {
    date(2020, 11, 21)
}

fn one_fen() -> Amount {
    Amount::from_fen(1)
}

/// Codes whose firing needs more than the check to be in force: the tariff begins in 2020, and a
/// return's period ends on a day of its own.
const BOUND_TO_A_DAY: &[&str] = &[
    "EXP-6003", "INV-3013", "INV-3015", "INV-3016", "REG-4004", "RET-7002", "DEC-4001", "DEC-4003",
    "DEC-4004", "DEC-2104", "DEC-4101", "DEC-4102", "DEC-4103", "DEC-4104", "DEC-4105", "DEC-4106",
    "DEC-4304", "DEC-4306", "DEC-6101", "DEC-6102", "DEC-6103", "DEC-6104", "DEC-6105", "DEC-6106",
    "DEC-6302", "DEC-6306", "DEC-6307", "DEC-6308", "EXP-3011", "EXP-3013", "EXP-4001", "EXP-4002",
    "EXP-4004",
];

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
    let stages = [
        "order",
        "payment",
        "waybill",
        "inventory",
        "cancellation",
        "goods_return",
        "inbound_detail",
        "waiting",
        "joined",
        "truth",
        "assessed",
        "cancelling",
        "returning",
        "receiving",
        "exit_list",
        "gathered",
        "gate_pass",
        "carried",
        "passage",
        "declaration",
        "export",
        "licences",
        "agency",
        "manifest",
        "taxed",
        "export_order",
        "export_money",
        "export_waybill",
        "export_list",
        "export_cancellation",
        "export_arrival",
        "export_departure",
        "master_waybill",
        "export_waiting",
        "export_joined",
        "arrived",
        "departed",
        "under_master",
        "export_cancelling",
        "export_summary",
        "summed_up",
        "export_return",
        "return_tally",
        "export_returning",
        "tallied",
    ];
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

/// The clean papers, as the case alters them.
fn altered(case: &Case, on: Date) -> Value {
    let mut parcel = support::parcel();
    if case.stage == "export" {
        parcel.declaration = support::declaration::export();
    }
    let mut json = serde_json::to_value(parcel).unwrap();
    for (pointer, value) in &case.set {
        Parcel::set(&mut json, pointer, value);
    }
    for pointer in &case.clear {
        Parcel::set(&mut json, pointer, &Value::Null);
    }
    if on != case.on {
        Parcel::set(&mut json, "inventory.declared_on", &on.to_string().into());
    }
    json
}

fn run(law: &Law, case: &Case, on: Date) -> Vec<Finding> {
    let text = altered(case, on).to_string();
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
        "truth" => truth(case, &parcel, on, &mut out),
        "assessed" => assessed(law, case, &parcel, on, &mut out),
        "cancelling" => {
            let list = (!case.is_unknown).then(|| original(case, &parcel, EntryState::Accepted));
            let cancellation = &parcel.cancellation;
            checks::cancellation(&CancellationCase { cancellation, list, on }, &mut out);
        }
        "returning" => returning(case, &parcel, on, &mut out),
        "taxed" => support::taxed::run(&case.taxed, on, law, case.tolerance, &mut out),
        "receiving" => {
            let inbound = &parcel.inbound_detail;
            let is_in = |idx: usize| case.in_already.contains(&idx);
            let is_in_already: Vec<bool> = (0..inbound.items.len()).map(is_in).collect();
            let case = InboundCase { inbound, is_in_already: &is_in_already, on };
            checks::inbound(&case, &mut out);
        }
        stage => {
            let parties = parties(case);
            let zone = (stage, &case.zone, case.only_single_field);
            let context = (on, Tolerance { amount: case.tolerance });
            let dec = (stage, &case.dec, case.only_single_field);
            let is_run = support::zone::run(law, zone, &parcel, &parties, context, &mut out)
                || support::export::run(
                    law,
                    (stage, &case.exp, case.only_single_field),
                    &parcel,
                    &parties,
                    context,
                    &mut out,
                )
                || support::declaration::run(law, dec, &parcel, &parties, context, &mut out);
            if !is_run {
                document(law, case, &parcel, stage, on, &mut out);
            }
        }
    }
    out
}

fn truth(case: &Case, parcel: &Parcel<'_>, on: Date, out: &mut Vec<Finding>) {
    let Parcel { order, payment, inventory, truth, .. } = parcel;
    let row = &case.proof;
    let case = TruthCase {
        truth,
        sold: &truth.orders[0],
        order,
        payment,
        inventory,
        proof: row.proof,
        needs_signature: row.needs_signature,
        time_tolerance_minutes: 5,
        tolerance: Tolerance { amount: case.tolerance },
        on,
    };
    checks::truth(&case, out);
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
        is_used: case.prior.is_used,
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
        elsewhere: row.elsewhere,
        identity: row.identity,
        guarantee,
        books: &books,
        on,
    };
    checks::assessed(&case, out);
}

/// The parcel's list, as the house keeps it for applications.
fn original<'p>(case: &Case, parcel: &'p Parcel<'_>, otherwise: EntryState) -> OriginalList<'p> {
    let list = &parcel.inventory;
    OriginalList {
        state: case.state.unwrap_or(otherwise),
        customs_code: &list.customs_code,
        order_no: &list.order_no,
        platform_code: &list.platform_code,
        seller_code: &list.seller_code,
        is_same_waybill: case.released.is_same_waybill,
        is_same_buyer: case.released.is_same_buyer,
    }
}

fn returning(case: &Case, parcel: &Parcel<'_>, on: Date, out: &mut Vec<Finding>) {
    let state = case.state.unwrap_or(EntryState::Released);
    let is_released = matches!(state, EntryState::Released | EntryState::Closed);
    let items = parcel.inventory.items.iter().filter(|_| is_released);
    let before =
        case.released.returned_before.iter().copied().chain(std::iter::repeat(Amount::ZERO));
    let lines: Vec<OriginalLine<'_>> = items
        .zip(before)
        .map(|(it, returned_before)| OriginalLine {
            number: it.number,
            commodity_code: it.commodity_code.parse().unwrap(),
            quantity: it.quantity,
            unit: &it.unit,
            name: fingerprint(it.name.bytes()),
            returned_before,
        })
        .collect();
    let list = ReleasedList {
        original: original(case, parcel, EntryState::Released),
        apply_until: case.released.apply_until.filter(|_| is_released),
        is_summarised: case.released.is_summarised,
        lines: &lines,
    };
    let goods_return = &parcel.goods_return;
    let list = (!case.is_unknown).then_some(list);
    checks::goods_return(&ReturnCase { goods_return, list, on }, out);
}
