#include "support/town.h"

#include "base/arena.h"
#include "base/digest.h"

#define check_digest(got, want) check_digest_is((got), (want), __FILE__, __LINE__)
static void check_digest_is(struct digest got, const char *want, const char *file, int line)
{
	struct digest wanted;
	if (!text_from_hex(text_of(want), wanted.bytes, sizeof(wanted.bytes)) || !digest_equal(&got, &wanted))
		_fail(file, line);
}

TEST(digest_is_blake2b_256)
{
	check_digest(digest_of((struct text){ 0 }), "0e5751c026e543b2e8ab2eb06099daa1d1e5df47778f7787faab45cdf12fe3a8");
	check_digest(digest_of(T("abc")), "bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319");
}

TEST(digest_depends_on_its_key)
{
	struct digest one = { { 1 } }, other = { { 2 } }, plain = digest_of(T("abc"));
	struct digest a = digest_keyed(&one, T("abc")), b = digest_keyed(&other, T("abc"));
	struct digest again = digest_keyed(&one, T("abc"));
	assert_false(digest_equal(&a, &b) || digest_equal(&a, &plain));
	assert_true(digest_equal(&a, &again));
	digest_keyed(&one, (struct text){ 0 });
}

/* RFC 4231, test cases 2 and 6 (a key longer than the block). */
TEST(digest_hmac_follows_rfc_4231)
{
	check_digest(digest_hmac_sha256(T("Jefe"), T("what do ya want for nothing?")),
	             "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
	char long_key[131];
	for (size_t i = 0; i < sizeof(long_key); i++)
		long_key[i] = (char)0xaa;
	check_digest(digest_hmac_sha256((struct text){ long_key, sizeof(long_key) },
	                                T("Test Using Larger Than Block-Size Key - Hash Key First")),
	             "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

/* FIPS 180-4's digests of nothing and of "abc", in base64. */
TEST(digest_policy_names_what_is_allowed)
{
	struct arena *arena = arena_new();
	assert_true(text_equal(digest_policy(arena, T("")), T("sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=")));
	assert_true(
		text_equal(digest_policy(arena, T("abc")), T("sha256-ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=")));
	arena_free(arena);
}
