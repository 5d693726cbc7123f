#!/usr/bin/env bash
# Attacks every reader for MINUTES (10) each, one after the other, with at most 1 GiB of memory, 10 s and
# MAX_LEN (65536) bytes an input; `scripts/fuzz.sh NAME...` only those. Needs a nightly compiler and
# cargo-fuzz (`cargo install cargo-fuzz --locked`), and nothing else here does. What is found lies in
# fuzz/artifacts; what was met on the way stays in FUZZ_DATA, for the next run.
set -euo pipefail
# shellcheck source=scripts/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

minutes=${MINUTES:-10}
max_len=${MAX_LEN:-65536}
work=${FUZZ_DATA:-$target_dir/fuzz-corpus}
export CARGO_TARGET_DIR="$target_dir/fuzz"

targets=("$@")
if ((${#targets[@]} == 0)); then
    targets=(ceb declaration manifest dxp json sad csv signature)
fi

cargo +nightly fuzz --version >/dev/null 2>&1 || die "cargo-fuzz or a nightly compiler is missing"
cargo +nightly fuzz build -O --fuzz-dir fuzz
for target in "${targets[@]}"; do
    mkdir -p "$work/$target"
    dictionary=()
    case $target in
        csv | sad) ;;
        *) dictionary=(-dict=fuzz/messages.dict) ;;
    esac
    say "$target: $minutes minutes"
    cargo +nightly fuzz run -O --fuzz-dir fuzz "$target" "$work/$target" "fuzz/corpus/$target" -- \
        -max_total_time="$((minutes * 60))" -rss_limit_mb=1024 -timeout=10 -max_len="$max_len" \
        -print_final_stats=1 "${dictionary[@]}"
done
