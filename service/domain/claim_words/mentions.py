"""What participants, options, rounds and readers are called in general."""

import re

from service.domain.claim_words.tables import anywhere

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
OPTION_WORDS = (
    "options?|choice|alternative|opción|opciones|opção|opzione|optie|opcja|opcję|opcji|seçenek"
    "|вариант\\w*"
    "|选项|選項|方案|選択肢|オプション|옵션|선택지|안|خيار|الخيار|विकल्प"
)
ROUND_WORD = (
    r"rounds?|runden?|manches?|tours?|rondas?|vueltas?|turn[oi]|gir[oi]|tornata|rodadas?|rondes?"
    r"|rund\w{1,4}|tur\w{0,4}|раунд\w*|тур\w{0,3}|раунді|runda\w*|omgång\w*|kol\w{1,2}|vòng"
    r"|putaran|ronde|babak|kierros\w*|forduló\w*|γύρο\w*|الجولة|جولة|سיבוב|סיבוב|دور|दौर|รอบที่|รอบ"
    r"|ラウンド|라운드"
)
COUNTS_ROUNDS = anywhere(
    r"(?<!\w)(?:rounds?\b(?!-| off\b| up\b| out\b| trip\b| the (?:clock|world|corner)\b)"
    r"|runden?\b|rondas?\b|rodadas?\b|rondes?\b|rund(?:a|y|zie|ę|ach)\b|раунд\w*)",
    wide=r"ラウンド|라운드|[轮輪](?!流|胎|廓|换|換|到|椅|子)",
)
"""What needs the number of a round beside it."""
NOT_A_ROUND = re.compile(r"\b(?:all|year|other way)[- ]round\b")
ADDRESSES = anywhere(
    r"^\W*(?:buy|visit|click|see|go to|read|trust|believe|ignore|follow|note|remember|consider|skip"
    r"|subscribe|check)\b"
    r"|(?<!\w)(?:readers? (?:are|is) (?:advised|asked|told|invited|urged)\b|trust this\b|dear reader"
    r"|(?:the|these|this|those) (?:citations?|ledger|summary|overview|sentence)\b"
    r"|(?:please|veuillez|s'il vous plaît|por favor|per favore|alstublieft|proszę|пожалуйста|lütfen)\b"
    r"|bitte\b(?! um\b)|(?:you|readers?) (?:may|can|could|might|will|must|should|shall|have to|has to|needs? to|are to|ought)\b"
    r"|(?:note|message|notice|memo) to (?:any|all|the|every|whoever|readers?|assistants?|models?)\b"
    r"|vous devez\b|dot (?:com|org|net|io|ai|dev|example)\b)",
    wide="请(?![求教愿问])|請(?![求教願問])|ください|なさい|주세요|하십시오|하세요",
)
"""What is said to whoever reads."""
