//! A small table whose truth is known, week by week.

use risk::evaluate::{
    EvaluateError, EvaluatePlan, History, Knowledge as _, LEAKS_FROM, Labels, Map, Progress,
    Report, Sheet, SheetReader, Strategy, evaluate, leaks,
};

use crate::grown::Dice;

const MAP: &str = r#"
time = "day"
id = "no"
keys = ["who"]
categories = ["code", "from"]
numbers = ["mass", "price"]
prefixes = { code = [2] }
ratios = [{ name = "unit price", of = "price", per = "mass" }]
spreads = [{ of = "unit price", by = ["code"] }]
together = [["who", "code"]]
duty = { value = "price", rate_percent = "mass" }

[train]
rounds = 40
depth = 4
eta = 0.1

[weeks]
warm_up = 10
retrain = 5
"#;

fn map() -> Map {
    Map::read(MAP).unwrap()
}

/// Thirty who declare; five of them, and goods far below the usual price, are mostly wrong.
fn rows(n: usize) -> Vec<[String; 7]> {
    let mut dice = Dice(11);
    let row = |no: usize| {
        let who = (dice.roll() * 30.0) as usize;
        let code = ["330510", "330520", "610910"][(dice.roll() * 3.0) as usize];
        let usual = if code == "610910" { 20.0 } else { 5.0 };
        let is_low = dice.roll() < 0.1;
        let unit = usual * (0.9 + 0.2 * dice.roll()) * if is_low { 0.3 } else { 1.0 };
        let mass = (1.0 + dice.roll() * 100.0).round();
        let odds = 0.03 + 0.5 * f64::from(u8::from(who < 5)) + 0.4 * f64::from(u8::from(is_low));
        let found = dice.roll() < odds;
        let from = ["CN", "BE", "US"][(dice.roll() * 3.0) as usize];
        let days = no * 210 / n;
        let month = [31, 28, 31, 30, 31, 30, 31];
        let (mut day, mut at) = (days, 0);
        while day >= month[at] {
            day -= month[at];
            at += 1;
        }
        [
            no.to_string(),
            format!("2026-{:02}-{:02}", at + 1, day + 1),
            format!("W{who}"),
            code.to_owned(),
            from.to_owned(),
            mass.to_string(),
            format!("{:.2},{}", unit * mass, u8::from(found)),
        ]
    };
    (0..n).map(row).collect()
}

fn sheet(map: &Map, rows: &[[String; 7]], repeated_by: &[String]) -> Sheet {
    let mut reader = SheetReader::new(map, "found", repeated_by);
    reader.header(&["no", "day", "who", "code", "from", "mass", "price", "found"]).unwrap();
    for row in rows {
        let (price, found) = row[6].split_once(',').unwrap();
        let mut fields: Vec<&str> = row[..6].iter().map(String::as_str).collect();
        fields.extend([price, found]);
        reader.push(&fields).unwrap();
    }
    reader.finish().unwrap()
}

fn plan(map: &Map, labels: Labels) -> EvaluatePlan<'_> {
    EvaluatePlan {
        shares: vec![0.05, 0.1],
        labels,
        weeks: map.weeks.clone(),
        mixture: map.mixture.clone(),
        train: map.train.clone(),
        rules: None,
        leaks: Vec::new(),
        n_unlabelled: 0,
        n_repeated: 0,
    }
}

fn run(n: usize, labels: Labels) -> Report {
    let map = map();
    let sheet = sheet(&map, &rows(n), &[]);
    let history = History::new(&sheet, &map);
    evaluate(&sheet.cases(), &history, &plan(&map, labels), &mut |_| {}).unwrap()
}

fn precision(report: &Report, strategy: Strategy, share: f64) -> f64 {
    let arm = report.arms.iter().find(|it| it.strategy == strategy && it.share == share);
    arm.unwrap().whole.precision.unwrap()
}

#[test]
fn what_can_be_known_is_found() {
    let report = run(6_000, Labels::All);
    assert_eq!((report.n_cases, report.n_weeks, report.from_week), (6_000, 30, 10));
    assert!(report.auc.unwrap() > 0.75, "{report:?}");
    for share in [0.05, 0.1] {
        let base = report.base_rate;
        assert!(precision(&report, Strategy::Model, share) > base + 0.35, "{report:?}");
        assert!(precision(&report, Strategy::Mixture, share) > base + 0.25, "{report:?}");
        assert!((precision(&report, Strategy::Random, share) - base).abs() < 0.08, "{report:?}");
    }
    let arm = report.arms.iter().find(|it| it.strategy == Strategy::Mixture).unwrap();
    let n: Vec<usize> = arm.parts.iter().map(|it| it.1.n_examined).collect();
    // Of the 200 that are 5 % of 4,000, a tenth each is explored and random.
    assert_eq!(n, [160, 20, 20]);
    let interval = arm.gain_interval.unwrap();
    assert!(interval.low < arm.gain_points.unwrap() && arm.gain_points.unwrap() < interval.high);
    assert!(report.arms.iter().all(|it| it.strategy != Strategy::Rules));
}

#[test]
fn who_sees_only_what_it_examined_learns_too() {
    let report = run(6_000, Labels::Examined);
    let [few, all] = [&report, &run(6_000, Labels::All)]
        .map(|it| precision(it, Strategy::Mixture, 0.1) - it.base_rate);
    assert!(few > 0.15, "{few}");
    assert!(few < all, "{few} {all}");
}

#[test]
fn the_same_table_gives_the_same_report() {
    assert_eq!(run(3_000, Labels::All), run(3_000, Labels::All));
}

#[test]
fn rules_are_weighed_beside_the_rest_and_are_known_to_the_model() {
    let map = map();
    let all = rows(3_000);
    let sheet = sheet(&map, &all, &[]);
    let history = History::new(&sheet, &map);
    let rule = |row: usize| ["W0", "W1"].contains(&all[row][2].as_str()).then_some(1.0);
    let plan = EvaluatePlan { rules: Some(&rule), ..plan(&map, Labels::All) };
    let report = evaluate(&sheet.cases(), &history, &plan, &mut |_| {}).unwrap();
    assert_eq!(report.n_features, history.names().len() + 1);
    let rules = report.arms.iter().find(|it| it.strategy == Strategy::Rules && it.share == 0.1);
    let rules = rules.unwrap();
    // Two of thirty fire: they cannot use up a tenth.
    assert!(rules.whole.n_examined < 180, "{rules:?}");
    assert!(rules.whole.precision.unwrap() > 0.4, "{rules:?}");
}

/// What a case is weighed by does not change when all that comes after it does.
#[test]
fn nothing_is_known_before_its_week_is_over() {
    let map = map();
    let (mut early, n) = (rows(3_000), 1_400);
    let weighed = |rows: &[[String; 7]]| {
        let sheet = sheet(&map, rows, &[]);
        let history = History::new(&sheet, &map);
        let mut told = Vec::new();
        evaluate(&sheet.cases(), &history, &plan(&map, Labels::All), &mut |it| {
            if let Progress::Case { row, features, score, week, .. } = it {
                let bits: Vec<u64> = features.iter().map(|it| it.to_bits()).collect();
                told.push((row, week, bits, score.to_bits()));
            }
        })
        .unwrap();
        told
    };
    let before = weighed(&early);
    let week = before[n].1;
    for row in &mut early[n..] {
        let (price, found) = row[6].split_once(',').unwrap();
        row[6] = format!("{price}9,{}", 1 - found.parse::<u8>().unwrap());
    }
    let after = weighed(&early);
    let of = |all: &[(usize, i64, Vec<u64>, u64)]| -> Vec<_> {
        all.iter().filter(|it| it.0 < n).cloned().collect()
    };
    assert!(week > 10, "there is a model by then");
    assert_eq!(of(&before), of(&after));
    assert_ne!(before[n..], after[n..]);
    // A label of this very week changes nobody's score of this week.
    let mut this = rows(3_000);
    let first = before.iter().position(|it| it.1 == week).unwrap();
    let (price, found) = this[first][6].split_once(',').unwrap();
    this[first][6] = format!("{price},{}", 1 - found.parse::<u8>().unwrap());
    let other = weighed(&this);
    let last = before.iter().rposition(|it| it.1 == week).unwrap();
    assert_eq!(before[..=last], other[..=last]);
    assert_ne!(before[last + 1..], other[last + 1..]);
}

#[test]
fn history_is_as_by_hand() {
    let text = MAP.replace("[weeks]", "[history]\nweekly_fade = 0.5\nsmoothing = 2.0\n[weeks]");
    let map = Map::read(&text).unwrap();
    let row = |no: &str, day: &str, who: &str, price: &str, found: &str| {
        [no, day, who, "330510", "CN", "2", &format!("{price},{found}")].map(str::to_owned)
    };
    let rows = [
        row("1", "2026-01-01", "A", "10", "1"),
        row("2", "2026-01-02", "A", "10", "0"),
        row("3", "2026-01-09", "A", "10", "1"),
        row("4", "2026-01-15", "A", "10", "0"),
        row("5", "2026-01-15", "B", "20", "0"),
    ];
    let sheet = sheet(&map, &rows, &[]);
    let mut history = History::new(&sheet, &map);
    let names = history.names();
    for (week, rows) in [(0, 0..2), (1, 2..3)] {
        history.begin(week);
        if week == 1 {
            history.learn(0, true);
            history.learn(1, false);
        }
        history.see(rows);
    }
    history.begin(2);
    history.learn(2, true);
    let mut out = Vec::new();
    history.weigh(3, &mut out);
    assert_eq!(out.len(), names.len());
    let of = |name: &str| out[names.iter().position(|it| it == name).unwrap()];
    // Findings: 1 of a week ago counts half, and 1 of now: 1.5 of 2. The average: (1.5 + 1) / (2 + 5).
    let rate = 2.5 / 7.0;
    let above = (1.5 + 2.0 * rate) / (2.0 + 2.0) - rate;
    assert!((of("who: findings") - above).abs() < 1e-12, "{}", of("who: findings"));
    // Seen: two of two weeks ago count a quarter each, one of a week ago a half.
    assert_eq!(of("who: seen"), 1.0);
    assert_eq!((of("who: weeks known"), of("who: weeks since")), (2.0, 1.0));
    assert_eq!((of("who: in 1 weeks"), of("who: in 4 weeks")), (1.0, 3.0));
    assert_eq!((of("code"), of("code:2"), of("unit price")), (330_510.0, 33.0, 5.0));
    // 2026-01-15 is a Thursday.
    assert_eq!(of("weekday"), 4.0);
    assert!(of("unit price against code").is_nan(), "three cases say nothing about what is usual");
    let (known, fresh) = (history.novelty(3), history.novelty(4));
    assert!(known < fresh && fresh <= 1.0, "{known} {fresh}");
    history.weigh(4, &mut out);
    assert_eq!(out[names.iter().position(|it| it == "who: findings").unwrap()], 0.0);
}

#[test]
fn a_table_that_two_columns_give_away_is_told() {
    let map = map();
    let mut all = rows(3_000);
    // What two columns tell only when one is divided by the other has to be learnt: that is no leak.
    for row in &mut all {
        let (price, _) = row[6].split_once(',').unwrap();
        let unit = price.parse::<f64>().unwrap() / row[5].parse::<f64>().unwrap();
        row[6] =
            format!("{price},{}", u8::from(unit < if row[3] == "610910" { 10.0 } else { 2.5 }));
    }
    let plain = sheet(&map, &all, &[]);
    assert!(plain.cases().found.iter().filter(|it| **it).count() > 200);
    assert_eq!(leaks(&plain), []);
    // Every mass of every code has one label, whoever declares it.
    for row in &mut all {
        let (price, _) = row[6].split_once(',').unwrap();
        let mass: usize = row[5].parse().unwrap();
        let code: usize = row[3].parse().unwrap();
        row[6] = format!("{price},{}", u8::from((mass * 7 + code / 10).is_multiple_of(5)));
    }
    let leaking = sheet(&map, &all, &[]);
    let told = leaks(&leaking);
    let pair = told.iter().find(|it| it.columns == ["code", "mass"].map(str::to_owned));
    assert!(pair.unwrap().auc > 0.95, "{told:?}");
    assert!(told.iter().all(|it| it.auc >= LEAKS_FROM));
    let fewer = sheet(&map, &all, &["code".to_owned(), "mass".to_owned()]);
    assert!(fewer.len() <= 303, "{}", fewer.len());
    assert_eq!(fewer.len() + fewer.n_repeated, 3_000);
}

#[test]
fn what_cannot_be_read_is_said() {
    let unknown = Map::read(&MAP.replace("by = [\"code\"]", "by = [\"colour\"]")).unwrap_err();
    let text = "the map names `colour`, which is neither a column of it nor made of one";
    assert_eq!(unknown.to_string(), text);
    assert!(Map::read("time = 3").is_err());
    assert!(Map::read(&MAP.replace("warm_up = 10", "warm_up = 0")).is_err());
    assert!(Map::read(&MAP.replace("\"price\"]", "\"price\", \"mass\"]")).is_err());
    let map = map();
    let mut reader = SheetReader::new(&map, "found", &[]);
    let missing = reader.header(&["no", "day", "who", "code", "from", "mass", "found"]);
    assert_eq!(missing.unwrap_err().to_string(), "there is no column `price`");
    reader.header(&["no", "day", "who", "code", "from", "mass", "price", "found"]).unwrap();
    let mut push = |day: &str, mass: &str, found: &str| {
        reader.push(&["1", day, "A", "33", "CN", mass, "1", found]).map_err(|it| it.to_string())
    };
    assert_eq!(push("2026-01-01", "1", "1"), Ok(()));
    assert_eq!(push("2026-01-01", "", ""), Ok(()));
    assert!(push("01.02.2026", "1", "1").unwrap_err().contains("is no day"));
    assert_eq!(
        push("2026-01-01", "much", "1").unwrap_err(),
        "row 4: `much` in `mass` is no number"
    );
    let sheet = reader.finish().unwrap();
    assert_eq!((sheet.len(), sheet.n_unlabelled), (1, 1));
    let history = History::new(&sheet, &map);
    let short = evaluate(&sheet.cases(), &history, &plan(&map, Labels::All), &mut |_| {});
    assert!(matches!(short, Err(EvaluateError::TooShort { n_weeks: 1, from: 10 })));
}
