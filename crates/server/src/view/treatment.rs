//! How customs treats an enterprise, and a declaration for whom it is of, as people see it.

use clearance::{DeclarationFile, Registry, history::Event};
use model::{Basis, Certificate, Date, Enterprise, MeasureKind};
use serde::Serialize;
use utoipa::ToSchema;

use super::{timeline::Words, vocabulary};

/// A certificate as an advanced certified enterprise (高级认证企业证书).
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CertificateView {
    /// AEO code.
    pub(crate) number: String,
    #[schema(format = Date)]
    pub(crate) from: String,
    #[schema(required, format = Date)]
    pub(crate) to: Option<String>,
    #[schema(required, format = Date)]
    pub(crate) suspended_from: Option<String>,
    /// 免除担保 was granted with it.
    pub(crate) is_guarantee_waived: bool,
    /// Whether it counts today.
    pub(crate) is_in_force: bool,
    /// Why it does not; empty when it does.
    pub(crate) why_not: String,
}

/// A list for some goods that an enterprise stands on (白名单).
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ListedView {
    pub(crate) list: String,
    pub(crate) title_zh: String,
    pub(crate) title_en: String,
    /// First digits of the commodity codes that it covers.
    pub(crate) commodities: Vec<String>,
    #[schema(format = Date)]
    pub(crate) from: String,
    #[schema(required, format = Date)]
    pub(crate) to: Option<String>,
    #[schema(required, format = Date)]
    pub(crate) suspended_from: Option<String>,
    pub(crate) reason: String,
    /// Whether it counts today.
    pub(crate) is_in_force: bool,
    /// Why it does not; empty when it does.
    pub(crate) why_not: String,
}

/// How a declaration is treated for whom it is of.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TreatmentView {
    /// Share of random examinations that it was drawn by.
    pub(crate) examination_share: String,
    /// What others are drawn by.
    pub(crate) usual_share: String,
    /// It comes first (优先办理).
    pub(crate) has_priority: bool,
    /// Yuan that no guarantee is asked for (免除担保); null where one is.
    #[schema(required)]
    pub(crate) guarantee_waived: Option<String>,
    pub(crate) measures: Vec<MeasureView>,
}

/// One thing that is done otherwise than for others, and why.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MeasureView {
    pub(crate) title_zh: String,
    pub(crate) title_en: String,
    /// The certificate, the code of the party abroad, the list, the trader.
    pub(crate) of: String,
    /// By how much; null where there is no such.
    #[schema(required)]
    pub(crate) rate: Option<String>,
    #[schema(value_type = vocabulary::BasisView)]
    pub(crate) basis: Basis,
}

pub(crate) fn certificate_view(row: &Certificate, today: Date) -> CertificateView {
    let in_force = row.in_force(today);
    CertificateView {
        number: row.number.clone(),
        from: row.from.to_string(),
        to: row.to.map(|it| it.to_string()),
        suspended_from: row.suspended_from.map(|it| it.to_string()),
        is_guarantee_waived: row.is_guarantee_waived,
        is_in_force: in_force.is_ok(),
        why_not: in_force.err().map(|it| it.to_string()).unwrap_or_default(),
    }
}

/// The lists that an enterprise stands on, or stood.
pub(crate) fn listed_views(registry: &Registry, row: &Enterprise, today: Date) -> Vec<ListedView> {
    let is_its = |code: &str| row.codes().any(|it| it == code);
    let rows = registry.listed().iter().filter(|it| is_its(&it.code));
    let rules = &registry.law.enterprises;
    rows.map(|it| {
        let rule = rules.lists().find(|rule| *rule.list == *it.list);
        let in_force = it.in_force(today);
        ListedView {
            list: it.list.clone(),
            title_zh: rule.map_or(String::new(), |it| it.title_zh.to_string()),
            title_en: rule.map_or(String::new(), |it| it.title_en.to_string()),
            commodities: rule
                .map_or(&[][..], |it| &it.commodities)
                .iter()
                .map(ToString::to_string)
                .collect(),
            from: it.from.to_string(),
            to: it.to.map(|it| it.to_string()),
            suspended_from: it.suspended_from.map(|it| it.to_string()),
            reason: it.reason.clone(),
            is_in_force: in_force.is_ok(),
            why_not: in_force.err().map(|it| it.to_string()).unwrap_or_default(),
        }
    })
    .collect()
}

/// Nothing where it is treated like all others.
pub(crate) fn treatment_view(
    registry: &Registry,
    file: &DeclarationFile<'_>,
) -> Option<TreatmentView> {
    let treatment = file.treatment.as_deref();
    let waiver = file.waiver.as_ref();
    if treatment.is_none() && waiver.is_none() {
        return None;
    }
    let usual = registry.settings.examination_share;
    let measures = treatment.map_or(&[][..], |it| &it.measures);
    let view = |it: &model::Measure| {
        let basis = registry.law.basis(it.basis).cloned()?;
        Some(MeasureView {
            title_zh: it.kind.title_zh().to_owned(),
            title_en: it.kind.title_en().to_owned(),
            of: it.of.clone(),
            rate: it.rate.map(|it| it.to_string()),
            basis,
        })
    };
    let waived = waiver.and_then(|it| {
        let (basis, of) = (registry.law.basis(it.basis).cloned()?, it.of.clone());
        let [title_zh, title_en] = WAIVED.map(str::to_owned);
        Some(MeasureView { title_zh, title_en, of, rate: None, basis })
    });
    Some(TreatmentView {
        examination_share: treatment.map_or(usual, |it| it.share).to_string(),
        usual_share: treatment.map_or(usual, |it| it.usual_share).to_string(),
        has_priority: treatment.is_some_and(|it| it.has_priority),
        guarantee_waived: waiver.map(|it| it.amount.to_string()),
        measures: measures.iter().filter_map(view).chain(waived).collect(),
    })
}

const WAIVED: [&str; 2] = ["免除担保", "no guarantee is asked"];

/// What happens of a declaration's treatment; nothing for other events.
pub(super) fn describe_treatment(event: &Event) -> Option<(&'static str, Words, String, String)> {
    let words = |zh: &str, en: &str| (zh.to_owned(), en.to_owned());
    Some(match event {
        Event::Treated(it) => {
            let is_worse =
                it.measures.iter().any(|it| it.kind == MeasureKind::DishonestExamination);
            let words = match is_worse {
                true => words("适用失信企业管理措施", "treated as dishonest"),
                false => words("适用便利措施", "treated with preference"),
            };
            let mut of: Vec<&str> = it.measures.iter().map(|it| it.of.as_str()).collect();
            of.dedup();
            let mut detail = format!("{} → {}", it.usual_share, it.share);
            for measure in &it.measures {
                detail.push_str(" · ");
                detail.push_str(measure.kind.title_zh());
            }
            ("treated", words, of.join(", "), detail)
        }
        Event::GuaranteeWaived(it) => {
            let words = match it.amount.is_positive() {
                true => words(WAIVED[0], WAIVED[1]),
                false => words("免除担保终结", "nothing is waived any more"),
            };
            ("treated", words, it.of.clone(), format!("{} CNY", it.amount))
        }
        _ => return None,
    })
}
