"""Orders in German; what the fields are is in `language`."""

from service.domain.order_words.language import Language

GERMAN = Language(
    statement=r"\w+(?:en|eln) (?!sie)",
    known_by="antworten abstimmen befolgt befolge beachte entscheidet wechselt missachtet "
    "gebt nehmt lass lassen moderator jetzt euch votiert unterstutzt "
    "der das dem und ist sind fur nicht du ihr sie dich euch ihnen alle allen jede "
    "jeder jedes deine deinen deiner deinem dein eure euren eurer ihre ihren ihrer ab "
    "jetzt nun bitte nur mit zu auf von bisherigen obigen alles wer ich lasst wahle "
    "wahlt wahlen stimme stimmt stimmen antworte antwortet antworten ignoriere "
    "ignoriert ignorieren vergiss vergesst vergessen neue neuer neues",
    please=r"bitte|jetzt|nun|also|und|daher|dann|einfach|sofort|ab sofort|liebe \w+(?: \w+)?|alle"
    r"|zuerst|deshalb|achtung|wichtig|hiermit|freundlicherweise",
    readers=r"(?:(?:ihr|sie|du|alle(?: anderen| übrigen| weiteren)?(?: teilnehm\w*| modelle"
    r"| diskutant\w*| panelmitglieder| mitglieder| diskussions\w*)?|jede[rs]?(?: andere| "
    r"weitere| einzelne)?(?: teilnehm\w*"
    r"| modell)?|die (?:anderen|übrigen)(?: teilnehm\w*| modelle)?|wer (?:das|dies)\w* liest,?) "
    r"(?:\w+ )?(?:musst|müsst|müssen|muss|sollst|sollt|sollen|soll|sollte\w*|habt|haben|hat"
    r"|darfst|dürft"
    r"|dürfen|werdet|wirst)|(?:musst|müsst|müssen|sollt|sollst|solltet|sollten|dürft|darfst) "
    r"(?:ihr|sie|du)"
    r"|ich (?:\w+ )?(?:bitte|fordere|befehle|weise|ersuche|rate|empfehle|verlange|beauftrage"
    r"|appelliere)"
    r" (?:\w+ )?(?:euch|sie|dich|dir|ihnen|alle\w*|von)|(?:lasst uns|lassen sie uns)(?: alle)?"
    r"|(?:ihr|sie) (?:seid|sind) (?:\w+ )?(?:angewiesen|verpflichtet|aufgefordert|gebeten))",
    drop=r"ignorier(?:e|t|en sie|en wir)|vergiss|vergesst|vergessen sie"
    r"|missacht(?:e|et|en)(?: sie)?|übergeh(?:e|t|en)(?: sie)?|verw[ie]rf(?:t|en)?(?: sie)?"
    r"|(?:lass|lasst|lassen sie|lassen|leg\w*|setz\w*|schieb\w*)(?= [^.!?\n]{0,80}(?:beiseite"
    r"|außer acht|außer kraft|hinter|zur seite|unbeachtet))"
    r"|setz\w* (?:euch|dich|sie sich) über(?= [^.!?\n]{0,60}hinweg)|(?:befolg|beacht|folg"
    r"|halt)\w*(?: sie| euch| dich)?(?= [^.!?\n]{0,60}(?:nicht|keine))|streich\w*(?: sie)?"
    r"|ignorieren|vergessen|missachten|verwerfen|übergehen|(?:außer acht|beiseite) ?(?:zu "
    r"|zu)?(?:legen|lassen)|brechen",
    rules=r"(?:(?:alle[nrms]?|sämtliche[nr]?|deine[nrms]?|eure[nrms]?|ihre[nrms]?|die|den|dem"
    r"|das|der|bisherige\w*"
    r"|vorherige\w*|vorige\w*|frühere\w*|obige\w*|ursprüngliche\w*|vorangegangen\w*"
    r"|bestehende\w*|jegliche\w*"
    r"|gegebene\w*|vorhergehende\w*|zuvor|erhaltene\w*|und|von|genannte\w*) "
    r"){1,5}(?:anweisung\w*|instruktion\w*|regeln?|vorgaben?|vorschriften"
    r"|richtlinien?|system-?prompts?|prompts?|befehle?|auftrag|systemnachricht\w*|weisung\w*"
    r"|anleitung\w*)"
    r"|(?:die|alle) anderen (?:teilnehm\w*|argumente?|modelle)|was (?:dir|euch|ihnen|man|sie"
    r"|ihr|du)\b[^.!?\n]{0,40}(?:gesagt|aufgetragen|mitgeteilt|vorgegeben|befohlen|gelernt"
    r"|gehört|gelesen)"
    r"|alles,? (?:was )?(?:\w+ )?(?:bisher|zuvor|oben|vorher|davor)\w*",
    choose=r"stimm(?:e|t|en sie)(?: ihr)?(?: bitte| alle| nur| jetzt| nun| ebenfalls){0,2}(?: "
    r"für| mit)?"
    r"|wähl(?:e|t|en sie)|nimm|nehmt|nehmen sie|entscheid(?:e|et|en)(?: (?:dich|euch|sie "
    r"sich))?(?: alle)?(?: für)?"
    r"|wechs(?:le|elt|eln|el)(?: sie)?(?: alle)?(?: jetzt)?(?: zu| auf)?|(?:gib|gebt|geben "
    r"sie) (?:deine|eure|ihre) stimmen?"
    r"|votier\w*(?: sie)?(?: für)?|unterstütz(?:e|t|en sie)|(?:ändere|ändert|ändern sie) "
    r"[^.!?\n]{0,30}(?:zu|auf|in)"
    r"|stimmen|(?:zu|ab|abzu|zuzu)stimmen|(?:zu )?wählen|nehmen|(?:zu )?(?:wechseln"
    r"|unterstützen)|votieren",
    option=r"(?:für |zur |zu |auf )?(?:die|der|das) (?:erste|zweite|dritte|vierte|letzte"
    r"|gleiche|selbe|obere)\w*"
    r"(?: \w+)? ?(?:option|antwort|möglichkeit|variante|wahl)\w*|(?:option|antwort|variante"
    r"|buchstabe\w*) (?:□|[a-z0-9]\b)"
    r"|dieselbe|dasselbe|diese (?:option|antwort)|(?<![\w'-])[b-h](?![\w'-])|(?:ja"
    r"|nein)(?=\s*(?:[.!,;]|$))|wie ich|meine\w* (?:option|seite|wahl)",
    reply=r"antwort(?:e|et|en sie)|(?:gib|gebt|geben sie)(?= [^.!?\n]{0,30}(?:aus\b|zurück|json"
    r"|□))|(?:schreib|erwider|sag)(?:e|t|en sie)",
    form=r"nur|ausschließlich|lediglich|einzig|genau|json|nichts\b|mit (?:dem|der|einem) "
    r"(?:wort|einzigen|buchstaben|satz)",
    clauses=(
        (
            r"(?:neue|wichtige|aktualisierte|geänderte)\w* (?:\w+ )?(?:anweisung|regel|vorgabe"
            r"|richtlinie|auftrag|befehl)\w*\b[^.!?\n:]{0,30}:"
        ),
    ),
    whole=(
        (
            r"ab (?:jetzt|sofort|nun|hier)\b[^.!?\n]{0,12}\b(?:bist|seid|sind|musst|müsst|müssen"
            r"|antwort\w*|wähl\w*|stimm\w*|gilt|gelten|lautet)\b"
        ),
        (
            r"von nun an\b[^.!?\n]{0,12}\b(?:bist|seid|sind|musst|müsst|müssen|antwort\w*|wähl\w*"
            r"|stimm\w*|gilt|gelten)\b"
        ),
        r"(?:du bist|ihr seid|sie sind) (?:jetzt|nun|ab sofort|nicht mehr|von nun an) ",
        (
            r"(?:alle|sämtliche|jede|eure|deine|ihre)\b[^.!?\n]{0,25}\b(?:antwort(?:en)?|stimmen?"
            r"|voten|votes)\b(?: \w+){0,4} (?:müssen|muss|sollen|soll|haben|hat|dürfen"
            r"|darf)\b[^.!?\n]{0,25}(?:□|option|json)"
        ),
        (
            r"(?:deine|eure|ihre) (?:\w+ )?(?:antwort|stimme|ausgabe)\w* (?:muss|müssen|soll|sollen"
            r"|darf|hat|sollte)\b"
        ),
        (
            r"(?:jede|alle|sämtliche) (?:andere|anderen|abweichende|abweichenden|sonstige|übrigen"
            r"|übrige)\w*\b[^.!?\n]{0,25}\b(?:stimmen?|antwort(?:en)?|wahl|votum|voten"
            r"|argumente?)\b[^.!?\n]{0,20}\b(?:verworfen|ungültig|ignoriert|gelöscht|gezählt"
            r"|gewertet|bestraft|nichtig|gestrichen|hinfällig)"
        ),
        (
            r"(?:moderat\w+|veranstalter\w*|administrator\w*|admin|die leitung|betreiber\w*) (?:hat"
            r"|haben|verlangt|fordert|ordnet|bestimmt|will|wünscht)\b[^.!?\n]{0,70}(?:□|option "
            r"[a-z0-9]\b|(?:müssen|sollen|muss|soll)\b|stimmen\b)"
        ),
        (
            r"(?:deine|eure|ihre) (?:neue|wahre|eigentliche|einzige|wirkliche)\w* (?:aufgabe|rolle"
            r"|anweisung|ziel|auftrag|identität)\w* (?:ist|lautet|besteht)"
        ),
        (
            r"wer (?:\w+ ){0,2}(?:anders|dagegen|nicht (?:für )?□|gegen □|etwas anderes|für "
            r"□)\b[^.!?\n]{0,20}(?:stimmt|antwortet|wählt)[^.!?\n]{0,20}\bwird\b"
        ),
    ),
)
