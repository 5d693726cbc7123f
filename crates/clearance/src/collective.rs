//! Collective lists (集中申报清单): goods go on a list under a guarantee, and the list is declared with the others of
//! its month. What gathers them is decided in `gathered`.

use lifecycle::DeclarationEvent as Step;
use model::{
    Channel, CollectiveTrader, Date, DayStamp, Declaration, DeclarationState as State,
    DeclarationStep, Finding, Moment, Movement, Text,
};

use crate::{
    catalogue::refuse, claims::DrawersRecord, declaration::DeclarationFile, desk::Desk,
    history::Event, money::after, registry::Registry, take::info,
};

impl Registry {
    /// The row of a declaration's trader, by either of the codes that he goes by.
    fn collective_trader_of(&self, declaration: &Declaration<'_>) -> Option<&CollectiveTrader> {
        let codes = self.trader_codes(declaration);
        codes.into_iter().find_map(|it| self.collective_traders().get(it))
    }

    /// Everything that is wrong with rows before they take effect.
    pub(crate) fn collective_faults(&self, rows: &[CollectiveTrader]) -> Vec<Finding> {
        let mut findings = Vec::new();
        for (place, row) in rows.iter().enumerate() {
            let mut report = |field: &str, observed: &str, expected: &str| {
                let pointer = format!("rows[{place}].{field}");
                findings.push(refuse("HSE-6816", &pointer, observed.to_owned(), expected));
            };
            for fault in row.faults() {
                report(fault.field, &fault.observed, fault.expected);
            }
            if rows.iter().take(place).any(|it| it.code == row.code) {
                report("code", &row.code, "每个企业只出现一次 (a trader once in all rows)");
            }
            let enterprise = self.enterprise(&row.code);
            if enterprise.is_some_and(|it| it.credit == model::Credit::Dishonest) {
                report("code", &row.code, "非失信企业 (a trader who is not dishonest)");
            }
        }
        findings
    }
}

impl DeclarationFile<'_> {
    pub(crate) fn is_list(&self) -> bool {
        self.declaration.step == DeclarationStep::List
    }

    /// Of a list: last day on which it is declared with its month.
    pub(crate) fn declare_by(&self) -> Option<Date> {
        self.summary?.full_by.date()
    }
}

impl<'a> Desk<'a, '_> {
    /// Assesses a list, reserves the guarantee for its tax, selects.
    pub(crate) fn settle_list(&mut self, index: usize, mut findings: Vec<Finding>) {
        let Some(file) = self.declarations.files.get(index) else { return };
        let today = self.now.on;
        let window = self.registry.law.collective.window(&file.declaration.supervision_mode, today);
        let declare_by = window.map(|it| it.days(&self.registry.law.calendar, today).1);
        let assessed = self.assess_as_of(&file.declaration, file.on_manifest, today, &mut findings);
        let is_whole = declare_by.is_some() && assessed.is_some();
        let (Some(declare_by), true) = (declare_by, is_whole) else {
            let channel = Channel::Refused;
            return self.return_declaration(index, Step::Refused, channel, &findings);
        };
        findings.extend(self.draw_licences(index));
        self.settle_ahead(index, assessed.as_ref(), declare_by, findings);
    }

    /// What stands against a list by itself.
    pub(crate) fn check_list(&self, list: &Declaration<'_>, findings: &mut Vec<Finding>) {
        let (code, today) = (list.trader.code.to_string(), self.now.on);
        let (customs, mode) = (&list.declaring_customs, &list.supervision_mode);
        let at = "declaration.trader.code";
        match self.registry.collective_trader_of(list) {
            None => {
                let expected = "已备案集中申报的企业 (a trader who declares collectively)";
                findings.push(refuse("HSE-6800", at, code.clone(), expected));
            }
            Some(row) if !row.is_valid_on(today) => {
                let observed = format!("{code}: {}至{}", row.valid_from, row.valid_to);
                let expected = format!("{today}有效的备案 (one that is valid on the day)");
                findings.push(refuse("HSE-6800", at, observed, &expected));
            }
            Some(row) if !row.serves(customs, mode) => {
                let all = |of: &[String]| of.join("、");
                let stands = format!("{} {}", all(&row.customs), all(&row.supervision_modes));
                let observed = format!("{customs} {mode}");
                findings.push(refuse("HSE-6800", at, observed, stands.trim()));
            }
            Some(_) => {}
        }
        let overdue = self.drawers.get(&self.keyring.overdue_lists(&code));
        let n_overdue = overdue.map_or(0, |it| it.cases.len());
        if n_overdue > 0 {
            let observed = format!("{code}: {n_overdue}份 (lists)");
            findings.push(refuse("HSE-6801", at, observed, "0"));
        }
        if self.registry.law.collective.window(mode, today).is_none() {
            let at = "declaration.supervision_mode";
            let expected = "适用集中申报的监管方式 (a mode that is declared collectively)";
            findings.push(refuse("HSE-6802", at, format!("{mode} {today}"), expected));
        }
    }

    /// 清单放行: nothing stands against the goods of a list; it is to be declared with its month.
    pub(crate) fn release_on_list(&mut self, index: usize) {
        let Some(file) = self.declarations.files.get(index) else { return };
        let Some(declare_by) = file.declare_by() else { return };
        if file.guarantee.is_some() {
            self.move_guarantee(index, Movement::Post);
        }
        self.release_bill(index);
        self.write_off_licences(index);
        self.advance_declaration(index, Step::ListReleased, &[]);
        if let Some(file) = self.declarations.files.get_mut(index) {
            file.due_at = Some(after(declare_by));
        }
        self.tally.outcome("lists_released");
        let words = Text::from(format!("放行，请于{declare_by}前集中申报"));
        self.answer_declaration(index, Channel::Released, words, &[]);
    }

    /// The window has closed on a list.
    pub(crate) fn list_is_overdue(&mut self, index: usize, due_at: Moment) -> bool {
        let Some(file) = self.declarations.files.get_mut(index) else { return false };
        if file.due_at != Some(due_at) || file.state != State::ListReleased {
            return false;
        }
        file.due_at = None;
        let declare_by = file.summary.map(|it| it.full_by).unwrap_or_default();
        let (id, code) = (file.id, file.declaration.trader.code.to_string());
        let key = self.keyring.overdue_lists(&code);
        self.drawers.entry(key).or_insert_with(|| DrawersRecord::new(key)).add(id);
        let last = declare_by.date().map(|it| it.to_string()).unwrap_or_default();
        let (observed, expected) = (self.now.on.to_string(), format!("<= {last}"));
        let findings = vec![refuse("HSE-6815", "declaration", observed, &expected)];
        self.tally.outcome("lists_overdue");
        self.note_declaration(index, Event::ListOverdue { declare_by });
        let words = info(&findings, "");
        self.answer_declaration(index, Channel::Received, words, &findings);
        true
    }

    /// It is declared, or withdrawn: nothing of it is overdue.
    pub(crate) fn is_overdue_no_more(&mut self, index: usize) {
        let Some(file) = self.declarations.files.get_mut(index) else { return };
        if !file.is_list() {
            return;
        }
        file.due_at = None;
        let (id, key) = (file.id, self.keyring.overdue_lists(&file.declaration.trader.code));
        if let Some(record) = self.drawers.get_mut(&key) {
            record.remove(id);
        }
    }

    /// It is to be declared again: until when, or that it is overdue.
    pub(crate) fn await_gathering(&mut self, index: usize) {
        let Some(file) = self.declarations.files.get_mut(index) else { return };
        let declare_by = file.declare_by();
        // What is overdue by now is found so by the next tick.
        file.due_at = declare_by.map(after);
    }

    /// Whether it is taken ahead of what taxes it: on a summary, or on a collective list.
    pub(crate) fn is_ahead(&self, index: usize) -> bool {
        let step = self.declarations.files.get(index).map(|it| it.declaration.step);
        matches!(step, Some(DeclarationStep::Summary | DeclarationStep::List))
    }

    /// How a step that goes ahead is taken: the event of its history.
    pub(crate) fn taken_ahead(
        &self,
        index: usize,
        estimated: model::Amount,
        by: DayStamp,
    ) -> Event {
        let file = self.declarations.files.get(index);
        match file.is_some_and(DeclarationFile::is_list) {
            true => Event::ListTaken { estimated, declare_by: by },
            false => Event::SummaryTaken { estimated, full_by: by },
        }
    }
}
