#!/usr/bin/env bash
# What is too long for every test run: MINUTES (30) of the seeded simulator with ever new seeds, and
# of the kill loop. SEED (1) is the first seed; a failure prints the seed that shows it.
set -euo pipefail
# shellcheck source=scripts/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

minutes=${MINUTES:-30}
seed=${SEED:-1}
# Longer days and more kills than a test run affords.
export TONGGUAN_SIM_STEPS=${TONGGUAN_SIM_STEPS:-2000}
export TONGGUAN_KILL_ROUNDS=${TONGGUAN_KILL_ROUNDS:-60}
until=$((SECONDS + minutes * 60))
rounds=0

cargo test --release --locked --no-run --package testkit --package server
while ((SECONDS < until)); do
    say "seed $seed"
    TONGGUAN_SIM_SEED=$seed cargo test --release --locked --quiet --package testkit simulat ||
        die "seed $seed: run it again with SEED=$seed make soak"
    TONGGUAN_SIM_SEED=$seed cargo test --release --locked --quiet --package server kill ||
        die "seed $seed: run it again with SEED=$seed make soak"
    TONGGUAN_NODE_PARCELS=600 cargo test --release --locked --quiet --package server nodes ||
        die "nodes of one house, seed $seed"
    seed=$((seed + 1))
    rounds=$((rounds + 1))
done
printf 'soak: %d passed, 0 failed\n' "$rounds"
