//! Duties on goods of some origins as the house is told them (反倾销税 and the like): all rows, or none.

use model::{Basis, Confidence, Finding, SpecialDutyRow};
use params::Law;

use crate::catalogue::refuse;

/// Takes rows into the law. Returns how many.
///
/// # Errors
/// Everything that is wrong with them; then none is in effect.
pub(crate) fn take(
    law: &mut Law,
    rows: &[SpecialDutyRow],
    basis: &str,
    confidence: Option<Confidence>,
) -> Result<usize, Vec<Finding>> {
    let faults = faults_of(law, rows, basis);
    if !faults.is_empty() {
        return Err(faults);
    }
    let basis = Basis {
        document: basis.trim().to_owned().into(),
        article: "".into(),
        confidence: confidence.unwrap_or(Confidence::Assumed),
    };
    law.put_special_duties(rows, basis)
        .map_err(|error| vec![refused("basis", error.to_string(), BASIS)])?;
    Ok(rows.len())
}

const BASIS: &str = "采取措施的公告 (the announcement of the measure)";

fn faults_of(law: &Law, rows: &[SpecialDutyRow], basis: &str) -> Vec<Finding> {
    let mut faults = Vec::new();
    if rows.is_empty() {
        faults.push(refused("rows", String::new(), "至少一行 (one row at least)"));
    }
    for (place, field) in law.special_duty_faults(rows) {
        let Some(row) = rows.get(place) else { continue };
        let (observed, expected) = match field {
            "code" => (row.code.clone(), "八位或十位商品编号 (eight or ten digits)"),
            "origin" => {
                (row.origin.clone(), "三位国别代码，或空 (a country of three letters, or none)")
            }
            "rate" => (row.rate.to_string(), "不小于零的税率 (a rate not below zero)"),
            "to" => (
                row.to.map(|it| it.to_string()).unwrap_or_default(),
                "不早于起始日 (not before `from`)",
            ),
            _ => (
                row.from.to_string(),
                "与同类措施的期间不重叠 (no day shared with another row of the same goods, origin and maker)",
            ),
        };
        faults.push(refused(&format!("rows[{place}].{field}"), observed, expected));
    }
    if basis.trim().is_empty() {
        faults.push(refused("basis", String::new(), BASIS));
    }
    faults
}

fn refused(pointer: &str, observed: String, expected: &str) -> Finding {
    refuse("HSE-7200", pointer, observed, expected)
}
