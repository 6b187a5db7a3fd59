#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Prints what docs/benchmarks.md lists: times, allocations and instructions of a decision and of a call,
# and what the control plane does for a thousand clients.
#   tests/bench/run.sh [BUILD_DIRECTORY]        default: build/release
set -eu
cd "$(dirname "$0")/../.."
bench="${1:-build/release}/tests/bench"
[ -x "$bench/decision_bench" ] || { echo "no $bench/decision_bench: build first (cmake --build --preset release)" >&2; exit 1; }

"$bench/decision_bench" --benchmark_repetitions=5 --benchmark_report_aggregates_only=true \
  --benchmark_enable_random_interleaving=true

echo
"$bench/route_bench"

echo
"$bench/call_bench"

echo
"$bench/registry_bench"

echo
"$bench/ads_bench"

command -v valgrind > /dev/null || { echo "valgrind is not installed: instructions are not counted" >&2; exit 0; }
collected() {
  valgrind --tool=callgrind --callgrind-out-file=/dev/null "$bench/decision_callgrind" "$1" "$2" 2>&1 |
    sed -n 's/.*Collected : //p'
}
printf '\n%-30s %s\n' scenario 'instructions per decision'
"$bench/decision_callgrind" | cut -f1 | while read -r scenario; do
  few=$(collected "$scenario" 1024)
  many=$(collected "$scenario" 5120)
  printf '%-30s %s\n' "$scenario" $(((many - few) / 4096))
done

printf '\ninstructions per call, client and server together\n'
calls() {
  valgrind --tool=callgrind --callgrind-out-file=/dev/null "$bench/call_bench" "$1" "$2" 2>&1 | sed -n 's/.*Collected : //p'
}
for client in bare bare-id weft; do
  few=$(calls $client 500)
  many=$(calls $client 2500)
  printf '%-30s %s\n' "$client" $(((many - few) / 2000))
done
