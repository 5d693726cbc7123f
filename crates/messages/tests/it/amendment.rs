//! Applications to amend or withdraw a declaration: read, written, and what they do to a declaration.

use std::fs;

use messages::{
    AmendmentReading, ChangeFault, Limits, Message, amendable_fields, change_field, code_of_field,
    read, standing_text, wire_path, write_amendment,
};
use model::{
    AmendedField, AmendmentKind, AmendmentOperation, Amount, Container, Declaration, Direction,
    FieldChange, GoodsItem, LicenceDocument, Text,
};

use crate::shared::official;

fn reading(raw: &[u8]) -> AmendmentReading<'_> {
    match read(raw, &Limits::default()) {
        Ok(Message::Amendment(reading)) => *reading,
        other => panic!("an application: {other:?}"),
    }
}

const ONE: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<DecModMessage xmlns="http://www.chinaport.gov.cn/dec">
	<DecModType>1</DecModType>
	<EntryId>224820261000000001</EntryId>
	<CustomsCode>2248</CustomsCode>
	<TradeCode>3302260144</TradeCode>
	<TradeName>示例贸易</TradeName>
	<AgentCode>4403180013</AgentCode>
	<AgentName>示例报关</AgentName>
	<DecModNote>溢短装：实卸较少</DecModNote>
	<CheckMark>1</CheckMark>
	<DecSeqNo>202600000000000001</DecSeqNo>
	<Items>
		<Item><No>1</No><FieldCode>G_QTY</FieldCode><FieldName>成交数量</FieldName><OldValue>10</OldValue><NewValue>9</NewValue>
			<List><GNo>1</GNo><ListType>1</ListType></List></Item>
		<Item><No>2</No><FieldCode>NOTE_S</FieldCode><FieldName>备注</FieldName><OldValue></OldValue><NewValue>见附件</NewValue></Item>
	</Items>
	<Sign>passed over</Sign>
	<IeFlag>I</IeFlag>
	<EdocsRealation><EdocID>1.pdf</EdocID><EdocCode>20000015</EdocCode><EdocFomatType>US</EdocFomatType></EdocsRealation>
	<OperType>C</OperType>
</DecModMessage>"#;

#[test]
fn an_application_is_read_with_its_fields_and_evidence() {
    let AmendmentReading { document, faults, .. } = reading(ONE.as_bytes());
    assert!(faults.is_empty(), "{faults:?}");
    assert_eq!(document.kind, AmendmentKind::Amend);
    assert_eq!(document.operation, AmendmentOperation::Declare);
    let fields: Vec<_> = document.fields.iter().map(|it| (&*it.field, &*it.place)).collect();
    assert_eq!(fields, [("items.quantity", "1"), ("note", "")]);
    assert_eq!(document.attachments[0].kind, "20000015");
}

#[test]
fn what_is_written_is_read_again() {
    let first = reading(ONE.as_bytes()).document;
    let mut out = Vec::new();
    write_amendment(&first, &mut out);
    let AmendmentReading { document, faults, .. } = reading(&out);
    assert!(faults.is_empty(), "{faults:?}");
    assert_eq!(document, first);
}

#[test]
fn every_fault_of_form_is_said_at_its_field() {
    let raw = ONE
        .replace("<DecModNote>溢短装：实卸较少</DecModNote>", "")
        .replace("G_QTY", "G_QTTY")
        .replace("<ListType>1<", "<ListType>9<")
        .replace("<IeFlag>I<", "<IeFlag>X<")
        .replace("<EdocCode>20000015<", "<EdocCode>15<")
        .replace("<OperType>C<", "<OperType>H<");
    let faults = reading(raw.as_bytes()).faults;
    let mut said: Vec<&str> = faults.iter().map(|it| it.pointer.as_str()).collect();
    said.sort_unstable();
    assert_eq!(
        said,
        [
            "amendment.attachments[0].kind",
            "amendment.confirmation",
            "amendment.direction",
            "amendment.fields[0].code",
            "amendment.fields[0].list",
            "amendment.reason",
        ]
    );
    assert_eq!(
        wire_path("amendment.fields[0].code").as_deref(),
        Some("Item[1].FieldCode"),
        "pointers are found on the wire"
    );
    assert_eq!(wire_path("amendment.fields[0].place").as_deref(), Some("List[1].GNo"));
}

#[test]
fn the_official_samples_are_read_or_refused_for_a_stated_reason() {
    let Some(official) = official() else { return };
    for file in fs::read_dir(official.join("data/messages/DecModMessage")).unwrap() {
        let path = file.unwrap().path();
        let (name, bytes) = (path.display().to_string(), fs::read(&path).unwrap());
        if name.ends_with("response.xml") {
            continue;
        }
        let AmendmentReading { document, faults, .. } = reading(&bytes);
        assert!(faults.is_empty(), "{name}: {faults:?}");
        let wanted = if name.contains("cancel") || name.contains("confirm") { 0 } else { 13 };
        assert_eq!(document.fields.len(), wanted, "{name}");
        assert_eq!(document.confirmation.is_some(), name.contains("confirm"), "{name}");
    }
}

fn declaration() -> Declaration<'static> {
    Declaration {
        direction: Direction::Export,
        gross_weight_kg: "120.5".parse().unwrap(),
        items: vec![GoodsItem {
            number: 3,
            commodity_code: Text::borrowed("8471300000"),
            quantity: Amount::from_units(10),
            origin: Text::borrowed("CHN"),
            destination: Text::borrowed("USA"),
            ..GoodsItem::default()
        }],
        containers: vec![Container {
            number: Text::borrowed("MSKU1234565"),
            spec: Text::borrowed("21"),
            ..Container::default()
        }],
        documents: vec![LicenceDocument {
            kind: Text::borrowed("A"),
            number: Text::borrowed("QP-1"),
        }],
        ..Declaration::default()
    }
}

fn field<'f>(code: &'f str, place: &'f str, old: &'f str, new: &'f str) -> AmendedField<'f> {
    AmendedField {
        code: code.into(),
        place: place.into(),
        old: old.into(),
        new: new.into(),
        ..AmendedField::default()
    }
}

#[test]
fn a_field_is_changed_where_it_stands_and_nothing_else_is() {
    let mut it = declaration();
    let change = change_field(&mut it, &field("G_QTY", "3", "10.00", "9.5")).unwrap();
    let wanted = FieldChange {
        field: "items[0].quantity".to_owned(),
        old: "10.00".to_owned(),
        new: "9.50".to_owned(),
    };
    assert_eq!(change, wanted);
    let mut other = declaration();
    other.items[0].quantity = "9.5".parse().unwrap();
    assert_eq!(it, other);
    // The code's two parts, and the wire's origin of an export, which is where the goods go.
    change_field(&mut it, &field("CODE_T", "3", "84713000", "84714100")).unwrap();
    change_field(&mut it, &field("CODE_S", "3", "00", "10")).unwrap();
    change_field(&mut it, &field("ORIGIN_COUNTRY", "3", "USA", "CAN")).unwrap();
    change_field(&mut it, &field("CONTAINER_MD", "MSKU1234565", "21", "22")).unwrap();
    change_field(&mut it, &field("CERT_CODE", "1", "QP-1", "QP-2")).unwrap();
    change_field(&mut it, &field("VOYAGE_NO", "", "", "054W")).unwrap();
    assert_eq!(it.items[0].commodity_code, "8471410010");
    assert_eq!(it.items[0].destination, "CAN");
    assert_eq!(it.items[0].origin, "CHN");
    assert_eq!((&*it.containers[0].spec, &*it.documents[0].number), ("22", "QP-2"));
    assert_eq!(it.voyage_no, "054W");
}

#[test]
fn what_is_wrong_changes_nothing() {
    let mut it = declaration();
    let mut fault = |code, place, old, new| {
        let fault = change_field(&mut it, &field(code, place, old, new)).unwrap_err();
        assert_eq!(it, declaration());
        fault
    };
    assert_eq!(fault("G_QTTY", "3", "10", "9"), ChangeFault::UnknownField);
    assert_eq!(fault("G_QTY", "1", "10", "9"), ChangeFault::NoSuchPlace);
    let stands = ChangeFault::OldDiffers { stands: "10.00".to_owned() };
    assert_eq!(fault("G_QTY", "3", "11", "9"), stands);
    assert_eq!(fault("G_QTY", "3", "10", "10.000"), ChangeFault::NothingChanged);
    let ChangeFault::Form(finding) = fault("G_QTY", "3", "10", "nine") else { panic!("form") };
    assert_eq!(finding.pointer, "declaration.items[0].quantity");
    let ChangeFault::Form(finding) = fault("GROSS_WT", "", "120.50", "") else { panic!("form") };
    assert_eq!(finding.pointer, "declaration.gross_weight_kg");
}

#[test]
fn our_own_names_lead_to_codes() {
    for name in amendable_fields() {
        assert!(code_of_field(&name).is_some(), "{name}");
    }
    let it = declaration();
    let asked = field(code_of_field("items.quantity").unwrap(), "3", "", "");
    assert_eq!(standing_text(&it, &asked).as_deref(), Some("10.00"));
}
