/* A file that is too long for one command, as the form under its dry run sends it (common/job, web/request.h). */
#ifndef TESTS_SUPPORT_LONG_FILE_H
#define TESTS_SUPPORT_LONG_FILE_H

#include "support/town.h"

/* Posts the form with the file in pieces, "csv.0" "csv.1" ..., each of at most 50,000 bytes and cut between two characters; the answer must lead
   on. Where to: the page of the work. The form has at most 20 names and values. */
const char *long_file_send(const char *path, const char *as, const char *const *form, struct text csv);

#endif
