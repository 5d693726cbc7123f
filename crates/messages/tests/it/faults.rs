//! Format faults of single documents: each is found, all are found, and only there.

use expect_test::expect;

use crate::shared::{INVENTORY, ORDER, PAYMENT, WAYBILL, envelope, faults};

/// A sample with some of its text replaced; each must occur.
fn changed(sample: &str, changes: &[(&str, &str)]) -> String {
    changes.iter().fold(sample.to_owned(), |text, (from, to)| {
        assert!(text.contains(from), "{from}");
        text.replacen(from, to, 1)
    })
}

#[test]
fn an_order_with_every_kind_of_fault() {
    let raw = changed(
        ORDER,
        &[
            ("appType>1<", "appType>4<"),
            ("20260105093000", "20260230093000"),
            ("appStatus>2<", "appStatus>3<"),
            ("TG20260105000001", ""),
            ("<ceb:goodsValue>258.00<", "<ceb:goodsValue>1,258.00<"),
            ("<ceb:freight>0<", "<ceb:freight>0.000001<"),
            ("taxTotal>23.48<", "taxTotal>1000000000000000000000000000000<"),
            ("currency>142<", "currency>CN<"),
            ("林小满", &"长".repeat(61)),
            ("gnum>1<", "gnum>-1<"),
            ("<ceb:qty>2<", "<ceb:qty>two<"),
        ],
    );
    expect![[r#"
        0: -301008
          FMT-1108 order.head.action "4" "1|2|3"
          FMT-1107 order.head.sent_at "20260230093000" "yyyymmddhhmmss"
          FMT-1108 order.head.is_declared "3" "1|2"
          FMT-1101 order.order_no "" "C..60"
          FMT-1104 order.goods_value "1,258.00" "N19,5"
          FMT-1105 order.freight "0.000001" "N19,5"
          FMT-1106 order.tax_total "1000000000000000000000000000000" "N19,5"
          FMT-1103 order.currency "CN" "C3"
          FMT-1102 order.buyer_name "长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长" "C..60"
          FMT-1106 order.items[0].number "-1" "N9"
          FMT-1104 order.items[0].quantity "two" "N19,5"
    "#]]
    .assert_eq(&faults(&raw));
}

#[test]
fn sixty_characters_are_not_too_many_however_many_bytes() {
    assert_eq!(faults(&changed(ORDER, &[("林小满", &"长".repeat(60))])), "0: 0\n");
    assert_eq!(faults(&changed(PAYMENT, &[("<currency>142<", "<currency>人民币<")])), "0: 0\n");
}

#[test]
fn the_sign_of_an_amount_is_not_its_form() {
    assert_eq!(faults(&changed(ORDER, &[("<ceb:price>129<", "<ceb:price>-129<")])), "0: 0\n");
}

#[test]
fn a_payment_with_structural_faults() {
    let raw = changed(
        PAYMENT,
        &[
            ("<currency>", "<amountPaid>1</amountPaid><currency>"),
            ("<payCode>", "<payeeCode>x</payeeCode><payCode>"),
            ("<telephone>13900000001", "<telephone><b>13900000001</b>"),
            ("</PaymentHead>", "stray</PaymentHead><PaymentHead/><PaymentHead></PaymentHead>"),
        ],
    );
    expect![[r#"
        0: -401009
          FMT-1110 payment.payment_company_code "payeeCode" "payCode"
          FMT-1112 payment.telephone "" "C..60"
          FMT-1109 payment.amount_paid "1" "0..1"
          FMT-1112 payment "stray" "PaymentHead"
          FMT-1112 payment "PaymentHead" "PaymentHead"
    "#]]
    .assert_eq(&faults(&raw));
}

#[test]
fn a_waybill_without_its_head() {
    let raw = WAYBILL.replace("LogisticsHead", "LogisticHead");
    expect![[r#"
        0: -504011
          FMT-1101 waybill "" "LogisticsHead"
    "#]]
    .assert_eq(&faults(&raw));
    let empty = "<CEB511Message><Logistics/><Logistics></Logistics></CEB511Message>";
    assert_eq!(faults(empty).matches("FMT-1101 waybill").count(), 2);
}

#[test]
fn a_list_with_missing_fields() {
    let raw = changed(
        INVENTORY,
        &[
            ("<ceb:assureCode>4403960B02</ceb:assureCode>", ""),
            ("declTime>20260105<", "declTime>20261305<"),
            ("ieDate>20260104<", "ieDate>2026-01-04<"),
            ("packNo>1<", "packNo>1234567890<"),
            ("gcode>9619001100<", "gcode>96190011<"),
            ("<ceb:qty1>1.62</ceb:qty1>", ""),
            ("<ceb:unit1>", "<ceb:qty2>x</ceb:qty2><ceb:unit1>"),
        ],
    );
    expect![[r#"
        0: -621001
          FMT-1101 inventory.guarantor_code "" "C..30"
          FMT-1107 inventory.declared_on "20261305" "yyyymmdd"
          FMT-1107 inventory.imported_on "2026-01-04" "yyyymmdd"
          FMT-1106 inventory.packages "1234567890" "N9"
          FMT-1103 inventory.items[0].commodity_code "96190011" "C10"
          FMT-1101 inventory.items[0].quantity1 "" "N19,5"
          FMT-1104 inventory.items[0].quantity2 "x" "N19,5"
    "#]]
    .assert_eq(&faults(&raw));
}

#[test]
fn neighbours_of_a_bad_document_are_untouched() {
    let start = ORDER.find("<ceb:Order>").unwrap();
    let end = ORDER.find("</ceb:Order>").unwrap() + "</ceb:Order>".len();
    let good = &ORDER[start..end];
    let bad = good.replace("acturalPaid>270.98<", "acturalPaid>lots<");
    let raw = [&ORDER[..start], good, &bad, good, &ORDER[end..]].concat();
    let envelope = envelope(&raw);
    let n_faults: Vec<_> = envelope.readings.iter().map(|it| it.faults.len()).collect();
    assert_eq!(n_faults, [0, 1, 0]);
    assert_eq!(envelope.readings[0].document, envelope.readings[2].document);
}
