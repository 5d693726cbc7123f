//! What follows on a clean parcel's list: drawn from its index alone, written from its list.

use model::{
    Action, Amount, Cancellation, DocumentHead, GoodsReturn, GoodsReturnItem, Inventory,
    LineQuantity, Rate, Text,
};

use crate::{
    Fault, World, digits, draw::Domain, papers::Sending, parcel::Parcel, plan::chance, world::stamp,
};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Later {
    /// Everything is returned, or one piece of its first line, and comes back.
    Returned { is_whole: bool },
    /// Its return is asked for; the goods are not back when the corpus ends.
    OnItsWay,
    /// One of [`Fault::LATER`].
    Planted(Fault),
}

/// Which application about a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Application {
    Cancellation,
    Return,
    SecondReturn,
}

impl World<'_> {
    pub(crate) fn later(&self, index: u64, fault: Option<Fault>, is_bonded: bool) -> Option<Later> {
        if fault.is_some() || !self.is_followed(index) {
            return None;
        }
        let mut draws = self.seed.draws(Domain::Later, index);
        if draws.chance(chance(self.plan.fault_rate)) {
            // The first is no fault.
            let faults = Fault::LATER.get(1..).unwrap_or_default();
            return Some(Later::Planted(*draws.pick(faults)));
        }
        Some(match draws.below(100) {
            // Bonded goods are released at once, mostly.
            0..15 if !is_bonded => Later::Planted(Fault::Cancelled),
            0..65 => Later::Returned { is_whole: true },
            65..88 => Later::Returned { is_whole: false },
            _ => Later::OnItsWay,
        })
    }

    fn is_followed(&self, index: u64) -> bool {
        if self.plan.returns == Rate::ZERO || self.planted.is_some() {
            return false;
        }
        let ticket = ((self.seed.mix(index, 2) >> 32) * 1_000_000) >> 32;
        ticket < u64::from(chance(self.plan.returns))
    }

    /// The fault of a parcel's papers, or of what follows on its list.
    pub(crate) fn true_fault(&self, index: u64) -> Option<Fault> {
        self.fault(index).or_else(|| {
            // Whether a parcel is bonded is drawn with it.
            match self.is_followed(index).then(|| self.parcel(index).later)? {
                Some(Later::Planted(fault)) => Some(fault),
                _ => None,
            }
        })
    }

    /// 清单编号, as the house gives it to the entry.
    fn list_no(&self, list: &Inventory<'_>, entry: u64) -> String {
        let mut text = list.customs_code.to_string();
        digits::push_digits(&mut text, u64::from(self.declared_on.number() / 10_000), 4);
        text.push('I');
        digits::push_digits(&mut text, entry, 9);
        text
    }

    fn application_head(
        &self,
        parcel: &Parcel,
        application: Application,
        days: i64,
    ) -> DocumentHead<'static> {
        let nonce = 0x40 + application as u64;
        let day = u64::from(self.declared_on.number());
        let guid = digits::guid(
            self.seed.mix(parcel.index, nonce ^ day << 8),
            self.seed.mix(parcel.index, nonce + 0x1000),
        );
        DocumentHead {
            guid: guid.into(),
            action: Action::New,
            sent_at: stamp(self.day_after(days), 9 * 3_600 + i64::from(parcel.whim % 28_800)),
            is_declared: true,
        }
    }

    pub(crate) fn cancellation(&self, parcel: &Parcel, entry: u64, days: i64) -> Cancellation<'_> {
        let list = self.inventory(parcel, Sending::First);
        Cancellation {
            head: self.application_head(parcel, Application::Cancellation, days),
            list_no: self.list_no(&list, entry).into(),
            customs_code: list.customs_code,
            order_no: list.order_no,
            platform_code: list.platform_code,
            platform_name: list.platform_name,
            seller_code: list.seller_code,
            seller_name: list.seller_name,
            waybill_no: list.waybill_no,
            logistics_code: list.logistics_code,
            logistics_name: list.logistics_name,
            trader_reference: self.number("X", parcel.index).into(),
            preliminary_no: Text::default(),
            buyer_id_type: list.buyer_id_type,
            buyer_id_number: list.buyer_id_number,
            buyer_name: list.buyer_name,
            buyer_telephone: list.buyer_telephone,
            declarant_code: list.declarant_code,
            declarant_name: list.declarant_name,
            reason: "买家取消订单".into(),
            note: Text::default(),
        }
    }

    pub(crate) fn goods_return(
        &self,
        parcel: &Parcel,
        entry: u64,
        application: Application,
        days: i64,
    ) -> GoodsReturn<'_> {
        let mut list = self.inventory(parcel, Sending::First);
        if parcel.later == Some(Later::Planted(Fault::ReturnOfAnother)) {
            let other = self.people.person(self.other_person(parcel.index));
            list.buyer_id_number = other.identity_number.into();
            list.buyer_name = other.name.into();
            list.buyer_telephone = other.telephone.into();
        }
        let prefix = if application == Application::SecondReturn { "V" } else { "T" };
        GoodsReturn {
            head: self.application_head(parcel, application, days),
            list_no: self.list_no(&list, entry).into(),
            customs_code: list.customs_code,
            order_no: list.order_no,
            platform_code: list.platform_code,
            platform_name: list.platform_name,
            seller_code: list.seller_code,
            seller_name: list.seller_name,
            waybill_no: list.waybill_no,
            logistics_code: list.logistics_code,
            logistics_name: list.logistics_name,
            trader_reference: self.number(prefix, parcel.index).into(),
            preliminary_no: Text::default(),
            buyer_id_type: list.buyer_id_type,
            buyer_id_number: list.buyer_id_number,
            buyer_name: list.buyer_name,
            buyer_telephone: list.buyer_telephone,
            declarant_code: list.declarant_code,
            declarant_name: list.declarant_name,
            reason: "买家申请退货".into(),
            note: Text::default(),
            items: list
                .items
                .into_iter()
                .zip(returned_lines(parcel))
                .map(|(item, line)| GoodsReturnItem {
                    number: line.number,
                    commodity_code: item.commodity_code,
                    name: item.name,
                    quantity: line.quantity,
                    unit: item.unit,
                    note: Text::default(),
                })
                .collect(),
        }
    }
}

/// What a parcel's return is about: the first lines of its list, all or one.
pub(crate) fn returned_lines(parcel: &Parcel) -> Vec<LineQuantity> {
    let is_part = parcel.later == Some(Later::Returned { is_whole: false });
    let count = if is_part { 1 } else { usize::MAX };
    let is_too_much = parcel.later == Some(Later::Planted(Fault::ReturnTooMuch));
    let quantity = |number: u32, bought: u32| match number {
        1 if is_part => 1,
        1 if is_too_much => bought + 1,
        _ => bought,
    };
    (1..)
        .zip(parcel.items())
        .take(count)
        .map(|(number, item)| LineQuantity {
            number,
            quantity: Amount::from_units(i64::from(quantity(number, item.quantity))),
        })
        .collect()
}
