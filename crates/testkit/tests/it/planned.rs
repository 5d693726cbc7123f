//! Changes of risk analysis that are planned: who may decide them, and from when they hold.

use clearance::{House, PlanState, ports::RawInput};
use matching::Keyring;
use model::{Date, Moment, RiskChannel, RiskRule};
use params::Law;
use serde_json::{Value, json};
use store::{Options, SqliteStore};

use crate::{traffic::SECRETS, weighed::rule};

const DAY: Date = Date::constant(2026, 11, 21);

struct Planned {
    folder: tempfile::TempDir,
    house: House<SqliteStore>,
    minutes: i64,
}

impl Planned {
    fn new() -> Planned {
        let folder = tempfile::tempdir().unwrap();
        let house = opened(&folder);
        Planned { folder, house, minutes: 0 }
    }

    /// Each input a minute after the last.
    fn tell(&mut self, said: &Value) {
        self.minutes += 1;
        let received_at = at(self.minutes);
        let (sender, bytes) = (String::new(), serde_json::to_vec(said).unwrap());
        self.house.take(&[RawInput { received_at, sender, bytes }]).unwrap();
    }

    fn propose(&mut self, rule: &RiskRule, activates_at: Option<Moment>) -> String {
        self.tell(&json!({ "tongguan": "risk_plan", "title": "试验方案", "by": "分析员甲",
            "reason": "低报价格增多", "activates_at": activates_at, "change": { "rules": [rule] } }));
        self.house.registry().risk().plans().last().unwrap().name()
    }

    fn decide(&mut self, plan: &str, act: &str, by: &str) {
        self.tell(&json!({ "tongguan": "decide_risk_plan", "plan": plan, "act": act, "by": by,
            "reason": "同意" }));
    }

    /// Time passes, and a batch is decided.
    fn tick(&mut self, minutes: i64) {
        self.minutes = self.minutes.max(minutes - 1);
        self.tell(&json!({ "tongguan": "tick", "at": at(minutes) }));
    }

    fn in_force(&self) -> Vec<String> {
        self.house.registry().rules().iter().map(|it| it.id.clone()).collect()
    }

    fn state(&self, plan: &str) -> PlanState {
        let plans = self.house.registry().risk().plans();
        plans.iter().find(|it| it.name() == plan).unwrap().state.clone()
    }

    fn reopened(self) -> Planned {
        let Planned { folder, house, minutes } = self;
        drop(house);
        Planned { house: opened(&folder), folder, minutes }
    }
}

fn opened(folder: &tempfile::TempDir) -> House<SqliteStore> {
    let path = folder.path().join("house.sqlite");
    let store = SqliteStore::open(&path, Options::default(), || SECRETS).unwrap();
    House::open(store, Law::shipped().unwrap(), Keyring::new(SECRETS.0)).unwrap()
}

fn at(minutes: i64) -> Moment {
    Moment::from_local(DAY.at(9, 0, 0, 0)).plus_minutes(minutes)
}

fn cheap() -> RiskRule {
    rule("R-1", RiskChannel::Documents, "doc.value < 50.0")
}

#[test]
fn a_plan_holds_once_another_person_approved_it() {
    let mut planned = Planned::new();
    let plan = planned.propose(&cheap(), None);
    assert!(planned.in_force().is_empty());
    planned.decide(&plan, "approve", "分析员甲");
    assert!(matches!(planned.state(&plan), PlanState::Proposed), "not by who proposed it");
    planned.decide(&plan, "approve", "科长乙");
    planned.tick(20);
    assert_eq!(planned.in_force(), ["R-1"]);
    let PlanState::Active { approved, .. } = planned.state(&plan) else { panic!("not active") };
    assert_eq!(approved.by, "科长乙");
    // What is decided is decided.
    planned.decide(&plan, "refuse", "科长乙");
    planned.decide(&plan, "withdraw", "分析员甲");
    assert!(matches!(planned.state(&plan), PlanState::Active { .. }));
    let planned = planned.reopened();
    assert_eq!(planned.in_force(), ["R-1"]);
    assert!(matches!(planned.state(&plan), PlanState::Active { .. }));
}

#[test]
fn a_plan_waits_for_its_moment_and_may_be_withdrawn_until_then() {
    let mut planned = Planned::new();
    let plan = planned.propose(&cheap(), Some(at(60)));
    planned.decide(&plan, "approve", "科长乙");
    planned.tick(50);
    assert!(
        planned.in_force().is_empty() && matches!(planned.state(&plan), PlanState::Approved(_))
    );
    let other =
        RiskRule { id: "R-2".to_owned(), ..rule("R-2", RiskChannel::Hold, "doc.value > 5.0") };
    let withdrawn = planned.propose(&other, Some(at(60)));
    planned.decide(&withdrawn, "approve", "科长乙");
    planned.decide(&withdrawn, "withdraw", "科长乙");
    assert!(matches!(planned.state(&withdrawn), PlanState::Approved(_)), "not by another");
    planned.decide(&withdrawn, "withdraw", "分析员甲");
    planned.tick(90);
    assert_eq!(planned.in_force(), ["R-1"]);
    assert!(matches!(planned.state(&withdrawn), PlanState::Withdrawn(_)));
}

#[test]
fn what_is_not_sound_is_no_plan() {
    let mut planned = Planned::new();
    let bad = rule("R-1", RiskChannel::Documents, "doc.valu < 50.0");
    planned.tell(&json!({ "tongguan": "risk_plan", "title": "试验方案", "by": "分析员甲",
        "reason": "试验", "change": { "rules": [bad] } }));
    planned.tell(&json!({ "tongguan": "risk_plan", "title": "空", "by": "分析员甲",
        "reason": "试验", "change": {} }));
    assert!(planned.house.registry().risk().plans().is_empty());
}
