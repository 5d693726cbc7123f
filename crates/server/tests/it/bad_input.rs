//! Bad input: a clear answer with a code and a place, the raw message kept, neighbours unharmed.

use serde_json::{Value, json};
use store::HouseRecords;

use crate::support::{
    Folder,
    parcels::{Parcels, document, field, with, with_documents},
};

/// A house that was given bad input between two good parcels.
struct Given {
    folder: Folder,
    report: Value,
    receipts: Vec<Value>,
    bad: Vec<u8>,
    /// The number that the bad message was taken under.
    input: u64,
}

/// Ingests one bad message in a batch with two good parcels, which must come through.
#[track_caller]
fn give(parcels: &Parcels, bad: impl Into<Vec<u8>>) -> Given {
    let folder = Folder::new();
    let n_before = parcels.prepare(&folder);
    let bad = bad.into();
    let paths = [
        parcels.write(&folder, "1", 0),
        folder.write("2.xml", &bad),
        parcels.write(&folder, "3", 1),
    ];
    let (code, report) = folder.ingest(&paths);
    let outcome = |name: &str| report["outcomes"][name].as_u64().unwrap_or(0);
    assert_eq!(outcome("accepted"), 2, "neighbours come through: {report}");
    assert_eq!(outcome("released"), 2, "{report}");
    assert_eq!(report["messages"], 9);
    let unreadable = report["unreadable"].as_u64().unwrap();
    assert_eq!(code, Some(i32::from(unreadable > 0)), "{report}");
    let verified = folder.verified();
    assert_eq!(verified["is_proved"], true);
    // After what prepares the house, and the four papers of the first parcel.
    let input = n_before + 5;
    let given = Given { receipts: folder.receipts(), folder, report, bad, input };
    given.is_kept();
    given
}

impl Given {
    /// The raw message is kept as it came.
    #[track_caller]
    fn is_kept(&self) {
        let records = HouseRecords::open_file(&self.folder.database()).unwrap();
        let kept = clearance::ports::Records::input(&records, model::InputId(self.input))
            .unwrap()
            .unwrap();
        assert!(kept.bytes == self.bad, "the raw message is kept as it came");
    }

    fn receipts_of_kind(&self, kind: &str) -> Vec<&Value> {
        self.receipts.iter().filter(|it| it["kind"] == kind).collect()
    }

    /// One CEB900 answers it, with this code; returns its text.
    #[track_caller]
    fn refused_whole(&self, code: &str) -> &str {
        assert_eq!(self.report["unreadable"], 1);
        assert_eq!(self.report["codes"], json!({ code: 1 }));
        assert_eq!(self.report["outcomes"]["messages_unreadable"], 1);
        let receipts = self.receipts_of_kind("format");
        assert_eq!(receipts.len(), 1, "{receipts:?}");
        let info = receipts[0]["info"].as_str().unwrap();
        assert!(info.contains(code), "{info}");
        assert_eq!(receipts[0]["findings"][0]["code"], code);
        info
    }
}

#[test]
fn what_is_no_xml_is_refused_with_its_place() {
    let parcels = Parcels::clean(2);
    let given = give(&parcels, "order,payment\n1,2\n");
    let info = given.refused_whole("FMT-1001");
    assert!(info.contains("line 1, column 1]"), "{info}");
}

#[test]
fn an_empty_file_is_refused() {
    give(&Parcels::clean(2), "").refused_whole("FMT-1001");
}

#[test]
fn xml_that_breaks_off_is_refused_with_its_place() {
    let parcels = Parcels::clean(3);
    let text = &parcels.orders[2];
    let at = text.find("<ceb:orderNo>").unwrap() + 20;
    let given = give(&parcels, &text[..at]);
    let info = given.refused_whole("FMT-1001");
    let line = text[..at].lines().count();
    assert!(info.contains(&format!("line {line}, column ")), "{info}");
}

#[test]
fn another_encoding_is_refused_whether_declared_or_not() {
    let parcels = Parcels::clean(3);
    // 通关 in GBK where the platform's name stands.
    let text = with(&parcels.orders[2], "ebpName", "@");
    let gbk = |text: &str| -> Vec<u8> {
        let parts: Vec<&[u8]> = text.split('@').map(str::as_bytes).collect();
        parts.join(&b"\xcd\xa8\xb9\xd8"[..])
    };
    give(&parcels, gbk(&text)).refused_whole("FMT-1002");
    give(&parcels, gbk(&text.replace("UTF-8", "GBK"))).refused_whole("FMT-1002");
}

#[test]
fn two_hundred_documents_are_too_many() {
    let parcels = Parcels::clean(3);
    let order = document(&parcels.orders[2], "Order");
    let many = with_documents(&parcels.orders[2], "Order", &[order; 200]);
    let given = give(&parcels, many);
    given.refused_whole("FMT-1007");
    assert_eq!(given.report["outcomes"]["orders_accepted"], 2, "none of them is taken");
}

#[test]
fn a_message_over_the_limit_is_refused() {
    let parcels = Parcels::clean(3);
    let filler = format!("<!--{}-->", "x".repeat(70 * 1024 * 1024));
    let large = parcels.orders[2].replace("<ceb:OrderHead>", &(filler + "<ceb:OrderHead>"));
    give(&parcels, large).refused_whole("FMT-1005");
}

#[test]
fn an_unknown_type_is_refused() {
    let parcels = Parcels::clean(3);
    let renamed = parcels.orders[2].replace("CEB311Message", "CEB999Message");
    let given = give(&parcels, renamed);
    given.refused_whole("FMT-1004");
    let receipt = given.receipts_of_kind("format")[0];
    assert!(receipt["xml"].as_str().unwrap().contains("CEB999Message"), "{receipt}");
}

#[test]
fn a_dtd_is_refused_and_never_read() {
    let parcels = Parcels::clean(3);
    let secret = "the-house-never-reads-this";
    let text = with(&parcels.orders[2], "ebpName", "&x;");
    let dtd = format!("?>\n<!DOCTYPE x [<!ENTITY x SYSTEM \"file:///etc/{secret}\">]>\n");
    let given = give(&parcels, text.replacen("?>", &dtd, 1));
    given.refused_whole("FMT-1003");
    let laughs = "?><!DOCTYPE l [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;\">]>";
    give(&parcels, text.replacen("?>", laughs, 1).replace("&x;", "&b;")).refused_whole("FMT-1003");
}

#[test]
fn deep_nesting_is_refused() {
    let parcels = Parcels::clean(3);
    let deep = "<a>".repeat(50_000) + &"</a>".repeat(50_000);
    let nested = parcels.orders[2].replace("<ceb:BaseTransfer>", &(deep + "<ceb:BaseTransfer>"));
    give(&parcels, nested).refused_whole("FMT-1006");
}

#[test]
fn json_that_is_no_command_is_refused() {
    let parcels = Parcels::clean(2);
    give(&parcels, "{\"tongguan\": \"open_the_gates\"}").refused_whole("FMT-1010");
    give(&parcels, "{\"tongguan\": ").refused_whole("FMT-1010");
}

/// One bad document: its own receipt names the field and the value.
#[track_caller]
fn one_bad_field(name: &str, value: &str, code: &str, pointer: &str) {
    let parcels = Parcels::clean(4);
    let bad = with(&parcels.orders[2], name, value);
    let (bad, good) = (document(&bad, "Order"), document(&parcels.orders[3], "Order"));
    let given = give(&parcels, with_documents(&parcels.orders[3], "Order", &[good, bad]));
    assert_eq!(given.report["outcomes"]["orders_accepted"], 3, "its neighbour in the message");
    let order_no = field(&parcels.orders[2], "orderNo");
    let findings: Vec<&Value> = given
        .receipts
        .iter()
        .filter(|it| it["xml"].as_str().unwrap().contains(order_no))
        .flat_map(|it| it["findings"].as_array().unwrap())
        .filter(|it| it["code"] == code)
        .collect();
    assert!(!findings.is_empty(), "{code}: {}", given.report);
    assert_eq!(findings[0]["pointer"], pointer);
    assert_eq!(findings[0]["observed"], value);
    assert_ne!(findings[0]["fix_zh"], "");
}

#[test]
fn a_negative_price_is_named() {
    one_bad_field("price", "-830.00", "ORD-5017", "order.items[0].price");
}

#[test]
fn an_astronomic_amount_is_named() {
    let value = format!("1{}", "0".repeat(30));
    one_bad_field("goodsValue", &value, "FMT-1106", "order.goods_value");
}

#[test]
fn a_list_for_anothers_order_is_answered_with_the_differences() {
    let parcels = Parcels::clean(4);
    let other = field(&parcels.orders[0], "orderNo");
    let stolen = with(&parcels.lists[2], "orderNo", other);
    assert_ne!(field(&parcels.orders[0], "ebpCode"), "");
    let stolen = with(&stolen, "ebpCode", field(&parcels.orders[0], "ebpCode"));
    let given = give(&parcels, stolen);
    assert_eq!(given.report["unreadable"], 0);
    let codes = given.report["codes"].as_object().unwrap();
    assert!(!codes.is_empty());
    let cop_no = field(&parcels.lists[2], "copNo");
    let answers: Vec<&Value> =
        given.receipts.iter().filter(|it| it["xml"].as_str().unwrap().contains(cop_no)).collect();
    assert!(!answers.is_empty(), "its sender is answered: {}", given.report);
    assert!(answers.iter().all(|it| it["status"] != 120), "it is not accepted");
}
