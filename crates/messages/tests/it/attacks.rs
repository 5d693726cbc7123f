//! Known attacks on readers of XML and JSON, by name: each is refused with a finding that says what it was,
//! or comes to nothing.

use expect_test::{Expect, expect};
use messages::{Carriage, Limits, Message, SadStyle, read, read_sad};

use crate::{
    arrival::ARRIVAL,
    shared::{
        ALL, DECLARATION, EXIT_LIST, EXPORTS, GATE_PASS, PAYMENT, ROAD_MANIFEST, envelope, refused,
    },
};

/// What a message is refused with.
fn told(raw: impl AsRef<[u8]>) -> String {
    let it = refused(raw.as_ref(), &Limits::default());
    format!("{} {:?} at byte {}", it.finding.code, it.finding.observed, it.place.byte)
}

#[track_caller]
fn check(raw: impl AsRef<[u8]>, expected: Expect) {
    expected.assert_eq(&told(raw));
}

/// A payment with something before its root.
fn before_root(what: &str) -> String {
    PAYMENT.replacen("<CEB411Message", &format!("{what}<CEB411Message"), 1)
}

/// A payment with something else for the payer's name.
fn for_name(what: &str) -> String {
    assert!(PAYMENT.contains("林小满"));
    PAYMENT.replace("林小满", what)
}

/// The payer's name as it is read.
fn name_in(raw: &str) -> String {
    let envelope = envelope(raw);
    let Some(model::Document::Payment(payment)) = envelope.readings.first().map(|it| &it.document)
    else {
        panic!("no payment")
    };
    payment.payer_name.to_string()
}

#[test]
fn a_billion_laughs() {
    let laughs: String = (1..10)
        .map(|it| format!("<!ENTITY l{it} \"{}\">", format!("&l{};", it - 1).repeat(10)))
        .collect();
    let dtd = format!("<!DOCTYPE l [<!ENTITY l0 \"ha\">{laughs}]>");
    check(
        before_root(&dtd).replace("林小满", "&l9;"),
        expect![[r#"FMT-1003 "DOCTYPE" at byte 0"#]],
    );
}

#[test]
fn quadratic_blow_up() {
    let dtd = format!("<!DOCTYPE l [<!ENTITY l \"{}\">]>", "a".repeat(50_000));
    check(
        before_root(&dtd).replace("林小满", &"&l;".repeat(50_000)),
        expect![[r#"FMT-1003 "DOCTYPE" at byte 0"#]],
    );
    // Without a DTD there is nothing that the reference could mean.
    check(for_name("&l;"), expect![[r#"FMT-1003 "&l;" at byte 587"#]]);
}

#[test]
fn no_reader_of_xml_takes_a_dtd_wherever_from() {
    let dtds = [
        "<!DOCTYPE a>",
        "<!DOCTYPE a SYSTEM \"file:///etc/passwd\">",
        "<!DOCTYPE a PUBLIC \"-//X//X//EN\" \"http://example.com/a.dtd\">",
        "<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>",
        "<!DOCTYPE a [<!ENTITY % x SYSTEM \"http://example.com/x\"> %x;]>",
    ];
    let others = [EXIT_LIST, GATE_PASS, DECLARATION, ROAD_MANIFEST, ARRIVAL];
    for sample in ALL.iter().chain(&others).chain(&EXPORTS) {
        let sample = sample.trim_start_matches('\u{feff}');
        let root = sample.find("?>").map_or(0, |it| it + 2);
        for dtd in dtds {
            let raw = format!("{}{dtd}{}", &sample[..root], &sample[root..]);
            let told = told(&raw);
            assert!(told.starts_with("FMT-1003 \"DOCTYPE\""), "{told}: {raw}");
        }
    }
    let sad =
        read_sad(b"<!DOCTYPE a [<!ENTITY x 'y'>]><ASYCUDA>&x;</ASYCUDA>", SadStyle::default());
    let fault = sad.unwrap_err();
    assert_eq!((fault.observed.as_str(), fault.line), ("DOCTYPE", 1));
}

#[test]
fn external_entities_are_neither_fetched_nor_named_back() {
    let dtd = "<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/hostname\">]>";
    let it = refused(before_root(dtd).replace("林小满", "&x;").as_bytes(), &Limits::default());
    assert!(!format!("{it:?}").contains("hostname"));
    let included = for_name("<xi:include href=\"file:///etc/passwd\" parse=\"text\"/>");
    let envelope = envelope(&included);
    assert_eq!(envelope.readings[0].faults[0].code, "FMT-1112", "an element is no name");
}

#[test]
fn nesting_without_end() {
    let deep = "<a>".repeat(1_000_000);
    check(before_root(&deep), expect![[r#"FMT-1004 "a" at byte 0"#]]);
    check(PAYMENT.replace("</CEB411Message>", &deep), expect![[r#"FMT-1006 "33" at byte 847"#]]);
    check(for_name(&deep), expect![[r#"FMT-1006 "33" at byte 671"#]]);
}

#[test]
fn a_million_attributes_are_passed_over_in_one_go() {
    let many: String = (0..1_000_000).map(|it| format!(" a{it}='{it}'")).collect();
    for sample in [
        PAYMENT.replacen("<CEB411Message", &format!("<CEB411Message{many}"), 1),
        PAYMENT.replacen("<payerName", &format!("<payerName{many}"), 1),
        PAYMENT.replacen("</Payment>", &format!("<b{many}/></Payment>"), 1),
    ] {
        assert_ne!(sample, PAYMENT);
        assert_eq!(name_in(&sample), "林小满");
    }
}

#[test]
fn one_attribute_of_a_hundred_megabytes() {
    let long =
        |length: usize| PAYMENT.replacen(" guid=\"", &format!(" guid=\"{}", "7".repeat(length)), 1);
    check(long(100_000_000), expect![[r#"FMT-1005 "100000771" at byte 67108864"#]]);
    // Within what a message may weigh, and more than anything in it may say.
    check(long(1_000_000), expect![[r#"FMT-1009 "1000036" at byte 0"#]]);
    let odd = long(1_000_000).replacen("<Payment>", "<!-- the general reader --><Payment>", 1);
    check(odd, expect![[r#"FMT-1009 "1000036" at byte 0"#]]);
}

#[test]
fn what_is_no_utf_8() {
    let wide =
        |unit: fn(u16) -> [u8; 2]| PAYMENT.encode_utf16().flat_map(unit).collect::<Vec<u8>>();
    check(
        [&b"\xFF\xFE"[..], &wide(u16::to_le_bytes)].concat(),
        expect![[r#"FMT-1002 "byte 0xff" at byte 0"#]],
    );
    check(
        [&b"\xFE\xFF"[..], &wide(u16::to_be_bytes)].concat(),
        expect![[r#"FMT-1002 "byte 0xfe" at byte 0"#]],
    );
    check(wide(u16::to_le_bytes), expect![[r#"FMT-1002 "byte 0x9e" at byte 599"#]]);
    check(
        "<?xml version='1.0' encoding='UTF-7'?>+ADw-CEB411Message+AD4-",
        expect![[r#"FMT-1002 "UTF-7" at byte 20"#]],
    );
    // `<` in two bytes, a surrogate, more than Unicode has.
    for bytes in [&b"\xC0\xBC"[..], b"\xED\xA0\x80", b"\xF4\x90\x80\x80"] {
        let parts: Vec<Vec<u8>> =
            for_name("@").split('@').map(|it| it.as_bytes().to_vec()).collect();
        let told = told(parts.join(bytes));
        assert!(told.starts_with("FMT-1002"), "{told}");
    }
}

#[test]
fn encodings_that_say_one_thing_and_are_another() {
    let declared = |it: &str| {
        let rest = PAYMENT.split_once("?>").map_or(PAYMENT, |it| it.1);
        format!("{it}{rest}")
    };
    for encoding in ["GBK", "gb18030", "UTF-16", "utf-7", "ISO-8859-1", "UTF-8 "] {
        let told = told(declared(&format!("<?xml version=\"1.0\" encoding = '{encoding}'?>")));
        assert!(told.starts_with("FMT-1002"), "{told}");
    }
    // Too far away to be a declaration's: whatever it says, the bytes are UTF-8.
    let far = format!("<?xml version=\"1.0\"{}encoding=\"UTF-16\"?>", " ".repeat(1_000));
    assert_eq!(name_in(&declared(&far)), "林小满");
}

#[test]
fn characters_that_no_message_may_hold() {
    check(for_name("林\0小满"), expect![[r#"FMT-1001 "control character 0x00" at byte 590"#]]);
    check(for_name("林\u{1b}[2J"), expect![[r#"FMT-1001 "control character 0x1b" at byte 590"#]]);
    check(for_name("林\u{FFFE}"), expect![[r#"FMT-1001 "control character 0xfffe" at byte 590"#]]);
    check(
        for_name("林\u{FFFF}满"),
        expect![[r#"FMT-1001 "control character 0xffff" at byte 590"#]],
    );
    check(for_name("林&#0;"), expect![[r#"FMT-1003 "&#0;" at byte 590"#]]);
    check(for_name("林&#xD800;"), expect![[r#"FMT-1003 "&#xD800;" at byte 590"#]]);
    check(for_name("林&#x110000;"), expect![[r#"FMT-1003 "&#x110000;" at byte 590"#]]);
    check(
        format!("\u{feff}{PAYMENT}").replacen("<CEB", "\0<CEB", 1),
        expect![[r#"FMT-1001 "control character 0x00" at byte 3"#]],
    );
    // Full-width forms begin with the same byte.
    assert_eq!(name_in(&for_name("林（小）满！")), "林（小）满！");
}

#[test]
fn a_byte_order_mark_where_it_is_none() {
    assert_eq!(name_in(&format!("\u{feff}{PAYMENT}")), "林小满");
    check(
        format!("\u{feff}\u{feff}{PAYMENT}"),
        expect![[r#"FMT-1001 "a second byte order mark" at byte 3"#]],
    );
    assert_eq!(name_in(&for_name("林\u{feff}小满")), "林\u{feff}小满", "a character like others");
    let between = PAYMENT.replacen("<payCode>", "\u{feff}<payCode>", 1);
    assert_eq!(envelope(&between).readings[0].faults[0].code, "FMT-1112");
}

#[test]
fn processing_instructions_instruct_nobody() {
    let read = |raw: &str| format!("{:?}", envelope(raw).readings[0].document);
    let plain = read(PAYMENT);
    for pi in [
        "<?xml-stylesheet type=\"text/xsl\" href=\"file:///etc/passwd\"?>",
        "<?php system('id'); ?>",
        "<?xml-model href=\"http://example.com/\"?>",
    ] {
        assert_eq!(read(&before_root(pi)), plain);
        assert_eq!(read(&PAYMENT.replacen("<payCode>", &format!("{pi}<payCode>"), 1)), plain);
        assert_eq!(name_in(&for_name(&format!("林小{pi}满"))), "林小满");
    }
}

#[test]
fn cdata_within_cdata() {
    assert_eq!(name_in(&for_name("<![CDATA[<![CDATA[x]]>y")), "<![CDATA[xy");
    assert_eq!(name_in(&for_name("<![CDATA[&l;</payerName>]]>")), "&l;</payerName>");
    let many = "<![CDATA[]]>".repeat(1_000_000);
    assert_eq!(name_in(&for_name(&format!("{many}林{many}"))), "林");
    check(
        for_name("<![CDATA[x"),
        expect![[
            r#"FMT-1001 "syntax error: CDATA not closed: `]]>` not found before end of input" at byte 587"#
        ]],
    );
}

#[test]
fn more_faults_than_anybody_reads_are_told_up_to_a_thousand() {
    let again = "<payCode/>".repeat(200_000);
    let strays = "x<a/>".repeat(200_000);
    for more in [again, strays] {
        let raw = PAYMENT.replacen("</PaymentHead>", &format!("{more}</PaymentHead>"), 1);
        assert_ne!(raw, PAYMENT);
        let envelope = envelope(&raw);
        assert_eq!(envelope.readings[0].faults.len(), 1_000);
        assert!(envelope.readings[0].status < 0);
    }
    let lines = "<ceb:DeliveryList></ceb:DeliveryList>".repeat(100_000);
    let raw = ALL[7].replacen("<ceb:DeliveryList>", &format!("{lines}<ceb:DeliveryList>"), 1);
    assert_eq!(envelope(&raw).readings[0].faults.len(), 1_000);
}

#[test]
fn json_without_end() {
    check(
        format!("{{\"tongguan\": {}", "[".repeat(1_000_000)),
        expect![[r#"FMT-1005 "1000001 nodes, 1 values" at byte 0"#]],
    );
    check(
        format!("{{\"tongguan\":\"declaration\",\"declaration\":{}", "{\"a\":".repeat(1_000_000)),
        expect![[r#"FMT-1005 "1000001 nodes, 1000003 values" at byte 0"#]],
    );
    check(
        "{\"tongguan\":\"tick\",\"tongguan\":\"exit\",\"at\":\"x\"}",
        expect![[r#"FMT-1010 "duplicate field `tongguan` at line 1 column 29" at byte 28"#]],
    );
    check(
        "{\"tongguan\":\"tick\",\"at\":1e999999999}",
        expect![[r#"FMT-1010 "number out of range at line 1 column 35" at byte 34"#]],
    );
}

/// What is wrong with a declaration in our own JSON.
fn told_of(raw: &str) -> String {
    match read(raw.as_bytes(), &Limits::default()) {
        Ok(Message::Declaration(reading)) => format!("{:?}", reading.faults),
        Ok(other) => panic!("no declaration: {other:?}"),
        Err(it) => it.to_string(),
    }
}

#[test]
fn json_that_is_heavier_than_it_looks() {
    let heavy = |piece: &str, n: usize| {
        format!(
            "{{\"tongguan\":\"declaration\",\"declaration\":{{\"promises\":[{}0]}}}}",
            piece.repeat(n)
        )
    };
    check(
        heavy("{\"a\":1},", 600_000),
        expect![[r#"FMT-1005 "600003 nodes, 1200004 values" at byte 0"#]],
    );
    check(heavy("[],", 600_000), expect![[r#"FMT-1005 "600003 nodes, 600004 values" at byte 0"#]]);
    // What stands in a text weighs what it weighs.
    assert!(!told_of(&heavy(&format!("\"{}\",", "[\\\"{,".repeat(600_000)), 1)).contains("nodes"));
    check(heavy("1,", 6_000_000), expect![[r#"FMT-1005 "3 nodes, 6000004 values" at byte 0"#]]);
}

#[test]
fn json_spells_no_character_that_no_answer_could_repeat() {
    let list = |number: &str| {
        format!(
            "{{\"tongguan\":\"exit\",\"list_no\":\"{number}\",\"left_at\":\"2026-11-21T09:00:00.000+08:00\"}}"
        )
    };
    for escape in ["\\u0000", "\\u001b", "\\b", "\\f", "\\uFFFE", "\\\\\\u0000"] {
        let told = told(list(&format!("a{escape}")));
        assert!(told.starts_with("FMT-1001 \"control character"), "{escape}: {told}");
    }
    for escape in ["\\\\u0000", "\\n", "\\u4e2d", "\\\\b"] {
        let raw = list(escape);
        let refusal = read(raw.as_bytes(), &Limits::default()).err();
        let is_character =
            refusal.is_some_and(|it| it.finding.observed.contains("control character"));
        assert!(!is_character, "{escape}");
    }
    let lone = told(list("\\ud800"));
    assert!(lone.starts_with("FMT-1010"), "{lone}");
}

#[test]
fn a_long_name_does_not_stand_in_every_finding_below_it() {
    let fields: String = (0..20_000).map(|it| format!(",\"a{it}\":1")).collect();
    let name = "n".repeat(1_000_000);
    let raw = format!(
        "{{\"tongguan\":\"declaration\",\"declaration\":{{\"{name}\":{{\"b\":1{fields}}}}}}}"
    );
    let Ok(Message::Declaration(reading)) = read(raw.as_bytes(), &Limits::default()) else {
        panic!("a declaration")
    };
    assert_eq!(reading.faults.len(), 1_000);
    assert!(reading.faults.iter().all(|it| it.pointer.len() < 300));
}

/// What an envelope is refused with.
fn opened(raw: &str) -> String {
    let carriage = Carriage::of(raw.as_bytes()).unwrap();
    match carriage.open(raw.as_bytes(), "", &Limits::default()) {
        Ok((head, _)) => format!("from {:?}", head.sender_id),
        Err(it) => format!("{} {:?}", it.finding.code, it.finding.observed),
    }
}

#[test]
fn envelopes_are_attacked_like_messages() {
    let envelope = |sender: &str, more: &str| {
        format!(
            "<DxpMsg><TransInfo><SenderId>{sender}</SenderId><ReceiverIds><ReceiverId>B</ReceiverId>\
             </ReceiverIds></TransInfo><Data>PGEvPg==</Data>{more}</DxpMsg>"
        )
    };
    assert_eq!(opened(&envelope("A", "")), "from \"A\"");
    expect![[r#"FMT-1006 "33""#]].assert_eq(&opened(&envelope("A", &"<a>".repeat(1_000_000))));
    expect![[r#"FMT-1001 "control character 0x00""#]].assert_eq(&opened(&envelope("A\0", "")));
    expect![[r#"FMT-1003 "a""#]].assert_eq(&opened(&envelope("&a;", "")));
    expect![[r#"FMT-1003 "DOCTYPE""#]].assert_eq(&opened(&envelope("A", "<!DOCTYPE a>")));
    // Another envelope behind the first, whose sender would count with the first one's message.
    let two = format!("{}{}", envelope("A", ""), envelope("B", ""));
    expect![[r#"FMT-1001 "content after the root element""#]].assert_eq(&opened(&two));
    let json = "{\"message\":{\"messageHead\":{\"senderID\":\"A\\u0000\",\"receiverID\":\"B\"},\"messageBody\":{\"data\":\"PGEvPg==\"}}}";
    expect![[r#"FMT-1001 "control character 0x00""#]].assert_eq(&opened(json));
    let deep = format!("{{\"message\":{{\"a\":{}", "[".repeat(1_000_000));
    assert!(opened(&deep).starts_with("FMT-1001"), "{}", opened(&deep));
}

#[test]
fn files_of_asycuda_are_attacked_like_messages() {
    let refused = |raw: &str| read_sad(raw.as_bytes(), SadStyle::default()).unwrap_err().observed;
    assert_eq!(refused(&"<ASYCUDA>".repeat(1_000_000)), "too much");
    assert_eq!(refused(&format!("<ASYCUDA>{}</ASYCUDA>", "<a/>".repeat(1_600_000))), "too much");
    let items = format!("<ASYCUDA>{}</ASYCUDA>", "<Item/>".repeat(100_000));
    let reading = read_sad(items.as_bytes(), SadStyle::default()).unwrap();
    assert_eq!(reading.sad.items.len(), 10_000);
    assert_eq!((reading.faults.len(), reading.faults[0].observed.as_str()), (1, "100000"));
    let text = "<ASYCUDA><Declarant><Declarant_name>A\0B</Declarant_name></Declarant></ASYCUDA>";
    let sad = read_sad(text.as_bytes(), SadStyle::default()).unwrap().sad;
    assert_eq!(sad.declarant.name.as_str(), "AB");
}

#[test]
fn names_of_attached_files_are_words_and_no_paths() {
    let sent = model::SentFile {
        file_name: "../../../../etc/passwd".into(),
        own_name: "..\\..\\x".into(),
        ..model::SentFile::default()
    };
    let mut raw = Vec::new();
    messages::write_file(&sent, b"%PDF-1.4", &mut raw);
    let Ok(Message::File(reading)) = read(&raw, &Limits::default()) else { panic!("a file") };
    assert_eq!(reading.document.file_name, sent.file_name, "kept as sent; nothing is opened by it");
    let with_nul = String::from_utf8(raw).unwrap().replace("etc/passwd", "etc\0passwd");
    assert!(told(&with_nul).starts_with("FMT-1001 \"control character 0x00\""));
}
