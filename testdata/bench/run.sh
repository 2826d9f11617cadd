#!/usr/bin/env bash
# Measures culprit beside other scanners on the same patterns and logs:
#   testdata/bench/run.sh [MiB, 256] [patterns, 1000] [rounds, 5]
# Whole processes, start-up included; user CPU seconds are medians of interleaved
# rounds. Scanners that are not installed (Debian: ripgrep, libhyperscan-dev) are
# left out. Needs GNU time (Debian: time).
set -euo pipefail
cd "$(dirname "$0")/../.."
mib=${1:-256} n=${2:-1000} rounds=${3:-5}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

go build -o "$work/culprit" ./cmd/culprit
go run ./testdata/bench/patterns -n "$n" -dir "$work"
go run ./testdata/bench/corpus -size $((mib << 20)) -fail "$work/texts.txt" -json "$work/app-json.log" -plain "$work/app.log"
gzip -1 -k "$work/app-json.log"
if command -v cc >/dev/null && cc -O2 testdata/bench/hyperscan.c -o "$work/hyperscan" -I/usr/include/hs -lhs 2>/dev/null; then hs=1; else hs=; fi

sed 's/?P<number>//' "$work/re.txt" >"$work/rg.txt" # ripgrep allows a group's name once

declare -a names commands inputs
add() { names+=("$1"); inputs+=("$2"); commands+=("$3"); }
rules="--no-builtin-rules --rules $work/rules"
add "culprit, $n rules" app-json.log "$work/culprit analyze $rules $work/app-json.log"
add "culprit, $n rules, text" app.log "$work/culprit analyze $rules $work/app.log"
head -1 "$work/app-json.log" >"$work/one.log"
add "culprit, $n rules, one line" one.log "$work/culprit analyze $rules $work/one.log"
add "culprit, own rules, one line" one.log "$work/culprit analyze $work/one.log"
add "culprit, $n rules, gzip" app-json.log "$work/culprit analyze $rules $work/app-json.log.gz"
if command -v rg >/dev/null; then
  add "rg -j1 -F, literals" app-json.log "rg -j1 --no-mmap -F -f $work/escaped.txt $work/app-json.log"
  add "rg -j1, regexes" app.log "rg -j1 --no-mmap --dfa-size-limit 1G --regex-size-limit 1G -f $work/rg.txt $work/app.log"
fi
[ -z "$hs" ] || add "hyperscan, regexes" app.log "$work/hyperscan $work/re.txt $work/app.log"
add "grep -F, literals" app-json.log "env LC_ALL=C grep -F -f $work/escaped.txt $work/app-json.log"
# grep takes no (?P<…>), (?i) or \d; its time grows so fast that 1 MiB is enough.
sed -e 's/(?i)//; s/(?P<number>/(/; s/(?:/(/g; s/\\d/[0-9]/g' "$work/re.txt" >"$work/ere.txt"
head -c 1M "$work/app.log" >"$work/app-1m.log"
add "grep -E, regexes (1 MiB)" app-1m.log "env LC_ALL=C grep -E -f $work/ere.txt $work/app-1m.log"

for ((round = 0; round < rounds; round++)); do
  for i in "${!names[@]}"; do
    /usr/bin/time -a -o "$work/times.$i" -f '%U %e %M' ${commands[$i]} >"$work/out" 2>"$work/err.$i" || true
  done
done
printf '%-30s %9s %9s %10s %10s\n' "$mib MiB, median of $rounds" 'user s' 'wall s' 'MB/user s' 'peak MiB'
for i in "${!names[@]}"; do
  bytes=$(stat -c %s "$work/${inputs[$i]}")
  grep -E '^[0-9.]+ [0-9.]+ [0-9]+$' "$work/times.$i" | sort -n | awk -v name="${names[$i]}" -v bytes="$bytes" '
    { user[NR] = $1; wall[NR] = $2; if ($3 > peak) peak = $3 }
    END { m = int((NR + 1) / 2); printf "%-30s %9.2f %9.2f %10.0f %10.0f\n", name, user[m], wall[m], bytes / 1e6 / (user[m] + 0.001), peak / 1024 }'
done
