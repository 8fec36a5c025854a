/* The recording that reads a station's hours and services aloud (common/audio). */
#include "base/id.h"
#include "common/audio/audio.h"
#include "common/station/station_view.h"

static void back(struct request *r, enum outcome outcome, const char *done)
{
	const struct station *station = r->kept;

	if (outcome == DONE)
		see_other(r, "/stations/%.*s?done=%s", TEXT(id_public(r->arena, station->county, station->id)), done);
	else
		fail(r, outcome, NULL);
}

void station_audio_prepare(struct request *r)
{
	if (!audio_prepare(r) && !r->json)
		station_page(r);
}

void station_audio_post(struct request *r)
{
	const struct station *station = r->kept;

	back(r, audio_attach(r, station->county, station->id), "heard");
}

void station_audio_delete(struct request *r)
{
	const struct station *station = r->kept;

	back(r, audio_detach(r, station->county, station->id), "unheard");
}
