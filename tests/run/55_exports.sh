#!/bin/sh
# Exports in open formats, made by the stories of the unit tests on both databases and read by validators that are no part of this program,
# ajv and xmllint, against the standards' own schemas and our promises beyond them (tests/exports). The last line counts.
set -u
cd "$(dirname "$0")/../.." || exit 1
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
trap 'exit 1' INT TERM
passed=0
failed=0

# look ENGINE COMMAND...: makes the exports by the command, and counts what the validators say of them.
look()
{
	engine=$1
	shift
	mkdir -m 777 "$folder/$engine"
	if ! TONGCUN_EXPORTS=$folder/$engine "$@" >"$folder/made" 2>&1; then
		echo "FAILED: the exports could not be made on $engine"
		tail -n 20 "$folder/made"
		failed=$((failed + 1))
		return
	fi
	EXPORTS=$folder/$engine node --test --test-reporter=spec tests/exports/*.test.mjs >"$folder/said" 2>&1
	status=$?
	sed -n '/failing tests:/,$p' "$folder/said"
	good=$(sed -n 's/^ℹ pass //p' "$folder/said")
	bad=$(sed -n 's/^ℹ fail //p' "$folder/said")
	[ -n "$good" ] || cat "$folder/said"
	[ "$status" = 0 ] || [ "${bad:-0}" != 0 ] || bad=1
	passed=$((passed + ${good:-0}))
	failed=$((failed + ${bad:-1}))
}

stories='campaign_public_pages campaign_moves_with campaign_grants project_export'
# shellcheck disable=SC2086 # words
look sqlite build/asan/unit $stories
look postgresql tests/private_postgres.sh build/asan/unit $stories
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
