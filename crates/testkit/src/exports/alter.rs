//! Planting faults in the papers of exports, so that exactly their codes follow.

use model::{Amount, ExportList, ExportListItem, ExportMoney, ExportOrder, ExportWaybill};

use crate::{
    Fault, World, alter::MARK, companies::Company, draw::at, goods::Bound, papers::second_quantity,
    parcel::Parcel,
};

/// A currency, an office and a book that are in no table.
const NO_CURRENCY: &str = "000";
const NO_OFFICE: &str = "9999";
const NO_BOOK: &str = "T0000W999999";

pub(super) fn order(parcel: &Parcel, order: &mut ExportOrder<'_>) {
    match parcel.fault {
        Some(Fault::ExportOrderType) => order.order_type = "B".into(),
        Some(Fault::ExportGoodsValue) => order.goods_value += Amount::from_units(2),
        Some(Fault::ExportOrderCurrency) => order.currency = NO_CURRENCY.into(),
        Some(Fault::ExportLineNumber) => {
            if let Some(second) = order.items.get_mut(1) {
                second.number = 1;
            }
        }
        Some(Fault::ExportLineTotal) => {
            if let Some(item) = order.items.first_mut() {
                item.total_price += Amount::ONE;
                order.goods_value += Amount::ONE;
            }
        }
        Some(Fault::ExportNegativePrice) => {
            if let Some(item) = order.items.first_mut() {
                item.price = -item.price;
            }
        }
        _ => {}
    }
}

pub(super) fn money(world: &World<'_>, parcel: &Parcel, money: &mut ExportMoney<'_>) {
    match parcel.fault {
        Some(Fault::ExportMoneyAmount) => money.amount += Amount::from_units(1),
        Some(Fault::ExportMoneyCurrency) => {
            money.currency = if money.currency == "502" { "300" } else { "502" }.into();
        }
        Some(Fault::ExportMoneySeller) => {
            let other = other_seller(world, parcel);
            money.seller_code = other.code.clone().into();
            money.seller_name = other.name.clone().into();
        }
        _ => {}
    }
}

pub(super) fn waybill(world: &World<'_>, parcel: &Parcel, waybill: &mut ExportWaybill<'_>) {
    match parcel.fault {
        Some(Fault::ExportFreight) => waybill.freight += Amount::from_units(1),
        Some(Fault::ExportInsurance) => waybill.insurance += Amount::from_units(1),
        Some(Fault::ExportGrossWeight) => waybill.gross_weight_kg += Amount::from_units(1),
        Some(Fault::ExportNoWeight) => waybill.gross_weight_kg = Amount::ZERO,
        Some(Fault::ExportPackages) => waybill.packages += 1,
        Some(Fault::ExportWaybillSeller) => {
            let other = other_seller(world, parcel);
            waybill.seller_code = other.code.clone().into();
            waybill.seller_name = other.name.clone().into();
        }
        _ => {}
    }
}

pub(super) fn list(world: &World<'_>, parcel: &Parcel, list: &mut ExportList<'_>) {
    let Some(fault) = parcel.fault else { return };
    match fault {
        Fault::ExportSeller => {
            let other = other_seller(world, parcel);
            list.seller_code = other.code.clone().into();
            list.seller_name = other.name.clone().into();
        }
        Fault::ExportNetWeight => {
            list.net_weight_kg = list.gross_weight_kg + Amount::from_scaled(10_000);
        }
        Fault::ExportCountry => list.country = "142".into(),
        Fault::ExportFlag => list.import_export_flag = "I".into(),
        Fault::ExportStatistics => list.statistics_flag = "C".into(),
        Fault::ExportFreightMark => list.freight_mark = "1".into(),
        Fault::ExportTransport => list.transport_mode = "Q".into(),
        Fault::ExportOffice => list.port_code = NO_OFFICE.into(),
        Fault::ExportPackaging => list.packaging = "Q".into(),
        Fault::ExportMode => list.supervision_mode = "0110".into(),
        Fault::ExportNoBook => list.account_book_no = "".into(),
        Fault::ExportBookOutside => list.account_book_no = NO_BOOK.into(),
        Fault::ExportMissing => list.declarant_name = "".into(),
        Fault::ExportNotANumber => list.gross_weight_kg = MARK,
        Fault::ExportLicence | Fault::ExportDuty => list.statistics_flag = "A".into(),
        Fault::ExportItemCount => {
            list.items.pop();
        }
        _ => {}
    }
    if let Some(line) = list.items.first_mut() {
        item(world, parcel, fault, line);
    }
}

/// Faults of the first item.
fn item(world: &World<'_>, parcel: &Parcel, fault: Fault, line: &mut ExportListItem<'_>) {
    let Some(declared) = parcel.items().first() else { return };
    match fault {
        Fault::ExportItemName => line.name = format!("{}(升级款)", line.name).into(),
        Fault::ExportItemQuantity => {
            let article = world.goods.article(declared.article);
            let count = declared.quantity + 1;
            line.quantity = Amount::from_units(i64::from(count));
            line.quantity1 = article.in_unit(&article.unit1, count);
            line.quantity2 = second_quantity(article, count);
            line.total_price = Amount::from_fen(i64::from(declared.fen) * i64::from(count));
        }
        Fault::ExportItemPrice => {
            let fen = i64::from(declared.fen) + 100;
            line.price = Amount::from_fen(fen);
            line.total_price = Amount::from_fen(fen * i64::from(declared.quantity));
        }
        Fault::ExportItemCurrency => {
            line.currency = if line.currency == "502" { "300" } else { "502" }.into();
        }
        Fault::ExportLineTotal => line.total_price += Amount::ONE,
        // Chapter 77 is kept free in the nomenclature; of a simplified list no heading is there either.
        Fault::ExportCommodityCode => line.commodity_code = "7701000000".into(),
        Fault::ExportStatutoryUnit => {
            line.unit1 = if line.unit1 == "006" { "011" } else { "006" }.into();
        }
        Fault::ExportSecondUnit => {
            line.quantity2 = Some(Amount::ONE);
            line.unit2 = "".into();
        }
        Fault::ExportLicence => bind(line, world.goods.licensed.as_ref()),
        Fault::ExportDuty => bind(line, world.goods.dutiable.as_ref()),
        Fault::ExportTooLong => {
            line.name = line.name.repeat(250 / line.name.chars().count() + 1).into();
        }
        _ => {}
    }
}

fn bind(line: &mut ExportListItem<'_>, bound: Option<&Bound>) {
    let Some(bound) = bound else { return };
    line.commodity_code = bound.commodity_code.clone().into();
    line.unit1 = bound.unit1.clone().into();
    line.unit2 = bound.unit2.clone().into();
    line.quantity2 = (!bound.unit2.is_empty()).then_some(Amount::ONE);
}

fn other_seller<'w>(world: &'w World<'_>, parcel: &Parcel) -> &'w Company {
    at(&world.companies.sellers, usize::from(parcel.seller) + 1)
}
