//! Why a case has its margin: what each feature adds, by the path-dependent values of Lundberg and others (TreeSHAP,
//! 2018). Together with what is expected of any case they are the margin.
//!
//! The value of a feature is an integral over `t` from 0 to 1, by Owen's multilinear extension (1972): of what a leaf adds, times
//! the product over the other features on its way of `t` where the case passes and `part × (1 - t)` besides, `part` being the part of
//! the trained cases that passes. That is a polynomial of a degree below the number of features on the way, and Gauss's
//! rule sums half as many points of it without an error. So one walk through a tree is enough, where the published algorithm
//! needs the square of the depth at every leaf.

use std::sync::LazyLock;

use super::{Forest, Limits, forest::Looked};

impl Forest {
    /// Fills `out` with what each feature adds to the margin of `row`, and returns what is expected of a case of which
    /// nothing is known.
    pub fn contributions(&self, row: &[f64], out: &mut Vec<f64>) -> f64 {
        out.clear();
        out.resize(self.n_features(), 0.0);
        let rules = &*RULES;
        for (root, depth) in self.roots_and_depths() {
            match depth {
                0..=4 => walk(self, row, out, root, &rules.two),
                5..=6 => walk(self, row, out, root, &rules.three),
                7..=8 => walk(self, row, out, root, &rules.four),
                9..=16 => walk(self, row, out, root, &rules.eight),
                17..=32 => walk(self, row, out, root, &rules.sixteen),
                _ => walk(self, row, out, root, &rules.most),
            }
        }
        self.expected()
    }
}

fn walk<const M: usize>(forest: &Forest, row: &[f64], out: &mut [f64], root: u32, rule: &Rule<M>) {
    let mut walk = Walk { forest, row, out, rule, marks: Vec::with_capacity(2 * M) };
    walk.down(root, [1.0; M]);
}

/// A feature on the way down.
#[derive(Debug, Clone, Copy)]
struct Mark {
    feature: u16,
    /// The part of the trained cases that passes all its splits so far.
    part: f64,
    /// Whether this case passes them.
    passes: bool,
}

struct Walk<'a, const M: usize> {
    forest: &'a Forest,
    row: &'a [f64],
    out: &'a mut [f64],
    rule: &'a Rule<M>,
    /// Of features that come twice, the later mark holds.
    marks: Vec<Mark>,
}

impl<const M: usize> Walk<'_, M> {
    /// No deeper than the trees are, which is limited. `weight` is the product at each point; the answer is the sum of
    /// what the leaves below add, each times the product at its end.
    fn down(&mut self, at: u32, weight: [f64; M]) -> [f64; M] {
        match self.forest.look(at, self.row) {
            Looked::Leaf(value) => weight.map(|it| it * value),
            Looked::Split { feature, hot, hot_part, cold, cold_part } => {
                let above = self.marks.iter().rev().find(|it| it.feature == feature).copied();
                let hot =
                    self.pass(hot, weight, above, Mark { feature, part: hot_part, passes: true });
                let cold = self.pass(
                    cold,
                    weight,
                    above,
                    Mark { feature, part: cold_part, passes: false },
                );
                let mut both = hot;
                both.iter_mut().zip(cold).for_each(|(both, it)| *both += it);
                both
            }
        }
    }

    fn pass(&mut self, to: u32, mut weight: [f64; M], above: Option<Mark>, step: Mark) -> [f64; M] {
        let mark = above.map_or(step, |it| Mark {
            part: it.part * step.part,
            passes: it.passes && step.passes,
            ..step
        });
        for (weight, point) in weight.iter_mut().zip(&self.rule.0) {
            match above {
                // Both have what is behind the part, and a part may be nothing.
                Some(above) if !above.passes => *weight *= step.part,
                Some(above) => *weight *= mark.at(point) / above.at(point),
                None => *weight *= mark.at(point),
            }
        }
        self.marks.push(mark);
        let below = self.down(to, weight);
        self.marks.pop();
        let adds = self.rule.share(mark, &below)
            - above.map_or(0.0, |above| self.rule.share(above, &below));
        if let Some(it) = self.out.get_mut(usize::from(step.feature)) {
            *it += adds;
        }
        below
    }
}

impl Mark {
    fn at(self, point: &Point) -> f64 {
        let unknown = self.part * (1.0 - point.t);
        if self.passes { unknown + point.t } else { unknown }
    }
}

/// Where a polynomial is looked at, and what each place counts.
#[derive(Debug, Clone, Copy, Default)]
struct Point {
    t: f64,
    counts: f64,
    /// `counts / (1 - t)`
    counts_unknown: f64,
}

/// Gauss's rule of `M` points from 0 to 1: exact for polynomials of a degree below `2 M`.
#[derive(Debug)]
struct Rule<const M: usize>([Point; M]);

impl<const M: usize> Rule<M> {
    /// What a mark adds by the leaves below it: their sums without its own factor.
    fn share(&self, mark: Mark, below: &[f64; M]) -> f64 {
        let all = self.0.iter().zip(below);
        if mark.passes {
            let sum: f64 = all.map(|(point, it)| point.counts * it / mark.at(point)).sum();
            (1.0 - mark.part) * sum
        } else {
            // The part stands above and below the line, and is left out: it may be nothing.
            -all.map(|(point, it)| point.counts_unknown * it).sum::<f64>()
        }
    }

    /// The roots of Legendre's polynomial by Newton's method, moved from (-1, 1) to (0, 1).
    fn new() -> Rule<M> {
        let n = f64::from(u32::try_from(M).unwrap_or(u32::MAX));
        let mut points = [Point::default(); M];
        for (point, no) in points.iter_mut().zip(0u32..) {
            let mut x = libm::cos(std::f64::consts::PI * (f64::from(no) + 0.75) / (n + 0.5));
            let mut slope = 1.0;
            for _ in 0..20 {
                let (value, before) = legendre(M, x);
                slope = n * (x * value - before) / (x * x - 1.0);
                x -= value / slope;
            }
            let counts = 1.0 / ((1.0 - x * x) * slope * slope);
            let t = f64::midpoint(1.0, x);
            *point = Point { t, counts, counts_unknown: counts / (1.0 - t) };
        }
        Rule(points)
    }
}

/// Legendre's polynomial of a degree, and the one before it.
fn legendre(degree: usize, x: f64) -> (f64, f64) {
    let (mut value, mut before) = (1.0, 0.0);
    let mut n = 0.0;
    for _ in 0..degree {
        (value, before) = (((2.0 * n + 1.0) * x * value - n * before) / (n + 1.0), value);
        n += 1.0;
    }
    (value, before)
}

/// Half of the most levels that a tree may have.
const MOST: usize = Limits::DEPTH / 2;

struct Rules {
    two: Rule<2>,
    three: Rule<3>,
    four: Rule<4>,
    eight: Rule<8>,
    sixteen: Rule<16>,
    most: Rule<MOST>,
}

static RULES: LazyLock<Rules> = LazyLock::new(|| Rules {
    two: Rule::new(),
    three: Rule::new(),
    four: Rule::new(),
    eight: Rule::new(),
    sixteen: Rule::new(),
    most: Rule::new(),
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_sum_polynomials_without_an_error() {
        fn check<const M: usize>(rule: &Rule<M>) {
            for degree in 0..2 * M {
                let power = |t: f64| t.powi(i32::try_from(degree).unwrap());
                let sum: f64 = rule.0.iter().map(|it| it.counts * power(it.t)).sum();
                assert!(
                    (sum - 1.0 / (degree as f64 + 1.0)).abs() < 1e-14,
                    "{M} points, degree {degree}: {sum}"
                );
            }
        }
        check(&RULES.two);
        check(&RULES.three);
        check(&RULES.four);
        check(&RULES.eight);
        check(&RULES.sixteen);
        check(&RULES.most);
    }
}
