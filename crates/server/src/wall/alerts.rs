//! What is overdue or broken. Nothing here is counted over a table: states have their tally, and the rest is what the
//! running server knows of its receivers, its folders and the time.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

use clearance::{
    duty_slip_state_number, gate_pass_state_number, guarantee_state_number,
    instrument_state_number, monthly_state_number,
};
use model::{DutySlipState, GatePassState, GuaranteeState, InstrumentState, Moment, MonthlyState};
use store::{Standing, Webhook};

use crate::{
    folder::Health,
    view::{WallAlert, WallAlertKind, WallGravity},
};

/// Files and receipts of a folder move within this time, or somebody should look.
const STANDS_AFTER_MS: i64 = 60_000;

/// What is due is done within this time: a server looks every minute, unless it was told otherwise.
pub(crate) const TICK_PATIENCE_MINUTES: i64 = 5;

/// What the running server knows.
#[derive(Debug, Default)]
pub(crate) struct Signals {
    pub(crate) webhooks: Vec<Webhook>,
    pub(crate) folders: Vec<Folder>,
    /// The thread that decides has ended.
    pub(crate) is_stopped: bool,
}

/// A folder, and since when nothing of it has moved though something waits.
#[derive(Debug, Clone, Default)]
pub(crate) struct Folder {
    health: Health,
    waits_since: Option<Moment>,
}

/// What is due and was not done.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Undone {
    pub(crate) cases: u64,
    pub(crate) since: Option<Moment>,
}

impl Folder {
    /// Whatever waits in it: files to be taken, receipts to be written.
    fn waiting(&self) -> u64 {
        let lag = |(_, written, newest): &(String, u64, u64)| newest.saturating_sub(*written);
        let files = u64::try_from(self.health.waiting).unwrap_or(u64::MAX);
        self.health.recipients.iter().map(lag).sum::<u64>().saturating_add(files)
    }

    /// What only ever grows.
    fn progress(&self) -> u64 {
        let written: u64 = self.health.recipients.iter().map(|it| it.1).sum();
        self.health.taken + self.health.failed + written
    }
}

impl Signals {
    /// Looks at the folders anew.
    pub(crate) fn look(&mut self, folders: Vec<Health>, now: Moment) {
        let before = std::mem::take(&mut self.folders);
        let mut before = before.into_iter();
        self.folders = folders
            .into_iter()
            .map(|health| {
                let mut folder = Folder { health, waits_since: None };
                if folder.waiting() > 0 {
                    let earlier = before.next().filter(|it| it.progress() == folder.progress());
                    folder.waits_since = earlier.and_then(|it| it.waits_since).or(Some(now));
                } else {
                    before.next();
                }
                folder
            })
            .collect();
    }

    pub(crate) fn alerts(
        &self,
        states: &BTreeMap<u8, u64>,
        undone: Undone,
        now: Moment,
    ) -> Vec<WallAlert> {
        let mut alerts = BTreeSet::new();
        if self.is_stopped {
            alerts.insert(alert(WallAlertKind::HouseStopped, String::new(), 1, None));
        }
        if undone.cases > 0 {
            let Undone { cases, since } = undone;
            alerts.insert(alert(WallAlertKind::TimeNotTicked, String::new(), cases, since));
        }
        alerts.extend(self.webhooks.iter().filter_map(of_webhook));
        alerts.extend(self.folders.iter().filter_map(|it| of_folder(it, now)));
        alerts.extend(of_states(states));
        alerts.into_iter().collect()
    }
}

fn of_webhook(webhook: &Webhook) -> Option<WallAlert> {
    let is_failing = match webhook.standing {
        Standing::Active => webhook.failures > 0,
        Standing::Gone | Standing::Exhausted => true,
        Standing::Paused => false,
    };
    let subject = format!("{} #{}", webhook.recipient, webhook.id);
    let (count, since) = (u64::from(webhook.failures), webhook.failing_since);
    is_failing.then(|| alert(WallAlertKind::WebhookFailing, subject, count, since))
}

fn of_folder(folder: &Folder, now: Moment) -> Option<WallAlert> {
    let path = Path::new(&folder.health.path);
    // Where on the machine it lies is nobody's business on a wall.
    let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
    if !folder.health.last_error.is_empty() {
        let count = folder.waiting();
        return Some(alert(WallAlertKind::FolderBroken, name, count, folder.waits_since));
    }
    let since = folder.waits_since?;
    let stands = now.millis() - since.millis() >= STANDS_AFTER_MS;
    stands.then(|| alert(WallAlertKind::FolderStanding, name, folder.waiting(), Some(since)))
}

fn of_states(states: &BTreeMap<u8, u64>) -> impl Iterator<Item = WallAlert> {
    use WallAlertKind as Kind;
    [
        (duty_slip_state_number(DutySlipState::Failed), Kind::SlipFailed),
        (duty_slip_state_number(DutySlipState::Confirmed), Kind::SlipDiffers),
        (instrument_state_number(InstrumentState::Overdue), Kind::DocumentOverdue),
        (guarantee_state_number(GuaranteeState::EndedHeld), Kind::GuaranteeEnded),
        (monthly_state_number(MonthlyState::Suspended), Kind::MonthlySuspended),
        (gate_pass_state_number(GatePassState::Held), Kind::VehicleHeld),
    ]
    .into_iter()
    .filter_map(|(state, kind)| {
        let count = states.get(&state).copied().filter(|it| *it > 0)?;
        Some(alert(kind, String::new(), count, None))
    })
}

fn alert(kind: WallAlertKind, subject: String, count: u64, since: Option<Moment>) -> WallAlert {
    use WallAlertKind as Kind;
    let (gravity, title_zh, title_en) = match kind {
        Kind::HouseStopped => {
            (WallGravity::Broken, "系统已停止作业", "the house decides nothing any more")
        }
        Kind::TimeNotTicked => (WallGravity::Broken, "到期事项未处理", "what is due was not done"),
        Kind::WebhookFailing => (WallGravity::Broken, "回执推送失败", "receiver fails"),
        Kind::FolderBroken => (WallGravity::Broken, "监视文件夹故障", "watched folder is broken"),
        Kind::FolderStanding => {
            (WallGravity::Broken, "监视文件夹停滞", "watched folder stands still")
        }
        Kind::SlipFailed => (WallGravity::Overdue, "缴款书扣款失败", "payment slips not debited"),
        Kind::SlipDiffers => {
            (WallGravity::Broken, "缴款书与国库金额不符", "payment slips differ from the treasury")
        }
        Kind::DocumentOverdue => (WallGravity::Overdue, "文书逾期", "documents past their term"),
        Kind::GuaranteeEnded => {
            (WallGravity::Overdue, "担保到期未结", "guarantees ended with declarations on them")
        }
        Kind::MonthlySuspended => {
            (WallGravity::Overdue, "汇总征税暂停", "monthly payment suspended")
        }
        Kind::VehicleHeld => (WallGravity::Overdue, "卡口拦截", "vehicles held at a gate"),
    };
    WallAlert {
        gravity,
        kind,
        title_zh: title_zh.to_owned(),
        title_en: title_en.to_owned(),
        subject,
        count,
        since: since.map(|it| it.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const T0: i64 = 1_767_600_000_000;

    fn health(waiting: usize, taken: u64, last_error: &str) -> Health {
        Health {
            path: "/srv/exchange/seller-a".to_owned(),
            recipients: vec![(String::new(), 7, 7)],
            waiting,
            taken,
            failed: 0,
            last_error: last_error.to_owned(),
        }
    }

    fn kinds(signals: &Signals, seconds: i64) -> Vec<(WallAlertKind, String, u64)> {
        let now = Moment::from_millis(T0 + seconds * 1_000);
        let alerts = signals.alerts(&BTreeMap::new(), Undone::default(), now);
        alerts.into_iter().map(|it| (it.kind, it.subject, it.count)).collect()
    }

    fn look(signals: &mut Signals, seconds: i64, health: Health) {
        signals.look(vec![health], Moment::from_millis(T0 + seconds * 1_000));
    }

    #[test]
    fn a_folder_stands_still_when_something_waits_and_nothing_moves() {
        let mut signals = Signals::default();
        look(&mut signals, 0, health(3, 0, ""));
        look(&mut signals, 50, health(2, 1, ""));
        assert_eq!(kinds(&signals, 70), [], "it moved at 50 s");
        look(&mut signals, 100, health(2, 1, ""));
        assert_eq!(kinds(&signals, 109), []);
        let standing = (WallAlertKind::FolderStanding, "seller-a".to_owned(), 2);
        assert_eq!(kinds(&signals, 110), [standing]);
        look(&mut signals, 120, health(0, 3, ""));
        assert_eq!(kinds(&signals, 300), [], "nothing waits");
    }

    #[test]
    fn a_folder_that_says_what_is_wrong_is_broken_at_once() {
        let mut signals = Signals::default();
        look(&mut signals, 0, health(1, 0, "no space left"));
        let broken = (WallAlertKind::FolderBroken, "seller-a".to_owned(), 1);
        assert_eq!(kinds(&signals, 0), [broken]);
    }

    #[test]
    fn what_is_broken_comes_before_what_is_overdue() {
        let states = [
            (gate_pass_state_number(GatePassState::Held), 2),
            (duty_slip_state_number(DutySlipState::Confirmed), 1),
            (duty_slip_state_number(DutySlipState::Issued), 9),
        ];
        let signals = Signals { is_stopped: true, ..Signals::default() };
        let undone = Undone { cases: 4, since: Some(Moment::from_millis(T0)) };
        let alerts = signals.alerts(&states.into(), undone, Moment::from_millis(T0));
        let found: Vec<_> = alerts.iter().map(|it| (it.kind, it.count)).collect();
        let expected = [
            (WallAlertKind::HouseStopped, 1),
            (WallAlertKind::TimeNotTicked, 4),
            (WallAlertKind::SlipDiffers, 1),
            (WallAlertKind::VehicleHeld, 2),
        ];
        assert_eq!(found, expected);
    }
}
