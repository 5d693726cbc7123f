//! The public table of synthetic declarations, where a copy lies at hand.

use std::{env, path::PathBuf};

use risk::evaluate::{
    EvaluatePlan, History, Labels, Map, Sheet, SheetReader, Strategy, evaluate, leaks,
};

/// The folder that `TONGGUAN_SHARED` names, or `../shared` beside the repository.
fn folder() -> Option<PathBuf> {
    let beside = || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared"));
    let folder =
        env::var_os("TONGGUAN_SHARED").map_or_else(beside, PathBuf::from).join("data/risk");
    let found = folder.is_dir();
    if !found {
        eprintln!("skipped: no public declarations in {}", folder.display());
    }
    found.then_some(folder)
}

fn sheet(map: &Map, folder: &std::path::Path, repeated_by: &[&str]) -> Sheet {
    let repeated_by: Vec<String> = repeated_by.iter().map(|it| (*it).to_owned()).collect();
    let mut reader = SheetReader::new(map, "Fraud", &repeated_by);
    for name in ["import_declarations_1.csv", "import_declarations_2.csv"] {
        let text = std::fs::read_to_string(folder.join(name)).unwrap();
        let mut lines = text.lines().map(|it| it.split(',').collect::<Vec<_>>());
        reader.header(&lines.next().unwrap()).unwrap();
        lines.for_each(|it| reader.push(&it).unwrap());
    }
    reader.finish().unwrap()
}

#[test]
fn the_model_is_as_good_as_is_promised_and_the_leak_is_told() {
    let Some(folder) = folder() else { return };
    let map = Map::read(include_str!("../../../../docs/samples/risk/korea.toml")).unwrap();
    let all = sheet(&map, &folder, &[]);
    let told = leaks(&all);
    let pair = ["HS6 Code", "Net Mass"].map(str::to_owned);
    assert!(told.iter().any(|it| it.columns == pair && it.auc > 0.9), "{told:?}");
    let sheet = sheet(&map, &folder, &["HS6 Code", "Net Mass"]);
    assert_eq!((all.len(), sheet.len()), (45_519, 15_705));
    assert_eq!(leaks(&sheet), []);
    let history = History::new(&sheet, &map);
    let plan = EvaluatePlan {
        shares: vec![0.1],
        labels: Labels::All,
        // Half as often as by default: a test has less time.
        weeks: risk::evaluate::Weeks { retrain: 13, ..map.weeks.clone() },
        mixture: map.mixture.clone(),
        train: map.train.clone(),
        rules: None,
        leaks: Vec::new(),
        n_unlabelled: 0,
        n_repeated: sheet.n_repeated,
    };
    let report = evaluate(&sheet.cases(), &history, &plan, &mut |_| {}).unwrap();
    assert!(report.auc.unwrap() >= 0.57, "{report:?}");
    let model = report.arms.iter().find(|it| it.strategy == Strategy::Model).unwrap();
    assert!(model.whole.precision.unwrap() >= 0.27, "{report:?}");
}
