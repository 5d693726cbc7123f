//! Opens cases after release: customs audits or verifies an enterprise, a trader discloses, a payer asks for tax back.
//! Judges which declarations can be looked into, and for how long after their release.

use jiff::Span;
use model::{
    Addressee, AmendmentBar, AskedField, AuditFinding, AuditKind, AuditOpening, AuditOrigin,
    AuditState, Date, DayStamp, EntryId, Evidence, Finding, InstrumentKind, SentBack, Text,
};
use params::{Law, Table};

use crate::{
    audit::{AuditFile, DECLARATIONS_MAX},
    catalogue::refuse,
    declaration::DeclarationFile,
    desk::Desk,
    examine::evidence_faults,
    history::Event,
    instrument_draft::Draft,
    money::after,
    numbers,
};

/// What an officer opens.
pub(crate) struct Opens {
    pub(crate) kind: AuditKind,
    pub(crate) origin: AuditOrigin,
    pub(crate) enterprise_code: String,
    pub(crate) customs: String,
    pub(crate) declarations: Vec<String>,
    pub(crate) from: Option<Date>,
    pub(crate) to: Option<Date>,
    pub(crate) officers: Vec<String>,
    pub(crate) reason: String,
    pub(crate) without_notice_by: String,
}

/// What a trader files.
pub(crate) struct Files {
    pub(crate) kind: AuditKind,
    pub(crate) by_code: String,
    pub(crate) findings: Vec<AuditFinding>,
    pub(crate) sent_back: Option<Box<SentBack>>,
    pub(crate) text: String,
    pub(crate) attachments: Vec<Evidence>,
}

impl Files {
    /// 退税申请.
    pub(crate) fn claim(
        [by_code, declaration_no, text]: [String; 3],
        fields: Vec<AskedField>,
        sent_back: Option<SentBack>,
        attachments: Vec<Evidence>,
    ) -> Files {
        let finding =
            AuditFinding { declaration_no, fields, is_violation: false, text: String::new() };
        let (findings, sent_back) = (vec![finding], sent_back.map(Box::new));
        Files { kind: AuditKind::RefundClaim, by_code, findings, sent_back, text, attachments }
    }

    /// 主动披露: what is disclosed is a violation.
    pub(crate) fn disclosure(
        by_code: String,
        mut findings: Vec<AuditFinding>,
        text: String,
        attachments: Vec<Evidence>,
    ) -> Files {
        findings.iter_mut().for_each(|it| it.is_violation = true);
        let (kind, sent_back) = (AuditKind::Disclosure, None);
        Files { kind, by_code, findings, sent_back, text, attachments }
    }

    fn command(&self) -> &'static str {
        match self.kind {
            AuditKind::RefundClaim => "claim_refund",
            _ => "disclose",
        }
    }
}

/// Of which enterprise, and of what days of release, declarations have to be.
pub(crate) struct Scope<'s> {
    pub(crate) code: &'s str,
    pub(crate) from: DayStamp,
    pub(crate) to: DayStamp,
    pub(crate) kind: AuditKind,
}

impl AuditFile {
    pub(crate) fn scope(&self) -> Scope<'_> {
        Scope { code: &self.enterprise.code, from: self.from, to: self.to, kind: self.kind }
    }
}

impl Desk<'_, '_> {
    /// 稽查、核查立案.
    pub(crate) fn open_audit(&mut self, opens: Opens, sender: &str) {
        let mut findings = Vec::new();
        let name = self.registry.enterprise(&opens.enterprise_code).map(|it| it.name.clone());
        if name.is_none() {
            let expected = "已备案的企业 (a registered enterprise)";
            let observed = opens.enterprise_code.clone();
            findings.push(refuse("HSE-6741", "enterprise_code", observed, expected));
        }
        self.opening_faults(&opens, &mut findings);
        let day = |it: Option<Date>| it.map(DayStamp::from_date).unwrap_or_default();
        let (from, to) = (day(opens.from), day(opens.to));
        let scope = Scope { code: &opens.enterprise_code, from, to, kind: opens.kind };
        let named = opens.declarations.iter().map(String::as_str);
        let declarations = self.declarations_of(named, &scope, "declarations", &mut findings);
        let law = &self.registry.law;
        let months = law.months_on("audit.finish_months", self.now.on);
        if months.is_err() {
            findings.push(self.no_law("audit.finish_months"));
        }
        let (Some(name), Ok(months), true) = (name, months, findings.is_empty()) else {
            return self.refuse_command("open_audit", findings, sender);
        };
        let last = self.now.on.checked_add(Span::new().months(months)).unwrap_or(Date::MAX);
        let mut file = self.new_audit(opens.kind, opens.origin, AuditState::Opened);
        file.enterprise = Addressee { code: opens.enterprise_code, name };
        (file.customs, file.from, file.to) = (opens.customs, from, to);
        (file.officers, file.reason) = (opens.officers, opens.reason);
        (file.without_notice_by, file.declarations) = (opens.without_notice_by, declarations);
        (file.finish_by, file.due_at) = (DayStamp::from_date(last), Some(after(last)));
        let by = file.officers.join("、");
        let wants_notice = opens.kind == AuditKind::Audit && file.without_notice_by.is_empty();
        let audit = self.begin_audit(file, by);
        if wants_notice {
            self.issue_notice(audit);
        }
        self.tally.outcome("audits_opened");
    }

    fn opening_faults(&self, opens: &Opens, findings: &mut Vec<Finding>) {
        if opens.kind.is_filed() || opens.origin == AuditOrigin::Trader {
            let observed = format!("{} {}", opens.kind.title_zh(), opens.origin.title_zh());
            let expected =
                "稽查或者核查，由海关发起 (an audit or a verification that customs begins)";
            findings.push(refuse("HSE-6742", "kind", observed, expected));
        }
        if !self.registry.law.codes.contains(Table::CustomsDistrict, &opens.customs) {
            let expected = "关区代码 (a code of a customs house)";
            findings.push(refuse("HSE-6743", "customs", opens.customs.clone(), expected));
        }
        findings.extend(lacks_officers("officers", &opens.officers));
        let is_backwards = matches!((opens.from, opens.to), (Some(from), Some(to)) if to < from);
        let is_half = opens.from.is_some() != opens.to.is_some();
        let is_empty = opens.declarations.is_empty() && opens.from.is_none();
        if is_backwards || is_half || is_empty {
            let shown = |it: Option<Date>| it.map(|it| it.to_string()).unwrap_or_default();
            let observed = format!("{}–{}", shown(opens.from), shown(opens.to));
            let expected = "报关单，或者起止日期 (declarations, or a first and a last day)";
            findings.push(refuse("HSE-6745", "from", observed, expected));
        }
    }

    /// The declarations with these numbers, as far as they can be looked into in such a case; what cannot is said.
    pub(crate) fn declarations_of<'n>(
        &self,
        numbers: impl Iterator<Item = &'n str>,
        scope: &Scope<'_>,
        at: &str,
        findings: &mut Vec<Finding>,
    ) -> Vec<(EntryId, String)> {
        let mut declarations: Vec<(EntryId, String)> = Vec::new();
        for (place, number) in numbers.enumerate() {
            let at = format!("{at}[{place}]");
            let index = self.declarations.of_no(number);
            let Some(file) = index.and_then(|it| self.declarations.files.get(it)) else {
                let expected = "本系统的报关单号 (a declaration number of this house)";
                findings.push(refuse("HSE-7101", &at, number.to_owned(), expected));
                continue;
            };
            if declarations.iter().any(|(id, _)| *id == file.id) {
                let expected = "各一次 (each once)";
                findings.push(refuse("HSE-6746", &at, number.to_owned(), expected));
                continue;
            }
            self.scope_faults(file, scope, &at, findings);
            declarations.push((file.id, number.to_owned()));
        }
        if declarations.len() > DECLARATIONS_MAX {
            let observed = declarations.len().to_string();
            let expected = format!("<= {DECLARATIONS_MAX}");
            findings.push(refuse("HSE-6747", at, observed, &expected));
        }
        declarations
    }

    /// Why a declaration cannot be looked into: it is another's, was not released, or too long ago.
    fn scope_faults(
        &self,
        file: &DeclarationFile<'_>,
        scope: &Scope<'_>,
        at: &str,
        findings: &mut Vec<Finding>,
    ) {
        let declaration = &file.declaration;
        let parties = [&declaration.trader, &declaration.declarant, &declaration.owner];
        let goes_by = |code: &str| {
            parties.iter().any(|it| it.code == code || it.credit_code == code) && !code.is_empty()
        };
        let enterprise = self.registry.enterprise(scope.code);
        let is_its = goes_by(scope.code)
            || enterprise.is_some_and(|it| goes_by(&it.code) || goes_by(&it.other_code));
        if !is_its {
            let observed = declaration.trader.code.to_string();
            findings.push(refuse("HSE-6748", at, observed, scope.code));
        }
        if file.audit != EntryId(0) {
            let observed = self.audit_no_of(file.audit);
            let expected = "无未办结的稽查、核查、披露或者申请 (none that is open)";
            findings.push(refuse("HSE-6749", at, observed, expected));
        }
        let Some(released_on) = file.released_on.date().filter(|_| file.is_released()) else {
            let title = lifecycle::declaration_title_zh(file.state).to_owned();
            findings.push(refuse("HSE-6750", at, title, "放行后 (after release)"));
            return;
        };
        let is_outside = scope.from.date().is_some_and(|it| released_on < it)
            || scope.to.date().is_some_and(|it| released_on > it);
        if is_outside {
            let shown = |it: DayStamp| it.date().map(|it| it.to_string()).unwrap_or_default();
            let expected = format!("{}–{}", shown(scope.from), shown(scope.to));
            findings.push(refuse("HSE-6751", at, released_on.to_string(), &expected));
        }
        if scope.kind == AuditKind::RefundClaim {
            return;
        }
        match audited_until(&self.registry.law, self.now.on, file, released_on) {
            Ok(Some(last)) if self.now.on > last => {
                let observed = format!("{} (放行 released {released_on})", self.now.on);
                findings.push(refuse("HSE-6752", at, observed, &format!("<= {last}")));
            }
            Ok(_) => {}
            Err(()) => findings.push(self.no_law("audit.months")),
        }
    }

    /// Its number, where it is at hand.
    fn audit_no_of(&self, id: EntryId) -> String {
        let file = self.audits.of_id(id).and_then(|it| self.audits.files.get(it));
        file.map_or_else(|| id.to_string(), |it| it.audit_no.clone())
    }

    pub(crate) fn no_law(&self, name: &str) -> Finding {
        let expected = "参数所及之日 (a day that law covers)";
        refuse("HSE-6744", name, self.now.on.to_string(), expected)
    }

    /// 主动披露、退税申请: a trader files one.
    pub(crate) fn file_audit(&mut self, files: Files, sender: &str) {
        let mut findings = Vec::new();
        evidence_faults("attachments", &files.attachments, &mut findings);
        if files.text.trim().is_empty() {
            let expected = "情况说明 (what happened)";
            findings.push(refuse("HSE-6753", "text", String::new(), expected));
        }
        let day = DayStamp::default();
        let scope = Scope { code: &files.by_code, from: day, to: day, kind: files.kind };
        let named = files.findings.iter().map(|it| it.declaration_no.as_str());
        let at = if files.kind == AuditKind::RefundClaim { "declaration_no" } else { "findings" };
        let mut declarations = self.declarations_of(named, &scope, at, &mut findings);
        self.sent_back_form(&files, &mut findings);
        if let Some(claim) = &files.sent_back {
            let (named, at) = (claim.declaration_no.as_str(), "sent_back.declaration_no");
            let back = self.declarations_of([named].into_iter(), &scope, at, &mut findings);
            declarations.extend(back);
        }
        if declarations.is_empty() && findings.is_empty() {
            let expected = "至少一份报关单 (at least one declaration)";
            findings.push(refuse("HSE-6754", at, String::new(), expected));
        }
        let sent_back = files.sent_back.as_deref();
        let weighed = match findings.is_empty() || sent_back.is_some() {
            true => self.weigh_filed(&files.findings, sent_back, &files.text, &mut findings),
            false => Vec::new(),
        };
        let due = match findings.is_empty() {
            true => self.filing_faults(&files, &weighed, &mut findings),
            false => None,
        };
        if !findings.is_empty() {
            return self.refuse_command(files.command(), findings, sender);
        }
        let first = declarations.first().and_then(|(id, _)| self.declarations.of_id(*id));
        let first = first.and_then(|it| self.declarations.files.get(it));
        let customs = first.map(|it| it.declaration.declaring_customs.to_string());
        let name = self.registry.enterprise(&files.by_code).map(|it| it.name.clone());
        let name = name.or_else(|| first.map(|it| it.declaration.trader.name.to_string()));
        let results = self.results_of(&weighed);
        let mut file = self.new_audit(files.kind, AuditOrigin::Trader, AuditState::Filed);
        let code = files.by_code;
        file.enterprise = Addressee { code: code.clone(), name: name.unwrap_or_default() };
        (file.customs, file.reason) = (customs.unwrap_or_default(), files.text);
        (file.declarations, file.results) = (declarations, results);
        (file.findings, file.attachments) = (files.findings, files.attachments);
        file.sent_back = files.sent_back;
        if let Some(last) = due {
            (file.finish_by, file.due_at) = (DayStamp::from_date(last), Some(after(last)));
        }
        let audit = self.begin_audit(file, code);
        self.judge_disclosure(audit);
        self.tally.outcome("audits_filed");
    }

    /// An empty case, under the next number.
    fn new_audit(&mut self, kind: AuditKind, origin: AuditOrigin, state: AuditState) -> AuditFile {
        let (id, opened_on) = (self.next_case(), DayStamp::from_date(self.now.on));
        AuditFile {
            id,
            state,
            due_at: None,
            audit_no: numbers::audit_no(opened_on, id),
            kind,
            origin,
            enterprise: Addressee { code: String::new(), name: String::new() },
            customs: String::new(),
            opened_on,
            from: DayStamp::default(),
            to: DayStamp::default(),
            officers: Vec::new(),
            reason: String::new(),
            without_notice_by: String::new(),
            declarations: Vec::new(),
            notified_on: DayStamp::default(),
            finish_by: DayStamp::default(),
            is_overdue: false,
            n_instruments: 0,
            open_instruments: Vec::new(),
            visits: Vec::new(),
            findings: Vec::new(),
            sent_back: None,
            attachments: Vec::new(),
            decided_by: Vec::new(),
            decided_on: DayStamp::default(),
            outcome: None,
            results: Vec::new(),
            verdict: None,
            touched: true,
            happenings: Vec::new(),
        }
    }

    /// It is kept, its declarations are under it, and the enterprise is told where it has not to be surprised.
    fn begin_audit(&mut self, file: AuditFile, by: String) -> usize {
        let opening = AuditOpening {
            audit_no: file.audit_no.clone(),
            kind: file.kind,
            origin: file.origin,
            state: file.state,
            enterprise_code: file.enterprise.code.clone(),
            declarations: file.declarations.iter().map(|(_, number)| number.clone()).collect(),
            by,
            reason: file.reason.clone(),
        };
        let (is_filed, declarations) = (file.kind.is_filed(), file.declarations.clone());
        let audit = self.audits.add(file);
        self.note_audit(audit, Event::AuditOpened(Box::new(opening)));
        self.take_under_audit(audit, &declarations);
        if is_filed {
            self.tell_of_audit(audit, None, Text::borrowed("已收到，待海关处理"));
        }
        audit
    }

    /// 稽查通知书, to be served before the audit begins.
    fn issue_notice(&mut self, audit: usize) {
        let Some(file) = self.audits.files.get(audit) else { return };
        let numbers: Vec<&str> = file.declarations.iter().map(|(_, it)| it.as_str()).collect();
        let shown = |it: DayStamp| it.date().map(|it| it.to_string()).unwrap_or_default();
        let scope = match file.from.date() {
            Some(_) => format!("{}–{} {}", shown(file.from), shown(file.to), numbers.join(" ")),
            None => numbers.join(" "),
        };
        let officer = file.officers.first().cloned().unwrap_or_default();
        let draft = Draft::of(InstrumentKind::AuditNotice, &officer, &file.reason)
            .with("scope", scope.trim())
            .with("members", &file.officers.join("、"));
        self.issue_audit_instrument(audit, draft);
    }

    /// Declarations are under the case: of customs' own nothing may be amended meanwhile.
    pub(crate) fn take_under_audit(&mut self, audit: usize, declarations: &[(EntryId, String)]) {
        let Some(file) = self.audits.files.get(audit) else { return };
        let (id, audit_no, kind) = (file.id, file.audit_no.clone(), file.kind);
        for (case, _) in declarations {
            let Some(index) = self.declarations.of_id(*case) else { continue };
            let Some(file) = self.declarations.files.get_mut(index) else { continue };
            file.audit = id;
            if !kind.is_filed() && file.bar.is_none() {
                file.bar = Some(AmendmentBar::Audit);
            }
            let audit_no = audit_no.clone();
            self.note_declaration(index, Event::AuditEntered { audit_no, kind });
        }
    }
}

/// An audit is done by two officers at least (稽查条例第十一条).
pub(crate) fn lacks_officers(at: &str, officers: &[String]) -> Option<Finding> {
    let mut named: Vec<&str> = officers.iter().map(|it| it.trim()).collect();
    named.retain(|it| !it.is_empty());
    named.sort_unstable();
    named.dedup();
    let expected = "至少两名关员 (two officers at least)";
    (named.len() < 2).then(|| refuse("HSE-6755", at, named.join(" "), expected))
}

/// The last day on which its goods may be audited; nothing while their supervision has no end.
pub(crate) fn audited_until(
    law: &Law,
    on: Date,
    file: &DeclarationFile<'_>,
    released_on: Date,
) -> Result<Option<Date>, ()> {
    let months = law.months_on("audit.months", on).map_err(|_| ())?;
    let nature = &file.declaration.levy_nature;
    let mut supervised = 0;
    for item in &file.declaration.items {
        let row = law.audits.supervised(nature, &item.commodity_code, released_on);
        let Some(row) = row else { continue };
        let Some(months) = row.months else { return Ok(None) };
        supervised = supervised.max(i32::from(months));
    }
    let span = Span::new().months(months.saturating_add(supervised));
    Ok(Some(released_on.checked_add(span).unwrap_or(Date::MAX)))
}
