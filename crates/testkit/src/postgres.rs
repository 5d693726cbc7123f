//! A private PostgreSQL for tests and benches: in a temporary folder, on a free port of the loopback address, started
//! when it is first asked for, and gone with the process that asked, however that ends.
//!
//! It needs PostgreSQL's programs (Debian: `postgresql`) and nobody's rights: where it is started by root it runs as
//! another user, as it refuses to run as root.

use std::{
    env, fs, io,
    io::{BufRead as _, BufReader},
    net::{Ipv4Addr, TcpListener},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::{
        OnceLock,
        atomic::{AtomicU32, Ordering},
    },
};

/// A running server.
pub struct Postgres {
    /// Its standard input is open as long as this process lives, and ends the server when it closes.
    _server: Child,
    programs: PathBuf,
    port: u16,
    n_databases: AtomicU32,
}

/// How careful a server is with what it writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Durability {
    /// As one in earnest.
    Full,
    /// Nothing survives a crash of the machine, and tests do not wait for its disk.
    None,
}

impl Postgres {
    /// Starts one; nothing where PostgreSQL is not installed.
    ///
    /// # Errors
    /// When it does not start.
    pub fn start(durability: Durability) -> io::Result<Option<Postgres>> {
        let Some(programs) = programs() else { return Ok(None) };
        let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port();
        let folder = env::temp_dir().join(format!("tongguan-postgres-{port}"));
        fs::create_dir(&folder)?;
        let mut shell = Command::new("sh");
        shell.args(["-c", SCRIPT, "sh"]).args([&programs, &folder]).arg(port.to_string());
        shell.arg(if durability == Durability::Full { "on" } else { "off" });
        let as_user = unprivileged();
        #[cfg(unix)]
        if let Some((user, group)) = as_user {
            std::os::unix::fs::chown(&folder, Some(user), Some(group))?;
            std::os::unix::process::CommandExt::uid(&mut shell, user);
            std::os::unix::process::CommandExt::gid(&mut shell, group);
        }
        let mut server = shell.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
        let mut said = String::new();
        if let Some(output) = server.stdout.take() {
            BufReader::new(output).read_line(&mut said)?;
        }
        if said.trim_end() != "ready" {
            let log = fs::read_to_string(folder.join("log")).unwrap_or_default();
            return Err(io::Error::other(format!("PostgreSQL did not start: {log}")));
        }
        Ok(Some(Postgres { _server: server, programs, port, n_databases: AtomicU32::new(0) }))
    }

    /// The address of a new empty database.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn database(&self) -> io::Result<String> {
        let name = format!("house_{}", self.n_databases.fetch_add(1, Ordering::Relaxed));
        let Postgres { port, programs, .. } = self;
        let made = Command::new(programs.join("createdb"))
            .args(["-h", "127.0.0.1", "-U", "postgres", "-p"])
            .arg(port.to_string())
            .arg(&name)
            .output()?;
        if !made.status.success() {
            return Err(io::Error::other(String::from_utf8_lossy(&made.stderr).into_owned()));
        }
        Ok(format!("postgres://postgres@127.0.0.1:{port}/{name}"))
    }
}

/// The address of a new empty database in this process's own server; nothing where PostgreSQL is not installed, which
/// is not borne where everything must be tested (`CI`).
///
/// # Errors
/// When it does not start, or is not there and must be.
pub fn database() -> io::Result<Option<String>> {
    static SERVER: OnceLock<Result<Option<Postgres>, String>> = OnceLock::new();
    let started =
        SERVER.get_or_init(|| Postgres::start(Durability::None).map_err(|error| error.to_string()));
    match started {
        Ok(Some(server)) => server.database().map(Some),
        Ok(None) if env::var_os("CI").is_some() => {
            Err(io::Error::other("PostgreSQL is not installed, and nothing may be skipped here"))
        }
        Ok(None) => Ok(None),
        Err(error) => Err(io::Error::other(error.clone())),
    }
}

/// Makes a database cluster, serves it until the standard input closes, and removes it.
const SCRIPT: &str = r#"
programs=$1 folder=$2 port=$3 durable=$4
trap 'rm -rf "$folder"' EXIT
cd "$folder" || exit 1
"$programs/initdb" -D data -U postgres -A trust -E UTF8 --locale=C --no-sync >log 2>&1 || exit 1
"$programs/postgres" -D data -k "$folder" -h 127.0.0.1 -p "$port" -c fsync="$durable" \
    -c synchronous_commit="$durable" -c full_page_writes="$durable" -c shared_buffers=256MB \
    -c max_wal_size=4GB -c max_connections=200 >log 2>&1 </dev/null &
server=$!
until "$programs/pg_isready" -q -h 127.0.0.1 -p "$port"; do
    kill -0 $server 2>/dev/null || exit 1
    sleep 0.05
done
echo ready
cat >/dev/null
kill -INT $server
wait $server
"#;

/// Where PostgreSQL's programs are; the newest version that Debian keeps apart, or those in the path.
fn programs() -> Option<PathBuf> {
    let versions = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let version = |path: &PathBuf| -> Option<u32> { path.file_name()?.to_str()?.parse().ok() };
    let newest = versions.map(|it| it.path()).max_by_key(version).map(|it| it.join("bin"));
    let path = env::var_os("PATH").unwrap_or_default();
    let in_path = env::split_paths(&path).collect::<Vec<_>>();
    newest.into_iter().chain(in_path).find(|it| it.join("initdb").is_file())
}

/// As whom it runs where this process is root's: `postgres`, or else `nobody`.
fn unprivileged() -> Option<(u32, u32)> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let is_root = status.lines().any(|it| it.starts_with("Uid:\t0\t"));
    if !is_root {
        return None;
    }
    let users = fs::read_to_string(Path::new("/etc/passwd")).ok()?;
    let user = |name: &str| {
        let line = users.lines().find(|it| it.split(':').next() == Some(name))?;
        let mut fields = line.split(':').skip(2);
        Some((fields.next()?.parse().ok()?, fields.next()?.parse().ok()?))
    };
    user("postgres").or_else(|| user("nobody"))
}
