//! Authorisations to declare (代理报关委托): a principal lets a broker file in his place. Offered by
//! either side, it holds once the other has accepted it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::Date;

/// How far an authorisation goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AuthorisationScope {
    /// 逐票委托: one declaration.
    Once,
    /// 长期委托: as many as are filed while it is valid.
    LongTerm,
}

/// A side of an authorisation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AuthorisationSide {
    /// 委托方: the trader or owner of the goods.
    Principal,
    /// 被委托方: the broker.
    Agent,
}

/// Where an authorisation stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AuthorisationState {
    /// 待确认: the other side has not answered.
    Offered,
    /// 已确认.
    Accepted,
    /// 已拒绝.
    Declined,
    /// 已撤销, by either side.
    Revoked,
}

/// What one side does about an authorisation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AuthorisationAct {
    Offer(AuthorisationTerms),
    /// The side that did not offer it.
    Accept,
    Decline,
    /// Either side, while it is offered or accepted.
    Revoke {
        #[serde(default)]
        reason: String,
    },
}

/// What an authorisation says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AuthorisationTerms {
    /// Customs code or social credit code of each side, as declarations name it.
    pub principal_code: String,
    pub agent_code: String,
    pub scope: AuthorisationScope,
    /// First and last day on which something may be filed under it.
    pub valid_from: Date,
    pub valid_to: Date,
    /// Who pays the broker's fee.
    pub fee_party: AuthorisationSide,
}

/// An authorisation as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Authorisation {
    /// 委托协议编号, by which a declaration's attachment `10000001` names it.
    pub number: String,
    pub terms: AuthorisationTerms,
    pub offered_by: AuthorisationSide,
    pub state: AuthorisationState,
    /// Why it was revoked.
    pub reason: String,
}

impl Authorisation {
    /// The side that a code is of.
    pub fn side_of(&self, code: &str) -> Option<AuthorisationSide> {
        self.terms.side_of(code)
    }

    /// Whether one side may do something about it as it stands. An offer is about none that there is.
    ///
    /// # Errors
    /// Why it may not.
    pub fn allows(
        &self,
        by_code: &str,
        act: &AuthorisationAct,
    ) -> Result<(), AuthorisationRefusal> {
        use AuthorisationState as Is;
        let side = self.side_of(by_code).ok_or(AuthorisationRefusal::Stranger)?;
        let is_answer = !matches!(act, AuthorisationAct::Revoke { .. });
        let is_open = match self.state {
            Is::Offered => true,
            Is::Accepted => !is_answer,
            Is::Declined | Is::Revoked => false,
        };
        if !is_open {
            return Err(AuthorisationRefusal::State(self.state));
        }
        if is_answer && side == self.offered_by {
            return Err(AuthorisationRefusal::OwnOffer);
        }
        Ok(())
    }
}

impl AuthorisationTerms {
    /// The side that a code is of.
    pub fn side_of(&self, code: &str) -> Option<AuthorisationSide> {
        let sides = [
            (&self.principal_code, AuthorisationSide::Principal),
            (&self.agent_code, AuthorisationSide::Agent),
        ];
        sides.into_iter().find(|(it, _)| it.as_str() == code).map(|(_, side)| side)
    }

    pub fn code_of(&self, side: AuthorisationSide) -> &str {
        match side {
            AuthorisationSide::Principal => &self.principal_code,
            AuthorisationSide::Agent => &self.agent_code,
        }
    }
}

impl AuthorisationSide {
    #[must_use]
    pub fn other(self) -> AuthorisationSide {
        match self {
            AuthorisationSide::Principal => AuthorisationSide::Agent,
            AuthorisationSide::Agent => AuthorisationSide::Principal,
        }
    }
}

impl AuthorisationState {
    pub fn title_zh(self) -> &'static str {
        match self {
            AuthorisationState::Offered => "待确认",
            AuthorisationState::Accepted => "已确认",
            AuthorisationState::Declined => "已拒绝",
            AuthorisationState::Revoked => "已撤销",
        }
    }

    pub fn title_en(self) -> &'static str {
        match self {
            AuthorisationState::Offered => "offered",
            AuthorisationState::Accepted => "accepted",
            AuthorisationState::Declined => "declined",
            AuthorisationState::Revoked => "revoked",
        }
    }
}

/// Why an act changes nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AuthorisationRefusal {
    /// No authorisation has the number.
    Unknown,
    /// One has it already.
    Taken,
    /// The code is of neither side.
    Stranger,
    /// Whoever offered it cannot answer it.
    OwnOffer,
    /// The state does not allow it.
    State(AuthorisationState),
    /// Both sides are one, a code or the number is empty, or it ends before it begins.
    Terms(&'static str),
}

/// The authorisations that a house keeps, by number.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Authorisations {
    by_number: BTreeMap<String, Authorisation>,
}

impl Authorisations {
    /// Nobody keeps one here: then brokers are not asked for any.
    pub fn is_empty(&self) -> bool {
        self.by_number.is_empty()
    }

    pub fn get(&self, number: &str) -> Option<&Authorisation> {
        self.by_number.get(number)
    }

    /// By number.
    pub fn iter(&self) -> impl Iterator<Item = &Authorisation> {
        self.by_number.values()
    }

    /// One side does something.
    ///
    /// # Errors
    /// Why it may not; then nothing changed.
    pub fn act(
        &mut self,
        number: &str,
        by_code: &str,
        act: &AuthorisationAct,
    ) -> Result<(), AuthorisationRefusal> {
        use AuthorisationState as Is;
        if let AuthorisationAct::Offer(terms) = act {
            return self.offer(number, by_code, terms);
        }
        let it = self.by_number.get_mut(number).ok_or(AuthorisationRefusal::Unknown)?;
        it.allows(by_code, act)?;
        match act {
            AuthorisationAct::Accept | AuthorisationAct::Offer(_) => it.state = Is::Accepted,
            AuthorisationAct::Decline => it.state = Is::Declined,
            AuthorisationAct::Revoke { reason } => {
                it.state = Is::Revoked;
                it.reason.clone_from(reason);
            }
        }
        Ok(())
    }

    fn offer(
        &mut self,
        number: &str,
        by_code: &str,
        terms: &AuthorisationTerms,
    ) -> Result<(), AuthorisationRefusal> {
        let flaw = if number.trim().is_empty() {
            "number"
        } else if terms.principal_code.is_empty() {
            "principal_code"
        } else if terms.agent_code.is_empty() || terms.agent_code == terms.principal_code {
            "agent_code"
        } else if terms.valid_to < terms.valid_from {
            "valid_to"
        } else {
            ""
        };
        if !flaw.is_empty() {
            return Err(AuthorisationRefusal::Terms(flaw));
        }
        let offered_by = terms.side_of(by_code).ok_or(AuthorisationRefusal::Stranger)?;
        if self.by_number.contains_key(number) {
            return Err(AuthorisationRefusal::Taken);
        }
        let offered = Authorisation {
            number: number.to_owned(),
            terms: terms.clone(),
            offered_by,
            state: AuthorisationState::Offered,
            reason: String::new(),
        };
        self.by_number.insert(offered.number.clone(), offered);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn terms() -> AuthorisationTerms {
        AuthorisationTerms {
            principal_code: "T".into(),
            agent_code: "B".into(),
            scope: AuthorisationScope::LongTerm,
            valid_from: date(2026, 1, 1),
            valid_to: date(2026, 12, 31),
            fee_party: AuthorisationSide::Principal,
        }
    }

    #[test]
    fn the_other_side_answers_and_either_revokes() {
        use AuthorisationAct::{Accept, Decline, Offer, Revoke};
        let revoke = Revoke { reason: "终止合作".into() };
        for (offers, answers) in [("T", "B"), ("B", "T")] {
            let mut all = Authorisations::default();
            assert_eq!(all.act("W1", offers, &Accept), Err(AuthorisationRefusal::Unknown));
            assert_eq!(all.act("W1", "X", &Offer(terms())), Err(AuthorisationRefusal::Stranger));
            assert_eq!(all.act("W1", offers, &Offer(terms())), Ok(()));
            assert_eq!(all.act("W1", answers, &Offer(terms())), Err(AuthorisationRefusal::Taken));
            assert_eq!(all.act("W1", offers, &Accept), Err(AuthorisationRefusal::OwnOffer));
            assert_eq!(all.act("W1", "X", &Accept), Err(AuthorisationRefusal::Stranger));
            assert_eq!(all.act("W1", answers, &Accept), Ok(()));
            let accepted = AuthorisationRefusal::State(AuthorisationState::Accepted);
            assert_eq!(all.act("W1", answers, &Decline), Err(accepted));
            assert_eq!(all.act("W1", offers, &revoke), Ok(()));
            let revoked = all.get("W1").map(|it| (it.state, it.reason.as_str()));
            assert_eq!(revoked, Some((AuthorisationState::Revoked, "终止合作")));
            let revoked = AuthorisationRefusal::State(AuthorisationState::Revoked);
            assert_eq!(all.act("W1", answers, &revoke), Err(revoked));
        }
    }

    #[test]
    fn terms_have_two_sides_and_days_in_order() {
        let mut all = Authorisations::default();
        let mut offer = |number: &str, terms| all.act(number, "T", &AuthorisationAct::Offer(terms));
        let flaw = |field| Err(AuthorisationRefusal::Terms(field));
        assert_eq!(offer(" ", terms()), flaw("number"));
        let alone = AuthorisationTerms { agent_code: "T".into(), ..terms() };
        assert_eq!(offer("W1", alone), flaw("agent_code"));
        let backwards = AuthorisationTerms { valid_to: date(2025, 12, 31), ..terms() };
        assert_eq!(offer("W1", backwards), flaw("valid_to"));
        assert!(all.is_empty());
    }

    #[test]
    fn acts_are_spelt_short() {
        let accept: AuthorisationAct = serde_json::from_str("\"accept\"").unwrap();
        assert_eq!(accept, AuthorisationAct::Accept);
        let revoke: AuthorisationAct = serde_json::from_str(r#"{"revoke":{}}"#).unwrap();
        assert_eq!(revoke, AuthorisationAct::Revoke { reason: String::new() });
        let offer = serde_json::to_value(AuthorisationAct::Offer(terms())).unwrap();
        assert_eq!(offer["offer"]["scope"], "long_term");
    }
}
