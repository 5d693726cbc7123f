#!/usr/bin/env bash
# Ours, LightGBM, XGBoost and scikit-learn on the same split of the same table, side by side.
#   bench/peers/run.sh FOLDER [COLUMNS]
# FOLDER has import_declarations_1.csv and _2.csv. COLUMNS, divided by commas, say what is a near-duplicate; empty keeps
# them. TONGGUAN names the binary; by default it is built for release.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
folder=${1:?which folder has the tables}
columns=${2-HS6 Code,Net Mass}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
. "$here/python.sh"
if [ -z "${TONGGUAN:-}" ]; then
  cargo build --manifest-path "$root/Cargo.toml" --release -p server
  TONGGUAN=${CARGO_TARGET_DIR:-$root/target}/release/tongguan
fi
given=(--csv "$folder/import_declarations_1.csv" --csv "$folder/import_declarations_2.csv"
  --map "$root/docs/samples/risk/korea.toml" --label Fraud)
if [ -n "$columns" ]; then given+=(--drop-near-duplicates "$columns"); else echo "near-duplicates kept: LEAKING"; fi
date -u +%F
grep -m1 'model name' /proc/cpuinfo || true
"$TONGGUAN" risk evaluate "${given[@]}" --table "$work/table.csv" --json > "$work/report.json"
"$python" "$here/peers.py" --table "$work/table.csv" --report "$work/report.json" "${given[@]}"
