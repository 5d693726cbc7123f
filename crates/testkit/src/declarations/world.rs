//! What a corpus of declarations is asked for, and everything that plan and law fix for all of them.

use messages::{DeclarationHeader, write_declaration};
use model::{Date, DayStamp, Declaration, ExchangeRow, Rate};
use params::Law;

use super::{DeclarationFault, filed::Shape, lines::Catalogue, traders::Traders};
use crate::{
    NoGoods,
    digits::{self, push_digits},
    draw::{Domain, Draws, Seed, splitmix},
    plan::chance,
};

/// The same plan gives the same bytes on every machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeclarationPlan {
    pub declarations: u64,
    /// Share of declarations that carry a fault, each of [`DeclarationFault::ALL`] as often as the
    /// others.
    pub fault_rate: Rate,
    pub seed: u64,
    /// The day of declaration.
    pub on: Date,
}

/// A corpus before it is written: any of its declarations can be asked for.
#[derive(Debug)]
pub struct Declarations {
    pub(crate) plan: DeclarationPlan,
    pub(super) seed: Seed,
    pub(super) catalogue: Catalogue,
    pub(super) traders: Traders,
    /// Stands for seed and day in numbers.
    pub(super) tag: String,
    /// The day of declaration and the thirty days before it, latest first.
    pub(super) days: Vec<DayStamp>,
    /// Sets lorries and flights of one day apart from those of another in the same world; of a corpus of one day 0.
    pub(super) sailing: u64,
}

/// Sets these draws apart from those of parcels.
const DECLARATIONS: u64 = 0x6465_636c_6172_6531;

impl Declarations {
    /// # Errors
    /// When the law has none of the goods that are declared.
    pub fn new(plan: &DeclarationPlan, law: &Law) -> Result<Declarations, NoGoods> {
        let mut it = Declarations {
            plan: plan.clone(),
            seed: Seed::new(splitmix(plan.seed ^ DECLARATIONS)),
            catalogue: Catalogue::new(law, plan.on.min(law.tariff.covered_to()))?,
            traders: Traders::new(),
            tag: String::new(),
            days: Vec::new(),
            sailing: 0,
        };
        it.set_day(plan.on);
        Ok(it)
    }

    /// Another day of declaration, in the same world.
    pub(crate) fn turn_to(&mut self, on: Date) {
        self.set_day(on);
        self.sailing = u64::from(DayStamp::from_date(on).number()) << 8;
    }

    fn set_day(&mut self, on: Date) {
        self.plan.on = on;
        self.tag.clear();
        push_digits(&mut self.tag, u64::from(DayStamp::from_date(on).number()), 6);
        self.tag.push_str(&digits::tag(self.plan.seed));
        let before = std::iter::successors(Some(on), |it| it.yesterday().ok());
        self.days = before.take(31).map(DayStamp::from_date).collect();
    }

    /// The fault of a declaration, if it has one.
    pub fn fault_of(&self, index: u64) -> Option<DeclarationFault> {
        let mut draws = self.seed.draws(Domain::Later, index);
        draws.chance(chance(self.plan.fault_rate)).then(|| *draws.pick(DeclarationFault::ALL))
    }

    /// The client's number of a declaration: eighteen characters.
    pub fn reference(&self, index: u64) -> String {
        let mut text = String::with_capacity(18);
        text.push('D');
        text.push_str(&self.tag);
        push_digits(&mut text, index, 7);
        text
    }

    /// A declaration with its planted fault, as far as values can carry it.
    pub fn declaration(&self, index: u64) -> Declaration<'static> {
        self.with(index, self.fault_of(index))
    }

    /// A declaration with a fault of one's choice, or none.
    pub fn with(&self, index: u64, fault: Option<DeclarationFault>) -> Declaration<'static> {
        let mut it = self.sound(index, fault);
        if let Some(fault) = fault {
            fault.plant(self, &mut it);
        }
        it
    }

    /// A declaration in which a fault could show, before it is planted: what its carrier knows.
    pub(super) fn sound(
        &self,
        index: u64,
        fault: Option<DeclarationFault>,
    ) -> Declaration<'static> {
        self.filed(index, &fault.map_or_else(Shape::default, DeclarationFault::shape))
    }

    /// The message of a declaration with a fault of one's choice, or none.
    pub fn message(&self, index: u64, fault: Option<DeclarationFault>) -> Vec<u8> {
        Declarations::spelt(&self.with(index, fault), fault)
    }

    /// The message of a declaration that was planted with a fault, or with none.
    pub(crate) fn spelt(declaration: &Declaration<'_>, fault: Option<DeclarationFault>) -> Vec<u8> {
        let header = DeclarationHeader {
            operator_card: declaration.keyer_card.clone(),
            operator_name: declaration.keyer_name.clone(),
            sender_code: declaration.keyer.code.clone(),
            ..DeclarationHeader::default()
        };
        let mut bytes = Vec::with_capacity(16 * 1024);
        write_declaration(&header, declaration, &mut bytes);
        match fault {
            Some(fault) => fault.spoil(bytes),
            None => bytes,
        }
    }

    pub(super) fn draws(&self, index: u64) -> Draws {
        self.seed.draws(Domain::Parcel, index)
    }
}

/// A month's exchange rates of the currencies that are declared, the yuan left out.
pub(super) fn exchange_rows() -> Vec<ExchangeRow> {
    let row = |currency: &str, millionths: i64, per| ExchangeRow {
        currency: currency.to_owned(),
        rate: Rate::from_ppm(millionths),
        per,
    };
    vec![
        row("USD", 7_100_000, 1),
        row("EUR", 8_050_000, 1),
        row("JPY", 4_750_000, 100),
        row("HKD", 910_000, 1),
    ]
}
