//! The catalogue of services (办事目录): what somebody may want of this house, for whom it is, what it needs and where it
//! begins. `params/services/README.md` is the schema of its tables.
//!
//! Nothing is decided by it. What it names of the law is looked up when it is read; that the messages, doors, pages and
//! commands that it names exist is proved by who has them, the server.

use model::{BasisId, Date, PersonRole, Right, Role};

use crate::{ActRules, Bases, LawError, Parameters, Period, Profiles, rows};

/// Every service, with the groups and the audiences that it is shown by.
#[derive(Debug)]
pub struct ServiceRules {
    groups: Vec<ServiceGroup>,
    audiences: Vec<Audience>,
    services: Vec<Service>,
    needs: Vec<ServiceNeed>,
    internals: Vec<InternalMessage>,
}

/// Services that stand together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServiceGroup {
    pub group: Box<str>,
    pub title_zh: Box<str>,
    pub title_en: Box<str>,
}

/// For whom a service is, or who begins it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Audience {
    pub audience: Box<str>,
    pub title_zh: Box<str>,
    pub title_en: Box<str>,
    /// Within customs: what is for them alone is not shown to others.
    pub is_internal: bool,
    /// Whoever signs in as one of them is meant.
    pub roles: Box<[PersonRole]>,
}

/// One service.
#[derive(Debug, Clone)]
pub struct Service {
    pub period: Period,
    pub service: Box<str>,
    pub group: Box<str>,
    pub title_zh: Box<str>,
    pub title_en: Box<str>,
    pub about_zh: Box<str>,
    pub about_en: Box<str>,
    /// Audiences that it is for.
    pub whom: Box<[Box<str>]>,
    /// Audiences that begin it.
    pub by: Box<[Box<str>]>,
    /// Kinds of messages that begin it or belong to it; none where it is no matter of messages.
    pub messages: Box<[Box<str>]>,
    /// What is done in it on the page of a case.
    pub acts: Box<[Box<str>]>,
    /// The course that its case takes; empty where it opens none.
    pub procedure: Box<str>,
    /// Which time of that course is how long it takes: `clearance`, or a state that is waited in; empty: none is measured.
    pub measured: Box<str>,
    /// What whoever begins it may do; none: everybody may.
    pub right: Option<Right>,
    /// A page of the console, a door as `METHOD /path`, a command; empty where there is none. One at least is not.
    pub page: Box<str>,
    pub api: Box<str>,
    pub cli: Box<str>,
    /// Profiles of taxes that may be owed with it.
    pub cost: Box<[Box<str>]>,
    pub basis: BasisId,
}

/// Of which kind something is that a service needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NeedKind {
    Document,
    Registration,
    Authorisation,
    Licence,
    Guarantee,
    /// A term or a limit, which a parameter of the day says.
    Term,
}

/// Something that a service needs.
#[derive(Debug, Clone)]
pub struct ServiceNeed {
    pub period: Period,
    pub service: Box<str>,
    pub kind: NeedKind,
    pub title_zh: Box<str>,
    pub title_en: Box<str>,
    /// Of a term the parameter, of a registration the role; else the service by which one comes to it. May be empty.
    pub reference: Box<str>,
    pub basis: BasisId,
}

/// A kind of message that is no service, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InternalMessage {
    pub message: Box<str>,
    pub reason_zh: Box<str>,
    pub reason_en: Box<str>,
}

const GROUPS: &str = "services/groups.csv";
const AUDIENCES: &str = "services/audiences.csv";
const SERVICES: &str = "services/services.csv";
const NEEDS: &str = "services/needs.csv";
const INTERNALS: &str = "services/internals.csv";
/// The measure that is no state: from declaring to release.
pub const CLEARANCE: &str = "clearance";

impl ServiceRules {
    pub(crate) fn read(
        bases: &Bases,
        acts: &ActRules,
        parameters: &Parameters,
        profiles: &Profiles,
    ) -> Result<ServiceRules, LawError> {
        let groups = include_str!("../../../params/services/groups.csv");
        let groups =
            rows::read(GROUPS, groups, &["group", "title_zh", "title_en"], bases, |row| {
                Ok(ServiceGroup {
                    group: row.text("group").into(),
                    title_zh: row.text("title_zh").into(),
                    title_en: row.text("title_en").into(),
                })
            })?;
        let audiences = include_str!("../../../params/services/audiences.csv");
        let header = ["audience", "title_zh", "title_en", "internal", "roles"];
        let audiences = rows::read(AUDIENCES, audiences, &header, bases, |row| {
            Ok(Audience {
                audience: row.text("audience").into(),
                title_zh: row.text("title_zh").into(),
                title_en: row.text("title_en").into(),
                is_internal: row.yes("internal")?,
                roles: row.words("roles")?,
            })
        })?;
        let services = include_str!("../../../params/services/services.csv");
        let needs = include_str!("../../../params/services/needs.csv");
        let mut rules = ServiceRules {
            groups,
            audiences,
            services: Vec::new(),
            needs: Vec::new(),
            internals: read_internals(bases)?,
        };
        let of = Named { acts, parameters, profiles };
        rules.services = rules.read_services(services, bases, &of)?;
        rules.needs = rules.read_needs(needs, bases, &of)?;
        Ok(rules)
    }

    pub fn groups(&self) -> &[ServiceGroup] {
        &self.groups
    }

    pub fn audience(&self, name: &str) -> Option<&Audience> {
        self.audiences.iter().find(|it| *it.audience == *name)
    }

    /// Whether a service is for people of customs alone.
    pub fn is_internal(&self, service: &Service) -> bool {
        let known = |name: &str| self.audience(name).is_some_and(|it| it.is_internal);
        service.whom.iter().all(|it| known(it))
    }

    /// The services of that day, in the order of the table.
    pub fn on(&self, day: Date) -> impl Iterator<Item = &Service> {
        self.services.iter().filter(move |it| it.period.covers(day))
    }

    /// Every row, of whatever day.
    pub fn rows(&self) -> &[Service] {
        &self.services
    }

    /// What a service needs on that day.
    pub fn needs<'a>(
        &'a self,
        service: &'a str,
        day: Date,
    ) -> impl Iterator<Item = &'a ServiceNeed> {
        let is_its = move |it: &&ServiceNeed| *it.service == *service && it.period.covers(day);
        self.needs.iter().filter(is_its)
    }

    pub fn internals(&self) -> &[InternalMessage] {
        &self.internals
    }

    /// Changes the rows of a service, for whoever tries what a changed catalogue would say.
    pub fn change(&mut self, service: &str, change: fn(&mut Service)) {
        self.services.iter_mut().filter(|it| *it.service == *service).for_each(change);
    }

    fn read_services(
        &self,
        text: &str,
        bases: &Bases,
        of: &Named<'_>,
    ) -> Result<Vec<Service>, LawError> {
        let header = [
            "from",
            "to",
            "service",
            "group",
            "title_zh",
            "title_en",
            "about_zh",
            "about_en",
            "whom",
            "by",
            "messages",
            "acts",
            "procedure",
            "measured",
            "right",
            "page",
            "api",
            "cli",
            "cost",
            "basis",
        ];
        let services = rows::read(SERVICES, text, &header, bases, |row| {
            let text = |name: &str| -> Box<str> { row.text(name).into() };
            let right = match row.text("right") {
                "" => None,
                _ => Some(row.word("right")?),
            };
            let service = Service {
                period: row.period()?,
                service: text("service"),
                group: text("group"),
                title_zh: text("title_zh"),
                title_en: text("title_en"),
                about_zh: text("about_zh"),
                about_en: text("about_en"),
                whom: row.words("whom")?,
                by: row.words("by")?,
                messages: row.words("messages")?,
                acts: row.words("acts")?,
                procedure: text("procedure"),
                measured: text("measured"),
                right,
                page: text("page"),
                api: text("api"),
                cli: text("cli"),
                cost: row.words("cost")?,
                basis: row.basis()?,
            };
            self.fault_of(&service, of).map_or(Ok(service), Err)
        })?;
        rows::refuse_overlaps(SERVICES, &services, |it| it.service.clone(), |it| it.period)?;
        Ok(services)
    }

    /// What a service names that there is not.
    fn fault_of(&self, it: &Service, of: &Named<'_>) -> Option<String> {
        let is_group = self.groups.iter().any(|group| group.group == it.group);
        let unknown = it.whom.iter().chain(&it.by).find(|name| self.audience(name).is_none());
        let act = it.acts.iter().find(|name| !of.acts.names().any(|known| known == &***name));
        let cost = it.cost.iter().find(|name| of.profiles.periods(name).is_empty());
        if !is_group {
            Some(format!("there is no group `{}`", it.group))
        } else if it.whom.is_empty() || it.by.is_empty() {
            Some("it is for nobody, or nobody begins it".to_owned())
        } else if let Some(name) = unknown {
            Some(format!("there is no audience `{name}`"))
        } else if let Some(name) = act {
            Some(format!("there is no act `{name}`"))
        } else if let Some(name) = cost {
            Some(format!("there is no profile `{name}`"))
        } else if it.page.is_empty() && it.api.is_empty() && it.cli.is_empty() {
            Some("it begins nowhere".to_owned())
        } else if !it.measured.is_empty() && it.procedure.is_empty() {
            Some("what takes no course is not measured".to_owned())
        } else {
            None
        }
    }

    fn read_needs(
        &self,
        text: &str,
        bases: &Bases,
        of: &Named<'_>,
    ) -> Result<Vec<ServiceNeed>, LawError> {
        let header =
            ["from", "to", "service", "kind", "title_zh", "title_en", "reference", "basis"];
        rows::read(NEEDS, text, &header, bases, |row| {
            let (service, reference) = (row.text("service"), row.text("reference"));
            let is_one = |name: &str| self.services.iter().any(|it| *it.service == *name);
            if !is_one(service) {
                return Err(format!("there is no service `{service}`"));
            }
            let kind = row.word("kind")?;
            let is_known = match kind {
                NeedKind::Term => of.parameters.get(reference).is_some(),
                _ if reference.is_empty() => true,
                NeedKind::Registration => row.word::<Role>("reference").is_ok(),
                _ => is_one(reference),
            };
            if !is_known {
                return Err(format!("there is no `{reference}`"));
            }
            Ok(ServiceNeed {
                period: row.period()?,
                service: service.into(),
                kind,
                title_zh: row.text("title_zh").into(),
                title_en: row.text("title_en").into(),
                reference: reference.into(),
                basis: row.basis()?,
            })
        })
    }
}

/// What services may name of the law.
struct Named<'l> {
    acts: &'l ActRules,
    parameters: &'l Parameters,
    profiles: &'l Profiles,
}

fn read_internals(bases: &Bases) -> Result<Vec<InternalMessage>, LawError> {
    let text = include_str!("../../../params/services/internals.csv");
    rows::read(INTERNALS, text, &["message", "reason_zh", "reason_en"], bases, |row| {
        Ok(InternalMessage {
            message: row.text("message").into(),
            reason_zh: row.text("reason_zh").into(),
            reason_en: row.text("reason_en").into(),
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Law;

    fn read(text: &str) -> Result<Vec<Service>, String> {
        let law = Law::shipped().unwrap();
        let bases = Bases::read(include_str!("../../../params/bases.toml")).unwrap();
        let of = Named { acts: &law.acts, parameters: &law.parameters, profiles: &law.profiles };
        law.services.read_services(text, &bases, &of).map_err(|it| it.to_string())
    }

    #[test]
    fn a_service_that_names_what_there_is_not_is_refused() {
        let text = include_str!("../../../params/services/services.csv");
        let (header, _) = text.split_once('\n').unwrap();
        let row = ",,one,goods,一,one,说明,about,trader,trader,disclose,amend,audit,filed,send_messages,/home,,,cn,act-review";
        let with =
            |one: &str, other: &str| read(&format!("{header}\n{}\n", row.replace(one, other)));
        assert_eq!(with("", "").map(|it| it.len()), Ok(1));
        for (one, other, what) in [
            (",goods,", ",good,", "no group `good`"),
            ("trader,trader", "trader,traders", "no audience `traders`"),
            ("trader,trader", ",trader", "for nobody"),
            (",amend,", ",amended,", "no act `amended`"),
            (",cn,", ",cm,", "no profile `cm`"),
            (",/home,", ",,", "begins nowhere"),
            (",audit,", ",,", "not measured"),
            ("send_messages", "send_message", "send_message"),
            ("act-review", "act-revue", "no basis"),
        ] {
            let refused = with(one, other).unwrap_err();
            assert!(refused.contains(what), "{refused}");
        }
        assert!(read(&format!("{header}\n{row}\n{row}\n")).is_err(), "twice");
    }

    #[test]
    fn every_group_and_audience_has_a_service_and_every_service_says_itself_in_both_languages() {
        let law = Law::shipped().unwrap();
        let rules = &law.services;
        for group in rules.groups() {
            assert!(rules.rows().iter().any(|it| it.group == group.group), "{}", group.group);
        }
        for audience in &rules.audiences {
            let is_meant =
                |it: &Service| it.whom.iter().chain(&it.by).any(|of| *of == audience.audience);
            assert!(rules.rows().iter().any(is_meant), "{}", audience.audience);
        }
        for it in rules.rows() {
            let texts = [&it.title_zh, &it.title_en, &it.about_zh, &it.about_en];
            assert!(texts.iter().all(|it| !it.is_empty()), "{}", it.service);
            assert!(!it.title_zh.is_ascii(), "{}", it.service);
            assert!(it.about_en.is_ascii() && it.title_en.is_ascii(), "{}", it.service);
        }
    }

    #[test]
    fn every_act_that_may_be_offered_belongs_to_a_service() {
        let law = Law::shipped().unwrap();
        for act in law.acts.names() {
            let has = |it: &Service| it.acts.iter().any(|one| **one == *act);
            assert!(law.services.rows().iter().any(has), "{act}");
        }
    }
}
