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
        " zwanzig dreißig hundert tausend million millionen milliarden dutzend halb halbe hälfte"
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
        " outvote outvoted outvotes outnumber outnumbers outnumbered stalemate deadlock deadlocked"
        " standoff impasse gridlock landslide frontrunner frontrunners verdict quorum abstain"
        " abstains abstained abstaining abstention abstentions tally tallies tallied headcount"
        " everyone everybody nobody overtook overtake overtakes overtaken",
        "de": "mehrheit mehrheiten mehrheitlich minderheit minderheiten einstimmig einstimmige"
        " einstimmigkeit einhellig einmütig konsens gleichstand unentschieden patt stichentscheid"
        " sieger siegerin sieg siegt siegte siegen gesiegt gewinner gewinnt gewann gewonnen"
        " obsiegt obsiegte obsiegen unterlegen verlierer abstimmung"
        " abstimmungen abgestimmt votum votieren votiert votierte votierten wahlgang stimmzettel"
        " stimmengleichheit stimmenmehrheit enthaltung enthaltungen jedermann"
        " niemand allesamt mehrheits zweidrittelmehrheit",
        "fr": "majorité majorités majoritaire majoritaires majoritairement minorité minorités"
        " minoritaire minoritaires pluralité unanime unanimes unanimement unanimité consensus"
        " gagnant gagnants gagnante gagne gagnent gagné vainqueur vainqueurs victoire emporte"
        " emportent emporté remporte remportent remporté triomphe perdant perdants votes voté"
        " votée votés votent voter votant votants scrutin scrutins suffrage suffrages bulletin"
        " bulletins abstention abstient abstenu chacun chacune quiconque sondage défaite",
        "es": "mayoría mayorías mayoritario mayoritaria mayoritariamente minoría minorías"
        " minoritaria minoritario pluralidad unánime unánimes unánimemente unanimidad consenso"
        " empate empates empatan empatada empatado empataron ganador ganadora ganadores gana ganan"
        " ganó ganaron ganado venció vencen vence vencieron vencedor vencedora victoria triunfa"
        " triunfó perdedor perdedora perdedores voto votos vota votan votó votaron votado votada"
        " votar votando votación votaciones votante votantes papeleta papeletas sufragio"
        " abstención abstuvo abstiene nadie",
        "it": "maggioranza maggioranze maggioritaria maggioritario minoranza minoranze pluralità"
        " unanime unanimi unanimemente unanimità consenso pareggio vincitore vincitrice vincitori"
        " vince vincono vinse vinto vinsero vittoria trionfa sconfitta sconfitto perdente perdenti"
        " voto voti vota votano votò votato votata votare votazione votazioni votante votanti"
        " scrutinio astensione astenuto astiene nessuno ognuno chiunque",
        "pt": "maioria maiorias majoritária minoria minorias minoritária pluralidade unânime"
        " unânimes unanimemente unanimidade consenso empate empates empatados empatam empataram"
        " vencedor vencedora vencedores vence vencem venceu venceram vitória ganhou ganha ganham"
        " ganharam perdedor perdedora derrota derrotada voto votos vota votam votou votaram votado"
        " votar votação votações votante votantes cédula sufrágio abstenção absteve ninguém",
        "nl": "meerderheid meerderheden minderheid unaniem unanieme unanimiteit eensgezind"
        " eenstemmig consensus gelijkspel winnaar winnaars winnend wint winnen won gewonnen"
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
    "többség",
    "enemmist",
    "flertal",
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

_TIED_TO = r"(?! (?:to|up|with|together|into|in|down|directly|closely)\b)"
_SIDE = r"(?:participants?|panel(?:l?ists?)?|seats?|debaters?|speakers?|respondents?|discussants?)"

OUTCOME_PHRASES = _any_of(
    {
        "en": r"\b(?:a|the|this|that|dead|in) tie\b"
        rf"|\btied\b{_TIED_TO}|\bties? (?:at|for|in votes)\b|\btie[- ]break\w*"
        r"|\bdead heat\b|\bneck and neck\b|\bphoto finish\b"
        r"|\b(?:drew|draws?|drawing|on|pulled|pulls) level\b|\blevel (?:with|at)\b"
        r"|\b(?:evenly|equally) (?:split|divided|matched|balanced)\b|\bsplit evenly\b"
        r"|\b(?:took|takes?|taking|in|holds?|held|kept|keeps|lost|shared?|shares|gained|gains)"
        r" the lead\b|\bthe lead (?:passed|passes|moved|moves|went|goes|came|changed|changes)\b"
        r"|\b(?:led|leads) the (?:field|debate|panel|race|count|pack)\b|\bfront[- ]runners?\b"
        r"|\brunners?[- ]up\b|\bc[ao]mes? out (?:ahead|on top)\b|\bcarr(?:ied|ies) the day\b"
        r"|\bmost (?:popular|supported|favou?red|backed|chosen)\b"
        r"|\b(?:most|broad|wide|widespread|more|less|least|overwhelming) (?:support|backing)\b"
        r"|\b(?:gain|lo)\w* (?:support|ground|backing|supporters|followers|adherents)\b"
        r"|\bno[- ]one\b|\bone and all\b|\bacross the (?:board|panel)\b|\bin unison\b"
        r"|\bwithout exception\b|\bto a (?:man|model|seat)\b|\bwith one voice\b"
        r"|\b(?:whole|entire|full) (?:panel|group|table)\b"
        r"|\b(?:reach|full|general|broad|complete|total|no|universal)\w* agreement\b"
        rf"|\b(?:all|most|many|several|some|few|both|every|each|none|neither|no|any|half|other)"
        rf" (?:of )?(?:the |these |those |its )?(?:other |remaining )?{_SIDE}\b"
        r"|\b(?:all|most|none|many|several|some|few|half|each|both|majority|rest) of"
        r" (?:them|whom|the (?:panel|group|table|rest))\b|\b(?:all|every|no) (?:sides|side)\b"
        r"|\b(?:all|most|many) (?:agree[ds]?|hold|held|back|backed|favou?r|side|sided)\b"
        r"|\b(?:the|all) others\b|\bthe rest\b(?! of the (?!panel|group|table|participants))"
        r"|\b(?:end|clos|conclud|finish)\w* (?:in|with) (?:full |broad )?(?:dis)?(?:agreement|accord)\b"
        r"|\b(?:first|second|third|fourth|fifth|sixth|last|final|opening|closing|next|previous)"
        r" (?:pass|turn|go-round|iteration|heat)\b|\ba (?:third|quarter|fifth|sixth) of\b|\bone[- ](?:third|quarter|fifth|sixth)\b"
        r"|\ba couple of\b|\bper cent\b|\bsole (?:participant|voice|holdout)\b|\bhold-?outs?\b"
        r"|\bthe only (?:one|participant|voice)\b|\bthe lone (?:\w+)\b"
        rf"|\b(?:first|second|third|fourth|fifth|sixth|seventh|last|final) {_SIDE}\b",
        "de": r"\bstichwahl\b|\bgleichauf\b|\bkopf an kopf\b|\bdie (?:meisten|übrigen|anderen)"
        r" (?:modelle|teilnehmer\w*|stimmen|teilnehmenden)\b|\bdie meisten (?:von ihnen|davon)\b"
        r"|\b(?:stimmte|stimmten|stimmt|stimmen) (?:\w+ )?(?:für|gegen|dafür|dagegen)\b"
        r"|\bin führung\b|\bliegt vorn\b|\blag vorn\b|\bsetzt\w* sich durch\b"
        r"|\bdurchgesetzt\b|\bkeine[rs] (?:der|von) (?:modelle|teilnehmer\w*|ihnen)\b|\benthielt sich\b"
        r"|\b(?:erst|zweit|dritt|viert|fünft|sechst|letzt|nächst)\w* (?:durchgang|durchlauf)\w*"
        r"|\bdas ganze panel\b|\balle (?:anderen|teilnehm\w*|beteiligt\w*|seiten|sind|stimm\w*)\b"
        r"|\bjeder (?:teilnehmer|der teilnehm\w*|von ihnen)\b|\beinig (?:sind|waren)\b",
        "fr": r"\btout le monde\b|\bla plupart d(?:e|'entre|es) (?:eux|elles|participants|modèles)\b"
        r"|\btous (?:les|ces) (?:participants|modèles|intervenants|autres)\b|\btous (?:sont|ont|"
        r"s'accordent|deux)\b|\baucun (?:participant|modèle|d'entre eux)\b"
        r"|\bpersonne n[e']|\bà égalité\b|\bex æquo\b|\bl'emport\w+|\bpour cent\b"
        r"|\b(?:le|un|son|leur|au|par|du) vote\b|\bles autres (?:participants|modèles)\b"
        r"|\b(?:premi|deuxi|second|troisi|quatri|cinqui|sixi|derni|prochain)\w* (?:tours?|manches?)\b"
        r"|\ba voté\b|\bmatch nul\b|\ben tête\b|\bl'ensemble d(?:u panel|es participants)\b",
        "es": r"\btodo el mundo\b|\btodos (?:los (?:participantes|modelos|demás)|ellos)\b"
        r"|\b(?:primera|segunda|tercera|cuarta|quinta|sexta|última) (?:vuelta|fase)\b"
        r"|\btodos (?:coinciden|están|votaron|apoyan)\b|\btodas las partes\b"
        r"|\bningún (?:participante|modelo)\b|\bninguno de ellos\b|\bpor ciento\b"
        r"|\bla mayor parte de (?:los|ellos)\b|\blos demás\b|\bcada (?:participante|modelo)\b"
        r"|\ba la cabeza\b|\bse impus\w+|\bse impone\b",
        "it": r"\b(?:primo|secondo|terzo|quarto|quinto|sesto|ultimo) (?:turno|giro)\b|\ba pari merito\b|\bin parità\b|\bla maggior parte (?:di loro|dei|degli)\b"
        r"|\bper cento\b|\bogni (?:partecipante|modello)\b|\bin testa\b|\bha prevalso\b"
        r"|\bprevale\b|\bgli altri (?:partecipanti|modelli)\b"
        r"|\btutti (?:i|gli)? ?(?:partecipanti|modelli|concordano|sono|hanno|d'accordo)\b",
        "pt": r"\b(?:primeir|segund|terceir|quart|quint|sext|últim)[oa] turno\b|\btodo (?:o )?mundo\b|\ba maior parte d(?:eles|os)\b|\bpor cento\b"
        r"|\bnenhum (?:participante|modelo)\b|\bcada (?:participante|modelo)\b"
        r"|\bprevaleceu\b|\bprevalece\b|\bos demais\b|\bna liderança\b"
        r"|\btodos (?:os )?(?:participantes|modelos|concordam|estão|eles)\b",
        "nl": r"\bde meeste (?:modellen|deelnemers|van hen)\b|\balle (?:modellen|deelnemers)\b"
        r"|\bgelijke stand\b|\bgeen enkel(?:e)? (?:model|deelnemer)\b|\bde overige\w*\b"
        r"|\bde anderen\b|\been derde\b|\bop kop\b",
        "pl": r"\bwiększość z nich\b|\bwszystkie (?:modele|strony)\b|\bżaden (?:model|uczestnik)\b"
        r"|\bkażdy z\b|\bpozostali\b|\bna czele\b|\bdwie trzecie\b",
        "ru": r"\bни один (?:из )?(?:участник|модел)\w*|\bостальные\b|\bвнич?ью\b"
        r"|\b(?:перв|втор|трет|четв[её]рт|пят|шест|последн)\w* тур\w{0,2}\b|\bдве трети\b|\bлидиру\w+|\bвсе (?:участник|модел|сторон|согласн|они)\w*"
        r"|\bкаждый (?:участник|из них)\b",
        "sv": r"\bde flesta\b|\bde andra\b|\bingen av\b",
        "ko": r"모든 (?:모델|참가자|참여자|측)|대부분의 (?:모델|참가자|참여자)|나머지 (?:모델|참가자)"
        r"|(?:^|[\s한두세네몇])표(?=[를가는은로도에차\s.,]|$)|(?:두|세|네|다섯|여섯|몇|여러)"
        r" ?(?:명|모델|라운드|번|가지|개|차례|쪽|사람|참가자|참여자)|모두 (?:동의|찬성|반대|같은)"
        r"|첫 ?(?:번째)? ?라운드|마지막 ?라운드|(?:첫|두|세|네|다섯) ?번째",
        "vi": r"đa số|thiểu số|nhất trí|đồng thuận|bỏ phiếu|phiếu bầu|\bphiếu\b|mọi người|hòa nhau"
        r"|người thắng|\b(?:hai|ba|bốn|năm|sáu|bảy|tám|chín|mười) (?:mô hình|vòng|phiếu|bên)",
        "id": r"\bsuara bulat\b|\bsemua (?:model|peserta)\b|\bsebagian besar\b|\btidak ada yang\b",
        "ar": r"أغلبي|الأغلب|اغلبي|أكثري|إجماع|بالإجماع|توافق الآراء|تعادل|الفائز|فاز|صوّت|صوت[تو]"
        r"|تصويت|أصوات|الجميع|لا أحد|معظمهم|كلهم|نصف",
        "he": r"הרוב|רוב ה|המיעוט|פה אחד|קונצנזוס|תיקו|מנצח|ניצח|הצביע|הצבע|קולות|כולם|אף אחד",
        "fa": r"اکثریت|اقلیت|اتفاق آرا|اجماع|تساوی|برنده|رأی|رای داد|آرا|همه (?:مدل|شرکت)|هیچ‌?کس",
        "hi": r"बहुमत|अल्पमत|सर्वसम्मत|आम सहमति|बराबरी|विजेता|जीत|मतदान|वोट|सभी (?:मॉडल|प्रतिभागी)|सबने"
        r"|कोई नहीं|अधिकांश (?:मॉडल|प्रतिभागी)",
        "th": r"เสียงข้างมาก|เสียงข้างน้อย|เอกฉันท์|ฉันทามติ|เสมอกัน|ผู้ชนะ|ชนะ|โหวต|ลงคะแนน|ทุกคน|ไม่มีใคร",
    }
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

ADDRESSES = re.compile(
    r"\b(?:please|bitte (?!um\b)|veuillez|s'il vous plaît|por favor|per favore|alstublieft|proszę|пожалуйста|lütfen)\b"
    r"|\b(?:you|readers?) (?:must|should|shall|have to|has to|need to|needs to|are to|ought)\b"
    r"|\b(?:note|message|notice|memo) to (?:any|all|the|every|whoever|readers?|assistants?|models?)\b|\bdear reader"
    r"|\bsie (?:müssen|sollten|sollen)\b.{0,40}\b(?:leser|assistent)|\bvous devez\b|\bdevez-vous\b"
    "|请(?![求教愿问])|請(?![求教願問])|ください|なさい|주세요|하십시오|하세요"
)
"""What is said to whoever reads."""

WIDE = _any_of(
    {
        "zh": "多数|多數|少数派|少數派|少数意见|过半|過半|半数|半數|一致(?:同意|认为|認為|通过|通過|支持|反对|决定)"
        "|全体一致|意见一致|達成一致|达成一致|一致意见|共识|共識|平局|平手|打平|并列|並列|胜出|勝出|获胜|獲勝"
        "|取胜|赢家|贏家|胜者|勝者|赢了|投票|选票|選票|得票|票数|票數|一票|表决|表決|弃权|棄權|全票|大家|所有人"
        "|人人|没有人|沒有人|无人|無人|谁都|誰都|每个人|每個人|全体|全體|所有(?:模型|参与者|參與者|各方|选手)"
        "|(?:各|每)(?:位|个|個)?(?:模型|参与者|參與者)|大部分(?:模型|参与者|人)|其他人|其余|其餘|领先|領先|落败",
        "ja": "過半数|多数|少数派|少数意見|全会一致|満場一致|全員|意見が一致|一致した|合意|コンセンサス|同数|引き分け"
        "|同点|勝者|勝利|優勢|勝っ|勝ち|敗れ|投票|[得同各一]票|票[をがは数に]|棄権|誰も|だれも|みんな|皆が|皆は"
        "|(?:すべて|全て)の(?:モデル|参加者)|(?:ほとんど|大半)の(?:モデル|参加者)|大半が|リード|半数|他の参加者",
    }
)
WIDE_NUMBERS = re.compile(
    "第[一二三四五六七八九十两兩首末最]+[轮輪回次个個位名]?|[首末上下前后後终終][一]?[轮輪]|[每各]轮|最[后後終终](?:一)?[轮輪]"
    "|[二三四五六七八九十百千万萬两兩几幾数數]+ ?(?:个|個|位|名|票|轮|輪|人|方|种|種|成|家|款|项|項|者|模型|回|つ|体|件|社|倍"
    "|ラウンド|分之|度目|番目|回目)|[三四五六七八九十两兩]次|百分之|半[数數]|一半|パーセント|半分"
)
HARMLESS = re.compile(
    r"\b(?:nobody|everyone|everybody|no one|niemand|jedermann|personne n(?:e |')|nadie|ninguém|nessuno"
    r"|iedereen|nikt nie|никто не) ?(?:else )?(?:can|could|may|might|must|who|with|outside|kann|könnte"
    r"|darf|peut|pourra|puede|podrá|pode|può|kan|może|может|сможет)\b"
    r"(?! (?:be )?(?:agree|den|doubt|disput|disagree))"
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
    r"\brounds?\b(?!-| off\b| up\b| out\b| trip\b| the (?:clock|world|corner)\b)"
    r"|\brunden?\b|\brondas?\b|\brodadas?\b|\brondes?\b|\brund(?:a|y|zie|ę|ach)\b|\bраунд\w*"
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
ARTICLES = frozenset(
    {"a", "an", "the", "i", "o", "e", "y", "à", "и", "в", "с", "к", "о", "я", "w", "z"}
)
OPTION_WORDS = (
    "options?|choice|alternative|opción|opciones|opção|opzione|optie|opcja|opcję|opcji|seçenek"
    "|вариант\\w*"
    "|选项|選項|方案|選択肢|オプション|옵션|선택지|안|خيار|الخيار|विकल्प"
)

_A = r"(?:its|their|his|her|the)"
SAYS_MOVED = _any_of(
    {
        "en": rf"chang\w* (?:{_A} )?(?:own )?(?:mind|position|stance|side|view|answer|camp)s?\b"
        r"|switch(?:ed|es) (?:sides|camps?|to|from|over)\b"
        r"|mov(?:ed|es) (?:to|from|over|towards?|away|across|into)\b|\bpersuade[ds]\b"
        r"|\bconvince[ds]\b|\bsway(?:ed|s)\b|\bwon over\b|\bwins? over\b|\bconverted\b"
        r"|\bc[ao]mes? (?:a)?round\b|\bdefect(?:ed|s)\b|\bflipped\b"
        rf"|\babandon(?:ed|s) {_A}\b|\bg[ai]ve(?:s)? up {_A}\b|\bcredit(?:s|ed|ing)\b",
        "de": r"überzeugte?n?\b|\bumgestimmt\b|\bwechselte?\b|\bwechselt\b|\bumgeschwenkt\b"
        r"|\bschwenkte?\b|\bänderte seine\b|\bmeinung geändert\b|\bging über\b",
        "fr": r"\bconvainc\w*|\bpersuad\w*|\bchang\w+ d'avis\b|\bs'est ralli\w*|\bse ralli\w*"
        r"|\bpass[eé]\w* d[eu]\b|\brallié\w*",
        "es": r"\bconvenci\w*|\bpersuad\w*|\bcambi\w+ de (?:opinión|postura|posición)\b|\bse pasó a\b",
        "it": r"\bconvint\w*|\bconvins\w*|\bpersuas\w*|\bcambi\w+ (?:idea|opinione|posizione)\b",
        "pt": r"\bconvenc\w*|\bpersuad\w*|\bmud\w+ de (?:opinião|posição|ideia)\b",
        "nl": r"\bovertuigde?n?\b|\bovergehaald\b|\bveranderde van\b|\bstapte over\b",
        "pl": r"\bprzekona\w*|\bzmieni\w+ (?:zdanie|stanowisko)\b",
        "ru": r"\bубедил\w*|\bпереубедил\w*|\bизменил\w* (?:мнение|позицию|точку)\b|\bперешл?\w* (?:к|на)\b",
        "zh": "说服|說服|改变(?:了)?(?:主意|立场|看法)|改變(?:了)?(?:主意|立場|看法)|转而支持|轉而支持|转向|改投|倒向",
        "ja": "説得され|説得し|考えを変え|立場を変え|意見を変え|転じ|乗り換え",
        "ko": "설득|마음을 바꾸|입장을 바꾸|생각을 바꾸|돌아섰|바꿨",
    }
)
"""That somebody moved, or was the reason for it."""
SAYS_STAYED = _any_of(
    {
        "en": r"\bstay(?:ed|s) (?:with|put|where)\b|\b(?:held|holds|stood|stands) (?:firm|fast|its ground)\b"
        r"|\bst[ui]ck(?:s)? (?:to|with)\b|\bunmoved\b|\bunpersuaded\b|\bunconvinced\b"
        r"|\bnever (?:moved|wavered|budged|changed)\b|\bdid not (?:move|budge|waver|change)\b"
        r"|\b(?:kept|keeps) its (?:view|position|answer|mind|stance)\b|\bremain(?:ed|s) with\b",
        "de": r"\bblieb (?:bei|dabei|standhaft)\b|\bhielt (?:fest|daran|an seiner)\b|\bbleibt (?:bei|dabei)\b",
        "fr": r"\breste(?:nt)? (?:ferme|fidèle)\b|\best rest\w+ (?:ferme|fidèle)\b|\bn'a pas (?:bougé|changé)\b",
        "es": r"\bse mant(?:uvo|iene)\b|\bno (?:cambió|se movió)\b",
        "it": r"\bè rimasto (?:fermo|fedele)\b|\bnon (?:ha cambiato|si è mosso)\b",
        "pt": r"\bmanteve\b|\bnão mudou\b",
        "nl": r"\bbleef bij\b|\bhield vast\b",
        "pl": r"\bpozostał\w* przy\b|\bnie zmieni\w+\b",
        "ru": r"\bостал\w+ (?:при|на)\b|\bне (?:изменил|сдвинул)\w*",
        "zh": "坚持原|維持原|维持原|没有改变|沒有改變|未改变|立场不变",
        "ja": "変えなかった|立場を維持|譲らなかった",
        "ko": "입장을 유지|바꾸지 않",
    }
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
    r"(?:was|is|were|got|has been|had been|being) (?:chosen|adopted|rejected|selected|picked|approved"
    r"|accepted|dropped|abandoned|endorsed|preferred|favou?red)"
)
ONLY_BEFORE = r"only|solely|just|nur|allein|seul|seule|solo|sólo|solamente|apenas|somente|alleen|enkel|tylko|jedynie|только|лишь|只有|仅有|唯有|唯独|僅有|오직"
ONLY_AFTER = r"alone|only|allein|seule?|solo|sozinho|alleen|samo|один|одна|だけ|のみ|만이|만 |만\b"
