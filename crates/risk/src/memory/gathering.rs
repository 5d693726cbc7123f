//! What a batch adds to memory: one delta a key.

use model::{Amount, Moment};
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use super::{
    decay::Seconds,
    keys::{CaseKeys, LineKeys},
    log_ratio,
    logarithm::Log,
    profile::{Delta, Partner},
};
use crate::case::{Case, Line, Role};

/// How grave it is what an examination found: 1 a slip, 2 a discrepancy with tax, 3 a deceit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Grade(pub u8);

/// What one batch adds, each key once, in the order of keys; that of links is the order in which they were seen.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deltas {
    pub(super) at: Seconds,
    pub(super) profiles: Vec<(u64, Delta)>,
    pub(super) pairs: Vec<(u64, u32)>,
    pub(super) goods: Vec<(u64, GoodsDelta)>,
    /// A buyer, and the telephone or address that it shares with others.
    pub(super) links: Vec<(u64, u64)>,
    /// A buyer, what it sent back, what was found at it.
    pub(super) marks: Vec<(u64, u32, u32)>,
    /// How cases of an office scored, in their order, and the share in a million that is to be chosen.
    pub(super) scores: Vec<(u64, (u32, Vec<Log>))>,
    /// How many cases of an office at a port were chosen on a day.
    pub(super) chosen: Vec<(u64, u32)>,
}

impl Deltas {
    pub fn is_empty(&self) -> bool {
        let Deltas { at: _, profiles, pairs, goods, links, marks, scores, chosen } = self;
        profiles.is_empty()
            && pairs.is_empty()
            && goods.is_empty()
            && links.is_empty()
            && marks.is_empty()
            && scores.is_empty()
            && chosen.is_empty()
    }

    /// How many cases of an office at a port were chosen on a day, as [`Digester::counter`](super::Digester) names them.
    pub(crate) fn chosen(&self) -> &[(u64, u32)] {
        &self.chosen
    }
}

/// Logarithms of what a unit costs and weighs, in the order in which they were seen.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct GoodsDelta {
    pub(super) prices: Vec<Log>,
    pub(super) weights: Vec<Log>,
}

/// Collects them while a batch is decided.
#[derive(Debug, Default)]
pub struct Gathering {
    profiles: FxHashMap<u64, Delta>,
    pairs: FxHashMap<u64, u32>,
    goods: FxHashMap<u64, GoodsDelta>,
    links: Vec<(u64, u64)>,
    marks: FxHashMap<u64, (u32, u32)>,
    scores: FxHashMap<u64, (u32, Vec<Log>)>,
    chosen: FxHashMap<u64, u32>,
}

/// Who a role meets, and as what that counts for it.
const MEETINGS: [(Role, Partner, Role); 13] = [
    (Role::Buyer, Partner::Other, Role::Seller),
    (Role::Buyer, Partner::Agent, Role::Address),
    (Role::Buyer, Partner::Channel, Role::Telephone),
    (Role::Telephone, Partner::Other, Role::Buyer),
    (Role::Address, Partner::Other, Role::Buyer),
    (Role::Platform, Partner::Other, Role::Seller),
    (Role::Seller, Partner::Other, Role::Buyer),
    (Role::Seller, Partner::Agent, Role::Declarant),
    (Role::Seller, Partner::Channel, Role::PaymentCompany),
    (Role::Trader, Partner::Other, Role::Abroad),
    (Role::Trader, Partner::Agent, Role::Declarant),
    (Role::Trader, Partner::Channel, Role::Owner),
    (Role::Abroad, Partner::Other, Role::Trader),
];

impl Gathering {
    /// A case was accepted.
    pub fn saw(&mut self, case: &Case<'_>, keys: &CaseKeys) {
        let seen = Delta {
            n: 1,
            value: yuan(case.figures.value),
            tax: yuan(case.figures.tax),
            near_limit: u32::from(is_near_limit(case)),
            ..Delta::default()
        };
        for role in Role::ALL {
            let Some(key) = keys.party(role) else { continue };
            let profile = self.profiles.entry(key).or_default();
            profile.see(&seen);
            for (_, as_what, whom) in MEETINGS.iter().filter(|it| it.0 == role) {
                profile.meet(*as_what, keys.party(*whom));
            }
        }
        self.profiles.entry(keys.everything).or_default().see(&seen);
        self.profiles.entry(keys.route).or_default().see(&seen);
        if let Some(buyer) = keys.party(Role::Buyer) {
            let shared =
                [Role::Telephone, Role::Address].into_iter().filter_map(|it| keys.party(it));
            self.links.extend(shared.map(|it| (buyer, it)));
        }
        keys.pairs.iter().for_each(|it| self.pair(*it));
        for (line, of_line) in case.lines.iter().zip(&keys.lines) {
            self.saw_line(line, of_line);
        }
    }

    fn saw_line(&mut self, line: &Line<'_>, keys: &LineKeys) {
        let seen = Delta { n: 1, value: yuan(line.value), tax: yuan(line.tax), ..Delta::default() };
        let description = &*keys.description;
        for key in keys.things() {
            self.profiles.entry(key).or_default().see(&seen);
        }
        keys.pairs.iter().for_each(|it| self.pair(*it));
        self.pair(description.words);
        for letters in &description.letters {
            self.pair(Some(letters.all));
            self.pair(Some(letters.here));
        }
        let (price, weight) = (price_of(line), weight_of(line));
        for key in [keys.goods, keys.goods_anywhere, keys.goods_own] {
            let goods = self.goods.entry(key).or_default();
            goods.prices.extend(price);
            goods.weights.extend(weight);
        }
    }

    fn pair(&mut self, key: Option<u64>) {
        if let Some(key) = key {
            *self.pairs.entry(key).or_default() += 1;
        }
    }

    /// How a case scored among those of an office.
    pub(crate) fn scored(&mut self, key: u64, log: Log, share_ppm: u32) {
        let (share, scores) = self.scores.entry(key).or_default();
        *share = share_ppm;
        scores.push(log);
    }

    /// A case of an office at a port was chosen, on a day.
    pub(crate) fn chose(&mut self, key: u64) {
        *self.chosen.entry(key).or_default() += 1;
    }

    /// How many were, in this batch.
    pub(crate) fn chosen(&self, key: u64) -> u32 {
        self.chosen.get(&key).copied().unwrap_or(0)
    }

    /// Its goods were examined, and this was found of it; nothing where all was as declared.
    pub fn examined(&mut self, keys: &CaseKeys, found: Option<Grade>) {
        let severity = found.map_or(0, |it| u32::from(it.0));
        let delta =
            Delta { examined: 1, found: u32::from(found.is_some()), severity, ..Delta::default() };
        self.trouble(keys, &delta);
        for line in &keys.lines {
            for key in line.things() {
                self.profiles.entry(key).or_default().suffer(&delta);
            }
        }
        if let Some(buyer) = keys.party(Role::Buyer).filter(|_| found.is_some()) {
            self.marks.entry(buyer).or_default().1 += 1;
        }
    }

    /// Its goods were sent back, and its tax is not due any more.
    pub fn returned(&mut self, keys: &CaseKeys) {
        self.trouble(keys, &Delta { returned: 1, ..Delta::default() });
        if let Some(buyer) = keys.party(Role::Buyer) {
            self.marks.entry(buyer).or_default().0 += 1;
        }
    }

    /// It was taken back by its sender.
    pub fn cancelled(&mut self, keys: &CaseKeys) {
        self.trouble(keys, &Delta { cancelled: 1, ..Delta::default() });
    }

    /// It was sent back with findings.
    pub fn refused(&mut self, keys: &CaseKeys) {
        self.trouble(keys, &Delta { refused: 1, ..Delta::default() });
    }

    fn trouble(&mut self, keys: &CaseKeys, delta: &Delta) {
        let parties = keys.parties.iter().flatten();
        for key in parties.chain([&keys.everything, &keys.route]) {
            self.profiles.entry(*key).or_default().suffer(delta);
        }
    }

    /// The deltas of the batch, which ended at a moment.
    pub fn finish(self, at: Moment) -> Deltas {
        Deltas {
            at: seconds(at),
            profiles: sorted(self.profiles),
            pairs: sorted(self.pairs),
            goods: sorted(self.goods),
            links: self.links,
            marks: sorted(self.marks)
                .into_iter()
                .map(|(key, (back, found))| (key, back, found))
                .collect(),
            scores: sorted(self.scores),
            chosen: sorted(self.chosen),
        }
    }
}

fn sorted<V>(map: FxHashMap<u64, V>) -> Vec<(u64, V)> {
    let mut rows: Vec<(u64, V)> = map.into_iter().collect();
    rows.sort_unstable_by_key(|it| it.0);
    rows
}

impl Delta {
    fn see(&mut self, seen: &Delta) {
        self.n += seen.n;
        self.value = self.value.saturating_add(seen.value);
        self.tax = self.tax.saturating_add(seen.tax);
        self.near_limit += seen.near_limit;
    }

    fn suffer(&mut self, trouble: &Delta) {
        self.examined += trouble.examined;
        self.found += trouble.found;
        self.severity += trouble.severity;
        self.returned += trouble.returned;
        self.cancelled += trouble.cancelled;
        self.refused += trouble.refused;
    }
}

/// Moments before 1970 and after 2106 count as these.
pub(crate) fn seconds(at: Moment) -> Seconds {
    let seconds = at.millis().div_euclid(1_000).max(0);
    Seconds::try_from(seconds).unwrap_or(Seconds::MAX)
}

/// Whole yuan; what is negative or unknown is nothing.
fn yuan(amount: Option<Amount>) -> u64 {
    let scaled = amount.map_or(0, Amount::scaled);
    u64::try_from(scaled / Amount::ONE.scaled()).unwrap_or(0)
}

/// Twentieths of a limit that a value is short of it at most to be near it.
const NEAR: i64 = 20;

/// Whether it is worth just less than a parcel may be.
pub(crate) fn is_near_limit(case: &Case<'_>) -> bool {
    let Some((value, limit)) = case.figures.value.zip(case.figures.single_limit) else {
        return false;
    };
    let (value, limit) = (value.scaled(), limit.scaled());
    value <= limit && limit - value <= limit / NEAR
}

/// What a unit of law costs.
pub(crate) fn price_of(line: &Line<'_>) -> Option<Log> {
    log_ratio(positive(line.value?)?, positive(line.statutory_quantity)?)
}

/// What a traded unit weighs.
pub(crate) fn weight_of(line: &Line<'_>) -> Option<Log> {
    log_ratio(positive(line.weight_kg?)?, positive(line.quantity)?)
}

fn positive(amount: Amount) -> Option<u64> {
    u64::try_from(amount.scaled()).ok().filter(|it| *it > 0)
}
