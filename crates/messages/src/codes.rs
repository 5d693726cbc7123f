//! How a house finding is numbered on the wire.

use std::borrow::Cow;

use model::Finding;

/// What a receipt says of a document that passed (status 120).
pub const ACCEPTED: &str = "[Code:1800;Desc:逻辑校验通过]";
/// What a receipt says of a released list (status 800).
pub const RELEASED: &str = "[Code:2600;Desc:放行]";
/// What a receipt says of a list an officer will look at (status 300).
pub const REVIEW: &str = "[Code:1200;Desc:待人工审核]";

/// The wire's spelling of a check's code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WireCode<'c> {
    /// `1332`, `-301010`, or the house's own code where the wire has none.
    pub code: Cow<'c, str>,
    /// The receipt's status, where the code is one; otherwise the state decides.
    pub status: Option<i32>,
}

/// House codes with a number on the wire. Positive numbers are those seen in receipts
/// (`returnInfo`), negative ones are table 7-2 of the 202205 specification.
static CODES: &[(&str, &str, Option<i32>)] = &[
    ("CAN-1303", "-623012", Some(-623_012)),
    ("CAN-2101", "-623014", Some(-623_014)),
    ("CAN-2102", "-623014", Some(-623_014)),
    ("CAN-2103", "-623014", Some(-623_014)),
    ("CAN-2104", "-623014", Some(-623_014)),
    ("CAN-2105", "-623014", Some(-623_014)),
    ("CAN-2106", "-623014", Some(-623_014)),
    ("CAN-7003", "-623003", Some(-623_003)),
    ("CAN-7005", "-623005", Some(-623_005)),
    ("CAN-7009", "-623009", Some(-623_009)),
    ("IND-1301", "-800000", Some(-800_000)),
    ("IND-1302", "-800001", Some(-800_001)),
    ("IND-2001", "-800001", Some(-800_001)),
    ("IND-7001", "-800001", Some(-800_001)),
    ("IND-7003", "-800003", Some(-800_003)),
    ("IND-7005", "-800005", Some(-800_005)),
    ("INV-1300", "-621000", Some(-621_000)),
    ("INV-1327", "-621027", Some(-621_027)),
    ("INV-2126", "130126", None),
    ("INV-2127", "13127", None),
    ("INV-2320", "1320", None),
    // Seen in receipts as a status and in no text.
    ("INV-4003", "99", Some(99)),
    ("INV-6305", "-621005", Some(-621_005)),
    ("INV-6311", "1311", None),
    ("INV-6313", "1313", None),
    ("INV-7004", "-621004", Some(-621_004)),
    ("INV-7011", "-621011", Some(-621_011)),
    ("INV-7012", "-621012", Some(-621_012)),
    ("ORD-1301", "-301001", Some(-301_001)),
    ("ORD-1302", "-301002", Some(-301_002)),
    ("ORD-7009", "-301009", Some(-301_009)),
    ("ORD-7010", "-301010", Some(-301_010)),
    ("ORD-7011", "-301011", Some(-301_011)),
    ("ORD-7014", "-301014", Some(-301_014)),
    ("PAY-2332", "1332", None),
    ("PAY-2335", "13035", None),
    ("PAY-7006", "-401006", Some(-401_006)),
    ("PAY-7007", "-401007", Some(-401_007)),
    ("PAY-7008", "-401008", Some(-401_008)),
    ("PAY-7012", "-401012", Some(-401_012)),
    ("REG-4001", "-10102", Some(-10_102)),
    ("REG-4002", "-10101", Some(-10_101)),
    ("REG-4004", "-10102", Some(-10_102)),
    ("RET-1301", "-625006", Some(-625_006)),
    ("RET-2209", "-625209", Some(-625_209)),
    ("RET-2210", "-625209", Some(-625_209)),
    ("RET-2211", "-625010", Some(-625_010)),
    ("RET-2212", "-625010", Some(-625_010)),
    ("RET-7003", "-625033", Some(-625_033)),
    ("RET-7006", "-625032", Some(-625_032)),
    ("RET-7007", "-625022", Some(-625_022)),
    ("RET-7016", "-625016", Some(-625_016)),
    ("RET-7033", "-625033", Some(-625_033)),
    ("STA-7012", "-505012", Some(-505_012)),
    ("STA-7014", "-505014", Some(-505_014)),
    ("STA-7016", "-505016", Some(-505_016)),
    ("WAY-7014", "-504014", Some(-504_014)),
    ("WAY-7015", "-504015", Some(-504_015)),
    ("WAY-7016", "-504016", Some(-504_016)),
];

/// Faults of a signature: a list has numbers of its own for them (table 7-2), the other documents
/// are answered with those of the exchange platform (table 7-1).
static SIGNATURE_CODES: &[(&str, i32, &str)] = &[
    ("SIG-1001", -621_029, "1001"),
    ("SIG-1002", -621_029, "1001"),
    ("SIG-1003", -621_029, "1001"),
    ("SIG-4001", -621_026, "1001"),
    ("SIG-4002", -621_015, "1001"),
    ("SIG-4003", -621_029, "1001"),
    ("SIG-4004", -621_029, "1002"),
    ("SIG-4005", -621_029, "1001"),
    ("SIG-4006", -621_028, "1004"),
    ("SIG-4007", -621_029, "1001"),
];

/// 支付企业未备案, which has its own number.
const PAYMENT_COMPANY_UNREGISTERED: &str = "22001";

/// The wire's code of a check.
pub fn wire_code(check_code: &str) -> WireCode<'_> {
    let found = CODES.binary_search_by(|(code, ..)| (*code).cmp(check_code));
    match found.ok().and_then(|index| CODES.get(index)) {
        Some((_, code, status)) => WireCode { code: Cow::Borrowed(code), status: *status },
        None => WireCode { code: Cow::Borrowed(check_code), status: None },
    }
}

/// The wire's code of a finding, which for an unregistered enterprise depends on its role, and for
/// a signature on the document.
pub fn wire_code_of(finding: &Finding) -> WireCode<'_> {
    let is_same = |it: &&(&str, i32, &str)| it.0 == finding.code;
    if finding.code.starts_with("SIG-")
        && let Some((_, list, exchange)) = SIGNATURE_CODES.iter().find(is_same)
    {
        return if finding.pointer.starts_with("inventory.") {
            WireCode { code: Cow::Owned(list.to_string()), status: Some(*list) }
        } else {
            WireCode { code: Cow::Borrowed(exchange), status: None }
        };
    }
    if finding.code == "REG-4001" && finding.pointer.contains("payment_company") {
        return WireCode { code: Cow::Borrowed(PAYMENT_COMPANY_UNREGISTERED), status: None };
    }
    wire_code(&finding.code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sorted_and_its_statuses_are_its_numbers() {
        assert!(CODES.is_sorted_by(|one, next| one.0 < next.0));
        for (code, wire, status) in CODES {
            let number: i32 = wire.parse().unwrap();
            let is_status = number < 0 || number == 99;
            assert_eq!(*status, is_status.then_some(number), "{code}");
            assert_eq!(wire_code(code).code, *wire);
        }
        assert!(SIGNATURE_CODES.is_sorted_by(|one, next| one.0 < next.0));
        assert_eq!(wire_code("WAY-7017"), WireCode { code: "WAY-7017".into(), status: None });
    }

    #[test]
    fn a_signature_is_numbered_by_its_document() {
        let finding = |pointer: &str| Finding {
            code: "SIG-4006".into(),
            severity: model::Severity::Return,
            pointer: pointer.to_owned(),
            observed: String::new(),
            expected: String::new(),
            against: String::new(),
        };
        let list = finding("inventory.signature.digest_value");
        assert_eq!(
            wire_code_of(&list),
            WireCode { code: "-621028".into(), status: Some(-621_028) }
        );
        let order = finding("order.signature.digest_value");
        assert_eq!(wire_code_of(&order), WireCode { code: "1004".into(), status: None });
    }
}
