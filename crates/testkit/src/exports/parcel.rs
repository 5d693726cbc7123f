//! What one parcel that is sold abroad consists of, drawn from its index alone.

use crate::{
    Fault, World,
    draw::{Domain, Draws, at},
    parcel::{Item, MAX_ITEMS, Parcel, draw_freight},
};

impl World<'_> {
    pub(crate) fn export_parcel(&self, index: u64) -> Parcel {
        let mut draws = self.seed.draws(Domain::Parcel, index);
        let fault = self.fault(index);
        let is_bonded = match fault {
            Some(Fault::ExportNoBook) => true,
            // A list from a zone names no bill.
            Some(Fault::ExportBookOutside | Fault::ExportOtherBill) => false,
            _ => draws.chance(150_000),
        };
        let site = self.draw_site_of(is_bonded, &mut draws);
        let platform = self.companies.platform_skew.draw(&mut draws) as u16;
        let declarants = at(&self.companies.declarants_at, usize::from(site)).as_slice();
        let mut parcel = Parcel {
            index,
            fault,
            platform,
            seller: *draws.pick(at(&self.companies.sellers_of, usize::from(platform)).as_slice()),
            payer: self.companies.payer_skew.draw(&mut draws) as u16,
            carrier: self.companies.carrier_skew.draw(&mut draws) as u16,
            declarant: u16::from(*draws.pick(declarants)),
            site,
            // Buyers abroad are named in no paper.
            buyer: 0,
            consignee: 0,
            items: [Item::default(); MAX_ITEMS],
            n_items: 0,
            freight_fen: draw_freight(is_bonded, &mut draws),
            insurance_fen: if draws.chance(60_000) { draws.between(1, 8) * 100 } else { 0 },
            discount_fen: 0,
            tax_fen: 0,
            packing_grams: draws.between(80, 450),
            whim: draws.below(1 << 30),
            later: None,
        };
        self.draw_sold(&mut parcel, &mut draws);
        parcel
    }

    fn draw_sold(&self, parcel: &mut Parcel, draws: &mut Draws) {
        let wants_two =
            matches!(parcel.fault, Some(Fault::ExportItemCount | Fault::ExportLineNumber));
        let wanted = match draws.below(100) {
            0..55 => 1,
            55..80 => 2,
            80..92 => 3,
            92..97 => 4,
            _ => 5,
        };
        for _ in 0..wanted.max(if wants_two { 2 } else { 1 }) {
            let article = self.goods.sold_abroad.draw(draws) as u16;
            let yuan_fen = self.draw_price(article, draws);
            // Whole tenths of whatever currency; a yuan buys less than others.
            let fen = if parcel.is_sold_in_yuan() { yuan_fen } else { yuan_fen / 70 * 10 };
            let quantity = match draws.below(100) {
                0..75 => 1,
                75..93 => 2,
                _ => draws.between(3, 6),
            };
            parcel.push(Item { article, quantity, fen });
        }
    }
}
