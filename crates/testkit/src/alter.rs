//! Planting faults: what each does to each document, so that exactly its codes follow.

use model::{Amount, Inventory, Order, Payment, Text, Waybill};

use crate::{Fault, World, companies::N_PAYERS, draw::at, parcel::Parcel, people::Person};

/// Stands in a document for letters that a number field cannot hold; [`spoil`] puts them there.
/// A weight that no parcel has.
pub(crate) const MARK: Amount = Amount::from_scaled(7_654_321_012_345);
const MARK_ON_WIRE: &[u8] = b"76543210.12345";
const LETTERS: &[u8] = b"not a number!!";

pub(crate) fn order(world: &World<'_>, parcel: &Parcel, order: &mut Order<'_>) {
    match parcel.fault {
        Some(Fault::PaymentCompany) => {
            let another = (usize::from(parcel.payer) + 1) % N_PAYERS;
            let another = at(&world.companies.payers, another);
            order.payment_company_code = another.code.clone().into();
            order.payment_company_name = another.name.clone().into();
        }
        Some(Fault::Transaction) => {
            let another = format!("{}A", order.payment_transaction_no);
            order.payment_transaction_no = another.into();
        }
        Some(Fault::LineTotal) => {
            if let Some(item) = order.items.first_mut() {
                item.total_price += Amount::ONE;
                order.goods_value += Amount::ONE;
                order.actual_paid += Amount::ONE;
            }
        }
        Some(Fault::NegativePrice) => {
            if let Some(item) = order.items.first_mut() {
                item.price = -item.price;
            }
        }
        Some(Fault::UnregisteredPayment) => {
            order.payment_company_code = "".into();
            order.payment_company_name = "".into();
        }
        Some(Fault::OrderArithmetic) => order.tax_total += Amount::from_units(3),
        Some(Fault::GoodsValue) => {
            order.goods_value += Amount::from_units(2);
            order.actual_paid += Amount::from_units(2);
        }
        Some(Fault::OrderCurrency) => order.currency = "502".into(),
        Some(Fault::IdentityNumber) => break_identity_number(&mut order.buyer_id_number),
        _ => {}
    }
}

pub(crate) fn payment(world: &World<'_>, parcel: &Parcel, payment: &mut Payment<'_>) {
    match parcel.fault {
        Some(Fault::PaymentAmount) => payment.amount_paid += Amount::from_units(1),
        Some(Fault::PayerName) => {
            let other = other_person(world, parcel);
            payment.payer_name = different(other.name, &payment.payer_name);
        }
        Some(Fault::PayerIdentity) => {
            payment.payer_id_number = other_person(world, parcel).identity_number.into();
        }
        Some(Fault::GoodsValue) => payment.amount_paid += Amount::from_units(2),
        Some(Fault::IdentityNumber) => break_identity_number(&mut payment.payer_id_number),
        _ => {}
    }
}

pub(crate) fn waybill(world: &World<'_>, parcel: &Parcel, waybill: &mut Waybill<'_>) {
    match parcel.fault {
        Some(Fault::WaybillOrder) => waybill.order_no = format!("{}A", waybill.order_no).into(),
        Some(Fault::ConsigneeName) => {
            let other = other_person(world, parcel);
            waybill.consignee = different(other.name, &waybill.consignee);
        }
        Some(Fault::ConsigneeTelephone) => {
            let other = other_person(world, parcel);
            waybill.consignee_telephone = different(other.telephone, &waybill.consignee_telephone);
        }
        Some(Fault::ConsigneeAddress) => {
            let other = other_person(world, parcel);
            waybill.consignee_address = different(other.address, &waybill.consignee_address);
        }
        Some(Fault::Freight) => waybill.freight += Amount::from_units(1),
        Some(Fault::Insurance) => waybill.insurance += Amount::from_units(1),
        _ => {}
    }
}

pub(crate) fn inventory(world: &World<'_>, parcel: &Parcel, inventory: &mut Inventory<'_>) {
    let Some(fault) = parcel.fault else { return };
    match fault {
        Fault::BuyerName | Fault::BuyerTelephone | Fault::BuyerIdentity | Fault::StrangersList => {
            another_buyer(world, parcel, fault, inventory);
        }
        Fault::Seller => {
            let sellers = &world.companies.sellers;
            let another = at(sellers, usize::from(parcel.seller) + 1);
            inventory.seller_code = another.code.clone().into();
            inventory.seller_name = another.name.clone().into();
        }
        Fault::Guarantor => {
            let platforms = &world.companies.platforms;
            let another = at(platforms, usize::from(parcel.platform) + 1);
            inventory.guarantor_code = another.code.clone().into();
        }
        Fault::NetWeight => {
            inventory.net_weight_kg = inventory.gross_weight_kg + Amount::from_scaled(10_000);
        }
        Fault::IdentityNumber => break_identity_number(&mut inventory.buyer_id_number),
        Fault::NoVoyage => inventory.voyage_no = "".into(),
        Fault::NoAccountBook => inventory.account_book_no = "".into(),
        Fault::BookUnknown => inventory.account_book_no = "T0000W999999".into(),
        Fault::Missing => inventory.declarant_name = "".into(),
        Fault::NotANumber => inventory.gross_weight_kg = MARK,
        Fault::ItemCount => {
            inventory.items.pop();
        }
        _ => item(world, parcel, fault, inventory),
    }
}

fn another_buyer(world: &World<'_>, parcel: &Parcel, fault: Fault, inventory: &mut Inventory<'_>) {
    let other = other_person(world, parcel);
    let is_stranger = fault == Fault::StrangersList;
    if is_stranger || fault == Fault::BuyerName {
        inventory.buyer_name = different(other.name, &inventory.buyer_name);
    }
    if is_stranger || fault == Fault::BuyerTelephone {
        inventory.buyer_telephone = different(other.telephone, &inventory.buyer_telephone);
    }
    if is_stranger || fault == Fault::BuyerIdentity {
        inventory.buyer_id_number = other.identity_number.into();
    }
}

/// Faults of the first item, or of the gift, which is the last.
fn item(world: &World<'_>, parcel: &Parcel, fault: Fault, inventory: &mut Inventory<'_>) {
    let is_gift = fault == Fault::GiftQuantity;
    let declared = if is_gift { parcel.items().last() } else { parcel.items().first() };
    let line = if is_gift { inventory.items.last_mut() } else { inventory.items.first_mut() };
    let (Some(declared), Some(line)) = (declared, line) else { return };
    match fault {
        Fault::ItemName => line.name = format!("{}(升级款)", line.name).into(),
        Fault::ItemQuantity | Fault::GiftQuantity => {
            let article = world.goods.article(declared.article);
            let count = declared.quantity + 1;
            line.quantity = Amount::from_units(i64::from(count));
            line.quantity1 = article.in_unit(&article.unit1, count);
            line.quantity2 = crate::papers::second_quantity(article, count);
            line.total_price = Amount::from_fen(i64::from(declared.fen) * i64::from(count));
        }
        Fault::ItemPrice => {
            let fen = i64::from(declared.fen) + 100;
            line.price = Amount::from_fen(fen);
            line.total_price = Amount::from_fen(fen * i64::from(declared.quantity));
        }
        Fault::RecordUnknown => line.record_no = "999999".into(),
        Fault::LineTotal => line.total_price += Amount::from_units(1),
        // Chapter 77 is kept free in the nomenclature.
        Fault::CommodityCode => line.commodity_code = "7701000000".into(),
        Fault::StatutoryUnit => {
            line.unit1 = if line.unit1 == "006" { "011" } else { "006" }.into();
        }
        Fault::TooLong => line.name = line.name.repeat(250 / line.name.chars().count() + 1).into(),
        _ => {}
    }
}

/// After writing: letters where the mark stands. Returns how many were put in.
pub(crate) fn spoil(message: &mut [u8]) -> usize {
    let mut count = 0;
    let mut from = 0;
    while let Some(found) = message
        .get(from..)
        .and_then(|it| it.windows(MARK_ON_WIRE.len()).position(|window| window == MARK_ON_WIRE))
    {
        let start = from + found;
        from = start + MARK_ON_WIRE.len();
        if let Some(place) = message.get_mut(start..from) {
            place.copy_from_slice(LETTERS);
            count += 1;
        }
    }
    count
}

fn other_person(world: &World<'_>, parcel: &Parcel) -> Person {
    world.people.person(world.other_person(parcel.index))
}

/// Two people may have one name; a fault must show.
fn different(mut text: String, from: &str) -> Text<'static> {
    if text == from {
        text.push('二');
    }
    text.into()
}

/// The next check digit is a wrong one.
fn break_identity_number(number: &mut Text<'_>) {
    let mut text = number.as_str().to_owned();
    let wrong = match text.pop() {
        Some('X') | None => '0',
        Some('9') => '8',
        Some(digit) => char::from(digit as u8 + 1),
    };
    text.push(wrong);
    *number = text.into();
}
