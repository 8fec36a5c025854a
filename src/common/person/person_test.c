/* People: whole requests. */
#include "support/town.h"

#include <stdio.h>
#include <string.h>

#include "common/person/person_rows.h"

#define PASSWORD "mountain-path-7"

TEST(a_buyer_joins)
{
	town();
	ask_get("/join?where=丹桂", AS_NOBODY);
	check_status(200);
	ask(POST, "/join", AS_NOBODY, FORM("name", "李四", "login", "lisi", "password", "short"));
	check_status(422);
	check_page("8 characters");
	ask(POST, "/join", AS_NOBODY, FORM("name", "李四", "login", "buyer", "password", PASSWORD));
	check_status(422);
	check_page("already");
	ask(POST, "/join", AS_NOBODY,
	    FORM("name", "李四", "login", " LiSi ", "password", PASSWORD, "phone", "13911112222"));
	check_status(303);
	check_location("/me");
	ask_get("/me", "lisi");
	check_status(200);
	check_page("李四");
	check_page("139****2222");
	check_books();
}
