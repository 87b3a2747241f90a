"""Why something went wrong, as a code with the sentence that people are shown.

A code is what is stored and compared, with its details (:mod:`scraper.model.fault`); its sentence is made where it is
shown and never read back. Codes are part of the archive's contract (``pages.reason``, ``problems.code``): one that was
released keeps its meaning.
"""

from __future__ import annotations

from scraper.model.worded import Worded

# The next step of an alarm of fields; a mended profile reads the pages that came in the meantime, too.
_CHECK = "'scraper sites check' with the site's name shows what is found; 'scraper reparse' applies a mended profile."


class Reason(Worded):
    """A code, the sentence for people with the names of its details in braces, and what they can do next, if anything.

    See :class:`scraper.model.worded.Worded`.
    """

    # What a page is instead of an article, as the parser judges it: most of them are sent with status 200 (soft 404).
    ERROR_PAGE = "error_page", "an error page"
    LOGIN_WALL = "login_wall", "a login wall"
    CONSENT_WALL = "consent_wall", "a consent wall"
    BLOCK_PAGE = "block_page", "a bot check"
    NO_TEXT = "no_text", "a page without text"
    NEEDS_JAVASCRIPT = (
        "needs_javascript",
        "a page that needs JavaScript: its text comes by scripts",
        "A feed or a sitemap may hold it; this program runs no scripts.",
    )
    NO_TITLE = "no_title", "a page without a title"
    LISTING_PAGE = "listing_page", "a listing page"
    NOT_AN_ARTICLE = "not_an_article", "not an article"
    # What a response holds instead of a page, by its first bytes or by its Content-Type.
    PDF = "pdf", "a PDF document"
    JSON = "json", "JSON data"
    IMAGE_FILE = "image_file", "an image file"
    AUDIO_FILE = "audio_file", "an audio file"
    VIDEO_FILE = "video_file", "a video file"
    BINARY_DATA = "binary_data", "binary data, though it is sent as {media_type}"
    NOT_HTML = "not_html", "not an HTML page ({media_type})"
    # What the host answered.
    HTTP_STATUS = "http_status", "status {status}"
    # 404 and 410 (RFC 9110 §15.5.5, §15.5.11).
    GONE = "gone", "status {status}: there is no such page"
    REDIRECTS_HOME = "redirects_home", "redirects to the home page; the article is probably gone"
    REDIRECTS_TO_LISTING = "redirects_to_listing", "redirects to {url}, a list of the site"
    REDIRECTS_TO_ARTICLE = "redirects_to_article", "redirects to {url}, which is another article"
    # An archived article seems gone, which a mistake of an hour can look like. {why} is one of the reasons above.
    MISSING = "missing", "{why}, since {since} UTC; it is marked as gone when that is seen again a day later"
    # Of an address that its article has left: where the article is now, and by what that was found. A detail that no
    # sentence names, on, says when.
    MOVED_BY_REDIRECT = "moved_by_redirect", "its article has moved: it redirects to {url}"
    MOVED_BY_CANONICAL = "moved_by_canonical", "its article has moved: the page calls {url} its own address"
    MOVED_BY_TEXT = "moved_by_text", "its article has moved: {url} shows the same text"
    LEADS_TO_IGNORED = "leads_to_ignored", "leads to {url}, which an 'ignore' pattern of the profile names"
    SAME_TEXT = "same_text", "the same text as {count} other addresses of this site, such as {url}"
    # A 304 answers a conditional request only (RFC 9110 §15.4.5), and without an earlier answer there is no validator
    # to send with one.
    UNASKED_304 = "unasked_304", "the host says 'not modified' of a page that was never fetched"
    UNASKED_304_SOURCE = "unasked_304_source", "status 304, 'not modified', for a {kind} that was never fetched"
    IS_A_SOURCE = "is_a_source", "this is a {kind} of the site '{site}', not an article"
    FORGOTTEN = "forgotten", "was forgotten on {day}; it is not archived again"
    PATH_REPEATS = "path_repeats", "its path repeats itself: a trap for crawlers"
    # Why there is no answer. {why} is what the system or the library says, since the code cannot name each case.
    NO_HOST = "no_host", "no such host, or no network", "Check the spelling and your connection."
    CONNECTION_REFUSED = "connection_refused", "connection refused"
    CONNECTION_LOST = "connection_lost", "connection lost ({why})"
    NO_CONNECTION = "no_connection", "no connection ({why})"
    BAD_CERTIFICATE = "bad_certificate", "the certificate does not hold ({why})"
    NO_TLS = "no_tls", "no secure connection ({why})"
    CONNECT_TIMEOUT = "connect_timeout", "no connection in time"
    TIMEOUT = "timeout", "no answer in time"
    TOO_LARGE = "too_large", "more than {bound}"
    BROKEN_BODY = "broken_body", "{why}"
    BROKEN_ANSWER = "broken_answer", "broken answer ({why})"
    CANNOT_ASK = "cannot_ask", "cannot be asked for ({why})"
    TOO_MANY_REDIRECTS = "too_many_redirects", "more than {bound} redirects"
    REDIRECTS_TO_ITSELF = "redirects_to_itself", "redirects to itself"
    # The cookies of one fetch are sent back while it lasts, so that a wall wants others: of scripts, or of a person.
    COOKIE_WALL = (
        "cookie_wall",
        "{why}; it sets cookies, and does not show the page to who sends them back either",
        "If a browser gets in, name its cookies under [SITE.cookies] in the site's profile.",
    )
    BAD_REDIRECT = "bad_redirect", "redirects to an address that is not fetched ({url})"
    PRIVATE_ADDRESS = (
        "private_address",
        "refused: {why}",
        "If you mean it, allow it with --allow-private, or private = true in the site's profile.",
    )
    ROBOTS_FORBIDDEN = "robots_forbidden", "forbidden by robots.txt, line {line} ({rule})"
    # While it cannot be read for an error of the server or the network, all counts as forbidden (RFC 9309 §2.3.1.4).
    ROBOTS_UNREADABLE = "robots_unreadable", "robots.txt cannot be read now ({why})"
    BACK_OFF = "back_off", "the host failed or asked for a pause; it is left alone until {until} UTC"
    # Left out by --since, though only the page itself could say so.
    OLDER_THAN_SINCE = "older_than_since", "by its own word of {day}, and so older than --since {since}"
    # What a source is instead of a feed, a sitemap or a listing.
    FEED_EMPTY = "feed_empty", "the feed is empty"
    FEED_IS_HTML = "feed_is_html", "the feed is an HTML page"
    FEED_IS_HTML_NAMING = "feed_is_html_naming", "the feed is an HTML page; it names {feeds}"
    FEED_BROKEN = "feed_broken", "the feed is broken"
    FEED_BROKEN_JSON = "feed_broken_json", "the feed is broken JSON"
    NOT_A_FEED = "not_a_feed", "the document is no feed"
    FEED_WITHOUT_ENTRIES = "feed_without_entries", "the feed has no entries"
    FEED_WITHOUT_PAGES = "feed_without_pages", "no entry of the feed names a web page"
    SITEMAP_EMPTY = "sitemap_empty", "the sitemap is empty"
    SITEMAP_IS_HTML = "sitemap_is_html", "the sitemap is an HTML page"
    NOT_A_SITEMAP = "not_a_sitemap", "the document is no sitemap"
    NO_ARTICLE_LINKS = "no_article_links", "no article links on this page"
    FOREIGN_LINKS = (
        "foreign_links",
        "all {count} of its links lead to other hosts ({hosts}), which are not this site's",
    )
    NOT_FOLLOWED = (
        "not_followed",
        "its links are not followed, as it asks ({evidence}); a feed or a sitemap does as well",
    )
    INDEX_TOO_DEEP = "index_too_deep", "indexes within indexes within indexes are not followed"
    NONE_FITS = (
        "none_fits",
        "{links}, none fits 'articles' ({patterns})",
        "Change 'articles' in the site's profile, or name another source there.",
    )
    READ_TO_BOUND = "read_to_bound", "read to its bound: {taken} of {total} {unit}"
    # Where nobody has counted the whole, as in a packed file that is unpacked up to its bound.
    READ_TO_BOUND_FIRST = "read_to_bound_first", "read to its bound: the first {taken} {unit}"
    SITEMAPS_LEFT_OUT = (
        "sitemaps_left_out",
        "older sitemaps that it names are deferred: {count}",
        "'scraper crawl' with --full reads them all, with --since DATE those that were changed since.",
    )
    SOURCE_NOT_FOLLOWED = (
        "source_not_followed",
        "its links are not followed, as it asks ({evidence}); the {kind} {url} is used",
    )
    SOURCE_DISALLOWED = "source_disallowed", "disallowed by robots.txt, line {line} ({rule}); the {kind} {url} is used"
    # What is wrong with a site as a whole. A sentence that goes on behind {why} says what becomes of the site's pages.
    WALK_BOUND = (
        "walk_bound",
        "stopped after {bound} feeds, sitemaps and listing pages, before {next}; a later run goes on there, unless an"
        " 'ignore' pattern of the profile keeps it away",
    )
    TOO_MANY_SITEMAPS = "too_many_sitemaps", "robots.txt names {count} sitemaps; the first {bound} are read"
    FOUND_BY_ITSELF = "found_by_itself", "found by itself: {sources}; the front page is read as a listing"
    NOTHING_FOUND = (
        "nothing_found",
        "no article was ever found here",
        "Name a feed or a listing page in its profile; 'scraper crawl' with its name, --dry-run and -v says what each"
        " source gives.",
    )
    # An alarm: what the archive's own history says is wrong.
    QUIET = (
        "quiet",
        "quiet for {days} working days, usual gap {gap}",
        "Open the site; if it publishes, its source or its 'articles' pattern fits no more: 'scraper sites check' with"
        " its name says which.",
    )
    BAD_SITEMAP_ADDRESS = "bad_sitemap_address", "robots.txt names a sitemap that is no address: {why}"
    SITE_UNREACHABLE = "site_unreachable", "{why}; nothing was marked as gone"
    SITE_PAUSED = "site_paused", "{why}; what is left waits for a later run"
    SITE_FAILED = "site_failed", "{why}"
    # Of the run as a whole: with no answer at all there is nothing that could be said of any one site.
    NO_NETWORK = (
        "no_network",
        "no network: none of {count} hosts could be reached ({why}); nothing was changed",
        "Check your connection.",
    )
    HOST_DOWN = "host_down", "{why}; what is left there waits for a later run"
    FAILURES_IN_A_ROW = (
        "failures_in_a_row",
        "{count} articles in a row could not be had, the last one: {example}: {why}; {left} more wait for a later run",
    )
    FIRST_CRAWL_DEFERRED = (
        "first_crawl_deferred",
        "older articles known but deferred: {count:,}; get them with 'scraper crawl {site} --full' or '--since DAY'",
    )
    # Anomalies: what a host says that is not so. The first costs news, as an edit is not seen behind a 304; the second
    # and the third cost only requests. The fourth is of a source, whose dates to come are left out of what it names.
    STALE_VALIDATOR = "stale_validator", "the host says 'not modified' of pages that have changed, as of {url}"
    NEW_ETAG = "new_etag", "a new ETag for the same bytes"
    FUTURE_LAST_MODIFIED = "future_last_modified", "a Last-Modified that lies in the future"
    FUTURE_DATES = "future_dates", "{count} of {total} dates that lie in the future"
    # Reservations of text and data mining or of archiving: the article is kept without its text.
    RESERVED = (
        "reserved",
        "kept without its text: the site reserves {what} ({evidence}); '{key} = \"record\"' in its profile keeps all,"
        " marked",
    )
    RESERVED_ELSEWHERE = "reserved_elsewhere", "kept without its text, as its own address {url} reserves it"
    # Alarms of a site: what its newest articles lack, beside the share of those before that had it.
    BODY_LOST = "body_lost", "body empty on {missing} of {of} pages, was {was} %", _CHECK
    DATE_LOST = "date_lost", "date empty on {missing} of {of} pages, was {was} %", _CHECK
    LEAD_LOST = "lead_lost", "lead empty on {missing} of {of} pages, was {was} %", _CHECK
    AUTHORS_LOST = "authors_lost", "authors empty on {missing} of {of} pages, was {was} %", _CHECK
    KEYWORDS_LOST = "keywords_lost", "keywords empty on {missing} of {of} pages, was {was} %", _CHECK
    SECTION_LOST = "section_lost", "section empty on {missing} of {of} pages, was {was} %", _CHECK
    BODY_SOURCE = "body_source", "body now comes from '{now}' on {moved} of {of} pages, was '{was}'", _CHECK
    DATE_SOURCE = "date_source", "date now comes from '{now}' on {moved} of {of} pages, was '{was}'", _CHECK
    LEAD_SOURCE = "lead_source", "lead now comes from '{now}' on {moved} of {of} pages, was '{was}'", _CHECK
    AUTHORS_SOURCE = "authors_source", "authors now come from '{now}' on {moved} of {of} pages, were '{was}'", _CHECK
    KEYWORDS_SOURCE = "keywords_source", "keywords now come from '{now}' on {moved} of {of} pages, were '{was}'", _CHECK
    SECTION_SOURCE = "section_source", "section now comes from '{now}' on {moved} of {of} pages, was '{was}'", _CHECK
    WORDS_HALVED = (
        "words_halved",
        "texts are half as long: {now} words on the middle one of {of} pages, {was} before",
        _CHECK,
    )
    SELECTOR_UNMATCHED = (
        "selector_unmatched",
        "selectors that match nothing: {selectors}; none on {missing} of {of} pages, was {was} %",
        _CHECK,
    )
    SAME_BODIES = (
        "same_bodies",
        "the same text under different headlines on {same} of {of} pages, {was} % before, such as {url}",
        _CHECK,
    )
    WALLS_GROW = (
        "walls_grow",
        "{met} of the newest {of} addresses give {what} instead of an article, {was} % before",
        "'scraper status --problems' names them; open one in a browser. Where that gets in, name its cookies under"
        " [SITE.cookies] in the site's profile.",
    )
    ROBOTS_TOOK_AWAY = (
        "robots_took_away",
        "robots.txt now forbids {forbidden} of the newest {of} archived addresses, line {line} ({rule})",
        "What is archived stays, and is not visited again; ask the site's operator.",
    )
    RESERVED_NOW = (
        "reserved_now",
        "kept without their text: {reserved} of {of} pages, {was} % before, as the site reserves it ({evidence})",
        "Ask the site's operator for leave; then 'tdm = \"record\"' in its profile keeps all, marked.",
    )
    # What the runs, the disk and the hosts say of the archive as a whole, or of what its sites depend on.
    NO_CRAWL = (
        "no_crawl",
        "no crawl for {time}, usually there is one within {usual}",
        "Look whether cron or the timer still starts it; 'scraper crawl' does it now.",
    )
    CRAWL_UNENDED = (
        "crawl_unended",
        "a crawl runs since {since} UTC ({compared}), as process {pid}",
        "If it does nothing any more, end that process; the next crawl goes on from there.",
    )
    CRAWLS_BROKEN_OFF = (
        "crawls_broken_off",
        "the last {count} crawls were broken off before their end",
        "Something ends them, such as a bound of time or memory; 'scraper crawl' on a terminal shows how far it comes.",
    )
    CLOCK_SET_BACK = (
        "clock_set_back",
        "the clock of this machine was set back: after {before} UTC came {after} UTC",
        "Look whether it is right now; what was planned by the wrong one is visited when its time comes.",
    )
    DISK_FILLS = (
        "disk_fills",
        "the disk of the archive has {free} MiB left, at its growth enough for {days}",
        "Make room; 'scraper status --storage' says what each site costs, 'scraper compact' makes the archive smaller.",
    )
    DISK_SHORT = (
        "disk_short",
        "the disk of the archive has {free} MiB left, and the archive has {size} MiB",
        "Make room: 'scraper compact', 'scraper forget' and an upgrade need as much as the archive has.",
    )
    ARCHIVE_GROWS = "archive_grows", "the archive grew by {grown} MiB in four weeks, {count} times as much as usual"
    NOT_DERIVED = (
        "not_derived",
        "articles that search finds by their very words alone, and that have no stories and no mentions: {articles};"
        " a mistake in scraper, please report it ({error} at {place}: {message})",
        "The articles themselves are whole; each run tries again.",
    )
    CERTIFICATE_ENDS = (
        "certificate_ends",
        "its certificate ends on {day}",
        "From then on nothing comes from there; the site's operator may not know it.",
    )
    BACK_OFF_STANDS = (
        "back_off_stands",
        "it gives nothing any more and is left alone, now until {until} UTC",
        "Each crawl tries again; if it stays so, open the site in a browser.",
    )
    # Mistakes of this program, and what an earlier version stored as a sentence and no code can be told from.
    PROGRAM_ERROR = (
        "program_error",
        "could not be read: a mistake in scraper, please report it ({error} at {place}: {message})",
    )
    READER_LOST = "reader_lost", "could not be read: the reading process did not answer, twice"
    # Why a record, or a part of a file, of an import was left out. {why} is what the processes that read it ended by.
    KILLS_READER = (
        "kills_reader",
        "left out, as two processes that read it ended ({why})",
        "If it happens again, please report it with the record.",
    )
    READERS_DIE = (
        "readers_die",
        "could not be read: each process that tried ended ({why})",
        "Try it again with more free memory, or with fewer --workers.",
    )
    NO_ROOM_TO_READ = (
        "no_room_to_read",
        "what is read cannot be kept in {folder} ({why})",
        "Make room there; the next run goes on.",
    )
    # Why news of a saved search were not taken by whom they are for. {why} is what the server, the system or a library
    # says; secrets of addresses are masked in it.
    BAD_MAIL_ADDRESS = (
        "bad_mail_address",
        "'{address}' is no address that mail can be sent to or from",
        "Write it like press@example.org, or Press Office <press@example.org>.",
    )
    MAIL_SERVER_UNREACHABLE = (
        "mail_server_unreachable",
        "the mail server {server} cannot be reached ({why})",
        "It is tried again the next time; if it stays so, look at host and port under [smtp] in the watch file.",
    )
    MAIL_SERVER_INSECURE = (
        "mail_server_insecure",
        "the mail server {server} gives no secure connection ({why})",
        "Look at port and tls under [smtp] in the watch file.",
    )
    MAIL_LOGIN_REFUSED = (
        "mail_login_refused",
        "the mail server {server} refuses the login of '{user}' ({why})",
        "Look at user and password under [smtp] in the watch file.",
    )
    MAIL_ADDRESS_REFUSED = (
        "mail_address_refused",
        "the mail server {server} refuses {addresses}",
        "Correct the address in the watch file, or ask who runs the mail server.",
    )
    MAIL_NOT_TAKEN = (
        "mail_not_taken",
        "the mail server {server} did not take the message ({why})",
        "It is tried again the next time.",
    )
    NO_SENDMAIL = (
        "no_sendmail",
        "there is no program 'sendmail' that would send mail",
        "Name a mail server under [smtp] in the watch file.",
    )
    SENDMAIL_FAILED = (
        "sendmail_failed",
        "{program} did not take the message ({why})",
        "It is tried again the next time.",
    )
    ATOM_NOT_WRITTEN = (
        "atom_not_written",
        "the Atom file {path} could not be written ({why})",
        "It is tried again the next time.",
    )
    NO_APPRISE = (
        "no_apprise",
        "the service {service} is told by the library apprise, which is not installed",
        "Install it where scraper is installed: pip install apprise.",
    )
    UNKNOWN_SERVICE = (
        "unknown_service",
        "apprise knows no service of the address {service}",
        "The list of services at https://github.com/caronc/apprise says how each address is written.",
    )
    SERVICE_FAILED = (
        "service_failed",
        "the service {service} did not take the message ({why})",
        "It is tried again the next time.",
    )
    # What an archive itself does not hold in one piece any more.
    DAMAGED_CAPTURE = (
        "damaged_capture",
        "could not be read again: the bytes of its capture {capture} are damaged or missing",
        "A backup may still have them.",
    )
    # Records of WARC files (ISO 28500) that cannot be read, or that are read with what is wrong with them.
    NO_RECORD = "no_record", "what stands here is damaged, or no record of a WARC file"
    FILE_CUT_OFF = "file_cut_off", "the file ends within this record: it seems to be cut off"
    RECORD_WITHOUT_ADDRESS = "record_without_address", "the record does not say of which address it is"
    RECORD_WITHOUT_DATE = "record_without_date", "the record says no time at which it was captured"
    RECORD_OF_FUTURE = "record_of_future", "the record is of {day}, which is still to come"
    NO_HTTP = "no_http", "the record holds no answer of HTTP"
    OWN_RECORD_BROKEN = "own_record_broken", "the record is one of an export, and its JSON cannot be read ({why})"
    RECORD_CUT_OFF = "record_cut_off", "the record is cut off or damaged: {had:,} of {said:,} bytes could be read"
    RECORD_TRUNCATED = "record_truncated", "the record was cut off when it was captured ({why})"
    RECORD_LENGTH = "record_length", "the record is not as long as it says"
    WRONG_DIGEST = "wrong_digest", "the {what} digest of the record is not that of its bytes"
    BODY_CUT_OFF = "body_cut_off", "the body seems to be cut off, though the record does not say so"
    BODY_CHUNKS_BROKEN = "body_chunks_broken", "the chunks of the body are broken; it is read as far as they go"
    BODY_PACKING_BROKEN = (
        "body_packing_broken",
        "the compression of the body is damaged or cut off; it is read as far as it goes",
    )
    # A record of an export of this program, which anybody may have written or changed.
    UNFIT_RECORD = (
        "unfit_record",
        "what it says of {kind} is not as this program writes it: {what}",
        "Export the archive again with this version, where it is at hand; the captures themselves were taken.",
    )
    OTHER = "other", "{text}"
