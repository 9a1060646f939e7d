#!/usr/bin/env bash
# demo.sh BUILD_DIR [--stay]: starts gateway-sandbox and complaint-server on free ports, sends the
# vendor's sample reply through complaintctl, once in JSON and once in XML, and shows what went over
# the wire, what came back and what became of the complaint. Ends in 0 only if both were delivered.
# With --stay the servers then go on until Ctrl-C.
set -euo pipefail

readonly BUILD=$1
readonly STAY=${2:-}
readonly HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
readonly WORK=$(mktemp -d)
pids=()

clean_up() {
  local pid
  for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done
  wait
  rm -rf "$WORK"
}
trap clean_up EXIT
trap 'exit 130' INT TERM

say() { printf '\n\033[1m== %s\033[0m\n' "$*"; }

# wait_for_line FILE PATTERN PID: the first line that matches, once the program has written it.
wait_for_line() {
  local _
  for _ in $(seq 200); do
    grep -m1 "$2" "$1" 2>/dev/null && return
    kill -0 "$3" 2>/dev/null || break
    sleep 0.05
  done
  cat "$1" >&2
  return 1
}

start_sandbox() {
  "$BUILD/tests/sandbox/gateway-sandbox" --make-certificate "$WORK"
  sed "s|@WORK@|$WORK|g" "$HERE/sandbox.json" >"$WORK/sandbox.json"
  "$BUILD/tests/sandbox/gateway-sandbox" --config "$WORK/sandbox.json" >"$WORK/ports" 2>&1 &
  pids+=($!)
  wait_for_line "$WORK/ports" https_port $! >/dev/null
  https_port=$(jq .https_port "$WORK/ports")
  admin=http://127.0.0.1:$(jq .admin_port "$WORK/ports")
}

start_server() {
  printf 'DEMOKEY0123456789\n' >"$WORK/merchant.key"
  sed "s|@HTTPS_PORT@|$https_port|g" "$HERE/server.txtpb" >"$WORK/server.txtpb"
  "$BUILD/server/complaint-server" --config "$WORK/server.txtpb" 2>"$WORK/server.log" &
  pids+=($!)
  server=$(wait_for_line "$WORK/server.log" '"listening"' $! | jq -r .address)
}

reply() {
  "$BUILD/clients/complaintctl/complaintctl" reply --server "$server" --isspid "$1" \
    --transaction-id resp202406170000000001 \
    --seller-account 66660000000000001 \
    --complaint-id "$2" \
    --content 已与用户沟通解决 \
    --image file752398_7983424 --image file752399_7983425 \
    --jump-url https://www.xxx.com/aaaa --jump-url-text 查看订单详情
}

state() { curl -sS "$admin/complaints/$1" | jq -r .state; }

last_message() {
  curl -sS "$admin/messages" | jq -r '.[-1].raw_base64' | base64 -d
}

# show FORMAT ISSPID COMPLAINT CHARSET
show() {
  say "$1: complaint $3 is $(state "$3")"
  reply "$2" "$3"
  printf '\nOn the wire:\n'
  last_message | iconv -f "$4" -t UTF-8
  printf '\n\nThe complaint is now %s.\n' "$(state "$3")"
  [ "$(state "$3")" = 处理中 ]
}

print_grpcurl() {
  cat <<EOF

The same with grpcurl, while ./dev up keeps the servers running (the id is known by now, so the
answer is a replay and nothing is sent):

grpcurl -plaintext -d '{
  "isspid": "39493002",
  "transaction_id": "resp202406170000000001",
  "seller_account": "66660000000000001",
  "complaint_id": "200201820200101080076610000",
  "response_content": "已与用户沟通解决",
  "response_images": ["file752398_7983424", "file752399_7983425"],
  "jump_link": {"url": "https://www.xxx.com/aaaa", "text": "查看订单详情"}
}' $server imageco.complaint.v1.ComplaintService/Reply
EOF
}

start_sandbox
start_server
say "gateway-sandbox: https://127.0.0.1:$https_port, its admin endpoint: $admin"
say "complaint-server: $server"
show JSON 39493002 200201820200101080076610000 UTF-8
show XML 39493003 200201820200101080076610001 GBK
say "Sent again under the same transaction id: the consumer still sees it once"
reply 39493002 200201820200101080076610000
curl -sS "$admin/counts" | jq -c '{received, applied, duplicates}'
[ "$(curl -sS "$admin/counts" | jq -c '[.received, .applied, .duplicates]')" = '[2,2,0]' ]
print_grpcurl

if [ "$STAY" = --stay ]; then
  say "Both servers stay up; Ctrl-C ends them. The server's log: $WORK/server.log"
  wait "${pids[0]}"
fi
