/* Recordings: which files are taken, who may put them where, what pages show with and without one. */
#include "support/story.h"

#include <string.h>

#include "common/audio/audio.h"

static const char opus[400] = "OggS........................OpusHead";
static char large[AUDIO_BYTES + 1];

TEST(audio_is_told_by_its_first_bytes)
{
	assert_true(text_equal(audio_type((struct text){ opus, sizeof opus }), T("audio/ogg")));
	assert_true(text_equal(audio_type(T("ID3\x04rest of it")), T("audio/mpeg")));
	assert_true(text_equal(audio_type(T("\xff\xfb\x90\x64rest")), T("audio/mpeg")));
	assert_true(text_equal(audio_type(T("....ftypM4A ........")), T("audio/mp4")));
	assert_int_equal(audio_type(T("\xff\xd8\xff\xe0 a JPEG")).length, 0);
	assert_int_equal(audio_type(T("OggS a page of Vorbis, not of Opus, as it is")).length, 0);
	assert_int_equal(audio_type(T("....ftypqt  ........")).length, 0);
	assert_int_equal(audio_type(T("<script>")).length, 0);
	assert_int_equal(audio_type(T("")).length, 0);
}

TEST(goods_are_read_aloud)
{
	story_town();
	const char *desk = words_of("/desk/products/%s/audio", story_now()->product);
	const char *page = words_of("/products/%s", story_now()->product);
	ask_get(page, AS_NOBODY);
	check_no_page("<audio");
	ask_file(desk, "buyer", NOTHING, "audio", "voice.opus", opus, sizeof opus);
	check_status(403);
	ask_file(desk, "other_operator", NOTHING, "audio", "voice.opus", opus, sizeof opus);
	check_status(403);
	ask_file(desk, "seller", NOTHING, "audio", "voice.opus", "not a recording", 15);
	check_status(422);
	check_page("This is not a recording");
	memcpy(large, opus, sizeof opus);
	ask_file(desk, "seller", NOTHING, "audio", "voice.opus", large, sizeof large);
	check_status(422);
	check_page("too large");
	ask(POST, desk, "seller", FORM("audio.0", "T2dnUw"));
	check_status(422);
	check_page("Choose a recording");
	assert_int_equal(town_number("SELECT count(*) FROM audio"), 0);
	ask_file(desk, "seller", NOTHING, "audio", "voice.opus", large, AUDIO_BYTES);
	check_status(303);
	ask_get(page, AS_NOBODY);
	check_page("<audio controls preload=\"none\" src=\"/audio/");
	check_page("1,024 kB");
	const char *digest = answer_between("src=\"/audio/", "\"");
	assert_int_equal(strlen(digest), 64);
	ask_get(words_of("/audio/%s", digest), AS_NOBODY);
	check_status(200);
	assert_true(text_equal(answer_header("type"), T("audio/ogg")));
	assert_int_equal(answer_body().length, AUDIO_BYTES);
	ask_file(desk, "seller", NOTHING, "audio", "voice.opus", opus, sizeof opus);
	check_status(303);
	assert_int_equal(town_number("SELECT count(*) FROM audio_of"), 1);
	ask(POST, words_of("%s/delete", desk), "buyer", NOTHING);
	check_status(403);
	ask(POST, words_of("%s/delete", desk), "seller", NOTHING);
	check_status(303);
	ask_get(page, AS_NOBODY);
	check_no_page("<audio");
	ask_get("/audio/nothing", AS_NOBODY);
	check_status(404);
	check_books();
	town_replay();
}

TEST(a_station_is_read_aloud)
{
	story_town();
	const char *page = words_of("/stations/%s", story_now()->station);
	ask_file(words_of("%s/audio", page), "buyer", NOTHING, "audio", "voice.opus", opus, sizeof opus);
	check_status(403);
	ask_file(words_of("%s/audio", page), "cadre", NOTHING, "audio", "voice.opus", "GIF89a", 6);
	check_status(422);
	check_page("This is not a recording");
	ask_file(words_of("%s/audio", page), "cadre", NOTHING, "audio", "voice.opus", opus, sizeof opus);
	check_status(303);
	ask_get(page, AS_NOBODY);
	check_page("<audio controls preload=\"none\"");
	check_no_page("type=\"file\"");
	ask(POST, words_of("%s/audio/delete", page), "cadre", NOTHING);
	check_status(303);
	ask_get(page, AS_NOBODY);
	check_no_page("<audio");
}
