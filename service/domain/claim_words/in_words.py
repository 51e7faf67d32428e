"""Counts, outcomes, rounds and changes of mind that a text tells in words, by language.

What single words of `outcome` cannot tell. A quantifier is mostly innocent (“most drugs
fail”, “the rest of the archive”): it counts heads only with a noun for those at the table, a verb
of holding a view, a reference, or nothing behind it. All is in small letters as `str.casefold`
makes them (`ss` for a sharp s, no final form of a Greek sigma) and composed as in NFKC.
A further language is a row in each table that it needs.
"""

import re

from service.domain.claim_words.tables import phrases

_REF = "[\ue000-\ue003]"
"""A reference to a participant or to an option."""
_OPTION = "[\ue002\ue003]"
_WHO = "[\ue000\ue001]"
_END = r"(?:$|[,;:.!?]|\s[–—-])"

_AT_TABLE = {
    "en": r"(?:participants?|panel(?:l?ists?)?|seats?|debaters?|speakers?|respondents?|voices?|others"
    r"|table|room|group|camps|members)\b",
    "de": r"(?:teilnehm\w*|stimmen|modelle|beteiligt\w*|befragt\w*|anwesend\w*|redner\w*|runde\b|tisch\w*"
    r"|panels?\b|plätze\b|sprecher\w*)",
    "fr": r"(?:participant\w*|voix|modèles|intervenant\w*|orateur\w*|table|panel|groupe|sièges)\b",
    "es": r"(?:participantes|voces|modelos|mesa|panel|grupo|ponentes|asientos|presentes)\b",
    "it": r"(?:partecipanti|voci|modelli|tavolo|panel|gruppo|relatori|presenti)\b",
    "pt": r"(?:participantes|vozes|modelos|mesa|painel|grupo|presentes)\b",
    "nl": r"(?:deelnemers|stemmen|modellen|tafel|panel|groep|sprekers|aanwezigen)\b",
    "pl": r"(?:uczestni\w+|głosów|modeli|stołu|panelu|grupy|mówców|obecnych)\b",
    "ru": r"(?:участник\w*|моделей|панели|группы|стола|голосов|выступа\w+|присутств\w+|сторон)\b",
    "tr": r"(?:katılımcı\w*|modeller\w*|panel\w*|masa\w*|grup\w*|konuşmacı\w*)",
    "sv": r"(?:deltagar\w*|röster\w*|modeller\w*|panelen|bordet|gruppen|talar\w*)",
}
"""Nouns for those who take part."""
_HOLDS = {
    "en": r"(?:held|holds?|back(?:ed|s)?|agreed?|sid(?:e|ed)|stood|stands?|shared?|follow(?:ed)?|join(?:ed)?"
    r"|favou?r(?:ed)?|support(?:ed)?|wanted|prefer(?:red)?|had|doubt(?:ed)?|believed?|thought|resist(?:ed)?"
    r"|opposed?|chose|remained|kept)\b",
    "de": r"(?:folg(?:te|ten|en)|teil(?:te|ten|en)|stimm(?:te|ten|en)|schloss\w*|schweigen|schwieg\w*|hielt\w*"
    r"|stand(?:en)?|stehen|zweifel\w*|neigte\w*|widersprach\w*|widerspricht|glaub\w+|dachten?|wollten?"
    r"|vertrat\w*|unterstütz\w+|blieben|leuchtete)\b",
    "fr": r"(?:suiv\w+|partag\w+|soutien\w+|soutin\w+|sout\w+|doutai\w+|doutent|pensai\w+|pensent|étaient|approuv\w+"
    r"|préfér\w+|défend\w+|se tai\w+|se sont|s'est|s'oppos\w+)\b",
    "es": r"(?:sigu\w+|estaban?|apoy\w+|compart\w+|dudab\w+|callaron|calló|se sum\w+|se inclin\w+|sost\w+"
    r"|defend\w+|prefer\w+|prefir\w+|resist\w+|coincid\w+|pens\w+|cre[íe]\w+|se opus\w+)\b",
    "it": r"(?:segu\w+|eran?o?|stav\w+|appoggi\w+|condivid\w+|dubit\w+|tac\w+|sosten\w+|difend\w+|prefer\w+)\b",
    "pt": r"(?:segu\w+|estava\w*|apoi\w+|partilh\w+|duvid\w+|calou|calaram|defend\w+|prefer\w+|concord\w+)\b",
    "nl": r"(?:volg\w+|deel\w+|steun\w+|stond\w*|staan|twijfel\w+|zwe[eg]\w+|hield\w*|houden|koos|kozen)\b",
    "pl": r"(?:popar\w+|popier\w+|poszl\w+|wątpi\w+|milcza\w+|stanę\w+|zgodzi\w+|zgadza\w+|woli\w+|wola\w+)\b",
    "ru": r"(?:поддерж\w+|соглас\w+|пошл\w+|сомнева\w+|молча\w+|последова\w+|стоя\w+|разделя\w+|предпоч\w+)\b",
    "tr": r"(?:destekl\w+|katıl\w+|kuşku\w+|sustu\w*|savun\w+)\b",
    "sv": r"(?:följ\w+|stödd\w+|stöder|höll|håller|tvivl\w+|teg|delade)\b",
}
"""Verbs of those who hold a view."""


def _heads(language: str, quantifiers: str, *, of: str) -> str:
    """Return a quantifier with what shows that it counts heads."""
    return (
        rf"(?:{quantifiers})(?:\s(?:{of})?(?:(?:\w+\s)?{_AT_TABLE[language]}|{_HOLDS[language]}"
        rf"|{_REF})|{_END})"
    )


_CAN = (
    r"(?! (?:else )?(?:can|could|will|would|may|might|reads?|knows?|pays?|needs?|uses?|owns?|checks?"
    r"|visits?|notices?|looks?|opens?|buys?|lives?|works?)\b)"
)

COUNTS = phrases(
    {
        "en": _heads(
            "en",
            r"most|the (?:(?:vast|great) )?(?:bulk|remainder|rest|lion's share|(?:great|larg|bett)er part)|half|several"
            r"|(?:almost|nearly|virtually|practically) (?:all|none)|(?:several|many|some|most|few|all) others"
            r"|a (?:few|handful|fraction|score|share)|the many|the few",
            of=r"of (?:the |these |those |all |its )?",
        )
        + rf"|(?:hardly|scarcely|barely) (?:anyone|anybody){_CAN}|(?:hardly|scarcely) a (?:soul|voice)\b"
        r"|not (?:a|one) (?:single )?(?:soul|voice|participant|seat|one)\b"
        rf"|(?:all|none|no \w+) (?:but|except|save|apart from)(?: for| that of)? {_REF}|a score of voices\b"
        r"|the (?:first|second|third|fourth|fifth|sixth|last|only|next) to (?:say|argue|hold|raise|see|note|speak"
        r"|join|move|change|agree|doubt|warn|back)\b"
        rf"|{_REF} (?:c[ao]mes?|was|ranks?|ranked|finish\w*|placed)(?: in)? (?:first|second|third|fourth|fifth|sixth|last)"
        r"(?! of)\b|as (?:few|many)(?: as)? (?:hold|held|back|backed|side|support|agree)\b"
        rf"|{_REF} (?:st[oa]+n?ds?|remain\w*|ended up|was left|is left|is|was)(?: quite| all)? (?:alone|isolated)\b"
        r"|(?:lone|solitary|isolated|dissenting) voices?\b|of (?:one|the same|like) mind\b|eye to eye\b",
        "de": _heads(
            "de",
            r"die (?:meisten|übrigen|anderen|restlichen|wenigsten)|(?:das |\w+ das )?gros|die mehrzahl|der (?:grossteil|rest)"
            r"|(?:antwort|erwider|widersprach|entgegne)\w* keine[mr]|(?:ein paar|etliche|einige|mehrere|viele|manche|wenige|alle|fast alle)(?: andere[nr]?)?|allen|keine[rmn]?"
            r"|fast (?:jeder|keiner)|(?:ein|der) teil",
            of=r"(?:der|des|von|dieser) (?:den )?",
        )
        + r"|kaum (?:einer|jemand|eine stimme)\b(?! (?:kann|könnte|darf|will|weiss|zahlt|liest|kennt|braucht|nutzt|merkt))"
        rf"|(?:doppelt|dreimal|halb) so viele\b|(?:alle|keiner) (?:ausser|bis auf) {_REF}"
        r"|als (?:dritte|vierte|fünfte|sechste|letzte|einzige)r?\b(?! (?:schritt|punkt|grund|weg|teil|ort|stand|mittel"
        rf"|ausweg|massnahme|möglichkeit))|{_REF} (?:stand|steht|blieb|bleibt)(?: ganz| völlig)? allein\b"
        r"|(?:erste|zweite|dritte|vierte|fünfte|sechste|letzte)[rn]? (?:platz|sitz|stimme|teilnehmer\w*)\b",
        "fr": _heads(
            "fr",
            r"la plupart|la (?:majeure|plus grande) partie|le (?:gros|reste)|un (?:tiers|quart)|les autres|plusieurs(?: autres)?|quelques-uns|certains"
            r"|presque tous|beaucoup",
            of=r"(?:de la|de|des|du|d'entre) ?(?:les )?",
        )
        + rf"|(?:presque|quasiment) personne\b|(?:à peine|guère) (?:un|quelqu'un)\b|tous sauf {_REF}"
        rf"|{_REF} (?:est|était|reste|resta|se retrouva)(?: bien)? (?:seule?|isolée?)\b|deux fois plus (?:de|nombreux)\b"
        r"|(?:troisième|quatrième|cinquième|sixième|dernier) à (?:dire|soutenir|parler)\b",
        "es": _heads(
            "es",
            r"la mayor(?:ía| parte)|el (?:grueso|resto|doble)|un (?:tercio|cuarto|quinto|par)|media(?= mesa)|los (?:otros|más)"
            r"|(?:varios|algunos|muchos|pocos|casi todos)(?: otros)?|las partes|un dúo|un trío",
            of=r"(?:de|del) ?(?:la |los |las |ellos )?",
        )
        + r"|apenas (?:uno|alguien|nadie)\b|casi nadie\b|un (?:dúo|trío)\b|el doble (?:seguía|de (?:voces|participantes))\b"
        rf"|(?:todos|nadie) (?:salvo|menos|excepto) {_REF}|{_REF} (?:se )?(?:quedó|queda|está|estaba) (?:a solas|solo|sola)\b"
        r"|(?:primer[oa]?|segund[oa]|tercer[oa]?|cuart[oa]|quint[oa]|sext[oa]|últim[oa]) (?:en (?:decir|hablar|sumarse)|asiento)\b"
        r"|por (?:segunda|tercera|cuarta) vez\b",
        "it": _heads(
            "it",
            r"la maggior parte|il (?:grosso|resto)|un (?:terzo|quarto)|gli altri|(?:parecchi|molti|alcuni|pochi)(?: altri)?",
            of=r"(?:de[il]|degli|della|di) ?",
        )
        + rf"|quasi nessuno\b|appena uno\b|tutti tranne {_REF}|{_REF} (?:è|era|resta|rimase|rimane) (?:sol[oa]|isolat[oa])\b"
        r"|il doppio dei? (?:voci|partecipanti)\b",
        "pt": _heads(
            "pt",
            r"a maior parte|o (?:grosso|resto)|um (?:terço|quarto|par)|os (?:outros|demais)|(?:vários|muitos|alguns|poucos)"
            r"(?: outros)?",
            of=r"(?:d[aeo]s?|deles) ?",
        )
        + rf"|quase ninguém\b|todos (?:menos|exceto) {_REF}|{_REF} (?:ficou|está|estava) (?:só|sozinh[oa]|isolad[oa])\b",
        "nl": _heads(
            "nl",
            r"de (?:meesten?|overigen?|rest|anderen)|het gros|het merendeel|een (?:kwart|paar|handvol|deel)"
            r"|(?:enkele|verscheidene|sommige|vele|veel) anderen",
            of=r"van (?:de |het |hen )?",
        )
        + rf"|de meesten\b|bijna (?:iedereen|niemand|alle)\b|nauwelijks iemand\b|(?:iedereen|allen) behalve {_REF}"
        rf"|{_REF} (?:stond|staat|bleef)(?: helemaal)? alleen\b|twee keer zoveel\b",
        "pl": _heads(
            "pl",
            r"reszta|pozostali|inni|wielu|niektórzy|kilku|ćwierć|jedna trzecia",
            of=r"z |spośród ",
        )
        + rf"|(?:prawie|mało) (?:nikt|kto)\b|(?:wszyscy|każdy) (?:oprócz|poza|prócz) {_REF}"
        rf"|{_REF} (?:został\w*|pozostał\w*|jest|był\w*) sam[ao]?\b|dwa razy (?:więcej|tyle)\b",
        "ru": _heads(
            "ru",
            r"большая часть|львиная доля|(?:почти )?все|остальные|многие|некоторые|несколько|часть|треть|четверть"
            r"|пол(?:стола|панели|группы)",
            of=r"(?:из )?",
        )
        + rf"|почти никто\b|мало кто\b|все,? кроме {_REF}|{_REF} (?:остал\w+|оказал\w+|стоял\w*) (?:од(?:ин|на)|в одиночестве)\b"
        r"|вдвое больше\b",
        "tr": _heads(
            "tr",
            r"çoğu|pek çoğu|geri kalan\w*|diğerleri|bazıları|birkaçı|üçte biri|dörtte biri|yarısı|hepsi|hiçbiri",
            of="",
        )
        + rf"|katılımcıların (?:çoğu|yarısı|hepsi)\b|hemen (?:hemen )?(?:herkes|hepsi)\b|neredeyse (?:kimse|herkes)\b|çoğu kişi\b"
        rf"|{_REF} (?:dışında herkes|yalnız kaldı)\b",
        "sv": _heads(
            "sv",
            r"flertalet|merparten|resten|övriga|många|några(?: andra)?|en (?:tredjedel|fjärdedel)|halva|nästan alla",
            of=r"av (?:de |dem )?",
        )
        + rf"|nästan (?:alla|ingen)\b(?! \w)|knappt någon\b|alla utom {_REF}|{_REF} (?:stod|står|blev) (?:helt )?ensam\b",
        "el": r"οι (?:περισσότερο\w+|υπόλοιπο\w+|άλλοι|πολλοί)(?! \w+[αε]σ\b)|σχεδόν (?:όλοι|κανείσ|κανένασ)\b|(?:οι )?μισοί\b"
        rf"|όλοι (?:εκτόσ|πλην|συμφων\w+|οι συμμετέχοντεσ)|το (?:ένα )?(?:τρίτο|τέταρτο) (?:των|τησ ομάδασ)\b|κανείσ (?:δεν )?(?:διαφών|αντέλ)\w+"
        rf"|{_REF} έμειν\w+ μόν\w+",
        "sw": r"(?:wengi|wachache|wote|nusu yao|wengine wote)\b",
    },
    wide={
        "zh": r"众人|眾人|主流(?:站|意见|看法|支持|倾向)|若干(?:人|方|位)|半[桌场壁]人?|大半(?:的?人|都|支持|赞)|多[于於][一两]方"
        r"|(?:绝|絕)?大(?:多|部)(?:分|数|數)?(?:的)?(?:人|与会|参与|成员|声音)|寥寥|少有人|几乎(?:没人|无人|所有人|都同意)|没人(?:支持|反对|同意|持)"
        rf"|(?:多[数數]|[个個]别|许多|很多|不少|一些|部分|有些|几位)(?:参与者|參與者|声音|人(?:都|也)?(?:支持|赞|反对|同意|认为|站))|除{_WHO}(?:之?外|以外)|(?:孤立无援|孤身|独自一方|势单力薄)"
        rf"|三分之|四分之|(?:其他|其余|余下)(?:的)?(?:各方|参与者|几位|都)|倍(?:的)?人|{_OPTION}的?(?:支持|票|赞成)[^，。：]{{0,3}}(?:最|多|少|高)",
        "ja": r"大半(?:は|が|の)(?![^、。]{0,6}(?:費|資料|本|時間))|ほとんど(?:の人|が(?:賛成|同意|反対))|大勢(?:は|が)|多く(?:の(?:参加者|人|者)|が(?:賛成|同意|支持))"
        rf"|残り(?:は|の(?:者|人|参加者))|その他の(?:者|人|参加者)|ほぼ(?:全員|皆|みな)|{_WHO}(?:以外|を除)|(?:三|四|五)分の|孤立し|一人だけ|何人か|数名|少数の(?:者|人|参加者)",
        "ko": r"대다수(?:가|는|의 (?:참가|참여|모델))|대부분(?:이|은) (?:||찬성|동의|반대|지지)|많은 (?:이들|사람들)이 (?:찬성|동의|지지)|나머지(?:는|가) |거의 (?:아무도|전부|모든 (?:참|모))"
        rf"|{_WHO}(?: |만)?(?:을|를)? ?(?:제외|빼고)|(?:절반|반수)(?:이|은|가)? ?(?:찬성|동의|지지)|홀로 남|3분의|소수(?:가|만)",
        "ar": rf"أغلب (?:الحاضر|المشارك|الأعضاء|النماذج|الأصوات|هم)\w*|أغلبهم|معظم (?:الحاضر|المشارك|الأعضاء|النماذج|الأصوات)\w*|غالبية|الأغلبي|بقية (?:المشارك|الحاضر|الأعضاء)\w*|الباقون|الآخرون|ثلث (?:المشارك|الحاضر)\w*|ربع (?:المشارك|الحاضر)\w*|الكل(?:ُّ)?(?= (?:مع|يوافق|وافق|ضد))|كل (?:المشارك|الحاضر|الأعضاء)\w*|قلة (?:من|أيد|وافق)|عدا {_WHO}|ما عدا|باستثناء {_WHO}",
        "hi": rf"ज़्यादातर (?:लोग|प्रतिभागी|मॉडल|सदस्य|ने|{_WHO})|अधिकतर (?:लोग|प्रतिभागी|मॉडल|सदस्य|ने)|अधिकांश (?:लोग|सदस्य|ने)|बाकी (?:सब|सभी|लोग|प्रतिभागी|ने)|लगभग सभी|आधे (?:लोग|प्रतिभागी|सदस्य)|एक तिहाई|एक चौथाई|सब(?:ने| ने| लोग) |शायद ही (?:कोई|किसी)|{_WHO} को छोड़कर|कुछ ही लोग|दूसरों ने",
    },
)
"""How many of those who take part do something."""

_FIRST = r"(?:strong|right|correct|best|bett|sound|saf|only|superior|winning)\w*"

OUTCOMES = phrases(
    {
        "en": rf"{_WHO} (?:never|not once) (?:answer|repl|respond)\w*|c[ao]mes? down (?:on the side|in favou?r|for|against)\b|(?:broad|great|wide|larg|bigg|firm)est"
        r" (?:support|backing|following|approval|camp|bloc|faction|group|share)\b|(?:the )?motion (?:failed|passed|carried|fell"
        r"|(?:is|was) (?:carried|lost))\b|by a (?:hair|whisker|nose|mile|(?:narrow|wide|clear|slim) margin)\b|hands down\b"
        r"|narrowly (?:ahead|beat\w*|carri\w+|prefer\w*|edg\w*|lost|loses)\b|edged? out\b|(?:pull|edg|surg|inch|forg|crept|mov)\w* ahead\b"
        r"|carried (?:the (?:room|table|panel|debate|argument|group)|it)\b|(?:had|has|gets?|got) the (?:last|final) word\b"
        r"|judges (?:preferred|favou?red|sided|chose)\b|overwhelming (?:response|sympathy)\b|(?:last|only) (?:option|one|side|camp|position|view)"
        rf" (?:left )?standing\b|no (?:camp|side|view) but\b|(?:support|agreement|backing|opposition|resistance|sympathy|camp)"
        rf"(?: (?:for|to|of|around|behind|with|against))?(?: {_REF})? (?:grew|grows|melted|crumbled|collapsed|fell|shrank|spread|rose"
        r"|eroded|waned|faded|dwindled|swelled|gathered|vanished|evaporated|weakened)\b"
        rf"|{_OPTION} (?:is|was|remains|proved) (?:(?:the|a) (?:{_FIRST} )?(?:answer|choice|case|option|position|view|course)|final|never popular"
        rf"|right|correct|popular|unpopular)\b|the {_FIRST} (?:answer|choice|option|position|view|course|case) (?:is|was|lies)(?: that of| with)? {_REF}"
        rf"|{_WHO} (?:was|is|were|has been|had been) (?:proven|proved|vindicated|in the right)\b"
        rf"|{_WHO} (?:was |is |has |had )?never (?:been )?(?:challenged|contradicted|opposed|disputed|answered (?:any|no))"
        r"|(?:argument|matter|question|debate|dispute) (?:was|is|got) (?:thereby |thus |then )?(?:settled|decided|closed) (?:for|in favou?r|by)\b"
        rf"|(?:yes|no) camp\b|(?:carried|won) by {_REF}",
        "de": rf"setzt\w* sich (?:(?:\w+|{_REF}) ){{0,3}}durch\b|(?:\w+ )?oberhand\b|knapp gewann\b|gewann (?:knapp|{_REF})|gewinnt (?:knapp|{_REF})"
        r"|(?:mehr|weniger|meiste[nr]?|grösste[nr]?|breiteste[nr]?|kaum) (?:rückhalt|zuspruch|zustimmung|unterstützung|anhänger)\b"
        rf"|(?:rückhalt|zuspruch|zustimmung|lager|widerstand) (?:für|gegen|zu|von|um|galt|bei) {_REF}|antrag (?:fiel|scheiterte|ging|kam|wurde)\b"
        rf"|{_REF} (?:behielt|behält|hatte) recht\b|urteil (?:ist|war|lautet\w*|fiel) (?:klar|eindeutig|gefallen|für|gegen)\b"
        rf"|{_OPTION} ist die (?:stärk|best|richtig|überlegen|einzig)\w* \w+|(?:runde|tisch|saal|panel|gruppe) (?:entschied|neigte|beschloss|folgte)\b"
        rf"|(?:nur noch|übrig blieb|blieb nur) {_OPTION}|(?:lag|liegt|ging) (?:\w+ ){{0,3}}vorne?\b|trug den sieg\b|stieg (?:{_WHO} )?aus\b"
        rf"|(?:machte|macht) das rennen\b",
        "fr": rf"prit le dessus\b|prend le dessus\b|a pris le dessus\b|l'a emporté\b|de justesse\b|s'impos[ea]\b|s'est imposée?\b|(?:le )?camp d[eu] {_REF}"
        rf"|soutien (?:à|de|pour) {_REF} (?:a|s'|fond|recul|grand)\w*|(?:plus|moins) de (?:soutien|partisans)\b|motion (?:échou|est|a été)\w*"
        rf"|{_OPTION} est (?:la|le) (?:bon|meilleur|plus|seul)\w*|{_WHO} (?:avait|a eu|eut) raison\b|(?:table|salle|groupe) (?:pencha|trancha|choisit|a tranché)\b"
        r"|arriv(?:a|e|é) en tête\b",
        "es": rf"sal(?:ió|e) adelante\b|gan(?:ó|a) (?:por|{_REF})|iba en cabeza\b|en cabeza\b|se decant(?:ó|a|aron) por\b|mayor (?:respaldo|apoyo|número)\b"
        rf"|(?:más|menos) (?:apoyo|respaldo|partidarios)\b|moción (?:fracas|prosper|fue|se)\w*|(?:apoyo|respaldo) (?:a|para) {_REF} (?:se|cre|ca|fue|disminu)\w*"
        rf"|{_OPTION} es la (?:postura|opción|respuesta|elección|mejor) ?\w*|veredicto\b|{_WHO} (?:tenía|tuvo|lleva) razón\b|dan? la razón a {_WHO}"
        rf"|(?:solo|sólo|únicamente) quedaba?\w* {_OPTION}|bando del (?:sí|no)\b|prevaleci\w+|prevalece\b|{_REF} se impone|mesa (?:se|decidió|eligió|oyó)\b",
        "it": rf"ebbe la meglio\b|in vantaggio\b|ha avuto la meglio\b|ha la meglio\b|la spunt\w+|l'ha spuntata\b|di misura\b|(?:più|maggior|meno) (?:sostegno|appoggio|consenso)\b"
        rf"|mozione (?:è|fu) \w+|{_OPTION} è la (?:scelta|risposta|posizione|migliore)\b|{_WHO} aveva ragione\b|si impos\w+|si impon\w+",
        "pt": rf"levou a melhor\b|saiu por cima\b|leva a melhor\b|ganhou por\b|por pouco (?:venceu|ganhou)\b|à frente ficou\b|(?:mais|maior|menos) (?:apoio|respaldo)\b"
        rf"|moção (?:fracass|passou|foi)\w*|{_OPTION} é a (?:escolha|resposta|melhor)\b|{_WHO} tinha razão\b|saiu (?:vencedor\w*|à frente|na frente)\b|impôs-se\b|se impôs\b",
        "nl": rf"kreeg de overhand\b|kwam als winnaar\b|trok aan het langste eind\b|won (?:het|nipt|{_REF}|de)|nipt (?:won|voor)\b|(?:meeste|meer|minder) (?:steun|bijval)\b"
        rf"|(?:steun|kamp) (?:voor|van) {_REF}|de motie\b|{_OPTION} is de (?:juiste|beste|sterkste)\b|{_WHO} (?:kreeg|had) gelijk\b|lag voor\b",
        "pl": rf"wzię\w+ górę\b|przeważy\w+|przewag\w+|minimalnie\b|(?:więcej|mniej|największ\w+) (?:poparci\w+|zwolennik\w+)|poparcie dla {_REF}|wniosek (?:upadł|przeszedł)\b"
        rf"|{_WHO} mia\w+ rację\b|{_OPTION} jest (?:najlepsz|właściw)\w+|postawi\w+ na swoim\b",
        "ru": rf"одержа\w+ верх\b|берёт верх\b|взял\w* верх\b|возобладал\w*|перевес\w*|с минимальным\b|(?:больше|меньше|наибольш\w+) (?:поддержк|сторонник)\w+"
        rf"|поддержка {_REF} (?:рос|пада|та|уга)\w+|{_WHO} (?:оказал\w+ прав\w*|был\w* прав\w*)|{_OPTION} – (?:верн|лучш)\w+|предложение (?:не )?(?:прошло|принято|отклонено)\b",
        "tr": r"galip (?:geldi|çıktı)\b|üstün geldi\b|ağır bastı\b|öne geçti\b|kıl payı\b|(?:daha|en) (?:çok|fazla) destek\b|önerge\b|haklı çıktı\b",
        "sv": rf"tog hem\b|fick övertaget\b|gick segrande\b|segra\w*|drog det längsta strået\b|knapp seger\b|(?:mest|mer|störst|mindre) stöd\b|{_WHO} fick rätt\b|ledde (?:knappt|med)\b",
        "el": rf"επικράτησ\w*|υπερίσχυσ\w*|κέρδισ\w* (?:οριακά|{_REF})|{_REF} (?:κέρδισε|νίκησε|προηγείται)|(?:περισσότερη|μεγαλύτερη) (?:στήριξη|υποστήριξη)\b",
    },
    wide={
        "zh": rf"{_WHO}(?:没有|从未|未曾|沒有|從未)(?:回应|回答|答复|回應)|占了?上[风風]|佔了?上風|[险險]胜|險勝|占优|佔優|更胜一筹|赢得(?:人心|支持|多)|落选|脱颖而出|支持(?:最|更)(?:大|多|高)|支持(?:消退|瓦解|减少|增加|上升)"
        rf"|提案(?:未|已|获)?通过|动议|裁[决決]|{_OPTION}(?:是|为|才是)?(?:最|更)(?:强|好|佳|正确)|{_WHO}(?:是对的|说对了|有理)|最终(?:只剩|选择|采纳)|遥遥|取得优势",
        "ja": rf"優位に立|勝利し|僅差|押し切|制した|上回っ|支持が(?:広が|集ま|最も|減|増)|最も(?:多く|支持)|可決|否決|{_OPTION}が(?:最善|正しい|正解)|正しかった",
        "ko": rf"우세|앞섰|근소한 차|압도|가장 (?:많은|큰) 지지|지지(?:가|를) (?:늘|줄|더|얻)|가결|부결|{_OPTION}(?:이|가) (?:옳|정답|최선)|옳았",
        "ar": rf"رجحت كفة|تفوق\w*|غلب(?:ت)? (?:كفة|رأي|{_REF})|بفارق|(?:أكبر|أكثر|أقل) (?:تأييد|دعم)|كان {_WHO} محق|انتصر\w*|تغلب\w*|حُسم\w*|حسم",
        "hi": rf"हावी (?:रहा|रही|हुआ)|बाज़ी मार|आगे (?:रहा|निकल)|पलड़ा भारी|सबसे (?:ज़्यादा|अधिक) समर्थन|मामूली अंतर|{_WHO} सही (?:था|थी|निकला)|प्रस्ताव (?:पारित|गिर)",
    },
)
"""How it ended, and who had the better of it."""

_NTH = r"(?:first|second|third|fourth|fifth|sixth|last|final|opening|closing|next|previous)"

ROUNDS = phrases(
    {
        "en": rf"{_NTH} (?:pass|turn|go(?!-)|go-round|iteration|heat|go-around|exchange of views)\b"
        rf"|(?:its|their|his|her|in the|in a|after the|by the|with the|at the) {_NTH} (?:answers?|repl(?:y|ies)|responses?"
        r"|contributions?|statements?|words?|exchange|speech|interventions?|remarks?)\b",
        "de": r"(?:erst|zweit|dritt|viert|fünft|sechst|letzt|nächst|vorig)\w* (?:durchg[aä]ng|durchl[aä]uf|umlauf|wortmeldung|austausch)\w*"
        r"|(?:in|nach|mit|bei) (?:der|ihrer|seiner|einer|dem|ihrem|seinem) (?:erst|zweit|dritt|viert|fünft|sechst|letzt|nächst)\w*"
        r" (?:antwort|beitrag|stellungnahme|erwiderung|replik|gang)\b|(?:im|am|beim) (?:schluss|auftakt|eröffnungs)(?:gang|runde|wort)\b"
        r"|(?:eröffnungs|schluss|anfangs|auftakt)runde\b",
        "fr": r"(?:premi|deuxi|second|troisi|quatri|cinqui|sixi|derni|prochain)\w* (?:tours?|manches?|passages?|échange)\b"
        r"|(?:sa|leur|dans la|dans une) (?:premi|deuxi|second|troisi|quatri|derni)\w* (?:réponse|intervention|contribution|prise)\b",
        "es": r"(?:primera|segunda|tercera|cuarta|quinta|sexta|última) (?:vuelta|fase|pasada)\b|último intercambio\b"
        r"|(?:su|en la|en una|tras la) (?:primera|segunda|tercera|cuarta|última) (?:respuesta|intervención|contribución)\b|en la apertura\b",
        "it": r"(?:primo|secondo|terzo|quarto|quinto|sesto|ultimo) (?:turno|giro|scambio|passaggio)\b"
        r"|(?:sua|nella) (?:prima|seconda|terza|quarta|ultima) (?:risposta|replica)\b",
        "pt": r"(?:primeir|segund|terceir|quart|quint|sext|últim)[oa] (?:turno|volta|passagem)\b"
        r"|(?:sua|na) (?:primeira|segunda|terceira|última) (?:resposta|intervenção)\b",
        "nl": r"(?:zijn|haar|hun|in het|in de) (?:eerste|tweede|derde|vierde|laatste) (?:antwoord|bijdrage|beurt|reactie)\b",
        "pl": r"w (?:pierwszej|drugiej|trzeciej|ostatniej) (?:odpowiedzi|wypowiedzi|turze)\b",
        "ru": r"(?:перв|втор|трет|четв[её]рт|пят|шест|последн)\w* тур\w{0,2}\b|(?:в|во) (?:сво[её]м )?(?:перв|втор|треть|последн)\w+ (?:ответ|выступлени|реплик)\w+",
        "tr": r"(?:i\u0307?lk|i\u0307?kinci|üçüncü|son) (?:turda|yanıtında|cevabında|turunda)\b",
        "sv": r"(?:första|andra|tredje|sista) (?:svaret|svar|inlägget|omgången|varvet)\b",
        "el": r"(?:πρώτη|δεύτερη|τρίτη|τελευταία) (?:απάντηση|φάση|τοποθέτηση)\b",
    },
    wide={
        "zh": r"第[一二三四五六两]次(?:回答|发言|答复|回应|陈述)|(?:首|末|最后一?)次(?:回答|发言|交流|回应)|最后(?:的)?(?:交流|发言|陈述)",
        "ja": r"(?:最初|最後|[一二三四]度目|[一二三四]回目)の(?:回答|発言|答え)",
        "ko": r"(?:첫|두|세|마지막) ?(?:번째)? ?(?:답변|발언|응답)",
        "ar": r"(?:رده|ردها|إجابته|جوابه|الرد|الإجابة) (?:الأول|الثاني|الثالث|الأخير)\w*",
        "hi": r"(?:पहले|दूसरे|तीसरे|आखिरी|अंतिम) (?:उत्तर|जवाब|दौर|चरण) ",
    },
)
"""Rounds that are told in words."""

_THE = r"(?:its|their|his|her|the|an?)"
_EARLIER = r"(?:earlier|first|former|previous|initial|original|own|old)"

MOVES = phrases(
    {
        "en": rf"(?:second thoughts|chang\w* (?:tack|course|tune)|(?:ended up|wound up) (?:agreeing|siding|backing|with)|c[ao]mes? to (?:agree|share|accept)|change of (?:heart|mind))\b|(?:dropp|abandon|revis|reconsider|discard|renounc|revers|recant|soften|shift|rethink|rethought)\w* {_THE} {_EARLIER}\b"
        rf"|(?:soften|shift|revis|reconsider|revers)\w* {_THE} (?:choice|view|stance|position|answer|mind)\b|(?:relent|recant|backtrack|capitulat|waver)(?:ed|s)?\b"
        rf"|(?:back(?:s|ed) down|g[ai]ve(?:s)? (?:way|ground|in)|c[ao]mes? over) (?:to|after|before) {_WHO}|(?:lean(?:ed|t)|tilted) the other way\b|hesitated between\b"
        rf"|(?:at first|initially|originally|in the beginning|first|once|formerly) {_WHO} (?:lean|prefer|favou?r|held|chose|back|want|thought|stood|sided|took)\w*"
        rf"|{_WHO} (?:had |has )?(?:at first|initially|originally|first|once|formerly|previously) (?:lean|prefer|favou?r|held|chose|back|want|thought|stood|sided|took)\w*"
        rf"|{_WHO} (?:later |then |soon )?(?:regret|conced)(?:ted|ed) (?:it|to {_WHO})|ended where {_WHO}",
        "de": rf"(?:gab|gibt) (?:{_WHO} )?nach\b|lenkte?\w* ein\b|eingelenkt\b|nachgegeben\b|verw[ai]rf\w* (?:die|seine|ihre) (?:früher|erst|vorherig|bisherig|ursprünglich)\w*"
        rf"|schwankte\b|sinneswandel\b|besann sich\b|rückte (?:\w+ )?ab\b|(?:anfangs|zuerst|zunächst|ursprünglich) (?:neigte|hielt|war|wollte|stand|dachte|zog)\b"
        rf"|(?:neigte|hielt|stand|wollte|dachte) (?:{_WHO} )?(?:anfangs|zuerst|zunächst|erst|ursprünglich)\b|gab (?:die|seine|ihre) \w+ \w+ auf\b|(?:schloss|schliesst) sich {_WHO}"
        rf"|dachte um\b|überlegte es sich\b|(?:liess|lässt) (?:seine|ihre|die) (?:\w+ )?\w+ fallen\b|landete dort\b|(?:liess|lässt) sich (?:\w+ ){{0,3}}(?:umstimmen|bekehren)\b|schwenkte (?:\w+ |{_WHO} ){{0,5}}um\b",
        "fr": rf"céd[ae]\w* (?:à|devant|face à) {_WHO}|(?:a|fut) (?:cédé|ébranlé|fléchi)\w*|s'est ravisée?\b|se ravis\w+|abandonn\w+ (?:son|sa) (?:premi|anci|précéd)\w+"
        rf"|(?:d'abord|au départ|initialement) (?:{_WHO} )?(?:préf|pench|sout|choisi|voulai)\w+|{_WHO} (?:préférait|penchait) d'abord\b|donn\w+ raison à {_WHO}|revint sur\b|est revenu\w* sur (?:son|sa)\b",
        "es": rf"dando la razón\b|di(?:o|eron) la razón a\b|ced(?:ió|e|ieron) (?:ante|a) {_WHO}|recapacit\w+|cambi\w+ de (?:parecer|idea|bando|rumbo)\b|(?:termin|acab)\w+ (?:por )?(?:acept|ced|coincid|dando)\w*|abandonó su\b|(?:dejó|renunció a) su (?:elección|postura|idea)\b|rectific(?:ó|a)\b"
        rf"|(?:al principio|inicialmente|primero) {_WHO}|{_WHO} (?:al principio|inicialmente|primero) (?:prefer|se inclin|apoy|quer)\w+|lo pensó mejor\b|acabó donde\b|se retractó\b|titubeó\b|reconsider(?:ó|a) su\b",
        "it": rf"ricredut\w+|ci ripens\w+|ci ha ripensato\b|(?:ha )?ced(?:uto|ette|e) (?:a|davanti a) {_WHO}|abbandon\w+ la (?:sua )?(?:prima|precedente|scelta)\b|(?:all'inizio|dapprima|inizialmente) {_WHO}"
        rf"|(?:dato|diede|dà) ragione a {_WHO}|si è convint\w+|ritratt\w+",
        "pt": rf"ced(?:eu|e|eram) (?:a|ao|à|perante) {_WHO}|voltou atrás\b|mud\w+ de (?:ideias|lado|parecer)\b|reconsiderou\b|repensou\b|abandonou (?:a )?sua\b|(?:no início|inicialmente|primeiro) {_WHO}|deu razão a {_WHO}|recuou\b|arrependeu-se\b",
        "nl": rf"ging om\b|ging overstag\b|gaat overstag\b|(?:gaf|geeft) toe\b(?! dat)|(?:kwam|komt) (?:\w+ )?terug op\b|bedacht zich\b|zag af van (?:zijn|haar)\b|(?:eerst|aanvankelijk|in het begin) (?:koos|wilde|neigde|stond) {_WHO}"
        rf"|{_WHO} (?:koos|wilde|neigde|stond) (?:eerst|aanvankelijk)\b|liet (?:zijn|haar) \w+ (?:keuze|standpunt) varen\b|sloot zich aan\b",
        "pl": rf"ustąpi\w+ (?:przed )?{_WHO}|zmieni\w+ zdanie|wycofa\w+ się\b|rozmyśli\w+ się\b|porzuci\w+ (?:swój|swoją|wcześniejsz\w+|poprzedni\w+)\b|(?:początkowo|najpierw) {_WHO}|przyzna\w+ rację {_WHO}|da\w+ się przekonać\b|zawaha\w+ się\b",
        "ru": rf"передума\w+|сменил\w* (?:точку|мнение|позици|сторон)\w*|встал\w* на сторону\b|уступил\w* {_WHO}|отказал\w+ от (?:своего|прежн\w+|перв\w+)\b|сдал\w+сь\b|(?:сначала|поначалу|изначально) {_WHO}|признал\w* правоту\b|заколебал\w+|дал\w* себя убедить\b|склонил\w+ к\b|примкнул\w*",
        "tr": rf"(?:fikr|görüş|karar|taraf|oy)[iıuü]n[iıuü] (?:değiştir|terk)\w*|i\u0307?kna (?:oldu|edildi|etti)\b|geri adım attı\b|vazgeçti\b|(?:başta|önce|başlangıçta) {_WHO}|{_WHO} (?:başta|önce|başlangıçta)\b|{_WHO}\S* hak verdi\b",
        "sv": rf"ändrade (?:sig|åsikt|mening|ståndpunkt)\b|bytte (?:sida|åsikt|fot)\b|gav (?:efter|med sig|vika)\b|övertyga(?:d|des|de)\b|övergav sitt?\b|(?:först|till en början) (?:lutade|ville|valde) {_WHO}",
        "el": rf"άλλαξ\w* (?:γνώμη|άποψη|θέση)\b|πείστηκ\w*|έπεισ\w*|υποχώρησ\w*|αναθεώρησ\w*|μεταπείστηκ\w*|(?:αρχικά|στην αρχή) {_WHO}",
    },
    wide={
        "zh": rf"转而|轉而|[让讓]步|放弃了?(?:先前|原先|之前|最初|自己|原来)|放棄了?(?:先前|原先|之前|最初|自己)|回心转意|改口|动摇|動搖|退让|松口|被{_WHO}(?:打动|折服|说动)|起初{_WHO}|{_WHO}(?:起初|最初|原本|一开始)(?:倾|支持|主张|赞|选)|走到{_WHO}",
        "ja": r"譲歩|折れた|改めた|考え直し|心変わり|翻し|翻意|納得して(?:移|変)|鞍替え|当初は|初めは",
        "ko": r"양보했|물러섰|생각을 바꿨|입장을 바꿨|마음을 돌|재고했|철회했|처음에는|굴복",
        "ar": rf"غيّ?ر(?:ت)? (?:{_WHO} )?(?:رأي|موقف)\w*|اقتنع\w*|أقنع\w*|تراجع(?:ت)? عن (?:رأي|موقف|اختيار)\w*|عدل(?:ت)? عن|تنازل\w*|رضخ\w*|في البداية {_WHO}|كان {_WHO} (?:في البداية|أولا)",
        "hi": rf"(?:राय|मन|विचार|रुख|मत) बदल\w*|मान गया|मान गई|झुक गया|पीछे हट|पहले {_WHO}|{_WHO} (?:ने )?(?:पहले|शुरू में)|अपना (?:पहला )?(?:चुनाव|विचार) छोड़",
    },
)
"""That somebody changed its mind, beyond what `moves.SAYS_MOVED` tells."""

_CLAUSE = "(?<![\\w\ue000-\ue005] )"
"""Where a clause begins: behind no word."""

ADVICE = phrases(
    {
        "en": rf"{_CLAUSE}(?:dear )?readers?\s?[,:!]|system (?:note|message|prompt|notice)\b"
        rf"|{_CLAUSE}(?:choose|pick|trust|prefer|adopt|back|select|follow|support|favou?r|believe|take|side with|go (?:with|for))"
        rf" (?:only |just )?{_REF}|(?:it (?:is|would be) (?:\w+ )?(?:best|better|wisest?|safest?|right|advisable|sensible|time) to"
        r"|(?:one|we|people|all|everyone) (?:should|must|ought to|had better)) (?:trust|choose|pick|follow|back|adopt|believe"
        rf"|side with|go with|prefer|support) {_REF}|{_REF} (?:should|must|ought to|deserves to|has to) be"
        r" (?:trusted|chosen|followed|adopted|believed|preferred|supported|picked)\b",
        "de": rf"{_CLAUSE}(?:liebe[r]? )?leser(?:in|innen)?\s?[,:!]|{_CLAUSE}(?:wählt|vertraut|nehmt|folgt|glaubt|unterstützt"
        rf"|(?:wählen|vertrauen|nehmen|folgen|glauben|unterstützen) sie) (?:\w+ )?{_REF}"
        rf"|(?:man|jeder|wir) (?:soll|sollten?|muss|müssten?|müssen|darf) (?:\w+ )?{_REF} (?:\w+ )?(?:\w*trauen|wählen|folgen|glauben"
        rf"|nehmen|vorziehen)\b|(?:empfiehlt sich|ratsam|ist besser|am besten),? (?:\w+ ){{0,2}}{_REF}"
        rf"|{_REF} ist zu (?:wählen|vertrauen|folgen|bevorzugen)\b",
        "fr": rf"{_CLAUSE}(?:cher\w* )?(?:lecteurs?|lectrices?)\s?[,:!]|{_CLAUSE}(?:choisissez|préférez|suivez|prenez|croyez|soutenez"
        rf"|optez pour|faites confiance à) {_REF}|(?:il (?:vaut mieux|faut|convient de|est (?:préférable|sage) de)|mieux vaut"
        rf"|on (?:doit|devrait)) (?:faire confiance|choisir|suivre|croire|préférer|soutenir|adopter)(?: à| en)? {_REF}",
        "es": rf"{_CLAUSE}(?:\w+ )?lector(?:es|as?)?\s?[,:!]|{_CLAUSE}(?:elij[ao]n?|elige|elegid|escoj[ao]n?|escoge|sig[ao]n?|apoyen?"
        rf"|confí[ae]n? en|cre[ae]n?|prefier[ao]n?) (?:a |en )?{_REF}|(?:conviene|hay que|es (?:mejor|preferible|sensato)|se debe|debemos"
        rf"|lo mejor es) (?:confiar|elegir|escoger|seguir|creer|apoyar|preferir|adoptar) (?:en |a |por )?{_REF}",
        "it": rf"{_CLAUSE}(?:\w+ )?lettor[ei]\s?[,:!]|{_CLAUSE}(?:scegliete|scegli|seguite|preferite|sostenete|fidatevi di) {_REF}"
        rf"|(?:conviene|bisogna|è meglio|si deve|occorre|dobbiamo) (?:fidarsi|scegliere|seguire|credere|sostenere|preferire)(?: di| a| in)? {_REF}",
        "pt": rf"{_CLAUSE}(?:\w+ )?leitor(?:es|as?)?\s?[,:!]|{_CLAUSE}(?:escolham?|sigam?|apoiem?|confiem? em|prefiram?) {_REF}"
        rf"|(?:convém|é (?:melhor|preciso)|deve-se|devemos) (?:confiar|escolher|seguir|acreditar|apoiar|preferir|adotar) (?:em |a |por )?{_REF}",
        "nl": rf"{_CLAUSE}(?:\w+ )?lezers?\s?[,:!]|{_CLAUSE}(?:kies|volg|steun|vertrouw(?: op)?|neem) (?:\w+ )?{_REF}"
        rf"|(?:men|we|je) (?:\w+ ){{1,3}}(?:op |voor )?{_REF} (?:vertrouwen|kiezen|volgen|geloven)\b",
        "pl": rf"{_CLAUSE}czytelni\w+\s?[,:!]|{_CLAUSE}(?:wybierz|zaufaj|poprzyj)(?:cie)? {_REF}"
        rf"|(?:warto|należy|trzeba|lepiej|powinno się) (?:zaufać|wybrać|poprzeć|wierzyć|ufać)(?: w)? {_REF}",
        "ru": rf"читател\w+\s?[,:!]|(?:выб(?:ери|ирай)те|доверяйте|поддержите|следуйте(?: за)?) {_REF}"
        rf"|(?:следует|нужно|надо|стоит|лучше|необходимо) (?:довер|выб|поддерж|вер|следова|предпоч)\w+(?: в| за)? {_REF}",
        "tr": rf"{_CLAUSE}okur(?:lar)?\s?[,:!]|{_REF}\S* (?:seçin|tercih edin|güvenin|destekleyin)\b"
        rf"|{_REF}\S* (?:güvenmek|seçmek|inanmak|desteklemek) (?:gerek|en iyi|lazım|doğru)\w*",
        "sv": rf"{_CLAUSE}läsare\s?[,:!]|{_CLAUSE}(?:välj|följ|lita på|stöd) {_REF}"
        rf"|(?:man|vi) (?:bör|borde|ska|måste) (?:lita på|välja|följa|tro på|stödja) {_REF}",
        "el": rf"αναγνώστ\w+\s?[,:!]|(?:επιλέξτε|διαλέξτε|εμπιστευτείτε|ακολουθήστε) (?:\w+ )?{_REF}"
        rf"|(?:πρέπει|είναι καλύτερο|αξίζει|καλό είναι) να (?:εμπιστευ|επιλέξ|διαλέξ|ακολουθήσ|πιστέψ)\w+ (?:τ\w+ )?{_REF}",
    },
    wide={
        "zh": rf"^(?:读者|讀者|各位)|(?:应当|应该|應當|應該|应|應|最好|不如|必须|必須|值得|宜)(?:相信|选择|選擇|信任|支持|采纳|採納|选|選){_REF}"
        rf"|{_REF}(?:值得|应当被|应被)(?:信|选|采)",
        "ja": rf"^読者|{_REF}(?:を|に)(?:信じる|信頼する|選ぶ|支持する|従う)(?:べき|のが|こと|しか)",
        "ko": rf"독자(?:여|님|들)|{_REF}\S{{0,2}} ?(?:믿어야|선택해야|따라야|지지해야|골라야)",
        "ar": rf"أيها القارئ|(?:اختر|اختاروا|ثقوا|صدقوا|اتبعوا) (?:ب\S* ?|في )?{_REF}|(?:ينبغي|يجب|الأفضل|يستحسن|من الحكمة)"
        rf" (?:الوثوق|اختيار|تصديق|اتباع|دعم|أن ن?\w+) ?(?:ب\S*)? ?{_REF}",
        "hi": rf"पाठको|{_REF} (?:को|पर) (?:चुन|विश्वास कर|भरोसा)",
    },
)
"""What somebody who reads is told to choose or to believe."""

_GIVES_ANSWER = (
    r"\s?(?:(?:\w+ly )?(?:answer(?:s|ed)|repl(?:ies|ied) to|respond(?:s|ed) to|rebut(?:s|ted)|retort(?:s|ed) to)"
    r"|antwortet(?:e)?|erwidert(?:e)?|entgegnet(?:e)?|widerspricht|widersprach|répond(?:it)? à|a répondu à|réplique à"
    r"|contest(?:a|ó) a|respond(?:e|ió|eu|e a|ió a|eu a)|replic(?:a|ó|a a|ó a)|risponde a|rispose a|ha risposto a|replicò a"
    r"|antwoordt?(?:de)?|odpowiada|odpowiedzia\w+|отвечает|ответила?|возражает|возразила?|svarar|svarade"
    r"|απαντά στ\w+|απάντησε στ\w+|(?:回答|回应|回應|反驳|反駁|答复|答覆)了?)\s?"
)
ANSWERS = re.compile(
    rf"(?={_WHO}{_GIVES_ANSWER}({_WHO})|{_WHO}[はが]({_WHO})に(?:答え|反論|応え|返答))"
)
"""That one participant answers another, which is the group that is found."""
