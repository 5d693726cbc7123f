//! What can be wrong with a manifest: its head, each of its bills, and when it was sent.

use model::{
    Consignment, ConsignmentState, Date, Finding, Manifest, ManifestFunction, Moment, ShipKind,
};
use params::{Law, LimitMoment, LimitedCarriage, ManifestLimit, Table};

use crate::{catalogue::refuse, desk::Desk};

/// What the wire says of data that are not right, and of what cannot be accepted.
pub(crate) const DATA: &str = "99001 报文填制不规范。";
pub(crate) const EXISTS: &str = "19001 不接受申报,该舱单申报中的提运单号已经存在。";

/// What is not accepted for another reason.
pub(crate) const NOT_TAKEN: &str = "19001 不接受申报。";

/// What the wire says of a bill with these findings.
pub(crate) fn number_of(findings: &[Finding]) -> &'static str {
    let has = |codes: &[&str]| findings.iter().any(|it| codes.contains(&&*it.code));
    match (has(&["HSE-6203"]), has(&["HSE-6201", "HSE-6202", "HSE-6208", "HSE-6209", "HSE-6222"])) {
        (true, _) => EXISTS,
        (false, true) => DATA,
        (false, false) => NOT_TAKEN,
    }
}

/// Water, rail, road, air: what crosses the border with a manifest.
const CARRIED_BY: [&str; 4] = ["2", "3", "4", "5"];

/// What is wrong with the manifest as a whole.
pub(crate) fn head_findings(
    manifest: &Manifest<'_>,
    consignments: &[Consignment<'_>],
    held: Option<&Manifest<'_>>,
    function: ManifestFunction,
    desk: &Desk<'_, '_>,
) -> Vec<Finding> {
    let mut findings = Vec::new();
    let law = &desk.registry.law;
    let must = |pointer: &str, text: &str| {
        text.is_empty().then(|| refuse("HSE-6201", pointer, String::new(), "必填 (mandatory)"))
    };
    findings.extend(must("manifest.manifest_no", &manifest.manifest_no));
    let mode = manifest.transport_mode.as_str();
    if !CARRIED_BY.contains(&mode) {
        let expected = "2水路、3铁路、4公路、5航空 (a mode that crosses the border)";
        findings.push(refuse("HSE-6202", "manifest.transport_mode", mode.to_owned(), expected));
    }
    let number = manifest.manifest_no.as_str();
    let is_batch = number.len() == 13 && number.bytes().all(|it| it.is_ascii_alphanumeric());
    if mode == "4" && !number.is_empty() && !is_batch {
        let expected = "13位货物运输批次号 (a batch number of thirteen characters)";
        findings.push(refuse("HSE-6222", "manifest.manifest_no", number.to_owned(), expected));
    }
    let customs = manifest.port_customs.as_str();
    if !law.codes.contains(Table::CustomsDistrict, customs) {
        let expected = "关区代码 (a customs office)";
        findings.push(refuse("HSE-6202", "manifest.port_customs", customs.to_owned(), expected));
    }
    if consignments.is_empty() {
        let expected = "至少一票提运单 (one bill at least)";
        findings.push(refuse("HSE-6201", "manifest.consignments", String::new(), expected));
    }
    match held {
        None if function != ManifestFunction::New => {
            let expected = "已接受的舱单 (a manifest that was accepted)";
            let observed = manifest.manifest_no.to_string();
            findings.push(refuse("HSE-6206", "manifest.manifest_no", observed, expected));
        }
        Some(held) if function == ManifestFunction::New && !is_same_voyage(held, manifest) => {
            let expected = format!(
                "{} {} {} {}",
                held.port_customs, held.transport_mode, held.transport_name, held.voyage_no
            );
            let observed = manifest.manifest_no.to_string();
            findings.push(refuse("HSE-6207", "manifest.manifest_no", observed, &expected));
        }
        _ => {}
    }
    findings
}

pub(crate) fn is_same_voyage(one: &Manifest<'_>, other: &Manifest<'_>) -> bool {
    one.port_customs == other.port_customs
        && one.transport_mode == other.transport_mode
        && one.transport_name == other.transport_name
        && one.voyage_no == other.voyage_no
}

impl Desk<'_, '_> {
    /// What is wrong with one bill: `found` is the same one on the same manifest.
    pub(crate) fn bill_findings(
        &self,
        nth: usize,
        carried: &Manifest<'_>,
        found: Option<usize>,
        is_repeated: bool,
        function: ManifestFunction,
    ) -> Vec<Finding> {
        let Some(goods) = carried.consignments.first() else { return Vec::new() };
        let at = |field: &str| format!("manifest.consignments[{nth}].{field}");
        let bill_no = goods.billed_as();
        let mut findings = Vec::new();
        if goods.bill_no.is_empty() {
            findings.push(refuse("HSE-6201", &at("bill_no"), String::new(), "必填 (mandatory)"));
        }
        if is_repeated {
            let expected = "每票提运单一次 (each bill once)";
            findings.push(refuse("HSE-6208", &at("bill_no"), bill_no.clone(), expected));
        }
        if function == ManifestFunction::New {
            if goods.packages == 0 {
                findings.push(refuse("HSE-6209", &at("packages"), "0".to_owned(), "≥ 1"));
            }
            if !goods.gross_weight_kg.is_positive() {
                let observed = goods.gross_weight_kg.to_string();
                findings.push(refuse("HSE-6209", &at("gross_weight_kg"), observed, "> 0"));
            }
        }
        let held = found.and_then(|it| self.manifests.consignments.get(it));
        match (function, held) {
            (ManifestFunction::New, Some(_)) => {
                let expected = "舱单内没有的提运单号 (a bill that is not on it yet)";
                findings.push(refuse("HSE-6203", &at("bill_no"), bill_no, expected));
            }
            (ManifestFunction::New, None) => {
                if let Some(other) = self.same_bill_elsewhere(carried, &bill_no) {
                    let observed = format!("{bill_no}, {other}");
                    let expected = "未传输过的提运单号 (a bill that was not sent)";
                    findings.push(refuse("HSE-6203", &at("bill_no"), observed, expected));
                }
            }
            (_, None) => {
                let expected = "舱单内的提运单号 (a bill on the manifest)";
                findings.push(refuse("HSE-6204", &at("bill_no"), bill_no, expected));
            }
            (_, Some(held)) => {
                if let Some(declared) = &held.declared {
                    let observed = format!("{bill_no}, {}", declared.number);
                    let expected = "未申报，或报关单已退单 (not declared, or returned)";
                    findings.push(refuse("HSE-6210", &at("bill_no"), observed, expected));
                } else if !can_change(held.state, function) {
                    let observed = lifecycle::consignment_title_zh(held.state).to_owned();
                    let expected = "允许该操作的状态 (a state that allows it)";
                    findings.push(refuse("HSE-6210", &at("bill_no"), observed, expected));
                }
            }
        }
        findings
    }

    /// The number of another manifest of the same voyage that has the bill.
    fn same_bill_elsewhere(&self, carried: &Manifest<'_>, bill_no: &str) -> Option<String> {
        let key = self.keyring.bill(carried.direction, bill_no);
        let mut of_bill = self.manifests.of_bill(key);
        let other = of_bill.find_map(|it| {
            let file = self.manifests.consignments.get(it)?;
            (file.state != ConsignmentState::Deleted && is_same_voyage(&file.carried, carried))
                .then_some(file)
        })?;
        Some(other.carried.manifest_no.to_string())
    }
}

/// A bill whose goods have arrived is changed, so that it may be declared; it is deleted only before.
fn can_change(state: ConsignmentState, function: ManifestFunction) -> bool {
    match state {
        ConsignmentState::Manifested | ConsignmentState::Reviewing => true,
        ConsignmentState::Arrived => function == ManifestFunction::Change,
        ConsignmentState::Released | ConsignmentState::Left | ConsignmentState::Deleted => false,
    }
}

/// Whether a manifest that came at that moment came in time (舱单传输时限), or cannot be judged.
pub(crate) fn late_findings(
    manifest: &Manifest<'_>,
    consignments: &[Consignment<'_>],
    at: Moment,
    law: &Law,
) -> Option<Finding> {
    let carriage = carriage_of(manifest, consignments)?;
    let on = at.local_date();
    let limits: Vec<&ManifestLimit> =
        law.manifest.limits(manifest.direction, carriage, on).collect();
    if limits.is_empty() {
        return Some(no_limit(on));
    }
    let voyage = manifest.departure_at.zip(manifest.arrival_at);
    let voyage_millis = voyage.map(|(from, to)| to.millis() - from.millis());
    let holds = |limit: &&&ManifestLimit| {
        let needs_voyage = limit.voyage_over_hours.or(limit.voyage_up_to_hours).is_some();
        let over = limit.voyage_over_hours.map(|it| it * HOUR);
        let up_to = limit.voyage_up_to_hours.map(|it| it * HOUR);
        !needs_voyage
            || voyage_millis.is_some_and(|it| {
                over.is_none_or(|over| it > over) && up_to.is_none_or(|up_to| it <= up_to)
            })
    };
    let Some(limit) = limits.iter().find(holds) else {
        let expected = "起飞（驶离）与抵达时间 (when it departs and arrives)";
        return Some(refuse("HSE-6211", "manifest.departure_at", String::new(), expected));
    };
    let (field, from) = match limit.before {
        LimitMoment::Loading => ("manifest.loading_at", manifest.loading_at),
        LimitMoment::Departure => ("manifest.departure_at", manifest.departure_at),
        LimitMoment::Arrival => ("manifest.arrival_at", manifest.arrival_at),
    };
    let Some(from) = from else {
        let expected = "传输时限据以计算的时间 (what the limit is counted from)";
        return Some(refuse("HSE-6211", field, String::new(), expected));
    };
    let by = from.plus_minutes(-limit.hours * 60);
    if at <= by {
        return None;
    }
    let basis = law.basis(limit.basis);
    let basis = basis.map(|it| format!("{}{}", it.document, it.article)).unwrap_or_default();
    let expected = format!("≤ {by}（{basis}）");
    Some(refuse("HSE-6205", field, at.to_string(), &expected))
}

const HOUR: i64 = 3_600_000;

fn no_limit(on: Date) -> Finding {
    let expected = "传输时限有规定之日 (a day that the limits cover)";
    refuse("HSE-6212", "manifest", on.to_string(), expected)
}

/// What the limits are told apart by; nothing where there are none (rail).
fn carriage_of(
    manifest: &Manifest<'_>,
    consignments: &[Consignment<'_>],
) -> Option<LimitedCarriage> {
    let has_containers = consignments.iter().any(|it| !it.containers.is_empty());
    match (manifest.transport_mode.as_str(), manifest.ship) {
        ("2", ShipKind::Container) => Some(LimitedCarriage::Container),
        ("2", ShipKind::Bulk) => Some(LimitedCarriage::Bulk),
        ("2", ShipKind::SmallCraft) => Some(LimitedCarriage::SmallCraft),
        ("2", ShipKind::Unsaid) if has_containers => Some(LimitedCarriage::Container),
        ("2", ShipKind::Unsaid) => Some(LimitedCarriage::Bulk),
        ("4", _) => Some(LimitedCarriage::Road),
        ("5", _) => Some(LimitedCarriage::Air),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use model::Direction;

    use super::*;

    fn moment(text: &str) -> Moment {
        serde_json::from_str(&format!("\"{text}\"")).unwrap()
    }

    fn found(manifest: &Manifest<'_>, at: &str) -> Option<String> {
        let law = Law::shipped().unwrap();
        let finding = late_findings(manifest, &[Consignment::default()], moment(at), &law)?;
        Some(format!("{} {}", finding.code, finding.pointer))
    }

    #[test]
    fn a_flight_of_four_hours_is_told_before_it_takes_off_a_longer_one_before_it_lands() {
        let mut flight = Manifest {
            transport_mode: "5".into(),
            departure_at: Some(moment("2026-11-22T08:00:00+08:00")),
            arrival_at: Some(moment("2026-11-22T12:00:00+08:00")),
            ..Manifest::default()
        };
        let late = |field: &str| Some(format!("HSE-6205 manifest.{field}"));
        assert_eq!(found(&flight, "2026-11-22T08:00:00+08:00"), None);
        assert_eq!(found(&flight, "2026-11-22T08:00:01+08:00"), late("departure_at"));
        flight.arrival_at = Some(moment("2026-11-22T12:00:01+08:00"));
        assert_eq!(found(&flight, "2026-11-22T08:00:01+08:00"), None);
        assert_eq!(found(&flight, "2026-11-22T08:00:02+08:00"), late("arrival_at"));
        flight.arrival_at = None;
        let unknown = Some("HSE-6211 manifest.departure_at".to_owned());
        assert_eq!(found(&flight, "2026-11-22T08:00:00+08:00"), unknown);
    }

    #[test]
    fn ships_and_lorries() {
        let mut ship = Manifest {
            transport_mode: "2".into(),
            ship: ShipKind::Container,
            loading_at: Some(moment("2026-11-22T08:00:00+08:00")),
            ..Manifest::default()
        };
        assert_eq!(found(&ship, "2026-11-21T08:00:00+08:00"), None);
        let late = Some("HSE-6205 manifest.loading_at".to_owned());
        assert_eq!(found(&ship, "2026-11-21T08:00:01+08:00"), late);
        ship.direction = Direction::Export;
        ship.ship = ShipKind::SmallCraft;
        assert_eq!(found(&ship, "2026-11-22T04:00:00+08:00"), None);
        assert_eq!(found(&ship, "2026-11-22T04:00:01+08:00"), late);
        ship.ship = ShipKind::Bulk;
        assert_eq!(found(&ship, "2026-11-22T06:00:00+08:00"), None);
        let lorry = Manifest { transport_mode: "4".into(), ..ship };
        assert_eq!(found(&lorry, "2026-11-22T07:00:00+08:00"), None);
        assert_eq!(found(&lorry, "2026-11-22T07:00:01+08:00"), late);
        let uncovered = Some("HSE-6212 manifest".to_owned());
        assert_eq!(found(&lorry, "2008-12-31T07:00:00+08:00"), uncovered);
        let train = Manifest { transport_mode: "3".into(), ..lorry };
        assert_eq!(found(&train, "2026-11-22T07:00:01+08:00"), None);
    }
}
