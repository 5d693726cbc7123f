//! What the house has been told: enterprises, watch rows, settings, law. A function of its own
//! inputs in order, so it is rebuilt when the house opens and kept in memory.

use std::sync::Arc;

use model::{
    Amount, Authorisations, BasisId, BookRow, Books, CollectiveTraders, Confidence, Date,
    Enterprise, ExaminerRow, Finding, GuaranteeInstruments, HouseMessage, InputId, Licences,
    ListedEnterprise, Moment, MonthlyPayers, Rate, RiskRule, SiteRow, WatchRow,
};
use params::Law;
use risk::Selector;

use crate::{
    agency,
    answers::{Answers, Policies},
    catalogue::refuse,
    enterprises::Enterprises,
    exchange,
    risk_book::RiskBook,
    signatories::{self, Book, Signatories},
    special_duties,
    truth::TruthPolicies,
    working_days,
};

/// What the house may choose itself; none of it is law.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    pub amount_tolerance: Amount,
    pub waiting_minutes: u32,
    /// What a gate weighs may differ by this share of what was declared, or by so many kilograms,
    /// whichever is more.
    pub gate_weight_share: Rate,
    pub gate_weight_kg: Amount,
    pub examination_share: Rate,
    pub examination_seed: u64,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            amount_tolerance: Amount::from_fen(1),
            waiting_minutes: 3 * 24 * 60,
            gate_weight_share: Rate::from_ppm(30_000),
            gate_weight_kg: Amount::from_units(50),
            examination_share: Rate::from_ppm(5_000),
            examination_seed: 20_260_101,
        }
    }
}

impl Settings {
    /// By how much a gate may weigh another weight than the one declared.
    pub fn gate_weight_allowed(&self, declared: Amount) -> Amount {
        let share = i128::from(declared.scaled()) * i128::from(self.gate_weight_share.ppm());
        let share = i64::try_from(share / i128::from(Rate::ONE.ppm())).unwrap_or(i64::MAX);
        Amount::from_scaled(share).max(self.gate_weight_kg)
    }
}

/// Everything a decision may look up besides the entry itself.
pub struct Registry {
    pub law: Law,
    pub settings: Settings,
    pub selector: Selector,
    /// Who signs.
    signatories: Arc<Book>,
    view: Signatories,
    pub policies: Policies,
    pub truth_policies: TruthPolicies,
    pub(crate) answers: Answers,
    enterprises: Enterprises,
    positive_list: Option<Vec<String>>,
    books: Books,
    licences: Licences,
    guarantees: GuaranteeInstruments,
    monthly: MonthlyPayers,
    collective: CollectiveTraders,
    authorisations: Authorisations,
    /// Who stands on which list, in the order in which it was told.
    listed: Vec<ListedEnterprise>,
    watch: Vec<WatchRow>,
    /// Every watch row as it was ever told, with the input that told it.
    watch_told: Vec<(InputId, WatchRow)>,
    risk: RiskBook,
    /// The inputs that law was told by.
    law_told: Vec<InputId>,
    /// Who examines goods.
    pub(crate) examiners: Vec<ExaminerRow>,
    /// Where goods are examined that are moved for it.
    pub(crate) sites: Vec<SiteRow>,
    reached: Moment,
}

impl Registry {
    pub fn new(law: Law) -> Registry {
        let settings = Settings::default();
        let selector = Selector::unwatched(settings.examination_share, settings.examination_seed);
        Registry {
            law,
            settings,
            selector,
            signatories: Arc::default(),
            view: Signatories::default(),
            policies: Policies::default(),
            truth_policies: TruthPolicies::default(),
            answers: Answers::default(),
            enterprises: Enterprises::default(),
            positive_list: None,
            books: Books::default(),
            licences: Licences::default(),
            guarantees: GuaranteeInstruments::default(),
            monthly: MonthlyPayers::default(),
            collective: CollectiveTraders::default(),
            authorisations: Authorisations::default(),
            listed: Vec::new(),
            watch: Vec::new(),
            watch_told: Vec::new(),
            risk: RiskBook::default(),
            law_told: Vec::new(),
            examiners: Vec::new(),
            sites: Vec::new(),
            reached: Moment::from_millis(i64::MIN),
        }
    }

    /// The latest moment that a tick has brought the house to. Its day never goes back behind it,
    /// whatever a door's clock says.
    pub fn reached(&self) -> Moment {
        self.reached
    }

    /// Whether any figure of an assessment rests on assumed law, by its bases.
    pub fn rests_on_assumption(&self, mut bases: impl Iterator<Item = BasisId>) -> bool {
        let is_assumed =
            |id| self.law.basis(id).is_some_and(|it| it.confidence == Confidence::Assumed);
        bases.any(is_assumed)
    }

    /// Days during which a waybill number of one company is not used again.
    pub fn waybill_window_days(&self, on: Date) -> i32 {
        let parameter = self.law.parameters.get("retail.waybill_unique_months");
        let value = parameter.and_then(|it| it.on(on).ok()).and_then(|it| it.amount());
        let months = value.map_or(0, |it| it.value.scaled() / Amount::ONE.scaled());
        let end = on.checked_add(jiff::Span::new().months(months)).unwrap_or(on);
        end.since(on).map_or(0, |span| span.get_days())
    }

    /// The enterprise that a code leads to, whichever of its two it is.
    pub fn enterprise(&self, code: &str) -> Option<&Enterprise> {
        self.enterprises.get(code)
    }

    /// All of them, by code.
    pub fn enterprises(&self) -> impl Iterator<Item = &Enterprise> {
        self.enterprises.iter()
    }

    /// Everything that is wrong with rows before they take effect, each under
    /// `enterprises[n].field`.
    pub fn faults_of(&self, rows: &[Enterprise]) -> Vec<Finding> {
        self.enterprises.faults_of(rows)
    }

    pub(crate) fn book(&self) -> &Book {
        &self.signatories
    }

    /// For those who prepare messages.
    pub fn signatories(&self) -> &Signatories {
        &self.view
    }

    /// Who operates a supervised site.
    pub fn site_operator(&self, site: &str) -> Option<&str> {
        self.enterprises.site_operator(site)
    }

    /// 8-digit codes, sorted; nothing: not enforced.
    pub fn positive_list(&self) -> Option<&[String]> {
        self.positive_list.as_deref()
    }

    /// The account books kept here; what is left of their lines are accounts.
    pub fn books(&self) -> &Books {
        &self.books
    }

    /// The licences registered here; what is left of them are accounts.
    pub fn licences(&self) -> &Licences {
        &self.licences
    }

    /// The guarantee instruments registered here; what is left of them are accounts.
    pub fn guarantees(&self) -> &GuaranteeInstruments {
        &self.guarantees
    }

    /// The traders who pay tax month by month.
    pub fn collective_traders(&self) -> &CollectiveTraders {
        &self.collective
    }

    pub fn monthly_payers(&self) -> &MonthlyPayers {
        &self.monthly
    }

    /// The authorisations to declare that are kept here.
    pub fn authorisations(&self) -> &Authorisations {
        &self.authorisations
    }

    /// The enterprises that stand, or stood, on lists for some goods.
    pub fn listed(&self) -> &[ListedEnterprise] {
        &self.listed
    }

    /// The watch rows (布控) as they were told last, each once.
    pub fn watch(&self) -> &[WatchRow] {
        &self.watch
    }

    /// Every watch row as it was ever told, with the input that told it, in order.
    pub fn watch_told(&self) -> &[(InputId, WatchRow)] {
        &self.watch_told
    }

    /// The inputs that told law which is not shipped, in order.
    pub fn law_told(&self) -> &[InputId] {
        &self.law_told
    }

    /// Takes an input of the house's own into effect, as far as it concerns the registry.
    /// It came at a moment, and what was planned for before has taken effect by then. Returns how many rows it activated.
    ///
    /// # Errors
    /// What is wrong with it; then nothing of it is in effect.
    pub fn apply(
        &mut self,
        message: &HouseMessage,
        input: InputId,
        at: Moment,
    ) -> Result<usize, Vec<Finding>> {
        self.come_to(at);
        let n_rows = self.activate(message, input)?;
        let is_law = matches!(
            message,
            HouseMessage::ExtendLaw { .. }
                | HouseMessage::ExchangeRates { .. }
                | HouseMessage::SpecialDuties { .. }
                | HouseMessage::WorkingDays { .. }
        );
        if is_law {
            self.law_told.push(input);
        }
        Ok(n_rows)
    }

    fn activate(&mut self, message: &HouseMessage, input: InputId) -> Result<usize, Vec<Finding>> {
        match message {
            HouseMessage::Registry { .. } => self.register(message, input),
            HouseMessage::Settings { .. } => self.change_settings(message),
            HouseMessage::ExtendLaw { table, to, basis } => {
                let extension = self.law.extend(table, *to, basis);
                extension.map(|it| it.n_rows).map_err(|it| not_applicable(it.to_string()))
            }
            HouseMessage::ExchangeRates { month, rates, basis, confidence } => {
                exchange::take(&mut self.law, *month, rates, basis, *confidence)
            }
            HouseMessage::SpecialDuties { rows, basis, confidence } => {
                special_duties::take(&mut self.law, rows, basis, *confidence)
            }
            HouseMessage::Tick { at } => {
                self.reached = self.reached.max(*at);
                Ok(0)
            }
            HouseMessage::Policy { .. } => Ok(self.take_policy(message)),
            HouseMessage::Enquiry { messages, entries, .. } => {
                self.answers = Answers::of(message, input).unwrap_or_default();
                Ok(messages.len() + entries.len())
            }
            HouseMessage::Licences { .. }
            | HouseMessage::Guarantees { .. }
            | HouseMessage::CollectiveTraders { .. }
            | HouseMessage::MonthlyPayers { .. } => self.register_security(message),
            HouseMessage::WorkingDays { year, days, basis, confidence } => {
                working_days::take(&mut self.law, *year, days, basis, *confidence)
            }
            HouseMessage::Examiners { rows } => Ok(self.take_examiners(rows)),
            HouseMessage::RiskRules { .. }
            | HouseMessage::RiskBudgets { .. }
            | HouseMessage::RiskModel { .. }
            | HouseMessage::RiskPlan { .. }
            | HouseMessage::DecideRiskPlan { .. } => self.risk.take(message, input),
            HouseMessage::ListedEnterprises { rows } => self.list_enterprises(rows),
            HouseMessage::Sites { rows } => self.take_sites(rows),
            HouseMessage::Authorisation { number, by_code, act } => {
                let done = self.authorisations.act(number, by_code, act);
                let refusal = |why| vec![agency::refusal(why, number, by_code, act)];
                done.map(|()| 1).map_err(refusal)
            }
            HouseMessage::Exit { .. }
            | HouseMessage::Transit { .. }
            | HouseMessage::TransitAct { .. }
            | HouseMessage::GatePassage { .. }
            | HouseMessage::Officer { .. }
            | HouseMessage::SlipPaid { .. }
            | HouseMessage::DutyPaid { .. }
            | HouseMessage::DutySlip { .. }
            | HouseMessage::GuaranteedRelease { .. }
            | HouseMessage::MonthlyPaid { .. }
            | HouseMessage::AskAmendment { .. }
            | HouseMessage::IssueDocument { .. }
            | HouseMessage::DocumentAct { .. }
            | HouseMessage::DecideValue { .. }
            | HouseMessage::DeviceReading { .. }
            | HouseMessage::DecideAdmission { .. }
            | HouseMessage::ConfirmExamination { .. }
            | HouseMessage::OpenAudit { .. }
            | HouseMessage::Audit { .. }
            | HouseMessage::Disclose { .. }
            | HouseMessage::ClaimRefund { .. }
            | HouseMessage::Tasks { .. }
            | HouseMessage::PersonalShown { .. }
            | HouseMessage::GoodsBack { .. } => Ok(0),
        }
    }

    fn take_policy(&mut self, message: &HouseMessage) -> usize {
        let HouseMessage::Policy { identity, limit, payment_truth } = message else { return 0 };
        self.policies.add(identity, limit);
        self.truth_policies.add(payment_truth);
        identity.len() + limit.len() + payment_truth.len()
    }

    /// Takes rows of listed enterprises, all or none.
    fn list_enterprises(&mut self, rows: &[ListedEnterprise]) -> Result<usize, Vec<Finding>> {
        let faults = self.listed_faults(rows);
        if !faults.is_empty() {
            return Err(faults);
        }
        let is_again = |it: &ListedEnterprise| {
            rows.iter().any(|new| (&new.list, &new.code) == (&it.list, &it.code))
        };
        self.listed.retain(|it| !is_again(it));
        self.listed.extend(rows.iter().cloned());
        Ok(rows.len())
    }

    fn take_examiners(&mut self, rows: &[ExaminerRow]) -> usize {
        self.examiners.retain(|it| rows.iter().all(|new| new.id != it.id));
        self.examiners.extend(rows.iter().cloned());
        rows.len()
    }

    /// Time comes to a moment: what was approved for then takes effect.
    pub fn come_to(&mut self, now: Moment) {
        self.risk.come_to(now.max(self.reached));
    }

    /// What it was told of risk analysis.
    pub fn risk(&self) -> &RiskBook {
        &self.risk
    }

    /// Rules of risk analysis as they were last told.
    pub fn rules(&self) -> &[RiskRule] {
        self.risk.rules()
    }

    /// Every rule as it was ever told, with the input that told it.
    pub fn rules_told(&self) -> &[(InputId, RiskRule)] {
        self.risk.rules_told()
    }

    /// Takes what a `settings` input says; others say nothing.
    fn change_settings(&mut self, message: &HouseMessage) -> Result<usize, Vec<Finding>> {
        let HouseMessage::Settings {
            amount_tolerance,
            waiting_minutes,
            gate_weight_share,
            gate_weight_kg,
            examination_share,
            examination_seed,
        } = message
        else {
            return Ok(0);
        };
        let mut settings = self.settings.clone();
        settings.amount_tolerance = amount_tolerance.unwrap_or(settings.amount_tolerance);
        settings.waiting_minutes = waiting_minutes.unwrap_or(settings.waiting_minutes);
        settings.gate_weight_share = gate_weight_share.unwrap_or(settings.gate_weight_share);
        settings.gate_weight_kg = gate_weight_kg.unwrap_or(settings.gate_weight_kg);
        settings.examination_share = examination_share.unwrap_or(settings.examination_share);
        settings.examination_seed = examination_seed.unwrap_or(settings.examination_seed);
        self.selector = selector_of(&self.watch, &settings)?;
        self.settings = settings;
        Ok(1)
    }

    /// Takes the rows of licences, guarantees, and of traders who pay or declare by the month, all of an input or none.
    fn register_security(&mut self, message: &HouseMessage) -> Result<usize, Vec<Finding>> {
        let (faults, n_rows) = match message {
            HouseMessage::Licences { rows } => (self.licence_faults(rows), rows.len()),
            HouseMessage::Guarantees { rows } => (self.guarantee_faults(rows), rows.len()),
            HouseMessage::MonthlyPayers { rows } => (self.monthly_faults(rows), rows.len()),
            HouseMessage::CollectiveTraders { rows } => (self.collective_faults(rows), rows.len()),
            _ => return Ok(0),
        };
        if !faults.is_empty() {
            return Err(faults);
        }
        match message {
            HouseMessage::Licences { rows } => rows.iter().for_each(|it| self.licences.take(it)),
            HouseMessage::Guarantees { rows } => {
                rows.iter().for_each(|it| self.guarantees.take(it));
            }
            HouseMessage::MonthlyPayers { rows } => {
                rows.iter().for_each(|it| self.monthly.take(it))
            }
            HouseMessage::CollectiveTraders { rows } => {
                rows.iter().for_each(|it| self.collective.take(it));
            }
            _ => {}
        }
        Ok(n_rows)
    }

    /// Takes the rows of a `registry` input; others have none.
    fn register(&mut self, message: &HouseMessage, input: InputId) -> Result<usize, Vec<Finding>> {
        let HouseMessage::Registry {
            enterprises,
            guarantees,
            books,
            watch,
            signatories,
            positive_list,
        } = message
        else {
            return Ok(0);
        };
        let mut faults = self.faults_of(enterprises);
        faults.extend(books.iter().filter_map(book_row_fault));
        let signing = signatories::read(signatories, &mut faults);
        if !faults.is_empty() {
            return Err(faults);
        }
        if !watch.is_empty() {
            let mut rows = self.watch.clone();
            rows.retain(|it| watch.iter().all(|new| new.id != it.id));
            rows.extend(watch.iter().cloned());
            self.selector = selector_of(&rows, &self.settings)?;
            self.watch = rows;
            self.watch_told.extend(watch.iter().map(|it| (input, it.clone())));
        }
        self.enterprises.put(enterprises);
        if !positive_list.is_empty() {
            let lines = self.positive_list.get_or_insert_default();
            lines.extend(positive_list.iter().cloned());
            lines.sort();
            lines.dedup();
        }
        books.iter().for_each(|row| self.books.take(row));
        if !signing.is_empty() {
            Arc::make_mut(&mut self.signatories).put(signing);
            self.view.show(&self.signatories);
        }
        let rows = [enterprises.len(), guarantees.len(), books.len(), watch.len()];
        let rows = [rows.iter().sum(), signatories.len()];
        Ok(rows.iter().sum::<usize>() + positive_list.len())
    }
}

/// A line without a number, or with less than nothing in it, is not one of a book.
fn book_row_fault(row: &BookRow) -> Option<Finding> {
    let BookRow { book_no, record_no, commodity_code, unit, quantity, .. } = row;
    let is_code =
        commodity_code.len() == 10 && commodity_code.bytes().all(|it| it.is_ascii_digit());
    let fault = if book_no.is_empty() || record_no.is_empty() {
        "book_no, record_no"
    } else if !is_code {
        "commodity_code"
    } else if unit.is_empty() {
        "unit"
    } else if quantity.is_negative() {
        "quantity"
    } else {
        return None;
    };
    let observed = format!("books {book_no}/{record_no}: {fault}");
    let expected = "填写完整有效的备案数据 (rows that are whole and sound)";
    Some(refuse("HSE-7004", "registry", observed, expected))
}

fn selector_of(watch: &[WatchRow], settings: &Settings) -> Result<Selector, Vec<Finding>> {
    Selector::new(watch, settings.examination_share, settings.examination_seed)
        .map_err(|error| not_applicable(error.to_string()))
}

fn not_applicable(reason: String) -> Vec<Finding> {
    let expected = "可延长的参数表与日期 (a table and day that can be extended)";
    vec![refuse("HSE-7003", "law", reason, expected)]
}
