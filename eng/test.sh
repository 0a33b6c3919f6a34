#!/usr/bin/env bash
# Every test, on a bare machine too: installs the foreign clients the tests drive, builds everything, runs each test project
# and ends with the line "N passed, N failed". Arguments go to each test program (for example -class "*Broker*").
set -uo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root" || exit 2

say() { printf 'auditops: %s\n' "$*" >&2; }
fail() { say "$*"; exit 2; }

"$root/auditops" --prepare || exit $?

missing=()
for p in kcat python3-kafka; do
  dpkg-query -W -f='${Status}' "$p" 2>/dev/null | grep -q 'ok installed' || missing+=("$p")
done
if [ ${#missing[@]} -gt 0 ]; then
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    say "installing Debian packages for the tests: ${missing[*]} ..."
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null 2>&1 ||
      { apt-get update -qq >/dev/null 2>&1; DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null 2>&1; } ||
      fail "Debian packages could not be installed: ${missing[*]}."
  else
    fail "these Debian packages are missing: ${missing[*]}. Install them and run this again."
  fi
fi

# Foreign clients from npm, each pinned by its lock file.
while IFS= read -r lock; do
  dir=$(dirname "$lock")
  if ! cmp -s "$lock" "$dir/node_modules/.auditops-lock" 2>/dev/null; then
    say "installing npm packages for ${dir#./} ..."
    (cd "$dir" && npm ci --ignore-scripts --no-audit --no-fund --silent) || fail "npm packages for ${dir#./} could not be installed."
    cp "$lock" "$dir/node_modules/.auditops-lock"
  fi
done < <(find ./tests -name node_modules -prune -o -name package-lock.json -print | sort)

eng/native/setup.sh tests || exit $?

start=$SECONDS
mkdir -p artifacts
say "building the tests ..."
if ! dotnet build AuditOps.sln -c Release -v quiet --nologo --disable-build-servers -clp:NoSummary >artifacts/tests.log 2>&1; then
  grep -E 'error' artifacts/tests.log | sort -u | head -n 30 >&2
  fail "the build of the tests failed; the whole log is artifacts/tests.log."
fi
say "building the tests: done in $((SECONDS - start)) s"

# Processes that live for seconds: measuring their own code to make it faster costs them more than it brings.
export DOTNET_TieredPGO=0

shopt -s nullglob
# A suite that hangs is ended with everything that it started.
limit=2400
[ "${AUDITOPS_TEST_LONG:-}" = 1 ] && limit=86400

# suite NAME ARGUMENT...: runs one test project and leaves "PASSED FAILED SKIPPED" in artifacts/NAME.sum. What it prints comes in one piece: another lane may print too.
suite() {
  local name=$1 start=$SECONDS
  local program=tests/$name/bin/Release/net10.0/$name out=artifacts/$name.txt
  shift
  say "running $name ..."
  timeout --kill-after=30 "$limit" "$program" -noLogo -noColor -showLiveOutput "$@" >"$out" 2>&1 </dev/null &
  trap "kill $! 2>/dev/null; exit 130" TERM
  wait $!
  local code=$? summary total=0 bad=0 errors=0 skip=0 idle=0 why=''
  trap - TERM
  summary=$(grep -E "^ *$name +Total: [0-9]+" "$out" | tail -n 1)
  if [ -n "$summary" ]; then
    count() { sed -n "s/.*$1: \([0-9]*\).*/\1/p" <<<"$summary"; }
    total=$(count Total) bad=$(count Failed) errors=$(count Errors) skip=$(count Skipped) idle=$(count 'Not Run')
    bad=$((bad + ${errors:-0})) total=$((total - ${idle:-0} + ${errors:-0}))
  fi
  if [ "$code" = 124 ] || [ "$code" = 137 ]; then why="did not end within $((limit / 60)) min (or was killed)"
  elif [ -z "$summary" ]; then why="CRASHED: it ended with code $code and no summary"
  elif [ "$code" != 0 ] && [ "$bad" = 0 ]; then why="ended with code $code although no test failed"
  fi
  [ -n "$why" ] && total=$((total + 1)) bad=$((bad + 1))
  {
    [ "$bad" -gt 0 ] && [ -n "$summary" ] && grep -vE '^\s*$' "$out" | head -n 200
    [ -n "$why" ] && { tail -n 40 "$out"; printf 'auditops: %s %s; counted as one failure. All that it printed is in %s.\n' "$name" "$why" "$out"; }
    [ -z "$why" ] && grep -E '\[(SKIP|FIGURE)\]' "$out"
    printf 'auditops: %s: %d passed, %d failed, %d skipped in %d s\n' "$name" $((total - bad - ${skip:-0})) "$bad" "${skip:-0}" $((SECONDS - start))
  } >"$out.report"
  cat "$out.report"
  rm "$out.report"
  printf '%d %d %d\n' $((total - bad - ${skip:-0})) "$bad" "${skip:-0}" >"artifacts/$name.sum"
}

# lane NAME...: one after the other.
arguments=("$@")
lane() {
  local name
  for name in "$@"; do suite "$name" ${arguments[@]+"${arguments[@]}"}; done
}

# Two lanes side by side, because the tests of EndToEnd wait for other processes more than they compute.
waiting=AuditOps.EndToEnd.Tests
names=() computing=()
for project in tests/AuditOps.*/*.csproj; do
  name=$(basename "$project" .csproj)
  names+=("$name")
  [ "$name" = "$waiting" ] || computing+=("$name")
  rm -f "artifacts/$name.sum"
done
lane "$waiting" &
lane "${computing[@]}" &
trap 'kill $(jobs -p) 2>/dev/null; wait; exit 130' INT TERM
wait

passed=0 failed=0 skipped=0
for name in "${names[@]}"; do
  if read -r p f s 2>/dev/null <"artifacts/$name.sum"; then
    passed=$((passed + p)) failed=$((failed + f)) skipped=$((skipped + s))
  else
    say "$name left no count."
    failed=$((failed + 1))
  fi
done
if [ $((passed + failed)) -eq 0 ]; then say "no test ran."; failed=1; fi
[ "$skipped" -gt 0 ] && say "$skipped skipped, each with its reason above"
printf '%d passed, %d failed\n' "$passed" "$failed"
[ "$failed" -eq 0 ]
