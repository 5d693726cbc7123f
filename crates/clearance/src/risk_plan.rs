//! Plans of risk analysis: what is proposed, who approved it, and from when it holds.

use model::{Finding, HouseMessage, InputId, Moment, RiskChange, RiskPlanAct};

use crate::{
    catalogue::refuse,
    risk_book::{RiskBook, RiskSet},
};

/// A change that was proposed.
#[derive(Debug, Clone)]
pub struct RiskPlan {
    /// The input that proposed it, by which it goes: `P12`.
    pub told: InputId,
    pub title: String,
    pub change: RiskChange,
    /// From when it holds once it is approved; at once where nothing is said.
    pub activates_at: Option<Moment>,
    pub by: String,
    pub reason: String,
    pub state: PlanState,
}

/// Where a plan stands.
#[derive(Debug, Clone)]
pub enum PlanState {
    Proposed,
    Approved(Word),
    Refused(Word),
    Withdrawn(Word),
    /// In force since a moment, instead of what stood there before.
    Active {
        approved: Word,
        since: Moment,
        replaced: Box<RiskSet>,
    },
    /// When its moment came it was not sound any more, because other things had changed.
    Failed {
        approved: Word,
        findings: Vec<Finding>,
    },
}

/// Who said so, why, and by which input.
#[derive(Debug, Clone)]
pub struct Word {
    pub by: String,
    pub reason: String,
    pub told: InputId,
}

impl RiskPlan {
    pub fn name(&self) -> String {
        format!("P{}", self.told.0)
    }
}

impl RiskBook {
    /// Takes what is said of plans.
    pub(crate) fn take_plan(
        &mut self,
        message: &HouseMessage,
        input: InputId,
    ) -> Result<usize, Vec<Finding>> {
        match message {
            HouseMessage::RiskPlan { title, change, activates_at, by, reason } => {
                if change.is_empty() || by.is_empty() || reason.is_empty() {
                    let expected = "变更内容、提出人与理由 (a change, who proposes it, and why)";
                    return Err(vec![refuse("HSE-7012", "change", title.clone(), expected)]);
                }
                self.knows_budgets(&change.dropped_budgets)?;
                // One that would be refused now is not worth another's time.
                let word = Word { by: by.clone(), reason: reason.clone(), told: input };
                self.examine(change, &word)?;
                self.plans.push(RiskPlan {
                    told: input,
                    title: title.clone(),
                    change: change.clone(),
                    activates_at: *activates_at,
                    by: by.clone(),
                    reason: reason.clone(),
                    state: PlanState::Proposed,
                });
                Ok(1)
            }
            HouseMessage::DecideRiskPlan { plan, act, by, reason } => {
                let word = Word { by: by.clone(), reason: reason.clone(), told: input };
                self.decide_plan(plan, *act, word)
            }
            _ => Ok(0),
        }
    }

    fn decide_plan(
        &mut self,
        name: &str,
        act: RiskPlanAct,
        word: Word,
    ) -> Result<usize, Vec<Finding>> {
        let fault = |observed: String, expected: &str| {
            Err(vec![refuse("HSE-7012", "plan", observed, expected)])
        };
        let Some(plan) = self.plans.iter_mut().find(|it| it.name() == name) else {
            return fault(name.to_owned(), "已提出的方案 (a plan that was proposed)");
        };
        if word.by.is_empty() || word.reason.is_empty() {
            return fault(String::new(), "决定人与理由 (who decides, and why)");
        }
        let is_own = plan.by == word.by;
        let state = match (&plan.state, act) {
            (PlanState::Proposed, RiskPlanAct::Approve | RiskPlanAct::Refuse) if is_own => {
                return fault(word.by, "另一名人员 (another person than who proposed it)");
            }
            (_, RiskPlanAct::Withdraw) if !is_own => {
                return fault(word.by, "提出人 (who proposed it)");
            }
            (PlanState::Proposed, RiskPlanAct::Approve) => PlanState::Approved(word),
            (PlanState::Proposed, RiskPlanAct::Refuse) => PlanState::Refused(word),
            (PlanState::Proposed | PlanState::Approved(_), RiskPlanAct::Withdraw) => {
                PlanState::Withdrawn(word)
            }
            _ => return fault(name.to_owned(), "尚未决定的方案 (a plan that is not decided)"),
        };
        plan.state = state;
        Ok(1)
    }

    /// Whether this house works with plans: one was approved in it.
    pub fn has_approved(&self) -> bool {
        let is_approved = |it: &RiskPlan| {
            let state = &it.state;
            matches!(
                state,
                PlanState::Approved(_) | PlanState::Active { .. } | PlanState::Failed { .. }
            )
        };
        self.plans.iter().any(is_approved)
    }

    /// Whether a plan was approved and its moment has come.
    pub fn is_due(&self, now: Moment) -> bool {
        self.waiting().any(|it| it.activates_at.is_none_or(|at| at <= now))
    }

    /// Plans that were approved and are not in force yet.
    pub fn waiting(&self) -> impl Iterator<Item = &RiskPlan> {
        self.plans.iter().filter(|it| matches!(it.state, PlanState::Approved(_)))
    }

    /// Plans whose moment has come take effect, in the order in which they were proposed.
    pub(crate) fn come_to(&mut self, now: Moment) {
        for at in 0..self.plans.len() {
            let Some(plan) = self.plans.get(at) else { return };
            let PlanState::Approved(approved) = &plan.state else { continue };
            if plan.activates_at.is_some_and(|it| it > now) {
                continue;
            }
            let (approved, change) = (approved.clone(), plan.change.clone());
            let replaced = Box::new(self.in_force().touched_by(&change));
            let state = match self.change(&change, &approved) {
                Ok(()) => PlanState::Active { approved, since: now, replaced },
                Err(findings) => PlanState::Failed { approved, findings },
            };
            if let Some(plan) = self.plans.get_mut(at) {
                plan.state = state;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use model::{RiskModelChange, RiskModelRole, RiskProcedure};

    use super::*;

    fn word(by: &str) -> Word {
        Word { by: by.to_owned(), reason: "同意".to_owned(), told: InputId(2) }
    }

    /// A program whose features are others than those that a plan was examined by.
    #[test]
    fn what_is_not_sound_when_its_moment_comes_changes_nothing() {
        let (procedure, role) = (RiskProcedure::Parcel, RiskModelRole::Active);
        let broken = RiskModelChange { procedure, role, model: Some("{}".to_owned()) };
        let mut book = RiskBook::default();
        book.plans.push(RiskPlan {
            told: InputId(1),
            title: "新模型".to_owned(),
            change: RiskChange { models: vec![broken], ..RiskChange::default() },
            activates_at: Some(Moment::from_millis(60_000)),
            by: "分析员甲".to_owned(),
            reason: "漏检增多".to_owned(),
            state: PlanState::Approved(word("科长乙")),
        });
        book.come_to(Moment::from_millis(59_999));
        assert!(matches!(book.plans()[0].state, PlanState::Approved(_)));
        book.come_to(Moment::from_millis(60_000));
        let PlanState::Failed { approved, findings } = &book.plans()[0].state else {
            panic!("{:?}", book.plans())
        };
        assert_eq!(approved.by, "科长乙");
        assert_eq!(findings.iter().map(|it| &*it.code).collect::<Vec<_>>(), ["HSE-7011"]);
        assert!(book.models().is_empty());
        // It is not tried again.
        book.come_to(Moment::from_millis(90_000));
        assert!(matches!(book.plans()[0].state, PlanState::Failed { .. }));
    }
}
