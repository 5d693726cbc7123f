//! Goods of an export that come back (出口退货, CEB213): applied for, brought back within the time that the law
//! leaves from their release, or lapsed. Nothing was levied, so nothing is given back.

use checks::{ExportPrior, ExportReturningCase, PriorDocument, ReturnedExport};
use lifecycle::{ReturnEvent, next_return};
use model::{
    Action, ApplicationReturn, Date, DayStamp, DocumentState, EntryId, ExportDocument,
    ExportReturn, ExportState, Finding, KeyPair, LineQuantity, Moment, ReceiptBody, ReturnState,
    Text,
};
use serde::{Deserialize, Serialize};

use super::{ExportFile, answer::of_return, summary::end_of};
use crate::{
    catalogue::refuse,
    cleared::{Asked, Return},
    desk::{Desk, Origin},
    goods_back::missing_words,
    goods_return::MAX_RETURNS,
    history::Event,
    numbers,
    take::{Fate, Verdict, cut, info},
};

/// An application to return goods, and the parcel that is to bring them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
pub struct ExportReturned<'a> {
    pub parcel: KeyPair,
    pub asked: Return<'a>,
}

impl ExportFile<'_> {
    /// 退货申请预录入编号 of one of its returns.
    pub fn return_no(&self, at: usize) -> String {
        let applied_on = self.returns.get(at).map(|it| it.asked.applied_on).unwrap_or_default();
        numbers::return_no(applied_on, at + 1, self.id)
    }
}

impl<'a> Desk<'a, '_> {
    pub(super) fn take_export_return(
        &mut self,
        application: Box<ExportReturn<'a>>,
        parcel: KeyPair,
        content: u64,
        origin: Origin<'a>,
    ) {
        let document = ExportDocument::Return(application);
        let ExportDocument::Return(it) = &document else { return };
        let named = self.exports.of_no(&it.list_no);
        // A stranger's leaves no trace on the export.
        let own = named.filter(|index| self.is_of_companies(*index, it));
        let held = own.and_then(|index| self.held_export_return(index, it));
        let action = it.head.action;
        if let (Action::New, Some(index), Some(at)) = (action, own, held)
            && self.is_same_export_return(index, at, content)
        {
            return self.repeat_export_return(index, at, &document, it, &origin);
        }
        let verdict = self.judge_export_return(&document, it, named, held);
        self.note_export_document(own, &document, &verdict, &origin);
        let Some(index) = own.filter(|_| verdict.fate == Fate::Taken) else {
            return self.answer_export_document(own, &document, &verdict, &origin);
        };
        let n_returns = self.exports.files.get(index).map_or(0, |it| it.returns.len());
        let at = held.filter(|_| action != Action::New).unwrap_or(n_returns);
        self.file_export_return(index, at, it, (parcel, content), origin);
        let text = info(&verdict.findings, messages::ACCEPTED);
        self.answer_export_return(index, at, ExportState::Accepted, text, &verdict.findings);
        self.bring_back(index, at);
    }

    /// Platform and seller are those of the list.
    fn is_of_companies(&self, index: usize, it: &ExportReturn<'_>) -> bool {
        let list = self.exports.files.get(index).and_then(|it| it.listed());
        list.is_some_and(|of| {
            of.platform_code == it.platform_code && of.seller_code == it.seller_code
        })
    }

    /// The last return of an export that goes by the applicant's number.
    fn held_export_return(&self, index: usize, it: &ExportReturn<'_>) -> Option<usize> {
        let returns = &self.exports.files.get(index)?.returns;
        returns.iter().rposition(|held| {
            held.asked.reference == it.trader_reference
                && held.asked.declarant_code == it.declarant_code
        })
    }

    fn is_same_export_return(&self, index: usize, at: usize, content: u64) -> bool {
        let held = self.exports.files.get(index).and_then(|it| it.returns.get(at));
        held.is_some_and(|it| {
            it.asked.content == content && it.asked.state != ReturnState::Withdrawn
        })
    }

    fn judge_export_return(
        &self,
        document: &ExportDocument<'a>,
        it: &ExportReturn<'a>,
        named: Option<usize>,
        held: Option<usize>,
    ) -> Verdict {
        let returns = named.and_then(|it| self.exports.files.get(it)).map(|it| &*it.returns);
        let returns = returns.unwrap_or_default();
        let held_return = held.and_then(|it| returns.get(it)).map(|it| &it.asked);
        let prior = ExportPrior {
            same_kind: held_return.map(|it| PriorDocument {
                sent_at: it.sent_at,
                state: match it.state {
                    ReturnState::Withdrawn => DocumentState::Deleted,
                    _ => DocumentState::Accepted,
                },
            }),
            is_used: held_return.is_some_and(|it| it.state != ReturnState::Applied),
            ..ExportPrior::default()
        };
        let mut verdict = self.judge_export(document, prior);
        let action = it.head.action;
        if action == Action::Delete {
            return verdict;
        }
        let but = held.filter(|_| action == Action::Change);
        let others = returns.iter().enumerate().filter(|(at, _)| Some(*at) != but);
        let before: Vec<LineQuantity> = others.flat_map(|(_, it)| it.asked.taken_back()).collect();
        let list = named.and_then(|it| self.returned_export(it, &before));
        let (on, law) = (self.now.on, &self.registry.law);
        let case = ExportReturningCase { document, list, on, law };
        verdict.look_further(|findings| {
            checks::export_returning(&case, findings);
            if action == Action::New && returns.len() >= MAX_RETURNS {
                let (observed, expected) =
                    ((MAX_RETURNS + 1).to_string(), format!("≤ {MAX_RETURNS}"));
                findings.push(refuse("HSE-7028", "export_return.list_no", observed, &expected));
            }
            if list.is_some_and(|it| it.state == ExportState::Closed && it.until.is_none()) {
                let file = named.and_then(|it| self.exports.files.get(it));
                let observed = file.map(|it| it.released_on.to_string()).unwrap_or_default();
                let expected = "法定退货期限覆盖的放行日期 (a day of release that the law covers)";
                findings.push(refuse("HSE-5020", "export_return.list_no", observed, expected));
            }
        });
        verdict
    }

    /// An export as an application to return goods of it, or a tally, is held against.
    pub(super) fn returned_export<'c>(
        &'c self,
        index: usize,
        returned_before: &'c [LineQuantity],
    ) -> Option<ReturnedExport<'c>> {
        let file = self.exports.files.get(index)?;
        let until = self.export_return_until(file);
        Some(ReturnedExport { state: file.state, list: file.listed()?, until, returned_before })
    }

    /// Last day on which goods of an export may be back.
    fn export_return_until(&self, file: &ExportFile<'_>) -> Option<Date> {
        self.registry.law.export_return_until(file.released_on.date()?).ok()
    }

    /// Files what was asked for in its place among the export's returns.
    fn file_export_return(
        &mut self,
        index: usize,
        at: usize,
        it: &ExportReturn<'a>,
        (parcel, content): (KeyPair, u64),
        origin: Origin<'a>,
    ) {
        let asked = Asked {
            head: &it.head,
            reference: it.trader_reference.clone(),
            declarant_code: it.declarant_code.clone(),
            lines: it.items.iter().map(|it| (it.number, it.quantity)).collect(),
            content,
        };
        let fresh = Return::new(asked, DayStamp::from_date(self.now.on), origin);
        let Some(file) = self.exports.files.get_mut(index) else { return };
        let id = file.id;
        match file.returns.get_mut(at) {
            Some(held) => {
                held.parcel = parcel;
                held.asked.put(it.head.action, fresh);
            }
            None => file.returns.push(ExportReturned { parcel, asked: fresh }),
        }
        self.exports.parcel_mut(parcel).await_goods_of(id);
        self.note_export_return(index, at);
        self.plan_closed_export(index);
    }

    fn note_export_return(&mut self, index: usize, at: usize) {
        let Some(file) = self.exports.files.get(index) else { return };
        let Some(it) = file.returns.get(at) else { return };
        let until = self.export_return_until(file);
        let until = until.map(DayStamp::from_date).unwrap_or_default();
        let what = it.asked.told(file.return_no(at), until);
        self.tally.outcome(it.asked.outcome());
        self.note_export(index, what);
    }

    /// The same return once more: where it stands is said again.
    fn repeat_export_return(
        &mut self,
        index: usize,
        at: usize,
        document: &ExportDocument<'a>,
        it: &ExportReturn<'a>,
        origin: &Origin<'a>,
    ) {
        let verdict = Verdict { findings: Vec::new(), fate: Fate::Ignored };
        self.note_export_document(Some(index), document, &verdict, origin);
        let Some(file) = self.exports.files.get(index) else { return };
        let Some(state) = file.returns.get(at).map(|it| it.asked.state) else { return };
        let (state, words) = match state {
            ReturnState::Arrived => (ExportState::Released, BACK),
            ReturnState::Lapsed => (ExportState::Rejected, LAPSED),
            _ => (ExportState::Accepted, messages::ACCEPTED),
        };
        let status = messages::status::of_export(state);
        let return_no = Text::from(file.return_no(at));
        let receipt =
            ReceiptBody::ExportReturn(of_return(it, return_no, status, Text::borrowed(words)));
        self.issue_of_export(Some(index), &origin.recipients(), receipt, &[]);
    }

    /// A receipt about a return that is held, to whoever applied and subscribed.
    fn answer_export_return(
        &mut self,
        index: usize,
        at: usize,
        state: ExportState,
        info: Text<'a>,
        findings: &[Finding],
    ) {
        let Some(file) = self.exports.files.get(index) else { return };
        let (Some(list), Some(held)) = (file.listed(), file.returns.get(at)) else { return };
        let it = &held.asked;
        let receipt = ReceiptBody::ExportReturn(ApplicationReturn {
            guid: it.guid.clone(),
            customs_code: list.customs_code.clone(),
            platform_code: list.platform_code.clone(),
            seller_code: list.seller_code.clone(),
            declarant_code: it.declarant_code.clone(),
            trader_reference: it.reference.clone(),
            preliminary_no: Text::from(file.return_no(at)),
            list_no: Text::from(file.list_no()),
            status: messages::status::of_export(state),
            info,
        });
        let to = it.recipients();
        let to: Vec<&str> = to.iter().map(Text::as_str).collect();
        self.issue_of_export(Some(index), &to, receipt, findings);
    }

    /// A parcel is in a site: every return that waits for it is released. How many were.
    pub(super) fn bring_all_back(&mut self, case: EntryId, parcel: KeyPair) -> usize {
        let Some(index) = self.exports.index_of(case) else { return 0 };
        self.lapse_export_returns(index);
        let Some(file) = self.exports.files.get(index) else { return 0 };
        let is_in = |(_, it): &(usize, &ExportReturned<'_>)| it.parcel == parcel;
        let waiting = file.returns.iter().enumerate().filter(is_in).map(|(at, _)| at);
        let waiting: Vec<usize> = waiting.collect();
        waiting.into_iter().filter(|at| self.bring_back(index, *at)).count()
    }

    /// Releases a return if its parcel is in. Whether it did.
    fn bring_back(&mut self, index: usize, at: usize) -> bool {
        let Some(file) = self.exports.files.get_mut(index) else { return false };
        let (id, no) = (file.id, file.return_no(at));
        let Some(held) = file.returns.get_mut(at) else { return false };
        let Some(state) = next_return(held.asked.state, ReturnEvent::AllCameBack) else {
            return false;
        };
        let record = self.exports.parcels.get_mut(&held.parcel);
        let tallied = record.and_then(|record| {
            let tallied = record.tallies.iter_mut().find(|it| it.is_of(id))?;
            tallied.is_used = true;
            record.touched = true;
            Some((tallied.operator_code.clone(), tallied.arrival.received_at))
        });
        let Some((site, came_at)) = tallied else { return false };
        held.asked.state = state;
        for line in &mut held.asked.lines {
            line.back = line.quantity;
        }
        let lines = held.asked.asked();
        self.note_export(index, Event::GoodsBack { no, site, at: came_at, lines });
        self.note_export_return(index, at);
        self.answer_export_return(index, at, ExportState::Released, Text::borrowed(BACK), &[]);
        self.plan_closed_export(index);
        true
    }

    /// Returns whose goods have not come in time lapse.
    fn lapse_export_returns(&mut self, index: usize) {
        let Some(file) = self.exports.files.get(index) else { return };
        let until = self.export_return_until(file);
        if until.is_none_or(|it| it >= self.now.on) {
            return;
        }
        for at in 0..file.returns.len() {
            let file = self.exports.files.get_mut(index);
            let Some(held) = file.and_then(|it| it.returns.get_mut(at)) else { continue };
            let Some(state) = next_return(held.asked.state, ReturnEvent::TimeEnded) else {
                continue;
            };
            held.asked.state = state;
            let text = cut(format!("{LAPSED}；{}", missing_words(&held.asked)));
            self.note_export_return(index, at);
            self.answer_export_return(index, at, ExportState::Rejected, text, &[]);
        }
    }

    /// Something of a closed export falls due: that it be summed up, that goods be back.
    pub(super) fn closed_export_falls_due(&mut self, index: usize) {
        let due = self.exports.files.get(index).and_then(|it| self.summary_due(it));
        if due.is_some_and(|it| it <= self.now.at) {
            self.summary_is_overdue(index);
        }
        self.lapse_export_returns(index);
        self.plan_closed_export(index);
    }

    /// When a closed export falls due next.
    pub(super) fn plan_closed_export(&mut self, index: usize) {
        let Some(file) = self.exports.files.get(index) else { return };
        let is_open = file.returns.iter().any(|it| it.asked.state == ReturnState::Applied);
        let until = self.export_return_until(file).filter(|_| is_open).map(end_of);
        let due: Option<Moment> = self.summary_due(file).into_iter().chain(until).min();
        if let Some(file) = self.exports.files.get_mut(index) {
            file.due_at = due;
        }
    }
}

const BACK: &str = "放行，退货商品已运抵";
const LAPSED: &str = "退货商品逾期未运抵，申请失效";
