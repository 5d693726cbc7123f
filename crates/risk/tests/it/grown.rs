//! Forests that this house grows.

use risk::{
    Field, Kind, Record, Schema,
    trees::{
        Forest, Hessboost, Model, Scorecard, Sign, Table, TableError, TrainError, TrainPlan, Way,
        When, auc, train,
    },
};

/// Numbers that look like chance and are the same everywhere.
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    pub(crate) fn roll(&mut self) -> f64 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 11) as f64 / (1u64 << 53) as f64
    }
}

/// Findings depend on the first two numbers and on whether the third is missing; the fourth says nothing.
fn table(n: usize) -> Table {
    let mut dice = Dice(3);
    let mut table = Table::new(["a", "b", "c", "d"].map(str::to_owned).to_vec()).unwrap();
    for day in 0..n {
        let mut row = [dice.roll(), dice.roll() * 1e9, dice.roll() - 0.5, dice.roll()];
        if dice.roll() < 0.2 {
            row[2] = f64::NAN;
        }
        let odds =
            (row[0] - 0.5) * 4.0 + f64::from(row[1] > 6e8) + f64::from(row[2].is_nan()) - 1.0;
        let found = dice.roll() < 1.0 / (1.0 + (-odds).exp());
        table.push(&row, found, day as i64 / 10).unwrap();
    }
    table
}

fn small() -> TrainPlan {
    TrainPlan { rounds: 60, depth: 5, eta: 0.1, min_child_weight: 1.0, ..TrainPlan::default() }
}

#[test]
fn our_walker_says_what_the_trainer_says() {
    let table = table(2_000);
    let mut dice = Dice(9);
    let mut rows: Vec<f64> = Vec::new();
    for _ in 0..5_000 {
        let mut row = [dice.roll() * 2.0 - 0.5, dice.roll() * 1e9, dice.roll() - 0.5, dice.roll()];
        for it in &mut row {
            match dice.roll() {
                it_is if it_is < 0.15 => *it = f64::NAN,
                it_is if it_is < 0.18 => *it *= 1e30,
                _ => {}
            }
        }
        rows.extend(row);
    }
    // Rows of the table too: thresholds lie between their values, and some on them.
    rows.extend_from_slice(table.values());
    let (json, theirs) = Hessboost::grow_as_json(&table, &small(), &rows).unwrap();
    let forest = Forest::from_xgboost(&json).unwrap().0;
    assert_eq!(forest.n_trees(), 60);
    let ours = forest.margins(&rows);
    assert_eq!(ours.len(), theirs.len());
    for ((row, ours), theirs) in rows.chunks(4).zip(&ours).zip(&theirs) {
        // A wrong turn costs a hundredth and more; sixty sums in single precision cost a millionth.
        assert!((ours - f64::from(*theirs)).abs() < 1e-5, "{row:?}: {ours} and {theirs}");
        assert_eq!(*ours, forest.margin(row), "rows at once and one by one are the same bits");
    }
}

#[test]
fn the_same_cases_give_the_same_bytes_on_any_number_of_threads() {
    let table = table(3_000);
    let one = train(&table, &small()).unwrap().save().unwrap();
    assert_eq!(one, train(&table, &small()).unwrap().save().unwrap());
    let two = TrainPlan { threads: 2, ..small() };
    assert_eq!(one, train(&table, &two).unwrap().save().unwrap());
    let other = TrainPlan { seed: 2, ..small() };
    assert_ne!(one, train(&table, &other).unwrap().save().unwrap());
}

#[test]
fn it_learns_what_there_is_to_learn_and_says_how_well() {
    let table = table(6_000);
    let model = train(&table, &small()).unwrap();
    let quality = model.quality.clone().unwrap();
    assert_eq!((quality.n_grown_on, quality.n_measured_on), (4_800, 1_200));
    assert!(quality.auc.unwrap() > 0.72, "{quality:?}");
    assert!(quality.calibration_error.unwrap() < 0.06, "{quality:?}");
    assert!(quality.brier.unwrap() < 0.22, "{quality:?}");
    assert_eq!((model.window.from_day, model.window.to_day), (0, 599));
    assert!(model.weigh_row(&[0.95, 9e8, f64::NAN, 0.5]).probability > 0.7);
    assert!(model.weigh_row(&[0.05, 1e8, 0.1, 0.5]).probability < 0.25);
    let leading = model.reasons_of_row(&[0.95, 9e8, f64::NAN, 0.5], 3);
    assert_eq!(leading[0].feature, "a", "{leading:?}");
    assert!(leading.iter().all(|it| it.feature != "d"), "{leading:?}");
    let isotonic = TrainPlan { calibration: Way::Isotonic, refit: false, ..small() };
    let model = train(&table, &isotonic).unwrap();
    assert_eq!(model.window.to_day, 479);
    assert!(model.quality.unwrap().calibration_error.unwrap() < 0.02, "steps fit their own cases");
}

/// The whole way of a house: records of a schema become a table, a model, a file, and the model that decides.
#[test]
fn records_teach_and_records_are_weighed() {
    let field = |name: &str, kind| Field { name: name.to_owned(), kind };
    let learnt = Schema::new(vec![
        field("value", Kind::Number),
        field("country", Kind::Text),
        field("is_new", Kind::Flag),
    ])
    .unwrap();
    let slot = |schema: &Schema, name: &str| schema.find(name).unwrap().1;
    let mut dice = Dice(5);
    let mut table = Table::of(&learnt);
    for case in 0..3_000 {
        let mut record = Record::new(&learnt);
        let (value, is_new) = (dice.roll(), dice.roll() < 0.3);
        record.set_number(slot(&learnt, "value"), value);
        record.set_flag(slot(&learnt, "is_new"), is_new);
        record.set_text(slot(&learnt, "country"), "116");
        let found = dice.roll() < if is_new { 0.7 } else { 0.1 * value };
        table.push_record(&record, found, case / 30).unwrap();
    }
    assert!(matches!(
        table.push_record(&Record::new(&Schema::default()), true, 9),
        Err(TableError::Width { found: 0, expected: 2 })
    ));
    let plan = TrainPlan { edition: "1".to_owned(), ..small() };
    let kept = train(&table, &plan).unwrap().save().unwrap();
    let model = Model::load(&kept).unwrap();
    // A later house has more features, and has them elsewhere.
    let house = Schema::new(vec![
        field("weight", Kind::Number),
        field("is_new", Kind::Flag),
        field("value", Kind::Number),
    ])
    .unwrap();
    let bound = model.bind(&house, "1").unwrap();
    let mut record = Record::new(&house);
    record.set_number(slot(&house, "weight"), 7.0);
    record.set_number(slot(&house, "value"), 0.5);
    let without = bound.weigh(&record);
    record.set_flag(slot(&house, "is_new"), true);
    let new = bound.weigh(&record);
    assert!((0.6..0.8).contains(&new.probability), "{new:?}");
    assert_eq!(new, model.weigh_row(&[0.5, 1.0]));
    record.set_flag(slot(&house, "is_new"), false);
    let old = bound.weigh(&record);
    assert!((0.0..0.1).contains(&old.probability) && old.margin < new.margin, "{old:?}");
    assert!(without.margin.is_finite(), "what is missing is weighed too");
    let reasons = bound.reasons(&record, 9);
    assert_eq!(reasons[0].feature, "is_new");
    assert!(reasons[0].amount < 0.0, "{reasons:?}");
    assert!(reasons.iter().all(|it| it.feature != "weight"), "{reasons:?}");
    let sum = bound.expected() + reasons.iter().map(|it| it.amount).sum::<f64>();
    assert!((sum - old.margin).abs() < 1e-9);
    assert_eq!(bound.reasons(&record, 1).len(), 1);
}

#[test]
fn too_few_cases_teach_nothing() {
    let few = train(&table(12), &small());
    assert!(matches!(few, Err(TrainError::TooFew { .. })), "{few:?}");
    let mut clean = Table::new(vec!["a".to_owned()]).unwrap();
    (0..500).for_each(|it| clean.push(&[f64::from(it)], false, i64::from(it)).unwrap());
    assert!(matches!(train(&clean, &small()), Err(TrainError::TooFew { n: 400, found: 0 })));
    let wrong = train(&table(2_000), &TrainPlan { eta: -1.0, ..small() });
    assert!(matches!(wrong, Err(TrainError::Refused(_))), "{wrong:?}");
    assert!(clean.push(&[1.0, 2.0], true, 1).is_err());
}

/// Twenty findings among seven hundred cases weigh less than one leaf of the plan, and are learnt from all the same.
#[test]
fn few_findings_are_learnt_from() {
    let mut dice = Dice(5);
    let mut table = Table::new(vec!["a".to_owned(), "b".to_owned()]).unwrap();
    for day in 0..700 {
        let row = [dice.roll(), dice.roll()];
        table.push(&row, row[0] > 0.95 && dice.roll() < 0.7, day).unwrap();
    }
    assert!((15..40).contains(&table.n_found()), "{}", table.n_found());
    let model = train(&table, &TrainPlan::default()).unwrap();
    let margins = model.forest.margins(table.values());
    let told = auc(&margins, table.found()).unwrap();
    assert!(told > 0.9, "{told}");
}

/// On top of a scorecard trees say what it does not: where it is right already, little.
#[test]
fn trees_stand_on_what_an_analyst_knew() {
    let when = When { feature: "a".to_owned(), at_least: Some(0.9), below: None };
    let prior = Scorecard { base: -3.0, signs: vec![Sign { points: 4.0, when: vec![when] }] };
    let plan = TrainPlan { prior: prior.clone(), ..TrainPlan::default() };
    let mut dice = Dice(5);
    let mut table = Table::new(vec!["a".to_owned(), "b".to_owned()]).unwrap();
    for day in 0..3_000 {
        let row = [dice.roll(), dice.roll()];
        let odds: f64 = if row[0] >= 0.9 { 1.0 } else { -3.0 };
        table.push(&row, dice.roll() < 1.0 / (1.0 + (-odds).exp()), day).unwrap();
    }
    let alone = prior.forest(table.names()).unwrap();
    let grown = train(&table, &plan).unwrap().forest;
    for a in [0.2, 0.5, 0.95] {
        let (alone, grown) = (alone.margin(&[a, 0.5]), grown.margin(&[a, 0.5]));
        assert!((alone - grown).abs() < 0.6, "{alone} {grown} at {a}");
    }
    let kept = train(&table, &plan).unwrap();
    assert_eq!(Model::load(&kept.save().unwrap()).unwrap(), kept);
    let unknown = When { feature: "c".to_owned(), at_least: Some(0.0), below: None };
    let prior = Scorecard { base: 0.0, signs: vec![Sign { points: 1.0, when: vec![unknown] }] };
    assert!(train(&table, &TrainPlan { prior, ..TrainPlan::default() }).is_err());
}
