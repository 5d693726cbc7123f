//! The procedures: inputs in, decisions out. Knows no XML, no HTTP and no database.
//!
//! [`House`] runs the commit protocol over the [`ports`]; its [`Office`] decides batches, each on a
//! `Desk`, the batch's working set. `take` and `list` file documents, `settle` matches, assesses and releases; `arrive`,
//! `deliver`, `cancel` and `goods_return` take what comes beside and after a list; `money` bills, sums up and reverses;
//! `exit_list` and `gate_pass` let bonded goods leave their zone; `declaration` files goods declarations and
//! `duty` assesses and releases them, with their `licences` and a broker's authorisation (`agency`), `duty_money` has
//! them paid; `admission` rules on what is asked for of goods that come in in two stages, `admission_act` has it take
//! effect; `instrument_issue` issues what customs says of one on paper, `instrument_act` has it served and answered,
//! `value` decides what goods are worth, `examine` draws who examines them, `confirm` has another officer confirm what they found; `audit_open`,
//! `audit_act` and `audit_conclude` look into declarations after release; `guarantees` and `guaranteed` put
//! declarations on guarantees and call these; `manifest_take` and
//! `manifest_report` take what carriers and sites say of the goods on a manifest, `carried` holds declarations against
//! it; `commands` and `tick` obey officers, sites, banks and the clock. Everything that decides is pure: moments and seeds come
//! with the inputs, so the inputs replayed in commit order come to the same states and receipts.

#![deny(clippy::float_arithmetic)]

mod accounts;
mod acts;
mod acts_beside;
mod admission;
mod admission_act;
mod admission_checks;
mod agency;
mod amend;
mod amend_effect;
mod amendment;
mod amendment_checks;
mod answer;
mod answers;
mod appointment;
mod arrive;
mod audit;
mod audit_act;
mod audit_checks;
mod audit_conclude;
mod audit_instrument;
mod audit_open;
mod audit_weigh;
mod book;
mod cancel;
mod carried;
mod case;
pub mod catalogue;
pub mod chain;
pub mod claims;
pub mod cleared;
mod close;
mod collective;
mod collective_checks;
mod command_keys;
mod commands;
mod confirm;
mod confirm_checks;
mod declaration;
mod deliver;
mod desk;
mod disclosure;
mod duty;
mod duty_money;
mod duty_order;
mod duty_slip;
mod enquirer;
mod enterprises;
pub mod entry;
mod examine;
mod exchange;
mod exit_list;
mod export;
mod extension;
mod facts;
mod features;
mod file_checks;
mod gate_pass;
mod gathered;
mod goods_back;
mod goods_return;
mod guarantee_file;
mod guaranteed;
mod guarantees;
pub mod history;
mod house;
mod instrument;
mod instrument_act;
mod instrument_checks;
mod instrument_draft;
mod instrument_issue;
mod licences;
mod list;
mod manifest;
mod manifest_checks;
mod manifest_report;
mod manifest_take;
mod money;
mod monthly;
mod monthly_file;
mod numbers;
mod office;
mod outbox;
mod overdue;
pub mod ports;
mod prepare;
mod refund;
mod registry;
mod rehearse;
mod risk_book;
mod risk_plan;
mod risk_trial;
mod sampling;
mod sampling_checks;
mod scales;
mod sent_back;
mod sent_back_checks;
mod sent_file;
mod settle;
mod shown;
mod signatories;
mod signing;
pub mod slip;
mod special_duties;
mod supplement;
mod supplement_checks;
mod take;
mod tally;
mod task_act;
mod task_checks;
mod tasks;
mod tick;
mod transit;
mod transit_brought;
mod transit_checks;
mod transit_file;
mod treatment;
mod treatment_checks;
mod truth;
mod two_step;
mod value;
mod voyage_report;
mod waiver;
mod wanted;
mod weighed;
mod working_days;
mod zone;

pub use acts::{
    Asks, OpenAct, amendment_acts, declaration_acts, duty_slip_acts, export_acts, instrument_acts,
    parcel_acts,
};
pub use acts_beside::{
    AuditWord, audit_acts, consignment_acts, gate_pass_acts, monthly_acts, parcel_exit,
    released_acts, retail_slip_acts, transit_acts,
};
pub use amendment::{
    AmendmentFile, LastAmendment, amendment_state_number, amendment_state_of, amendment_states,
};
pub use answers::Policies;
pub use audit::{AuditFile, audit_state_number, audit_state_of, audit_states};
pub use carried::OnManifest;
pub use commands::allows_parcel_order;
pub use declaration::{
    DeclarationFile, case_of_declaration_no, declaration_state_number, declaration_state_of,
    declaration_states,
};
pub use desk::UNIDENTIFIED;
pub use duty::allows_declaration_order;
pub use duty_money::late_fee;
pub use duty_slip::{
    DutySlip, Refund, duty_slip_state_number, duty_slip_state_of, duty_slip_states,
};
pub use enquirer::{Buyer, Enquirer, IdentityService, LimitService, Unavailable};
pub use exit_list::{ExitListFile, Share};
pub use export::{
    ExportFile, ExportReturned, ExportWaybillRecord, case_of_export_no, export_state_number,
    export_state_of, export_states,
};
pub use facts::{Foreseen, Load};
pub use features::{features_of_declaration, features_of_export, features_of_parcel};
pub use gate_pass::GatePassFile;
pub use guarantee_file::{GuaranteeFile, guarantee_state_number, guarantee_state_of};
pub use guaranteed::GuaranteeTerm;
pub use house::House;
pub use instrument::{
    InstrumentFile, OpenInstrument, instrument_state_number, instrument_state_of, instrument_states,
};
pub use licences::DrawnLicence;
pub use manifest::{
    CONSIGNMENT_STATES, ConsignmentFile, DeclaredBy, MANIFEST_STATES, ManifestFile, OverLanded,
    Tallied, consignment_state_number, consignment_state_of, manifest_state_number,
    manifest_state_of,
};
pub use monthly_file::{
    MonthOfTax, MonthlyFile, case_of_monthly_payer, monthly_state_number, monthly_state_of,
};
pub use numbers::{
    case_of_amendment_no, case_of_audit_no, case_of_duty_slip_no, case_of_instrument_no,
    duty_slip_case, entry_of_consignment_no, entry_of_list_no, entry_of_return_no,
    entry_of_slip_no, instrument_case,
};
pub use office::{Decided, Office, Pending, Rooms, keys_ahead};
pub use outbox::{StoredReceipt, receipts_of};
pub use overdue::{Undeclared, undeclared};
pub use prepare::{Prepared, pack, prepare};
pub use registry::{Registry, Settings};
pub use rehearse::{Rehearsal, RehearsedOutcome, rehearse, rehearse_message};
pub use risk_book::{HouseModel, RiskBook, RiskSet, examine_rules};
pub use risk_plan::{PlanState, RiskPlan, Word};
pub use risk_trial::RiskTrial;
pub use sampling::Custody;
pub use scales::{digester, memory_of, seed_of};
pub use signatories::{Signatories, Signing};
pub use signing::addressee;
pub use supplement::supplement_no;
pub use tally::Tally;
pub use tasks::{TASKS_EDITION, may_wait, tasks_of};
pub use transit_file::{
    InTransit, TransitFile, consignment_of_transit_no, transit_case, transit_state_number,
    transit_state_of, transit_states,
};
pub use truth::{TruthAnswer, TruthPolicies};
pub use two_step::Summary;
pub use value::ValueDecision;
pub use zone::{
    case_of_zone_no, exit_list_state_number, exit_list_state_of, gate_pass_state_number,
    gate_pass_state_of, zone_states,
};
