"""Orders in Turkish; what the fields are is in `language`."""

from service.domain.order_words.language import Language

TURKISH = Language(
    statement=r"(?:\w+ ){0,2}?\w*m[ae]li(?:l[ae]r)?(?!\w)",
    begins=r"(?:oy|sec|yanit|cevap|talimat|kural|komut|herkes|hepiniz|moderator|bundan"
    r"|artik|sadece|yalniz|lutfen|diger|tum|yeni|yok|unut|gormezden|tercih)",
    verb_last=True,
    readers=r"(?:(?:tüm|bütün|diğer|her) (?:\w+ ){0,2}(?:katılımcı\w*|model\w*|panelist\w*)"
    r"|herkes|hepiniz|siz|sizler|sizden|lütfen)",
    drop=r"yok say(?:ın(?:ız)?|malı\w*)?|görmezden gel(?:in(?:iz)?|meli\w*)?|unut(?:un(?:uz)?"
    r"|malı\w*)?|dikkate alma(?:yın(?:ız)?|malı\w*)?|göz ardı ed(?:in(?:iz)?|meli\w*)|göz "
    r"ardı et|uyma(?:yın(?:ız)?)|bir kenara bırak(?:ın(?:ız)?)?|boş ver(?:in)?|hiçe "
    r"say(?:ın)?|geçersiz say(?:ın)?",
    rules=r"(?:talimat\w*|yönerge\w*|kural\w*|komut\w*|emir\w*|emr\w+|prompt\w*|istem\w*|sana "
    r"söylenen\w*|size söylenen\w*|yukarıdaki \w+|söylenen(?:ler)?\w*)",
    choose=r"oy ver(?:in(?:iz)?|meli\w*|mek zorunda\w*|ecek\w*)?(?=\s*(?:[.!,;]|$|ve\b))"
    r"|oyunu\w* ver(?:in(?:iz)?)?|seç(?:in(?:iz)?|meli\w*|mek zorunda\w*)(?!\w)"
    r"|seç(?=\s*(?:[.!,;]|$|ve\b))|oy kullan(?:ın(?:ız)?|malı\w*)?(?!\w)"
    r"|destekle(?:yin(?:iz)?|meli\w*)|geç(?:in(?:iz)?|meli\w*)(?!\w)"
    r"|değiştir(?:in(?:iz)?|meli\w*)(?!\w)|oyla(?:yın(?:ız)?)(?!\w)|tercih "
    r"ed(?:in(?:iz)?)",
    option=r"(?:ilk|birinci|ikinci|üçüncü|son|aynı) (?:seçene\w*|şık\w*|yanıt\w*|cevab?p?\w*)"
    r"|(?:seçene\w*|şık\w*) ?□|□ (?:seçene\w*|şık\w*)|seçenek [a-z0-9]\b"
    r"|[b-h](?:['’]\w+)? |[b-h] seçene\w*|bu seçene\w*",
    reply=r"cevap ver(?:in(?:iz)?|meli\w*)?(?!\w)|yanıt ver(?:in(?:iz)?|meli\w*)?(?!\w)"
    r"|cevapla(?:yın(?:ız)?|malı\w*)?(?!\w)|yanıtla(?:yın(?:ız)?|malı\w*)?(?!\w)"
    r"|yaz(?:ın(?:ız)?)(?!\w)|yaz(?=[.!])|döndür(?:ün)?(?!\w)",
    form=r"sadece|yalnızca|yalnız|json|başka (?:bir )?şey|tek kelime|□",
    clauses=(
        r"(?:yeni|önemli)(?: \w+)? (?:talimat|kural|yönerge|emir|politika)\w*\b[^.!?\n:]{0,30}:",
    ),
    whole=(
        (
            r"(?:bundan sonra|şu andan itibaren|bundan böyle|artık),? (?:\w+ ){0,2}(?:sen|siz"
            r"|herkes|tüm|bütün|\w+s[iı]n(?:[iı]z)?\b|\w+malı\w*|\w+meli\w*)"
        ),
        (
            r"(?:tüm|bütün|her) (?:\w+ )?(?:yanıt|cevap|oy)\w*\b[^.!?\n]{0,20}(?:□"
            r"|(?<![\w'-])[b-h](?![\w'-])|json)[^.!?\n]{0,20}(?:olmalı|olmak zorunda|verilmeli"
            r"|olacak)"
        ),
        (
            r"(?:yanıtın|cevabın|oyun|yanıtınız|cevabınız|oyunuz)\b[^.!?\n]{0,30}(?:olmalı|içermeli"
            r"|olmak zorunda)"
        ),
        (
            r"(?:diğer|başka) (?:\w+ ){0,3}(?:oy|yanıt|cevap|seçenek"
            r"|seçim)\w*\b[^.!?\n]{0,25}(?:geçersiz|sayılmayacak|reddedil|yok sayıl|silin"
            r"|cezalandırıl|dikkate alınma)"
        ),
        (
            r"(?:moderatör|yönetici|organizatör|düzenleyici|sunucu)\w*\b[^.!?\n]{0,60}(?:□"
            r"|(?<![\w'-])[b-h](?![\w'-])|seçene\w*)[^.!?\n]{0,40}(?:karar verdi|istiyor|emretti"
            r"|zorunlu|olmalı|açıkladı|talimat)"
        ),
        (
            r"(?:moderatör|yönetici|organizatör|düzenleyici|sunucu)\w*\b[^.!?\n]{0,30}(?:karar "
            r"verdi|istiyor|emretti|açıkladı|kararlaştırdı)[^.!?\n]{0,60}(?:□"
            r"|(?<![\w'-])[b-h](?![\w'-])|seçene\w*)"
        ),
        (
            r"(?:yeni|gerçek|asıl|tek) (?:görev|rol|amac|talimat)\w*(?:ın|in|un|ün|iniz|ınız|unuz"
            r"|ünüz)\b"
        ),
    ),
)
