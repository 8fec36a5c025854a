// The pages that people use, each with somebody who may see it. The ids come from the county itself.
import { ask, order } from "./county.mjs";

const county = "510525", village = "510525106204";

const firstOf = async (site, path, who) => (await ask(site, path, site.tokens[who])).items[0];

const everybody = ({ product, over, station }) => [
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
	["station", `/stations/${station.id}`],
	["ledger", "/ledger"],
	["figures of the country", "/figures"],
	["not found", "/products/510525-0000-0", 404],
	["components", "/kit"],
];

const buyer = ({ order }) => [
	["me", "/me"],
	["my orders", "/orders"],
	["my order", `/orders/${order.id}`],
	["my cart", "/cart"],
	["checkout", "/checkout"],
	["my payment", `/payments/${order.payment}`],
	["my details", "/me/details"],
	["my password", "/me/password"],
	["my sessions", "/me/sessions"],
	["who looked", "/me/looks"],
	["my household", "/me/household"],
	["not allowed", "/people", 403],
];

const operator = () => [
	["counter", "/counter"],
	["serve a villager", "/serve?q=陈"],
	["cash to take", "/counter/pay"],
	["till", "/counter/till"],
	["my rights", "/me/rights"],
	["new person", `/people/new?place=${village}`],
];

const coop = ({ product }) => [
	["my goods", "/desk"],
	["goods at the desk", `/desk/products/${product.id}`],
	["change goods", `/desk/products/${product.id}/edit`],
	["new kind", `/desk/products/${product.id}/variants/new`],
	["new goods", `/desk/products/new?seller=${product.seller_id}`],
	["bring in goods", `/desk/import?seller=${product.seller_id}`],
	["orders to pack", `/desk/orders?seller=${product.seller_id}`],
	["packing slips", `/desk/slips?seller=${product.seller_id}&state=paid`],
	["money of a seller", `/sellers/${product.seller_id}/money`],
];

const cadre = () => [
	["households", "/households"],
	["households of a village", `/places/${village}/households`],
	["new household", `/places/${village}/households/new`],
	["people", "/people"],
];

const officer = ({ product, station, order }) => [
	["figures", `/figures/${county}`],
	["orders behind a number", `/orders/of?place=${county}`],
	["money of an order", `/orders/${order.id}/money`],
	["sellers", `/sellers?place=${county}`],
	["new seller", `/sellers/new?place=${village}`],
	["change a seller", `/sellers/${product.seller_id}/edit`],
	["delivery", `/shipping?from=${county}`],
	["payouts", `/payouts?place=${county}`],
	["payments", `/payments?place=${county}`],
	["new station", `/stations/new?place=${village}`],
	["change a station", `/stations/${station.id}/edit`],
];

const admin = () => [["change a place", `/places/${village}/edit`]];

export async function visits(site) {
	const goods = await ask(site, `/shelf?place=${village}`);
	const known = {
		product: goods.items.find((item) => item.title.startsWith("脆红李")),
		over: goods.items.find((item) => item.presale && Date.parse(item.closes_at) < Date.now()),
		station: await firstOf(site, `/stations?place=${county}`),
	};
	known.order = await order(site, known.product);
	return Object.entries({ nobody: everybody, buyer, operator, coop, cadre, officer, admin }).flatMap(([as, list]) =>
		list(known).map(([name, path, status = 200]) => ({ name, path, status, as })));
}
