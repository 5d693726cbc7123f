//! Goods declarations: read in the forms of several years, written, and answered.

use std::fs;

use expect_test::expect;
use messages::{
    Carriage, DeclarationHeader, DeclarationReading, Head, Limits, Message, WireTime, channel_code,
    read, receipts_a_message, summarise_receipt, wire_path, write_declaration, write_message,
    write_receipt,
};
use model::{
    Amount, Channel, Charge, Container, DayStamp, Declaration, DeclarationResponse,
    DeclarationReturn, DeclarationStep, Direction, Filing, GoodsItem, GoodsLimit, Moment,
    PartyAbroad, PriceConfirmations, ReceiptBody, Trader, VehicleNumber,
};
use proptest::{collection::vec, option, prelude::*};

use crate::{
    shared::{DECLARATION, official, refused},
    transit::any_transit,
};

#[track_caller]
pub(crate) fn declaration(raw: &str) -> Box<DeclarationReading<'_>> {
    match read(raw.as_bytes(), &Limits::default()) {
        Ok(Message::Declaration(reading)) => reading,
        other => panic!("{other:?}"),
    }
}

pub(crate) fn faults(reading: &DeclarationReading<'_>) -> String {
    let lines = reading
        .faults
        .iter()
        .map(|it| format!("{} {} {:?} {:?}\n", it.code, it.pointer, it.observed, it.expected));
    lines.collect()
}

fn pointers<'r>(reading: &'r DeclarationReading<'_>) -> Vec<&'r str> {
    reading.faults.iter().map(|it| &*it.pointer).collect()
}

#[test]
fn a_declaration_as_clients_send_it() {
    let reading = declaration(DECLARATION);
    assert_eq!(reading.faults, []);
    let (header, it) = (&reading.header, &reading.document);
    assert_eq!((&*header.version, &*header.operation, reading.is_signed()), ("4.8", "C", true));
    assert_eq!(
        (it.direction, it.filing, it.step),
        (Direction::Import, Filing::Declare, DeclarationStep::Whole)
    );
    assert_eq!(it.reference, "TG20260105000001");
    assert_eq!((&*it.trader.credit_code, &*it.domestic_port), ("91440300MA5DA1B2C3", "470101"));
    assert_eq!(it.note, "首批 & <样品>");
    assert_eq!((&*it.freight.mark, it.freight.amount), ("3", Some(Amount::from_fen(32_050))));
    assert_eq!((&*it.insurance.currency, it.other_charges.amount), ("", None));
    assert_eq!(it.departed_on.to_string(), "20260104");
    assert_eq!(it.voyage_no, "026W");
    assert_eq!(it.party_abroad.name_en, "STAR TRADING LTD");
    let said = &it.confirmations;
    assert_eq!((&*said.price_influence, &*said.royalties, &*said.formula_pricing), ("1", "0", "9"));
    assert_eq!(it.items.len(), 1);
    let item = &it.items[0];
    assert_eq!((&*item.origin, &*item.destination, item.manual_item), ("MYS", "CHN", None));
    assert_eq!(item.limits[0].vins[0].vin, "LSVAA2BR0EN000001");
    // The second one is blank, as clients send what they do not have.
    assert_eq!(it.documents.len(), 1);
    assert_eq!(it.documents[0].number, "<14>I2026-0000001");
    assert_eq!((it.containers.len(), it.attachments.len()), (1, 1));
    assert_eq!((&*it.origin_links[0].kind, it.origin_links[0].item), ("Y14", 1));
    assert_eq!(it.promises[0], "101040");
    assert_eq!(it.two_stage.as_ref().map(|it| &*it.wants_merged_examination), Some("1"));
    assert_eq!(reading.place.of(DECLARATION.as_bytes()), DECLARATION.as_bytes());
}

#[test]
fn what_is_not_modelled_is_passed_over_wherever_it_stands() {
    let reading = declaration(DECLARATION);
    let raw = DECLARATION
        .replace("<dec:DecLists>", "<dec:SddTax><dec:SddTaxHead><dec:GNo>1</dec:GNo></dec:SddTaxHead></dec:SddTax><dec:DecLists>")
        .replace("<dec:CodeTS>", "<dec:DecRoyaltyFee><dec:CodeTS>1</dec:CodeTS></dec:DecRoyaltyFee><dec:CodeTS>");
    let with = declaration(&raw);
    assert_eq!((&with.document, &with.faults), (&reading.document, &reading.faults));
    let bare = DECLARATION.replace("dec:", "").replace("xmlns:dec", "xmlns");
    assert_eq!(declaration(&bare).document, reading.document);
}

#[test]
fn an_exports_origin_and_destination_stand_in_each_others_place() {
    let raw = DECLARATION
        .replace("<dec:IEFlag>I", "<dec:IEFlag>E")
        .replace("<dec:OriginCountry>MYS", "<dec:OriginCountry>USA")
        .replace("OverseasConsignorCode", "OverseasConsigneeCode")
        .replace("OverseasConsignorEname", "OverseasConsigneeEname");
    let reading = declaration(&raw);
    assert_eq!(reading.faults, []);
    let item = &reading.document.items[0];
    assert_eq!((&*item.origin, &*item.destination), ("CHN", "USA"));
    assert_eq!(reading.document.party_abroad.code, "HKAEO1234567890");
    let raw = raw.replace("<dec:OriginCountry>USA", "<dec:OriginCountry>");
    assert_eq!(pointers(&declaration(&raw)), ["declaration.items[0].destination"]);
}

#[test]
fn every_fault_of_form_is_said_at_once() {
    let raw = DECLARATION
        .replace("<dec:IEFlag>I", "<dec:IEFlag>X")
        .replace("<dec:CustomMaster>5304", "<dec:CustomMaster>53040")
        .replace("<dec:GrossWet>1260.00000", "<dec:GrossWet>1260 kg")
        .replace("<dec:IEDate>20260105", "<dec:IEDate>20260231")
        .replace("<dec:PackNo>40", "<dec:PackNo>-1")
        .replace(
            "<dec:WrapType>22</dec:WrapType>",
            "<dec:WrapType>22</dec:WrapType><dec:WrapType>4</dec:WrapType>",
        )
        .replace("<dec:GName>微波炉", "<dec:GName>")
        .replace("<dec:FeeMark>3", "<dec:FeeMark>4")
        .replace("<dec:LicenceNo>2025010716000001</dec:LicenceNo>", "")
        .replace(
            "<dec:VinCode>LSVAA2BR0EN000001",
            "<dec:VinCode>LSVAA2BR0EN000001LSVAA2BR0EN000001",
        )
        .replace("<dec:LclFlag>0", "<dec:LclFlag>是")
        .replace("<dec:DocuCode>Y", "<dec:DocuCode>YY")
        .replace("<dec:ClientSeqNo>TG20260105000001", "<dec:ClientSeqNo>");
    let reading = declaration(&raw);
    expect![[r#"
        FMT-1109 declaration.packaging "4" "0..1"
        FMT-1108 declaration.direction "X" "I|E"
        FMT-1103 declaration.declaring_customs "53040" "C4"
        FMT-1108 declaration.freight.mark "4" "1|2|3"
        FMT-1104 declaration.gross_weight_kg "1260 kg" "N19,5"
        FMT-1107 declaration.moved_on "20260231" "yyyymmdd"
        FMT-1106 declaration.packages "-1" "N9"
        FMT-1101 declaration.items[0].name "" "C..255"
        FMT-1101 declaration.items[0].limits[0].number "" "C..40"
        FMT-1102 declaration.items[0].limits[0].vins[0].vin "LSVAA2BR0EN000001LSVAA2BR0EN000001" "C..20"
        FMT-1108 declaration.containers[0].is_shared "是" "0|1"
        FMT-1103 declaration.documents[0].kind "YY" "C1"
        FMT-1101 declaration.reference "" "C..18"
    "#]]
    .assert_eq(&faults(&reading));
    let paths: Vec<_> = pointers(&reading).into_iter().map(wire_path).collect();
    assert!(paths.iter().all(Option::is_some), "{paths:?}");
    assert_eq!(
        paths[9].as_deref(),
        Some("DecList[1].DecGoodsLimit[1].DecGoodsLimitVin[1].VinCode")
    );
}

/// Of a declaration that is only kept, and of a summary, less is wanted.
#[test]
fn what_must_be_filled_in_depends_on_what_is_asked() {
    let without =
        ["NetWt>1200", "GName>微波炉", "DeclareName>张申", "AgentName>深圳湾报关有限公司"];
    let raw = without.iter().fold(DECLARATION.to_owned(), |raw, field| {
        let (name, _) = field.split_once('>').unwrap();
        raw.replace(&format!("<dec:{field}"), &format!("<dec:{name}>"))
    });
    let (whole, filed) = (
        [
            "declaration.declarant.name",
            "declaration.net_weight_kg",
            "declaration.declarant_person",
            "declaration.items[0].name",
        ],
        ["declaration.declarant.name", "declaration.declarant_person", "declaration.items[0].name"],
    );
    assert_eq!(pointers(&declaration(&raw)), whole);
    assert_eq!(pointers(&declaration(&raw.replace("OperType>C", "OperType>"))), whole);
    let summary = raw.replace("<dec:Type/>", "<dec:Type>  5</dec:Type>");
    // White space around a field is nobody's: the first two characters are told by a type.
    assert_eq!(declaration(&summary).document.step, DeclarationStep::Whole);
    let summary = raw.replace("<dec:Type/>", "<dec:Type>SD5</dec:Type>");
    assert_eq!(pointers(&declaration(&summary)), filed);
    let full = raw.replace("<dec:Type/>", "<dec:Type>SD6</dec:Type>");
    assert_eq!(pointers(&declaration(&full)), whole);
    for operation in ["A", "B", "G"] {
        let kept = raw.replace("OperType>C", &format!("OperType>{operation}"));
        let reading = declaration(&kept);
        assert_eq!((reading.document.filing, pointers(&reading)), (Filing::Save, vec![filed[0]]));
    }
    let unchecked = raw.replace("OperType>C", "OperType>E");
    assert_eq!(pointers(&declaration(&unchecked)), [""; 0]);
}

#[test]
fn nothing_but_a_root_lacks_all_that_must_be_there() {
    let raw = "<DecMessage xmlns=\"http://www.chinaport.gov.cn/dec\"><DecLists/></DecMessage>";
    let reading = declaration(raw);
    assert_eq!(reading.faults.len(), 32, "{}", faults(&reading));
    assert!(reading.faults.iter().all(|it| it.code == "FMT-1101"));
    assert_eq!(refused(b"<DecMessage/>", &Limits::default()).finding.code, "FMT-1008");
    let twice = DECLARATION.replace(
        "<dec:DecLists>",
        "<dec:DecHead><dec:IEFlag>E</dec:IEFlag></dec:DecHead><dec:DecLists>",
    );
    let reading = declaration(&twice);
    assert_eq!(faults(&reading), "FMT-1109 declaration \"2\" \"0..1\"\n");
    assert_eq!(reading.document.direction, Direction::Import);
}

#[test]
fn more_than_a_declaration_may_hold_is_one_fault_each() {
    let many = |element: &str, n: usize| {
        let (open, close) = (format!("<dec:{element}>"), format!("</dec:{element}>"));
        let start = DECLARATION.find(&open).unwrap();
        let end = DECLARATION.find(&close).unwrap() + close.len();
        let one = &DECLARATION[start..end];
        DECLARATION.replacen(one, &one.repeat(n), 1)
    };
    for (element, max, pointer) in [
        ("DecList", 50, "declaration.items"),
        ("Container", 500, "declaration.containers"),
        ("LicenseDocu", 7, "declaration.documents"),
        ("EdocRealation", 10, "declaration.attachments"),
        ("EcoRelation", 20, "declaration.origin_links"),
    ] {
        assert_eq!(declaration(&many(element, max)).faults, [], "{element}");
        let raw = many(element, max + 3);
        let reading = declaration(&raw);
        let expected = format!("FMT-1111 {pointer} \"> {max}\" \"<= {max}\"\n");
        assert_eq!(faults(&reading), expected);
    }
}

#[test]
fn more_licences_or_vehicles_of_a_line_than_are_read_are_said() {
    let limits = Limits { max_lines: 2, ..Limits::default() };
    for (element, pointer) in [
        ("DecGoodsLimit", "declaration.items[0].limits"),
        ("DecGoodsLimitVin", "declaration.items[0].limits[0].vins"),
    ] {
        let (open, close) = (format!("<dec:{element}>"), format!("</dec:{element}>"));
        let start = DECLARATION.find(&open).unwrap();
        let end = DECLARATION.find(&close).unwrap() + close.len();
        let one = &DECLARATION[start..end];
        let raw = DECLARATION.replacen(one, &one.repeat(4), 1);
        let Ok(Message::Declaration(reading)) = messages::read(raw.as_bytes(), &limits) else {
            panic!("{element}");
        };
        let said = faults(&reading);
        let expected = format!("FMT-1111 {pointer} \"> 2\" \"<= 2\"\n");
        assert_eq!(said.matches(&expected).count(), 1, "{said}");
    }
}

#[test]
fn what_must_not_be_parsed_is_refused_by_name() {
    let limits = Limits::default();
    let raw = DECLARATION.replace("<dec:DecMessage", "<!DOCTYPE x><dec:DecMessage");
    assert_eq!(refused(raw.as_bytes(), &limits).finding.code, "FMT-1003");
    let raw = DECLARATION.replace("STAR牌", "&star;");
    let unreadable = refused(raw.as_bytes(), &limits);
    assert_eq!((&*unreadable.finding.code, &*unreadable.message_type), ("FMT-1003", "DecMessage"));
    let cut = refused(&DECLARATION.as_bytes()[..3000], &limits);
    assert_eq!((&*cut.finding.code, &*cut.message_type), ("FMT-1001", "DecMessage"));
    let raw = format!("{DECLARATION}<more/>");
    assert_eq!(refused(raw.as_bytes(), &limits).finding.code, "FMT-1001");
}

#[test]
fn what_is_written_is_read_again() {
    let reading = declaration(DECLARATION);
    let mut out = Vec::new();
    write_declaration(&reading.header, &reading.document, &mut out);
    let written = String::from_utf8(out).unwrap();
    let again = declaration(&written);
    assert_eq!(again.document, reading.document);
    assert_eq!(again.header, reading.header);
    assert_eq!(again.faults, []);
}

#[test]
fn it_comes_in_either_envelope() {
    let head = Head {
        message_id: "1".to_owned(),
        sender_id: "DXPENT0000000001".to_owned(),
        receiver_ids: vec!["DXPEDC0000000001".to_owned()],
        created_at: "2026-01-06T09:30:00".to_owned(),
        message_type: "DecMessage".to_owned(),
    };
    for carriage in [Carriage::Dxp, Carriage::PortJson] {
        let raw = carriage.wrap(&head, DECLARATION.as_bytes());
        assert_eq!(Carriage::of(&raw), Some(carriage));
        let (_, message) = carriage.open(&raw, "", &Limits::default()).unwrap();
        assert_eq!(message, DECLARATION.as_bytes());
    }
}

/// The official samples are drafts of the forms of 2017 and 2018, which lack what came later.
#[test]
fn the_official_samples_are_read() {
    let Some(shared) = official() else { return };
    let (mut n_samples, mut n_in_transit) = (0, 0);
    for file in fs::read_dir(shared.join("data/messages/DecMessage")).unwrap() {
        let path = file.unwrap().path();
        let raw = fs::read_to_string(&path).unwrap();
        let reading = declaration(&raw);
        assert_eq!(faults(&reading), "", "{}", path.display());
        assert_eq!(reading.document.filing, Filing::Save);
        assert_eq!(reading.document.items.len(), 1);
        assert_eq!(reading.document.containers.len(), 1);
        let transit = reading.document.transit.as_ref();
        n_in_transit += usize::from(transit.is_some_and(|it| it.containers[0].seals == "12345"));
        n_samples += 1;
    }
    assert_eq!((n_samples, n_in_transit), (2, 1));
}

fn message(body: &ReceiptBody<'_>) -> String {
    let at = WireTime::new(Moment::from_millis(1_767_663_000_123));
    let mut fragment = Vec::new();
    write_receipt(body, &at, &mut fragment);
    let summary = summarise_receipt(std::str::from_utf8(&fragment).unwrap());
    assert_eq!(summary.at, Moment::from_millis(1_767_663_000_000), "to the second");
    assert_eq!(receipts_a_message(body.kind()), 1);
    let mut out = Vec::new();
    write_message(body.kind(), "7B0A6C52-3D1E-4F7A-9C55-0A1B2C3D4E5F", &[&fragment], &mut out);
    String::from_utf8(out).unwrap()
}

#[test]
fn the_answer_of_customs() {
    let body = ReceiptBody::Declaration(DeclarationReturn {
        channel: Channel::SummaryReleased,
        preliminary_no: "I20260000000000007".into(),
        declaration_no: "530420261000000007".into(),
        at: Moment::from_millis(1_767_663_000_123),
        note: "货物 < 提离".into(),
        declaring_customs: "5304".into(),
        moved_on: DayStamp::parse("20260105").unwrap(),
        declared_on: DayStamp::default(),
    });
    expect![[r#"
        <?xml version="1.0" encoding="UTF-8"?>
        <DEC_RESULT><CUS_CIQ_NO>I20260000000000007</CUS_CIQ_NO><ENTRY_ID>530420261000000007</ENTRY_ID><NOTICE_DATE>2026-01-06 09:30:00</NOTICE_DATE><CHANNEL>SpK</CHANNEL><NOTE>货物 &lt; 提离</NOTE><CUSTOM_MASTER>5304</CUSTOM_MASTER><I_E_DATE>20260105</I_E_DATE><D_DATE></D_DATE></DEC_RESULT>"#]]
    .assert_eq(&message(&body));
    assert_eq!(channel_code(Channel::Received), "L");
}

#[test]
fn the_answer_of_the_data_centre() {
    let answer = |is_taken| {
        ReceiptBody::DeclarationResponse(DeclarationResponse {
            transit_no: "".into(),
            supplements: Vec::new(),
            reference: "TG20260105000001".into(),
            preliminary_no: "I20260000000000007".into(),
            is_taken,
            info: if is_taken { "" } else { "[Code:FMT-1101;Desc:必填项为空]" }.into(),
        })
    };
    expect![[r#"
        <?xml version="1.0" encoding="UTF-8"?>
        <DecImportResponse xmlns="http://www.chinaport.gov.cn/dec"><ResponseCode>0</ResponseCode><ErrorMessage>2026-01-06 09:30:00</ErrorMessage><ClientSeqNo>TG20260105000001</ClientSeqNo><SeqNo>I20260000000000007</SeqNo><TrnPreId></TrnPreId></DecImportResponse>"#]]
    .assert_eq(&message(&answer(true)));
    expect![[r#"
        <?xml version="1.0" encoding="UTF-8"?>
        <DecImportResponse xmlns="http://www.chinaport.gov.cn/dec"><ResponseCode>1</ResponseCode><ErrorMessage>2026-01-06 09:30:00 [Code:FMT-1101;Desc:必填项为空]</ErrorMessage><ClientSeqNo>TG20260105000001</ClientSeqNo></DecImportResponse>"#]]
    .assert_eq(&message(&answer(false)));
}

pub(crate) fn text(max: usize) -> impl Strategy<Value = String> {
    prop_oneof![
        1 => Just(String::new()),
        4 => vec(prop_oneof![Just('<'), Just('&'), Just('"'), Just('货'), Just('a'), Just('0')], 1..=max)
            .prop_map(|it| it.into_iter().collect::<String>()),
    ]
}

pub(crate) fn amount() -> impl Strategy<Value = Amount> {
    any::<i32>().prop_map(|it| Amount::from_scaled(i64::from(it) * 1_000))
}

fn trader() -> impl Strategy<Value = Trader<'static>> {
    [text(10), text(18), text(10), text(70)].prop_map(|[code, credit, inspection, name]| Trader {
        code: code.into(),
        credit_code: credit.into(),
        inspection_code: inspection.into(),
        name: name.into(),
    })
}

fn item() -> impl Strategy<Value = GoodsItem<'static>> {
    let texts = ["[A-Z]{3}", "[A-Z]{3}", "[0-9]{10}"];
    let limit = (text(5), text(17)).prop_map(|(kind, vin)| GoodsLimit {
        kind: kind.into(),
        number: "1".into(),
        vins: vec![VehicleNumber {
            number: "1".into(),
            vin: vin.into(),
            ..VehicleNumber::default()
        }],
        ..GoodsLimit::default()
    });
    (
        texts,
        text(60),
        [amount(), amount(), amount()],
        1..50u32,
        option::of(1..99u32),
        vec(limit, 0..3),
    )
        .prop_map(
            |(
                [origin, destination, code],
                name,
                [quantity, price, total],
                number,
                manual_item,
                limits,
            )| GoodsItem {
                number,
                manual_item,
                commodity_code: code.into(),
                name: name.into(),
                quantity,
                price,
                total_price: total,
                quantity2: Some(quantity),
                origin: origin.into(),
                destination: destination.into(),
                limits,
                ..GoodsItem::default()
            },
        )
}

pub(crate) fn any_declaration() -> impl Strategy<Value = Declaration<'static>> {
    let container =
        ("[A-Z]{4}[0-9]{7}", option::of(amount())).prop_map(|(number, weight)| Container {
            number: number.into(),
            spec: "11".into(),
            goods_weight_kg: weight,
            ..Container::default()
        });
    let charge = (prop_oneof![Just(""), Just("1"), Just("3")], option::of(amount()))
        .prop_map(|(mark, amount)| Charge { mark: mark.into(), amount, currency: "".into() });
    let confirmation = || prop_oneof![Just("0"), Just("1"), Just("9")];
    let said = [confirmation(), confirmation(), confirmation(), confirmation(), confirmation()];
    (
        (any::<bool>(), any::<bool>(), prop_oneof![Just("1"), Just("0")], text(18)),
        [trader(), trader(), trader()],
        [text(50), text(150), text(100), text(100)],
        (charge, said, amount()),
        (vec(item(), 0..6), vec(container, 0..4), option::of(any_transit())),
    )
        .prop_map(
            |(marks, [trader, owner, declarant], party, (freight, said, weight), lists)| {
                let (is_export, is_saved, mark, reference) = marks;
                let [code, name, name_en, address] = party.map(Into::into);
                let said = said.map(Into::into);
                let [
                    special_relation,
                    price_influence,
                    royalties,
                    formula_pricing,
                    provisional_price,
                ] = said;
                Declaration {
                    direction: if is_export { Direction::Export } else { Direction::Import },
                    filing: if is_saved { Filing::Save } else { Filing::Declare },
                    reference: reference.into(),
                    transit_mark: mark.into(),
                    trader,
                    owner,
                    declarant,
                    party_abroad: PartyAbroad { code, name, name_en, address },
                    freight,
                    confirmations: PriceConfirmations {
                        special_relation,
                        price_influence,
                        royalties,
                        formula_pricing,
                        provisional_price,
                    },
                    gross_weight_kg: weight,
                    items: lists.0,
                    containers: lists.1,
                    transit: lists.2,
                    ..Declaration::default()
                }
            },
        )
}

proptest! {
    #[test]
    fn whatever_is_written_is_read_again(document in any_declaration()) {
        let mut out = Vec::new();
        write_declaration(&DeclarationHeader::default(), &document, &mut out);
        let raw = String::from_utf8(out).unwrap();
        let reading = declaration(&raw);
        let faults: Vec<_> = reading.faults.iter().filter(|it| it.code != "FMT-1101").collect();
        prop_assert_eq!(faults, Vec::<&model::Finding>::new(), "{}", raw);
        prop_assert_eq!(&reading.document, &document, "{}", raw);
    }
}

#[test]
fn the_declarants_own_tax_is_read_and_written() {
    let own = "<SddTax><SddTaxHead><SddNo>S1</SddNo><LegalLiability>本单位承担法律责任</LegalLiability>\
               <TAX_NO>T1</TAX_NO></SddTaxHead><SddTaxLists><SddTaxList><GNo>1</GNo></SddTaxList>\
               </SddTaxLists><SddTaxDetails><SddTaxDetail><GNo>1</GNo><TaxType>L</TaxType>\
               <RealTax>13.5</RealTax></SddTaxDetail><SddTaxDetail><GNo>1</GNo><TaxType>A</TaxType>\
               <RealTax>x</RealTax></SddTaxDetail></SddTaxDetails></SddTax></dec:DecMessage>";
    let raw = DECLARATION.replace("</dec:DecMessage>", own);
    let it = declaration(&raw);
    let taxed = it.document.own_tax.as_ref().unwrap();
    assert_eq!((&*taxed.number, &*taxed.service_no, taxed.details.len()), ("S1", "T1", 2));
    assert_eq!(taxed.details[0].amount, "13.5".parse().unwrap());
    let said: Vec<_> = it.faults.iter().map(|it| it.pointer.as_str()).collect();
    assert_eq!(said, ["declaration.own_tax.details[1].amount"]);
    let mut out = Vec::new();
    write_declaration(&it.header, &it.document, &mut out);
    let again = String::from_utf8(out).unwrap();
    assert_eq!(declaration(&again).document, it.document);
}
