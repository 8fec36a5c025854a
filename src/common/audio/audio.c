/* Recordings in forms, in the database, on pages. */
#include "common/audio/audio.h"

#include <string.h>

#include "base/digest.h"
#include "common/audio/audio_templates.h"
#include "schema.h"

static const char field_name[] = "audio";

/* ---- what it is ---- */

static bool is_layer_three(struct text file)
{
	const unsigned char *b = (const unsigned char *)file.bytes;

	return file.length >= 4 && b[0] == 0xff && (b[1] & 0xe0) == 0xe0 && (b[1] & 0x18) != 0x08 &&
	       (b[1] & 0x06) == 0x02 && (b[2] & 0xf0) != 0xf0 && (b[2] & 0xf0) != 0 && (b[2] & 0x0c) != 0x0c;
}

static bool is_m4a(struct text file)
{
	static const char *const brands[] = { "M4A ", "mp42", "mp41", "isom", "iso2" };

	if (file.length < 16 || !text_equal(text_part(file, 4, 4), T("ftyp")))
		return false;
	for (size_t i = 0; i < sizeof brands / sizeof brands[0]; i++)
		if (text_equal(text_part(file, 8, 4), text_of(brands[i])))
			return true;
	return false;
}

struct text audio_type(struct text file)
{
	if (text_starts(file, T("OggS")) && text_equal(text_part(file, 28, 8), T("OpusHead")))
		return T("audio/ogg");
	if (text_starts(file, T("ID3")) || is_layer_three(file))
		return T("audio/mpeg");
	return is_m4a(file) ? T("audio/mp4") : T("");
}

/* ---- forms ---- */

bool audio_prepare(struct request *r)
{
	struct text name, file = request_file(r, field_name, &name);
	const char *wrong = NULL;

	request_set_bytes(r, field_name, T(""));
	if (file.length == 0)
		wrong = N_("Choose a recording");
	else if (file.length > AUDIO_BYTES)
		wrong = N_("This recording is too large. Choose one of at most 1 megabyte");
	else if (audio_type(file).length == 0)
		wrong = N_("This is not a recording. Choose an Ogg Opus, MP3 or M4A file");
	if (wrong != NULL) {
		form_problem(r, field_name, wrong, T(""));
		return false;
	}
	request_set_bytes(r, field_name, file);
	return true;
}

enum outcome audio_attach(struct request *r, int64_t county, int64_t subject_id)
{
	struct text file;
	enum outcome outcome;

	if (!request_bytes(r, field_name, &file) || file.length > AUDIO_BYTES || audio_type(file).length == 0)
		return INVALID;
	struct digest digest = digest_of(file);
	struct text name = text_hex(r->arena, digest.bytes, sizeof digest.bytes);

	outcome = db_exec(r->db,
	                  "INSERT INTO audio(digest, type, size, bytes) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
	                  bind(txt(name), txt(audio_type(file)), i64((int64_t)file.length), bytes(file)));
	if (outcome != DONE)
		return outcome;
	return db_exec(r->db,
	               "INSERT INTO audio_of(county, subject_id, digest, person_id, at) VALUES ($1, $2, $3, $4, $5)"
	               " ON CONFLICT (county, subject_id) DO UPDATE SET digest = excluded.digest,"
	               " person_id = excluded.person_id, at = excluded.at",
	               bind(i64(county), i64(subject_id), txt(name), i64(r->who.person_id), i64(r->now)));
}

enum outcome audio_detach(struct request *r, int64_t county, int64_t subject_id)
{
	return db_exec(r->db, "DELETE FROM audio_of WHERE county = $1 AND subject_id = $2",
	               bind(i64(county), i64(subject_id)));
}

/* ---- pages ---- */

struct recording {
	struct text digest;
	int64_t size;
};

static const struct field recording_fields[] = {
	TEXT_FIELD(recording, digest, "Recording", 0, 0, 2 * DIGEST_BYTES),
	INT_FIELD(recording, size, "Size", 0, 0, AUDIO_BYTES),
	FIELD_END,
};

static const struct record recording_record = { .name = "recording",
	                                        .size = sizeof(struct recording),
	                                        .fields = recording_fields };

static bool find(struct request *r, int64_t county, int64_t subject_id, struct recording *ret)
{
	return db_one(r->db, r->arena, &recording_record, ret,
	              "SELECT a.digest, a.size FROM audio_of AS o JOIN audio AS a ON a.digest = o.digest"
	              " WHERE o.county = $1 AND o.subject_id = $2",
	              bind(i64(county), i64(subject_id))) == DONE;
}

void audio_listen(struct request *r, int64_t county, int64_t subject_id)
{
	struct recording recording;

	if (find(r, county, subject_id, &recording))
		audio_html(r, recording.digest, recording.size);
}

void audio_edit(struct request *r, int64_t county, int64_t subject_id, struct text path)
{
	struct recording recording = { .digest = T("") };
	bool found = find(r, county, subject_id, &recording);

	audio_edit_html(r, path, found, recording.digest, recording.size);
}

/* ---- the door ---- */

static void audio_page(struct request *r)
{
	struct text digest = request_param(r, "audio");
	struct db_rows *rows = db_rows(r->db, "SELECT type, bytes FROM audio WHERE digest = $1", bind(txt(digest)));
	bool found = db_next(rows);
	struct text type = found ? text_copy(r->arena, db_text(rows, "type")) : T("");
	struct text bytes = found ? text_copy(r->arena, db_text(rows, "bytes")) : T("");

	if (db_done(rows) != DONE || !found) {
		fail(r, NOT_FOUND, NULL);
		return;
	}
	give_file(r, type, T(""), bytes, 365 * 86400);
	r->exchange->reply.cache = T("public, max-age=31536000, immutable");
}

static const struct route audio_routes[] = {
	{ GET, "/audio/{audio}", audio_page, ANYONE, "Get a recording", .flags = ROUTE_PAGE },
	ROUTES_END,
};

static const struct check audio_checks[] = {
	{ .name = "what is read aloud is there",
	  .wrong = "things name a recording that is not there",
	  .counts = "SELECT count(*) AS count FROM audio_of AS o LEFT JOIN audio AS a ON a.digest = o.digest"
	            " WHERE a.digest IS NULL /* scan */" },
	{ .name = NULL },
};

const struct module audio_module = {
	.name = "audio", .schema = audio_schema, .routes = audio_routes, .checks = audio_checks
};
