//! Returned goods that came back into their site, or did not in time.

use lifecycle::{ReturnEvent, next_return};
use model::{Amount, EntryState, Finding, LineQuantity, Moment, ReturnState, Text};

use crate::{
    catalogue::refuse,
    cleared::{Cleared, Return},
    desk::Desk,
    history::Event,
    numbers::entry_of_return_no,
    take::cut,
};

impl<'a> Desk<'a, '_> {
    /// The site took goods of a return in. Everything that speaks against it is said at once.
    pub(crate) fn goods_back(
        &mut self,
        return_no: &str,
        site: String,
        lines: Vec<LineQuantity>,
        at: Moment,
        sender: &str,
    ) {
        let Some((index, nth)) = self.return_of(return_no) else {
            let expected = "退货回执给出的编号 (the number that receipt 626 gave)";
            let finding = refuse("HSE-7021", "return_no", return_no.to_owned(), expected);
            return self.refuse_command("goods_back", vec![finding], sender);
        };
        // A site reports what has happened; no later than it reports it.
        let arrived_on = at.min(self.now.at).local_date();
        let findings = self.judge_back(index, nth, &site, &lines, arrived_on);
        if !findings.is_empty() {
            return self.refuse_command("goods_back", findings, sender);
        }
        let no = return_no.to_owned();
        self.note(index, Event::GoodsBack { no, site, at, lines: lines.clone() });
        let Some(before) = self.cleared(index).map(Cleared::totals) else { return };
        if let Some(cleared) = self.cleared_mut(index) {
            take_in(cleared, nth, &lines);
        }
        self.reverse(index, before, &lines);
        self.answer_back(index, nth);
        self.plan_bill(index);
    }

    /// The entry with the return of that number, and its place there.
    fn return_of(&self, return_no: &str) -> Option<(usize, usize)> {
        let id = entry_of_return_no(return_no)?;
        let index = self.index_of(id)?;
        let cleared = self.cleared(index)?;
        let nth = (0..cleared.returns.len()).find(|it| cleared.return_no(*it, id) == return_no)?;
        Some((index, nth))
    }

    fn judge_back(
        &self,
        index: usize,
        nth: usize,
        site: &str,
        lines: &[LineQuantity],
        arrived_on: model::Date,
    ) -> Vec<Finding> {
        let mut findings = Vec::new();
        let Some(entry) = self.entries.get(index) else { return findings };
        let Some(cleared) = &entry.cleared else { return findings };
        let Some(held) = cleared.returns.get(nth) else { return findings };
        if next_return(held.state, ReturnEvent::PartCameBack).is_none() {
            let state = lifecycle::return_title_zh(held.state).to_owned();
            findings.push(refuse("HSE-7022", "return_no", state, "待运抵的退货 (one still open)"));
        }
        let last = self.last_day(cleared, "retail.return_arrive_days");
        if let Some(last) = last.filter(|it| arrived_on > *it) {
            let expected = format!("≤ {last}");
            findings.push(refuse("HSE-7023", "at", arrived_on.to_string(), &expected));
        }
        let own = entry.list.as_ref().map_or("", |it| it.site_code.as_str());
        if !own.is_empty() && own != site {
            findings.push(refuse("HSE-7024", "site", site.to_owned(), own));
        }
        if held.state == ReturnState::Applied {
            findings.extend(judge_lines(held, lines));
        }
        findings
    }

    /// Says how far a return has come.
    fn answer_back(&mut self, index: usize, nth: usize) {
        let held = self.cleared_mut(index).and_then(|it| it.returns.get_mut(nth));
        let Some(held) = held else { return };
        let is_complete = held.is_complete();
        let event = if is_complete { ReturnEvent::AllCameBack } else { ReturnEvent::PartCameBack };
        held.state = next_return(held.state, event).unwrap_or(held.state);
        if is_complete {
            self.note_return(index, nth);
            let status = messages::status::of_entry(EntryState::Reviewed);
            let text = Text::borrowed("退货审结，商品已全部运抵，税款与额度已冲回");
            return self.answer_return(index, nth, status, text, &[]);
        }
        let text = format!("部分商品已运抵，税款与额度已相应冲回；{}", missing_words(held));
        let status = messages::status::of_entry(EntryState::Accepted);
        self.answer_return(index, nth, status, cut(text), &[]);
    }

    /// Returns whose goods have not come in time lapse.
    pub(crate) fn lapse_returns(&mut self, index: usize) {
        let n_returns = self.cleared(index).map_or(0, |it| it.returns.len());
        for nth in 0..n_returns {
            let held = self.cleared_mut(index).and_then(|it| it.returns.get_mut(nth));
            let Some(held) = held else { continue };
            let Some(state) = next_return(held.state, ReturnEvent::TimeEnded) else { continue };
            held.state = state;
            let text = format!("退货商品逾期未运抵，申请失效；{}", missing_words(held));
            self.note_return(index, nth);
            let status = messages::status::of_entry(EntryState::Rejected);
            self.answer_return(index, nth, status, cut(text), &[]);
        }
    }
}

/// What the site counted is of the return, and no more than is still to come.
fn judge_lines(held: &Return<'_>, lines: &[LineQuantity]) -> Vec<Finding> {
    if lines.is_empty() {
        return vec![refuse("HSE-7025", "lines", "0".to_owned(), "1 or more")];
    }
    let mut findings = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        let sum = |quantities: &mut dyn Iterator<Item = Amount>| -> Amount { quantities.sum() };
        let of_line = held.lines.iter().filter(|it| it.number == line.number);
        let open = sum(&mut of_line.map(|it| it.quantity - it.back));
        let earlier = lines.iter().take(at).filter(|it| it.number == line.number);
        let left = open - sum(&mut earlier.map(|it| it.quantity));
        if !line.quantity.is_positive() || line.quantity > left {
            let (pointer, observed) = (format!("lines[{at}].quantity"), line.quantity.to_string());
            findings.push(refuse("HSE-7025", &pointer, observed, &format!("> 0, ≤ {left}")));
        }
    }
    findings
}

/// Puts what came back onto the return's lines, in their order, and onto the list's.
fn take_in(cleared: &mut Cleared<'_>, nth: usize, lines: &[LineQuantity]) {
    for line in lines {
        let mut rest = line.quantity;
        let held = cleared.returns.get_mut(nth).map(|it| &mut it.lines);
        for it in held.into_iter().flatten().filter(|it| it.number == line.number) {
            let here = rest.min(it.quantity - it.back);
            it.back += here;
            rest -= here;
        }
        if let Some(it) = cleared.lines.iter_mut().find(|it| it.number == line.number) {
            it.back += line.quantity;
        }
    }
}

/// `未运抵：第1项2.00、第3项1.00`.
pub(crate) fn missing_words(held: &Return<'_>) -> String {
    let words = |it: &LineQuantity| format!("第{}项{}", it.number, it.quantity);
    let missing: Vec<String> = held.missing().iter().map(words).collect();
    format!("未运抵：{}", missing.join("、"))
}
