// A small demonstration county in a temporary folder, served on a free port, and the people who sign in to it.
// With TONGCUN_URL set, a county that is already served is used, and left as it is afterwards; with TONGCUN_PAGES a folder of one is copied.
import { spawn, spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { request } from "node:http";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "../..");
const program = join(root, "build/tongcun");
const orders = 200;

// Who signs in, as the demonstration prints it (src/app/demo.c).
export const logins = { buyer: "buyer", coop: "coop", operator: "operator", cadre: "cadre", bus: "bus", conductor: "conductor", partner: "partner", officer: "county", auditor: "auditor", admin: "admin" };
export const password = "plum-valley-8";

// Asks the interface for programs; throws when it refuses.
export async function ask(county, path, token) {
	const answer = await fetch(`${county.url}/api/v1${path}`, { headers: token ? { Authorization: `Bearer ${token}` } : {} });
	if (!answer.ok)
		throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
	return answer.json();
}

async function send(site, path, fields, token = site.tokens.buyer) {
	const answer = await fetch(`${site.url}/api/v1${path}`, {
		method: "POST",
		headers: { "Content-Type": "application/json", Authorization: `Bearer ${token}` },
		body: JSON.stringify(fields),
	});
	if (!answer.ok)
		throw new Error(`POST ${path}: ${answer.status} ${await answer.text()}`);
	return answer.json();
}

// The buyer puts a product of the co-operative into the cart, and orders one more, which waits for its payment and is given back.
export async function order(site, product) {
	const { variants } = await ask(site, `/products/${product.id}`);
	const variant = variants[0].id;
	await send(site, "/cart", { variant, pieces: 1 });
	const placed = await send(site, "/orders", {
		receiver: "徐博文", phone: "13900001234", place: "510525106204", address: "2 组 7 号", station: "", payment: "gateway",
		lines: [{ variant, pieces: 1 }],
	});
	return { ...placed.orders[0], payment: placed.pay.split("/")[2] };
}

// Puts a recording on a station or goods: as much of an Ogg Opus file as it is told by. Pages fetch it only when it is played.
export async function readAloud(site, who, path) {
	const body = new FormData();
	body.append("audio", new Blob([`OggS${"\0".repeat(24)}OpusHead${"\0".repeat(64)}`], { type: "audio/ogg" }), "voice.opus");
	const answer = await fetch(`${site.url}/api/v1${path}/audio`, { method: "POST", headers: { Authorization: `Bearer ${site.tokens[who]}` }, body });
	if (!answer.ok)
		throw new Error(`POST ${path}/audio: ${answer.status} ${await answer.text()}`);
}

// Long work that somebody asked for, once it has ended: a file of that address.
export async function longWork(site, who, address) {
	const token = site.tokens[who], patience = 30000, until = Date.now() + patience;
	let work = await send(site, "/jobs", { address }, token);
	while (["waiting", "running"].includes(work.state) && Date.now() < until) {
		await new Promise((over) => setTimeout(over, 100));
		work = await ask(site, `/jobs/${work.id}`, token);
	}
	return work;
}

// Each from an address of its own: ten a minute may sign in from one, and the browser's people want to as well.
function signIn(url, who) {
	const localAddress = `127.0.0.${2 + Object.keys(logins).indexOf(who)}`;
	return new Promise((resolve, reject) => {
		const asking = request(`${url}/api/v1/sign-in`, { method: "POST", localAddress, headers: { "Content-Type": "application/json" } }, async (answer) => {
			let said = "";
			for await (const bytes of answer)
				said += bytes;
			if (answer.statusCode >= 300)
				reject(new Error(`${who} cannot sign in: ${said}`));
			else
				resolve(JSON.parse(said).token);
		});
		asking.on("error", reject);
		asking.end(JSON.stringify({ login: logins[who], password }));
	});
}

export function makeCounty(folder) {
	if (!existsSync(program))
		throw new Error("build/tongcun is not there: run make");
	const made = spawnSync(program, ["demo", "--once", "--orders", String(orders), "--data", folder], { encoding: "utf8" });
	if (made.status !== 0)
		throw new Error(`the demonstration county was not made:\n${made.stdout}${made.stderr}`);
}

// Starts a server and waits until it says where it listens.
function start(command, args) {
	return new Promise((resolve, reject) => {
		const child = spawn(command, args);
		let said = "", log = "";
		child.stderr.on("data", (bytes) => { log += bytes; });
		child.stdout.on("data", (bytes) => {
			said += bytes;
			const where = said.match(/127\.0\.0\.1:\d+/);
			if (where)
				resolve({ child, url: `http://${where[0]}` });
		});
		child.on("exit", (code) => reject(new Error(`${command} ended (${code}):\n${log}`)));
	});
}

function stop(server) {
	server.child.removeAllListeners("exit");
	const ended = new Promise((resolve) => server.child.once("exit", resolve));
	server.child.kill("SIGTERM");
	return ended;
}

// The payment company calls back at the public address, so the port must be known before.
function freePort() {
	return new Promise((resolve) => {
		const listener = createServer().listen(0, "127.0.0.1", () => {
			const { port } = listener.address();
			listener.close(() => resolve(port));
		});
	});
}

async function serve(folder) {
	const secret = readFileSync(join(folder, "gateway.key"), "utf8").trim();
	const gateway = await start(join(root, "build/gateway"), ["--listen", "127.0.0.1:0", "--secret", secret, "--retry-ms", "100"]);
	const address = `127.0.0.1:${await freePort()}`;
	const settings = {
		home_place: "510525", title: "古蔺通村", public_url: `http://${address}`,
		gateway_url: gateway.url, gateway_secret: secret, gateway_merchant: "tongcun",
	};
	const sets = Object.entries(settings).flatMap(([name, value]) => ["--set", `${name}=${value}`]);
	const site = await start(program, ["serve", "--data", folder, "--listen", address, ...sets]);
	return { url: site.url, servers: [site, gateway] };
}

export async function openCounty() {
	let url = process.env.TONGCUN_URL, servers = [], folder;
	if (!url) {
		folder = mkdtempSync(join(tmpdir(), "tongcun-pages-"));
		if (process.env.TONGCUN_PAGES)
			cpSync(process.env.TONGCUN_PAGES, join(folder, "data"), { recursive: true });
		else
			makeCounty(join(folder, "data"));
		({ url, servers } = await serve(join(folder, "data")));
	}
	const tokens = { nobody: "" };
	for (const who of Object.keys(logins))
		tokens[who] = await signIn(url, who);
	return {
		url, tokens,
		async close() {
			await Promise.all(servers.map(stop));
			if (folder)
				rmSync(folder, { recursive: true });
		},
	};
}
