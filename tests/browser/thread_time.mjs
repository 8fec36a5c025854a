// What pages cost a processor, whatever else the machine does meanwhile: from a trace of Chromium, the processor time (not the time of the
// clock) of the tasks of the threads that make a page: its main thread and its service worker's. A clock on a busy machine tells of the
// machine; this tells of the page, and a processor that is four times slower takes four times as much of it.
const categories = ["-*", "toplevel", "blink.user_timing", "devtools.timeline"];
const longTask = 50; // ms: what is longer keeps a finger waiting (Long Tasks API; total blocking time is the sum of what is over it)
const ms = 1000; // the trace counts microseconds

// Tasks begin within each other; only the outermost count.
function outermost(tasks) {
	const found = [];
	let end = -1;
	for (const task of tasks.sort((a, b) => a.ts - b.ts || b.dur - a.dur)) {
		if (task.ts < end)
			continue;
		found.push(task);
		end = task.ts + task.dur;
	}
	return found;
}

function tasksOf(events, process, name) {
	const threads = events.filter((event) => event.name === "thread_name" && event.pid === process && event.args.name.startsWith(name));
	return threads.flatMap(({ tid }) => outermost(events.filter((event) => event.pid === process && event.tid === tid && event.ph === "X" && /RunTask$/.test(event.name))));
}

// Opens a page by `open` and gives { until, blocked }: until(t) is the processor time in ms up to t ms after its navigation began, blocked
// what its tasks would take over 50 ms each, on a processor `slower` times slower. One trace a browser at a time.
export async function threadTime(browser, page, url, slower, open) {
	await browser.startTracing(page, { categories });
	await open();
	const { traceEvents: events } = JSON.parse((await browser.stopTracing()).toString());
	const start = events.filter((event) => event.name === "navigationStart" && event.args.data?.documentLoaderURL?.startsWith(url)).at(-1);
	if (!start)
		throw new Error(`no navigation to ${url} in the trace`);
	const main = tasksOf(events, start.pid, "CrRendererMain").filter((task) => task.ts >= start.ts);
	const worker = tasksOf(events, start.pid, "ServiceWorker").filter((task) => task.ts >= start.ts);
	if (main.every((task) => task.tdur === undefined))
		throw new Error("this Chromium's trace has no processor time of threads");
	const sum = (tasks) => tasks.reduce((total, task) => total + (task.tdur ?? 0) / ms, 0);
	return {
		until: (t) => sum([...main, ...worker].filter((task) => task.ts < start.ts + t * ms)),
		blocked: main.reduce((total, task) => total + Math.max(0, slower * (task.tdur ?? 0) / ms - longTask), 0),
	};
}
