"""Whether short prose without any ballot declines the task.

Only the beginning of a short text is looked at, and only for saying that one will not answer or
take part: "I cannot support full release" is an argument. Another language is a row of `DECLINES`.
"""

import re

_LONGEST = 1_000
_OPENING = 300

_ENGLISH = (
    r"\b(?:(?:i|we)(?: am|'m| are|'re)? (?:really |truly |very |so )?(?:sorry|apologi[sz]e)\b"
    r"(?=.{0,80}\b(?:can't|cannot|can not|unable|not able|won't|will not|not allowed|not permitted))"
    r"|(?:i|we) (?:must|have to|need to|would|'d|will|respectfully|politely|prefer to)?"
    r"(?: respectfully| politely| like to)? ?decline\b"
    r"|(?:can't|cannot|can not|won't|will not|unable to|not able to|not going to|must refuse to"
    r"|refuse to|not comfortable|don't feel comfortable|not appropriate for me to)"
    r" (?:\w+ ){0,2}(?:help|assist|comply|participat\w+|answer|respond|fulfil\w*|engag\w+"
    r"|choos\w+ (?:an?|any|one|between|among)|pick(?:ing)? (?:an?|any|one|a side)"
    r"|select(?:ing)? (?:an?|any|one)|tak\w+ (?:a |any )?(?:sides?|positions?|stances?|part)"
    r"|shar\w+ (?:my |any |a )?(?:personal |political )?(?:opinions?|views?)|vote (?:on|in)\b"
    r"|cast(?:ing)? (?:a|any) (?:vote|ballot)|discuss\w*|provid\w+|continu\w+|do (?:that|this))"
    r"|as an ai\b.{0,60}\b(?:don't|do not) (?:have|hold|take)\b"
    r"|(?:would rather|'d rather|prefer to|prefer) not (?:to )?(?:answer|choose|pick|take|say)"
    r"|(?:against|violates?) (?:my|our|the) (?:\w+ )?(?:guidelines|polic(?:y|ies)))"
)

# By language, whatever the order of the words: not being able or willing, then answering.
DECLINES = {
    "en": _ENGLISH,
    "es": r"\bno (?:puedo|podemos|debo|me es posible) (?:\w+ ){0,2}(?:ayudar|asistir|responder"
    r"|contestar|participar|cumplir|proporcionar|elegir una|tomar (?:partido|posición)|opinar)",
    "fr": r"\bne (?:peux|peut|puis|pouvons|suis|saurais) (?:\w+ ){0,4}(?:\w+')?(?:aider|assister"
    r"|répondre|participer|choisir une|prendre (?:parti|position)|fournir|traiter)",
    "de": r"\b(?:kann|können|darf|möchte|werde)\b[^.!?]{0,60}\bnicht\b[^.!?]{0,60}"
    r"\b(?:helfen|beantworten|weiterhelfen|behilflich|teilnehmen|unterstützen|antworten)",
    "pt": r"\bnão (?:posso|podemos|consigo|devo) (?:\w+ ){0,2}(?:ajudar|ajudá|auxiliar|responder"
    r"|participar|atender|fornecer|escolher uma|opinar)",
    "it": r"\bnon (?:posso|possiamo|sono in grado di|mi è possibile) (?:\w+ ){0,2}(?:aiutar"
    r"|assister|risponder|partecipar|fornir|scegliere un|prendere posizione)",
    "nl": r"\bkan\b[^.!?]{0,40}\b(?:niet|geen)\b[^.!?]{0,40}\b(?:helpen|beantwoorden|deelnemen)",
    "pl": r"\bnie (?:mogę|jestem w stanie) (?:\w+ ){0,2}(?:pomóc|odpowiedzieć|uczestniczyć)",
    "sv": r"\bkan (?:\w+ ){0,2}inte (?:\w+ ){0,2}(?:hjälpa|svara|delta)",
    "tr": r"(?:yardımcı olam|yardım edem|cevap verem|yanıt verem|yanıtlayam|cevaplayam|katılam)",
    "ru": r"\bне (?:могу|можем|смогу|в состоянии|буду) (?:\w+ ){0,3}"
    r"(?:помочь|ответить|отвечать|участвовать|выполнить|обсуждать|выб(?:рать|ирать) вариант)",
    "uk": r"\bне (?:можу|зможу) (?:\w+ ){0,3}(?:допомогти|відповісти|брати участь)",
    "ar": r"(?:لا (?:أستطيع|استطيع|يمكنني|يمكننا)|لست قادر)[^.!؟]{0,40}"
    r"(?:مساعد|الإجابة|الاجابة|المشاركة|الرد|تقديم)",
    "he": r"(?:לא (?:יכול|יכולה|ניתן)|איני יכול)[^.!?]{0,40}(?:לעזור|לסייע|לענות|להשתתף)",
    "fa": r"(?:نمی[\u200c ]?توانم|قادر نیستم)[^.!؟]{0,40}(?:کمک|پاسخ|شرکت)|کمک[^.!؟]{0,30}نمی",
    "hi": r"(?:मदद|सहायता|उत्तर|जवाब|भाग|सहयोग)[^।.!?]{0,30}(?:नहीं|असमर्थ)",
    "zh": r"(?:无法|不能|不便|無法|拒绝|拒絕|不可以)[^。！？]{0,12}"
    r"(?:回答|协助|協助|帮助|幫助|提供|参与|參與|满足|滿足|讨论|討論|处理|處理|选择任何|選擇任何)",
    "ja": r"(?:お答え|答え|回答|お手伝い|手伝|対応|お応え|応じ|協力|参加)[^。]{0,12}"
    r"(?:できません|できない|できかね|いたしかね|しかね|られません|ることはできません)",
    "ko": r"(?:도와|도움|답변|대답|참여|응답|제공)[^.。]{0,16}(?:없습니다|못합니다|어렵습니다|않겠)",
    "vi": r"(?:không thể|xin từ chối)[^.!?]{0,30}(?:giúp|hỗ trợ|trả lời|tham gia|đáp ứng)",
    "id": r"tidak (?:dapat|bisa)[^.!?]{0,30}(?:membantu|menjawab|berpartisipasi|memenuhi)",
}
_DECLINES = re.compile("|".join(f"(?:{pattern})" for pattern in DECLINES.values()), re.DOTALL)
_APOSTROPHES = str.maketrans(dict.fromkeys("’‘ʼ", "'"))


def is_refusal(text: str) -> bool:
    """Return whether `text`, which holds no ballot, is a short refusal."""
    if len(text) > _LONGEST:
        return False
    opening = " ".join(text[:_OPENING].translate(_APOSTROPHES).casefold().split())
    return _DECLINES.search(opening) is not None
