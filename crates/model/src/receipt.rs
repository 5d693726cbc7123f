//! What customs answers, one value a receipt kind; `messages` spells them on the wire.

use serde::{Deserialize, Serialize};

use crate::{
    AmendmentResponse, Amount, ArrivalReturn, DayStamp, DeclarationResponse, DeclarationReturn,
    ExitListReturn, ExportCancellationReturn, ExportListReturn, ExportMoneyReturn,
    ExportMovementReturn, ExportSummaryReturn, FileReturn, GatePassReturn, ManifestReturn, Moment,
    ReturnTallyReturn, SlipState, SummaryResult, SupplementReturn, Text, TransitReturn,
    ZoneResponse,
};

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReceiptKind {
    /// CEB312.
    Order,
    /// CEB412.
    Payment,
    /// CEB512.
    Waybill,
    /// CEB622.
    Inventory,
    /// CEB816.
    TaxBill,
    /// CEB900.
    Format,
    /// CEB514.
    WaybillStatus,
    /// CEB624.
    Cancellation,
    /// CEB626.
    GoodsReturn,
    /// CEB712.
    InboundDetail,
    /// CEB818.
    TaxStatus,
    /// The house's own notice to a guarantor; the wire has no message for it.
    PaymentSlip,
    /// What customs asks of a platform (`platDataOpen`), which on the wire is no message.
    TruthQuestion,
    /// CommonResponeMessage.
    ZoneResponse,
    /// INV201.
    ExitList,
    /// SAS221.
    GatePass,
    /// SAS223.
    GatePassage,
    /// DEC_RESULT.
    Declaration,
    /// DecImportResponse.
    DeclarationResponse,
    /// DecModSaveResponse.
    AmendmentResponse,
    /// The house's own notice of an authorisation or of money; the wire has no message for it.
    Notice,
    /// MTRES.
    Manifest,
    /// CEB304.
    ExportOrder,
    /// CEB404.
    ExportMoney,
    /// CEB506.
    ExportWaybill,
    /// CEB604.
    ExportList,
    /// CEB606.
    ExportCancellation,
    /// CEB508.
    ExportArrival,
    /// CEB510.
    ExportDeparture,
    /// CEB608.
    MasterWaybill,
    /// CEB702.
    ExportSummary,
    /// CEB792.
    SummaryResult,
    /// USF102.
    File,
    /// CEB214.
    ExportReturn,
    /// CEB216.
    ReturnTally,
    /// TRN_DATA.
    Transit,
    /// DecSDImportResponse.
    Supplement,
    /// 运抵报告回执: lines of fixed columns.
    ArrivalReport,
}

impl ReceiptKind {
    /// In the order of their numbers in stored blocks, which are kept for ever.
    pub const ALL: [ReceiptKind; 38] = [
        ReceiptKind::Order,
        ReceiptKind::Payment,
        ReceiptKind::Waybill,
        ReceiptKind::Inventory,
        ReceiptKind::TaxBill,
        ReceiptKind::Format,
        ReceiptKind::WaybillStatus,
        ReceiptKind::Cancellation,
        ReceiptKind::GoodsReturn,
        ReceiptKind::InboundDetail,
        ReceiptKind::TaxStatus,
        ReceiptKind::PaymentSlip,
        ReceiptKind::TruthQuestion,
        ReceiptKind::ZoneResponse,
        ReceiptKind::ExitList,
        ReceiptKind::GatePass,
        ReceiptKind::GatePassage,
        ReceiptKind::Declaration,
        ReceiptKind::DeclarationResponse,
        ReceiptKind::AmendmentResponse,
        ReceiptKind::Notice,
        ReceiptKind::Manifest,
        ReceiptKind::ExportOrder,
        ReceiptKind::ExportMoney,
        ReceiptKind::ExportWaybill,
        ReceiptKind::ExportList,
        ReceiptKind::ExportCancellation,
        ReceiptKind::ExportArrival,
        ReceiptKind::ExportDeparture,
        ReceiptKind::MasterWaybill,
        ReceiptKind::ExportSummary,
        ReceiptKind::SummaryResult,
        ReceiptKind::File,
        ReceiptKind::ExportReturn,
        ReceiptKind::ReturnTally,
        ReceiptKind::Transit,
        ReceiptKind::Supplement,
        ReceiptKind::ArrivalReport,
    ];
}

/// The content of one receipt. Texts are what the wire carries; the findings in full travel beside.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'a"), rename_all = "snake_case")]
pub enum ReceiptBody<'a> {
    Order(OrderReturn<'a>),
    Payment(PaymentReturn<'a>),
    Waybill(WaybillReturn<'a>),
    Inventory(InventoryReturn<'a>),
    TaxBill(Box<TaxBill<'a>>),
    Format(FormatReturn<'a>),
    WaybillStatus(WaybillStatusReturn<'a>),
    Cancellation(ApplicationReturn<'a>),
    GoodsReturn(ApplicationReturn<'a>),
    InboundDetail(InboundReturn<'a>),
    TaxStatus(TaxStatus<'a>),
    PaymentSlip(SlipNotice<'a>),
    TruthQuestion(TruthNotice<'a>),
    ZoneResponse(ZoneResponse<'a>),
    ExitList(Box<ExitListReturn<'a>>),
    GatePass(Box<GatePassReturn<'a>>),
    GatePassage(Box<GatePassReturn<'a>>),
    Declaration(DeclarationReturn<'a>),
    DeclarationResponse(DeclarationResponse<'a>),
    AmendmentResponse(AmendmentResponse<'a>),
    Notice(Notice<'a>),
    Manifest(ManifestReturn<'a>),
    ExportOrder(OrderReturn<'a>),
    ExportMoney(ExportMoneyReturn<'a>),
    ExportWaybill(WaybillReturn<'a>),
    ExportList(Box<ExportListReturn<'a>>),
    ExportCancellation(ExportCancellationReturn<'a>),
    ExportArrival(Box<ExportMovementReturn<'a>>),
    ExportDeparture(Box<ExportMovementReturn<'a>>),
    MasterWaybill(Box<ExportMovementReturn<'a>>),
    ExportSummary(Box<ExportSummaryReturn<'a>>),
    SummaryResult(Box<SummaryResult<'a>>),
    File(FileReturn<'a>),
    ExportReturn(ApplicationReturn<'a>),
    ReturnTally(ReturnTallyReturn<'a>),
    Transit(TransitReturn<'a>),
    Supplement(SupplementReturn<'a>),
    ArrivalReport(Box<ArrivalReturn<'a>>),
}

impl ReceiptBody<'_> {
    pub fn kind(&self) -> ReceiptKind {
        match self {
            ReceiptBody::Order(_) => ReceiptKind::Order,
            ReceiptBody::Payment(_) => ReceiptKind::Payment,
            ReceiptBody::Waybill(_) => ReceiptKind::Waybill,
            ReceiptBody::Inventory(_) => ReceiptKind::Inventory,
            ReceiptBody::TaxBill(_) => ReceiptKind::TaxBill,
            ReceiptBody::Format(_) => ReceiptKind::Format,
            ReceiptBody::WaybillStatus(_) => ReceiptKind::WaybillStatus,
            ReceiptBody::Cancellation(_) => ReceiptKind::Cancellation,
            ReceiptBody::GoodsReturn(_) => ReceiptKind::GoodsReturn,
            ReceiptBody::InboundDetail(_) => ReceiptKind::InboundDetail,
            ReceiptBody::TaxStatus(_) => ReceiptKind::TaxStatus,
            ReceiptBody::PaymentSlip(_) => ReceiptKind::PaymentSlip,
            ReceiptBody::TruthQuestion(_) => ReceiptKind::TruthQuestion,
            ReceiptBody::ZoneResponse(_) => ReceiptKind::ZoneResponse,
            ReceiptBody::ExitList(_) => ReceiptKind::ExitList,
            ReceiptBody::GatePass(_) => ReceiptKind::GatePass,
            ReceiptBody::GatePassage(_) => ReceiptKind::GatePassage,
            ReceiptBody::Declaration(_) => ReceiptKind::Declaration,
            ReceiptBody::DeclarationResponse(_) => ReceiptKind::DeclarationResponse,
            ReceiptBody::AmendmentResponse(_) => ReceiptKind::AmendmentResponse,
            ReceiptBody::Notice(_) => ReceiptKind::Notice,
            ReceiptBody::Manifest(_) => ReceiptKind::Manifest,
            ReceiptBody::ExportOrder(_) => ReceiptKind::ExportOrder,
            ReceiptBody::ExportMoney(_) => ReceiptKind::ExportMoney,
            ReceiptBody::ExportWaybill(_) => ReceiptKind::ExportWaybill,
            ReceiptBody::ExportList(_) => ReceiptKind::ExportList,
            ReceiptBody::ExportCancellation(_) => ReceiptKind::ExportCancellation,
            ReceiptBody::ExportArrival(_) => ReceiptKind::ExportArrival,
            ReceiptBody::ExportDeparture(_) => ReceiptKind::ExportDeparture,
            ReceiptBody::MasterWaybill(_) => ReceiptKind::MasterWaybill,
            ReceiptBody::ExportSummary(_) => ReceiptKind::ExportSummary,
            ReceiptBody::SummaryResult(_) => ReceiptKind::SummaryResult,
            ReceiptBody::File(_) => ReceiptKind::File,
            ReceiptBody::ExportReturn(_) => ReceiptKind::ExportReturn,
            ReceiptBody::ReturnTally(_) => ReceiptKind::ReturnTally,
            ReceiptBody::Transit(_) => ReceiptKind::Transit,
            ReceiptBody::Supplement(_) => ReceiptKind::Supplement,
            ReceiptBody::ArrivalReport(_) => ReceiptKind::ArrivalReport,
        }
    }
}

/// 电子订单回执.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
pub struct OrderReturn<'a> {
    pub guid: Text<'a>,
    pub platform_code: Text<'a>,
    pub seller_code: Text<'a>,
    pub order_no: Text<'a>,
    pub status: i32,
    pub info: Text<'a>,
}

/// 支付凭证回执.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
pub struct PaymentReturn<'a> {
    pub guid: Text<'a>,
    pub payment_company_code: Text<'a>,
    pub transaction_no: Text<'a>,
    pub status: i32,
    pub info: Text<'a>,
}

/// 物流运单回执.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
pub struct WaybillReturn<'a> {
    pub guid: Text<'a>,
    pub logistics_code: Text<'a>,
    pub waybill_no: Text<'a>,
    pub status: i32,
    pub info: Text<'a>,
}

/// 进口清单回执.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
pub struct InventoryReturn<'a> {
    pub guid: Text<'a>,
    pub customs_code: Text<'a>,
    pub platform_code: Text<'a>,
    pub seller_code: Text<'a>,
    pub declarant_code: Text<'a>,
    pub trader_reference: Text<'a>,
    /// 18 characters, `B` + date + serial.
    pub preliminary_no: Text<'a>,
    /// 18 characters once accepted, before that empty.
    pub list_no: Text<'a>,
    pub status: i32,
    pub info: Text<'a>,
}

/// 电子税单 (one line a goods item).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
pub struct TaxBill<'a> {
    pub guid: Text<'a>,
    pub list_no: Text<'a>,
    pub tax_no: Text<'a>,
    pub duty: Amount,
    pub vat: Amount,
    pub consumption_tax: Amount,
    /// 1 generated, 2 summarised, 3 void.
    pub status: u8,
    pub payment_slip_no: Text<'a>,
    pub note: Text<'a>,
    pub guarantor_code: Text<'a>,
    pub seller_code: Text<'a>,
    pub logistics_code: Text<'a>,
    pub declarant_code: Text<'a>,
    pub customs_code: Text<'a>,
    pub lines: Vec<TaxBillLine>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaxBillLine {
    pub number: u32,
    pub commodity_code: u64,
    /// 完税总价格.
    pub customs_value: Amount,
    pub duty: Amount,
    pub vat: Amount,
    pub consumption_tax: Amount,
}

/// 电子税单状态: where a tax bill stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
pub struct TaxStatus<'a> {
    pub guid: Text<'a>,
    pub list_no: Text<'a>,
    pub tax_no: Text<'a>,
    /// 1 generated, 2 summarised, 3 void.
    pub status: u8,
    /// 缴款书编号; empty while there is none.
    pub payment_slip_no: Text<'a>,
    pub guarantor_code: Text<'a>,
}

/// 运单状态回执.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
pub struct WaybillStatusReturn<'a> {
    pub guid: Text<'a>,
    pub logistics_code: Text<'a>,
    pub waybill_no: Text<'a>,
    /// As declared: `S`.
    pub waybill_status: Text<'a>,
    pub status: i32,
    pub info: Text<'a>,
}

/// 撤销申请单回执, 退货申请单回执: about an application that concerns a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
pub struct ApplicationReturn<'a> {
    pub guid: Text<'a>,
    pub customs_code: Text<'a>,
    pub platform_code: Text<'a>,
    pub seller_code: Text<'a>,
    pub declarant_code: Text<'a>,
    pub trader_reference: Text<'a>,
    /// 18 characters: the list's preliminary number, or a return's own.
    pub preliminary_no: Text<'a>,
    pub list_no: Text<'a>,
    pub status: i32,
    pub info: Text<'a>,
}

/// 入库明细单回执.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
pub struct InboundReturn<'a> {
    pub guid: Text<'a>,
    pub customs_code: Text<'a>,
    pub operator_code: Text<'a>,
    pub trader_reference: Text<'a>,
    pub preliminary_no: Text<'a>,
    /// 入库单编号; empty when it was refused.
    pub inbound_no: Text<'a>,
    pub status: i32,
    pub info: Text<'a>,
}

/// 税款缴款书通知: where a payment slip stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
pub struct SlipNotice<'a> {
    pub slip_no: Text<'a>,
    pub guarantor_code: Text<'a>,
    pub state: SlipState,
    /// How many bills it sums up.
    pub bills: u32,
    pub amount: Amount,
    /// Last day on which it can be paid.
    pub due_on: DayStamp,
    pub info: Text<'a>,
}

/// What the house's own notice is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NoticeSubject {
    /// 代理报关委托.
    Authorisation,
    /// 税款缴款书 of a declaration.
    DutySlip,
    /// 退税.
    Refund,
    /// 海关法律文书.
    Document,
    /// 税款担保.
    Guarantee,
    /// 汇总征税.
    MonthlyPayment,
    /// 稽查、核查、主动披露、退税申请.
    Audit,
}

/// 通知: how an authorisation, a matter of money or a document of customs stands, to whom it concerns.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
pub struct Notice<'a> {
    pub about: NoticeSubject,
    pub number: Text<'a>,
    pub state: Text<'a>,
    /// The state's number.
    pub status: i32,
    /// Yuan, of money.
    pub amount: Option<Amount>,
    /// Last day on which it holds, can be paid or is obeyed; 0: none.
    pub due_on: DayStamp,
    pub info: Text<'a>,
}

/// 原始支付数据调取: which order's original payment a platform is to show, and until when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
pub struct TruthNotice<'a> {
    pub platform_code: Text<'a>,
    pub order_no: Text<'a>,
    /// The house's word for its question, which the answer repeats.
    pub session: Text<'a>,
    pub asked_at: Moment,
    pub due_at: Moment,
}

/// 报文格式校验回执: what could not be read, and where.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
pub struct FormatReturn<'a> {
    pub guid: Text<'a>,
    /// Negative.
    pub status: i32,
    pub info: Text<'a>,
    pub original_message_id: Text<'a>,
    /// `CEB311Message`, or `Unknown`.
    pub original_message_type: Text<'a>,
    pub original_message: Text<'a>,
}
