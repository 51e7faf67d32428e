"""What is told beside the reference to an option or a participant: more or fewer, ahead, won, alone."""

from service.domain.claim_words.tables import anywhere

_WHO, _OPTION, _COUNTED = "[\ue000\ue001]", "[\ue002\ue003]", "\ue003"

_COMPARES = (
    r"(?:(?:压倒|高过|反超)了?|überhol\w+|überflügel\w+|adelant\w+ a|rebas\w+ a|sorpass\w+|doubl\w+|ultrapass\w+|inhaal\w+|обогна\w+|обош\w+|geçti|gick om|pass(?:ed|es)|outstripp\w+|overtak\w+|(?:more|fewer|less|greater|as many|as few) (?:than|as)|ahead of|beat(?:s|en|ing)?|surpass\w*|exceed\w*"
    r"|trail\w*|outdo\w*|level with|equals?|equal to|übertrifft|schlägt|dépasse|devance|supera(?: a)?|verslaat"
    r"|overtreft|pokonuje|wyprzedza|опережает|обгоняет|превосходит|(?:超过|多于|胜过|高于)了?)"
)
_STANDS = (
    r"(?:(?:is|was|stands?|stood|ends?|ended|came|comes?|runs?|ran) )?(?:ahead|behind|level|leads?|led|trail(?:s|ed)?"
    r"|tops|topped|first|last|on top|equal|alone|を上回|を超え|に勝|より多|보다 많|을 앞|를 앞)"
)
COUNT_COMPARED = anywhere(rf"(?<!\w){_COMPARES}\s?{_COUNTED}|{_COUNTED}\s?{_STANDS}(?!\w)")
"""What compares to a count, right before it or right behind it."""
LEADS = anywhere(
    r"(?<!\w)(?:the lead\b|in front\b(?! of)|at the (?:head|front|top)\b|ahead\b(?! of)|leads?\b(?! to\b)"
    r"|led\b(?! to\b| [\ue000\ue001])|führung\b|führ(?:t|te|ten|en)\b(?! zu)|vorn\w{0,2}\b|en tête\b|la tête\b"
    r"|men(?:ait|aient)\b|a la cabeza\b|por delante\b|encabez\w+|lider\w*|in testa\b|na frente\b|(?:aan|op) kop\b"
    r"|prowadz\w+|na czele\b|лидир\w*|впереди\b)|领先|領先|リード|首位|선두"
)
"""That an option leads."""
_BEFORE = (
    r"against|oppos(?:e|es|ed|ing)|reject(?:s|ed|ing)?|dismiss(?:es|ed)?|not|than|over|instead of"
    r"|rather than|anti|non|refus(?:es|ed)|abandon(?:s|ed)|disagrees with|contra|gegen|statt|contre"
    r"|plutôt que|en contra de|contro|tegen|przeciw|przeciwko|против|вместо|нет|反对|反對|拒绝|不支持|而非|而不是"
    r"|lehnt|rejette|rechaza|rifiuta|rejeita|verwerpt|odrzuca|отвергает|отверг(?:ла)?"
)
_BEHIND = r"(?:を|に)?(?:反対|拒否|退け|否定)|ではなく|에 반대|을 반대|를 반대|을 거부|를 거부|가 아니|이 아니| ab\b| abgelehnt"
AGAINST = anywhere(
    rf"(?<!\w)(?:{_BEFORE})(?:[\s-]|\b)(?:\w+\s)?\s?{_OPTION}|{_OPTION}\s?(?:{_BEHIND})"
)
"""That somebody is against an option."""
_DECIDED = (
    r"(?:(?:\w+ly )?(?:was|is|were|got|has been|had been|being) (?:the )?(?:chosen|adopted|rejected|selected|picked"
    r"|approved|accepted|dropped|abandoned|endorsed|preferred|favou?red|choice|answer|most|top)"
    r"|(?:then |later |finally )?(?:emerged|carried|shrank|slipped|climbed|surged|finished"
    r"|fell behind|c[ao]mes? (?:first|second|last|out)|ended (?:up )?(?:as|on|first|last|ahead|behind)"
    r"|had (?:lost|gained|grown|more|fewer|most|the most)))"
)
_WINS = (
    r"(?:gana|ganó|ganaron|ganha|ganhou|gagne|a gagné|vince|ha vinto|wint|won|heeft gewonnen|gewinnt|gewann"
    r"|hat gewonnen|wygrywa|побеждает|wins|leads(?! to)|unterliegt|unterlag|pierde|perd|perde)"
)
DECIDED = anywhere(rf"{_OPTION}\s{_DECIDED}(?!\w)|[\ue000\ue002\ue003]\s{_WINS}(?!\w)")
"""What is done to an option by an outcome, and what options and participants do in it."""
_ONLY = r"only|solely|just|nur|allein|seul|seule|solo|sólo|solamente|apenas|somente|alleen|enkel|tylko|jedynie|только|лишь|只有|仅有|唯有|唯独|僅有|오직"
_ALONE = r"alone|only|allein|seule?|solo|sozinho|alleen|samo|один|одна|だけ|のみ|만이|만 |만\b"
ALONE = anywhere(rf"(?<!\w)(?:{_ONLY})\s?{_WHO}|{_WHO}\s?(?:{_ALONE})(?!\w)")
"""That a participant is the only one."""
