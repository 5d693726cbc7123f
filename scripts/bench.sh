#!/usr/bin/env bash
# The retail bench at 1 and at 3 % faults. PARCELS and DATA may be set; arguments go to the bench.
set -euo pipefail
# shellcheck source=scripts/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

parcels=${PARCELS:-1000000}
data=${DATA:-$target_dir/bench}

cargo build --release --locked --package server
for faults in 0.01 0.03; do
    say "$parcels parcels, $faults faulty"
    rm -rf "${data:?}/$faults"
    "$target_dir/release/tongguan" bench retail \
        --parcels "$parcels" --faults "$faults" --data "$data/$faults" "$@"
done
