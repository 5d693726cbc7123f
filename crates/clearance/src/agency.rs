//! Authorisations to declare (代理报关委托): what either side does about one, and what a broker may file
//! under it.

use checks::{AgencyCase, NamedAuthorisation};
use model::{
    Authorisation, AuthorisationAct, AuthorisationRefusal, AuthorisationScope, Declaration,
    EntryId, Finding, KeyPair, Notice, NoticeSubject, ReceiptBody, Text,
};

use crate::{
    catalogue::refuse,
    desk::{Desk, Holder},
    registry::Registry,
};

/// 随附单据类别 of an electronic authorisation.
pub(crate) const ELECTRONIC: &str = "10000001";

/// Whether somebody files for others: the declarant is neither trader nor owner.
fn is_agency(declaration: &Declaration<'_>) -> bool {
    let Declaration { declarant, trader, owner, .. } = declaration;
    let is_same = |one: &str, other: &str| !one.is_empty() && one == other;
    let is_declarant = |it: &model::Trader<'_>| {
        is_same(&declarant.code, &it.code) || is_same(&declarant.credit_code, &it.credit_code)
    };
    let is_named = !declarant.code.is_empty() || !declarant.credit_code.is_empty();
    is_named && !is_declarant(trader) && !is_declarant(owner)
}

/// The authorisations that a declaration names: index of the attachment, number.
fn named<'d>(declaration: &'d Declaration<'_>) -> impl Iterator<Item = (usize, &'d str)> {
    let attachments = declaration.attachments.iter().enumerate();
    attachments.filter(|(_, it)| it.kind == ELECTRONIC).map(|(place, it)| (place, it.id.as_str()))
}

impl Registry {
    /// The one-time authorisations that a broker's declaration names.
    fn one_time<'r>(&'r self, declaration: &Declaration<'_>) -> Vec<&'r Authorisation> {
        let all = self.authorisations();
        if all.is_empty() || !is_agency(declaration) {
            return Vec::new();
        }
        let known = named(declaration).filter_map(|(_, number)| all.get(number));
        known.filter(|it| it.terms.scope == AuthorisationScope::Once).collect()
    }
}

impl<'a> Desk<'a, '_> {
    /// Says what is wrong with a broker's authority; nothing while nobody keeps authorisations here.
    /// `case` is the declaration's own.
    pub(crate) fn check_agency(
        &self,
        declaration: &Declaration<'a>,
        case: Option<EntryId>,
        findings: &mut Vec<Finding>,
    ) {
        let all = self.registry.authorisations();
        if all.is_empty() || !is_agency(declaration) {
            return;
        }
        let named = named(declaration).map(|(attachment, number)| {
            let holder = self.holders.get(&self.keyring.authorisation(number)).map(|it| it.entry);
            let used_by = holder.filter(|it| it.0 != 0 && Some(*it) != case);
            let authorisation = all.get(number);
            NamedAuthorisation { attachment, number, authorisation, used_by }
        });
        let named: Vec<NamedAuthorisation<'_>> = named.collect();
        checks::agency(&AgencyCase { declaration, on: self.now.on, named: &named }, findings);
    }

    /// It was accepted: what is for one declaration is used by this one.
    pub(crate) fn use_authorisation(&mut self, index: usize) {
        self.hold_authorisation(index, true);
    }

    /// It went back: what is for one declaration may be used again.
    pub(crate) fn free_authorisation(&mut self, index: usize) {
        self.hold_authorisation(index, false);
    }

    fn hold_authorisation(&mut self, index: usize, is_held: bool) {
        let Some(file) = self.declarations.files.get(index) else { return };
        let keys = self.authorisation_keys(&file.declaration);
        let id = file.id;
        for key in keys {
            let before = self.holders.get(&key).map_or(EntryId(0), |it| it.entry);
            let (expected, after) = if is_held { (EntryId(0), id) } else { (id, EntryId(0)) };
            if before == expected {
                self.holders.insert(key, Holder { entry: after, touched: true });
            }
        }
    }

    /// Under what it is kept that a one-time authorisation of a declaration is used.
    pub(crate) fn authorisation_keys(&self, declaration: &Declaration<'_>) -> Vec<KeyPair> {
        let named = self.registry.one_time(declaration).into_iter();
        named.map(|it| self.keyring.authorisation(&it.number)).collect()
    }

    /// Tells the other side what was done.
    pub(crate) fn tell_of_authorisation(&mut self, number: &str, by_code: &str) {
        let Some(it) = self.registry.authorisations().get(number) else { return };
        let Some(side) = it.side_of(by_code) else { return };
        let to = it.terms.code_of(side.other()).to_owned();
        let words = match it.state {
            model::AuthorisationState::Offered => "收到报关委托，请确认或拒绝",
            model::AuthorisationState::Accepted => "报关委托已确认",
            model::AuthorisationState::Declined => "报关委托已拒绝",
            model::AuthorisationState::Revoked => "报关委托已撤销",
        };
        let mut info = words.to_owned();
        if !it.reason.is_empty() {
            info.push('：');
            info.push_str(&it.reason);
        }
        let receipt = ReceiptBody::Notice(Notice {
            about: NoticeSubject::Authorisation,
            number: Text::from(number.to_owned()),
            state: Text::borrowed(it.state.title_en()),
            status: it.state as i32,
            amount: None,
            due_on: model::DayStamp::from_date(it.terms.valid_to),
            info: Text::from(info),
        });
        self.answer(None, &[&to], receipt, &[]);
    }
}

/// Why an act changes nothing, as its sender is told.
pub(crate) fn refusal(
    why: AuthorisationRefusal,
    number: &str,
    by_code: &str,
    act: &AuthorisationAct,
) -> Finding {
    use AuthorisationRefusal as Why;
    let number = number.to_owned();
    match why {
        Why::Unknown => {
            let expected = "已登记的委托 (one that is kept here)";
            refuse("HSE-6410", "authorisation.number", number, expected)
        }
        Why::Taken => {
            let expected = "未使用过的编号 (a number of its own)";
            refuse("HSE-6411", "authorisation.number", number, expected)
        }
        Why::Stranger => {
            let expected = "委托方或被委托方 (its principal or its agent)";
            refuse("HSE-6412", "authorisation.by_code", by_code.to_owned(), expected)
        }
        Why::OwnOffer => {
            let expected = "对方 (the other side)";
            refuse("HSE-6413", "authorisation.by_code", by_code.to_owned(), expected)
        }
        Why::State(state) => {
            let observed = format!("{} ({})", state.title_zh(), state.title_en());
            let expected = match act {
                AuthorisationAct::Revoke { .. } => "待确认或已确认 (offered or accepted)",
                _ => "待确认 (offered)",
            };
            refuse("HSE-6414", "authorisation.act", observed, expected)
        }
        Why::Terms(field) => {
            let pointer = format!("authorisation.{field}");
            let expected = "双方不同且起止日期有序 (two sides, days in order, none of it empty)";
            refuse("HSE-6415", &pointer, number, expected)
        }
    }
}
