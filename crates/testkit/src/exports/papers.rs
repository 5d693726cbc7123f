//! From a parcel that is sold abroad to its documents, text borrowed from the world where it can be.

use model::{
    Action, Amount, DocumentHead, DocumentKind, ExportArrival, ExportDocument, ExportKind,
    ExportList, ExportListItem, ExportMoney, ExportOrder, ExportOrderItem, ExportWaybill, Moment,
    MovedItem, Text,
};

use super::alter;
use crate::{
    World,
    arrival::{Batch, Piece},
    digits::{self, push_digits},
    draw::at,
    papers::{NONE, Sending, kilograms, second_quantity},
    parcel::{Item, Parcel},
    world::{stamp, yuan},
};

/// Countries that are sold to with a port of each, in the old codes; the largest market comes more often.
const MARKETS: &[(&str, &str)] = &[
    ("502", "3154"),
    ("502", "3151"),
    ("502", "3154"),
    ("303", "2245"),
    ("304", "2110"),
    ("116", "1354"),
    ("344", "2307"),
    ("305", "2187"),
    ("501", "3033"),
];
/// Dollars for the most part, yuan, euro.
const CURRENCIES: [&str; 10] =
    ["502", "502", "502", "502", "502", "502", "502", "142", "142", "300"];

impl Parcel {
    pub(super) fn is_sold_in_yuan(&self) -> bool {
        World::sold_in(self) == "142"
    }
}

impl World<'_> {
    /// One of a parcel's four papers.
    pub(crate) fn export_document(
        &self,
        kind: ExportKind,
        piece: &Piece,
    ) -> Option<ExportDocument<'_>> {
        let (parcel, sending) = (&*piece.parcel, piece.sending);
        Some(match kind {
            ExportKind::Order => {
                ExportDocument::Order(Box::new(self.export_order(parcel, sending)))
            }
            ExportKind::Money => {
                ExportDocument::Money(Box::new(self.export_money(parcel, sending)))
            }
            ExportKind::Waybill => {
                ExportDocument::Waybill(Box::new(self.export_waybill(parcel, sending)))
            }
            ExportKind::List => ExportDocument::List(Box::new(self.export_list(parcel, sending))),
            _ => return None,
        })
    }

    /// 币制 of the whole sale.
    fn sold_in(parcel: &Parcel) -> Text<'static> {
        Text::borrowed(at::<&str>(&CURRENCIES, parcel.whim as usize))
    }

    fn market(parcel: &Parcel) -> (&'static str, &'static str) {
        *at(MARKETS, (parcel.whim / 10) as usize)
    }

    /// Every third list is simplified where its goods allow it.
    fn statistics_flag(&self, parcel: &Parcel) -> &'static str {
        let is_free = |it: &Item| self.goods.article(it.article).leaves_freely;
        if (parcel.whim / 97).is_multiple_of(3) && parcel.items().iter().all(is_free) {
            "A"
        } else {
            "B"
        }
    }

    fn export_order(&self, parcel: &Parcel, sending: Sending) -> ExportOrder<'_> {
        let currency = World::sold_in(parcel);
        let item = |(number, item): (u32, &Item)| {
            let article = self.goods.article(item.article);
            ExportOrderItem {
                number,
                item_no: (&*article.item_no).into(),
                name: (&*article.name).into(),
                description: NONE,
                barcode: (&*article.barcode).into(),
                unit: article.unit.into(),
                currency: currency.clone(),
                quantity: Amount::from_units(i64::from(item.quantity)),
                price: yuan(item.fen),
                total_price: yuan(item.total_fen()),
                note: NONE,
            }
        };
        let mut order = ExportOrder {
            head: self.head(DocumentKind::Order, parcel, sending, self.ordered_at(parcel.index)),
            order_type: "E".into(),
            order_no: self.order_no(parcel).into(),
            platform_code: (&*self.platform(parcel).code).into(),
            platform_name: (&*self.platform(parcel).name).into(),
            seller_code: (&*self.seller(parcel).code).into(),
            seller_name: (&*self.seller(parcel).name).into(),
            goods_value: yuan(parcel.goods_fen()),
            freight: yuan(parcel.freight_fen),
            currency: currency.clone(),
            note: NONE,
            items: (1..).zip(parcel.items()).map(item).collect(),
        };
        alter::order(parcel, &mut order);
        if sending == Sending::Contradicting {
            order.freight += Amount::ONE;
        }
        order
    }

    fn export_money(&self, parcel: &Parcel, sending: Sending) -> ExportMoney<'_> {
        let ordered = self.ordered_at(parcel.index);
        let sent_at = Moment::from_millis(ordered.millis() + 180_000);
        let mut money = ExportMoney {
            head: self.head(DocumentKind::Payment, parcel, sending, sent_at),
            platform_code: (&*self.platform(parcel).code).into(),
            platform_name: (&*self.platform(parcel).name).into(),
            seller_code: (&*self.seller(parcel).code).into(),
            seller_name: (&*self.seller(parcel).name).into(),
            order_no: self.order_no(parcel).into(),
            payment_company_code: (&*self.payer(parcel).code).into(),
            payment_company_name: (&*self.payer(parcel).name).into(),
            transaction_no: self.transaction_no(parcel).into(),
            amount: yuan(parcel.goods_fen() + parcel.freight_fen),
            currency: World::sold_in(parcel),
            received_at: stamp(ordered, i64::from(parcel.whim % 120)),
            note: NONE,
        };
        alter::money(self, parcel, &mut money);
        money
    }

    fn export_waybill(&self, parcel: &Parcel, sending: Sending) -> ExportWaybill<'_> {
        let first = parcel.items().first().map_or("", |it| &*self.goods.article(it.article).name);
        let shipped = self.shipped_at(parcel.index);
        let mut telephone = String::from("100");
        push_digits(&mut telephone, u64::from(parcel.seller), 8);
        let mut waybill = ExportWaybill {
            head: self.head(DocumentKind::Waybill, parcel, sending, shipped),
            logistics_code: (&*self.carrier(parcel).code).into(),
            logistics_name: (&*self.carrier(parcel).name).into(),
            waybill_no: self.waybill_no(parcel).into(),
            freight: yuan(parcel.freight_fen),
            insurance: yuan(parcel.insurance_fen),
            currency: World::sold_in(parcel),
            gross_weight_kg: self.gross_weight(parcel),
            packages: 1,
            goods_info: first.into(),
            seller_code: (&*self.seller(parcel).code).into(),
            seller_name: (&*self.seller(parcel).name).into(),
            seller_telephone: telephone.into(),
            note: NONE,
        };
        alter::waybill(self, parcel, &mut waybill);
        waybill
    }

    fn export_list(&self, parcel: &Parcel, sending: Sending) -> ExportList<'_> {
        let sent_at = Moment::from_millis(self.shipped_at(parcel.index).millis() + 600_000);
        let site = self.site(parcel);
        let declarant = at(&self.companies.declarants, usize::from(parcel.declarant));
        let (seller, zone) = (self.seller(parcel), site.zone.as_ref());
        let (country, port_abroad) = World::market(parcel);
        let flight = self.flight(parcel);
        let mut list = ExportList {
            head: self.head(DocumentKind::Inventory, parcel, sending, sent_at),
            customs_code: site.customs_code.into(),
            platform_code: (&*self.platform(parcel).code).into(),
            platform_name: (&*self.platform(parcel).name).into(),
            order_no: self.order_no(parcel).into(),
            logistics_code: (&*self.carrier(parcel).code).into(),
            logistics_name: (&*self.carrier(parcel).name).into(),
            waybill_no: self.waybill_no(parcel).into(),
            trader_reference: self.trader_reference(parcel).into(),
            preliminary_no: NONE,
            list_no: NONE,
            import_export_flag: "E".into(),
            port_code: site.customs_code.into(),
            exported_on: self.declared_on,
            statistics_flag: self.statistics_flag(parcel).into(),
            declarant_code: (&*declarant.code).into(),
            declarant_name: (&*declarant.name).into(),
            seller_code: (&*seller.code).into(),
            seller_name: (&*seller.name).into(),
            owner_code: (&*seller.code).into(),
            owner_name: (&*seller.name).into(),
            zone_code: zone.map_or(NONE, |it| (&*it.company.code).into()),
            zone_name: zone.map_or(NONE, |it| (&*it.company.name).into()),
            account_book_no: zone.map_or(NONE, |it| (&*it.account_book_no).into()),
            supervision_mode: if zone.is_some() { "1210" } else { "9610" }.into(),
            // What leaves a zone goes by air.
            transport_mode: if zone.is_some() { "5" } else { site.transport_mode }.into(),
            voyage_no: self.voyage_no(&flight).into(),
            transport_name: flight.into(),
            bill_no: self.bill_no(parcel).into(),
            package_no: NONE,
            site_code: (&*site.code).into(),
            licence_no: NONE,
            country: country.into(),
            port_abroad: port_abroad.into(),
            freight: yuan(parcel.freight_fen),
            freight_currency: World::sold_in(parcel),
            freight_mark: "3".into(),
            insurance: yuan(parcel.insurance_fen),
            insurance_currency: World::sold_in(parcel),
            insurance_mark: "3".into(),
            packaging: "2".into(),
            packages: 1,
            gross_weight_kg: self.gross_weight(parcel),
            net_weight_kg: kilograms(self.grams(parcel)),
            note: NONE,
            items: (1..)
                .zip(parcel.items())
                .map(|(number, it)| self.export_list_item(parcel, number, it))
                .collect(),
        };
        alter::list(self, parcel, &mut list);
        list
    }

    fn export_list_item(&self, parcel: &Parcel, number: u32, item: &Item) -> ExportListItem<'_> {
        let article = self.goods.article(item.article);
        let is_bonded = self.site(parcel).zone.is_some();
        ExportListItem {
            number,
            item_no: (&*article.item_no).into(),
            record_no: if is_bonded { (&*article.record_no).into() } else { NONE },
            item_name: (&*article.name).into(),
            commodity_code: (&*article.commodity_code).into(),
            name: (&*article.name).into(),
            model: (&*article.model).into(),
            barcode: (&*article.barcode).into(),
            country: World::market(parcel).0.into(),
            currency: World::sold_in(parcel),
            quantity: Amount::from_units(i64::from(item.quantity)),
            quantity1: article.in_unit(&article.unit1, item.quantity),
            quantity2: second_quantity(article, item.quantity),
            unit: article.unit.into(),
            unit1: (&*article.unit1).into(),
            unit2: (&*article.unit2).into(),
            price: yuan(item.fen),
            total_price: yuan(item.total_fen()),
            note: NONE,
        }
    }

    /// What a site reports as arrived for a flight, of one logistics company.
    pub(crate) fn export_arrival(&self, batch: &Batch) -> ExportArrival<'_> {
        let site = self.site_of(batch);
        let first = batch.pieces.first().map(|it| &*it.parcel);
        let carrier = first.map_or(0, |it| usize::from(it.carrier));
        let carrier = at(&self.companies.carriers, carrier);
        let nonce = 0x2000_0000 + batch.serial;
        let day = u64::from(self.declared_on.number());
        let guid = digits::guid(self.seed.mix(nonce, day), self.seed.mix(nonce, day + 1));
        let mut lorry = String::from("粤B");
        push_digits(&mut lorry, batch.serial, 5);
        ExportArrival {
            head: DocumentHead {
                guid: guid.into(),
                action: Action::New,
                sent_at: stamp(self.shipped_at(first.map_or(0, |it| it.index)), 0),
                is_declared: true,
            },
            customs_code: site.customs_code.into(),
            trader_reference: self.number("R", batch.serial).into(),
            preliminary_no: NONE,
            operator_code: (&*site.operator.code).into(),
            operator_name: (&*site.operator.name).into(),
            site_code: (&*site.code).into(),
            import_export_flag: "E".into(),
            transport_mode: site.transport_mode.into(),
            bill_no: first.map(|it| self.bill_no(it)).unwrap_or_default().into(),
            domestic_transport_no: lorry.into(),
            logistics_code: (&*carrier.code).into(),
            logistics_name: (&*carrier.name).into(),
            message_count: 1,
            message_number: 1,
            note: NONE,
            items: (1..)
                .zip(batch.pieces.iter())
                .map(|(number, it)| MovedItem {
                    number,
                    waybill_no: self.waybill_no(&it.parcel).into(),
                    package_no: NONE,
                    note: NONE,
                })
                .collect(),
        }
    }
}
