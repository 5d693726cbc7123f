//! The house's analyst: grows a model of each procedure every week from what the house kept, and has the house use it.

use std::collections::BTreeMap;

use clearance::digester;
use matching::Keyring;
use model::{CreditScale, Rate, RiskAim, RiskBudget, RiskChannel, RiskProcedure};
use risk::{
    batch::Batch,
    lessons::Lessons,
    memory::{Grade, Limits},
    trees::{Model, Quality, Scorecard, TrainError, TrainPlan, train},
};
use serde_json::json;

use super::{PlayError, PlayPlan};

const MILLION: i64 = 1_000_000;
/// What counts as found: a discrepancy with tax.
const FOUND: Grade = Grade(2);

/// A model that was grown.
#[derive(Debug, Clone, PartialEq)]
pub struct Grown {
    pub procedure: RiskProcedure,
    pub n_examined: usize,
    pub n_found: usize,
    pub quality: Option<Quality>,
}

pub(super) struct Student {
    lessons: Lessons,
    examined: Rate,
    random: Rate,
    explore: Rate,
    credit: CreditScale,
    from: model::Date,
    presumed: bool,
    train: TrainPlan,
    cards: BTreeMap<RiskProcedure, Scorecard>,
    has: [bool; RiskProcedure::ALL.len()],
    pub(super) grown: Vec<Grown>,
}

impl Student {
    pub(super) fn new(plan: &PlayPlan, keyring: &Keyring) -> Result<Student, PlayError> {
        Ok(Student {
            lessons: Lessons::new(digester(keyring), Limits::default(), plan.presumed)?,
            examined: plan.examined,
            random: plan.random,
            explore: plan.explore,
            credit: CreditScale { advanced: plan.certified, ..CreditScale::default() },
            from: plan.fraud.start,
            presumed: plan.presumed > 0,
            train: plan.train.clone(),
            cards: plan.cards.clone(),
            has: [false; RiskProcedure::ALL.len()],
            grown: Vec::new(),
        })
    }

    pub(super) fn listen(&mut self, batch: &Batch<'_>) {
        self.lessons.take(batch);
    }

    /// Before the first day: by the analyst's scorecards, where there are any; else everything that may be examined is drawn
    /// by lot, for there is nothing to choose by.
    pub(super) fn opening(&mut self) -> Result<Vec<Vec<u8>>, PlayError> {
        let mut told = vec![told_share(self.examined)];
        for (place, procedure) in RiskProcedure::ALL.into_iter().enumerate() {
            let Some(card) = self.cards.get(&procedure).filter(|it| !it.is_empty()) else {
                continue;
            };
            let Some(features) = self.lessons.features(procedure) else { continue };
            let names: Vec<String> = features.schema().numbers().map(str::to_owned).collect();
            let forest = card.forest(&names)?;
            let edition = features.edition(&names);
            let model = Model::foreign(forest, names, &edition, "scorecard")?;
            told.push(told_model(procedure, &model, "评分卡")?);
            self.mark(place);
        }
        if told.len() > 1 {
            told.extend(self.shares()?);
        }
        Ok(told)
    }

    fn mark(&mut self, place: usize) {
        if let Some(has) = self.has.get_mut(place) {
            *has = true;
        }
    }

    /// A new model of each procedure that there is enough to learn of.
    pub(super) fn study(&mut self) -> Result<Vec<Vec<u8>>, PlayError> {
        let mut told = Vec::new();
        for (place, procedure) in RiskProcedure::ALL.into_iter().enumerate() {
            let table = self.lessons.table(procedure, FOUND, self.presumed)?;
            let Some(features) = self.lessons.features(procedure) else { continue };
            let edition = features.edition(table.names());
            let prior = self.cards.get(&procedure).cloned().unwrap_or_default();
            let plan = TrainPlan { edition, prior, ..self.train.clone() };
            let model = match train(&table, &plan) {
                Ok(model) => model,
                Err(TrainError::TooFew { .. }) => continue,
                Err(fault) => return Err(fault.into()),
            };
            told.push(told_model(procedure, &model, "每周训练")?);
            let (n_examined, n_found) = (table.len(), table.n_found());
            self.grown.push(Grown { procedure, n_examined, n_found, quality: model.quality });
            self.mark(place);
        }
        if !told.is_empty() {
            told.extend(self.shares()?);
        }
        Ok(told)
    }

    /// Lots keep their part once there is a model of both; the model has the rest.
    fn shares(&self) -> Result<Vec<Vec<u8>>, PlayError> {
        let by_lot = Rate::from_ppm(self.examined.ppm() * self.random.ppm() / MILLION);
        let is_all = self.has.iter().all(|it| *it);
        // Until then lots have half of what there is, for the lane without a model needs them.
        let half = Rate::from_ppm(self.examined.ppm() / 2);
        let by_lot = if is_all { by_lot } else { half };
        let share = Rate::from_ppm(self.examined.ppm() - by_lot.ppm());
        let row = RiskBudget {
            id: "PLAY".to_owned(),
            procedures: RiskProcedure::ALL.to_vec(),
            customs: String::new(),
            share,
            explore: self.explore,
            later_audit: Rate::ZERO,
            aim: RiskAim::Findings,
            channel: RiskChannel::Examination,
            per_day: None,
            credit: self.credit,
            basis: "海关总署令第271号".to_owned(),
            owner: "风险防控局".to_owned(),
            from: self.from,
            to: None,
        };
        let budgets = json!({ "tongguan": "risk_budgets", "rows": [row] });
        Ok(vec![told_share(by_lot), serde_json::to_vec(&budgets)?])
    }
}

fn told_model(procedure: RiskProcedure, model: &Model, reason: &str) -> Result<Vec<u8>, PlayError> {
    let text = String::from_utf8_lossy(&model.save()?).into_owned();
    let said = json!({ "tongguan": "risk_model", "procedure": procedure, "role": "active",
        "model": text, "by": "分析员", "reason": reason });
    Ok(serde_json::to_vec(&said)?)
}

fn told_share(share: Rate) -> Vec<u8> {
    json!({ "tongguan": "settings", "examination_share": share.to_string() })
        .to_string()
        .into_bytes()
}
