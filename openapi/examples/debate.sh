#!/bin/sh
# A debate with curl (7.84 or newer), from the request to the summary.
#
#   ROUNDTABLE_URL=http://127.0.0.1:8000 ROUNDTABLE_API_KEY=rt_live_... sh debate.sh
#
# A server that has no API keys yet needs none.
set -eu

server=${ROUNDTABLE_URL:-http://127.0.0.1:8000}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

api() {
    # What fails for the moment (429, 503, no connection) is sent again after `Retry-After`.
    curl --silent --show-error --retry 5 --retry-connrefused --max-time 90 \
        ${ROUNDTABLE_API_KEY:+--header "Authorization: Bearer $ROUNDTABLE_API_KEY"} "$@"
}

# 1. Create. The debate is stored before the reply comes, and `Location` says where it is. With an
#    idempotency key it is safe to send the request again: the second time nothing is created.
#    `sim/...` are simulated models, which need no provider.
cat >"$folder/request.json" <<'JSON'
{
  "question": "Should frontier models be open sourced?",
  "options": [
    {"id": "A", "label": "Yes"},
    {"id": "B", "label": "Only the weights"},
    {"id": "C", "label": "No"}
  ],
  "panel": [{"model": "sim/A>B?delay=0.2"}, {"model": "sim/B"}, {"model": "sim/C"}]
}
JSON
create() {
    api --fail-with-body --output "$folder/debate.json" --write-out "$1" \
        --header 'Content-Type: application/json' --header "Idempotency-Key: example-$$-$folder" \
        --data @"$folder/request.json" "$server/v1/debates"
}
debate=$(create '%header{location}')
case $debate in /*) debate=$server$debate ;; esac # absolute where the server knows its public URL
echo "created: $debate"
echo "sent again: Idempotency-Replayed: $(create '%header{idempotency-replayed}')"

# 2. Follow. Every event has a number. Whoever is cut off says which was the last one, and goes on
#    after it; to show that, we hang up after the third. The stream ends when the debate does. A
#    retry by curl itself would begin with the old number, and print events twice.
events() { api --no-buffer --retry 0 --max-time 0 --header "Last-Event-ID: $1" "$debate/events"; }
numbers_and_types() { sed -n '/^id: /{s/^id: //;N;s/\nevent: / /p;}'; }
events 0 2>/dev/null | sed '/^data: .*"sequence":3,/q' | numbers_and_types
echo "cut off, going on after 3:"
events 3 | numbers_and_types

# 3. Wait. `Prefer: wait` holds the reply until the debate is over, at most 60 s. One that is not
#    over says in `Retry-After` when to look again; with its ETag, looking costs next to nothing.
look() {
    api --header 'Prefer: wait=30' --etag-save "$folder/etag" --etag-compare "$folder/etag" \
        --output "$folder/debate.json" --write-out "$1" "$debate"
}
touch "$folder/etag"
while pause=$(look '%header{retry-after}') && [ -n "$pause" ]; do sleep "$pause"; done
echo "over: $(grep -o '"status":"[a-z]*"' "$folder/debate.json" | head -n 1)"
echo "looked again: $(look '%{http_code}')" # 304: nothing has changed

# 4. Read the summary: who held what, who moved and why, every quote with its source.
echo "summary: $(api --fail-with-body "$debate/summary")"

# 5. A request with faults is answered with a problem document that lists them all.
problem=$(api --header 'Content-Type: application/json' --data '{"question": ""}' "$server/v1/debates")
echo "a problem: $problem"
