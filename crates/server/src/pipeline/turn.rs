//! What windows do in the order of their numbers: be decided, one at a time, and be written.

use std::{
    collections::BTreeMap,
    sync::{Condvar, Mutex, MutexGuard, PoisonError},
};

/// Something that windows use one after the other.
pub(super) struct Turn<T> {
    state: Mutex<(u64, T)>,
    turned: Condvar,
}

impl<T> Turn<T> {
    pub(super) fn new(state: T) -> Turn<T> {
        Turn { state: Mutex::new((0, state)), turned: Condvar::new() }
    }

    pub(super) fn wait(&self, number: u64) -> MutexGuard<'_, (u64, T)> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        while state.0 < number {
            state = self.turned.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        state
    }

    pub(super) fn pass(&self, mut state: MutexGuard<'_, (u64, T)>) {
        state.0 = state.0.saturating_add(1);
        self.turned.notify_all();
    }

    /// Makes it everybody's turn: who should pass it on is no more.
    pub(super) fn give_up(&self) {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).0 = u64::MAX;
        self.turned.notify_all();
    }
}

/// Where what is done waits for the one who takes it in order. Who puts something there goes on, unless it is
/// more than `room` ahead of what was taken last.
pub(super) struct Shelf<T> {
    state: Mutex<Waiting<T>>,
    changed: Condvar,
    room: u64,
}

struct Waiting<T> {
    next: u64,
    items: BTreeMap<u64, T>,
    is_closed: bool,
}

impl<T> Shelf<T> {
    pub(super) fn new(room: u64) -> Shelf<T> {
        let state = Waiting { next: 0, items: BTreeMap::new(), is_closed: false };
        Shelf { state: Mutex::new(state), changed: Condvar::new(), room }
    }

    /// Does not wait any more once the shelf is closed.
    pub(super) fn put(&self, number: u64, item: T) {
        let mut state = self.lock();
        while number >= state.next + self.room && !state.is_closed {
            state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        state.items.insert(number, item);
        self.changed.notify_all();
    }

    /// The next one in order; nothing when it is not there and nobody will bring it.
    pub(super) fn take(&self) -> Option<T> {
        let mut state = self.lock();
        loop {
            let next = state.next;
            if let Some(item) = state.items.remove(&next) {
                state.next += 1;
                self.changed.notify_all();
                return Some(item);
            }
            if state.is_closed {
                return None;
            }
            state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// Nothing more will be put there, or nothing more will be taken.
    pub(super) fn close(&self) {
        self.lock().is_closed = true;
        self.changed.notify_all();
    }

    fn lock(&self) -> MutexGuard<'_, Waiting<T>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::thread;

    use super::*;

    #[test]
    fn what_was_put_in_any_order_is_taken_in_order() {
        let shelf = Shelf::new(3);
        for number in [2, 0, 1] {
            shelf.put(number, number);
        }
        assert_eq!([shelf.take(), shelf.take(), shelf.take()], [Some(0), Some(1), Some(2)]);
    }

    #[test]
    fn who_is_too_far_ahead_waits_and_nothing_is_lost() {
        let shelf = Shelf::new(2);
        let taken = thread::scope(|scope| {
            scope.spawn(|| {
                (0..100).for_each(|it| shelf.put(it, it));
                shelf.close();
            });
            std::iter::from_fn(|| shelf.take()).collect::<Vec<u64>>()
        });
        assert_eq!(taken, (0..100).collect::<Vec<u64>>());
    }

    #[test]
    fn a_closed_shelf_holds_nobody_up() {
        let shelf = Shelf::new(1);
        shelf.close();
        shelf.put(7, 7);
        assert_eq!(shelf.take(), None, "the ones before it never came");
    }
}
