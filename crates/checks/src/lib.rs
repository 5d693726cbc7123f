//! Checks on declared data: values in, findings out. A check never looks anything up: all that it
//! may know is in its case, filled in by whoever asks.
//!
//! Four questions are asked of a parcel, each with its own case: a [`document`] alone, a list that
//! is [`waiting`] for partners, the four papers [`joined`], the entry [`assessed`]. Three more are
//! asked of what comes beside and after its list: [`cancellation`], [`goods_return`], [`inbound`].
//! Of what leaves a bonded zone are asked [`exit_list`] and [`gathered`], [`gate_pass`] and
//! [`carried`], and at the gate [`passage`]. Of a goods declaration: [`declaration`], [`licences`],
//! [`agency`], [`against_manifest`]. Of a retail export: [`export_document`], [`export_waiting`],
//! [`export_joined`], [`export_moved`], [`export_cancelling`].
//!
//! A check that needs more than a comparison is one file, `<family>/<code>.rs`; rules of one shape
//! are one table in `rules/`. Findings come in the order of the tables in [`mod@catalogue`]. One
//! mistake is one finding: where several checks could speak of it, their doc comments say which
//! one does. A code is never used again.

#![deny(clippy::float_arithmetic)]

mod bel;
mod can;
mod case;
pub mod catalogue;
mod check;
mod dec;
mod declaration_case;
mod dtx;
mod exp;
mod export_case;
mod gat;
mod ind;
mod inv;
mod mis;
mod ord;
mod page;
mod reg;
mod ret;
mod rules;
mod sta;

pub use case::{
    Application, AssessedCase, CancellationCase, CarriedCase, CarriedList, DocumentCase,
    ExitListCase, GatePassCase, GatheredCase, GatheredParcel, HeldExitList, HeldGatePass,
    InboundCase, JoinedCase, LeftLine, OriginalLine, OriginalList, Party, PassageCase, Prior,
    PriorDocument, ReleasedList, ReturnCase, Tolerance, TruthCase, WaitingCase,
};
pub use catalogue::{
    against_manifest, agency, all, assessed, cancellation, carried, declaration, document,
    exit_list, export_cancelling, export_document, export_joined, export_moved, export_returning,
    export_summary, export_waiting, find, gate_pass, gathered, goods_return, inbound, joined,
    licences, passage, supplements, taxed, truth, waiting,
};
pub use dec::draws;
pub use declaration_case::{
    AgencyCase, DeclarationCase, HeldDeclaration, LicenceDraw, LicencesCase, LicensedGoods,
    ManifestCase, NamedAuthorisation, Presented, RegisteredLicence,
};
pub use dtx::TaxedCase;
pub use export_case::{
    CancelledExport, ExportCancellingCase, ExportCase, ExportJoinedCase, ExportMovedCase,
    ExportPrior, ExportReturningCase, ExportSummaryCase, ExportWaitingCase, MovedParcel,
    ReturnedExport, SummedList,
};
pub use page::{render_index, render_page};
