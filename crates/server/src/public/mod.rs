//! What anybody may ask without an account: what goods cost, where a parcel is, what the law says. Nothing here
//! changes the house, and nothing tells whose or what (ADR 0062).

mod calculation;
mod client;
mod faq;
mod limits;
mod trace;

use std::{net::IpAddr, time::Duration};

pub(crate) use calculation::{Calculation, Channel, Gap, Question, calculate};
pub(crate) use client::{Peer, Remote};
pub(crate) use faq::{FaqPage, faq_page, figure_text};
pub(crate) use trace::{Trace, TraceQuestion, trace};

use self::{
    client::Client,
    limits::{Buckets, Wait},
};

/// How often the public may ask. The house's own settings, none of them law.
#[derive(Debug, Clone, clap::Args)]
#[group(id = "public")]
pub(crate) struct Args {
    /// A reverse proxy by its address. From it, and from it alone, the header `X-Forwarded-For` is believed, which says whose
    /// address counts against the limits of public questions. May be given again.
    #[arg(long, value_name = "IP")]
    trusted_proxy: Vec<IpAddr>,
    /// Public questions that one address may ask in a minute.
    #[arg(long, value_name = "N", default_value_t = 120)]
    public_per_minute: u32,
    /// How often one address may ask for a parcel in an hour.
    #[arg(long, value_name = "N", default_value_t = 30)]
    traces_per_address: u32,
    /// How often one parcel's number may be asked for in an hour, whoever asks.
    #[arg(long, value_name = "N", default_value_t = 5)]
    traces_per_number: u32,
    /// Every answer about a parcel takes this long, or a multiple of it, whatever it says.
    #[arg(long, value_name = "MS", default_value_t = 400)]
    trace_millis: u64,
}

const MINUTE: Duration = Duration::from_secs(60);
const HOUR: Duration = Duration::from_secs(3600);

/// Counts who asks.
pub(crate) struct Counter {
    trusted: Vec<IpAddr>,
    questions: Buckets<Client>,
    traces: Buckets<Client>,
    numbers: Buckets<String>,
    /// How long an answer about a parcel takes.
    pub(crate) span: Duration,
}

impl Counter {
    pub(crate) fn new(args: &Args) -> Counter {
        Counter {
            trusted: args.trusted_proxy.iter().map(IpAddr::to_canonical).collect(),
            questions: Buckets::new(args.public_per_minute, MINUTE),
            traces: Buckets::new(args.traces_per_address, HOUR),
            numbers: Buckets::new(args.traces_per_number, HOUR),
            span: Duration::from_millis(args.trace_millis.max(1)),
        }
    }

    /// A question from an address.
    ///
    /// # Errors
    /// How long to wait, when it has asked too often.
    pub(crate) fn question(&self, peer: &Peer) -> Result<(), Wait> {
        self.questions.take(peer.client(&self.trusted))
    }

    /// A question about a parcel. The number is counted whether there is such a parcel or not.
    ///
    /// # Errors
    /// How long to wait, when the address or the number was asked for too often.
    pub(crate) fn trace(&self, peer: &Peer, number: &str) -> Result<(), Wait> {
        self.traces.take(peer.client(&self.trusted))?;
        self.numbers.take(number.to_uppercase())
    }
}
