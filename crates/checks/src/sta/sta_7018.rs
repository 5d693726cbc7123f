//! `STA-7018` 未放行的货物已签收: goods were handed over before customs released them.

use model::{EntryState, Severity, WaybillStatus};

use crate::check::{Check, Findings, OnWaybillStatus, Rule, Source, Submitted};

pub(crate) const CHECK: Check<OnWaybillStatus> = Check {
    info: Rule::cross(Source::customs_law("第三十七条")).with(Severity::Review).info(
        "STA-7018",
        ["未经海关放行的货物已签收", "goods were handed over that customs has not released"],
        [
            "海关监管货物未经许可不得交付，请向主管海关说明情况",
            "goods under customs control are not handed over without leave; report to customs",
        ],
    ),
    run: goods_were_released,
};

/// It is a fact all the same and is kept; an officer looks at it. A parcel that no list declares is
/// `STA-7014`'s.
fn goods_were_released(on: &Submitted<'_, WaybillStatus<'_>>, to: &mut Findings<'_>) {
    let Some(state) = on.case.prior.entry else { return };
    if !matches!(state, EntryState::Released | EntryState::Closed) {
        let observed = format_args!("{}, {state:?}", on.it.waybill_no);
        to.report("waybill_status.status", observed, "已放行的清单 (a released list)");
    }
}
