//! What a scenario's house answered, as files.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
    fs,
    path::Path,
};

use clearance::{
    AmendmentFile, ConsignmentFile, DeclarationFile, DutySlip, ExitListFile, ExportFile,
    GatePassFile, GuaranteeFile, InstrumentFile, ManifestFile, MonthOfTax, MonthlyFile,
    TransitFile, amendment_state_of, consignment_state_of, duty_slip_state_of,
    entry::{BEYOND_PARCELS, Entry, state_of},
    exit_list_state_of, export_state_of, gate_pass_state_of, guarantee_state_of,
    instrument_state_of, manifest_state_of, monthly_state_of,
    ports::EntryRow,
    slip::{Slip, slip_state_of},
    transit_state_of, undeclared,
};
use model::{
    Account, AccountKind, AmendmentKind, AmendmentState, Amount, ConsignmentState,
    DeclarationState, DutySlipState, EntryId, EntryState, ExitListState, ExportState, FieldChange,
    Finding, GatePassState, GuaranteeState, InstrumentKind, InstrumentState, ManifestState,
    MonthlyState, ReceiptKind, ReturnState, SlipState, TransitState,
};
use params::Law;
use risk::batch::Found;
use serde::Serialize;

use super::{
    audits::{AuditNow, audits_now},
    sorted,
};
use crate::recording::{Issued, Recording, declarations_of};

/// A receipt's findings, to whom they were said.
#[derive(Serialize)]
struct Said<'a> {
    to: &'a str,
    kind: ReceiptKind,
    status: i32,
    findings: &'a [Finding],
}

#[derive(Serialize)]
struct HouseNow<'a> {
    entries: Vec<EntryNow>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    slips: Vec<SlipNow>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    exit_lists: Vec<ExitListNow>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    gate_passes: Vec<GatePassNow>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    declarations: Vec<DeclarationNow>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    amendments: Vec<AmendmentNow>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    manifests: Vec<ManifestNow>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    exports: Vec<ExportNow>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    duty_slips: Vec<DutySlipNow>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    documents: Vec<DocumentNow>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    guarantees: Vec<GuaranteeNow>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    monthly: Vec<MonthlyNow>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    transits: Vec<TransitNow>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    audits: Vec<AuditNow>,
    /// What risk analysis learnt of cases.
    #[serde(skip_serializing_if = "<[Found]>::is_empty")]
    learnt: &'a [Found],
    accounts: Vec<AccountNow<'a>>,
}

#[derive(Serialize)]
struct EntryNow {
    entry: EntryId,
    order_no: String,
    list_no: String,
    state: EntryState,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    returns: Vec<ReturnNow>,
}

#[derive(Serialize)]
struct ReturnNow {
    return_no: String,
    state: ReturnState,
}

#[derive(Serialize)]
struct SlipNow {
    slip_no: String,
    state: SlipState,
    bills: u32,
    amount: Amount,
}

#[derive(Serialize)]
struct ExitListNow {
    case: EntryId,
    reference: String,
    list_no: String,
    state: ExitListState,
    parcels: Vec<EntryId>,
    /// Number of the pass, and whether it is out of the gate.
    passes: Vec<(String, bool)>,
}

#[derive(Serialize)]
struct GatePassNow {
    case: EntryId,
    reference: String,
    pass_no: String,
    state: GatePassState,
    lists: Vec<EntryId>,
}

#[derive(Serialize)]
struct DeclarationNow {
    case: EntryId,
    reference: String,
    declaration_no: String,
    state: DeclarationState,
    /// Tax that is not paid.
    owed: Amount,
    #[serde(skip_serializing_if = "is_zero")]
    refund_due: Amount,
    /// Last day of goods that went on guarantee.
    #[serde(skip_serializing_if = "Option::is_none")]
    until: Option<String>,
}

#[derive(Serialize)]
struct AmendmentNow {
    case: EntryId,
    request_no: String,
    declaration_no: String,
    kind: AmendmentKind,
    state: AmendmentState,
    ground: String,
    asked_by: String,
    approvers: u8,
    approved_by: Vec<String>,
    changes: Vec<FieldChange>,
    tax_before: Amount,
    tax_after: Amount,
}

#[derive(Serialize)]
struct ManifestNow {
    case: EntryId,
    manifest_no: String,
    state: ManifestState,
    consignments: Vec<ConsignmentNow>,
    /// Bill, and packages that were counted of it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    over_landed: Vec<(String, u32)>,
}

#[derive(Serialize)]
struct ConsignmentNow {
    case: EntryId,
    consignment_no: String,
    bill_no: String,
    state: ConsignmentState,
    #[serde(skip_serializing_if = "String::is_empty")]
    site: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    declaration_no: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    packages_short: Option<i64>,
    /// Of goods that lie undeclared: days, days that cost a fee, and whether customs may sell them.
    #[serde(skip_serializing_if = "Option::is_none")]
    undeclared: Option<(i32, i32, bool)>,
}

#[derive(Serialize)]
struct ExportNow {
    case: EntryId,
    order_no: String,
    list_no: String,
    state: ExportState,
}

#[derive(Serialize)]
struct DutySlipNow {
    slip_no: String,
    declaration: EntryId,
    state: DutySlipState,
    amount: Amount,
    due_on: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    late_fee: Option<Amount>,
    /// Ordered to be given back.
    #[serde(skip_serializing_if = "Option::is_none")]
    refund_open: Option<Amount>,
}

#[derive(Serialize)]
struct DocumentNow {
    number: String,
    kind: InstrumentKind,
    declaration: EntryId,
    state: InstrumentState,
    /// What it says, as far as it is not what officers said.
    says: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    due_on: Option<String>,
    /// By whom, with how many files, and whether late.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    answers: Vec<(String, usize, bool)>,
}

#[derive(Serialize)]
struct GuaranteeNow {
    number: String,
    state: GuaranteeState,
    notices: u32,
}

#[derive(Serialize)]
struct MonthlyNow {
    code: String,
    state: MonthlyState,
    /// First day, last day of payment, owed, paid.
    months: Vec<(String, String, Amount, Amount)>,
    /// Slips that the treasury does not have.
    missed: usize,
}

#[derive(Serialize)]
struct TransitNow {
    transit_no: String,
    bill_no: String,
    state: TransitState,
    is_overdue: bool,
}

#[derive(Serialize)]
struct AccountNow<'a> {
    kind: AccountKind,
    label: &'a str,
    #[serde(flatten)]
    account: Account,
}

/// By file name.
#[derive(Default)]
pub(super) struct Goldens {
    files: BTreeMap<String, String>,
    last: String,
}

impl Goldens {
    /// The receipts that one input led to: a message per recipient and kind, and the findings in
    /// full, which the wire's one field may have cut.
    pub(super) fn take_receipts(
        &mut self,
        number: String,
        receipts: &BTreeMap<String, Vec<Issued>>,
    ) {
        let mut all_findings: Vec<Said> = Vec::new();
        for (recipient, issued) in receipts {
            for (name, text) in messages_of(issued) {
                self.files.insert(format!("{number}-out-{recipient}-{name}.xml"), text);
            }
            for it in issued.iter().filter(|it| !it.findings.is_empty()) {
                let (kind, status, findings) = (it.kind, it.status, it.findings.as_slice());
                all_findings.push(Said { to: recipient, kind, status, findings });
            }
        }
        if !all_findings.is_empty() {
            let name = format!("{number}-out-findings.json");
            self.files.insert(name, pretty(&all_findings));
        }
        self.last = number;
    }

    /// Where entries and accounts stand after the last input.
    pub(super) fn take_house<S>(&mut self, kept: &Recording<S>) {
        let (mut entries, mut slips) = (Vec::new(), Vec::new());
        for row in kept.entries.values() {
            if let Some(state) = slip_state_of(row.state) {
                let slip = Slip::from_row(row).unwrap();
                assert_eq!(state, slip.state, "a row says its slip's state");
                let (slip_no, bills, amount) = (slip.slip_no(), slip.bills, slip.amount);
                slips.push(SlipNow { slip_no, state, bills, amount });
            }
            if row.state >= BEYOND_PARCELS {
                continue;
            }
            let entry = Entry::from_row(row).unwrap();
            assert_eq!(state_of(row.state), Some(entry.state), "a row says its entry's state");
            entries.push(EntryNow {
                entry: row.id,
                order_no: entry.order_no.to_string(),
                list_no: entry.list_no(),
                state: entry.state,
                returns: returns_of(&entry),
            });
        }
        let mut accounts: Vec<AccountNow<'_>> = kept
            .accounts
            .values()
            .map(|row| AccountNow { kind: row.kind, label: &row.label, account: row.account })
            .collect();
        accounts.sort_by_key(|it| (it.kind, it.label));
        let (exit_lists, gate_passes) = zone_now(kept);
        let (declarations, amendments) = (declarations_now(kept), amendments_now(kept));
        let manifests = manifests_now(kept);
        let exports = exports_now(kept);
        let house = HouseNow {
            entries,
            slips,
            exit_lists,
            gate_passes,
            declarations,
            amendments,
            manifests,
            exports,
            duty_slips: duty_slips_now(kept),
            documents: documents_now(kept),
            guarantees: guarantees_now(kept),
            monthly: monthly_now(kept),
            transits: transits_now(kept),
            audits: audits_now(kept),
            learnt: &kept.found,
            accounts,
        };
        self.files.insert(format!("{}-out-house.json", self.last), pretty(&house));
    }

    /// Compares with the files of the folder, or writes them. Says what differs.
    pub(super) fn settle(&self, path: &Path, wants_update: bool) -> Vec<String> {
        let mut faults = Vec::new();
        let folder = path.file_name().unwrap().to_string_lossy();
        let mut orphans: BTreeSet<String> = sorted(path)
            .iter()
            .map(|it| it.file_name().unwrap().to_str().unwrap().to_owned())
            .filter(|it| it.contains("-out-"))
            .collect();
        for (name, text) in &self.files {
            orphans.remove(name);
            let golden = fs::read_to_string(path.join(name)).unwrap_or_default();
            if golden == *text {
                continue;
            }
            if wants_update {
                fs::write(path.join(name), text).unwrap();
            } else {
                faults.push(format!("{folder}/{name}\n{}", difference(&golden, text)));
            }
        }
        for name in orphans {
            if wants_update {
                fs::remove_file(path.join(&name)).unwrap();
            } else {
                faults.push(format!("{folder}/{name}: nothing answers so any more"));
            }
        }
        faults
    }
}

fn returns_of(entry: &Entry<'_>) -> Vec<ReturnNow> {
    let Some(cleared) = &entry.cleared else { return Vec::new() };
    let now = |(at, it): (usize, &clearance::cleared::Return<'_>)| ReturnNow {
        return_no: cleared.return_no(at, entry.id),
        state: it.state,
    };
    cleared.returns.iter().enumerate().map(now).collect()
}

fn duty_slips_now<S>(kept: &Recording<S>) -> Vec<DutySlipNow> {
    let now = |row: &EntryRow| {
        let state = duty_slip_state_of(row.state)?;
        let slip = DutySlip::from_row(row).unwrap();
        assert_eq!(slip.state, state, "a row says its slip's state");
        Some(DutySlipNow {
            slip_no: slip.slip_no(),
            declaration: slip.declaration,
            state,
            amount: slip.amount,
            due_on: slip.due_on.to_string(),
            late_fee: Some(slip.late_fee).filter(|it| it.is_positive()),
            refund_open: Some(slip.refund_open()).filter(|it| it.is_positive()),
        })
    };
    kept.entries.values().filter_map(now).collect()
}

fn documents_now<S>(kept: &Recording<S>) -> Vec<DocumentNow> {
    let now = |row: &EntryRow| {
        let state = instrument_state_of(row.state)?;
        let file = InstrumentFile::from_row(row).unwrap();
        assert_eq!(file.state, state, "a row says its document's state");
        let says = file.issued.fields.iter().map(|it| format!("{} {}", it.title_zh, it.value_zh));
        let answers = file.answers.into_iter();
        Some(DocumentNow {
            number: file.issued.number.clone(),
            kind: file.issued.kind,
            declaration: file.about,
            state,
            says: says.collect(),
            due_on: file.due_on.date().map(|it| it.to_string()),
            answers: answers.map(|it| (it.by_code, it.attachments.len(), it.is_late)).collect(),
        })
    };
    kept.entries.values().filter_map(now).collect()
}

fn guarantees_now<S>(kept: &Recording<S>) -> Vec<GuaranteeNow> {
    let now = |row: &EntryRow| {
        let state = guarantee_state_of(row.state)?;
        let file = GuaranteeFile::from_row(row).unwrap();
        assert_eq!(file.state, state, "a row says its guarantee's state");
        Some(GuaranteeNow { number: file.number.to_string(), state, notices: file.notices })
    };
    kept.entries.values().filter_map(now).collect()
}

fn monthly_now<S>(kept: &Recording<S>) -> Vec<MonthlyNow> {
    let now = |row: &EntryRow| {
        let state = monthly_state_of(row.state)?;
        let file = MonthlyFile::from_row(row).unwrap();
        assert_eq!(file.state, state, "a row says its state");
        let month =
            |it: &MonthOfTax| (it.month.to_string(), it.due_on.to_string(), it.owed(), it.paid);
        let months = file.months.iter().map(month).collect();
        let (code, missed) = (file.code.to_string(), file.missed.len());
        Some(MonthlyNow { code, state, months, missed })
    };
    kept.entries.values().filter_map(now).collect()
}

fn transits_now<S>(kept: &Recording<S>) -> Vec<TransitNow> {
    let now = |row: &EntryRow| {
        let state = transit_state_of(row.state)?;
        let file = TransitFile::from_row(row).unwrap();
        assert_eq!(file.state, state, "a row says its state");
        let TransitFile { transit_no, bill_no, is_overdue, .. } = file;
        Some(TransitNow { transit_no, bill_no, state, is_overdue })
    };
    kept.entries.values().filter_map(now).collect()
}

fn declarations_now<S>(kept: &Recording<S>) -> Vec<DeclarationNow> {
    let now = |file: DeclarationFile| DeclarationNow {
        case: file.id,
        reference: file.declaration.reference.to_string(),
        declaration_no: file.declaration_no.to_string(),
        state: file.state,
        owed: file.owed(),
        refund_due: file.refund_due,
        until: file.term.as_ref().map(|it| it.until.to_string()),
    };
    declarations_of(&kept.entries).map(now).collect()
}

fn amendments_now<S>(kept: &Recording<S>) -> Vec<AmendmentNow> {
    let now = |row: &EntryRow| {
        let state = amendment_state_of(row.state)?;
        let file = AmendmentFile::from_row(row).unwrap();
        assert_eq!(file.state, state, "a row says its case's state");
        Some(AmendmentNow {
            case: row.id,
            request_no: file.request_no.to_string(),
            declaration_no: file.request.declaration_no.to_string(),
            kind: file.request.kind,
            state,
            ground: file.ground.to_string(),
            asked_by: file.asked_by,
            approvers: file.approvers,
            approved_by: file.approved_by,
            changes: file.changes,
            tax_before: file.tax_before,
            tax_after: file.tax_after,
        })
    };
    kept.entries.values().filter_map(now).collect()
}

/// As of the day on which the house changed last.
fn manifests_now<S>(kept: &Recording<S>) -> Vec<ManifestNow> {
    let law = Law::shipped().unwrap();
    let on = kept.entries.values().map(|it| it.updated_at).max().unwrap_or_default().local_date();
    let consignment = |id: &EntryId| {
        let row = kept.entries.get(id).unwrap();
        let file = ConsignmentFile::from_row(row).unwrap();
        assert_eq!(consignment_state_of(row.state), Some(file.state), "a row says its state");
        ConsignmentNow {
            case: *id,
            consignment_no: file.consignment_no(),
            bill_no: file.bill_no(),
            state: file.state,
            site: file.site.to_string(),
            declaration_no: file.declared.as_ref().map(|it| it.number.to_string()),
            packages_short: file.packages_short(),
            undeclared: undeclared(&file, &law, on)
                .map(|it| (it.days, it.late_days, it.is_for_sale)),
        }
    };
    let now = |row: &EntryRow| {
        let state = manifest_state_of(row.state)?;
        let file = ManifestFile::from_row(row).unwrap();
        assert_eq!(file.state, state, "a row says its case's state");
        let over_landed = file.over_landed.iter().map(|it| (it.bill_no.to_string(), it.packages));
        Some(ManifestNow {
            case: row.id,
            manifest_no: file.head.manifest_no.to_string(),
            state,
            consignments: file.consignments.iter().map(consignment).collect(),
            over_landed: over_landed.collect(),
        })
    };
    kept.entries.values().filter_map(now).collect()
}

fn exports_now<S>(kept: &Recording<S>) -> Vec<ExportNow> {
    let now = |row: &EntryRow| {
        let state = export_state_of(row.state)?;
        let file = ExportFile::from_row(row).unwrap();
        assert_eq!(file.state, state, "a row says its case's state");
        let (order_no, list_no) = (file.order_no.to_string(), file.list_no());
        Some(ExportNow { case: row.id, order_no, list_no, state })
    };
    kept.entries.values().filter_map(now).collect()
}

fn zone_now<S>(kept: &Recording<S>) -> (Vec<ExitListNow>, Vec<GatePassNow>) {
    let (mut exit_lists, mut gate_passes) = (Vec::new(), Vec::new());
    for row in kept.entries.values() {
        if let Some(state) = exit_list_state_of(row.state) {
            let file = ExitListFile::from_row(row).unwrap();
            assert_eq!(file.state, state, "a row says its case's state");
            let passes = file.shares.iter().map(|it| (it.pass_no.to_string(), it.has_passed));
            exit_lists.push(ExitListNow {
                case: row.id,
                reference: file.list.reference.to_string(),
                list_no: file.list_no.to_string(),
                state,
                parcels: file.parcels.clone(),
                passes: passes.collect(),
            });
        } else if let Some(state) = gate_pass_state_of(row.state) {
            let file = GatePassFile::from_row(row).unwrap();
            assert_eq!(file.state, state, "a row says its case's state");
            gate_passes.push(GatePassNow {
                case: row.id,
                reference: file.pass.reference.to_string(),
                pass_no: file.pass_no.to_string(),
                state,
                lists: file.lists.clone(),
            });
        }
    }
    (exit_lists, gate_passes)
}

/// One message per kind as it goes out, with a line break between elements; format receipts and the
/// zone's are messages by themselves.
fn messages_of(issued: &[Issued]) -> Vec<(String, String)> {
    let kinds: BTreeSet<ReceiptKind> = issued.iter().map(|it| it.kind).collect();
    let mut messages = Vec::new();
    for kind in kinds {
        let fragments: Vec<&[u8]> =
            issued.iter().filter(|it| it.kind == kind).map(|it| it.xml.as_bytes()).collect();
        for (index, chunk) in fragments.chunks(messages::receipts_a_message(kind)).enumerate() {
            let mut message = Vec::new();
            messages::write_message(kind, GUID, chunk, &mut message);
            let text = messages::message_text(kind, &message).replace("><", ">\n<") + "\n";
            let name = messages::receipt_root(kind).trim_end_matches("Message");
            let suffix = if index == 0 { String::new() } else { format!("-{}", index + 1) };
            messages.push((format!("{name}{suffix}"), text));
        }
    }
    messages
}

/// The delivery gives a message its identifier; a scenario has no delivery.
const GUID: &str = "00000000-0000-0000-0000-000000000000";

fn pretty(value: &impl Serialize) -> String {
    serde_json::to_string_pretty(value).unwrap() + "\n"
}

/// The first lines that differ.
fn difference(golden: &str, answer: &str) -> String {
    const SHOWN: usize = 4;
    let mut text = String::new();
    let (mut one, mut other) = (golden.lines(), answer.lines());
    let mut n_shown = 0;
    loop {
        let (golden, answer) = (one.next(), other.next());
        if golden.is_none() && answer.is_none() || n_shown == SHOWN {
            return text;
        }
        if golden != answer {
            n_shown += 1;
            let _infallible = writeln!(
                text,
                "  - {}\n  + {}",
                golden.unwrap_or("(end)"),
                answer.unwrap_or("(end)")
            );
        }
    }
}

/// Serde hands over a reference.
fn is_zero(amount: &Amount) -> bool {
    amount.is_zero()
}
