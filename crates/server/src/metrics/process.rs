//! What the kernel says of this process, under the names that every program uses.

use prometheus_client::{
    metrics::{counter::ConstCounter, gauge::ConstGauge},
    registry::{Registry, Unit},
};

use crate::{clock, machine};

pub(super) struct Process {
    began: f64,
}

impl Process {
    pub(super) fn new() -> Process {
        // Milliseconds since 1970, far below 2^53.
        #[expect(clippy::cast_precision_loss, reason = "no clock shows so late")]
        let began = clock::now().millis() as f64 / 1_000.0;
        Process { began }
    }

    pub(super) fn registry(&self) -> Registry {
        let mut registry = Registry::with_prefix("process");
        let memory = i64::try_from(machine::rss_bytes()).unwrap_or(i64::MAX);
        let files = i64::try_from(machine::open_files()).unwrap_or(i64::MAX);
        // Hundredths of seconds, far below 2^53.
        #[expect(clippy::cast_precision_loss, reason = "a process does not live that long")]
        let cpu = machine::cpu_ticks() as f64 / 100.0;
        registry.register_with_unit(
            "resident_memory",
            "Memory held",
            Unit::Bytes,
            ConstGauge::new(memory),
        );
        registry.register("open_fds", "Files and connections held open", ConstGauge::new(files));
        registry.register_with_unit(
            "cpu",
            "Processor time used",
            Unit::Seconds,
            ConstCounter::new(cpu),
        );
        registry.register_with_unit(
            "start_time",
            "When the process began, since 1970",
            Unit::Seconds,
            ConstGauge::new(self.began),
        );
        registry
    }
}
