//! What the house has been told: enterprises, watch rows, settings, law. A function of its own
//! inputs in order, so it is rebuilt when the house opens and kept in memory.

use model::{
    Amount, Assessment, Confidence, Date, Enterprise, Finding, HouseMessage, InputId, Moment,
    PaymentTruth, Proof, Rate, WatchRow,
};
use params::Law;
use risk::Selector;

use crate::{
    answers::{Answers, Policies},
    catalogue::refuse,
    enterprises::Enterprises,
    truth::{TruthPolicies, TruthProof},
};

/// What the house may choose itself; none of it is law.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    pub amount_tolerance: Amount,
    pub waiting_minutes: u32,
    pub examination_share: Rate,
    pub examination_seed: u64,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            amount_tolerance: Amount::from_fen(1),
            waiting_minutes: 3 * 24 * 60,
            examination_share: Rate::from_ppm(5_000),
            examination_seed: 20_260_101,
        }
    }
}

/// Everything a decision may look up besides the entry itself.
pub struct Registry {
    pub law: Law,
    pub settings: Settings,
    pub selector: Selector,
    pub policies: Policies,
    pub truth_policies: TruthPolicies,
    /// Who verifies signatures under original payments; nobody: they stay unverified.
    pub truth_proof: Option<Box<dyn TruthProof>>,
    pub(crate) answers: Answers,
    enterprises: Enterprises,
    positive_list: Option<Vec<String>>,
    watch: Vec<WatchRow>,
}

impl Registry {
    pub fn new(law: Law) -> Registry {
        let settings = Settings::default();
        let selector = Selector::unwatched(settings.examination_share, settings.examination_seed);
        Registry {
            law,
            settings,
            selector,
            policies: Policies::default(),
            truth_policies: TruthPolicies::default(),
            truth_proof: None,
            answers: Answers::default(),
            enterprises: Enterprises::default(),
            positive_list: None,
            watch: Vec::new(),
        }
    }

    /// Whether any figure of an assessment rests on assumed law.
    pub fn rests_on_assumption(&self, assessment: &Assessment) -> bool {
        let basis = |id| self.law.basis(id);
        assessment.basis_ids().filter_map(basis).any(|it| it.confidence == Confidence::Assumed)
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

    /// What the signature under a payment's original data is worth.
    pub(crate) fn proof_of(&self, truth: &PaymentTruth, at: Moment) -> Proof {
        self.truth_proof.as_ref().map_or(Proof::Unverified, |it| it.prove(truth, at))
    }

    /// Who operates a supervised site.
    pub fn site_operator(&self, site: &str) -> Option<&str> {
        self.enterprises.site_operator(site)
    }

    /// 8-digit codes, sorted; nothing: not enforced.
    pub fn positive_list(&self) -> Option<&[String]> {
        self.positive_list.as_deref()
    }

    /// Takes an input of the house's own into effect, as far as it concerns the registry.
    /// Returns how many rows it activated.
    ///
    /// # Errors
    /// What is wrong with it; then nothing of it is in effect.
    pub fn apply(&mut self, message: &HouseMessage, input: InputId) -> Result<usize, Vec<Finding>> {
        match message {
            HouseMessage::Registry { enterprises, guarantees, books, watch, positive_list } => {
                let faults = self.faults_of(enterprises);
                if !faults.is_empty() {
                    return Err(faults);
                }
                if !watch.is_empty() {
                    let mut rows = self.watch.clone();
                    rows.retain(|it| watch.iter().all(|new| new.id != it.id));
                    rows.extend(watch.iter().cloned());
                    self.selector = selector_of(&rows, &self.settings)?;
                    self.watch = rows;
                }
                self.enterprises.put(enterprises);
                if !positive_list.is_empty() {
                    let lines = self.positive_list.get_or_insert_default();
                    lines.extend(positive_list.iter().cloned());
                    lines.sort();
                    lines.dedup();
                }
                let rows = [enterprises.len(), guarantees.len(), books.len(), watch.len()];
                Ok(rows.iter().sum::<usize>() + positive_list.len())
            }
            HouseMessage::Settings {
                amount_tolerance,
                waiting_minutes,
                examination_share,
                examination_seed,
            } => {
                let mut settings = self.settings.clone();
                settings.amount_tolerance = amount_tolerance.unwrap_or(settings.amount_tolerance);
                settings.waiting_minutes = waiting_minutes.unwrap_or(settings.waiting_minutes);
                settings.examination_share =
                    examination_share.unwrap_or(settings.examination_share);
                settings.examination_seed = examination_seed.unwrap_or(settings.examination_seed);
                self.selector = selector_of(&self.watch, &settings)?;
                self.settings = settings;
                Ok(1)
            }
            HouseMessage::ExtendLaw { table, to, basis } => {
                let extension = self
                    .law
                    .extend(table, *to, basis)
                    .map_err(|error| not_applicable(error.to_string()))?;
                Ok(extension.n_rows)
            }
            HouseMessage::Policy { identity, limit, payment_truth } => {
                self.policies.add(identity, limit);
                self.truth_policies.add(payment_truth);
                Ok(identity.len() + limit.len() + payment_truth.len())
            }
            HouseMessage::Enquiry { messages, entries, .. } => {
                self.answers = Answers::of(message, input).unwrap_or_default();
                Ok(messages.len() + entries.len())
            }
            HouseMessage::Exit { .. }
            | HouseMessage::Officer { .. }
            | HouseMessage::Tick { .. } => Ok(0),
        }
    }
}

fn selector_of(watch: &[WatchRow], settings: &Settings) -> Result<Selector, Vec<Finding>> {
    Selector::new(watch, settings.examination_share, settings.examination_seed)
        .map_err(|error| not_applicable(error.to_string()))
}

fn not_applicable(reason: String) -> Vec<Finding> {
    let expected = "可延长的参数表与日期 (a table and day that can be extended)";
    vec![refuse("HSE-7003", "law", reason, expected)]
}
