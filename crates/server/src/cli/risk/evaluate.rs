//! `tongguan risk evaluate --csv FILE --map MAP.toml --label COLUMN`

use std::{
    fs::File,
    io::BufWriter,
    path::{Path, PathBuf},
    process::ExitCode,
};

use ::risk::{
    evaluate::{
        Arm, EvaluatePlan, History, Knowledge as _, Labels, Map, Part, Progress, Report, Sheet,
        SheetReader, Strategy, evaluate, leaks,
    },
    trees::Interval,
};
use anyhow::{Context as _, Result, bail};

use crate::cli::{
    Context,
    output::{Unit, bar, print_json},
};

/// Decides each week with what was known before it and learns after it. docs/risk.md has the map and the measures.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// A table with a header; several with the same columns are one.
    #[arg(long, required = true)]
    csv: Vec<PathBuf>,
    /// What each column is.
    #[arg(long)]
    map: PathBuf,
    /// The column that says what was found: empty, 0, no and false are nothing.
    #[arg(long)]
    label: String,
    /// Of rows that agree in these columns only the earliest stays.
    #[arg(long, value_delimiter = ',')]
    drop_near_duplicates: Vec<String>,
    /// Per cent of all cases that may be examined.
    #[arg(long, value_delimiter = ',', default_values_t = [1.0, 2.0, 5.0, 10.0])]
    examined: Vec<f64>,
    /// Whose labels are learnt: of all cases, as other programs learn, or of what each strategy examined, as a house does.
    #[arg(long, value_enum, default_value = "all")]
    labels: LabelsOf,
    /// Write what every case was weighed by, and its score, to a CSV file (with `--labels all`).
    #[arg(long)]
    table: Option<PathBuf>,
    /// Threads that grow models. They change no result.
    #[arg(long, default_value_t = 1)]
    threads: usize,
}

#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum LabelsOf {
    All,
    Examined,
}

pub(crate) fn run(context: &Context, args: &Args) -> Result<ExitCode> {
    let text = std::fs::read_to_string(&args.map)
        .with_context(|| format!("reading {}", args.map.display()))?;
    let map = Map::read(&text).with_context(|| format!("in {}", args.map.display()))?;
    let sheet = read(&map, args)?;
    let labels = match args.labels {
        LabelsOf::All => Labels::All,
        LabelsOf::Examined if args.table.is_some() => {
            bail!(
                "`--table` needs `--labels all`: with other labels every strategy has a table of its own"
            )
        }
        LabelsOf::Examined => Labels::Examined,
    };
    let plan = EvaluatePlan {
        shares: args.examined.iter().map(|it| it / 100.0).collect(),
        labels,
        weeks: map.weeks.clone(),
        mixture: map.mixture.clone(),
        train: ::risk::trees::TrainPlan { threads: args.threads, ..map.train.clone() },
        rules: None,
        leaks: leaks(&sheet),
        n_unlabelled: sheet.n_unlabelled,
        n_repeated: sheet.n_repeated,
    };
    let history = History::new(&sheet, &map);
    let mut table = args.table.as_deref().map(|it| Table::new(it, &history.names())).transpose()?;
    let weeks = bar(0, "weeks", Unit::Count, context.json);
    let cases = sheet.cases();
    let mut failed = None;
    let report = evaluate(&cases, &history, &plan, &mut |it| match it {
        Progress::Week { week, n_weeks } => {
            weeks.set_length(n_weeks.unsigned_abs());
            weeks.set_position(week.unsigned_abs());
        }
        Progress::Case { row, .. } => {
            let found = cases.found.get(row).copied().unwrap_or_default();
            if let Some(Err(error)) = table.as_mut().map(|table| table.write(&it, found)) {
                failed.get_or_insert(error);
            }
        }
    })?;
    weeks.finish_and_clear();
    match failed {
        Some(error) => return Err(error).context("writing the table"),
        None => table.map_or(Ok(()), Table::end).context("writing the table")?,
    }
    warn(&report);
    if context.json {
        print_json(&report)?;
    } else {
        print(&report);
    }
    Ok(ExitCode::SUCCESS)
}

fn read(map: &Map, args: &Args) -> Result<Sheet> {
    let mut reader = SheetReader::new(map, &args.label, &args.drop_near_duplicates);
    for path in &args.csv {
        let of = || format!("in {}", path.display());
        let mut file = csv::Reader::from_path(path).with_context(of)?;
        let header = file.headers().with_context(of)?.clone();
        reader.header(&header.iter().collect::<Vec<_>>()).with_context(of)?;
        let mut record = csv::StringRecord::new();
        while file.read_record(&mut record).with_context(of)? {
            reader.push(&record.iter().collect::<Vec<_>>()).with_context(of)?;
        }
    }
    Ok(reader.finish()?)
}

/// What every case was weighed by, for other programs to learn from.
struct Table(csv::Writer<BufWriter<File>>);

impl Table {
    fn new(path: &Path, names: &[String]) -> Result<Table> {
        let file = File::create(path).with_context(|| format!("creating {}", path.display()))?;
        let mut writer = csv::Writer::from_writer(BufWriter::new(file));
        let own = ["row", "week", "grown_in", "found", "score"];
        writer.write_record(own.into_iter().chain(names.iter().map(String::as_str)))?;
        Ok(Table(writer))
    }

    fn write(&mut self, case: &Progress<'_>, found: bool) -> csv::Result<()> {
        let Progress::Case { row, week, grown_in, features, score } = case else { return Ok(()) };
        let number = |it: &f64| if it.is_nan() { String::new() } else { it.to_string() };
        let own = [
            row.to_string(),
            week.to_string(),
            grown_in.unwrap_or(-1).to_string(),
            u8::from(found).to_string(),
            score.to_string(),
        ];
        self.0.write_record(own.into_iter().chain(features.iter().map(number)))
    }

    fn end(mut self) -> std::io::Result<()> {
        self.0.flush()
    }
}

fn warn(report: &Report) {
    let Some(worst) = report.leaks.first() else { return };
    let [first, second] = &worst.columns;
    eprintln!(
        "warning: this table leaks: looking up `{first}` and `{second}` among earlier cases tells the label of later \
         ones (AUC {:.2}; told from {:.2}; {} such pairs). Figures below say little about how well anything learns. \
         `--drop-near-duplicates \"{first},{second}\"` leaves out what repeats.",
        worst.auc,
        ::risk::evaluate::LEAKS_FROM,
        report.leaks.len(),
    );
}

fn print(report: &Report) {
    let dropped =
        |n: usize, what: &str| if n > 0 { format!(", {n} {what} left out") } else { String::new() };
    println!(
        "{} cases in {} weeks{}{}",
        report.n_cases,
        report.n_weeks,
        dropped(report.n_repeated, "near-duplicates"),
        dropped(report.n_unlabelled, "without a label"),
    );
    println!(
        "measured: {} cases from week {} on, {} with a finding (base rate {:.4})",
        report.n_measured, report.from_week, report.n_found, report.base_rate
    );
    println!(
        "labels learnt: {}; {} features; {}",
        report.labels, report.n_features, report.grown_by
    );
    let figure = |it: Option<f64>| it.map_or("-".to_owned(), |it| format!("{it:.4}"));
    println!(
        "model: AUC {}, Brier {}, calibration error {}{}",
        figure(report.auc),
        figure(report.brier),
        figure(report.calibration_error),
        if report.leaks.is_empty() { "" } else { " (LEAKING)" },
    );
    println!("intervals: {}", report.intervals);
    if !report.has_rules {
        println!("rules only: no rules were given");
    }
    println!();
    println!(
        "{:>8}  {:<22} {:>8} {:>7}  {:<23} {:>7}  gain over random, points",
        "examined", "strategy", "cases", "found", "precision", "recall"
    );
    for arm in &report.arms {
        line(&format!("{} %", 100.0 * arm.share), name(arm.strategy), &arm.whole, Some(arm));
        for (name, part) in &arm.parts {
            let name = if *name == "random" { "control group" } else { name };
            line("", &format!("  of it {name}"), part, None);
        }
    }
}

fn name(strategy: Strategy) -> &'static str {
    match strategy {
        Strategy::Random => "random",
        Strategy::Rules => "rules only",
        Strategy::Model => "model",
        Strategy::Mixture => "mixture",
    }
}

fn line(share: &str, name: &str, part: &Part, arm: Option<&Arm>) {
    let between = |it: Option<Interval>, digits: usize| {
        it.map_or(String::new(), |it| format!("[{:.digits$}, {:.digits$}]", it.low, it.high))
    };
    let precision = part.precision.map_or("-".to_owned(), |it| format!("{it:.3}"));
    let precision = format!("{precision} {}", between(part.interval, 3));
    let recall = arm.and_then(|it| it.recall).map_or(String::new(), |it| format!("{it:.3}"));
    let gain = arm.and_then(|it| Some((it.gain_points?, it.gain_interval)));
    let gain = gain.map_or(String::new(), |(points, interval)| {
        format!("{points:+.1} {}", between(interval, 1))
    });
    let row = format!(
        "{share:>8}  {name:<22} {:>8} {:>7}  {precision:<23} {recall:>7}  {gain}",
        part.n_examined, part.n_found
    );
    println!("{}", row.trim_end());
}
