/* Read aloud: a recording of somebody's voice beside a thing that everybody may read (goods, a station), for those who do not read. It is
   recorded with a phone and uploaded as it is: Ogg Opus, MP3 or M4A, told by its first bytes, at most AUDIO_BYTES. Kept by the digest of its
   content and served under /audio/{digest} for ever.
   Invariants: a thing has at most one recording; where there is none, its page shows no button.
   Not here: text-to-speech; recordings beside anything that is not for everybody, since a voice tells who speaks. */
#ifndef COMMON_AUDIO_H
#define COMMON_AUDIO_H

#include "web/module.h"
#include "web/page.h"

enum { AUDIO_BYTES = 1 << 20 }; /* about five minutes of Opus as phones record it, one of MP3 */

extern const struct module audio_module;

/* The content type by the first bytes: "OggS" with "OpusHead" in its first page (RFC 7845 5.1), an ID3v2 tag or an MPEG layer III frame
   (ISO/IEC 11172-3 2.4.1.3), "ftyp" with an M4A or MP4 brand (ISO/IEC 14496-12 4.3). Empty: none of these. */
struct text audio_type(struct text file);

/* In prepare(): the file of the field "audio" becomes fields of the command; false with a problem at the field: none given, no such
   recording, too large. */
bool audio_prepare(struct request *r);
/* In the handler: keeps it as the recording of a thing, in place of the one before. INVALID: the fields are not what prepare makes. */
MUST_USE enum outcome audio_attach(struct request *r, int64_t county, int64_t subject_id);
/* The thing has none any more. */
MUST_USE enum outcome audio_detach(struct request *r, int64_t county, int64_t subject_id);

/* On a page: "Listen" with the browser's own player and the size, when there is a recording; else nothing. One statement. */
void audio_listen(struct request *r, int64_t county, int64_t subject_id);
/* The section of whoever may change it: the present one with a button to delete it, and a form for another one; they post to path and
   path + "/delete". */
void audio_edit(struct request *r, int64_t county, int64_t subject_id, struct text path);

#endif
