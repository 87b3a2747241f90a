"""What Snowball's stemmer of German takes for the same word and is none, or the other way round: as tables.

Each row was found among the forty thousand most used words of German. What follows a class (verbs in -ieren, women and
men, plurals in -ien) is a rule in :mod:`scraper.analysis.german.stems`; here stands what follows none.
"""

from __future__ import annotations

# Words that join sentences. They keep their form: Snowball makes "sich" of Sicherheit and "war" of Ware.
FUNCTION_WORDS = frozenset(
    """
    ab aber acht alle allem allen aller alles als also am an ander andere anderem anderen anderer anderes anders
    auch auf aus außer außerdem bald bei beide beiden beim bereits besonders bevor bin bis bist da dabei dadurch
    dafür dagegen daher damit danach dank dann daran darauf daraus darf darin darum darunter darüber das dass davon
    davor dazu dein deine dem den denen denn dennoch der deren derer des dessen dich die dies diese dieselbe diesem
    diesen dieser dieses dir doch dort drei du durch dürfen eben ein eine einem einen einer eines einige einigen
    einiger einmal er erst erste ersten es etwa etwas euch euer eure fast für ganz gar gegen gegenüber gehabt gern
    gewesen gibt hab habe haben hat hatte hatten her heute hier hin hinter hätte hätten ich ihm ihn ihnen ihr ihre
    ihrem ihren ihrer ihres im immer in indem ins insbesondere ist ja je jede jedem jeden jeder jedes jedoch jene
    jener jetzt kann kaum kein keine keinem keinen keiner können könnte könnten man manche mehr mein meine meist
    meisten mich mir mit muss mussten musste müssen müsste nach neben nicht nichts noch nun nur ob oben oder ohne
    schon sehr sei sein seine seinem seinen seiner seines seit selbst sich sie sieht sind so sobald sodass solche
    solchen soll sollen sollte sollten sondern sonst soweit sowie sowohl statt trotz um und uns unser unsere unserem
    unseren unserer unten unter viel viele vielen vom von vor wann war waren warum was weg wegen weil weiter weitere
    weiteren weiterer weiteres welche welchem welchen welcher welches wem wen wenig wenige wenn wer werde werden
    weshalb wie wieder will wir wird wirst wo wobei wohl wollen wollte worden wurde wurden während würde würden zu
    zum zur zwar zwei zwischen über
    """.split()
)

# Nouns that end in a consonant and an s of their own, which Snowball takes for a genitive: Kurs is not Kur.
OWN_S = frozenset(
    "kurs diskurs exkurs konkurs rekurs puls impuls hals fels vers konsens dissens reims ems worms".split()
)

# Nouns whose plural is -er with an umlaut. Other words in -er are no plural of a word without: Bürger is not Burg.
UMLAUT_ER = frozenset(
    """
    amt bad band blatt buch bund dach denkmal dorf fach fass glas grab gras gut haupt haus holz horn huhn irrtum
    kalb korn kraut lamm land loch mahl mal mann maul mund rad rand reichtum schloss tal tuch tum volk wald wort
    wurm eigentum heiligtum fürstentum gott
    """.split()
)

# Plurals of words from other languages, and others that change more than an ending. They stand at the end of a word,
# so that Rechenzentren and Innenministerien follow.
PLURALS = {
    "alben": "album",
    "boni": "bonus",
    "busse": "bus",
    "bussen": "bus",
    "dogmen": "dogma",
    "dramen": "drama",
    "firmen": "firma",
    "foren": "forum",
    "globen": "globus",
    "indizes": "index",
    "individuen": "individuum",
    "konten": "konto",
    "kontinua": "kontinuum",
    "korpora": "korpus",
    "lexika": "lexikon",
    "materialien": "material",
    "matrizen": "matrix",
    "mineralien": "mineral",
    "modi": "modus",
    "museen": "museum",
    "praktika": "praktikum",
    "praxen": "praxis",
    "prinzipien": "prinzip",
    "risiken": "risiko",
    "rhythmen": "rhythmus",
    "schemata": "schema",
    "spektren": "spektrum",
    "syndrome": "syndrom",
    "themen": "thema",
    "villen": "villa",
    "viren": "virus",
    "visa": "visum",
    "voten": "votum",
    "zentren": "zentrum",
    "zyklen": "zyklus",
}

# Women whose word has an umlaut that the word for men has not.
WOMEN = {"anwältin": "anwalt", "ärztin": "arzt", "bäuerin": "bauer", "köchin": "koch", "rätin": "rat"}

# Stems with an umlaut that are another word without it; all others lose it, as Städte does.
OWN_UMLAUT = frozenset("förder lös zähl drück täusch fläch schätz schwül kür möhr künstlich".split())

# Beginnings that are the stem of all words that begin so: what Snowball takes away behind them makes another word of
# them (künstlich is not Kunst, Zuständigkeit not Zustand), or keeps their forms apart.
KEPT = tuple(
    """
    anlässlich ausdrücklich ausführlich beamt belästig berichtig beträchtlich bremen dienst einheitlich erheblich
    gewaltig grundsätzlich gründung handlung handwerk hinsichtlich künstler künstlich lösung nachweislich natürlich
    persönlich schätzung sicherlich tatsächlich ursprünglich verbindlich vereinig vermutlich verständig
    veröffentlich zuständig zusätzlich zählung
    """.split()
)

# Forms of verbs that stand in every third text, where their noun is what a reader asks for: Erfolg is not "erfolgt".
VERBS = {
    form: verb
    for verb, forms in {
        "berichtet": "berichtet berichtete berichteten",
        "bilden": "bilden bildet bildete bildeten gebildet",
        "erfolgen": "erfolgen erfolgt erfolgte erfolgten",
        "gestellt": "gestellt gestellte gestellten stellt stellte stellten",
        "handeln": "handeln handelt handelte handelten gehandelt",
        "steuerung": "steuerung steuerungen gesteuert gesteuerte gesteuerten steuert steuerte",
    }.items()
    for form in forms.split()
}

# Words in -er that are not what they are without it: Kammer is not Kamm.
OWN_ER = frozenset(
    """
    banner bauer center drucker fehler fenster filter finger hammer kammer kleider lager master müller muster pfeiler
    poster puffer raster richter schalter schulter stecker ticker verbraucher walter wetter winter wunder ziffer
    """.split()
)

# Nouns that look like a participle.
NO_PARTICIPLE = frozenset(
    """
    geburt gebiet gebot geduld gefecht gehalt geist geld gerät gericht gerücht gerüst geschäft geschlecht gesicht
    gespenst gestalt gewalt gewicht gewinnt gehört gebracht
    """.split()
)
