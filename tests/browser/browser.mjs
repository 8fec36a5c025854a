// A headless Chromium and what the tests look for in a page. Chromium is the machine's own; its profile is a temporary
// folder of its own that goes with it. Its headless shell is the same engine without the windows, tabs and helpers of a desktop around
// it, at half the processor's time for a page: where it is installed everything runs in it but what is measured by time.
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { chromium } from "playwright-core";

const whole = [process.env.CHROMIUM, "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
const shell = [process.env.CHROMIUM_SHELL, "/usr/bin/chromium-headless-shell", ...whole];
const flags = [
	"--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
	"--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
];
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const patience = 60000; // ms
const rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

export const languages = ["zh-CN", "bo", "en"];
export const phone = { width: 360, height: 740 };
export const desk = { width: 1280, height: 900 };

async function launch(places, args) {
	const executablePath = places.find((path) => path && existsSync(path));
	if (!executablePath)
		throw new Error("there is no Chromium here; run tools/setup.sh test");
	return chromium.launch({ executablePath, args });
}

export const openBrowser = () => launch(shell, flags);

// The browser as people have it, for what is measured.
export const openWholeBrowser = (more = []) => launch(whole, [...flags, ...more]);

// A browser of one person: signed in by token (or nobody), in one language. Without its worker nothing is kept between two pages. How long
// something may take is judged where it is measured; elsewhere a busy machine is waited for.
export async function openPerson(browser, url, { token = "", language = "zh-CN", viewport = phone, script = true, worker = true } = {}) {
	const context = await browser.newContext({ viewport, javaScriptEnabled: script, acceptDownloads: true });
	context.setDefaultTimeout(patience);
	if (!worker)
		await context.addInitScript(() => { delete Navigator.prototype.serviceWorker; });
	const cookies = [{ name: "lang", value: language, url }];
	if (token)
		cookies.push({ name: "session", value: token, url });
	await context.addCookies(cookies);
	return context;
}

// What axe-core finds against WCAG 2.2 AA, a line each.
export async function accessibilityFaults(page) {
	await page.evaluate(axe);
	const found = await page.evaluate((values) => globalThis.axe.run({ runOnly: { type: "tag", values }, resultTypes: ["violations"], preload: false }), rules);
	return found.violations.flatMap((violation) =>
		violation.nodes.map((node) => `${violation.id}: ${node.target.join(" ")}: ${node.failureSummary.split("\n")[1]}`));
}

// Has the browser lay out what is not on the screen yet, too: until then it takes no room of its own, is cut at its edge and not painted.
export async function layOut(page) {
	await page.evaluate(() => {
		for (const e of document.querySelectorAll(".good, .lines > li, .table tr"))
			e.style.contentVisibility = "visible";
	});
}

// Whether the page is wider than the window: nothing may scroll sideways but what says so itself.
export function sidewaysScroll(page) {
	return page.evaluate(() => {
		const root = document.documentElement;
		if (root.scrollWidth <= root.clientWidth)
			return [];
		const wide = [...document.querySelectorAll("body *")].filter((e) => e.getBoundingClientRect().right > root.clientWidth + 0.5);
		return [`${root.scrollWidth} > ${root.clientWidth}: ${wide.slice(0, 4).map((e) => `${e.localName}.${e.className}`).join(", ")}`];
	});
}

// What a thumb cannot hit: controls under 44 px (or as asked) in either direction. A link within a sentence is exempt (WCAG 2.5.8), and
// what is moved off the screen until it has the focus.
export function smallTargets(page, pixels = 44) {
	return page.evaluate((asked) => {
		const least = asked - 0.5;
		const isInSentence = (e) => {
			if (e.localName !== "a" || !(e instanceof HTMLElement) || !getComputedStyle(e).display.startsWith("inline"))
				return false;
			const around = e.parentElement.innerText.trim(), own = e.innerText.trim();
			return getComputedStyle(e).display === "inline" && around.length > own.length;
		};
		const boxOf = (e) => {
			const boxes = [e, ...(e.labels ?? [])].map((part) => part.getBoundingClientRect());
			const left = Math.min(...boxes.map((b) => b.left)), right = Math.max(...boxes.map((b) => b.right));
			const top = Math.min(...boxes.map((b) => b.top)), bottom = Math.max(...boxes.map((b) => b.bottom));
			return { left, right, top, bottom, width: right - left, height: bottom - top };
		};
		const found = [];
		for (const e of document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary")) {
			if (!e.checkVisibility({ visibilityProperty: true, opacityProperty: true }) || isInSentence(e))
				continue;
			const box = boxOf(e);
			const isAway = e.classList.contains("hide") || box.right <= 0 || box.bottom <= 0 || box.width <= 1 || box.height <= 1;
			if (isAway || (box.width >= least && box.height >= least))
				continue;
			const words = (e.innerText || e.getAttribute("aria-label") || e.name || "").trim().slice(0, 24);
			found.push(`${e.localName}.${e.className} "${words}" ${Math.round(box.width)} x ${Math.round(box.height)}`);
		}
		return found;
	}, pixels);
}

// Collects what the browser complains of, and pieces of the page that did not come.
export function listen(page) {
	const faults = [];
	page.on("console", (message) => {
		if (message.type() === "error" || message.type() === "warning")
			faults.push(`console: ${message.text()}`);
	});
	page.on("pageerror", (error) => faults.push(`script: ${error.message}`));
	// What the browser itself gave up, since the next page came first, is missed by nobody.
	page.on("requestfailed", (request) => request.failure()?.errorText === "net::ERR_ABORTED" ||
		faults.push(`did not come: ${request.url()} ${request.failure()?.errorText}`));
	return faults;
}
