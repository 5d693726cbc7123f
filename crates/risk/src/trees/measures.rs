//! How good: figures over scores and what was found. Small on purpose, and tested by cases computed by hand.

use serde::{Deserialize, Serialize};

/// The normal distribution leaves 2.5 % beyond this on each side.
const Z95: f64 = 1.959_963_984_540_054;

#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Interval {
    pub low: f64,
    pub high: f64,
}

pub(crate) fn real(count: usize) -> f64 {
    // Counts of cases are far below 2^52.
    #[expect(clippy::cast_precision_loss, reason = "counts are far below 2^52")]
    let it = count as f64;
    it
}

/// The chance that of a case with a finding and one without, the first has the higher score; equal scores count half.
/// `None` where there is none of either.
pub fn auc(scores: &[f64], found: &[bool]) -> Option<f64> {
    let mut order: Vec<(f64, bool)> = scores.iter().copied().zip(found.iter().copied()).collect();
    order.sort_by(|a, b| a.0.total_cmp(&b.0));
    let (mut below, mut doubled) = (0u64, 0u64);
    let (mut n_found, mut n_clean) = (0u64, 0u64);
    for group in order.chunk_by(|a, b| a.0 == b.0) {
        let yes = group.iter().filter(|it| it.1).count() as u64;
        let no = group.len() as u64 - yes;
        doubled += yes * (2 * below + no);
        below += no;
        n_found += yes;
        n_clean += no;
    }
    #[expect(clippy::cast_precision_loss, reason = "counts are far below 2^52")]
    let part = doubled as f64 / 2.0 / (n_found as f64 * n_clean as f64);
    (n_found > 0 && n_clean > 0).then_some(part)
}

/// What part of the `k` highest scores has a finding. Of equal scores the earlier counts.
pub fn precision_at(scores: &[f64], found: &[bool], k: usize) -> Option<f64> {
    let mut order: Vec<(f64, bool)> = scores.iter().copied().zip(found.iter().copied()).collect();
    order.sort_by(|a, b| b.0.total_cmp(&a.0));
    let top = order.get(..k.min(order.len())).filter(|it| !it.is_empty())?;
    Some(real(top.iter().filter(|it| it.1).count()) / real(top.len()))
}

/// How many of `k` a precision is.
#[cfg(feature = "train")]
pub(super) fn hits(precision: f64, k: usize) -> usize {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a share of a count"
    )]
    let it = (precision * real(k)).round() as usize;
    it
}

/// The mean squared distance of probabilities from what was found.
pub fn brier(probabilities: &[f64], found: &[bool]) -> Option<f64> {
    let n = probabilities.len().min(found.len());
    let all = probabilities.iter().zip(found);
    let sum: f64 = all.map(|(p, it)| (p - f64::from(u8::from(*it))).powi(2)).sum();
    (n > 0).then(|| sum / real(n))
}

/// The mean distance of what was said from what was found, over ten bins of equal width (ECE).
pub fn calibration_error(probabilities: &[f64], found: &[bool]) -> Option<f64> {
    let mut bins = [(0usize, 0.0f64, 0usize); 10];
    for (p, found) in probabilities.iter().zip(found) {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 9")]
        let at = (p * 10.0).clamp(0.0, 9.0) as usize;
        if let Some((n, said, hit)) = bins.get_mut(at) {
            *n += 1;
            *said += p;
            *hit += usize::from(*found);
        }
    }
    let n: usize = bins.iter().map(|it| it.0).sum();
    let off: f64 = bins.iter().map(|(_, said, hit)| (said - real(*hit)).abs()).sum();
    (n > 0).then(|| off / real(n))
}

/// 95 % interval of a proportion (Wilson 1927).
pub fn wilson(hits: usize, n: usize) -> Option<Interval> {
    if n == 0 {
        return None;
    }
    let (p, n, zz) = (real(hits) / real(n), real(n), Z95 * Z95);
    let middle = (p + zz / (2.0 * n)) / (1.0 + zz / n);
    let half = Z95 / (1.0 + zz / n) * (p * (1.0 - p) / n + zz / (4.0 * n * n)).sqrt();
    Some(Interval { low: (middle - half).max(0.0), high: (middle + half).min(1.0) })
}

/// 95 % interval of the difference of two proportions, the first less the second (Newcombe 1998, method 10).
pub fn difference(first: (usize, usize), second: (usize, usize)) -> Option<Interval> {
    let (a, b) = (wilson(first.0, first.1)?, wilson(second.0, second.1)?);
    let (p, q) = (real(first.0) / real(first.1), real(second.0) / real(second.1));
    let low = ((p - a.low).powi(2) + (b.high - q).powi(2)).sqrt();
    let high = ((a.high - p).powi(2) + (q - b.low).powi(2)).sqrt();
    Some(Interval { low: p - q - low, high: p - q + high })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(a: Option<f64>, b: f64) {
        let a = a.unwrap();
        assert!((a - b).abs() < 1e-9, "{a} is not {b}");
    }

    #[test]
    fn auc_counts_pairs() {
        // Pairs: (0.9, 0.8) yes, (0.9, 0.1) yes, (0.4, 0.8) no, (0.4, 0.1) yes.
        near(auc(&[0.9, 0.8, 0.4, 0.1], &[true, false, true, false]), 0.75);
        near(auc(&[0.5, 0.5], &[true, false]), 0.5);
        // One pair won, one tied.
        near(auc(&[0.7, 0.7, 0.2], &[true, false, false]), 0.75);
        assert_eq!(auc(&[0.7, 0.7], &[true, true]), None);
    }

    #[test]
    fn precision_looks_at_the_top() {
        let scores = [0.1, 0.9, 0.8, 0.7];
        near(precision_at(&scores, &[true, true, false, true], 3), 2.0 / 3.0);
        near(precision_at(&scores, &[true, false, false, false], 9), 0.25);
        assert_eq!(precision_at(&scores, &[true; 4], 0), None);
    }

    #[test]
    fn brier_and_calibration_are_as_by_hand() {
        near(brier(&[0.8, 0.4], &[true, false]), (0.04 + 0.16) / 2.0);
        // The first bin says 0.05 + 0.05 and has one finding; the last says 0.95 and has one.
        near(calibration_error(&[0.05, 0.05, 0.95], &[true, false, true]), (0.9 + 0.05) / 3.0);
        near(calibration_error(&[1.0], &[true]), 0.0);
    }

    #[test]
    fn intervals_are_the_published_ones() {
        // Newcombe 1998 (Statistics in Medicine 17), table I: 81 of 263; 15 of 148; 0 of 20; 1 of 29.
        let published = [
            (81, 263, 0.2553, 0.3662),
            (15, 148, 0.0624, 0.1605),
            (0, 20, 0.0, 0.1611),
            (1, 29, 0.0061, 0.1718),
        ];
        for (hits, n, low, high) in published {
            let it = wilson(hits, n).unwrap();
            assert!((it.low - low).abs() < 6e-5 && (it.high - high).abs() < 6e-5, "{it:?}");
        }
        // The same author's paper on differences, table II: 56/70 - 48/80 and 9/10 - 3/10.
        for (a, b, low, high) in
            [((56, 70), (48, 80), 0.0524, 0.3339), ((9, 10), (3, 10), 0.1705, 0.8090)]
        {
            let it = difference(a, b).unwrap();
            assert!((it.low - low).abs() < 6e-5 && (it.high - high).abs() < 6e-5, "{it:?}");
        }
    }
}
