//! People, sessions and keys as the API and the command line show them.

use serde::{Deserialize, Serialize};
use store::{ApiKey, Occurrence, Person};
use utoipa::ToSchema;

use super::vocabulary::{PersonRole, Right};
use crate::{
    access::{Principal, Reach, Who, roles_of, words},
    clock,
};

/// What signs somebody in.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SignIn {
    pub(crate) login: String,
    pub(crate) password: String,
    /// Six digits, where the account has a second factor.
    pub(crate) code: Option<String>,
}

/// Who is signed in, and what he may do.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SessionView {
    /// Nobody signs in to this house, and whoever reaches it may do everything.
    pub(crate) is_open: bool,
    pub(crate) login: String,
    pub(crate) name: String,
    #[schema(value_type = Vec<PersonRole>)]
    pub(crate) roles: Vec<model::PersonRole>,
    #[schema(value_type = Vec<Right>)]
    pub(crate) rights: Vec<model::Right>,
    /// Whether he sees cases as customs does, not as companies do.
    pub(crate) is_of_customs: bool,
    /// What the codes of his customs offices begin with; none: all offices.
    pub(crate) districts: Vec<String>,
    pub(crate) companies: Vec<String>,
    /// Until then he may do nothing else.
    pub(crate) must_change_password: bool,
    pub(crate) has_second_factor: bool,
    /// To be sent as `X-CSRF-Token` with whatever changes something.
    pub(crate) csrf_token: String,
}

pub(crate) fn session_view(principal: &Principal) -> SessionView {
    let (is_of_customs, districts, companies) = match &principal.reach {
        Reach::Customs(districts) => (true, districts.clone(), Vec::new()),
        Reach::Companies(companies) => (false, Vec::new(), companies.clone()),
    };
    let rights = principal.rights.clone();
    let view = SessionView {
        is_open: matches!(principal.who, Who::Anybody),
        login: String::new(),
        name: String::new(),
        roles: Vec::new(),
        rights,
        is_of_customs,
        districts,
        companies,
        must_change_password: false,
        has_second_factor: false,
        csrf_token: String::new(),
    };
    match &principal.who {
        Who::Person { person, session } => SessionView {
            login: person.login.clone(),
            name: person.name.clone(),
            roles: roles_of(person),
            must_change_password: principal.must_change_password(),
            has_second_factor: person.factor_is_on,
            csrf_token: session.csrf.clone(),
            ..view
        },
        Who::Anybody | Who::Key { .. } => view,
    }
}

/// Another password.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PasswordChange {
    pub(crate) old: String,
    pub(crate) new: String,
}

/// What an authenticator app is told, once.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FactorTold {
    /// Base 32.
    pub(crate) secret: String,
    /// `otpauth://…`, to be shown as a QR code.
    pub(crate) uri: String,
}

/// A code of an authenticator app.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct FactorCode {
    pub(crate) code: String,
}

/// Somebody's own password.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct OwnPassword {
    pub(crate) password: String,
}

/// An account.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PersonView {
    pub(crate) id: u64,
    pub(crate) login: String,
    pub(crate) name: String,
    #[schema(value_type = Vec<PersonRole>)]
    pub(crate) roles: Vec<model::PersonRole>,
    pub(crate) districts: Vec<String>,
    pub(crate) companies: Vec<String>,
    pub(crate) is_disabled: bool,
    pub(crate) must_change_password: bool,
    pub(crate) has_second_factor: bool,
    /// Null where it is not locked now.
    #[schema(required, format = DateTime)]
    pub(crate) locked_until: Option<String>,
    #[schema(format = DateTime)]
    pub(crate) created_at: String,
}

pub(crate) fn person_view(it: &Person) -> PersonView {
    PersonView {
        id: it.id,
        login: it.login.clone(),
        name: it.name.clone(),
        roles: roles_of(it),
        districts: it.districts.clone(),
        companies: it.companies.clone(),
        is_disabled: it.is_disabled,
        must_change_password: it.must_change,
        has_second_factor: it.factor_is_on,
        locked_until: it.locked_until.filter(|it| clock::now() < *it).map(|it| it.to_string()),
        created_at: it.created_at.to_string(),
    }
}

/// Everybody, by login.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PersonList {
    pub(crate) items: Vec<PersonView>,
}

/// An account, and the password to be changed, which is in this answer and nowhere else.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PersonSecret {
    pub(crate) person: PersonView,
    pub(crate) one_time_password: String,
}

/// Somebody new.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AddPerson {
    /// 3 to 64 of small letters, digits, `.`, `_`, `-` and `@`.
    pub(crate) login: String,
    pub(crate) name: String,
    #[schema(value_type = Vec<PersonRole>)]
    pub(crate) roles: Vec<model::PersonRole>,
    /// What the codes of his customs offices begin with, two to four digits each; none: all offices.
    #[serde(default)]
    pub(crate) districts: Vec<String>,
    /// Codes of 9, 10 or 18 characters.
    #[serde(default)]
    pub(crate) companies: Vec<String>,
}

/// What is to be other; what is absent stays.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ChangePerson {
    pub(crate) name: Option<String>,
    #[schema(value_type = Option<Vec<PersonRole>>)]
    pub(crate) roles: Option<Vec<model::PersonRole>>,
    pub(crate) districts: Option<Vec<String>>,
    pub(crate) companies: Option<Vec<String>>,
    pub(crate) is_disabled: Option<bool>,
}

/// Something that happened to an account.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AccountEvent {
    pub(crate) id: u64,
    #[schema(format = DateTime)]
    pub(crate) at: String,
    pub(crate) login: String,
    /// `signed_in`, `signed_out`, `refused`, `locked`, `added`, `changed`, `password_changed`, `password_reset`,
    /// `factor_on`, `factor_off`, `key_made`, `key_revoked`.
    pub(crate) what: String,
    pub(crate) detail: String,
}

/// What happened to accounts, newest first.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AccountEventPage {
    pub(crate) items: Vec<AccountEvent>,
    /// Pass as `after` for what follows; null at the end.
    #[schema(required)]
    pub(crate) next: Option<String>,
}

pub(crate) fn account_event(it: Occurrence) -> AccountEvent {
    let Occurrence { id, at, login, what, detail } = it;
    AccountEvent { id, at: at.to_string(), login, what, detail }
}

/// A key, without its secret.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ApiKeyView {
    pub(crate) id: u64,
    pub(crate) company: String,
    pub(crate) name: String,
    #[schema(value_type = Vec<Right>)]
    pub(crate) scopes: Vec<model::Right>,
    #[schema(format = DateTime)]
    pub(crate) created_at: String,
    #[schema(format = DateTime)]
    pub(crate) ends_at: String,
    /// Null while it is not revoked.
    #[schema(required, format = DateTime)]
    pub(crate) revoked_at: Option<String>,
    /// Within an hour; null where it never was.
    #[schema(required, format = DateTime)]
    pub(crate) used_at: Option<String>,
}

pub(crate) fn api_key_view(it: &ApiKey) -> ApiKeyView {
    ApiKeyView {
        id: it.id,
        company: it.company.clone(),
        name: it.name.clone(),
        scopes: words(&it.scopes),
        created_at: it.created_at.to_string(),
        ends_at: it.ends_at.to_string(),
        revoked_at: it.revoked_at.map(|it| it.to_string()),
        used_at: it.used_at.map(|it| it.to_string()),
    }
}

/// Keys of the own companies.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ApiKeyList {
    pub(crate) items: Vec<ApiKeyView>,
}

/// A new key for a company.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AddApiKey {
    pub(crate) company: String,
    /// What it is for.
    pub(crate) name: String,
    #[schema(value_type = Vec<Right>)]
    pub(crate) scopes: Vec<model::Right>,
}

/// A key with its secret, which is in this answer and nowhere else.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ApiKeySecret {
    pub(crate) key: ApiKeyView,
    /// `tgk_…`, to be sent as `Authorization: Bearer`.
    pub(crate) secret: String,
}
