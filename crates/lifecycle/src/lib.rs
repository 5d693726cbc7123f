//! Transition tables: what may happen to an entry, an exit list, a gate pass, a declaration, a manifest now.
//!
//! One module a procedure. A guard such as "the guarantee suffices" is decided before its event is
//! made, so a table has no conditions in it: an event is a fact that somebody established.

#![deny(clippy::float_arithmetic)]

mod after_release;
mod amendment;
mod audit;
mod declaration;
mod docs;
mod duty_slip;
mod export;
mod guarantee;
mod instrument;
mod manifest;
mod monthly;
mod retail_import;
mod transit;
mod waits;
mod zone;

pub use after_release::{
    RETURN_TRANSITIONS, ReturnEvent, SLIP_TRANSITIONS, SlipEvent, next_return, next_slip,
    return_title_en, return_title_zh, slip_title_en, slip_title_zh,
};
pub use amendment::{
    AMENDMENT_TRANSITIONS, AmendmentEvent, amendment_title_en, amendment_title_zh,
    is_amendment_open, next_amendment,
};
pub use audit::{
    AUDIT_TRANSITIONS, AuditEvent, audit_title_en, audit_title_zh, is_audit_decided, is_audit_open,
    next_audit,
};
pub use declaration::{
    DECLARATION_TRANSITIONS, DeclarationEvent, declaration_title_en, declaration_title_zh,
    next_declaration,
};
pub use docs::{render_markdown, state_title_en, state_title_zh};
pub use duty_slip::{
    DUTY_SLIP_TRANSITIONS, DutySlipEvent, duty_slip_title_en, duty_slip_title_zh, is_payable,
    next_duty_slip,
};
pub use export::{EXPORT_TRANSITIONS, ExportEvent, export_title_en, export_title_zh, next_export};
pub use guarantee::{
    GUARANTEE_TRANSITIONS, GuaranteeEvent, guarantee_title_en, guarantee_title_zh, next_guarantee,
};
pub use instrument::{
    INSTRUMENT_TRANSITIONS, InstrumentEvent, instrument_title_en, instrument_title_zh,
    is_instrument_open, next_instrument,
};
pub use manifest::{
    CONSIGNMENT_TRANSITIONS, ConsignmentEvent, ManifestEvent, consignment_title_en,
    consignment_title_zh, manifest_title_en, manifest_title_zh, next_consignment, next_manifest,
};
pub use monthly::{
    MONTHLY_TRANSITIONS, MonthlyEvent, monthly_title_en, monthly_title_zh, next_monthly,
};
pub use retail_import::{Event, NotApplicable, TRANSITIONS, applicable, is_final, is_open, next};
pub use transit::{
    TRANSIT_TRANSITIONS, TransitEvent, next_transit, transit_title_en, transit_title_zh,
};
pub use waits::{Wait, WaitsFor, declaration_wait, duty_slip_wait};
pub use zone::{
    EXIT_LIST_TRANSITIONS, ExitListEvent, GATE_PASS_TRANSITIONS, GatePassEvent, exit_list_title_en,
    exit_list_title_zh, gate_pass_title_en, gate_pass_title_zh, next_exit_list, next_gate_pass,
};
