//! The catalogue of services (办事目录), put together from `params/services` and from what there is: it is proved against the
//! messages that the house reads, its doors, its commands and its courses, and its times are those that were measured
//! (ADR 0073).

mod proof;
#[cfg(test)]
mod tests;

use anyhow::{Context as _, Result};
use model::{Basis, Confidence, Date, PersonRole};
use params::{CLEARANCE, Law, Library, NeedKind, Service, ServiceNeed};

pub(crate) use self::proof::prove;
use crate::{
    access::{Principal, Reach, Who, roles_of},
    public::figure_text,
    view::{
        AudienceView, OfferedService, ServiceActView, ServiceCatalogue, ServiceCostView,
        ServiceGroupView, ServiceNeedView, ServiceTimes, WallTimes,
    },
    wall::{DAYS, Procedure, Times, places},
};

/// What the catalogue is made from.
pub(crate) struct Sources<'a> {
    pub(crate) law: &'a Law,
    pub(crate) library: &'a Library,
    pub(crate) times: &'a Times,
    pub(crate) on: Date,
}

/// Who reads it.
#[derive(Clone, Copy)]
pub(crate) enum Reader<'a> {
    /// Everybody: times are coarse.
    Anybody,
    /// Whoever runs the house, and begins nothing himself.
    Operator,
    /// What he may begin himself stands first.
    One(&'a Principal),
}

impl Reader<'_> {
    /// Whether he is shown what is for customs alone.
    fn is_of_customs(self) -> bool {
        match self {
            Reader::Anybody => false,
            Reader::Operator => true,
            Reader::One(principal) => matches!(principal.reach, Reach::Customs(_)),
        }
    }
}

/// The catalogue of a day.
///
/// # Errors
/// When it names what the law does not have, which [`prove`] refuses before.
pub(crate) fn catalogue(of: &Sources<'_>, reader: Reader<'_>) -> Result<ServiceCatalogue> {
    let rules = &of.law.services;
    let shown = rules.on(of.on).filter(|it| reader.is_of_customs() || !rules.is_internal(it));
    let services = shown.map(|it| of.view(it, reader));
    let mut services = services.collect::<Result<Vec<_>>>()?;
    services.sort_by_key(|it| it.may_begin != Some(true));
    let groups = rules.groups().iter().map(|it| ServiceGroupView {
        group: it.group.to_string(),
        title_zh: it.title_zh.to_string(),
        title_en: it.title_en.to_string(),
    });
    let days = u32::try_from(DAYS)?;
    Ok(ServiceCatalogue { on: of.on.to_string(), days, groups: groups.collect(), services })
}

impl Sources<'_> {
    fn view(&self, it: &Service, reader: Reader<'_>) -> Result<OfferedService> {
        let some = |text: &str| Some(text.to_owned()).filter(|it| !it.is_empty());
        let needs = self.law.services.needs(&it.service, self.on).map(|it| self.need(it));
        Ok(OfferedService {
            service: it.service.to_string(),
            group: it.group.to_string(),
            title_zh: it.title_zh.to_string(),
            title_en: it.title_en.to_string(),
            about_zh: it.about_zh.to_string(),
            about_en: it.about_en.to_string(),
            whom: self.audiences(&it.whom),
            by: self.audiences(&it.by),
            messages: it.messages.iter().map(ToString::to_string).collect(),
            acts: it.acts.iter().filter_map(|it| self.act(it)).collect(),
            procedure: procedure_of(it),
            measured: self.measured(it).map(|times| match reader {
                Reader::Anybody => coarse(times),
                Reader::Operator | Reader::One(_) => times,
            }),
            right: it.right,
            page: some(&it.page),
            api: some(&it.api),
            cli: some(&it.cli),
            cost: it.cost.iter().map(|it| self.cost(it)).collect::<Result<_>>()?,
            needs: needs.collect::<Result<_>>()?,
            basis: self.basis(it.basis),
            may_begin: match reader {
                Reader::Anybody | Reader::Operator => None,
                Reader::One(principal) => Some(self.may_begin(principal, it)),
            },
        })
    }

    fn audiences(&self, names: &[Box<str>]) -> Vec<AudienceView> {
        let known = names.iter().filter_map(|it| self.law.services.audience(it));
        let view = known.map(|it| AudienceView {
            audience: it.audience.to_string(),
            title_zh: it.title_zh.to_string(),
            title_en: it.title_en.to_string(),
        });
        view.collect()
    }

    /// Nothing for one that is not offered on the day.
    fn act(&self, name: &str) -> Option<ServiceActView> {
        let rule = self.law.acts.on(name, self.on)?;
        Some(ServiceActView {
            act: name.to_owned(),
            title_zh: rule.title_zh.to_string(),
            title_en: rule.title_en.to_string(),
        })
    }

    fn cost(&self, profile: &str) -> Result<ServiceCostView> {
        let name = format!("tax.{profile}");
        let titles = self.library.titles(&name).context("a profile has no title")?;
        let (title_zh, title_en) = (titles.0.to_owned(), titles.1.to_owned());
        Ok(ServiceCostView { name, title_zh, title_en })
    }

    fn need(&self, it: &ServiceNeed) -> Result<ServiceNeedView> {
        let is_service = !matches!(it.kind, NeedKind::Term | NeedKind::Registration);
        let service = Some(it.reference.to_string()).filter(|it| is_service && !it.is_empty());
        let value = match it.kind {
            NeedKind::Term => self.figure(&it.reference)?,
            _ => None,
        };
        Ok(ServiceNeedView {
            kind: it.kind,
            title_zh: it.title_zh.to_string(),
            title_en: it.title_en.to_string(),
            service,
            value,
            basis: self.basis(it.basis),
        })
    }

    /// What a parameter says on the day.
    fn figure(&self, parameter: &str) -> Result<Option<String>> {
        let parameter = self.law.parameters.get(parameter).context("there is no parameter")?;
        let value = parameter.on(self.on).ok();
        value.map(|it| figure_text(&it.quantity)).transpose()
    }

    fn basis(&self, id: model::BasisId) -> Basis {
        let unnamed = || Basis::new("", "", Confidence::Assumed);
        self.law.basis(id).cloned().unwrap_or_else(unnamed)
    }

    fn measured(&self, it: &Service) -> Option<ServiceTimes> {
        let procedure = procedure_of(it)?;
        if &*it.measured == CLEARANCE {
            let row = self.times.clearance.iter().find(|it| it.procedure == procedure)?;
            return Some(times(row.days, "从申报到放行", "from declaring to release"));
        }
        let (_, place) =
            places().find(|(_, at)| at.procedure == procedure && *at.state == *it.measured)?;
        let row = self
            .times
            .steps
            .iter()
            .find(|at| at.procedure == procedure && *at.state == *it.measured);
        let nothing = WallTimes { n: 0, p50_ms: None, p90_ms: None, mean_ms: None };
        let (of_zh, of_en) =
            (format!("在“{}”状态", place.title_zh), format!("in the state `{}`", place.title_en));
        Some(times(row.map_or(nothing, |it| it.days), &of_zh, &of_en))
    }

    /// Whether he has the right, and is one of those who begin it.
    fn may_begin(&self, principal: &Principal, it: &Service) -> bool {
        let roles = match (&principal.who, &principal.reach) {
            (Who::Person { person, .. }, _) => roles_of(person),
            (Who::Anybody, _) => PersonRole::ALL.to_vec(),
            (Who::Key { .. }, Reach::Customs(_)) => Vec::new(),
            (Who::Key { .. }, Reach::Companies(_)) => {
                PersonRole::ALL.into_iter().filter(|it| !it.is_of_customs()).collect()
            }
        };
        let begins = |name: &str| {
            let audience = self.law.services.audience(name);
            audience.is_some_and(|it| it.roles.iter().any(|role| roles.contains(role)))
        };
        it.right.is_none_or(|it| principal.has(it)) && it.by.iter().any(|it| begins(it))
    }
}

/// The course that a service's case takes, by its name.
fn procedure_of(it: &Service) -> Option<Procedure> {
    let named = |procedure: &Procedure| {
        serde_json::to_value(procedure).is_ok_and(|name| name.as_str() == Some(&it.procedure))
    };
    Procedure::ALL.into_iter().find(named)
}

fn times(of: WallTimes, of_zh: &str, of_en: &str) -> ServiceTimes {
    ServiceTimes {
        of_zh: of_zh.to_owned(),
        of_en: of_en.to_owned(),
        n: of.n,
        p50_ms: of.p50_ms,
        p90_ms: of.p90_ms,
        is_coarse: false,
    }
}

/// Below so many cases everybody is told nothing: a time of few is a time of somebody.
const FEWEST: u64 = 10;

const SECOND: u64 = 1_000;
const MINUTE: u64 = 60 * SECOND;
const HOUR: u64 = 60 * MINUTE;
const DAY: u64 = 24 * HOUR;

/// What times are rounded up to for everybody.
const STEPS: [u64; 16] = [
    SECOND,
    5 * SECOND,
    15 * SECOND,
    MINUTE,
    5 * MINUTE,
    15 * MINUTE,
    30 * MINUTE,
    HOUR,
    2 * HOUR,
    4 * HOUR,
    8 * HOUR,
    DAY,
    2 * DAY,
    3 * DAY,
    7 * DAY,
    30 * DAY,
];

/// As everybody is told.
fn coarse(times: ServiceTimes) -> ServiceTimes {
    let is_told = times.n >= FEWEST;
    let step = |ms: Option<u64>| {
        let ms = ms.filter(|_| is_told)?;
        Some(STEPS.into_iter().find(|it| ms <= *it).unwrap_or_else(|| ms.div_ceil(DAY) * DAY))
    };
    let n = match times.n.checked_ilog10() {
        Some(power) if is_told => 10_u64.pow(power),
        _ => 0,
    };
    let (p50_ms, p90_ms) = (step(times.p50_ms), step(times.p90_ms));
    ServiceTimes { n, p50_ms, p90_ms, is_coarse: true, ..times }
}
