//! What happened, in words.

use clearance::{
    TruthAnswer,
    history::{Event, Happening},
};
use model::{
    AccountKind, Action, CommitNo, DayStamp, DocumentKind, DocumentState, Elsewhere, EntryState,
    ExportKind, Filing, Finding, IdentityAnswer, Known, Lane, LedgerEntry, LineQuantity, Movement,
    OfficerAction, ReceiptKind, ReturnState, Selection, TruthReason, ZoneKind,
};

use super::{
    TimelineEvent, admission::describe_admission, audit::describe_audit,
    collective::describe_collective, describe_amendment, duty_slip::describe_duty_slip,
    examination::describe_examination, guarantee::describe_guarantee,
    instrument::describe_instrument, monthly::describe_monthly, sampling::describe_sampling,
    task::describe_task, timeline_manifest::describe_manifest, transit::describe_transit,
    treatment::describe_treatment,
};

/// Chinese, then English.
pub(super) type Words = (String, String);

/// Who was shown personal data; nothing for other events.
fn describe_shown(event: &Event) -> Option<(&'static str, Words, String, String)> {
    let Event::PersonalShown { by, reason } = event else { return None };
    let words = ("查看个人信息".to_owned(), "personal data shown".to_owned());
    Some(("shown", words, by.clone(), reason.clone()))
}

/// `answered` is whom a receipt of this event went to.
pub(super) fn timeline_event(
    commit: CommitNo,
    happening: &Happening,
    answered: &str,
) -> TimelineEvent {
    let (kind, (title_zh, title_en), by, detail, state) = describe(&happening.what, answered);
    TimelineEvent {
        at: happening.at.to_string(),
        commit: commit.0,
        kind: kind.to_owned(),
        title_zh,
        title_en,
        by,
        detail,
        state,
    }
}

fn describe(
    event: &Event,
    answered: &str,
) -> (&'static str, Words, String, String, Option<EntryState>) {
    let none = String::new;
    match event {
        Event::Document { kind, action, outcome, findings, .. } => {
            let words = document_words(*kind, *action, *outcome);
            ("document", words, none(), codes(findings), None)
        }
        Event::Ignored { kind, findings, .. } => {
            let (zh, en) = kind_words(*kind);
            let words = match findings.is_empty() {
                true => {
                    (format!("{zh}重复报送，未变更"), format!("{en} repeated, nothing changed"))
                }
                false => (format!("{zh}未被处理"), format!("{en} not taken")),
            };
            ("ignored", words, none(), codes(findings), None)
        }
        Event::Unreadable { findings, .. } => {
            let words = ("报文无法读取".to_owned(), "could not be read".to_owned());
            ("unreadable", words, none(), codes(findings), None)
        }
        Event::State { to, findings, .. } => {
            let (zh, en) = (lifecycle::state_title_zh(*to), lifecycle::state_title_en(*to));
            ("state", (zh.to_owned(), en.to_owned()), none(), codes(findings), Some(*to))
        }
        Event::Assessed(assessment) => {
            let words = ("计税".to_owned(), "assessed".to_owned());
            ("assessed", words, none(), format!("{} CNY", assessment.total()), None)
        }
        Event::Ledger(movements) => {
            ("ledger", movement_words(movements), none(), amounts(movements), None)
        }
        Event::Selected(selection) => {
            let (words, by, detail) = selection_words(selection);
            ("selected", words, by, detail, None)
        }
        Event::Answered { kind, status, .. } => {
            let detail = format!("{status} → {answered}");
            ("answered", receipt_words(*kind), none(), detail, None)
        }
        Event::Officer { action, officer, reason } => {
            ("officer", officer_words(*action), officer.clone(), reason.clone(), None)
        }
        Event::TruthAsked { request, reason } => {
            ("truth", asked_words(*reason), none(), request.due_at.to_string(), None)
        }
        Event::TruthAnswered { answer, findings, .. } => {
            ("truth", answered_words(*answer, findings), none(), codes(findings), None)
        }
        Event::Enquired(known) => ("enquired", enquired_words(known), none(), none(), None),
        Event::Exit { site, .. } => {
            let words = ("货物离场".to_owned(), "goods left the site".to_owned());
            ("exit", words, site.clone(), none(), None)
        }
        Event::HouseInput { kind, rows, .. } => {
            let words = ("参数生效".to_owned(), "rows activated".to_owned());
            ("house", words, kind.clone(), rows.to_string(), None)
        }
        other => {
            let (kind, words, by, detail) = describe_other(other);
            (kind, words, by, detail, None)
        }
    }
}

/// What happens to cases that are no retail imports, and what is left to say of those that are.
fn describe_other(event: &Event) -> (&'static str, Words, String, String) {
    describe_zone(event)
        .or_else(|| describe_declaration(event))
        .or_else(|| describe_amendment(event))
        .or_else(|| describe_manifest(event))
        .or_else(|| describe_export(event))
        .or_else(|| describe_duty_slip(event))
        .or_else(|| describe_examination(event))
        .or_else(|| describe_instrument(event))
        .or_else(|| describe_guarantee(event))
        .or_else(|| describe_monthly(event))
        .or_else(|| describe_audit(event))
        .or_else(|| describe_collective(event))
        .or_else(|| describe_treatment(event))
        .or_else(|| describe_sampling(event))
        .or_else(|| describe_transit(event))
        .or_else(|| describe_admission(event))
        .or_else(|| describe_task(event))
        .or_else(|| describe_shown(event))
        .unwrap_or_else(|| after_release(event))
}

/// What happens with the goods and the money of a list beside its own course.
fn after_release(event: &Event) -> (&'static str, Words, String, String) {
    let none = String::new;
    let (kind, [zh, en], by, detail) = match event {
        Event::TimedOut => ("timed_out", ["等待超时", "waited too long"], none(), none()),
        Event::Arrived { on, .. } => {
            ("arrived", ["货物运抵监管场所", "goods arrived at the site"], none(), on.to_string())
        }
        Event::Delivered { at } => {
            let signed = at.moment().map(|it| it.to_string()).unwrap_or_default();
            ("delivered", ["收件人签收", "signed for by the addressee"], none(), signed)
        }
        Event::Return { no, state, lines, until } => {
            let detail = match state {
                ReturnState::Applied => {
                    format!("{no} · {} · ≤ {}", quantities(lines), day(*until))
                }
                _ => format!("{no} · {}", quantities(lines)),
            };
            ("return", return_words(*state), none(), detail)
        }
        Event::GoodsBack { no, site, lines, .. } => {
            let detail = format!("{no} · {}", quantities(lines));
            ("goods_back", ["退货商品运抵", "returned goods are back"], site.clone(), detail)
        }
        Event::Bill { tax_no, status, amount, slip_no, due_on } => {
            let mut detail = format!("{tax_no} · {amount} CNY");
            if !slip_no.is_empty() {
                detail.push_str(&format!(" → {slip_no} · ≤ {}", day(*due_on)));
            }
            ("bill", bill_words(*status), none(), detail)
        }
        Event::SlipOpened { guarantor_code, due_on } => {
            let detail = format!("{guarantor_code} · ≤ {}", day(*due_on));
            ("slip", ["缴款书开具", "payment slip made"], none(), detail)
        }
        Event::SlipSummed { bills, amount } => {
            let detail = format!("{bills} · {amount} CNY");
            ("slip", ["税单汇总", "bills summed up"], none(), detail)
        }
        Event::SlipPaid { bank, amount, .. } => {
            ("slip", ["税款缴纳", "tax paid"], bank.clone(), format!("{amount} CNY"))
        }
        Event::SlipState { to, .. } => {
            let words = [lifecycle::slip_title_zh(*to), lifecycle::slip_title_en(*to)];
            ("slip", words, none(), none())
        }
        _ => ("other", ["", ""], none(), none()),
    };
    (kind, (zh.to_owned(), en.to_owned()), by, detail)
}

fn return_words(state: ReturnState) -> [&'static str; 2] {
    match state {
        ReturnState::Applied => ["退货申请", "return applied for"],
        ReturnState::Arrived => ["退货商品全部运抵", "all returned goods are back"],
        ReturnState::Lapsed => ["退货逾期失效", "return lapsed"],
        ReturnState::Withdrawn => ["退货申请撤回", "return taken back"],
    }
}

fn bill_words(status: u8) -> [&'static str; 2] {
    match status {
        2 => ["税单汇总", "tax bill summed up"],
        3 => ["税单作废", "tax bill void"],
        _ => ["税单重新生成", "tax bill made anew"],
    }
}

/// `2.00 × #1, 1.00 × #3`.
fn quantities(lines: &[LineQuantity]) -> String {
    let one = |it: &LineQuantity| format!("{} × #{}", it.quantity, it.number);
    lines.iter().map(one).collect::<Vec<_>>().join(", ")
}

pub(super) fn day(day: DayStamp) -> String {
    day.date().map(|it| it.to_string()).unwrap_or_default()
}

/// What happens to bonded goods on their way out; nothing for other events.
fn describe_zone(event: &Event) -> Option<(&'static str, Words, String, String)> {
    let none = String::new;
    Some(match event {
        Event::ZoneDocument { kind, action, outcome, findings, .. } => {
            let words = zone_words(*kind, *action, *outcome);
            ("document", words, none(), codes(findings))
        }
        Event::ExitListState { to, findings, .. } => {
            let (zh, en) = (lifecycle::exit_list_title_zh(*to), lifecycle::exit_list_title_en(*to));
            ("state", (zh.to_owned(), en.to_owned()), none(), codes(findings))
        }
        Event::GatePassState { to, findings, .. } => {
            let (zh, en) = (lifecycle::gate_pass_title_zh(*to), lifecycle::gate_pass_title_en(*to));
            ("state", (zh.to_owned(), en.to_owned()), none(), codes(findings))
        }
        Event::Linked { by } => {
            let words = ("列入".to_owned(), "taken up".to_owned());
            ("linked", words, by.clone(), none())
        }
        Event::Unlinked { by } => {
            let words = ("移出".to_owned(), "let go".to_owned());
            ("unlinked", words, by.clone(), none())
        }
        Event::Passage { gate, operator, vehicle_no, weight_kg, findings, .. } => {
            let words = (format!("到达卡口{gate}"), format!("at gate {gate}"));
            let detail = format!("{vehicle_no} · {weight_kg} kg {}", codes(findings));
            ("passage", words, operator.clone(), detail.trim_end().to_owned())
        }
        Event::LeftByGate { pass_no, gate, .. } => {
            let words = (format!("经卡口{gate}离区"), format!("left by gate {gate}"));
            ("exit", words, pass_no.clone(), none())
        }
        _ => return None,
    })
}

/// What happens to a goods declaration; nothing for other events.
fn describe_declaration(event: &Event) -> Option<(&'static str, Words, String, String)> {
    let none = String::new;
    Some(match event {
        Event::Filed { filing, outcome, findings, .. } => {
            let [zh, en] = filed_words(*filing, *outcome, findings.is_empty());
            ("document", (zh.to_owned(), en.to_owned()), none(), codes(findings))
        }
        Event::FileSent { id, kind, findings, .. } => {
            let (zh, en) = match findings.is_empty() {
                true => ("随附单据附件收到", "attached file came"),
                false => ("随附单据附件未通过", "attached file refused"),
            };
            let detail = format!("{kind} {id} {}", codes(findings));
            ("file", (zh.to_owned(), en.to_owned()), none(), detail.trim_end().to_owned())
        }
        Event::SupplementSent { lines, is_kept, findings, .. } => {
            let (zh, en) = match (*is_kept, findings.is_empty()) {
                (true, _) => ("补充申报单收到", "supplementary declaration came"),
                (false, true) => ("补充申报单重复", "supplementary declaration sent again"),
                (false, false) => ("补充申报单未通过", "supplementary declaration refused"),
            };
            let detail = format!("{lines} {}", codes(findings));
            ("supplement", (zh.to_owned(), en.to_owned()), none(), detail.trim_end().to_owned())
        }
        Event::DeclarationState { to, findings, .. } => {
            let (zh, en) =
                (lifecycle::declaration_title_zh(*to), lifecycle::declaration_title_en(*to));
            ("state", (zh.to_owned(), en.to_owned()), none(), codes(findings))
        }
        Event::DutyAssessed(assessment) => {
            let words = ("计税".to_owned(), "assessed".to_owned());
            ("assessed", words, none(), format!("{} CNY", assessment.payable()))
        }
        Event::SummaryTaken { estimated, full_by } => {
            let words = ("概要申报受理".to_owned(), "summary taken".to_owned());
            ("summary", words, none(), format!("{estimated} CNY · ≤ {}", day(*full_by)))
        }
        Event::FullOverdue { full_by } => {
            let words = ("逾期未完整申报".to_owned(), "full declaration overdue".to_owned());
            ("summary", words, none(), day(*full_by))
        }
        Event::DutyPaid { bank, amount, .. } => {
            let words = ("税款缴纳".to_owned(), "tax paid".to_owned());
            ("paid", words, bank.clone(), format!("{amount} CNY"))
        }
        _ => return None,
    })
}

/// What happens to a retail export; nothing for other events.
fn describe_export(event: &Event) -> Option<(&'static str, Words, String, String)> {
    let none = String::new;
    Some(match event {
        Event::ExportDocument { kind, outcome, findings, .. } => {
            let (zh, en) = export_words(*kind);
            let (did_zh, did_en) = match outcome {
                None if findings.is_empty() => ("重复报送，未变更", "repeated, nothing changed"),
                None => ("未被处理", "not taken"),
                Some(DocumentState::Rejected) => ("退单", "refused"),
                Some(DocumentState::Deleted) => ("删除", "deleted"),
                Some(DocumentState::Accepted) => ("到达", "received"),
            };
            (
                "document",
                (format!("{zh}{did_zh}"), format!("{en} {did_en}")),
                none(),
                codes(findings),
            )
        }
        Event::ExportState { to, findings, .. } => {
            let (zh, en) = (lifecycle::export_title_zh(*to), lifecycle::export_title_en(*to));
            ("state", (zh.to_owned(), en.to_owned()), none(), codes(findings))
        }
        Event::SummedUp { declaration_no, .. } => {
            let words =
                ("汇总形成报关单".to_owned(), "summed up in a goods declaration".to_owned());
            ("linked", words, declaration_no.clone(), none())
        }
        Event::SummaryOverdue => {
            let words = ("逾期未汇总".to_owned(), "not summed up in time".to_owned());
            ("timed_out", words, String::new(), none())
        }
        Event::MadeOfLists { summary_no, .. } => {
            let words = ("由出口清单汇总形成".to_owned(), "made of export lists".to_owned());
            ("linked", words, summary_no.clone(), none())
        }
        Event::Departed { on, .. } => {
            let words = ("货物离境".to_owned(), "goods left the country".to_owned());
            let at = on.moment().map_or_else(|| on.to_string(), |it| it.to_string());
            ("exit", words, none(), at)
        }
        _ => return None,
    })
}

const fn export_words(kind: ExportKind) -> (&'static str, &'static str) {
    match kind {
        ExportKind::Order => ("出口订单", "export order"),
        ExportKind::Money => ("收款单", "receipt of money"),
        ExportKind::Waybill => ("出口运单", "export waybill"),
        ExportKind::List => ("出口清单", "export list"),
        ExportKind::Cancellation => ("撤销申请", "cancellation"),
        ExportKind::Arrival => ("运抵单", "arrival"),
        ExportKind::Departure => ("离境单", "departure"),
        ExportKind::MasterWaybill => ("清单总分单", "master waybill"),
        ExportKind::Summary => ("汇总申请单", "summary application"),
        ExportKind::Return => ("退货申请单", "return application"),
        ExportKind::Tally => ("退货理货明细单", "tally of a return"),
    }
}

fn filed_words(
    filing: Filing,
    outcome: Option<DocumentState>,
    is_sound: bool,
) -> [&'static str; 2] {
    match (filing, outcome) {
        (_, None) if is_sound => {
            ["报关单重复报送，未变更", "declaration repeated, nothing changed"]
        }
        (_, None) => ["报关单未被处理", "declaration not taken"],
        (_, Some(DocumentState::Rejected)) => ["报关单退单", "declaration returned"],
        (_, Some(DocumentState::Deleted)) => ["报关单删除", "declaration deleted"],
        (Filing::Save, Some(DocumentState::Accepted)) => ["报关单暂存", "declaration kept"],
        (Filing::Declare, Some(DocumentState::Accepted)) => ["报关单到达", "declaration received"],
    }
}

pub(super) fn codes(findings: &[model::Finding]) -> String {
    let codes: Vec<&str> = findings.iter().map(|it| &*it.code).collect();
    codes.join(" ")
}

fn kind_words(kind: DocumentKind) -> (&'static str, &'static str) {
    match kind {
        DocumentKind::Order => ("订单", "order"),
        DocumentKind::Payment => ("支付单", "payment"),
        DocumentKind::Waybill => ("运单", "waybill"),
        DocumentKind::Inventory => ("清单", "list"),
        DocumentKind::WaybillStatus => ("运单状态", "delivery"),
        DocumentKind::Cancellation => ("撤销申请", "cancellation"),
        DocumentKind::GoodsReturn => ("退货申请", "return"),
        DocumentKind::InboundDetail => ("入库明细单", "inbound detail"),
    }
}

fn document_words(kind: DocumentKind, action: Action, outcome: DocumentState) -> Words {
    let (zh, en) = kind_words(kind);
    match (outcome, action) {
        (DocumentState::Rejected, _) => (format!("{zh}退单"), format!("{en} returned")),
        (DocumentState::Deleted, _) => (format!("{zh}删除"), format!("{en} deleted")),
        (DocumentState::Accepted, Action::Change) => (format!("{zh}变更"), format!("{en} changed")),
        (DocumentState::Accepted, _) => (format!("{zh}到达"), format!("{en} received")),
    }
}

fn zone_words(kind: ZoneKind, action: Action, outcome: Option<DocumentState>) -> Words {
    let (zh, en) = match kind {
        ZoneKind::ExitList => ("核注清单", "exit list"),
        ZoneKind::GatePass => ("核放单", "gate pass"),
    };
    match (outcome, action) {
        (None, _) => (format!("{zh}未被处理"), format!("{en} not taken")),
        (Some(DocumentState::Rejected), _) => (format!("{zh}退单"), format!("{en} refused")),
        (Some(DocumentState::Deleted), _) => (format!("{zh}删除"), format!("{en} deleted")),
        (Some(DocumentState::Accepted), Action::Change) => {
            (format!("{zh}变更"), format!("{en} changed"))
        }
        (Some(DocumentState::Accepted), _) => (format!("{zh}到达"), format!("{en} received")),
    }
}

/// What happened to which kinds of accounts: `预扣：年度限额、担保`.
fn movement_words(movements: &[LedgerEntry]) -> Words {
    let (mut zh, mut en) = (String::new(), String::new());
    let mut last: Option<Movement> = None;
    let mut named: Vec<(Movement, AccountKind)> = Vec::new();
    for LedgerEntry { kind, movement, .. } in movements {
        if named.contains(&(*movement, *kind)) {
            continue;
        }
        named.push((*movement, *kind));
        let ((movement_zh, movement_en), (kind_zh, kind_en)) =
            (one_movement(*movement), one_kind(*kind));
        if last == Some(*movement) {
            zh.push('、');
            en.push_str(", ");
        } else {
            if last.is_some() {
                zh.push('；');
                en.push_str("; ");
            }
            zh.push_str(movement_zh);
            en.push_str(movement_en);
            zh.push('：');
            en.push_str(": ");
        }
        zh.push_str(kind_zh);
        en.push_str(kind_en);
        last = Some(*movement);
    }
    (zh, en)
}

fn amounts(movements: &[LedgerEntry]) -> String {
    let one = |it: &LedgerEntry| format!("{} · {}", it.label, it.amount);
    movements.iter().map(one).collect::<Vec<_>>().join("; ")
}

fn one_movement(movement: Movement) -> (&'static str, &'static str) {
    match movement {
        Movement::Open => ("开立", "opened"),
        Movement::Reserve => ("预扣", "reserved"),
        Movement::Post => ("实扣", "used"),
        Movement::Void => ("释放", "freed"),
        Movement::Reverse => ("冲回", "reversed"),
        Movement::Call => ("执行担保", "called"),
    }
}

fn one_kind(kind: AccountKind) -> (&'static str, &'static str) {
    match kind {
        AccountKind::AnnualLimit => ("年度限额", "annual limit"),
        AccountKind::Guarantee => ("担保", "guarantee"),
        AccountKind::AccountBook => ("账册", "account book"),
        AccountKind::Licence => ("许可证件", "licence"),
    }
}

/// Title, the rules that spoke, and what they said.
fn selection_words(selection: &Selection) -> (Words, String, String) {
    let (zh, en) = match selection.lane {
        Lane::Release => ("未被选查", "not selected"),
        Lane::Documents => ("选中：单证审核", "selected for review"),
        Lane::Examination => ("选中：查验", "selected for examination"),
    };
    let rules: Vec<&str> = selection.reasons.iter().map(|it| it.rule.as_str()).collect();
    let texts: Vec<&str> = selection.reasons.iter().map(|it| it.text.as_str()).collect();
    ((zh.to_owned(), en.to_owned()), rules.join(", "), texts.join("; "))
}

fn receipt_words(kind: ReceiptKind) -> Words {
    let (zh, en) = match kind {
        ReceiptKind::Order => ("发出订单回执", "order receipt sent"),
        ReceiptKind::Payment => ("发出支付单回执", "payment receipt sent"),
        ReceiptKind::Waybill => ("发出运单回执", "waybill receipt sent"),
        ReceiptKind::Inventory => ("发出清单回执", "list receipt sent"),
        ReceiptKind::TaxBill => ("发出电子税单", "tax bill sent"),
        ReceiptKind::Format => ("发出格式校验回执", "format receipt sent"),
        ReceiptKind::WaybillStatus => ("发出运单状态回执", "delivery receipt sent"),
        ReceiptKind::Cancellation => ("发出撤销申请回执", "cancellation receipt sent"),
        ReceiptKind::GoodsReturn => ("发出退货申请回执", "return receipt sent"),
        ReceiptKind::InboundDetail => ("发出入库明细单回执", "inbound receipt sent"),
        ReceiptKind::TaxStatus => ("发出税单状态", "tax bill's status sent"),
        ReceiptKind::PaymentSlip => ("发出缴款书通知", "payment slip's notice sent"),
        ReceiptKind::TruthQuestion => ("向平台发出调取请求", "question sent to the platform"),
        ReceiptKind::ZoneResponse => ("发出数据中心回执", "data centre's receipt sent"),
        ReceiptKind::ExitList => ("发出核注清单回执", "exit list receipt sent"),
        ReceiptKind::GatePass => ("发出核放单回执", "gate pass receipt sent"),
        ReceiptKind::GatePassage => ("发出过卡回执", "gate passage receipt sent"),
        ReceiptKind::Declaration => ("发出报关单回执", "declaration's receipt sent"),
        ReceiptKind::DeclarationResponse => ("发出报关单导入响应", "data centre's answer sent"),
        ReceiptKind::AmendmentResponse => ("发出修撤单响应", "answer to an application sent"),
        ReceiptKind::Notice => ("发出通知", "notice sent"),
        ReceiptKind::Manifest => ("发出舱单回执", "manifest's receipt sent"),
        ReceiptKind::ExportOrder => ("发出出口订单回执", "export order's receipt sent"),
        ReceiptKind::ExportMoney => ("发出收款单回执", "receipt of money answered"),
        ReceiptKind::ExportWaybill => ("发出出口运单回执", "export waybill's receipt sent"),
        ReceiptKind::ExportList => ("发出出口清单回执", "export list's receipt sent"),
        ReceiptKind::ExportCancellation => ("发出撤销申请回执", "cancellation receipt sent"),
        ReceiptKind::ExportArrival => ("发出运抵单回执", "arrival's receipt sent"),
        ReceiptKind::ExportDeparture => ("发出离境单回执", "departure's receipt sent"),
        ReceiptKind::MasterWaybill => ("发出总分单回执", "master waybill's receipt sent"),
        ReceiptKind::ExportSummary => ("发出汇总申请回执", "summary application's receipt sent"),
        ReceiptKind::SummaryResult => ("发出汇总结果单", "result of the summary sent"),
        ReceiptKind::File => ("发出附件回执", "answer to a file sent"),
        ReceiptKind::ExportReturn => ("发出退货申请回执", "return receipt sent"),
        ReceiptKind::ReturnTally => ("发出退货理货回执", "tally's receipt sent"),
        ReceiptKind::Transit => ("发出转关单回执", "answer to a transit sent"),
        ReceiptKind::Supplement => ("发出补充申报单响应", "answer to a supplement sent"),
        ReceiptKind::ArrivalReport => ("发出运抵报告回执", "answer to an arrival report sent"),
    };
    (zh.to_owned(), en.to_owned())
}

fn answered_words(answer: TruthAnswer, findings: &[Finding]) -> Words {
    let (zh, en) = match answer {
        TruthAnswer::Taken if findings.is_empty() => {
            ("原始支付数据一致", "the original payment agrees")
        }
        TruthAnswer::Taken => ("原始支付数据不一致", "the original payment differs"),
        _ => ("原始支付数据未被受理", "an original payment was not taken"),
    };
    (zh.to_owned(), en.to_owned())
}

fn asked_words(reason: TruthReason) -> Words {
    let (zh, en) = match reason {
        TruthReason::Sampled => ("抽样", "sampled"),
        TruthReason::Watched => ("布控平台", "watched platform"),
        TruthReason::Selected => ("风险命中", "selected"),
    };
    (format!("向平台调取原始支付数据（{zh}）"), format!("original payment asked for ({en})"))
}

fn enquired_words(known: &Known) -> Words {
    let (mut zh, mut en) = match known.identity {
        None => (Vec::new(), Vec::new()),
        Some(IdentityAnswer::Match) => (vec!["订购人身份一致"], vec!["identity matches"]),
        Some(IdentityAnswer::Mismatch) => (vec!["订购人身份不一致"], vec!["identity mismatch"]),
        Some(IdentityAnswer::Unknown) => (vec!["订购人身份未知"], vec!["identity unknown"]),
    };
    match known.elsewhere {
        Elsewhere::NotAsked => {}
        Elsewhere::Used(_) => {
            zh.push("全国年度额度已核对");
            en.push("national annual limit compared");
        }
        Elsewhere::Unknown => {
            zh.push("全国年度额度未知");
            en.push("national annual limit unknown");
        }
    }
    (zh.join("；"), en.join("; "))
}

fn officer_words(action: OfficerAction) -> Words {
    let (zh, en) = match action {
        OfficerAction::ApproveReview => ("审核通过", "review passed"),
        OfficerAction::RejectReview => ("审核不通过", "review failed"),
        OfficerAction::OrderExamination => ("下达查验", "examination ordered"),
        OfficerAction::PassExamination => ("查验无异常", "examination passed"),
        OfficerAction::DetainForClearance => ("扣留移送通关", "detained for clearance"),
        OfficerAction::DetainForAntiSmuggling => ("扣留移送缉私", "detained for anti-smuggling"),
        OfficerAction::DetainForLegal => ("扣留移送法规", "detained for legal affairs"),
        OfficerAction::DetainOther => ("其它扣留", "detained otherwise"),
        OfficerAction::LiftDetention => ("解除扣留", "detention lifted"),
        OfficerAction::ShipBack => ("责令退运", "ordered to be shipped back"),
        OfficerAction::PutUnderControl => ("布控", "put under control"),
        OfficerAction::OpenAudit => ("稽查立案", "audit opened"),
        OfficerAction::Suspect => ("涉嫌走私或者违规", "smuggling or violation suspected"),
        OfficerAction::LiftBar => ("办结，可以修撤", "closed, may be changed again"),
    };
    (zh.to_owned(), en.to_owned())
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};
    use model::{Amount, InputId, Moment};

    use super::*;

    fn check(what: Event, expected: &Expect) {
        let happening = Happening { order: 0, input: InputId(1), at: Moment::from_millis(0), what };
        let event = timeline_event(CommitNo(7), &happening, "3301980K55");
        let TimelineEvent { title_zh, title_en, by, detail, .. } = event;
        expected.assert_eq(&format!("{title_zh} | {title_en} | {by} | {detail}"));
    }

    fn moved(kind: AccountKind, movement: Movement, label: &str, yuan: i64) -> LedgerEntry {
        let amount = Amount::from_units(yuan);
        LedgerEntry {
            kind,
            account: model::KeyPair::default(),
            label: label.to_owned(),
            movement,
            amount,
        }
    }

    #[test]
    fn movements_are_named_once_a_kind_and_listed_whole() {
        use AccountKind::{AccountBook, AnnualLimit, Guarantee};
        let movements = vec![
            moved(AnnualLimit, Movement::Void, "6301**********0579/2026", 11),
            moved(Guarantee, Movement::Reserve, "1207960022", 102),
            moved(AccountBook, Movement::Reserve, "T5166W000014/202", 1),
            moved(AccountBook, Movement::Reserve, "T5166W000014/465", 1),
        ];
        check(
            Event::Ledger(movements),
            &expect![
                "释放：年度限额；预扣：担保、账册 | freed: annual limit; reserved: guarantee, account book |  | 6301**********0579/2026 · 11.00; 1207960022 · 102.00; T5166W000014/202 · 1.00; T5166W000014/465 · 1.00"
            ],
        );
    }

    #[test]
    fn a_receipt_says_its_status_and_whom_it_went_to() {
        let answered = |kind, status| Event::Answered { recipient: 5, ordinal: 0, kind, status };
        check(
            answered(ReceiptKind::Inventory, 800),
            &expect!["发出清单回执 | list receipt sent |  | 800 → 3301980K55"],
        );
        check(
            answered(ReceiptKind::TaxBill, 1),
            &expect!["发出电子税单 | tax bill sent |  | 1 → 3301980K55"],
        );
    }

    #[test]
    fn a_document_says_what_became_of_it() {
        let at = model::DocumentRef { input: InputId(1), index: 0 };
        let document = |action, outcome| {
            let kind = DocumentKind::Payment;
            Event::Document { kind, at, action, outcome, findings: Vec::new() }
        };
        check(
            document(Action::New, DocumentState::Accepted),
            &expect!["支付单到达 | payment received |  | "],
        );
        check(
            document(Action::Change, DocumentState::Accepted),
            &expect!["支付单变更 | payment changed |  | "],
        );
        check(
            document(Action::Change, DocumentState::Rejected),
            &expect!["支付单退单 | payment returned |  | "],
        );
    }
}
