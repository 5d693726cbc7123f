#!/usr/bin/env bash
# Builds the release binary, with the console in it where Node is installed.
set -euo pipefail
# shellcheck source=scripts/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

have cargo || die "cargo is missing: install Rust 1.95 or newer"
if have_node; then
    say "console"
    build_console
else
    note "Node 20.19 or newer is missing: the binary is built without the console"
fi
say "binary"
cargo build --release --locked --package server
note "$target_dir/release/tongguan"
