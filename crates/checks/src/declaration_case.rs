//! What the checks of a goods declaration may look at.

use model::{
    Amount, Authorisation, Consignment, Date, DayStamp, Declaration, DeclarationState, EntryId,
    Manifest,
};
use params::Law;

use crate::{Party, Tolerance};

/// A goods declaration alone, as filed to be declared. One that is only to be kept is not checked.
#[derive(Debug, Clone, Copy)]
pub struct DeclarationCase<'a> {
    pub declaration: &'a Declaration<'a>,
    /// Day of declaration.
    pub on: Date,
    pub law: &'a Law,
    /// Enterprises to look for in the registry; empty where the house keeps none.
    pub parties: &'a [Party<'a>],
    /// What is held under its client's own number.
    pub held: Option<HeldDeclaration<'a>>,
    pub tolerance: Tolerance,
    /// By how much weights that should be one may differ. The house's own setting, not law.
    pub allowed_kg: Amount,
}

#[derive(Debug, Clone, Copy)]
pub struct HeldDeclaration<'a> {
    pub state: DeclarationState,
    /// 海关编号; empty before it has one.
    pub declaration_no: &'a str,
}

/// A declaration beside the register of licences (监管证件联网核查).
#[derive(Debug, Clone, Copy)]
pub struct LicencesCase<'a> {
    pub declaration: &'a Declaration<'a>,
    pub on: Date,
    pub law: &'a Law,
    /// What the register says of the licence in the head (`declaration.licence_no`).
    pub head: Presented<'a>,
    /// Of each presented document (`declaration.documents`), in the declaration's order.
    pub licences: &'a [Presented<'a>],
}

/// What the register says of a document that a declaration presents.
#[derive(Debug, Clone, Copy, Default)]
pub enum Presented<'a> {
    /// The house keeps no register of documents of this kind: there is nothing to verify.
    #[default]
    NotKept,
    /// It keeps one, and the number is not in it.
    Unknown,
    Registered(RegisteredLicence<'a>),
}

/// A licence, approval or quota certificate as its issuer registered it.
#[derive(Debug, Clone, Copy)]
pub struct RegisteredLicence<'a> {
    /// 监管证件代码, one character.
    pub kind: &'a str,
    pub number: &'a str,
    /// Customs code or social credit code of the one it was issued to; empty: whoever presents it.
    pub holder_code: &'a str,
    /// First and last day on which it may be presented.
    pub valid_from: Date,
    pub valid_to: Date,
    /// Withdrawn by its issuer.
    pub is_revoked: bool,
    pub goods: &'a [LicensedGoods<'a>],
}

/// Goods that a licence covers, and what is left of them.
#[derive(Debug, Clone, Copy)]
pub struct LicensedGoods<'a> {
    /// First digits of the commodity codes: two to ten.
    pub commodity: &'a str,
    /// Unit of what is left, of the table of units.
    pub unit: &'a str,
    /// What no declaration has written off; nothing when the licence is not used up by quantity.
    pub left: Option<Amount>,
}

/// What a declaration writes off of a licence: the sum over the goods lines that need it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LicenceDraw {
    /// Index of the presented document; nothing for the licence in the head.
    pub document: Option<usize>,
    /// Index of the licence's goods.
    pub goods: usize,
    pub quantity: Amount,
}

/// A declaration that a broker files, beside the authorisations (代理报关委托) that the house keeps. Not
/// asked of one whose declarant is its trader or owner.
#[derive(Debug, Clone, Copy)]
pub struct AgencyCase<'a> {
    pub declaration: &'a Declaration<'a>,
    pub on: Date,
    /// One each attachment `10000001`, in the declaration's order.
    pub named: &'a [NamedAuthorisation<'a>],
}

/// An authorisation that a declaration names.
#[derive(Debug, Clone, Copy)]
pub struct NamedAuthorisation<'a> {
    /// Index of the attachment.
    pub attachment: usize,
    pub number: &'a str,
    /// Nothing when none has the number.
    pub authorisation: Option<&'a Authorisation>,
    /// Another case that stands and was filed under it.
    pub used_by: Option<EntryId>,
}

/// A declaration beside the manifest that its bill is on (货证统一).
#[derive(Debug, Clone, Copy)]
pub struct ManifestCase<'a> {
    pub declaration: &'a Declaration<'a>,
    pub on: Date,
    /// The manifest and the consignment of the declaration's bill; nothing while none has come.
    pub carried: Option<(&'a Manifest<'a>, &'a Consignment<'a>)>,
    /// When the goods were reported as arrived; 0 or nothing before.
    pub arrived_on: Option<DayStamp>,
    /// The number of another declaration that stands for the same bill.
    pub elsewhere: Option<&'a str>,
    /// By how much the gross weights may differ. The house's own setting, not law.
    pub allowed_kg: Amount,
}
