#!/usr/bin/env bash
# Lets the real Suricata read a pcap into a sidecar, and shows what a reader of the sidecar's output socket gets.
# Usage: suricata-config/read-pcap.sh PCAP [RULES]
#   RULES  default: the .rules file beside the pcap with the same name, else eve-sidecar.rules
# SURICATA in the environment names another Suricata than that on the path.
# Everything that is made lies in run/ at the top of the project, which is emptied first. Needs out/eve-sidecar.
set -euo pipefail

fail() { printf 'read-pcap: %s\n' "$*" >&2; exit 1; }
readable() { [ -r "$1" ] || fail "cannot read $1"; realpath "$1"; }

if [ $# -lt 1 ] || [ $# -gt 2 ]; then sed -n '2,6s/^# //p' "$0" >&2; exit 2; fi
here=$(dirname "$(realpath "$0")")
pcap=$(readable "$1")
# Suricata takes a minute to say it. Both byte orders of pcap in micro- and nanoseconds, and pcapng.
case "$(od -An -N4 -tx1 "$pcap" | tr -d ' ')" in
  d4c3b2a1 | a1b2c3d4 | 4d3cb2a1 | a1b23c4d | 0a0d0d0a) ;;
  *) fail "$1 is no pcap and no pcapng file" ;;
esac
rules=${2:-${pcap%.*}.rules}
[ $# -eq 2 ] || [ -e "$rules" ] || rules=$here/eve-sidecar.rules
rules=$(readable "$rules")

# From here on names are relative: an absolute name of a deep folder may not fit into a socket address (107 bytes).
cd "$here/.."
[ -x out/eve-sidecar ] || fail 'no out/eve-sidecar; make publish makes it'
rm -rf run
mkdir -p run/suricata

sidecar='' reader='' suricata=''
cleanup() {
  local status=$? process
  trap '' INT TERM
  for process in $suricata $reader $sidecar; do kill "$process" 2>/dev/null || true; done
  wait
  exit "$status"
}
trap cleanup EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

running() { kill -0 "$1" 2>/dev/null; }

# wait_until SECONDS CONDITION...: fails when the sidecar ends before the condition holds
wait_until() {
  local tries=$(($1 * 20))
  shift
  until "$@"; do
    running "$sidecar" || fail 'the sidecar ended early: see run/sidecar.log'
    [ $((tries--)) -gt 0 ] || fail "waited too long for: $*; see run/sidecar.log"
    sleep 0.05
  done
}

# Three hours in a second: an account of itself for each minute would bury the verdicts.
out/eve-sidecar run --run-dir run --set verdicts.stats-interval=0 2>run/sidecar.log &
sidecar=$!
wait_until 10 test -S run/eve.sock
wait_until 10 test -S run/verdicts.sock

# Attached before the first record, so that it sees every verdict.
socat -d -d -u UNIX-CONNECT:run/verdicts.sock CREATE:run/verdicts.ndjson 2>run/reader.log &
reader=$!
wait_until 10 grep -qs 'starting data transfer loop' run/reader.log

# One packet thread: the records come in the same order each time. Suricata takes the socket's name from its log folder.
"${SURICATA:-suricata}" -c suricata-config/eve-sidecar.yaml -S "$rules" -r "$pcap" -l run/suricata --runmode single \
  --set outputs.0.eve-log.filename=../eve.sock >run/suricata.log 2>&1 &
suricata=$!

status=0
wait -n -p first "$suricata" "$sidecar" || status=$?
[ "$first" = "$suricata" ] || fail "the sidecar ended with status $status while Suricata was running: see run/sidecar.log"
suricata=''
[ "$status" -eq 0 ] || fail "Suricata ended with status $status: see run/suricata.log"

# It takes what is still in the socket, learns once more, sends its verdicts, and writes report and snapshot.
kill -TERM "$sidecar" || true
status=0
wait "$sidecar" || status=$?
sidecar=''
[ "$status" -eq 0 ] || fail "the sidecar ended with status $status: see run/sidecar.log"
wait "$reader" || fail 'the reader of run/verdicts.sock failed: see run/reader.log'
reader=''

cat run/verdicts.ndjson
tail -n 6 run/sidecar.log
