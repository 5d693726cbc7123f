//! What whoever asks may do now about a case: what is open in it (`clearance` tells that) and is his to say (`access`
//! does), with the form in which he says it. The form's command is the house's own input, made as such and then spelt.

mod authorisations;
mod beside;
mod fields;
mod forms;
mod trade;

use anyhow::Result;
use clearance::{
    AmendmentFile, Asks, DeclarationFile, DutySlip, ExportFile, InstrumentFile, OpenAct, Registry,
    amendment_acts, amendment_state_of, declaration_acts, duty_slip_acts, duty_slip_state_of,
    entry::Entry,
    export_acts, instrument_acts, instrument_state_of, parcel_acts, parcel_exit,
    ports::{EntryRow, Records},
    released_acts,
};
use model::{EntryId, HouseMessage, InstrumentState, Moment};
use store::HouseRecords;

use self::forms::{About, Form};
use crate::{
    access::{Principal, Reach, Who, may_say, may_send},
    view::{ActField, ActSubject, ActView, CaseActs, FieldChoice},
};

/// Who asks, under which law, and when.
pub(crate) struct Asker<'a> {
    pub(crate) principal: &'a Principal,
    pub(crate) registry: &'a Registry,
    pub(crate) records: &'a HouseRecords,
    pub(crate) now: Moment,
}

/// What an act is that goes to the house.
enum Said {
    /// One of the house's own inputs.
    House(Box<HouseMessage>),
    /// A document of a trader, by its JSON.
    Trader(serde_json::Value),
    /// A PDF, to that address.
    File(String),
}

impl<'a> Asker<'a> {
    fn asks(&self) -> Asks<'_> {
        Asks { law: &self.registry.law, on: self.now.local_date(), by: self.login() }
    }

    /// Empty where nobody signs in, and of a program.
    fn login(&self) -> &str {
        match &self.principal.who {
            Who::Person { person, .. } => &person.login,
            Who::Anybody | Who::Key { .. } => "",
        }
    }

    /// Whether who asks is of companies, or there is nobody to tell.
    fn is_of_companies(&self) -> bool {
        matches!(self.principal.who, Who::Anybody)
            || matches!(self.principal.reach, Reach::Companies(_))
    }

    /// In whose names he may speak, of those who may speak of a case.
    fn speaks_as(&self, parties: &[(&str, &str)]) -> Vec<FieldChoice> {
        let mut names: Vec<FieldChoice> = Vec::new();
        for (code, name) in parties {
            let is_own = match &self.principal.reach {
                Reach::Companies(own) => own.iter().any(|it| it == code),
                Reach::Customs(_) => true,
            };
            if is_own && !code.is_empty() && !names.iter().any(|it| it.value == *code) {
                let title = format!("{code} {name}");
                let (value, title) = ((*code).to_owned(), title.trim().to_owned());
                names.push(FieldChoice { value, title_zh: title.clone(), title_en: title });
            }
        }
        names
    }

    /// What he is offered of a case's open acts.
    fn offered(&self, about: &About<'_>, open: &[OpenAct]) -> Vec<ActView> {
        let mut offered: Vec<ActView> =
            open.iter().filter_map(|it| self.offer(about, it)).collect();
        let rank = |group: &str| params::ACT_GROUPS.iter().position(|it| *it == group);
        offered.sort_by_key(|it| rank(&it.group));
        offered
    }

    /// Nothing where it is not his to say.
    fn offer(&self, about: &About<'_>, act: &OpenAct) -> Option<ActView> {
        let form = self.form_of(about, act)?;
        self.view_of(about, Some(act), form)
    }

    fn view_of(&self, about: &About<'_>, act: Option<&OpenAct>, form: Form) -> Option<ActView> {
        let Form { said, name, titles, fields } = form;
        let (to, command) = match said {
            Said::House(message) => {
                let command = serde_json::to_value(&message).ok()?;
                let bytes = serde_json::to_vec(&command).ok()?;
                may_say(self.principal, &message, &bytes).ok()?;
                ("/api/v1/messages".to_owned(), command)
            }
            Said::Trader(command) => {
                may_send(self.principal).ok().filter(|()| self.is_of_companies())?;
                ("/api/v1/messages".to_owned(), command)
            }
            Said::File(to) => {
                may_send(self.principal).ok().filter(|()| self.is_of_companies())?;
                (to, serde_json::Value::Object(serde_json::Map::new()))
            }
        };
        let row = name.split('.').next().unwrap_or_default();
        let rule = self.registry.law.acts.on(row, self.now.local_date())?;
        let basis = act
            .and_then(|it| about.basis_of(self, it))
            .or_else(|| self.registry.law.basis(rule.basis));
        let [zh, en] = titles;
        let titled = |title: &str, detail: &str| match detail {
            "" => title.to_owned(),
            detail => format!("{title}：{detail}"),
        };
        Some(ActView {
            act: name,
            group: rule.group.to_string(),
            is_grave: rule.is_grave,
            title_zh: titled(&rule.title_zh, &zh),
            title_en: titled(&rule.title_en, &en).replace('：', ": "),
            basis: basis.cloned(),
            to,
            command,
            fields: self.named(fields),
        })
    }

    /// Where nobody signs in, an officer says who he is.
    fn named(&self, mut fields: Vec<ActField>) -> Vec<ActField> {
        let is_known = !self.login().is_empty();
        fields.retain(|it| !(is_known && it.at.ends_with("/officer")));
        fields
    }

    /// About a declaration, its open documents, its open application, and its slips.
    pub(crate) fn of_declaration(&self, row: &EntryRow) -> Result<Vec<CaseActs>> {
        let file = DeclarationFile::from_row(row)?;
        let rows = self.rows(file.open_instruments.iter().map(|it| it.case))?;
        let mut open = Vec::new();
        for row in rows.iter().filter(|it| instrument_state_of(it.state).is_some()) {
            open.push(InstrumentFile::from_row(row)?);
        }
        let last = self.rows(file.amendment.iter().map(|it| it.case))?;
        let last = last.first().filter(|it| amendment_state_of(it.state).is_some());
        let state = last.and_then(|it| amendment_state_of(it.state));
        let files: Vec<&InstrumentFile> = open.iter().collect();
        let about = About::Declaration(&file);
        let mut acts = declaration_acts(&file, &files, state, self.asks());
        acts.extend(released_acts(&file, self.asks()));
        let number = match file.declaration_no.as_str() {
            "" => file.preliminary_no.to_string(),
            number => number.to_owned(),
        };
        let mut items = vec![CaseActs {
            about: ActSubject::Declaration,
            number,
            title_zh: "报关单".to_owned(),
            title_en: "declaration".to_owned(),
            state_title_zh: lifecycle::declaration_title_zh(file.state).to_owned(),
            state_title_en: lifecycle::declaration_title_en(file.state).to_owned(),
            acts: self.offered(&about, &acts),
        }];
        for instrument in &open {
            items.extend(self.of_instrument(instrument));
        }
        if let Some(row) = last {
            items.push(self.of_amendment(row, &file)?);
        }
        for row in self.rows([file.slip, file.paid_by].into_iter().filter(|it| it.0 != 0))? {
            if items.iter().all(|it| it.about != ActSubject::DutySlip || !is_of(it, &row)) {
                items.extend(self.of_slip(&row)?);
            }
        }
        items.retain(|it| !it.acts.is_empty());
        Ok(items)
    }

    fn rows(&self, cases: impl Iterator<Item = EntryId>) -> Result<Vec<EntryRow>> {
        let mut rows = Vec::new();
        for case in cases {
            rows.extend(self.records.entry(case)?);
        }
        Ok(rows)
    }

    /// Nothing where companies are not to know of it yet.
    pub(crate) fn of_instrument(&self, file: &InstrumentFile) -> Option<CaseActs> {
        let is_companys = matches!(self.principal.reach, Reach::Companies(_));
        if is_companys && file.state == InstrumentState::Issued {
            return None;
        }
        let acts = instrument_acts(file, self.asks());
        Some(CaseActs {
            about: ActSubject::Document,
            number: file.issued.number.clone(),
            title_zh: file.issued.title_zh.clone(),
            title_en: file.issued.title_en.clone(),
            state_title_zh: lifecycle::instrument_title_zh(file.state).to_owned(),
            state_title_en: lifecycle::instrument_title_en(file.state).to_owned(),
            acts: self.offered(&About::Document(file), &acts),
        })
    }

    fn of_amendment(&self, row: &EntryRow, of: &DeclarationFile<'_>) -> Result<CaseActs> {
        let file = AmendmentFile::from_row(row)?;
        let acts = amendment_acts(&file, self.asks());
        Ok(CaseActs {
            about: ActSubject::Amendment,
            number: file.request_no.to_string(),
            title_zh: "修撤单".to_owned(),
            title_en: "amendment".to_owned(),
            state_title_zh: lifecycle::amendment_title_zh(file.state).to_owned(),
            state_title_en: lifecycle::amendment_title_en(file.state).to_owned(),
            acts: self.offered(&About::Amendment(&file, of), &acts),
        })
    }

    /// Nothing where the row is of no slip.
    pub(crate) fn of_slip(&self, row: &EntryRow) -> Result<Option<CaseActs>> {
        if duty_slip_state_of(row.state).is_none() {
            return Ok(None);
        }
        let slip = DutySlip::from_row(row)?;
        let declaration = self.records.entry(slip.declaration)?;
        let declaration = declaration.as_ref().map(DeclarationFile::from_row).transpose()?;
        let acts = duty_slip_acts(&slip);
        Ok(Some(CaseActs {
            about: ActSubject::DutySlip,
            number: slip.slip_no(),
            title_zh: "缴款书".to_owned(),
            title_en: "payment slip".to_owned(),
            state_title_zh: lifecycle::duty_slip_title_zh(slip.state).to_owned(),
            state_title_en: lifecycle::duty_slip_title_en(slip.state).to_owned(),
            acts: self.offered(&About::Slip(&slip, declaration.as_ref()), &acts),
        }))
    }

    pub(crate) fn of_parcel(&self, row: &EntryRow) -> Result<CaseActs> {
        let entry = Entry::from_row(row)?;
        let number = entry.list_no().to_owned();
        // Before its list was accepted there is no number to order it by.
        let mut open = if number.is_empty() { Vec::new() } else { parcel_acts(entry.state) };
        open.extend(parcel_exit(&entry).filter(|_| !number.is_empty()));
        let about = About::List(&number);
        Ok(CaseActs {
            about: ActSubject::Parcel,
            title_zh: "进口清单".to_owned(),
            title_en: "list".to_owned(),
            state_title_zh: lifecycle::state_title_zh(entry.state).to_owned(),
            state_title_en: lifecycle::state_title_en(entry.state).to_owned(),
            acts: self.offered(&about, &open),
            number,
        })
    }

    pub(crate) fn of_export(&self, row: &EntryRow) -> Result<CaseActs> {
        let file = ExportFile::from_row(row)?;
        let number = file.list_no().to_owned();
        let open = if number.is_empty() { Vec::new() } else { export_acts(file.state) };
        let about = About::List(&number);
        Ok(CaseActs {
            about: ActSubject::Export,
            title_zh: "出口清单".to_owned(),
            title_en: "list".to_owned(),
            state_title_zh: lifecycle::export_title_zh(file.state).to_owned(),
            state_title_en: lifecycle::export_title_en(file.state).to_owned(),
            acts: self.offered(&about, &open),
            number,
        })
    }
}

/// Whether it is that slip.
fn is_of(it: &CaseActs, row: &EntryRow) -> bool {
    clearance::case_of_duty_slip_no(&it.number) == Some(row.id)
}
