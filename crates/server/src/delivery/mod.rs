//! Webhooks: receipts are posted to whoever registered an address, again and again until they are
//! confirmed, in order, and without anybody waiting for anybody else.
//!
//! What is kept of it stands beside the house and enters no decision (ADR 0018). The schedule is a
//! state machine that knows neither clock nor network; the courier gives it both.

mod address;
mod courier;
mod message;
mod post;
mod registrar;
mod schedule;
mod signature;

pub(crate) use address::{Policy, Target};
pub(crate) use courier::Courier;
pub(crate) use message::{WebhookBody, WebhookData};
pub(crate) use post::Caller;
pub(crate) use registrar::{Pinged, Refused, Registrar};
