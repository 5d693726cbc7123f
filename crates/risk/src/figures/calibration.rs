//! Whether what models say comes true: probabilities beside what was found, and two models against each other on the same cases.

use crate::trees::{Interval, wilson};

use super::counts::{bump, count, share};

/// Where one bin of probabilities ends and the next begins, in percent. They are narrow where most cases lie.
pub const EDGES: [u32; 9] = [1, 2, 5, 10, 20, 30, 50, 70, 90];

/// Which model.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Speaker {
    Active,
    Shadow,
}

/// Of which examined cases. Others than lots were chosen because much was expected of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sample {
    Lots,
    Others,
}

/// Cases of which a model said about the same.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Bin {
    pub examined: u64,
    pub found: u64,
    /// In 65,535ths.
    said: u64,
}

impl Bin {
    /// The mean of what was said.
    pub fn said(&self) -> Option<f64> {
        share(self.said, self.examined.saturating_mul(65_535))
    }

    pub fn found_share(&self) -> Option<f64> {
        share(self.found, self.examined)
    }

    /// Of the share that was found: Wilson's, at 95 %.
    pub fn interval(&self) -> Option<Interval> {
        wilson(count(self.found), count(self.examined))
    }

    /// Whether what was said lies within the interval of what was found.
    pub fn comes_true(&self) -> Option<bool> {
        let (said, interval) = (self.said()?, self.interval()?);
        Some((interval.low..=interval.high).contains(&said))
    }

    fn add(&mut self, other: &Bin) {
        self.examined += other.examined;
        self.found += other.found;
        self.said += other.said;
    }
}

type Bins = [Bin; EDGES.len() + 1];

/// The model in force and the one in the shadow on the same cases, which lots drew: squared errors (Brier scores), in 65,535ths squared.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Duel {
    pub n: u64,
    active: i128,
    shadow: i128,
    /// Of the differences, squared.
    squared: i128,
}

impl Duel {
    /// Mean squared error of the model in force, and of the other.
    pub fn scores(&self) -> Option<(f64, f64)> {
        (self.n > 0).then(|| (scaled(self.active, self.n, 2), scaled(self.shadow, self.n, 2)))
    }

    /// The first less the second: above 0 the model in force is the worse. By the normal distribution, at 95 %; nothing under two
    /// cases.
    pub fn difference(&self) -> Option<(f64, Interval)> {
        const Z95: f64 = 1.959_963_984_540_054;
        if self.n < 2 {
            return None;
        }
        let mean = scaled(self.active - self.shadow, self.n, 2);
        let n = scaled(i128::from(self.n), 1, 0);
        let variance = (scaled(self.squared, self.n, 4) - mean * mean).max(0.0) * n / (n - 1.0);
        let half = Z95 * (variance / n).sqrt();
        Some((mean, Interval { low: mean - half, high: mean + half }))
    }

    fn add(&mut self, other: &Duel) {
        self.n += other.n;
        self.active += other.active;
        self.shadow += other.shadow;
        self.squared += other.squared;
    }
}

/// A sum in 65,535ths to a power, by so many.
fn scaled(sum: i128, n: u64, power: i32) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "a mean need not be exact")]
    let mean = sum as f64 / n as f64;
    mean / 65_535f64.powi(power)
}

/// What models said of examined cases, and what was found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Calibration {
    /// By model, then by sample.
    bins: [[Bins; 2]; 2],
    pub duel: Duel,
}

impl Calibration {
    pub fn bins(&self, speaker: Speaker, sample: Sample) -> &[Bin] {
        let of = self.bins.get(speaker as usize).and_then(|it| it.get(sample as usize));
        of.map_or(&[], |it| it.as_slice())
    }

    pub(super) fn hear(
        &mut self,
        sample: Sample,
        (active, shadow): (Option<u16>, Option<u16>),
        is_found: bool,
        is_more: bool,
    ) {
        for (said, of) in [active, shadow].into_iter().zip(&mut self.bins) {
            let Some(said) = said else { continue };
            let bins = of.get_mut(sample as usize);
            let Some(bin) = bins.and_then(|it| it.get_mut(bin_of(said))) else { continue };
            bump(&mut bin.examined, is_more);
            if is_found {
                bump(&mut bin.found, is_more);
            }
            let said = u64::from(said);
            bin.said = if is_more { bin.said + said } else { bin.said.saturating_sub(said) };
        }
        if let (Sample::Lots, Some(active), Some(shadow)) = (sample, active, shadow) {
            let truth = if is_found { 65_535 } else { 0 };
            let squared = |said: u16| (i128::from(said) - truth).pow(2);
            let (active, shadow) = (squared(active), squared(shadow));
            let sign = if is_more { 1 } else { -1 };
            bump(&mut self.duel.n, is_more);
            self.duel.active += sign * active;
            self.duel.shadow += sign * shadow;
            self.duel.squared += sign * (active - shadow).pow(2);
        }
    }

    pub(super) fn add(&mut self, other: &Calibration) {
        let all = self.bins.iter_mut().flatten().flatten();
        for (bin, more) in all.zip(other.bins.iter().flatten().flatten()) {
            bin.add(more);
        }
        self.duel.add(&other.duel);
    }
}

fn bin_of(said: u16) -> usize {
    // Compared as integers: a percent is 655.35 of them.
    let hundredfold = u32::from(said) * 100;
    EDGES.iter().filter(|edge| hundredfold >= **edge * 65_535).count()
}
