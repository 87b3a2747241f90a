"""The names of months on news pages of Europe, long and short, in the grammatical cases in which dates have them.

The names are those of Unicode's CLDR (``monthWidth`` wide and abbreviated, contexts format and stand-alone), and the
cases in which dates are written besides. To add a language is to add a row.
"""

from __future__ import annotations

from functools import lru_cache

from scraper.web.diacritics import without_diacritics

# Language: its months from January on, divided by commas. Where a name is of different months in two languages
# ("listopad"), a page of a third language, or of none, means that of the language which stands first.
_NAMES = {
    "de": "januar jan jänner jaenner, februar feb feber, märz mär maerz mrz, april apr, mai, juni jun, juli jul, "
    "august aug, september sept sep, oktober okt, november nov, dezember dez",
    "en": "january jan, february feb, march mar, april apr, may, june jun, july jul, august aug, september sep "
    "sept, october oct, november nov, december dec",
    "fr": "janvier janv, février févr fév, mars, avril avr, mai, juin, juillet juil juill, août, septembre sept, "
    "octobre oct, novembre nov, décembre déc",
    "it": "gennaio gen, febbraio feb, marzo mar, aprile apr, maggio mag, giugno giu, luglio lug, agosto ago, "
    "settembre set, ottobre ott, novembre nov, dicembre dic",
    "es": "enero ene, febrero feb, marzo mar, abril abr, mayo may, junio jun, julio jul, agosto ago, septiembre "
    "sept set setiembre, octubre oct, noviembre nov, diciembre dic",
    "pt": "janeiro jan, fevereiro fev, março mar, abril abr, maio mai, junho jun, julho jul, agosto ago, setembro "
    "set, outubro out, novembro nov, dezembro dez",
    "nl": "januari jan, februari feb, maart mrt, april apr, mei, juni jun, juli jul, augustus aug, september sep, "
    "oktober okt, november nov, december dec",
    "pl": "stycznia sty styczeń, lutego lut luty, marca mar marzec, kwietnia kwi kwiecień, maja maj, czerwca cze "
    "czerwiec, lipca lip lipiec, sierpnia sie sierpień, września wrz wrzesień, października paź "
    "październik, listopada lis listopad, grudnia gru grudzień",
    "cs": "ledna led leden, února úno únor, března bře březen, dubna dub duben, května kvě květen, června čvn "
    "červen, července čvc červenec, srpna srp srpen, září zář, října říj říjen, listopadu lis listopad, "
    "prosince pro prosinec",
    "sk": "januára jan január, februára feb február, marca mar marec, apríla apr apríl, mája máj, júna jún, júla "
    "júl, augusta aug august, septembra sep september, októbra okt október, novembra nov november, decembra "
    "dec december",
    "hu": "január jan, február febr, március márc, április ápr, május máj, június jún, július júl, augusztus aug, "
    "szeptember szept, október okt, november nov, december dec",
    "ro": "ianuarie ian, februarie feb, martie mar, aprilie apr, mai, iunie iun, iulie iul, august aug, "
    "septembrie sept, octombrie oct, noiembrie nov, decembrie dec",
    "bg": "януари яну, февруари фев, март, април апр, май, юни, юли, август авг, септември сеп, октомври окт, "
    "ноември ное, декември дек",
    "el": "ιανουαρίου ιαν ιανουάριος, φεβρουαρίου φεβ φεβρουάριος, μαρτίου μαρ μάρτιος μάρ, απριλίου απρ "
    "απρίλιος, μαΐου μαΐ μάιος μάι, ιουνίου ιουν ιούνιος ιούν, ιουλίου ιουλ ιούλιος ιούλ, αυγούστου αυγ "
    "αύγουστος αύγ, σεπτεμβρίου σεπ σεπτέμβριος, οκτωβρίου οκτ οκτώβριος, νοεμβρίου νοε νοέμβριος νοέ, "
    "δεκεμβρίου δεκ δεκέμβριος",
    "ru": "января янв январь, февраля февр февраль, марта мар март, апреля апр апрель, мая май, июня июн июнь, "
    "июля июл июль, августа авг август, сентября сент сентябрь, октября окт октябрь, ноября нояб ноябрь, "
    "декабря дек декабрь",
    "uk": "січня січ січень, лютого лют лютий, березня бер березень, квітня квіт квітень, травня трав травень, "
    "червня черв червень, липня лип липень, серпня серп серпень, вересня вер вересень, жовтня жовт жовтень, "
    "листопада лист листопад, грудня груд грудень",
    "be": "студзеня сту студзень, лютага лют люты, сакавіка сак сакавік, красавіка кра красавік, мая май, чэрвеня "
    "чэр чэрвень, ліпеня ліп ліпень, жніўня жні жнівень, верасня вер верасень, кастрычніка кас кастрычнік, "
    "лістапада ліс лістапад, снежня сне снежань",
    "tr": "ocak oca, şubat şub, mart mar, nisan nis, mayıs may, haziran haz, temmuz tem, ağustos ağu, eylül eyl, "
    "ekim eki, kasım kas, aralık ara",
    "sv": "januari jan, februari feb, mars, april apr, maj, juni, juli, augusti aug, september sep, oktober okt, "
    "november nov, december dec",
    "da": "januar jan, februar feb, marts mar, april apr, maj, juni jun, juli jul, august aug, september sep, "
    "oktober okt, november nov, december dec",
    "nb": "januar jan, februar feb, mars mar, april apr, mai, juni jun, juli jul, august aug, september sep, "
    "oktober okt, november nov, desember des",
    "nn": "januar jan, februar feb, mars mar, april apr, mai, juni jun, juli jul, august aug, september sep, "
    "oktober okt, november nov, desember des",
    "is": "janúar jan, febrúar feb, mars mar, apríl apr, maí, júní jún, júlí júl, ágúst ágú, september sep, "
    "október okt, nóvember nóv, desember des",
    "fo": "januar jan, februar feb, mars mar, apríl apr, mai, juni jun, juli jul, august aug, september sep, "
    "oktober okt, november nov, desember des",
    "fi": "tammikuuta tammi tammikuu, helmikuuta helmi helmikuu, maaliskuuta maalis maaliskuu, huhtikuuta huhti "
    "huhtikuu, toukokuuta touko toukokuu, kesäkuuta kesä kesäkuu, heinäkuuta heinä heinäkuu, elokuuta elo "
    "elokuu, syyskuuta syys syyskuu, lokakuuta loka lokakuu, marraskuuta marras marraskuu, joulukuuta joulu "
    "joulukuu",
    "et": "jaanuar jaan, veebruar veebr, märts, aprill apr, mai, juuni, juuli, august aug, september sept, "
    "oktoober okt, november nov, detsember dets",
    "lv": "janvāris janv janvārī, februāris febr februārī, marts martā, aprīlis apr aprīlī, maijs maijā, jūnijs "
    "jūn jūnijā, jūlijs jūl jūlijā, augusts aug augustā, septembris sept septembrī, oktobris okt oktobrī, "
    "novembris nov novembrī, decembris dec decembrī",
    "lt": "sausio saus sausis, vasario vas vasaris, kovo kov kovas, balandžio bal balandis, gegužės geg gegužė, "
    "birželio birž birželis, liepos liep liepa, rugpjūčio rugp rugpjūtis, rugsėjo rugs rugsėjis, spalio "
    "spal spalis, lapkričio lapkr lapkritis, gruodžio gruod gruodis",
    "sl": "januar jan januarja, februar feb februarja, marec mar marca, april apr aprila, maj maja, junij jun "
    "junija, julij jul julija, avgust avg avgusta, september sep septembra, oktober okt oktobra, november "
    "nov novembra, december dec decembra",
    "hr": "siječnja sij siječanj, veljače velj veljača, ožujka ožu ožujak, travnja tra travanj, svibnja svi "
    "svibanj, lipnja lip lipanj, srpnja srp srpanj, kolovoza kol kolovoz, rujna ruj rujan, listopada lis "
    "listopad, studenoga stu studeni studenog, prosinca pro prosinac",
    "bs": "januar jan januara, februar feb februara, mart mar marta, april apr aprila, maj maja, juni jun juna, "
    "juli jul jula, august aug augusta, septembar sep septembra, oktobar okt oktobra, novembar nov "
    "novembra, decembar dec decembra",
    "sr": "јануар јан januar jan јануара januara, фебруар феб februar feb фебруара februara, март мар mart mar "
    "марта marta, април апр april apr априла aprila, мај maj маја maja, јун jun јуна juna, јул jul јула "
    "jula, август авг avgust avg августа avgusta, септембар сеп septembar sep септембра septembra, октобар "
    "окт oktobar okt октобра oktobra, новембар нов novembar nov новембра novembra, децембар дец decembar "
    "dec децембра decembra",
    "mk": "јануари јан, февруари фев, март мар, април апр, мај, јуни јун, јули јул, август авг, септември сеп, "
    "октомври окт, ноември ное, декември дек",
    "sq": "janar jan, shkurt shk, mars mar, prill pri, maj, qershor qer, korrik korr, gusht gush, shtator sht, "
    "tetor tet, nëntor nën, dhjetor dhj",
    "ca": "gener gen, febrer febr, març, abril abr, maig, juny, juliol jul, agost, setembre set, octubre oct, "
    "novembre nov, desembre des",
    "gl": "xaneiro xan, febreiro feb, marzo mar, abril abr, maio, xuño, xullo xul, agosto ago, setembro set, "
    "outubro out, novembro nov, decembro dec",
    "eu": "urtarrila urt urtarrilaren, otsaila ots otsailaren, martxoa mar martxoaren, apirila api apirilaren, "
    "maiatza mai maiatzaren, ekaina eka ekainaren, uztaila uzt uztailaren, abuztua abu abuztuaren, iraila "
    "ira irailaren, urria urr urriaren, azaroa aza azaroaren, abendua abe abenduaren",
    "ga": "eanáir ean, feabhra feabh, márta, aibreán aib, bealtaine beal, meitheamh meith, iúil, lúnasa lún, meán "
    "mfómh, deireadh dfómh, samhain samh, nollaig noll",
    "cy": "ionawr ion, chwefror chwef chw, mawrth maw, ebrill ebr, mai, mehefin meh, gorffennaf gorff gor, awst, "
    "medi, hydref hyd, tachwedd tach, rhagfyr rhag",
    "mt": "jannar jan, frar fra, marzu mar, april apr, mejju mej, ġunju ġun, lulju lul, awwissu aww, settembru "
    "set, ottubru ott, novembru nov, diċembru diċ",
    "lb": "januar jan, februar feb, mäerz mäe, abrëll abr, mee, juni jun, juli jul, august aug, september sep, "
    "oktober okt, november nov, dezember dez",
    "rm": "schaner schan, favrer favr, mars, avrigl avr, matg, zercladur zercl, fanadur fan, avust, settember "
    "sett, october oct, november nov, december dec",
    "fy": "jannewaris jan, febrewaris feb, maart mrt, april apr, maaie mai, juny jun, july jul, augustus aug, "
    "septimber sep, oktober okt, novimber nov, desimber des",
    "hsb": "januara jan januar, februara feb februar, měrca měr měrc, apryla apr apryl, meje mej meja, junija jun "
    "junij, julija jul julij, awgusta awg awgust, septembra sep september, oktobra okt oktober, nowembra "
    "now nowember, decembra dec december",
    "dsb": "januara jan januar, februara feb februar, měrca měr měrc, apryla apr apryl, maja maj, junija jun "
    "junij, julija jul julij, awgusta awg awgust, septembra sep september, oktobra okt oktober, nowembra "
    "now nowember, decembra dec december",
    "az": "yanvar yan, fevral fev, mart mar, aprel apr, may, iyun iyn, iyul iyl, avqust avq, sentyabr sen, "
    "oktyabr okt, noyabr noy, dekabr dek",
    "ka": "იანვარი იან, თებერვალი თებ, მარტი მარ, აპრილი აპრ, მაისი მაი, ივნისი ივნ, ივლისი ივლ, აგვისტო აგვ, "
    "სექტემბერი სექ, ოქტომბერი ოქტ, ნოემბერი ნოე, დეკემბერი დეკ",
    "hy": "հունվարի հնվ հունվար, փետրվարի փտվ փետրվար, մարտի մրտ մարտ, ապրիլի ապր ապրիլ, մայիսի մյս մայիս, "
    "հունիսի հնս հունիս, հուլիսի հլս հուլիս, օգոստոսի օգս օգոստոս, սեպտեմբերի սեպ սեպտեմբեր, հոկտեմբերի հոկ "
    "հոկտեմբեր, նոյեմբերի նոյ նոյեմբեր, դեկտեմբերի դեկ դեկտեմբեր",
    "ar": "يناير, فبراير, مارس, أبريل ابريل, مايو, يونيو, يوليو, أغسطس اغسطس, سبتمبر, أكتوبر اكتوبر, نوفمبر, ديسمبر",
}
# Short names that are everyday words elsewhere ("um 3 sie 15 Euro gab"): they count on pages of their language only.
_ONLY_AT_HOME = frozenset("sie now pro tra mee elo api sen fan".split())


def _by_language() -> dict[str, dict[str, int]]:
    """Return the number of each name of a month, by language."""
    found: dict[str, dict[str, int]] = {}
    for language, months in _NAMES.items():
        names = found.setdefault(language, {})
        for number, spellings in enumerate(months.split(", "), start=1):
            for name in spellings.split():
                names[name] = number
                names.setdefault(without_diacritics(name), number)
    return found


def _of_all_languages(by_language: dict[str, dict[str, int]]) -> dict[str, int]:
    """Return the number of each name that counts on pages of every language."""
    found: dict[str, int] = {}
    for names in by_language.values():
        for name, number in names.items():
            if name not in _ONLY_AT_HOME:
                found.setdefault(name, number)
    return found


_BY_LANGUAGE = _by_language()
MONTHS = _of_all_languages(_BY_LANGUAGE)
"""The number of a month by its name in lower case, whatever the language of the page."""


def months_of(language: str | None) -> dict[str, int]:
    """Return the number of a month by its name in lower case, for a page of a language.

    Args:
        language: the primary subtag (``hr``); None where it is not known.
    """
    if language in _BY_LANGUAGE:
        return _with_own(language)
    return MONTHS


@lru_cache(maxsize=len(_BY_LANGUAGE))
def _with_own(language: str) -> dict[str, int]:
    return MONTHS | _BY_LANGUAGE[language]


def month_names(*languages: str) -> tuple[str, ...]:
    """Return the names of the months in some languages, in lower case, long and short.

    Args:
        languages: primary subtags.
    """
    return tuple(dict.fromkeys(name for language in languages for name in _BY_LANGUAGE[language]))
