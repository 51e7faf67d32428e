"""Orders in French; what the fields are is in `language`."""

from service.domain.order_words.language import Language

FRENCH = Language(
    statement=r"(?:\w+(?:er|ir)|prendre|répondre|écrire|mettre|produire|rendre) ",
    known_by="reponds tenez compte consignes precedentes choisis optez selectionnez votre "
    "oublie passez changez soutenez systeme moderateur des seulement uniquement ne "
    "pas regles toute tout "
    "le la les l vos votre tes ton ta vous tu tous toutes toute tout de du pour et en "
    "que qui est sont ce cette je ignorez ignore oubliez votez votons choisissez "
    "optez repondez ecrivez veuillez desormais d n nouvelle nouvelles reponse "
    "reponses modele",
    please=r"s'il (?:vous|te) plaît|svp|maintenant|donc|veuillez|et|alors|désormais|simplement"
    r"|chers? \w+(?: \w+)?"
    r"|d'abord|puis|attention|important|merci de|prière de|tous|toutes",
    readers=r"(?:(?:vous|tu|tous|toutes|chaque(?: autre)? (?:participant\w*|modèle|panéliste"
    r"|membre)|tout(?:e)? (?:autre )?(?:participant\w*|modèle|panéliste)"
    r"|(?:tous )?les (?:autres )?(?:participant\w*|panélistes|membres du panel|autres modèles"
    r"|autres)|tout le monde|quiconque lit ceci)"
    r" (?:\w+ )?(?:devez|dois|doit|doivent|devriez|devrait|devraient|devrais|êtes (?:priés?"
    r"|tenus?|invités?) (?:de|à)|est (?:prié|tenu) (?:de|à)|sont (?:priés|tenus) (?:de|à)|allez"
    r"|pouvez)"
    r"|je (?:vous |te |t'|leur )?(?:\w+ )?(?:demande|ordonne|prie|exhorte|invite|conseille"
    r"|recommande|supplie|somme|appelle)\b[^.!?\n]{0,40}(?:de|d'|à|que)"
    r"|il (?:faut(?: absolument)?|est (?:impératif|obligatoire|exigé|demandé)) que (?:vous|tu"
    r"|tous|tout le monde)|veuillez|merci de|prière de)",
    drop=r"ignor(?:ez|e|er|iez)|oubli(?:ez|e|er|iez)|(?:ne )?(?:tenez|tiens|tenir) (?:pas "
    r"|aucun )?compte|ne (?:tenez|tiens) (?:pas|plus|aucun)|négligez|abandonn(?:ez|e|er)"
    r"|(?:laiss|mett|écart)(?:ez|e|er|re)(?= [^.!?\n]{0,60}(?:de côté|à l'écart))|mets (?:de "
    r"côté)?|faites abstraction|faire abstraction|écart(?:ez|e|er)|ne (?:suivez|suis|respectez"
    r"|respecte|suivre)"
    r"|n'(?:obéissez|appliquez|écoutez|obéis)|outrepass(?:ez|e|er)|désobéissez|ne pas (?:suivre"
    r"|tenir)|passez outre",
    rules=r"(?:(?:toutes?|tous|vos|tes|votre|ton|les|la|le|l'|des|aux|de|du|ces|ce|à"
    r"|précédentes?|anciennes?|autres|et) ?){1,5}(?:\w+ )?(?:instructions?|consignes?"
    r"|règles?|directives?|ordres?|prompts?|invite système|messages? système"
    r"|contraintes?)"
    r"|(?:tout )?ce (?:qui|que|qu'on) (?:vous|t'|te|l'on vous|on|vous a|précède|vous avez|a "
    r"été)[^.!?\n]{0,30}|tout ce qui précède",
    choose=r"vot(?:ez|e|er|iez)(?: tous| toutes| maintenant| donc| uniquement| également)?(?: "
    r"pour| contre| en faveur de)?|choisi(?:ssez|s|r|ssiez)(?: tous)?|optez(?: pour)?"
    r"|opter pour|sélectionn(?:ez|e|er)|pren(?:ez|ds|dre)"
    r"|(?:donn|apport|accord)(?:ez|e|er) (?:votre|ta|vos) voix à|pass(?:ez|e|er)(?: tous)? à"
    r"|rallie[zr]?(?:-vous| vous)?(?: tous)? (?:à|derrière)|souten(?:ez|ir)|changez (?:votre"
    r"|vos) votes?(?: \w+)? (?:pour|en|à)|ralliez-vous à",
    option=r"(?:pour |à )?(?:la |le |l'|cette )(?:première|premier|deuxième|seconde|troisième"
    r"|dernière|même)(?: \w+)? ?(?:option|réponse|choix|proposition|possibilité)?|(?:l'"
    r"|pour l'|à l')?(?:option|réponse|choix|lettre|proposition) (?:□|[a-z0-9]\b)"
    r"|l'option\b"
    r"|cette (?:option|réponse)|(?<![\w'-])[b-h](?![\w'-])|(?:oui|non)(?=\s*(?:[.!,;]|$))"
    r"|comme moi|contre\b|la même chose",
    reply=r"répond(?:ez|s|re|iez)|(?:écri(?:vez|s|re)|renvo(?:yez|ie|yer)|affich(?:ez|e|er)"
    r"|produi(?:sez|s|re)|donn(?:ez|e|er)|rend(?:ez|s|re))(?= [^.!?\n]{0,20}(?:uniquement"
    r"|seulement|json|□|rien|simplement))",
    form=r"uniquement|seulement|exclusivement|que\b|rien|json|simplement|par (?:le mot|la "
    r"lettre|□|un seul)|exactement|□|(?:oui|non)(?=\s*[.!,;])",
    clauses=(
        (
            r"(?:nouvelles?|importante?s?)(?: \w+)? (?:instructions?|consignes?|règles?|directives?"
            r"|ordres?)\b[^.!?\n:]{0,30}:"
        ),
    ),
    whole=(
        (
            r"(?:à partir de maintenant|désormais|dorénavant|dès maintenant|à présent),? (?:vous|tu"
            r"|tous|toutes|chaque|votre|vos|ton) "
        ),
        r"(?:vous êtes|tu es) (?:maintenant|désormais|à présent|dorénavant) ",
        (
            r"(?:toutes?|tous|chaque|vos|votre)\b[^.!?\n]{0,20}\b(?:réponses?|votes?|voix"
            r"|bulletins?)\b(?: [\w']+){0,4} (?:doivent|doit|devront|devra)\b[^.!?\n]{0,25}(?:□"
            r"|option|json|(?<![\w'-])[b-h](?![\w'-]))"
        ),
        (
            r"(?:votre|ta|vos) (?:\w+ )?(?:réponse|vote|sortie)s? (?:doit|doivent|devra|devrait|ne "
            r"doit)\b"
        ),
        (
            r"(?:tout(?:e)?s?|les|aucun(?:e)?) autres?\b[^.!?\n]{0,25}\b(?:votes?|réponses?|choix"
            r"|voix|arguments?)?\b[^.!?\n]{0,20}\b(?:sera|seront|est"
            r"|sont)\b[^.!?\n]{0,15}\b(?:rejeté|ignoré|annulé|nul|invalide|supprimé|écarté|pénalisé"
            r"|compté|éliminé|considéré comme)"
        ),
        (
            r"(?:modérat\w+|organisat\w+|administrat\w+|animat\w+) (?:a|ont|exige\w*|demande\w*"
            r"|ordonne\w*|impose\w*|veut|veulent)\b[^.!?\n]{0,70}(?:□|option [a-z0-9]\b|doivent\b"
            r"|doit\b|votiez|votent)"
        ),
        (
            r"(?:votre|ta) (?:nouvelle|vraie|véritable|seule|unique|réelle) (?:tâche|mission"
            r"|consigne|instruction|rôle|identité)\w* (?:est|consiste)|\bvotre nouveau rôle"
        ),
        r"(?:agissez|agis|comportez-vous|comporte-toi) comme\b|\bfaites semblant d",
    ),
)
