//! A document while it is read: its node's tables, its items so far, its faults so far.

use model::{
    Document, DocumentKind, Finding, GoodsReturnItem, InboundItem, InventoryItem, OrderItem,
};

use crate::{
    documents as tables,
    envelope::{Extent, Limits, MessageType, Reading},
    follow_up,
    format::{self, Fault},
    negative::{Problem, negative_code},
    slots::{Faults, Slots, Taker},
    table::Table,
};

/// The items of a document so far.
enum Items<'a> {
    None,
    Order(Vec<OrderItem<'a>>),
    Inventory(Vec<InventoryItem<'a>>),
    GoodsReturn(Vec<GoodsReturnItem<'a>>),
    InboundDetail(Vec<InboundItem<'a>>),
}

pub(crate) struct Draft<'a> {
    kind: MessageType,
    document: Option<Document<'a>>,
    items: Items<'a>,
    /// Those beyond the limit too.
    n_items: usize,
    pub(crate) findings: Vec<Finding>,
}

impl<'a> Draft<'a> {
    pub(crate) fn new(kind: MessageType) -> Draft<'a> {
        Draft {
            kind,
            document: None,
            items: match kind {
                MessageType::Order => Items::Order(Vec::new()),
                MessageType::Inventory => Items::Inventory(Vec::new()),
                MessageType::GoodsReturn => Items::GoodsReturn(Vec::new()),
                MessageType::InboundDetail => Items::InboundDetail(Vec::new()),
                _ => Items::None,
            },
            n_items: 0,
            findings: Vec::new(),
        }
    }

    pub(crate) fn head_table(kind: MessageType) -> &'static Table {
        match kind {
            MessageType::Order => &tables::ORDER,
            MessageType::Payment => &tables::PAYMENT,
            MessageType::Waybill => &tables::WAYBILL,
            MessageType::Inventory => &tables::INVENTORY,
            MessageType::WaybillStatus => &follow_up::WAYBILL_STATUS,
            MessageType::Cancellation => &follow_up::CANCELLATION,
            MessageType::GoodsReturn => &follow_up::GOODS_RETURN,
            MessageType::InboundDetail => &follow_up::INBOUND_DETAIL,
        }
    }

    pub(crate) fn item_table(kind: MessageType) -> Option<&'static Table> {
        match kind {
            MessageType::Order => Some(&tables::ORDER_ITEM),
            MessageType::Inventory => Some(&tables::INVENTORY_ITEM),
            MessageType::GoodsReturn => Some(&follow_up::GOODS_RETURN_ITEM),
            MessageType::InboundDetail => Some(&follow_up::INBOUND_ITEM),
            MessageType::Payment
            | MessageType::Waybill
            | MessageType::WaybillStatus
            | MessageType::Cancellation => None,
        }
    }

    /// Whether the document's own element holds the fields of its head.
    pub(crate) fn is_flat(kind: MessageType) -> bool {
        Draft::head_table(kind).element == kind.node()
    }

    pub(crate) fn has_head(&self) -> bool {
        self.document.is_some()
    }

    /// Where faults of the head go.
    pub(crate) fn head_faults(&mut self) -> Faults<'_> {
        let table = Draft::head_table(self.kind);
        Faults { table, item: None, findings: &mut self.findings }
    }

    /// Where faults of the item now being read go.
    pub(crate) fn item_faults(&mut self, table: &'static Table) -> Faults<'_> {
        Faults { table, item: Some(self.n_items), findings: &mut self.findings }
    }

    /// Whether another item may be kept.
    pub(crate) fn has_room(&self, limits: &Limits) -> bool {
        self.n_items < self.kind.max_items(limits)
    }

    /// Makes the head of what the slots hold.
    pub(crate) fn take_head(&mut self, slots: &mut Slots<'a>) {
        let kind = self.kind;
        let mut take = Taker::new(slots, self.head_faults());
        self.document = Some(take_document(kind, &mut take));
    }

    /// Makes an item of what the slots hold.
    pub(crate) fn take_item(&mut self, slots: &mut Slots<'a>, table: &'static Table) {
        let faults = Faults { table, item: Some(self.n_items), findings: &mut self.findings };
        let mut take = Taker::new(slots, faults);
        match &mut self.items {
            Items::Order(it) => it.push(tables::take_order_item(&mut take)),
            Items::Inventory(it) => it.push(tables::take_inventory_item(&mut take)),
            Items::GoodsReturn(it) => it.push(follow_up::take_goods_return_item(&mut take)),
            Items::InboundDetail(it) => it.push(follow_up::take_inbound_item(&mut take)),
            Items::None => {}
        }
        self.n_items += 1;
    }

    /// Counts an item that is one too many.
    pub(crate) fn pass_item(&mut self) {
        self.n_items += 1;
    }

    /// The document as far as it could be read. Leaves the slots clean.
    pub(crate) fn finish(
        mut self,
        slots: &mut Slots<'a>,
        limits: &Limits,
        place: Extent,
    ) -> Reading<'a> {
        let (kind, max_items) = (self.kind.document_kind(), self.kind.max_items(limits));
        let mut document = match self.document.take() {
            Some(document) => document,
            None => self.blank(slots),
        };
        match (&mut document, self.items) {
            (Document::Order(it), Items::Order(items)) => it.items = items,
            (Document::Inventory(it), Items::Inventory(items)) => it.items = items,
            (Document::GoodsReturn(it), Items::GoodsReturn(items)) => it.items = items,
            (Document::InboundDetail(it), Items::InboundDetail(items)) => it.items = items,
            _ => {}
        }
        if self.n_items > max_items {
            let pointer = format!("{}.items", kind.name());
            let (observed, expected) = (self.n_items.to_string(), format!("<= {max_items}"));
            self.findings.push(format::finding(Fault::TooManyItems, pointer, &observed, expected));
        }
        let status = match self.findings.as_slice() {
            [] => 0,
            _ => negative_code(kind, Problem::Format),
        };
        Reading { document, faults: self.findings, status, place }
    }

    /// A document whose head is missing: one finding, not one for each of its fields.
    #[cold]
    fn blank(&mut self, slots: &mut Slots<'a>) -> Document<'a> {
        let table = Draft::head_table(self.kind);
        let (pointer, expected) = (table.pointer.to_owned(), table.element.to_owned());
        self.findings.push(format::finding(Fault::Missing, pointer, "", expected));
        slots.begin();
        let faults = Faults { table, item: None, findings: &mut Vec::new() };
        take_document(self.kind, &mut Taker::new(slots, faults))
    }
}

fn take_document<'a>(kind: MessageType, take: &mut Taker<'_, 'a>) -> Document<'a> {
    match kind.document_kind() {
        DocumentKind::Order => Document::Order(Box::new(tables::take_order(take))),
        DocumentKind::Payment => Document::Payment(Box::new(tables::take_payment(take))),
        DocumentKind::Waybill => Document::Waybill(Box::new(tables::take_waybill(take))),
        DocumentKind::Inventory => Document::Inventory(Box::new(tables::take_inventory(take))),
        DocumentKind::WaybillStatus => {
            Document::WaybillStatus(Box::new(follow_up::take_waybill_status(take)))
        }
        DocumentKind::Cancellation => {
            Document::Cancellation(Box::new(follow_up::take_cancellation(take)))
        }
        DocumentKind::GoodsReturn => {
            Document::GoodsReturn(Box::new(follow_up::take_goods_return(take)))
        }
        DocumentKind::InboundDetail => {
            Document::InboundDetail(Box::new(follow_up::take_inbound_detail(take)))
        }
    }
}
