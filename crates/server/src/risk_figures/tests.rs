//! A house with rules, a campaign, lots and officers: what is kept up beside it is what its record says, and its lots prove themselves.

use clearance::{
    House,
    entry::{Entry, state_number, state_of},
    ports::RawInput,
};
use model::{
    EntryId, EntryState, HouseMessage, Moment, OfficerAction, Rate, RiskProcedure, RiskSeverity,
};
use risk::{
    figures::{Days, Way},
    lots::verify,
};
use store::{HouseStore, Options};
use testkit::{Plan, TRUTH_FILE, declarations::DeclarationPlan};

use super::*;
use crate::data::{DataDir, registry_of};

fn morning(day: i8) -> Moment {
    Moment::from_local(Date::constant(2026, 1, day).at(9, 0, 0, 0))
}

fn always() -> Days {
    Date::constant(2026, 1, 1)..=Date::constant(2026, 12, 31)
}

struct Served {
    house: House<HouseStore>,
    at: Moment,
}

impl Served {
    fn take(&mut self, bytes: Vec<u8>) {
        self.at = self.at.plus_minutes(1);
        let raw = RawInput { received_at: self.at, sender: String::new(), bytes };
        self.house.take(&[raw]).unwrap();
    }

    fn say(&mut self, message: &HouseMessage) {
        self.take(serde_json::to_vec(message).unwrap());
    }
}

fn rule(id: &str, channel: RiskChannel, condition: &str, campaign: Option<&str>) -> RiskRule {
    RiskRule {
        id: id.to_owned(),
        version: 1,
        procedures: vec![RiskProcedure::Parcel],
        title_zh: "试".to_owned(),
        title_en: "tried".to_owned(),
        basis: "海关总署令第271号".to_owned(),
        owner: "风险防控局".to_owned(),
        severity: RiskSeverity::Medium,
        channel,
        condition: condition.to_owned(),
        from: Date::constant(2026, 1, 1),
        to: None,
        campaign: campaign.map(str::to_owned),
    }
}

/// Days of a house; what is drawn by lot changes on the second of them.
fn days(folder: &tempfile::TempDir, rules: Vec<RiskRule>) -> HouseRecords {
    let data = DataDir::new(folder.path());
    let law = Law::shipped().unwrap();
    let mut served = Served { house: data.open(Options::default()).unwrap(), at: morning(5) };
    let (officer, reason) = ("Z0001".to_owned(), "test".to_owned());
    served.say(&HouseMessage::RiskRules { rows: rules, officer, reason });
    for (day, seed, share) in [(5i8, 5u64, "0.3"), (6, 6, "0.1")] {
        served.at = morning(day).plus_minutes(-8 * 60);
        served.take(
            format!(r#"{{"tongguan":"settings","examination_share":"{share}"}}"#).into_bytes(),
        );
        let plan = Plan {
            documents_per_message: 10,
            watch: Vec::new(),
            ..Plan::new(80, Rate::ZERO, seed, morning(day).local_date())
        };
        let mut messages = Vec::new();
        let mut keep = |file: testkit::GeneratedFile<'_>| {
            if file.name != TRUTH_FILE {
                messages.push(file.bytes.to_vec());
            }
            Ok(())
        };
        testkit::generate(&plan, &law, &mut keep, &mut |_| {}).unwrap();
        messages.into_iter().for_each(|it| served.take(it));
        let under = state_number(EntryState::UnderExamination);
        let rows = data.records().unwrap().entries(Some(under), EntryId(0), 1_000).unwrap();
        for (place, row) in rows.iter().enumerate() {
            let action = match place % 3 {
                0 => OfficerAction::DetainForClearance,
                _ => OfficerAction::PassExamination,
            };
            let list_no = Entry::from_row(row).unwrap().list_no();
            let (officer, reason) = ("Z0001".to_owned(), "test".to_owned());
            served.say(&HouseMessage::Officer { list_no, action, officer, reason });
        }
    }
    let corpus = folder.path().join("declarations");
    let on = morning(6).local_date();
    let plan = DeclarationPlan { declarations: 25, fault_rate: Rate::ZERO, seed: 3, on };
    testkit::declarations::write_declarations(&plan, &law, &corpus, &mut |_| ()).unwrap();
    for path in crate::files::message_files(&corpus).unwrap() {
        served.take(std::fs::read(path).unwrap());
    }
    served.at = morning(7);
    served.take(br#"{"tongguan":"settings","examination_share":"0.2"}"#.to_vec());
    data.records().unwrap()
}

fn rules() -> Vec<RiskRule> {
    vec![
        rule("R-1", RiskChannel::Documents, "doc.value > 300.0", Some("双十一")),
        rule(
            "R-2",
            RiskChannel::LaterAudit,
            "doc.value > 50.0 && doc.value < 150.0",
            Some("双十一"),
        ),
    ]
}

fn whole(records: &HouseRecords) -> Folded {
    let registry = registry_of(records).unwrap();
    Folded::whole(records, &registry, morning(7).local_date()).unwrap()
}

/// Every parcel's reasons as the history has them.
fn reasons(records: &HouseRecords) -> Vec<Vec<String>> {
    let rows = records.entry_rows(EntryId(0), usize::MAX).unwrap();
    let parcels = rows.iter().filter(|it| state_of(it.state).is_some());
    let of = |entry: EntryId| {
        let mut names = Vec::new();
        for record in records.history(entry).unwrap() {
            for happening in history::decode(&record.body).unwrap() {
                if let Event::Selected(selection) = happening.what {
                    names.extend(selection.reasons.into_iter().map(|it| it.rule));
                }
            }
        }
        names
    };
    parcels.map(|it| of(it.id)).collect()
}

#[test]
fn rules_and_campaigns_have_fired_as_often_as_the_record_says() {
    let folder = tempfile::tempdir().unwrap();
    let records = days(&folder, rules());
    let folded = whole(&records);
    assert_eq!(folded.behind(), 0);
    let (figures, told) = (folded.figures(), reasons(&records));
    let n = |is: &dyn Fn(&Vec<String>) -> bool| told.iter().filter(|it| is(it)).count() as u64;
    let has = |it: &[String], name: &str| it.iter().any(|one| one == name);
    let fired = figures.rules(&always());
    for id in ["R-1", "R-2"] {
        let of_record = n(&|it| has(it, id));
        assert!(of_record > 3, "{id} fired {of_record} times");
        assert_eq!(fired[id].fired, of_record, "{id}");
    }
    let either = n(&|it| has(it, "R-1") || has(it, "R-2"));
    assert_eq!(figures.campaigns(&always())["双十一"].fired, either);
    let drawn = n(&|it| has(it, "random"));
    let rows = figures.rows(&always(), risk::figures::By::All);
    let parcels = &rows.iter().find(|it| it.procedure == RiskProcedure::Parcel).unwrap().sum;
    assert_eq!(parcels.way(Way::Lot).selected, drawn);
    let lots = parcels.way(Way::Lot);
    assert!(lots.examined > 3 && lots.found(figures.least()) > 0, "{lots:?}");
    assert!(lots.found(figures.least()) < lots.examined);
    // A slice is as good as another: what is folded commit by commit is the same.
    let mut slow = Folded::begin(&registry_of(&records).unwrap().law, Date::MAX).unwrap();
    slow.told = registry_of(&records).unwrap().rules_told().to_vec();
    for (commit, bytes) in records.remembered_after(CommitNo(0), usize::MAX).unwrap() {
        let batch = Batch::from_bytes(&bytes).unwrap();
        let fired = fired_on(&records, commit, &batch, &slow.told).unwrap();
        slow.figures.take(commit, &batch, &fired);
    }
    assert_eq!(slow.figures.all(&always()), figures.all(&always()));
    assert_eq!(slow.figures.rules(&always()), fired);
}

#[test]
fn what_a_whitelist_spares_has_fired_too() {
    let folder = tempfile::tempdir().unwrap();
    let mut all = rules();
    all.push(rule("W-1", RiskChannel::Release, "doc.value > 350.0", None));
    let records = days(&folder, all);
    let (folded, told) = (whole(&records), reasons(&records));
    let fired = folded.figures().rules(&always());
    for id in ["R-1", "W-1"] {
        let of_record = told.iter().filter(|it| it.iter().any(|one| one == id)).count() as u64;
        assert!(of_record > 3, "{id} fired {of_record} times");
        assert_eq!(fired[id].fired, of_record, "{id}");
    }
    assert!(fired["R-1"].counts.selected < fired["R-1"].fired);
}

#[test]
fn lots_of_a_day_prove_themselves_and_a_changed_draw_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let records = days(&folder, rules());
    let told = |day: i8, clock: i8, verifies: bool| {
        let day = morning(day).local_date();
        lots_of_day(&records, day, None, morning(clock), verifies).unwrap()
    };
    for day in [5i8, 6] {
        let it = told(day, 20, true).unwrap();
        assert!(it.is_in_chain && it.promise.is_kept_by(it.seed.as_ref().unwrap()));
        let (verified, drawn) = it.verified.as_ref().unwrap();
        assert!(verified.agrees() && verified.n_cases > 60, "{verified:?}");
        assert!(verified.n_drawn > 3, "{verified:?}");
        // One who was not drawn is said to have been.
        let mut draws: Vec<_> = drawn.iter().map(|it| it.draw).collect();
        let changed = draws.iter_mut().find(|it| !it.is_drawn).unwrap();
        changed.is_drawn = true;
        let entry = changed.entry;
        let refused = verify(it.seed.as_ref().unwrap(), &it.promise, &draws);
        assert!(!refused.agrees());
        assert_eq!(refused.differing, [entry]);
    }
    // The second day has declarations too, and its seed was promised the day before.
    let second = told(6, 20, true).unwrap();
    assert_eq!(second.at.local_date(), morning(5).local_date());
    let drawn = second.verified.unwrap().1;
    assert!(drawn.iter().any(|it| it.procedure == RiskProcedure::Declaration));
    // Whoever knows the commit is told the same.
    let known = lots_of_day(&records, second.day, Some(second.commit), morning(20), false).unwrap();
    assert_eq!(known.unwrap().leaf, second.leaf);
    // Neither today's nor tomorrow's seed is told, and nobody promised one for the day after.
    for day in [7i8, 8] {
        let it = told(day, 20, true).unwrap();
        assert!(!it.is_over && it.seed.is_none() && it.verified.is_none());
    }
    assert!(told(6, 6, true).unwrap().seed.is_none(), "the clock is not beyond it");
    assert!(told(9, 20, true).is_none());
}

/// Trees that say the same of every case.
fn model_of(name: &str, margin: f64) -> risk::trees::Model {
    use risk::trees::{Forest, Link, Model, RawNode, RawTree, Test};
    let leaf = |value| RawNode::Leaf { value, cover: 1.0 };
    let split = RawNode::Split {
        feature: 0,
        test: Test::Below(200.0),
        missing_left: true,
        left: 1,
        right: 2,
        cover: 2.0,
    };
    let tree = RawTree { nodes: vec![split, leaf(-0.1), leaf(0.1)] };
    let forest = Forest::new(1, margin, Link::LOGISTIC, &[tree]).unwrap();
    let names = vec!["doc.value".to_owned()];
    let features = risk::features::FeatureSet::of(RiskProcedure::Parcel).unwrap();
    Model::foreign(forest, names.clone(), &features.edition(&names), name).unwrap()
}

#[test]
fn models_are_held_against_lots_and_their_features_against_their_window() {
    use model::RiskModelRole::{Active, Shadow};
    let folder = tempfile::tempdir().unwrap();
    let data = DataDir::new(folder.path());
    let mut active = model_of("a", -1.0);
    // Everything was dear in its window.
    let names = active.features.clone();
    let rows: Vec<Vec<f64>> = (0..100).map(|it| vec![50_000.0 + f64::from(it)]).collect();
    active.spread = Some(risk::trees::Spread::of(&names, rows.iter().map(Vec::as_slice)));
    let mut house = data.open(Options::default()).unwrap();
    for (role, model) in [(Active, &active), (Shadow, &model_of("b", -2.0))] {
        let message = HouseMessage::RiskModel {
            procedure: RiskProcedure::Parcel,
            role,
            model: Some(String::from_utf8(model.save().unwrap()).unwrap()),
            by: "甲".to_owned(),
            reason: "试".to_owned(),
        };
        let bytes = serde_json::to_vec(&message).unwrap();
        let received_at = Moment::from_local(Date::constant(2026, 1, 4).at(23, 0, 0, 0));
        house.take(&[RawInput { received_at, sender: String::new(), bytes }]).unwrap();
    }
    drop(house);
    let records = days(&folder, rules());
    let (folded, registry) = (whole(&records), registry_of(&records).unwrap());
    let today = morning(7).local_date();
    let accounts = model_accounts(&records, &registry, folded.figures(), today).unwrap();
    let [account] = accounts.as_slice() else { panic!("{accounts:?}") };
    let lots =
        account.calibration.bins(risk::figures::Speaker::Active, risk::figures::Sample::Lots);
    let examined: u64 = lots.iter().map(|it| it.examined).sum();
    let all = folded.figures().all(&always());
    assert_eq!(examined, all.way(Way::Lot).examined);
    assert_eq!(account.duel.duel.n, examined);
    let told = account.shadow.as_ref().unwrap();
    assert_eq!(told.since.local_date(), Date::constant(2026, 1, 4));
    assert_eq!(account.standing, Standing::TooFew, "200 are needed");
    assert!(account.demotion().unwrap().is_none());
    let models: Vec<_> =
        registry.risk().models().iter().map(|(place, it)| (*place, it.clone())).collect();
    let until = Instant::now() + Duration::from_secs(60);
    let told = drift(&records, &models, until).unwrap();
    let [of_active, of_shadow] = told.models.as_slice() else { panic!("{told:?}") };
    assert!(of_active.n_cases > 60 && of_active.features[0].index > 0.25, "{of_active:?}");
    assert_eq!(of_active.features[0].name, "doc.value");
    assert!(!of_shadow.has_spread && of_shadow.features.is_empty());
    assert_eq!(limit_on(&registry, "risk.drift_act", today), Some(0.25));
    let cut = drift(&records, &models, Instant::now()).unwrap();
    assert!(cut.is_cut && cut.days.is_none());
}
