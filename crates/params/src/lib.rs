//! Dated, cited values of law: parameters, the tariff and the code tables.
//!
//! A number that a law sets lives in `/params`, never in Rust. Every look-up is `on` a day and
//! answers the value with its basis, or [`NotCovered`]: there is no default and no "latest".
//! [`Law`] is everything that is shipped, embedded in the binary, proved when it is loaded.

#![deny(clippy::float_arithmetic)]

mod access_rules;
mod act_rules;
mod admission_rules;
mod amendment_rules;
mod audit_rules;
mod bases;
mod calendar;
mod cited;
mod codes;
mod collective;
mod declaration_law;
mod enterprise_rules;
mod exchange;
mod export_modes;
mod faq;
mod filing_rules;
mod form_rules;
mod instrument_rules;
mod law;
mod library;
mod look_up;
mod look_up_text;
mod manifest_rules;
mod parameter;
mod people_rules;
mod personal;
mod positive_list;
mod profile;
mod proofs;
mod rates;
mod retail;
mod rows;
mod sad_codes;
mod second_rules;
mod selection_rules;
mod service_rules;
mod special_duties;
mod supplement_rules;
mod tariff;
mod tariff_file;
mod tariff_names;
mod tariff_search;
mod worklist_rules;

pub use access_rules::{AccessRow, AccessRules, Covers, ItemRule, Withholding};
pub use act_rules::{ACT_GROUPS, ActRule, ActRules};
pub use admission_rules::{AdmissionRules, PortCheck};
pub use amendment_rules::{ASKED_BY_CUSTOMS, AmendmentGround, AmendmentPhase, AmendmentRules};
pub use audit_rules::{
    AuditRules, Disclosed, DisclosedMatter, DisclosureCount, DisclosureRule, Supervised,
};
pub use bases::Bases;
pub use calendar::Calendar;
pub use cited::{Cited, NotCovered};
pub use codes::{CodeRow, Codes, Table};
pub use collective::{AlikeField, CollectiveRules, CollectiveWindow};
pub use declaration_law::{
    Adjustment, DateRule, DeclarationLaw, DeclarationRules, Relief, UnprovenRule, Valuation,
};
pub use enterprise_rules::{AeoProgramme, CreditRule, EnterpriseRules, ListRule};
pub use exchange::{ExchangeRates, parity_day};
pub use export_modes::{ExportMode, ExportModes};
pub use faq::{Faq, FaqFigure, FaqPart, FaqQuestion, FaqTopic};
pub use filing_rules::{Combination, FilingRules, LicenceNeed, LicenceRule, ModeRule};
pub use form_rules::{FormCodes, FormCondition, FormRow, FormRules, FormSection, FormValue};
pub use instrument_rules::{
    ExtensionRule, FieldRule, InstrumentRule, InstrumentRules, TermRule, term_ends_on,
};
pub use law::{Extension, Law, LawError};
pub use library::{LawFile, LawKind, LawRow, Library};
pub use look_up::{
    AgreementAnswer, CitedRate, DutyAnswer, LookUpError, NamedCode, TariffAnswer, look_up,
};
pub use manifest_rules::{LimitMoment, LimitedCarriage, ManifestLimit, ManifestRules};
pub use parameter::{Parameter, Parameters, Quantity, Value};
pub use people_rules::{PeopleRules, RightRow, SignInRules};
pub use personal::{PersonalRow, PersonalRules, Shape};
pub use positive_list::PositiveList;
pub use profile::{Level, Profile, Profiles, RateUnit, Rounding, RoundingMode, TaxRule};
pub use proofs::{Proof, ProofRules};
pub use rates::{ConsumptionTax, DutyRate, LicenceSet, Specific, UnitCode};
pub use retail::RetailLaw;
pub use rows::Period;
pub use sad_codes::{SadCode, SadCodes};
pub use second_rules::{SecondBinds, SecondRule, SecondRules};
pub use selection_rules::{SelectedBy, SelectionRule, SelectionRules};
pub use service_rules::{
    Audience, CLEARANCE, InternalMessage, NeedKind, Service, ServiceGroup, ServiceNeed,
    ServiceRules,
};
pub use special_duties::{SpecialDuties, SpecialRate};
pub use supplement_rules::{SupplementField, SupplementRules};
pub use tariff::{AgreementRate, Tariff, TariffError, TariffLine};
pub use tariff_names::TariffNames;
pub use tariff_search::{Found, search};
pub use worklist_rules::{LAST_PRIORITY, TaskRule, WorklistRules};
