#!/usr/bin/env bash
# Puts the two native libraries into the cache, once per version:
#   librdkafka.so  built from the source inside an npm package (same version as Confluent.Kafka)
#   libchdb.so     ClickHouse as a library, shipped ready-made in an npm package
# With `tests` as argument it also builds librdkafka's own test runner (used by the broker's tests).
# Every download is checked against the SHA-512 pinned below. Prints one line per long step.
set -euo pipefail

RDKAFKA_VERSION=2.15.1
RDKAFKA_PACKAGE=@confluentinc/kafka-javascript@1.10.1
RDKAFKA_SHA512='KVePUBn21EqCVP9mfxzEuM3SYJHHEF7X+iiC2e43QQgDSyEaksInmCGooT3w5q+cNAdkSCrK71j0ICfqoSqZLw=='
CHDB_VERSION=26.5.3
CHDB_PACKAGE=@chdb/lib-linux-x64-gnu@26.5.3
CHDB_SHA512='fPrLmRt5Moor9yGz4mazbrNje4t7X9KB2mTGkXFWRxRBs2iKy8yh6jx11xsa0Qr3iDFMU/yHqd+bVdYJXu3QaQ=='

cache=${AUDITOPS_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/auditops}
mkdir -p "$cache"

say() { printf 'auditops: %s\n' "$*" >&2; }
fail() { printf 'auditops: %s\n' "$*" >&2; exit 2; }

# run TITLE COMMAND...: output goes to a log that is shown only on failure.
run() {
  local title=$1 log start
  shift
  log=$(mktemp); start=$SECONDS
  say "$title ..."
  if "$@" >"$log" 2>&1; then
    say "$title: done in $((SECONDS - start)) s"
    rm -f "$log"
  else
    tail -n 30 "$log" >&2
    rm -f "$log"
    fail "$title failed; the last lines are above."
  fi
}

# fetch PACKAGE SHA512 DIR: downloads an npm tarball, checks it, unpacks it into DIR.
fetch() {
  local package=$1 want=$2 into=$3 tgz got
  command -v npm >/dev/null || fail "npm is missing: install Node.js 20 or newer."
  mkdir -p "$into"
  tgz=$(cd "$into" && npm pack --silent "$package" 2>/dev/null | tail -n 1)
  [ -n "$tgz" ] && [ -f "$into/$tgz" ] || fail "could not download $package from the npm registry."
  got=$(openssl dgst -sha512 -binary "$into/$tgz" | base64 -w0)
  [ "$got" = "$want" ] || fail "$package does not have the pinned SHA-512; nothing of it was used."
  tar -xzf "$into/$tgz" -C "$into"
  rm -f "$into/$tgz"
}

rdkafka_source() {
  [ -d "$cache/librdkafka-$RDKAFKA_VERSION-src/package" ] && return
  rm -rf "$cache/librdkafka-$RDKAFKA_VERSION-src"
  local tmp="$cache/.rdkafka.$$"
  fetch "$RDKAFKA_PACKAGE" "$RDKAFKA_SHA512" "$tmp"
  mv "$tmp" "$cache/librdkafka-$RDKAFKA_VERSION-src"
}

build_rdkafka() {
  rdkafka_source
  cd "$cache/librdkafka-$RDKAFKA_VERSION-src/package/deps/librdkafka"
  ./configure --disable-gssapi --disable-curl
  make -j"$(nproc)" -C src librdkafka.so.1
  mkdir -p "$cache/librdkafka-$RDKAFKA_VERSION"
  cp src/librdkafka.so.1 "$cache/librdkafka-$RDKAFKA_VERSION/librdkafka.so.tmp"
  mv "$cache/librdkafka-$RDKAFKA_VERSION/librdkafka.so.tmp" "$cache/librdkafka-$RDKAFKA_VERSION/librdkafka.so"
}

build_rdkafka_tests() {
  rdkafka_source
  cd "$cache/librdkafka-$RDKAFKA_VERSION-src/package/deps/librdkafka"
  [ -f Makefile.config ] || ./configure --disable-gssapi --disable-curl
  make -j"$(nproc)" libs
  make -j"$(nproc)" -C tests/interceptor_test
  make -j"$(nproc)" -C tests build
}

get_chdb() {
  local tmp="$cache/.chdb.$$"
  fetch "$CHDB_PACKAGE" "$CHDB_SHA512" "$tmp"
  mkdir -p "$cache/chdb-$CHDB_VERSION"
  find "$tmp" -name libchdb.so -exec mv {} "$cache/chdb-$CHDB_VERSION/libchdb.so.tmp" \;
  find "$tmp" -iname 'licen[cs]e*' -exec cp {} "$cache/chdb-$CHDB_VERSION/" \;
  rm -rf "$tmp"
  mv "$cache/chdb-$CHDB_VERSION/libchdb.so.tmp" "$cache/chdb-$CHDB_VERSION/libchdb.so"
}

[ "$(uname -m)" = x86_64 ] || fail "the embedded ClickHouse library exists for x86_64 Linux only; this machine is $(uname -m)."
[ -f "$cache/librdkafka-$RDKAFKA_VERSION/librdkafka.so" ] || run "building librdkafka $RDKAFKA_VERSION (about 90 s, once)" build_rdkafka
[ -f "$cache/chdb-$CHDB_VERSION/libchdb.so" ] || run "fetching ClickHouse (chDB $CHDB_VERSION, 166 MB, once)" get_chdb
if [ "${1:-}" = tests ] && [ ! -x "$cache/librdkafka-$RDKAFKA_VERSION-src/package/deps/librdkafka/tests/test-runner" ]; then
  run "building librdkafka's own tests (about 2 min, once)" build_rdkafka_tests
fi
