// The page on which the pictures of gallery.mjs are looked at: a row a page, a picture a language and width, all of one height, to be opened
// whole; who sees the page, where it is, and what was wrong with it. One width or language alone is shown when it is chosen above.
const text = (words) => words.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
const who = {
	nobody: "Everybody", buyer: "A buyer", operator: "The operator of a station", coop: "A co-operative", cadre: "A village cadre",
	bus: "A bus company", conductor: "A conductor", partner: "A partner", officer: "The county's officer", admin: "The administrator",
};
const names = { "zh-CN": "中文", bo: "བོད་ཡིག", en: "English" };

const style = `
:root { --plum: #7a1f4d; --ink: #211c1a; --stone: #5c534c; --line: #d9d1c3; --wool: #f4f1ea; --oxide: #8c3011; }
* { box-sizing: border-box } body { margin: 0; background: var(--wool); color: var(--ink); font: 16px/1.5 system-ui, "Noto Sans CJK SC", sans-serif }
body::before { content: ""; display: block; height: 8px; background: repeating-linear-gradient(90deg, #7a1f4d 0 24px, #f4ead8 0 26px, #2a6144 0 38px, #e9b23b 0 46px, #a63f1b 0 54px, #f4ead8 0 56px, #0a7b7e 0 60px, #2c4870 0 80px) }
header { padding: 24px 32px 8px } h1 { margin: 0; font-size: 28px } header p { margin: 4px 0 0; color: var(--stone) } main { padding: 0 32px 48px }
form { position: sticky; top: 0; z-index: 1; display: flex; flex-wrap: wrap; gap: 8px 24px; align-items: center; padding: 10px 32px; background: #fff; border-bottom: 1px solid var(--line) }
fieldset { display: flex; gap: 4px; margin: 0; padding: 0; border: 0 } label { padding: 6px 12px; border-radius: 4px; cursor: pointer } label:has(:checked) { font-weight: 700; box-shadow: inset 0 -3px #e9b23b }
label:has(:focus-visible), input[type=search]:focus { outline: 3px solid #0a7b7e } input[type=radio] { position: absolute; opacity: 0 } input[type=search] { font: inherit; padding: 6px 12px; border: 2px solid #81766b; border-radius: 4px }
h2 { margin: 40px 0 8px; font-size: 21px } section { margin-top: 12px; padding: 12px 16px 16px; background: #fff; border-radius: 4px } section h3 { margin: 0 0 8px; font-size: 17px } h3 small { margin-left: 8px; color: var(--stone); font-weight: 400; overflow-wrap: anywhere }
.pictures { display: flex; flex-wrap: wrap; gap: 12px } figure { margin: 0 } figcaption { color: var(--stone); font-size: 14px }
figure a { display: block; height: 320px; overflow: hidden; border: 1px solid var(--line); background: var(--wool) } img { display: block; height: auto } .w360 img { width: 156px } .w1280 img { width: 384px } figure a:hover { border-color: var(--plum) }
.wrong { margin: 0 0 8px; color: var(--oxide); font-weight: 600 } .bad { padding: 12px 16px; background: #fae4da; border-left: 6px solid #a63f1b } .bad a { color: var(--oxide) } [hidden] { display: none }`;

const script = `
const form = document.forms[0];
form.addEventListener("input", show); form.addEventListener("submit", (event) => event.preventDefault());
function show() {
	const { width, language, word } = Object.fromEntries(new FormData(form));
	for (const one of document.querySelectorAll("figure"))
		one.hidden = (width !== "" && one.dataset.width !== width) || (language !== "" && one.dataset.language !== language);
	for (const one of document.querySelectorAll("section"))
		one.hidden = !one.dataset.words.includes(word.trim().toLowerCase());
}`;

const choices = (name, values) => `<fieldset>${[["", "All"], ...values].map(([value, word], i) =>
	`<label><input type="radio" name="${name}" value="${value}"${i === 0 ? " checked" : ""}>${word}</label>`).join("")}</fieldset>`;

function picture({ fileOf }, visit, width, language) {
	const file = fileOf(visit, width, language);
	return `<figure class="w${width}" data-width="${width}" data-language="${language}"><a href="${file}"><img src="${file}" alt="${text(visit.name)}" loading="lazy"></a><figcaption>${names[language] ?? language}, ${width} px</figcaption></figure>`;
}

function row(gallery, visit) {
	const wrong = gallery.failed.filter((one) => one.visit === visit).map((one) =>
		`<p class="wrong">${names[one.language] ?? one.language}, ${one.width} px: ${text(one.faults.join("; "))}</p>`);
	const pictures = gallery.widths.flatMap((width) => gallery.languages.map((language) => picture(gallery, visit, width, language)));
	return `<section id="${gallery.fileOf(visit, 0, "").split(".")[0]}" data-words="${text(`${visit.name} ${visit.path}`.toLowerCase())}"><h3>${text(visit.name)}<small>${text(visit.path)}</small></h3>
${wrong.join("\n")}<div class="pictures">${pictures.join("\n")}</div></section>`;
}

// gallery: { pages, languages, widths, failed: [{ visit, language, width, faults }], fileOf(visit, width, language) }
export function galleryPage(gallery) {
	const { pages, languages, widths, failed, fileOf } = gallery;
	const groups = Object.entries(who).map(([as, word]) => ({ word, mine: pages.filter((visit) => visit.as === as) })).filter(({ mine }) => mine.length > 0);
	const broken = [...new Set(failed.map(({ visit }) => visit))].map((visit) => `<a href="#${fileOf(visit, 0, "").split(".")[0]}">${text(visit.name)}</a>`);
	return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Tongcun: every page</title><style>${style}</style></head>
<body><header><h1>Tongcun: every page</h1><p>${pages.length} pages, ${languages.length} languages, ${widths.length} widths; press a picture to see it whole.</p></header>
<form>${choices("width", widths.map((width) => [width, `${width} px`]))}${choices("language", languages.map((language) => [language, names[language] ?? language]))}<input type="search" name="word" placeholder="name or address" aria-label="Name or address of a page"></form>
<main>${broken.length > 0 ? `<p class="bad">Failed: ${broken.join(", ")}</p>` : ""}
${groups.map(({ word, mine }) => `<h2>${word}</h2>\n${mine.map((visit) => row(gallery, visit)).join("\n")}`).join("\n")}
</main><script>${script}</script></body></html>
`;
}
