//! What is refused whole: every limit on both sides, and everything that is not a message of ours.

use expect_test::{Expect, expect};
use messages::{Limits, Message, read};

use crate::shared::{ORDER, PAYMENT, envelope, refused};

fn payments(n_documents: usize) -> String {
    let start = PAYMENT.find("<Payment>").unwrap();
    let end = PAYMENT.find("</CEB411Message>").unwrap();
    [&PAYMENT[..start], &PAYMENT[start..end].repeat(n_documents), &PAYMENT[end..]].concat()
}

fn order(n_items: usize) -> String {
    let start = ORDER.find("<ceb:OrderList>").unwrap();
    let end = ORDER.find("</ceb:Order>").unwrap();
    [&ORDER[..start], &ORDER[start..end].repeat(n_items), &ORDER[end..]].concat()
}

fn is_read(raw: &[u8], limits: &Limits) -> bool {
    matches!(read(raw, limits), Ok(Message::Ceb(_)))
}

#[track_caller]
fn check(raw: impl AsRef<[u8]>, expected: Expect) {
    let it = refused(raw.as_ref(), &Limits::default());
    let (line, column, byte) = (it.place.line, it.place.column, it.place.byte);
    let finding = &it.finding;
    expected.assert_eq(&format!(
        "{} {} {:?} {} {:?} {:?} at {line}:{column} ({byte})",
        it.message_type, it.status, it.guid, finding.code, finding.observed, finding.expected
    ));
}

#[test]
fn bytes() {
    let exact = Limits { max_bytes: PAYMENT.len(), ..Limits::default() };
    assert!(is_read(PAYMENT.as_bytes(), &exact));
    let tight = Limits { max_bytes: PAYMENT.len() - 1, ..Limits::default() };
    let it = refused(PAYMENT.as_bytes(), &tight);
    assert_eq!((it.finding.code.as_ref(), it.status), ("FMT-1005", -1_201_001));
}

#[test]
fn documents() {
    assert_eq!(envelope(&payments(100)).readings.len(), 100);
    let it = refused(payments(101).as_bytes(), &Limits::default());
    assert_eq!((it.finding.code.as_ref(), it.status), ("FMT-1007", -401_013));
    assert_eq!(it.guid, "7b0a6c52-3d1e-4f7a-9c55-0a1b2c3d4e60");
}

#[test]
fn items() {
    let most = order(99);
    let most = envelope(&most);
    assert_eq!(most.readings[0].faults, []);
    let more = order(101);
    let more = envelope(&more);
    let faults = &more.readings[0].faults;
    assert_eq!(faults.len(), 1);
    assert_eq!((faults[0].code.as_ref(), faults[0].observed.as_str()), ("FMT-1111", "101"));
    assert_eq!(more.readings[0].status, -301_008);
}

#[test]
fn depth() {
    let nested = |n: usize| {
        let inner = format!("{}{}", "<e>".repeat(n), "</e>".repeat(n));
        PAYMENT.replace("</CEB411Message>", &format!("{inner}</CEB411Message>"))
    };
    let limits = Limits { max_depth: 6, ..Limits::default() };
    assert!(is_read(nested(5).as_bytes(), &limits));
    let it = refused(nested(6).as_bytes(), &limits);
    assert_eq!((it.finding.code.as_ref(), it.status), ("FMT-1006", -401_009));
    let it = refused(PAYMENT.as_bytes(), &Limits { max_depth: 3, ..Limits::default() });
    assert_eq!(it.finding.code, "FMT-1006");
}

#[test]
fn text() {
    let limits = Limits { max_text: 36, ..Limits::default() };
    assert!(is_read(PAYMENT.as_bytes(), &limits));
    let limits = Limits { max_text: 35, ..Limits::default() };
    assert_eq!(refused(PAYMENT.as_bytes(), &limits).finding.code, "FMT-1009");
}

#[test]
fn not_well_formed() {
    check("", expect![[r#"Unknown -1201001 "" FMT-1001 "no root element" "" at 1:1 (0)"#]]);
    check(
        PAYMENT.replace("</payCode>", "</PayCode>"),
        expect![[
            r#"CEB411Message -401009 "7b0a6c52-3d1e-4f7a-9c55-0a1b2c3d4e60" FMT-1001 "ill-formed document: expected `</payCode>`, but `</PayCode>` was found" "" at 1:281 (280)"#
        ]],
    );
    check(
        PAYMENT.split_once("</payName>").unwrap().0,
        expect![[
            r#"CEB411Message -401009 "7b0a6c52-3d1e-4f7a-9c55-0a1b2c3d4e60" FMT-1001 "the message ends inside an element" "" at 1:308 (323)"#
        ]],
    );
    check(
        &PAYMENT[..PAYMENT.len() - 20],
        expect![[
            r#"CEB411Message -401009 "7b0a6c52-3d1e-4f7a-9c55-0a1b2c3d4e60" FMT-1001 "syntax error: tag not closed: `>` not found before end of input" "" at 1:703 (744)"#
        ]],
    );
    check(
        ORDER.replace("</ceb:CEB311Message>\n", "</ceb:CEB311Message>\n<more/>"),
        expect![[
            r#"CEB311Message -301008 "7B0A6C52-3D1E-4F7A-9C55-0A1B2C3D4E5F" FMT-1001 "content after the root element" "" at 62:1 (2461)"#
        ]],
    );
    check(
        "<CEB411Message>\n\u{1}</CEB411Message>",
        expect![[r#"Unknown -1201001 "" FMT-1001 "control character 0x01" "" at 2:1 (16)"#]],
    );
}

#[test]
fn other_encodings() {
    let gbk = b"<?xml version=\"1.0\" encoding=\"GBK\"?><CEB411Message>\xB2\xE2</CEB411Message>";
    check(gbk, expect![[r#"Unknown -1201001 "" FMT-1002 "GBK" "UTF-8" at 1:21 (20)"#]]);
    let wrong = b"<CEB411Message>\n  \xB2\xE2</CEB411Message>";
    check(wrong, expect![[r#"Unknown -1201001 "" FMT-1002 "byte 0xb2" "UTF-8" at 2:3 (18)"#]]);
    let wide = b"\xFF\xFE<\0C\0";
    check(wide, expect![[r#"Unknown -1201001 "" FMT-1002 "byte 0xff" "UTF-8" at 1:1 (0)"#]]);
}

#[test]
fn doctypes_and_entities() {
    check(
        "<!DOCTYPE CEB411Message [<!ENTITY a \"aaaa\">]><CEB411Message>&a;</CEB411Message>",
        expect![[r#"Unknown -1201001 "" FMT-1003 "DOCTYPE" "" at 1:1 (0)"#]],
    );
    check(
        PAYMENT.replace("林小满", "林&given;"),
        expect![[
            r#"CEB411Message -401009 "7b0a6c52-3d1e-4f7a-9c55-0a1b2c3d4e60" FMT-1003 "&given;" "" at 1:553 (590)"#
        ]],
    );
    check(
        PAYMENT.replace("林小满", "林&#8;"),
        expect![[
            r#"CEB411Message -401009 "7b0a6c52-3d1e-4f7a-9c55-0a1b2c3d4e60" FMT-1003 "&#8;" "" at 1:553 (590)"#
        ]],
    );
}

#[test]
fn other_messages() {
    check(
        PAYMENT.replace("CEB411Message", "CEB999Message"),
        expect![[
            r#"CEB999Message -1201001 "7b0a6c52-3d1e-4f7a-9c55-0a1b2c3d4e60" FMT-1004 "CEB999Message" "" at 1:1 (0)"#
        ]],
    );
    check("<html/>", expect![[r#"Unknown -1201001 "" FMT-1004 "html" "" at 1:1 (0)"#]]);
    check(
        "<CEB621Message guid='A'><BaseTransfer/></CEB621Message>",
        expect![[r#"CEB621Message -621001 "A" FMT-1008 "0" "Inventory" at 1:40 (39)"#]],
    );
    check("<CEB511Message/>", expect![[r#"CEB511Message -504010 "" FMT-1008 "0" "" at 1:1 (0)"#]]);
}
