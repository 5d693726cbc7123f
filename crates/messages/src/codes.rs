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
    ("WAY-7014", "-504014", Some(-504_014)),
    ("WAY-7015", "-504015", Some(-504_015)),
    ("WAY-7016", "-504016", Some(-504_016)),
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

/// The wire's code of a finding, which for an unregistered enterprise depends on its role.
pub fn wire_code_of(finding: &Finding) -> WireCode<'_> {
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
        assert_eq!(wire_code("WAY-7017"), WireCode { code: "WAY-7017".into(), status: None });
    }
}
