//! Where a parcel is, to whoever knows its number and the last four digits of the telephone on its papers: the
//! step it is at, since when, and what it waits for. Not whose it is and not what is in it, and not why it is held.

use anyhow::{Context, Result};
use clearance::{
    Registry,
    claims::WaybillRecord,
    entry::{Entry, Slot, state_of},
    history::Event,
    ports::Records,
};
use matching::Keyring;
use model::{Document, DocumentState, EntryState, Moment, Role};
use serde::{Deserialize, Serialize};
use subtle::{Choice, ConstantTimeEq as _};
use utoipa::ToSchema;

use crate::view::{happenings, parsed_at, waiting_for};

/// Longer numbers stand on no paper.
const NUMBER_MAX: usize = 60;

/// Which parcel, and the proof that it is the asker's.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct TraceQuestion {
    /// The waybill's number or the order's.
    #[schema(max_length = 60)]
    number: String,
    /// Of the buyer's or the consignee's telephone.
    #[schema(pattern = "^[0-9]{4}$")]
    telephone_last4: String,
}

impl TraceQuestion {
    /// The number without what people type around it, and the digits; nothing when either cannot be one.
    pub(crate) fn checked(&self) -> Option<(String, [u8; 4])> {
        let number = self.number.trim();
        let is_number = !number.is_empty()
            && number.len() <= NUMBER_MAX
            && number.bytes().all(|it| it.is_ascii_graphic());
        let digits: [u8; 4] = self.telephone_last4.trim().as_bytes().try_into().ok()?;
        let is_good = is_number && digits.iter().all(u8::is_ascii_digit);
        is_good.then(|| (number.to_owned(), digits))
    }
}

/// Where a parcel is, and nothing else of it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Trace {
    pub(crate) stage: ParcelStage,
    pub(crate) title_zh: String,
    pub(crate) title_en: String,
    /// Since when it is there.
    #[schema(format = DateTime)]
    pub(crate) since: String,
    /// What it waits for; null when for nothing.
    #[schema(required)]
    pub(crate) waits_for: Option<WaitsFor>,
}

/// The step that comes next, and who takes it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct WaitsFor {
    pub(crate) step: ParcelStep,
    pub(crate) title_zh: String,
    pub(crate) title_en: String,
}

/// The states of a parcel as far as the public learns them: all ways of holding one are one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ParcelStage {
    Announced,
    Declared,
    Returned,
    UnderReview,
    Reviewed,
    UnderExamination,
    Held,
    ShippedBack,
    Released,
    Left,
    Delivered,
    Withdrawn,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ParcelStep {
    Declaration,
    Papers,
    Checking,
    Review,
    Arrival,
    Examination,
    Decision,
    Exit,
    Delivery,
    Correction,
    GoodsBack,
}

impl ParcelStage {
    fn of(state: EntryState, is_delivered: bool) -> ParcelStage {
        match state {
            EntryState::Expected => ParcelStage::Announced,
            EntryState::Declared | EntryState::Accepted => ParcelStage::Declared,
            EntryState::Rejected => ParcelStage::Returned,
            EntryState::UnderReview => ParcelStage::UnderReview,
            EntryState::Reviewed => ParcelStage::Reviewed,
            EntryState::UnderExamination => ParcelStage::UnderExamination,
            EntryState::DetainedForClearance
            | EntryState::DetainedForAntiSmuggling
            | EntryState::DetainedForLegal
            | EntryState::DetainedOther => ParcelStage::Held,
            EntryState::ShippedBack => ParcelStage::ShippedBack,
            EntryState::Withdrawn => ParcelStage::Withdrawn,
            EntryState::Released | EntryState::Closed if is_delivered => ParcelStage::Delivered,
            EntryState::Released => ParcelStage::Released,
            EntryState::Closed => ParcelStage::Left,
        }
    }

    const fn titles(self) -> (&'static str, &'static str) {
        match self {
            ParcelStage::Announced => ("已收到包裹信息，尚未申报", "announced, not declared yet"),
            ParcelStage::Declared => ("已申报，正在核对单证", "declared, its papers are compared"),
            ParcelStage::Returned => ("申报被退回，等待更正", "the declaration was returned"),
            ParcelStage::UnderReview => ("海关正在审核", "an officer reviews it"),
            ParcelStage::Reviewed => ("海关审核通过，等待放行", "reviewed, not released yet"),
            ParcelStage::UnderExamination => ("海关正在查验", "customs examines it"),
            ParcelStage::Held => ("海关正在处理", "customs holds it for a decision"),
            ParcelStage::ShippedBack => ("已退运", "shipped back"),
            ParcelStage::Released => ("海关已放行", "released by customs"),
            ParcelStage::Left => ("已离开海关监管场所", "it has left the supervised site"),
            ParcelStage::Delivered => ("已签收", "delivered"),
            ParcelStage::Withdrawn => ("申报已撤销", "the declaration was withdrawn"),
        }
    }
}

impl ParcelStep {
    /// By what an entry waits for first, and by where the parcel is.
    fn of(stage: ParcelStage, waits: &[String]) -> Option<ParcelStep> {
        let step = match waits.first().map(String::as_str) {
            Some("inventory") => ParcelStep::Declaration,
            Some("order" | "payment" | "waybill") => ParcelStep::Papers,
            Some("verification" | "payment_truth") => ParcelStep::Checking,
            Some("review") => ParcelStep::Review,
            Some("arrival") => ParcelStep::Arrival,
            Some("examination") => ParcelStep::Examination,
            Some("exit" | "exit_list" | "gate_passage") => ParcelStep::Exit,
            Some("correction") => ParcelStep::Correction,
            Some("goods_back") => ParcelStep::GoodsBack,
            _ => match stage {
                ParcelStage::Held => ParcelStep::Decision,
                ParcelStage::Declared => ParcelStep::Checking,
                ParcelStage::Left => ParcelStep::Delivery,
                _ => return None,
            },
        };
        // A parcel that was signed for has left, whether its exit was reported or not.
        let is_past = stage == ParcelStage::Delivered && step == ParcelStep::Exit;
        (!is_past).then_some(step)
    }

    const fn titles(self) -> (&'static str, &'static str) {
        match self {
            ParcelStep::Declaration => ("申报企业申报", "the declarant declares it"),
            ParcelStep::Papers => (
                "平台、支付或物流企业补齐单证",
                "platform, payer or carrier send the papers that lack",
            ),
            ParcelStep::Checking => ("海关核对单证", "customs compares the papers"),
            ParcelStep::Review => ("海关审核", "an officer reviews it"),
            ParcelStep::Arrival => ("货物运抵监管场所", "the goods arrive at the supervised site"),
            ParcelStep::Examination => ("海关查验", "customs examines it"),
            ParcelStep::Decision => ("海关作出处理决定", "customs decides"),
            ParcelStep::Exit => ("物流企业提离", "the carrier takes it out of the site"),
            ParcelStep::Delivery => ("物流企业派送", "the carrier delivers it"),
            ParcelStep::Correction => {
                ("申报企业更正后重新申报", "the declarant mends it and declares anew")
            }
            ParcelStep::GoodsBack => ("退货商品运回", "the returned goods come back"),
        }
    }
}

/// The parcel under a number on whose papers a telephone ends in these digits; of several the newest. Every key that the
/// number may be under is looked at, and every telephone compared, whatever was found before.
pub(crate) fn trace(
    records: &dyn Records,
    keyring: &Keyring,
    registry: &Registry,
    number: &str,
    digits: [u8; 4],
) -> Result<Option<Trace>> {
    let with_role = |role| {
        let has = move |it: &&model::Enterprise| it.roles.contains(&role);
        registry.enterprises().filter(has).flat_map(model::Enterprise::codes)
    };
    let orders = with_role(Role::Platform).map(|it| keyring.order(it, number));
    let waybills = with_role(Role::Logistics).map(|it| keyring.waybill(it, number));
    let mut found: Option<Trace> = None;
    for key in orders.chain(waybills) {
        let Some(claim) = records.claim(key)? else { continue };
        let traced = match claim.entry.0 {
            0 => of_waybill(records, &WaybillRecord::from_row(&claim)?, digits)?,
            _ => of_entry(records, claim.entry, digits)?,
        };
        let is_newer = |it: &Trace| found.as_ref().is_none_or(|old| old.since < it.since);
        if let Some(traced) = traced.filter(is_newer) {
            found = Some(traced);
        }
    }
    Ok(found)
}

/// A waybill that waits for its list.
fn of_waybill(
    records: &dyn Records,
    waybill: &WaybillRecord<'_>,
    digits: [u8; 4],
) -> Result<Option<Trace>> {
    let Some(held) = &waybill.held else { return Ok(None) };
    let is_his = ends_in(records, &held.slot, digits)?;
    let since = held.slot.received_at;
    Ok(bool::from(is_his)
        .then(|| Trace::new(ParcelStage::Announced, since, &["inventory".to_owned()])))
}

fn of_entry(records: &dyn Records, id: model::EntryId, digits: [u8; 4]) -> Result<Option<Trace>> {
    let Some(row) = records.entry(id)? else { return Ok(None) };
    // Slips and other cases have numbers among the entries'.
    let Some(state) = state_of(row.state) else { return Ok(None) };
    let entry = Entry::from_row(&row)?;
    let claim = entry.waybill.map(|key| records.claim(key)).transpose()?.flatten();
    let waybill = claim.as_ref().map(WaybillRecord::from_row).transpose()?;
    let held = waybill.as_ref().and_then(|it| it.held.as_ref());
    let slots = [
        entry.order.as_ref().map(|it| &it.slot),
        held.map(|it| &it.slot),
        entry.inventory.as_ref().map(|it| &it.slot),
    ];
    let mut is_his = Choice::from(0);
    for slot in slots.into_iter().flatten() {
        is_his |= ends_in(records, slot, digits)?;
    }
    let delivered_at = entry.delivery.and_then(|it| it.at.moment());
    let stage = ParcelStage::of(state, delivered_at.is_some());
    let since = match delivered_at.filter(|_| stage == ParcelStage::Delivered) {
        Some(at) => at,
        None => since(records, id)?.unwrap_or(row.updated_at),
    };
    let waits = waiting_for(&entry, waybill.as_ref(), state);
    Ok(bool::from(is_his).then(|| Trace::new(stage, since, &waits)))
}

/// When the entry came to be in its state: its last change, or its first document.
fn since(records: &dyn Records, id: model::EntryId) -> Result<Option<Moment>> {
    let all = happenings(records, id)?;
    let mut changes = all.iter().filter(|(_, it)| match &it.what {
        // What follows from one another at once is one step to the public.
        Event::State { from, to, .. } => {
            ParcelStage::of(*from, false) != ParcelStage::of(*to, false)
        }
        _ => false,
    });
    Ok(changes.next_back().or(all.first()).map(|(_, it)| it.at))
}

/// Whether the telephone on a document ends in these digits, read from the message that brought it, since a
/// released parcel's papers are kept nowhere else.
fn ends_in(records: &dyn Records, slot: &Slot<'_>, digits: [u8; 4]) -> Result<Choice> {
    let input = records.input(slot.at.input)?.context("a document without its message")?;
    let telephone = parsed_at(&input, slot.at, |document| match document {
        Document::Order(it) => it.buyer_telephone.to_string(),
        Document::Waybill(it) => it.consignee_telephone.to_string(),
        Document::Inventory(it) => it.buyer_telephone.to_string(),
        _ => String::new(),
    });
    let is_there = Choice::from(u8::from(slot.state != DocumentState::Deleted));
    Ok(is_there & last_four_are(&telephone.unwrap_or_default(), digits))
}

/// Compared in constant time. A telephone with other signs at its end, a mask say, has no last digits.
fn last_four_are(telephone: &str, digits: [u8; 4]) -> Choice {
    let bytes = telephone.trim_end().as_bytes();
    let last: [u8; 4] = bytes.last_chunk().copied().unwrap_or_default();
    last.ct_eq(&digits)
}

impl Trace {
    fn new(stage: ParcelStage, since: Moment, waits: &[String]) -> Trace {
        let (title_zh, title_en) = stage.titles();
        let waits_for = ParcelStep::of(stage, waits).map(|step| {
            let (title_zh, title_en) = step.titles();
            WaitsFor { step, title_zh: title_zh.to_owned(), title_en: title_en.to_owned() }
        });
        Trace {
            stage,
            title_zh: title_zh.to_owned(),
            title_en: title_en.to_owned(),
            since: since.to_string(),
            waits_for,
        }
    }
}

#[cfg(test)]
mod tests {
    use clearance::entry::states;

    use super::*;

    #[test]
    fn only_the_last_four_digits_count() {
        let says = |telephone, digits: &[u8; 4]| bool::from(last_four_are(telephone, *digits));
        assert!(says("13800138000", b"8000"));
        assert!(says("0755-88881234 ", b"1234"));
        for (telephone, digits) in
            [("13800138000", b"8001"), ("138", b"0138"), ("", b"0000"), ("1380013****", b"0013")]
        {
            assert!(!says(telephone, digits), "{telephone}");
        }
    }

    #[test]
    fn why_a_parcel_is_held_is_not_told() {
        let held: Vec<_> = states()
            .filter(|it| ParcelStage::of(*it, false) == ParcelStage::Held)
            .map(|it| {
                serde_json::to_string(&Trace::new(
                    ParcelStage::of(it, false),
                    Moment::from_millis(0),
                    &[],
                ))
                .unwrap()
            })
            .collect();
        assert_eq!(held.len(), 4);
        assert!(held.iter().all(|it| *it == held[0]));
        assert!(!held[0].contains("smuggling") && held[0].contains("\"decision\""));
    }

    #[test]
    fn a_number_and_digits_are_what_they_may_be() {
        let asked = |number: &str, digits: &str| {
            let question =
                TraceQuestion { number: number.to_owned(), telephone_last4: digits.to_owned() };
            question.checked()
        };
        assert_eq!(asked(" WB-1 ", "0042"), Some(("WB-1".to_owned(), *b"0042")));
        for (number, digits) in
            [("", "0042"), ("WB 1", "0042"), ("WB1", "42"), ("WB1", "00a2"), ("WB1", "００４２")]
        {
            assert_eq!(asked(number, digits), None);
        }
        assert_eq!(asked(&"9".repeat(61), "0042"), None);
    }
}
