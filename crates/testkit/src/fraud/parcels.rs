//! From a story to the four papers of a parcel, and what comes back of it.

use model::{Action, Amount, DocumentHead, GoodsReturn, GoodsReturnItem, Moment};

use super::{
    basket::{Basket, Headings, Line, Shop, Wording},
    kind::FraudKind,
    market::{About, Market},
    story::{Scene, Story},
    truth::AtStake,
    words,
};
use crate::{
    World,
    digits::{self, push_digits},
    draw::{Draws, at},
    fixtures::Papers,
    goods::Article,
    owned,
    papers::{NONE, Sending, kilograms},
    parcel::{Item, MAX_ITEMS, Parcel, draw_freight},
    world::stamp,
};

/// A parcel as it is told to customs.
pub(super) struct Sent {
    pub(super) papers: Papers,
    /// As the other writers know it.
    pub(super) parcel: Parcel,
    pub(super) at_stake: AtStake,
    /// When it comes back, if it does.
    pub(super) returned_at: Option<Moment>,
}

/// Whose names, telephones and addresses stand on a parcel: numbers of people.
#[derive(Debug, Clone, Copy)]
struct Who {
    buyer: u64,
    account: u64,
    telephone: u64,
    consignee: u64,
    address: u64,
}

pub(super) struct Parcels<'s, 'w> {
    pub(super) scene: &'s Scene,
    pub(super) world: &'s World<'w>,
    pub(super) headings: &'s Headings,
}

/// People for whom an actor buys without a purpose: himself and his like.
const OWN: u32 = 40;
const MINUTE_MS: i64 = 60_000;
const DAY_MS: i64 = 24 * 60 * MINUTE_MS;

impl Parcels<'_, '_> {
    pub(super) fn sent(&self, story: &Story, draws: &mut Draws) -> Sent {
        let bound = |kind| story.is(kind);
        let is_direct = bound(FraudKind::Misclassification)
            || bound(FraudKind::Description)
            || bound(FraudKind::Weight);
        let is_bonded = draws.chance(300_000) && !is_direct;
        let seller = self.seller(story, draws);
        let freight_fen = draw_freight(is_bonded, draws);
        let insurance_fen = if draws.chance(60_000) { draws.between(1, 8) * 100 } else { 0 };
        let charges_fen = u64::from(freight_fen + insurance_fen);
        let shop = Shop { seller, is_bonded, charges_fen };
        let (scene, world, headings) = (self.scene, self.world, self.headings);
        let lines = Basket { scene, world, headings, story, shop }.lines(draws);
        let who = self.who(story, draws);
        let mut parcel = self.parcel(story, shop, (who.buyer, &lines), draws);
        (parcel.freight_fen, parcel.insurance_fen) = (freight_fen, insurance_fen);
        let mut papers = Papers {
            order: owned::order(world.order(&parcel, Sending::First)),
            payment: owned::payment(world.payment(&parcel, Sending::First)),
            waybill: owned::waybill(world.waybill(&parcel, Sending::First)),
            inventory: owned::inventory(world.inventory(&parcel, Sending::First)),
        };
        self.describe(&mut papers, &lines, seller, draws);
        self.weigh(&mut papers, story, (&lines, parcel.packing_grams), draws);
        self.name(&mut papers, &who);
        time(&mut papers, story.place.moment, draws);
        let at_stake = self.at_stake(&lines);
        let returned_at = self.returned_at(story, draws);
        Sent { papers, parcel, at_stake, returned_at }
    }

    fn seller(&self, story: &Story, draws: &mut Draws) -> u16 {
        let companies = &self.world.companies;
        let platform = companies.platform_skew.draw(draws);
        let of_platform = at(&companies.sellers_of, platform);
        let honest = self.scene.market.seller(of_platform, story.place.hour, draws);
        let actor = story.actor.and_then(|it| self.scene.cast.actors.get(it));
        let Some(actor) = actor else { return honest };
        let own_ppm = match (actor.kind.is_of_goods(), story.kinds.is_empty()) {
            (true, _) => 1_000_000,
            (false, false) => 600_000,
            (false, true) => 300_000,
        };
        let is_own = draws.chance(own_ppm);
        let own = self.scene.company(story, draws).filter(|_| is_own);
        own.map_or(honest, |it| u16::try_from(it).unwrap_or(honest))
    }

    fn who(&self, story: &Story, draws: &mut Draws) -> Who {
        let (plan, market) = (&self.scene.plan, &self.scene.market);
        let honest = &plan.honest;
        let buyer = market.buyer(plan, draws);
        let home = market.at_home(plan, buyer);
        let collector = market.collector(plan, draws);
        let pickup = Market::pickup(plan, draws);
        let [by_family, collected, picked_up, is_gift, by_collector] = [
            draws.chance(honest.family_account_ppm),
            draws.chance(honest.collector_ppm),
            draws.chance(honest.pickup_ppm),
            draws.chance(120_000),
            draws.chance(500_000),
        ];
        let other = market.buyer(plan, draws);
        let mut who = Who {
            buyer,
            account: if by_family { home } else { buyer },
            telephone: home,
            consignee: buyer,
            address: home,
        };
        if collected {
            let collector = market.at_home(plan, collector);
            who = Who { telephone: collector, address: collector, ..who };
            who.account = if by_collector { collector } else { buyer };
        } else if picked_up {
            who.address = pickup;
        } else if is_gift {
            who.consignee = other;
            who.address = market.at_home(plan, other);
        }
        let actor = story.actor.and_then(|it| self.scene.cast.actors.get(it));
        match actor.filter(|it| !it.kind.is_of_goods()) {
            Some(actor) => self.borrowed(story, (actor.kind, actor.household), who, draws),
            None => who,
        }
    }

    /// Names that an actor uses, and what of his own stands beside them.
    fn borrowed(
        &self,
        story: &Story,
        (kind, household): (FraudKind, u32),
        honest: Who,
        draws: &mut Draws,
    ) -> Who {
        let market = &self.scene.market;
        let Some(plan) = self.scene.plan.kinds.get(&kind) else { return honest };
        let actor = story.actor.unwrap_or(0) as u64;
        let borrow = |draws: &mut Draws, among: u32| u64::from(draws.below(among.max(1)));
        let [telephone, address] = [plan.telephones, plan.addresses]
            .map(|among| market.of_actor(household, draws.below(among.max(1))));
        if story.kinds.is_empty() {
            // An actor's own orders: for himself and his like.
            let nth = borrow(draws, OWN);
            let buyer = market.borrowed(actor, nth, &story.place);
            let home = if draws.chance(500_000) {
                address
            } else {
                market.at_home(&self.scene.plan, buyer)
            };
            return Who { buyer, account: buyer, telephone: home, consignee: buyer, address: home };
        }
        let nth = borrow(draws, plan.persons);
        let buyer = market.borrowed(actor, nth, &story.place);
        let home = market.at_home(&self.scene.plan, buyer);
        let mut who =
            Who { buyer, account: buyer, telephone: home, consignee: buyer, address: home };
        let [one, other] = [draws.chance(550_000), draws.chance(600_000)];
        // A ring shows by what comes back; its people are known to each other all the same.
        let shows = story.shows || kind == FraudKind::RefundRing && one;
        if !shows {
            return who;
        }
        match kind {
            FraudKind::SharedIdentity => {
                who.telephone = telephone;
                who.address = if other { address } else { home };
                who.account =
                    if one { market.borrowed(actor, nth % 6, &story.place) } else { buyer };
            }
            FraudKind::Splitting => {
                who.address = address;
                who.telephone = if one { telephone } else { home };
            }
            _ => {
                who.address = if other { address } else { home };
                who.telephone = if other { home } else { telephone };
            }
        }
        who
    }

    fn parcel(
        &self,
        story: &Story,
        shop: Shop,
        (buyer, lines): (u64, &[Line]),
        draws: &mut Draws,
    ) -> Parcel {
        let companies = &self.world.companies;
        let site = self.world.draw_site_of(shop.is_bonded, draws);
        let of_site = at(&companies.declarants_at, usize::from(site));
        let mut items = [Item::default(); MAX_ITEMS];
        for (item, line) in items.iter_mut().zip(lines) {
            let fen = u32::try_from(line.fen).unwrap_or(u32::MAX);
            *item = Item { article: line.article, quantity: line.quantity, fen };
        }
        let tax = |it: &Line| {
            let ppm = u64::from(self.world.goods.article(it.declared).tax_ppm);
            (it.total_fen() * ppm + 500_000) / 1_000_000
        };
        let goods: u64 = lines.iter().map(Line::total_fen).sum();
        let share = u64::from(draws.between(2, 15));
        let discount = if draws.chance(250_000) { goods * share / 10_000 * 100 } else { 0 };
        let fen = |it: u64| u32::try_from(it).unwrap_or(u32::MAX);
        Parcel {
            index: story.index,
            fault: None,
            platform: self
                .scene
                .market
                .platform_of
                .get(usize::from(shop.seller))
                .copied()
                .unwrap_or(0),
            seller: shop.seller,
            payer: companies.payer_skew.draw(draws) as u16,
            carrier: companies.carrier_skew.draw(draws) as u16,
            declarant: u16::from(*draws.pick(of_site.as_slice())),
            site,
            buyer,
            consignee: buyer,
            n_items: lines.len().min(MAX_ITEMS) as u8,
            items,
            freight_fen: 0,
            insurance_fen: 0,
            discount_fen: fen(discount),
            tax_fen: fen(lines.iter().map(tax).sum()),
            packing_grams: draws.between(80, 450),
            whim: draws.below(1 << 30),
            later: None,
        }
    }

    /// Names, models, numbers of stock and codes of the lines.
    fn describe(&self, papers: &mut Papers, lines: &[Line], seller: u16, draws: &mut Draws) {
        let listed = papers.inventory.items.iter_mut().zip(&mut papers.order.items);
        for ((listed, ordered), line) in listed.zip(lines) {
            let article = self.world.goods.article(line.article);
            let declared = self.world.goods.article(line.declared);
            let stock = self.stock_number(seller, line);
            let vague = words::vague(draws);
            let is_vague = line.wording == Wording::Vague;
            let has_barcode = draws.below(1_000_000) >= if is_vague { 800_000 } else { 350_000 };
            let name = match line.wording {
                Wording::Whole => article.name.clone(),
                Wording::Short => words::noun(&article.name).to_owned(),
                Wording::Vague => vague,
                Wording::As(other) => {
                    words::with_noun(&article.name, &self.world.goods.article(other).name)
                }
            };
            let (model, description) = spelt(article, declared, &name, &stock, line.wording);
            if listed.record_no.is_empty() {
                listed.item_no = stock.clone().into();
                ordered.item_no = stock.into();
                listed.name = name.clone().into();
                listed.item_name = name.clone().into();
                ordered.name = name.into();
                listed.model = model.clone().into();
                ordered.model = model.into();
                ordered.description = description.into();
            }
            listed.commodity_code = declared.commodity_code.clone().into();
            if !has_barcode {
                listed.barcode = NONE;
                ordered.barcode = NONE;
            }
        }
        if let Some(first) = papers.order.items.first() {
            papers.waybill.goods_info = first.name.clone();
        }
    }

    /// A seller's own number of an article, under the words he sells it by.
    fn stock_number(&self, seller: u16, line: &Line) -> String {
        let words = match line.wording {
            Wording::Whole => 0,
            Wording::Short => 1,
            Wording::Vague => 2,
            Wording::As(other) => 3 + u64::from(other),
        };
        let what = u64::from(line.article) << 16 | words;
        let mut text = String::from("SK");
        push_digits(&mut text, self.scene.market.bits(About::Base, u64::from(seller), what), 6);
        text
    }

    fn weigh(
        &self,
        papers: &mut Papers,
        story: &Story,
        (lines, packing_grams): (&[Line], u32),
        draws: &mut Draws,
    ) {
        let each = |it: &Line| {
            let grams = u64::from(self.world.goods.article(it.article).grams);
            grams * u64::from(it.quantity) * it.weight_permille / 1_000
        };
        let mut grams: u64 = lines.iter().map(each).sum::<u64>().max(1);
        let is_heavier = draws.chance(500_000);
        if story.is(FraudKind::Weight) {
            let degree = u64::from(self.scene.degree(story, FraudKind::Weight)).max(1);
            grams = if is_heavier { grams * degree / 1_000 } else { grams * 1_000 / degree }.max(1);
        }
        let net = i64::try_from(grams).unwrap_or(i64::MAX);
        papers.inventory.net_weight_kg = kilograms(net);
        papers.inventory.gross_weight_kg = kilograms(net + net / 20 + i64::from(packing_grams));
        papers.waybill.weight_kg = papers.inventory.gross_weight_kg;
    }

    fn name(&self, papers: &mut Papers, who: &Who) {
        let people = &self.world.people;
        let [buyer, telephone, consignee, address] =
            [who.buyer, who.telephone, who.consignee, who.address].map(|it| people.person(it));
        // A gift's consignee has a telephone of his own.
        let reached = if who.consignee == who.buyer { &telephone } else { &address };
        let Papers { order, payment, waybill, inventory } = papers;
        let mut account = String::from("U");
        push_digits(&mut account, who.account % (1 << 32) + 10_000_000, 10);
        order.buyer_registration_no = account.into();
        order.buyer_telephone = telephone.telephone.clone().into();
        order.buyer_id_number = buyer.identity_number.into();
        order.buyer_name = buyer.name.into();
        order.consignee = consignee.name.into();
        order.consignee_telephone = reached.telephone.clone().into();
        order.consignee_district = address.district.into();
        order.consignee_address = address.address.into();
        payment.telephone = order.buyer_telephone.clone();
        payment.payer_name = order.buyer_name.clone();
        payment.payer_id_number = order.buyer_id_number.clone();
        waybill.consignee = order.consignee.clone();
        waybill.consignee_address = order.consignee_address.clone();
        waybill.consignee_telephone = order.consignee_telephone.clone();
        inventory.buyer_name = order.buyer_name.clone();
        inventory.buyer_id_number = order.buyer_id_number.clone();
        inventory.buyer_telephone = order.buyer_telephone.clone();
        inventory.consignee_address = order.consignee_address.clone();
    }

    fn at_stake(&self, lines: &[Line]) -> AtStake {
        let mut it = AtStake::default();
        for line in lines {
            let [article, declared] = [line.article, line.declared]
                .map(|it| u64::from(self.world.goods.article(it).tax_ppm));
            let lost = (line.fair_fen.saturating_sub(line.fen)) * u64::from(line.quantity);
            it.goods_fen += line.total_fen();
            it.by_price_fen += lost * article / 1_000_000;
            it.by_code_fen += line.total_fen() * article.saturating_sub(declared) / 1_000_000;
        }
        it
    }

    fn returned_at(&self, story: &Story, draws: &mut Draws) -> Option<Moment> {
        let honest = &self.scene.plan.honest;
        let [drawn, after, within] =
            [draws.below(1_000_000), draws.below(1_000_000), draws.below(DAY_MS as u32)];
        let chance = if story.shows(FraudKind::RefundRing) { 1_000_000 } else { honest.return_ppm };
        let days = i64::from(honest.return_days.at(after).min(29));
        let at = story.place.moment.millis() + days * DAY_MS + i64::from(within);
        (drawn < chance).then(|| Moment::from_millis(at))
    }

    /// That a buyer sends everything back.
    pub(super) fn goods_return(&self, sent: &Sent, at: Moment) -> GoodsReturn<'static> {
        let Papers { inventory: list, .. } = &sent.papers;
        let market = &self.scene.market;
        let guid = digits::guid(
            market.bits(About::Base, sent.parcel.index, 0x7e),
            market.bits(About::Base, sent.parcel.index, 0x7f),
        );
        GoodsReturn {
            head: DocumentHead {
                guid: guid.into(),
                action: Action::New,
                sent_at: stamp(at, 0),
                is_declared: true,
            },
            customs_code: list.customs_code.clone(),
            order_no: list.order_no.clone(),
            platform_code: list.platform_code.clone(),
            platform_name: list.platform_name.clone(),
            seller_code: list.seller_code.clone(),
            seller_name: list.seller_name.clone(),
            waybill_no: list.waybill_no.clone(),
            logistics_code: list.logistics_code.clone(),
            logistics_name: list.logistics_name.clone(),
            trader_reference: self.world.number("T", sent.parcel.index).into(),
            preliminary_no: NONE,
            list_no: NONE,
            buyer_id_type: list.buyer_id_type.clone(),
            buyer_id_number: list.buyer_id_number.clone(),
            buyer_name: list.buyer_name.clone(),
            buyer_telephone: list.buyer_telephone.clone(),
            declarant_code: list.declarant_code.clone(),
            declarant_name: list.declarant_name.clone(),
            reason: "买家申请退货".into(),
            note: NONE,
            items: list
                .items
                .iter()
                .map(|it| GoodsReturnItem {
                    number: it.number,
                    commodity_code: it.commodity_code.clone(),
                    name: it.name.clone(),
                    quantity: it.quantity,
                    unit: it.unit.clone(),
                    note: NONE,
                })
                .collect(),
        }
    }
}

/// Declaration elements and description in the words of a line.
fn spelt(
    article: &Article,
    declared: &Article,
    name: &str,
    stock: &str,
    wording: Wording,
) -> (String, String) {
    match wording {
        Wording::Vague => {
            (format!("4|3|见外包装|无牌|{stock}|无GTIN|无CAS|无其他"), name.to_owned())
        }
        Wording::Whole | Wording::Short => {
            let of = |it: &str| it.replace(&*article.item_no, stock);
            (of(&article.model), of(&article.description))
        }
        // The elements are those of the words.
        Wording::As(_) => {
            (declared.model.replace(&*declared.item_no, stock), format!("{name}，原装进口"))
        }
    }
}

/// Papers are sent on their way to the list: order and payment a day before, the waybill within the day.
fn time(papers: &mut Papers, moment: Moment, draws: &mut Draws) {
    let before = |minutes: i64| Moment::from_millis(moment.millis() - minutes * MINUTE_MS);
    let ordered = before(i64::from(draws.between(420, 2_600)));
    let paid = Moment::from_millis(ordered.millis() + i64::from(draws.between(5, 140)) * 1_000);
    let Papers { order, payment, waybill, inventory } = papers;
    order.head.sent_at = stamp(ordered, 0);
    payment.paid_at = stamp(paid, 0);
    payment.head.sent_at = stamp(paid, 180);
    waybill.head.sent_at = stamp(before(i64::from(draws.between(11, 400))), 0);
    inventory.head.sent_at = stamp(moment, 0);
}

impl AtStake {
    /// Of amounts in fen.
    pub(super) fn amount(fen: u64) -> Amount {
        Amount::from_fen(i64::try_from(fen).unwrap_or(i64::MAX))
    }
}
