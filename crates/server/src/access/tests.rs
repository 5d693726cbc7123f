//! The table of sections against the shapes of the API: each names what the other has.

use std::{collections::BTreeSet, sync::Arc};

use jiff::civil::date;
use model::{CaseRole, Date, Declaration, GoodsItem, Sees};
use params::{AccessRules, Covers, Law};
use serde_json::{Value, json};

use super::sight::{Part, Shown, Sight};
use crate::api::openapi;

const DAY: Date = date(2026, 11, 22);

/// Views of the table, and the shapes that they are of.
const SHAPES: [(&str, &str); 24] = [
    ("declaration", "DeclarationView"),
    ("background", "BackgroundView"),
    ("declaration_documents", "DeclarationDocuments"),
    ("line", "DeclaredLineView"),
    ("finding", "ExplainedFinding"),
    ("treatment", "TreatmentView"),
    ("admission", "AdmissionView"),
    ("document", "InstrumentDetail"),
    ("extension", "ExtensionView"),
    ("slip", "DutySlipDetail"),
    ("guarantee", "GuaranteeDetail"),
    ("amendment", "AmendmentView"),
    ("transit", "TransitDetail"),
    ("manifest", "ManifestView"),
    ("consignment", "ConsignmentView"),
    ("parcel_row", "EntrySummary"),
    ("parcel", "EntryView"),
    ("parcel_document", "DocumentView"),
    ("export", "ExportView"),
    ("exit_list", "ExitListView"),
    ("gate_pass", "GatePassView"),
    ("retail_slip", "SlipDetail"),
    ("event", "TimelineEvent"),
    ("retail_event", "TimelineEvent"),
];

/// What is said of the view itself.
const OF_THE_VIEW: [&str; 2] = ["seen_as", "withheld"];

fn rules() -> Arc<AccessRules> {
    Law::shipped().unwrap().access
}

/// The properties of a shape, with those of the shapes that it takes up.
fn properties(document: &Value, schema: &Value, found: &mut Vec<(String, Value)>) {
    if let Some(name) = schema["$ref"].as_str() {
        let name = name.rsplit('/').next().unwrap();
        return properties(document, &document["components"]["schemas"][name], found);
    }
    for part in schema["allOf"].as_array().into_iter().flatten() {
        properties(document, part, found);
    }
    let own = schema["properties"].as_object().into_iter().flatten();
    found.extend(own.map(|(name, it)| (name.clone(), it.clone())));
}

fn fields(document: &Value, shape: &str) -> Vec<(String, Value)> {
    let mut found = Vec::new();
    properties(document, &json!({ "$ref": format!("#/{shape}") }), &mut found);
    assert!(!found.is_empty(), "{shape}");
    found.retain(|(name, _)| !OF_THE_VIEW.contains(&name.as_str()));
    found
}

fn document() -> Value {
    serde_json::from_str(&openapi().unwrap()).unwrap()
}

#[test]
fn every_field_of_a_view_has_a_row_and_every_row_names_fields() {
    let (rules, document) = (rules(), document());
    for (view, shape) in SHAPES {
        let fields = fields(&document, shape);
        for (field, _) in &fields {
            let row = rules.field(view, field, DAY);
            assert!(
                row.is_some(),
                "`{field}` of `{shape}` has no row in params/access/sections.csv"
            );
            let is_rest = row.is_some_and(|it| it.covers == Covers::Rest);
            assert!(!is_rest || view == "finding", "`{field}` of `{view}` is not to be the rest");
        }
        named_are_there(&rules, view, &fields.into_iter().map(|it| it.0).collect());
    }
    let views: BTreeSet<&str> = rules.all().map(|it| &*it.view).collect();
    let known = SHAPES.iter().map(|it| it.0).chain(["filed", "filed_item", "officer_event"]);
    assert_eq!(views, known.collect());
}

fn named_are_there(rules: &AccessRules, view: &str, fields: &BTreeSet<String>) {
    for row in rules.on(view, DAY) {
        let Covers::Fields(names) = &row.covers else { continue };
        for name in names {
            assert!(fields.contains(&**name), "`{view}` has no `{name}`");
        }
    }
}

#[test]
fn what_is_filed_has_every_field_that_a_row_names() {
    let keys =
        |it: Value| -> BTreeSet<String> { it.as_object().unwrap().keys().cloned().collect() };
    let filed = keys(serde_json::to_value(Declaration::default()).unwrap());
    named_are_there(&rules(), "filed", &filed);
    let item = keys(serde_json::to_value(GoodsItem::default()).unwrap());
    named_are_there(&rules(), "filed_item", &item);
}

#[test]
fn kinds_of_documents_are_kinds_that_there_are() {
    let (rules, document) = (rules(), document());
    let kinds = &document["components"]["schemas"]["InstrumentKind"]["enum"];
    for row in rules.on("document", DAY) {
        let Covers::Kinds(names) = &row.covers else { continue };
        for name in names {
            assert!(kinds.as_array().unwrap().contains(&json!(**name)), "{name}");
        }
    }
}

/// A list or a text is left empty, and everything else null, where the shape says that it can be.
#[test]
fn what_is_left_out_is_what_its_shape_allows() {
    let (rules, document) = (rules(), document());
    for (view, shape) in SHAPES {
        for (field, schema) in fields(&document, shape) {
            let row = rules.field(view, &field, DAY).unwrap();
            let mut roles = CaseRole::ALL.into_iter().filter(|it| comes_to(&rules, view, *it));
            if roles.all(|it| row.sees(it) == Sees::Yes) {
                continue;
            }
            let types = schema["type"].as_array().into_iter().flatten();
            let others = schema["oneOf"].as_array().into_iter().flatten().map(|it| &it["type"]);
            let mut types = types.chain(others).chain([&schema["type"]]);
            let allowed = types.any(|it| ["array", "string", "null"].iter().any(|ok| it == ok));
            assert!(allowed, "`{field}` of `{shape}` is left out, and cannot be null: {schema}");
        }
    }
}

/// Whether a role sees anything of a view.
fn comes_to(rules: &AccessRules, view: &str, role: CaseRole) -> bool {
    let any = |rows: &[&params::AccessRow]| {
        rows.is_empty() || rows.iter().any(|it| it.sees(role) != Sees::No)
    };
    let items: Vec<_> = rules.on(view, DAY).filter(|it| it.is_of_items()).collect();
    let parents: Vec<_> = rules.all().filter(|it| &*it.of == view).collect();
    any(&items) && any(&parents)
}

fn seen(roles: &[CaseRole], view: &str, it: &Value) -> Option<Value> {
    let part = Part { codes: vec!["A".to_owned()], rules: rules(), on: DAY };
    match Sight::part(&Arc::new(part), roles.to_vec(), None).show(view, it.clone()).unwrap()? {
        Shown::Part(it) => Some(it),
        Shown::Whole(_) => panic!("a company sees a part"),
    }
}

fn names(it: &Value) -> Vec<&str> {
    let withheld = it["withheld"].as_array().unwrap().iter();
    withheld.map(|it| it["section"].as_str().unwrap()).collect()
}

#[test]
fn several_roles_see_what_any_of_them_sees() {
    use CaseRole::{Keyer, Owner, Trader};
    let view =
        json!({ "state": "reviewing", "payable": "1.00", "licences": [1], "declaration": {} });
    let keyer = seen(&[Keyer], "declaration", &view).unwrap();
    assert_eq!((&keyer["payable"], &keyer["licences"]), (&json!(""), &json!([])));
    assert_eq!(names(&keyer), ["tax", "licences"]);
    let both = seen(&[Owner, Keyer], "declaration", &view).unwrap();
    assert_eq!((&both["payable"], &both["licences"]), (&json!(""), &json!([1])));
    assert_eq!((names(&both), &both["seen_as"]), (vec!["tax"], &json!(["owner", "keyer"])));
    let all = seen(&[Owner, Keyer, Trader], "declaration", &view).unwrap();
    assert_eq!((&all["payable"], all.get("withheld")), (&json!("1.00"), None));
}

#[test]
fn what_nobody_named_is_left_out() {
    let view = json!({ "state": "reviewing", "unheard_of": { "secret": 1 } });
    let shown = seen(&[CaseRole::Trader], "declaration", &view).unwrap();
    assert_eq!((&shown["state"], &shown["unheard_of"]), (&json!("reviewing"), &Value::Null));
}

#[test]
fn what_is_withheld_does_not_tell_what_there_is() {
    let event = |kind: &str| json!({ "kind": kind, "title_zh": "甲", "by": "B", "detail": "D" });
    let with =
        json!({ "timeline": [event("selected"), event("officer"), event("state"), event("new")] });
    let without = json!({ "timeline": [] });
    for role in CaseRole::ALL {
        let [with, without] = [&with, &without].map(|it| seen(&[role], "declaration", it).unwrap());
        assert_eq!(with["withheld"], without["withheld"]);
        assert!(names(&with).contains(&"timeline.selection"));
        let kinds: Vec<&Value> =
            with["timeline"].as_array().unwrap().iter().map(|it| &it["kind"]).collect();
        assert!(
            !kinds.contains(&&json!("selected")) && !kinds.contains(&&json!("new")),
            "{kinds:?}"
        );
    }
    let trader = seen(&[CaseRole::Trader], "declaration", &with).unwrap();
    let [order, state] = &trader["timeline"].as_array().unwrap()[..] else { panic!("{trader}") };
    assert_eq!((&order["by"], &order["detail"]), (&json!(""), &json!("")));
    assert_eq!((&state["by"], &state["detail"]), (&json!("B"), &json!("D")));
}

#[test]
fn a_document_says_nothing_before_it_is_served_and_a_receipt_is_its_recipients() {
    let document = |served: Value| json!({ "kind": "examination_notice", "number": "D1", "reason": "R", "served_at": served });
    let show = |role, it| seen(&[role], "document", &document(it));
    let before = show(CaseRole::Trader, Value::Null).unwrap();
    assert_eq!((&before["number"], &before["reason"]), (&json!("D1"), &json!("")));
    assert_eq!(before["withheld"][0]["seen_where"], json!(["served"]));
    let after = show(CaseRole::Trader, json!("2026")).unwrap();
    assert_eq!(after["reason"], "R");
    assert_eq!(show(CaseRole::Declarant, Value::Null), None);
    assert_eq!(show(CaseRole::Keyer, json!("2026")), None);
    let view = json!({
        "receipts": [{ "recipient": "A" }, { "recipient": "B" }],
        "findings": [{ "code": "FMT-1104" }, { "code": "DEC-5901" }],
        "audits": [{ "is_told": true }, { "is_told": false }],
    });
    let keyer = seen(&[CaseRole::Keyer], "declaration", &view).unwrap();
    assert_eq!(keyer["receipts"], json!([{ "recipient": "A" }]));
    assert_eq!(keyer["findings"], json!([{ "code": "FMT-1104" }]));
    let trader = seen(&[CaseRole::Trader], "declaration", &view).unwrap();
    assert_eq!(trader["audits"], json!([{ "is_told": true }]));
    assert_eq!(trader["receipts"].as_array().unwrap().len(), 2);
}
