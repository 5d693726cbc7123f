//! Goods that were released on guarantee (担保放行): what is open of them and until when, what officers grant and
//! find met, and the guarantee that is called when the day has passed (海关事务担保条例第十八条).

use jiff::Span;
use model::{
    Amount, Date, DayStamp, DeclarationState as State, DeclarationStep, Finding,
    GuaranteeCondition as Condition, GuaranteedReleaseAct, Moment, Movement, Notice, NoticeSubject,
    ReceiptBody, Text,
};
use serde::{Deserialize, Serialize};

use crate::{
    catalogue::refuse, declaration::DeclarationFile, desk::Desk, history::Event, money::after,
    monthly::is_monthly,
};

/// What is open of goods that went on guarantee.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GuaranteeTerm {
    /// In the order in which they are declared, none twice.
    pub conditions: Vec<Condition>,
    /// Last day.
    pub until: DayStamp,
    /// What the guarantee stands for beside tax, deposits and letters.
    pub amount: Amount,
}

impl GuaranteeTerm {
    /// Whether anything but the payment of tax is open.
    pub fn is_of_elements(&self) -> bool {
        self.conditions.iter().any(|it| *it != Condition::Tax)
    }
}

impl DeclarationFile<'_> {
    fn has_gone(&self) -> bool {
        matches!(self.state, State::ReleasedOnGuarantee | State::Released | State::Cleared)
    }

    /// Its goods are on guarantee: another day is another term.
    fn is_prolonged(&self) -> bool {
        matches!(self.state, State::ReleasedOnGuarantee | State::Cleared) && self.is_secured()
    }

    /// Whether an officer may let its goods go on guarantee, or give them more time.
    pub(crate) fn may_be_guaranteed(&self) -> bool {
        let waits = matches!(self.state, State::Reviewing | State::AwaitingTax);
        let is_assessed =
            self.assessment.is_some() && self.declaration.step != DeclarationStep::Summary;
        waits && is_assessed || self.is_prolonged()
    }

    /// What is open of goods that went on guarantee, besides tax: an officer says what is met.
    pub(crate) fn open_conditions(&self) -> Vec<Condition> {
        let open = self.term.iter().filter(|_| self.has_gone()).flat_map(|it| &it.conditions);
        open.copied().filter(|it| *it != Condition::Tax).collect()
    }

    /// What the guarantee stands for beside tax that is not paid.
    fn held_for_elements(&self) -> Amount {
        let held = self.stood_for();
        (held - self.owed()).max(Amount::ZERO)
    }
}

impl<'a> Desk<'a, '_> {
    /// Its goods have gone on guarantee: tax is paid until the slip's last day. Says so.
    pub(crate) fn begin_term(&mut self, index: usize) -> Text<'a> {
        let Some(file) = self.declarations.files.get(index) else { return Text::default() };
        let due_on = self.duty_slips.of_id(file.slip);
        let due_on = due_on.and_then(|it| self.duty_slips.files.get(it)).map(|it| it.due_on);
        let is_owed = file.owed().is_positive();
        let term = match (&file.term, due_on) {
            (Some(term), _) => Some(term.clone()),
            (None, Some(until)) if is_owed => Some(GuaranteeTerm {
                conditions: vec![Condition::Tax],
                until,
                amount: Amount::ZERO,
            }),
            _ => None,
        };
        let Some(term) = term else { return Text::borrowed("担保放行") };
        let mode = if is_monthly(&file.declaration) { "汇总征税" } else { "" };
        let words = format!("{mode}担保放行，{}", words_of(&term));
        self.set_term(index, Some(term), "", "");
        Text::from(words)
    }

    /// With the moment at which it ends; `officer` and `reason` are empty where the law sets it.
    fn set_term(&mut self, index: usize, term: Option<GuaranteeTerm>, officer: &str, reason: &str) {
        let Some(file) = self.declarations.files.get_mut(index) else { return };
        file.touched = true;
        // Of goods that have not gone nothing falls due; when they go, it may be at once.
        let until = term.as_ref().filter(|_| file.has_gone()).and_then(|it| it.until.date());
        file.due_at = until.map(after);
        let is_new = file.term != term || !officer.is_empty();
        file.term.clone_from(&term);
        if let Some(term) = term.filter(|_| is_new) {
            let GuaranteeTerm { conditions, until, amount } = term;
            let (officer, reason) = (officer.to_owned(), reason.to_owned());
            let granted = Event::GuaranteedUntil { conditions, until, amount, officer, reason };
            self.note_declaration(index, granted);
        }
    }

    /// Tax is open no more.
    pub(crate) fn tax_is_met(&mut self, index: usize) {
        let Some(file) = self.declarations.files.get_mut(index) else { return };
        if file.owed().is_positive() {
            return;
        }
        let Some(term) = &mut file.term else { return };
        term.conditions.retain(|it| *it != Condition::Tax);
        if term.conditions.is_empty() {
            (file.term, file.due_at) = (None, None);
        }
    }

    /// An officer lets goods go on guarantee, or says what is open no more.
    pub(crate) fn guaranteed_release(
        &mut self,
        number: &str,
        act: GuaranteedReleaseAct,
        [officer, reason]: [String; 2],
        sender: &str,
    ) {
        const KIND: &str = "guaranteed_release";
        let Some(index) = self.declarations.of_no(number) else {
            return self.refuse_unknown_declaration(KIND, number, sender);
        };
        let mut findings = Vec::new();
        if officer.trim().is_empty() {
            findings.push(refuse("HSE-6516", "officer", String::new(), "关员 (an officer)"));
        }
        match act {
            GuaranteedReleaseAct::Grant { mut conditions, until, amount } => {
                conditions.sort_unstable();
                conditions.dedup();
                let until_day = DayStamp::from_date(until);
                let term = GuaranteeTerm { conditions, until: until_day, amount };
                self.grant_faults(index, &term, until, &mut findings);
                match findings.is_empty() {
                    true => self.grant(index, term, until, [officer, reason], sender),
                    false => self.refuse_command(KIND, findings, sender),
                }
            }
            GuaranteedReleaseAct::Met { conditions } => {
                self.met_faults(index, &conditions, &mut findings);
                match findings.is_empty() {
                    true => self.meet_conditions(index, conditions, [officer, reason]),
                    false => self.refuse_command(KIND, findings, sender),
                }
            }
        }
    }

    fn grant_faults(
        &self,
        index: usize,
        term: &GuaranteeTerm,
        until: Date,
        findings: &mut Vec<Finding>,
    ) {
        let Some(file) = self.declarations.files.get(index) else { return };
        let is_prolonged = file.is_prolonged();
        if !file.may_be_guaranteed() {
            let title = lifecycle::declaration_title_zh(file.state).to_owned();
            let expected =
                "人工审单、待缴税或者担保放行 (in review, awaiting tax, or on guarantee)";
            findings.push(refuse("HSE-6515", "declaration_no", title, expected));
        }
        if term.conditions.is_empty() {
            let expected = "至少一项未办结事项 (at least one that is open)";
            findings.push(refuse("HSE-6516", "act.grant.conditions", String::new(), expected));
        }
        let is_more = term.amount.is_positive();
        if term.amount.is_negative() || is_more && (is_prolonged || !term.is_of_elements()) {
            let expected =
                "放行前为未确定事项核定的金额 (for what is open besides tax, before release)";
            let observed = term.amount.to_string();
            findings.push(refuse("HSE-6516", "act.grant.amount", observed, expected));
        }
        let released_on = file.declared_on.date().unwrap_or(self.now.on);
        let months = self.registry.law.months_on("tax.guaranteed_months", self.now.on);
        let Ok(months) = months else {
            let expected = "参数所及之日 (a day that law covers)";
            return findings.push(refuse("HSE-6103", "until", self.now.on.to_string(), expected));
        };
        let last = released_on.checked_add(Span::new().months(months)).unwrap_or(until);
        if until < self.now.on || until > last {
            let expected = format!("{}至{last} (from today to so many months on)", self.now.on);
            findings.push(refuse("HSE-6517", "act.grant.until", until.to_string(), &expected));
        }
    }

    fn grant(
        &mut self,
        index: usize,
        mut term: GuaranteeTerm,
        until: Date,
        [officer, reason]: [String; 2],
        sender: &str,
    ) {
        let Some(file) = self.declarations.files.get_mut(index) else { return };
        let has_gone = file.has_gone();
        let before = file.term.clone();
        if has_gone {
            term.amount = before.as_ref().map(|it| it.amount).unwrap_or_default();
        }
        file.term = Some(term.clone());
        if !has_gone {
            let short = self.hold_for_term(index, &term);
            if let Some(finding) = short {
                if let Some(file) = self.declarations.files.get_mut(index) {
                    file.term = before;
                }
                return self.refuse_command("guaranteed_release", vec![finding], sender);
            }
        }
        self.defer_slip(index, until);
        self.set_term(index, Some(term), &officer, &reason);
        self.tally.outcome("guaranteed_releases_granted");
        if !has_gone {
            self.proceed(index);
        }
    }

    /// The guarantee stands for all that is open.
    fn hold_for_term(&mut self, index: usize, term: &GuaranteeTerm) -> Option<Finding> {
        let file = self.declarations.files.get(index)?;
        let assessment = file.assessment.as_deref()?;
        let wanted = file.owed() + assessment.secured() + term.amount;
        let purposes = crate::guarantees::purposes_of(file, assessment);
        if !wanted.is_positive() {
            let observed = wanted.to_string();
            let expected = "应缴税款或者担保金额 (tax that is owed, or an amount)";
            return Some(refuse("HSE-6516", "act.grant.amount", observed, expected));
        }
        let chosen =
            self.choose_guarantee(&file.declaration, file.guarantee.as_slice(), wanted, &purposes);
        let chosen = match chosen {
            Ok(chosen) => chosen,
            Err(finding) => return Some(*finding),
        };
        // It may be put on another than what it stood on.
        self.move_guarantee(index, Movement::Void);
        self.reserve_guarantee(index, &chosen, wanted);
        None
    }

    fn met_faults(&self, index: usize, conditions: &[Condition], findings: &mut Vec<Finding>) {
        let Some(file) = self.declarations.files.get(index) else { return };
        let open: &[Condition] = file.term.as_ref().map_or(&[], |it| &it.conditions);
        let is_open = |it: &Condition| *it != Condition::Tax && open.contains(it);
        let fails = conditions.is_empty() || !conditions.iter().all(is_open);
        if !file.has_gone() || fails {
            let titles = |all: &[Condition]| {
                all.iter().map(|it| it.title_zh()).collect::<Vec<_>>().join("、")
            };
            let expected =
                format!("未办结的事项：{} (those that are open; tax is paid)", titles(open));
            let at = "act.met.conditions";
            findings.push(refuse("HSE-6518", at, titles(conditions), &expected));
        }
    }

    fn meet_conditions(
        &mut self,
        index: usize,
        conditions: Vec<Condition>,
        [officer, reason]: [String; 2],
    ) {
        let Some(file) = self.declarations.files.get_mut(index) else { return };
        let Some(term) = &mut file.term else { return };
        term.conditions.retain(|it| !conditions.contains(it));
        let is_open = term.is_of_elements();
        let met = Event::GuaranteeConditionsMet { conditions, officer, reason };
        self.note_declaration(index, met);
        self.tally.outcome("guarantee_conditions_met");
        if is_open {
            return;
        }
        self.let_go_of_elements(index, Movement::Reverse);
        self.tax_is_met(index);
        self.finish_term(index);
    }

    /// Nothing but tax is open: what the guarantee stands for besides goes that way.
    fn let_go_of_elements(&mut self, index: usize, movement: Movement) -> Amount {
        let held = self.declarations.files.get(index).map(DeclarationFile::held_for_elements);
        let held = held.filter(|it| it.is_positive()).unwrap_or_default();
        if held.is_positive() {
            self.move_part(index, movement, held);
        }
        if let Some(term) = self.declarations.files.get_mut(index).and_then(|it| it.term.as_mut()) {
            term.amount = Amount::ZERO;
        }
        held
    }

    /// Goods on guarantee that no guarantee stands for any more are released.
    fn finish_term(&mut self, index: usize) {
        let file = self.declarations.files.get(index);
        let is_free = file.is_some_and(|it| !it.is_secured() && it.owed().is_zero());
        let state = file.map(|it| it.state);
        if is_free && state == Some(State::ReleasedOnGuarantee) {
            self.proceed(index);
        }
    }

    /// The last day of a term has passed.
    pub(crate) fn term_ends(&mut self, index: usize, due_at: Moment) -> bool {
        let Some(file) = self.declarations.files.get_mut(index) else { return false };
        if file.due_at != Some(due_at) || !file.has_gone() {
            return false;
        }
        let Some(term) = file.term.clone() else {
            file.due_at = None;
            return false;
        };
        let owed = file.owed();
        let slip = self.duty_slips.of_id(file.slip).and_then(|it| self.duty_slips.files.get(it));
        let slip = slip.filter(|it| owed.is_positive() && lifecycle::is_payable(it.state));
        // A slip that was made anew has a last day of its own.
        let last = slip.map_or(term.until, |it| it.due_on.max(term.until));
        let Some(last) = last.date() else { return false };
        if self.now.on <= last {
            let until = DayStamp::from_date(last);
            self.set_term(index, Some(GuaranteeTerm { until, ..term }), "", "");
            return true;
        }
        (file.due_at, file.term) = (None, None);
        if owed.is_zero() && !term.is_of_elements() {
            let (officer, reason) = (String::new(), String::new());
            let conditions = term.conditions;
            let met = Event::GuaranteeConditionsMet { conditions, officer, reason };
            self.note_declaration(index, met);
        } else {
            self.call_guarantee(index, &term, owed, last);
        }
        true
    }

    /// 执行担保: first what it stands for besides tax, then tax.
    fn call_guarantee(&mut self, index: usize, term: &GuaranteeTerm, owed: Amount, last: Date) {
        let Some(file) = self.declarations.files.get(index) else { return };
        if file.guarantee.is_none() && file.is_secured() {
            return self.waiver_ends(index, term, owed, last);
        }
        let held = file.stood_for();
        let guarantee_no = file.guarantee_no.to_string();
        let by = self.guarantor_of(file);
        let slip = self.duty_slips.of_id(file.slip);
        let is_open = term.is_of_elements();
        let mut called = Amount::ZERO;
        if is_open {
            called += self.let_go_of_elements(index, Movement::Call);
        }
        let is_tax_due = owed.is_positive() && held >= owed;
        if is_tax_due {
            called += owed;
        }
        let conditions = term.conditions.clone();
        let what = Event::GuaranteeCalled {
            guarantee_no: guarantee_no.clone(),
            by: by.clone(),
            amount: called,
            conditions,
        };
        self.note_declaration(index, what);
        if called.is_zero() {
            return;
        }
        self.tally.outcome("guarantees_called");
        self.tell_of_call(index, guarantee_no, called, last);
        if let Some(slip) = slip.filter(|_| owed.is_positive()) {
            self.month_is_missed(slip);
        }
        if let (Some(slip), true) = (slip, is_tax_due) {
            // It stood for the tax until its last day, so nothing is owed for lateness.
            let at = Moment::from_local(last.at(23, 59, 59, 0));
            self.pay_by_guarantee(slip, by, owed, at);
        }
        self.finish_term(index);
    }

    /// Who pays when a declaration's guarantee is called.
    fn guarantor_of(&self, file: &DeclarationFile<'_>) -> String {
        let row = self.registry.guarantees().get(&file.guarantee_no);
        match row {
            Some(row) if !row.issuer.is_empty() => row.issuer.clone(),
            Some(row) => format!("{} {}", row.kind.title_zh(), row.number),
            None => format!("担保 {}", file.declaration.trader.code),
        }
    }

    fn tell_of_call(&mut self, index: usize, number: String, amount: Amount, last: Date) {
        let Some(file) = self.declarations.files.get(index) else { return };
        let to = file.sender.clone();
        let number =
            if number.is_empty() { file.declaration.trader.code.to_string() } else { number };
        let words = format!("{}担保放行期限届满未履行，已执行担保", file.declaration_no);
        let receipt = ReceiptBody::Notice(Notice {
            about: NoticeSubject::Guarantee,
            number: Text::from(number),
            state: Text::borrowed("called"),
            status: CALLED,
            amount: Some(amount),
            due_on: DayStamp::from_date(last),
            info: Text::from(words),
        });
        self.say_of_declaration(Some(index), &to, receipt, &[]);
    }

    pub(crate) fn free_term(&mut self, index: usize) {
        if let Some(file) = self.declarations.files.get_mut(index)
            && file.term.is_some()
        {
            (file.term, file.due_at) = (None, None);
        }
    }

    /// The day has come that was planned for a declaration.
    pub(crate) fn declaration_falls_due(&mut self, index: usize, due_at: Moment) -> bool {
        let state = self.declarations.files.get(index).map(|it| it.state);
        match state {
            Some(State::SummaryReleased) => self.full_is_overdue(index, due_at),
            Some(State::ListReleased) => self.list_is_overdue(index, due_at),
            _ => self.term_ends(index, due_at),
        }
    }
}

/// Of a notice: the guarantee was called. The others are the states of an instrument.
const CALLED: i32 = 9;

fn words_of(term: &GuaranteeTerm) -> String {
    let titles: Vec<&str> = term.conditions.iter().map(|it| it.title_zh()).collect();
    let until = term.until.date().map(|it| it.to_string()).unwrap_or_default();
    format!("请于{until}前{}", titles.join("、"))
}
