//! Joins: which documents belong together. Every comparison of their contents is a check.
//!
//! Order, payment and list meet on platform and order number. The list names its waybill by
//! logistics company and waybill number; the waybill names no platform. What a zone sends is filed
//! under its declarant's own number; it names the lists it gathers by the house's numbers.

#![deny(clippy::float_arithmetic)]

use std::hash::Hasher;

use model::{Declaration, Direction, Document, ExportDocument, KeyPair, ZoneDocument};
use siphasher::sip128::{Hasher128, SipHasher24};

/// The secret under which the house digests natural keys, so that nobody outside can aim at a
/// collision.
#[derive(Clone)]
pub struct Keyring {
    secret: [u8; 16],
    /// Bits of `hi` that are kept; all of them outside of tests.
    mask: u64,
}

/// What natural key is digested: equal texts of different kinds never meet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Domain {
    Order = 1,
    Waybill,
    Payment,
    AnnualLimit,
    Guarantee,
    AccountBook,
    Recipient,
    Identity,
    InboundDetail,
    Session,
    Slip,
    ExitList,
    GatePass,
    Declaration,
    Licence,
    LicenceDrawers,
    Authorisation,
    Manifest,
    Bill,
    ManifestsKept,
    GuaranteeInstrument,
    GuaranteeDrawers,
    ExportOrder = 48,
    ExportWaybill,
    ExportArrival,
    ExportDeparture,
    MasterWaybill,
    ExportSummary,
    OverdueLists,
    ReturnParcel,
    ReturnTally,
    FilesKept,
    Remembered,
    Lots,
}

/// The keys under which a document is filed and looked up.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct DocumentKeys {
    /// Platform and order number; a waybill has none.
    pub order: Option<KeyPair>,
    /// Logistics company and waybill number.
    pub waybill: Option<KeyPair>,
    /// Payment company and transaction number.
    pub payment: Option<KeyPair>,
    /// Site operator and his own number.
    pub inbound: Option<KeyPair>,
    /// Declarant and his own number of an exit list or gate pass.
    pub zone: Option<KeyPair>,
    /// Declarant and his client's own number of a goods declaration.
    pub declaration: Option<KeyPair>,
    /// Direction and number of a manifest.
    pub manifest: Option<KeyPair>,
}

impl Keyring {
    pub fn new(secret: [u8; 16]) -> Keyring {
        Keyring { secret, mask: u64::MAX }
    }

    /// Keeps only some bits of every `hi`, so that a test meets collisions.
    pub fn colliding(secret: [u8; 16], mask: u64) -> Keyring {
        Keyring { secret, mask }
    }

    fn digest(&self, domain: Domain, parts: [&str; 2]) -> KeyPair {
        let mut hasher = SipHasher24::new_with_key(&self.secret);
        hasher.write_u8(domain as u8);
        for part in parts {
            hasher.write(part.as_bytes());
            // No UTF-8 text contains this byte: `ab`,`c` is not `a`,`bc`.
            hasher.write_u8(0xff);
        }
        let digest = hasher.finish128();
        KeyPair { hi: digest.h1 & self.mask, lo: digest.h2 }
    }

    pub fn order(&self, platform_code: &str, order_no: &str) -> KeyPair {
        self.digest(Domain::Order, [platform_code, order_no])
    }

    pub fn waybill(&self, logistics_code: &str, waybill_no: &str) -> KeyPair {
        self.digest(Domain::Waybill, [logistics_code, waybill_no])
    }

    pub fn payment(&self, company_code: &str, transaction_no: &str) -> KeyPair {
        self.digest(Domain::Payment, [company_code, transaction_no])
    }

    /// A buyer's purchases in one calendar year.
    pub fn annual_limit(&self, id_number: &str, year: &str) -> KeyPair {
        self.digest(Domain::AnnualLimit, [id_number, year])
    }

    /// A name and identity number, as an identity service is asked about them.
    pub fn identity(&self, name: &str, number: &str) -> KeyPair {
        self.digest(Domain::Identity, [name, number])
    }

    /// The house's question about one payment; whoever was not told it cannot guess it.
    pub fn session(&self, order: KeyPair, asked: &str) -> KeyPair {
        self.digest(Domain::Session, [&format!("{:x}/{:x}", order.hi, order.lo), asked])
    }

    pub fn guarantee(&self, code: &str) -> KeyPair {
        self.digest(Domain::Guarantee, [code, ""])
    }

    /// A guarantee instrument by its number: its case and its account.
    pub fn guarantee_instrument(&self, number: &str) -> KeyPair {
        self.digest(Domain::GuaranteeInstrument, [number, ""])
    }

    /// Which declarations stood on a guarantee instrument.
    pub fn guarantee_drawers(&self, number: &str) -> KeyPair {
        self.digest(Domain::GuaranteeDrawers, [number, ""])
    }

    /// Which collective lists of a trader are overdue.
    pub fn overdue_lists(&self, trader_code: &str) -> KeyPair {
        self.digest(Domain::OverdueLists, [trader_code, ""])
    }

    pub fn account_book(&self, book_no: &str, record_no: &str) -> KeyPair {
        self.digest(Domain::AccountBook, [book_no, record_no])
    }

    /// Goods of a licence, by the first digits of their codes. A kind is one character.
    pub fn licence(&self, kind: &str, number: &str, commodity: &str) -> KeyPair {
        self.digest(Domain::Licence, [&format!("{kind}{number}"), commodity])
    }

    /// Which declarations drew on a licence.
    pub fn licence_drawers(&self, kind: &str, number: &str) -> KeyPair {
        self.digest(Domain::LicenceDrawers, [kind, number])
    }

    /// Which declaration used a one-time authorisation.
    pub fn authorisation(&self, number: &str) -> KeyPair {
        self.digest(Domain::Authorisation, [number, ""])
    }

    /// What a site operator reported under one number of his.
    pub fn inbound(&self, operator_code: &str, reference: &str) -> KeyPair {
        self.digest(Domain::InboundDetail, [operator_code, reference])
    }

    /// The bills of one guarantor that fall due on one day, `yyyymmdd`.
    pub fn slip(&self, guarantor_code: &str, day: &str) -> KeyPair {
        self.digest(Domain::Slip, [guarantor_code, day])
    }

    /// The declarant's own number of an exit list.
    pub fn exit_list(&self, declarant_code: &str, reference: &str) -> KeyPair {
        self.digest(Domain::ExitList, [declarant_code, reference])
    }

    /// The declarant's own number of a gate pass.
    pub fn gate_pass(&self, declarant_code: &str, reference: &str) -> KeyPair {
        self.digest(Domain::GatePass, [declarant_code, reference])
    }

    pub fn of_zone(&self, document: &ZoneDocument<'_>) -> DocumentKeys {
        let (declarant, reference) = (document.declarant_code(), document.reference());
        let key = match document {
            ZoneDocument::ExitList(_) => self.exit_list(declarant, reference),
            ZoneDocument::GatePass(_) => self.gate_pass(declarant, reference),
        };
        DocumentKeys { zone: Some(key), ..DocumentKeys::default() }
    }

    /// A client's own number of a goods declaration.
    pub fn declaration(&self, declarant_code: &str, reference: &str) -> KeyPair {
        self.digest(Domain::Declaration, [declarant_code, reference])
    }

    pub fn of_declaration(&self, declaration: &Declaration<'_>) -> DocumentKeys {
        let key = self.declaration(declaration.filer_code(), &declaration.reference);
        DocumentKeys { declaration: Some(key), ..DocumentKeys::default() }
    }

    /// A manifest by its sender's number.
    pub fn manifest(&self, direction: Direction, manifest_no: &str) -> KeyPair {
        self.digest(Domain::Manifest, [way(direction), manifest_no])
    }

    /// A bill as a declaration names it: `master`, `master*house` or `master_house`.
    pub fn bill(&self, direction: Direction, bill_no: &str) -> KeyPair {
        self.digest(Domain::Bill, [way(direction), &bill_no.replace('_', "*")])
    }

    /// That manifests of a mode of transport are sent to a customs office.
    pub fn manifests_kept(&self, direction: Direction, mode: &str, customs: &str) -> KeyPair {
        self.digest(Domain::ManifestsKept, [&format!("{}{mode}", way(direction)), customs])
    }
    /// That a company sends the files that it attaches to declarations.
    pub fn files_kept(&self, filer_code: &str) -> KeyPair {
        self.digest(Domain::FilesKept, [filer_code, ""])
    }

    /// An order of an export: of its platform, or of its seller where a platform abroad has no code.
    pub fn export_order(&self, platform_code: &str, seller_code: &str, order_no: &str) -> KeyPair {
        let is_coded = platform_code != NO_CODE;
        let of = if is_coded { platform_code } else { seller_code };
        self.digest(Domain::ExportOrder, [of, order_no])
    }

    pub fn export_waybill(&self, logistics_code: &str, waybill_no: &str) -> KeyPair {
        self.digest(Domain::ExportWaybill, [logistics_code, waybill_no])
    }

    /// A parcel that brings goods of exports back.
    pub fn return_parcel(&self, logistics_code: &str, waybill_no: &str) -> KeyPair {
        self.digest(Domain::ReturnParcel, [logistics_code, waybill_no])
    }

    /// What an operator, carrier or declarant reported under one number of his, in one part.
    fn export_movement(&self, domain: Domain, code: &str, reference: &str, part: u32) -> KeyPair {
        self.digest(domain, [code, &format!("{reference}/{part}")])
    }

    /// The keys of an export's document, and those of the waybills that move with it. Its domains are
    /// its own, so the fields are those of an import's like.
    pub fn of_export(&self, document: &ExportDocument<'_>) -> (DocumentKeys, Vec<KeyPair>) {
        let none = DocumentKeys::default();
        let order = |platform: &str, seller: &str, order_no: &str| {
            Some(self.export_order(platform, seller, order_no))
        };
        let moved = |domain, code: &str, reference: &str, part| {
            Some(self.export_movement(domain, code, reference, part))
        };
        match document {
            ExportDocument::Order(it) => {
                let order = order(&it.platform_code, &it.seller_code, &it.order_no);
                (DocumentKeys { order, ..none }, Vec::new())
            }
            ExportDocument::Money(it) => {
                let order = order(&it.platform_code, &it.seller_code, &it.order_no);
                (DocumentKeys { order, ..none }, Vec::new())
            }
            ExportDocument::Waybill(it) => {
                let waybill = Some(self.export_waybill(&it.logistics_code, &it.waybill_no));
                (DocumentKeys { waybill, ..none }, Vec::new())
            }
            ExportDocument::List(it) => {
                let order = order(&it.platform_code, &it.seller_code, &it.order_no);
                let waybill = Some(self.export_waybill(&it.logistics_code, &it.waybill_no));
                (DocumentKeys { order, waybill, ..none }, Vec::new())
            }
            // It names a list by its number, which needs no key.
            ExportDocument::Cancellation(_) => (none, Vec::new()),
            ExportDocument::Arrival(it) => {
                let (code, part) = (&it.operator_code, it.message_number);
                let inbound = moved(Domain::ExportArrival, code, &it.trader_reference, part);
                let line = |no: &str| self.export_waybill(&it.logistics_code, no);
                let lines = it.items.iter().map(|it| line(&it.waybill_no)).collect();
                (DocumentKeys { inbound, ..none }, lines)
            }
            ExportDocument::Departure(it) => {
                let (code, part) = (&it.logistics_code, it.message_number);
                let inbound = moved(Domain::ExportDeparture, code, &it.trader_reference, part);
                let line = |no: &str| self.export_waybill(&it.logistics_code, no);
                let lines = it.items.iter().map(|it| line(&it.waybill_no)).collect();
                (DocumentKeys { inbound, ..none }, lines)
            }
            // It names a list by its number; its key is the parcel's that brings the goods.
            ExportDocument::Return(it) => {
                (none, vec![self.return_parcel(&it.logistics_code, &it.waybill_no)])
            }
            ExportDocument::Tally(it) => {
                let inbound =
                    moved(Domain::ReturnTally, &it.operator_code, &it.trader_reference, 1);
                let parcel = self.return_parcel(&it.logistics_code, &it.waybill_no);
                (DocumentKeys { inbound, ..none }, vec![parcel])
            }
            // Its lists are named by their numbers, which need no key.
            ExportDocument::Summary(it) => {
                let (code, part) = (&it.declarant_code, it.message_number);
                let inbound = moved(Domain::ExportSummary, code, &it.trader_reference, part);
                (DocumentKeys { inbound, ..none }, Vec::new())
            }
            ExportDocument::MasterWaybill(it) => {
                let (code, part) = (&it.declarant_code, it.message_number);
                let inbound = moved(Domain::MasterWaybill, code, &it.trader_reference, part);
                let line = |no: &str| self.export_waybill(&it.logistics_code, no);
                let lines = it.items.iter().map(|it| line(&it.waybill_no)).collect();
                (DocumentKeys { inbound, ..none }, lines)
            }
        }
    }

    /// What a day's lots are drawn by.
    pub fn lots(&self, day: &str) -> KeyPair {
        // Kept whole: no lookup depends on it.
        let Keyring { secret, mask: _ } = *self;
        Keyring { secret, mask: u64::MAX }.digest(Domain::Lots, [day, ""])
    }

    /// Receipts are filed under `hi` alone, so it keeps all its bits even where others collide.
    /// With what risk analysis digests the keys under which it remembers.
    pub fn remembered(&self) -> KeyPair {
        self.digest(Domain::Remembered, ["", ""])
    }

    pub fn recipient(&self, code: &str) -> KeyPair {
        let whole = Keyring { secret: self.secret, mask: u64::MAX };
        whole.digest(Domain::Recipient, [code, ""])
    }

    pub fn of(&self, document: &Document<'_>) -> DocumentKeys {
        match document {
            Document::Order(it) => DocumentKeys {
                order: Some(self.order(&it.platform_code, &it.order_no)),
                ..DocumentKeys::default()
            },
            Document::Payment(it) => DocumentKeys {
                order: Some(self.order(&it.platform_code, &it.order_no)),
                payment: Some(self.payment(&it.payment_company_code, &it.transaction_no)),
                ..DocumentKeys::default()
            },
            Document::Waybill(it) => DocumentKeys {
                waybill: Some(self.waybill(&it.logistics_code, &it.waybill_no)),
                ..DocumentKeys::default()
            },
            Document::Inventory(it) => DocumentKeys {
                order: Some(self.order(&it.platform_code, &it.order_no)),
                waybill: Some(self.waybill(&it.logistics_code, &it.waybill_no)),
                ..DocumentKeys::default()
            },
            Document::WaybillStatus(it) => DocumentKeys {
                waybill: Some(self.waybill(&it.logistics_code, &it.waybill_no)),
                ..DocumentKeys::default()
            },
            Document::InboundDetail(it) => {
                let reference = it.trader_reference.given().unwrap_or(&it.head.guid);
                let inbound = Some(self.inbound(&it.operator_code, reference));
                DocumentKeys { inbound, ..DocumentKeys::default() }
            }
            // They name a list by its number, which needs no key.
            Document::Cancellation(_) | Document::GoodsReturn(_) => DocumentKeys::default(),
        }
    }
}

fn way(direction: Direction) -> &'static str {
    match direction {
        Direction::Import => "I",
        Direction::Export => "E",
    }
}
/// What stands for the code of a platform abroad.
const NO_CODE: &str = "无";

/// Which of a list's partners have come (any order of arrival).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Partners {
    pub order: bool,
    pub payment: bool,
    pub waybill: bool,
}

impl Partners {
    pub fn are_complete(self) -> bool {
        self.order && self.payment && self.waybill
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_and_boundaries_keep_keys_apart() {
        let ring = Keyring::new([7; 16]);
        assert_eq!(ring.order("ab", "c"), ring.order("ab", "c"));
        assert_ne!(ring.order("ab", "c"), ring.order("a", "bc"));
        assert_ne!(ring.order("ab", "c"), ring.waybill("ab", "c"));
        assert_ne!(ring.exit_list("ab", "c"), ring.gate_pass("ab", "c"));
        assert_ne!(ring.order("ab", "c"), Keyring::new([8; 16]).order("ab", "c"));
        assert_ne!(ring.order("ab", "c"), ring.export_order("ab", "s", "c"));
        assert_ne!(ring.waybill("ab", "c"), ring.export_waybill("ab", "c"));
        assert_eq!(ring.export_order("ab", "s", "c"), ring.export_order("ab", "t", "c"));
        assert_ne!(ring.export_order(NO_CODE, "s", "c"), ring.export_order(NO_CODE, "t", "c"));
    }

    #[test]
    fn a_colliding_ring_collides_only_in_hi() {
        let ring = Keyring::colliding([7; 16], 0);
        let (one, two) = (ring.order("P", "1"), ring.order("P", "2"));
        assert_eq!(one.hi, two.hi);
        assert_ne!(one.lo, two.lo);
    }
}
