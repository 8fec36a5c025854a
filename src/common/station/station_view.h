/* What the files of this module share. Private to the module. */
#ifndef COMMON_STATION_VIEW_H
#define COMMON_STATION_VIEW_H

#include "common/station/station.h"
#include "web/table.h"

/* The stations of a land as those who keep them work with them: station_table.c. */
void station_table_page(struct request *r, int64_t place);

#endif
