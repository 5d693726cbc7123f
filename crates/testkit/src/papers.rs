//! From a parcel to its four documents, text borrowed from the world where it can be.

use model::{
    Action, Amount, DayStamp, DocumentHead, DocumentKind, Inventory, InventoryItem, Moment, Order,
    OrderItem, Payment, Text, Waybill,
};

use crate::{
    World, alter,
    arrival::FLIGHT,
    companies::{Company, Site},
    digits::{self, push_digits},
    draw::at,
    goods::Article,
    parcel::{Item, Parcel},
    people::Person,
    world::{stamp, yuan},
};

/// Which sending of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Sending {
    First,
    /// The same content under a new guid.
    Again,
    /// Another content under the same number.
    Contradicting,
}

const YUAN: Text<'static> = Text::borrowed("142");
const RESIDENT: Text<'static> = Text::borrowed("1");
pub(crate) const NONE: Text<'static> = Text::borrowed("");

impl World<'_> {
    pub(crate) fn head(
        &self,
        kind: DocumentKind,
        parcel: &Parcel,
        sending: Sending,
        at: Moment,
    ) -> DocumentHead<'static> {
        let nonce = 16 + (kind as u64) * 4 + sending as u64;
        let guid = digits::guid(
            self.seed.mix(parcel.index, nonce ^ u64::from(self.declared_on.number()) << 8),
            self.seed.mix(parcel.index, nonce + 0x1000),
        );
        let later = if sending == Sending::First { 0 } else { 1_800 };
        DocumentHead {
            guid: guid.into(),
            action: Action::New,
            sent_at: stamp(at, later),
            is_declared: true,
        }
    }

    pub(crate) fn order_no(&self, parcel: &Parcel) -> String {
        let mut prefix = String::with_capacity(4);
        prefix.push('D');
        push_digits(&mut prefix, u64::from(parcel.platform), 2);
        self.number(&prefix, parcel.index)
    }

    pub(crate) fn waybill_no(&self, parcel: &Parcel) -> String {
        let mut prefix = String::with_capacity(4);
        prefix.push_str("YT");
        push_digits(&mut prefix, u64::from(parcel.carrier), 2);
        self.number(&prefix, parcel.index)
    }

    /// 20 characters, as many as the wire allows.
    pub(crate) fn trader_reference(&self, parcel: &Parcel) -> String {
        self.number("L", parcel.index)
    }

    pub(crate) fn transaction_no(&self, parcel: &Parcel) -> String {
        self.number("P", parcel.index)
    }

    pub(crate) fn platform(&self, parcel: &Parcel) -> &Company {
        at(&self.companies.platforms, usize::from(parcel.platform))
    }

    pub(crate) fn seller(&self, parcel: &Parcel) -> &Company {
        at(&self.companies.sellers, usize::from(parcel.seller))
    }

    pub(crate) fn payer(&self, parcel: &Parcel) -> &Company {
        at(&self.companies.payers, usize::from(parcel.payer))
    }

    pub(crate) fn carrier(&self, parcel: &Parcel) -> &Company {
        at(&self.companies.carriers, usize::from(parcel.carrier))
    }

    pub(crate) fn site(&self, parcel: &Parcel) -> &Site {
        at(&self.companies.sites, usize::from(parcel.site))
    }

    fn consignee(&self, parcel: &Parcel, buyer: &Person) -> Person {
        if parcel.consignee == parcel.buyer {
            buyer.clone()
        } else {
            self.people.person(parcel.consignee)
        }
    }

    /// Net weight of the goods.
    pub(crate) fn grams(&self, parcel: &Parcel) -> i64 {
        let each =
            |it: &Item| i64::from(self.goods.article(it.article).grams) * i64::from(it.quantity);
        parcel.items().iter().map(each).sum()
    }

    pub(crate) fn gross_weight(&self, parcel: &Parcel) -> Amount {
        let net = self.grams(parcel);
        kilograms(net + net / 20 + i64::from(parcel.packing_grams))
    }

    pub(crate) fn order(&self, parcel: &Parcel, sending: Sending) -> Order<'_> {
        let buyer = self.people.person(parcel.buyer);
        let consignee = self.consignee(parcel, &buyer);
        let (goods, paid) = (parcel.goods_fen(), paid_fen(parcel));
        let mut registration_no = String::from("U");
        push_digits(&mut registration_no, parcel.buyer + 10_000_000, 10);
        let mut order = Order {
            head: self.head(DocumentKind::Order, parcel, sending, self.ordered_at(parcel.index)),
            order_type: "I".into(),
            order_no: self.order_no(parcel).into(),
            platform_code: (&*self.platform(parcel).code).into(),
            platform_name: (&*self.platform(parcel).name).into(),
            seller_code: (&*self.seller(parcel).code).into(),
            seller_name: (&*self.seller(parcel).name).into(),
            goods_value: yuan(goods),
            freight: yuan(parcel.freight_fen),
            discount: yuan(parcel.discount_fen),
            tax_total: yuan(parcel.tax_fen),
            actual_paid: yuan(paid),
            currency: YUAN,
            buyer_registration_no: registration_no.into(),
            buyer_name: buyer.name.into(),
            buyer_telephone: buyer.telephone.into(),
            buyer_id_type: RESIDENT,
            buyer_id_number: buyer.identity_number.into(),
            payment_company_code: (&*self.payer(parcel).code).into(),
            payment_company_name: (&*self.payer(parcel).name).into(),
            payment_transaction_no: self.transaction_no(parcel).into(),
            batch_numbers: NONE,
            consignee: consignee.name.into(),
            consignee_telephone: consignee.telephone.into(),
            consignee_address: consignee.address.into(),
            consignee_district: consignee.district.into(),
            note: NONE,
            items: (1..).zip(parcel.items()).map(|(n, it)| self.order_item(n, it)).collect(),
        };
        alter::order(self, parcel, &mut order);
        if sending == Sending::Contradicting {
            order.freight += Amount::ONE;
            order.actual_paid += Amount::ONE;
        }
        order
    }

    fn order_item(&self, number: u32, item: &Item) -> OrderItem<'_> {
        let article = self.goods.article(item.article);
        OrderItem {
            number,
            item_no: (&*article.item_no).into(),
            name: (&*article.name).into(),
            model: (&*article.model).into(),
            description: (&*article.description).into(),
            barcode: (&*article.barcode).into(),
            unit: article.unit.into(),
            quantity: Amount::from_units(i64::from(item.quantity)),
            price: yuan(item.fen),
            total_price: yuan(item.total_fen()),
            currency: YUAN,
            country: article.country.into(),
            note: NONE,
        }
    }

    pub(crate) fn payment(&self, parcel: &Parcel, sending: Sending) -> Payment<'_> {
        let buyer = self.people.person(parcel.buyer);
        let ordered = self.ordered_at(parcel.index);
        let paid_after = i64::from(parcel.whim % 120);
        let sent_at = Moment::from_millis(ordered.millis() + 180_000);
        let mut payment = Payment {
            head: self.head(DocumentKind::Payment, parcel, sending, sent_at),
            payment_company_code: (&*self.payer(parcel).code).into(),
            payment_company_name: (&*self.payer(parcel).name).into(),
            transaction_no: self.transaction_no(parcel).into(),
            order_no: self.order_no(parcel).into(),
            platform_code: (&*self.platform(parcel).code).into(),
            platform_name: (&*self.platform(parcel).name).into(),
            payer_id_type: RESIDENT,
            payer_id_number: buyer.identity_number.into(),
            payer_name: buyer.name.into(),
            telephone: buyer.telephone.into(),
            amount_paid: yuan(paid_fen(parcel)),
            currency: YUAN,
            paid_at: stamp(ordered, paid_after),
            note: NONE,
        };
        alter::payment(self, parcel, &mut payment);
        payment
    }

    pub(crate) fn waybill(&self, parcel: &Parcel, sending: Sending) -> Waybill<'_> {
        let buyer = self.people.person(parcel.buyer);
        let consignee = self.consignee(parcel, &buyer);
        let first = parcel.items().first().map_or("", |it| &*self.goods.article(it.article).name);
        let shipped = self.shipped_at(parcel.index);
        let mut waybill = Waybill {
            head: self.head(DocumentKind::Waybill, parcel, sending, shipped),
            logistics_code: (&*self.carrier(parcel).code).into(),
            logistics_name: (&*self.carrier(parcel).name).into(),
            waybill_no: self.waybill_no(parcel).into(),
            bill_no: self.bill_no(parcel).into(),
            order_no: self.order_no(parcel).into(),
            freight: yuan(parcel.freight_fen),
            insurance: yuan(parcel.insurance_fen),
            currency: YUAN,
            weight_kg: self.gross_weight(parcel),
            packages: 1,
            goods_info: first.into(),
            consignee: consignee.name.into(),
            consignee_address: consignee.address.into(),
            consignee_telephone: consignee.telephone.into(),
            note: NONE,
        };
        alter::waybill(self, parcel, &mut waybill);
        waybill
    }

    pub(crate) fn inventory(&self, parcel: &Parcel, sending: Sending) -> Inventory<'_> {
        let buyer = self.people.person(parcel.buyer);
        let address = self.consignee(parcel, &buyer).address;
        let sent_at = Moment::from_millis(self.shipped_at(parcel.index).millis() + 600_000);
        let site = self.site(parcel);
        let declarant = at(&self.companies.declarants, usize::from(parcel.declarant));
        let zone = site.zone.as_ref();
        let bonded = |text: &'static str, direct: &'static str| -> Text<'static> {
            if zone.is_some() { text.into() } else { direct.into() }
        };
        let flight = self.flight(parcel);
        let items = parcel.items();
        let first = items.first().map_or("142", |it| self.goods.article(it.article).country);
        let mut inventory = Inventory {
            head: self.head(DocumentKind::Inventory, parcel, sending, sent_at),
            order_no: self.order_no(parcel).into(),
            platform_code: (&*self.platform(parcel).code).into(),
            platform_name: (&*self.platform(parcel).name).into(),
            seller_code: (&*self.seller(parcel).code).into(),
            seller_name: (&*self.seller(parcel).name).into(),
            waybill_no: self.waybill_no(parcel).into(),
            logistics_code: (&*self.carrier(parcel).code).into(),
            logistics_name: (&*self.carrier(parcel).name).into(),
            trader_reference: self.trader_reference(parcel).into(),
            preliminary_no: NONE,
            guarantor_code: (&*self.platform(parcel).code).into(),
            account_book_no: zone.map_or(NONE, |it| (&*it.account_book_no).into()),
            list_no: NONE,
            import_export_flag: "I".into(),
            declared_on: self.declared_on,
            customs_code: site.customs_code.into(),
            port_code: site.customs_code.into(),
            imported_on: if zone.is_some() { DayStamp::default() } else { self.declared_on },
            buyer_id_type: RESIDENT,
            buyer_id_number: buyer.identity_number.into(),
            buyer_name: buyer.name.into(),
            buyer_telephone: buyer.telephone.into(),
            consignee_address: address.into(),
            declarant_code: (&*declarant.code).into(),
            declarant_name: (&*declarant.name).into(),
            zone_code: zone.map_or(NONE, |it| (&*it.company.code).into()),
            zone_name: zone.map_or(NONE, |it| (&*it.company.name).into()),
            supervision_mode: bonded("1210", "9610"),
            transport_mode: site.transport_mode.into(),
            voyage_no: self.voyage_no(&flight).into(),
            transport_name: flight.into(),
            bill_no: self.bill_no(parcel).into(),
            site_code: (&*site.code).into(),
            licence_no: NONE,
            country: bonded("142", first),
            freight: yuan(parcel.freight_fen),
            insurance: yuan(parcel.insurance_fen),
            currency: YUAN,
            packaging: "2".into(),
            packages: 1,
            gross_weight_kg: self.gross_weight(parcel),
            net_weight_kg: kilograms(self.grams(parcel)),
            note: NONE,
            items: (1..)
                .zip(items)
                .map(|(n, it)| self.inventory_item(n, it, zone.is_some()))
                .collect(),
        };
        alter::inventory(self, parcel, &mut inventory);
        inventory
    }

    fn inventory_item(&self, number: u32, item: &Item, is_bonded: bool) -> InventoryItem<'_> {
        let article = self.goods.article(item.article);
        InventoryItem {
            number,
            record_no: if is_bonded { (&*article.record_no).into() } else { NONE },
            item_no: (&*article.item_no).into(),
            item_name: (&*article.name).into(),
            commodity_code: (&*article.commodity_code).into(),
            name: (&*article.name).into(),
            model: (&*article.model).into(),
            barcode: (&*article.barcode).into(),
            country: article.country.into(),
            trade_country: article.country.into(),
            currency: YUAN,
            quantity: Amount::from_units(i64::from(item.quantity)),
            unit: article.unit.into(),
            quantity1: article.in_unit(&article.unit1, item.quantity),
            unit1: (&*article.unit1).into(),
            quantity2: second_quantity(article, item.quantity),
            unit2: (&*article.unit2).into(),
            price: yuan(item.fen),
            total_price: yuan(item.total_fen()),
            note: NONE,
        }
    }

    /// Flight, voyage or lorry of direct purchase.
    pub(crate) fn flight(&self, parcel: &Parcel) -> String {
        let site = self.site(parcel);
        if site.zone.is_some() {
            return String::new();
        }
        let mut text = String::with_capacity(12);
        text.push_str(site.transport_prefix);
        push_digits(&mut text, flight_number(parcel), 4);
        text
    }

    pub(crate) fn voyage_no(&self, flight: &str) -> String {
        if flight.is_empty() {
            return String::new();
        }
        let mut text = String::with_capacity(20);
        text.push_str(flight);
        text.push('/');
        push_digits(&mut text, u64::from(self.declared_on.number()), 8);
        text
    }

    pub(crate) fn bill_no(&self, parcel: &Parcel) -> String {
        if self.site(parcel).zone.is_some() {
            return String::new();
        }
        let mut text = String::with_capacity(16);
        push_digits(&mut text, 100 + u64::from(parcel.site), 3);
        push_digits(&mut text, u64::from(self.declared_on.number()), 6);
        push_digits(&mut text, flight_number(parcel), 5);
        text
    }
}

/// Parcels with neighbouring indices share a flight.
fn flight_number(parcel: &Parcel) -> u64 {
    1_000 + parcel.index / FLIGHT % 240 * 37
}

/// acturalPaid = goodsValue + freight + taxTotal − discount.
fn paid_fen(parcel: &Parcel) -> u32 {
    parcel.goods_fen() + parcel.freight_fen + parcel.tax_fen - parcel.discount_fen
}

pub(crate) fn kilograms(grams: i64) -> Amount {
    Amount::from_scaled(grams * 100)
}

pub(crate) fn second_quantity(article: &Article, count: u32) -> Option<Amount> {
    (!article.unit2.is_empty()).then(|| article.in_unit(&article.unit2, count))
}
