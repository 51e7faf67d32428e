"""Words that deny or doubt, by language: what a quote must not leave out of its sentence.

A further language is a row in `DENIES` and, where it denies behind the verb, in `DENIES_AFTER`, and
its "that" in `THAT` or `THAT_BEHIND_COMMA`; its words of doubt are one in `FALSE`, and what may stand
before a verdict one in `LINKS`. All in small letters. What a word of one language means in another
counts: a word that is ordinary somewhere is no row here.
"""

import re
from collections.abc import Mapping


def _words(rows: Mapping[str, str]) -> frozenset[str]:
    return frozenset(" ".join(rows.values()).split())


DENIES = _words(
    {
        "en": "not never no nobody none nothing neither nor cannot without hardly barely scarcely"
        " nowhere doubt doubts deny denies false untrue",
        "de": "nicht nie niemals kein keine keinen keinem keiner keines niemand nichts weder noch"
        " ohne kaum nirgends",
        "fr": "ne pas jamais aucun aucune rien ni sans guère nullement",
        "es": "no nunca jamás ningún ninguna ninguno nadie nada ni sin tampoco apenas",
        "it": "non mai nessun nessuno nessuna niente nulla né senza neppure neanche",
        "pt": "não nunca jamais nenhum nenhuma ninguém nada nem sem tampouco",
        "nl": "niet nooit geen niemand niets noch zonder nauwelijks",
        "pl": "nie nigdy żaden żadna żadne nikt nic ani bez",
        "ru": "не нет никогда никто ничто ничего ни без нельзя вряд",
        "uk": "не ні ніколи ніхто без",
        "sv": "inte aldrig ingen inget inga utan icke ikke aldri",
        "tr": "değil hiç yok",
        "ko": "안 못",
        "ar": "لا لم لن ليس ليست غير دون ما",
        "he": "לא אין אינו אינה בלי",
        "fa": "نه بدون هیچ",
        "hi": "नहीं न मत बिना",
        "vi": "không chưa chẳng",
        "id": "tidak bukan tanpa jangan",
    }
)
NOT_ONLY = re.compile(
    r"\bnot (?:only|just|merely)\b|\bnicht (?:nur|blo(?:ss|ß))\b|\bpas seulement\b|\bno s[oó]lo\b"
    r"|\bnon sol[oe]\b|\bnão só\b|\bniet alleen\b|\bnie tylko\b|\bне только\b"
)
DENIES_WIDE = re.compile(
    "(?:不(?![过過仅僅同断斷少但])|没|沒|未(?![来來])|非(?!常)|无(?!论)|無(?!論)|勿|别|別|안 ?|못 ?)[^，。,. ]{0,3}$"
)
DENIES_AFTER = _words(
    {
        "de": "nicht nie niemals keineswegs",
        "fr": "pas jamais nullement",
        "nl": "niet nooit",
        "sv": "inte ikke aldrig",
        "tr": "değil değildir yok",
        "ko": "않는다 않다 않습니다 않는 없다 없습니다 없는 아니다 아닙니다 아닌 못한다 못합니다 않아 않고",
        "hi": "नहीं",
    }
)
"""Negations that stand behind what they deny, with a few words between."""
DENIES_RIGHT_AFTER = frozenset({"not", "never"})
DENIES_AFTER_WIDE = re.compile(
    r" ?(?:지|지는|지도|하지|하지는)? ?(?:않|못하|없|아니)"
    "|[^、。]{0,6}?(?:ない|なく|なか|ません|ぬ$|まい|ず(?:$|に))"
)


# What holds across a whole sentence, where a quote stands in what somebody does (not) say, think
# or show: "nobody, in all these years, has shown that ...".

LIMITS = _words(
    {
        "en": "without",
        "de": "ohne noch",
        "fr": "sans",
        "es": "sin",
        "it": "senza",
        "pt": "sem",
        "nl": "zonder",
        "pl": "bez",
        "ru": "без",
        "sv": "utan",
        "ar": "دون ما",
        "fa": "بدون",
        "hi": "बिना",
        "id": "tanpa",
    }
)
"""Words of `DENIES` that deny what stands next to them only."""
FALSE = _words(
    {
        "en": "doubtful false falsely untrue wrong wrongly myth mistaken mistake mistakenly"
        " error fallacy illusion lie nonsense absurd dubious unproven disproved refuted"
        " implausible fiction delusion fantasy misconception rubbish fable",
        "de": "falsch unwahr bezweifle bezweifelt bezweifeln zweifle zweifelt zweifelhaft"
        " zweifel bestreite bestreitet leugne leugnet irrtum irrig irrt lüge märchen"
        " mythos unsinn trugschluss fälschlich unwahrscheinlich unbewiesen widerlegt"
        " illusion fehlschluss irrglaube falschmeldung quatsch",
        "fr": "faux fausse doute doutes doutons douteux nie nient mensonge mythe erreur"
        " illusion erroné absurde improbable réfute conteste",
        "es": "falso falsa dudo dudamos dudoso niego niega mentira mito error ilusión erróneo"
        " equivocado equivocan equivoca absurdo improbable refuto",
        "it": "falso falsa dubito dubita dubitiamo dubbio nego nega bugia menzogna mito errore"
        " illusione sbagliato sbaglia assurdo improbabile",
        "pt": "falso falsa duvido duvida duvidamos nego nega mentira mito erro ilusão errado"
        " errada absurdo improvável",
        "nl": "onwaar vals fout onjuist betwijfel betwijfelt twijfel ontken ontkent mythe"
        " leugen vergissing illusie onwaarschijnlijk",
        "pl": "nieprawda nieprawdą fałsz fałszem wątpię wątpi wątpliwe mitem błąd błędem"
        " kłamstwo kłamstwem zaprzeczam fałszywe",
        "cs": "nevěřím neplatí nemyslím pochybuji mýtus lež omyl neprokázal nepravda",
        "ru": "неверно неправда ложь ложно миф сомневаюсь сомнительно сомневается отрицаю"
        " отрицает ошибочно заблуждение ошибка ошибается невероятно маловероятно"
        " ложное ложен ошибочен мифом ложью ошибкой заблуждением",
        "uk": "неправда неправильно хибно міф сумніваюся сумнівно заперечую помилка брехня",
        "sv": "falskt fel tvivlar förnekar myt lögn misstag osant tviler feil usant løgn"
        " tvivler forkert",
        "tr": "yanlış yalan şüpheliyim yanlıştır yalandır",
        "ar": "أشك أنكر خطأ كذب وهم خرافة باطل",
        "he": "שקר טעות מיתוס מפקפק שגוי",
        "fa": "دروغ غلط نادرست",
        "hi": "झूठ गलत",
        "vi": "nghi",
        "id": "salah keliru mitos ragu bohong",
        "el": "ψέμα λάθος μύθος αμφιβάλλω",
        "hu": "nem senki hamis téves tévedés kétlem mítosz hazugság",
        "fi": "ei kukaan epäilen väärin myytti valhe harhaa",
        "ro": "nimeni fals îndoiesc minciună greșit",
        "ko": "거짓이다 거짓입니다 거짓말이다 틀렸다 틀렸습니다 틀리다 오해다 착각이다 잘못이다 신화다 허구다",
    }
)
"""What calls false what stands before it, or behind its "that"."""
DOUBTS = FALSE | _words(
    {
        "en": "doubt doubts doubted deny denies denied lies reject rejects dispute disputes"
        " refuse refuses fail fails failed pretend pretends pretending unlikely naive",
        "es": "duda rechazo",
        "cs": "není nikdo",
        "uk": "немає",
        "el": "δεν κανείς ποτέ",
    }
)
"""What tells that somebody does not hold what follows."""
AFFIRMS = re.compile(
    r"\b(?:no|not|never|cannot|don't|can't|nobody|without|little|beyond) (?:one )?(?:a |any )?"
    r"(?:doubts?|doubted|den(?:y|ies|ied)|disputes?|mistake)\b"
    r"|\b(?:kein(?:en)?|ohne) zweifel\b|\b(?:bezweifle|bestreite|bezweifelt|bestreitet) nicht\b"
    r"|\bniemand (?:bezweifelt|bestreitet|leugnet)\b"
    r"|\b(?:sin|no hay) duda\b|\bno (?:dudo|niego)\b|\bnadie (?:duda|niega)\b"
    r"|\b(?:sans|nul|aucun) doute\b|\bne (?:doute|nie|conteste) pas\b|\bpersonne ne (?:doute|nie)\b"
    r"|\bsenza dubbio\b|\bnon (?:dubito|nego)\b|\bnessuno (?:dubita|nega)\b"
    r"|\bsem dúvida\b|\bnão (?:duvido|nego)\b|\bninguém (?:duvida|nega)\b"
    r"|\bне (?:сомневаюсь|отрицаю)\b|\bникто не (?:сомневается|отрицает)\b|\bбез сомнения\b"
)
"""What denies a doubt, and so says what follows."""
THAT = "that|whether|if|que|qu'|che|dat|att|bahwa|rằng|ki"
"""What begins a clause that tells what somebody says, thinks or shows ..."""
THAT_BEHIND_COMMA = "dass|daß|ob|што|что|будто|що|że|iż|že|hogy|että|că|ότι|πως|کہ|که|कि|أن|أنّ|بأن"
"""... and in languages that set a comma before it, or may."""
THESIS = re.compile(
    rf"(?:\A\W*|\b(?:claim|idea|notion|belief|view|argument|assumption|hope|promise|theory|story"
    r"|behauptung|annahme|idee|vorstellung|these|hoffnung|ansicht|meinung|affirmation|thèse|hypothèse"
    r"|idea|afirmación|tesis|creencia|promesa|affermazione|tesi|ideia|afirmação|tese|утверждение"
    rf"|мысль|идея|тезис|bewering|gedachte|twierdzenie|teza),? (?:de |di )?)"
    rf"(?!if|ob|ki)(?:{THAT}|{THAT_BEHIND_COMMA})(?!\w)[\s,]*\Z"
)
"""What makes of a clause the subject of a sentence, of which the rest says how true it is."""
FALLS = _words(
    {
        "en": "collapses collapsed crumbles fails fail failed misleads",
        "de": "trügt täuscht scheitert",
        "fr": "trompe s'effondre",
        "es": "engaña fracasa",
        "it": "inganna crolla",
        "pt": "engana",
        "nl": "misleidt",
        "ru": "рушится",
    }
)
"""What such a rest says, beside negations."""
FOR_THAT = re.compile(
    r"\b(?:so|given|now|such|in|provided|because of the fact|due to the fact) that\b|\bso ?da(?:ss|ß)\b"
    r"|\b(?:ya|puesto|dado|así|modo|manera|tanto|para|visto) que\b"
    r"|\b(?:parce|puis|alors|tandis|bien|pour|afin|dès|sorte|vu) ?qu(?:e\b|')"
    r"|\b(?:já|visto|dado|forma) que\b|\b(?:dato|visto|modo) che\b"
    r"|\b(?:потому|так|оттого) что\b|\bтому що\b|\b(?:därför|så|för) att\b|\b(?:dlatego|mimo) że\b"
)
"""Words for "because", "so that" and the like in which a "that" tells nobody's thought."""
RESTARTS = re.compile(
    r"[,،] ?(?:and|so|for|yet|while|und|denn|also|doch|y|et|donc|car|e|quindi|så|och|og|en|dus|i|więc"
    r"|a|и|а|поэтому|і|тому|و)\b"
    r"|\b(?:but|aber|sondern|pero|sino|mais|ma|bensì|mas|maar|ale|lecz|но|але|men|ama|लेकिन)\b"
)
"""Where a sentence goes on to say something of its own, whatever it denied before."""
SUBORDINATE = re.compile(
    r"\A(?:since|because|as|if|when|while|although|though|unless|weil|da|wenn|obwohl|falls|porque"
    r"|como|si|aunque|cuando|puisque|comme|quand|bien|poiché|siccome|quando|se|embora|omdat|als"
    r"|hoewel|ponieważ|jeśli|если|хотя|когда|eftersom|om)\b[^,]*,"
)
"""A clause before the main one of a sentence."""
STANCE_WIDE = re.compile(
    "(?:不(?![仅僅只但]|可否认)|没|沒|未(?![来來])|无(?![论疑])|無(?![論疑])|难以|很难|難以|谁(?:能|敢|又)|从来?无人"
    "|无人|鲜有)[^。！？；]{0,12}?"
    "(?:证据|證據|表明|证明|證明|显示|顯示|认为|認為|相信|觉得|覺得|以为|以為|说明|說明|意味|保证|保證|同意|赞成"
    "|承认|承認|指望|主张|主張|断言|认同|說|说)"
    "(?:[，,：:]?[^，,：:。！？；]*)$"
    "|(?:怀疑|懷疑|质疑|質疑|否认(?<!可否认)|否認|误以为|誤以為|误认为|誤認為|谎称|妄称|错误地|所谓|所謂|谣传|假装)"
    "(?:[，,：:]?[^，,：:。！？；]*)$"
)
"""The same in a script without words: a denied verb of saying, and what it governs."""
TRUE = _words(
    {
        "en": "true correct right",
        "de": "wahr richtig stimmt korrekt zutrifft",
        "fr": "vrai exact juste",
        "es": "cierto verdad verdadero",
        "it": "vero giusto",
        "pt": "verdade certo",
        "nl": "waar juist klopt",
        "pl": "prawda prawdą",
        "ru": "так правда верно",
        "sv": "sant stämmer",
        "tr": "doğru",
        "ar": "صحيح صحيحا",
        "hi": "सच",
        "id": "benar",
        "vi": "đúng",
        "ko": "사실이",
        "he": "נכון",
        "el": "αλήθεια",
    }
)
LINKS = _words(
    {
        "en": "is are was were be been would it's that's which that this it they these or but yet though"
        " however so a an the of course simply plainly just quite utterly pure purely claimed does do did"
        " has have had can",
        "de": "ist sind war wäre bleibt das dies was es aber doch jedoch oder ein eine der die schlicht"
        " einfach reiner reine bloß natürlich leider so tut tun",
        "fr": "est c'est sont était ce cela ça qui mais un une le la pure simplement l'est n'est ne",
        "es": "es son era fue eso esto lo cual pero un una el la pura puro simplemente",
        "it": "è sono era ciò questo questa il la che ma un una un' pura semplicemente",
        "pt": "é são era isso isto o que mas um uma a pura simplesmente",
        "nl": "is zijn was dat dit wat maar een het de gewoon simpelweg",
        "pl": "jest są to co ale było jednak",
        "ru": "это является что но просто чистая есть было однако",
        "uk": "це є що але",
        "sv": "är var det detta vilket men en ett ren er var et",
        "tr": "bu bir ama iddiası doğru",
        "ko": "말은 주장은 것은 생각은 그것은 이는 이것은 하지만",
        "ar": "هذا هو هي ذلك ولكن لكن وهذا فهذا أمر",
        "he": "זה זו היא הוא אבל",
        "hi": "यह है बात लेकिन",
        "id": "itu adalah ini tetapi tapi yang",
        "vi": "là điều đó này nhưng",
        "el": "είναι αυτό αλλά ένα ένας",
    }
)
"""What may stand between a statement and what calls it false."""
GOES_ON = frozenset(
    ["to", "for", "not", "about", "in", "of", "on", "by", "with", "zu", "nicht", "de", "bei"]
)
"""What makes of "wrong" something else than a verdict: it is wrong to wait, a mistake in it."""
FALSE_WIDE = re.compile(
    "[，,：:—]{0,2}(?:但|可是?|然而|不过)?(?:的|这|這|那|此|其|该)?[^，,。！？；]{0,6}?"
    "(?:不成立|站不住|不实|不实|不属实|不可信|是?[错錯](?![过過失])|谎[言话]|謊言|谣[言传]|謠言|谬[误论]|謬|误[解区会]|誤解"
    "|虚[构假]|神话|神話|荒谬|幻想|假[的话象]|没有根据|毫无根据|并非如此|不是真的|不正确|不对(?!称))"
    "|、?(?:という|といふ|とする|との|とは|って|と)[^。！？]{0,16}?"
    "(?:誤[りっ解]|間違|嘘|うそ|幻想|神話|ない|なか|ません|疑|否定|まちがい|錯覚|思い込み|無理がある)"
    "|、?(?:それ|これ)は[^。！？]{0,4}?(?:誤り|間違|嘘|うそ|幻想|神話|誤解)"
)
