//! A declaration beside the manifest of its bill, and what was counted of its goods: by the checks that compare the two.

use anyhow::Result;
use checks::ManifestCase;
use clearance::{ConsignmentFile, DeclarationFile, Registry, consignment_state_of, ports::Records};
use model::{Consignment, Date, DayStamp, Direction, Finding};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    access::{Viewer, consignment_parties},
    view::{ExplainedFinding, entry::explained},
};

/// A declaration beside the manifest of its bill.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ComparedView {
    /// The house's numbers of the manifest and of the bill's goods.
    pub(crate) manifest: u64,
    pub(crate) consignment_no: String,
    pub(crate) bill_no: String,
    pub(crate) rows: Vec<ComparedRow>,
    /// What the checks that compare them say as both stand now.
    pub(crate) findings: Vec<ExplainedFinding>,
}

/// One thing that both say.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ComparedRow {
    /// The declaration's field, by our own name.
    pub(crate) field: String,
    pub(crate) declared: String,
    pub(crate) carried: String,
    /// What was counted (理货); null where nothing was, and of what is not counted.
    #[schema(required)]
    pub(crate) tallied: Option<String>,
    /// Whether they differ, by the checks; null where that is for a person to say.
    #[schema(required)]
    pub(crate) differs: Option<bool>,
}

/// Nothing where its bill is on no manifest, or on one that is not for the eyes of who asks.
pub(super) fn compared(
    records: &dyn Records,
    registry: &Registry,
    viewer: &Viewer,
    file: &DeclarationFile<'_>,
    today: Date,
) -> Result<Option<ComparedView>> {
    let Some(on) = file.on_manifest else { return Ok(None) };
    let row = records.entry(on.consignment)?.filter(|it| consignment_state_of(it.state).is_some());
    let Some(row) = row else { return Ok(None) };
    if viewer.sight(|| consignment_parties(records, &row))?.is_none() {
        return Ok(None);
    }
    let carrying = ConsignmentFile::from_row(&row)?;
    let Some(goods) = carrying.goods() else { return Ok(None) };
    let elsewhere = carrying.declared.as_ref().filter(|it| it.case != file.id);
    let case = ManifestCase {
        declaration: &file.declaration,
        on: today,
        carried: Some((&*carrying.carried, goods)),
        arrived_on: on.entered_at.map(|it| DayStamp::from_date(it.local_date())),
        elsewhere: elsewhere.map(|it| it.number.as_str()),
        allowed_kg: registry.settings.amount_tolerance,
    };
    let mut findings = Vec::new();
    checks::against_manifest(&case, &mut findings);
    Ok(Some(ComparedView {
        manifest: carrying.manifest.0,
        consignment_no: carrying.consignment_no(),
        bill_no: carrying.bill_no(),
        rows: rows(file, &carrying, goods, &findings),
        findings: explained(&findings),
    }))
}

fn rows(
    file: &DeclarationFile<'_>,
    carrying: &ConsignmentFile<'_>,
    goods: &Consignment<'_>,
    findings: &[Finding],
) -> Vec<ComparedRow> {
    let (declared, carried) = (&*file.declaration, &*carrying.carried);
    let row = |field: &str, declared: String, carried: String| {
        let pointer = format!("declaration.{field}");
        let differs = findings.iter().any(|it| {
            it.pointer
                .strip_prefix(&pointer)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
        });
        let (field, tallied) = (field.to_owned(), None);
        ComparedRow { field, declared, carried, tallied, differs: Some(differs) }
    };
    let numbers = |it: &mut dyn Iterator<Item = &str>| {
        it.filter(|it| !it.is_empty()).collect::<Vec<_>>().join(" ")
    };
    let packages = row("packages", declared.packages.to_string(), goods.packages.to_string());
    let weight = row(
        "gross_weight_kg",
        declared.gross_weight_kg.to_string(),
        goods.gross_weight_kg.to_string(),
    );
    let tally = carrying.tally;
    vec![
        row("bill_no", declared.carried_bill_no().to_owned(), goods.billed_as()),
        row(
            "transport_mode",
            declared.transport_mode.to_string(),
            carried.transport_mode.to_string(),
        ),
        row(
            "transport_name",
            declared.transport_name.to_string(),
            carried.transport_name.to_string(),
        ),
        row("voyage_no", declared.voyage_no.to_string(), carried.voyage_no.to_string()),
        row("port_customs", declared.port_customs.to_string(), carried.port_customs.to_string()),
        ComparedRow {
            tallied: tally.and_then(|it| it.packages).map(|it| it.to_string()),
            ..packages
        },
        row("packaging", declared.packaging.to_string(), goods.packaging.to_string()),
        ComparedRow {
            tallied: tally.and_then(|it| it.gross_weight_kg).map(|it| it.to_string()),
            ..weight
        },
        row(
            "containers",
            numbers(&mut declared.containers.iter().map(|it| it.number.as_str())),
            numbers(&mut goods.containers.iter().map(|it| it.number.as_str())),
        ),
        party_row(file, goods),
        goods_row(file, goods),
    ]
}

/// Names in two languages may be of one company, so that only likeness is told by itself.
fn party_row(file: &DeclarationFile<'_>, goods: &Consignment<'_>) -> ComparedRow {
    let declared = &*file.declaration;
    let carried = match declared.direction {
        Direction::Import => &goods.consignee,
        Direction::Export => &goods.consignor,
    };
    let is_alike = [&declared.trader.name, &declared.owner.name]
        .into_iter()
        .any(|it| !it.is_empty() && bare(it) == bare(carried));
    ComparedRow {
        field: "trader".to_owned(),
        declared: declared.trader.name.to_string(),
        carried: carried.to_string(),
        tallied: None,
        differs: is_alike.then_some(false),
    }
}

fn goods_row(file: &DeclarationFile<'_>, goods: &Consignment<'_>) -> ComparedRow {
    let mut names: Vec<&str> = file.declaration.items.iter().map(|it| it.name.as_str()).collect();
    names.dedup();
    let is_alike = names.len() == 1 && names.iter().any(|it| bare(it) == bare(&goods.goods));
    ComparedRow {
        field: "items".to_owned(),
        declared: names.join("、"),
        carried: goods.goods.to_string(),
        tallied: None,
        differs: is_alike.then_some(false),
    }
}

/// Letters and digits alone, in one case.
fn bare(text: &str) -> String {
    text.chars().filter(|it| it.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}
