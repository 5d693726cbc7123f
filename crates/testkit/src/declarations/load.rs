//! How goods are packed: weights, packages, containers.

use model::{Container, Declaration};

use super::{line::weight, routes::Mode};
use crate::{digits::push_digits, draw::Draws};

/// What a container holds at most, in tens of grams.
const CONTAINER_LOAD: u64 = 2_200_000;

/// Weights, packages, containers. `net` is that of each line, in tens of grams.
pub(super) fn weigh(it: &mut Declaration<'static>, net: &[u64], mode: Mode, draws: &mut Draws) {
    let sum: u64 = net.iter().sum();
    let packages = (sum / 2_000).clamp(1, 9_999);
    let gross = sum + sum * u64::from(draws.between(2, 9)) / 100 + packages * 30;
    it.packaging =
        if mode == Mode::Air { "22" } else { draws.word(&["22", "22", "23", "93"]) }.into();
    it.packages = u32::try_from(packages).unwrap_or(1);
    it.net_weight_kg = weight(sum);
    it.gross_weight_kg = weight(gross);
    if mode != Mode::Sea {
        return;
    }
    let n_lines = net.len();
    let n_containers = gross.div_ceil(CONTAINER_LOAD).max(1);
    for nth in 0..n_containers {
        let lines = if n_containers == 1 || n_lines == 1 {
            (1..=n_lines).map(|it| it.to_string()).collect::<Vec<_>>().join(",")
        } else {
            // Line by line round the containers, so that each holds one and none is left out.
            let share = (0..n_lines.max(n_containers as usize))
                .filter(|it| *it as u64 % n_containers == nth)
                .map(|it| it % n_lines + 1);
            share.map(|it| it.to_string()).collect::<Vec<_>>().join(",")
        };
        let before = gross * nth / n_containers;
        let held = gross * (nth + 1) / n_containers - before;
        let is_large = held > CONTAINER_LOAD / 2;
        let own = if is_large { 380_000 } else { 220_000 };
        it.containers.push(Container {
            number: container_number(draws).into(),
            spec: if is_large { "11" } else { "21" }.into(),
            goods_lines: lines.into(),
            is_shared: "0".into(),
            // 箱货重: with the container.
            goods_weight_kg: Some(weight(held + own)),
            own_weight_kg: Some(weight(own)),
        });
    }
}

/// An invented owner, six digits, and the check digit (ISO 6346).
fn container_number(draws: &mut Draws) -> String {
    let mut number = String::from(draws.word(&["TGSU", "TGCU", "TGHU"]));
    push_digits(&mut number, u64::from(draws.below(1_000_000)), 6);
    let check = check_digit(&number);
    push_digits(&mut number, u64::from(check), 1);
    number
}

/// Letters count from 10 on without the multiples of eleven; each place doubles.
pub(super) fn check_digit(number: &str) -> u32 {
    let value = |it: char| match it.to_digit(36).unwrap_or_default() {
        digit @ 0..10 => digit,
        10 => 10,
        letter @ 11..=20 => letter + 1,
        letter @ 21..=30 => letter + 2,
        letter => letter + 3,
    };
    let sum: u32 = (0u32..).zip(number.chars()).map(|(place, it)| value(it) << place).sum();
    sum % 11 % 10
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn containers_check() {
        // The worked example of the standard, and one that is often shown.
        assert_eq!(check_digit("CSQU305438"), 3);
        assert_eq!(check_digit("CBHU320273"), 2);
    }
}
