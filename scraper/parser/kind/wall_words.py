"""What walls and error pages say: as their title, and in sentences that they address to the reader.

A word decides nothing, since news is about captchas, logins, consent and errors, too. A title counts where it is the
notice and nothing else; a sentence where it asks the reader for something, or speaks of this very page.
"""

from __future__ import annotations

from scraper.parser.page.wording import Wording

# Titles are anchored at both ends: "Captcha" is a bot check, "Musterau schafft das Captcha ab" is news.
BLOCK_TITLES = (
    Wording(
        "a moment",
        r"^(?:just a moment|one moment(?:,? please)?|einen (?:augenblick|moment)(?:,? bitte)?|un instant|un momento"
        r"|un moment(?:,? s'il vous plaît)?|even geduld|chwileczkę)\W*$",
        ("Just a moment...", "Einen Augenblick bitte", "Un instant…"),
        ("Einen Moment lang stand das Rad still",),
    ),
    Wording(
        "check of the browser",
        r"^(?:(?:checking|verifying) .{0,60}|(?:security|bot|human) (?:check|verification|challenge)"
        r"|sicherheits(?:über)?prüfung|sicherheitsabfrage|bot-?(?:schutz|prüfung|abwehr)"
        r"|captcha(?:-?(?:prüfung|abfrage))?"
        r"|ddos-?(?: protection|schutz|-guard).{0,20}|vérification (?:de sécurité|du navigateur|en cours)"
        r"|(?:comprobación|verificación) de seguridad|controllo di sicurezza|attention required\b.{0,20})\W*$",
        ("Sicherheitsüberprüfung", "Security check", "Attention Required! | Cloudflare", "DDoS protection by Wall"),
        ("Sicherheitsprüfung der Brücke dauert an", "Musterau schafft das Captcha ab"),
    ),
    Wording(
        "question for robots",
        r"^(?:are you (?:a )?(?:human|robot)|sind sie ein (?:mensch|roboter)|bist du ein (?:mensch|roboter)"
        r"|êtes-vous un (?:humain|robot)|.{0,30}you(?:'re|’re| are) (?:not a robot|not a bot|human)"
        r"|pardon our interruption|(?:request|access) (?:unsuccessful|blocked|rejected).{0,20}|you have been blocked"
        r"|access to this page has been denied|anfrage (?:blockiert|abgelehnt))\W*$",
        ("Are you a robot?", "Sind Sie ein Mensch?", "Pardon Our Interruption", "Making sure you're not a bot!"),
        ("Sind Sie ein Mensch der Tat?",),
    ),
)
# A call for scripts alone is no bot check's, but that of a page which is made by them: see script_words.
_SCRIPTS = r"(?:java ?script|js)"
# Sentences of bot checks. A capital "Sie" is the reader, a small one is anybody, so that its case counts.
BLOCK_NOTICES = (
    Wording(
        "a check goes on",
        r"(?:checking|verifying|reviewing) (?:if the site|your (?:browser|connection|request)|(?:that )?you are)"
        r"|(?:ihr|dein|der) browser wird (?:\w+ )?(?:überprüft|geprüft)|wir (?:über)?prüfen,? (?:\w+ )?(?:ob"
        r"|ihren browser)"
        r"|vérifi\w+ (?:de )?votre navigateur|making sure you",
        ("Checking if the site connection is secure.", "Ihr Browser wird überprüft."),
        ("Der Rat überprüft den Haushalt.",),
    ),
    Wording(
        "call to turn cookies on, or a filter off",
        rf"(?:enable|turn on|activate|allow) (?:{_SCRIPTS} (?:and|&) )?(?:cookies\b|disable\b)"
        rf"|(?:aktivieren|erlauben|schalten) (?-i:Sie) (?:bitte )?(?:{_SCRIPTS} (?:und|sowie) )?cookies\b"
        rf"|(?:aktiviere|erlaube) (?:bitte )?(?:{_SCRIPTS} und )?cookies\b|activez (?:{_SCRIPTS} et )?les cookies"
        rf"|(?:habilite|habilita|activa|active) (?:{_SCRIPTS} y )?las cookies"
        rf"|(?:abilita|attiva) (?:{_SCRIPTS} e )?i cookie",
        (
            "Please enable JS and disable any ad blocker",
            "Enable JavaScript and cookies to continue",
            "Bitte aktivieren Sie JavaScript und Cookies, um fortzufahren.",
            "Activez les cookies.",
        ),
        ("Das Amt will Cookies künftig meiden.", "Bitte aktivieren Sie JavaScript.", "Please enable JavaScript."),
    ),
    Wording(
        "call to prove that one is human",
        r"(?:confirm|verify|prove|make sure|know) (?:that )?you(?:'re|’re| are) (?:a |not a )?(?:human|person"
        r"|robot|bot)"
        r"|dass (?:(?-i:Sie)|du) (?:ein mensch|kein (?:ro)?bot(?:er)?)"
        r"|(?:lösen|bearbeiten) (?-i:Sie) (?:bitte )?(?:das|die|dieses|diese) (?:captcha|aufgabe|rätsel|abfrage)"
        r"|(?:solve|complete) (?:the|this) (?:captcha|challenge|puzzle|security check)"
        r"|que vous (?:êtes|n'êtes pas) (?:un )?(?:humain|robot)|que (?:eres|no eres"
        r"|usted es) (?:un )?(?:humano|robot)",
        ("Please verify you are human.", "Bestätigen Sie, dass Sie ein Mensch sind.", "Complete the security check"),
        ("Bisher mussten Nutzer zeigen, dass sie ein Mensch sind.",),
    ),
    Wording(
        "refusal of the reader",
        r"you have been blocked|your (?:ip|access|request|connection)\b.{0,30}\b(?:blocked|denied|rejected|restricted)"
        r"|(?:unusual|suspicious|automated) (?:traffic|activity|requests)\b.{0,40}\b(?:your|detected)"
        r"|we (?:have )?(?:detected|noticed)\b(?! that javascript).{0,40}\b(?:traffic|activity|your)"
        r"|(?-i:Ihre?|Deine?)\b (?:anfrage|ip|ip-adresse|zugriff|zugang|verbindung) (?:wurde|ist|wird)\b.{0,40}"
        r"\b(?:blockiert|gesperrt|abgelehnt|eingeschränkt)"
        r"|(?:aus|von|in) (?-i:Ihrem|Deinem) (?:netzwerk|netz|computer|gerät|anschluss)|von (?-i:Ihrem|Deinem) browser",
        (
            "Sorry, you have been blocked",
            "Ihre Anfrage wurde blockiert.",
            "Unusual traffic from your network",
            "Wir sehen auffällige Zugriffe aus Ihrem Netzwerk.",
        ),
        (
            "Die Anfrage der Fraktion wurde abgelehnt.",
            "Bitte aktivieren Sie JavaScript in Ihrem Browser.",
            "We have detected that JavaScript is disabled in your browser.",
        ),
    ),
    Wording(
        "number for support",
        r"\bray id\b|incident id|your support id|reference #\d|(?:vorgangs|fehler|support)-?id\W",
        ("Ray ID: 8c1f", "Your support ID is: 1234", "Reference #18.2d4f"),
    ),
)
# "Anmelden" alone is a login, "Anmeldung zum Kindergarten" is an article.
LOGIN_TITLES = (
    Wording(
        "login",
        r"^(?:anmelden|anmeldung|(?:benutzer|kunden|mitglieder|nutzer)-?(?:login|anmeldung)|einloggen"
        r"|log[- ]?in|log[- ]?on"
        r"|sign[- ]?in|member login|connexion|se connecter|identification|iniciar sesión|acceder|accedi"
        r"|accesso|inloggen"
        r"|aanmelden|logowanie|zaloguj się|přihlášení|logga in|log ind|logg inn|вход|войти|giriş(?: yap)?)\W*$",
        ("Anmelden", "Login", "Sign in", "Connexion"),
        ("Ein Login für alle Ämter", "Anmeldung zum Kindergarten wird digital"),
    ),
    Wording(
        "closed area",
        r"^(?:(?:geschützter|interner|geschlossener) (?:bereich|inhalt|beitrag)|(?:geschützt|protected): .*"
        r"|mitgliederbereich|nur für (?:mitglieder|abonnenten)|members only|(?:anmeldung|passwort) erforderlich"
        r"|(?:login|password|sign-in) required)\W*$",
        ("Geschützter Bereich", "Geschützt: Protokoll", "Login required"),
        ("Geschützter Bereich am Wehr wird größer",),
    ),
)
# Reports say who has to log in somewhere; these ask the reader to do so here.
LOGIN_NOTICES = (
    Wording(
        "call to log in",
        r"\b(?:melden|loggen) (?-i:Sie) sich\b.{0,50}\b(?:an|ein)\b|\b(?:melde|logge?) dich\b.{0,50}\b(?:an|ein)\b"
        r"|bitte (?:\w+ )?(?:anmelden|einloggen)|(?:please|must|need to|have to) (?:first )?(?:log|sign)[ -]?in\b"
        r"|^(?:log|sign) in (?:to|or|with)\b|veuillez vous (?:connecter|identifier)|(?:connectez|identifiez)-vous"
        r"|inici[ae] sesión|accedi (?:per|al)|(?:effettua|esegui) (?:il )?(?:login|accesso)|log in om|meld u aan"
        r"|zaloguj się",
        ("Bitte melden Sie sich an, um weiterzulesen.", "Please sign in to continue.", "Connectez-vous pour lire."),
        ("Künftig melden sie sich mit einem Konto an.", "Bürger loggen sich ein."),
    ),
    Wording(
        "reader who is not known",
        r"(?-i:Sie) (?:müssen|sind)\b.{0,40}\b(?:angemeldet|eingeloggt)|you (?:must|need to"
        r"|have to) be (?:logged|signed) in"
        r"|you are not (?:logged|signed) in|vous devez être connecté"
        r"|(?:geben|tragen) (?-i:Sie) (?:bitte )?(?:ihr|das|ihre|ein)\b.{0,40}\b(?:passwort|kennwort|zugangsdaten)"
        r"|enter (?:your|the) (?:password|username)",
        ("Sie sind nicht angemeldet.", "You must be logged in to view this page."),
        ("Sie sind überzeugt, dass das hilft.",),
    ),
    Wording(
        "page for members",
        r"(?:diese[rs]?|this) (?:\w+ )?(?:inhalt|bereich|seite|artikel|beitrag|content|page|area|article)\b.{0,40}"
        r"\b(?:mitglieder|abonnent|registriert|angemeldet|passwort|members|subscribers|password)",
        ("Dieser Bereich ist nur für Mitglieder.", "This content is for subscribers only."),
        ("Der Beitrag der Mitglieder steigt.",),
    ),
)
# A consent wall is a page of its own at the article's address; a banner in front of the text has no title.
CONSENT_TITLES = (
    Wording(
        "consent",
        r"^(?:(?:ihre|deine|your|wir brauchen ihre) )?(?:(?:cookie-?)?(?:einwilligung|zustimmung|consent|einstellungen)"
        r"|cookies? (?:zustimmen|akzeptieren|consent|settings|notice|hinweis)|cookie-?(?:hinweis|banner)|cookies?"
        r"|consent[- ](?:management|required)|privatsphäre(?:-?einstellungen)?|datenschutz-?einstellungen"
        r"|privacy (?:settings|choices|preferences)|gestion des cookies|votre consentement|choix des cookies"
        r"|configuración de cookies|(?:einwilligung|zustimmung) (?:erforderlich|benötigt))\W*$",
        ("Ihre Einwilligung", "Cookie-Einstellungen", "Privacy settings"),
        ("Zustimmung zum Onlinezugangsgesetz", "Cookies: Neue Orientierungshilfe für Behörden"),
    ),
    Wording(
        "before you go on",
        r"^(?:before you continue\b.*|bevor (?:sie|du) (?:fort\w+|weiter\w+)\b.*|we (?:value|care about) your privacy"
        r"|wir (?:schätzen|achten|respektieren) (?:ihre|deine) privatsphäre|(?:mit werbung|weiter mit werbung)\b.{0,30}"
        r"|.{0,30}(?:braucht|brauchen|benötigen) (?:ihre|deine) (?:zustimmung|einwilligung))\W*$",
        ("Before you continue to Talblatt", "We value your privacy", "Wir brauchen Ihre Zustimmung"),
        ("Bevor die Brücke fertig ist",),
    ),
)
# "We" and "your" are the site and its reader; "the authorities use cookies" is a report.
CONSENT_NOTICES = (
    Wording(
        "what we do with cookies",
        r"\bwir\b.{0,60}\b(?:verwenden|nutzen|setzen|verarbeiten|speichern|benötigen|brauchen|möchten|bitten)\b.{0,100}"
        r"(?:cookie|(?-i:Ihre|Ihrem|Ihrer) |deine |endgerät|tracking)|\bwe\b.{0,60}\b(?:use|store|process|need|value)\b"
        r".{0,100}(?:cookie|consent|your |device)|nous\b.{0,60}(?:utilisons|stockons)\b.{0,100}(?:cookie|traceur)"
        r"|(?:utilizamos|usamos|utilizziamo|usiamo|używamy|we gebruiken|wij gebruiken)\b.{0,60}(?:cookie|ciastecz)",
        ("Wir verwenden Cookies und Tracking.", "We use cookies.", "Nous utilisons des cookies", "Usamos cookies"),
        ("Die Behörden verwenden Cookies.",),
    ),
    Wording(
        "the reader's consent",
        r"(?-i:\bIhre|\bDeine|\bdeine) (?:einwilligung|zustimmung|privatsphäre)|your (?:consent|privacy choices|cookie)"
        r"|votre consentement|su consentimiento|il (?:tuo|suo) consenso|uw toestemming|twojej zgody",
        ("Ihre Einwilligung zum Tracking.", "We need your consent."),
        ("Ohne ihre Einwilligung darf niemand Daten lesen.", "Der Bundesrat erteilt die Zustimmung."),
    ),
    Wording(
        "click that consents",
        r"(?:mit|durch) (?:dem |einem |ihrem )?(?:klick|klicken|tippen)\b.{0,60}(?:akzeptier|zustimm"
        r"|einverstanden|ok\b)"
        r"|by (?:clicking|continuing|selecting|using)\b.{0,80}(?:accept|agree|consent)|en cliquant sur\b.{0,60}accept"
        r"|(?:akzeptieren|stimmen) (?-i:Sie)\b.{0,60}(?:cookies|zu\b|tracking)|accept (?:all )?cookies"
        r"|alle(?:n)? (?:cookies )?(?:akzeptieren|zustimmen)|accepter (?:et continuer|tout|les cookies)"
        r"|aceptar (?:todo|cookies)|accetta (?:tutto|i cookie|e continua)|mit werbung (?:weiter|lesen|und)",
        ("Mit Klick auf Akzeptieren geht es weiter.", "Accept all cookies", "Akzeptieren Sie Cookies."),
        ("Wer zustimmt, spart Zeit.",),
    ),
)
# What an error page says is lost: the thing that was asked for, in German and in English.
_THING = r"(?:web)?(?:seite|artikel|beitrag|meldung|inhalt|dokument|datei|nachricht|adresse|url)"
_PAGE = r"(?:web)?(?:page|article|content|document|file|story|url|link|address|post)"
# What has become of it.
_GONE = (
    r"nicht (?:mehr )?(?:gefunden|verfügbar|vorhanden|erreichbar|auffindbar)|existiert nicht(?: mehr)?"
    r"|gibt es nicht(?: mehr)?|gelöscht|entfernt|abgelaufen"
)
_LOST = (
    r"not (?:be )?found|no longer (?:available|exists?)|not available|unavailable|does(?: not|n['’]t) exist"
    r"|(?:was|has been|been) (?:re)?moved|deleted|expired"
)
# The first row is the status itself, which alone is as sure a sign as a sentence to the reader (RFC 9110 §15).
ERROR_TITLES = (
    Wording(
        "status",
        r"^(?:(?:http|error|fehler|fehlercode|fehlermeldung|status|code|erreur|oops)[\s:#–-]*)*[45]\d\d"
        r"(?:\W+(?:error|fehler|erreur|(?:page |seite )?(?:not found|nicht gefunden)|forbidden|access denied|gone"
        r"|unauthorized|(?:internal )?server error|bad (?:gateway|request)|(?:service|temporarily|unavailable| )+"
        r"|gateway time-?out))*\W*$",
        ("404", "404 Not Found", "Error 404", "Fehler 500", "503 Service Unavailable", "404 - Page not found"),
        ("Top 500: Superrechner auf Platz vier", "404: Die Ausstellung", "500 Jahre Musterau"),
    ),
    Wording(
        "no such page",
        rf"^(?:(?:die|der|das|diese[rs]?|the|this|that|requested|angeforderte|gewünschte"
        rf"|gesuchte) )*(?:{_THING}|{_PAGE})"
        rf" (?:(?:ist|wurde|konnte|leider|is|was|could|can) ?){{0,2}}(?:{_GONE}|{_LOST}|can(?:not"
        rf"|['’]t) be found)\b.{{0,10}}$",
        ("Seite nicht gefunden", "Artikel nicht mehr verfügbar", "Page not found", "This page could not be found"),
        ("Seite der Stadt nicht erreichbar", "Schlüssel im Rathaus nicht gefunden"),
    ),
    Wording(
        "no such page in other languages",
        r"^(?:(?:la|cette|essa) )?(?:page (?:introuvable|non trouvée)|página (?:no|não) encontrada|pagina non trovata"
        r"|pagina niet gevonden|(?:nie znaleziono strony|strona nie (?:została znaleziona|istnieje))"
        r"|stránka (?:nenalezena|nebyla nalezena)|sidan (?:hittades inte|finns inte)|siden (?:ble )?(?:ikke|blev ikke)"
        r" (?:fundet|funnet)|sivua ei löydy\w*|страница не найдена|сторінку не знайдено|sayfa bulunamadı"
        r"|ページが見つかりません(?:でした)?|页面不存在|找不到(?:页面|頁面))\W*$",
        ("Page introuvable", "Pagina niet gevonden", "Strona nie istnieje", "ページが見つかりません"),
        ("Une page se tourne",),
    ),
    Wording(
        "failure",
        r"^(?:(?:oops|ups|hoppla|huch|whoops|sorry)\b.{0,40}|(?:ein |es ist ein |an )?(?:fehler|error)(?: ist)?"
        r"(?: aufgetreten| occurred)?|something went wrong|fehlerseite|fehlermeldung|(?:internal |interner )?server"
        r"[ -]?(?:error|fehler)|(?:zugriff|zugang) verweigert|access denied|forbidden|not found|nicht gefunden"
        r"|accès (?:refusé|interdit)|acceso denegado|accesso negato|(?:site )?under maintenance|wartungsmodus"
        r"|service unavailable|nothing found|nichts gefunden|keine (?:treffer|ergebnisse)|no results(?: found)?)\W*$",
        ("Oops!", "Ein Fehler ist aufgetreten", "Access Denied", "Zugriff verweigert", "Something went wrong"),
        ("Fehler in der Wahlsoftware entdeckt", "Zugriff verweigert: Behörde sperrt Dienst"),
    ),
)
# "This page" is the one that the reader asked for; "the city's page" is somebody else's.
ERROR_NOTICES = (
    Wording(
        "this page is not here",
        rf"\b(?:diese[rs]?|angeforderte[nrs]?|gewünschte[nrs]?|gesuchte[nrs]?|aufgerufene[nrs]?) (?:\w+ )?{_THING}\b"
        rf".{{0,60}}\b(?:{_GONE}|nicht (?:mehr )?(?:zur verfügung|existier\w+)|verschoben|umgezogen)"
        rf"|\b(?:this|requested|that) {_PAGE}\b.{{0,60}}\b(?:{_LOST})",
        (
            "Die angeforderte Seite existiert nicht mehr.",
            "Dieser Beitrag steht nicht mehr zur Verfügung.",
            "The requested page could not be found.",
        ),
        ("Die Seite der Stadt war am Montag nicht erreichbar.",),
    ),
    Wording(
        "the page that you look for",
        rf"\b{_THING}\b,? (?:die|den|das) (?:(?-i:Sie)|du) (?:\w+ )?(?:such|aufruf|aufgerufen|angeforder|wollt|möcht)"
        rf"|\b{_PAGE} (?:that )?you(?:'re|’re| are| were| requested| have)? (?:\w+ )?(?:look|request|try|seek|for)"
        r"|page que vous (?:cherchez|recherchez|demandez|avez)|página que (?:busca|buscas|está buscando|solicitó)"
        r"|pagina (?:che (?:stai|hai|cerchi)|die u zoekt)|お探しのページ",
        ("Die Seite, die Sie suchen, gibt es nicht.", "The page you are looking for has moved."),
        ("Seite an Seite suchen sie weiter.",),
    ),
    Wording(
        "refusal of the reader",
        r"you (?:don['’]?t|do not) have (?:permission|access|the rights)|(?-i:Sie) (?:haben|besitzen) (?:\w+ )?"
        r"(?:keine|nicht die) (?:berechtigung|zugriff|rechte)|vous n['’]avez pas (?:l['’]autorisation|accès)",
        ("You don't have permission to access this page.", "Sie haben keine Berechtigung."),
        ("Sie haben keine Zeit.",),
    ),
)

# Stems are looked for in the whole page at once. A sentence that is added above needs one of them here, or it is never
# looked at; a test tries each example.
BLOCK_STEMS = (
    "checking", "verify", "reviewing", "browser", "javascript", " js ", "cookie", "captcha", "mensch", "robot", "human",
    "challenge", "blocked", "denied", "rejected", "blockiert", "gesperrt", "traffic", "activity", "ray id", "incident",
    "support id", "reference #", "-id", "ihrem ", "deinem ", "complete the", "solve", "making sure", "abgelehnt",
    "eingeschränkt", "restricted", "humain", "humano", "detected", "noticed",
)  # fmt: skip
"""What each sentence of a bot check has in it."""

LOGIN_STEMS = (
    "melde", "logg", "einloggen", "log in", "log-in", "login", "sign", "logged", "connect", "identifi", "sesión",
    "acced", "accesso", "meld u", "zaloguj", "passw", "kennwort", "zugangsdaten", "abonnent", "mitglieder", "members",
    "subscribers", "connecté", "registriert", "username",
)  # fmt: skip
"""What each sentence of a login wall has in it."""

CONSENT_STEMS = (
    "cookie", "einwilligung", "zustimm", "consent", "tracking", "endgerät", "priva", "traceur", "ciastecz",
    "toestemming",
    "zgody", "akzeptier", "accept", "agree", "einverstanden", "werbung", "consenso", "consentimiento", "consentement",
    "your ", "ihre ", "ihrer ", "ihrem ", "deine ", "device",
)  # fmt: skip
"""What each sentence of a consent wall has in it."""

ERROR_STEMS = (
    "nicht ", "existier", "gibt es", "gelöscht", "entfernt", "verschoben", "umgezogen", "abgelaufen",
    "not ", "no longer",
    "moved", "deleted", "expired", "unavailable", "n't exist", "n’t exist", "you", "die sie", "den sie",
    "das sie", "die du",
    "den du", "das du", "permission", "access", "berechtigung", "zugriff", "rechte", "que vous",
    "que busca", "que está",
    "que solici", "che stai", "che hai", "che cerchi", "die u", "お探し", "vous n",
)  # fmt: skip
"""What each sentence of an error page has in it."""
