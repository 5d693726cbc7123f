//! A case beside what is remembered of everybody in it, looked up once.

use model::Amount;

use super::text::Said;
pub(super) use crate::description::count;
use crate::{
    case::{Case, Line, Role},
    description::Description,
    memory::{
        CaseKeys, GoodsSketch, LineKeys, Log, Memory, Met, Pair, Pairs, Profile, Ring, Seconds,
        Sketch, Troubles, log_ratio, price_of, seconds, weight_of,
    },
};

/// What definitions look at.
#[derive(Debug)]
pub struct View<'v, 'a> {
    pub(super) case: &'v Case<'a>,
    pub(super) keys: &'v CaseKeys,
    pub(super) now: Seconds,
    pub(super) lines: Vec<LineView<'v, 'a>>,
    pub(super) met: Meetings<'v, 7>,
    profiles: [Option<&'v Profile>; Role::ALL.len()],
    pub(super) route: Option<&'v Profile>,
    /// The share of the house's examinations that found something.
    usual: f64,
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
    pub(super) met: Meetings<'v, 6>,
    pub(super) said: Said<'v>,
}

/// How often two of a case, or of a line, have met.
#[derive(Debug)]
pub(super) struct Meetings<'v, const N: usize> {
    keys: &'v Pairs<N>,
    met: [Option<&'v Met>; N],
}

impl<'v, const N: usize> Meetings<'v, N> {
    fn of(keys: &'v Pairs<N>, memory: &'v Memory) -> Meetings<'v, N> {
        Meetings { keys, met: memory.met(*keys) }
    }

    pub(super) fn get(&self, pair: Pair) -> Option<&'v Met> {
        self.met.get(pair.place()).copied().flatten()
    }

    /// How often; nothing where one of the two is not there.
    pub(super) fn n(&self, pair: Pair) -> Option<f64> {
        self.keys.get(pair.place()).copied().flatten()?;
        Some(self.get(pair).map_or(0.0, |it| f64::from(it.n)))
    }
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
        let now = seconds(case.at);
        let [everything, route] = memory.profiles([Some(keys.everything), Some(keys.route)]);
        let (found, examined) = troubles_of(everything.and_then(Profile::troubles), now);
        let lines = case.lines.iter().zip(&keys.lines);
        View {
            case,
            keys,
            now,
            profiles: memory.profiles(keys.parties),
            lines: lines.map(|(line, of)| LineView::new(line, of, memory)).collect(),
            met: Meetings::of(&keys.pairs, memory),
            route,
            usual: (found + PRIOR_FOUND) / (examined + PRIOR),
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

    /// The share of examinations that found something, drawn towards that of the house where there were few.
    pub(super) fn found_rate(&self, troubles: Option<&Troubles>) -> f64 {
        let (found, examined) = troubles_of(troubles, self.now);
        (found + self.usual * PRIOR) / (examined + PRIOR)
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
        let add = |(n, sum), it| (n + 1, sum + it);
        let (n, sum) = self.lines.iter().filter_map(of).fold((0, -0.0), add);
        (n > 0).then(|| sum / count(n))
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
    fn new(line: &'v Line<'a>, keys: &'v LineKeys, memory: &'v Memory) -> LineView<'v, 'a> {
        let [commodity, heading, origin] = memory.profiles(keys.things().map(Some));
        let goods = memory.goods([keys.goods, keys.goods_anywhere, keys.goods_own]);
        let beside = |log: Option<Log>, of: fn(&GoodsSketch) -> &Sketch| {
            goods.map(|it| Beside::new(log?, of(it?)))
        };
        let [price, price_anywhere, price_own] = beside(price_of(line), |it| &it.prices);
        let [weight, weight_anywhere, _] = beside(weight_of(line), |it| &it.weights);
        LineView {
            line,
            keys,
            price,
            price_anywhere,
            price_own,
            weight: weight.or(weight_anywhere),
            commodity,
            heading,
            origin,
            met: Meetings::of(&keys.pairs, memory),
            said: Said::of(&keys.description, memory),
        }
    }

    pub(super) fn description(&self) -> &'v Description {
        &self.keys.description
    }
}

/// How many examinations found something, and how many there were.
fn troubles_of(troubles: Option<&Troubles>, now: Seconds) -> (f64, f64) {
    troubles.map_or((0.0, 0.0), |it| (it.found(now), it.examined(now)))
}

impl Beside {
    fn new(log: Log, sketch: &Sketch) -> Option<Beside> {
        if sketch.count() < FEWEST {
            return None;
        }
        let middle = sketch.middle()?;
        Some(Beside {
            deviation: middle.deviation(log),
            octaves: (f64::from(log) - middle.median) / OCTAVE,
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

/// Days between two moments, not less than none.
pub(super) fn days_between(earlier: Seconds, later: Seconds) -> f64 {
    f64::from(later.saturating_sub(earlier)) / 86_400.0
}
