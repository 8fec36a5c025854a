/* Pictures in forms and in the database. The sizes travel from prepare to the handler as fields of the command, so that
   the journal can be run again. */
#include "common/picture/picture_inside.h"

#include <assert.h>
#include <string.h>

#include "base/digest.h"
#include "base/limits.h"
#include "schema.h"
#include "web/asset.h"

const int picture_sides[PICTURE_SIZES] = { PICTURE_SMALL, PICTURE_MIDDLE, PICTURE_LARGE };

static const char *size_name(struct arena *arena, const char *name, size_t size)
{
	return text_format(arena, "%s.%d", name, picture_sides[size]).bytes;
}

static struct text digest_text(struct arena *arena, struct text bytes)
{
	struct digest digest = digest_of(bytes);

	return text_hex(arena, digest.bytes, sizeof(digest.bytes));
}

/* What a stranger may have posted under our names goes away. */
static void forget_fields(struct request *r, const char *name)
{
	request_remove_field(r, name);
	for (size_t size = 0; size < PICTURE_SIZES; size++)
		request_set_bytes(r, size_name(r->arena, name, size), T(""));
}

static void set_fields(struct request *r, const char *name, const struct text sizes[PICTURE_SIZES])
{
	request_set_field(r, name, digest_text(r->arena, sizes[PICTURE_SIZES - 1]));
	for (size_t size = 0; size < PICTURE_SIZES; size++)
		request_set_bytes(r, size_name(r->arena, name, size), sizes[size]);
}

static const char *fate_message(enum picture_fate fate)
{
	switch (fate) {
	case PICTURE_UNKNOWN:
		return N_("This is not a picture. Choose a JPEG, PNG, WebP or GIF file");
	case PICTURE_TOO_LARGE:
		return N_("This picture is too large. Choose one of at most 40 million pixels and 8 megabytes");
	case PICTURE_DAMAGED:
		return N_("This picture is damaged. Choose another one");
	case PICTURE_NO_CHILD:
		return N_("The picture could not be read just now. Try again in a moment");
	case PICTURE_MADE:
		break;
	}
	return NULL;
}

bool picture_prepare(struct request *r, const char *name)
{
	struct picture_made made;
	struct text file, file_name;

	forget_fields(r, name);
	file = request_file(r, name, &file_name);
	if (file.length == 0 && file_name.length == 0)
		return true;
	made = file.length > 0 ? picture_decode(r->arena, file) : (struct picture_made){ .fate = PICTURE_DAMAGED };
	if (made.fate != PICTURE_MADE) {
		form_problem(r, name, fate_message(made.fate), T(""));
		return false;
	}
	set_fields(r, name, made.sizes);
	return true;
}

enum outcome picture_posted(struct request *r, const char *name, struct text *ret_digest,
                            struct text ret_sizes[PICTURE_SIZES])
{
	struct text digest = request_field(r, name);

	*ret_digest = T("");
	if (digest.length == 0)
		return DONE;
	for (size_t size = 0; size < PICTURE_SIZES; size++) {
		if (!request_bytes(r, size_name(r->arena, name, size), &ret_sizes[size]) || ret_sizes[size].length == 0)
			return INVALID;
	}
	if (!text_equal(digest, digest_text(r->arena, ret_sizes[PICTURE_SIZES - 1])))
		return INVALID;
	*ret_digest = digest;
	return DONE;
}

enum outcome picture_keep(struct request *r, const char *name, struct text *ret_digest)
{
	struct text sizes[PICTURE_SIZES];
	enum outcome outcome = picture_posted(r, name, ret_digest, sizes);

	if (ret_digest->length == 0)
		return outcome;
	for (size_t size = 0; outcome == DONE && size < PICTURE_SIZES; size++)
		outcome = db_exec(r->db,
		                  "INSERT INTO picture(digest, size, bytes) VALUES ($1, $2, $3)"
		                  " ON CONFLICT DO NOTHING",
		                  bind(txt(*ret_digest), i64(picture_sides[size]), bytes(sizes[size])));
	return outcome;
}

/* The hashed address of a file of ours; empty when there is none of that name. */
static struct text drawing_url(struct request *r, struct text path)
{
	const struct asset *asset = asset_named(path);

	return asset ? text_join(r->arena, T("/static/"), text_of(asset->hashed_path)) : T("");
}

/* A drawing in the shape that fits: wide where it stands large, square on a shelf; as it is when it has but one. */
static struct text drawing_shaped(struct request *r, struct text path, bool wide)
{
	struct text stem = text_part(path, 0, text_find(path, T(".svg"))), url;

	if (text_ends(stem, T("-wide")))
		stem = text_part(stem, 0, stem.length - 5);
	url = drawing_url(r, text_format(r->arena, "%.*s%s.svg", TEXT(stem), wide ? "-wide" : ""));
	return url.length > 0 ? url : drawing_url(r, path);
}

struct text picture_url(struct request *r, struct text picture, int size)
{
	struct text url = T("");

	if (r->no_pictures)
		return T("data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg'/%3E");
	if (picture.length == 2 * DIGEST_BYTES && text_find(picture, T(".")) == picture.length)
		return text_format(r->arena, "/pictures/%.*s-%d", TEXT(picture), size);
	if (text_starts(picture, T("art/")))
		url = drawing_shaped(r, picture, size == PICTURE_LARGE);
	return url.length > 0 ? url : drawing_url(r, T("art/none.svg"));
}

/* ---- the door ---- */

bool picture_asked(struct request *r, struct text *ret_digest, int64_t *ret_size)
{
	struct text rest = request_param(r, "picture");

	return text_next(&rest, '-', ret_digest) && text_to_int64(rest, ret_size) &&
	       ret_digest->length == 2 * DIGEST_BYTES;
}

static void picture_page(struct request *r)
{
	struct text digest, bytes;
	int64_t size = 0;

	if (!picture_asked(r, &digest, &size) ||
	    db_word(r->db, r->arena, &bytes, "SELECT bytes FROM picture WHERE digest = $1 AND size = $2",
	            bind(txt(digest), i64(size))) != DONE) {
		fail(r, NOT_FOUND, NULL);
		return;
	}
	give_file(r, T("image/jpeg"), T(""), bytes, 365 * 86400);
	r->exchange->reply.cache = T("public, max-age=31536000, immutable");
}

static const struct route picture_routes[] = {
	{ GET, "/pictures/{picture}", picture_page, ANYONE, "Get a picture in one of its sizes", .flags = ROUTE_PAGE },
	ROUTES_END,
};

const struct module picture_module = { .name = "picture", .schema = picture_schema, .routes = picture_routes };
