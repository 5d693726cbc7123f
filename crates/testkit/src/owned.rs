//! Documents that own their text, for fixtures that outlive the world they were drawn from.

use model::{
    DocumentHead, DrawnGoods, DrawnLine, InboundDetail, InboundItem, Inventory, InventoryItem,
    Order, OrderItem, Payment, Waybill,
};

macro_rules! own {
    ($name:ident: $type:ident { text $($text:ident)* ; plain $($plain:ident)* ; $($nested:ident by $function:expr),* }) => {
        pub(crate) fn $name(it: $type<'_>) -> $type<'static> {
            $type {
                $($text: it.$text.into_owned(),)*
                $($plain: it.$plain,)*
                $($nested: $function(it.$nested),)*
            }
        }
    };
}

own!(head: DocumentHead { text guid; plain action sent_at is_declared; });

own!(order: Order {
    text order_type order_no platform_code platform_name seller_code seller_name currency
        buyer_registration_no buyer_name buyer_telephone buyer_id_type buyer_id_number
        payment_company_code payment_company_name payment_transaction_no batch_numbers consignee
        consignee_telephone consignee_address consignee_district note;
    plain goods_value freight discount tax_total actual_paid;
    head by head, items by order_items
});

own!(order_item: OrderItem {
    text item_no name model description barcode unit currency country note;
    plain number quantity price total_price;
});

own!(payment: Payment {
    text payment_company_code payment_company_name transaction_no order_no platform_code
        platform_name payer_id_type payer_id_number payer_name telephone currency note;
    plain amount_paid paid_at;
    head by head
});

own!(waybill: Waybill {
    text logistics_code logistics_name waybill_no bill_no order_no currency goods_info consignee
        consignee_address consignee_telephone note;
    plain freight insurance weight_kg packages;
    head by head
});

own!(inventory: Inventory {
    text order_no platform_code platform_name seller_code seller_name waybill_no logistics_code
        logistics_name trader_reference preliminary_no guarantor_code account_book_no list_no
        import_export_flag customs_code port_code buyer_id_type buyer_id_number buyer_name
        buyer_telephone consignee_address declarant_code declarant_name zone_code zone_name
        supervision_mode transport_mode transport_name voyage_no bill_no site_code licence_no
        country currency packaging note;
    plain declared_on imported_on freight insurance packages gross_weight_kg net_weight_kg;
    head by head, items by inventory_items
});

own!(inventory_item: InventoryItem {
    text record_no item_no item_name commodity_code name model barcode country trade_country
        currency unit unit1 unit2 note;
    plain number quantity quantity1 quantity2 price total_price;
});

fn order_items(items: Vec<OrderItem<'_>>) -> Vec<OrderItem<'static>> {
    items.into_iter().map(order_item).collect()
}

fn inventory_items(items: Vec<InventoryItem<'_>>) -> Vec<InventoryItem<'static>> {
    items.into_iter().map(inventory_item).collect()
}

own!(inbound_detail: InboundDetail {
    text customs_code trader_reference preliminary_no inbound_no operator_code operator_name import_export_flag
        transport_mode transport_name voyage_no bill_no logistics_code logistics_name unloading_place note;
    plain ;
    head by head, items by inbound_items
});

own!(inbound_item: InboundItem {
    text waybill_no note;
    plain number;
});

fn inbound_items(items: Vec<InboundItem<'_>>) -> Vec<InboundItem<'static>> {
    items.into_iter().map(inbound_item).collect()
}

own!(drawn: DrawnGoods {
    text book_no zone_code;
    plain gross_weight_kg net_weight_kg;
    lines by drawn_lines
});

own!(drawn_line: DrawnLine {
    text record_no commodity_code name unit unit1 unit2 country;
    plain quantity quantity1 quantity2 total_price;
});

fn drawn_lines(lines: Vec<DrawnLine<'_>>) -> Vec<DrawnLine<'static>> {
    lines.into_iter().map(drawn_line).collect()
}
