//! The faults that can be planted in a declaration, and what the house must find of each.

use std::fmt;

use model::{Amount, Declaration, Direction};

use super::{Declarations, filed::Shape, load::check_digit, routes::Mode};

macro_rules! faults {
    ($($group:ident {
        $($(#[$doc:meta])* $variant:ident $name:literal [$($code:literal),*];)+
    })+) => {
        /// A fault that a declaration was given.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum DeclarationFault {
            $($($(#[$doc])* $variant,)+)+
        }

        impl DeclarationFault {
            $(pub const $group: &'static [DeclarationFault] = &[$(DeclarationFault::$variant,)+];)+

            pub const ALL: &'static [DeclarationFault] = &[$($(DeclarationFault::$variant,)+)+];

            /// Stable for ever.
            pub const fn name(self) -> &'static str {
                match self { $($(DeclarationFault::$variant => $name,)+)+ }
            }

            /// Every code that the house must find in the declaration, and no other; sorted.
            pub const fn codes(self) -> &'static [&'static str] {
                match self { $($(DeclarationFault::$variant => &[$($code),*],)+)+ }
            }
        }
    };
}

faults! {
    IN_PAPERS {
    /// A mandatory field is empty.
    TraderName "trader_name" ["FMT-1101"];
    /// A name longer than its field.
    NameTooLong "name_too_long" ["FMT-1102"];
    /// A customs office of three digits.
    OfficeLength "office_length" ["FMT-1103"];
    /// Words where a number should be.
    WeightInWords "weight_in_words" ["FMT-1104"];
    /// The thirtieth of February.
    NoSuchDay "no_such_day" ["FMT-1107"];
    /// Terms of delivery that the form does not know.
    UnknownTerms "unknown_terms" ["FMT-1108"];
    /// The goods weigh more without their packing than with it.
    NetOverGross "net_over_gross" ["DEC-5001"];
    /// A total that is not price × quantity.
    LineTotal "line_total" ["DEC-5008"];
    CommodityCode "commodity_code" ["DEC-4001"];
    StatutoryUnit "statutory_unit" ["DEC-4003"];
    /// The second statutory unit without its quantity.
    SecondQuantity "second_quantity" ["DEC-4005"];
    BrandType "brand_type" ["DEC-4102"];
    /// An export that says what only imports say of preference.
    PreferenceSegment "preference_segment" ["DEC-4103"];
    /// The specification stops after its first two segments.
    Elements "elements" ["DEC-4105"];
    /// A document that a line needs is not presented.
    DocumentMissing "document_missing" ["DEC-6102"];
    ContainerCheck "container_check" ["DEC-1107"];
    ContainerTwice "container_twice" ["DEC-1008"];
    /// A container with a line that the declaration has not.
    ContainerLine "container_line" ["DEC-1201"];
    NoPackages "no_packages" ["DEC-5006"];
    /// Free on board, and no freight.
    FreightMissing "freight_missing" ["DEC-5102"];
    /// Freight paid, and freight again.
    FreightTwice "freight_twice" ["DEC-5101"];
    /// General trade that pays no tax.
    LevyMode "levy_mode" ["DEC-6002"];
    /// A broker without an authorisation.
    NoAuthorisation "no_authorisation" ["DEC-2008"];
    UnknownCountry "unknown_country" ["DEC-3009"];
    UnknownCurrency "unknown_currency" ["DEC-3022"];
    UnknownPort "unknown_port" ["DEC-3010"];
    /// A customs district as a whole, which takes no declarations.
    DistrictOffice "district_office" ["DEC-3004"];
    /// One line twice, which should be one.
    EqualLines "equal_lines" ["DEC-4008"];
    LineNumber "line_number" ["DEC-1003"];
    /// A social credit code with a wrong check character.
    CreditCode "credit_code" ["DEC-2001"];
    }
    IN_MANIFESTS {
        /// The carrier has another weight.
        ManifestWeight "manifest_weight" ["DEC-6407"];
        ManifestPackages "manifest_packages" ["DEC-6406"];
        ManifestPackaging "manifest_packaging" ["DEC-6414"];
        /// The carrier lost a digit of the bill's number: the declaration waits for its manifest.
        ManifestBill "manifest_bill" ["DEC-6401"];
        /// No manifest has the bill.
        NoManifest "no_manifest" ["DEC-6401"];
        /// The declarant has another voyage.
        ManifestVoyage "manifest_voyage" ["DEC-6404"];
        ManifestContainer "manifest_container" ["DEC-6408", "DEC-6409"];
        /// A container without its seal.
        ManifestSeal "manifest_seal" ["DEC-6412"];
        /// An export is declared before it has arrived.
        NotArrived "not_arrived" ["DEC-6413"];
    }
}

impl DeclarationFault {
    /// What a declaration must be for the fault to show.
    pub(super) fn shape(self) -> Shape {
        use DeclarationFault::*;
        let shape = Shape::default();
        match self {
            NoSuchDay | FreightMissing | FreightTwice => Shape {
                direction: Some(Direction::Import),
                terms: Some(if self == FreightMissing { "3" } else { "1" }),
                ..shape
            },
            PreferenceSegment => {
                Shape { direction: Some(Direction::Export), has_elements: true, ..shape }
            }
            BrandType | Elements => Shape { has_elements: true, ..shape },
            EqualLines => Shape { is_short: true, ..shape },
            DocumentMissing => Shape { needs_document: true, ..shape },
            SecondQuantity => Shape { has_second_unit: true, ..shape },
            // Who declares for himself would seem to declare for another.
            NoAuthorisation | CreditCode => Shape { is_agency: true, ..shape },
            // Of an export country and port must agree.
            UnknownCountry | UnknownPort => Shape { direction: Some(Direction::Import), ..shape },
            ContainerCheck | ContainerTwice | ContainerLine | ManifestVoyage
            | ManifestContainer | ManifestSeal => Shape { mode: Some(Mode::Sea), ..shape },
            NotArrived => Shape { direction: Some(Direction::Export), ..shape },
            LevyMode => Shape { is_general: true, ..shape },
            // By sea the containers would name a line that is not there.
            LineNumber => Shape { n_lines: 2, mode: Some(Mode::Air), ..shape },
            _ => shape,
        }
    }

    pub(super) fn plant(self, _of: &Declarations, it: &mut Declaration<'static>) {
        match self {
            DeclarationFault::TraderName => it.trader.name = "".into(),
            DeclarationFault::OfficeLength => it.port_customs = "225".into(),
            DeclarationFault::UnknownTerms => it.transaction_mode = "9".into(),
            DeclarationFault::NetOverGross => {
                it.gross_weight_kg = it.net_weight_kg - Amount::from_units(1);
            }
            DeclarationFault::NoPackages => it.packages = 0,
            DeclarationFault::ManifestVoyage => it.voyage_no = "000X".into(),
            DeclarationFault::FreightMissing => it.freight = model::Charge::default(),
            DeclarationFault::FreightTwice => {
                it.freight.mark = "3".into();
                it.freight.amount = Some(Amount::from_units(500));
                it.freight.currency = "USD".into();
            }
            DeclarationFault::DocumentMissing => it.documents.clear(),
            DeclarationFault::NoAuthorisation => {
                it.attachments.retain(|it| it.kind != "10000001");
            }
            DeclarationFault::UnknownCountry => it.shipping_country = "QQQ".into(),
            DeclarationFault::UnknownPort => it.port_abroad = "QQQ001".into(),
            DeclarationFault::DistrictOffice => it.declaring_customs = "2200".into(),
            DeclarationFault::CreditCode => spoil_check(&mut it.trader.credit_code),
            DeclarationFault::UnknownCurrency => {
                it.items.iter_mut().for_each(|it| it.currency = "QQQ".into());
            }
            DeclarationFault::EqualLines => equal_lines(it),
            DeclarationFault::ContainerCheck
            | DeclarationFault::ContainerTwice
            | DeclarationFault::ContainerLine => self.in_container(it),
            _ => self.in_line(it),
        }
    }

    fn in_line(self, it: &mut Declaration<'static>) {
        let Some(item) = it.items.first_mut() else { return };
        match self {
            DeclarationFault::NameTooLong => item.name = "名".repeat(256).into(),
            DeclarationFault::LineTotal => {
                item.total_price = item.total_price + item.total_price + Amount::from_units(1);
            }
            DeclarationFault::CommodityCode => item.commodity_code = "9999999999".into(),
            DeclarationFault::StatutoryUnit => item.unit1 = "041".into(),
            DeclarationFault::SecondQuantity => item.quantity2 = None,
            DeclarationFault::LevyMode => item.levy_mode = "3".into(),
            DeclarationFault::LineNumber => item.number = 50,
            DeclarationFault::BrandType => replace_segment(item, 0, "7"),
            DeclarationFault::PreferenceSegment => replace_segment(item, 1, "3"),
            DeclarationFault::Elements => {
                let two: Vec<&str> = item.model.split('|').take(2).collect();
                item.model = two.join("|").into();
            }
            _ => {}
        }
    }

    fn in_container(self, it: &mut Declaration<'static>) {
        let Some(container) = it.containers.first_mut() else { return };
        match self {
            DeclarationFault::ContainerCheck => {
                let body: String = container.number.chars().take(10).collect();
                container.number = format!("{body}{}", (check_digit(&body) + 1) % 10).into();
            }
            DeclarationFault::ContainerLine => {
                container.goods_lines = format!("{},51", container.goods_lines).into();
            }
            _ => {
                // The goods are shared, so that they weigh what they did.
                let own = container.own_weight_kg.unwrap_or_default();
                let goods = container.goods_weight_kg.unwrap_or_default() - own;
                let mut twin = container.clone();
                container.goods_weight_kg = Some(own + half(goods));
                twin.goods_weight_kg = Some(own + goods - half(goods));
                it.containers.push(twin);
            }
        }
    }

    /// What no value can carry is put into the message itself.
    pub(super) fn spoil(self, bytes: Vec<u8>) -> Vec<u8> {
        let text = String::from_utf8_lossy(&bytes);
        let spoilt = match self {
            DeclarationFault::WeightInWords => text.replacen("<GrossWet>", "<GrossWet>约", 1),
            DeclarationFault::NoSuchDay => match text.split_once("<IEDate>") {
                Some((before, after)) => {
                    let rest: String = after.chars().skip(8).collect();
                    format!("{before}<IEDate>20200230{rest}")
                }
                None => text.into_owned(),
            },
            _ => return bytes,
        };
        spoilt.into_bytes()
    }
}

/// Another last character than the right one.
fn spoil_check(code: &mut model::Text<'static>) {
    let body: String = code.chars().take(17).collect();
    let last = if code.ends_with('0') { '1' } else { '0' };
    *code = format!("{body}{last}").into();
}

/// The first line becomes two of half its size.
fn equal_lines(it: &mut Declaration<'static>) {
    let number = it.items.len() as u32 + 1;
    let Some(item) = it.items.first() else { return };
    let mut twin = item.clone();
    twin.number = number;
    it.items.push(twin);
    // What is declared twice weighs twice.
    let kilograms: Option<Amount> = it
        .items
        .last()
        .and_then(|it| if it.unit1 == "035" { Some(it.quantity1) } else { it.quantity2 });
    let added = kilograms.unwrap_or_default();
    it.net_weight_kg += added;
    it.gross_weight_kg += added;
    if let Some(container) = it.containers.first_mut() {
        container.goods_lines = format!("{},{number}", container.goods_lines).into();
        container.goods_weight_kg = container.goods_weight_kg.map(|it| it + added);
    }
}

fn replace_segment(item: &mut model::GoodsItem<'static>, nth: usize, text: &str) {
    let segments = item.model.split('|').enumerate();
    let replaced: Vec<&str> =
        segments.map(|(at, segment)| if at == nth { text } else { segment }).collect();
    item.model = replaced.join("|").into();
}

fn half(amount: Amount) -> Amount {
    Amount::from_fen(amount.scaled() / 1_000 / 2)
}

impl fmt::Display for DeclarationFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn names_are_unique_and_codes_sorted() {
        let names: BTreeSet<&str> = DeclarationFault::ALL.iter().map(|it| it.name()).collect();
        assert_eq!(names.len(), DeclarationFault::ALL.len());
        for fault in DeclarationFault::ALL {
            assert!(fault.codes().is_sorted() && !fault.codes().is_empty(), "{fault}");
        }
    }
}
