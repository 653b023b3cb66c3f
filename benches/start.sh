#!/usr/bin/env bash
# How long the command takes from start to end, compared to one that does nothing. Needs hyperfine.
set -euo pipefail
cd "$(dirname "$0")/.."

cargo build --release --quiet
explain=$PWD/target/release/explain
error='rpc error: code = Unavailable desc = dial tcp 10.0.0.7:50051: connect: connection refused'

hyperfine --shell=none --warmup 20 --min-runs 200 \
    -n 'true' true \
    -n 'explain UNAUTHENTICATED' "$explain UNAUTHENTICATED" \
    -n 'explain net/connection-refused' "$explain net/connection-refused" \
    -n 'explain ERROR' "$explain '$error'" \
    -n 'explain list' "$explain list"
