// The pages that people use, with somebody who may see each. The ids come from the county itself.
import { ask } from "./county.mjs";

const county = "510525";

async function first(site, path, who) {
	const list = await ask(site, path, site.tokens[who]);
	return list.items.find((item) => item.id || item.order) ?? list.items[0];
}

export async function visits(site) {
	const product = await first(site, `/shelf?place=${county}`, "nobody");
	const station = await first(site, `/stations?place=${county}`, "nobody");
	return [
		{ name: "home", path: `/?place=${county}`, as: "nobody" },
		{ name: "shelf", path: "/shelf", as: "nobody" },
		{ name: "shelf, nothing found", path: "/shelf?q=zzzz", as: "nobody" },
		{ name: "product", path: `/products/${product.id}`, as: "nobody" },
		{ name: "seller", path: `/sellers/${product.seller_id}`, as: "nobody" },
		{ name: "cart", path: "/cart", as: "nobody" },
		{ name: "join", path: "/join", as: "nobody" },
		{ name: "join, the form", path: "/join?place=510525106204", as: "nobody" },
		{ name: "sign in", path: "/sign-in", as: "nobody" },
		{ name: "places", path: "/places", as: "nobody" },
		{ name: "county", path: `/places/${county}`, as: "nobody" },
		{ name: "village", path: "/places/510525106204", as: "nobody" },
		{ name: "find a place", path: "/places/find?q=红", as: "nobody" },
		{ name: "stations", path: `/stations?place=${county}`, as: "nobody" },
		{ name: "station", path: `/stations/${station.id}`, as: "nobody" },
		{ name: "ledger", path: "/ledger", as: "nobody" },
		{ name: "figures of the country", path: "/figures", as: "nobody" },
		{ name: "not found", path: "/products/510525-0000-0", as: "nobody", status: 404 },
		{ name: "components", path: "/kit", as: "nobody" },

		{ name: "me", path: "/me", as: "villager" },
		{ name: "my details", path: "/me/details", as: "villager" },
		{ name: "my password", path: "/me/password", as: "villager" },
		{ name: "my sessions", path: "/me/sessions", as: "villager" },
		{ name: "who looked", path: "/me/looks", as: "villager" },
		{ name: "my household", path: "/me/household", as: "villager" },
		{ name: "not allowed", path: `/figures/${county}`, as: "villager", status: 403 },

		{ name: "serve a villager", path: "/serve?q=陈", as: "operator" },
		{ name: "my rights", path: "/me/rights", as: "operator" },
		{ name: "new person", path: "/people/new?place=510525106204", as: "operator" },

		{ name: "my goods", path: "/desk", as: "seller" },
		{ name: "new goods", path: `/desk/products/new?seller=${product.seller_id}`, as: "officer" },
		{ name: "goods at the desk", path: `/desk/products/${product.id}`, as: "officer" },
		{ name: "change goods", path: `/desk/products/${product.id}/edit`, as: "officer" },
		{ name: "new kind", path: `/desk/products/${product.id}/variants/new`, as: "officer" },
		{ name: "bring in goods", path: `/desk/import?seller=${product.seller_id}`, as: "officer" },

		{ name: "figures", path: `/figures/${county}`, as: "officer" },
		{ name: "people", path: "/people", as: "officer" },
		{ name: "households", path: "/households", as: "officer" },
		{ name: "households of a village", path: "/places/510525106204/households", as: "officer" },
		{ name: "new household", path: "/places/510525106204/households/new", as: "officer" },
		{ name: "sellers", path: `/sellers?place=${county}`, as: "officer" },
		{ name: "new seller", path: "/sellers/new?place=510525106204", as: "officer" },
		{ name: "change a seller", path: `/sellers/${product.seller_id}/edit`, as: "officer" },
		{ name: "money of a seller", path: `/sellers/${product.seller_id}/money`, as: "officer" },
		{ name: "delivery", path: `/shipping?from=${county}`, as: "officer" },
		{ name: "payouts", path: `/payouts?place=${county}`, as: "officer" },
		{ name: "new station", path: "/stations/new?place=510525106204", as: "officer" },
		{ name: "change a place", path: "/places/510525106204/edit", as: "admin" },
	];
}
