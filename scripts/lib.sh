# shellcheck shell=bash
# Shared by the scripts beside it: where things are, what is installed, what may be installed.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root" || exit 1

# One cache for everything that is built or fetched, where one is configured: a folder outside the
# checkout, so that a second run in a fresh clone is quick.
if [[ -z ${TONGGUAN_CACHE_DIR:-} && -d ${XDG_CACHE_HOME:-${HOME:-/nonexistent}/.cache}/tongguan ]]; then
    TONGGUAN_CACHE_DIR=${XDG_CACHE_HOME:-${HOME:-/nonexistent}/.cache}/tongguan
fi
if [[ -n ${TONGGUAN_CACHE_DIR:-} ]]; then
    mkdir -p "$TONGGUAN_CACHE_DIR"
    export TONGGUAN_CACHE_DIR
    export CARGO_TARGET_DIR=${CARGO_TARGET_DIR:-$TONGGUAN_CACHE_DIR/target}
    export npm_config_cache=${npm_config_cache:-$TONGGUAN_CACHE_DIR/npm}
fi
# shellcheck disable=SC2034 # read by the scripts that source this one
target_dir=${CARGO_TARGET_DIR:-$root/target}

say() { printf '\n== %s\n' "$*"; }
note() { printf '   %s\n' "$*"; }
die() {
    printf 'error: %s\n' "$*" >&2
    exit 1
}
have() { command -v "$1" >/dev/null 2>&1; }
in_ci() { [[ ${CI:-} == true || ${CI:-} == 1 ]]; }

# Node 20.19 or newer, with npm.
have_node() {
    have npm && have node &&
        node -e 'const [a, b] = process.versions.node.split(".").map(Number);
                 process.exit(a > 20 || (a === 20 && b >= 19) ? 0 : 1)'
}

# The path of a Chromium or Chrome that is installed; fails where none is.
chromium_path() {
    local name
    for name in ${CHROMIUM:-} chromium chromium-browser google-chrome google-chrome-stable; do
        if have "$name"; then
            command -v "$name"
            return 0
        fi
    done
    return 1
}

# Whether a PostgreSQL can be started: where Debian puts it, or in the path.
have_postgresql() {
    compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || have initdb
}

# Asks the platform's package manager for the Debian packages named; fails where it may not.
install_packages() {
    local as_root=()
    have apt-get || return 1
    if [[ $(id -u) != 0 ]]; then
        have sudo && sudo -n true 2>/dev/null || return 1
        as_root=(sudo -n)
    fi
    local apt=("${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=600)
    note "installing: $*"
    "${apt[@]}" update >/dev/null &&
        "${apt[@]}" install -y --no-install-recommends "$@" >/dev/null
}

# The console's packages, fetched again only when the lock file changed.
install_console_packages() {
    local stamp=console/node_modules/.tongguan-lock
    if ! cmp -s console/package-lock.json "$stamp"; then
        npm --prefix console ci --no-audit --no-fund
        cp console/package-lock.json "$stamp"
    fi
}

build_console() {
    install_console_packages
    npm --prefix console run build
}
