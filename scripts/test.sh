#!/usr/bin/env bash
# Everything that is proven about this repository, cheap things first; stops at the first step that
# fails. Installs what it needs through the platform's package manager where it may. Where it may
# not, steps that lack a tool are skipped and named at the end; under CI=true they fail instead.
set -euo pipefail
# shellcheck source=scripts/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

passed=0
skipped=()
current=

finish() {
    local status=$?
    local failed=0
    if ((status != 0)); then
        failed=1
        printf '\nFAILED: %s\n' "${current:-setting up}"
    fi
    for reason in "${skipped[@]}"; do
        printf 'SKIPPED: %s\n' "$reason"
    done
    printf '\nsteps: %d passed, %d failed, %d skipped\n' "$passed" "$failed" "${#skipped[@]}"
}
trap finish EXIT

# step TITLE COMMAND…
step() {
    current=$1
    shift
    say "$current"
    local started=$SECONDS
    "$@"
    note "done in $((SECONDS - started)) s"
    passed=$((passed + 1))
    current=
}

# skip TITLE WHAT-IS-MISSING: fails under CI.
skip() {
    current=$1
    if in_ci; then
        die "$2; in CI nothing is skipped"
    fi
    skipped+=("$1: $2")
    note "skipped: $1: $2"
    current=
}

tools() {
    local missing=()
    have xmllint || missing+=(libxml2-utils)
    chromium_path >/dev/null || missing+=(chromium)
    have_postgresql || missing+=(postgresql)
    if ((0 < ${#missing[@]})) && ! install_packages "${missing[@]}"; then
        note "missing, and not to be installed from here: ${missing[*]}"
        note "on Debian or Ubuntu: apt-get install ${missing[*]}"
    fi
    have cargo || die "cargo is missing: install Rust 1.95 or newer"
    note "$(cargo --version)"
    note "node: $(node --version 2>/dev/null || echo missing)"
    note "xmllint: $(command -v xmllint || echo missing)"
    note "browser: $(chromium_path || echo missing)"
    note "PostgreSQL: $(have_postgresql && echo "installed" || echo missing)"
    note "target folder: $target_dir"
}

scripts_are_clean() {
    if have shellcheck; then
        shellcheck --external-sources scripts/*.sh .ci/run
    else
        local script
        for script in scripts/*.sh .ci/run; do
            bash -n "$script"
        done
        note "shellcheck is not installed: syntax only"
    fi
}

units_are_sound() {
    if ! have systemd-analyze; then
        note "systemd-analyze is not installed: units were not looked at"
        return
    fi
    local folder unit
    folder=$(mktemp -d)
    for unit in deploy/systemd/*.service; do
        # The program need not be installed where its unit is looked at.
        sed 's#/usr/local/bin/tongguan#/bin/true#' "$unit" >"$folder/${unit##*/}"
        systemd-analyze verify "$folder/${unit##*/}"
    done
    rm -rf "$folder"
}

rust_tests() {
    if have cargo-nextest; then
        cargo nextest run --workspace --locked --no-fail-fast
    else
        cargo test --workspace --locked --no-fail-fast --lib --bins --tests
    fi
}

licences() {
    cargo deny --locked --all-features check
}

client_in_step() {
    local fresh
    fresh=$(mktemp)
    (cd console && npx --no-install openapi-typescript ../docs/openapi.json --empty-objects-unknown \
        --output "$fresh" >/dev/null)
    if ! diff -u console/src/api/schema.d.ts "$fresh"; then
        rm -f "$fresh"
        die "console/src/api/schema.d.ts differs from docs/openapi.json: run \`make docs\`"
    fi
    rm -f "$fresh"
}

step "tools" tools
step "format" cargo fmt --all --check
step "scripts" scripts_are_clean
step "units of systemd" units_are_sound
step "the repository's own rules" cargo test --locked --package xtask
step "lints" cargo clippy --workspace --all-targets --locked -- -D warnings
if have cargo-deny; then
    step "licences, advisories and sources" licences
else
    note "cargo-deny is not installed: licences and advisories were not looked at (deny.toml)"
fi

if have_node; then
    step "console: packages" install_console_packages
    step "console: client in step with docs/openapi.json" client_in_step
    step "console: lint" npm --prefix console run lint
    step "console: types and build" npm --prefix console run build
    step "console: tests" npm --prefix console test
else
    skip "console" "Node 20.19 or newer with npm is missing"
fi

have xmllint || skip "receipts against the schema" "xmllint (libxml2-utils) is missing"
have_postgresql || skip "a house in a database" "PostgreSQL (postgresql) is missing"
step "tests" rust_tests
step "documentation tests" cargo test --workspace --locked --doc

if ! have_node; then
    skip "console in a browser" "Node is missing"
elif ! chromium_path >/dev/null; then
    skip "console in a browser" "no Chromium is installed"
else
    step "console in a browser" scripts/e2e.sh
fi
