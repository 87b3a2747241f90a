"""Readers' remarks below an article: the headings that begin them, in the languages of Europe."""

from __future__ import annotations

from scraper.parser.page.model import Page
from scraper.parser.page.wording import Wording, any_of

_LONGEST_HEADING = 70

HEADINGS = (
    Wording(
        "German remarks",
        r"(?:(?:alle|neue(?:ste)?|ihre|eure|letzte|ausgewählte) )?(?:leser|nutzer|user)?-?kommentare?(?: (?:zu|zum|von|der|schreiben"
        r"|verfassen|hinterlassen|abgeben|hinzufügen|anzeigen|lesen|posten)\b.{0,40})?",
        ("Kommentare", "3 Kommentare", "Kommentare (12)", "Leserkommentare", "Kommentar schreiben"),
        ("Kommentar: Der Rat hat sich verrannt", "Kommentare des Personalrats liegen vor."),
    ),
    Wording(
        "German invitation",
        r"(?:diskutieren|reden|schreiben|kommentieren) sie (?:mit|uns|einen kommentar|diesen (?:artikel|beitrag))"
        r"|schreibe? (?:einen|deinen|den ersten) kommentar|(?:ihr|dein|neuer|mein) kommentar|ihre meinung(?: zu.{0,40})?"
        r"|einen? kommentar (?:schreiben|verfassen|hinterlassen|abgeben)|leserbriefe?|lesermeinungen"
        r"|diskussion zu(?:m|r| diese[mr]) (?:artikel|thema|beitrag|meldung).{0,40}|artikel kommentieren",
        ("Diskutieren Sie mit", "Schreiben Sie einen Kommentar", "Ihre Meinung", "Diskussion zum Artikel"),
        ("Schreiben Sie den Ämtern nicht vor, wie sie zu arbeiten haben", "Diskussion im Rat"),
    ),
    Wording(
        "English remarks",
        r"(?:(?:all|reader|user|your|latest|recent|view|show|read|selected) )*comments?(?: (?:on|for|about|from|by)\b.{0,50}"
        r"| (?:are|have been) (?:now )?(?:closed|disabled|off).{0,30}|closed)?|thoughts? on .{0,60}|(?:responses?|replies)(?: to .{0,60})?",
        ("Comments", "12 comments", "Comments (3)", "Comments are closed", "2 thoughts on “A new bridge”", "One comment"),
        ("Comments by the mayor were met with silence in the hall.", "Comment: the council is wrong"),
    ),
    Wording(
        "English invitation",
        r"(?:leave|post|add|write|make|submit) (?:a |your |new )*(?:reply|comments?)|(?:join|start) the (?:discussion|conversation)|have your say"
        r"|what do you think\?|reader discussion|discuss this (?:story|article)|be the first to comment.{0,40}|comments? policy",
        ("Leave a Reply", "Post a comment", "Join the conversation", "What do you think?", "Add your comment"),
        ("Join the discussion on Monday in the town hall",),
    ),
    Wording(
        "French remarks",
        r"(?:vos |les )?(?:commentaires?|réactions?)|laisse[rz] un commentaire|(?:écrire|ajouter|poster|publier) un commentaire"
        r"|réagi(?:r|ssez)(?: à (?:cet|l').{0,30})?|donnez votre avis",
        ("Commentaires", "3 commentaires", "Laisser un commentaire", "Vos réactions"),
        ("Réactions politiques après le vote",),
    ),
    Wording(
        "Romance remarks",
        r"comentarios?|comentários?|comment[oi]|deja (?:un|tu) comentario|deixe (?:um|seu) comentário|lascia un commento|opiniones",
        ("Comentarios", "5 comentários", "Lascia un commento"),
        ("Comentarios del alcalde",),
    ),
    Wording(
        "Nordic and Dutch remarks",
        r"reacties?|(?:laat|geef|plaats) een reactie(?: achter)?|kommentarer|skriv (?:en )?kommentar|kommentera.{0,20}",
        ("Reacties (4)", "Geef een reactie", "Kommentarer", "Skriv en kommentar"),
        ("Reactie van de burgemeester",),
    ),
    Wording(
        "Slavonic remarks",
        r"(?:wasze |wybrane |ostatnie )?(?:komentarz[ey]?|opinie)|komentarzy|(?:dodaj|napisz|zostaw) (?:komentarz|opinię)|skomentuj"
        r"|komentáře|diskuse|přidat komentář|komentari|коммент(?:арии|ариев|арий|арі)|комментари(?:и|ев|й)|комент(?:арі|ари).{0,3}|отзывы"
        r"|обсуждение(?: статьи| новости| материала)?|обсудить(?: .{0,20})?|(?:добавить|оставить|написать|ваш) (?:свой )?(?:комментарий|отзыв)"
        r"|(?:комментарии|отзывы) (?:читателей|посетителей|пользователей|к .{0,40})",
        ("Wasze komentarze (11)", "Komentarze", "Opinie (3)", "Обсуждение статьи", "Комментарии (4)", "Добавить комментарий"),
        ("Opinie ekspertów są podzielone",),
    ),
    Wording(
        "Greek and Turkish remarks",
        r"(?:τα )?σχόλι[αο](?: .{0,20})?|σχολιάστε.{0,20}|(?:προσθήκη|προσθέστε|γράψτε|αφήστε)(?: το| ένα)? σχόλι[οό].{0,12}|yorumlar|yorum (?:yap|yaz).{0,5}",
        ("Σχόλια", "Σχόλια (3)", "Yorumlar"),
        ("Σχόλιο: Η πόλη αλλάζει τελικά",),
    ),
)
"""How the heading of readers' remarks is worded, with a count before or behind it."""

_HEADING = any_of(HEADINGS, before=r"^(?:\d{1,6}|one|ein|no|keine)? ?", behind=r" ?[:.…»>]* ?(?:[(\[]?\d{1,6}[)\]]?)?$")


def begins_remarks(text: str) -> bool:
    """Return whether a line is the heading of readers' remarks."""
    return len(text) <= _LONGEST_HEADING and _HEADING.match(text) is not None


def section(page: Page, at: int) -> tuple[int, int]:
    """Return the lines that a heading heads: those of the largest box that it begins, or the rest of its box.

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
        end = boxes[index].end
    return at, end
