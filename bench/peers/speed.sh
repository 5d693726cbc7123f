#!/usr/bin/env bash
# How fast a forest weighs one row: LightGBM's and XGBoost's C interfaces, hessboost, and our walker; of 300 trees of
# depth 6 over 200 features, and of 1,000.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
. "$here/python.sh"
date -u +%F
grep -m1 'model name' /proc/cpuinfo || true
for trees in 300 1000; do
  "$python" "$here/speed.py" --trees "$trees" --features 200 --depth 6 --model "$work/model.txt" --rows "$work/rows.csv"
  cargo bench --quiet --manifest-path "$root/Cargo.toml" -p risk --bench forest -- "$work/model.txt" "$work/rows.csv"
done
