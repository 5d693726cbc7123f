//! The wall board: as it stands, and as it changes.

use std::{convert::Infallible, sync::Arc, time::Duration};

use axum::{
    Json,
    extract::State,
    http::StatusCode,
    response::{Sse, sse::Event},
};
use futures_util::{Stream, stream};
use tokio::{
    sync::{OwnedSemaphorePermit, watch},
    time::sleep,
};

use super::{ApiState, problem::Failure};
use crate::{
    bell::Waiter,
    clock,
    view::{Problem, Wall},
    wall::Made,
};

/// When nothing changes, a listener is told so often that the house is still there.
const BEAT_EVERY: Duration = Duration::from_secs(10);

/// The house on one page, as it stands
///
/// Figures are kept up as the house decides, once for everybody, and are a second old at most; `behind` says how many
/// history records are not in them yet.
#[utoipa::path(
    get, path = "/api/v1/wall", operation_id = "getWall", tag = "house",
    responses((status = 200, description = "The board", body = Wall))
)]
pub(crate) async fn get_wall(State(state): State<ApiState>) -> Result<Json<Wall>, Failure> {
    let made = state.read(|records, state| state.make_wall(records)).await?;
    Ok(Json(Wall { as_of: clock::now().to_string(), ..made.view.clone() }))
}

/// The house on one page, as it changes
///
/// Server-sent events: `wall`, with the board as data, at once and then whenever it has changed, once a second at most;
/// and `beat`, with the moment as data, when nothing has changed for ten seconds.
#[utoipa::path(
    get, path = "/api/v1/wall/stream", operation_id = "streamWall", tag = "house",
    responses(
        (status = 200, description = "Events", body = String, content_type = "text/event-stream"),
        (status = 503, description = "Too many are listening", body = Problem))
)]
pub(crate) async fn stream_wall(
    State(state): State<ApiState>,
) -> Result<Sse<impl Stream<Item = Result<Event, Infallible>>>, Failure> {
    let place = state.stream_place().ok_or_else(|| {
        let title = "the house cannot take this now";
        let detail = "too many are listening; come again, or fetch the board";
        Failure::new(StatusCode::SERVICE_UNAVAILABLE, "unavailable", title, detail)
    })?;
    // He listens before he is shown the first one: what changes meanwhile is not missed.
    let boards = state.wall().listen();
    let first = state.read(|records, state| state.make_wall(records)).await?;
    let closing = state.bell().idle_waiter();
    let watcher = Watcher { first: Some(first), seen: 0, boards, closing, _place: place };
    let events = stream::unfold(watcher, |mut it| async {
        let event = it.next().await?;
        Some((Ok(event), it))
    });
    Ok(Sse::new(events))
}

/// One who looks at the wall.
struct Watcher {
    first: Option<Arc<Made>>,
    /// The number of the board that he was shown last.
    seen: u64,
    boards: watch::Receiver<Option<Arc<Made>>>,
    closing: Waiter,
    /// Given back when he leaves.
    _place: OwnedSemaphorePermit,
}

impl Watcher {
    /// The next event; nothing when the house closes.
    async fn next(&mut self) -> Option<Event> {
        if let Some(first) = self.first.take() {
            return Some(self.show(&first));
        }
        loop {
            tokio::select! {
                biased;
                _ = self.closing.wait() => return None,
                changed = self.boards.changed() => changed.ok()?,
                () = sleep(BEAT_EVERY) => {
                    return Some(Event::default().event("beat").data(clock::now().to_string()));
                }
            }
            let made = self.boards.borrow_and_update().clone();
            if let Some(made) = made.filter(|it| it.no > self.seen) {
                return Some(self.show(&made));
            }
        }
    }

    fn show(&mut self, made: &Made) -> Event {
        self.seen = made.no;
        Event::default().event("wall").id(made.no.to_string()).data(&made.json)
    }
}
