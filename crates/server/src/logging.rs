//! What a running house tells its operator as it goes, on standard error: one event a line, with fields.
//!
//! Inputs and cases are told by their numbers. What a message says, who sent it, who is named in it and where somebody
//! lives is told at no level: whoever may read that reads it in the house, where it is noted that he did.

use std::{io, panic};

use anyhow::{Context as _, Result};
use tracing::{error, level_filters::LevelFilter};
use tracing_subscriber::{
    Layer as _, filter::filter_fn, fmt, layer::SubscriberExt as _, registry,
    util::SubscriberInitExt as _,
};

#[derive(Debug, Clone, clap::Args)]
#[group(id = "logging")]
pub(crate) struct Args {
    /// What is told on standard error: `off`, `error`, `warn`, `info`, `debug` (each message and request, by number and route) or `trace`.
    #[arg(long, value_name = "LEVEL", default_value_t = LevelFilter::INFO)]
    log: LevelFilter,
    /// How it is told: lines to be read, or one JSON object a line.
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t = Format::Plain)]
    log_format: Format,
}

#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum Format {
    Plain,
    Json,
}

impl Args {
    /// Tells from now on.
    ///
    /// # Errors
    /// When this process tells somewhere already.
    pub(crate) fn begin(&self) -> Result<()> {
        // Only what this program says of itself: nobody has read what libraries would tell.
        let own = filter_fn(|it| it.target().starts_with("tongguan"));
        let lines = fmt::layer().with_writer(io::stderr).with_ansi(false);
        let begun = match self.log_format {
            Format::Plain => registry().with(self.log).with(lines.with_filter(own)).try_init(),
            Format::Json => {
                let lines = lines.json().flatten_event(true).with_current_span(false);
                registry()
                    .with(self.log)
                    .with(lines.with_span_list(false).with_filter(own))
                    .try_init()
            }
        };
        begun.context("the log is told somewhere already")?;
        panic::set_hook(Box::new(told_of_panic));
        Ok(())
    }
}

/// A text that stands in the program quotes nobody; one that was put together might.
fn told_of_panic(panic: &panic::PanicHookInfo<'_>) {
    let why = panic.payload().downcast_ref::<&'static str>().copied().unwrap_or_default();
    let place = panic.location().map(ToString::to_string).unwrap_or_default();
    error!(place, why, "a thread panicked");
}
