//! What all rules that fired come to together.

use super::{Channel, Fired, RuleRow, RuleSeverity};

/// A rule that fired, and what it does to the case beside the others.
#[derive(Debug, Clone, Copy)]
pub struct Judged<'s> {
    pub fired: Fired<'s>,
    /// Release where a whitelist took the case out of the rule.
    pub channel: Channel,
}

/// Every rule that fired with what it does, and the gravest of that.
pub fn judge<'s>(fired: impl Iterator<Item = Fired<'s>>) -> (Vec<Judged<'s>>, Channel) {
    let fired: Vec<Fired<'s>> = fired.collect();
    let is_white = fired.iter().any(|it| it.rule.channel == Channel::Release);
    let judged = |fired: Fired<'s>| {
        // A whitelist takes a case out of every rule that is not hard.
        let is_spared = is_white && !is_hard(fired.rule);
        let channel = if is_spared { Channel::Release } else { fired.rule.channel };
        Judged { fired, channel }
    };
    let all: Vec<Judged<'s>> = fired.into_iter().map(judged).collect();
    let gravest = all.iter().map(|it| it.channel).max().unwrap_or(Channel::Release);
    (all, gravest)
}

/// Safety, and what is grave, is looked at whoever it is of and however many were.
pub fn is_hard(rule: &RuleRow) -> bool {
    rule.channel == Channel::Hold || rule.severity == RuleSeverity::High
}
