#!/usr/bin/env bash
# Fetches the console's packages and builds it into console/dist, where the binary embeds it from.
set -euo pipefail
# shellcheck source=scripts/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

have_node || die "Node 20.19 or newer with npm is missing"
build_console
