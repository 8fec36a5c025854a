/* tongcun grant: the first administrator, or a new password for one. The password comes from the terminal without being shown, from
   a pipe, or from TONGCUN_PASSWORD; never from the command line, which others on the machine can read. */
#include "app/subcommand.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "base/problem.h"
#include "common/person/person.h"

enum { PASSWORD_BYTES = 256, PASSWORD_LEAST = 8 };

/* One line without its end; echo is off while it is typed. */
static struct text read_password(struct arena *arena)
{
	const char *given = getenv("TONGCUN_PASSWORD");
	struct termios shown, hidden;
	char line[PASSWORD_BYTES] = "";
	bool is_terminal = given == NULL && tcgetattr(STDIN_FILENO, &shown) == 0;

	if (given != NULL)
		return text_of(given);
	if (is_terminal) {
		hidden = shown;
		hidden.c_lflag &= ~(tcflag_t)ECHO;
		tcsetattr(STDIN_FILENO, TCSAFLUSH, &hidden);
		fputs("Password (at least 8 characters): ", stderr);
	}
	if (fgets(line, sizeof line, stdin) == NULL)
		line[0] = '\0';
	if (is_terminal) {
		tcsetattr(STDIN_FILENO, TCSAFLUSH, &shown);
		fputc('\n', stderr);
	}
	line[strcspn(line, "\r\n")] = '\0';
	return text_copy(arena, text_of(line));
}

struct grant_task {
	struct task task;
	struct problems problems;
};

static enum outcome run_grant(struct task *task, struct db *db, struct world *world)
{
	struct grant_task *grant = task->owner;

	grant->problems.count = 0;
	return person_first_administrator(db, task->arena, world, task->command.body, &grant->problems);
}

static int submit_grant(struct options *options, struct site *site, struct text hash)
{
	struct grant_task grant = { .problems = problems_in(options->arena) };
	enum outcome outcome;

	grant.task = (struct task){ .arena = options->arena, .run = run_grant, .owner = &grant };
	grant.task.command = (struct command){
		.at = machine_now(),
		.door = T(PERSON_ADMINISTRATOR_DOOR),
		.target = T("/people"),
		.body = person_administrator_body(options->arena, options->login, options->name, hash),
	};
	outcome = writer_run(site_writer(site), &grant.task);
	for (size_t i = 0; i < grant.problems.count; i++)
		complain("%.*s: %s", TEXT(grant.problems.list[i].field), grant.problems.list[i].message);
	if (outcome != DONE)
		return complain("nothing was granted (%s)", outcome_name(outcome));
	printf("%.*s is an administrator now and can sign in.\n", TEXT(options->login));
	return 0;
}

int subcommand_grant(struct options *options)
{
	struct digest secret;
	struct site_options site_options;
	struct site *site;
	struct text password;
	int code;

	if (options->login.length == 0)
		return complain("say who: tongcun grant --login NAME [--name \"Full name\"] --data DIR");
	if (!options_secret(options, false, &secret))
		return 1;
	password = read_password(options->arena);
	if (password.length > 0 && text_characters(password) < PASSWORD_LEAST)
		return complain("the password must have at least %d characters", PASSWORD_LEAST);
	site_options = options_site(options, &secret);
	if (!start_site(options, &site_options, &site))
		return 1;
	code = submit_grant(options, site,
	                    password.length > 0 ? password_hash_of(options->arena, password, false) : T(""));
	site_stop(site);
	return code;
}
