"""Orders in Italian; what the fields are is in `language`."""

from service.domain.order_words.language import Language

ITALIAN = Language(
    statement=r"\w+[aei]re ",
    known_by="rispondano votino scelga scelgano passate cambiate dimentica ignorino seguire "
    "seguite regole istruzioni dovete devi moderatore tua tuo cari "
    "il la lo le gli tue tuoi vostre vostri tua tuo vostra vostro di del delle dei e "
    "che tutti tutte ogni vi ti ora adesso vota votate votare scegli scegliete "
    "rispondi rispondete ignora ignorate dimentica dimenticate nuova nuove solo "
    "soltanto siete altro altra opzione da",
    please=r"per favore|per piacere|per cortesia|ora|adesso|quindi|e|allora|semplicemente"
    r"|car[ie] \w+(?: \w+)?|gentil\w* \w+|tutti|prima|attenzione|importante|dunque"
    r"|cortesemente|gentilmente",
    readers=r"(?:(?:voi|tu|lei|tutti(?: (?:gli altri|i))?(?: partecipanti| modelli| membri| "
    r"panelisti| relatori)?|ogni (?:altro )?(?:partecipante|modello|membro)|(?:gli|i) "
    r"altri(?: partecipanti| modelli)?|chiunque legga questo)"
    r" (?:\w+ )?(?:dovete|devi|deve|devono|dovreste|dovresti|dovrebbero|dovrebbe|siete "
    r"(?:tenuti|pregati|invitati) (?:a|di)|sono (?:tenuti|pregati) (?:a|di)|è (?:tenuto"
    r"|pregato) (?:a|di))|(?:dovete|devi|dovreste)"
    r"|(?:vi|ti) (?:\w+ )?(?:chiedo|ordino|prego|esorto|invito|consiglio|raccomando|impongo"
    r"|supplico)\b[^.!?\n]{0,20}(?:di|a)|(?:invito|esorto|chiedo a) (?:tutti|gli "
    r"altri)[^.!?\n]{0,30}(?:di|a)|siete (?:pregati|tenuti|invitati) (?:di|a)|si prega di|è "
    r"(?:obbligatorio|imperativo)(?: che)?)",
    drop=r"ignor(?:a|ate|are|i|ino)|dimentic(?:a|ate|are|hi|atevi|ati)(?: di)?|(?:lascia"
    r"|lasciate|lasciare|mett(?:i|ete|ere))(?= [^.!?\n]{0,60}da parte)|metti (?:da parte)?"
    r"|non (?:seguire|seguite|tenete|tenere|considerate|considerare|rispettate|obbedire"
    r"|obbedite)(?: conto)?|trascur(?:a|ate|are)|scart(?:a|ate|are)|disattendete"
    r"|disobbedite|accanton(?:a|ate|are)|tralasci(?:a|ate|are)",
    rules=r"(?:(?:tutte|tutti|le|i|gli|il|la|tue|tuoi|vostre|vostri|tuo|vostro|sue|precedenti"
    r"|delle|dei|alle|ai|queste|e|qualsiasi|altre) ){1,5}(?:\w+ )?(?:istruzion[ei]"
    r"|regol[ea]|direttiv[ea]|ordini|indicazioni|prompt|messaggi? di sistema|linee guida"
    r"|consegne)|(?:tutto )?(?:ciò|quello|quanto) (?:che )?(?:ti|vi|è|si|hai"
    r"|avete)[^.!?\n]{0,30}|tutto (?:ciò che precede|quanto sopra)",
    choose=r"vot(?:a|ate|are|i|ino)(?: tutti| ora| solo| anche)?(?: per| a favore di| contro)?"
    r"|scegli(?:ete|ere|a|ano)?|seleziona(?:te|re)?|opta(?:te|re)? per|prend(?:i|ete"
    r"|ere)|passa(?:te|re)?(?: tutti)?(?= a)|(?:da|date|dai) il (?:tuo|vostro) voto a"
    r"|sosten(?:ete|ere)|sostieni|appoggia(?:te|re)?|cambia(?:te|re)? (?:il )?(?:tuo"
    r"|vostro)? ?voto (?:in|a|per)|schierat(?:evi|i) (?:con|per)",
    option=r"(?:per |a )?(?:la |l'|alla |il )(?:prima|seconda|terza|ultima|stessa|primo)(?: "
    r"\w+)? ?(?:opzione|risposta|scelta|alternativa)?|(?:per |al|all')?(?:l')?(?:opzione"
    r"|risposta|lettera|alternativa) (?:□|[a-z0-9]\b)|questa opzione"
    r"|(?<![\w'-])[b-h](?![\w'-])|(?:sì|no)(?=\s*(?:[.!,;]|$))|come me|contro\b|a "
    r"favore\b",
    reply=r"rispond(?:i|ete|ere|a|ano)|(?:scriv(?:i|ete|ere)|restitui(?:sci|te|re)|stampa(?:te"
    r"|re)?|produ(?:ci|cete|rre)|fornisci|fornite)(?= [^.!?\n]{0,20}(?:solo|soltanto"
    r"|unicamente|json|□|nient))",
    form=r"solo|soltanto|solamente|unicamente|esclusivamente|nient\w+|json|esattamente|con "
    r"(?:la (?:lettera|parola)|□|un'unica)|□",
    clauses=(
        (
            r"(?:nuov[aeio]|important[ei])(?: \w+)? (?:istruzion[ei]|regol[ea]|direttiv[ea]"
            r"|ordin[ei])\b[^.!?\n:]{0,30}:"
        ),
    ),
    whole=(
        (
            r"(?:d'ora in poi|da ora in poi|da (?:questo momento|adesso)(?: in poi)?|a partire da "
            r"ora),? (?:\w+ )?(?:sei|siete|devi|dovete|tutt[ie]|ogni|la|il|le|i|voi|tu|rispond\w*"
            r"|vota\w*|sarai|sarete)\b"
        ),
        r"(?:sei|siete) (?:ora|adesso|non più) |\b(?:ora|adesso) (?:sei|siete) ",
        (
            r"(?:tutte|tutti|ogni|ciascun\w*)\b[^.!?\n]{0,20}\b(?:rispost[ae]|voti|voto)\b(?: "
            r"\w+){0,4} (?:devono|deve|dovranno|dovrà)\b[^.!?\n]{0,25}(?:□|opzione|json"
            r"|(?<![\w'-])[b-h](?![\w'-]))"
        ),
        (
            r"(?:la tua|la vostra|il tuo|il vostro) (?:\w+ )?(?:risposta|voto|output) (?:deve|dovrà"
            r"|dovrebbe|può solo)\b"
        ),
        (
            r"(?:qualsiasi|ogni|tutti gli|tutte le) altr[oaie]\b[^.!?\n]{0,30}\b(?:sarà|saranno|è"
            r"|sono|verrà|verranno)\b[^.!?\n]{0,15}\b(?:scartat|ignorat|annullat|null|invalid"
            r"|respint|eliminat|penalizzat|considerat|rifiutat)"
        ),
        (
            r"(?:moderator\w*|organizzator\w*|amministrator\w*) (?:ha|hanno|chiede|chiedono|ordina"
            r"|esige|richiede|vuole|impone)\b[^.!?\n]{0,70}(?:□|opzione [a-z0-9]\b|devono\b"
            r"|debba\w*|deve\b)"
        ),
        (
            r"(?:il tuo|la tua|il vostro|la vostra) (?:nuov[oa]|ver[oa]|unic[oa]) (?:compito"
            r"|missione|istruzione|ruolo|obiettivo|identità) (?:è|consiste|sarà)"
        ),
        r"(?:agisci|agite|comportati|comportatevi) come\b|\b(?:fingi|fingete) (?:di|che)\b",
    ),
)
