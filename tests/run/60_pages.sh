#!/bin/sh
# The pages in a real browser, over small demonstration counties: every page in three languages on a phone, the keyboard alone,
# large text, script switched off, the network cut, and what pages cost on a weak link beside their budgets (tests/browser). The last
# line counts.
set -u
cd "$(dirname "$0")/../.." || exit 1
rm -f build/test/budgets.txt
said=$(mktemp)
trap 'rm -f "$said"' EXIT
node tests/browser/run.mjs >"$said" 2>&1
status=$?
[ ! -e build/test/budgets.txt ] || cat build/test/budgets.txt
cat "$said"
exit "$status"
