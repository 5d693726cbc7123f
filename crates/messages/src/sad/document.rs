//! What a SAD says, in its own words; the numbers behind fields are the boxes of the form.

use serde::Serialize;

use super::{At, Reader, SadFault, SadText, all, join, tree::Node, write::Element};

/// One more than the largest of a SAD, whose items go up to 9,999. Each takes thousands of bytes to hold.
const MAX_ITEMS: usize = 10_000;

/// Declares a record with the element that each of its fields is read from.
macro_rules! record {
    ($(#[$doc:meta])* $name:ident { $($(#[$field_doc:meta])* $field:ident: $kind:ident $path:literal;)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
        pub struct $name {
            $(
                $(#[$field_doc])*
                #[serde(skip_serializing_if = "SadText::is_empty")]
                pub $field: SadText,
            )+
        }

        impl $name {
            /// From what stands below an element, by a path that may be empty.
            fn read(reader: &mut Reader, at: &At<'_>, below: &str) -> $name {
                $name { $($field: reader.$kind(at, &join(below, $path)),)+ }
            }

            /// Puts it below an element, by a path that may be empty.
            fn put(&self, to: &mut Element, below: &str) {
                $(to.put(&join(below, $path), &self.$field);)+
            }

            /// Whether nothing in it is said.
            pub fn is_empty(&self) -> bool {
                [$(&self.$field),+].iter().all(|it| it.is_empty())
            }
        }
    };
}

record! {
    /// What a registration or an assessment is known by.
    SadStamp {
        serial: text "Serial_number";
        number: text "Number";
        date: date "Date";
    }
}

record! {
    /// An amount of the value, in its own currency and the country's.
    SadMoney {
        national: number "Amount_national_currency";
        foreign: number "Amount_foreign_currency";
        /// Three letters.
        currency: text "Currency_code";
        rate: number "Currency_rate";
    }
}

record! {
    /// A document that is presented (44).
    SadDocument {
        code: text "Attached_document_code";
        name: text "Attached_document_name";
        reference: text "Attached_document_reference";
        date: date "Attached_document_date";
    }
}

record! {
    /// A quantity in supplementary units (41).
    SadUnit {
        code: text "Suppplementary_unit_code";
        name: text "Suppplementary_unit_name";
        quantity: number "Suppplementary_unit_quantity";
    }
}

record! {
    /// What went before (40).
    SadPrevious {
        /// The transport document, as a rule.
        summary: text "Summary_declaration";
        summary_line: text "Summary_declaration_sl";
        reference: text "Previous_document_reference";
        warehouse: text "Previous_warehouse_code";
    }
}

record! {
    /// One tax of an item (47).
    SadTaxLine {
        code: text "Duty_tax_code";
        base: number "Duty_tax_Base";
        rate: number "Duty_tax_rate";
        amount: number "Duty_tax_amount";
        /// `1` payable, `0` secured or not collected.
        mode_of_payment: text "Duty_tax_MP";
        calculation: text "Duty_tax_Type_of_calculation";
    }
}

record! {
    /// A container (31).
    SadContainer {
        item: text "Item_Number";
        number: text "Container_identity";
        kind: text "Container_type";
        fullness: text "Empty_full_indicator";
        gross_weight: number "Gross_weight";
    }
}

/// A party: what the country's register calls it, and its name with whatever stands behind.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct SadParty {
    #[serde(skip_serializing_if = "SadText::is_empty")]
    pub code: SadText,
    #[serde(skip_serializing_if = "SadText::is_empty")]
    pub name: SadText,
}

impl SadMoney {
    /// The amount in its own currency, else in the country's; empty when it is nothing.
    pub fn nonzero(&self) -> SadText {
        let said = if self.foreign.is_empty() { &self.national } else { &self.foreign };
        if said.text == "0" { SadText::default() } else { said.clone() }
    }
}

impl SadParty {
    pub fn is_empty(&self) -> bool {
        self.code.is_empty() && self.name.is_empty()
    }
}

macro_rules! document {
    ($($(#[$doc:meta])* $field:ident: $kind:ident $path:literal;)+) => {
        /// A SAD. Weights are kilograms.
        #[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
        pub struct Sad {
            $(
                $(#[$doc])*
                #[serde(skip_serializing_if = "SadText::is_empty")]
                pub $field: SadText,
            )+
            #[serde(skip_serializing_if = "SadStamp::is_empty")]
            pub registration: SadStamp,
            #[serde(skip_serializing_if = "SadStamp::is_empty")]
            pub assessment: SadStamp,
            /// 2.
            #[serde(skip_serializing_if = "SadParty::is_empty")]
            pub exporter: SadParty,
            /// 8.
            #[serde(skip_serializing_if = "SadParty::is_empty")]
            pub consignee: SadParty,
            /// 9.
            #[serde(skip_serializing_if = "SadParty::is_empty")]
            pub financial: SadParty,
            /// 14.
            #[serde(skip_serializing_if = "SadParty::is_empty")]
            pub declarant: SadParty,
            /// 22.
            #[serde(skip_serializing_if = "SadMoney::is_empty")]
            pub invoice: SadMoney,
            #[serde(skip_serializing_if = "SadMoney::is_empty")]
            pub external_freight: SadMoney,
            #[serde(skip_serializing_if = "SadMoney::is_empty")]
            pub internal_freight: SadMoney,
            #[serde(skip_serializing_if = "SadMoney::is_empty")]
            pub insurance: SadMoney,
            #[serde(skip_serializing_if = "SadMoney::is_empty")]
            pub other_cost: SadMoney,
            #[serde(skip_serializing_if = "SadMoney::is_empty")]
            pub deduction: SadMoney,
            pub containers: Vec<SadContainer>,
            pub items: Vec<SadItem>,
        }

        fn fields(reader: &mut Reader, at: &At<'_>) -> Sad {
            Sad { $($field: reader.$kind(at, $path),)+ ..Sad::default() }
        }

        fn put_fields(sad: &Sad, to: &mut Element) {
            $(to.put($path, &sad.$field);)+
        }
    };
}

document! {
    /// `I` or `E`.
    flow: text "Property/Sad_flow";
    n_items: number "Property/Nbers/Total_number_of_items";
    /// 6.
    packages: number "Property/Nbers/Total_number_of_packages";
    declared_on: date "Property/Date_of_declaration";
    /// A.
    office: text "Identification/Office_segment/Customs_clearance_office_code";
    office_name: text "Identification/Office_segment/Customs_Clearance_office_name";
    /// 1, its first part: `IM`, `EX` …
    kind: text "Identification/Type/Type_of_declaration";
    /// 1, its second part: `4` home use, `1` export …
    procedure: text "Identification/Type/Declaration_gen_procedure_code";
    manifest_no: text "Identification/Manifest_reference_number";
    representative: text "Declarant/Declarant_representative";
    /// 7.
    reference: text "Declarant/Reference/Number";
    reference_year: text "Declarant/Reference/Year";
    /// 10.
    first_destination: text "General_information/Country/Country_first_destination";
    /// 11.
    trading_country: text "General_information/Country/Trading_country";
    /// 15.
    export_country: text "General_information/Country/Export/Export_country_code";
    /// 17.
    destination_country: text "General_information/Country/Destination/Destination_country_code";
    comments: text "General_information/Comments_free_text";
    /// 18.
    inland_identity: text "Transport/Means_of_transport/Departure_arrival_information/Identity";
    inland_nationality: text "Transport/Means_of_transport/Departure_arrival_information/Nationality";
    /// 21.
    border_identity: text "Transport/Means_of_transport/Border_information/Identity";
    border_nationality: text "Transport/Means_of_transport/Border_information/Nationality";
    /// 25.
    border_mode: text "Transport/Means_of_transport/Border_information/Mode";
    /// 26.
    inland_mode: text "Transport/Means_of_transport/Inland_mode_of_transport";
    /// 20.
    delivery_terms: text "Transport/Delivery_terms/Code";
    delivery_place: text "Transport/Delivery_terms/Place";
    /// 29.
    border_office: text "Transport/Border_office/Code";
    /// 27.
    loading_place: text "Transport/Place_of_loading/Code";
    /// 30.
    goods_location: text "Transport/Location_of_goods";
    deferred_payment: text "Financial/Deffered_payment_reference";
    mode_of_payment: text "Financial/Mode_of_payment";
    manual_taxes: number "Financial/Amounts/Total_manual_taxes";
    global_taxes: number "Financial/Amounts/Global_taxes";
    total_taxes: number "Financial/Amounts/Totals_taxes";
    total_item_taxes: number "Assessment_notice/Total_item_taxes";
    /// 49.
    warehouse: text "Warehouse/Identification";
    warehouse_delay: text "Warehouse/Delay";
    gross_weight: number "Valuation/Weight/Gross_weight";
    total_cost: number "Valuation/Total_cost";
    total_cif: number "Valuation/Total_CIF";
    total_invoice: number "Valuation/Total/Total_invoice";
    total_weight: number "Valuation/Total/Total_weight";
}

macro_rules! item {
    ($($(#[$doc:meta])* $field:ident: $kind:ident $path:literal;)+) => {
        /// An item. Weights are kilograms.
        #[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
        pub struct SadItem {
            $(
                $(#[$doc])*
                #[serde(skip_serializing_if = "SadText::is_empty")]
                pub $field: SadText,
            )+
            /// 40.
            #[serde(skip_serializing_if = "SadPrevious::is_empty")]
            pub previous: SadPrevious,
            #[serde(skip_serializing_if = "SadMoney::is_empty")]
            pub invoice: SadMoney,
            #[serde(skip_serializing_if = "SadMoney::is_empty")]
            pub external_freight: SadMoney,
            #[serde(skip_serializing_if = "SadMoney::is_empty")]
            pub internal_freight: SadMoney,
            #[serde(skip_serializing_if = "SadMoney::is_empty")]
            pub insurance: SadMoney,
            #[serde(skip_serializing_if = "SadMoney::is_empty")]
            pub other_cost: SadMoney,
            #[serde(skip_serializing_if = "SadMoney::is_empty")]
            pub deduction: SadMoney,
            pub units: Vec<SadUnit>,
            pub documents: Vec<SadDocument>,
            pub taxes: Vec<SadTaxLine>,
            /// Where it stands: `Item[2]`.
            #[serde(skip)]
            pub at: SadText,
        }

        fn item_fields(reader: &mut Reader, at: &At<'_>) -> SadItem {
            SadItem { $($field: reader.$kind(at, $path),)+ ..SadItem::default() }
        }

        fn put_item_fields(item: &SadItem, to: &mut Element) {
            $(to.put($path, &item.$field);)+
        }
    };
}

item! {
    /// 31.
    packages: number "Packages/Number_of_packages";
    marks: text "Packages/Marks1_of_packages";
    marks2: text "Packages/Marks2_of_packages";
    packages_kind: text "Packages/Kind_of_packages_code";
    delivery_terms: text "IncoTerms/Code";
    /// 33: the tariff's code, and what the country puts behind it.
    commodity_code: text "Tarification/HScode/Commodity_code";
    precision1: text "Tarification/HScode/Precision_1";
    precision2: text "Tarification/HScode/Precision_2";
    precision3: text "Tarification/HScode/Precision_3";
    precision4: text "Tarification/HScode/Precision_4";
    /// 36.
    preference: text "Tarification/Preference_code";
    /// 37.
    procedure: text "Tarification/Extended_customs_procedure";
    national_procedure: text "Tarification/National_customs_procedure";
    /// 39.
    quota: text "Tarification/Quota/QuotaCode";
    /// 42.
    price: number "Tarification/Item_price";
    /// 43.
    valuation_method: text "Tarification/Valuation_method_code";
    /// 34.
    origin: text "Goods_description/Country_of_origin_code";
    /// The tariff's words.
    description: text "Goods_description/Description_of_goods";
    /// The trader's words.
    name: text "Goods_description/Commercial_Description";
    licence_no: text "Licence_number";
    note: text "Free_text_1";
    note2: text "Free_text_2";
    item_taxes: number "Taxation/Item_taxes_amount";
    guaranteed_taxes: number "Taxation/Item_taxes_guaranted_amount";
    /// 35.
    gross_weight: number "Valuation_item/Weight_itm/Gross_weight_itm";
    /// 38.
    net_weight: number "Valuation_item/Weight_itm/Net_weight_itm";
    total_cost: number "Valuation_item/Total_cost_itm";
    total_cif: number "Valuation_item/Total_CIF_itm";
    /// 45.
    adjustment: number "Valuation_item/Rate_of_adjustement";
    /// 46.
    statistical_value: number "Valuation_item/Statistical_value";
}

impl SadItem {
    /// The digits of the tariff's code with what stands behind them.
    pub fn code(&self) -> String {
        let parts = [
            &self.commodity_code,
            &self.precision1,
            &self.precision2,
            &self.precision3,
            &self.precision4,
        ];
        let texts = parts.iter().flat_map(|it| it.text.chars());
        texts.filter(|it| it.is_alphanumeric()).collect()
    }
}

/// Reads the whole document.
pub(super) fn read(reader: &mut Reader, root: &Node) -> Sad {
    let at = At { node: root, path: String::new() };
    let mut sad = fields(reader, &at);
    sad.registration = SadStamp::read(reader, &at, "Identification/Registration");
    sad.assessment = SadStamp::read(reader, &at, "Identification/Assessment");
    let mut party = |code: &str, name: &str| SadParty {
        code: reader.text(&at, code),
        name: reader.text(&at, name),
    };
    sad.exporter = party("Traders/Exporter/Exporter_code", "Traders/Exporter/Exporter_name");
    sad.consignee = party("Traders/Consignee/Consignee_code", "Traders/Consignee/Consignee_name");
    sad.financial = party("Traders/Financial/Financial_code", "Traders/Financial/Financial_name");
    sad.declarant = party("Declarant/Declarant_code", "Declarant/Declarant_name");
    let mut money = |name: &str| SadMoney::read(reader, &at, &format!("Valuation/{name}"));
    sad.invoice = money("Gs_Invoice");
    sad.external_freight = money("Gs_external_freight");
    sad.internal_freight = money("Gs_internal_freight");
    sad.insurance = money("Gs_insurance");
    sad.other_cost = money("Gs_other_cost");
    sad.deduction = money("Gs_deduction");
    let containers = all(&at, "Container");
    sad.containers = containers.iter().map(|it| SadContainer::read(reader, it, "")).collect();
    sad.containers.retain(|it| !it.is_empty());
    let items = all(&at, "Item");
    if let Some(one_too_many) = items.get(MAX_ITEMS) {
        let expected = format!("<= {MAX_ITEMS}");
        let (path, line) = (one_too_many.path.clone(), one_too_many.node.line);
        reader.faults.push(SadFault::new(path, line, items.len().to_string(), &expected));
    }
    sad.items = items.iter().take(MAX_ITEMS).map(|it| item(reader, it)).collect();
    sad
}

fn item(reader: &mut Reader, at: &At<'_>) -> SadItem {
    let mut item = item_fields(reader, at);
    item.at = SadText { text: at.path.clone(), path: at.path.clone(), line: at.node.line };
    item.previous = SadPrevious::read(reader, at, "Previous_doc");
    let mut money = |name: &str| SadMoney::read(reader, at, &format!("Valuation_item/{name}"));
    item.invoice = money("Item_Invoice");
    item.external_freight = money("item_external_freight");
    item.internal_freight = money("item_internal_freight");
    item.insurance = money("item_insurance");
    item.other_cost = money("item_other_cost");
    item.deduction = money("item_deduction");
    item.units = all(at, "Tarification/Supplementary_unit")
        .iter()
        .map(|it| SadUnit::read(reader, it, ""))
        .filter(|it| !it.quantity.is_empty() || !it.code.is_empty())
        .collect();
    item.documents =
        all(at, "Attached_documents").iter().map(|it| SadDocument::read(reader, it, "")).collect();
    item.documents.retain(|it| !it.code.is_empty() || !it.reference.is_empty());
    item.taxes = all(at, "Taxation/Taxation_line")
        .iter()
        .map(|it| SadTaxLine::read(reader, it, ""))
        .collect();
    item.taxes.retain(|it| !it.is_empty());
    item
}

/// Puts the whole document below its root.
pub(super) fn put(sad: &Sad, root: &mut Element) {
    put_fields(sad, root);
    sad.registration.put(root, "Identification/Registration");
    sad.assessment.put(root, "Identification/Assessment");
    for (at, party) in [
        ("Traders/Exporter/Exporter", &sad.exporter),
        ("Traders/Consignee/Consignee", &sad.consignee),
        ("Traders/Financial/Financial", &sad.financial),
        ("Declarant/Declarant", &sad.declarant),
    ] {
        root.put(&format!("{at}_code"), &party.code);
        root.put(&format!("{at}_name"), &party.name);
    }
    for (name, money) in [
        ("Gs_Invoice", &sad.invoice),
        ("Gs_external_freight", &sad.external_freight),
        ("Gs_internal_freight", &sad.internal_freight),
        ("Gs_insurance", &sad.insurance),
        ("Gs_other_cost", &sad.other_cost),
        ("Gs_deduction", &sad.deduction),
    ] {
        money.put(root, &format!("Valuation/{name}"));
    }
    for container in &sad.containers {
        if let Some(element) = root.add("Container") {
            container.put(element, "");
        }
    }
    for item in &sad.items {
        if let Some(element) = root.add("Item") {
            put_item(item, element);
        }
    }
}

fn put_item(item: &SadItem, to: &mut Element) {
    put_item_fields(item, to);
    item.previous.put(to, "Previous_doc");
    for (name, money) in [
        ("Item_Invoice", &item.invoice),
        ("item_external_freight", &item.external_freight),
        ("item_internal_freight", &item.internal_freight),
        ("item_insurance", &item.insurance),
        ("item_other_cost", &item.other_cost),
        ("item_deduction", &item.deduction),
    ] {
        money.put(to, &format!("Valuation_item/{name}"));
    }
    for unit in &item.units {
        if let Some(element) = to.at("Tarification").and_then(|it| it.add("Supplementary_unit")) {
            unit.put(element, "");
        }
    }
    for document in &item.documents {
        if let Some(element) = to.add("Attached_documents") {
            document.put(element, "");
        }
    }
    for tax in &item.taxes {
        if let Some(element) = to.at("Taxation").and_then(|it| it.add("Taxation_line")) {
            tax.put(element, "");
        }
    }
}
