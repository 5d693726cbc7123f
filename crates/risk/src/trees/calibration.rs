//! From margins to probabilities that mean what they say, learnt on cases later than those the forest was grown on.

use serde::{Deserialize, Serialize};

use super::{logistic, measures::real};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Calibration {
    /// As the forest says.
    None,
    /// A logistic curve: `1 / (1 + exp(-(slope × margin + offset)))` (Platt 1999).
    Platt { slope: f64, offset: f64 },
    /// Steps that never fall: at least `from[i]` means `to[i]` (pool adjacent violators).
    Isotonic { from: Vec<f64>, to: Vec<f64> },
}

/// How to calibrate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Way {
    Platt,
    /// Needs a thousand cases and more, else it learns them by heart.
    Isotonic,
}

impl Calibration {
    /// Needs cases with and without a finding; without both, nothing is changed.
    pub fn fit(way: Way, margins: &[f64], found: &[bool]) -> Calibration {
        let n_found = found.iter().filter(|it| **it).count();
        if n_found == 0 || n_found == found.len() || margins.len() != found.len() {
            return Calibration::None;
        }
        match way {
            Way::Platt => platt(margins, found, n_found),
            Way::Isotonic => isotonic(margins, found),
        }
    }

    /// `raw` is what the forest says by itself.
    pub fn apply(&self, margin: f64, raw: f64) -> f64 {
        match self {
            Calibration::None => raw,
            Calibration::Platt { slope, offset } => logistic(slope * margin + offset),
            Calibration::Isotonic { from, to } => {
                let at = from.partition_point(|it| *it <= margin).saturating_sub(1);
                to.get(at).copied().unwrap_or(raw)
            }
        }
    }

    /// Whether numbers from a file can be one.
    pub fn is_sound(&self) -> bool {
        match self {
            Calibration::None => true,
            Calibration::Platt { slope, offset } => {
                slope.is_finite() && *slope > 0.0 && offset.is_finite()
            }
            Calibration::Isotonic { from, to } => {
                let rises = |it: &[f64]| it.windows(2).all(|it| it.first() <= it.last());
                let is_part = |it: &f64| (0.0..=1.0).contains(it);
                from.len() == to.len()
                    && !from.is_empty()
                    && rises(from)
                    && rises(to)
                    && from.iter().all(|it| it.is_finite())
                    && to.iter().all(is_part)
            }
        }
    }
}

/// Newton's method on Platt's smoothed targets, which keeps a clean split from running away.
fn platt(margins: &[f64], found: &[bool], n_found: usize) -> Calibration {
    let (yes, no) = (real(n_found), real(found.len() - n_found));
    let (high, low) = ((yes + 1.0) / (yes + 2.0), 1.0 / (no + 2.0));
    let (mut slope, mut offset) = (1.0f64, 0.0f64);
    for _ in 0..100 {
        let (mut by_slope, mut by_offset) = (0.0, 0.0);
        // A little is added so that margins that are all alike still have an answer.
        let (mut ss, mut so, mut oo) = (1e-9, 0.0, 1e-9);
        for (margin, found) in margins.iter().zip(found) {
            let p = logistic(slope * margin + offset);
            let off = p - if *found { high } else { low };
            let weight = p * (1.0 - p);
            by_slope += off * margin;
            by_offset += off;
            ss += weight * margin * margin;
            so += weight * margin;
            oo += weight;
        }
        let det = ss * oo - so * so;
        if det <= f64::MIN_POSITIVE {
            break;
        }
        let (ds, d_o) =
            ((oo * by_slope - so * by_offset) / det, (ss * by_offset - so * by_slope) / det);
        // Far steps are shortened: Newton's method runs away where the curve is flat.
        let shorter = (2.0 / ds.abs().max(d_o.abs())).min(1.0);
        slope -= shorter * ds;
        offset -= shorter * d_o;
        if ds.abs() < 1e-10 && d_o.abs() < 1e-10 {
            break;
        }
    }
    // A slope that falls would turn the order of cases around: the forest knows nothing of these, and that is said.
    if !(slope.is_finite() && offset.is_finite() && slope > 1e-6) {
        let rate = (yes + 1.0) / (yes + no + 2.0);
        return Calibration::Platt { slope: 1e-6, offset: libm::log(rate / (1.0 - rate)) };
    }
    Calibration::Platt { slope, offset }
}

fn isotonic(margins: &[f64], found: &[bool]) -> Calibration {
    let mut order: Vec<(f64, bool)> = margins.iter().copied().zip(found.iter().copied()).collect();
    order.sort_by(|a, b| a.0.total_cmp(&b.0));
    // Blocks of (first margin, findings, cases); one that is higher than the next takes it in.
    let mut blocks: Vec<(f64, f64, f64)> = Vec::new();
    for group in order.chunk_by(|a, b| a.0 == b.0) {
        let Some(first) = group.first() else { continue };
        let hits = real(group.iter().filter(|it| it.1).count());
        let mut block = (first.0, hits, real(group.len()));
        while let Some(last) = blocks.last().copied() {
            if last.1 * block.2 < block.1 * last.2 {
                break;
            }
            block = (last.0, last.1 + block.1, last.2 + block.2);
            blocks.pop();
        }
        blocks.push(block);
    }
    Calibration::Isotonic {
        from: blocks.iter().map(|it| it.0).collect(),
        to: blocks.iter().map(|it| it.1 / it.2).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_falls_is_pooled() {
        // By hand: 1 | 0 falls and becomes 1/2; then 1/2 | 1/3 falls: 2 of 5; then 1.
        let margins = [1.0, 2.0, 3.0, 3.0, 3.0, 4.0];
        let found = [true, false, true, false, false, true];
        let it = Calibration::fit(Way::Isotonic, &margins, &found);
        let expected = Calibration::Isotonic { from: vec![1.0, 4.0], to: vec![0.4, 1.0] };
        assert_eq!(it, expected);
        assert_eq!([0.0, 1.0, 3.9, 4.0, 9.0].map(|m| it.apply(m, 0.0)), [0.4, 0.4, 0.4, 1.0, 1.0]);
        assert!(it.is_sound());
    }

    #[test]
    fn a_curve_fits_two_groups_exactly() {
        // Margin -1: 10 of 40; margin 1: 30 of 40. Two points, two parameters: the smoothed rates come out.
        let mut margins = vec![-1.0; 40];
        margins.extend([1.0; 40]);
        let mut found = vec![true; 10];
        found.extend([false; 30].iter().chain(&[true; 30]).chain(&[false; 10]));
        let it = Calibration::fit(Way::Platt, &margins, &found);
        let (high, low) = (41.0 / 42.0, 1.0 / 42.0);
        let (first, last) = (0.25 * high + 0.75 * low, 0.75 * high + 0.25 * low);
        assert!((it.apply(-1.0, 0.0) - first).abs() < 1e-9);
        assert!((it.apply(1.0, 0.0) - last).abs() < 1e-9);
    }

    #[test]
    fn a_forest_that_is_wrong_is_not_turned_around() {
        let margins = [1.0, 1.0, -1.0, -1.0];
        let it = Calibration::fit(Way::Platt, &margins, &[false, false, true, true]);
        assert!(it.is_sound());
        assert!((it.apply(5.0, 0.0) - 0.5).abs() < 1e-3);
        assert_eq!(Calibration::fit(Way::Platt, &margins, &[true; 4]), Calibration::None);
        assert_eq!(Calibration::None.apply(3.0, 0.25), 0.25);
    }
}
