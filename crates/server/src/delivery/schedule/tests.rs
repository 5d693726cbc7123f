//! A day of silence, told to the schedule without waiting for it.

use std::collections::BTreeMap;

use super::*;

const MINUTE: i64 = 60_000;
const DAY: i64 = 24 * 60 * MINUTE;
const BATCH: u64 = 100;

fn at(millis: i64) -> Moment {
    Moment::from_millis(1_767_600_000_000 + millis)
}

fn webhook(id: u64, recipient: &str) -> Webhook {
    Webhook {
        id,
        recipient: recipient.to_owned(),
        url: String::new(),
        created_at: at(0),
        standing: Standing::Active,
        cursor: 0,
        batch_last: None,
        replays: 0,
        round: 0,
        failures: 0,
        failing_since: None,
        next_at: at(0),
        last_attempt_at: None,
        last_success_at: None,
        last_status: None,
        last_error: String::new(),
    }
}

fn failed(job: &Job) -> Outcome {
    let last = Some(job.0.batch_last.unwrap_or(job.0.cursor + 1));
    Outcome::Failed { last, status: Some(500), error: "no".to_owned(), retry_after_ms: 0 }
}

/// Receivers in a world whose time is a number.
struct World {
    schedule: Schedule,
    newest: BTreeMap<String, u64>,
    now: i64,
    /// Numbers as they reached each webhook, with the moment.
    got: BTreeMap<u64, Vec<(i64, u64)>>,
    attempts: BTreeMap<u64, Vec<i64>>,
}

impl World {
    fn new(webhooks: Vec<Webhook>) -> World {
        let mut schedule = Schedule::default();
        schedule.load(webhooks, |_| 0);
        let (newest, got, attempts) = Default::default();
        World { schedule, newest, now: 0, got, attempts }
    }

    fn issue(&mut self, recipient: &str, count: u64) {
        *self.newest.entry(recipient.to_owned()).or_default() += count;
        let newest = &self.newest;
        self.schedule.issued(|it| newest.get(it).copied());
    }

    /// Lets everything happen that happens until then, without receipts in between.
    fn run(&mut self, until: i64, is_up: &dyn Fn(u64, i64) -> bool) {
        loop {
            for job in self.schedule.take(at(self.now)) {
                let Webhook { id, cursor, batch_last, ref recipient, .. } = job.0;
                self.attempts.entry(id).or_default().push(self.now);
                let last = batch_last.unwrap_or((cursor + BATCH).min(self.newest[recipient]));
                let outcome = if is_up(id, self.now) {
                    let got = self.got.entry(id).or_default();
                    got.extend((cursor + 1..=last).map(|it| (self.now, it)));
                    Outcome::Delivered { last, status: 200 }
                } else {
                    let last = Some(last);
                    let error = "no answer".to_owned();
                    Outcome::Failed { last, status: None, error, retry_after_ms: 0 }
                };
                self.schedule.settle(&job, at(self.now), outcome);
            }
            match self.schedule.next_in(at(self.now)) {
                Some(wait) if self.now + wait.max(0) < until => self.now += wait.max(0),
                // What was just confirmed may have left more to send.
                None if self.schedule.lines.values().any(|it| it.is_due(at(self.now))) => {}
                _ => break,
            }
        }
        self.now = until;
    }
}

/// One receiver is silent for a day, the other answers: both get a receipt every minute.
#[test]
fn a_receiver_that_fails_for_a_day_delays_nobody_and_loses_nothing() {
    let mut world = World::new(vec![webhook(1, "A"), webhook(2, "B")]);
    let is_up = |id: u64, now: i64| id == 2 || now >= DAY;
    let minutes = 2 * DAY / MINUTE;
    for minute in 0..minutes {
        for recipient in ["A", "B"] {
            world.issue(recipient, 1);
        }
        world.run((minute + 1) * MINUTE, &is_up);
    }
    let all: Vec<u64> = (1..=minutes as u64).collect();
    let numbers = |got: &[(i64, u64)]| got.iter().map(|it| it.1).collect::<Vec<_>>();
    let (late, prompt) = (&world.got[&1], &world.got[&2]);
    assert_eq!(numbers(prompt), all);
    for (moment, number) in prompt {
        assert_eq!(*moment, (*number as i64 - 1) * MINUTE, "at once, in the minute it was issued");
    }
    assert_eq!(numbers(late), all, "in order, each once");
    let first = late[0].0;
    assert!((DAY..DAY + 73 * MINUTE).contains(&first), "called within the longest delay: {first}");
    let day: Vec<i64> = late.iter().filter(|it| it.1 <= 1440).map(|it| it.0).collect();
    assert!(day.iter().all(|it| *it == first), "what had gathered came in one go");
    // Gentle with who is down: not thousands of calls, and no hour without one.
    let calls: Vec<i64> = world.attempts[&1].iter().copied().filter(|it| *it < DAY).collect();
    assert!((25..60).contains(&calls.len()), "{} calls", calls.len());
    let gaps = calls.windows(2).map(|it| it[1] - it[0]);
    assert!(gaps.clone().max().unwrap() <= 72 * MINUTE);
    let gaps: Vec<i64> = gaps.take(8).collect();
    assert!(gaps.windows(2).all(|it| it[1] > it[0]), "ever longer: {gaps:?}");
}

#[test]
fn calls_go_on_for_more_than_three_days_and_end_after_a_week() {
    let mut world = World::new(vec![webhook(1, "A")]);
    world.issue("A", 3);
    world.run(3 * DAY + 60 * MINUTE, &|_, _| false);
    let standing = |world: &World| world.schedule.lines[&1].webhook.standing;
    assert_eq!(standing(&world), Standing::Active, "72 hours are not enough to give up");
    assert!(world.attempts[&1].iter().any(|it| *it > 3 * DAY - 72 * MINUTE));
    world.run(30 * DAY, &|_, _| false);
    assert_eq!(standing(&world), Standing::Exhausted);
    let last = world.attempts[&1].last().copied().unwrap();
    assert!((7 * DAY..8 * DAY).contains(&last));
    assert_eq!(world.schedule.lines[&1].webhook.cursor, 0, "nothing is given up but the calling");
}

#[test]
fn a_batch_that_failed_is_sent_again_as_it_was() {
    let mut schedule = Schedule::default();
    schedule.load(vec![webhook(1, "A")], |_| 5);
    let [job] = schedule.take(at(0)).try_into().unwrap();
    let outcome =
        Outcome::Failed { last: Some(5), status: None, error: String::new(), retry_after_ms: 0 };
    let kept = schedule.settle(&job, at(0), outcome).unwrap();
    assert_eq!((kept.batch_last, kept.failures), (Some(5), 1));
    schedule.issued(|_| Some(9));
    let [job] = schedule.take(kept.next_at).try_into().unwrap();
    assert_eq!((job.0.cursor, job.0.batch_last), (0, Some(5)));
    // A failure before the batch could be read does not forget how far it reached.
    let outcome =
        Outcome::Failed { last: None, status: None, error: String::new(), retry_after_ms: 0 };
    let kept = schedule.settle(&job, at(1), outcome).unwrap();
    assert_eq!((kept.batch_last, kept.failures), (Some(5), 2));
}

#[test]
fn silent_receivers_leave_places_to_those_who_answer() {
    let (n_silent, n_answering) = (200, 100);
    let mut webhooks: Vec<Webhook> = (1..=n_silent).map(|it| webhook(it, "A")).collect();
    for silent in &mut webhooks {
        silent.failures = 1;
    }
    webhooks.extend((1..=n_answering).map(|it| webhook(n_silent + it, "A")));
    let mut schedule = Schedule::default();
    schedule.load(webhooks, |_| 1);
    let jobs = schedule.take(at(0));
    let is_silent = |job: &&Job| job.0.id <= n_silent;
    assert_eq!(jobs.iter().filter(is_silent).count(), FAILING_MAX);
    assert_eq!(jobs.len(), FAILING_MAX + ANSWERING_MAX);
    assert_eq!(schedule.take(at(0)), [], "every place is taken");
    // Those who answer are through while the silent ones are still being waited for.
    let mut answering: Vec<Job> = jobs.into_iter().filter(|it| !is_silent(&it)).collect();
    while let Some(job) = answering.pop() {
        schedule.settle(&job, at(1), Outcome::Delivered { last: 1, status: 200 });
        answering.extend(schedule.take(at(1)));
    }
    let waits = schedule.lines.values().filter(|it| it.webhook.id > n_silent && it.has_work());
    assert_eq!(waits.count(), 0);
}

#[test]
fn one_attempt_at_a_time_and_an_operators_word_stands() {
    let mut schedule = Schedule::default();
    schedule.load(vec![webhook(1, "A")], |_| 5);
    let [job] = schedule.take(at(0)).try_into().unwrap();
    assert_eq!(schedule.take(at(9 * MINUTE)), []);
    let replayed = Webhook { round: 1, replays: 1, cursor: 2, ..webhook(1, "A") };
    schedule.load(vec![replayed.clone()], |_| 5);
    assert_eq!(schedule.take(at(9 * MINUTE)), [], "the first attempt is still on its way");
    let delivered = Outcome::Delivered { last: 5, status: 200 };
    assert_eq!(schedule.settle(&job, at(9 * MINUTE), delivered), None);
    assert_eq!(schedule.take(at(9 * MINUTE)), [Job(replayed)]);
}

#[test]
fn who_is_paused_gone_or_removed_is_not_called() {
    let mut schedule = Schedule::default();
    let resting = [Standing::Paused, Standing::Gone, Standing::Exhausted];
    let resting = resting.map(|standing| Webhook { standing, ..webhook(standing as u64, "A") });
    schedule.load(resting.to_vec(), |_| 5);
    assert_eq!(schedule.take(at(0)), []);
    assert_eq!(schedule.next_in(at(0)), None);
    schedule.load(vec![webhook(9, "A")], |_| 5);
    let [job] = schedule.take(at(0)).try_into().unwrap();
    let kept = schedule.settle(&job, at(0), Outcome::Gone { last: 3 }).unwrap();
    assert_eq!((kept.standing, kept.last_status), (Standing::Gone, Some(410)));
    schedule.load(Vec::new(), |_| 5);
    assert_eq!(schedule.settle(&job, at(0), failed(&job)), None);
}

#[test]
fn a_receiver_may_ask_for_time_but_not_for_ever() {
    let busy = |retry_after_ms| Outcome::Failed {
        last: Some(1),
        status: Some(429),
        error: String::new(),
        retry_after_ms,
    };
    let wait = |outcome| settled(webhook(1, "A"), at(0), outcome).next_at.millis() - at(0).millis();
    assert_eq!(wait(busy(10 * MINUTE)), 10 * MINUTE);
    assert_eq!(wait(busy(i64::MAX)), LONGEST_DELAY_MS);
    assert!((4_000..=6_000).contains(&wait(busy(0))));
}

#[test]
fn a_clock_that_was_set_back_holds_nobody_up() {
    let mut schedule = Schedule::default();
    let set_by_a_wrong_clock = Webhook { next_at: at(365 * DAY), ..webhook(1, "A") };
    schedule.load(vec![set_by_a_wrong_clock], |_| 5);
    assert_eq!(schedule.take(at(0)).len(), 1);
}
