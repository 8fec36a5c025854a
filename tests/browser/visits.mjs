// The pages that people use, each with somebody who may see it. The ids come from the county itself.
import { ask, longWork, order, readAloud } from "./county.mjs";

const county = "510525", village = "510525106204";

const firstOf = async (site, path, who, is = () => true) => (await ask(site, path, site.tokens[who])).items.find(is);

const everybody = ({ product, over, station, need, campaign, project, gift, partner, pledge, course, vacancy, region }) => [
	["home", `/?place=${county}`],
	["shelf", "/shelf"],
	["shelf, nothing found", "/shelf?q=zzzz"],
	["product", `/products/${product.id}`],
	["product, its pre-sale over", `/products/${over.id}`],
	["seller", `/sellers/${product.seller_id}`],
	["cart, empty", "/cart"],
	["join", "/join"],
	["join, the form", `/join?place=${village}`],
	["sign in", "/sign-in"],
	["places", "/places"],
	["county", `/places/${county}`],
	["village", `/places/${village}`],
	["find a place", "/places/find?q=红"],
	["stations", `/stations?place=${county}`],
	["stations, a place level by level", `/stations?into=${county}`],
	["station, read aloud", `/stations/${station.id}`],
	["ledger", "/ledger"],
	["figures of the country", "/figures"],
	["needs", "/needs"],
	["needs, nothing found", "/needs?place=51&q=zzzz"],
	["a need", `/needs/${need.id}`],
	["price board", `/sellers/${product.seller_id}/board`],
	["notice of a station", `/stations/${station.id}/notice`],
	["books of the country", "/books"],
	["book of a province", "/books/51"],
	["without a network", "/offline"],
	["campaigns", "/campaigns"],
	["campaigns that are over", "/campaigns?show=over"],
	["campaign", `/campaigns/${campaign.id}`],
	["every gift", `/campaigns/${campaign.id}/trace`],
	["projects", "/projects"],
	["project", `/projects/${project.id}`],
	["money of a project", `/projects/${project.id}/entries`],
	["month of a project", `/projects/${project.id}/reports/${project.began_on.slice(0, 7).replace("-", "")}`],
	["a gift to its rides", `/given/${gift.id}`],
	["partners", "/partners"],
	["partner", `/partners/${partner.id}`],
	["year of a partner", `/partners/${partner.id}/sheet`],
	["promises", `/pledges?place=${county}`],
	["promise", `/pledges/${pledge.id}`],
	["paired families", "/pairings"],
	["paired regions", "/regions"],
	["a paired region", `/regions/${region.id}`],
	["courses", "/courses"],
	["course", `/courses/${course.id}`],
	["work nearby", "/vacancies"],
	["work", `/vacancies/${vacancy.id}`],
	["not found", "/products/510525-0000-0", 404],
	["components", "/kit"],
];

const buyer = ({ order, stood_by }) => [
	["me", "/me"],
	["my orders", "/orders"],
	["my order", `/orders/${order.id}`],
	["receipt of my order", `/orders/${order.id}/receipt`],
	["my cart", "/cart"],
	["checkout", "/checkout"],
	["my payment", `/payments/${order.payment}`],
	["my details", "/me/details"],
	["my password", "/me/password"],
	["my sessions", "/me/sessions"],
	["who looked", "/me/looks"],
	["my household", "/me/household"],
	["messages", "/messages"],
	["ask", "/ask"],
	["post a need", "/needs/new"],
	["offer help", "/needs/new?offer=yes"],
	["my needs", "/needs/mine"],
	["my gifts", "/given"],
	["my courses and work", "/courses/mine"],
	["my paired families", "/pairings/mine"],
	["a family I stand by", `/pairings/${stood_by.id}`],
	["stand by a family", "/pairings/offers/new"],
	["no vouchers to take", "/rides"],
	["not allowed", "/people", 403],
];

const operator = () => [
	["counter", "/counter"],
	["serve a villager", "/serve?q=陈"],
	["cash to take", "/counter/pay"],
	["till", "/counter/till"],
	["parcels at the counter", "/counter/parcels"],
	["long work, none", "/jobs"],
	["my rights", "/me/rights"],
	["new person", `/people/new?place=${village}`],
];

const coop = ({ product, stock, variant, payday }) => [
	["households linked with us", `/sellers/${product.seller_id}/linkages`],
	["paydays", `/sellers/${product.seller_id}/paydays`],
	["a payday", `/paydays/${payday.id}`],
	["new share or contract", `/linkages/new?seller=${product.seller_id}`],
	["my goods", "/desk"],
	["goods at the desk", `/desk/products/${product.id}`],
	["change goods", `/desk/products/${product.id}/edit`],
	["stock", `/desk/stock/${stock}`],
	["change a kind", `/desk/variants/${variant}/edit`],
	["new kind", `/desk/products/${product.id}/variants/new`],
	["new goods", `/desk/products/new?seller=${product.seller_id}`],
	["bring in goods", `/desk/import?seller=${product.seller_id}`],
	["orders to pack", `/desk/orders?seller=${product.seller_id}`],
	["packing slips", `/desk/slips?seller=${product.seller_id}&state=paid`],
	["money of a seller", `/sellers/${product.seller_id}/money`],
];

const cadre = ({ household, case_file: file, person }) => [
	["households", "/households"],
	["households of a village", `/places/${village}/households`],
	["new household", `/places/${village}/households/new`],
	["bring in households", `/places/${village}/households/import`],
	["household", `/households/${household.id}`],
	["card of a household", `/households/${household.id}/card`],
	["household in the register", `/households/${household.id}/register`],
	["year of a household", `/households/${household.id}/years/2025`],
	["help for a household", `/households/${household.id}/help`],
	["shares of a household", `/households/${household.id}/linkage`],
	["money of a household", `/households/${household.id}/money`],
	["what a household got", `/households/${household.id}/paid`],
	["paired families of a household", `/households/${household.id}/pairings`],
	["propose a paired family", `/pairings/new?household=${household.id}`],
	["desk of cases", "/cases"],
	["a case", `/cases/${file.id}`],
	["late cases", "/cases/late"],
	["warnings", "/warnings"],
	["rules", "/rules"],
	["book of a village", `/books/${village}`],
	["people", "/people"],
	["a person", `/people/${person.id}`],
	["change a person", `/people/${person.id}/edit`],
	["households that may be one", `/alike?place=${village}`],
];

const bus = ({ campaign }) => [["rides and money of a bus company", `/companies/${campaign.company_id}`]];

const conductor = () => [["take vouchers", "/rides"]];

const firm = ({ mine, pledge }) => [
	["what my organisation promised", "/partners/mine"],
	["promise of mine", `/pledges/${pledge.id}`],
	["new promise", `/partners/${mine.id}/pledges/new`],
];

const officer = ({ work, spoiled, product, station, order, payout, household, pairing, region, campaign, project, mine, pledge, meeting, task, course, follow_up }) => [
	["two cards of a household", `/households/${household.id}/merge`],
	["joint meetings", "/meetings"],
	["meeting", `/meetings/${meeting.id}`],
	["minutes of a meeting", `/meetings/${meeting.id}/minutes`],
	["new meeting", "/meetings/new"],
	["tasks of meetings", "/tasks"],
	["task of a meeting", `/tasks/${task.id}`],
	["new partner", "/partners/new"],
	["who acts for a partner", `/partners/${mine.id}/members`],
	["promise at the desk", `/pledges/${pledge.id}`],
	["campaigns of our land", "/campaigns/desk"],
	["courses of our land", "/courses/desk"],
	["new course", "/courses/new"],
	["who is in a course", `/courses/${course.id}/people`],
	["who is to be asked after a course", "/follow-ups"],
	["ask after a course", `/follow-ups/${follow_up.id}`],
	["offer work", "/vacancies/new"],
	["projects of our land", "/projects/desk"],
	["projects that are late", "/projects/late"],
	["new project", "/projects/new"],
	["a project's own page for who runs it", `/projects/${project.id}`],
	["payment of a project", `/projects/${project.id}/forms/payment`],
	["new campaign", "/campaigns/new"],
	["change a campaign", `/campaigns/${campaign.id}/edit`],
	["desk of a campaign", `/campaigns/${campaign.id}/desk`],
	["households of a campaign", `/campaigns/${campaign.id}/households`],
	["vouchers to print", `/campaigns/${campaign.id}/sheet`],
	["shares and contracts of our land", `/linkages/desk?place=${county}`],
	["paired families of our land", `/pairings/desk?place=${county}`],
	["new paired region", "/regions/new"],
	["change a goal of a paired region", `/regions/${region.id}/goals/1`],
	["offers to stand by a family", `/pairings/offers?place=${county}`],
	["a paired family", `/pairings/${pairing.id}`],
	["figures", `/figures/${county}`],
	["figures of help", `/figures/${county}?indicator=needs`],
	["figures of a village", `/figures/${village}`],
	["book of a county", `/books/${county}`],
	["book of a township", "/books/510525106"],
	["decide about a household", `/households/${household.id}/decide`],
	["rows behind a number", `/figures/rows?place=${county}&indicator=project_spent_fen`],
	["cases behind a number", `/cases/of?place=${county}&indicator=cases_opened`],
	["late cases of a county", `/cases/late/${county}`],
	["rules of a county", `/rules?place=${county}`],
	["new rule", `/rules/new?place=${county}`],
	["warnings of a county", `/warnings?place=${county}`],
	["orders put off", `/orders/put-off?place=${county}`],
	["payout", `/payouts/${payout.id}`],
	["disputed payments", `/payments/disputed?place=${county}`],
	["payments of the gateway", `/payments/gateway?place=${county}`],
	["orders behind a number", `/orders/of?place=${county}`],
	["money of an order", `/orders/${order.id}/money`],
	["sellers", `/sellers?place=${county}`],
	["new seller", `/sellers/new?place=${village}`],
	["change a seller", `/sellers/${product.seller_id}/edit`],
	["delivery", `/shipping?from=${county}`],
	["payouts", `/payouts?place=${county}`],
	["payments", `/payments?place=${county}`],
	["long work that is done", `/jobs/${work.id}`],
	["long work that failed", `/jobs/${spoiled.id}`],
	["new station", `/stations/new?place=${village}`],
	["change a station", `/stations/${station.id}/edit`],
];

const admin = () => [
	["change a place", `/places/${village}/edit`],
	["long work of the land", "/jobs/land"],
];

export async function visits(site) {
	const goods = await ask(site, `/shelf?place=${village}`);
	const known = {
		product: goods.items.find((item) => item.title.startsWith("脆红李")),
		over: goods.items.find((item) => item.presale && Date.parse(item.closes_at) < Date.now()),
		station: await firstOf(site, `/stations?place=${county}`),
	};
	known.campaign = await firstOf(site, "/campaigns");
	known.project = await firstOf(site, `/projects?state=running&place=${county}`);
	known.course = await firstOf(site, "/courses?show=over");
	known.vacancy = await firstOf(site, "/vacancies");
	known.follow_up = await firstOf(site, "/follow-ups", "officer");
	known.gift = await firstOf(site, `/campaigns/${known.campaign.id}/trace`);
	known.meeting = await firstOf(site, "/meetings", "officer");
	known.task = await firstOf(site, "/tasks?state=passed", "officer");
	known.partner = await firstOf(site, "/partners");
	const { items: mine } = await ask(site, "/partners/mine", site.tokens.partner);
	known.pledge = await firstOf(site, "/pledges?way=goods&standing=part", "nobody", (one) => mine.some(({ id }) => id === one.partner_id));
	known.mine = mine.find(({ id }) => id === known.pledge.partner_id);
	known.order = await order(site, known.product);
	await readAloud(site, "officer", `/stations/${known.station.id}`);
	known.work = await longWork(site, "officer", `/payments?place=${county}&as=xlsx`);
	known.spoiled = await longWork(site, "officer", "/me"); // no file of rows
	known.payday = await firstOf(site, `/sellers/${known.product.seller_id}/paydays`, "coop");
	known.pairing = await firstOf(site, `/pairings/desk?place=${county}&state=together`, "officer");
	known.region = await firstOf(site, "/regions", "nobody");
	known.stood_by = await firstOf(site, "/pairings/mine", "buyer");
	known.need = await firstOf(site, "/needs", "nobody");
	known.household = await firstOf(site, `/places/${village}/households`, "cadre", (one) => one.status === "registered") ?? await firstOf(site, `/places/${village}/households`, "cadre");
	known.case_file = await firstOf(site, "/cases", "cadre");
	known.person = await firstOf(site, "/people", "cadre");
	known.payout = await firstOf(site, `/payouts?place=${county}`, "officer");
	const atDesk = await ask(site, `/desk/products/${known.product.id}`, site.tokens.coop);
	known.stock = atDesk.stocks[0].id;
	known.variant = atDesk.variants[0].id;
	return Object.entries({ nobody: everybody, buyer, operator, coop, cadre, bus, conductor, partner: firm, officer, admin }).flatMap(([as, list]) =>
		list(known).map(([name, path, status = 200]) => ({ name, path, status, as })));
}
