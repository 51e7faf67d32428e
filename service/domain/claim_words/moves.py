"""Words for changing one's mind, for keeping it, and for having changed another's."""

import re

from service.domain.claim_words.tables import phrases

_A = r"(?:its|their|his|her|the)"
SAYS_MOVED = phrases(
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
        r"|ripensat\w+|ha ceduto\b|passat\w (?:dalla parte|a favore)\b|si è unit\w\b|ha finito per\b|adottato la posizione\b",
        "pt": r"convenc\w*|persuad\w*|mud\w+ de (?:opinião|posição|ideia|lado)\b"
        r"|reconsider\w+|cedeu\b|passou para o lado\b|juntou-se\b|acabou por\b|adotou a posição\b",
        "nl": r"overtuigde?n?\b|liet zich\b|sloot zich\b|overgehaald\b|veranderde van\b|stapte over\b",
        "pl": r"przekona\w*|zmieni\w+ (?:zdanie|stanowisko)\b",
        "ru": r"убедил\w*|переубе[дж]\w*|согласил\w* с \ue000|сменил\w* (?:свою )?(?:позицию|мнение|точку)\b|изменил\w* (?:сво[её] |свою )?(?:мнение|позицию|точку)\b|перешл?\w* (?:к|на)\b",
    },
    wide={
        "zh": "说服|說服|改变(?:了)?(?:主意|立场|看法)|改變(?:了)?(?:主意|立場|看法)|转而支持|轉而支持|转向|改投|倒向|改变(?:了)?(?:想法|主张|观点|态度)"
        "|转变(?:了)?(?:立场|态度|想法|看法)|转为支持|改为支持|最终(?:同意|接受|支持|认同)|加入了?\ue000|阵营|动摇|妥协|让步",
        "ja": "説得され|説得し|考えを変え|立場を変え|意見を変え|転じ|乗り換え|考え直し|立場を転換|譲歩し|支持に回|側につ|\ue000に(?:同意|賛同|同調)した|考えるようになった",
        "ar": "أقنع|اقتنع|غيّر رأي|غيّر \ue000 رأي|غير رأيه|انضم إلى",
        "hi": "(?:विचार|राय|मत|रुख) बदल|मना लिया|राज़ी",
        "tr": "ikna (?:etti|edildi|oldu)|(?:fikrini|görüşünü|tutumunu) değiştir",
        "ko": "설득|마음을 바꾸|입장을 바꾸|생각을 바꾸|돌아섰|바꿨",
    },
)
"""That somebody moved, or was the reason for it."""
SAYS_STAYED = phrases(
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
PERSUADES = (
    r"(?:\w+ly )?(?:(?:has|had|a|ha) )?(?:persuade[ds]|convince[ds]|sway(?:s|ed)|won over|wins over|overzeugde|überzeugte?"
    r"|überzeugt|convaincu|convainc|persuadé|convenció a|convence a|convinse|convinto|convenceu|overtuigde|przekona[łl]a?"
    r"|убедила?|переубедила?|说服了?|說服了?)"
)
"""What a participant that moved is not said to have done."""
CREDITS_NOBODY = re.compile(
    r"(?<!\w)(?:(?:of|on) its own (?:accord|initiative|motion)|unprompted|by (?:nobody|no one|anyone|itself)"
    r"|credit\w* (?:to )?(?:itself|nobody|no one)|von selbst|aus eigenem antrieb|de (?:lui-même|son propre chef)"
    r"|por (?:sí mismo|su cuenta|iniciativa propia))\b|自行|自发|自ら"
)
"""That somebody moved on nobody's point."""
