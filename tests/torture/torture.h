/* The torture's loads: one program, a subcommand each. What they need of the command line. */
#ifndef TESTS_TORTURE_TORTURE_H
#define TESTS_TORTURE_TORTURE_H

struct torture_options {
	int port, connections, seconds, count; /* 0: not given */
	const char *target, *token, *body, *acks, *prefix, *field, *way;
};

/* Keyed writes until SIGTERM; see write.c. The exit code. */
int torture_write(const struct torture_options *options);
/* Connections that are held and do little; see hold.c. The exit code. */
int torture_hold(const struct torture_options *options);

/* The whole of a file, with a zero byte behind it; ends the program when it cannot be read. To be freed. */
char *torture_file(const char *path);

#endif
