//! `tongguan officer audit …`: what officers do in cases after release, and what traders file.

use std::path::PathBuf;

use anyhow::Result;
use model::{
    AskedField, AuditAct, AuditFinding, AuditKind, AuditOrigin, Date, HouseMessage, Moment,
    SentBack, SentBackGround, SentBackLine,
};

use super::{
    officer::{digested, moment},
    send::word,
};

#[derive(Debug, clap::Subcommand)]
pub(crate) enum Command {
    /// Open an audit or a verification of an enterprise.
    Open(Box<Open>),
    /// Report what a trader did wrong, as he himself (主动披露).
    Disclose(Disclose),
    /// Ask for tax that was paid too much, or of goods that were sent back, as the payer (退税申请).
    ClaimRefund(ClaimRefund),
    /// Look into more declarations.
    Include(Include),
    /// Order records to be presented.
    Records(Records),
    /// Keep what was seen on site.
    OnSite(OnSite),
    /// Ask the enterprise what it thinks of findings.
    AskOpinion(Findings),
    /// Report findings, or that there are none; the days to the conclusion begin.
    Report(Findings),
    /// Conclude: findings take effect.
    Conclude(End),
    /// Hand the case over to anti-smuggling.
    HandOver(End),
    /// Decide the same as the first officer: tax falls.
    Approve(End),
    /// Disagree with the first officer.
    SendBack(End),
    /// Refuse what a trader filed.
    Refuse(End),
    /// Give it more days.
    Extend(Extend),
    /// Close it: all was collected and given back.
    Close(End),
    /// Drop it.
    Drop(End),
}

#[derive(Debug, clap::Args)]
pub(crate) struct Open {
    /// audit or verification.
    #[arg(value_parser = word::<AuditKind>)]
    kind: AuditKind,
    /// Customs code or social credit code.
    enterprise_code: String,
    /// random, risk, referral.
    #[arg(long, value_parser = word::<AuditOrigin>)]
    origin: AuditOrigin,
    /// The customs house that does it.
    #[arg(long)]
    customs: String,
    #[arg(long = "declaration", value_name = "NUMBER")]
    declarations: Vec<String>,
    /// First and last day of release that it is about.
    #[arg(long, requires = "to")]
    from: Option<Date>,
    #[arg(long, requires = "from")]
    to: Option<Date>,
    /// Two at least.
    #[arg(long = "officer", required = true)]
    officers: Vec<String>,
    #[arg(long)]
    reason: String,
    /// Whoever approved that it begins without notice.
    #[arg(long, default_value = "")]
    without_notice_by: String,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Disclose {
    #[arg(long)]
    by_code: String,
    /// What a declaration has to say: `534520261000000042:items.total_price@1=1211.60`.
    #[arg(long = "finding", value_name = "DECLARATION:FIELD[@PLACE]=NEW", value_parser = finding, required = true)]
    findings: Vec<(String, AskedField)>,
    #[arg(long)]
    text: String,
    #[arg(long = "attach", value_name = "FILE")]
    attachments: Vec<PathBuf>,
}

#[derive(Debug, clap::Args)]
pub(crate) struct ClaimRefund {
    declaration_no: String,
    #[arg(long)]
    by_code: String,
    /// What it has to say: `items.quantity@1=90`.
    #[arg(long = "field", value_name = "FIELD[@PLACE]=NEW", value_parser = field, required_unless_present = "sent_back_by")]
    fields: Vec<AskedField>,
    /// The declaration by which goods of it were sent back in their condition (原状复运).
    #[arg(long, value_name = "DECLARATION", requires_all = ["ground", "goods"], conflicts_with = "fields")]
    sent_back_by: Option<String>,
    /// quality, specification, force_majeure.
    #[arg(long, value_parser = word::<SentBackGround>)]
    ground: Option<SentBackGround>,
    /// A line, the line of the other declaration, and how much: `1:1=40`.
    #[arg(long = "goods", value_name = "LINE:LINE=QUANTITY", value_parser = goods)]
    goods: Vec<SentBackLine>,
    /// Of an import: taxes beside the duty were not deducted (进口环节税未抵扣).
    #[arg(long)]
    not_deducted: bool,
    /// Of an export: taxes that were refunded on export are paid again.
    #[arg(long)]
    rebate_repaid: bool,
    #[arg(long)]
    text: String,
    #[arg(long = "attach", value_name = "FILE")]
    attachments: Vec<PathBuf>,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Include {
    audit_no: String,
    #[arg(long = "declaration", value_name = "NUMBER", required = true)]
    declarations: Vec<String>,
    #[arg(long)]
    officer: String,
    #[arg(long)]
    reason: String,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Records {
    audit_no: String,
    #[arg(long)]
    wanted: String,
    /// Days from service.
    #[arg(long)]
    days: Option<u16>,
    #[arg(long)]
    officer: String,
    #[arg(long)]
    reason: String,
}

#[derive(Debug, clap::Args)]
pub(crate) struct OnSite {
    audit_no: String,
    #[arg(long = "officer", required = true)]
    officers: Vec<String>,
    #[arg(long)]
    site: String,
    /// Who was there for the enterprise.
    #[arg(long)]
    attended_by: String,
    #[arg(long)]
    record: String,
    #[arg(long = "attach", value_name = "FILE")]
    attachments: Vec<PathBuf>,
    /// When; now when absent.
    #[arg(long, value_parser = moment)]
    at: Option<Moment>,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Findings {
    audit_no: String,
    /// What a declaration has to say: `534520261000000042:items.total_price@1=1211.60`.
    #[arg(long = "finding", value_name = "DECLARATION:FIELD[@PLACE]=NEW", value_parser = finding)]
    findings: Vec<(String, AskedField)>,
    /// They are violations.
    #[arg(long)]
    violation: bool,
    #[arg(long)]
    officer: String,
    #[arg(long)]
    reason: String,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Extend {
    audit_no: String,
    #[arg(long)]
    until: Date,
    #[arg(long)]
    officer: String,
    #[arg(long)]
    reason: String,
}

#[derive(Debug, clap::Args)]
pub(crate) struct End {
    audit_no: String,
    #[arg(long)]
    officer: String,
    #[arg(long)]
    reason: String,
}

/// `items.quantity@1=90`.
fn field(text: &str) -> Result<AskedField, String> {
    let wrong = || format!("`{text}` is not FIELD[@PLACE]=NEW");
    let (name, new) = text.split_once('=').ok_or_else(wrong)?;
    let (field, place) = name.split_once('@').unwrap_or((name, ""));
    Ok(AskedField { field: field.to_owned(), place: place.to_owned(), new: new.to_owned() })
}

fn goods(text: &str) -> Result<SentBackLine, String> {
    let wrong = || format!("`{text}` is not LINE:LINE=QUANTITY");
    let (lines, quantity) = text.split_once('=').ok_or_else(wrong)?;
    let (line, back_line) = lines.split_once(':').ok_or_else(wrong)?;
    let number = |it: &str| it.parse().map_err(|_| wrong());
    let quantity = quantity.parse().map_err(|_| wrong())?;
    Ok(SentBackLine { line: number(line)?, back_line: number(back_line)?, quantity })
}

impl ClaimRefund {
    fn sent_back(&self) -> Option<SentBack> {
        Some(SentBack {
            declaration_no: self.sent_back_by.clone()?,
            ground: self.ground?,
            lines: self.goods.clone(),
            not_deducted: self.not_deducted,
            rebate_repaid: self.rebate_repaid,
        })
    }
}

fn finding(text: &str) -> Result<(String, AskedField), String> {
    let wrong = || format!("`{text}` is not DECLARATION:FIELD[@PLACE]=NEW");
    let (number, rest) = text.split_once(':').ok_or_else(wrong)?;
    Ok((number.to_owned(), field(rest)?))
}

/// One finding a declaration, with all its fields.
fn gathered(
    findings: &[(String, AskedField)],
    is_violation: bool,
    text: &str,
) -> Vec<AuditFinding> {
    let mut all: Vec<AuditFinding> = Vec::new();
    for (number, field) in findings {
        match all.iter_mut().find(|it| it.declaration_no == *number) {
            Some(finding) => finding.fields.push(field.clone()),
            None => all.push(AuditFinding {
                declaration_no: number.clone(),
                fields: vec![field.clone()],
                is_violation,
                text: text.to_owned(),
            }),
        }
    }
    all
}

/// The input that a command comes to.
pub(crate) fn message_of(command: &Command, now: Moment) -> Result<HouseMessage> {
    Ok(match command {
        Command::Open(it) => HouseMessage::OpenAudit {
            kind: it.kind,
            origin: it.origin,
            enterprise_code: it.enterprise_code.clone(),
            customs: it.customs.clone(),
            declarations: it.declarations.clone(),
            from: it.from,
            to: it.to,
            officers: it.officers.clone(),
            reason: it.reason.clone(),
            without_notice_by: it.without_notice_by.clone(),
        },
        Command::Disclose(it) => HouseMessage::Disclose {
            by_code: it.by_code.clone(),
            findings: gathered(&it.findings, true, &it.text),
            text: it.text.clone(),
            attachments: digested(&it.attachments)?,
        },
        Command::ClaimRefund(it) => HouseMessage::ClaimRefund {
            by_code: it.by_code.clone(),
            declaration_no: it.declaration_no.clone(),
            fields: it.fields.clone(),
            sent_back: it.sent_back(),
            text: it.text.clone(),
            attachments: digested(&it.attachments)?,
        },
        other => {
            let (audit_no, act) = act_of(other, now)?;
            HouseMessage::Audit { audit_no, act }
        }
    })
}

/// What is done, in which case.
fn act_of(command: &Command, now: Moment) -> Result<(String, AuditAct)> {
    let of = |it: &End, act: fn(String, String) -> AuditAct| {
        (it.audit_no.clone(), act(it.officer.clone(), it.reason.clone()))
    };
    Ok(match command {
        Command::Include(it) => {
            let (officer, reason) = (it.officer.clone(), it.reason.clone());
            let declarations = it.declarations.clone();
            (it.audit_no.clone(), AuditAct::Included { declarations, officer, reason })
        }
        Command::Records(it) => {
            let (officer, reason) = (it.officer.clone(), it.reason.clone());
            let (wanted, days) = (it.wanted.clone(), it.days);
            (it.audit_no.clone(), AuditAct::RecordsAsked { wanted, days, officer, reason })
        }
        Command::OnSite(it) => {
            let act = AuditAct::OnSite {
                officers: it.officers.clone(),
                site: it.site.clone(),
                attended_by: it.attended_by.clone(),
                record: it.record.clone(),
                attachments: digested(&it.attachments)?,
                at: it.at.unwrap_or(now),
            };
            (it.audit_no.clone(), act)
        }
        Command::AskOpinion(it) => {
            let (officer, reason) = (it.officer.clone(), it.reason.clone());
            let findings = gathered(&it.findings, it.violation, &it.reason);
            (it.audit_no.clone(), AuditAct::OpinionAsked { findings, officer, reason })
        }
        Command::Report(it) => {
            let (officer, reason) = (it.officer.clone(), it.reason.clone());
            let findings = gathered(&it.findings, it.violation, &it.reason);
            (it.audit_no.clone(), AuditAct::Reported { findings, officer, reason })
        }
        Command::Extend(it) => {
            let (officer, reason) = (it.officer.clone(), it.reason.clone());
            (it.audit_no.clone(), AuditAct::Extended { until: it.until, officer, reason })
        }
        Command::Conclude(it) => {
            of(it, |officer, reason| AuditAct::Concluded { hand_over: false, officer, reason })
        }
        Command::HandOver(it) => {
            of(it, |officer, reason| AuditAct::Concluded { hand_over: true, officer, reason })
        }
        Command::Approve(it) => of(it, |officer, reason| AuditAct::Approved { officer, reason }),
        Command::SendBack(it) => of(it, |officer, reason| AuditAct::SentBack { officer, reason }),
        Command::Refuse(it) => of(it, |officer, reason| AuditAct::Refused { officer, reason }),
        Command::Close(it) => of(it, |officer, reason| AuditAct::Closed { officer, reason }),
        Command::Drop(it) => of(it, |officer, reason| AuditAct::Dropped { officer, reason }),
        Command::Open(_) | Command::Disclose(_) | Command::ClaimRefund(_) => {
            anyhow::bail!("it opens a case and does nothing in one")
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn findings_are_gathered_declaration_by_declaration() {
        let one = finding("534520261000000042:items.total_price@1=1211.60").unwrap();
        assert_eq!((one.1.field.as_str(), one.1.place.as_str()), ("items.total_price", "1"));
        assert_eq!(one.1.new, "1211.60");
        let head = finding("534520261000000042:gross_weight_kg=12").unwrap();
        assert_eq!(head.1.place, "");
        let other = finding("534520261000000043:items.quantity@2=3").unwrap();
        let gathered = gathered(&[one, other, head], true, "单价申报不实");
        assert_eq!(gathered.iter().map(|it| it.fields.len()).collect::<Vec<_>>(), [2, 1]);
        assert!(gathered.iter().all(|it| it.is_violation));
        assert!(finding("items.quantity@2=3").is_err() && field("items.quantity").is_err());
    }
}
