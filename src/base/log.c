/* One write() a line, so that lines of several threads never mix (POSIX: writes to a pipe up to PIPE_BUF bytes are whole). */
#include "base/log.h"

#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/world.h"

enum { LOG_LINE_BYTES = 2048 }; /* a longer line is cut */

static _Atomic(enum log_level) least_level = LOG_INFO;

void log_set_level(enum log_level level)
{
	atomic_store(&least_level, level);
}

static const char *level_name(enum log_level level)
{
	switch (level) {
	case LOG_DEBUG:
		return "debug";
	case LOG_INFO:
		return "info";
	case LOG_WARN:
		return "warn";
	case LOG_ERROR:
		return "error";
	}
	return "unknown";
}

/* What has been written, of what snprintf() would have written into room bytes. */
static size_t fitted(int length, size_t room)
{
	if (length < 0)
		return 0;
	return (size_t)length < room ? (size_t)length : room - 1;
}

static size_t write_head(char *line, size_t room, enum log_level level, const char *event)
{
	int64_t now = machine_now();
	time_t second = (time_t)(now / 1000);
	struct tm utc;
	char moment[32] = "";
	if (gmtime_r(&second, &utc))
		strftime(moment, sizeof(moment), "%Y-%m-%dT%H:%M:%S", &utc);
	return fitted(snprintf(line, room, "time=%s.%03dZ level=%s event=%s ", moment, (int)(now % 1000),
	                       level_name(level), event),
	              room);
}

void log_event(enum log_level level, const char *event, const char *format, ...)
{
	if (level < atomic_load(&least_level))
		return;
	char line[LOG_LINE_BYTES];
	size_t length = write_head(line, sizeof(line), level, event);
	va_list values;
	va_start(values, format);
	length += fitted(vsnprintf(line + length, sizeof(line) - length, format, values), sizeof(line) - length);
	va_end(values);
	for (size_t i = 0; i < length; i++) { /* a value must not forge a second line */
		if ((unsigned char)line[i] < ' ')
			line[i] = ' ';
	}
	while (length > 0 && line[length - 1] == ' ')
		length--;
	line[length++] = '\n';
	ssize_t written = write(STDERR_FILENO, line, length);
	(void)written; /* there is nowhere to tell */
}
