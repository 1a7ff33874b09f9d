#!/usr/bin/env bash
# Asks a gwat in each of its stages, by curl, for each method of the gate table, and compares the answers
# with the table (docs/decisions/gwat-node.md; GwatGate in gwat-stages). Plays the coordinator itself.
# Takes about two minutes, most of it waiting. Ends with 0 if every answer is the expected one.
set -euo pipefail
cd "$(dirname "$0")/.."

command -v curl >/dev/null || { echo "gate-table.sh needs curl." >&2; exit 1; }
port=$((21000 + RANDOM % 9000))
dir=$(mktemp -d)
pids=()
failures=0

# shellcheck disable=SC2329 # called at exit
clean_up() {
  for pid in "${pids[@]}"; do kill -KILL "$pid" 2>/dev/null || true; done
  for pid in "${pids[@]}"; do wait "$pid" 2>/dev/null || true; done
  rm -rf "$dir"
}
trap clean_up EXIT

# One pair with the validators, and an observer: the gwat that is asked.
./tandem genesis --dir "$dir/net" --pairs 1 --observers 1 --no-jwt --base-port "$port" \
  --seconds-per-slot 1 --genesis-delay 1 >/dev/null
peer_rpc=$((port + 1))
asked_rpc=$((port + 11))
starting_rpc=$((port + 4))
nothing='{"slot":"0x0","creators":[],"finalizing":[]}'

start() { # NODE NAME [OPTION...]: a gwat in the background
  local node=$1 name=$2
  shift 2
  ./tandem gwat --dir "$dir/net/$node" --log-file "$dir/$name.log" "$@" 2>"$dir/$name.err" &
  last_pid=$!
  pids+=("$last_pid")
}

stop_hard() { # PID
  kill -KILL "$1"
  wait "$1" 2>/dev/null || true
}

rpc() { # PORT METHOD PARAMS: the answer, on one line
  curl -s -m 10 -H 'Content-Type: application/json' \
    -d "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"$2\",\"params\":$3}" "http://127.0.0.1:$1/" ||
    echo '{"message":"no connection"}'
}

brief() { # what an answer says: the text of its error, or its result
  local answer=$1 text
  text=$(sed -n 's/.*"message":"\([^"]*\)".*/\1/p' <<<"$answer")
  [ -n "$text" ] || text=$(sed -n 's/.*"error":"\([^"]*\)".*/\1/p' <<<"$answer")
  [ -n "$text" ] || text=$(sed -n 's/.*"result":\("[^"]*"\|true\|false\).*/\1/p' <<<"$answer")
  [ -n "$text" ] || text=ok
  # What follows the colon is for the reader.
  echo "${text%%:*}"
}

stage_of() { # PORT
  sed -n 's/.*"stage":"\([A-Z_]*\)".*/\1/p' <<<"$(rpc "$1" dag_syncStatus '[]')"
}

await_stage() { # PORT STAGE SECONDS
  for _ in $(seq $(($3 * 10))); do
    [ "$(stage_of "$1")" = "$2" ] && return
    sleep 0.1
  done
  echo "gwat did not come to $2 within $3 s; it is in '$(stage_of "$1")'" >&2
  cat "$dir"/*.err >&2
  exit 1
}

await_peer() { # PORT SECONDS
  for _ in $(seq $(($2 * 10))); do
    grep -q '"peers":1' <<<"$(rpc "$1" dag_syncStatus '[]')" && return
    sleep 0.1
  done
  echo "gwat found no peer within $2 s" >&2
  exit 1
}

expect() { # STAGE METHOD PARAMS EXPECTED
  local answer
  answer=$(brief "$(rpc "$asked" "$2" "$3")")
  if [ "$answer" = "$4" ]; then
    printf '%-16s %-20s %s\n' "$1" "$2" "$answer"
  else
    failures=$((failures + 1))
    printf '%-16s %-20s %s   EXPECTED %s\n' "$1" "$2" "$answer" "$4"
  fi
}

# The rows of the table, except those that change the stage.
rows() { # STAGE WORK VALIDATE READS
  expect "$1" dag_sync '[{"slot":"0x1","creators":[],"finalizing":[]}]' "$2"
  expect "$1" dag_getCandidates '[1]' "$2"
  expect "$1" dag_finalize '[[]]' "$2"
  expect "$1" dag_validateSpines '[[]]' "$3"
  expect "$1" dag_syncSlotInfo "[$slot_info]" "$4"
  expect "$1" eth_blockNumber '[]' "${5:-$4}"
}

genesis_file=$dir/net/network/genesis.json
genesis_time=$(($(sed -n 's/.*"timestamp" *: *"\(0x[0-9a-f]*\)".*/\1/p' "$genesis_file")))
slot_info="{\"genesisTime\":$genesis_time,\"secondsPerSlot\":1,\"slotsPerEpoch\":8}"

# A database that never finishes opening: its first file is a pipe into which nobody writes.
mkdir "$dir/starting"
mkdir "$dir/starting/db"
mkfifo "$dir/starting/db/CURRENT"
start node-2 starting --gwat-data "$dir/starting" --rpc-port "$starting_rpc" --gwat-port 0
for _ in $(seq 300); do
  curl -s -o "$dir/null" "http://127.0.0.1:$starting_rpc/" && break
  sleep 0.1
done
asked=$starting_rpc
rows STARTING synchronization synchronization 'node is starting'
expect STARTING dag_headSyncReady "[$nothing]" 'procedure is locked'
expect STARTING dag_headSync "[[$nothing]]" 'not ready'
stop_hard "$last_pid"

# Slot 0 has begun: from here on a gwat waits for peers.
asked=$asked_rpc
start node-2 first
asked_pid=$last_pid
await_stage "$asked_rpc" CHECKPOINT_SYNC 30
rows CHECKPOINT_SYNC synchronization synchronization true '"0x0"'
genesis=$(sed -n 's/.*"hash":"\(0x[0-9a-f]*\)".*/\1/p' \
  <<<"$(rpc "$asked_rpc" eth_getBlockByNumber '["0x0",false]')")
checkpoint="{\"slot\":\"0x0\",\"creators\":[],\"finalizing\":[\"$genesis\"]}"
expect CHECKPOINT_SYNC dag_headSyncReady "[$checkpoint]" 'procedure is locked'
expect CHECKPOINT_SYNC dag_headSync "[[$checkpoint]]" 'not ready'

# Again, with a peer, which falls silent when it has told of its finalised chain: its DAG is waited for.
stop_hard "$asked_pid"
start node-1 peer --gwat-alone
peer_pid=$last_pid
await_stage "$peer_rpc" CHECKPOINT_SYNC 30
start node-2 second
await_peer "$asked_rpc" 30
kill -STOP "$peer_pid"
await_stage "$asked_rpc" DAG_SYNC 60
rows DAG_SYNC synchronization true true '"0x0"'
expect DAG_SYNC dag_headSyncReady "[$checkpoint]" 'procedure is locked'
expect DAG_SYNC dag_headSync "[[$checkpoint]]" 'not ready'

kill -CONT "$peer_pid"
await_stage "$asked_rpc" HEAD_SYNC_READY 60
rows HEAD_SYNC_READY synchronization true true '"0x0"'
expect HEAD_SYNC_READY dag_headSync "[[$checkpoint]]" 'not ready'
expect HEAD_SYNC_READY dag_headSyncReady "[$checkpoint]" true
expect HEAD_SYNC_READY dag_headSyncReady "[$checkpoint]" true

# A first chunk begins head sync, and the rest is awaited.
expect HEAD_SYNC_READY dag_headSync "[[$checkpoint],{\"final\":false}]" true
await_stage "$asked_rpc" HEAD_SYNC 5
rows HEAD_SYNC synchronization true true '"0x0"'

expect HEAD_SYNC dag_headSync "[[$checkpoint]]" true
await_stage "$asked_rpc" WORKING 5
rows WORKING ok true true '"0x0"'
expect WORKING dag_headSync "[[$checkpoint]]" 'not ready'

# The coordinator, which is this script, is silent for 32 slots.
await_stage "$asked_rpc" CATCH_UP 60
rows CATCH_UP synchronization true true '"0x0"'
expect CATCH_UP dag_headSync "[[$checkpoint]]" 'not ready'
expect CATCH_UP dag_headSyncReady "[$checkpoint]" true
await_stage "$asked_rpc" HEAD_SYNC_READY 5

if [ "$failures" -gt 0 ]; then
  echo "$failures answers were not those of the table." >&2
  exit 1
fi
echo "All answers were those of the table."
