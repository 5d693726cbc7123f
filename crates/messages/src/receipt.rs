//! Receipts on the wire, strictly as the 202205 schema has them: fields cut to their lengths,
//! what is mandatory never empty, what is optional left out when it would not be valid. Two are the
//! house's own, because the wire has no message for them: the notice of a payment slip, and what a
//! platform is asked about a payment, with the names of the interface (`platDataOpen`).

use model::{
    ApplicationReturn, DayStamp, FormatReturn, InboundReturn, InventoryReturn, Moment, Notice,
    NoticeSubject, OrderReturn, PaymentReturn, ReceiptBody, ReceiptKind, SlipNotice, SlipState,
    TaxBill, TaxBillLine, TaxStatus, TruthNotice, WaybillReturn, WaybillStatusReturn,
};

use crate::{declaration, export, manifest, xml, zone};

/// The wire's time `yyyymmddhhmmssSSS` (`returnTime`), made once for all receipts of a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WireTime([u8; 17]);

impl WireTime {
    pub fn new(at: Moment) -> WireTime {
        let local = at.local();
        let field = |value: i8| u64::from(value.unsigned_abs());
        let parts = [
            (u64::from(local.year().unsigned_abs()), 4),
            (field(local.month()), 2),
            (field(local.day()), 2),
            (field(local.hour()), 2),
            (field(local.minute()), 2),
            (field(local.second()), 2),
            (u64::from(local.millisecond().unsigned_abs()), 3),
        ];
        let mut digits = Vec::with_capacity(17);
        for (value, width) in parts {
            xml::digits(value, width, &mut digits);
        }
        WireTime(digits.try_into().unwrap_or([b'0'; 17]))
    }

    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

/// Stands in a mandatory field that the sender left empty (a list without `copNo`), since the
/// schema wants a character there.
const NONE: &str = "无";
/// Stands for a guid that had not its 36 characters.
const NO_GUID: &str = "00000000-0000-0000-0000-000000000000";
/// Stands for a preliminary number that was never assigned.
const NO_NUMBER: &str = "000000000000000000";

/// The one waybill status that the wire knows, where a sender declared something longer.
const SIGNED: &str = "S";

/// Most characters of a note, where the layout names no length.
pub(crate) const NOTE_MAX: usize = 1_000;

/// Appends one receipt as a fragment of its message, e.g. `<InventoryReturn>…</InventoryReturn>`.
pub fn write_receipt(body: &ReceiptBody<'_>, at: &WireTime, out: &mut Vec<u8>) {
    match body {
        ReceiptBody::Order(it) => order(it, at, out),
        ReceiptBody::Payment(it) => payment(it, at, out),
        ReceiptBody::Waybill(it) => waybill(it, at, out),
        ReceiptBody::Inventory(it) => inventory(it, at, out),
        ReceiptBody::TaxBill(it) => tax_bill(it, at, out),
        ReceiptBody::Format(it) => format(it, at, out),
        ReceiptBody::WaybillStatus(it) => waybill_status(it, at, out),
        ReceiptBody::Cancellation(it) => application(b"InvtCancelReturn", it, at, out),
        ReceiptBody::GoodsReturn(it) => application(b"InvtRefundReturn", it, at, out),
        ReceiptBody::InboundDetail(it) => inbound_detail(it, at, out),
        ReceiptBody::TaxStatus(it) => tax_status(it, at, out),
        ReceiptBody::PaymentSlip(it) => payment_slip(it, at, out),
        ReceiptBody::TruthQuestion(it) => truth_question(it, at, out),
        ReceiptBody::ZoneResponse(it) => zone::write_response(it, at, out),
        ReceiptBody::ExitList(it) => zone::write_exit_list(it, at, out),
        ReceiptBody::GatePass(it) => zone::write_gate_pass("SAS221", it, at, out),
        ReceiptBody::GatePassage(it) => zone::write_gate_pass("SAS223", it, at, out),
        ReceiptBody::Declaration(it) => declaration::write_return(it, out),
        ReceiptBody::DeclarationResponse(it) => declaration::write_response(it, at, out),
        ReceiptBody::AmendmentResponse(it) => {
            declaration::amendment::write_response(it, at, out);
        }
        ReceiptBody::Notice(it) => notice(it, at, out),
        ReceiptBody::Manifest(it) => manifest::write_return(it, at, out),
        ReceiptBody::ExportOrder(it) => order(it, at, out),
        ReceiptBody::ExportMoney(it) => export::write_money(it, at, out),
        ReceiptBody::ExportWaybill(it) => export::write_waybill(it, at, out),
        ReceiptBody::ExportList(it) => export::write_list(it, at, out),
        ReceiptBody::ExportCancellation(it) => export::write_cancellation(it, at, out),
        ReceiptBody::ExportArrival(it) => export::write_movement("ArrivalReturn", it, at, out),
        ReceiptBody::ExportDeparture(it) => export::write_movement("DepartureReturn", it, at, out),
        ReceiptBody::MasterWaybill(it) => export::write_movement("WayBillReturn", it, at, out),
        ReceiptBody::ExportSummary(it) => export::write_summary(it, at, out),
        ReceiptBody::SummaryResult(it) => export::write_summary_result(it, at, out),
        ReceiptBody::File(it) => declaration::file::write_return(it, at, out),
        ReceiptBody::ExportReturn(it) => export::write_return(it, at, out),
        ReceiptBody::ReturnTally(it) => export::write_tally(it, at, out),
        ReceiptBody::Transit(it) => declaration::write_transit(it, out),
        ReceiptBody::Supplement(it) => declaration::supplement::write_response(it, at, out),
        ReceiptBody::ArrivalReport(it) => manifest::arrival::write_arrival(it, at, out),
    }
}

/// `20201121091500…` as `2020-11-21 09:15:00`.
pub(crate) fn spaced(digits: &str) -> String {
    let part = |from: usize, to: usize| digits.get(from..to).unwrap_or_default();
    let [year, month, day] = [part(0, 4), part(4, 6), part(6, 8)];
    let [hour, minute, second] = [part(8, 10), part(10, 12), part(12, 14)];
    format!("{year}-{month}-{day} {hour}:{minute}:{second}")
}

/// Most receipts of one kind that go into one message: a format receipt stands alone by the schema,
/// and so do those of the zone, of a goods declaration and of a manifest.
pub const fn receipts_a_message(kind: ReceiptKind) -> usize {
    match (kind, zone::zone_root(kind), declaration::declaration_root(kind)) {
        (
            ReceiptKind::Format
            | ReceiptKind::Manifest
            | ReceiptKind::File
            | ReceiptKind::ArrivalReport,
            ..,
        )
        | (_, Some(_), _)
        | (.., Some(_)) => 1,
        _ => 100,
    }
}

/// The root element of a message of receipts.
pub const fn receipt_root(kind: ReceiptKind) -> &'static str {
    match kind {
        ReceiptKind::Order => "CEB312Message",
        ReceiptKind::Payment => "CEB412Message",
        ReceiptKind::Waybill => "CEB512Message",
        ReceiptKind::Inventory => "CEB622Message",
        ReceiptKind::TaxBill => "CEB816Message",
        ReceiptKind::Format => "CEB900Message",
        ReceiptKind::WaybillStatus => "CEB514Message",
        ReceiptKind::Cancellation => "CEB624Message",
        ReceiptKind::GoodsReturn => "CEB626Message",
        ReceiptKind::InboundDetail => "CEB712Message",
        ReceiptKind::TaxStatus => "CEB818Message",
        ReceiptKind::PaymentSlip => "PaymentSlipMessage",
        ReceiptKind::TruthQuestion => "PlatDataOpenMessage",
        ReceiptKind::ZoneResponse => "CommonResponeMessage",
        ReceiptKind::ExitList => "INV201",
        ReceiptKind::GatePass => "SAS221",
        ReceiptKind::GatePassage => "SAS223",
        ReceiptKind::Declaration => "DEC_RESULT",
        ReceiptKind::DeclarationResponse => "DecImportResponse",
        ReceiptKind::AmendmentResponse => "DecModSaveResponse",
        ReceiptKind::Notice => "NoticeMessage",
        ReceiptKind::Manifest => "MTRES",
        ReceiptKind::ExportOrder => "CEB304Message",
        ReceiptKind::ExportMoney => "CEB404Message",
        ReceiptKind::ExportWaybill => "CEB506Message",
        ReceiptKind::ExportList => "CEB604Message",
        ReceiptKind::ExportCancellation => "CEB606Message",
        ReceiptKind::ExportArrival => "CEB508Message",
        ReceiptKind::ExportDeparture => "CEB510Message",
        ReceiptKind::MasterWaybill => "CEB608Message",
        ReceiptKind::ExportSummary => "CEB702Message",
        ReceiptKind::SummaryResult => "CEB792Message",
        ReceiptKind::File => "USF102",
        ReceiptKind::ExportReturn => "CEB214Message",
        ReceiptKind::ReturnTally => "CEB216Message",
        ReceiptKind::Transit => "TRN_DATA",
        ReceiptKind::Supplement => "DecSDImportResponse",
        ReceiptKind::ArrivalReport => "ARRIVAL_SHIP_RESULT",
    }
}

const CEB: &[u8] = b"http://www.chinaport.gov.cn/ceb";
/// Of messages that are the house's own, because the wire has none.
const OWN: &[u8] = b"urn:tongguan:message:1";

/// Appends a message of receipts of one kind: at most [`receipts_a_message`] fragments.
pub fn write_message(kind: ReceiptKind, guid: &str, fragments: &[&[u8]], out: &mut Vec<u8>) {
    if let Some(root) = zone::zone_root(kind) {
        let fragment = fragments.first().copied().unwrap_or_default();
        return zone::write_package(root, guid, fragment, out);
    }
    if kind == ReceiptKind::File {
        let fragment = fragments.first().copied().unwrap_or_default();
        return declaration::file::write_package(guid, fragment, out);
    }
    if manifest::is_flat(kind) {
        return manifest::arrival::write_flat(fragments.first().copied().unwrap_or_default(), out);
    }
    if declaration::declaration_root(kind).is_some() || manifest::is_manifest_receipt(kind) {
        return declaration::write_package(fragments.first().copied().unwrap_or_default(), out);
    }
    let root = receipt_root(kind).as_bytes();
    out.reserve(200 + fragments.iter().map(|it| it.len()).sum::<usize>());
    out.extend_from_slice(b"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<");
    out.extend_from_slice(root);
    out.extend_from_slice(b" guid=\"");
    xml::escape_attribute(if has_length(guid, 36) { guid } else { NO_GUID }, out);
    out.extend_from_slice(b"\" version=\"1.0\" xmlns=\"");
    let is_own =
        matches!(kind, ReceiptKind::PaymentSlip | ReceiptKind::TruthQuestion | ReceiptKind::Notice);
    out.extend_from_slice(if is_own { OWN } else { CEB });
    out.extend_from_slice(b"\">");
    for fragment in fragments {
        out.extend_from_slice(fragment);
    }
    out.extend_from_slice(b"</");
    out.extend_from_slice(root);
    out.push(b'>');
}

fn order(it: &OrderReturn<'_>, at: &WireTime, out: &mut Vec<u8>) {
    out.extend_from_slice(b"<OrderReturn>");
    guid(&it.guid, out);
    must(b"ebpCode", &it.platform_code, 18, out);
    must(b"ebcCode", &it.seller_code, 18, out);
    must(b"orderNo", &it.order_no, 60, out);
    result(it.status, at, &it.info, out);
    out.extend_from_slice(b"</OrderReturn>");
}

fn payment(it: &PaymentReturn<'_>, at: &WireTime, out: &mut Vec<u8>) {
    out.extend_from_slice(b"<PaymentReturn>");
    guid(&it.guid, out);
    must(b"payCode", &it.payment_company_code, 18, out);
    must(b"payTransactionId", &it.transaction_no, 60, out);
    result(it.status, at, &it.info, out);
    out.extend_from_slice(b"</PaymentReturn>");
}

fn waybill(it: &WaybillReturn<'_>, at: &WireTime, out: &mut Vec<u8>) {
    out.extend_from_slice(b"<LogisticsReturn>");
    guid(&it.guid, out);
    must(b"logisticsCode", &it.logistics_code, 18, out);
    must(b"logisticsNo", &it.waybill_no, 60, out);
    result(it.status, at, &it.info, out);
    out.extend_from_slice(b"</LogisticsReturn>");
}

fn inventory(it: &InventoryReturn<'_>, at: &WireTime, out: &mut Vec<u8>) {
    out.extend_from_slice(b"<InventoryReturn>");
    guid(&it.guid, out);
    may_fixed(b"customsCode", &it.customs_code, 4, out);
    may(b"ebpCode", &it.platform_code, 18, out);
    may(b"ebcCode", &it.seller_code, 18, out);
    may(b"agentCode", &it.declarant_code, 18, out);
    must(b"copNo", &it.trader_reference, 20, out);
    preliminary_no(&it.preliminary_no, out);
    may_fixed(b"invtNo", &it.list_no, 18, out);
    result(it.status, at, &it.info, out);
    out.extend_from_slice(b"</InventoryReturn>");
}

fn tax_bill(it: &TaxBill<'_>, at: &WireTime, out: &mut Vec<u8>) {
    out.extend_from_slice(b"<Tax><TaxHeadRd>");
    guid(&it.guid, out);
    element(b"returnTime", out, |out| out.extend_from_slice(&at.0));
    must(b"invtNo", &it.list_no, 18, out);
    must(b"taxNo", &it.tax_no, 50, out);
    element(b"customsTax", out, |out| xml::amount(it.duty, out));
    element(b"valueAddedTax", out, |out| xml::amount(it.vat, out));
    element(b"consumptionTax", out, |out| xml::amount(it.consumption_tax, out));
    element(b"status", out, |out| out.push(b'0' + it.status % 10));
    may(b"entDutyNo", &it.payment_slip_no, 50, out);
    may(b"note", &it.note, 1000, out);
    may(b"assureCode", &it.guarantor_code, 64, out);
    may(b"ebcCode", &it.seller_code, 64, out);
    may(b"logisticsCode", &it.logistics_code, 64, out);
    may(b"agentCode", &it.declarant_code, 18, out);
    may_fixed(b"customsCode", &it.customs_code, 4, out);
    out.extend_from_slice(b"</TaxHeadRd>");
    for line in &it.lines {
        tax_line(line, out);
    }
    out.extend_from_slice(b"</Tax>");
}

fn tax_line(line: &TaxBillLine, out: &mut Vec<u8>) {
    out.extend_from_slice(b"<TaxListRd>");
    element(b"gnum", out, |out| xml::digits(u64::from(line.number), 1, out));
    element(b"gcode", out, |out| xml::digits(line.commodity_code % 10_000_000_000, 10, out));
    element(b"taxPrice", out, |out| xml::amount(line.customs_value, out));
    element(b"customsTax", out, |out| xml::amount(line.duty, out));
    element(b"valueAddedTax", out, |out| xml::amount(line.vat, out));
    element(b"consumptionTax", out, |out| xml::amount(line.consumption_tax, out));
    out.extend_from_slice(b"</TaxListRd>");
}

fn tax_status(it: &TaxStatus<'_>, at: &WireTime, out: &mut Vec<u8>) {
    out.extend_from_slice(b"<Tax><TaxHeadStatus>");
    guid(&it.guid, out);
    element(b"returnTime", out, |out| out.extend_from_slice(&at.0));
    must(b"invtNo", &it.list_no, 18, out);
    must(b"taxNo", &it.tax_no, 50, out);
    element(b"status", out, |out| out.push(b'0' + it.status % 10));
    may(b"entDutyNo", &it.payment_slip_no, 50, out);
    may(b"assureCode", &it.guarantor_code, 64, out);
    out.extend_from_slice(b"</TaxHeadStatus></Tax>");
}

fn waybill_status(it: &WaybillStatusReturn<'_>, at: &WireTime, out: &mut Vec<u8>) {
    out.extend_from_slice(b"<LogisticsStatusReturn>");
    guid(&it.guid, out);
    must(b"logisticsCode", &it.logistics_code, 18, out);
    must(b"logisticsNo", &it.waybill_no, 60, out);
    let status: &str = &it.waybill_status;
    field(b"logisticsStatus", if has_length(status, 1) { status } else { SIGNED }, out);
    result(it.status, at, &it.info, out);
    out.extend_from_slice(b"</LogisticsStatusReturn>");
}

fn application(name: &[u8], it: &ApplicationReturn<'_>, at: &WireTime, out: &mut Vec<u8>) {
    element(name, out, |out| {
        guid(&it.guid, out);
        may_fixed(b"customsCode", &it.customs_code, 4, out);
        may(b"agentCode", &it.declarant_code, 18, out);
        may(b"ebpCode", &it.platform_code, 18, out);
        may(b"ebcCode", &it.seller_code, 18, out);
        must(b"copNo", &it.trader_reference, 20, out);
        preliminary_no(&it.preliminary_no, out);
        may_fixed(b"invtNo", &it.list_no, 18, out);
        result(it.status, at, &it.info, out);
    });
}

fn inbound_detail(it: &InboundReturn<'_>, at: &WireTime, out: &mut Vec<u8>) {
    out.extend_from_slice(b"<DeliveryReturn>");
    guid(&it.guid, out);
    may_fixed(b"customsCode", &it.customs_code, 4, out);
    may(b"operatorCode", &it.operator_code, 18, out);
    may(b"copNo", &it.trader_reference, 20, out);
    may(b"preNo", &it.preliminary_no, 18, out);
    may(b"rkdNo", &it.inbound_no, 18, out);
    result(it.status, at, &it.info, out);
    out.extend_from_slice(b"</DeliveryReturn>");
}

/// The house's own: 税款缴款书通知.
fn payment_slip(it: &SlipNotice<'_>, at: &WireTime, out: &mut Vec<u8>) {
    let state: &[u8] = match it.state {
        SlipState::Open => b"open",
        SlipState::Paid => b"paid",
        SlipState::Called => b"called",
    };
    out.extend_from_slice(b"<PaymentSlip>");
    field(b"slipNo", &it.slip_no, out);
    field(b"guarantorCode", &it.guarantor_code, out);
    element(b"state", out, |out| out.extend_from_slice(state));
    element(b"bills", out, |out| xml::digits(u64::from(it.bills), 1, out));
    element(b"amount", out, |out| xml::amount(it.amount, out));
    element(b"dueOn", out, |out| xml::digits(u64::from(it.due_on.number()), 8, out));
    element(b"returnTime", out, |out| out.extend_from_slice(&at.0));
    must(b"returnInfo", &it.info, 1000, out);
    out.extend_from_slice(b"</PaymentSlip>");
}

/// The house's own: 通知.
fn notice(it: &Notice<'_>, at: &WireTime, out: &mut Vec<u8>) {
    let about: &[u8] = match it.about {
        NoticeSubject::Authorisation => b"authorisation",
        NoticeSubject::DutySlip => b"duty_slip",
        NoticeSubject::Refund => b"refund",
        NoticeSubject::Document => b"document",
        NoticeSubject::Guarantee => b"guarantee",
        NoticeSubject::MonthlyPayment => b"monthly_payment",
        NoticeSubject::Audit => b"audit",
    };
    out.extend_from_slice(b"<Notice>");
    element(b"about", out, |out| out.extend_from_slice(about));
    field(b"number", &it.number, out);
    field(b"state", &it.state, out);
    if let Some(amount) = it.amount {
        element(b"amount", out, |out| xml::amount(amount, out));
    }
    if it.due_on != DayStamp::default() {
        element(b"dueOn", out, |out| xml::digits(u64::from(it.due_on.number()), 8, out));
    }
    result(it.status, at, &it.info, out);
    out.extend_from_slice(b"</Notice>");
}

/// The house's own: what the interface asks with `openReq`, and until when.
fn truth_question(it: &TruthNotice<'_>, at: &WireTime, out: &mut Vec<u8>) {
    let asked_at = u64::try_from(it.asked_at.millis()).unwrap_or(0);
    out.extend_from_slice(b"<PlatDataOpen>");
    field(b"ebpCode", &it.platform_code, out);
    field(b"orderNo", &it.order_no, out);
    field(b"sessionID", &it.session, out);
    element(b"serviceTime", out, |out| xml::digits(asked_at, 1, out));
    element(b"dueTime", out, |out| out.extend_from_slice(&WireTime::new(it.due_at).0));
    element(b"returnTime", out, |out| out.extend_from_slice(&at.0));
    out.extend_from_slice(b"</PlatDataOpen>");
}

fn format(it: &FormatReturn<'_>, at: &WireTime, out: &mut Vec<u8>) {
    out.extend_from_slice(b"<MessageReturn>");
    guid(&it.guid, out);
    element(b"returnStatus", out, |out| xml::signed(it.status, out));
    field(b"returnInfo", cut(&it.info, 5000), out);
    element(b"returnTime", out, |out| out.extend_from_slice(&at.0));
    field(b"oriCopMsgId", cut(&it.original_message_id, 255), out);
    field(b"oriMessageType", cut(&it.original_message_type, 15), out);
    field(b"oriBizMessage", &it.original_message, out);
    out.extend_from_slice(b"</MessageReturn>");
}

/// The three fields that end every business receipt.
pub(crate) fn result(status: i32, at: &WireTime, info: &str, out: &mut Vec<u8>) {
    element(b"returnStatus", out, |out| xml::signed(status, out));
    element(b"returnTime", out, |out| out.extend_from_slice(&at.0));
    must(b"returnInfo", info, 1000, out);
}

pub(crate) fn guid(guid: &str, out: &mut Vec<u8>) {
    field(b"guid", if has_length(guid, 36) { guid } else { NO_GUID }, out);
}

pub(crate) fn preliminary_no(number: &str, out: &mut Vec<u8>) {
    field(b"preNo", if has_length(number, 18) { number } else { NO_NUMBER }, out);
}

pub(crate) fn must(name: &[u8], text: &str, max_chars: usize, out: &mut Vec<u8>) {
    let text = cut(text, max_chars);
    field(name, if text.chars().any(xml::is_allowed) { text } else { NONE }, out);
}

pub(crate) fn may(name: &[u8], text: &str, max_chars: usize, out: &mut Vec<u8>) {
    if !text.is_empty() {
        field(name, cut(text, max_chars), out);
    }
}

/// Zeros where it has not its length, which the schema wants.
pub(crate) fn must_fixed(name: &[u8], text: &str, n_chars: usize, out: &mut Vec<u8>) {
    let is_fit = has_length(text, n_chars) && text.chars().all(xml::is_allowed);
    if is_fit { field(name, text, out) } else { field(name, &"0".repeat(n_chars), out) }
}

pub(crate) fn may_fixed(name: &[u8], text: &str, n_chars: usize, out: &mut Vec<u8>) {
    if has_length(text, n_chars) {
        field(name, text, out);
    }
}

fn field(name: &[u8], text: &str, out: &mut Vec<u8>) {
    element(name, out, |out| xml::escape(text, out));
}

fn element(name: &[u8], out: &mut Vec<u8>, content: impl FnOnce(&mut Vec<u8>)) {
    out.push(b'<');
    out.extend_from_slice(name);
    out.push(b'>');
    content(out);
    out.extend_from_slice(b"</");
    out.extend_from_slice(name);
    out.push(b'>');
}

/// At most so many characters of a text.
pub(crate) fn cut(text: &str, max_chars: usize) -> &str {
    if text.len() <= max_chars {
        return text;
    }
    match text.char_indices().nth(max_chars) {
        Some((end, _)) => text.get(..end).unwrap_or_default(),
        None => text,
    }
}

fn has_length(text: &str, n_chars: usize) -> bool {
    text.len() >= n_chars && text.chars().count() == n_chars
}
