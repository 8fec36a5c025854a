// The seconds of processor that a process and all that came of it took, also of what was ended by force or lost its parent: looked up
// twice a second in /proc (proc(5)), so what lives shorter is missed. Where there is no such folder they are 0.
import { readdirSync, readFileSync } from "node:fs";

const ticks = 100; // a second, in /proc on Linux (sysconf(_SC_CLK_TCK))

function processes() {
	const found = [];
	for (const id of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
		try {
			const line = readFileSync(`/proc/${id}/stat`, "utf8");
			const [, parent, ...rest] = line.slice(line.lastIndexOf(")") + 2).split(" ");
			found.push({ id: Number(id), parent: Number(parent), took: (Number(rest[9]) + Number(rest[10])) / ticks });
		} catch {
			// it ended meanwhile
		}
	}
	return found;
}

// Watches the process; stop() gives the seconds.
export function watchProcessor(root) {
	const took = new Map([[root, 0]]);
	function look() {
		const now = processes();
		for (let grew = true; grew;) {
			grew = false;
			for (const { id, parent } of now)
				if (!took.has(id) && took.has(parent)) {
					took.set(id, 0);
					grew = true;
				}
		}
		for (const { id, took: until } of now)
			if (took.has(id))
				took.set(id, until);
	}
	const timer = process.platform === "linux" ? setInterval(look, 500) : undefined;
	return {
		stop() {
			clearInterval(timer);
			return [...took.values()].reduce((sum, one) => sum + one, 0);
		},
	};
}
