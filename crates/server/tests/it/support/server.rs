//! The binary as a server on a port of its own.

use std::{
    io::{self, BufRead, BufReader, Read},
    net::SocketAddr,
    path::PathBuf,
    process::{Child, Command, ExitStatus, Stdio},
    thread::{self, JoinHandle},
};

use serde_json::Value;

use super::{
    Folder, end,
    http::{Reply, request},
};

/// A running server; killed when dropped.
pub(crate) struct Server {
    child: Child,
    pub(crate) address: SocketAddr,
}

pub(crate) fn spawn(folder: &Folder) -> Child {
    spawn_with(folder, &[], &[])
}

/// One whose people sign in.
pub(crate) fn spawn_signing_in(folder: &Folder, extra: &[&str]) -> Child {
    let arguments = ["serve", "--listen", "127.0.0.1:0", "--tick-seconds", "3600"];
    let mut command = folder.command(&[&arguments[..], extra].concat());
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap()
}

pub(crate) fn spawn_with(
    folder: &Folder,
    extra: &[&str],
    environment: &[(&str, &PathBuf)],
) -> Child {
    spawn_ticking(folder, "3600", extra, environment)
}

fn spawn_ticking(
    folder: &Folder,
    seconds: &str,
    extra: &[&str],
    environment: &[(&str, &PathBuf)],
) -> Child {
    folder
        .command(&["serve", "--no-sign-in", "--listen", "127.0.0.1:0", "--tick-seconds", seconds])
        .args(extra)
        .envs(environment.iter().copied())
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

/// Where a child serves, as its first line says; nothing when it ended before.
pub(crate) fn address_of(child: &mut Child) -> Option<SocketAddr> {
    let mut line = String::new();
    let mut out = BufReader::new(child.stdout.take().unwrap());
    out.read_line(&mut line).ok()?;
    line.trim().strip_prefix("tongguan serves on http://")?.parse().ok()
}

impl Server {
    pub(crate) fn start(folder: &Folder) -> Server {
        Server::start_with(folder, &[])
    }

    pub(crate) fn start_with(folder: &Folder, extra: &[&str]) -> Server {
        Server::of(spawn_with(folder, extra, &[]))
    }

    /// One that tells figures at an address of their own.
    #[track_caller]
    pub(crate) fn start_watched(folder: &Folder, extra: &[&str]) -> (Server, SocketAddr) {
        let mut child = spawn_with(folder, &[&["--metrics", "127.0.0.1:0"], extra].concat(), &[]);
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut told = |before: &str| {
            let line = lines.next().unwrap().unwrap();
            line.strip_prefix(before).unwrap().trim_end_matches("/metrics").parse().unwrap()
        };
        let address = told("tongguan serves on http://");
        let figures = told("figures for Prometheus are on http://");
        (Server { child, address }, figures)
    }

    /// One whose log is read to its end, whenever that comes.
    #[track_caller]
    pub(crate) fn start_telling(folder: &Folder, extra: &[&str]) -> (Server, JoinHandle<String>) {
        let mut command = folder.command(&["serve", "--no-sign-in", "--listen", "127.0.0.1:0"]);
        command.args(extra).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let mut log = child.stderr.take().unwrap();
        let read = thread::spawn(move || {
            let mut text = String::new();
            log.read_to_string(&mut text).unwrap();
            text
        });
        (Server::of(child), read)
    }

    /// One that looks every second at what is due.
    pub(crate) fn start_ticking(folder: &Folder) -> Server {
        Server::of(spawn_ticking(folder, "1", &[], &[]))
    }

    #[track_caller]
    pub(crate) fn of(mut child: Child) -> Server {
        let address = address_of(&mut child).unwrap();
        Server { child, address }
    }

    #[track_caller]
    pub(crate) fn get(&self, path: &str) -> Reply {
        request(self.address, "GET", path, &[], b"").unwrap()
    }

    #[track_caller]
    pub(crate) fn get_json(&self, path: &str) -> Value {
        let reply = self.get(path);
        assert_eq!(reply.status, 200, "{path}: {}", reply.text());
        reply.json()
    }

    #[track_caller]
    pub(crate) fn get_with(&self, path: &str, headers: &[(&str, &str)]) -> Reply {
        request(self.address, "GET", path, headers, b"").unwrap()
    }

    /// Posts JSON, or nothing when it is null.
    #[track_caller]
    pub(crate) fn command(&self, method: &str, path: &str, body: &Value) -> Reply {
        let bytes = if body.is_null() { String::new() } else { body.to_string() };
        let headers = [("Content-Type", "application/json")];
        request(self.address, method, path, &headers, bytes.as_bytes()).unwrap()
    }

    pub(crate) fn try_post(&self, path: &str, sender: &str, body: &[u8]) -> io::Result<Reply> {
        request(self.address, "POST", path, &[("X-Sender", sender)], body)
    }

    #[track_caller]
    pub(crate) fn post(&self, path: &str, sender: &str, body: impl AsRef<[u8]>) -> Reply {
        self.try_post(path, sender, body.as_ref()).unwrap()
    }

    #[track_caller]
    pub(crate) fn post_with(
        &self,
        path: &str,
        headers: &[(&str, &str)],
        body: impl AsRef<[u8]>,
    ) -> Reply {
        request(self.address, "POST", path, headers, body.as_ref()).unwrap()
    }

    /// Posts and waits for the decision.
    #[track_caller]
    pub(crate) fn decide(&self, body: impl AsRef<[u8]>) -> Value {
        let reply = self.post("/api/v1/messages?wait=decided", "4403960A01", body);
        assert_eq!(reply.status, 202, "{}", reply.text());
        reply.json()
    }

    /// As `kill -9` does.
    pub(crate) fn kill(&mut self) {
        end(&mut self.child);
    }

    /// Asks it to end, as `kill` does, and waits.
    pub(crate) fn terminate(mut self) -> ExitStatus {
        let id = self.child.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &id]).status().unwrap().success());
        self.child.wait().unwrap()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        end(&mut self.child);
    }
}
