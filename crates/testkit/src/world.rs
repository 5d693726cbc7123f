//! Everything that a plan and the law fix once for all parcels.

use std::borrow::Cow;

use model::{Amount, Date, DayStamp, Moment, Stamp};
use params::Law;

use crate::{
    Fault, Plan,
    companies::Companies,
    digits::{self, push_digits},
    draw::Seed,
    goods::{Goods, NoGoods},
    people::People,
};

/// The scene: companies, goods, people, the day.
#[derive(Debug)]
pub(crate) struct World<'p> {
    pub(crate) plan: Cow<'p, Plan>,
    pub(crate) seed: Seed,
    pub(crate) companies: Companies,
    pub(crate) goods: Goods,
    pub(crate) people: People,
    /// Stands for seed and day in numbers: `26112107KX`.
    pub(crate) tag: String,
    pub(crate) declared_on: DayStamp,
    midnight: Moment,
    /// Every parcel's fault, for fixtures; nothing where it is drawn.
    pub(crate) planted: Option<Fault>,
}

const MINUTE_MS: i64 = 60_000;
const HOUR_MS: i64 = 60 * MINUTE_MS;

impl<'p> World<'p> {
    /// `law` is asked for the goods on the plan's day, or on the tariff's last day before it.
    pub(crate) fn new(plan: &'p Plan, law: &Law) -> Result<World<'p>, NoGoods> {
        World::with(Cow::Borrowed(plan), law)
    }

    /// The same of a plan that is its own.
    pub(crate) fn with(plan: Cow<'p, Plan>, law: &Law) -> Result<World<'p>, NoGoods> {
        let seed = Seed::new(plan.seed);
        let tariff_day: Date = plan.on.min(law.tariff.covered_to());
        let declared_on = DayStamp::from_date(plan.on);
        Ok(World {
            people: People::new(&seed),
            goods: Goods::new(law, tariff_day)?,
            companies: Companies::new(),
            seed,
            tag: tag(declared_on, plan.seed),
            declared_on,
            planted: None,
            midnight: Moment::from_local(plan.on.at(0, 0, 0, 0)),
            plan,
        })
    }

    /// Another day of declaration, in the same world.
    pub(crate) fn turn_to(&mut self, on: Date) {
        self.plan.to_mut().on = on;
        self.declared_on = DayStamp::from_date(on);
        self.tag = tag(self.declared_on, self.plan.seed);
        self.midnight = Moment::from_local(on.at(0, 0, 0, 0));
    }

    /// `{prefix}{yymmdd}{seed tag}{index}`.
    pub(crate) fn number(&self, prefix: &str, index: u64) -> String {
        let mut text = String::with_capacity(prefix.len() + 19);
        text.push_str(prefix);
        text.push_str(&self.tag);
        push_digits(&mut text, index, 9);
        text
    }

    /// Orders are placed from 6 o'clock to midnight of the day before.
    pub(crate) fn ordered_at(&self, index: u64) -> Moment {
        self.at(self.through(index, 17 * HOUR_MS) - 18 * HOUR_MS)
    }

    /// Waybills and lists are sent in the first hours of the day.
    pub(crate) fn shipped_at(&self, index: u64) -> Moment {
        self.at(self.through(index, 3 * HOUR_MS) + 5 * MINUTE_MS)
    }

    /// The first moment of a day after the day of declaration.
    pub(crate) fn day_after(&self, days: i64) -> Moment {
        self.midnight.plus_minutes(days * 24 * 60)
    }

    fn through(&self, index: u64, span_ms: i64) -> i64 {
        let through = u128::from(index) * u128::from(span_ms.unsigned_abs());
        i64::try_from(through / u128::from(self.plan.parcels.max(1))).unwrap_or(0)
    }

    fn at(&self, ms: i64) -> Moment {
        Moment::from_millis(self.midnight.millis() + ms)
    }
}

/// What stands for day and seed in numbers.
fn tag(on: DayStamp, seed: u64) -> String {
    let mut tag = String::new();
    push_digits(&mut tag, u64::from(on.number()), 6);
    tag.push_str(&digits::tag(seed));
    tag
}

pub(crate) fn stamp(at: Moment, plus_seconds: i64) -> Stamp {
    Stamp::from_moment(Moment::from_millis(at.millis() + plus_seconds * 1_000))
}

pub(crate) fn yuan(fen: u32) -> Amount {
    Amount::from_fen(i64::from(fen))
}
