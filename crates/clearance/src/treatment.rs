//! How a declaration is treated for whom it is of: its trader's credit (信用等级), the AEO programme of the party abroad,
//! the lists that its trader stands on for its goods. What does not count on the day is said, and left out.
//!
//! Whether goods are drawn stays a function of seed, case and share; only the share is another.

use model::{
    BasisId, Credit, Date, Declaration, Direction, Enterprise, Finding, GuaranteePurpose,
    ListedEnterprise, Measure, MeasureKind as Kind, Rate, Treatment,
};
use params::{CreditRule, ListRule};

use crate::{catalogue::refuse, desk::Desk, history::Event, registry::Registry};

/// What would be told of a trader whose certificate counts and of the party abroad.
const TRADER: &str = "declaration.trader.code";
const ABROAD: &str = "declaration.party_abroad.code";

impl Registry {
    /// The enterprise of a declaration's trader, by either of his codes.
    fn trader_of(&self, declaration: &Declaration<'_>) -> Option<&Enterprise> {
        self.trader_codes(declaration).into_iter().find_map(|it| self.enterprise(it))
    }

    /// By which certificate, and on what basis, no guarantee is asked for these purposes; nothing where one is.
    pub(crate) fn waiver_of(
        &self,
        declaration: &Declaration<'_>,
        purposes: &[GuaranteePurpose],
        on: Date,
    ) -> Option<(String, BasisId)> {
        let trader = self.trader_of(declaration)?;
        let is_granted = trader.certificate.as_ref().is_some_and(|it| it.is_guarantee_waived);
        let (credit, _) = trader.credit_on(on);
        let rule = self.law.enterprises.credit_on(credit, on).filter(|_| is_granted)?;
        let is_waived = purposes.iter().all(|it| rule.waives.contains(it));
        is_waived.then(|| (trader.certified_as().to_owned(), rule.basis))
    }

    /// Everything that is wrong with rows of listed enterprises before they take effect.
    pub(crate) fn listed_faults(&self, rows: &[ListedEnterprise]) -> Vec<Finding> {
        let mut findings = Vec::new();
        for (place, row) in rows.iter().enumerate() {
            let mut report = |field: &str, observed: &str, expected: &str| {
                let pointer = format!("rows[{place}].{field}");
                findings.push(refuse("HSE-6908", &pointer, observed.to_owned(), expected));
            };
            for fault in row.faults() {
                report(fault.field, &fault.observed, fault.expected);
            }
            let mut lists = self.law.enterprises.lists();
            if !lists.any(|it| *it.list == *row.list) {
                let names: Vec<&str> = self.law.enterprises.lists().map(|it| &*it.list).collect();
                report("list", &row.list, &names.join(" | "));
            }
            let is_again = |it: &ListedEnterprise| (&it.list, &it.code) == (&row.list, &row.code);
            if rows.iter().take(place).any(is_again) {
                report("code", &row.code, "每个企业只出现一次 (an enterprise once for a list)");
            }
        }
        findings
    }
}

/// What is found of a declaration's treatment, bit by bit.
struct Found {
    treatment: Treatment,
    /// Of all factors the smallest counts.
    factor: Rate,
    at_least: Rate,
    findings: Vec<Finding>,
}

impl Found {
    fn add(&mut self, kind: Kind, of: &str, rate: Option<Rate>, basis: BasisId) {
        self.treatment.measures.push(Measure { kind, of: of.to_owned(), rate, basis });
    }

    fn ease(&mut self, kind: Kind, of: &str, factor: Rate, basis: BasisId) {
        if factor < Rate::ONE {
            self.factor = self.factor.min(factor);
            self.add(kind, of, Some(factor), basis);
        }
    }

    fn prefer(&mut self, kind: Kind, of: &str, has_priority: bool, basis: BasisId) {
        if has_priority {
            self.treatment.has_priority = true;
            self.add(kind, of, None, basis);
        }
    }

    /// The share that follows: eased, unless the law sets a least one.
    fn finish(mut self) -> (Treatment, Vec<Finding>) {
        let usual = self.treatment.usual_share;
        let eased = usual.ppm().saturating_mul(self.factor.ppm()) / Rate::ONE.ppm();
        let is_raised = !self.at_least.is_zero();
        let share = if is_raised { usual.max(self.at_least) } else { Rate::from_ppm(eased) };
        self.treatment.share = share;
        (self.treatment, self.findings)
    }
}

impl Desk<'_, '_> {
    /// Notes how a declaration is treated from now on; says what would count and does not.
    pub(crate) fn begin_treatment(&mut self, index: usize, findings: &mut Vec<Finding>) {
        let Some(file) = self.declarations.files.get(index) else { return };
        let (treatment, lapsed) = self.treatment_of(&file.declaration);
        findings.extend(lapsed);
        let is_other = !treatment.measures.is_empty();
        let treatment = is_other.then(|| Box::new(treatment));
        if let Some(file) = self.declarations.files.get_mut(index) {
            file.treatment.clone_from(&treatment);
        }
        if let Some(treatment) = treatment {
            self.note_declaration(index, Event::Treated(treatment));
        }
    }

    fn treatment_of(&self, declaration: &Declaration<'_>) -> (Treatment, Vec<Finding>) {
        let usual_share = self.registry.settings.examination_share;
        let treatment = Treatment {
            share: usual_share,
            usual_share,
            has_priority: false,
            monitoring_share: Rate::ZERO,
            measures: Vec::new(),
        };
        let (factor, at_least) = (Rate::ONE, Rate::ZERO);
        let mut found = Found { treatment, factor, at_least, findings: Vec::new() };
        if let Some(trader) = self.registry.trader_of(declaration) {
            self.by_credit(trader, &mut found);
        }
        self.by_programme(declaration, &mut found);
        self.by_lists(declaration, &mut found);
        found.finish()
    }

    fn by_credit(&self, trader: &Enterprise, found: &mut Found) {
        let on = self.now.on;
        let (credit, lapsed) = trader.credit_on(on);
        let of = trader.certified_as();
        if let Some(why) = lapsed {
            let expected = format!("{on}有效的高级认证 (a certificate in force on the day)");
            found.findings.push(refuse("HSE-6901", TRADER, format!("{of}: {why}"), &expected));
        }
        if credit == Credit::Ordinary {
            return;
        }
        let Some(rule) = self.registry.law.enterprises.credit_on(credit, on) else {
            let expected = "参数所及之日 (a day that law covers)";
            let observed = format!("{credit} {on}");
            return found.findings.push(refuse("HSE-6902", TRADER, observed, expected));
        };
        let CreditRule { share_factor, share_at_least, has_priority, basis, .. } = *rule;
        found.ease(Kind::CertifiedExamination, of, share_factor, basis);
        found.prefer(Kind::CertifiedPriority, of, has_priority, basis);
        if let Some(share) = share_at_least {
            found.at_least = share;
            found.add(Kind::DishonestExamination, of, Some(share), basis);
        }
    }

    /// What comes from a recognised AEO abroad. That its code is built as its programme wants is a check.
    fn by_programme(&self, declaration: &Declaration<'_>, found: &mut Found) {
        let code = &declaration.party_abroad.code;
        if declaration.direction != Direction::Import {
            return;
        }
        let programme = self.registry.law.enterprises.programme_on(code, self.now.on);
        let Some(it) = programme.filter(|it| it.matches(code)) else { return };
        found.ease(Kind::RecognisedExamination, code, it.share_factor, it.benefit_basis);
        found.prefer(Kind::RecognisedPriority, code, it.has_priority, it.benefit_basis);
    }

    /// The lists that its trader stands on, in force or not, that cover every line.
    pub(crate) fn lists_of(
        &self,
        declaration: &Declaration<'_>,
    ) -> Vec<(&ListedEnterprise, &ListRule)> {
        let (all, on) = (self.registry.listed(), self.now.on);
        if all.is_empty() {
            return Vec::new();
        }
        let codes = self.registry.trader_codes(declaration);
        let own = all.iter().filter(|it| codes.contains(&it.code.as_str()));
        let known = own
            .filter_map(|row| Some((row, self.registry.law.enterprises.list_on(&row.list, on)?)));
        let covers =
            |rule: &ListRule| declaration.items.iter().all(|it| rule.covers(&it.commodity_code));
        known.filter(|(_, rule)| covers(rule)).collect()
    }

    /// Lists count where every line is of their goods.
    fn by_lists(&self, declaration: &Declaration<'_>, found: &mut Found) {
        let on = self.now.on;
        for (row, rule) in self.lists_of(declaration) {
            if let Err(why) = row.in_force(on) {
                let observed = format!("{}: {why}（{}）", rule.title_zh, row.reason);
                let expected = format!("{on}在名单上 (on the list on the day)");
                found.findings.push(refuse("HSE-6903", TRADER, observed, &expected));
                continue;
            }
            let ListRule { share_factor, monitoring_share, basis, .. } = *rule;
            found.ease(Kind::ListedExamination, &row.list, share_factor, basis);
            if !monitoring_share.is_zero() {
                found.treatment.monitoring_share = monitoring_share;
                found.add(Kind::ListedMonitoring, &row.list, Some(monitoring_share), basis);
            }
        }
    }

    /// What a declaration that goes on is told of its treatment: a notice each ground.
    pub(crate) fn told_of_treatment(&self, index: usize) -> Vec<Finding> {
        let Some(file) = self.declarations.files.get(index) else { return Vec::new() };
        let measures = file.treatment.as_ref().map_or(&[][..], |it| &it.measures);
        let mut told: Vec<Finding> = Vec::new();
        let mut tell = |code, pointer: &str, of: &str, words: String, basis: BasisId| {
            let basis = self.registry.law.basis(basis);
            let basis = basis.map(|it| format!("{} {}", it.document, it.article));
            let known = told.iter_mut().find(|it| it.code == code && it.observed.starts_with(of));
            match known {
                Some(known) => known.observed.push_str(&format!("；{words}")),
                None => {
                    let basis = basis.unwrap_or_default().trim_end().to_owned();
                    told.push(refuse(code, pointer, format!("{of}: {words}"), &basis));
                }
            }
        };
        for Measure { kind, of, rate, basis } in measures {
            let rate = rate.unwrap_or(Rate::ONE);
            let (code, pointer, words) = match kind {
                Kind::CertifiedExamination => ("HSE-6904", TRADER, lower(rate)),
                Kind::RecognisedExamination => ("HSE-6905", ABROAD, lower(rate)),
                Kind::ListedExamination => ("HSE-6906", TRADER, lower(rate)),
                Kind::CertifiedPriority => ("HSE-6904", TRADER, PRIORITY.to_owned()),
                Kind::RecognisedPriority => ("HSE-6905", ABROAD, PRIORITY.to_owned()),
                Kind::ListedMonitoring => {
                    ("HSE-6906", TRADER, "抽样监测不影响放行 (monitored)".to_owned())
                }
                Kind::DishonestExamination => {
                    ("HSE-6907", TRADER, format!("查验率≥{rate} (examined ≥{rate})"))
                }
            };
            tell(code, pointer, of, words, *basis);
        }
        if let Some(it) = file.waiver.as_ref().filter(|it| it.amount.is_positive()) {
            let words = format!("免除担保{} (not guaranteed)", it.amount);
            tell("HSE-6904", TRADER, &it.of, words, it.basis);
        }
        told
    }
}

const PRIORITY: &str = "优先 (first)";

fn lower(factor: Rate) -> String {
    format!("查验率×{factor} (examined ×{factor})")
}
