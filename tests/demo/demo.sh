#!/usr/bin/env bash
# demo.sh BUILD_DIR [--stay]: starts gateway-sandbox and complaint-server on free ports, sends the
# vendor's sample reply through complaintctl, once in JSON and once in XML, and shows what went over
# the wire, what came back and what became of the complaint. Ends in 0 only if both were delivered.
# With --stay they are on the ports of DEMO_PORTS, where these are free, one more reply has an unknown
# outcome, to be settled, and all goes on until Ctrl-C.
set -euo pipefail

readonly BUILD=$1
readonly STAY=${2:-}
readonly HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
readonly CTL=$BUILD/clients/complaintctl/complaintctl
# Of the server, its operations port, the emulated gateway and its page.
: "${DEMO_PORTS:=50051 9464 8443 8081}"
WORK=$(mktemp -d)
readonly WORK
pids=()
taken=()

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

# The names of @…@ in the configurations are filled in by `sed -f`.
choose_ports() {
  local names=(SERVER OPERATIONS GATEWAY PAGE) ports=(0 0 0 0) i port
  [ "$STAY" != --stay ] || read -r -a ports <<<"$DEMO_PORTS"
  for i in "${!names[@]}"; do
    port=${ports[i]}
    if [ "$port" != 0 ] && (: <"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then
      taken+=("$port")
      port=0
    fi
    echo "s|@${names[i]}_PORT@|$port|g"
  done >"$WORK/ports.sed"
  echo "s|@WORK@|$WORK|g" >>"$WORK/ports.sed"
}

start_sandbox() {
  local ports
  "$BUILD/tests/sandbox/gateway-sandbox" --make-certificate "$WORK"
  sed -f "$WORK/ports.sed" "$HERE/sandbox.json" >"$WORK/sandbox.json"
  "$BUILD/tests/sandbox/gateway-sandbox" --config "$WORK/sandbox.json" >"$WORK/ports" 2>&1 &
  pids+=($!)
  ports=$(wait_for_line "$WORK/ports" https_port $!)
  gateway=https://127.0.0.1:$(jq .https_port <<<"$ports")
  admin=http://127.0.0.1:$(jq .admin_port <<<"$ports")
}

start_server() {
  local line
  printf 'DEMOKEY0123456789\n' >"$WORK/merchant.key"
  sed -f "$WORK/ports.sed" -e "s|@GATEWAY@|$gateway|g" "$HERE/server.txtpb" >"$WORK/server.txtpb"
  "$BUILD/server/complaint-server" --config "$WORK/server.txtpb" 2>"$WORK/server.log" &
  pids+=($!)
  line=$(wait_for_line "$WORK/server.log" '"listening"' $!)
  server=$(jq -r .address <<<"$line")
  operations=$(jq -r .operations_address <<<"$line")
}

# reply ISSPID COMPLAINT TRANSACTION_ID
reply() {
  "$CTL" reply --server "$server" --isspid "$1" \
    --transaction-id "$3" \
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
  reply "$2" "$3" resp202406170000000001
  printf '\nOn the wire:\n'
  last_message | iconv -f "$4" -t UTF-8
  printf '\n\nThe complaint is now %s.\n' "$(state "$3")"
  [ "$(state "$3")" = 处理中 ]
}

show_replay() {
  say "Sent again under the same transaction id: the consumer still sees it once"
  reply 39493002 200201820200101080076610000 resp202406170000000001
  curl -sS "$admin/counts" | jq -c '{received, applied, duplicates}'
  [ "$(curl -sS "$admin/counts" | jq -c '[.received, .applied, .duplicates]')" = '[2,2,0]' ]
}

# A reply that the gateway takes and shows, and closes without an answer.
leave_unknown() {
  local id=resp202406170000000003
  say "Unknown: the gateway closes the connection without an answer"
  curl -sS -o "$WORK/fault" "$admin/faults" -d \
    '{"name": "reset", "match": {"transaction_id": "'$id'"}, "connection": {"end": "reset"}}'
  reply 39493002 200201820200101080076610002 "$id" && return 1
  cat <<EOF

An operator lists such replies, looks at the complaint (on the page), and settles each:

$CTL list --server $server --state unknown
$CTL settle --server $server --isspid 39493002 \\
  --transaction-id $id --delivered --by me --reason 'the page shows it'
EOF
}

print_grpcurl() {
  cat <<EOF

The first reply with grpcurl (its id is known by now, so the answer is a replay and nothing is sent):

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

print_addresses() {
  local port
  say "All of it stays up; Ctrl-C ends it"
  for port in "${taken[@]}"; do
    printf 'Port %s is taken by another program: another port is used, as below.\n' "$port"
  done
  cat <<EOF
What the consumer sees:  $admin/
complaint-server:        $server
its operations port:     http://$operations/readyz
emulated gateway:        $gateway
log of the server:       $WORK/server.log
EOF
}

choose_ports
start_sandbox
start_server
show JSON 39493002 200201820200101080076610000 UTF-8
show XML 39493003 200201820200101080076610001 GBK
show_replay

if [ "$STAY" = --stay ]; then
  leave_unknown
  print_grpcurl
  print_addresses
  wait -n "${pids[@]}" || true
  echo "One of the two has ended; the other one ends too." >&2
  exit 1
fi
