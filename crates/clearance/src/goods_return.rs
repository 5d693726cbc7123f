//! Applications to return released goods (退货申请单, CEB625). Only when the goods are back in the site is
//! anything given back (`goods_back`).

use checks::{Application, OriginalLine, Prior, PriorDocument, ReleasedList, ReturnCase};
use model::{
    Action, ApplicationReturn, Date, DayStamp, Document, DocumentState, EntryId, EntryState,
    GoodsReturn, ReceiptBody, ReturnState, Text,
};

use crate::{
    cancel::Named,
    catalogue::refuse,
    cleared::{Asked, Cleared, Return},
    desk::{Desk, Origin},
    take::{Fate, Verdict, info, refusal_status},
};

/// As many returns of one list as its return's number can count.
pub(crate) const MAX_RETURNS: usize = 99;

impl<'a> Desk<'a, '_> {
    pub(crate) fn take_goods_return(
        &mut self,
        goods_return: Box<GoodsReturn<'a>>,
        entry: Option<EntryId>,
        content: u64,
        origin: Origin<'a>,
    ) {
        let document = Document::GoodsReturn(goods_return);
        let Document::GoodsReturn(it) = &document else { return };
        let named = self.named(entry, &Application::from(&**it));
        let own = named.filter(|it| it.is_own).map(|it| it.index);
        let held = own.and_then(|index| self.held_return(index, it));
        let action = it.head.action;
        if let (Action::New, Some(index), Some(at)) = (action, own, held)
            && self.is_same_return(index, at, content)
        {
            return self.repeat_return(index, at, &document, it, &origin);
        }
        let verdict = self.judge_return(&document, it, named, held);
        self.note_document(own, &document, &verdict, &origin);
        let Some(index) = own.filter(|_| verdict.fate == Fate::Taken) else {
            let status = refusal_status(&verdict.findings);
            return self.refuse_return(own, it, status, &verdict, &origin);
        };
        let at = match (action, held) {
            (Action::Change | Action::Delete, Some(at)) => at,
            _ => self.cleared(index).map_or(0, |it| it.returns.len()),
        };
        if action == Action::New {
            self.remember_return(it);
        }
        self.file_return(index, at, it, content, origin);
        let status = messages::status::of_document(DocumentState::Accepted);
        let text = info(&verdict.findings, messages::ACCEPTED);
        self.answer_return(index, at, status, text, &verdict.findings);
    }

    pub(crate) fn cleared(&self, index: usize) -> Option<&Cleared<'a>> {
        self.entries.get(index)?.cleared.as_deref()
    }

    pub(crate) fn cleared_mut(&mut self, index: usize) -> Option<&mut Cleared<'a>> {
        self.entries.get_mut(index)?.cleared.as_deref_mut()
    }

    /// The last return of an entry that goes by the applicant's number.
    fn held_return(&self, index: usize, it: &GoodsReturn<'_>) -> Option<usize> {
        let reference = reference(it);
        self.cleared(index)?.returns.iter().rposition(|it| it.reference == *reference)
    }

    fn is_same_return(&self, index: usize, at: usize, content: u64) -> bool {
        let held = self.cleared(index).and_then(|it| it.returns.get(at));
        held.is_some_and(|it| it.content == content && it.state != ReturnState::Withdrawn)
    }

    fn judge_return(
        &self,
        document: &Document<'a>,
        it: &GoodsReturn<'a>,
        named: Option<Named>,
        held: Option<usize>,
    ) -> Verdict {
        let cleared = named.and_then(|it| self.cleared(it.index));
        let held_return = held.and_then(|at| cleared?.returns.get(at));
        let prior = Prior {
            same_kind: held_return.map(|it| PriorDocument {
                sent_at: it.sent_at,
                state: match it.state {
                    ReturnState::Withdrawn => DocumentState::Deleted,
                    _ => DocumentState::Accepted,
                },
            }),
            is_used: held_return
                .is_some_and(|it| it.state != ReturnState::Applied || !it.is_untouched()),
            ..Prior::default()
        };
        let parties = self.application_parties(
            [
                "goods_return.platform_code",
                "goods_return.seller_code",
                "goods_return.logistics_code",
                "goods_return.declarant_code",
            ],
            [
                (&it.platform_code, &it.platform_name),
                (&it.seller_code, &it.seller_name),
                (&it.logistics_code, &it.logistics_name),
                (&it.declarant_code, &it.declarant_name),
            ],
        );
        let mut verdict = self.judge(document, &parties, prior);
        let action = it.head.action;
        let but = held.filter(|_| action == Action::Change);
        // Of a deletion only what it is about is compared.
        let cleared = cleared.filter(|_| action != Action::Delete);
        let lines = cleared.map(|it| original_lines(it, but)).unwrap_or_default();
        let list = named.and_then(|it_is| self.released(it_is.index, it, cleared, &lines));
        let case = ReturnCase { goods_return: it, list, on: self.now.on };
        verdict.look_further(|findings| {
            checks::goods_return(&case, findings);
            let is_new = action == Action::New;
            if cleared.is_some_and(|it| is_new && it.returns.len() >= MAX_RETURNS) {
                let expected = format!("≤ {MAX_RETURNS}");
                let observed = (MAX_RETURNS + 1).to_string();
                findings.push(refuse("HSE-7028", "goods_return.list_no", observed, &expected));
            }
            let is_timeless = case.list.is_some_and(|it| it.apply_until.is_none());
            if let Some(cleared) = cleared.filter(|_| is_timeless) {
                let observed = cleared.released_on.to_string();
                let expected = "法定退货期限覆盖的放行日期 (a day of release that the law covers)";
                findings.push(refuse("HSE-5020", "goods_return.list_no", observed, expected));
            }
        });
        verdict
    }

    /// The list that a return is about, as far as it is released.
    fn released<'c>(
        &'c self,
        index: usize,
        it: &'c GoodsReturn<'_>,
        cleared: Option<&Cleared<'_>>,
        lines: &'c [OriginalLine<'c>],
    ) -> Option<ReleasedList<'c>> {
        let charged = self.cleared(index);
        let is_buyer = charged.is_none_or(|of| self.is_charged_to(of, &it.buyer_id_number));
        let original = self.original(index, &Application::from(it), is_buyer)?;
        Some(ReleasedList {
            original,
            apply_until: cleared.and_then(|it| self.last_day(it, "retail.return_apply_days")),
            is_summarised: cleared.is_some_and(|it| it.bill.slip.0 != 0),
            lines,
        })
    }

    /// Whether a list was charged to the year of this person: the account that it used is his.
    pub(crate) fn is_charged_to(&self, cleared: &Cleared<'_>, id_number: &str) -> bool {
        let year = cleared.released_on.number() / 10_000;
        let years = [year, year.saturating_sub(1)].map(|it| it.to_string());
        let keys = years.map(|it| self.keyring.annual_limit(id_number, &it));
        let charged = cleared.postings.iter().find(|it| it.kind == model::AccountKind::AnnualLimit);
        charged.is_none_or(|it| keys.contains(&it.account))
    }

    /// The last day of a period that is counted from the release, which is day 0.
    pub(crate) fn last_day(&self, cleared: &Cleared<'_>, parameter: &str) -> Option<Date> {
        let released = cleared.released_on.date()?;
        let days = self.registry.law.days_on(parameter, released).ok()?;
        released.checked_add(jiff::Span::new().days(days)).ok()
    }

    /// Files what was asked for in its place among the entry's returns.
    fn file_return(
        &mut self,
        index: usize,
        at: usize,
        it: &GoodsReturn<'a>,
        content: u64,
        origin: Origin<'a>,
    ) {
        let asked = Asked {
            head: &it.head,
            reference: Text::from(reference(it).to_owned()),
            declarant_code: it.declarant_code.clone(),
            lines: it.items.iter().map(|it| (it.number, it.quantity)).collect(),
            content,
        };
        let fresh = Return::new(asked, DayStamp::from_date(self.now.on), origin);
        let Some(cleared) = self.cleared_mut(index) else { return };
        match cleared.returns.get_mut(at) {
            Some(held) => held.put(it.head.action, fresh),
            None => cleared.returns.push(fresh),
        }
        self.note_return(index, at);
        self.plan_bill(index);
    }

    /// History says where a return stands; of one that lapsed, what did not come.
    pub(crate) fn note_return(&mut self, index: usize, at: usize) {
        let Some(entry) = self.entries.get(index) else { return };
        let Some(cleared) = &entry.cleared else { return };
        let Some(it) = cleared.returns.get(at) else { return };
        let until = self.last_day(cleared, "retail.return_arrive_days");
        let until = until.map(DayStamp::from_date).unwrap_or_default();
        let (what, outcome) = (it.told(cleared.return_no(at, entry.id), until), it.outcome());
        self.tally.outcome(outcome);
        self.note(index, what);
    }

    /// The same return once more: where it stands is said again.
    fn repeat_return(
        &mut self,
        index: usize,
        at: usize,
        document: &Document<'a>,
        it: &GoodsReturn<'a>,
        origin: &Origin<'a>,
    ) {
        let verdict = Verdict { findings: Vec::new(), fate: Fate::Ignored };
        self.note_document(Some(index), document, &verdict, origin);
        let Some(entry) = self.entries.get(index) else { return };
        let held = entry.cleared.as_ref().and_then(|it| it.returns.get(at));
        let Some(state) = held.map(|it| it.state) else { return };
        let (status, text) = match state {
            ReturnState::Arrived => (EntryState::Reviewed, "退货审结，商品已全部运抵"),
            ReturnState::Lapsed => (EntryState::Rejected, "退货申请已逾期失效"),
            _ => (EntryState::Accepted, messages::ACCEPTED),
        };
        let status = messages::status::of_entry(status);
        let no = entry.cleared.as_ref().map(|it| it.return_no(at, entry.id)).unwrap_or_default();
        let receipt = application_return(it, no, status, Text::borrowed(text));
        self.answer(Some(index), &[&origin.sender], receipt, &[]);
    }

    /// Says why a return is not taken.
    fn refuse_return(
        &mut self,
        index: Option<usize>,
        it: &GoodsReturn<'a>,
        status: i32,
        verdict: &Verdict,
        origin: &Origin<'a>,
    ) {
        let no = it.preliminary_no.to_string();
        let receipt = application_return(it, no, status, info(&verdict.findings, ""));
        self.answer(index, &origin.recipients(), receipt, &verdict.findings);
    }

    /// A receipt about a return that is held, to whoever applied and subscribed.
    pub(crate) fn answer_return(
        &mut self,
        index: usize,
        at: usize,
        status: i32,
        text: Text<'a>,
        findings: &[model::Finding],
    ) {
        let Some(entry) = self.entries.get(index) else { return };
        let (Some(list), Some(cleared)) = (&entry.list, &entry.cleared) else { return };
        let Some(it) = cleared.returns.get(at) else { return };
        let receipt = ReceiptBody::GoodsReturn(ApplicationReturn {
            guid: it.guid.clone(),
            customs_code: list.customs_code.clone(),
            platform_code: list.platform_code.clone(),
            seller_code: list.seller_code.clone(),
            declarant_code: it.declarant_code.clone(),
            trader_reference: it.reference.clone(),
            preliminary_no: Text::from(cleared.return_no(at, entry.id)),
            list_no: Text::from(entry.list_no()),
            status,
            info: text,
        });
        let to = it.recipients();
        let to: Vec<&str> = to.iter().map(Text::as_str).collect();
        self.answer(Some(index), &to, receipt, findings);
    }
}

/// The applicant's number of a return; a sender without one goes by the submission's identifier.
fn reference<'r>(it: &'r GoodsReturn<'_>) -> &'r str {
    it.trader_reference.given().unwrap_or(&it.head.guid)
}

fn original_lines<'c>(cleared: &'c Cleared<'_>, but: Option<usize>) -> Vec<OriginalLine<'c>> {
    let line = |it: &'c crate::cleared::ClearedLine<'_>| OriginalLine {
        number: it.number,
        commodity_code: it.commodity_code,
        quantity: it.quantity,
        unit: &it.unit,
        name: it.name,
        returned_before: cleared.returned(it.number, but),
    };
    cleared.lines.iter().map(line).collect()
}

fn application_return<'a>(
    it: &GoodsReturn<'a>,
    return_no: String,
    status: i32,
    text: Text<'a>,
) -> ReceiptBody<'a> {
    ReceiptBody::GoodsReturn(ApplicationReturn {
        guid: it.head.guid.clone(),
        customs_code: it.customs_code.clone(),
        platform_code: it.platform_code.clone(),
        seller_code: it.seller_code.clone(),
        declarant_code: it.declarant_code.clone(),
        trader_reference: it.trader_reference.clone(),
        preliminary_no: Text::from(return_no),
        list_no: it.list_no.clone(),
        status,
        info: text,
    })
}
