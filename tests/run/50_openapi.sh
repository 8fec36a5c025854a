#!/bin/sh
# The program's own description, /api/openapi.json, must be a sound OpenAPI 3.1 document: a fresh installation is served, and
# redocly lints what it says of itself by its recommended rules. The last line counts.
set -u
cd "$(dirname "$0")/../.." || exit 1
program=$PWD/build/tongcun
redocly=$PWD/node_modules/.bin/redocly
. tests/count.sh

# The document is of version 3.1, and every door has a summary and says what trouble looks like.
holds_all_doors()
{
	node - "$folder/openapi.json" <<'JS'
const document = JSON.parse(require("fs").readFileSync(process.argv[2], "utf8"));
let count = 0;
for (const [path, methods] of Object.entries(document.paths))
	for (const [method, operation] of Object.entries(methods)) {
		if (method !== "get" && method !== "post")
			continue;
		count++;
		if (!operation.summary)
			throw new Error(`${method} ${path} has no summary`);
		if (!operation.responses["4XX"] || !operation.responses["5XX"])
			throw new Error(`${method} ${path} does not say what trouble gives`);
	}
if (!document.openapi.startsWith("3.1") || count < 30)
	throw new Error(`OpenAPI ${document.openapi} with ${count} doors`);
JS
}

check init "$program" init --data "$folder/data"
check import "$program" import places tests/support/places --data "$folder/data"
if ! serve "$program" serve --data "$folder/data" --listen 127.0.0.1:0; then
	failed=$((failed + 1))
	finish
fi
check fetch curl -sSf -o "$folder/openapi.json" "$address/api/openapi.json"
check doors holds_all_doors
cd "$folder" || exit 1
check lint env REDOCLY_TELEMETRY=off REDOCLY_SUPPRESS_UPDATE_NOTICE=true "$redocly" lint --extends recommended openapi.json
finish
