/* Sellers and goods through their doors: the story of a seller, who may not, bad input, stale versions, stock, the shelf's
   search and paging, import. */
#include "support/town.h"

#include <stdio.h>
#include <string.h>

#include "base/id.h"
#include "trade/product/product.h"

/* The id in a location like "/sellers/{id}?done=added". */
static const char *id_in_location(const char *before)
{
	const char *at = strstr(answer_location(), before);
	struct text rest, id;

	assert_non_null(at);
	rest = text_of(at + strlen(before));
	assert_true(text_next(&rest, '?', &id));
	return text_string(town_arena(), id);
}

/* A co-operative of the township for which the person "seller" acts. */
static const char *cooperative(void)
{
	const char *seller, *members;

	ask(POST, "/sellers", "county",
	    FORM("kind", "cooperative", "name", "丹桂合作社", "place", "510525101", "household_share", "54",
	         "own_share", "16.5", "station_share", "3.5", "carrier_share", "18", "platform_share", "6",
	         "reserve_share", "2"));
	check_status(303);
	seller = id_in_location("/sellers/");
	members = text_format(town_arena(), "/sellers/%s/members", seller).bytes;
	ask(POST, members, "county", FORM("login", "seller"));
	check_status(303);
	return seller;
}

static void list_goods(const char *seller, const char *title, const char *category, const char *price,
                       const char *stock)
{
	ask(POST, "/desk/products", "seller",
	    FORM("seller", seller, "title", title, "category", category, "place", "510525101001", "about", "", "name",
	         "5斤装", "unit", "box", "weight_g", "2.6", "price_fen", price, "on_hand", stock));
}

static const char *plums(const char *seller)
{
	list_goods(seller, "古蔺脆红李", "fruit", "39.90", "100");
	check_status(303);
	return id_in_location("/desk/products/");
}

/* A piece of the page that outlives the next question. */
static const char *between(const char *before, const char *after)
{
	const char *piece = answer_between(before, after);

	assert_non_null(piece);
	return text_copy(town_arena(), text_of(piece)).bytes;
}

static const char *path(const char *format, const char *id)
{
	return text_format(town_arena(), "%.*s%s%s", (int)strcspn(format, "@"), format, id, strchr(format, '@') + 1)
	        .bytes;
}

TEST(seller_lists_goods_and_everybody_sees_them)
{
	const char *seller, *product;

	town();
	seller = cooperative();
	product = plums(seller);
	ask_get("/desk", "seller");
	check_status(200);
	check_page("古蔺脆红李");
	check_page("href=\"/desk\"");
	ask_get(path("/products/@", product), AS_NOBODY);
	check_status(200);
	check_page("古蔺脆红李");
	check_page("name=\"then\" value=\"checkout\"");
	check_page("21.57"); /* 54 % of 39.90 and what the other divisions left */
	check_page("丹桂合作社");
	ask_get("/shelf", AS_NOBODY);
	check_page("古蔺脆红李");
	ask_get("/", AS_NOBODY);
	check_status(200);
	check_page("古蔺脆红李");
	check_page("古蔺县");
	ask_get(path("/sellers/@", seller), AS_NOBODY);
	check_page("古蔺脆红李");
	ask_json(GET, path("/api/v1/products/@", product), "buyer", NULL);
	check_status(200);
	assert_string_equal(answer_json("title"), "古蔺脆红李");
	assert_string_equal(answer_json("variants.0.name"), "5斤装");
	assert_string_equal(answer_json("in_stock"), "true");
	check_books();
}

TEST(goods_want_their_seller)
{
	const char *seller, *product, *edit;

	town();
	seller = cooperative();
	product = plums(seller);
	edit = path("/desk/products/@/edit", product);
	ask_get(edit, "seller");
	check_status(200);
	ask_get(edit, "buyer");
	check_status(403);
	ask_get(edit, "other_operator");
	check_status(403);
	ask_get("/desk/products/510525-1Z4K9V0M3Q7-K/edit", "seller");
	check_status(404);
	ask(POST, path("/desk/products/@/close", product), "buyer", NOTHING);
	check_status(403);
	ask(POST, "/desk/products", "buyer", FORM("seller", seller, "title", "x"));
	check_status(403);
	ask(POST, "/sellers", "buyer", FORM("name", "x"));
	check_status(403);
	ask_get(path("/sellers/@/edit", seller), "seller");
	check_status(403); /* a member sells; the officer keeps the register */
}

TEST(sellers_of_another_land_are_refused)
{
	town();
	ask(POST, "/sellers", "township",
	    FORM("kind", "enterprise", "name", "外县公司", "place", "510525001", "household_share", "0", "own_share",
	         "100"));
	check_status(403);
	ask(POST, "/sellers", "county",
	    FORM("kind", "enterprise", "name", "公司", "place", "510525001", "household_share", "50", "own_share",
	         "49"));
	check_status(422);
	check_page("99");
	ask(POST, "/sellers", "county",
	    FORM("kind", "enterprise", "name", "公司", "place", "510525001", "household_share", "abc", "own_share",
	         "49"));
	check_status(422);
	assert_int_equal(town_number("SELECT count(*) FROM seller"), 0);
}

TEST(bad_goods_are_refused_at_their_fields)
{
	const char *seller;

	town();
	seller = cooperative();
	list_goods(seller, "李", "fruit", "39.90", "1");
	check_status(422);
	list_goods(seller, "古蔺脆红李", "stones", "39.90", "1");
	check_status(422);
	list_goods(seller, "古蔺脆红李", "fruit", "-1", "1");
	check_status(422);
	check_page("value=\"古蔺脆红李\"");
	ask(POST, "/desk/products", "seller",
	    FORM("seller", seller, "title", "古蔺脆红李", "category", "fruit", "place", "1101", "name", "5斤装", "unit",
	         "box", "weight_g", "2.6", "price_fen", "5", "presale", "1", "opens_on", "2026-07-20", "closes_on",
	         "2026-07-01", "ships_on", "2026-07-25"));
	check_status(422);
	check_page("id=\"f-place-problem\"");
	check_page("id=\"f-closes_on-problem\"");
	assert_int_equal(town_number("SELECT count(*) FROM product"), 0);
}

TEST(the_same_key_lists_once)
{
	const char *seller;

	town();
	seller = cooperative();
	ask_key("once");
	list_goods(seller, "古蔺脆红李", "fruit", "39.90", "1");
	check_status(303);
	ask_key("once");
	list_goods(seller, "古蔺脆红李", "fruit", "39.90", "1");
	check_status(303);
	assert_int_equal(town_number("SELECT count(*) FROM product"), 1);
}

static void change(const char *product, const char *title, const char *version)
{
	ask(POST, path("/desk/products/@", product), "seller",
	    FORM("title", title, "category", "fruit", "place", "510525101001", "version", version));
}

TEST(stale_goods_show_both_values)
{
	const char *product;

	town();
	product = plums(cooperative());
	change(product, "古蔺青脆李", "1");
	check_status(303);
	change(product, "古蔺红李", "1");
	check_status(409);
	check_page("古蔺青脆李");
	check_page("value=\"古蔺红李\"");
	change(product, "古蔺红李", "2");
	check_status(303);
	ask_get("/shelf?q=青脆", AS_NOBODY);
	check_page("class=\"empty\"");
	ask_get("/shelf?q=红李", AS_NOBODY);
	check_page("古蔺红李");
}

static const char *stock_path(const char *product)
{
	const char *found;

	ask_get(path("/desk/products/@", product), "seller");
	found = between("href=\"/desk/stock/", "\"");
	return text_format(town_arena(), "/desk/stock/%s/moves", found).bytes;
}

TEST(stock_moves_are_counted)
{
	const char *product, *moves;

	town();
	product = plums(cooperative());
	moves = stock_path(product);
	ask(POST, moves, "seller", FORM("why", "receipt", "pieces", "20"));
	check_status(303);
	ask(POST, moves, "seller", FORM("why", "loss", "pieces", "5"));
	check_status(422); /* no reason */
	check_page("What happened so far");
	check_page("+20"); /* what moved before still stands there */
	check_no_page("class=\"toolbar\"");
	ask(POST, moves, "seller", FORM("why", "loss", "pieces", "5", "reason", "压坏了"));
	check_status(303);
	ask(POST, moves, "seller", FORM("why", "loss", "pieces", "500", "reason", "压坏了"));
	check_status(422);
	ask(POST, moves, "seller", FORM("why", "correction", "pieces", "90", "reason", "盘点"));
	check_status(303);
	assert_int_equal(town_number("SELECT sum(on_hand) FROM stock"), 90);
	const char *list = text_string(town_arena(), text_part(text_of(moves), 0, strlen(moves) - strlen("/moves")));
	ask_get(text_format(town_arena(), "%s?why=loss&as=csv", list).bytes, "seller");
	check_page("Lost or spoilt,-5,压坏了");
	ask_get(text_format(town_arena(), "/api/v1%s?why=loss", list).bytes, "seller");
	check_page("\"pieces\":-5");
	check_no_page("盘点");
	ask_get(text_format(town_arena(), "%s?why=loss&as=csv", list).bytes, "seller");
	check_no_page("盘点");
	ask_get(list, "seller");
	check_page("盘点");
	check_page("+20");
	ask_get("/desk?as=csv", "seller");
	check_page("90,0,0,On sale");
	ask_get("/desk?state=sold_out", "seller");
	check_page("Nothing fits");
	ask_get("/desk?state=on_sale", "seller");
	check_page("/desk/products/");
	ask(POST, moves, "buyer", FORM("why", "receipt", "pieces", "20"));
	check_status(403);
	check_books();
}

TEST(variants_keep_the_price_on_the_shelf)
{
	const char *product, *variant;

	town();
	product = plums(cooperative());
	ask(POST, path("/desk/products/@/variants", product), "seller",
	    FORM("name", "2斤装", "unit", "box", "weight_g", "1.1", "price_fen", "18", "on_hand", "10"));
	check_status(303);
	assert_int_equal(town_number("SELECT price_fen FROM product"), 1800);
	ask_get(path("/desk/products/@", product), "seller");
	variant = between("action=\"/desk/variants/", "/close\"");
	ask(POST, path("/desk/variants/@/close", variant), "seller", NOTHING);
	check_status(303);
	assert_int_equal(town_number("SELECT price_fen FROM product"), 1800); /* the first, dearer one was closed */
	ask(POST, path("/desk/variants/@", variant), "seller",
	    FORM("name", "5斤装", "unit", "box", "weight_g", "2.6", "price_fen", "12", "version", "1"));
	check_status(409);
	check_books();
}

/* The search cases of the pages' standard. */
TEST(shelf_finds_by_words)
{
	static const char *const titles[] = { "牦牛肉", "藏香", "སློབ་དེབ", "ꌠ布", "𬱖村酒", "酥油 36.5", "酥油 ༣༦" };
	static const struct {
		const char *question, *title;
	} cases[] = { { "牦牛", "牦牛肉" },        { "牛", "牦牛肉" },    { "牦牛肉", "牦牛肉" },
		      { "藏香", "藏香" },          { "སློབ", "སློབ་དེབ" },     { "ꌠ", "ꌠ布" },
		      { "𬱖村", "𬱖村酒" }, { "36", "酥油 36.5" }, { "36", "酥油 ༣༦" },
		      { "mnr", "牦牛肉" },         { "牛牦", NULL },      { "སླབ", NULL } };
	const char *seller;

	town();
	seller = cooperative();
	for (size_t i = 0; i < sizeof(titles) / sizeof(titles[0]); i++) {
		list_goods(seller, titles[i], "others", "10", "5");
		check_status(303);
	}
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct output out = output_in(town_arena());

		out_string(&out, "/shelf?q=");
		out_url(&out, text_of(cases[i].question));
		ask_get(text_string(town_arena(), output_text(&out)), AS_NOBODY);
		check_status(200);
		check_page(cases[i].title ? cases[i].title : "class=\"empty\"");
	}
	ask_get("/shelf?category=fruit", AS_NOBODY);
	check_page("class=\"empty\"");
	ask_get("/shelf?place=510524", AS_NOBODY);
	check_page("class=\"empty\"");
	ask_get("/shelf?place=510525101&from=5&to=10&stock=1", AS_NOBODY);
	check_page("藏香");
	ask_get("/shelf?from=11", AS_NOBODY);
	check_page("class=\"empty\"");
	ask_get("/shelf?place=xyz", AS_NOBODY);
	check_status(404);
	ask_get("/shelf?after=nonsense", AS_NOBODY);
	check_status(404);
}

/* Pages of every sort while rows are added between the first and the second: nothing twice, nothing lost. */
static void page_through(const char *sort, const char *seller, const char *where)
{
	char title[40];
	struct text next;

	for (int i = 0; i < 5; i++) {
		(void)snprintf(title, sizeof(title), "山货%s%d号", sort, i);
		list_goods(seller, title, "mountain", i % 2 ? "10" : "12", "5");
		check_status(303);
	}
	ask_json(GET, text_format(town_arena(), "/api/v1/shelf?sort=%s&limit=2%s", sort, where).bytes, "buyer", NULL);
	next = text_copy(town_arena(), text_of(answer_json("next")));
	(void)snprintf(title, sizeof(title), "新货%s", sort);
	list_goods(seller, title, "mountain", sort[0] == 'p' ? "1" : "99", "5");
	check_status(303);
	ask_json(GET,
	         text_format(town_arena(), "/api/v1/shelf?sort=%s&limit=2&after=%.*s%s", sort, TEXT(next), where).bytes,
	         "buyer", NULL);
	check_status(200);
	assert_true(text_find(answer_body(), text_of(title)) == answer_body().length);
}

TEST(second_page_stays_while_goods_are_added)
{
	static const char *const wheres[] = { "", "&place=510525", "&q=%E5%B1%B1%E8%B4%A7" };
	const char *seller, *first, *second;

	town();
	seller = cooperative();
	for (size_t i = 0; i < 3; i++) {
		page_through("new", seller, wheres[i]);
		page_through("price", seller, wheres[i]);
	}
	ask_json(GET, "/api/v1/shelf?sort=sold&limit=2", "buyer", NULL);
	first = text_copy(town_arena(), text_of(answer_json("items.1.id"))).bytes;
	ask_json(GET, text_format(town_arena(), "/api/v1/shelf?sort=sold&limit=2&after=%s", answer_json("next")).bytes,
	         "buyer", NULL);
	second = answer_json("items.0.id");
	assert_string_not_equal(first, second);
}

static const char good_csv[] = "title,category,origin,name,unit,weight,price,stock,picture\n"
			       "土鸡蛋,eggs,510525101001,30个,box,1.8,32,100,art/egg.svg\n"
			       "黄心洋芋,grain,510525101,10斤,bag,5.2,15.80,200,\n";
static const char bad_csv[] = "title,category,origin,name,unit,weight,price,stock\n"
			      "土鸡蛋,eggs,510525101001,30个,box,1.8,32,100\n"
			      "洋芋,roots,510525101001,10斤,bag,5.2,cheap,200\n"
			      "盐,others,110101001,1斤,bag,0.5,12,1\n";

TEST(lists_are_looked_at_before_they_are_brought_in)
{
	const char *seller, *page;

	town();
	seller = cooperative();
	page = path("/desk/import?seller=@", seller);
	ask_get(page, "seller");
	check_status(200);
	ask_get(page, "buyer");
	check_status(403);
	ask_file("/desk/import", "seller", FORM("seller", seller), "file", "goods.csv", bad_csv, sizeof(bad_csv) - 1);
	check_status(422);
	check_page("<td role=\"cell\" data-th=\"Column\">price</td>");
	check_page("origin");
	ask_file("/desk/import", "seller", FORM("seller", seller), "file", "goods.csv", good_csv, sizeof(good_csv) - 1);
	check_status(200);
	check_page("黄心洋芋");
	assert_int_equal(town_number("SELECT count(*) FROM product"), 0);
	ask(POST, "/desk/import", "seller", FORM("seller", seller, "confirm", "1", "csv.0", bad_csv));
	check_status(422);
	ask(POST, "/desk/import", "seller", FORM("seller", seller, "confirm", "1", "csv.0", good_csv));
	check_status(303);
	assert_int_equal(town_number("SELECT count(*) FROM product"), 2);
	check_books();
}

TEST(long_lists_are_one_command)
{
	struct output csv;
	const char *seller;

	town();
	seller = cooperative();
	csv = output_in(town_arena());
	out_string(&csv, "title,category,origin,name,unit,weight,price,stock\n");
	for (int i = 0; i < 400; i++)
		out_format(&csv, "山货第%d号,mountain,510525101001,1斤,bag,0.5,%d,7\n", i, i % 50 + 1);
	ask(POST, "/desk/import", "seller",
	    FORM("seller", seller, "confirm", "1", "csv.0", text_string(town_arena(), output_text(&csv))));
	check_status(303);
	assert_int_equal(town_number("SELECT count(*) FROM product"), 400);
	ask_get("/shelf", AS_NOBODY);
	check_page("400");
	check_books();
}

TEST(pictures_of_goods_are_kept)
{
	static const unsigned char gif[] = { 'G', 'I',  'F', '8', '9', 'a', 1, 0, 1, 0, 0x80, 0, 0, 255,  0, 0, 0,   0,
		                             255, 0x2c, 0,   0,   0,   0,   1, 0, 1, 0, 0,    2, 2, 0x44, 1, 0, 0x3b };
	const char *seller, *product, *picture;

	town();
	seller = cooperative();
	product = plums(seller);
	ask_file(path("/desk/products/@", product), "seller",
	         FORM("title", "古蔺脆红李", "category", "fruit", "place", "510525101001", "version", "1"), "picture",
	         "a.gif", gif, sizeof(gif));
	check_status(303);
	ask_get(path("/products/@", product), AS_NOBODY);
	picture = between("src=\"/pictures/", "-960\"");
	ask_get(path("/pictures/@-160", picture), AS_NOBODY);
	check_status(200);
	assert_int_equal((unsigned char)answer_body().bytes[0], 0xff);
	ask_file(path("/desk/products/@", product), "seller",
	         FORM("title", "古蔺脆红李", "category", "fruit", "place", "510525101001", "version", "2"), "picture",
	         "a.gif", "not a picture", 13);
	check_status(422);
	check_page("id=\"f-picture-problem\"");
}

TEST(seller_parts_sum_to_the_price)
{
	struct seller s = { .household_share = 5400,
		            .own_share = 1650,
		            .station_share = 350,
		            .carrier_share = 1800,
		            .platform_share = 600,
		            .reserve_share = 200 };
	struct seller_part parts[SELLER_PARTS];
	size_t count = seller_parts(&s, 3991, 605, parts);
	int64_t sum = 0;

	for (size_t i = 0; i < count; i++)
		sum += parts[i].fen;
	assert_int_equal(sum, 3991 + 605);
	assert_int_equal(parts[0].kind, ACCOUNT_HOUSEHOLD);
	s.household_share = 0;
	s.own_share = 7050;
	count = seller_parts(&s, 1, 0, parts);
	assert_int_equal(count, 1);
	assert_int_equal(parts[0].kind, ACCOUNT_SELLER);
}

TEST(stock_is_guarded_in_one_statement)
{
	struct product p;
	struct variant *v;
	size_t count;
	int64_t county, id;
	const char *product;

	town();
	product = plums(cooperative());
	assert_true(id_read(text_of(product), &county, &id));
	assert_int_equal(product_one(town_db(), town_arena(), county, id, &p), DONE);
	assert_int_equal(product_variants(town_db(), town_arena(), county, id, &v, &count), DONE);
	assert_int_equal(count, 1);
	assert_int_equal(v[0].available, 100);
	assert_false(
		product_is_on_sale(&(struct product){ .open = 1, .presale = 1, .opens_at = 5, .closes_at = 9 }, 9));
	assert_true(product_is_on_sale(&(struct product){ .open = 1, .presale = 1, .opens_at = 5, .closes_at = 9 }, 5));
}

TEST(product_says_what_happened_when_its_pre_sale_is_over)
{
	const int64_t day = 86400000;
	const char *seller, *product;

	town();
	seller = cooperative();
	(void)plums(seller);
	ask(POST, "/desk/products", "seller",
	    FORM("seller", seller, "title", "预售脆红李", "category", "fruit", "place", "510525101001", "name", "5斤装",
	         "unit", "box", "weight_g", "2.6", "price_fen", "39.90", "on_hand", "10", "presale", "1", "opens_on",
	         "2026-07-22", "closes_on", "2026-07-24", "ships_on", "2026-07-26"));
	check_status(303);
	product = path("/products/@", id_in_location("/desk/products/"));
	ask_get(product, AS_NOBODY);
	check_page("Orders open on 22 July");
	check_page("You can order until 24 July; it ships from 26 July.");
	check_page("Similar goods");
	check_page("古蔺脆红李");
	town_pass(3 * day);
	ask_get(product, AS_NOBODY);
	check_page("value=\"checkout\"");
	check_no_page("Similar goods");
	town_pass(2 * day);
	ask_get(product, AS_NOBODY);
	check_page("This pre-sale ended on 24 July");
	check_page("They ship from 26 July.");
	check_page("Similar goods");
	check_no_page("still to be had");
	town_pass(2 * day);
	ask_get(product, AS_NOBODY);
	check_page("They have been shipped since 26 July.");
}

TEST(product_example_of_a_list_comes_in_as_it_is)
{
	const char *seller;
	struct text example;

	town();
	seller = cooperative();
	ask_get(path("/desk/import?seller=@", seller), "seller");
	check_page(path("/desk/import/sample.csv?seller=@", seller));
	ask_get(path("/desk/import/sample.csv?seller=@", seller), "buyer");
	check_status(403);
	ask_get(path("/desk/import/sample.csv?seller=@", seller), "seller");
	check_status(200);
	example = text_copy(town_arena(), answer_body());
	assert_true(text_starts(example, T("\xef\xbb\xbf"
	                                   "title,category,origin")));
	ask_file("/desk/import", "seller", FORM("seller", seller), "file", "goods.csv", example.bytes, example.length);
	check_status(200);
	check_page("All 2 lines are good");
}

TEST(product_form_takes_the_name_of_a_place)
{
	const char *seller;

	town();
	seller = cooperative();
	ask_get(path("/desk/products/new?seller=@", seller), "seller");
	check_page("name=\"place.find\"");
	ask(POST, "/desk/products", "seller",
	    FORM("seller", seller, "title", "土鸡蛋", "category", "eggs", "place.find", "稻香村", "name", "30个",
	         "unit", "box", "weight_g", "1.8", "price_fen", "32"));
	check_status(303);
	assert_int_equal(town_number("SELECT count(*) FROM product WHERE place = $1", INT64_C(51052510120200000)), 1);
	ask(POST, "/desk/products", "seller",
	    FORM("seller", seller, "title", "土鸡蛋", "place.go", "510525101", "price_fen", "dear"));
	check_status(422);
	check_page("Choose the place, then go on");
	check_page("value=\"510525101202\"");
	check_no_page("Enter an amount"); /* the rest is not called wrong while the place is looked for */
	check_page("value=\"土鸡蛋\"");
}
