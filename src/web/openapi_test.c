#include <jansson.h>
#include <string.h>

#include "web/openapi.h"

#include "support/town.h"

struct leaf {
	int64_t county, id;
	struct text name;
};
struct tree {
	int64_t county, id, place, price_fen;
	struct text name, secret;
	struct list leaves;
};

static const struct field leaf_fields[] = { TEXT_FIELD(leaf, name, "Name", FIELD_MUST, 1, 20), FIELD_END };
static const struct record leaf_record = { "leaf", sizeof(struct leaf), offsetof(struct leaf, county), leaf_fields };
static const struct field tree_fields[] = {
	WHOLE_FIELD(FIELD_ID, tree, id, "Number", FIELD_OUT, 0, 0),
	TEXT_FIELD(tree, name, "Name", FIELD_MUST, 1, 20),
	SECRET_FIELD(tree, secret, "Password", FIELD_IN, 8, 20),
	WHOLE_FIELD(FIELD_PLACE, tree, place, "Place", FIELD_BOTH, 0, 0),
	WHOLE_FIELD(FIELD_FEN, tree, price_fen, "Price", FIELD_BOTH, 1, 100),
	LIST_FIELD(tree, leaves, "Leaves", FIELD_BOTH, &leaf_record, 1, 50),
	FIELD_END,
};
static const struct record tree_record = { "tree", sizeof(struct tree), offsetof(struct tree, county), tree_fields };

static const struct route rows[] = {
	{ GET, "/trees", NULL, ANYONE, "List the trees", .gives = &tree_record,
	  .query = QUERY_OF(QUERY(FIELD_PLACE, "place", "Trees of this land")), .flags = ROUTE_LIST | ROUTE_PAGED },
	{ GET, "/trees/{tree}", NULL, ANYONE, "Show a tree", .gives = &tree_record },
	{ POST, "/trees", NULL, MAY(RIGHT_CATALOG_EDIT), "Plant a tree", .takes = &tree_record, .gives = &tree_record },
	{ POST, "/trees/{tree}/fell", NULL, SIGNED_IN, "Fell a tree", .flags = 0 },
	{ GET, "/trees/new", NULL, ANYONE, "The form", .flags = ROUTE_PAGE },
	{ POST, "/trees/rot", NULL, MAY_NOBODY, "Rot", .flags = ROUTE_OUTSIDE },
};

static json_t *document_of(struct arena *arena)
{
	struct openapi_door doors[6];
	struct output out = output_in(arena);
	for (size_t i = 0; i < 6; i++)
		doors[i] = (struct openapi_door){ &rows[i], "garden" };
	openapi_write(&out, T("https://tongcun.example"), doors, 6);
	json_t *document = json_loadb(out.bytes, out.length, JSON_REJECT_DUPLICATES, NULL);
	assert_non_null(document);
	return document;
}

/* A value by its path of keys. */
static json_t *at(json_t *value, const char *const *keys)
{
	for (; *keys && value; keys++)
		value = json_object_get(value, *keys);
	return value;
}
#define AT(document, ...) at(document, (const char *const[]){ __VA_ARGS__, NULL })

TEST(the_document_has_every_door_for_programs_and_no_other)
{
	struct arena *arena = arena_new();
	json_t *document = document_of(arena);
	assert_string_equal(json_string_value(AT(document, "openapi")), "3.1.0");
	assert_int_equal(json_object_size(AT(document, "paths")), 3);
	assert_string_equal(json_string_value(AT(document, "paths", "/trees/{tree}/fell", "post", "operationId")),
	                    "post_trees_tree_fell");
	assert_string_equal(json_string_value(AT(document, "paths", "/trees", "post", "x-required-right")),
	                    "CATALOG_EDIT");
	assert_non_null(AT(document, "paths", "/trees", "get", "responses", "4XX"));
	const json_t *parameters = AT(document, "paths", "/trees", "get", "parameters");
	assert_int_equal(json_array_size(parameters), 3);
	assert_string_equal(json_string_value(json_object_get(json_array_get(parameters, 0), "name")), "place");
	assert_string_equal(json_string_value(json_object_get(json_array_get(parameters, 0), "in")), "query");
	json_decref(document);
	arena_free(arena);
}

TEST(the_document_tells_what_goes_in_and_out_apart)
{
	struct arena *arena = arena_new();
	json_t *document = document_of(arena);
	assert_null(AT(document, "components", "schemas", "tree", "properties", "secret"));
	assert_non_null(AT(document, "components", "schemas", "tree_input", "properties", "secret"));
	assert_null(AT(document, "components", "schemas", "tree_input", "properties", "id"));
	assert_non_null(AT(document, "components", "schemas", "leaf_input"));
	assert_string_equal(json_string_value(
				    AT(document, "components", "schemas", "tree", "properties", "price_fen", "type")),
	                    "integer");
	json_decref(document);
	arena_free(arena);
}
