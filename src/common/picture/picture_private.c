/* Pictures that are not for everybody (picture.h). They are in a table of their own, which the public door does not read; whoever has an
   address without the right gets nothing. The same photograph given to two things is kept twice, so that it goes with its thing. */
#include "common/picture/picture_inside.h"

#include "base/digest.h"

enum outcome picture_keep_private(struct request *r, const char *name, struct picture_owner owner,
                                  struct text *ret_digest)
{
	struct text sizes[PICTURE_SIZES];
	enum outcome outcome = picture_posted(r, name, ret_digest, sizes);

	if (ret_digest->length == 0)
		return outcome;
	for (size_t size = 0; outcome == DONE && size < PICTURE_SIZES; size++)
		outcome = db_exec(r->db,
		                  "INSERT INTO picture_private(county, owner, owner_id, digest, size, bytes)"
		                  " VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING",
		                  bind(i64(owner.county), txt(text_of(owner.kind)), i64(owner.id), txt(*ret_digest),
		                       i64(picture_sides[size]), bytes(sizes[size])));
	return outcome;
}

struct text picture_private_url(struct request *r, struct text path, struct text picture, int size)
{
	if (r->no_pictures)
		return picture_url(r, picture, size);
	return text_format(r->arena, "%.*s/pictures/%.*s-%d", TEXT(path), TEXT(picture), size);
}

bool picture_give(struct request *r, struct picture_owner owner)
{
	struct text digest, bytes;
	int64_t size = 0;

	if (!picture_asked(r, &digest, &size) ||
	    db_word(r->db, r->arena, &bytes,
	            "SELECT bytes FROM picture_private WHERE county = $1 AND owner = $2 AND owner_id = $3"
	            " AND digest = $4 AND size = $5",
	            bind(i64(owner.county), txt(text_of(owner.kind)), i64(owner.id), txt(digest), i64(size))) != DONE) {
		fail(r, NOT_FOUND, NULL);
		return false;
	}
	give_file(r, T("image/jpeg"), T(""), bytes, 0);
	/* Kept by nobody but this browser, and asked for again each time: the right may have ended. */
	r->exchange->reply.cache = T("private, no-cache");
	return size == PICTURE_LARGE;
}
