#!/usr/bin/env bash
# Builds the release binary, with the console in it where Node is installed, and runs the demo.
# Arguments go to `tongguan demo`; LISTEN (127.0.0.1:8080) and DATA (./tongguan-data) may be set.
set -euo pipefail
# shellcheck source=scripts/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

scripts/build.sh
exec "$target_dir/release/tongguan" demo ${DATA:+--data "$DATA"} ${LISTEN:+--listen "$LISTEN"} "$@"
