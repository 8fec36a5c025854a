/* The program's subcommands, one file each; main.c holds the table. Each gets its options and gives the exit code. */
#ifndef APP_SUBCOMMAND_H
#define APP_SUBCOMMAND_H

#include "app/options.h"

int subcommand_init(struct options *options);
int subcommand_serve(struct options *options);
int subcommand_import(struct options *options);
int subcommand_check(struct options *options);
int subcommand_backup(struct options *options);
int subcommand_restore(struct options *options);
int subcommand_replay(struct options *options);
int subcommand_demo(struct options *options);
int subcommand_grant(struct options *options);
int subcommand_doors(struct options *options);
int subcommand_version(struct options *options);

/* Makes the tables, or brings them up to this program. False: one line said what is wrong. */
bool install_data(const struct options *options);
/* Waits until what is in the data folder is on disk (made with db_target.hasty). False: one line said what is wrong. */
bool settle_data(const struct options *options);
/* What `tongcun check` does and says, without its way of being stopped. True: everything holds. */
bool check_data(const struct options *options);
/* Starts the whole site on migrated data. False: one line said what is wrong. */
bool start_site(const struct options *options, const struct site_options *site_options, struct site **ret_site);
/* Serves a started site over HTTP until SIGTERM or SIGINT, then finishes what was accepted. ready may be NULL; it is told the port. */
int serve_site(const struct options *options, struct site *site, void (*ready)(void *context, int port), void *context);

#endif
