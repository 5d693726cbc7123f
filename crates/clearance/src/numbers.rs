//! Numbers that the house gives out, and what it finds by them: each ends in the nine digits of an
//! entry's own number.

use model::{DayStamp, EntryId, InputId};

/// The entry of a list number (清单编号): customs (4), year (4), `I`, serial (9).
pub fn entry_of_list_no(list_no: &str) -> Option<EntryId> {
    let is_one = list_no.as_bytes().get(8) == Some(&b'I');
    is_one.then(|| serial(list_no)).flatten()
}

/// The entry of a return's number (退货申请预录入编号): `T`, date (6), count (2), serial (9).
pub fn entry_of_return_no(return_no: &str) -> Option<EntryId> {
    return_no.starts_with('T').then(|| serial(return_no)).flatten()
}

/// The slip with that number (缴款书编号): `S`, date (8), serial (9).
pub fn entry_of_slip_no(slip_no: &str) -> Option<EntryId> {
    slip_no.starts_with('S').then(|| serial(slip_no)).flatten()
}

/// The application with that number (修撤单统一编号): `M`, date (8), serial (9).
pub fn case_of_amendment_no(request_no: &str) -> Option<EntryId> {
    request_no.starts_with('M').then(|| serial(request_no)).flatten()
}

/// The case after release with that number (稽查、核查、披露、退税申请案件编号): `A`, date (8), serial (9).
pub fn case_of_audit_no(audit_no: &str) -> Option<EntryId> {
    audit_no.starts_with('A').then(|| serial(audit_no)).flatten()
}

/// The consignment with that number: `L`, date (8), serial (9).
pub fn entry_of_consignment_no(consignment_no: &str) -> Option<EntryId> {
    consignment_no.starts_with('L').then(|| serial(consignment_no)).flatten()
}

/// Numbers of the cases of declarations' payment slips begin here: they are made of their declaration's, so
/// that they take none from the row of cases.
const DUTY_SLIPS: u64 = 1 << 48;

/// The case of a declaration's `ordinal`th payment slip; they are counted from 1, up to 99.
pub fn duty_slip_case(declaration: EntryId, ordinal: u8) -> EntryId {
    EntryId(DUTY_SLIPS + declaration.0 * 100 + u64::from(ordinal))
}

fn of_duty_slip(id: EntryId) -> (u64, u64) {
    let rest = id.0.saturating_sub(DUTY_SLIPS);
    (rest / 100, rest % 100)
}

/// The declaration of one of its payment slips.
pub(crate) fn declaration_of_duty_slip(id: EntryId) -> EntryId {
    EntryId(of_duty_slip(id).0)
}

/// 报关单税款缴款书编号: `J`, date (6), count (2), serial of the declaration (9).
pub(crate) fn duty_slip_no(issued_on: DayStamp, id: EntryId) -> String {
    let (declaration, ordinal) = of_duty_slip(id);
    format!("J{:06}{ordinal:02}{declaration:09}", issued_on.number() % 1_000_000)
}

/// The case of a declaration's payment slip with that number.
pub fn case_of_duty_slip_no(number: &str) -> Option<EntryId> {
    let declaration = number.starts_with('J').then(|| serial(number)).flatten()?;
    let ordinal = number.get(7..9)?.parse().ok()?;
    Some(duty_slip_case(declaration, ordinal))
}

/// 退税编号: `R`, date (6), count (2), serial of the declaration (9).
pub(crate) fn refund_no(ordered_on: DayStamp, ordinal: usize, slip: EntryId) -> String {
    let (declaration, _) = of_duty_slip(slip);
    format!("R{:06}{ordinal:02}{declaration:09}", ordered_on.number() % 1_000_000)
}

/// Numbers of the cases of instruments begin here; they are made of their declaration's, as slips' are.
const INSTRUMENTS: u64 = 1 << 49;

/// The case of a declaration's `ordinal`th instrument; they are counted from 1, up to 99.
pub fn instrument_case(declaration: EntryId, ordinal: u8) -> EntryId {
    EntryId(INSTRUMENTS + declaration.0 * 100 + u64::from(ordinal))
}

/// 文书编号: `D`, date (6), count (2), serial of the declaration (9).
pub(crate) fn instrument_no(issued_on: DayStamp, id: EntryId) -> String {
    let rest = id.0.saturating_sub(INSTRUMENTS);
    let (declaration, ordinal) = (rest / 100, rest % 100);
    format!("D{:06}{ordinal:02}{declaration:09}", issued_on.number() % 1_000_000)
}

/// The case of the instrument with that number.
pub fn case_of_instrument_no(number: &str) -> Option<EntryId> {
    let declaration = number.starts_with('D').then(|| serial(number)).flatten()?;
    let ordinal = number.get(7..9)?.parse().ok()?;
    Some(instrument_case(declaration, ordinal))
}

fn serial(number: &str) -> Option<EntryId> {
    let digits = number.get(9..18).filter(|_| number.len() == 18)?;
    let is_whole = digits.bytes().all(|it| it.is_ascii_digit());
    is_whole.then(|| digits.parse().ok().map(EntryId)).flatten()
}

pub(crate) fn list_no(customs_code: &str, taken_on: DayStamp, id: EntryId) -> String {
    let year = taken_on.number() / 10_000;
    format!("{customs_code:0<4.4}{year:04}I{:09}", id.0)
}

pub(crate) fn preliminary_no(taken_on: DayStamp, id: EntryId) -> String {
    format!("B{taken_on}{:09}", id.0)
}

/// `ordinal` counts an entry's returns from 1, up to 99.
pub(crate) fn return_no(applied_on: DayStamp, ordinal: usize, id: EntryId) -> String {
    format!("T{:06}{ordinal:02}{:09}", applied_on.number() % 1_000_000, id.0)
}

pub(crate) fn slip_no(made_on: DayStamp, id: EntryId) -> String {
    format!("S{made_on}{:09}", id.0)
}

pub(crate) fn amendment_no(asked_on: DayStamp, id: EntryId) -> String {
    format!("M{asked_on}{:09}", id.0)
}

pub(crate) fn audit_no(opened_on: DayStamp, id: EntryId) -> String {
    format!("A{opened_on}{:09}", id.0)
}

pub(crate) fn consignment_no(made_on: DayStamp, id: EntryId) -> String {
    format!("L{made_on}{:09}", id.0)
}

/// 入库单编号: customs (4), date (6), the input that brought it (8).
pub(crate) fn inbound_no(customs_code: &str, on: DayStamp, input: InputId) -> String {
    let day = on.number() % 1_000_000;
    format!("{customs_code:0<4.4}{day:06}{:08}", input.0 % 100_000_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_the_wire_lengths_and_lead_back() {
        let (on, id) = (DayStamp::parse("20261121").unwrap(), EntryId(42));
        let numbers = [
            list_no("5165", on, id),
            preliminary_no(on, id),
            return_no(on, 3, id),
            slip_no(on, id),
            amendment_no(on, id),
            audit_no(on, id),
            inbound_no("5165", on, InputId(7)),
        ];
        assert_eq!(
            numbers,
            [
                "51652026I000000042",
                "B20261121000000042",
                "T26112103000000042",
                "S20261121000000042",
                "M20261121000000042",
                "A20261121000000042",
                "516526112100000007",
            ]
        );
        assert!(numbers.iter().all(|it| it.len() == 18));
        let [list, _, back, slip, amendment, audit, _] = &numbers;
        assert_eq!(entry_of_list_no(list), Some(id));
        assert_eq!(entry_of_return_no(back), Some(id));
        assert_eq!(entry_of_slip_no(slip), Some(id));
        assert_eq!(case_of_amendment_no(amendment), Some(id));
        assert_eq!(case_of_audit_no(audit), Some(id));
    }

    #[test]
    fn a_declarations_slips_have_cases_of_their_own() {
        let (on, id) = (DayStamp::parse("20261121").unwrap(), duty_slip_case(EntryId(42), 3));
        let number = duty_slip_no(on, id);
        assert_eq!(number, "J26112103000000042");
        assert_eq!(case_of_duty_slip_no(&number), Some(id));
        assert_eq!(refund_no(on, 1, id), "R26112101000000042");
        for other in ["", "J2611210300000004", "J261121x3000000042", "S26112103000000042"] {
            assert_eq!(case_of_duty_slip_no(other), None, "{other}");
        }
    }

    #[test]
    fn a_declarations_instruments_have_cases_of_their_own() {
        let (on, id) = (DayStamp::parse("20261121").unwrap(), instrument_case(EntryId(42), 3));
        let number = instrument_no(on, id);
        assert_eq!(number, "D26112103000000042");
        assert_eq!(case_of_instrument_no(&number), Some(id));
        assert_ne!(id, duty_slip_case(EntryId(42), 3));
        for other in ["", "D2611210300000004", "D261121x3000000042", "J26112103000000042"] {
            assert_eq!(case_of_instrument_no(other), None, "{other}");
        }
    }

    #[test]
    fn other_texts_are_no_numbers() {
        for text in [
            "",
            "T",
            "51652026E000000042",
            "51652026I00000004",
            "51652026I+00000042",
            "清单编号清单",
        ] {
            assert_eq!(entry_of_list_no(text), None, "{text}");
            assert_eq!(entry_of_return_no(text), None, "{text}");
            assert_eq!(entry_of_slip_no(text), None, "{text}");
        }
    }
}
