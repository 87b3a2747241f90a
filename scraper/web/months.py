"""The names of months on news pages of Europe, long and short, in the grammatical cases in which dates have them."""

from __future__ import annotations

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "januar jänner jaenner january jan janvier janv enero ene gennaio gen januari janeiro stycznia styczeń"
            " ocak ledna leden január januára tammikuuta ianuarie januára января січня يناير",
            "februar feber february feb febr février fevrier févr febrero febbraio februari fevereiro fev lutego luty"
            " şubat února únor február februára helmikuuta februarie февраля лютого فبراير",
            "märz maerz mär mrz march mar mars marzo maart mrt março mart marca marzec března březen március marec"
            " maaliskuuta martie марта березня مارس",
            "april apr avril avr abril abr aprile kwietnia kwiecień nisan dubna duben április apríla apríl huhtikuuta"
            " aprilie апреля квітня أبريل ابريل",
            "mai may mayo maggio mag mei maio maj maja mayıs května květen május mája toukokuuta мая травня مايو",
            "juni june jun juin junio giugno giu junho czerwca czerwiec haziran června červen június júna kesäkuuta"
            " iunie июня червня يونيو",
            "juli july jul juillet juil julio luglio lug julho lipca lipiec temmuz července červenec július júla"
            " heinäkuuta iulie июля липня يوليو",
            "august aug août aout agosto ago augustus augusti sierpnia sierpień ağustos srpna srpen augusztus augusta"
            " elokuuta августа серпня أغسطس اغسطس",
            "september sep sept septembre septiembre settembre set setembro września wrzesień eylül září szeptember"
            " septembra syyskuuta septembrie сентября вересня سبتمبر",
            "oktober october okt oct octobre octubre ottobre ott outubro out października październik ekim října říjen"
            " október októbra lokakuuta octombrie октября жовтня أكتوبر اكتوبر",
            "november nov novembre noviembre novembro listopada listopad kasım listopadu novembra marraskuuta"
            " noiembrie ноября листопада نوفمبر",
            "dezember december dez dec décembre decembre déc diciembre dic dicembre desember desembre dezembro"
            " grudnia grudzień aralık prosince prosinec decembra joulukuuta decembrie декабря грудня ديسمبر",
        ),
        start=1,
    )
    for name in names.split()
}
"""The number of a month by its name in lower case."""
