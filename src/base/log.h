/* Structured log lines on standard error, one line an event: logfmt (key=value), written whole by one write().
   Libraries and modules do not log; the dispatcher, the writer and the program do. */
#ifndef BASE_LOG_H
#define BASE_LOG_H

#include <stdint.h>

enum log_level { LOG_DEBUG, LOG_INFO, LOG_WARN, LOG_ERROR };

/* Lines below this level are dropped; LOG_INFO at start. */
void log_set_level(enum log_level level);
/* One line: time, level, event (a word), then a printf of further key=value pairs, which must hold no personal data. */
void log_event(enum log_level level, const char *event, const char *format, ...) __attribute__((format(printf, 3, 4)));

#endif
