//! What exports and their documents are answered with.

use messages::Problem;
use model::{
    Action, ApplicationReturn, DocumentState, ExportCancellation, ExportCancellationReturn,
    ExportDocument, ExportList, ExportListReturn, ExportMoneyReturn, ExportMovementReturn,
    ExportReturn, ExportState, ExportSummary, ExportSummaryReturn, Finding, OrderReturn,
    ReceiptBody, ReturnTally, ReturnTallyReturn, Text, WaybillReturn,
};

use super::settle::document_outcome;
use crate::{
    desk::{Desk, Origin},
    history::Event,
    take::{Fate, Verdict, info, refusal_status},
};

impl<'a> Desk<'a, '_> {
    /// Notes a document's fate on its export (or on the house, when there is none).
    pub(super) fn note_export_document(
        &mut self,
        index: Option<usize>,
        document: &ExportDocument<'_>,
        verdict: &Verdict,
        origin: &Origin<'a>,
    ) {
        let (kind, action) = (document.kind(), document.action());
        self.tally.findings(&verdict.findings);
        let outcome = match (verdict.fate, action) {
            (Fate::Ignored, _) => None,
            (Fate::Refused, _) => Some(DocumentState::Rejected),
            (Fate::Taken, Action::Delete) => Some(DocumentState::Deleted),
            (Fate::Taken, _) => Some(DocumentState::Accepted),
        };
        self.tally.outcome(match verdict.fate {
            Fate::Ignored => "documents_ignored",
            fate => document_outcome(kind, fate == Fate::Taken),
        });
        let findings = verdict.findings.clone();
        let event = Event::ExportDocument { kind, at: origin.at, action, outcome, findings };
        match index {
            Some(index) => self.note_export(index, event),
            None => self.note_house(event),
        }
    }

    /// Answers a document with what is said of it alone, to its sender and whoever subscribed.
    pub(super) fn answer_export_document(
        &mut self,
        index: Option<usize>,
        document: &ExportDocument<'a>,
        verdict: &Verdict,
        origin: &Origin<'a>,
    ) {
        let status = match verdict.fate {
            Fate::Taken => messages::status::ACCEPTED,
            Fate::Refused => refusal_status(&verdict.findings),
            Fate::Ignored => ignored_status(document, &verdict.findings),
        };
        let words = info(&verdict.findings, messages::ACCEPTED);
        self.say_of_export(index, document, (status, words), &verdict.findings, origin);
    }

    pub(super) fn say_of_export(
        &mut self,
        index: Option<usize>,
        document: &ExportDocument<'a>,
        (status, words): (i32, Text<'a>),
        findings: &[Finding],
        origin: &Origin<'a>,
    ) {
        let receipt = self.export_receipt(index, document, status, words);
        self.issue_of_export(index, &origin.recipients(), receipt, findings);
    }

    /// What was held already came once more: answered as before.
    pub(super) fn repeat_export_document(
        &mut self,
        index: Option<usize>,
        document: &ExportDocument<'a>,
        origin: &Origin<'a>,
    ) {
        let verdict = Verdict { findings: Vec::new(), fate: Fate::Ignored };
        self.note_export_document(index, document, &verdict, origin);
        let said = (messages::status::ACCEPTED, Text::borrowed(messages::ACCEPTED));
        self.say_of_export(index, document, said, &[], origin);
    }

    /// The same list once more: its present state is said again.
    pub(super) fn repeat_export_list(
        &mut self,
        index: Option<usize>,
        document: &ExportDocument<'a>,
        origin: &Origin<'a>,
    ) {
        let verdict = Verdict { findings: Vec::new(), fate: Fate::Ignored };
        self.note_export_document(index, document, &verdict, origin);
        let state = index.and_then(|it| self.exports.files.get(it)).map(|it| it.state);
        let (Some(state), Some(at)) = (state, index) else { return };
        let words = match state {
            ExportState::Declared => Text::from(self.missing_export_text(at)),
            ExportState::UnderReview => Text::borrowed(messages::REVIEW),
            ExportState::Released => Text::borrowed(messages::RELEASED),
            _ => Text::borrowed(lifecycle::export_title_zh(state)),
        };
        let said = (messages::status::of_export(state), words);
        self.say_of_export(index, document, said, &[], origin);
    }

    /// A receipt about the list of an export, in a state: to its declarant and subscribers; of a release and
    /// of what follows also to the carrier and the site's operator.
    pub(super) fn answer_export(
        &mut self,
        index: usize,
        state: ExportState,
        words: Text<'a>,
        findings: &[Finding],
    ) {
        let is_release = matches!(state, ExportState::Released);
        let status = match state {
            ExportState::Rejected => refusal_status(findings),
            _ => messages::status::of_export(state),
        };
        self.answer_export_status(index, status, words, findings, is_release);
    }

    pub(super) fn answer_export_status(
        &mut self,
        index: usize,
        status: i32,
        words: Text<'a>,
        findings: &[Finding],
        is_release: bool,
    ) {
        let Some(file) = self.exports.files.get(index) else { return };
        let (Some(list), Some(held)) = (file.listed(), &file.list) else { return };
        let mut to = vec![held.slot.sender.clone()];
        to.extend(file.subscribers.iter().cloned());
        if is_release {
            to.push(list.logistics_code.clone());
            if let Some(operator) = self.registry.site_operator(&list.site_code) {
                to.push(Text::from(operator.to_owned()));
            }
        }
        let numbers = (Text::from(file.preliminary_no()), Text::from(file.list_no()));
        let receipt = ReceiptBody::ExportList(Box::new(of_list(list, numbers, status, words)));
        // One company in two roles gets one receipt.
        let mut recipients: Vec<&str> = Vec::with_capacity(to.len());
        for recipient in &to {
            if !recipients.contains(&recipient.as_str()) {
                recipients.push(recipient);
            }
        }
        self.issue_of_export(Some(index), &recipients, receipt, findings);
    }

    pub(super) fn issue_of_export(
        &mut self,
        index: Option<usize>,
        to: &[&str],
        receipt: ReceiptBody<'a>,
        findings: &[Finding],
    ) {
        let case = index.and_then(|it| self.exports.files.get(it)).map(|it| it.id);
        let said = self.issue(case.unwrap_or_default(), receipt, findings);
        for recipient in to {
            let answered = self.address(recipient, said);
            match index {
                Some(index) => self.note_export(index, answered),
                None => self.note_house(answered),
            }
        }
    }

    /// The receipt of a document, made of it and of what its export is called.
    pub(super) fn export_receipt(
        &self,
        index: Option<usize>,
        document: &ExportDocument<'a>,
        status: i32,
        info: Text<'a>,
    ) -> ReceiptBody<'a> {
        let file = index.and_then(|it| self.exports.files.get(it));
        let own = file.map_or_else(|| self.report_no(), |it| it.preliminary_no());
        let (guid, preliminary_no) = (document.head().guid.clone(), Text::from(own));
        let moved = |named, number| {
            Box::new(movement(named, number, &guid, &preliminary_no, status, &info))
        };
        match document {
            ExportDocument::Order(it) => ReceiptBody::ExportOrder(OrderReturn {
                guid,
                platform_code: it.platform_code.clone(),
                seller_code: it.seller_code.clone(),
                order_no: it.order_no.clone(),
                status,
                info,
            }),
            ExportDocument::Money(it) => ReceiptBody::ExportMoney(ExportMoneyReturn {
                guid,
                seller_code: it.seller_code.clone(),
                order_no: it.order_no.clone(),
                transaction_no: it.transaction_no.clone(),
                status,
                info,
            }),
            ExportDocument::Waybill(it) => {
                let (logistics_code, waybill_no) =
                    (it.logistics_code.clone(), it.waybill_no.clone());
                let it = WaybillReturn { guid, logistics_code, waybill_no, status, info };
                ReceiptBody::ExportWaybill(it)
            }
            ExportDocument::List(it) => {
                let list_no = Text::from(file.map(|it| it.list_no()).unwrap_or_default());
                let numbers = (preliminary_no, list_no);
                ReceiptBody::ExportList(Box::new(of_list(it, numbers, status, info)))
            }
            ExportDocument::Cancellation(it) => {
                ReceiptBody::ExportCancellation(cancelled(it, guid, preliminary_no, status, info))
            }
            ExportDocument::Arrival(it) => {
                let named = [&it.logistics_code, &it.trader_reference, &it.bill_no];
                let mut moved = moved(named, it.message_number);
                moved.operator_code = it.operator_code.clone();
                ReceiptBody::ExportArrival(moved)
            }
            ExportDocument::Departure(it) => {
                let named = [&it.logistics_code, &it.trader_reference, &it.bill_no];
                ReceiptBody::ExportDeparture(moved(named, it.message_number))
            }
            ExportDocument::Summary(it) => {
                ReceiptBody::ExportSummary(summed(it, guid, preliminary_no, status, info))
            }
            // A return that is taken has a number of its own.
            ExportDocument::Return(it) => {
                ReceiptBody::ExportReturn(of_return(it, it.preliminary_no.clone(), status, info))
            }
            ExportDocument::Tally(it) => {
                ReceiptBody::ReturnTally(of_tally(it, guid, preliminary_no, status, info))
            }
            ExportDocument::MasterWaybill(it) => {
                let named = [&it.logistics_code, &it.trader_reference, &it.bill_no];
                let mut moved = moved(named, it.message_number);
                moved.declarant_code = it.declarant_code.clone();
                ReceiptBody::MasterWaybill(moved)
            }
        }
    }

    /// 预录入编号 of a report that is no case: `B`, the day, the input that brought it.
    pub(super) fn report_no(&self) -> String {
        let day = model::DayStamp::from_date(self.now.on);
        format!("B{day}{:09}", self.now.input.0 % 1_000_000_000)
    }
}

/// The wire's number of what the house's state forbids.
fn ignored_status(document: &ExportDocument<'_>, findings: &[Finding]) -> i32 {
    let problem = findings.iter().find_map(|it| {
        Some(match &*it.code {
            "EXP-7001" => Problem::DuplicateNumber,
            "EXP-7002" | "EXP-7006" => Problem::NotFoundToChange,
            "EXP-7003" => Problem::Stale,
            "EXP-7008" => Problem::NotFoundToChange,
            "EXP-7010" => Problem::AlreadyDeclared,
            "EXP-7004" | "EXP-7007" | "EXP-7009" => Problem::StateForbidsChange,
            "EXP-7005" => Problem::AlreadyDeclared,
            _ => return None,
        })
    });
    let number = |it| messages::export_negative_code(document.kind(), it);
    problem.map_or_else(|| refusal_status(findings), number)
}

/// The receipt of what moves, without what only some of them have: carrier, the sender's number, bill.
fn movement<'a>(
    [logistics_code, trader_reference, bill_no]: [&Text<'a>; 3],
    message_number: u32,
    guid: &Text<'a>,
    preliminary_no: &Text<'a>,
    status: i32,
    info: &Text<'a>,
) -> ExportMovementReturn<'a> {
    ExportMovementReturn {
        guid: guid.clone(),
        operator_code: Text::default(),
        declarant_code: Text::default(),
        logistics_code: logistics_code.clone(),
        trader_reference: trader_reference.clone(),
        preliminary_no: preliminary_no.clone(),
        bill_no: bill_no.clone(),
        message_number,
        status,
        info: info.clone(),
    }
}

fn cancelled<'a>(
    it: &ExportCancellation<'a>,
    guid: Text<'a>,
    preliminary_no: Text<'a>,
    status: i32,
    info: Text<'a>,
) -> ExportCancellationReturn<'a> {
    ExportCancellationReturn {
        guid,
        declarant_code: it.declarant_code.clone(),
        trader_reference: it.trader_reference.clone(),
        preliminary_no,
        list_no: it.list_no.clone(),
        status,
        info,
    }
}

/// Under the number that the house gave it; of one that was refused, as sent.
pub(super) fn of_return<'a>(
    it: &ExportReturn<'a>,
    return_no: Text<'a>,
    status: i32,
    info: Text<'a>,
) -> ApplicationReturn<'a> {
    ApplicationReturn {
        guid: it.head.guid.clone(),
        customs_code: it.customs_code.clone(),
        platform_code: it.platform_code.clone(),
        seller_code: it.seller_code.clone(),
        declarant_code: it.declarant_code.clone(),
        trader_reference: it.trader_reference.clone(),
        preliminary_no: return_no,
        list_no: it.list_no.clone(),
        status,
        info,
    }
}

fn of_tally<'a>(
    it: &ReturnTally<'a>,
    guid: Text<'a>,
    preliminary_no: Text<'a>,
    status: i32,
    info: Text<'a>,
) -> ReturnTallyReturn<'a> {
    ReturnTallyReturn {
        guid,
        operator_code: it.operator_code.clone(),
        logistics_code: it.logistics_code.clone(),
        waybill_no: it.waybill_no.clone(),
        trader_reference: it.trader_reference.clone(),
        preliminary_no,
        status,
        info,
    }
}

/// The receipt of a list under its two numbers.
fn of_list<'a>(
    list: &ExportList<'a>,
    (preliminary_no, list_no): (Text<'a>, Text<'a>),
    status: i32,
    info: Text<'a>,
) -> ExportListReturn<'a> {
    ExportListReturn {
        guid: list.head.guid.clone(),
        declarant_code: list.declarant_code.clone(),
        trader_reference: list.trader_reference.clone(),
        preliminary_no,
        list_no,
        seller_code: list.seller_code.clone(),
        platform_code: list.platform_code.clone(),
        order_no: list.order_no.clone(),
        statistics_flag: list.statistics_flag.clone(),
        status,
        info,
    }
}

/// Without the summary's number, which only one that was carried out has.
fn summed<'a>(
    it: &ExportSummary<'a>,
    guid: Text<'a>,
    preliminary_no: Text<'a>,
    status: i32,
    info: Text<'a>,
) -> Box<ExportSummaryReturn<'a>> {
    Box::new(ExportSummaryReturn {
        guid,
        declarant_code: it.declarant_code.clone(),
        seller_code: it.seller_code.clone(),
        trader_reference: it.trader_reference.clone(),
        preliminary_no,
        summary_no: Text::default(),
        message_number: it.message_number,
        status,
        info,
    })
}
