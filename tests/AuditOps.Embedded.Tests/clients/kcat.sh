#!/bin/sh
# Drives the broker with kcat: produces with every codec it has, consumes with a group, checks every record.
# Usage: kcat.sh BOOTSTRAP TOPIC (the topic exists). Prints one line and exits 0 when all is well.
set -eu
bootstrap=$1
topic=$2
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
fail() { echo "kcat: $*" >&2; exit 1; }

: > "$dir/expected"
for codec in none gzip snappy lz4; do
  seq 1 100 | sed "s/.*/$codec-&:value-$codec-&/" > "$dir/in"
  cat "$dir/in" >> "$dir/expected"
  timeout 30 kcat -P -b "$bootstrap" -t "$topic" -K: -z "$codec" -X acks=all -X enable.idempotence=true < "$dir/in"
done
timeout 60 kcat -G kcat-group -b "$bootstrap" -X auto.offset.reset=earliest -K: -c 400 -q "$topic" > "$dir/out"
sort "$dir/expected" > "$dir/a"
sort "$dir/out" > "$dir/b"
cmp -s "$dir/a" "$dir/b" || fail "$(wc -l < "$dir/out") of 400 records came, or some were wrong"
printf 'later:record\n' | timeout 30 kcat -P -b "$bootstrap" -t "$topic" -K: -X acks=all
[ "$(timeout 60 kcat -G kcat-group -b "$bootstrap" -X auto.offset.reset=earliest -K: -c 1 -q "$topic")" = "later:record" ] || fail "the group did not go on where it had committed"
timeout 30 kcat -L -b "$bootstrap" -t "$topic" | grep -q "topic \"$topic\" with" || fail "the topic is not listed"
timeout 30 kcat -Q -b "$bootstrap" -t "$topic:0:-2" | grep -q "offset 0" || fail "the first offset is not 0"
echo "kcat: 400 records produced and consumed"
