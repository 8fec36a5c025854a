/* What a systemd unit forbids, without systemd: jail USER FILE COMMAND ...
   Runs the command as that user, with no new privileges; of the system calls only those named in FILE, a name a line, all others
   fail with EPERM (SystemCallFilter=, SystemCallErrorNumber=EPERM); no memory that may be written and run (MemoryDenyWriteExecute=:
   mmap with both, mprotect and pkey_mprotect to run, shmat to run); sockets of AF_UNIX, AF_INET and AF_INET6 only
   (RestrictAddressFamilies=). Names this machine does not know are passed over, as systemd does. */
#define _DEFAULT_SOURCE 1 /* setgroups() */
#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <seccomp.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <unistd.h>

static _Noreturn void give_up(const char *what)
{
	perror(what);
	exit(2);
}

static void need(bool holds, const char *what)
{
	if (!holds)
		give_up(what);
}

static bool is_judged_by_arguments(const char *name)
{
	static const char *const names[] = { "mmap", "mprotect", "pkey_mprotect", "shmat", "socket" };
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
		if (strcmp(name, names[i]) == 0)
			return true;
	return false;
}

static void allow_named(scmp_filter_ctx filter, const char *path)
{
	char line[128];
	FILE *file = fopen(path, "r");
	need(file != NULL, path);
	while (fgets(line, sizeof line, file)) {
		line[strcspn(line, "\n")] = 0;
		int number = seccomp_syscall_resolve_name(line);
		if (number == __NR_SCMP_ERROR || is_judged_by_arguments(line))
			continue;
		errno = -seccomp_rule_add(filter, SCMP_ACT_ALLOW, number, 0);
		need(errno == 0 || errno == EDOM, line);
	}
	need(fclose(file) == 0, path);
}

static void allow_when(scmp_filter_ctx filter, int number, struct scmp_arg_cmp when)
{
	need(seccomp_rule_add_array(filter, SCMP_ACT_ALLOW, number, 1, &when) == 0, "seccomp_rule_add_array");
}

/* Allowed when not all of the bits are set in the argument. */
static void allow_without(scmp_filter_ctx filter, int number, unsigned argument, uint64_t bits)
{
	for (uint64_t bit = 1; bit && bit <= bits; bit <<= 1)
		if (bits & bit)
			allow_when(filter, number,
			           (struct scmp_arg_cmp){
					   .arg = argument, .op = SCMP_CMP_MASKED_EQ, .datum_a = bit, .datum_b = 0 });
}

static void filter_load(const char *path)
{
	static const int families[] = { AF_UNIX, AF_INET, AF_INET6 };
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ERRNO(EPERM));
	need(filter != NULL, "seccomp_init");
	allow_named(filter, path);
	allow_without(filter, SCMP_SYS(mmap), 2, PROT_EXEC | PROT_WRITE);
	allow_without(filter, SCMP_SYS(mprotect), 2, PROT_EXEC);
	allow_without(filter, SCMP_SYS(pkey_mprotect), 2, PROT_EXEC);
	allow_without(filter, SCMP_SYS(shmat), 2, SHM_EXEC);
	for (size_t i = 0; i < sizeof families / sizeof families[0]; i++)
		allow_when(filter, SCMP_SYS(socket),
		           (struct scmp_arg_cmp){
				   .arg = 0, .op = SCMP_CMP_EQ, .datum_a = (scmp_datum_t)families[i], .datum_b = 0 });
	need(seccomp_load(filter) == 0, "seccomp_load");
	seccomp_release(filter);
}

int main(int argc, char **argv)
{
	need(argc > 3, "usage: jail USER FILE COMMAND ...");
	const struct passwd *user = getpwnam(argv[1]);
	need(user != NULL, argv[1]);
	if (geteuid() == 0) {
		need(setgroups(0, NULL) == 0 && setgid(user->pw_gid) == 0 && setuid(user->pw_uid) == 0, "setuid");
		prctl(PR_SET_DUMPABLE, 1, 0, 0, 0);
	}
	need(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0, "no_new_privs");
	filter_load(argv[2]);
	execv(argv[3], argv + 3);
	give_up(argv[3]);
}
