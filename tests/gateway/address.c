/*
 * Checks of addresses; see address.h.
 */
#include "address.h"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <string.h>

static bool is_loopback(const char *host)
{
	struct in_addr four;

	if (strcmp(host, "localhost") == 0 || strcmp(host, "[::1]") == 0)
		return true;
	return inet_pton(AF_INET, host, &four) == 1 && (ntohl(four.s_addr) >> 24) == 127;
}

static bool path_is_plain(const char *path)
{
	const char *plain = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._~/-";

	return path[0] == '/' && strlen(path) <= STATE_URL_CHARS && path[strspn(path, plain)] == '\0';
}

static bool part_is_absent(CURLU *url, CURLUPart part)
{
	char *text = NULL;
	CURLUcode code = curl_url_get(url, part, &text, 0);

	curl_free(text);
	return code != CURLUE_OK;
}

bool address_notify_read(const char *text, bool allow_any, char ret_path[STATE_URL_CHARS + 1])
{
	char *host = NULL;
	char *path = NULL;
	bool good = false;
	CURLU *url;

	if (!address_return_is_well_formed(text) || strpbrk(text, "?#@%") != NULL || strstr(text, "/.") != NULL)
		return false;
	url = curl_url();
	if (url == NULL)
		return false;
	if (curl_url_set(url, CURLUPART_URL, text, 0) != CURLUE_OK)
		goto out;
	if (!part_is_absent(url, CURLUPART_USER) || !part_is_absent(url, CURLUPART_QUERY))
		goto out;
	if (curl_url_get(url, CURLUPART_HOST, &host, 0) != CURLUE_OK ||
	    curl_url_get(url, CURLUPART_PATH, &path, 0) != CURLUE_OK)
		goto out;
	if (!path_is_plain(path) || (!allow_any && !is_loopback(host)))
		goto out;
	memcpy(ret_path, path, strlen(path) + 1);
	good = true;
out:
	curl_free(host);
	curl_free(path);
	curl_url_cleanup(url);
	return good;
}

bool address_return_is_well_formed(const char *url)
{
	if (strlen(url) > STATE_URL_CHARS)
		return false;
	if (strncmp(url, "http://", 7) != 0 && strncmp(url, "https://", 8) != 0)
		return false;
	for (const char *c = url; *c != '\0'; c++)
		if (*c <= ' ' || *c > '~')
			return false;
	return true;
}
