//! The stream: cases of both lanes in the order of time, and the truth about them, asked for apart.

use std::{
    borrow::Cow,
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet, BinaryHeap},
};

use model::{Consignment, Credit, Date, Declaration, Enterprise, GoodsReturn, Moment, Rate};
use params::Law;

use super::{
    basket::Headings,
    calendar::{Calendar, Place},
    cast::Cast,
    filings::{Filing, Filings},
    kind::{CaseLane, FraudKind},
    market::{Market, THERE},
    parcels::{Parcels, Sent},
    plan::FraudPlan,
    story::{Scene, Story},
    truth::FraudTruth,
};
use crate::{
    NoGoods, Plan, World,
    declarations::{DeclarationPlan, Declarations, traders::N_TRADERS},
    draw::{Draws, Seed, splitmix},
    fixtures::Papers,
};

/// Sets these draws apart from those of other corpora.
const FRAUD: u64 = 0x6672_6175_645f_3031;

/// Something that customs is told, at its moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Case {
    pub moment: Moment,
    /// Rises with time. What comes back has the index of the parcel that it was.
    pub index: u64,
    pub lane: Told,
}

/// What is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Told {
    /// Order, payment, waybill and list of a parcel.
    Parcel(Box<Papers>),
    Declaration(Box<Filed>),
    /// A parcel goes back: an event about a case, not a case to be weighed anew.
    Return(Box<GoodsReturn<'static>>),
}

/// By what a house knows a case again: what its papers name it by.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CaseKey {
    Parcel {
        platform_code: String,
        order_no: String,
    },
    Declaration {
        /// Of who files it.
        declarant_code: String,
        /// The client's number.
        reference: String,
    },
}

impl CaseKey {
    /// The order's, or the client's number.
    pub fn number(&self) -> &str {
        match self {
            CaseKey::Parcel { order_no, .. } => order_no,
            CaseKey::Declaration { reference, .. } => reference,
        }
    }
}

/// A goods declaration, and what the carrier's manifest says of its goods.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filed {
    pub declaration: Declaration<'static>,
    pub consignment: Consignment<'static>,
}

/// Generated traffic with planted fraud. Any case can be made from its index; what is kept grows with actors and
/// with what waits to come back, not with cases.
#[derive(Debug)]
pub struct Traffic {
    pub(super) scene: Scene,
    pub(super) parcels: World<'static>,
    pub(super) declarations: Declarations,
    headings: Headings,
    next: u64,
    returns: BinaryHeap<Reverse<(Moment, u64)>>,
    on: Date,
}

/// A case as it was made, with its truth.
pub(super) enum Made {
    Parcel(Box<Sent>),
    Declaration(Box<Filing>),
}

impl Made {
    pub(super) fn key(&self) -> CaseKey {
        match self {
            Made::Parcel(it) => CaseKey::Parcel {
                platform_code: it.papers.order.platform_code.to_string(),
                order_no: it.papers.order.order_no.to_string(),
            },
            Made::Declaration(it) => CaseKey::Declaration {
                declarant_code: it.declaration.declarant.code.to_string(),
                reference: it.declaration.reference.to_string(),
            },
        }
    }
}

/// Traffic of a plan. The same plan and seed give the same cases on every machine.
///
/// # Errors
/// When the law has none of the goods that are declared.
pub fn traffic(plan: &FraudPlan, law: &Law, seed: u64) -> Result<Traffic, NoGoods> {
    let drawn = Seed::new(splitmix(seed ^ FRAUD));
    let calendar = Calendar::new(plan);
    let cast = Cast::new(plan, &calendar, &drawn, THERE);
    let retail = Plan::new(calendar.len(), Rate::ZERO, seed, plan.start);
    let parcels = World::with(Cow::Owned(retail), law)?;
    let on = plan.start;
    let filed = DeclarationPlan { declarations: calendar.len(), fault_rate: Rate::ZERO, seed, on };
    let declarations = Declarations::new(&filed, law)?;
    let sellers_of = &parcels.companies.sellers_of;
    let market = Market::new(plan, &calendar, &cast, &drawn, sellers_of);
    let honest_ppm = [Parcels::LANE, Filings::LANE].map(|it| cast.honest_ppm(it));
    let headings = Headings::new(&parcels.goods);
    let scene = Scene { plan: plan.clone(), calendar, cast, market, honest_ppm };
    let returns = BinaryHeap::new();
    Ok(Traffic { scene, parcels, declarations, headings, next: 0, returns, on })
}

impl Traffic {
    /// How many cases there are to be weighed.
    pub fn n_cases(&self) -> u64 {
        self.scene.calendar.len()
    }

    /// The first moment after all weeks.
    pub fn end(&self) -> Moment {
        self.scene.calendar.end()
    }

    pub fn plan(&self) -> &FraudPlan {
        &self.scene.plan
    }

    /// The first case of the second half.
    pub fn half(&self) -> u64 {
        self.scene.calendar.first_of_hour(self.scene.calendar.hours() / 2)
    }

    /// When a case is told, and in which lane.
    pub fn when(&self, index: u64) -> (Moment, CaseLane) {
        let place = self.place(index);
        (place.moment, place.lane)
    }

    fn place(&self, index: u64) -> Place {
        self.scene.calendar.place(&self.scene.market.seed, index)
    }

    /// A case by its index, below [`Traffic::n_cases`].
    pub fn case(&mut self, index: u64) -> Case {
        let (story, mut draws) = self.scene.story(index);
        let made = self.make(&story, &mut draws);
        Case { moment: story.place.moment, index, lane: told(made) }
    }

    /// What was planted in a case.
    pub fn truth(&mut self, index: u64) -> FraudTruth {
        self.made(index).1
    }

    /// A case as the writers of messages know it, and its truth.
    pub(super) fn made(&mut self, index: u64) -> (Made, FraudTruth) {
        let (story, mut draws) = self.scene.story(index);
        let made = self.make(&story, &mut draws);
        let at_stake = match &made {
            Made::Parcel(sent) => sent.at_stake,
            Made::Declaration(filing) => filing.at_stake,
        };
        (made, self.scene.truth(&story, at_stake))
    }

    /// When each actor is active, by his number in the truth: from and to.
    pub fn actors(&self) -> BTreeMap<u32, (FraudKind, CaseLane, Moment, Moment)> {
        let start = Moment::from_local(self.scene.plan.start.at(0, 0, 0, 0));
        let at = |hour: u32| start.plus_minutes(i64::from(hour) * 60);
        let actors = (0u32..).zip(&self.scene.cast.actors);
        actors.map(|(nth, it)| (nth, (it.kind, it.lane, at(it.from), at(it.to)))).collect()
    }

    /// All who are named in cases, as they are registered.
    pub fn enterprises(&self) -> Vec<Enterprise> {
        let mut rows = self.parcels.companies.registry();
        let certified: BTreeSet<&str> = (0..N_TRADERS)
            .filter(|it| self.scene.market.is_certified(*it))
            .map(|it| self.declarations.trader_code(it))
            .collect();
        rows.extend(self.declarations.enterprises().into_iter().map(|mut it| {
            if certified.contains(it.code.as_str()) {
                it.credit = Credit::Advanced;
            }
            it
        }));
        rows
    }

    fn turn_to(&mut self, on: Date) {
        if self.on != on {
            self.parcels.turn_to(on);
            self.declarations.turn_to(on);
            self.on = on;
        }
    }

    fn make(&mut self, story: &Story, draws: &mut Draws) -> Made {
        self.turn_to(story.place.moment.local_date());
        let scene = &self.scene;
        match story.place.lane {
            CaseLane::Parcel => {
                let (world, headings) = (&self.parcels, &self.headings);
                let sent = Parcels { scene, world, headings }.sent(story, draws);
                Made::Parcel(Box::new(sent))
            }
            CaseLane::Declaration => {
                let filings = Filings { scene, world: &self.declarations };
                Made::Declaration(Box::new(filings.filing(story, draws)))
            }
        }
    }

    /// A parcel is told: what of it comes back is waited for.
    pub(super) fn expect_back(&mut self, index: u64, sent: &Sent) {
        self.returns.extend(sent.returned_at.map(|at| Reverse((at, index))));
    }

    /// What comes back next, if it does before a moment.
    pub(super) fn back(&mut self, before: Moment) -> Option<Case> {
        let Reverse((moment, index)) = *self.returns.peek()?;
        if moment >= before {
            return None;
        }
        self.returns.pop();
        let Made::Parcel(sent) = self.made(index).0 else { return None };
        self.turn_to(moment.local_date());
        let (scene, world, headings) = (&self.scene, &self.parcels, &self.headings);
        let document = Parcels { scene, world, headings }.goods_return(&sent, moment);
        Some(Case { moment, index, lane: Told::Return(Box::new(document)) })
    }
}

fn told(made: Made) -> Told {
    match made {
        Made::Parcel(sent) => Told::Parcel(Box::new(sent.papers)),
        Made::Declaration(filing) => {
            let Filing { declaration, consignment, .. } = *filing;
            Told::Declaration(Box::new(Filed { declaration, consignment }))
        }
    }
}

impl Iterator for Traffic {
    type Item = Case;

    fn next(&mut self) -> Option<Case> {
        let index = self.next;
        let is_over = index >= self.n_cases();
        let moment = if is_over { self.end() } else { self.place(index).moment };
        if let Some(back) = self.back(moment) {
            return Some(back);
        }
        if is_over {
            return None;
        }
        self.next += 1;
        let (story, mut draws) = self.scene.story(index);
        let made = self.make(&story, &mut draws);
        if let Made::Parcel(sent) = &made {
            self.expect_back(index, sent);
        }
        Some(Case { moment, index, lane: told(made) })
    }
}

/// The truth about each case, in the order of their indices.
#[derive(Debug)]
pub struct Truths {
    traffic: Traffic,
    next: u64,
}

impl Truths {
    /// # Errors
    /// When the law has none of the goods that are declared.
    pub fn new(plan: &FraudPlan, law: &Law, seed: u64) -> Result<Truths, NoGoods> {
        Ok(Truths { traffic: traffic(plan, law, seed)?, next: 0 })
    }
}

impl Iterator for Truths {
    type Item = FraudTruth;

    fn next(&mut self) -> Option<FraudTruth> {
        let index = self.next;
        (index < self.traffic.n_cases()).then(|| {
            self.next += 1;
            self.traffic.truth(index)
        })
    }
}
