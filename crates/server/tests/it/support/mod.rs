//! Houses in temporary folders, the binary run against them, and messages to feed it.

pub(crate) mod events;
pub(crate) mod http;
pub(crate) mod parcels;
pub(crate) mod people;
pub(crate) mod proxy;
pub(crate) mod receiver;
pub(crate) mod server;

use std::{
    ffi::OsStr,
    fs,
    io::Read,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::mpsc,
    thread,
    time::Duration,
};

use serde_json::Value;
use tempfile::TempDir;

/// Longer than any command here takes on a slow machine; a command that hangs is a failure.
pub(crate) const PATIENCE: Duration = Duration::from_secs(240);

/// A folder with a house in it, or room for one.
pub(crate) struct Folder {
    dir: TempDir,
    /// Where the house is kept, if not in the folder.
    url: Option<String>,
}

/// What a command came to.
#[derive(Debug)]
pub(crate) struct Ran {
    /// Nothing when it was killed by a signal.
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Ran {
    #[track_caller]
    pub(crate) fn ok(self) -> Ran {
        assert_eq!(self.code, Some(0), "{} {}", self.out, self.err);
        self
    }

    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|it| panic!("{it}: {self:?}"))
    }
}

impl Folder {
    pub(crate) fn new() -> Folder {
        Folder { dir: tempfile::tempdir().unwrap(), url: None }
    }

    /// The folder of a house that is kept in a database.
    pub(crate) fn in_database(url: &str) -> Folder {
        Folder { url: Some(url.to_owned()), ..Folder::new() }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    pub(crate) fn data(&self) -> PathBuf {
        self.path("house")
    }

    pub(crate) fn database(&self) -> PathBuf {
        self.data().join("house.sqlite")
    }

    /// Writes a file below the folder; returns where.
    pub(crate) fn write(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, bytes).unwrap();
        path
    }

    pub(crate) fn command<A: AsRef<OsStr>>(&self, arguments: &[A]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_tongguan"));
        command.current_dir(self.dir.path()).arg("--data").arg(self.data()).args(arguments);
        match &self.url {
            Some(url) => command.env("DATABASE_URL", url),
            None => command.env_remove("DATABASE_URL"),
        };
        command
    }

    #[track_caller]
    pub(crate) fn run<A: AsRef<OsStr>>(&self, arguments: &[A]) -> Ran {
        run(self.command(arguments))
    }

    /// Runs with `--json` and reads what it prints.
    /// Runs a command that reads a file as its standard input.
    #[track_caller]
    pub(crate) fn run_on<A: AsRef<OsStr>>(&self, input: &Path, arguments: &[A]) -> Ran {
        let mut command = self.command(arguments);
        command.stdin(fs::File::open(input).unwrap());
        run_as_it_is(command)
    }

    pub(crate) fn json<A: AsRef<OsStr>>(&self, arguments: &[A]) -> Value {
        let mut command = self.command(arguments);
        command.arg("--json");
        run(command).json()
    }

    /// Ingests paths; the exit code and the report.
    #[track_caller]
    pub(crate) fn ingest(&self, paths: &[PathBuf]) -> (Option<i32>, Value) {
        let mut command = self.command(&["ingest", "--json"]);
        command.args(paths);
        let ran = run(command);
        (ran.code, ran.json())
    }

    /// The house proves itself.
    #[track_caller]
    pub(crate) fn verified(&self) -> Value {
        let ran = self.run(&["verify", "--json"]);
        assert_eq!(ran.code, Some(0), "{ran:?}");
        ran.json()
    }

    /// All receipts in house order, as JSON.
    #[track_caller]
    pub(crate) fn receipts(&self) -> Vec<Value> {
        let out = self.path("all-receipts");
        if out.exists() {
            fs::remove_dir_all(&out).unwrap();
        }
        self.run(&["receipts", "--format", "json", "--out", out.to_str().unwrap()]).ok();
        let read =
            |path| -> Vec<Value> { serde_json::from_slice(&fs::read(path).unwrap()).unwrap() };
        let mut all: Vec<Value> = files_in(&out).into_iter().flat_map(read).collect();
        all.sort_by_key(|it| it["house_no"].as_u64());
        all
    }
}

/// Runs a command to its end; it reads nothing.
#[track_caller]
pub(crate) fn run(mut command: Command) -> Ran {
    command.stdin(Stdio::null());
    run_as_it_is(command)
}

#[track_caller]
fn run_as_it_is(mut command: Command) -> Ran {
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let (sender, receiver) = mpsc::channel();
    let listen = |is_out: bool, mut pipe: Box<dyn Read + Send>| {
        let sender = sender.clone();
        thread::spawn(move || {
            let mut bytes = Vec::new();
            let _ = pipe.read_to_end(&mut bytes);
            let _ = sender.send((is_out, String::from_utf8_lossy(&bytes).into_owned()));
        });
    };
    listen(true, Box::new(child.stdout.take().unwrap()));
    listen(false, Box::new(child.stderr.take().unwrap()));
    let (mut out, mut err) = (String::new(), String::new());
    for _ in 0..2 {
        match receiver.recv_timeout(PATIENCE) {
            Ok((true, text)) => out = text,
            Ok((false, text)) => err = text,
            Err(_) => {
                end(&mut child);
                panic!("{command:?} did not end");
            }
        }
    }
    Ran { code: child.wait().unwrap().code(), out, err }
}

/// Kills (SIGKILL) a process that a test started.
pub(crate) fn end(child: &mut Child) {
    let _ = child.kill();
    let _ = child.wait();
}

/// Files of a folder by name.
pub(crate) fn files_in(folder: &Path) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> =
        fs::read_dir(folder).unwrap().map(|it| it.unwrap().path()).collect();
    files.sort();
    files
}

/// A number that a run may be given from outside.
pub(crate) fn from_environment(name: &str, default: u64) -> u64 {
    std::env::var(name).ok().map_or(default, |it| it.parse().unwrap())
}
