//! Who waits for receipts is woken when there are some, and sent home when the house closes.
//!
//! The house is never waited upon: it says that it has decided, and a task of its own looks who
//! got something. When nobody waits, nobody looks.

use std::{collections::BTreeMap, sync::Arc};

use clearance::ports::Records;
use tokio::sync::{broadcast, watch};

use crate::api::ApiState;

/// Wakes those who wait.
#[derive(Clone)]
pub(crate) struct Bell {
    news: broadcast::Sender<News>,
    closing: watch::Sender<bool>,
}

/// Who got receipts.
#[derive(Debug, Clone)]
pub(crate) enum News {
    /// Each with the newest number of his own.
    Of(Arc<BTreeMap<String, u64>>),
    /// Perhaps anybody.
    All,
}

/// Waits for the receipts of one recipient, or of any.
pub(crate) struct Waiter {
    recipient: Option<String>,
    /// Nothing while he does not listen.
    news: Option<broadcast::Receiver<News>>,
    closing: watch::Receiver<bool>,
}

/// News that a waiter may fall behind; one who falls further is told to look for himself.
const BEHIND_MAX: usize = 64;

impl Bell {
    pub(crate) fn new() -> Bell {
        Bell { news: broadcast::Sender::new(BEHIND_MAX), closing: watch::Sender::new(false) }
    }

    /// Whoever gets his waiter first and looks for receipts second misses nothing.
    pub(crate) fn waiter(&self, recipient: Option<String>) -> Waiter {
        let (news, closing) = (Some(self.news.subscribe()), self.closing.subscribe());
        Waiter { recipient, news, closing }
    }

    /// One who waits for the house to close, and for receipts when he is told to listen.
    pub(crate) fn idle_waiter(&self) -> Waiter {
        Waiter { recipient: None, news: None, closing: self.closing.subscribe() }
    }

    /// Ends all waiting.
    pub(crate) fn close(&self) {
        self.closing.send_replace(true);
    }

    /// Rings whenever the house has decided, until it decides no more.
    pub(crate) async fn ring(self, state: ApiState) {
        let mut decided = state.intake().changes();
        // The house number up to which everybody was told; nothing when that is not known.
        let mut told = None;
        while decided.changed().await.is_ok() {
            if self.news.receiver_count() == 0 {
                told = None;
                continue;
            }
            let look = move |records: &store::HouseRecords, _: &ApiState| {
                let newest = records.newest_receipt(None)?;
                let of = told.map(|it| records.recipients_after(it)).transpose()?;
                Ok((newest, of))
            };
            let Ok((newest, of)) = state.read(look).await else { continue };
            told = Some(newest);
            let news = match of {
                Some(of) if of.is_empty() => continue,
                Some(of) => News::Of(Arc::new(of.into_iter().collect())),
                None => News::All,
            };
            // The last waiter may have left in between.
            let _ = self.news.send(news);
        }
    }
}

impl Waiter {
    /// Returns true when there may be receipts, false when the house closes.
    pub(crate) async fn wait(&mut self) -> bool {
        loop {
            match (self.news().await, &self.recipient) {
                (None, _) => return false,
                (Some(News::Of(of)), Some(code)) if !of.contains_key(code) => {}
                (Some(_), _) => return true,
            }
        }
    }

    /// Begins to listen, or stops.
    pub(crate) fn listen(&mut self, bell: &Bell, is_listening: bool) {
        if is_listening {
            self.news.get_or_insert_with(|| bell.news.subscribe());
        } else {
            self.news = None;
        }
    }

    /// The next news; nothing when the house closes.
    pub(crate) async fn news(&mut self) -> Option<News> {
        let Waiter { news, closing, .. } = self;
        let next = async {
            match news {
                Some(news) => news.recv().await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            biased;
            _ = closing.wait_for(|it| *it) => None,
            news = next => match news {
                Ok(news) => Some(news),
                Err(broadcast::error::RecvError::Lagged(_)) => Some(News::All),
                Err(broadcast::error::RecvError::Closed) => None,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(recipients: &[(&str, u64)]) -> News {
        let of = recipients.iter().map(|(code, no)| ((*code).to_owned(), *no));
        News::Of(Arc::new(of.collect()))
    }

    #[tokio::test]
    async fn a_waiter_hears_what_concerns_him_and_whoever_fell_behind_looks_himself() {
        let bell = Bell::new();
        let mut mine = bell.waiter(Some("A".to_owned()));
        let mut all = bell.waiter(None);
        bell.news.send(of(&[("B", 1)])).unwrap();
        assert!(all.wait().await);
        let nothing = tokio::time::timeout(std::time::Duration::ZERO, mine.wait()).await;
        assert!(nothing.is_err(), "news of B are none of A's");
        bell.news.send(of(&[("A", 1), ("B", 2)])).unwrap();
        assert!(mine.wait().await);
        for _ in 0..=BEHIND_MAX {
            bell.news.send(of(&[("B", 3)])).unwrap();
        }
        assert!(mine.wait().await, "he cannot know what he missed");
        mine.listen(&bell, false);
        assert_eq!(bell.news.receiver_count(), 1, "nobody looks for one who does not listen");
        mine.listen(&bell, true);
        bell.news.send(of(&[("A", 4)])).unwrap();
        assert!(mine.wait().await);
        bell.close();
        assert!(!mine.wait().await);
        assert!(!bell.waiter(None).wait().await, "who comes later is not kept either");
    }
}
