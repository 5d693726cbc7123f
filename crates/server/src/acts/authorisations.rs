//! What either side may do about an authorisation to declare (代理报关委托).

use model::{
    Authorisation, AuthorisationAct, AuthorisationScope, AuthorisationSide, AuthorisationTerms,
    HouseMessage,
};

use super::{
    Asker,
    fields::{choice, may, must, said_by},
    forms::{About, Form},
};
use crate::{
    access::Reach,
    view::{ActField, ActSubject, CaseActs, FieldChoice, FieldForm as By},
};

impl Asker<'_> {
    /// A company offers one to another; nothing for whoever speaks for no company.
    pub(crate) fn new_authorisation(&self) -> Option<CaseActs> {
        let names = match &self.principal.reach {
            Reach::Companies(own) => {
                let codes: Vec<(&str, &str)> = own.iter().map(|it| (it.as_str(), "")).collect();
                self.speaks_as(&codes)
            }
            Reach::Customs(_) => Vec::new(),
        };
        let by_code = names.first()?.value.clone();
        let on = self.now.local_date();
        let terms = AuthorisationTerms {
            principal_code: String::new(),
            agent_code: String::new(),
            scope: AuthorisationScope::LongTerm,
            valid_from: on,
            valid_to: on,
            fee_party: AuthorisationSide::Principal,
        };
        let act = AuthorisationAct::Offer(terms);
        let message = HouseMessage::Authorisation { number: String::new(), by_code, act };
        let form = Form::of("offer_authorisation", message, offer_fields(names, &on.to_string()));
        Some(self.authorisation_acts(String::new(), ["", ""], vec![form]))
    }

    pub(crate) fn of_authorisation(&self, it: &Authorisation) -> CaseActs {
        let codes = [it.terms.principal_code.as_str(), it.terms.agent_code.as_str()];
        let names = match &self.principal.reach {
            Reach::Companies(_) => self.speaks_as(&codes.map(|code| (code, ""))),
            Reach::Customs(_) => Vec::new(),
        };
        let acts = [
            ("accept_authorisation", AuthorisationAct::Accept),
            ("decline_authorisation", AuthorisationAct::Decline),
            ("revoke_authorisation", AuthorisationAct::Revoke { reason: String::new() }),
        ];
        let mut forms = Vec::new();
        for (name, act) in acts {
            let own: Vec<FieldChoice> =
                names.iter().filter(|by| it.allows(&by.value, &act).is_ok()).cloned().collect();
            let Some(by_code) = own.first().map(|by| by.value.clone()) else { continue };
            let mut fields = vec![said_by("/by_code", own)];
            if matches!(act, AuthorisationAct::Revoke { .. }) {
                fields.push(may("/act/revoke/reason", By::LongText, ["终止原因", "why"]));
            }
            let number = it.number.clone();
            forms.push(Form::of(
                name,
                HouseMessage::Authorisation { number, by_code, act },
                fields,
            ));
        }
        let state = [it.state.title_zh(), it.state.title_en()];
        self.authorisation_acts(it.number.clone(), state, forms)
    }

    fn authorisation_acts(&self, number: String, state: [&str; 2], forms: Vec<Form>) -> CaseActs {
        let about = About::List(&number);
        let acts = forms.into_iter().filter_map(|it| self.view_of(&about, None, it)).collect();
        let [state_title_zh, state_title_en] = state.map(str::to_owned);
        CaseActs {
            about: ActSubject::Authorisation,
            title_zh: "代理报关委托".to_owned(),
            title_en: "authorisation to declare".to_owned(),
            state_title_zh,
            state_title_en,
            acts,
            number,
        }
    }
}

fn offer_fields(names: Vec<FieldChoice>, on: &str) -> Vec<ActField> {
    let scopes = vec![
        choice("long_term", "长期委托", "as many as are filed while it is valid"),
        choice("once", "逐票委托", "one declaration"),
    ];
    let sides = vec![
        choice("principal", "委托方", "the principal"),
        choice("agent", "被委托方", "the agent"),
    ];
    let at = |name: &str| format!("/act/offer/{name}");
    let first = names.first().map_or_else(String::new, |it| it.value.clone());
    vec![
        said_by("/by_code", names),
        must("/number", By::Text, ["委托协议编号", "number of the agreement"]),
        must(&at("principal_code"), By::Text, ["委托方编码", "code of the principal"]).with(first),
        must(&at("agent_code"), By::Text, ["被委托方编码", "code of the agent"]),
        must(&at("scope"), By::Choice, ["委托方式", "scope"]).with("long_term").of(scopes),
        must(&at("valid_from"), By::Date, ["有效期自", "valid from"]).with(on),
        must(&at("valid_to"), By::Date, ["有效期至", "valid to"]),
        must(&at("fee_party"), By::Choice, ["报关收费承担方", "pays the fee"])
            .with("principal")
            .of(sides),
    ]
}
