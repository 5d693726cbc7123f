#!/usr/bin/env bash
# Asks the API everything its OpenAPI document allows, and much that it does not (schemathesis, from PyPI), for SECONDS_MAX
# (300): no answer may be a fault of the server, and each must be of a kind and shape that the document names. A small
# house with generated traffic is served on a free port of the loopback address; whoever asks may do everything.
set -euo pipefail
# shellcheck source=scripts/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

have python3 || die "Python 3 is missing"
seconds=${SECONDS_MAX:-300}
folder=$(mktemp -d)
server=
finish() {
    if [[ -n $server ]]; then
        kill "$server" 2>/dev/null || true
        wait "$server" 2>/dev/null || true
    fi
    rm -rf "$folder"
}
trap finish EXIT

python3 -m venv "$folder/python"
"$folder/python/bin/pip" install --quiet schemathesis==4.32.5

cargo build --locked --package server
tongguan=$target_dir/debug/tongguan
"$tongguan" demo --parcels 60 --declarations 40 --faults 0.2 --seed 7 --data "$folder/house" --no-serve >/dev/null
"$tongguan" serve --no-sign-in --listen 127.0.0.1:0 --tick-seconds 3600 --public-per-minute 1000000 \
    --traces-per-address 1000000 --trace-millis 1 --data "$folder/house" >"$folder/said" &
server=$!
until url=$(grep -o 'http://[^ ]*' "$folder/said"); do
    kill -0 "$server" 2>/dev/null || die "the server ended before it answered"
    sleep 0.2
done

# Left out: streams, which do not end; receipts that are waited for; bodies of files, which it cannot make.
"$folder/python/bin/schemathesis" run "$url/api/v1/openapi.json" --phases examples,coverage,fuzzing \
    --max-examples 15 --max-time "$seconds" --generation-deterministic --no-shrink --request-timeout 60 \
    --checks not_a_server_error,response_schema_conformance,content_type_conformance \
    --exclude-path-regex '(stream|/recipients/[^/]*/receipts|/files|/papers|/photos)$' \
    --suppress-health-check all
