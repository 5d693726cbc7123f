//! Envelopes of the exchange platform: opened, refused, and written.

use expect_test::expect;
use messages::{Carriage, DxpCode, Head, Limits, peek_dxp, write_dxp_reply};

const OWN: &str = "DXPEDC0000000001";

fn dxp() -> Head {
    Head {
        message_id: "DXPENT0000000001-7".to_owned(),
        sender_id: "DXPENT0000000001".to_owned(),
        receiver_ids: vec!["DXPENT0000000006".to_owned(), OWN.to_owned()],
        created_at: "2026-11-21T10:00:00".to_owned(),
        message_type: "CEB311Message".to_owned(),
    }
}

fn envelope() -> String {
    String::from_utf8(Carriage::Dxp.wrap(&dxp(), "<x>单</x>".as_bytes())).unwrap()
}

/// The code and what was seen.
#[track_caller]
fn refused(raw: &str, own_id: &str, limits: &Limits) -> (String, String) {
    let finding = Carriage::Dxp.open(raw.as_bytes(), own_id, limits).unwrap_err().finding;
    (finding.code.into_owned(), finding.observed)
}

#[test]
fn what_is_wrapped_is_opened_again() {
    let raw = envelope();
    assert!(Carriage::of(raw.as_bytes()).is_some());
    let opened = Carriage::Dxp.open(raw.as_bytes(), OWN, &Limits::default()).unwrap();
    assert_eq!(opened, (dxp(), "<x>单</x>".as_bytes().to_vec()));
    // Whoever it is addressed to.
    assert_eq!(Carriage::Dxp.open(raw.as_bytes(), "", &Limits::default()).unwrap(), opened);
    assert_eq!(peek_dxp(raw.as_bytes()), dxp());
    // Other prefixes, a declaration of another case, broken lines, a signature.
    let other = raw.replace("dxp:", "").replace("xmlns:dxp", "xmlns").replace('=', "= ");
    let other = other.replace("= ", "=").replace("<Data>", "<!-- - --><Data>\n  ");
    let other = other.replace("</DxpMsg>", "<Signature><SignatureValue/></Signature></DxpMsg>");
    assert_eq!(Carriage::Dxp.open(other.as_bytes(), OWN, &Limits::default()).unwrap(), opened);
}

#[test]
fn other_messages_are_no_envelopes() {
    let none = [
        "",
        "<",
        "{\"tongguan\":\"tick\"}",
        "<CEB311Message xmlns:dxp='DxpMsg'><DxpMsg/></CEB311Message>",
        "<?xml version='1.0'?><!-- <DxpMsg> --><ceb:CEB311Message/>",
        "<DxpMsgSv/>",
        "<?xml never ends <DxpMsg>",
    ];
    for text in none {
        assert!(Carriage::of(text.as_bytes()).is_none(), "{text}");
    }
    for text in ["\u{feff}<DxpMsg/>", " <?xml?><!-- x -->\n<a:DxpMsg ver='1.0'>", "<DxpMsg>"] {
        assert!(Carriage::of(text.as_bytes()).is_some(), "{text}");
    }
}

#[test]
fn what_is_wrong_with_an_envelope_is_said() {
    let (raw, limits) = (envelope(), Limits::default());
    let codes = |raw: &str| refused(raw, OWN, &limits).0;
    for lost in ["SenderId", "ReceiverId", "Data"] {
        let without = raw.replace(&format!("dxp:{lost}>"), "dxp:Other>");
        let finding = Carriage::Dxp.open(without.as_bytes(), OWN, &limits).unwrap_err().finding;
        assert_eq!((finding.code.as_ref(), finding.expected.as_str()), ("FMT-1011", lost));
    }
    let six = raw.replace(
        "</dxp:ReceiverIds>",
        &format!("{}</dxp:ReceiverIds>", "<dxp:ReceiverId>A</dxp:ReceiverId>".repeat(4)),
    );
    assert_eq!(refused(&six, OWN, &limits), ("FMT-1011".to_owned(), "6".to_owned()));
    assert_eq!(codes(&raw.replace("<dxp:Data>", "<dxp:Data>*")), "FMT-1012");
    assert_eq!(codes(&raw.replace("=</dxp:Data>", "</dxp:Data>")), "FMT-1012");
    let other = refused(&raw, "DXPEDC0000000009", &limits);
    assert_eq!(other.0, "FMT-1013");
    assert_eq!(other.1, "DXPENT0000000006, DXPEDC0000000001");
    let nested = String::from_utf8(Carriage::Dxp.wrap(&dxp(), raw.as_bytes())).unwrap();
    assert_eq!(codes(&nested), "FMT-1014");
    assert_eq!(codes("<DxpMsg"), "FMT-1001");
    assert_eq!(codes("<DxpMsg><TransInfo>"), "FMT-1001");
    assert_eq!(codes("<!DOCTYPE x [<!ENTITY a 'b'>]><DxpMsg/>"), "FMT-1003");
    assert_eq!(codes("<DxpMsg><Data>&a;</Data></DxpMsg>"), "FMT-1003");
    let small = Limits { max_bytes: 3, ..limits.clone() };
    let long = format!("{raw}{}", " ".repeat(64 * 1024));
    assert_eq!(refused(&long, OWN, &small).0, "FMT-1005");
}

#[test]
fn a_reply_names_the_envelope_it_answers() {
    let reply = |code| {
        let written = write_dxp_reply(&dxp(), OWN, code, "a < b", "2026-11-21T10:00:01");
        String::from_utf8(written).unwrap()
    };
    expect![[r#"
        <?xml version="1.0" encoding="UTF-8"?>
        <DxpRep ver="1.0" xmlns="http://www.chinaport.gov.cn/dxp">
        <RecevierId>DXPENT0000000001</RecevierId>
        <Response>
        <ResponseCode>-1201004</ResponseCode>
        <ResponseInfo>接收用户不存在</ResponseInfo>
        <Results>
        <Result>
        <RecId>DXPEDC0000000001</RecId>
        <Code>-1201004</Code>
        <Info>接收用户不存在</Info>
        <Note>a &lt; b</Note>
        </Result>
        </Results>
        <NoticeTime>2026-11-21T10:00:01</NoticeTime>
        <OriHead>
        <CopMsgId>DXPENT0000000001-7</CopMsgId>
        <SenderId>DXPENT0000000001</SenderId>
        <ReceiverIds>
        <ReceiverId>DXPENT0000000006</ReceiverId>
        <ReceiverId>DXPEDC0000000001</ReceiverId>
        </ReceiverIds>
        <CreatTime>2026-11-21T10:00:00</CreatTime>
        <MsgType>CEB311Message</MsgType>
        </OriHead>
        </Response>
        </DxpRep>
    "#]]
    .assert_eq(&reply(DxpCode::of("FMT-1013")));
    assert!(reply(DxpCode::Taken).contains("<ResponseCode>0</ResponseCode>"));
    assert!(reply(DxpCode::of("FMT-1012")).contains("<Code>-1201001</Code>"));
}
