//! What traffic is asked for.

use model::{Date, Rate, WatchRow};
use serde::{Deserialize, Serialize};

use crate::Fault;

/// Which way the parcels of a corpus go.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Flow {
    /// Bought abroad: order, payment, waybill, list, and what sites report as come in.
    #[default]
    Import,
    /// Sold abroad: order, receipt of money, waybill, list, and what sites report as arrived for
    /// departure, what carriers report as left. A departure is taken whole or not at all, so its house draws
    /// nobody at random: the corpus says so first.
    Export,
}

impl Flow {
    /// The faults that parcels of the flow may carry: those of papers, and those of what follows at once.
    pub fn faults(self) -> [&'static [Fault]; 2] {
        match self {
            Flow::Import => [Fault::IN_PAPERS, &[]],
            Flow::Export => [Fault::IN_EXPORTS, Fault::IN_DEPARTURES],
        }
    }
}

/// A corpus: the same plan gives the same bytes on every machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    pub flow: Flow,
    pub parcels: u64,
    /// Share of parcels that carry a fault in their papers, each of the flow's as often as the others.
    pub fault_rate: Rate,
    /// Share of the other parcels on whose lists something follows in the later part of the corpus: a
    /// return, a cancellation. Of these the share of `fault_rate` carries a fault of
    /// [`crate::Fault::LATER`]. The later part holds for a house of its own, which decides the corpus
    /// before or on the plan's day. Nothing follows on exports.
    pub returns: Rate,
    pub seed: u64,
    /// The day on which the lists are declared; orders and payments are of the day before.
    pub on: Date,
    /// At most 100.
    pub documents_per_message: usize,
    /// Parcels within which every message leaves, except what is late.
    pub window: u64,
    /// Share of messages that are sent a second time byte for byte.
    pub repeated_messages: Rate,
    /// Share of orders, payments and waybills that are sent a second time under a new guid.
    pub resent_documents: Rate,
    /// Share of payments and waybills that come several thousand parcels later.
    pub late_documents: Rate,
    /// Rows for the registry message.
    pub watch: Vec<WatchRow>,
}

impl Plan {
    /// A plan with the usual disorder.
    pub fn new(parcels: u64, fault_rate: Rate, seed: u64, on: Date) -> Plan {
        Plan {
            flow: Flow::Import,
            parcels,
            fault_rate,
            returns: Rate::ZERO,
            seed,
            on,
            documents_per_message: 100,
            window: 20_000,
            repeated_messages: Rate::from_ppm(10_000),
            resent_documents: Rate::from_ppm(2_000),
            late_documents: Rate::from_ppm(5_000),
            watch: Vec::new(),
        }
    }

    /// Without repeats and late documents; still out of order between the kinds.
    pub fn tidy(self) -> Plan {
        Plan {
            repeated_messages: Rate::ZERO,
            resent_documents: Rate::ZERO,
            late_documents: Rate::ZERO,
            ..self
        }
    }
}

/// A share as draws want it; negative is never, more than one is always.
pub(crate) fn chance(rate: Rate) -> u32 {
    u32::try_from(rate.ppm().clamp(0, 1_000_000)).unwrap_or(0)
}
