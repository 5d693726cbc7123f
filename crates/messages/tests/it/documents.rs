//! What is written is read back the same.

use messages::{Limits, Message, MessageType, PLACEHOLDER_SIGNATURE, read};
use messages::{write_documents, write_signed_documents};
use model::{
    Action, Amount, Cancellation, DayStamp, Document, DocumentHead, GoodsReturn, GoodsReturnItem,
    InboundDetail, InboundItem, Inventory, InventoryItem, Order, OrderItem, Payment, Stamp,
    Subscription, Text, Transfer, Waybill, WaybillStatus,
};
use proptest::{collection::vec, option, prelude::*};

type Owned = Text<'static>;

/// Text without white space around it, with what must be escaped in it.
fn text(min: usize, max: usize) -> impl Strategy<Value = Owned> {
    let inner = prop_oneof![
        Just('<'),
        Just('>'),
        Just('&'),
        Just('"'),
        Just('\''),
        Just(' '),
        Just('\n'),
        Just('\t'),
        Just('\r'),
        Just(']'),
        Just('长'),
        Just('全'),
        Just('\u{FF0C}'),
        prop::char::range('!', '~'),
    ];
    vec(inner, min..=max).prop_map(|mut characters| {
        let n_characters = characters.len();
        for (index, character) in characters.iter_mut().enumerate() {
            let is_edge = index == 0 || index + 1 == n_characters;
            if is_edge && character.is_whitespace() {
                *character = '长';
            }
        }
        Text::from(characters.into_iter().collect::<String>())
    })
}

fn must(max: usize) -> BoxedStrategy<Owned> {
    text(1, max.min(12)).boxed()
}

fn may(max: usize) -> BoxedStrategy<Owned> {
    text(0, max.min(12)).boxed()
}

fn fixed(length: usize) -> BoxedStrategy<Owned> {
    text(length, length).boxed()
}

fn amount() -> impl Strategy<Value = Amount> {
    prop_oneof![
        Just(Amount::ZERO),
        Just(Amount::MAX),
        (-1_000_000_000i64..1_000_000_000).prop_map(Amount::from_scaled),
    ]
}

fn stamp() -> impl Strategy<Value = Stamp> {
    (1990u64..2100, 1u64..13, 1u64..29, 0u64..24, 0u64..60, 0u64..60).prop_map(
        |(year, month, day, hour, minute, second)| {
            let text = format!("{year:04}{month:02}{day:02}{hour:02}{minute:02}{second:02}");
            Stamp::parse(&text).unwrap()
        },
    )
}

fn head() -> impl Strategy<Value = DocumentHead<'static>> {
    let action = prop_oneof![Just(Action::New), Just(Action::Change), Just(Action::Delete)];
    (fixed(36), action, stamp(), any::<bool>()).prop_map(|(guid, action, sent_at, is_declared)| {
        DocumentHead { guid, action, sent_at, is_declared }
    })
}

/// As many texts as asked for, taken one by one.
#[derive(Debug)]
struct Texts(std::vec::IntoIter<Owned>);

impl Texts {
    fn take(&mut self) -> Owned {
        self.0.next().unwrap()
    }
}

fn texts(strategies: Vec<BoxedStrategy<Owned>>) -> impl Strategy<Value = Texts> {
    strategies.prop_map(|it| Texts(it.into_iter()))
}

fn order_item() -> impl Strategy<Value = OrderItem<'static>> {
    let fields = vec![
        may(20),
        must(250),
        must(510),
        may(1000),
        may(50),
        fixed(3),
        fixed(3),
        fixed(3),
        may(1000),
    ];
    (0u32..1_000_000_000, texts(fields), amount(), amount(), amount()).prop_map(
        |(number, mut texts, quantity, price, total_price)| OrderItem {
            number,
            item_no: texts.take(),
            name: texts.take(),
            model: texts.take(),
            description: texts.take(),
            barcode: texts.take(),
            unit: texts.take(),
            quantity,
            price,
            total_price,
            currency: texts.take(),
            country: texts.take(),
            note: texts.take(),
        },
    )
}

fn order() -> impl Strategy<Value = Document<'static>> {
    let fields = vec![
        fixed(1),
        must(60),
        must(18),
        must(100),
        must(18),
        must(100),
        fixed(3),
        must(60),
        must(60),
        must(30),
        fixed(1),
        must(60),
        may(18),
        may(100),
        may(60),
        may(100),
        must(100),
        must(50),
        must(200),
        prop_oneof![fixed(6), Just(Text::default())].boxed(),
        may(1000),
    ];
    (head(), texts(fields), [(); 5].map(|()| amount()), vec(order_item(), 0..4)).prop_map(
        |(head, mut texts, [goods_value, freight, discount, tax_total, actual_paid], items)| {
            Document::Order(Box::new(Order {
                head,
                order_type: texts.take(),
                order_no: texts.take(),
                platform_code: texts.take(),
                platform_name: texts.take(),
                seller_code: texts.take(),
                seller_name: texts.take(),
                goods_value,
                freight,
                discount,
                tax_total,
                actual_paid,
                currency: texts.take(),
                buyer_registration_no: texts.take(),
                buyer_name: texts.take(),
                buyer_telephone: texts.take(),
                buyer_id_type: texts.take(),
                buyer_id_number: texts.take(),
                payment_company_code: texts.take(),
                payment_company_name: texts.take(),
                payment_transaction_no: texts.take(),
                batch_numbers: texts.take(),
                consignee: texts.take(),
                consignee_telephone: texts.take(),
                consignee_address: texts.take(),
                consignee_district: texts.take(),
                note: texts.take(),
                items,
            }))
        },
    )
}

fn payment() -> impl Strategy<Value = Document<'static>> {
    let fields = vec![
        must(18),
        must(100),
        must(60),
        must(60),
        must(18),
        must(100),
        fixed(1),
        must(60),
        must(60),
        may(60),
        fixed(3),
        may(1000),
    ];
    (head(), texts(fields), amount(), stamp()).prop_map(
        |(head, mut texts, amount_paid, paid_at)| {
            Document::Payment(Box::new(Payment {
                head,
                payment_company_code: texts.take(),
                payment_company_name: texts.take(),
                transaction_no: texts.take(),
                order_no: texts.take(),
                platform_code: texts.take(),
                platform_name: texts.take(),
                payer_id_type: texts.take(),
                payer_id_number: texts.take(),
                payer_name: texts.take(),
                telephone: texts.take(),
                amount_paid,
                currency: texts.take(),
                paid_at,
                note: texts.take(),
            }))
        },
    )
}

fn waybill() -> impl Strategy<Value = Document<'static>> {
    let fields = vec![
        must(18),
        must(100),
        must(60),
        may(37),
        must(60),
        fixed(3),
        may(200),
        must(100),
        must(200),
        must(50),
        may(1000),
    ];
    (head(), texts(fields), [(); 3].map(|()| amount()), 0u32..1_000_000_000).prop_map(
        |(head, mut texts, [freight, insurance, weight_kg], packages)| {
            Document::Waybill(Box::new(Waybill {
                head,
                logistics_code: texts.take(),
                logistics_name: texts.take(),
                waybill_no: texts.take(),
                bill_no: texts.take(),
                order_no: texts.take(),
                freight,
                insurance,
                currency: texts.take(),
                weight_kg,
                packages,
                goods_info: texts.take(),
                consignee: texts.take(),
                consignee_address: texts.take(),
                consignee_telephone: texts.take(),
                note: texts.take(),
            }))
        },
    )
}

fn inventory_item() -> impl Strategy<Value = InventoryItem<'static>> {
    let fields = vec![
        may(30),
        may(20),
        may(250),
        fixed(10),
        must(250),
        must(510),
        may(50),
        fixed(3),
        may(3),
        fixed(3),
        fixed(3),
        fixed(3),
        prop_oneof![fixed(3), Just(Text::default())].boxed(),
        may(1000),
    ];
    let amounts = [(); 4].map(|()| amount());
    (0u32..1_000_000_000, texts(fields), amounts, option::of(amount())).prop_map(
        |(number, mut texts, [quantity, quantity1, price, total_price], quantity2)| InventoryItem {
            number,
            record_no: texts.take(),
            item_no: texts.take(),
            item_name: texts.take(),
            commodity_code: texts.take(),
            name: texts.take(),
            model: texts.take(),
            barcode: texts.take(),
            country: texts.take(),
            trade_country: texts.take(),
            currency: texts.take(),
            quantity,
            unit: texts.take(),
            quantity1,
            unit1: texts.take(),
            quantity2,
            unit2: texts.take(),
            price,
            total_price,
            note: texts.take(),
        },
    )
}

#[expect(clippy::too_many_lines, reason = "a document has many fields")]
fn inventory() -> impl Strategy<Value = Document<'static>> {
    let fields = vec![
        must(60),
        must(18),
        must(100),
        must(18),
        must(100),
        must(60),
        must(18),
        must(100),
        may(20),
        may(18),
        must(30),
        may(30),
        may(18),
        fixed(1),
        fixed(4),
        fixed(4),
        fixed(1),
        must(60),
        must(60),
        must(30),
        must(200),
        must(18),
        must(100),
        may(18),
        may(100),
        fixed(4),
        fixed(1),
        may(100),
        may(32),
        may(37),
        may(10),
        may(19),
        fixed(3),
        fixed(3),
        may(1),
        may(1000),
    ];
    let amounts = [(); 4].map(|()| amount());
    let days = (stamp(), option::of(stamp()));
    (head(), texts(fields), amounts, days, 0u32..1_000_000_000, vec(inventory_item(), 0..4))
        .prop_map(|(head, mut texts, amounts, (declared, imported), packages, items)| {
            let [freight, insurance, gross_weight_kg, net_weight_kg] = amounts;
            Document::Inventory(Box::new(Inventory {
                head,
                order_no: texts.take(),
                platform_code: texts.take(),
                platform_name: texts.take(),
                seller_code: texts.take(),
                seller_name: texts.take(),
                waybill_no: texts.take(),
                logistics_code: texts.take(),
                logistics_name: texts.take(),
                trader_reference: texts.take(),
                preliminary_no: texts.take(),
                guarantor_code: texts.take(),
                account_book_no: texts.take(),
                list_no: texts.take(),
                import_export_flag: texts.take(),
                declared_on: declared.day(),
                customs_code: texts.take(),
                port_code: texts.take(),
                imported_on: imported.map_or(DayStamp::default(), Stamp::day),
                buyer_id_type: texts.take(),
                buyer_id_number: texts.take(),
                buyer_name: texts.take(),
                buyer_telephone: texts.take(),
                consignee_address: texts.take(),
                declarant_code: texts.take(),
                declarant_name: texts.take(),
                zone_code: texts.take(),
                zone_name: texts.take(),
                supervision_mode: texts.take(),
                transport_mode: texts.take(),
                transport_name: texts.take(),
                voyage_no: texts.take(),
                bill_no: texts.take(),
                site_code: texts.take(),
                licence_no: texts.take(),
                country: texts.take(),
                freight,
                insurance,
                currency: texts.take(),
                packaging: texts.take(),
                packages,
                gross_weight_kg,
                net_weight_kg,
                note: texts.take(),
                items,
            }))
        })
}

fn waybill_status() -> impl Strategy<Value = Document<'static>> {
    let fields = vec![must(18), must(100), must(60), fixed(1), may(1000)];
    (head(), texts(fields), stamp()).prop_map(|(head, mut texts, status_at)| {
        Document::WaybillStatus(Box::new(WaybillStatus {
            head,
            logistics_code: texts.take(),
            logistics_name: texts.take(),
            waybill_no: texts.take(),
            status: texts.take(),
            status_at,
            note: texts.take(),
        }))
    })
}

fn application_fields() -> Vec<BoxedStrategy<Owned>> {
    vec![
        fixed(4),
        must(60),
        must(18),
        must(100),
        must(18),
        must(100),
        must(60),
        must(18),
        must(100),
        may(20),
        may(18),
        must(18),
        fixed(1),
        must(60),
        must(60),
        must(30),
        must(18),
        must(100),
        must(1000),
        may(1000),
    ]
}

fn cancellation() -> impl Strategy<Value = Document<'static>> {
    (head(), texts(application_fields())).prop_map(|(head, mut texts)| {
        Document::Cancellation(Box::new(Cancellation {
            head,
            customs_code: texts.take(),
            order_no: texts.take(),
            platform_code: texts.take(),
            platform_name: texts.take(),
            seller_code: texts.take(),
            seller_name: texts.take(),
            waybill_no: texts.take(),
            logistics_code: texts.take(),
            logistics_name: texts.take(),
            trader_reference: texts.take(),
            preliminary_no: texts.take(),
            list_no: texts.take(),
            buyer_id_type: texts.take(),
            buyer_id_number: texts.take(),
            buyer_name: texts.take(),
            buyer_telephone: texts.take(),
            declarant_code: texts.take(),
            declarant_name: texts.take(),
            reason: texts.take(),
            note: texts.take(),
        }))
    })
}

fn goods_return_item() -> impl Strategy<Value = GoodsReturnItem<'static>> {
    let fields = vec![fixed(10), must(250), fixed(3), may(1000)];
    (0u32..1_000_000_000, texts(fields), amount()).prop_map(|(number, mut texts, quantity)| {
        GoodsReturnItem {
            number,
            commodity_code: texts.take(),
            name: texts.take(),
            quantity,
            unit: texts.take(),
            note: texts.take(),
        }
    })
}

fn goods_return() -> impl Strategy<Value = Document<'static>> {
    let items = vec(goods_return_item(), 0..4);
    (head(), texts(application_fields()), items).prop_map(|(head, mut texts, items)| {
        Document::GoodsReturn(Box::new(GoodsReturn {
            head,
            customs_code: texts.take(),
            order_no: texts.take(),
            platform_code: texts.take(),
            platform_name: texts.take(),
            seller_code: texts.take(),
            seller_name: texts.take(),
            waybill_no: texts.take(),
            logistics_code: texts.take(),
            logistics_name: texts.take(),
            trader_reference: texts.take(),
            preliminary_no: texts.take(),
            list_no: texts.take(),
            buyer_id_type: texts.take(),
            buyer_id_number: texts.take(),
            buyer_name: texts.take(),
            buyer_telephone: texts.take(),
            declarant_code: texts.take(),
            declarant_name: texts.take(),
            reason: texts.take(),
            note: texts.take(),
            items,
        }))
    })
}

fn inbound_item() -> impl Strategy<Value = InboundItem<'static>> {
    (0u32..1_000_000_000, texts(vec![must(60), may(1000)])).prop_map(|(number, mut texts)| {
        InboundItem { number, waybill_no: texts.take(), note: texts.take() }
    })
}

/// With more lines than a document of goods may have items, now and then.
fn inbound_detail() -> impl Strategy<Value = Document<'static>> {
    let fields = vec![
        fixed(4),
        may(20),
        may(18),
        may(18),
        must(18),
        must(100),
        fixed(1),
        fixed(1),
        must(100),
        must(32),
        must(37),
        must(18),
        must(100),
        may(100),
        may(1000),
    ];
    let items = prop_oneof![5 => vec(inbound_item(), 0..4), 1 => vec(inbound_item(), 150)];
    (head(), texts(fields), items).prop_map(|(head, mut texts, items)| {
        Document::InboundDetail(Box::new(InboundDetail {
            head,
            customs_code: texts.take(),
            trader_reference: texts.take(),
            preliminary_no: texts.take(),
            inbound_no: texts.take(),
            operator_code: texts.take(),
            operator_name: texts.take(),
            import_export_flag: texts.take(),
            transport_mode: texts.take(),
            transport_name: texts.take(),
            voyage_no: texts.take(),
            bill_no: texts.take(),
            logistics_code: texts.take(),
            logistics_name: texts.take(),
            unloading_place: texts.take(),
            note: texts.take(),
            items,
        }))
    })
}

fn transfer() -> impl Strategy<Value = Transfer<'static>> {
    texts(vec![must(18), must(100), fixed(3), must(30), may(100)]).prop_map(|mut texts| Transfer {
        company_code: texts.take(),
        company_name: texts.take(),
        exchange_mode: texts.take(),
        exchange_id: texts.take(),
        note: texts.take(),
    })
}

fn subscription() -> impl Strategy<Value = Subscription<'static>> {
    texts(vec![must(100), fixed(3), must(100), may(100)]).prop_map(|mut texts| Subscription {
        status: texts.take(),
        exchange_mode: texts.take(),
        address: texts.take(),
        note: texts.take(),
    })
}

fn documents() -> impl Strategy<Value = (MessageType, Vec<Document<'static>>)> {
    prop_oneof![
        vec(order(), 1..4).prop_map(|it| (MessageType::Order, it)),
        vec(payment(), 1..4).prop_map(|it| (MessageType::Payment, it)),
        vec(waybill(), 1..4).prop_map(|it| (MessageType::Waybill, it)),
        vec(inventory(), 1..4).prop_map(|it| (MessageType::Inventory, it)),
        vec(waybill_status(), 1..4).prop_map(|it| (MessageType::WaybillStatus, it)),
        vec(cancellation(), 1..4).prop_map(|it| (MessageType::Cancellation, it)),
        vec(goods_return(), 1..4).prop_map(|it| (MessageType::GoodsReturn, it)),
        inbound_detail().prop_map(|it| (MessageType::InboundDetail, vec![it])),
    ]
}

proptest! {
    #[test]
    fn read_of_write_is_the_same(
        (kind, documents) in documents(),
        guid in "[0-9A-F\"<&]{36}",
        transfer in option::of(transfer()),
        subscriptions in vec(subscription(), 0..3),
        is_signed in any::<bool>(),
    ) {
        let mut raw = Vec::new();
        let signature = if is_signed { PLACEHOLDER_SIGNATURE } else { "" };
        write_signed_documents(
            kind, &guid, &documents, transfer.as_ref(), &subscriptions, signature, &mut raw,
        );
        let message = read(&raw, &Limits::default());
        let Ok(Message::Ceb(envelope)) = message else { panic!("{message:?}") };
        prop_assert_eq!(envelope.kind, kind);
        let node = envelope.signature.map_or(b"".as_slice(), |it| it.of(&raw));
        prop_assert_eq!(node, signature.as_bytes());
        prop_assert_eq!(envelope.guid.as_str(), guid);
        prop_assert_eq!(envelope.transfer, transfer);
        prop_assert_eq!(envelope.subscriptions, subscriptions);
        prop_assert_eq!(envelope.readings.len(), documents.len());
        for (reading, document) in envelope.readings.iter().zip(&documents) {
            prop_assert_eq!(&reading.faults, &[]);
            prop_assert_eq!(&reading.document, document);
        }
    }
}

#[test]
fn documents_of_another_kind_are_left_out() {
    let payment = crate::shared::envelope(crate::shared::PAYMENT).readings.remove(0).document;
    let mut raw = Vec::new();
    write_documents(MessageType::Order, "G", &[payment], None, &[], &mut raw);
    let refused = crate::shared::refused(&raw, &Limits::default());
    assert_eq!(refused.finding.code, "FMT-1008");
}
