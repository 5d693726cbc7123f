//! What was read without a fault, written as a client would write it, and read again.

use messages::{
    DeclarationReading, Envelope, ExportEnvelope, Limits, Message, read, write_amendment,
    write_declaration, write_documents, write_export_documents, write_file, write_supplement,
    write_zone_document,
};

use super::{Disagreement, Tried, same};

pub(super) fn again(message: &Message<'_>, limits: &Limits) -> Tried {
    match message {
        Message::Ceb(it) => ceb(it, limits),
        Message::Export(it) => export(it, limits),
        Message::Zone(it) if it.faults.is_empty() => {
            let mut out = Vec::new();
            write_zone_document(&it.header, &it.document, &it.sender_code, &mut out);
            match reread(&out, limits)? {
                Message::Zone(other) => same("zone document", &it.document, &other.document),
                other => unlike(&other),
            }
        }
        Message::Declaration(it) if it.faults.is_empty() && !it.is_json => declaration(it, limits),
        Message::Amendment(it) if it.faults.is_empty() => {
            let mut out = Vec::new();
            write_amendment(&it.document, &mut out);
            match reread(&out, limits)? {
                Message::Amendment(other) => same("amendment", &it.document, &other.document),
                other => unlike(&other),
            }
        }
        Message::Supplement(it) if it.faults.is_empty() => {
            let mut out = Vec::new();
            write_supplement(&it.document, &mut out);
            match reread(&out, limits)? {
                Message::Supplement(other) => same("supplement", &it.document, &other.document),
                other => unlike(&other),
            }
        }
        Message::File(it) if it.faults.is_empty() => {
            let mut out = Vec::new();
            write_file(&it.document, b"%PDF-1.4", &mut out);
            match reread(&out, limits)? {
                Message::File(other) => same("file", &it.document, &other.document),
                other => unlike(&other),
            }
        }
        Message::House(it) => {
            let out = spelt(it)?;
            match reread(&out, limits)? {
                Message::House(other) => same("house message", it, &other),
                other => unlike(&other),
            }
        }
        Message::Manifest(it) if it.faults.is_empty() => {
            let out = spelt(&it.message)?;
            match reread(&out, limits)? {
                Message::Manifest(other) => same("manifest", &it.message, &other.message),
                other => unlike(&other),
            }
        }
        _ => Ok(()),
    }
}

fn spelt(value: &impl serde::Serialize) -> Result<Vec<u8>, Disagreement> {
    serde_json::to_vec(value).map_err(|it| Disagreement(it.to_string()))
}

/// Limits are of a message that somebody sent; one of ours may be laid out longer.
fn reread<'o>(out: &'o [u8], limits: &Limits) -> Result<Message<'o>, Disagreement> {
    let limits = Limits { max_depth: Limits::default().max_depth, ..limits.clone() };
    read(out, &limits).map_err(|it| {
        Disagreement(format!("not read again: {it} / {}", String::from_utf8_lossy(out)))
    })
}

fn unlike(other: &Message<'_>) -> Tried {
    Err(Disagreement(format!("read again as another kind: {other:?}")))
}

fn ceb(it: &Envelope<'_>, limits: &Limits) -> Tried {
    let good = it.readings.iter().filter(|it| it.faults.is_empty());
    let documents: Vec<_> = good.map(|it| it.document.clone()).collect();
    if documents.is_empty() {
        return Ok(());
    }
    let mut out = Vec::new();
    let (transfer, subscriptions) = (it.transfer.as_ref(), &it.subscriptions);
    write_documents(it.kind, &it.guid, &documents, transfer, subscriptions, &mut out);
    let Message::Ceb(other) = reread(&out, limits)? else {
        return Err(Disagreement("read again as another kind".to_owned()));
    };
    same("kind", &it.kind, &other.kind)?;
    same("guid", &it.guid, &other.guid)?;
    same("transfer", &it.transfer, &other.transfer)?;
    same("subscriptions", &it.subscriptions, &other.subscriptions)?;
    let faults = other.readings.iter().flat_map(|it| &it.faults).collect::<Vec<_>>();
    same("faults", &faults, &Vec::new())?;
    let others: Vec<_> = other.readings.iter().map(|it| it.document.clone()).collect();
    same("documents", &documents, &others)
}

fn export(it: &ExportEnvelope<'_>, limits: &Limits) -> Tried {
    let good = it.readings.iter().filter(|it| it.faults.is_empty());
    let documents: Vec<_> = good.map(|it| it.document.clone()).collect();
    if documents.is_empty() {
        return Ok(());
    }
    let mut out = Vec::new();
    let (transfer, subscriptions) = (it.transfer.as_ref(), &it.subscriptions);
    write_export_documents(it.kind, &it.guid, &documents, transfer, subscriptions, &mut out);
    let Message::Export(other) = reread(&out, limits)? else {
        return Err(Disagreement("read again as another kind".to_owned()));
    };
    same("kind", &it.kind, &other.kind)?;
    same("guid", &it.guid, &other.guid)?;
    same("transfer", &it.transfer, &other.transfer)?;
    same("subscriptions", &it.subscriptions, &other.subscriptions)?;
    let others: Vec<_> = other.readings.iter().map(|it| it.document.clone()).collect();
    same("documents", &documents, &others)
}

fn declaration(it: &DeclarationReading<'_>, limits: &Limits) -> Tried {
    let mut out = Vec::new();
    write_declaration(&it.header, &it.document, &mut out);
    match reread(&out, limits)? {
        Message::Declaration(other) => same("declaration", &it.document, &other.document),
        other => unlike(&other),
    }
}
