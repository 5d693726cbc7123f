#!/usr/bin/env bash
# Writes what is generated from the code: docs/checks, docs/lifecycle.md, docs/openapi.json, and the
# console's typed client.
set -euo pipefail
# shellcheck source=scripts/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

cargo xtask docs
UPDATE_EXPECT=1 cargo test --quiet --package server openapi
if have_node; then
    install_console_packages
    npm --prefix console run generate
else
    note "Node is missing: the console's typed client was not written"
fi
git status --short docs console/src/api
