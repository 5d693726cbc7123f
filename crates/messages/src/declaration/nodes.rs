//! The nodes of a declaration's message: fields into slots, and the nodes that stand in a goods line.

use model::{Finding, GoodsLimit, VehicleNumber};
use quick_xml::events::Event;

use super::tables;
use crate::{
    format::{self, Fault},
    general::General,
    read::Refusal,
    slots::{Faults, Slots, Taker},
    table::Table,
};

pub(super) fn faults<'f>(table: &'static Table, findings: &'f mut Vec<Finding>) -> Faults<'f> {
    Faults { table, item: None, findings }
}

pub(super) fn indexed<'f>(
    table: &'static Table,
    item: Option<usize>,
    findings: &'f mut Vec<Finding>,
) -> Faults<'f> {
    Faults { table, item, findings }
}

pub(super) fn prefixed(findings: Vec<Finding>, parent: &str) -> impl Iterator<Item = Finding> {
    findings.into_iter().map(move |it| {
        let pointer = format!("{parent}.{}", it.pointer);
        Finding { pointer, ..it }
    })
}

/// Says once that there are more nodes of a kind than are read.
pub(super) fn say_too_many(pointer: &str, max: usize, findings: &mut Vec<Finding>) {
    let is_full = findings.len() >= format::MAX_FINDINGS;
    if !is_full && findings.iter().all(|it| it.pointer != pointer) {
        let (observed, expected) = (format!("> {max}"), format!("<= {max}"));
        let pointer = pointer.to_owned();
        findings.push(format::finding(Fault::TooManyItems, pointer, &observed, expected));
    }
}

/// The licences of a line, after the start of what holds them.
pub(super) fn limits_of<'a>(
    general: &mut General<'a, '_>,
    limits: &mut Vec<GoodsLimit<'a>>,
    findings: &mut Vec<Finding>,
) -> Result<(), Box<Refusal>> {
    loop {
        match general.next()? {
            Event::Start(node) if node.local_name().as_ref() == "DecGoodsLimit" => {
                limit(general, limits, findings)?;
            }
            Event::Start(_) => general.skip()?,
            Event::End(_) => return Ok(()),
            Event::Eof => return Err(general.unclosed()),
            _ => {}
        }
    }
}

/// One licence of a line, after its start, with the vehicles within it.
fn limit<'a>(
    general: &mut General<'a, '_>,
    limits: &mut Vec<GoodsLimit<'a>>,
    findings: &mut Vec<Finding>,
) -> Result<(), Box<Refusal>> {
    let (index, max) = (limits.len(), general.limits().max_lines);
    let (table, mut slots): (_, Slots<'a>) = (&tables::LIMIT, Slots::new());
    if index >= max {
        say_too_many(table.pointer, max, findings);
        return general.skip();
    }
    let n_findings = findings.len();
    let mut it = GoodsLimit::default();
    let mut within = Vec::new();
    fill(general, &mut slots, indexed(table, Some(index), findings), |general, name| match name {
        "DecGoodsLimitVins" => loop {
            match general.next()? {
                Event::Start(node) if node.local_name().as_ref() == "DecGoodsLimitVin" => {
                    vehicle(general, &mut it, &mut within)?;
                }
                Event::Start(_) => general.skip()?,
                Event::End(_) => return Ok(true),
                Event::Eof => return Err(general.unclosed()),
                _ => {}
            }
        },
        "DecGoodsLimitVin" => vehicle(general, &mut it, &mut within).map(|()| true),
        _ => Ok(false),
    })?;
    if slots.are_blank() && it.vins.is_empty() && findings.len() == n_findings {
        return Ok(());
    }
    let faults = indexed(table, Some(index), findings);
    tables::take_limit(&mut Taker::new(&mut slots, faults), &mut it);
    findings.extend(prefixed(within, &format!("{}[{index}]", table.pointer)));
    limits.push(it);
    Ok(())
}

/// One vehicle of a licence, after its start.
fn vehicle<'a>(
    general: &mut General<'a, '_>,
    limit: &mut GoodsLimit<'a>,
    findings: &mut Vec<Finding>,
) -> Result<(), Box<Refusal>> {
    let (index, max) = (limit.vins.len(), general.limits().max_lines);
    let (table, mut slots): (_, Slots<'a>) = (&tables::VEHICLE, Slots::new());
    if index >= max {
        say_too_many(table.pointer, max, findings);
        return general.skip();
    }
    let n_findings = findings.len();
    fill(general, &mut slots, indexed(table, Some(index), findings), |_, _| Ok(false))?;
    if !slots.are_blank() || findings.len() > n_findings {
        let mut it = VehicleNumber::default();
        let faults = indexed(table, Some(index), findings);
        tables::take_vehicle(&mut Taker::new(&mut slots, faults), &mut it);
        limit.vins.push(it);
    }
    Ok(())
}

/// The fields of a node into the slots, after its start. `other` is given elements that are no
/// fields, after their start, and says whether it read them.
pub(super) fn fill<'a, 'l, const N: usize>(
    general: &mut General<'a, 'l>,
    slots: &mut Slots<'a, N>,
    mut faults: Faults<'_>,
    mut other: impl FnMut(&mut General<'a, 'l>, &str) -> Result<bool, Box<Refusal>>,
) -> Result<(), Box<Refusal>> {
    slots.begin();
    loop {
        match general.next()? {
            Event::Start(field) => {
                let name = field.local_name();
                let name = name.as_ref();
                if let Some(index) = slots.find(faults.table, name) {
                    let (text, has_elements) = general.leaf()?;
                    if has_elements {
                        faults.push_at(index, Fault::NotAField, &text);
                    }
                    slots.keep(index, text, &mut faults);
                } else if let Some(index) =
                    tables::other_name(name).and_then(|it| slots.find(faults.table, it))
                {
                    slots.keep_other(index, general.leaf()?.0);
                } else if !other(general, name)? {
                    general.skip()?;
                }
            }
            Event::End(_) => return Ok(()),
            Event::Eof => return Err(general.unclosed()),
            event => general.complain(&event, Faults { findings: faults.findings, ..faults }),
        }
    }
}
