/* The version of the program; `git tag` bears the same. */
#ifndef APP_VERSION_H
#define APP_VERSION_H
#define VERSION "0.1.0"
#endif
