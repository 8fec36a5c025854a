// A network that breaks at commits: stands between the program and PostgreSQL, as a socket in a folder of its own.
//   node cut.mjs FOLDER TARGET CONTROL
// FOLDER/.s.PGSQL.5432 leads to TARGET/.s.PGSQL.5432. While the file CONTROL says "before N", each Nth COMMIT is not passed on and both
// ends are cut; "after N": it is passed on, and when the server has answered both ends are cut, so that the answer is lost. While it says
// "silent", whatever comes is swallowed, over new connections, too; what was swallowed on once stays silent for good, and the server is not
// told when the program goes.
import { existsSync, readFileSync } from 'node:fs';
import net from 'node:net';

const [folder, target, control] = process.argv.slice(2);
const commit = Buffer.from('Q\0\0\0\x0bCOMMIT\0', 'latin1');
let seen = 0;

function order() {
	if (!existsSync(control)) return {};
	const [way, each] = readFileSync(control, 'utf8').trim().split(' ');
	return { way, each: Number(each) };
}

net.createServer((client) => {
	const server = net.connect(`${target}/.s.PGSQL.5432`);
	let answerIsLost = false;
	let isSilent = false;
	const swallows = () => (isSilent ||= order().way === 'silent');
	const cut = () => {
		if (swallows()) return;
		client.destroy();
		server.destroy();
	};
	client.on('data', (data) => {
		if (swallows()) return;
		if (data.includes(commit)) {
			const { way, each } = order();
			if (way && ++seen % each === 0) {
				console.log(way);
				if (way === 'before') return cut();
				answerIsLost = true;
			}
		}
		if (!server.write(data)) {
			client.pause();
			server.once('drain', () => client.resume());
		}
	});
	server.on('data', (data) => {
		if (swallows()) return;
		if (answerIsLost) return cut();
		if (!client.write(data)) {
			server.pause();
			client.once('drain', () => server.resume());
		}
	});
	for (const end of [client, server]) {
		end.on('error', cut);
		end.on('close', cut);
	}
}).listen(`${folder}/.s.PGSQL.5432`, () => console.log('ready'));
