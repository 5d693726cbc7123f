#!/usr/bin/env bash
# The console in a real headless browser: a small house with generated traffic is served on a free
# port of the loopback address, and the tests in console/e2e walk through it.
set -euo pipefail
# shellcheck source=scripts/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

have_node || die "Node 20.19 or newer with npm is missing"
browser=$(chromium_path) || die "no Chromium is installed"

build_console
cargo build --workspace --locked --bin tongguan
tongguan=$target_dir/debug/tongguan

house=$(mktemp -d)
server=
finish() {
    local status=$?
    if [[ -n $server ]]; then
        kill "$server" 2>/dev/null || true
        wait "$server" 2>/dev/null || true
    fi
    if ((status != 0)) && [[ -f $house/serve.log ]]; then
        printf 'the server said:\n'
        tail -n 40 "$house/serve.log"
    fi
    rm -rf "$house"
}
trap finish EXIT

"$tongguan" demo --parcels 60 --declarations 40 --faults 0.2 --seed 7 --data "$house/data" --no-serve

port=$(node -e 'const s = require("node:net").createServer().listen(0, "127.0.0.1", () => {
                    console.log(s.address().port); s.close(); })')
export TONGGUAN_URL=http://127.0.0.1:$port CHROMIUM=$browser

# Serves the house; ready when it answers, not ready when it ended.
serve() {
    "$tongguan" serve "$@" --data "$house/data" --listen "127.0.0.1:$port" >"$house/serve.log" 2>&1 &
    server=$!
    until node -e 'fetch(process.env.TONGGUAN_URL + "/api/v1/openapi.json").then(
                       (it) => process.exit(it.ok ? 0 : 1), () => process.exit(1))'; do
        kill -0 "$server" 2>/dev/null || die "the server ended before it answered"
        sleep 0.2
    done
}

serve --no-sign-in
entries=$(node scripts/pick-entries.mjs)
for entry in $entries; do
    say "entry $entry"
    TONGGUAN_ENTRY=$entry npm --prefix console run e2e
done
company=$(node -e 'fetch(process.env.TONGGUAN_URL + "/api/v1/declarations?limit=1").then(
                       async (it) => console.log((await it.json()).items[0].trader.code))')
declaration=$(node scripts/pick-examination.mjs zhoulin wufu)
kill "$server"
wait "$server"

say "sign-in"
person() {
    "$tongguan" people add "$@" --data "$house/data" --json |
        node -e 'let text = ""; process.stdin.on("data", (it) => { text += it; }).on("end", () => {
                     const { person, one_time_password: password } = JSON.parse(text);
                     console.log(JSON.stringify({ login: person.login, name: person.name, password })); })'
}
administrator=$(person admin --name 许宁 --role administrator)
examiner=$(person zhoulin --name 周临 --role examiner)
second=$(person wufu --name 吴复 --role supervisor)
trader=$(person qing --name 陈青 --role trader --company "$company")
serve
TONGGUAN_PEOPLE="{\"administrator\": $administrator, \"trader\": $trader}" npm --prefix console run e2e:people

say "examination"
TONGGUAN_DECLARATION=$declaration TONGGUAN_PEOPLE="{\"examiner\": $examiner, \"second\": $second}" \
    npm --prefix console run e2e:examination
