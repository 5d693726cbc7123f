//! What the kernel says of this process and this machine.

use std::{
    fs::{self, File},
    io::Write,
    num::NonZero,
    path::Path,
    thread,
    time::Instant,
};

use anyhow::Result;

pub(crate) fn cores() -> usize {
    thread::available_parallelism().map_or(1, NonZero::get)
}

pub(crate) fn name() -> String {
    let info = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = info.lines().find_map(|line| line.strip_prefix("model name"));
    let model = model.and_then(|it| it.split_once(':')).map(|(_, name)| name.trim().to_owned());
    model.unwrap_or_else(|| std::env::consts::ARCH.to_owned())
}

/// A line of `/proc/self/status`, in kibibytes.
fn status_kib(field: &str) -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with(field));
    let number = line.and_then(|it| it.split_whitespace().nth(1));
    number.and_then(|it| it.parse().ok()).unwrap_or(0)
}

/// Most memory this process ever held.
pub(crate) fn peak_rss_mb() -> u64 {
    status_kib("VmHWM:") / 1_024
}

pub(crate) fn rss_mb() -> u64 {
    status_kib("VmRSS:") / 1_024
}

pub(crate) fn rss_bytes() -> u64 {
    status_kib("VmRSS:") * 1_024
}

/// Files and connections that this process holds open.
pub(crate) fn open_files() -> u64 {
    fs::read_dir("/proc/self/fd").map_or(0, |it| it.count() as u64)
}

/// Bytes that whoever runs this process may still write to the file system of a path; nothing where it cannot be told.
#[cfg(unix)]
pub(crate) fn free_bytes(path: &Path) -> Option<u64> {
    let of = rustix::fs::statvfs(path).ok()?;
    Some(of.f_bavail.saturating_mul(of.f_frsize))
}

/// Bytes that whoever runs this process may still write to the file system of a path; nothing where it cannot be told.
#[cfg(not(unix))]
pub(crate) fn free_bytes(_: &Path) -> Option<u64> {
    None
}

/// Processor time this process has used, user and system, in hundredths of a second.
pub(crate) fn cpu_ticks() -> u64 {
    let stat = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    // The command's name may hold spaces; the fields are counted after its closing bracket.
    let fields = stat.rsplit_once(')').map_or("", |(_, rest)| rest);
    let field = |index: usize| -> u64 {
        fields.split_whitespace().nth(index).and_then(|it| it.parse().ok()).unwrap_or(0)
    };
    field(11) + field(12)
}

/// Measures the processor time of this thread, or the time that passes where the kernel does not say.
pub(crate) struct Meter {
    started: Instant,
    cpu_ns: Option<u64>,
}

impl Meter {
    pub(crate) fn start() -> Meter {
        Meter { started: Instant::now(), cpu_ns: thread_cpu_ns() }
    }

    /// Nanoseconds since the start.
    pub(crate) fn ns(&self) -> u64 {
        match self.cpu_ns.zip(thread_cpu_ns()) {
            Some((then, now)) => now.saturating_sub(then),
            None => u64::try_from(self.started.elapsed().as_nanos()).unwrap_or(u64::MAX),
        }
    }
}

fn thread_cpu_ns() -> Option<u64> {
    let stat = fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    stat.split_whitespace().next()?.parse().ok()
}

/// How long this folder's disk takes to make 4 KiB durable: median and 99th percentile, in
/// microseconds.
pub(crate) fn fdatasync_us(folder: &Path) -> Result<(u64, u64)> {
    const PROBES: usize = 200;
    let path = folder.join("sync-probe");
    let mut file = File::create(&path)?;
    let mut times = Vec::with_capacity(PROBES);
    for _ in 0..PROBES {
        file.write_all(&[0; 4096])?;
        let started = Instant::now();
        file.sync_data()?;
        times.push(u64::try_from(started.elapsed().as_micros()).unwrap_or(u64::MAX));
    }
    fs::remove_file(path)?;
    times.sort_unstable();
    Ok((percentile(&times, 50), percentile(&times, 99)))
}

/// Of sorted values.
pub(crate) fn percentile(sorted: &[u64], percent: usize) -> u64 {
    let index = (sorted.len() * percent).div_ceil(100).saturating_sub(1);
    sorted.get(index).copied().unwrap_or(0)
}
