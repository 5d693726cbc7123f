//! The project's own samples, each in another style, and how much of a message's style matters.

use expect_test::expect;
use messages::{Limits, MessageType, Place, read};
use model::{Document, HouseMessage, is_valid_identity_number};

use crate::shared::{
    ALL, CANCELLATION, GOODS_RETURN, INBOUND_DETAIL, INVENTORY, ORDER, PAYMENT, WAYBILL,
    WAYBILL_STATUS, envelope, faults,
};

fn only(raw: &str) -> Document<'_> {
    let mut envelope = envelope(raw);
    assert_eq!(envelope.readings.len(), 1);
    let reading = envelope.readings.remove(0);
    assert_eq!(reading.faults, []);
    assert_eq!(reading.status, 0);
    reading.document
}

#[test]
fn the_four_documents_of_a_parcel() {
    let Document::Order(order) = only(ORDER) else { panic!("an order") };
    assert_eq!(order.items.len(), 1);
    assert_eq!(order.items[0].name, "婴儿纸尿裤 L & XL");
    assert_eq!(order.discount.to_string(), "10.50");
    assert!(is_valid_identity_number(&order.buyer_id_number));

    let Document::Payment(payment) = only(PAYMENT) else { panic!("a payment") };
    assert_eq!(payment.amount_paid, order.actual_paid);
    assert_eq!(payment.paid_at.to_string(), "20260105092955");

    let Document::Waybill(waybill) = only(WAYBILL) else { panic!("a waybill") };
    assert_eq!(waybill.logistics_name, "深港快运 & 仓储有限公司");
    assert_eq!(waybill.consignee, order.consignee.as_str());
    assert_eq!(waybill.order_no, order.order_no.as_str());

    let Document::Inventory(list) = only(INVENTORY) else { panic!("a list") };
    assert_eq!(list.logistics_name, waybill.logistics_name.as_str());
    assert_eq!(list.items[0].quantity2, None);
    assert_eq!(list.items[0].quantity1.to_string(), "1.62");
    assert_eq!(list.imported_on.to_string(), "20260104");
}

#[test]
fn the_documents_that_follow_a_list() {
    let Document::WaybillStatus(status) = only(WAYBILL_STATUS) else { panic!("a status") };
    assert_eq!((status.waybill_no.as_str(), status.status.as_str()), ("SF0000000001", "S"));
    assert_eq!(status.status_at.to_string(), "20260108174500");

    let Document::Cancellation(cancellation) = only(CANCELLATION) else { panic!("a cancellation") };
    assert_eq!(cancellation.list_no, "53492026I000000001");

    let Document::GoodsReturn(goods_return) = only(GOODS_RETURN) else { panic!("a return") };
    assert_eq!(goods_return.order_no, cancellation.order_no.as_str());
    assert_eq!(goods_return.items[0].commodity_code, "9619001100");
    assert_eq!(goods_return.items[0].quantity.to_string(), "1.00");

    let Document::InboundDetail(inbound) = only(INBOUND_DETAIL) else {
        panic!("an inbound detail")
    };
    let waybills: Vec<&str> = inbound.items.iter().map(|it| it.waybill_no.as_str()).collect();
    assert_eq!(waybills, ["SF0000000001", "SF0000000002"]);
}

/// As many lines as the goods of a flight have waybills, and one document a message.
#[test]
fn an_inbound_detail_stands_alone_and_is_long() {
    let line = "<ceb:DeliveryList><ceb:gnum>1</ceb:gnum><ceb:logisticsNo>W</ceb:logisticsNo>\
                </ceb:DeliveryList>";
    let long =
        INBOUND_DETAIL.replace("\t</ceb:Delivery>", &(line.repeat(3_000) + "\t</ceb:Delivery>"));
    let Document::InboundDetail(inbound) = only(&long) else { panic!("an inbound detail") };
    assert_eq!(inbound.items.len(), 3_002);

    let start = INBOUND_DETAIL.find("\t<ceb:Delivery>").unwrap();
    let end = INBOUND_DETAIL.find("</ceb:CEB711Message>").unwrap();
    let two = INBOUND_DETAIL.replace("</ceb:CEB711Message>", "")
        + &INBOUND_DETAIL[start..end]
        + "</ceb:CEB711Message>";
    let refused = crate::shared::refused(two.as_bytes(), &Limits::default());
    assert_eq!((&*refused.finding.code, refused.status), ("FMT-1007", -800_006));
}

#[test]
fn the_envelope_is_read_too() {
    let order = envelope(ORDER);
    assert_eq!(order.kind, MessageType::Order);
    assert_eq!(order.guid, "7B0A6C52-3D1E-4F7A-9C55-0A1B2C3D4E5F");
    assert_eq!(order.version, "1.0");
    assert_eq!(order.transfer.unwrap().exchange_id, "DXPENT0000000001");
    assert_eq!(order.subscriptions[0].address, "DXPENT0000000002");
    assert!(order.signature.is_none());
    let list = envelope(INVENTORY);
    assert!(list.signature.is_some() && list.transfer.is_none());
    assert_eq!(envelope(PAYMENT).guid, "7b0a6c52-3d1e-4f7a-9c55-0a1b2c3d4e60");
}

/// The same documents, however the message is laid out.
#[test]
fn style_does_not_matter() {
    for sample in ALL {
        let plain = envelope(sample);
        let commented = sample.replacen("appStatus>2<", "appStatus><!-- -->2<?pi?><", 1);
        let styles = [
            format!("\u{feff}{sample}"),
            sample.replace('\n', "\r\n"),
            sample.replace("ceb:", "x:").replace("xmlns:ceb", "xmlns:x"),
            sample.replace("ceb:", "").replace("xmlns:ceb", "xmlns"),
            sample.replacen("appStatus>2<", "appStatus xml:lang='zh' > 2 <", 1),
            sample.replacen("appStatus>2<", "appStatus>&#x32;<", 1),
            commented,
        ];
        for style in styles {
            let read = envelope(&style);
            assert_eq!(read.readings.len(), 1, "{style}");
            assert_eq!(read.readings[0].document, plain.readings[0].document, "{style}");
            assert_eq!(read.readings[0].faults, [], "{style}");
        }
    }
}

#[test]
fn a_document_can_be_cut_out_of_the_message() {
    for sample in [ORDER.to_owned(), format!("\u{feff}{WAYBILL}")] {
        let envelope = envelope(&sample);
        let place = envelope.readings[0].place;
        let cut = std::str::from_utf8(place.of(sample.as_bytes())).unwrap();
        assert!(cut.starts_with("<ceb:Order>") || cut.starts_with("<w:Logistics>"), "{cut}");
        assert!(cut.ends_with("</ceb:Order>") || cut.ends_with("</w:Logistics>"), "{cut}");
        let Place { line, column, .. } = place.place(sample.as_bytes());
        let line = sample.lines().nth(line - 1).unwrap();
        assert!(
            line.chars().skip(column - 1).eq(line.trim_start_matches('\u{feff}').trim().chars())
        );
    }
}

#[test]
fn the_longer_item_number_of_2018_is_accepted() {
    let long = ORDER.replace("SKU-1", &"9".repeat(30));
    assert_eq!(faults(&long), "0: 0\n");
    let list = INVENTORY.replace("SKU-1", &"9".repeat(30));
    assert_eq!(faults(&list), "0: 0\n");
}

#[test]
fn house_messages_are_json() {
    let raw = br#" {"tongguan": "exit", "list_no": "534920261000000001", "site": "SZ01",
        "at": "2026-01-05T10:00:00+08:00"}"#;
    let message = read(raw, &Limits::default());
    assert!(
        matches!(&message, Ok(messages::Message::House(HouseMessage::Exit { site, .. })) if site == "SZ01"),
        "{message:?}"
    );
    let unknown = br#"{"tongguan": "tick", "at": "2026-01-05T10:00:00+08:00", "now": 1}"#;
    let refused = crate::shared::refused(unknown, &Limits::default());
    expect!["FMT-1010: unknown field `now`, expected `at` (line 1, column 1)"]
        .assert_eq(&refused.to_string());
    assert_eq!(refused.message_type, "Unknown");
}
