// A small demonstration county in a temporary folder, served on a free port, and the people who sign in to it.
// With TONGCUN_URL set, a county that is already served is used, and left as it is afterwards.
import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "../..");
const program = join(root, "build/tongcun");
const orders = 300;

// Who signs in, as the demonstration prints it (src/app/demo.c).
export const logins = { buyer: "buyer", coop: "coop", operator: "operator", cadre: "cadre", officer: "county", auditor: "auditor", admin: "admin" };
export const password = "plum-valley-8";

// Asks the interface for programs; throws when it refuses.
export async function ask(county, path, token) {
	const answer = await fetch(`${county.url}/api/v1${path}`, { headers: token ? { Authorization: `Bearer ${token}` } : {} });
	if (!answer.ok)
		throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
	return answer.json();
}

async function signIn(url, who) {
	const answer = await fetch(`${url}/api/v1/sign-in`, {
		method: "POST",
		headers: { "Content-Type": "application/json" },
		body: JSON.stringify({ login: logins[who], password }),
	});
	if (!answer.ok)
		throw new Error(`${who} cannot sign in: ${await answer.text()}`);
	return (await answer.json()).token;
}

function makeCounty(folder) {
	const made = spawnSync(program, ["demo", "--once", "--orders", String(orders), "--data", folder], { encoding: "utf8" });
	if (made.status !== 0)
		throw new Error(`the demonstration county was not made:\n${made.stdout}${made.stderr}`);
}

function serve(folder) {
	return new Promise((resolve, reject) => {
		const child = spawn(program, ["serve", "--data", folder, "--listen", "127.0.0.1:0", "--set", "home_place=510525"]);
		let said = "", log = "";
		child.stderr.on("data", (bytes) => { log += bytes; });
		child.stdout.on("data", (bytes) => {
			said += bytes;
			const url = said.match(/http:\/\/127\.0\.0\.1:\d+/);
			if (url)
				resolve({ child, url: url[0] });
		});
		child.on("exit", (code) => reject(new Error(`tongcun serve ended (${code}):\n${log}`)));
	});
}

export async function openCounty() {
	let url = process.env.TONGCUN_URL, child, folder;
	if (!url) {
		if (!existsSync(program))
			throw new Error("build/tongcun is not there: run make");
		folder = mkdtempSync(join(tmpdir(), "tongcun-pages-"));
		makeCounty(join(folder, "data"));
		({ child, url } = await serve(join(folder, "data")));
	}
	const tokens = { nobody: "" };
	for (const who of Object.keys(logins))
		tokens[who] = await signIn(url, who);
	return {
		url, tokens,
		async close() {
			if (child) {
				child.removeAllListeners("exit");
				const ended = new Promise((resolve) => child.once("exit", resolve));
				child.kill("SIGTERM");
				await ended;
				rmSync(folder, { recursive: true });
			}
		},
	};
}
