"""What pages call their days: labels in front of a day, words behind it, names of boxes."""

from __future__ import annotations

import re

from scraper.parser.page.wording import Wording, any_of

PUBLICATION = (
    Wording(
        "German: published",
        "(?:erst)?(?:ver)?öffentlich(?:t\\b|ung)|publiziert|publikation(?:s?datum|\\b)|erschienen|erscheinungs(?:datum|tag)"
        "|(?:ein|online)gestellt|online seit|freigegeben",
        (
            "Veröffentlicht am",
            "Erstveröffentlichung:",
            "Publiziert:",
            "Erschienen am",
            "Erscheinungsdatum",
            "Eingestellt",
        ),
        ("die Öffentlichkeit", "das öffentliche Netz"),
    ),
    Wording(
        "German: written",
        "erstellt|geschrieben|verfasst|gepostet|gesendet(?! am)|meldung vom|(?:presse)?mitteilung vom|nachricht vom"
        "|beitrag vom|artikel vom",
        ("Erstellt am", "Verfasst von E. Muster", "Gepostet", "Pressemitteilung vom 3.5.2024"),
        ("das Verfahren",),
    ),
    Wording(
        "English",
        "publi(?:shed|cation date)|\\bposted\\b|\\bwritten\\b|\\bcreated\\b|released?(?: date)?\\b"
        "|date of (?:issue|publication)|first (?:published|online)|issued\\b",
        ("Published: 3 May 2024", "Publication date", "Posted on", "Written: 3.5.2024", "Date of issue", "Issued on"),
        ("the publication of the report", "composted"),
    ),
    Wording(
        "French",
        "publi[ée]e?s?\\b|mise? en ligne|paru le|écrit le|date de publication|posté",
        ("Publié le", "Mis en ligne le", "Date de publication", "Paru le"),
        ("le public", "publications"),
    ),
    Wording(
        "Italian",
        "pubblicat[oaie]|data (?:di )?pubblicazione|scritto il|inserito il",
        ("Pubblicato il", "Data di pubblicazione", "Scritto il"),
        ("la pubblica amministrazione",),
    ),
    Wording(
        "Spanish and Portuguese",
        "publicad[oa]|fecha de publicaci[óo]n|data d[ea] publicação|escrito (?:el|em)|creado el|criado em|postado em",
        ("Publicado el", "Fecha de publicación", "Data da publicação", "Postado em"),
        ("la publicación de", "el público"),
    ),
    Wording(
        "Dutch",
        "gepubliceerd|geplaatst|publicatiedatum|geschreven op|verschenen op",
        ("Gepubliceerd op", "Geplaatst op", "Publicatiedatum"),
    ),
    Wording(
        "Nordic languages",
        "publice(?:ra[dt]|ret)|publiser[tet]+|udgivet|offentliggjort|oprettet|lagt (?:ut|ud|upp)|skapa[dt]|opprettet"
        "|julkaistu|birt(?:ist)?\\b",
        ("Publicerad", "Publiceret", "Publisert", "Udgivet", "Offentliggjort", "Julkaistu", "Birt"),
    ),
    Wording(
        "Slavic languages in Latin letters",
        "opublikowan|data publikacji|dodano|zamieszczono|utworzono|publikov[aá]n|zve[rř]ejn[eě]n|vyd[aá]no|vytvo[rř]en"
        "|datum vyd[aá]n[ií]|vložen|objavljen|objava|objavil|pridan|zverejnen",
        (
            "Opublikowano",
            "Data publikacji",
            "Dodano:",
            "Publikováno",
            "Zveřejněno",
            "Vydáno",
            "Objavljeno",
            "Zverejnené",
        ),
    ),
    Wording(
        "Cyrillic letters",
        "опубл[иі]к|дата публ[иі]кац|публикуван|створено|создано|објављено|размещено",
        ("Опубликовано", "Опубліковано", "Дата публикации", "Публикувано", "Објављено"),
    ),
    Wording(
        "other languages of Europe",
        "δημοσιε[ύυ]|yayın(?!ev)|eklen(?:me|di)|oluşturul|közzét[eé]|megjelen[eé]s|megjelent|létrehoz|publicat\\b|postat"
        "|publikuota|paskelbta|publicēts|avaldatud|publikuar|argitarat|публи[кц]",
        ("Δημοσιεύθηκε", "Yayınlanma", "Közzétéve", "Megjelent", "Publicat", "Paskelbta", "Publicēts", "Avaldatud"),
    ),
)
# Labels that say no more than that a day follows; they count where they are the whole label.
PLAIN = (
    Wording(
        "date",
        "\\b(?:dat(?:e|um|a|o|um/uhrzeit|um und uhrzeit)|fecha|dátum|päivä(?:ys|määrä)?|kuupäev|data ora|tarih|дата|tag"
        "|day|ημερομηνία|dags(?:etning)?|vom|(?:presse|post|article|news)-?dat(?:e|um))\\b",
        ("Datum", "Date", "Fecha", "Data", "Dato", "Dátum", "Дата", "Tarih"),
        ("Dateien",),
    ),
)
CHANGE = (
    Wording(
        "German: changed",
        "aktualisier|akt(?:\\.|ualisiert)?:|geändert|änderung|bearbeite?t|überarbeitet|update\\b|zuletzt",
        ("Aktualisiert am", "Akt.: 3.5.2024", "Letzte Änderung", "Zuletzt geändert", "Überarbeitet"),
        ("Aktuelles", "der Akt der Gründung"),
    ),
    Wording(
        "English: changed",
        "updated?\\b|modified|revised|amended|\\bedited|last (?:changed|reviewed)|lastup",
        ("Updated: 3 May", "Last modified", "Last updated on", "2019.03.26 lastupdate", "Revised"),
        ("the credited author",),
    ),
    Wording(
        "Romance languages: changed",
        "modifi[ée]|modificad|modifica(?:to|zione|t)|m(?:is|aj|ise) à jour|\\bmàj\\b|actuali[zs]a[dt]|atualizad"
        "|aggiorna|revisad|editad[oa]|ultima modifica|última actualización",
        ("Modifié le", "Mis à jour", "MàJ", "Actualizado", "Atualizado em", "Aggiornato il", "Ultima modifica"),
    ),
    Wording(
        "Dutch and Nordic languages: changed",
        "bijgewerkt|gewijzigd|aangepast|oppdater|uppdater|opdater|sist endret|senast ändrad|senest ændret|sidst"
        "|päivitetty|muokattu|uppfært",
        ("Bijgewerkt op", "Laatst gewijzigd", "Oppdatert", "Uppdaterad", "Opdateret", "Päivitetty"),
    ),
    Wording(
        "other languages: changed",
        "aktualiz|ostatnia zmiana|zmodyfikowan|posled(?:ní|nej) (?:změna|zmena)|upraven|ažurir|izmijenj|posodob|frissít"
        "|módosít|güncelle|değişti|обно[вб]|изменен|оновлен|змінен|актуализ|ενημερώ|τροποπο|atjaun|atnaujin|muudetud"
        "|uuendatud|更新|수정|最終更新",
        ("Aktualizacja", "Zmodyfikowano", "Aktualizováno", "Ažurirano", "Frissítve", "Güncelleme", "Обновлено", "更新"),
    ),
    Wording(
        "state", "^\\W*stand\\b|\\bstand:|stand vom|estado a\\b", ("Stand: 3.5.2024", "Stand vom"), ("der Verstand",)
    ),
)
# Days of other things than the article: of members, of the reader, of events, of the law, of pictures.
OTHER = (
    Wording(
        "of a member or the reader",
        "regist(?:r|er)|joined|mitglied|member since|aktuelle zeit|heute(?: ist)?\\b|today\\b|aujourd|\\bhoy\\b|born"
        "|geboren",
        ("Registriert: 3.5.2024", "Joined", "Heute ist Freitag, der 3. Mai 2024", "geboren am 3.5.1985"),
    ),
    Wording("of a right", "copyright|©|\\(c\\)", ("Copyright 3.5.2024", "© Stadt Musterau")),
    Wording(
        "of an event or a term",
        "termin|gültig|valid|frist|schluss|einsende|beginn|anmeldung|deadline|expires?|läuft bis"
        "|\\bbis (?:zum )?$|ends? on|starts? on|veranstaltung|event|wann\\b|when\\b|noch bis|wiedervorlage"
        "|archiviert am|ablauf",
        ("Termin: 3.5.2024", "Bewerbungsfrist:", "Einsendeschluss", "Gültig bis", "Deadline", "Veranstaltung am"),
    ),
    Wording(
        "of a source",
        "urteil|beschluss vom|richtlinie|verordnung|fassung|abgerufen|abruf|accessed|retrieved"
        "|archived|foto\\b|bild\\b|quelle:|az\\.|aktenzeichen|drucksache|isbn",
        ("Urteil vom 3. Mai 2016", "in der Fassung vom", "zuletzt abgerufen am", "Accessed on"),
    ),
)
# The day of a broadcast is that of the report beside it more often than not.
BROADCAST = (
    Wording(
        "of a broadcast",
        "\\bsendung|sendetermin|sendedatum|gesendet am|audio:|video:|broadcast|aired|ausgestrahlt",
        ("Sendung: 3.5.2024", "Audio: Inforadio | 3.5.2024", "Sendetermin"),
        ("eine Aussendung",),
    ),
)

SAYS_PUBLISHED = any_of(PUBLICATION)
SAYS_CHANGED = any_of(CHANGE)
SAYS_OTHER = any_of(OTHER)
SAYS_BROADCAST = any_of(BROADCAST)
# A label in a line or box of its own: words of publication or change, and hardly anything beside them.
IS_PLAIN_LABEL = any_of(PLAIN, before=r"^\W*", behind=r"\W*$")
ENDS_IN_PLAIN_LABEL = any_of(PLAIN, before=r"(?:^|[\s|·•])", behind=r"\s*:?\s*$")
SAYS_STATE = re.compile(r"^\W*stand\b|\bstand(?:\s?:| vom)", re.IGNORECASE)
SPEAKS_OF_ITSELF = re.compile(
    r"(?:dieser|diese|this|the|cet|cette|este|esta|questo|dit|denne)\s"
    r"(?:artikel|beitrag|eintrag|meldung|seite|post|entry|article|page|story|artículo|articolo|bericht)\b",
    re.IGNORECASE,
)
# Names of boxes and inline elements; microdata's property names and hAtom's class names are among them.
NAMES_A_DATE = re.compile(
    r"(?<!up)dat(?:e|um)(?!-?picker)|publi|byline|dateline|posted|time(?:stamp)?\b|meta|tarih|fecha", re.IGNORECASE
)
NAMES_PUBLICATION = re.compile(
    r"publi(?!c\b)|created|erstellt|entry-date|post-?date|article-?date|posted|pubdate", re.IGNORECASE
)
NAMES_CHANGE = re.compile(r"modified|last-?up|updat|revis", re.IGNORECASE)
