//! What handlers share: the intake, reading connections, and the law as the house knows it.

use std::sync::{Arc, Mutex, PoisonError};

use ::messages::{Limits, Message};
use anyhow::Result;
use clearance::Registry;
use matching::Keyring;
use model::InputId;
use params::Law;
use store::SqliteRecords;

use super::problem::Failure;
use crate::{data::DataDir, intake::Intake};

#[derive(Clone)]
pub(crate) struct ApiState {
    shared: Arc<Shared>,
}

struct Shared {
    intake: Intake,
    data: DataDir,
    keyring: Keyring,
    /// Connections that nobody uses now.
    idle: Mutex<Vec<SqliteRecords>>,
    registry: Mutex<Known>,
}

/// The registry as of an input.
struct Known {
    through: InputId,
    registry: Registry,
}

impl ApiState {
    pub(crate) fn new(data: DataDir, intake: Intake) -> Result<ApiState> {
        let records = data.records()?;
        let keyring = Keyring::new(records.keyring()?);
        let registry = Registry::new(Law::shipped()?);
        let known = Known { through: InputId(0), registry };
        let shared = Shared {
            intake,
            data,
            keyring,
            idle: Mutex::new(vec![records]),
            registry: Mutex::new(known),
        };
        Ok(ApiState { shared: Arc::new(shared) })
    }

    pub(crate) fn intake(&self) -> &Intake {
        &self.shared.intake
    }

    pub(crate) fn keyring(&self) -> &Keyring {
        &self.shared.keyring
    }

    /// Runs a reader on a thread that may wait, with a connection of its own.
    pub(crate) async fn read<T: Send + 'static>(
        &self,
        read: impl FnOnce(&SqliteRecords, &ApiState) -> Result<T> + Send + 'static,
    ) -> Result<T, Failure> {
        let state = self.clone();
        let task = tokio::task::spawn_blocking(move || {
            let idle = || state.shared.idle.lock().unwrap_or_else(PoisonError::into_inner);
            let taken = idle().pop();
            let records = match taken {
                Some(records) => records,
                None => state.shared.data.records()?,
            };
            let outcome = read(&records, &state);
            idle().push(records);
            outcome
        });
        task.await.map_err(Failure::internal)?.map_err(Failure::internal)
    }

    /// The registry as the inputs so far have made it.
    pub(crate) fn with_registry<T>(
        &self,
        records: &SqliteRecords,
        look: impl FnOnce(&Registry) -> T,
    ) -> Result<T> {
        let mut known = self.shared.registry.lock().unwrap_or_else(PoisonError::into_inner);
        for input in records.house_inputs_after(known.through)? {
            known.through = input.input;
            if let Ok(Message::House(message)) = ::messages::read(&input.bytes, &Limits::default())
            {
                // What the house refused is refused here too.
                let _ = known.registry.apply(&message, input.input);
            }
        }
        Ok(look(&known.registry))
    }
}
