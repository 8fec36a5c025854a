#!/bin/sh
# The pages in a real browser, over a small demonstration county: every page in three languages on a phone, and what people come
# for with script switched off (tests/browser). The last line counts.
set -u
cd "$(dirname "$0")/../.." || exit 1
said=$(mktemp)
trap 'rm -f "$said"' EXIT

node --test --test-reporter=spec tests/browser/*.test.mjs >"$said" 2>&1
status=$?
# What passed is only counted; what failed is told whole, once.
sed -n '/failing tests:/,$p' "$said"
passed=$(sed -n 's/^ℹ pass //p' "$said")
failed=$(sed -n 's/^ℹ fail //p' "$said")
if [ -z "$passed" ] || [ -z "$failed" ]; then
	cat "$said"
	passed=0
	failed=1
fi
[ "$status" = 0 ] || [ "$failed" != 0 ] || failed=1
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
