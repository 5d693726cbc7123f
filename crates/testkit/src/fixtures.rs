//! Documents for other crates' tests: one parcel's four papers, clean or with a planted fault.

use model::{Date, Document, Inventory, Order, Payment, Rate, Waybill};
use params::Law;

use crate::{Fault, NoGoods, Plan, World, owned, papers::Sending};

/// The four documents of one parcel, owned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Papers {
    pub order: Order<'static>,
    pub payment: Payment<'static>,
    pub waybill: Waybill<'static>,
    pub inventory: Inventory<'static>,
}

impl Papers {
    /// In the order of [`model::DocumentKind::ALL`].
    pub fn documents(&self) -> [Document<'static>; 4] {
        [
            Document::Order(Box::new(self.order.clone())),
            Document::Payment(Box::new(self.payment.clone())),
            Document::Waybill(Box::new(self.waybill.clone())),
            Document::Inventory(Box::new(self.inventory.clone())),
        ]
    }
}

/// The day of the fixtures: within the tariff as shipped.
pub const FIXTURE_DAY: Date = Date::constant(2020, 11, 21);

/// A parcel without any fault, a function of the seed.
pub fn clean_parcel(law: &Law, seed: u64) -> Result<Papers, NoGoods> {
    papers(law, seed, None)
}

/// A parcel with a planted fault. A fault that consists in a missing or a second document shows
/// only in what is sent: all four are here.
pub fn faulty_parcel(law: &Law, seed: u64, fault: Fault) -> Result<Papers, NoGoods> {
    papers(law, seed, Some(fault))
}

fn papers(law: &Law, seed: u64, fault: Option<Fault>) -> Result<Papers, NoGoods> {
    let plan = Plan::new(1, Rate::ZERO, seed, FIXTURE_DAY);
    let mut world = World::new(&plan, law)?;
    world.planted = fault;
    let parcel = world.parcel(0);
    Ok(Papers {
        order: owned::order(world.order(&parcel, Sending::First)),
        payment: owned::payment(world.payment(&parcel, Sending::First)),
        waybill: owned::waybill(world.waybill(&parcel, Sending::First)),
        inventory: owned::inventory(world.inventory(&parcel, Sending::First)),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_alters_what_it_says_and_nothing_else() {
        let law = Law::shipped().unwrap();
        let clean = clean_parcel(&law, 7).unwrap();
        assert_eq!(clean, clean_parcel(&law, 7).unwrap());
        assert_ne!(clean, clean_parcel(&law, 8).unwrap());
        let mut faulty = faulty_parcel(&law, 7, Fault::PayerName).unwrap();
        assert_ne!(faulty.payment.payer_name, clean.payment.payer_name);
        faulty.payment.payer_name = clean.payment.payer_name.clone();
        assert_eq!(faulty, clean);
    }
}
