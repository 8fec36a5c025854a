// A link between a browser and a county that can be made bad: a small relay on a port of its own. Its way is one of
//	"good"	everything passes;
//	"down"	every connection is cut at once, though the phone believes that it has a network;
//	"mute"	what is posted arrives at the server, and the answer is lost on its way back.
// Every answer begins `delay` milliseconds late, and all of them together come at `rate` bytes a millisecond (0: at once), whoever asks:
// a page, its service worker, a picture. `passed` tells what came: { method, path, status, type, bytes } with the bytes on the wire.
import { createServer, request } from "node:http";
import { setTimeout as wait } from "node:timers/promises";

const piece = 1400; // bytes, about a packet
const letters = "<!doctype html><title>Aa</title><body style='font: 17px system-ui, 'Noto Sans CJK SC', 'Noto Serif Tibetan''>Aa 1 <b>Bb</b> <span lang=zh-CN>字<b>体</b></span> <span lang=bo>བོད་ཡིག<b>ཡིག</b></span>";

// A page of the link's own, with letters of every script: a browser that showed it has opened its fonts.
export const lettersPath = "/letters-of-every-script";

export async function openLink(url) {
	const there = new URL(url), link = { way: "good", delay: 0, rate: 0, arrived: [], passed: [] };
	let freeAt = 0;

	// Answers share the link, packet by packet.
	async function trickle(bytes, answer) {
		for (let at = 0; at < bytes.length; at += piece) {
			const packet = bytes.subarray(at, at + piece);
			if (link.rate > 0) {
				freeAt = Math.max(freeAt, performance.now()) + packet.length / link.rate;
				await wait(freeAt - performance.now());
			}
			answer.write(packet);
		}
		answer.end();
	}

	const headBytes = (reply) => reply.rawHeaders.reduce((sum, one) => sum + one.length + 2, 20);

	async function pass(question, reply, answer, came) {
		const pieces = [];
		for await (const one of reply)
			pieces.push(one);
		const body = Buffer.concat(pieces);
		if (link.way === "mute" && question.method === "POST") {
			question.socket.destroy();
			return;
		}
		link.passed.push({ method: question.method, path: question.url, status: reply.statusCode, type: reply.headers["content-type"] ?? "", bytes: headBytes(reply) + body.length });
		await wait(Math.max(0, link.delay - (performance.now() - came)));
		answer.writeHead(reply.statusCode, reply.headers);
		answer.flushHeaders();
		await trickle(body, answer);
	}

	const relay = createServer((question, answer) => {
		const came = performance.now();
		if (link.way === "down") {
			question.socket.destroy();
			return;
		}
		if (question.url === lettersPath) {
			answer.writeHead(200, { "Content-Type": "text/html; charset=utf-8" }).end(letters);
			return;
		}
		link.arrived.push(`${question.method} ${question.url}`);
		const onward = request({ host: there.hostname, port: there.port, method: question.method, path: question.url, headers: question.headers }, (reply) =>
			pass(question, reply, answer, came).catch(() => question.socket.destroy()));
		onward.on("error", () => question.socket.destroy());
		question.pipe(onward);
	});
	await new Promise((resolve) => relay.listen(0, "127.0.0.1", resolve));
	link.url = `http://127.0.0.1:${relay.address().port}`;
	link.count = (line) => link.arrived.filter((one) => one === line).length;
	link.close = () => {
		relay.closeAllConnections();
		return new Promise((resolve) => relay.close(resolve));
	};
	return link;
}
