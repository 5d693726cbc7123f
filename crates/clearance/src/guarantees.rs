//! Guarantee instruments (税款担保): which of a trader's a declaration is put on, how they are registered, and
//! what is said of those that end.
//!
//! A trader with instruments is held to them; one without has the guarantee account of his code. Of two
//! declarations that race for the last of one the first in commit order has it.

use jiff::Span;
use lifecycle::{GuaranteeEvent as Step, next_guarantee};
use model::{
    AccountKind, Amount, AttachedDocument, BasisId, Date, DayStamp, Declaration,
    DeclarationAssessment, Finding, GuaranteeInstrument, GuaranteePurpose, GuaranteeState, KeyPair,
    Moment, Notice, NoticeSubject, ReceiptBody, Text,
};

use crate::{
    catalogue::refuse,
    claims::DrawersRecord,
    declaration::DeclarationFile,
    desk::{Desk, Holder},
    duty::wants_guarantee_as,
    entry::Reservation,
    guarantee_file::GuaranteeFile,
    history::Event,
    money::after,
    monthly::is_monthly,
    registry::Registry,
};

/// 随附单据类别 by which a declaration names a guarantee.
pub(crate) const NAMES_ONE: [&str; 2] = ["10000002", "10000003"];

/// Characters of an attached file's number, without its ending.
const FILE_NUMBER: usize = 32;

/// What a declaration is put on.
pub(crate) enum Chosen {
    Account {
        account: KeyPair,
        /// Of its instrument; nothing: the guarantee account of the trader's code.
        number: Option<String>,
    },
    /// 免除担保: nothing, by this certificate.
    Waived { of: String, basis: BasisId },
}

/// The guarantee that a declaration names: index of the attachment, number.
fn named<'d>(declaration: &'d Declaration<'_>) -> Option<(usize, &'d str)> {
    // The paper itself, as a file, goes by the file's number.
    let is_file = |id: &str| id.split('.').next().is_some_and(|it| it.len() == FILE_NUMBER);
    let names = |it: &AttachedDocument<'_>| {
        NAMES_ONE.contains(&it.kind.as_str()) && !it.id.is_empty() && !is_file(&it.id)
    };
    let found = declaration.attachments.iter().enumerate().find(|(_, it)| names(it));
    found.map(|(place, it)| (place, it.id.as_str()))
}

impl Registry {
    /// Both codes by which the trader of a declaration goes.
    pub(crate) fn trader_codes<'r>(&'r self, declaration: &'r Declaration<'_>) -> Vec<&'r str> {
        let trader = &declaration.trader;
        let own = [trader.code.as_str(), trader.credit_code.as_str()];
        let known = own.iter().filter_map(|it| self.enterprise(it));
        let known = known.flat_map(model::Enterprise::codes);
        own.iter().copied().chain(known).filter(|it| !it.is_empty()).collect()
    }

    /// The instruments that a declaration may be put on: the one that it names, and its trader's.
    fn guarantees_of<'r>(
        &'r self,
        declaration: &'r Declaration<'_>,
    ) -> impl Iterator<Item = &'r GuaranteeInstrument> {
        let all = self.guarantees();
        let codes = if all.is_empty() { Vec::new() } else { self.trader_codes(declaration) };
        let named = named(declaration).and_then(|(_, number)| all.get(number));
        named.into_iter().chain(all.of_holder(codes))
    }

    /// Everything that is wrong with rows before they take effect.
    pub(crate) fn guarantee_faults(&self, rows: &[GuaranteeInstrument]) -> Vec<Finding> {
        let mut findings = Vec::new();
        for (place, row) in rows.iter().enumerate() {
            let mut report = |field: &str, observed: &str, expected: &str| {
                let pointer = format!("rows[{place}].{field}");
                let observed = format!("{}: {observed}", row.number);
                findings.push(refuse("HSE-6514", &pointer, observed, expected));
            };
            for fault in row.faults() {
                report(fault.field, &fault.observed, fault.expected);
            }
            if rows.iter().take(place).any(|it| it.number == row.number) {
                report("number", &row.number, "每个编号只出现一次 (a number once in all rows)");
            }
        }
        findings
    }
}

/// Where a declaration says that it is to stand on a guarantee; its trader has to have one where it does not say so itself.
fn asked_at(declaration: &Declaration<'_>) -> &'static str {
    match declaration.wants_guarantee.as_str() {
        "1" => "declaration.wants_guarantee",
        _ => "declaration.trader.code",
    }
}

/// What a guarantee has to stand for when a declaration comes to so much.
pub(crate) fn purposes_of(
    file: &DeclarationFile<'_>,
    assessment: &DeclarationAssessment,
) -> Vec<GuaranteePurpose> {
    purposes_as(file, &file.declaration, assessment)
}

/// The same, if it said what `declaration` does.
pub(crate) fn purposes_as(
    file: &DeclarationFile<'_>,
    declaration: &Declaration<'_>,
    assessment: &DeclarationAssessment,
) -> Vec<GuaranteePurpose> {
    let mut purposes = Vec::new();
    if wants_guarantee_as(file, declaration) && assessment.payable().is_positive() {
        purposes.push(match is_monthly(declaration) {
            true => GuaranteePurpose::Monthly,
            false => GuaranteePurpose::Payment,
        });
    }
    if assessment.secured().is_positive()
        || file.term.as_ref().is_some_and(|it| it.is_of_elements())
    {
        purposes.push(GuaranteePurpose::Elements);
    }
    purposes
}

impl<'a> Desk<'a, '_> {
    /// The guarantee that a declaration is put on for so much, `held` being what it, or what it gathers, holds already
    /// and lets go of; or what is wrong with each that it might be.
    pub(crate) fn choose_guarantee(
        &self,
        declaration: &Declaration<'_>,
        held: &[Reservation],
        amount: Amount,
        purposes: &[GuaranteePurpose],
    ) -> Result<Chosen, Box<Finding>> {
        let all = self.registry.guarantees();
        if !all.is_empty() {
            // Who names a guarantee wants it to stand.
            if let Some((place, number)) = named(declaration) {
                return self.named_guarantee(declaration, place, number, held, amount, purposes);
            }
        }
        if let Some((of, basis)) = self.registry.waiver_of(declaration, purposes, self.now.on) {
            return Ok(Chosen::Waived { of, basis });
        }
        if !all.is_empty() {
            let own = all.of_holder(self.registry.trader_codes(declaration));
            if !own.is_empty() {
                return self.own_guarantee(declaration, &own, held, amount, purposes);
            }
        }
        let code = &declaration.trader.code;
        let account = self.keyring.guarantee(code);
        let left = self.left_on(account, held);
        if amount <= left {
            return Ok(Chosen::Account { account, number: None });
        }
        let expected = format!("不少于{amount}的担保余额 (a guarantee with that much left)");
        let observed = format!("{code}: {left}");
        Err(Box::new(refuse("HSE-6101", asked_at(declaration), observed, &expected)))
    }

    /// The guarantee on which a declaration comes to stand for so much in all: the one that it stands on already,
    /// or else whichever serves.
    pub(crate) fn more_guarantee(
        &self,
        file: &DeclarationFile<'_>,
        wanted: Amount,
        purposes: &[GuaranteePurpose],
    ) -> Result<Chosen, Box<Finding>> {
        let Some(held) = file.guarantee else {
            return self.choose_guarantee(&file.declaration, &[], wanted, purposes);
        };
        let left = self.left_on(held.account, &[held]);
        let number = Some(file.guarantee_no.to_string()).filter(|it| !it.is_empty());
        if wanted <= left {
            return Ok(Chosen::Account { account: held.account, number });
        }
        let row = number.as_deref().and_then(|it| self.registry.guarantees().get(it));
        let (left, more) = (left - held.amount, wanted - held.amount);
        let observed = match row {
            Some(row) => self.standing_of(row, &[]),
            None => format!("{}: {left}", file.declaration.trader.code),
        };
        let expected = format!("不少于{more}的担保余额 (a guarantee with that much left)");
        Err(Box::new(refuse("HSE-6101", asked_at(&file.declaration), observed, &expected)))
    }

    /// What is left of a guarantee, with what a declaration holds of it itself.
    fn left_on(&self, account: KeyPair, held: &[Reservation]) -> Amount {
        let left = self.accounts.get(&account).map(|it| it.account.available());
        let own = held.iter().filter(|it| it.account == account).map(|it| it.amount);
        left.unwrap_or_default() + own.sum::<Amount>()
    }

    fn named_guarantee(
        &self,
        declaration: &Declaration<'_>,
        place: usize,
        number: &str,
        held: &[Reservation],
        amount: Amount,
        purposes: &[GuaranteePurpose],
    ) -> Result<Chosen, Box<Finding>> {
        let pointer = format!("declaration.attachments[{place}].id");
        let Some(row) = self.registry.guarantees().get(number) else {
            let expected = "已备案的担保 (a guarantee that is registered here)";
            return Err(Box::new(refuse("HSE-6510", &pointer, number.to_owned(), expected)));
        };
        if !self.registry.trader_codes(declaration).contains(&row.holder_code.as_str()) {
            let observed = format!("{number}: {}", row.holder_code);
            let expected = format!("{} (the declaration's trader)", declaration.trader.code);
            return Err(Box::new(refuse("HSE-6511", &pointer, observed, &expected)));
        }
        match self.unfit(row, declaration, held, amount, purposes) {
            Some((code, expected)) => {
                Err(Box::new(refuse(code, &pointer, self.standing_of(row, held), &expected)))
            }
            None => Ok(self.chosen(row)),
        }
    }

    /// The first of a trader's that fits; those for one declaration first, then those that end first.
    fn own_guarantee(
        &self,
        declaration: &Declaration<'_>,
        own: &[&GuaranteeInstrument],
        held: &[Reservation],
        amount: Amount,
        purposes: &[GuaranteePurpose],
    ) -> Result<Chosen, Box<Finding>> {
        // Of several that do not, the one is named that lacks the least.
        let mut nearest: Option<(&'static str, String)> = None;
        for row in own {
            let Some((code, expected)) = self.unfit(row, declaration, held, amount, purposes)
            else {
                return Ok(self.chosen(row));
            };
            if nearest.as_ref().is_none_or(|(known, _)| distance(code) < distance(known)) {
                nearest = Some((code, expected));
            }
        }
        let (code, expected) = nearest.unwrap_or(("HSE-6510", String::new()));
        let standing: Vec<String> = own.iter().map(|it| self.standing_of(it, held)).collect();
        Err(Box::new(refuse(code, asked_at(declaration), standing.join("；"), &expected)))
    }

    /// Why an instrument does not serve: the code, and what would.
    fn unfit(
        &self,
        row: &GuaranteeInstrument,
        declaration: &Declaration<'_>,
        held: &[Reservation],
        amount: Amount,
        purposes: &[GuaranteePurpose],
    ) -> Option<(&'static str, String)> {
        let is_for_it = row.reference.is_empty() || declaration.reference == row.reference.as_str();
        if !is_for_it || !row.serves(purposes) {
            let wanted: Vec<&str> = purposes.iter().map(|it| it.title_zh()).collect();
            let wanted = wanted.join("、");
            let expected =
                format!("可用于本报关单{wanted}的担保 (one that serves this declaration)");
            return Some(("HSE-6512", expected));
        }
        if !row.is_valid_on(self.now.on) {
            let expected = format!("{}有效的担保 (one that is valid on the day)", self.now.on);
            return Some(("HSE-6513", expected));
        }
        if self.left_on(self.keyring.guarantee_instrument(&row.number), held) < amount {
            let expected = format!("不少于{amount}的担保余额 (a guarantee with that much left)");
            return Some(("HSE-6101", expected));
        }
        None
    }

    /// Number, form, what is left and until when.
    fn standing_of(&self, row: &GuaranteeInstrument, held: &[Reservation]) -> String {
        let left = self.left_on(self.keyring.guarantee_instrument(&row.number), held);
        let withdrawn = if row.is_withdrawn { "，已撤销 (withdrawn)" } else { "" };
        format!(
            "{} {}: {left}，{}至{}{withdrawn}",
            row.kind.title_zh(),
            row.number,
            row.valid_from,
            row.valid_to
        )
    }

    fn chosen(&self, row: &GuaranteeInstrument) -> Chosen {
        let account = self.keyring.guarantee_instrument(&row.number);
        Chosen::Account { account, number: Some(row.number.clone()) }
    }

    /// Notes on which guarantee a declaration stands.
    pub(crate) fn stand_on(&mut self, index: usize, number: Option<&str>) {
        let Some(file) = self.declarations.files.get_mut(index) else { return };
        file.guarantee_no = Text::from(number.unwrap_or_default().to_owned());
        if let Some(number) = number {
            let key = self.keyring.guarantee_drawers(number);
            self.drawers.entry(key).or_insert_with(|| DrawersRecord::new(key)).add(file.id);
        }
    }

    /// The accounts and records that a declaration's guarantees are kept under.
    pub(crate) fn guarantee_keys(
        &self,
        declaration: &Declaration<'_>,
        claims: &mut Vec<KeyPair>,
        accounts: &mut Vec<KeyPair>,
    ) {
        for row in self.registry.guarantees_of(declaration) {
            accounts.push(self.keyring.guarantee_instrument(&row.number));
            claims.push(self.keyring.guarantee_drawers(&row.number));
        }
    }

    /// What instruments hold: an account for each.
    pub(crate) fn guarantee_accounts(
        &self,
        rows: &[GuaranteeInstrument],
    ) -> Vec<(KeyPair, AccountKind, String, Amount)> {
        let account = |it: &GuaranteeInstrument| {
            let key = self.keyring.guarantee_instrument(&it.number);
            let label = format!("{} {}", it.holder_code, it.number);
            (key, AccountKind::Guarantee, label, it.amount)
        };
        rows.iter().map(account).collect()
    }

    /// Opens the cases of instruments, or renews them.
    pub(crate) fn register_guarantees(&mut self, rows: &[GuaranteeInstrument]) {
        for row in rows {
            let key = self.keyring.guarantee_instrument(&row.number);
            let known = self.holders.get(&key).and_then(|it| self.guarantees.of_id(it.entry));
            let index = known.unwrap_or_else(|| {
                let id = self.next_case();
                self.holders.insert(key, Holder { entry: id, touched: true });
                self.guarantees.add(GuaranteeFile::new(id, &row.number))
            });
            let registered = Event::GuaranteeRegistered {
                number: row.number.clone(),
                holder_code: row.holder_code.clone(),
                kind: row.kind,
                amount: row.amount,
                valid_to: DayStamp::from_date(row.valid_to),
            };
            self.note_guarantee(index, registered);
            if row.valid_to >= self.now.on {
                self.move_guarantee_case(index, Step::Renewed);
            }
            let state = self.guarantees.files.get(index).map(|it| it.state);
            if let Some(file) = self.guarantees.files.get_mut(index) {
                file.due_at = match state {
                    Some(GuaranteeState::InForce) => Some(begin_of(row.notice_on())),
                    Some(GuaranteeState::Ended) => None,
                    _ => file.due_at,
                };
            }
        }
    }

    /// The day has come on which an instrument is looked at: before its end, at it, and as long as declarations
    /// stand on it.
    pub(crate) fn guarantee_falls_due(&mut self, index: usize, due_at: Moment) -> bool {
        let Some(file) = self.guarantees.files.get(index) else { return false };
        if file.due_at != Some(due_at) {
            return false;
        }
        let number = file.number.to_string();
        let Some(row) = self.registry.guarantees().get(&number) else { return false };
        let held = self.accounts.get(&self.keyring.guarantee_instrument(&number));
        let held = held.map(|it| it.account.pending + it.account.posted).unwrap_or_default();
        let has_ended = self.now.on > row.valid_to;
        let next = match has_ended {
            false => Some(after(row.valid_to)),
            true => held.is_positive().then(|| later(self.now.on, row.notice_days)),
        };
        let Some(file) = self.guarantees.files.get_mut(index) else { return false };
        file.due_at = next;
        let notices = file.notices;
        match (has_ended, held.is_positive()) {
            (false, false) => {
                let valid_to = DayStamp::from_date(row.valid_to);
                self.note_guarantee(index, Event::GuaranteeEnding { held, valid_to, notices });
            }
            (false, true) => self.say_it_ends(index, row, held, Step::Warned),
            (true, true) => self.say_it_ends(index, row, held, Step::PassedHeld),
            (true, false) => {
                self.move_guarantee_case(index, Step::Passed);
                self.tally.outcome("guarantees_ended");
            }
        }
        true
    }

    /// To its holder; from the second time on to its issuer too.
    fn say_it_ends(&mut self, index: usize, row: &GuaranteeInstrument, held: Amount, step: Step) {
        self.move_guarantee_case(index, step);
        let Some(file) = self.guarantees.files.get_mut(index) else { return };
        file.notices += 1;
        let (id, notices, state) = (file.id, file.notices, file.state);
        let valid_to = DayStamp::from_date(row.valid_to);
        self.note_guarantee(index, Event::GuaranteeEnding { held, valid_to, notices });
        self.tally.outcome(match step {
            Step::Warned => "guarantees_ending",
            _ => "guarantees_ended_held",
        });
        let words = match step {
            Step::Warned => "担保即将到期，仍有报关单占用担保，请缴清税款或者续保",
            _ => "担保已到期，仍有报关单占用担保，请立即缴清税款或者续保",
        };
        let receipt = ReceiptBody::Notice(Notice {
            about: NoticeSubject::Guarantee,
            number: Text::from(row.number.clone()),
            state: Text::borrowed(lifecycle::guarantee_title_en(state)),
            status: state as i32,
            amount: Some(held),
            due_on: valid_to,
            info: Text::borrowed(words),
        });
        let said = self.issue(id, receipt, &[]);
        let issuer = Some(row.issuer.as_str()).filter(|it| notices > 1 && !it.is_empty());
        for to in std::iter::once(row.holder_code.as_str()).chain(issuer) {
            let answered = self.address(to, said);
            self.note_guarantee(index, answered);
        }
    }

    fn move_guarantee_case(&mut self, index: usize, step: Step) {
        let Some(file) = self.guarantees.files.get_mut(index) else { return };
        let Some(to) = next_guarantee(file.state, step) else { return };
        let from = std::mem::replace(&mut file.state, to);
        if step == Step::Renewed {
            file.notices = 0;
        }
        if from != to {
            self.note_guarantee(index, Event::GuaranteeState { from, to });
        }
    }

    fn note_guarantee(&mut self, index: usize, what: Event) {
        let happening = self.happening(what);
        if let Some(file) = self.guarantees.files.get_mut(index) {
            file.touched = true;
            file.happenings.push(happening);
        }
    }
}

/// How far an instrument is from serving: one that only lacks money is nearest.
fn distance(code: &str) -> u8 {
    match code {
        "HSE-6101" => 0,
        "HSE-6513" => 1,
        _ => 2,
    }
}

/// The first moment of a day.
fn begin_of(day: Date) -> Moment {
    Moment::from_local(day.at(0, 0, 0, 0))
}

/// The first moment of the day so many days on.
fn later(day: Date, days: u16) -> Moment {
    begin_of(day.checked_add(Span::new().days(i64::from(days))).unwrap_or(Date::MAX))
}
