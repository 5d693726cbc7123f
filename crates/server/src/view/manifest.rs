//! Manifests and the goods of their bills as people see them.

use anyhow::{Context, Result};
use clearance::{
    ConsignmentFile, ManifestFile, OverLanded, Registry, Tallied, Undeclared, consignment_state_of,
    manifest_state_of,
    ports::{EntryRow, Records},
    undeclared,
};
use model::{
    CarriedContainer, ConsignmentState, Date, Direction, ManifestState, Moment, ReportedVehicle,
};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    ReceiptView, Seen, TimelineEvent,
    entry::{answers, happenings, timeline},
    transit::{InTransitView, in_transit_view},
    vocabulary,
};
use crate::access::Shown;

/// Some manifests, newest first.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ManifestPage {
    #[schema(value_type = Vec<ManifestSummary>)]
    pub(crate) items: Vec<Shown<ManifestSummary>>,
    /// Pass as `after` for what follows; null at the end.
    #[schema(required)]
    pub(crate) next: Option<String>,
}

/// A manifest in a list.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ManifestSummary {
    /// The house's number of the case.
    pub(crate) number: u64,
    /// The sender's number; of a lorry the batch number (货物运输批次号).
    pub(crate) manifest_no: String,
    #[schema(value_type = vocabulary::Direction)]
    pub(crate) direction: Direction,
    #[schema(value_type = vocabulary::ManifestState)]
    pub(crate) state: ManifestState,
    pub(crate) state_title_zh: String,
    pub(crate) state_title_en: String,
    /// 运输方式.
    pub(crate) transport_mode: String,
    pub(crate) transport_name: String,
    pub(crate) voyage_no: String,
    /// 进出境关别.
    pub(crate) port_customs: String,
    /// To whom its receipts go.
    pub(crate) sender: String,
    /// Bills that were put on it, those taken off again counted.
    pub(crate) n_consignments: u32,
    /// Bills that were counted and are not on it (溢卸).
    pub(crate) n_over_landed: u32,
    /// The first arrival that was reported; null before.
    #[schema(required, format = DateTime)]
    pub(crate) arrived_at: Option<String>,
    #[schema(format = DateTime)]
    pub(crate) updated_at: String,
    #[serde(flatten)]
    pub(crate) seen: Seen,
}

/// Everything about one manifest (舱单).
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ManifestView {
    #[serde(flatten)]
    pub(crate) summary: ManifestSummary,
    /// As the manifest says; null where it does not.
    #[schema(required, format = DateTime)]
    pub(crate) loading_at: Option<String>,
    #[schema(required, format = DateTime)]
    pub(crate) departure_at: Option<String>,
    #[schema(required, format = DateTime)]
    pub(crate) due_at: Option<String>,
    pub(crate) consignments: Vec<ConsignmentView>,
    pub(crate) over_landed: Vec<OverLandedView>,
    /// What carries it, of lorries.
    pub(crate) vehicles: Vec<VehicleView>,
    pub(crate) timeline: Vec<TimelineEvent>,
    pub(crate) receipts: Vec<ReceiptView>,
}

/// A vehicle that carries goods of a manifest.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct VehicleView {
    pub(crate) plate: String,
    /// Under which customs registered it; may be empty.
    pub(crate) code: String,
    #[schema(required, format = DateTime)]
    pub(crate) due_at: Option<String>,
    pub(crate) containers: Vec<CarriedContainerView>,
}

/// Goods that were counted and are on no bill of the manifest.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct OverLandedView {
    pub(crate) bill_no: String,
    pub(crate) packages: u32,
    pub(crate) gross_weight_kg: String,
    #[schema(format = DateTime)]
    pub(crate) at: String,
}

/// Some consignments, newest first.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ConsignmentPage {
    #[schema(value_type = Vec<ConsignmentView>)]
    pub(crate) items: Vec<Shown<ConsignmentView>>,
    /// Pass as `after` for what follows; null at the end.
    #[schema(required)]
    pub(crate) next: Option<String>,
}

/// The goods of one bill (提运单). Weights are kilograms, as decimal strings.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ConsignmentView {
    /// The house's number of the case.
    pub(crate) number: u64,
    /// The house's number of it, by which an officer names it.
    pub(crate) consignment_no: String,
    /// The house's number of its manifest.
    pub(crate) manifest: u64,
    pub(crate) manifest_no: String,
    #[schema(value_type = vocabulary::Direction)]
    pub(crate) direction: Direction,
    pub(crate) transport_mode: String,
    pub(crate) transport_name: String,
    pub(crate) voyage_no: String,
    pub(crate) port_customs: String,
    /// As a declaration names it: `master`, or `master*house`.
    pub(crate) bill_no: String,
    #[schema(value_type = vocabulary::ConsignmentState)]
    pub(crate) state: ConsignmentState,
    pub(crate) state_title_zh: String,
    pub(crate) state_title_en: String,
    pub(crate) packages: u32,
    pub(crate) packaging: String,
    pub(crate) gross_weight_kg: String,
    pub(crate) goods: String,
    pub(crate) containers: Vec<CarriedContainerView>,
    pub(crate) consignor: String,
    pub(crate) consignee: String,
    /// Its manifest was sent too late.
    pub(crate) is_late: bool,
    #[schema(required, format = DateTime)]
    pub(crate) arrived_at: Option<String>,
    /// The supervised site that has it.
    pub(crate) site: String,
    #[schema(required)]
    pub(crate) tally: Option<TallyView>,
    /// 海关编号 of the declaration that stands for it; null when none does.
    #[schema(required)]
    pub(crate) declaration_no: Option<String>,
    /// Where its goods go on to under seal (转关); null when they do not.
    #[schema(required)]
    pub(crate) transit: Option<InTransitView>,
    #[schema(required, format = DateTime)]
    pub(crate) released_at: Option<String>,
    #[schema(required, format = DateTime)]
    pub(crate) left_at: Option<String>,
    /// Of imports that lie undeclared.
    #[schema(required)]
    pub(crate) undeclared: Option<UndeclaredView>,
    pub(crate) n_findings: u32,
    #[serde(flatten)]
    pub(crate) seen: Seen,
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CarriedContainerView {
    pub(crate) number: String,
    pub(crate) seals: Vec<String>,
}

/// What was counted (理货).
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TallyView {
    #[schema(required)]
    pub(crate) packages: Option<u32>,
    #[schema(required)]
    pub(crate) gross_weight_kg: Option<String>,
    /// Packages short of the manifest (短卸); negative when more were landed (溢卸).
    #[schema(required)]
    pub(crate) packages_short: Option<i64>,
    #[schema(format = DateTime)]
    pub(crate) at: String,
}

/// How long imported goods have lain undeclared, as of a day.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct UndeclaredView {
    #[schema(format = Date)]
    pub(crate) arrived_on: String,
    /// Days since.
    pub(crate) days: i32,
    /// First day that costs a fee (滞报金起征日); null when no law covers the day.
    #[schema(required, format = Date)]
    pub(crate) late_from: Option<String>,
    pub(crate) late_days: i32,
    /// First day on which customs may sell them (超期未报); null when no law covers the day.
    #[schema(required, format = Date)]
    pub(crate) for_sale_from: Option<String>,
    pub(crate) is_for_sale: bool,
}

pub(crate) fn manifest_summary(row: &EntryRow) -> Result<ManifestSummary> {
    let file = ManifestFile::from_row(row)?;
    summary_of(row, &file)
}

fn summary_of(row: &EntryRow, file: &ManifestFile<'_>) -> Result<ManifestSummary> {
    let state = manifest_state_of(row.state).context("not the state of a manifest")?;
    let head = &*file.head;
    let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    Ok(ManifestSummary {
        seen: Seen::default(),
        number: row.id.0,
        manifest_no: head.manifest_no.to_string(),
        direction: head.direction,
        state,
        state_title_zh: lifecycle::manifest_title_zh(state).to_owned(),
        state_title_en: lifecycle::manifest_title_en(state).to_owned(),
        transport_mode: head.transport_mode.to_string(),
        transport_name: head.transport_name.to_string(),
        voyage_no: head.voyage_no.to_string(),
        port_customs: head.port_customs.to_string(),
        sender: file.sender.to_string(),
        n_consignments: count(file.consignments.len()),
        n_over_landed: count(file.over_landed.len()),
        arrived_at: shown(file.arrived_at),
        updated_at: row.updated_at.to_string(),
    })
}

fn shown(at: Option<Moment>) -> Option<String> {
    at.map(|it| it.to_string())
}

/// Everything about one manifest, as of a day.
pub(crate) fn manifest_view(
    records: &dyn Records,
    registry: &Registry,
    row: &EntryRow,
    on: Date,
) -> Result<ManifestView> {
    let file = ManifestFile::from_row(row)?;
    let mut consignments = Vec::with_capacity(file.consignments.len());
    for id in &file.consignments {
        let row = records.entry(*id)?.context("a consignment of the manifest is there")?;
        consignments.push(consignment_view(registry, &row, on)?);
    }
    let happenings = happenings(records, row.id)?;
    let answers = answers(records, &happenings)?;
    let over_landed = |it: &OverLanded<'_>| OverLandedView {
        bill_no: it.bill_no.to_string(),
        packages: it.packages,
        gross_weight_kg: it.gross_weight_kg.to_string(),
        at: it.at.to_string(),
    };
    Ok(ManifestView {
        summary: summary_of(row, &file)?,
        loading_at: shown(file.head.loading_at),
        departure_at: shown(file.head.departure_at),
        due_at: shown(file.head.arrival_at),
        consignments,
        over_landed: file.over_landed.iter().map(over_landed).collect(),
        vehicles: file.vehicles.iter().map(vehicle_view).collect(),
        timeline: timeline(&happenings, &answers),
        receipts: answers.into_iter().flatten().collect(),
    })
}

/// The goods of one bill, as of a day.
pub(crate) fn consignment_view(
    registry: &Registry,
    row: &EntryRow,
    on: Date,
) -> Result<ConsignmentView> {
    let file = ConsignmentFile::from_row(row)?;
    let state = consignment_state_of(row.state).context("not the state of a consignment")?;
    let goods = file.goods().context("a consignment has goods")?;
    Ok(ConsignmentView {
        seen: Seen::default(),
        number: row.id.0,
        consignment_no: file.consignment_no(),
        manifest: file.manifest.0,
        manifest_no: file.carried.manifest_no.to_string(),
        direction: file.carried.direction,
        transport_mode: file.carried.transport_mode.to_string(),
        transport_name: file.carried.transport_name.to_string(),
        voyage_no: file.carried.voyage_no.to_string(),
        port_customs: file.carried.port_customs.to_string(),
        bill_no: file.bill_no(),
        state,
        state_title_zh: lifecycle::consignment_title_zh(state).to_owned(),
        state_title_en: lifecycle::consignment_title_en(state).to_owned(),
        packages: goods.packages,
        packaging: goods.packaging.to_string(),
        gross_weight_kg: goods.gross_weight_kg.to_string(),
        goods: goods.goods.to_string(),
        containers: goods.containers.iter().map(container_view).collect(),
        consignor: goods.consignor.to_string(),
        consignee: goods.consignee.to_string(),
        is_late: file.is_late,
        arrived_at: shown(file.arrived_at),
        site: file.site.to_string(),
        tally: file.tally.map(|it| tally_view(it, file.packages_short())),
        declaration_no: file.declared.as_ref().map(|it| it.number.to_string()),
        transit: file.transit.as_ref().map(in_transit_view),
        released_at: shown(file.released_at),
        left_at: shown(file.left_at),
        undeclared: undeclared(&file, &registry.law, on).map(undeclared_view),
        n_findings: row.n_findings,
    })
}

fn container_view(it: &CarriedContainer<'_>) -> CarriedContainerView {
    CarriedContainerView {
        number: it.number.to_string(),
        seals: it.seals.iter().map(ToString::to_string).collect(),
    }
}

fn vehicle_view(it: &ReportedVehicle<'_>) -> VehicleView {
    VehicleView {
        plate: it.plate.to_string(),
        code: it.code.to_string(),
        due_at: shown(it.due_at),
        containers: it.containers.iter().map(container_view).collect(),
    }
}

fn tally_view(tally: Tallied, packages_short: Option<i64>) -> TallyView {
    TallyView {
        packages: tally.packages,
        gross_weight_kg: tally.gross_weight_kg.map(|it| it.to_string()),
        packages_short,
        at: tally.at.to_string(),
    }
}

fn undeclared_view(it: Undeclared) -> UndeclaredView {
    UndeclaredView {
        arrived_on: it.arrived_on.to_string(),
        days: it.days,
        late_from: it.late_from.map(|it| it.to_string()),
        late_days: it.late_days,
        for_sale_from: it.for_sale_from.map(|it| it.to_string()),
        is_for_sale: it.is_for_sale,
    }
}
