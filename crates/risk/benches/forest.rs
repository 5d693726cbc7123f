//! How fast one row and many are weighed: `cargo bench -p risk --bench forest -- MODEL.txt ROWS.csv`, with a model that
//! LightGBM saved and rows without a header. `bench/peers/speed.sh` makes both and puts LightGBM's own figures beside.

#![expect(clippy::unwrap_used, reason = "a bench that cannot run has nothing to say")]

use std::{env, fs, hint::black_box, time::Instant};

use hessboost::model::{BoostedModel, ModelFormat};
use risk::trees::Forest;

fn main() {
    let mut args = env::args().skip(1).filter(|it| it != "--bench");
    let (Some(model), Some(rows)) = (args.next(), args.next()) else {
        println!("needs MODEL.txt and ROWS.csv");
        return;
    };
    let text = fs::read(model).unwrap();
    let number = |it: &str| if it.is_empty() { f64::NAN } else { it.parse().unwrap() };
    let rows: Vec<Vec<f64>> = fs::read_to_string(rows)
        .unwrap()
        .lines()
        .map(|line| line.split(',').map(number).collect())
        .collect();
    let flat: Vec<f64> = rows.iter().flatten().copied().collect();
    let forest = Forest::from_lightgbm(&text).unwrap().0;
    println!(
        "{} trees, {} nodes, {} rows of {}",
        forest.n_trees(),
        forest.n_nodes(),
        rows.len(),
        forest.n_features()
    );
    let mut one = Vec::with_capacity(rows.len());
    time("ours, one row at a time", rows.len(), || {
        one.clear();
        one.extend(rows.iter().map(|it| forest.margin(it)));
    });
    time("ours, all rows", rows.len(), || {
        black_box(forest.margins(&flat));
    });
    let mut out = Vec::new();
    let few = rows.len().min(200);
    time("ours, reasons of a row", few, || {
        for row in rows.iter().take(few) {
            black_box(forest.contributions(row, &mut out));
        }
    });
    let theirs = BoostedModel::decode(&text, ModelFormat::LightgbmText).unwrap();
    let singles: Vec<Vec<f32>> =
        rows.iter().map(|row| row.iter().map(|it| *it as f32).collect()).collect();
    let mut other = Vec::with_capacity(rows.len());
    time("hessboost, one row at a time", rows.len(), || {
        other.clear();
        other.extend(singles.iter().map(|it| theirs.predict_margin_row(it, ..).unwrap()));
    });
    let far = one.iter().zip(&other).map(|(a, b)| (a - f64::from(*b)).abs()).fold(0.0, f64::max);
    println!("farthest apart: {far:e}");
}

/// The best of five rounds, in time of the processor where the system tells it.
fn time(what: &str, n: usize, mut work: impl FnMut()) {
    let start = Instant::now();
    let now = || on_processor().unwrap_or_else(|| start.elapsed().as_nanos());
    let best = (0..5)
        .map(|_| {
            let from = now();
            work();
            now() - from
        })
        .min()
        .unwrap_or_default();
    let each = best as f64 / 1e3 / n as f64;
    println!("{what:30} {each:8.2} us/row {:10.0} rows/s", 1e6 / each);
}

/// Nanoseconds that this thread had a processor.
fn on_processor() -> Option<u128> {
    let text = fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    text.split(' ').next()?.parse().ok()
}
