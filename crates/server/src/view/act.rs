//! What may be done about a case, as a console offers it: acts with the command that each gives and the fields that are filled in.

use model::Basis;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::vocabulary;

/// What whoever asks may do now about a case, and about what hangs on it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ActsView {
    pub(crate) items: Vec<CaseActs>,
}

/// What is offered about one case.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CaseActs {
    pub(crate) about: ActSubject,
    /// By which the case is known.
    pub(crate) number: String,
    pub(crate) title_zh: String,
    pub(crate) title_en: String,
    pub(crate) state_title_zh: String,
    pub(crate) state_title_en: String,
    /// Those that stand together follow each other.
    pub(crate) acts: Vec<ActView>,
}

/// What kind of case something is done about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ActSubject {
    Declaration,
    Document,
    Amendment,
    DutySlip,
    Parcel,
    Export,
    Authorisation,
    Audit,
    Bill,
    Transit,
    MonthlyPayer,
    RetailSlip,
    GatePass,
}

/// Something that may be done now by whoever asks.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ActView {
    /// Its name; `issue.value_query` of a document that is issued.
    pub(crate) act: String,
    /// With which others it stands.
    pub(crate) group: String,
    /// Whether it cannot be taken back, or takes something from somebody.
    pub(crate) is_grave: bool,
    pub(crate) title_zh: String,
    pub(crate) title_en: String,
    #[schema(required, value_type = Option<vocabulary::BasisView>)]
    pub(crate) basis: Option<Basis>,
    /// Where it is sent by POST: `/api/v1/messages`, or where a file goes.
    pub(crate) to: String,
    /// What is sent, once the fields are put in at their places.
    #[schema(value_type = Object)]
    pub(crate) command: Value,
    pub(crate) fields: Vec<ActField>,
}

/// Something that is filled in.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct ActField {
    /// Where it goes in the command (RFC 6901): `/reason`, `/act/closed/officer`.
    pub(crate) at: String,
    pub(crate) title_zh: String,
    pub(crate) title_en: String,
    pub(crate) form: FieldForm,
    pub(crate) must: bool,
    /// What stands there at first; empty: nothing.
    pub(crate) value: String,
    /// The only values; of lines and prices the lines that there are. Empty: any.
    pub(crate) choices: Vec<FieldChoice>,
    /// Where files that it names are sent before, each by a POST of its own that answers with its digest; empty where it
    /// names none.
    pub(crate) kept_at: String,
}

/// One value that may be chosen.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct FieldChoice {
    pub(crate) value: String,
    pub(crate) title_zh: String,
    pub(crate) title_en: String,
}

/// How a field is filled in, and what goes into the command.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum FieldForm {
    /// Text.
    Text,
    /// Text of several lines.
    LongText,
    /// One of the choices, as text.
    Choice,
    /// Some of the choices, as a list of texts.
    Choices,
    /// Some of the choices, as one text, by commas.
    Words,
    /// `2026-11-23`.
    Date,
    /// `2026-11-23T14:30:00.000+08:00`.
    Moment,
    /// A decimal string.
    Amount,
    /// True or false.
    YesNo,
    /// A price for each of some lines: a list of `number` and `total_price`.
    Prices,
    /// Fields of the declaration and their new values: a list of `field`, `place`, `old` and `new`; `old` is left out where the
    /// command has none.
    Changes,
    /// Fields of the declaration and their new values, without the old ones.
    NewValues,
    /// Papers that prove it: a list of `kind` (one of the choices), `id` and `format`.
    Papers,
    /// Files that are kept by the house, at `kept_at`: a list of `name` and `digest`.
    Evidence,
    /// Goods that went back: a list of `line` (one of the choices), `back_line` of the other declaration, and `quantity`.
    SentBackLines,
    /// A PDF, which is what is sent.
    File,
    /// Texts, one a line: a list of them.
    Texts,
    /// What is wrong with declarations (the choices): a list of `declaration_no`, `fields`, `is_violation` and `text`. At first what
    /// stands there, as JSON.
    Findings,
}

/// What may be amended of a declaration, and what stands there.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AmendableFields {
    pub(crate) items: Vec<AmendableField>,
}

/// One field of a declaration that an application may change.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AmendableField {
    /// Our own name: `items.quantity`.
    pub(crate) field: String,
    /// Number of the line or container, place of the document; empty of the head.
    pub(crate) place: String,
    /// What stands, as the wire spells it.
    pub(crate) now: String,
}
