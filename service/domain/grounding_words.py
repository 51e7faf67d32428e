"""Words that a summary does not say beside its references, by language, and words of negation.

All in small letters. A further language is a row in each table that it needs; a further word
belongs in the row of its language. A word that is ordinary in another language is listed in
`ORDINARY` with the languages in which it passes. Scripts without spaces have patterns of their
own; there, what only looks like one of these words is taken out first by `HARMLESS`.
"""

import re
from collections.abc import Mapping


def _words(rows: Mapping[str, str]) -> frozenset[str]:
    return frozenset(" ".join(rows.values()).split())


def _phrases(rows: Mapping[str, str], *, wide: Mapping[str, str]) -> re.Pattern[str]:
    """Compile phrases: `rows` begin where a word does, `wide` ones, in other scripts, anywhere."""
    # One boundary before all of them: where no word begins, none of them is tried.
    spaced = "|".join(rows.values())
    return re.compile(rf"(?<!\w)(?:{spaced})|{'|'.join(wide.values())}")


def _any_of(rows: Mapping[str, str]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{row})" for row in rows.values()))


FUNCTION_WORDS: Mapping[str, frozenset[str]] = {
    language: frozenset(words.split())
    for language, words in {
        "en": "the of and to in that is it for with as on by what this from which not are be its a an"
        " had has have was were into who can than then how when where will would because while but"
        " or if so there at one does nor could should may",
        "de": "der die das und ist von mit dem den des nicht ein eine einer zu für auf dass sich",
        "fr": "le la les des du et est que qui dans une pour pas sur par au ce ne il l d qu",
        "es": "el la los las y es que en una por con para se lo del al no su como",
        "it": "il lo la gli le e è che di una per con non si del della alla i nel un da",
        "pt": "o a os as e é que em uma por com para não se do da no na dos das ao um",
        "nl": "de het een en is van dat niet met voor op te aan zijn om ook die wat er",
        "pl": "i w na z że nie się jest do to co jak po o przez od ale dla oraz",
        "tr": "ve bir bu için ile da de ne olarak gibi",
        "sv": "och att det är en som på av för inte med ett den",
    }.items()
}
"""What tells the language of a sentence in Latin letters."""

NUMBERS = _words(
    {
        "en": "zero two three four five six seven eight nine ten eleven twelve thirteen fourteen"
        " fifteen sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy"
        " eighty ninety hundred hundreds thousand thousands million millions billion billions"
        " trillion dozen dozens half halves thirds quarters twice thrice duo trio quartet quintet"
        " sextet twofold threefold fourfold fivefold tenfold percent percentage",
        "de": "null zwei zwo drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn"
        " zwanzig dreissig hundert tausend million millionen milliarden dutzend halb halbe hälfte"
        " drittel viertel zweimal dreimal viermal fünfmal zweien dreien zweier dreier prozent"
        " zweidrittel dreiviertel",
        "fr": "zéro deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze"
        " seize vingt trente quarante cinquante soixante cent cents mille million millions"
        " milliard milliards douzaine dizaine moitié demi demie quarts pourcent",
        "es": "cero dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince"
        " veinte treinta cuarenta cincuenta cien ciento cientos mil millón millones docena decena"
        " mitad tercios cuartos",
        "it": "zero due tre quattro cinque sei sette otto nove dieci undici dodici tredici venti"
        " trenta cento mille mila milione milioni dozzina decina metà terzi quarti",
        "pt": "zero dois duas três quatro cinco seis sete oito nove dez onze doze treze vinte"
        " trinta cem cento mil milhão milhões dúzia dezena metade terços quartos",
        "nl": "nul twee drie vier vijf zes zeven acht negen tien elf twaalf dertien twintig honderd"
        " duizend miljoen miljoenen dozijn helft tweeën drieën procent tweederde",
        "pl": "zero dwa dwaj dwie dwóch dwoje dwu dwom dwoma dwiema trzy trzej trzech troje trzem"
        " cztery czterej czterech pięć pięciu sześć sześciu siedem siedmiu osiem ośmiu dziewięć"
        " dziesięć dziesięciu jedenaście dwanaście dwadzieścia sto tysiąc tysiące tysięcy milion"
        " miliony milionów tuzin połowa połowę połowy połowie pół procent",
        "ru": "ноль два две двух двум двое двоих двумя три трёх трех трое троих тремя трем трём"
        " четыре четырёх четырех четверо пять пяти пятеро шесть шести шестеро семь семи семеро"
        " восемь восьми девять девяти десять десяти одиннадцать двенадцать двадцать сто тысяча"
        " тысячи тысяч миллион миллиона миллионы миллионов дюжина половина половину половины"
        " половине дважды трижды процент процента процентов двоими",
        "uk": "дві двоє троє чотири п'ять шість сім вісім дев'ять десять половина",
        "ko": "둘 둘은 둘이 둘의 셋 셋은 셋이 셋의 넷 넷은 넷이 다섯 여섯 일곱 여덟 아홉 절반 절반은"
        " 절반이 절반의 퍼센트",
        "tr": "iki üç dört beş altı yedi sekiz dokuz yarısı yarım",
        "sv": "två tre fyra fem sju åtta nio tio hälften",
        "cs": "tři čtyři pět šest sedm osm polovina",
        "fi": "kaksi kolme neljä viisi puolet",
        "hu": "kettő három négy nyolc",
        "da": "syv otte halvdelen",
        "ro": "doi două trei patru cinci șase șapte jumătate",
        "el": "δύο τρεις τρία τέσσερις πέντε επτά οκτώ",
        "id": "dua tiga empat lima enam tujuh delapan setengah",
        "ar": "اثنان اثنين ثلاثة أربعة خمسة ستة سبعة ثمانية",
        "he": "שניים שלושה ארבעה חמישה שישה שבעה",
    }
)

BOTH = _words(
    {
        "en": "both",
        "de": "beide beiden beider beidem",
        "es": "ambos ambas",
        "it": "entrambi entrambe ambedue",
        "pt": "ambos ambas",
        "nl": "beide beiden allebei",
        "pl": "oba obaj obie oboje obu obydwa obydwaj obydwie",
        "ru": "оба обе обоих обеих обоим обеим обоими обеими",
        "uk": "обидва обидві",
        "sv": "båda",
        "tr": "ikisi",
    }
)
BOTH_PHRASES = re.compile(
    r"(?:tous|toutes) (?:les )?deux|l'un et l'autre|los dos\b|las dos\b|tutti e due|tutte e due"
    r"|双方|雙方|两者|兩者|二者|两方|両者|両方|双方|둘 다|양측|양쪽"
)
BOTH_AND = re.compile(
    r"both (?!(?:of|sides?|camps?|models?|participants?)\b)(?:[\w'-]+ ){1,6}?and "
)
"""What joins two things of the argument."""

ORDINARY: Mapping[str, frozenset[str]] = {
    word: frozenset(languages.split())
    for word, languages in {
        "once": "en",
        "due": "en",
        "sei": "de pt",
        "dos": "pt en",
        "ten": "nl pl",
        "half": "de",
        "elf": "en",
        "stem": "en",
        "tre": "en",
        "mille": "en",
        "cent": "en",
        "mil": "en",
        "quince": "en",
        "quarters": "en",
        "seize": "en",
        "sto": "it",
        "null": "en",
        "cents": "en",
        "neuf": "fr",
    }.items()
}
"""Words of one language that mean something else in others."""

OUTCOME = _words(
    {
        "en": "majority majorities supermajority minority minorities plurality pluralities"
        " unanimous unanimously unanimity consensus consensuses tiebreak tiebreaker tiebreakers"
        " winner winners winning win wins won victor victors victory victories victorious prevail"
        " prevails prevailed prevailing triumph triumphs triumphed defeat defeats defeated loser"
        " losers vote votes voted voting voter voters ballot ballots poll polls polled polling"
        " outvote outvoted outvotes outnumber outnumbers outnumbered outscore outscores outscored outpoll outpolled outrank outranked stalemate deadlock deadlocked"
        " standoff impasse gridlock landslide frontrunner frontrunners verdict quorum abstain"
        " abstains abstained abstaining abstention abstentions tally tallies tallied headcount"
        " everyone everybody nobody overtook overtake overtakes overtaken",
        "de": "mehrheit mehrheiten mehrheitlich minderheit minderheiten einstimmig einstimmige"
        " einstimmigkeit einhellig einmütig konsens gleichstand unentschieden patt stichentscheid"
        " sieger siegerin sieg siegt siegte siegen gesiegt gewinner "
        " obsiegt obsiegte obsiegen verlierer abstimmung"
        " abstimmungen abgestimmt votum votieren votiert votierte votierten wahlgang stimmzettel"
        " stimmengleichheit stimmenmehrheit enthaltung enthaltungen jedermann"
        " niemand allesamt mehrheits zweidrittelmehrheit",
        "fr": "majorité majorités majoritaire majoritaires majoritairement minorité minorités"
        " minoritaire minoritaires pluralité unanime unanimes unanimement unanimité consensus"
        " gagnant gagnants gagnante vainqueur vainqueurs victoire emporte"
        " emportent emporté remporte remportent remporté triomphe perdant perdants votes voté"
        " votée votés votent voter votant votants scrutin scrutins suffrage suffrages "
        " abstention abstient abstenu chacun chacune sondage défaite",
        "es": "mayoría mayorías mayoritario mayoritaria mayoritariamente minoría minorías"
        " minoritaria minoritario pluralidad unánime unánimes unánimemente unanimidad consenso"
        " empate empates empatan empatada empatado empataron ganador ganadora ganadores"
        " venció vencen vence vencieron vencedor vencedora victoria triunfa"
        " triunfó perdedor perdedora perdedores voto votos vota votan votó votaron votado votada"
        " votar votando votación votaciones votante votantes papeleta papeletas sufragio"
        " abstención abstuvo abstiene nadie",
        "it": "maggioranza maggioranze maggioritaria maggioritario minoranza minoranze pluralità"
        " unanime unanimi unanimemente unanimità consenso pareggio vincitore vincitrice vincitori"
        " vince vincono vinse vinto vinsero vittoria trionfa sconfitta sconfitto perdente perdenti"
        " voto voti vota votano votò votato votata votare votazione votazioni votante votanti"
        " scrutinio astensione astenuto astiene nessuno ognuno ",
        "pt": "maioria maiorias majoritária minoria minorias minoritária pluralidade unânime"
        " unânimes unanimemente unanimidade consenso empate empates empatados empatam empataram"
        " vencedor vencedora vencedores vence vencem venceu venceram vitória "
        " perdedor perdedora derrota derrotada voto votos vota votam votou votaram votado"
        " votar votação votações votante votantes cédula sufrágio abstenção absteve ninguém",
        "nl": "meerderheid meerderheden minderheid unaniem unanieme unanimiteit eensgezind"
        " eenstemmig consensus gelijkspel winnaar winnaars winnend "
        " overwinning verliezer verliezers zege stem stemmen stemde stemden gestemd stemt stemming"
        " stemmingen stembiljet kiezers onthield onthouding iedereen niemand allemaal",
        "pl": "większość większości większością mniejszość mniejszości jednogłośnie jednogłośna"
        " jednogłośny jednogłośność jednomyślnie jednomyślność jednomyślna konsensus konsensusu"
        " konsens remis remisu remisem zwycięzca zwycięzcy zwycięża zwyciężyła zwyciężył"
        " zwycięstwo zwycięstwa wygrywa wygrała wygrał wygrało wygrana wygrały wygrać przegrany"
        " przegrała przegrał głos głosy głosów głosem głosami głosu głosował głosowała głosowali"
        " głosowały głosowało głosuje głosują głosować głosowanie głosowania głosowaniu"
        " głosujący wstrzymał wstrzymała wszyscy nikt",
        "ru": "большинство большинства большинством большинству большинстве меньшинство"
        " меньшинства меньшинстве единогласно единогласный единогласное единогласная"
        " единодушно единодушие единодушное консенсус консенсуса консенсусу консенсусом ничья"
        " ничью ничьей победитель победителя победителем победителей победил победила победило"
        " победили побеждает побеждают победа победу победы победой выиграл выиграла выиграло"
        " выиграли выигрывает проиграл проиграла проиграли проигравший голос голоса голосов"
        " голосом голосами голосовал голосовала голосовали голосует голосуют голосовать"
        " проголосовал проголосовала проголосовали голосование голосования голосовании"
        " голосованием бюллетень бюллетени воздержался воздержалась воздержались никто",
        "uk": "більшість більшості меншість одностайно консенсус нічия переможець переміг"
        " перемогла голос голоси голосів голосування проголосував проголосувала ніхто",
        "tr": "çoğunluk çoğunluğu çoğunlukla azınlık oybirliği oybirliğiyle uzlaşı konsensüs"
        " beraberlik kazanan kazandı kazanır galip oy oylar oyu oyların oyladı oylama herkes"
        " hiçkimse",
        "sv": "majoritet majoriteten minoritet enhällig enhälligt enhällighet konsensus oavgjort"
        " vinnare vinnaren vann vunnit röst röster rösterna röstade röstar röstning",
        "id": "mayoritas minoritas konsensus mufakat pemenang menang",
        "ko": "승자 승리 전원",
    }
)
"""Words of the outcome and of counting heads, whatever the case."""

PARTICIPANTS = (
    "participant",
    "panelist",
    "panellist",
    "debater",
    "teilnehm",
    "diskutant",
    "partecipant",
    "deelnemer",
    "uczestni",
    "участник",
    "katılımc",
)
"""What those who debate are called, as such words begin: a reference says who is meant."""
PARTICIPANTS_WIDE = re.compile("参与者|參與者|参加者|与会者|與會者|참가자|참여자")

OUTCOME_STEMS = (
    "unanim",
    "einstimmig",
    "mehrheitsf",
    "mehrheitl",
    "mayorit",
    "maggiorit",
    "majorit",
    "tiebreak",
    "většin",
    "jednomysl",
    "remíz",
    "hlasov",
    "többség",
    "egyhang",
    "konszenzus",
    "döntetlen",
    "szavaz",
    "enemmist",
    "yksimiel",
    "konsensu",
    "tasapeli",
    "äänest",
    "flertal",
    "enstemmig",
    "uafgjort",
    "πλειοψηφ",
    "ομόφων",
    "ομοφων",
    "συναίνεσ",
    "ισοπαλ",
    "ψήφ",
    "ψηφ",
    "majorita",
    "votur",
    "egalitat",
    "majoritat",
    "majoritet",
    "oybirli",
    "çoğunlu",
    "единоглас",
    "единодуш",
    "консенсус",
    "проголосова",
    "jednogłoś",
    "jednomyśl",
    "zwycięż",
    "abstim",
    "consensu",
    "만장일치",
    "과반",
    "다수",
    "동률",
    "동점",
    "무승부",
    "승자",
    "승리",
    "투표",
    "표결",
    "득표",
    "합의",
    "전원",
    "아무도",
    "모두가",
    "누구나",
    "소수파",
    "소수의견",
    "이겼",
    "이긴",
    "기권",
)
"""What such words begin with, where a language bends them."""

_DENKEN = (
    r"(?:halten|hält|sehen|sieht|denken|denkt|meinen|meint|finden|findet|glauben|glaubt|teilen|teilt|fordern"
    r"|wollen|will|stimmten?|stimmen|widersprachen|sahen|sah|waren|war|sind|ist)"
)
_PENSER = r"(?:pens\w+|cro\w+|jug\w+|estim\w+|veulent|veut|sont d|est d|partag\w+|ont|a|soutien\w+|rejet\w+)"
_PENSAR = r"(?:pien\w+|pens\w+|cre\w+|opin\w+|quier\w+|compart\w+|apoy\w+|rechaz\w+|están?|son|sostien\w+)"
_BACKERS = (
    r"(?:supporters?|backers?|adherents?|followers?|following|converts?|advocates?|proponents?)"
)
_TIED_TO = r"(?! (?:to|up|with|together|into|in|down|directly|closely)\b)"
_SIDE = r"(?:participants?|panel(?:l?ists?)?|seats?|debaters?|speakers?|respondents?|discussants?)"

OUTCOME_PHRASES = _phrases(
    {
        "en": r"(?:a|the|this|that|dead|in) tie\b"
        rf"|tied\b{_TIED_TO}|ties? (?:at|for|in votes)\b|tie[- ]break\w*"
        r"|dead heat\b|neck and neck\b|photo finish\b|the (?:ayes|noes) have it\b|the motion \w+"
        r"|(?:equal(?:ly)?|same|similar) (?:amount of )?(?:support|backing|popular\w*|following|share)\b"
        r"|(?:the|an) edge over\b|underdogs?\b|(?:the|a) (?:clear )?favou?rites?\b|on top\b(?! of)"
        rf"|(?:gain|los|lost|attract|w[io]n|pick|add|dr[ae]w)\w* (?:up )?(?:\w+ ){{0,2}}{_BACKERS}\b"
        rf"|(?:most|more|fewer|fewest|many|few|largest|biggest|larger|smaller) {_BACKERS}\b"
        r"|they (?:all |finally |eventually |ultimately )?(?:settled|agreed|went with|landed|converged"
        r"|decided|opted|concluded|compromised)\b|(?:came down to|went with|settled (?:on|for)"
        r"|opted for|decided (?:on|for)|converged on|landed on|ended (?:up )?(?:with|at|on)) [\ue002\ue003]"
        r"|(?:support|backing) for [\ue002\ue003] (?:had|was|grew|rose|fell|shrank|increased|declined"
        r"|doubled|dropped|waned|eroded|slipped|remained|stayed)\b"
        r"|(?:answer|view|position|choice|option|conclusion) that (?:emerged|carried|came out)\b"
        r"|the answer (?:to the question )?(?:is|was)\b|in the (?:affirmative|negative)\b"
        r"|no (?:minds?|opinions?|views?|positions?) (?:was|were|had|moved|changed|shifted)\b"
        r"|of one mind\b|sp[eo]ak\w* as one\b|spoke as one\b|s[ae][ew] eye to eye\b|at one on\b"
        r"|(?:the|whole) bench\b|bulk of (?:the|them)\b|just about all\b|(?:no|without) dissent\b"
        r"|(?:wide|near|near-)\w* (?:agreement|accord)\b|(?:general|broad) accord\b"
        r"|(?:lone|single|sole) (?:voice|dissent\w*|change of mind|convert|shift|switch|mover)\b"
        r"|the only (?:mover|change|shift|move|switch|convert)\b|only one (?:moved|changed|shifted|switched)\b"
        r"|(?:nothing|nobody) else (?:moved|changed|shifted|switched)\b"
        r"|(?:some|many|few|several|others?|most|all|another|none|neither) (?:of (?:them|these) )?"
        r"(?:agree|disagree|concur|dissent|object|oppos|join|sid|switch|mov|held out)(?:e?[ds]|red|ed)?\b"
        r"|the (?:outcome|result) (?:was|is|remain\w*|stay\w*) (?:close|open|clear|narrow|even|split|settled)\b"
        r"|(?:first|last|opening|final) exchanges?\b|(?:final|last) stage\b|(?:yes|no) (?:camp|side|group)\b"
        r"|(?:first|second|third|fourth|fifth|sixth|last) options?\b|(?:pair|duo|trio) (?:behind|for)\b"
        rf"|(?:first|second|third|last|final) {_BACKERS}\b"
        r"|(?:refused|declined|failed) to (?:answer|respond|reply)\b|(?:stayed|remained|was|fell) silent\b"
        r"|(?:drew|draws?|drawing|on|pulled|pulls) level\b|level (?:with|at)\b"
        r"|(?:evenly|equally) (?:split|divided|matched|balanced)\b|split evenly\b"
        r"|(?:took|takes?|taking|in|holds?|held|kept|keeps|lost|shared?|shares|gained|gains)"
        r" the lead\b|the lead (?:passed|passes|moved|moves|went|goes|came|changed|changes)\b"
        r"|(?:led|leads) the (?:field|debate|panel|race|count|pack)\b|front[- ]runners?\b"
        r"|runners?[- ]up\b|c[ao]mes? out (?:ahead|on top)\b|carr(?:ied|ies) the day\b"
        r"|most (?:popular|supported|favou?red|backed|chosen)\b"
        r"|(?:most|broad|wide|widespread|more|less|least|overwhelming) (?:support|backing)\b"
        r"|(?:gain|lo)\w* (?:support|ground|backing|supporters|followers|adherents)\b"
        r"|(?:upper hand|dominan\w+|dominat\w+|undisputed|uncontested|unchallenged|prevalent)\b"
        r"|(?:wide|broad|common|general|universal)ly (?:shared|held|accepted|agreed|supported|backed)\b"
        r"|(?:larg|small|bigg|strong|weak)er (?:side|camp|group|part)\b|end(?:ed|s)? level\b"
        r"|leading (?:option|view|position|answer|camp|side|choice)s?\b"
        r"|(?:final|collective|joint|overall|common|shared) (?:decision|conclusion|answer|result"
        r"|choice|position|outcome|judg\w+)\b|(?:decision|conclusion|result|outcome|answer|finding)s?"
        r" of (?:the|this) (?:debate|discussion|panel|group|table|exchange)\b"
        r"|(?:debate|discussion|panel|table|group|participants|deliberations?)(?: \w+){0,2}"
        r" (?:settl|conclu|decid|agree|reach|resolv|came down|come down|coalesc|converg|rall)\w*"
        r"|(?:a pair|a handful|a couple|a number|dozens|scores) of\b"
        r"|(?:more|fewer|less) (?:participants|models|panell?ists|seats)\b|no[- ]one\b|one and all\b|across the (?:board|panel)\b|in unison\b"
        r"|without exception\b|to a (?:man|model|seat)\b|with one voice\b"
        r"|(?:whole|entire|full) (?:panel|group|table)\b"
        r"|(?:reach|full|general|broad|complete|total|no|universal)\w* agreement\b"
        rf"|(?:all|most|many|several|some|few|both|every|each|none|neither|no|any|half|other)"
        rf" (?:of )?(?:the |these |those |its )?(?:other |remaining )?{_SIDE}\b"
        r"|(?:all|most|none|many|several|some|few|half|each|both|majority|rest) of"
        r" (?:them|whom|the (?:panel|group|table|rest))\b|(?:all|every|no) (?:sides|side)\b"
        r"|(?:all|most|many) (?:agree[ds]?|hold|held|back|backed|favou?r|side|sided)\b"
        r"|(?:the|all) others\b|the rest\b(?! of the (?!panel|group|table|participants))"
        r"|(?:refused|declined|failed) to (?:choose|take part|take sides|participate)\b"
        r"|(?:timed|dropped|bowed) out\b|took no part\b"
        r"|(?:end|clos|conclud|finish)\w* (?:in|with) (?:full |broad )?(?:dis)?(?:agreement|accord)\b"
        r"|(?:first|second|third|fourth|fifth|sixth|last|final|opening|closing|next|previous)"
        r" (?:pass|turn|go-round|iteration|heat)\b|a (?:third|quarter|fifth|sixth) of\b|one[- ](?:third|quarter|fifth|sixth)\b"
        r"|a couple of\b|per cent\b|sole (?:participant|voice|holdout)\b|hold-?outs?\b"
        r"|the only (?:one|participant|voice)\b|the lone (?:\w+)\b"
        rf"|(?:first|second|third|fourth|fifth|sixth|seventh|last|final) {_SIDE}\b",
        "de": r"(?:nur|bloss|bloß) (?:einer|eine|wenige)\b|(?:die )?mehrzahl\b|(?:der )?gro(?:ß|ss)teil (?:der runde|von ihnen)\b"
        rf"|(?:alle|viele|einige|mehrere|wenige|die meisten|keine[rs]?|manche) {_DENKEN}\b|herrscht\w* (?:\w+ )?(?:einigkeit|konsens)\b"
        r"|(?:vorschlag|antrag) (?:wurde|scheiterte|ging|fand|fiel)\b|steht fest\b|stand (?:\w+ ){1,3}fest\b"
        r"|nase vorn\b|hielten sich die waage\b|überwiegend (?:wurde|war|sah)\w*"
        r"|(?:meiste[nr]?|größte[nr]?|grösste[nr]?|mehr|weniger) (?:zuspruch|zustimmung|anhänger\w*|rückhalt|unterstützung)\b"
        r"|als einzige[rsn]?\b|am beliebtesten\b|gleich (?:viel|stark|beliebt)\w*|stichwahl\b|gleichauf\b|kopf an kopf\b|die (?:meisten|übrigen|anderen)"
        r" (?:modelle|teilnehmer\w*|stimmen|teilnehmenden)\b|die meisten (?:von ihnen|davon)\b"
        r"|(?:stimmte|stimmten|stimmt|stimmen) (?:\w+ )?(?:für|gegen|dafür|dagegen)\b"
        r"|in führung\b|liegt vorn\b|lag vorn\b|setzt\w* sich (?:\w+ ){0,2}durch\b|(?:liegt|lag) (?:vor|hinter|knapp|weit|gleich)\w*"
        r"|durchgesetzt\b|keine[rs] (?:der|von) (?:modelle|teilnehmer\w*|ihnen)\b|enthielt sich\b"
        r"|zu (?:zweit|dritt|viert|fünft|sechst)\b|fast alle\b|einig(?:te|ten|en|t) sich\b"
        r"|geeinigt\b|(?:ergebnis|fazit|beschluss|entscheidung|schluss) der (?:debatte|diskussion"
        r"|runde|teilnehm\w+)\b|(?:debatte|diskussion) (?:\w+ )?(?:entschied|beschloss|ergab|endete)\b"
        r"|(?:erst|zweit|dritt|viert|fünft|sechst|letzt|nächst)\w* (?:durchgang|durchlauf)\w*"
        r"|das ganze panel\b|alle (?:anderen|teilnehm\w*|beteiligt\w*|seiten|sind|stimm\w*)\b"
        r"|jeder (?:teilnehmer|der teilnehm\w*|von ihnen)\b|einig (?:sind|waren)\b",
        "fr": rf"(?:tous|toutes|aucune?|un seul|une seule|beaucoup|plusieurs|certains|quelques-uns|peu) {_PENSER}\b"
        r"|(?:majeure|grande) partie (?:pense|d'entre|des)\b|(?:s'est|se sont) accordés?\b|débat a (?:tranché|conclu|abouti)\b"
        r"|à parts égales\b|(?:le )?plus (?:de|grand) (?:soutien|partisans|adhésion)\b|\ue003 devance\b|seule? à (?:changer|bouger)\b|autant de (?:soutien|partisans|voix)\b|tout le monde\b|la plupart\b(?! (?:d|du )(?!'entre|es participants|es modèles|'eux))"
        r"|(?:mis|tombé\w*|mettre|mettent) d'accord\b|(?:presque|quasi) tous\b"
        r"|(?:résultat|conclusion|décision|issue) (?:du débat|de la discussion|des participants)\b"
        r"|tous (?:les|ces) (?:participants|modèles|intervenants|autres)\b|tous (?:sont|ont|"
        r"s'accordent|deux)\b|aucun (?:participant|modèle|d'entre eux)\b"
        r"|personne n[e']|à égalité\b|ex æquo\b|l'emport\w+|pour cent\b"
        r"|(?:le|un|son|leur|au|par|du) vote\b|les autres (?:participants|modèles)\b"
        r"|(?:premi|deuxi|second|troisi|quatri|cinqui|sixi|derni|prochain)\w* (?:tours?|manches?)\b"
        r"|a voté\b|match nul\b|en tête\b|l'ensemble d(?:u panel|es participants)\b",
        "es": rf"(?:todos|todas|ningun[oa]|sol[oa] un[oa]|muchos|varios|algunos|pocos|la mayor parte) {_PENSAR}\b"
        r"|acuerdo general\b|(?:mayor|menor|más|menos) (?:apoyo|respaldo|seguidores|partidarios)\b|quedó (?:primer|segund|últim)\w*"
        r"|(?:fue|es) la (?:opción )?(?:preferida|elegida|favorita|ganadora)\b|únic[oa] (?:que cambió|en cambiar|cambio)\b|mism[oa] (?:apoyo|respaldo)\b|casi todos\b|acord(?:aron|ó|aban)\b|de acuerdo en\b|un acuerdo\b"
        r"|(?:resultado|conclusión|decisión) (?:del debate|de la discusión)\b|todo el mundo\b|todos (?:los (?:participantes|modelos|demás)|ellos)\b"
        r"|(?:primera|segunda|tercera|cuarta|quinta|sexta|última) (?:vuelta|fase)\b"
        r"|todos (?:coinciden|están|votaron|apoyan)\b|todas las partes\b"
        r"|ningún (?:participante|modelo)\b|ninguno de ellos\b|por ciento\b"
        r"|la mayor parte de (?:los|ellos)\b|los demás\b|cada (?:participante|modelo)\b"
        r"|a la cabeza\b|se impus\w+|se impone\b",
        "it": r"(?:primo|secondo|terzo|quarto|quinto|sesto|ultimo) (?:turno|giro)\b|a pari merito\b|quasi tutti\b|si sono (?:accordati|messi d'accordo)\b"
        r"|(?:risultato|conclusione|decisione) (?:del dibattito|della discussione)\b|in parità\b|la maggior parte (?:di loro|dei|degli)\b"
        r"|per cento\b|ogni (?:partecipante|modello)\b|in testa\b|ha prevalso\b"
        r"|prevale\b|gli altri (?:partecipanti|modelli)\b"
        r"|tutti (?:i|gli)? ?(?:partecipanti|modelli|concordano|sono|hanno|d'accordo)\b",
        "pt": r"(?:primeir|segund|terceir|quart|quint|sext|últim)[oa] turno\b|todo (?:o )?mundo\b|quase todos\b|um acordo\b"
        r"|(?:resultado|conclusão|decisão) (?:do debate|da discussão)\b|a maior parte d(?:eles|os)\b|por cento\b"
        r"|nenhum (?:participante|modelo)\b|cada (?:participante|modelo)\b"
        r"|prevaleceu\b|prevalece\b|os demais\b|na liderança\b"
        r"|todos (?:os )?(?:participantes|modelos|concordam|estão|eles)\b",
        "nl": r"bijna allen?\b|kwamen overeen\b|(?:uitkomst|conclusie|besluit) van (?:het|de) (?:debat"
        r"|discussie)\b|de meeste (?:modellen|deelnemers|van hen)\b|alle (?:modellen|deelnemers)\b"
        r"|gelijke stand\b|geen enkel(?:e)? (?:model|deelnemer)\b|de overige\w*\b"
        r"|de anderen\b|een derde\b|op kop\b",
        "pl": r"prawie wszyscy\b|uzgodnili\b|(?:wynik|wniosek|decyzja) (?:debaty|dyskusji)\b"
        r"|większość z nich\b|wszystkie (?:modele|strony)\b|żaden (?:model|uczestnik)\b"
        r"|każdy z\b|pozostali\b|na czele\b|dwie trzecie\b",
        "ru": r"почти все\b|договорились\b|пришли к (?:выводу|согласию)\b"
        r"|(?:итог|вывод|решение|результат)\w* (?:спора|дискуссии|дебатов|обсуждения)\b"
        r"|ни один (?:из )?(?:участник|модел)\w*|остальные\b|внич?ью\b"
        r"|(?:перв|втор|трет|четв[её]рт|пят|шест|последн)\w* тур\w{0,2}\b|две трети\b|лидиру\w+|все (?:участник|модел|сторон|согласн|они)\w*"
        r"|каждый (?:участник|из них)\b",
        "sv": r"de flesta\b|de andra\b|ingen av\b",
        "id": r"suara bulat\b|semua (?:model|peserta)\b|sebagian besar\b|tidak ada yang\b",
    },
    wide={
        "ko": r"거의 모두|(?:토론|논의)의 (?:결론|결과)|결론은|최종 (?:결정|결론)|모든 (?:모델|참가자|참여자|측)|대부분의 (?:모델|참가자|참여자)|나머지 (?:모델|참가자)"
        r"|(?:^|[\s한두세네몇])표(?=[를가는은로도에차\s.,]|$)|(?:두|세|네|다섯|여섯|몇|여러)"
        r" ?(?:명|모델|라운드|번|가지|개|차례|쪽|사람|참가자|참여자)|모두 (?:동의|찬성|반대|같은)"
        r"|첫 ?(?:번째)? ?라운드|마지막 ?라운드|(?:첫|두|세|네|다섯) ?번째",
        "vi": r"đa số|thiểu số|nhất trí|đồng thuận|bỏ phiếu|phiếu bầu|\bphiếu\b|mọi người|hòa nhau"
        r"|người thắng|\b(?:hai|ba|bốn|năm|sáu|bảy|tám|chín|mười) (?:mô hình|vòng|phiếu|bên)",
        "ar": r"أغلبي|الأغلب|اغلبي|أكثري|إجماع|بالإجماع|توافق الآراء|تعادل|الفائز|فاز|صوّت|صوت[تو]"
        r"|تصويت|أصوات|الجميع|لا أحد|معظمهم|كلهم|نصف",
        "he": r"הרוב|רוב ה|המיעוט|פה אחד|קונצנזוס|תיקו|מנצח|ניצח|הצביע|הצבע|קולות|כולם|אף אחד",
        "fa": r"اکثریت|اقلیت|اتفاق آرا|اجماع|تساوی|برنده|رأی|رای داد|آرا|همه (?:مدل|شرکت)|هیچ‌?کس",
        "hi": r"बहुमत|अल्पमत|सर्वसम्मत|आम सहमति|बराबरी|विजेता|जीत|मतदान|वोट|सभी (?:मॉडल|प्रतिभागी)|सबने"
        r"|कोई नहीं|(?:^|\s)(?:तीन|चार|पाँच|पांच|छह|आधे)\s|अधिकांश (?:मॉडल|प्रतिभागी)",
        "th": r"เสียงข้างมาก|เสียงข้างน้อย|เอกฉันท์|ฉันทามติ|เสมอกัน|ผู้ชนะ|ชนะ|โหวต|ลงคะแนน|ทุกคน|ไม่มีใคร",
    },
)

MODELS = re.compile(
    r"\b(?:all|most|every|both|several|many|few|no|each|some|other)"
    r" (?:of )?(?:the |these )?(?:other )?(?:models?|ais?|systems)\b"
    r"|\balle modelle\b|\bdie meisten modelle\b|\btous les modèles\b|\btodos los modelos\b"
    r"|\btutti i modelli\b|\btodos os modelos\b|\balle modellen\b|\bвсе модели\b"
)
"""What counts the panel, unless the debate is about models itself."""
MODEL_WORD = re.compile(r"model|modèl|модел|\bais?\b|system|模型|モデル|모델")

GROUP_FAVOURS = re.compile(
    r"\b(?:the (?:panel|group|table|debate|participants|models|panell?ists)|participants|models)"
    r" (?:\w+ly )?(?:favou?r|back|choos|chose|prefer|support|reject|agree|endors|settl|converg"
    r"|sid|decid|conclud|land|lean|split|tilt|divid|swung|swing|was (?:split|divided)"
    r"|were (?:split|divided)|is (?:split|divided)|are (?:split|divided))\w*"
)

COUNT_COMPARED = (
    r"(?:(?:more|fewer|less|greater|as many|as few) (?:than|as)|ahead of|beat(?:s|en|ing)?|surpass\w*|exceed\w*"
    r"|trail\w*|outdo\w*|level with|equals?|equal to|übertrifft|schlägt|dépasse|devance|supera(?: a)?|verslaat"
    r"|overtreft|pokonuje|wyprzedza|опережает|обгоняет|превосходит|超过|多于|胜过|高于)"
)
"""What compares to a count, right before it ..."""
COUNT_STANDS = (
    r"(?:(?:is|was|stands?|stood|ends?|ended|came|comes?|runs?|ran) )?(?:ahead|behind|level|leads?|led|trail(?:s|ed)?"
    r"|tops|topped|first|last|on top|equal|alone|を上回|を超え|に勝|より多|보다 많|을 앞|를 앞)"
)
"""... or right behind it."""
LEADS = re.compile(
    r"(?<!\w)(?:the lead\b|in front\b(?! of)|at the (?:head|front|top)\b|ahead\b(?! of)|leads?\b(?! to\b)"
    r"|led\b(?! to\b| [\ue000\ue001])|führung\b|führ(?:t|te|ten|en)\b(?! zu)|vorn\w{0,2}\b|en tête\b|la tête\b"
    r"|men(?:ait|aient)\b|a la cabeza\b|por delante\b|encabez\w+|lider\w*|in testa\b|na frente\b|(?:aan|op) kop\b"
    r"|prowadz\w+|na czele\b|лидир\w*|впереди\b)|领先|領先|リード|首位|선두"
)
"""That an option leads."""
CREDITS_NOBODY = re.compile(
    r"(?<!\w)(?:(?:of|on) its own (?:accord|initiative|motion)|unprompted|by (?:nobody|no one|anyone|itself)"
    r"|credit\w* (?:to )?(?:itself|nobody|no one)|von selbst|aus eigenem antrieb|de (?:lui-même|son propre chef)"
    r"|por (?:sí mismo|su cuenta|iniciativa propia))\b|自行|自发|自ら"
)
"""That somebody moved on nobody's point."""
PERSUADES = (
    r"(?:\w+ly )?(?:(?:has|had|a|ha) )?(?:persuade[ds]|convince[ds]|sway(?:s|ed)|won over|wins over|overzeugde|überzeugte?"
    r"|überzeugt|convaincu|convainc|persuadé|convenció a|convence a|convinse|convinto|convenceu|overtuigde|przekona[łl]a?"
    r"|убедила?|переубедила?|说服了?|說服了?)"
)
"""What a participant that moved is not said to have done."""

ADDRESSES = re.compile(
    r"^\W*(?:buy|visit|click|see|go to|read|trust|believe|ignore|follow|note|remember|consider|skip"
    r"|subscribe|check)\b"
    r"|(?<!\w)(?:readers? (?:are|is) (?:advised|asked|told|invited|urged)\b|trust this\b|dear reader"
    r"|(?:the|these|this|those) (?:citations?|ledger|summary|overview|sentence)\b"
    r"|(?:please|veuillez|s'il vous plaît|por favor|per favore|alstublieft|proszę|пожалуйста|lütfen)\b"
    r"|bitte\b(?! um\b)|(?:you|readers?) (?:may|can|could|might|will|must|should|shall|have to|has to|needs? to|are to|ought)\b"
    r"|(?:note|message|notice|memo) to (?:any|all|the|every|whoever|readers?|assistants?|models?)\b"
    r"|vous devez\b|dot (?:com|org|net|io|ai|dev|example)\b)"
    "|请(?![求教愿问])|請(?![求教願問])|ください|なさい|주세요|하십시오|하세요"
)
"""What is said to whoever reads."""

WIDE = _any_of(
    {
        "zh": "多数|多數|少数派|少數派|少数意见|过半|過半|半数|半數|一致(?:同意|认为|認為|通过|通過|支持|反对|决定)"
        "|全体一致|意见一致|達成一致|达成一致|一致意见|共识|共識|平局|平手|打平|并列|並列|胜出|勝出|获胜|獲勝"
        "|取胜|赢家|贏家|胜者|勝者|赢了|投票|选票|選票|得票|票数|票數|一票|表决|表決|弃权|棄權|全票|大家|所有人"
        "|人人|没有人|沒有人|无人|無人|谁都|誰都|每个人|每個人|全体|全體|所有(?:模型|参与者|參與者|各方|选手)"
        "|(?:各|每)(?:位|个|個)?(?:模型|参与者|參與者)|大部分(?:模型|参与者|人)|俩|仨|最终决定|最后决定|(?:讨论|辩论|辯論)(?:的)?(?:最终|最后|结论|结果|决定)|结论是|主流意见|其他人|其余|其餘|领先|領先|落败|几乎都|都(?:同意|认为|認為|赞成|支持|反对)|(?:只有|仅有)(?:一个|一位|一人)|最终(?:选择|选定|结果)"
        "|最(?:受欢迎|受歡迎|多支持|多人)|得到最多",
        "ja": "過半数|多数|少数派|少数意見|全会一致|満場一致|全員|意見が一致|一致した|合意|コンセンサス|同数|引き分け"
        "|同点|勝者|勝利|優勢|勝っ|勝ち|敗れ|投票|[得同各一]票|票[をがは数に]|棄権|誰も|だれも|みんな|皆が|皆は"
        "|(?:すべて|全て)の(?:モデル|参加者)|(?:ほとんど|大半)の(?:モデル|参加者)|大半が|リード|半数|ふたり|二人|みっつ|数人|(?:議論|討論)の(?:結論|結果)|結論(?:は|として)|最終的(?:に|な)|他の参加者|ほとんどが|大多数|最も(?:支持|人気|多く)|[\ue002\ue003]が選ばれ",
    }
)
WIDE_NUMBERS = re.compile(
    "第[一二三四五六七八九十两兩首末最]+[轮輪回次个個位名]?|[首末上下前后後终終][一]?[轮輪]|[每各]轮|最[后後終终](?:一)?[轮輪]"
    "|[二三四五六七八九十百千万萬两兩几幾数數]+ ?(?:个|個|位|名|票|轮|輪|人|方|种|種|成|家|款|项|項|者|模型|回|つ|体|件|社|倍"
    "|ラウンド|分之|度目|番目|回目)|[三四五六七八九十两兩]次|百分之|半[数數]|一半|パーセント|半分"
)
HARMLESS = re.compile(
    r"(?<!\w)(?:nobody|everyone|everybody|no one|niemand|jedermann|personne n(?:e |')|chacun|nadie|ninguém"
    r"|nessuno|ognuno|iedereen|nikt nie|никто не) ?(?:else )?(?:can|could|may|might|must|who|with|outside"
    r"|knows?|pays?|needs?|reads?|owns?|controls?|checks?|notices?|kann|könnte|darf|weiss|zahlt|peut|pourra|sait"
    r"|doit|puede|podrá|sabe|pode|può|sa|kan|weet|może|wie|может|сможет|знает)\b"
    r"(?! (?:be )?(?:agree|den|doubt|disput|disagree))"
    r"|\ue000 acht\b|(?<!\w)acht (?:het|de|dit|dat|een|dergelijke|zulke)\b|stemt (?:overeen|in met)"
    r"|stemt dit overeen"
    "|(?:人人|大家|没有人|沒有人|无人|無人)都?(?:能|可以|可)|誰もが使|誰も[^、。]{0,8}(?:られない|できない|れない)"
    "|누구나 [^,.]{0,15}수 있|아무도 [^,.]{0,15}수 없"
    r"|\bhalf[- ](?:measure|heart|truth|baked|way)\w*"
    "|大多数情况|二次|第三方|第三者|少数民族|无人机|无人驾驶|無人機|领先的|领先地位|其余部分"
)
"""What is none of these words, though it begins or ends like one."""

ROUND_WORD = (
    r"rounds?|runden?|manches?|tours?|rondas?|vueltas?|turn[oi]|gir[oi]|tornata|rodadas?|rondes?"
    r"|rund\w{1,4}|tur\w{0,4}|раунд\w*|тур\w{0,3}|раунді|runda\w*|omgång\w*|kol\w{1,2}|vòng"
    r"|putaran|ronde|babak|kierros\w*|forduló\w*|γύρο\w*|الجولة|جولة|سיבוב|סיבוב|دور|दौर|รอบที่|รอบ"
    r"|ラウンド|라운드"
)
COUNTS_ROUNDS = re.compile(
    r"(?<!\w)(?:rounds?\b(?!-| off\b| up\b| out\b| trip\b| the (?:clock|world|corner)\b)"
    r"|runden?\b|rondas?\b|rodadas?\b|rondes?\b|rund(?:a|y|zie|ę|ach)\b|раунд\w*)"
    r"|ラウンド|라운드|[轮輪](?!流|胎|廓|换|換|到|椅|子)"
)
"""What needs the number of a round beside it."""
NOT_A_ROUND = re.compile(r"\b(?:all|year|other way)[- ]round\b")

ANSWERS = frozenset(
    [
        "yes",
        "no",
        "maybe",
        "perhaps",
        "ja",
        "nein",
        "vielleicht",
        "oui",
        "non",
        "sí",
        "si",
        "no",
        "quizá",
        "sì",
        "forse",
        "sim",
        "não",
        "talvez",
        "nee",
        "misschien",
        "tak",
        "nie",
        "może",
        "да",
        "нет",
        "возможно",
        "نعم",
        "لا",
        "ربما",
        "بله",
        "خیر",
        "हाँ",
        "नहीं",
        "शायद",
        "כן",
        "לא",
        "אולי",
    ]
)
"""What may begin a sentence or end it and is the label of many an option."""
LETTER_WORDS: Mapping[str | None, frozenset[str]] = {
    "en": frozenset("ai"),
    "de": frozenset(),
    "nl": frozenset(),
    "fr": frozenset("aàyô"),
    "es": frozenset("ayeou"),
    "it": frozenset("aeoièn"),
    "pt": frozenset("aeoàé"),
    "pl": frozenset("aiouwz"),
    "tr": frozenset("o"),
    "sv": frozenset("iå"),
    None: frozenset("aeioàyивскояауwz"),
}
"""Words of one letter, by language; the last row is for any other."""
OPTION_WORDS = (
    "options?|choice|alternative|opción|opciones|opção|opzione|optie|opcja|opcję|opcji|seçenek"
    "|вариант\\w*"
    "|选项|選項|方案|選択肢|オプション|옵션|선택지|안|خيار|الخيار|विकल्प"
)

_A = r"(?:its|their|his|her|the)"
SAYS_MOVED = _phrases(
    {
        "en": rf"chang\w* (?:{_A} )?(?:own )?(?:mind|position|stance|side|view|answer|camp)s?\b"
        r"|switch(?:ed|es) (?:sides|camps?|to|from|over)\b"
        r"|mov(?:ed|es) (?:to|from|over|towards?|away|across|into)\b|persuade[ds]\b"
        r"|convince[ds]\b|sway(?:ed|s)\b|won over\b|wins? over\b|converted\b"
        r"|g[ia]ven? in to\b|gives in to\b|yield(?:s|ed) to\b|bow(?:s|ed) to\b|owes? its\b"
        rf"|(?:opposite|reverse) of what {_A}\b|it (?:once )?thought\b|new (?:view|position|choice|stance)\b"
        r"|\ue000 (?:now|then|later) (?:thinks?|holds?|wants?|favou?rs?|backs?|prefers?)\b|\ue000 follow(?:s|ed)\b"
        r"|(?:join|sid)(?:s|ed) (?:with )?\ue000|c[ao]mes? (?:a)?round\b|defect(?:ed|s)\b|flipped\b"
        r"|reconsider(?:ed|s)\b|rethought\b|c[ao]mes? (?:to (?:accept|agree|share|back|favou?r|support)|over to)\b"
        rf"|(?:revis|soften|relax|adjust)(?:ed|es|s) {_A}\b|softened (?:under|after|when|once)\b|backe?d? down\b"
        rf"|(?:dropped|withdrew|retracted) {_A} (?:view|position|stance|objection|opposition|claim)s?\b|adopted the (?:view|position|stance|side)\b"
        r"|brought \ue000 (?:on board|round|around|over)\b|talked \ue000 (?:out of|into|round)\b"
        r"|end(?:ed|s) up (?:with|agreeing|backing|siding|at|on)\b|no longer (?:believ|hold|think|want|insist|support)\w*"
        r"|(?:ultimately|eventually|finally|later|in the end|now) (?:sid|agree|back|embrac|accept|adopt|join|endors|support)\w+"
        r"|thought better of\b|change of (?:heart|mind)\b|shift(?:ed|s) (?:its|to|from|toward)\w*|relent(?:ed|s)\b"
        rf"|abandon(?:ed|s) {_A}\b|g[ai]ve(?:s)? up {_A}\b|credit(?:s|ed|ing)\b",
        "de": r"überzeug(?:t|te|ten|en lassen)\b|liess\w* sich\b|umgestimmt\b|umstimmen\b|(?:ge)?wechselt(?:e|en)?\b|umgeschwenkt\b"
        r"|rückte\w* (?:\w+ ){0,3}ab\b|lenkte\w* (?:\w+ |\ue000 ){0,3}ein\b|(?:stimmte|dachte|schwenkte) (?:\w+ |\ue000 ){1,3}um\b|umdenken\b|gab \ue000 (?:\w+ )?recht\b|schloss sich\b|gab (?:\w+ )?nach\b|überdachte?\b|revidierte?\b"
        r"|übernahm die (?:position|ansicht|sicht|haltung)\b|schwenkte?\b|änderte seine\b|meinung geändert\b|ging über\b",
        "fr": r"convainc\w*|persuad\w*|chang\w+ d'avis\b|s'est ralli\w*|se ralli\w*"
        r"|pass[eé]\w* d[eu]\b|rallié\w*|(?:rejoint|rejoindre) \ue000|s'est rangée?\b|se range\b|a fini par\b"
        r"|a (?:révisé|revu|abandonné|adopté|nuancé) (?:sa|son|la) (?:position|avis|opinion|vue)\b|a cédé\b"
        r"|fait changer\b|rangée? du côté\b|changé (?:de camp|d'opinion|de position)\b",
        "es": r"convenci\w*|persuad\w*|cambi\w+ de (?:opinión|postura|posición|bando)\b|se pasó a\b"
        r"|reconsider\w+|cedió\b|se (?:sumó|unió)\b|adoptó la (?:postura|posición)\b|(?:terminó|acabó) dando\b|pasó al (?:bando|lado|campo)\b|(?:terminó|acabó) (?:por|aceptando|apoyando)\b",
        "it": r"convint\w*|convins\w*|persuas\w*|cambi\w+ (?:idea|opinione|posizione|parere)\b"
        r"|ripensat\w+|ha ceduto\b|si è unit\w\b|ha finito per\b|adottato la posizione\b",
        "pt": r"convenc\w*|persuad\w*|mud\w+ de (?:opinião|posição|ideia|lado)\b"
        r"|reconsider\w+|cedeu\b|juntou-se\b|acabou por\b|adotou a posição\b",
        "nl": r"overtuigde?n?\b|overgehaald\b|veranderde van\b|stapte over\b",
        "pl": r"przekona\w*|zmieni\w+ (?:zdanie|stanowisko)\b",
        "ru": r"убедил\w*|переубедил\w*|изменил\w* (?:сво[её] |свою )?(?:мнение|позицию|точку)\b|перешл?\w* (?:к|на)\b",
    },
    wide={
        "zh": "说服|說服|改变(?:了)?(?:主意|立场|看法)|改變(?:了)?(?:主意|立場|看法)|转而支持|轉而支持|转向|改投|倒向|改变(?:了)?(?:想法|主张|观点|态度)"
        "|转变(?:了)?(?:立场|态度|想法|看法)|转为支持|改为支持|最终(?:同意|接受|支持|认同)|加入了?\ue000|阵营|动摇|妥协|让步",
        "ja": "説得され|説得し|考えを変え|立場を変え|意見を変え|転じ|乗り換え|考え直し|立場を転換|譲歩し|支持に回|側につ|\ue000に(?:同意|賛同|同調)した|考えるようになった",
        "ko": "설득|마음을 바꾸|입장을 바꾸|생각을 바꾸|돌아섰|바꿨",
    },
)
"""That somebody moved, or was the reason for it."""
SAYS_STAYED = _phrases(
    {
        "en": r"stay(?:ed|s) (?:with|put|where)\b|(?:held|holds|stood|stands) (?:firm|fast|its ground)\b"
        r"|st[ui]ck(?:s)? (?:to|with)\b|unmoved\b|unpersuaded\b|unconvinced\b"
        r"|never (?:moved|wavered|budged|changed)\b|did not (?:move|budge|waver|change)\b"
        r"|(?:kept|keeps) its (?:view|position|answer|mind|stance)\b|remain(?:ed|s) with\b"
        r"|from (?:the (?:start|outset|beginning)|start to|first to)\b|throughout\b|all along\b|consistent(?:ly)?\b"
        r"|never (?:gave|shifted|yielded|softened)\b|did not (?:shift|yield|give)\b|to the (?:very )?end\b|kept its\b",
        "de": r"blieb (?:bei|dabei|standhaft)\b|hielt (?:fest|daran|an seiner)\b|bleibt (?:bei|dabei)\b"
        r"|blieb (?:\w+ ){0,3}(?:treu|dabei)\b|von anfang (?:an|bis)\b|durchgehend\b|unverändert\b|beharrt\w*|bis zum (?:schluss|ende)\b|wich nicht\b",
        "fr": r"reste(?:nt)? (?:ferme|fidèle|sur)\b|est rest\w+ (?:ferme|fidèle|sur)\b|n'a (?:pas|jamais) (?:bougé|changé|varié)\b"
        r"|depuis le début\b|jusqu'au bout\b|maintien\w*|maintenu\w*",
        "es": r"se mant(?:uvo|iene)\b|(?:no|nunca) (?:cambió|se movió)\b|desde el (?:principio|inicio)\b|hasta el final\b",
        "it": r"è rimasto (?:fermo|fedele)\b|non (?:ha cambiato|si è mosso)\b",
        "pt": r"manteve\b|não mudou\b",
        "nl": r"bleef bij\b|hield vast\b",
        "pl": r"pozostał\w* przy\b|nie zmieni\w+\b",
        "ru": r"остал\w+ (?:при|на)\b|не (?:изменил|сдвинул)\w*",
    },
    wide={
        "zh": "坚持原|維持原|维持原|没有改变|沒有改變|未改变|立场不变|始终|一直|从头到尾|从未改变",
        "ja": "変えなかった|立場を維持|譲らなかった|一貫し|最後まで|終始",
        "ko": "입장을 유지|바꾸지 않",
    },
)
"""That somebody did not move."""
NOT_MOVED = re.compile(
    r"(?:\bnot|\bnever|n't|\bnothing|\bnor|\bneither|\bwithout|\bhardly|\bunable to|\bfail\w* to|\bless)"
    r"\W+(?:\w+\W+){0,3}$|\b(?:nicht|kaum|ne|pas|no|non|não|niet|nie|не)\W+(?:\w+\W+){0,2}$|(?:未|没|没有|不)$"
)

AGAINST = (
    r"against|oppos(?:e|es|ed|ing)|reject(?:s|ed|ing)?|dismiss(?:es|ed)?|not|than|over|instead of"
    r"|rather than|anti|non|refus(?:es|ed)|abandon(?:s|ed)|disagrees with|contra|gegen|statt|contre"
    r"|plutôt que|en contra de|contro|tegen|przeciw|przeciwko|против|вместо|нет|反对|反對|拒绝|不支持|而非|而不是"
    r"|lehnt|rejette|rechaza|rifiuta|rejeita|verwerpt|odrzuca|отвергает|отверг(?:ла)?"
)
AGAINST_AFTER = r"(?:を|に)?(?:反対|拒否|退け|否定)|ではなく|에 반대|을 반대|를 반대|을 거부|를 거부|가 아니|이 아니| ab\b| abgelehnt"
DECIDED = (
    r"(?:(?:\w+ly )?(?:was|is|were|got|has been|had been|being) (?:the )?(?:chosen|adopted|rejected|selected|picked"
    r"|approved|accepted|dropped|abandoned|endorsed|preferred|favou?red|choice|answer|most|top)"
    r"|(?:then |later |finally )?(?:emerged|carried|shrank|slipped|climbed|surged|finished"
    r"|fell behind|c[ao]mes? (?:first|second|last|out)|ended (?:up )?(?:as|on|first|last|ahead|behind)"
    r"|had (?:lost|gained|grown|more|fewer|most|the most)))"
)
"""What is done to an option by an outcome, right behind it."""
WINS = (
    r"(?:gana|ganó|ganaron|ganha|ganhou|gagne|a gagné|vince|ha vinto|wint|won|heeft gewonnen|gewinnt|gewann"
    r"|hat gewonnen|wygrywa|побеждает|wins|leads(?! to)|unterliegt|unterlag|pierde|perd|perde)"
)
"""What options and participants do in an outcome, right behind them."""
ONLY_BEFORE = r"only|solely|just|nur|allein|seul|seule|solo|sólo|solamente|apenas|somente|alleen|enkel|tylko|jedynie|только|лишь|只有|仅有|唯有|唯独|僅有|오직"
ONLY_AFTER = r"alone|only|allein|seule?|solo|sozinho|alleen|samo|один|одна|だけ|のみ|만이|만 |만\b"
