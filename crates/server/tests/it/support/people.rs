//! A house whose people sign in.

use serde_json::{Value, json};

use super::{
    Folder,
    http::{Reply, request},
    server::{Server, spawn_signing_in},
};

/// The password of everybody who has one of his own.
pub(crate) const PASSWORD: &str = "kestrel-9-quay-ledger";

/// A house whose people sign in.
pub(crate) struct People {
    pub(crate) folder: Folder,
    pub(crate) server: Server,
}

/// A person who signed in.
pub(crate) struct Session {
    pub(crate) cookie: String,
    pub(crate) csrf: String,
}

impl People {
    pub(crate) fn new() -> People {
        People::of(Folder::new())
    }

    /// The house of that folder.
    pub(crate) fn of(folder: Folder) -> People {
        let server = Server::of(spawn_signing_in(&folder, &[]));
        People { folder, server }
    }

    /// Makes an account; returns its one-time password.
    pub(crate) fn add(&self, login: &str, extra: &[&str]) -> String {
        let arguments = ["people", "add", login, "--name", "林溪", "--json"];
        let told = self.folder.run(&[&arguments[..], extra].concat()).ok().json();
        told["one_time_password"].as_str().unwrap().to_owned()
    }

    pub(crate) fn try_sign_in(&self, login: &str, password: &str, code: Option<&str>) -> Reply {
        let body = json!({ "login": login, "password": password, "code": code });
        self.server.command("POST", "/api/v1/session", &body)
    }

    pub(crate) fn sign_in(&self, login: &str, password: &str) -> Session {
        let reply = self.try_sign_in(login, password, None);
        assert_eq!(reply.status, 200, "{}", reply.text());
        let cookie = reply.header("set-cookie").unwrap().to_owned();
        assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict"), "{cookie}");
        let csrf = reply.json()["csrf_token"].as_str().unwrap().to_owned();
        Session { cookie: cookie.split(';').next().unwrap().to_owned(), csrf }
    }

    /// An account with a password of its own.
    pub(crate) fn person(&self, login: &str, extra: &[&str]) -> Session {
        let first = self.add(login, extra);
        let session = self.sign_in(login, &first);
        let refused = self.call(&session, "GET", "/api/v1/summary", &Value::Null);
        assert_eq!(code(&refused), (403, "password_change_needed".to_owned()));
        let change = json!({ "old": first, "new": PASSWORD });
        let changed = self.call(&session, "PUT", "/api/v1/session/password", &change);
        assert_eq!(changed.status, 204, "{}", changed.text());
        session
    }

    pub(crate) fn call(&self, session: &Session, method: &str, path: &str, body: &Value) -> Reply {
        let headers = [
            ("Cookie", session.cookie.as_str()),
            ("X-CSRF-Token", session.csrf.as_str()),
            ("Content-Type", "application/json"),
        ];
        self.call_with(&headers, method, path, body)
    }

    pub(crate) fn call_with(
        &self,
        headers: &[(&str, &str)],
        method: &str,
        path: &str,
        body: &Value,
    ) -> Reply {
        let bytes = if body.is_null() { String::new() } else { body.to_string() };
        request(self.server.address, method, path, headers, bytes.as_bytes()).unwrap()
    }
}

pub(crate) fn code(reply: &Reply) -> (u16, String) {
    (reply.status, reply.json()["code"].as_str().unwrap_or_default().to_owned())
}
