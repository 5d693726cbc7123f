//! Goods declarations as people see them.

use anyhow::{Context, Result};
use clearance::{
    DeclarationFile, Registry, case_of_amendment_no, case_of_audit_no, declaration_state_of,
    history::{Event, Happening},
    ports::{EntryRow, Records},
};
use model::{
    Amount, CommitNo, Date, Declaration, DeclarationAssessment, DeclarationState, DeclarationStep,
    DeclaredLineTax, Direction, Filing, GoodsItem, KeptFile, Moment, Proof, Trader,
};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    AmendmentView, ConsignmentView, ExplainedFinding, LedgerEntry, ReceiptView, Seen, Selection,
    Step, TimelineEvent,
    admission::{AdmissionView, admissions_view, is_waiting},
    amendment_view,
    audit::{AuditSummary, audit_summary},
    collective::{CollectiveView, collective_view},
    duty_slip::{DutySlipView, duty_slip_view},
    entry::{answers, explained, happenings, last_selection, ledger_views, step_view, timeline},
    examination::{ExaminationView, examination_view},
    guarantee::{SecurityView, security_view},
    instrument::{InstrumentView, documents_of},
    licence::{DrawnLicenceView, drawn_view},
    manifest::consignment_view,
    own_cases::{WaitView, wait_view},
    sampling::{CustodyView, custody_view},
    summed::{MadeOfListsView, made_of_lists},
    supplement::{SupplementView, supplement_views},
    treatment::{TreatmentView, treatment_view},
    vocabulary,
};
use crate::{access::Shown, clock};

/// Some declarations, newest first.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DeclarationPage {
    #[schema(value_type = Vec<DeclarationSummary>)]
    pub(crate) items: Vec<Shown<DeclarationSummary>>,
    /// Pass as `after` for what follows; null at the end.
    #[schema(required)]
    pub(crate) next: Option<String>,
}

/// A declaration in a list. Money is yuan, as decimal strings.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DeclarationSummary {
    /// The house's number of the case.
    pub(crate) number: u64,
    /// 海关编号; empty until customs received it.
    pub(crate) declaration_no: String,
    /// 数据中心统一编号.
    pub(crate) preliminary_no: String,
    /// The client's own number (客户端报关单编号).
    pub(crate) reference: String,
    #[schema(value_type = vocabulary::Direction)]
    pub(crate) direction: Direction,
    #[schema(value_type = vocabulary::DeclarationState)]
    pub(crate) state: DeclarationState,
    pub(crate) state_title_zh: String,
    pub(crate) state_title_en: String,
    /// 境内收发货人.
    pub(crate) trader: PartyView,
    /// 申报单位.
    pub(crate) declarant: PartyView,
    /// 申报地海关.
    pub(crate) declaring_customs: String,
    /// 监管方式.
    pub(crate) supervision_mode: String,
    /// 提运单号.
    pub(crate) bill_no: String,
    pub(crate) n_lines: u32,
    /// 完税价格; null before it is assessed.
    #[schema(required)]
    pub(crate) customs_value: Option<String>,
    /// 应缴税款, of all taxes; null before it is assessed.
    #[schema(required)]
    pub(crate) payable: Option<String>,
    /// Whether all that is payable was paid; null: left out.
    #[schema(nullable)]
    pub(crate) is_paid: bool,
    /// Tax that was paid and is to be given back.
    pub(crate) refund_due: String,
    /// Last day for the full declaration of one in two steps (完整申报), and for declaring a collective list with its
    /// month; null for others.
    #[schema(required, format = Date)]
    pub(crate) full_by: Option<String>,
    /// Whether it comes before others, for whom it is of (优先办理); null: left out.
    #[schema(nullable)]
    pub(crate) has_priority: bool,
    /// Whether an officer has to decide what it asks for, where its goods are examined (两段准入申请); null: left out.
    #[schema(nullable)]
    pub(crate) has_open_application: bool,
    /// Why nothing of it may be changed for now; null when it may.
    #[schema(required, value_type = Option<vocabulary::AmendmentBar>)]
    pub(crate) amendment_bar: Option<model::AmendmentBar>,
    /// Null: left out.
    #[schema(nullable)]
    pub(crate) n_findings: u32,
    /// Day on which its goods were released; null before.
    #[schema(required, format = Date)]
    pub(crate) released_on: Option<String>,
    /// Day on which it was declared last; null before.
    #[schema(required, format = Date)]
    pub(crate) declared_on: Option<String>,
    #[schema(format = DateTime)]
    pub(crate) updated_at: String,
    #[serde(flatten)]
    pub(crate) seen: Seen,
}

/// An enterprise that a declaration names.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PartyView {
    pub(crate) code: String,
    pub(crate) name: String,
}

/// A file that is attached to a declaration, and kept with it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct KeptFileView {
    /// 随附单据编号: `attachments` names it so.
    pub(crate) id: String,
    /// What the trader calls it.
    pub(crate) own_name: String,
    /// 随附单据类别.
    pub(crate) kind: String,
    /// Base64, as its sender stated it, and found right.
    pub(crate) digest: String,
    /// Bytes.
    pub(crate) size: u32,
    /// The input that brought it.
    pub(crate) input: u64,
    #[schema(format = DateTime)]
    pub(crate) received_at: String,
    /// Whether its own signature was found good; null where it has none, or nobody's certificate is on file.
    #[schema(required)]
    pub(crate) is_signature_good: Option<bool>,
}

/// Everything about one declaration (报关单).
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DeclarationView {
    #[serde(flatten)]
    pub(crate) summary: DeclarationSummary,
    /// What it waits for now, and who does it; null where nothing is waited for.
    #[schema(required)]
    pub(crate) wait: Option<WaitView>,
    /// The whole of it as it was filed last, by our own names: the head's fields, `items`,
    /// `containers`, `documents`, `attachments` and the rest. Amounts are decimal strings. Null: left out.
    #[schema(value_type = Object, nullable)]
    pub(crate) declaration: serde_json::Value,
    /// Its attached files that came and are kept (随附单据附件).
    pub(crate) files: Vec<KeptFileView>,
    /// What is said of its lines beyond it (补充申报单), as it stands now.
    pub(crate) supplements: Vec<SupplementView>,
    pub(crate) lines: Vec<DeclaredLineView>,
    #[schema(required)]
    pub(crate) assessment: Option<DutyView>,
    #[schema(required)]
    pub(crate) selection: Option<Selection>,
    /// The slip by which its tax is paid, and the one that was paid last if it is another.
    pub(crate) slips: Vec<DutySlipView>,
    /// What it writes off of licences (核销).
    pub(crate) licences: Vec<DrawnLicenceView>,
    /// What secures it (担保); null where nothing does.
    #[schema(required)]
    pub(crate) security: Option<SecurityView>,
    /// How it is treated for whom it is of (企业管理措施); null: like all others.
    #[schema(required)]
    pub(crate) treatment: Option<TreatmentView>,
    /// What became of what it asks for when its goods are let in in two stages (两段准入申请).
    pub(crate) admissions: Vec<AdmissionView>,
    /// Where its goods are let go to before they are released (附条件提离); null where they are not.
    #[schema(required)]
    pub(crate) custody: Option<CustodyView>,
    /// Its examination (查验), while it is open; null where none is.
    #[schema(required)]
    pub(crate) examination: Option<ExaminationView>,
    pub(crate) ledger: Vec<LedgerEntry>,
    /// Applications to amend or withdraw it (修撤单), newest first.
    pub(crate) amendments: Vec<AmendmentView>,
    /// Cases after release that it was or is in, newest first.
    pub(crate) audits: Vec<AuditSummary>,
    /// What customs issued about it, newest first.
    pub(crate) documents: Vec<InstrumentView>,
    /// The lists of exports that the house made it of; null where somebody filed it.
    #[schema(required)]
    pub(crate) made_of_lists: Option<MadeOfListsView>,
    /// Of a collective list, and of what gathers some (集中申报); null of others.
    #[schema(required)]
    pub(crate) collective: Option<CollectiveView>,
    /// The goods of its bill on the manifest; null where the house keeps none, and before one came.
    #[schema(required)]
    pub(crate) manifest: Option<ConsignmentView>,
    /// Milliseconds from the arrival of its goods to its release (整体通关时间); null before, and
    /// where no manifest says when they arrived.
    #[schema(required)]
    pub(crate) overall_ms: Option<i64>,
    /// Through which states it went, and how long it stood in each.
    pub(crate) course: Vec<StateSpan>,
    /// Milliseconds from its being declared first to its release (通关时间); null before.
    #[schema(required)]
    pub(crate) clearance_ms: Option<i64>,
    pub(crate) timeline: Vec<TimelineEvent>,
    pub(crate) findings: Vec<ExplainedFinding>,
    pub(crate) receipts: Vec<ReceiptView>,
}

/// A goods line with its tax. Quantities and money are decimal strings.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DeclaredLineView {
    pub(crate) number: u32,
    pub(crate) commodity_code: String,
    pub(crate) name: String,
    /// 规格型号.
    pub(crate) model: String,
    pub(crate) quantity: String,
    pub(crate) unit: String,
    /// Of `currency`, as is the total price.
    pub(crate) price: String,
    pub(crate) total_price: String,
    pub(crate) currency: String,
    /// 原产国.
    pub(crate) origin: String,
    /// 征免方式.
    pub(crate) levy_mode: String,
    /// Null before it is assessed.
    #[schema(required)]
    pub(crate) tax: Option<LineTaxView>,
}

/// What is owed on a goods line, in yuan. Export duty stands under `duty`.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LineTaxView {
    pub(crate) customs_value: String,
    pub(crate) duty: String,
    /// Anti-dumping, countervailing and the like.
    pub(crate) special_duty: String,
    pub(crate) consumption_tax: String,
    pub(crate) vat: String,
    pub(crate) total: String,
}

/// What is owed on a declaration, and why. Money is yuan, as decimal strings.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DutyView {
    /// Day whose tax rates count.
    #[schema(format = Date)]
    pub(crate) rates_on: String,
    /// Day whose exchange rates count.
    #[schema(format = Date)]
    pub(crate) exchange_on: String,
    pub(crate) customs_value: String,
    pub(crate) taxes: Vec<TaxTotalView>,
    /// What the lines come to, before anything is waived or secured.
    pub(crate) computed: String,
    /// What a deposit or a letter of guarantee stands for.
    pub(crate) secured: String,
    /// For goods that were sent back (原状复运退税).
    pub(crate) given_back: String,
    pub(crate) payable: String,
    /// Payable and not paid.
    pub(crate) owed: String,
    /// Whether any figure rests on assumed law.
    pub(crate) assumed: bool,
    pub(crate) steps: Vec<Step>,
}

/// What one tax comes to.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TaxTotalView {
    #[schema(value_type = vocabulary::TaxKind)]
    pub(crate) tax: model::TaxKind,
    pub(crate) title_zh: String,
    pub(crate) title_en: String,
    pub(crate) computed: String,
    pub(crate) secured: String,
    /// For goods that were sent back (原状复运退税).
    pub(crate) given_back: String,
    pub(crate) payable: String,
    /// Below the threshold (起征点).
    pub(crate) is_waived: bool,
    /// What the declarant worked out himself (自报); null when he sent none.
    #[schema(required)]
    pub(crate) declared: Option<String>,
}

/// A time in one state.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct StateSpan {
    #[schema(value_type = vocabulary::DeclarationState)]
    pub(crate) state: DeclarationState,
    pub(crate) state_title_zh: String,
    pub(crate) state_title_en: String,
    /// Whose turn it was.
    #[schema(value_type = vocabulary::StepOwner)]
    pub(crate) owner: vocabulary::StepOwner,
    #[schema(format = DateTime)]
    pub(crate) since: String,
    /// Milliseconds; null while it stands there.
    #[schema(required)]
    pub(crate) lasted_ms: Option<i64>,
}

pub(crate) fn declaration_summary(row: &EntryRow) -> Result<DeclarationSummary> {
    let file = DeclarationFile::from_row(row)?;
    summary_of(row, &file)
}

fn summary_of(row: &EntryRow, file: &DeclarationFile<'_>) -> Result<DeclarationSummary> {
    let state = declaration_state_of(row.state).context("not the state of a declaration")?;
    let declaration = &*file.declaration;
    let assessment = file.assessment.as_ref();
    Ok(DeclarationSummary {
        seen: Seen::default(),
        number: row.id.0,
        declaration_no: file.declaration_no.to_string(),
        preliminary_no: file.preliminary_no.to_string(),
        reference: declaration.reference.to_string(),
        direction: declaration.direction,
        state,
        state_title_zh: lifecycle::declaration_title_zh(state).to_owned(),
        state_title_en: lifecycle::declaration_title_en(state).to_owned(),
        trader: party(&declaration.trader),
        declarant: party(&declaration.declarant),
        declaring_customs: declaration.declaring_customs.to_string(),
        supervision_mode: declaration.supervision_mode.to_string(),
        bill_no: declaration.bill_no.to_string(),
        n_lines: u32::try_from(declaration.items.len()).unwrap_or(u32::MAX),
        customs_value: assessment.map(|it| it.customs_value.to_string()),
        payable: assessment.map(|it| it.payable().to_string()),
        is_paid: file.is_paid(),
        refund_due: file.refund_due.to_string(),
        full_by: full_by(file).map(|it| it.to_string()),
        has_priority: file.treatment.as_ref().is_some_and(|it| it.has_priority),
        has_open_application: file.admission.iter().any(|it| is_waiting(file, it)),
        amendment_bar: file.bar,
        n_findings: row.n_findings,
        released_on: file.released_on.date().map(|it| it.to_string()),
        declared_on: file.declared_on.date().map(|it| it.to_string()),
        updated_at: row.updated_at.to_string(),
    })
}

/// What gathers lists is followed by nothing.
fn full_by(file: &DeclarationFile<'_>) -> Option<Date> {
    let is_followed = file.declaration.step != DeclarationStep::Gathered;
    file.summary.filter(|_| is_followed)?.full_by.date()
}

fn party(trader: &Trader<'_>) -> PartyView {
    PartyView { code: trader.code.to_string(), name: trader.name.to_string() }
}

/// Everything about one declaration.
pub(crate) fn declaration_view(
    records: &dyn Records,
    registry: &Registry,
    row: &EntryRow,
) -> Result<DeclarationView> {
    let file = DeclarationFile::from_row(row)?;
    let happenings = happenings(records, row.id)?;
    let answers = answers(records, &happenings)?;
    let selection = last_selection(registry, &happenings);
    let assessment = file.assessment.as_deref();
    let course = course(&happenings);
    let lines = file.declaration.items.iter();
    let summary = summary_of(row, &file)?;
    let slips = slips(records, registry, &file)?;
    Ok(DeclarationView {
        wait: wait_of(summary.state, &slips),
        summary,
        declaration: serde_json::to_value(&*file.declaration)?,
        lines: lines.map(|it| line_view(it, assessment)).collect(),
        assessment: assessment.map(|it| {
            let declared_on = file.declared_on.date();
            duty_view(registry, it, &file.declaration, declared_on, file.owed())
        }),
        selection,
        slips,
        licences: file.licences.iter().map(drawn_view).collect(),
        security: security_view(&file),
        treatment: treatment_view(registry, &file),
        admissions: admissions_view(registry, &file, clock::now().local_date()),
        custody: file.custody.as_ref().map(custody_view),
        examination: examination_view(registry, &file, clock::now()),
        ledger: happenings.iter().flat_map(|(_, it)| ledger_views(&it.what)).collect(),
        documents: documents_of(records, file.id, file.n_instruments)?,
        files: file.sent_files.iter().map(file_view).collect(),
        supplements: supplement_views(registry, &file, clock::now().local_date()),
        amendments: amendments(records, &happenings)?,
        audits: audits(records, &happenings)?,
        made_of_lists: made_of_lists(&happenings),
        collective: collective_view(records, &file)?,
        manifest: carried(records, registry, &file)?,
        overall_ms: overall_ms(&file, &course),
        clearance_ms: clearance_ms(&course),
        course: spans(&course),
        timeline: timeline(&happenings, &answers),
        findings: current_findings(&happenings, &answers),
        receipts: answers.into_iter().flatten().collect(),
    })
}

/// Where tax is waited for its slip says more closely for whom: one whose bank was asked waits for the bank.
fn wait_of(state: DeclarationState, slips: &[DutySlipView]) -> Option<WaitView> {
    let open = slips.iter().filter(|_| state == DeclarationState::AwaitingTax);
    let by_slip = open.filter_map(|it| lifecycle::duty_slip_wait(it.state)).next();
    by_slip.or_else(|| lifecycle::declaration_wait(state)).map(wait_view)
}

fn file_view(file: &KeptFile<'_>) -> KeptFileView {
    KeptFileView {
        id: file.id.to_string(),
        own_name: file.own_name.to_string(),
        kind: file.kind.to_string(),
        digest: file.digest.to_string(),
        size: file.size,
        input: file.at.input.0,
        received_at: file.received_at.to_string(),
        is_signature_good: file
            .proof
            .filter(|it| *it != Proof::Unverified)
            .map(|it| it == Proof::Good),
    }
}

/// The applications about it that were taken.
fn slips(
    records: &dyn Records,
    registry: &Registry,
    file: &DeclarationFile<'_>,
) -> Result<Vec<DutySlipView>> {
    let today = crate::clock::now().local_date();
    let last = Some(file.slip).filter(|it| *it != file.paid_by);
    let ids = last.into_iter().chain([file.paid_by]).filter(|it| it.0 != 0);
    let mut slips = Vec::new();
    for id in ids {
        let Some(row) = records.entry(id)? else { continue };
        slips.push(duty_slip_view(registry, &row, today)?);
    }
    Ok(slips)
}

fn amendments(
    records: &dyn Records,
    happenings: &[(CommitNo, Happening)],
) -> Result<Vec<AmendmentView>> {
    let number = |(_, it): &(CommitNo, Happening)| match &it.what {
        Event::AmendmentFiled { request_no, .. }
        | Event::AmendmentAsked { request_no, .. }
        | Event::AmendmentMoved { request_no, .. } => case_of_amendment_no(request_no),
        _ => None,
    };
    let mut cases: Vec<_> = happenings.iter().filter_map(number).collect();
    cases.sort_unstable();
    cases.dedup();
    let rows = cases.into_iter().rev().map(|it| records.entry(it));
    let rows = rows.filter_map(Result::transpose);
    rows.map(|row| amendment_view(&row?)).collect()
}

/// The cases after release that it came under.
fn audits(
    records: &dyn Records,
    happenings: &[(CommitNo, Happening)],
) -> Result<Vec<AuditSummary>> {
    let number = |(_, it): &(CommitNo, Happening)| match &it.what {
        Event::AuditEntered { audit_no, .. } => case_of_audit_no(audit_no),
        _ => None,
    };
    let cases: Vec<_> = happenings.iter().filter_map(number).collect();
    let rows = cases.into_iter().rev().map(|it| records.entry(it));
    rows.filter_map(Result::transpose).map(|row| audit_summary(&row?)).collect()
}

pub(super) fn line_view(
    item: &GoodsItem<'_>,
    assessment: Option<&DeclarationAssessment>,
) -> DeclaredLineView {
    let mut taxed = assessment.iter().flat_map(|it| &it.lines);
    DeclaredLineView {
        number: item.number,
        commodity_code: item.commodity_code.to_string(),
        name: item.name.to_string(),
        model: item.model.to_string(),
        quantity: item.quantity.to_string(),
        unit: item.unit.to_string(),
        price: item.price.to_string(),
        total_price: item.total_price.to_string(),
        currency: item.currency.to_string(),
        origin: item.origin.to_string(),
        levy_mode: item.levy_mode.to_string(),
        tax: taxed.find(|it| it.number == item.number).map(line_tax_view),
    }
}

fn line_tax_view(line: &DeclaredLineTax) -> LineTaxView {
    LineTaxView {
        customs_value: line.customs_value.to_string(),
        duty: line.duty.amount.to_string(),
        special_duty: line.special_duty().to_string(),
        consumption_tax: line.consumption_tax.amount.to_string(),
        vat: line.vat.amount.to_string(),
        total: line.total().to_string(),
    }
}

pub(super) fn duty_view(
    registry: &Registry,
    assessment: &DeclarationAssessment,
    declaration: &Declaration<'_>,
    declared_on: Option<Date>,
    owed: Amount,
) -> DutyView {
    let steps = tax::explain_declaration(assessment, |id| registry.law.basis(id).cloned());
    let total = |it: &model::TaxTotal| {
        let (title_zh, title_en) = tax::tax_titles(it.tax);
        TaxTotalView {
            tax: it.tax,
            title_zh: title_zh.to_owned(),
            title_en: title_en.to_owned(),
            computed: it.computed.to_string(),
            secured: it.secured.to_string(),
            given_back: it.given_back.to_string(),
            payable: it.payable.to_string(),
            is_waived: it.waived_by != model::BasisId::default(),
            declared: declared_tax(registry, declaration, declared_on, it.tax),
        }
    };
    DutyView {
        rates_on: assessment.dates.rates_on.to_string(),
        exchange_on: assessment.dates.exchange_on.to_string(),
        customs_value: assessment.customs_value.to_string(),
        taxes: assessment.taxes.iter().map(total).collect(),
        computed: assessment.computed().to_string(),
        secured: assessment.secured().to_string(),
        given_back: assessment.given_back().to_string(),
        payable: assessment.payable().to_string(),
        owed: owed.to_string(),
        assumed: registry.rests_on_assumption(assessment.basis_ids()),
        steps: steps.into_iter().map(step_view).collect(),
    }
}

/// The sum of the declarant's own figures of a tax.
fn declared_tax(
    registry: &Registry,
    declaration: &Declaration<'_>,
    declared_on: Option<Date>,
    tax: model::TaxKind,
) -> Option<String> {
    let (own, on) = (declaration.own_tax.as_ref()?, declared_on?);
    let tax_of = |kind: &str| registry.law.declaration.tax_of_type(kind, on);
    let of_it = own.details.iter().filter(|it| tax_of(&it.kind) == Some(tax));
    Some(of_it.map(|it| it.amount).sum::<Amount>().to_string())
}

/// Each state it came into, and when. It begins as kept only where it was filed to be kept.
fn course(happenings: &[(CommitNo, Happening)]) -> Vec<(DeclarationState, Moment)> {
    let entered = |(_, it): &(CommitNo, Happening)| match &it.what {
        Event::Filed { filing: Filing::Save, outcome: Some(_), .. } => {
            Some((DeclarationState::Saved, it.at))
        }
        Event::DeclarationState { to, .. } => Some((*to, it.at)),
        _ => None,
    };
    let mut course: Vec<(DeclarationState, Moment)> =
        happenings.iter().filter_map(entered).collect();
    // Kept again, it has been kept all the while.
    course.dedup_by_key(|(state, _)| *state);
    course
}

fn spans(course: &[(DeclarationState, Moment)]) -> Vec<StateSpan> {
    let until = course.iter().skip(1).map(|(_, at)| Some(*at)).chain([None]);
    let span = |((state, since), until): (&(DeclarationState, Moment), Option<Moment>)| StateSpan {
        state: *state,
        state_title_zh: lifecycle::declaration_title_zh(*state).to_owned(),
        state_title_en: lifecycle::declaration_title_en(*state).to_owned(),
        owner: declaration_owner(*state),
        since: since.to_string(),
        lasted_ms: until.map(|it| it.millis() - since.millis()),
    };
    course.iter().zip(until).map(span).collect()
}

/// Whose turn it is while a declaration stands there.
pub(crate) fn declaration_owner(state: DeclarationState) -> vocabulary::StepOwner {
    use lifecycle::WaitsFor;
    use vocabulary::StepOwner as By;
    match lifecycle::declaration_wait(state).map(|it| it.by) {
        Some(WaitsFor::Trader | WaitsFor::Bank) => By::Trader,
        Some(WaitsFor::Terminal) => By::Terminal,
        Some(WaitsFor::Customs) | None => By::Customs,
    }
}

/// The goods of its bill, as of the house's day.
fn carried(
    records: &dyn Records,
    registry: &Registry,
    file: &DeclarationFile<'_>,
) -> Result<Option<ConsignmentView>> {
    let Some(on) = file.on_manifest else { return Ok(None) };
    let row = records.entry(on.consignment)?;
    let today = clock::now().max(registry.reached()).local_date();
    row.map(|it| consignment_view(registry, &it, today)).transpose()
}

/// From arrival to the first release: nothing is waited for where goods are released before.
fn overall_ms(file: &DeclarationFile<'_>, course: &[(DeclarationState, Moment)]) -> Option<i64> {
    let arrived_at = file.on_manifest?.arrived_at?;
    let released = released_at(course)?;
    Some((released - arrived_at.millis()).max(0))
}

fn released_at(course: &[(DeclarationState, Moment)]) -> Option<i64> {
    use DeclarationState::{ListReleased, Released, ReleasedOnGuarantee, SummaryReleased};
    let is_released = |(state, _): &&(DeclarationState, Moment)| {
        matches!(state, Released | ReleasedOnGuarantee | SummaryReleased | ListReleased)
    };
    course.iter().find(is_released).map(|(_, at)| at.millis())
}

fn clearance_ms(course: &[(DeclarationState, Moment)]) -> Option<i64> {
    let declared = course.iter().find(|(state, _)| *state == DeclarationState::Declared);
    Some(released_at(course)? - declared?.1.millis())
}

/// The findings of the latest filing that was looked at and of what was answered since, each once.
pub(super) fn current_findings(
    happenings: &[(CommitNo, Happening)],
    answers: &[Option<ReceiptView>],
) -> Vec<ExplainedFinding> {
    let mut current: Vec<ExplainedFinding> = Vec::new();
    for ((_, happening), answer) in happenings.iter().zip(answers) {
        let found = match (&happening.what, answer) {
            (Event::Filed { findings, outcome, .. }, _)
                if outcome.is_some() || !findings.is_empty() =>
            {
                current.clear();
                explained(findings)
            }
            (Event::DeclarationState { findings, .. }, _) => explained(findings),
            (_, Some(receipt)) => receipt.findings.clone(),
            _ => continue,
        };
        for finding in found {
            if !current.contains(&finding) {
                current.push(finding);
            }
        }
    }
    current
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clearance_is_counted_from_the_first_declaring_to_the_first_release() {
        use DeclarationState::*;
        let course = [(Saved, 0), (Declared, 100), (Returned, 150), (Declared, 400)];
        let mut course = course.map(|(state, at)| (state, Moment::from_millis(at))).to_vec();
        assert_eq!(clearance_ms(&course), None);
        course.push((AwaitingTax, Moment::from_millis(400)));
        course.push((Released, Moment::from_millis(900)));
        course.push((Cleared, Moment::from_millis(2_000)));
        assert_eq!(clearance_ms(&course), Some(800));
        let lasted: Vec<Option<i64>> = spans(&course).into_iter().map(|it| it.lasted_ms).collect();
        let expected = [Some(100), Some(50), Some(250), Some(0), Some(500), Some(1_100), None];
        assert_eq!(lasted, expected);
    }
}
