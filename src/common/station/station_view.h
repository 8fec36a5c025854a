/* What the files of this module share. Private to the module. */
#ifndef COMMON_STATION_VIEW_H
#define COMMON_STATION_VIEW_H

#include "common/station/station.h"
#include "web/table.h"

/* The stations of a land as those who keep them work with them: station_table.c. */
void station_table_page(struct request *r, int64_t place);

/* The page of a station, also shown again when a recording was refused; and the doors of station_audio.c. */
void station_page(struct request *r);
void station_audio_prepare(struct request *r);
void station_audio_post(struct request *r);
void station_audio_delete(struct request *r);

#endif
