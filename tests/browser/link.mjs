// A link between a browser and a county that can be made bad: a small relay on a port of its own. Its way is one of
//	"good"	everything passes;
//	"down"	every connection is cut at once, though the phone believes that it has a network;
//	"mute"	what is posted arrives at the server, and the answer is lost on its way back.
// Every answer comes `delay` milliseconds late.
import { createServer, request } from "node:http";
import { setTimeout as wait } from "node:timers/promises";

export async function openLink(url) {
	const there = new URL(url), link = { way: "good", delay: 0, arrived: [] };
	const relay = createServer((question, answer) => {
		const { way } = link;
		if (way === "down") {
			question.socket.destroy();
			return;
		}
		link.arrived.push(`${question.method} ${question.url}`);
		const onward = request({ host: there.hostname, port: there.port, method: question.method, path: question.url, headers: question.headers }, async (reply) => {
			if (way === "mute" && question.method === "POST") {
				reply.resume();
				reply.on("end", () => question.socket.destroy());
				return;
			}
			await wait(link.delay);
			answer.writeHead(reply.statusCode, reply.headers);
			reply.pipe(answer);
		});
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
