// What PostgreSQL would do for each statement that pages and lists ask, in a database a thousandfold the demo. A county that is served from
// PostgreSQL, with every statement in the cluster's log, is walked through (walk.mjs); then its tables are given the statistics of a million
// rows, and each text is explained with values that came with it.
// Nothing may walk through a whole table: no sequential scan, no index without a condition, but for what is explained below, or where a
// LIMIT ends it after a page's rows. Of the demo's statistics only how many values ids have is kept: one county and few people would make
// every index look useless. Where the demo has no row some are put in, whatever rules there are: PostgreSQL takes an empty table for empty.
// The last line is "N passed, N failed".
// usage: plans.mjs URL DOORS DATABASE LOG
import { readFileSync } from "node:fs";
import { spawnSync } from "node:child_process";
import { walk } from "./walk.mjs";

const [url, doorsFile, database, logFile] = process.argv.slice(2);
const valuesOfText = 4;

// Tables that stay small however large the land grows.
const small = new Map(Object.entries({
	category: "kinds of goods, given with the program",
	schema_step: "a line a step of the schema",
	pg_database: "PostgreSQL's own",
}));
// [a piece of the text, the table, why]
const allowed = [
	["FROM gateway_nonce WHERE at < $1 LIMIT 1", "gateway_nonce", "there is an index; a nonce lives ten minutes"],
	["ORDER BY a.name, a.id LIMIT 1000", "partner", "the page of all partners, some hundred firms and authorities"],
	["ORDER BY a.name, a.id LIMIT 1000", "pledge", "and shows what each has pledged"],
];

function ask(sql) {
	const run = spawnSync("psql", ["-qAtX", "-v", "ON_ERROR_STOP=0", database], { input: sql, encoding: "utf8", maxBuffer: 1 << 28 });
	if (run.error || run.status !== 0)
		throw new Error(`psql: ${run.error ?? run.stderr}`);
	return run;
}

// ---- the statements, with values that came with them ----

function statements() {
	const texts = new Map(); // text -> Set of "'1', NULL"
	const lines = readFileSync(logFile, "utf8").split("\n");
	for (const [i, line] of lines.entries()) {
		const text = line.match(/ LOG: {2}execute [^:]+: ((?:SELECT|WITH|INSERT|UPDATE|DELETE) .*)$/)?.[1];
		if (!text)
			continue;
		const values = lines[i + 1]?.match(/ DETAIL: {2}parameters: (.*)$/)?.[1] ?? "";
		const list = [...values.matchAll(/\$\d+ = ('(?:[^']|'')*'|NULL)/g)].map(([, value]) => value).join(", ");
		texts.set(text, texts.get(text) ?? new Set());
		if (texts.get(text).size < valuesOfText)
			texts.get(text).add(list);
	}
	return texts;
}

// ---- plans ----

// Two rows of anything in each table, so that none and none of its partial indexes is empty: rules between columns and between tables
// are switched off.
const fill = `
DO $$ DECLARE t RECORD; c RECORD; number TEXT; anything TEXT; BEGIN
	SET session_replication_role = replica;
	FOR t IN SELECT oid, relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' LOOP
		FOR c IN SELECT conname FROM pg_constraint WHERE conrelid = t.oid AND contype = 'c' LOOP
			EXECUTE format('ALTER TABLE %I DROP CONSTRAINT %I', t.relname, c.conname);
		END LOOP;
		FOREACH number IN ARRAY ARRAY['0', '1'] LOOP
			SELECT string_agg(CASE atttypid WHEN 'bigint'::regtype THEN number ELSE quote_literal('x') END, ', ' ORDER BY attnum)
				INTO anything FROM pg_attribute WHERE attrelid = t.oid AND attnum > 0 AND NOT attisdropped;
			EXECUTE format('INSERT INTO %I VALUES (%s) ON CONFLICT DO NOTHING', t.relname, anything);
		END LOOP;
	END LOOP;
END $$;
ANALYZE;
`;
const grow = `
UPDATE pg_class SET reltuples = 1000000 WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
	AND relname NOT IN (${[...small.keys()].map((name) => `'${name}'`)});
UPDATE pg_class AS i SET reltuples = t.reltuples FROM pg_index AS x JOIN pg_class AS t ON t.oid = x.indrelid
	WHERE i.oid = x.indexrelid AND t.relnamespace = 'public'::regnamespace;
DELETE FROM pg_statistic AS s USING pg_attribute AS a WHERE a.attrelid = s.starelid AND a.attnum = s.staattnum
	AND (s.stadistinct > -0.1 OR a.attname !~ '(^|_)id$|^(owner|nonce|digest|login|key)$');
UPDATE pg_statistic SET ${[1, 2, 3, 4, 5].map((n) => `stakind${n} = 0, stanumbers${n} = NULL, stavalues${n} = NULL`)};
`;

// The program says of what type its values are; here PostgreSQL finds it out, or it is seen from them.
function explain(texts, typeOf) {
	const asked = [...texts].flatMap(([text, lists]) => [...lists].map((list) => ({ text, list })));
	const run = ask(asked.map(({ text, list }) => `\\echo @@\nPREPARE p${typeOf(list)} AS ${text};\nEXPLAIN (FORMAT JSON) EXECUTE p${
		list ? `(${list})` : ""};\nDEALLOCATE p;\n`).join(""));
	const said = run.stdout.split("@@\n").slice(1);
	return { said: asked.map((one, i) => ({ ...one, plan: said[i].trim() ? JSON.parse(said[i])[0].Plan : null })), problems: run.stderr };
}

const valuesOf = (list) => [...list.matchAll(/'(?:[^']|'')*'|NULL/g)].map(([value]) => value);
const seenTypes = (list) => list ? `(${valuesOf(list).map((value) => (/^('-?\d+'|NULL)$/.test(value) ? "bigint" : "text"))})` : "";

function explainAll(texts) {
	const { said } = explain(texts, () => "");
	const again = new Map(said.filter(({ plan }) => !plan).map(({ text, list }) => [text, [list]]));
	const second = explain(again, seenTypes);
	for (const { text } of second.said.filter(({ plan }) => !plan))
		console.log(`not explained: ${text}\n${second.problems}`);
	return [...said, ...second.said].filter(({ plan }) => plan);
}

// A page's rows end it: nothing on the way up to the LIMIT needs all rows first.
function isEnded(above) {
	for (const node of above.toReversed()) {
		if (node["Node Type"] === "Limit")
			return true;
		if (!/^(Nested Loop|Result|Subquery Scan|Append|Merge Append|Memoize|LockRows)$/.test(node["Node Type"]))
			return false;
	}
	return false;
}

// A condition helps when it is about the index's first column, or columns when that is reckoned.
const leading = new Map();

function walksWhole(node, above) {
	const type = node["Node Type"];
	if (type === "Seq Scan")
		return true;
	const leads = (leading.get(node["Index Name"]) ?? []).some((name) => new RegExp(`\\b${name}\\b`).test(node["Index Cond"] ?? ""));
	return /^(Bitmap )?Index (Only )?Scan$/.test(type) && !leads && !(isEnded(above) && !node.Filter);
}

function look(plan, above, found) {
	const relation = plan["Relation Name"] ?? above.toReversed().find((node) => node["Relation Name"])?.["Relation Name"];
	if (walksWhole(plan, above))
		found.push({ relation, how: `${plan["Node Type"]} ${plan["Index Name"] ?? ""}${plan.Filter ? ` ${plan.Filter}` : ""}` });
	for (const one of plan.Plans ?? [])
		look(one, [...above, plan], found);
	return found;
}

// ---- judging ----

const { found, doors } = await walk(url, doorsFile);
const texts = statements();
ask(fill);
ask(grow);
for (const line of ask("SELECT relname, pg_get_indexdef(oid, 1, true) FROM pg_class WHERE relkind = 'i'").stdout.trim().split("\n")) {
	const [index, first] = line.split("|");
	leading.set(index, first.match(/[a-z_]+/g));
}
const plans = explainAll(texts), wrong = new Map(), used = new Set();
for (const { text, plan } of plans)
	for (const { relation, how } of look(plan, [], [])) {
		const reason = allowed.find(([piece, table]) => table === relation && text.includes(piece));
		if (reason)
			used.add(reason);
		else if (!small.has(relation))
			wrong.set(`${relation} in ${text}`, how);
	}
for (const [where, how] of wrong)
	console.log(`${how.slice(0, 300)}\n    ${where}`);
const idle = allowed.filter((one) => !used.has(one));
for (const [piece, table] of idle)
	console.log(`explained, but not found any more: ${table} in ${piece}`);
const unread = [...texts.keys()].filter((text) => !plans.some((one) => one.text === text)).length;
const failed = wrong.size + idle.length + unread;
console.log(`${texts.size} statements of ${found.size} doors of ${doors.length}`);
console.log(`${texts.size - wrong.size - unread} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
