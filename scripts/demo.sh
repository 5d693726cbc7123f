#!/usr/bin/env bash
# Builds the release binary, with the console in it where Node is installed, and runs the demo.
# Arguments go to `tongguan demo`.
set -euo pipefail
# shellcheck source=scripts/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

scripts/build.sh
exec "$target_dir/release/tongguan" demo "$@"
