#!/bin/sh
# The pages in a real browser, over small demonstration counties: every page in three languages on a phone, the keyboard alone,
# large text, script switched off, the network cut, and what pages cost on a weak link beside their budgets (tests/browser). The last
# line counts.
set -u
cd "$(dirname "$0")/../.." || exit 1
said=$(mktemp)
begun=$(date +%s)
trap 'rm -f "$said"' EXIT

rm -f build/test/budgets.txt

node --test --test-reporter=spec tests/browser/*.test.mjs >"$said" 2>&1
status=$?
[ ! -e build/test/budgets.txt ] || cat build/test/budgets.txt
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
echo "all checks of pages: $(($(date +%s) - begun)) s"
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
