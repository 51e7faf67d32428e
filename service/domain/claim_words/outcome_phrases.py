"""How the outcome, and who holds a view, is told in several words."""

import re

from service.domain.claim_words.tables import anywhere, phrases

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
OUTCOME_PHRASES = phrases(
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
        r"|(?:the|all) others\b|the rest\b(?! of the (?!panel|group|table|participants)| of (?:its|their|his|her|a|an|it|this|that)\b)"
        r"|(?:refused|declined|failed) to (?:choose|take part|take sides|participate)\b"
        r"|(?:timed|dropped|bowed) out\b|took no part\b"
        r"|(?:end|clos|conclud|finish)\w* (?:in|with) (?:full |broad )?(?:dis)?(?:agreement|accord)\b"
        r"|a (?:third|quarter|fifth|sixth) of\b(?! (?:the|its|their|a|any) (?!participants|panel|seats|voices|table"
        r"|group|room|votes|models|others|whole|rest|remain|\ue000))|one[- ](?:third|quarter|fifth|sixth)\b"
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
        r"|a voté\b|match nul\b|en tête\b|l'ensemble d(?:u panel|es participants)\b",
        "es": rf"(?:todos|todas|ningun[oa]|sol[oa] un[oa]|muchos|varios|algunos|pocos|la mayor parte) {_PENSAR}\b"
        r"|acuerdo general\b|(?:mayor|menor|más|menos) (?:apoyo|respaldo|seguidores|partidarios)\b|quedó (?:primer|segund|últim)\w*"
        r"|(?:fue|es) la (?:opción )?(?:preferida|elegida|favorita|ganadora)\b|únic[oa] (?:que cambió|en cambiar|cambio)\b|mism[oa] (?:apoyo|respaldo)\b|casi todos\b|acord(?:aron|ó|aban)\b|de acuerdo en\b|un acuerdo\b"
        r"|(?:resultado|conclusión|decisión) (?:del debate|de la discusión)\b|todo el mundo\b|todos (?:los (?:participantes|modelos|demás)|ellos)\b"
        r"|todos (?:coinciden|están|votaron|apoyan)\b|todas las partes\b"
        r"|ningún (?:participante|modelo)\b|ninguno de ellos\b|por ciento\b"
        r"|la mayor parte de (?:ellos|los (?:participantes|modelos|demás|presentes))\b|los demás\b|cada (?:participante|modelo)\b"
        r"|a la cabeza\b|se impus\w+|se impone\b",
        "it": r"(?:la maggior parte|tutti|molti|pochi|alcuni|nessuno) (?:la |lo |ne )?(?:pens\w+|cred\w+|ritien\w+|condivid\w+|vogli\w+)"
        r"|(?:maggior|minor|più|meno) (?:sostegno|consenso|appoggio|sostenitori)\b|a pari merito\b|quasi tutti\b|si sono (?:accordati|messi d'accordo)\b"
        r"|(?:risultato|conclusione|decisione) (?:del dibattito|della discussione)\b|in parità\b|la maggior parte (?:di loro|dei (?:partecipanti|modelli|presenti)|degli altri)\b"
        r"|per cento\b|ogni (?:partecipante|modello)\b|in testa\b|ha prevalso\b"
        r"|prevale\b|gli altri (?:partecipanti|modelli)\b"
        r"|tutti (?:i|gli)? ?(?:partecipanti|modelli|concordano|sono|hanno|d'accordo)\b",
        "pt": r"(?:todos|muitos|poucos|alguns|vários) (?:pens\w+|acredit\w+|ach\w+|quer\w+|partilh\w+)"
        r"|(?:mais|maior|menos|menor) (?:apoio|suporte|apoiantes|apoiadores)\b|todo (?:o )?mundo\b|quase todos\b|um acordo\b"
        r"|(?:resultado|conclusão|decisão) (?:do debate|da discussão)\b|a maior parte d(?:eles|os (?:participantes|modelos|presentes|demais|outros))\b|por cento\b"
        r"|nenhum (?:participante|modelo)\b|cada (?:participante|modelo)\b"
        r"|prevaleceu\b|prevalece\b|os demais\b|na liderança\b"
        r"|todos (?:os )?(?:participantes|modelos|concordam|estão|eles)\b",
        "nl": r"(?:de meesten?|allen?|velen|sommigen|weinigen|geen van hen) (?:denk\w*|vind\w*|will?en|geloof\w*|steun\w*|delen)\b"
        r"|(?:meeste|meer|minder) (?:steun|bijval|aanhang\w*)\b|bijna allen?\b|kwamen overeen\b|(?:uitkomst|conclusie|besluit) van (?:het|de) (?:debat"
        r"|discussie)\b|de meeste (?:modellen|deelnemers|van hen)\b|alle (?:modellen|deelnemers)\b"
        r"|gelijke stand\b|geen enkel(?:e)? (?:model|deelnemer)\b|de overige\w*\b"
        r"|de anderen\b|een derde\b|op kop\b",
        "pl": r"prawie wszyscy\b|uzgodnili\b|(?:wynik|wniosek|decyzja) (?:debaty|dyskusji)\b"
        r"|większość z nich\b|wszystkie (?:modele|strony)\b|żaden (?:model|uczestnik)\b"
        r"|każdy z\b|pozostali\b|na czele\b|dwie trzecie\b",
        "ru": r"(?:все|многие|некоторые|немногие) (?:так |это )?(?:дума\w+|счита\w+|хот\w+|верят|поддерж\w+|раздел\w+)"
        r"|(?:больше|меньше|наибольш\w+) (?:поддержк\w+|сторонник\w+)|почти все\b|договорились\b|пришли к (?:выводу|согласию)\b"
        r"|(?:итог|вывод|решение|результат)\w* (?:спора|дискуссии|дебатов|обсуждения)\b"
        r"|ни один (?:из )?(?:участник|модел)\w*|остальные\b|внич?ью\b"
        r"|две трети\b|лидиру\w+|все (?:участник|модел|сторон|согласн|они)\w*"
        r"|каждый (?:участник|из них)\b",
        "tr": r"(?:çoğu|hepsi|tümü) (?:böyle|bunu|aynı|katıl)\w*|en çok destek\w*",
        "sv": r"de flesta\b|de andra\b|ingen av\b",
        "vi": r"đa số|thiểu số|nhất trí|đồng thuận|bỏ phiếu|phiếu bầu|phiếu\b|mọi người|hòa nhau"
        r"|người thắng|(?:hai|ba|bốn|năm|sáu|bảy|tám|chín|mười) (?:mô hình|vòng|phiếu|bên)",
        "id": r"suara bulat\b|semua (?:model|peserta)\b|sebagian besar\b|tidak ada yang\b",
    },
    wide={
        "ko": r"(?:대부분|모두|다들) (?:그렇게|이렇게|같은|이를)|(?:가장|더) (?:많은|큰) 지지|거의 모두|(?:토론|논의)의 (?:결론|결과)|결론은|최종 (?:결정|결론)|모든 (?:모델|참가자|참여자|측)|대부분의 (?:모델|참가자|참여자)|나머지 (?:모델|참가자)"
        r"|(?:^|[\s한두세네몇])표(?=[를가는은로도에차\s.,]|$)|(?:두|세|네|다섯|여섯|몇|여러)"
        r" ?(?:명|모델|라운드|번|가지|개|차례|쪽|사람|참가자|참여자)|모두 (?:동의|찬성|반대|같은)"
        r"|첫 ?(?:번째)? ?라운드|마지막 ?라운드|(?:첫|두|세|네|다섯) ?번째",
        "ar": r"أغلبي|الأغلب|اغلبي|أكثري|إجماع|بالإجماع|توافق الآراء|تعادل|الفائز|فاز|صوّت|صوت[تو]"
        r"|تصويت|أصوات|الجميع|لا أحد|معظمهم|كلهم|نصف",
        "he": r"הרוב|רוב ה|המיעוט|פה אחד|קונצנזוס|תיקו|מנצח|ניצח|הצביע|הצבע|קולות|כולם|אף אחד",
        "fa": r"اکثریت|اقلیت|اتفاق آرا|اجماع|تساوی|برنده|رأی|رای داد|آرا|همه (?:مدل|شرکت)|هیچ‌?کس",
        "hi": r"(?:सभी|सब|अधिकांश) (?:ऐसा|यही|इसे)|बहुमत|अल्पमत|सर्वसम्मत|आम सहमति|बराबरी|विजेता|जीत|मतदान|वोट|सभी (?:मॉडल|प्रतिभागी)|सबने"
        r"|कोई नहीं|(?:^|\s)(?:तीन|चार|पाँच|पांच|छह|आधे)\s|अधिकांश (?:मॉडल|प्रतिभागी)",
        "th": r"เสียงข้างมาก|เสียงข้างน้อย|เอกฉันท์|ฉันทามติ|เสมอกัน|ผู้ชนะ|ชนะ|โหวต|ลงคะแนน|ทุกคน|ไม่มีใคร",
    },
)
MODELS = anywhere(
    r"\b(?:all|most|every|both|several|many|few|no|each|some|other)"
    r" (?:of )?(?:the |these )?(?:other )?(?:models?|ais?|systems)\b"
    r"|\balle modelle\b|\bdie meisten modelle\b|\btous les modèles\b|\btodos los modelos\b"
    r"|\btutti i modelli\b|\btodos os modelos\b|\balle modellen\b|\bвсе модели\b"
)
"""What counts the panel, unless the debate is about models itself."""
MODEL_WORD = re.compile(r"model|modèl|модел|\bais?\b|system|模型|モデル|모델")
GROUP_FAVOURS = anywhere(
    r"\b(?:the (?:panel|group|table|debate|participants|models|panell?ists)|participants|models)"
    r" (?:\w+ly )?(?:favou?r|back|choos|chose|prefer|support|reject|agree|endors|settl|converg"
    r"|sid|decid|conclud|land|lean|split|tilt|divid|swung|swing|was (?:split|divided)"
    r"|were (?:split|divided)|is (?:split|divided)|are (?:split|divided))\w*"
)
