//! Tax that is paid month by month under a general guarantee (汇总征税): who may, what a month gathers, its
//! payment, and what follows when it is not paid (关税法第四十三条).

use lifecycle::{MonthlyEvent as Step, next_monthly};
use model::{
    Amount, Credit, Date, DayStamp, Declaration, EntryId, Finding, Moment, MonthlyPayer,
    MonthlyState, Notice, NoticeSubject, ReceiptBody, Text,
};

use crate::{
    catalogue::refuse,
    desk::Desk,
    duty_slip::DutySlip,
    history::Event,
    monthly_file::{MonthOfTax, MonthlyFile, case_of_monthly_payer},
    registry::Registry,
};

/// First two characters of `Type` of a declaration that asks for it: 汇总征税报关单, and with own tax (2018-67).
const KINDS: [&str; 2] = ["CL", "ZC"];

/// Whether a declaration asks for monthly payment.
pub(crate) fn is_monthly(declaration: &Declaration<'_>) -> bool {
    KINDS.iter().any(|it| declaration.kind.starts_with(it))
}

impl Registry {
    /// The row of a declaration's trader, by either of the codes that he goes by, with its case.
    pub(crate) fn monthly_payer_of(
        &self,
        declaration: &Declaration<'_>,
    ) -> Option<(EntryId, &MonthlyPayer)> {
        let all = self.monthly_payers();
        if all.is_empty() {
            return None;
        }
        let codes = self.trader_codes(declaration);
        let found = codes.into_iter().find_map(|it| all.get(it));
        found.map(|(place, row)| (case_of_monthly_payer(place), row))
    }

    /// Everything that is wrong with rows before they take effect.
    pub(crate) fn monthly_faults(&self, rows: &[MonthlyPayer]) -> Vec<Finding> {
        let mut findings = Vec::new();
        for (place, row) in rows.iter().enumerate() {
            let mut report = |field: &str, observed: &str, expected: &str| {
                let pointer = format!("rows[{place}].{field}");
                findings.push(refuse("HSE-6526", &pointer, observed.to_owned(), expected));
            };
            for fault in row.faults() {
                report(fault.field, &fault.observed, fault.expected);
            }
            let enterprise = self.enterprise(&row.code);
            let is_again = rows.iter().take(place).any(|it| {
                it.code == row.code
                    || enterprise.is_some_and(|one| one.codes().any(|code| code == it.code))
            });
            if is_again {
                report("code", &row.code, "每个企业只出现一次 (a trader once in all rows)");
            }
            if enterprise.is_some_and(|it| it.credit == Credit::Dishonest) {
                report("code", &row.code, "非失信企业 (a trader who is not dishonest)");
            }
        }
        findings
    }
}

impl<'a> Desk<'a, '_> {
    /// What stands against monthly payment of a declaration that asks for it. What completes a summary is not
    /// asked again whether it may: its goods have gone so.
    pub(crate) fn monthly_findings(
        &self,
        declaration: &Declaration<'_>,
        completes: bool,
    ) -> Vec<Finding> {
        if !is_monthly(declaration) {
            return Vec::new();
        }
        let at = "declaration.kind";
        let code = declaration.trader.code.to_string();
        let mut findings = Vec::new();
        match self.registry.monthly_payer_of(declaration) {
            Some(_) if completes => {}
            Some((_, row)) if !row.is_valid_on(self.now.on) => {
                let to = row.valid_to.map(|it| it.to_string()).unwrap_or_default();
                let observed = format!("{code}: {}至{to}", row.valid_from);
                let expected = format!("{}适用汇总征税 (in force on the day)", self.now.on);
                findings.push(refuse("HSE-6520", at, observed, &expected));
            }
            Some((id, _)) => findings.extend(self.suspension(id, &code)),
            None => {
                let expected = "已备案汇总征税的企业 (a trader who pays monthly)";
                findings.push(refuse("HSE-6520", at, code.clone(), expected));
            }
        }
        let enterprise = self.registry.enterprise(&code);
        if !completes && enterprise.is_some_and(|it| it.credit == Credit::Dishonest) {
            let expected = "非失信企业 (a trader who is not dishonest)";
            findings.push(refuse("HSE-6520", at, code, expected));
        }
        if let Err(gap) = tax::monthly_payment_due_on(&self.registry.law, self.now.on) {
            let expected = "工作日历所及的月份 (a month that a calendar of working days covers)";
            findings.push(refuse("HSE-6522", at, gap.on.to_string(), expected));
        }
        findings
    }

    fn suspension(&self, id: EntryId, code: &str) -> Option<Finding> {
        let file = self.monthly.of_id(id).and_then(|it| self.monthly.files.get(it))?;
        if file.state != MonthlyState::Suspended {
            return None;
        }
        let observed = format!("{code}: {}", lifecycle::monthly_title_zh(file.state));
        let n_missed = file.missed.len();
        let expected = format!("逾期的{n_missed}份缴款书税款入库 (so many slips settled first)");
        Some(refuse("HSE-6521", "declaration.kind", observed, &expected))
    }

    /// Last day of a slip that is made today.
    pub(crate) fn slip_due_on_of(&self, declaration: &Declaration<'_>) -> Date {
        let (law, today) = (&self.registry.law, self.now.on);
        let monthly =
            is_monthly(declaration) && self.registry.monthly_payer_of(declaration).is_some();
        let due_on = monthly.then(|| tax::monthly_payment_due_on(law, today).ok()).flatten();
        due_on.or_else(|| tax::payment_due_on(law, today).ok()).unwrap_or(today)
    }

    /// Traders who pay month by month are registered.
    pub(crate) fn register_monthly(&mut self, rows: &[MonthlyPayer]) {
        for row in rows {
            let Some((place, _)) = self.registry.monthly_payers().get(&row.code) else { continue };
            let id = case_of_monthly_payer(place);
            let known = self.monthly.of_id(id);
            let index = known.unwrap_or_else(|| self.monthly.add(MonthlyFile::new(id, &row.code)));
            let registered = Event::MonthlyRegistered {
                code: row.code.clone(),
                valid_from: DayStamp::from_date(row.valid_from),
                valid_to: row.valid_to.map(DayStamp::from_date).unwrap_or_default(),
            };
            self.note_monthly(index, registered);
        }
    }

    /// A slip was made: it is gathered for its month.
    pub(crate) fn gather_slip(&mut self, slip: usize, declaration: usize) {
        let Some(file) = self.declarations.files.get(declaration) else { return };
        if !is_monthly(&file.declaration) {
            return;
        }
        let Some((id, _)) = self.registry.monthly_payer_of(&file.declaration) else { return };
        let Some(index) = self.monthly.of_id(id) else { return };
        let Some(it) = self.duty_slips.files.get_mut(slip) else { return };
        it.monthly = id;
        let (id, amount, due_on, slip_no) = (it.id, it.amount, it.due_on, it.slip_no());
        let month = self.now.on.first_of_month();
        let Some(file) = self.monthly.files.get_mut(index) else { return };
        // What is settled and past is told by its slips.
        let today = DayStamp::from_date(self.now.on);
        file.months.retain(|it| !it.open.is_empty() || it.due_on >= today);
        let stamp = DayStamp::from_date(month);
        let place = file.months.iter().position(|it| it.month == stamp);
        let place = place.unwrap_or_else(|| {
            let (open, paid) = (Vec::new(), Amount::ZERO);
            file.months.push(MonthOfTax { month: stamp, due_on, open, paid, n_paid: 0 });
            file.months.len() - 1
        });
        if let Some(month) = file.months.get_mut(place) {
            month.open.push((id, amount));
            // A calendar that was mended since moves the last day of the whole month.
            month.due_on = due_on;
        }
        self.note_monthly(index, Event::MonthlyGathered { slip_no, amount, due_on });
    }

    /// A gathered slip is paid, or void.
    pub(crate) fn slip_is_done(&mut self, slip: &(EntryId, EntryId), is_paid: bool) {
        let (slip, case) = *slip;
        let Some(index) = self.monthly.of_id(case) else { return };
        let Some(file) = self.monthly.files.get_mut(index) else { return };
        let mut done = None;
        for month in &mut file.months {
            let Some(place) = month.open.iter().position(|(it, _)| *it == slip) else { continue };
            let (_, amount) = month.open.remove(place);
            if is_paid {
                (month.paid, month.n_paid) = (month.paid + amount, month.n_paid + 1);
            }
            done = Some((month.month, month.owed()));
        }
        if let Some((month, owed)) = done {
            self.note_monthly(index, Event::MonthlyDone { month, owed });
        }
    }

    /// A gathered slip was not paid on its last day: nothing more is gathered until the treasury has it.
    pub(crate) fn month_is_missed(&mut self, slip: usize) {
        let Some(it) = self.duty_slips.files.get(slip) else { return };
        let (id, case, due_on, amount) = (it.id, it.monthly, it.due_on, it.amount);
        let Some(index) = self.monthly.of_id(case) else { return };
        let Some(file) = self.monthly.files.get_mut(index) else { return };
        if !file.missed.contains(&id) {
            file.missed.push(id);
        }
        let was = file.state;
        self.move_monthly(index, Step::Missed);
        if was == MonthlyState::InForce {
            self.tally.outcome("monthly_payments_suspended");
            self.tell_monthly(index, amount, due_on, "汇总征税税款逾期未缴，暂停适用汇总征税");
        }
    }

    /// The treasury has a gathered slip's tax.
    pub(crate) fn month_is_settled(&mut self, slip: EntryId, case: EntryId) {
        let Some(index) = self.monthly.of_id(case) else { return };
        let Some(file) = self.monthly.files.get_mut(index) else { return };
        let Some(place) = file.missed.iter().position(|it| *it == slip) else { return };
        file.missed.remove(place);
        if !file.missed.is_empty() {
            let (month, owed) = (DayStamp::default(), Amount::ZERO);
            return self.note_monthly(index, Event::MonthlyDone { month, owed });
        }
        self.move_monthly(index, Step::Settled);
        self.tally.outcome("monthly_payments_restored");
        let today = DayStamp::from_date(self.now.on);
        self.tell_monthly(index, Amount::ZERO, today, "税款已入库，恢复适用汇总征税");
    }

    fn tell_monthly(
        &mut self,
        index: usize,
        amount: Amount,
        due_on: DayStamp,
        words: &'static str,
    ) {
        let Some(file) = self.monthly.files.get(index) else { return };
        let (id, to, state) = (file.id, file.code.to_string(), file.state);
        let receipt = ReceiptBody::Notice(Notice {
            about: NoticeSubject::MonthlyPayment,
            number: Text::from(to.clone()),
            state: Text::borrowed(lifecycle::monthly_title_en(state)),
            status: state as i32,
            amount: Some(amount).filter(|it| it.is_positive()),
            due_on,
            info: Text::borrowed(words),
        });
        let said = self.issue(id, receipt, &[]);
        let answered = self.address(&to, said);
        self.note_monthly(index, answered);
    }

    fn move_monthly(&mut self, index: usize, step: Step) {
        let Some(file) = self.monthly.files.get_mut(index) else { return };
        let Some(to) = next_monthly(file.state, step) else { return };
        let from = std::mem::replace(&mut file.state, to);
        self.note_monthly(index, Event::MonthlyMoved { from, to });
    }

    fn note_monthly(&mut self, index: usize, what: Event) {
        let happening = self.happening(what);
        if let Some(file) = self.monthly.files.get_mut(index) {
            file.touched = true;
            file.happenings.push(happening);
        }
    }

    /// 汇总支付: a bank or the treasury says that the tax of a month was paid, all of it.
    pub(crate) fn pay_month(
        &mut self,
        code: &str,
        month: Date,
        paid: (Amount, String, Moment),
        sender: &str,
    ) {
        const KIND: &str = "monthly_paid";
        let (amount, bank, at) = paid;
        let case = self.registry.monthly_payers().get(code);
        let index = case.and_then(|(place, _)| self.monthly.of_id(case_of_monthly_payer(place)));
        let Some(file) = index.and_then(|it| self.monthly.files.get(it)) else {
            let expected = "已备案汇总征税的企业 (a trader who pays monthly)";
            let finding = refuse("HSE-6520", "code", code.to_owned(), expected);
            return self.refuse_command(KIND, vec![finding], sender);
        };
        let stamp = DayStamp::from_date(month.first_of_month());
        let open = file.months.iter().find(|it| it.month == stamp).map(|it| &it.open);
        let open: Vec<EntryId> = open.into_iter().flatten().map(|(id, _)| *id).collect();
        let slips: Vec<usize> =
            open.into_iter().filter_map(|it| self.duty_slips.of_id(it)).collect();
        let on = at.local_date().min(self.now.on);
        let owed_on = |it: &DutySlip<'_>| {
            let (tax, fee) = self.slip_owed(it, on);
            tax + fee
        };
        let owed: Vec<(usize, Amount)> = slips
            .into_iter()
            .filter_map(|slip| Some((slip, owed_on(self.duty_slips.files.get(slip)?))))
            .collect();
        let total: Amount = owed.iter().map(|(_, amount)| *amount).sum();
        if !total.is_positive() || total != amount {
            let expected = format!("{total} ({}份缴款书 slips)", owed.len());
            let finding = refuse("HSE-6523", "amount", amount.to_string(), &expected);
            return self.refuse_command(KIND, vec![finding], sender);
        }
        for (slip, amount) in owed {
            self.pay_slip_at_once(slip, bank.clone(), amount, at);
        }
        self.tally.outcome("months_paid");
    }
}
