//! Admission in two stages (两段准入): what a declaration asks for is granted or refused by rules when it is settled, and
//! an officer decides what no rule does. Nothing of it releases goods: it says where they are examined, and that they
//! may be kept elsewhere meanwhile.

use model::{
    AdmissionKind as Kind, AdmissionRequest, AdmissionState as State, Declaration, Finding,
    NotInForce, SiteRow, TwoStageRequest,
};
use params::PortCheck;

use crate::{catalogue::refuse, declaration::DeclarationFile, desk::Desk, history::Event};

/// How an application is decided: its state, the code of what is told, and what stands against it or for it.
struct Ruling {
    state: State,
    code: &'static str,
    observed: String,
    expected: String,
}

impl Ruling {
    fn granted(observed: String, expected: &str) -> Ruling {
        Ruling { state: State::Granted, code: "HSE-7111", observed, expected: expected.to_owned() }
    }

    fn open(observed: String) -> Ruling {
        let expected = "关员决定 (an officer decides when the goods are examined)".to_owned();
        Ruling { state: State::Open, code: "HSE-7118", observed, expected }
    }

    fn refused(code: &'static str, observed: String, expected: &str) -> Ruling {
        Ruling { state: State::Refused, code, observed, expected: expected.to_owned() }
    }
}

impl DeclarationFile<'_> {
    /// What became of what it asks for; nothing where it does not ask.
    pub fn admission_of(&self, kind: Kind) -> Option<&AdmissionRequest> {
        self.admission.iter().find(|it| it.kind == kind)
    }

    /// Whether it was granted, or carried out already.
    pub(crate) fn is_admitted(&self, kind: Kind) -> bool {
        let state = self.admission_of(kind).map(|it| it.state);
        matches!(state, Some(State::Granted | State::CarriedOut))
    }

    /// The site where a transfer has goods examined, and whether they are on their way to it still.
    pub(crate) fn examined_on(&self) -> Option<(&str, bool)> {
        let request = self.admission_of(Kind::Transfer)?;
        let examination = self.examination.as_ref()?;
        let is_there = self.is_admitted(Kind::Transfer) && examination.site == request.site;
        is_there.then_some((request.site.as_str(), request.state == State::Granted))
    }
}

impl Desk<'_, '_> {
    /// Notes what a declaration asks for, each as the rules decide it, and tells of each by a notice.
    pub(crate) fn begin_admission(&mut self, index: usize, findings: &mut Vec<Finding>) {
        let Some(file) = self.declarations.files.get(index) else { return };
        if file.declaration.two_stage.is_none() && file.admission.is_empty() {
            return;
        }
        let asked = file.declaration.two_stage.as_ref();
        let mut requests = Vec::new();
        for kind in Kind::ALL {
            let Some(asked) = asked.filter(|it| it.asks(kind)) else { continue };
            let Ruling { state, code, observed, expected } = self.rule_on(file, asked, kind);
            let site = match kind {
                Kind::Transfer => asked.transfer_site.to_string(),
                _ => String::new(),
            };
            let (code_of, officer, at) = (code.to_owned(), String::new(), self.now.at);
            let reason = observed.clone();
            requests.push(AdmissionRequest {
                kind,
                state,
                site,
                code: code_of,
                officer,
                reason,
                at,
            });
            findings.push(refuse(code, kind.pointer(), observed, &expected));
        }
        if let Some(file) = self.declarations.files.get_mut(index) {
            file.admission.clone_from(&requests);
        }
        for request in requests {
            self.note_declaration(index, Event::AdmissionDecided(Box::new(request)));
        }
    }

    fn rule_on(
        &self,
        file: &DeclarationFile<'_>,
        asked: &TwoStageRequest<'_>,
        kind: Kind,
    ) -> Ruling {
        let on = self.now.on;
        if self.registry.law.admission.application_on(kind, on).is_none() {
            let expected = "参数所及之日 (a day on which law knows it)";
            return Ruling::refused("HSE-7112", on.to_string(), expected);
        }
        let declaration = &*file.declaration;
        match kind {
            Kind::Transfer => self.rule_on_transfer(file, &asked.transfer_site),
            Kind::ConditionalRelease => {
                match self.port_check_of(declaration, |it| !it.allows_lift_off) {
                    Some(check) => {
                        let expected = "口岸检查办结后提离 (not before the check at the port)";
                        Ruling::refused("HSE-7115", check, expected)
                    }
                    None => {
                        let expected = "取样后确定存放场所 (a sample, and where they are kept)";
                        Ruling::granted(Kind::ConditionalRelease.title_zh().to_owned(), expected)
                    }
                }
            }
            Kind::MergedExamination => self.rule_on_merging(declaration),
        }
    }

    /// 转场: by what the goods undergo at the port, and by the site.
    fn rule_on_transfer(&self, file: &DeclarationFile<'_>, site: &str) -> Ruling {
        let declaration = &*file.declaration;
        let on_manifest =
            file.on_manifest.and_then(|it| self.manifests.consignment(it.consignment));
        let carrying = on_manifest.and_then(|it| self.manifests.consignments.get(it));
        let is_there =
            carrying.is_some_and(|it| it.site == site) || *declaration.storage_place == *site;
        if is_there {
            let expected = "其他监管场所 (another site)";
            return Ruling::refused("HSE-7123", site.to_owned(), expected);
        }
        if let Some(check) = self.port_check_of(declaration, |it| !it.is_movable) {
            let expected = "就地检查 (checked where they stand)";
            return Ruling::refused("HSE-7114", check, expected);
        }
        if self.registry.sites.is_empty() {
            return Ruling::open(site.to_owned());
        }
        let row = match self.registry.site_on(site, self.now.on) {
            None => {
                let expected = "本系统登记的监管场所 (a site that the house keeps)";
                return Ruling::refused("HSE-7113", site.to_owned(), expected);
            }
            Some((row, Err(why))) => {
                let observed = format!("{site} {}: {why}", row.name);
                let expected = format!("{}有效的监管场所 (in force on the day)", self.now.on);
                return Ruling::refused("HSE-7113", observed, &expected);
            }
            Some((row, Ok(()))) => row,
        };
        let is_unfit = |it: &PortCheck| !row.checks.iter().any(|fit| **fit == *it.check);
        if let Some(check) = self.port_check_of(declaration, is_unfit) {
            let expected = "具备该检查条件的场所 (a site that is fit for it)";
            return Ruling::refused("HSE-7114", format!("{check}，{site} {}", row.name), expected);
        }
        if row.customs != *declaration.port_customs {
            return Ruling::open(format!("{site} {}，关区{}", row.name, row.customs));
        }
        Ruling::granted(format!("{site} {}", row.name), "运抵后在该场所查验 (examined there)")
    }

    /// 合并检查: not where a check is not put off, and by itself for those whose goods go by a list.
    fn rule_on_merging(&self, declaration: &Declaration<'_>) -> Ruling {
        let (port, to) = (&declaration.port_inspection, &declaration.destination_customs);
        if to.is_empty() || port == to {
            let expected = "口岸以外的目的地海关 (a destination other than the port)";
            return Ruling::refused("HSE-7117", to.to_string(), expected);
        }
        if let Some(check) = self.port_check_of(declaration, |_| true) {
            let expected = "须在口岸实施 (done at the port)";
            return Ruling::refused("HSE-7116", check, expected);
        }
        let on = self.now.on;
        let mut lists = self.lists_of(declaration).into_iter();
        let listed = lists.find(|(row, rule)| rule.is_at_destination && row.in_force(on).is_ok());
        match listed {
            Some((row, rule)) => {
                let observed = format!("{}: {}", rule.title_zh, row.reason);
                Ruling::granted(observed, "一次检查，在目的地 (examined once, at the destination)")
            }
            None => Ruling::open(declaration.trader.name.to_string()),
        }
    }

    /// The first check of that kind that goods of a declaration undergo at the port, with their line.
    fn port_check_of(
        &self,
        declaration: &Declaration<'_>,
        is_one: impl Fn(&PortCheck) -> bool,
    ) -> Option<String> {
        let rules = &self.registry.law.admission;
        declaration.items.iter().find_map(|line| {
            let mut checks = rules.checks_on(&line.commodity_code, self.now.on);
            let check = checks.find(|it| is_one(it))?;
            let basis = self.registry.law.basis(check.basis)?;
            let law = format!("《{}》{}", basis.document, basis.article);
            Some(format!("第{}项{}：{}，{law}", line.number, line.commodity_code, check.title_zh))
        })
    }

    /// What an officer's sample order does with what was asked: granted, and a place named, the goods go at once.
    pub(crate) fn is_lift_off_asked(&self, index: usize) -> bool {
        let file = self.declarations.files.get(index);
        file.and_then(|it| it.admission_of(Kind::ConditionalRelease))
            .is_some_and(|it| it.state == State::Granted)
    }
}

impl crate::registry::Registry {
    /// The site with that code, and why it is none on that day.
    pub fn site_on(
        &self,
        code: &str,
        on: model::Date,
    ) -> Option<(&SiteRow, Result<(), NotInForce>)> {
        let row = self.sites.iter().find(|it| it.code == code)?;
        Some((row, row.in_force(on)))
    }

    /// Takes rows of sites, all or none.
    pub(crate) fn take_sites(&mut self, rows: &[SiteRow]) -> Result<usize, Vec<Finding>> {
        let faults = self.site_faults(rows);
        if !faults.is_empty() {
            return Err(faults);
        }
        self.sites.retain(|it| rows.iter().all(|new| new.code != it.code));
        self.sites.extend(rows.iter().cloned());
        Ok(rows.len())
    }

    fn site_faults(&self, rows: &[SiteRow]) -> Vec<Finding> {
        let mut findings = Vec::new();
        for (place, row) in rows.iter().enumerate() {
            let mut report = |field: &str, observed: &str, expected: &str| {
                let pointer = format!("rows[{place}].{field}");
                findings.push(refuse("HSE-7110", &pointer, observed.to_owned(), expected));
            };
            let is_code = row.code.bytes().all(|it| it.is_ascii_alphanumeric());
            if row.code.is_empty() || row.code.len() > 11 || !is_code {
                report("code", &row.code, "监管场地海关编码，至多11位 (up to eleven characters)");
            }
            if row.name.trim().is_empty() {
                report("name", &row.name, "场所名称 (a name)");
            }
            if !self.law.codes.contains(params::Table::CustomsDistrict, &row.customs) {
                report("customs", &row.customs, "关区代码 (a customs office)");
            }
            for check in row.checks.iter().filter(|it| !self.law.admission.knows_check(it)) {
                report("checks", check, &self.law.admission.check_names().join(" | "));
            }
            if let Some(to) = row.to.filter(|it| *it < row.from) {
                report("to", &to.to_string(), "不早于起始日 (not before `from`)");
            }
            if rows.iter().take(place).any(|it| it.code == row.code) {
                report("code", &row.code, "每个场所只出现一次 (a site once)");
            }
        }
        findings
    }
}
