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

shopt -s nullglob
passed=0 failed=0 skipped=0
for project in tests/AuditOps.*/; do
  name=$(basename "$project")
  program=$project/bin/Release/net10.0/$name
  [ -x "$program" ] || continue
  say "running $name ..."
  start=$SECONDS
  out=artifacts/$name.txt
  "$program" -noLogo -noColor -showLiveOutput "$@" >"$out" 2>&1 </dev/null
  code=$?
  summary=$(grep -E 'Total: [0-9]+' "$out" | tail -n 1)
  if [ -z "$summary" ]; then
    tail -n 40 "$out"
    say "$name ended with code $code and no summary."
    failed=$((failed + 1))
    continue
  fi
  total=$(sed -n 's/.*Total: \([0-9]*\).*/\1/p' <<<"$summary")
  bad=$(sed -n 's/.*Failed: \([0-9]*\).*/\1/p' <<<"$summary")
  errors=$(sed -n 's/.*Errors: \([0-9]*\).*/\1/p' <<<"$summary")
  skip=$(sed -n 's/.*Skipped: \([0-9]*\).*/\1/p' <<<"$summary")
  idle=$(sed -n 's/.*Not Run: \([0-9]*\).*/\1/p' <<<"$summary")
  total=$((total - ${idle:-0}))
  bad=$((bad + ${errors:-0}))
  [ "$bad" -gt 0 ] && grep -vE '^\s*$' "$out" | head -n 200
  grep -E '\[(SKIP|FIGURE)\]' "$out"
  say "$name: $((total - bad - skip)) passed, $bad failed, $skip skipped in $((SECONDS - start)) s"
  passed=$((passed + total - bad - skip)); failed=$((failed + bad)); skipped=$((skipped + skip))
done
if [ $((passed + failed)) -eq 0 ]; then say "no test ran."; failed=1; fi
[ "$skipped" -gt 0 ] && say "$skipped skipped, each with its reason above"
printf '%d passed, %d failed\n' "$passed" "$failed"
[ "$failed" -eq 0 ]
