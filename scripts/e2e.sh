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
provider=
finish() {
    local status=$?
    for one in $server $provider; do
        kill "$one" 2>/dev/null || true
        wait "$one" 2>/dev/null || true
    done
    if ((status != 0)) && [[ -f $house/serve.log ]]; then
        printf 'the server said:\n'
        tail -n 40 "$house/serve.log"
    fi
    rm -rf "$house"
}
trap finish EXIT

"$tongguan" demo --parcels 60 --declarations 40 --faults 0.2 --seed 7 --data "$house/data" --no-serve

# A plan of risk analysis, so that its page has one to show.
cat >"$house/rules.json" <<'RULES'
[{"id": "E2E-0", "title_zh": "高价包裹", "title_en": "dear parcels", "basis": "海关总署令第271号", "owner": "风险防控局",
  "channel": "documents", "condition": "doc.value > 500.0 && doc.lines > 1.0", "from": "2026-01-01"}]
RULES
"$tongguan" risk plan --title 高价包裹专项 --by lihe --reason 试用 --rules "$house/rules.json" --data "$house/data"

# A rule of a campaign, which fires on nobody, so that the campaign's page has one to show; and a budget.
mkdir "$house/told"
cat >"$house/told/rules.json" <<'RULES'
{"tongguan": "risk_rules", "officer": "lihe", "reason": "试用", "rows": [{"id": "E2E-C", "title_zh": "商品项极多", "title_en": "very many lines",
  "basis": "海关总署令第271号", "owner": "风险防控局", "channel": "later_audit", "condition": "doc.lines > 9000.0 && doc.customs.startsWith(\"22\")",
  "from": "2026-01-01", "campaign": "多商品专项"}]}
RULES
cat >"$house/told/budgets.json" <<'BUDGETS'
{"tongguan": "risk_budgets", "officer": "lihe", "reason": "试用", "rows": [{"id": "E2E-B0", "procedures": ["declaration"], "customs": "22",
  "share": "0.05", "channel": "documents", "basis": "布控预算通知", "owner": "风险防控局", "from": "2026-01-01"}]}
BUDGETS
"$tongguan" ingest "$house/told" --data "$house/data"

port=$(node -e 'const s = require("node:net").createServer().listen(0, "127.0.0.1", () => {
                    console.log(s.address().port); s.close(); })')
export TONGGUAN_URL=http://127.0.0.1:$port CHROMIUM=$browser
export SCREENSHOTS=${SCREENSHOTS:-$target_dir/screenshots}

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
say "every page, in both languages, light and dark"
npm --prefix console run e2e:manners
say "holding and releasing a bill"
npm --prefix console run e2e:holds
# A declaration that an officer may ask about, and one that waits for its tax.
asked_and_owed=$(node -e 'const get = async (path) => (await fetch(process.env.TONGGUAN_URL + "/api/v1/" + path)).json();
                   (async () => {
                       const open = async (state) => (await get(`declarations?state=${state}`)).items[0];
                       const asked = (await open("reviewing")) ?? (await open("examination"));
                       const owed = await open("awaiting_tax");
                       const slips = (await get("duty-slips?state=issued&limit=100")).items;
                       const slip = slips.find((it) => it.declaration_no === owed.declaration_no);
                       console.log(JSON.stringify({ asked: asked.declaration_no, owed: slip.declaration_no,
                           slip: slip.slip_no, companies: [...new Set([asked.trader.code, slip.payer_code])] }));
                   })()')
company=$(node -e 'fetch(process.env.TONGGUAN_URL + "/api/v1/declarations?limit=1").then(
                       async (it) => console.log((await it.json()).items[0].trader.code))')
# An import whose trader declares it once more, in a house that draws nobody at random.
filed=$(node scripts/pick-import.mjs)
node -e 'fetch(process.env.TONGGUAN_URL + "/api/v1/messages?wait=decided", { method: "POST",
             headers: { "Content-Type": "application/json" },
             body: JSON.stringify({ tongguan: "settings", examination_share: "0" }) }).then(
             (it) => process.exit(it.ok ? 0 : 1))'
declaration=$(TONGGUAN_CASES=$asked_and_owed node scripts/pick-examination.mjs zhoulin wufu)
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
analyst=$(person xilin --name 林析 --role risk-analyst)
person linxi --name 林溪 --role examiner >"$house/provided"
(cd console && exec node e2e/provider.mjs "$TONGGUAN_URL") >"$house/issuer" 2>"$house/provider.log" &
provider=$!
until [[ -s $house/issuer ]]; do
    kill -0 "$provider" 2>/dev/null || die "the identity provider ended: $(cat "$house/provider.log")"
    sleep 0.1
done
serve --public-url "$TONGGUAN_URL" --oidc-issuer "$(cat "$house/issuer")" --oidc-client-id tongguan
TONGGUAN_PEOPLE="{\"administrator\": $administrator, \"trader\": $trader}" npm --prefix console run e2e:people
TONGGUAN_PROVIDED=linxi npm --prefix console run e2e:provider

say "filing by form"
filer=$(person wen --name 文舟 --role trader --company "${filed#* }")
carrier=$(person yuanhang --name 远航 --role broker --company 3122980066)
terminal=$(person gangkou --name 港口 --role gate-operator)
bank=$(person yinhang --name 银行 --role tax-officer)
TONGGUAN_NUMBER=${filed%% *} \
    TONGGUAN_PEOPLE="{\"trader\": $filer, \"carrier\": $carrier, \"terminal\": $terminal, \"bank\": $bank}" \
    npm --prefix console run e2e:filing

say "examination"
TONGGUAN_DECLARATION=$declaration TONGGUAN_PEOPLE="{\"examiner\": $examiner, \"second\": $second}" \
    npm --prefix console run e2e:examination

kill "$server"
wait "$server"

say "acts"
companies=$(node -p 'JSON.parse(process.argv[1]).companies.map((it) => `--company ${it}`).join(" ")' "$asked_and_owed")
# shellcheck disable=SC2086 # One argument a company.
acting=$(person yan --name 严禾 --role trader $companies)
officer=$(person zhou --name 周屿 --role document-officer)
taxes=$(person shen --name 沈岚 --role tax-officer)
serve
TONGGUAN_CASES=$asked_and_owed TONGGUAN_PEOPLE="{\"trader\": $acting, \"officer\": $officer, \"taxes\": $taxes}" \
    npm --prefix console run e2e:acts

# Last: what he puts in force selects all that comes after.
say "an analyst"
TONGGUAN_ANALYST=$analyst npm --prefix console run e2e:analyst

say "pictures of every page are in $SCREENSHOTS"
