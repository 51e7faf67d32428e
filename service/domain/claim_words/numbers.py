"""Numbers in words, and what counts to two."""

import re

from service.domain.claim_words.tables import words

NUMBERS = words(
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
BOTH = words(
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
WIDE_NUMBERS = re.compile(
    "第[一二三四五六七八九十两兩首末最]+[轮輪回次个個位名]?|[首末上下前后後终終][一]?[轮輪]|[每各]轮|最[后後終终](?:一)?[轮輪]"
    "|[二三四五六七八九十百千万萬两兩几幾数數]+ ?(?:个|個|位|名|票|轮|輪|人|方|种|種|成|家|款|项|項|者|模型|回|つ|体|件|社|倍"
    "|ラウンド|分之|度目|番目|回目)|[三四五六七八九十两兩]次|百分之|半[数數]|一半|パーセント|半分"
)
