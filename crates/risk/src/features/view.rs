//! A case beside what is remembered of everybody in it, looked up once.

use model::Amount;

use super::text::Said;
use crate::{
    case::{Case, Line, Role},
    memory::{
        CaseKeys, LineKeys, Memory, Met, Pair, Profile, Ring, Seconds, Troubles, log_ratio,
        price_of, seconds, weight_of,
    },
};

/// What definitions look at.
#[derive(Debug)]
pub struct View<'v, 'a> {
    pub(super) case: &'v Case<'a>,
    pub(super) keys: &'v CaseKeys,
    pub(super) memory: &'v Memory,
    pub(super) now: Seconds,
    pub(super) lines: Vec<LineView<'v, 'a>>,
    profiles: [Option<&'v Profile>; Role::ALL.len()],
    everything: Option<&'v Profile>,
    pub(super) ring: Option<Ring>,
}

/// A line beside what is remembered of such goods. Logarithms are binary, in octaves.
#[derive(Debug)]
pub(super) struct LineView<'v, 'a> {
    pub(super) line: &'v Line<'a>,
    pub(super) keys: &'v LineKeys,
    pub(super) price: Option<Beside>,
    pub(super) price_anywhere: Option<Beside>,
    pub(super) price_own: Option<Beside>,
    pub(super) weight: Option<Beside>,
    pub(super) commodity: Option<&'v Profile>,
    pub(super) heading: Option<&'v Profile>,
    pub(super) origin: Option<&'v Profile>,
    pub(super) said: Said,
}

/// A figure beside those of such goods before.
#[derive(Debug, Clone, Copy)]
pub(super) struct Beside {
    /// Robust spreads above the median.
    pub(super) deviation: f64,
    /// Octaves above the median.
    pub(super) octaves: f64,
    /// The share that lies below.
    pub(super) rank: f64,
    /// How many it is compared with.
    pub(super) count: f64,
}

/// With fewer before it, a figure is compared with nothing.
const FEWEST: u32 = 5;

impl<'v, 'a> View<'v, 'a> {
    pub fn new(case: &'v Case<'a>, keys: &'v CaseKeys, memory: &'v Memory) -> View<'v, 'a> {
        let mut profiles = [None; Role::ALL.len()];
        for (place, key) in profiles.iter_mut().zip(keys.parties) {
            *place = key.and_then(|it| memory.profile(it));
        }
        let lines = case.lines.iter().zip(&keys.lines);
        View {
            case,
            keys,
            memory,
            now: seconds(case.at),
            lines: lines.map(|(line, of)| LineView::new(line, (keys, of), memory)).collect(),
            profiles,
            everything: memory.profile(keys.everything),
            ring: keys.party(Role::Buyer).and_then(|it| memory.ring(it)),
        }
    }

    pub(super) fn profile(&self, role: Role) -> Option<&'v Profile> {
        self.profiles.get(role as usize).copied().flatten()
    }

    /// Nothing where the case has nobody in the role; nobody remembered is a profile of nothing.
    pub(super) fn of_party<T>(
        &self,
        role: Role,
        nobody: T,
        of: impl FnOnce(&Profile) -> T,
    ) -> Option<T> {
        self.keys.party(role)?;
        Some(self.profile(role).map_or(nobody, of))
    }

    /// How little is known of who and what stands in a case: 1 where nobody and nothing was seen before, falling with each
    /// time.
    pub(crate) fn novelty(&self) -> f64 {
        let roles = [Role::Buyer, Role::Seller, Role::Trader, Role::Abroad, Role::Declarant];
        let parties =
            roles.into_iter().filter_map(|it| self.of_party(it, 0.0, |it| f64::from(it.n)));
        let goods = self.lines.iter().map(|it| it.commodity.map_or(0.0, |it| f64::from(it.n)));
        let (n, sum) = parties
            .chain(goods)
            .fold((0.0, 0.0), |(n, sum), seen| (n + 1.0, sum + 1.0 / (1.0 + seen).sqrt()));
        if n > 0.0 { sum / n } else { 1.0 }
    }

    pub(super) fn route(&self) -> Option<&'v Profile> {
        self.memory.profile(self.keys.route)
    }

    pub(super) fn met(&self, pair: Pair, one: Option<u64>, other: Option<u64>) -> Option<&'v Met> {
        self.keys.pair(pair, one, other).and_then(|it| self.memory.met(it))
    }

    /// How often two of the case have met; nothing where one is not there.
    pub(super) fn n_met(&self, pair: Pair, one: Option<u64>, other: Option<u64>) -> Option<f64> {
        let key = self.keys.pair(pair, one, other)?;
        Some(self.memory.met(key).map_or(0.0, |it| f64::from(it.n)))
    }

    /// The share of examinations that found something, drawn towards that of the house where there were few.
    pub(super) fn found_rate(&self, troubles: Option<&Troubles>) -> f64 {
        let of = |it: &Troubles| (it.found(self.now), it.examined(self.now));
        let (found, examined) = self.everything.and_then(Profile::troubles).map_or((0.0, 0.0), of);
        let usual = (found + PRIOR_FOUND) / (examined + PRIOR);
        let (found, examined) = troubles.map_or((0.0, 0.0), of);
        (found + usual * PRIOR) / (examined + PRIOR)
    }

    /// The greatest over all lines of what is known of one.
    pub(super) fn greatest(&self, of: impl Fn(&LineView<'v, 'a>) -> Option<f64>) -> Option<f64> {
        self.lines.iter().filter_map(of).reduce(f64::max)
    }

    pub(super) fn least(&self, of: impl Fn(&LineView<'v, 'a>) -> Option<f64>) -> Option<f64> {
        self.lines.iter().filter_map(of).reduce(f64::min)
    }

    /// Their mean, each line counting alike.
    pub(super) fn mean(&self, of: impl Fn(&LineView<'v, 'a>) -> Option<f64>) -> Option<f64> {
        let known: Vec<f64> = self.lines.iter().filter_map(of).collect();
        let n = count(known.len());
        (n > 0.0).then(|| known.iter().sum::<f64>() / n)
    }

    /// The share of lines of which something is so.
    pub(super) fn share(&self, is: impl Fn(&LineView<'v, 'a>) -> bool) -> Option<f64> {
        let n = count(self.lines.len());
        (n > 0.0).then(|| count(self.lines.iter().filter(|it| is(it)).count()) / n)
    }
}

/// As many examinations stand behind the usual rate before there is any.
const PRIOR: f64 = 20.0;
/// And so much was found by them: one in twenty.
const PRIOR_FOUND: f64 = 1.0;

impl<'v, 'a> LineView<'v, 'a> {
    fn new(
        line: &'v Line<'a>,
        (of_case, keys): (&CaseKeys, &'v LineKeys),
        memory: &'v Memory,
    ) -> LineView<'v, 'a> {
        let price = price_of(line);
        let prices = |key: u64| {
            let sketch = &memory.goods(key)?.prices;
            Beside::new(price?, sketch)
        };
        let weight = |key: u64| Beside::new(weight_of(line)?, &memory.goods(key)?.weights);
        LineView {
            line,
            keys,
            price: prices(keys.goods),
            price_anywhere: prices(keys.goods_anywhere),
            price_own: prices(keys.goods_own),
            weight: weight(keys.goods).or_else(|| weight(keys.goods_anywhere)),
            commodity: memory.profile(keys.commodity),
            heading: memory.profile(keys.heading),
            origin: memory.profile(keys.origin),
            said: Said::of(of_case, keys, memory),
        }
    }
}

impl Beside {
    fn new(log: i16, sketch: &crate::memory::Sketch) -> Option<Beside> {
        if sketch.count() < FEWEST {
            return None;
        }
        Some(Beside {
            deviation: sketch.deviation(log)?,
            octaves: (f64::from(log) - sketch.quantile(0.5)?) / OCTAVE,
            rank: sketch.rank(log)?,
            count: f64::from(sketch.count()),
        })
    }
}

/// 256ths in an octave.
const OCTAVE: f64 = 256.0;

/// In units.
pub(super) fn units(amount: Amount) -> f64 {
    #[expect(
        clippy::cast_precision_loss,
        reason = "amounts beyond 2^53 hundred-thousandths are beyond trade"
    )]
    let scaled = amount.scaled() as f64;
    scaled / 100_000.0
}

/// Nothing where the divisor is not positive.
pub(super) fn share(part: Option<Amount>, whole: Option<Amount>) -> Option<f64> {
    let whole = whole.filter(|it| it.is_positive())?;
    Some(units(part?) / units(whole))
}

/// Octaves: the same on every machine.
pub(super) fn octaves(amount: Option<Amount>) -> Option<f64> {
    let scaled = u64::try_from(amount?.scaled()).ok()?;
    let one = u64::try_from(Amount::ONE.scaled()).ok()?;
    Some(f64::from(log_ratio(scaled, one)?) / OCTAVE)
}

pub(super) fn count(n: usize) -> f64 {
    u32::try_from(n).map_or(f64::from(u32::MAX), f64::from)
}

/// Days between two moments, not less than none.
pub(super) fn days_between(earlier: Seconds, later: Seconds) -> f64 {
    f64::from(later.saturating_sub(earlier)) / 86_400.0
}
