//! What may be done about the other kinds of cases by whoever asks.

use std::sync::Arc;

use axum::{Extension, Json, extract::State};
use clearance::{
    AuditFile, ManifestFile, audit_state_of, case_of_audit_no, case_of_monthly_payer,
    entry_of_slip_no, gate_pass_state_of, monthly_state_of, ports::Records as _,
    slip::slip_state_of,
};

use super::{ApiState, acts::offered, extract::Path, manifests, problem::Failure, transits, zone};
use crate::{
    access::{
        Principal, Viewer, ViewerQuery, consignment_parties, gate_pass_parties, manifest_parties,
        retail_slip_parties, transit_parties,
    },
    view::{ActsView, Problem},
};

/// Bills of a manifest that are looked at.
const BILLS_MAX: usize = 500;

/// What may be done about a case after release now by whoever asks
#[utoipa::path(
    get, path = "/api/v1/audits/{number}/acts", operation_id = "listAuditActs", tag = "acts",
    params(("number" = String, Path, description = "The number of the case (案件编号)")),
    responses((status = 200, description = "What is offered", body = ActsView),
        (status = 404, description = "No such case", body = Problem))
)]
pub(crate) async fn list_audit_acts(
    State(state): State<ApiState>,
    Extension(principal): Extension<Arc<Principal>>,
    Path(number): Path<String>,
) -> Result<Json<ActsView>, Failure> {
    let missing = format!("there is no case `{number}`");
    offered(&state, principal, missing, move |records, _, asker| {
        let Some(id) = case_of_audit_no(&number) else { return Ok(None) };
        let row = records.entry(id)?.filter(|it| audit_state_of(it.state).is_some());
        let Some(row) = row else { return Ok(None) };
        if AuditFile::from_row(&row)?.audit_no != number {
            return Ok(None);
        }
        asker.of_audit(&row).map(Some)
    })
    .await
}

/// What may be done about a manifest's bills, and their transits, now by whoever asks
#[utoipa::path(
    get, path = "/api/v1/manifests/{number}/acts", operation_id = "listManifestActs", tag = "acts",
    params(("number" = String, Path, description = "Its sender's number, or the house's number of the case"), ViewerQuery),
    responses((status = 200, description = "What is offered", body = ActsView),
        (status = 404, description = "No such manifest", body = Problem))
)]
pub(crate) async fn list_manifest_acts(
    State(state): State<ApiState>,
    Extension(principal): Extension<Arc<Principal>>,
    viewer: Viewer,
    Path(number): Path<String>,
) -> Result<Json<ActsView>, Failure> {
    let missing = format!("there is no manifest `{number}`");
    offered(&state, principal, missing, move |records, state, asker| {
        let Some(row) = manifests::find(records, state, &number)? else { return Ok(None) };
        if viewer.sight(|| manifest_parties(&row))?.is_none() {
            return Ok(None);
        }
        let mut items = Vec::new();
        for id in ManifestFile::from_row(&row)?.consignments.iter().take(BILLS_MAX) {
            let Some(row) = records.entry(*id)? else { continue };
            if viewer.sight(|| consignment_parties(records, &row))?.is_some() {
                items.extend(asker.of_consignment(&row)?);
            }
        }
        Ok(Some(items))
    })
    .await
}

/// What may be done about a transit now by whoever asks
#[utoipa::path(
    get, path = "/api/v1/transits/{transit_no}/acts", operation_id = "listTransitActs", tag = "acts",
    params(("transit_no" = String, Path, description = "Its number (转关申报单号)"), ViewerQuery),
    responses((status = 200, description = "What is offered", body = ActsView),
        (status = 404, description = "No such transit", body = Problem))
)]
pub(crate) async fn list_transit_acts(
    State(state): State<ApiState>,
    Extension(principal): Extension<Arc<Principal>>,
    viewer: Viewer,
    Path(transit_no): Path<String>,
) -> Result<Json<ActsView>, Failure> {
    let missing = format!("there is no transit `{transit_no}`");
    offered(&state, principal, missing, move |records, _, asker| {
        let Some(row) = transits::find(records, &transit_no)? else { return Ok(None) };
        let sight = viewer.sight(|| transit_parties(records, &row))?;
        sight.map(|_| Ok(vec![asker.of_transit(&row)?])).transpose()
    })
    .await
}

/// What may be done about a trader's monthly payment now by whoever asks
#[utoipa::path(
    get, path = "/api/v1/monthly-payers/{code}/acts", operation_id = "listMonthlyPayerActs", tag = "acts",
    params(("code" = String, Path, description = "The code that was registered")),
    responses((status = 200, description = "What is offered", body = ActsView),
        (status = 404, description = "No such trader", body = Problem))
)]
pub(crate) async fn list_monthly_payer_acts(
    State(state): State<ApiState>,
    Extension(principal): Extension<Arc<Principal>>,
    Path(code): Path<String>,
) -> Result<Json<ActsView>, Failure> {
    let missing = format!("there is no trader `{code}` who pays monthly");
    offered(&state, principal, missing, move |records, _, asker| {
        let Some((place, _)) = asker.registry.monthly_payers().get(&code) else { return Ok(None) };
        let row = records.entry(case_of_monthly_payer(place))?;
        match row.filter(|it| monthly_state_of(it.state).is_some()) {
            Some(row) => Ok(Some(vec![asker.of_month_payer(&row)?])),
            None => Ok(Some(Vec::new())),
        }
    })
    .await
}

/// What may be done about a payment slip of parcels' bills now by whoever asks
#[utoipa::path(
    get, path = "/api/v1/slips/{slip_no}/acts", operation_id = "listSlipActs", tag = "acts",
    params(("slip_no" = String, Path, description = "The slip's number (缴款书编号)"), ViewerQuery),
    responses((status = 200, description = "What is offered", body = ActsView),
        (status = 404, description = "No such slip", body = Problem))
)]
pub(crate) async fn list_slip_acts(
    State(state): State<ApiState>,
    Extension(principal): Extension<Arc<Principal>>,
    viewer: Viewer,
    Path(slip_no): Path<String>,
) -> Result<Json<ActsView>, Failure> {
    let missing = format!("there is no payment slip `{slip_no}`");
    offered(&state, principal, missing, move |records, _, asker| {
        let Some(id) = entry_of_slip_no(&slip_no) else { return Ok(None) };
        let row = records.entry(id)?.filter(|it| slip_state_of(it.state).is_some());
        let Some(row) = row else { return Ok(None) };
        if viewer.sight(|| retail_slip_parties(&row))?.is_none() {
            return Ok(None);
        }
        let acts = asker.of_retail_slip(&row)?;
        Ok((acts.number == slip_no).then(|| vec![acts]))
    })
    .await
}

/// What may be done about a gate pass now by whoever asks
#[utoipa::path(
    get, path = "/api/v1/gate-passes/{number}/acts", operation_id = "listGatePassActs", tag = "acts",
    params(("number" = String, Path, description = "Its number, its preliminary number, or the house's number of the case"), ViewerQuery),
    responses((status = 200, description = "What is offered", body = ActsView),
        (status = 404, description = "No such gate pass", body = Problem))
)]
pub(crate) async fn list_gate_pass_acts(
    State(state): State<ApiState>,
    Extension(principal): Extension<Arc<Principal>>,
    viewer: Viewer,
    Path(number): Path<String>,
) -> Result<Json<ActsView>, Failure> {
    let missing = format!("there is no gate pass `{number}`");
    offered(&state, principal, missing, move |records, _, asker| {
        let row = zone::named(records, &number)?;
        let row = row.filter(|it| gate_pass_state_of(it.state).is_some());
        let Some(row) = row else { return Ok(None) };
        if viewer.sight(|| gate_pass_parties(&row))?.is_none() {
            return Ok(None);
        }
        Ok(Some(vec![asker.of_gate_pass(&row)?]))
    })
    .await
}
