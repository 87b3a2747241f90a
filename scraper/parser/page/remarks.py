"""Readers' remarks below an article: the headings that begin them, in the languages of Europe."""

from __future__ import annotations

from scraper.parser.page.model import Page
from scraper.parser.page.wording import Wording, any_of

_LONGEST_HEADING = 70

HEADINGS = (
    Wording(
        "German remarks",
        r"(?:(?:alle|neue(?:ste)?|ihre|eure|letzte|ausgewählte) )?(?:leser|nutzer|user)?-?kommentare?"
        r"(?: (?:zu|zum|von|der|schreiben|verfassen|hinterlassen|abgeben|hinzufügen|anzeigen|lesen|posten)\b.{0,40})?",
        ("Kommentare", "3 Kommentare", "Kommentare (12)", "Leserkommentare", "Kommentar schreiben"),
    ),
    Wording(
        "German invitation",
        r"(?:diskutieren|reden|schreiben|kommentieren) sie (?:mit|uns|einen kommentar|diesen (?:artikel|beitrag))"
        r"|schreibe? (?:einen|deinen|den ersten) kommentar|(?:ihr|dein|neuer|mein) kommentar"
        r"|einen? kommentar (?:schreiben|verfassen|hinterlassen|abgeben)|artikel kommentieren"
        r"|ihre meinung(?: zu.{0,40})?|leserbriefe?|lesermeinungen"
        r"|diskussion zu(?:m|r| diese[mr]) (?:artikel|thema|beitrag|meldung).{0,40}",
        ("Diskutieren Sie mit", "Schreiben Sie einen Kommentar", "Ihre Meinung", "Diskussion zum Artikel"),
        ("Diskussion im Rat",),
    ),
    Wording(
        "English remarks",
        r"(?:(?:all|reader|user|your|latest|recent|view|show|read|selected) )*comments?"
        r"(?: (?:on|for|about|from|by)\b.{0,50}|closed| (?:are|have been) (?:now )?(?:closed|disabled|off).{0,30})?"
        r"|thoughts? on .{0,60}|(?:responses?|replies)(?: to .{0,60})?",
        ("Comments", "12 comments", "Comments (3)", "Comments are closed", "2 thoughts on “A new bridge”"),
    ),
    Wording(
        "English invitation",
        r"(?:leave|post|add|write|make|submit) (?:a |your |new )*(?:reply|comments?)"
        r"|(?:join|start) the (?:discussion|conversation)|have your say|what do you think\?|reader discussion"
        r"|discuss this (?:story|article)|be the first to comment.{0,40}|comments? policy",
        ("Leave a Reply", "Post a comment", "Join the conversation", "What do you think?", "Add your comment"),
    ),
    Wording(
        "French remarks",
        r"(?:vos |les )?(?:commentaires?|réactions?)|laisse[rz] un commentaire|donnez votre avis"
        r"|(?:écrire|ajouter|poster|publier) un commentaire|réagi(?:r|ssez)(?: à (?:cet|l').{0,30})?",
        ("Commentaires", "3 commentaires", "Laisser un commentaire", "Vos réactions"),
    ),
    Wording(
        "remarks in other Romance languages",
        r"comentarios?|comentários?|comment[oi]|opiniones|lascia un commento"
        r"|deja (?:un|tu) comentario|deixe (?:um|seu) comentário",
        ("Comentarios", "5 comentários", "Lascia un commento"),
    ),
    Wording(
        "Nordic and Dutch remarks",
        r"reacties?|(?:laat|geef|plaats) een reactie(?: achter)?|kommentarer|skriv (?:en )?kommentar|kommentera.{0,20}",
        ("Reacties (4)", "Geef een reactie", "Kommentarer", "Skriv en kommentar"),
    ),
    Wording(
        "Polish and Czech remarks",
        r"(?:wasze |wybrane |ostatnie )?(?:komentarz[ey]?|opinie)|(?:dodaj|napisz|zostaw) (?:komentarz|opinię)"
        r"|skomentuj|komentáře|diskuse|přidat komentář|komentari",
        ("Wasze komentarze (11)", "Komentarze", "Opinie (3)", "12 komentarzy", "Dodaj komentarz", "Komentáře"),
    ),
    Wording(
        "Russian and Ukrainian remarks",
        r"комм?ент(?:ар(?:ии|иев|ий|ия|і|і?в|и))(?: (?:читателей|посетителей|пользователей|к .{0,40}))?"
        r"|отзывы(?: .{0,20})?|обсуждение(?: статьи| новости| материала)?|обсудить(?: .{0,20})?"
        r"|(?:добавить|оставить|написать|ваш) (?:свой )?(?:комментарий|отзыв)",
        ("Обсуждение статьи", "Комментарии (4)", "Добавить комментарий", "Коментарі"),
    ),
    Wording(
        "Greek and Turkish remarks",
        r"(?:τα )?σχόλι[αο](?: .{0,20})?|σχολιάστε.{0,20}|yorumlar|yorum (?:yap|yaz).{0,5}"
        r"|(?:προσθήκη|προσθέστε|γράψτε|αφήστε)(?: το| ένα)? σχόλι[οό].{0,12}",
        ("Σχόλια", "Σχόλια (3)", "Yorumlar", "Αφήστε ένα σχόλιο"),
    ),
)
"""How the heading of readers' remarks is worded; a count may stand before or behind it."""

_HEADING = any_of(HEADINGS, before=r"^(?:\d{1,6}|one|ein|no|keine)? ?", behind=r" ?[:.…»>]* ?(?:[(\[]?\d{1,6}[)\]]?)?$")
_STARTS = (
    "all neu ihr eur let aus les nut use kom dis red sch dei mei ein art rea you lat rec vie sho sel com tho res rep"
    " lea pos add wri mak sub joi sta hav wha vos lai don écr ajo pou pub réa opi las dej laa gee pla skr was wyb ost"
    " dod nap zos sko při ком отз обс доб ост нап ваш σχό σχο yor προ γρά αφή kei one"
)
BEGINNINGS = frozenset(_STARTS.split()) | {"be ", "τα ", "no "}
"""The first three signs of such a heading without a count, so that most lines need no pattern."""

# What the count of remarks before a heading has.
_COUNT = "0123456789 "
# Without a count, one of these heads an editor's commentary.
_COMMENTARY = frozenset({"kommentar", "comment", "commentaire", "comentario", "comentário", "commento", "komentarz"})


def begins_remarks(text: str) -> bool:
    """Return whether a line is the heading of readers' remarks."""
    if len(text) > _LONGEST_HEADING:
        return False
    if text.lstrip(_COUNT)[:3].lower() not in BEGINNINGS:
        return False
    return _HEADING.match(text) is not None and text.rstrip(" :").lower() not in _COMMENTARY


def section(page: Page, at: int) -> tuple[int, bool]:
    """Return where the section of a heading ends, and whether it is a box of its own.

    It is the largest box that begins with the heading and holds more, or what follows in the box around the heading.

    Args:
        page: the page.
        at: the line of the heading.
    """
    boxes = page.boxes
    index = page.lines[at].box
    end = at + 1
    while index >= 0 and boxes[index].start == at:
        end = max(end, boxes[index].end)
        index = boxes[index].parent
    if end == at + 1 and index >= 0:
        return boxes[index].end, False
    return end, True
