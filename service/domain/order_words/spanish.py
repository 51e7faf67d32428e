"""Orders in Spanish; what the fields are is in `language`."""

from service.domain.order_words.language import Language

SPANISH = Language(
    statement=r"\w+[aei]r ",
    known_by="responded unicamente responden elijan escojan seleccionen cambien apoyen "
    "olvidad descarten sigan sigas reglas instrucciones hagan moderador les sistema "
    "deben debes "
    "el la los las tus tu su sus vuestras vuestro de del y por que es todo todos "
    "todas cada lo les te os ahora responde respondan responda vota voten votad elige "
    "elijan elija elegid ignora ignore ignoren ignorad olvida olviden nueva nuevas "
    "solo otra otro otros opcion desde",
    please=r"por favor|ahora|entonces|así que|y|simplemente|estimad\w+ \w+(?: \w+)?|querid\w+ "
    r"\w+(?: \w+)?|todos|primero|atención|importante|pues|desde ahora|inmediatamente"
    r"|amablemente",
    readers=r"(?:(?:usted(?:es)?|vosotros|tú|todos(?: los)?(?: demás)?(?: participantes| "
    r"panelistas| modelos| miembros)?|cada (?:participante|panelista|modelo)|cualquier "
    r"(?:otro )?(?:participante|modelo)|(?:los|las) (?:demás|otros|otras)(?: "
    r"participantes| panelistas| modelos)?|todo el mundo|quien lea esto)"
    r" (?:\w+ )?(?:deben|debe|debéis|debes|deberían|debería|deberíais|tienen que|tiene que"
    r"|tenéis que|tienes que|han de|habéis de|ha de)|(?:debéis|debes|tienes que|tenéis que"
    r"|deben todos)|(?:^|(?<=[.!?:;,] ))(?:deben|tienen que|han de)"
    r"|(?:les|os|te|le) (?:\w+ )?(?:pido|ordeno|ruego|exijo|insto|recomiendo|aconsejo|suplico"
    r"|invito|solicito|mando)\b[^.!?\n]{0,20}(?:que|a)|(?:insto|exhorto|pido) a (?:todos|los"
    r"|cada)[^.!?\n]{0,30}(?:que|a)|hagan el favor de|es (?:obligatorio|imperativo|preciso)(?: "
    r"que)?|se (?:les|os|le|te) (?:ordena|pide|ruega|solicita|exige))",
    drop=r"ignor(?:a|e|en|ad|ar|es|éis)|olvid(?:a|e|en|ad|ar|es)(?:te|se|aos|os)?(?: de)?"
    r"|descart(?:a|e|en|ad|ar)|deja(?:d|r)?(?= [^.!?\n]{0,60}(?:de lado|a un lado))"
    r"|dej(?:e|en)(?= [^.!?\n]{0,60}(?:de lado|a un lado))|haz caso omiso|hagan caso omiso"
    r"|haga caso omiso|haced caso omiso|hacer caso omiso|no (?:sig(?:as|a|an|áis)|hagas"
    r"|hagan|obedezcas|obedezcan|tengas|tengan|apliques|apliquen)(?: caso a| en cuenta)?"
    r"|desobede(?:ce|zcan)|prescind(?:e|an|a|ir) de|pas(?:a|e|en) por alto|omit(?:e|a|an"
    r"|ir)|abandon(?:a|e|en)",
    rules=r"(?:(?:todas?|todos|tus|sus|vuestras?|tu|su|las|los|la|el|del|de|anteriores|previas?"
    r"|cualquier|estas?|y|a|otras?) ){1,5}(?:\w+ )?(?:instrucci[oó]n(?:es)?|reglas?"
    r"|normas?|directrices|directivas|órdenes|indicaciones|prompts?|mensaje del sistema"
    r"|pautas)|(?:todo )?lo que (?:te|les|os|le|se|has|han|habéis)[^.!?\n]{0,30}|todo lo "
    r"(?:anterior|dicho)",
    choose=r"vot(?:a|e|en|ad|ar|es|éis)(?: todos| ahora| solo| únicamente| también)?(?: por| a"
    r"| a favor de| en contra)?|elig(?:e|en|a|an|id|ir)|elijan?|eleg(?:id|ir)|escog(?:e"
    r"|ed|er)|escoja[ns]?|selecciona(?:r|d)?|seleccione[ns]?|opt(?:a|e|en|ad|ar) por"
    r"|cambi(?:a|e|en|ad|ar)(?: todos)?(?: (?:tu|su|vuestro|sus) votos?)? (?:a|por)"
    r"|(?:da|den|dad|dé) (?:tu|su|vuestro) voto a|apoy(?:a|e|en|ad|ar)|súm(?:ate|ense"
    r"|ese) a|pas(?:en|ad|arse|aos|ate|ense)(?: todos)? a",
    option=r"(?:por |a )?(?:la |el )(?:primera|primer|segunda|tercera|última|misma)(?: \w+)? "
    r"?(?:opción|respuesta|alternativa)?|(?:por )?(?:la )?(?:opción|respuesta"
    r"|alternativa|letra) (?:□|[a-z0-9]\b)|esta opción|(?<![\w'-])[b-h](?![\w'-])|(?:sí"
    r"|no)(?=\s*(?:[.!,;]|$))|como yo|lo mismo|en contra\b|a favor\b",
    reply=r"respond(?:e|a|an|ed|er|as|áis|erán)|contest(?:a|e|en|ad|ar)|(?:escrib(?:e|a|an|ir)"
    r"|devuelv(?:e|a|an)|imprim(?:e|a|an)|produ(?:ce|zca|zcan)|di|diga|digan)(?= "
    r"[^.!?\n]{0,20}(?:solo|únicamente|json|□|nada))",
    form=r"solo|sólo|solamente|únicamente|exclusivamente|nada\b|json|exactamente|con (?:la "
    r"(?:letra|palabra|opción)|□|un único)|□",
    clauses=(
        (
            r"(?:nuev[ao]s?|importantes?)(?: \w+)? (?:instrucci[oó]n(?:es)?|reglas?|normas?|órdenes"
            r"|orden|directrices|directiva)\b[^.!?\n:]{0,30}:"
        ),
    ),
    whole=(
        r"(?:pon|poned|pongan?|escrib[ae]n?|escribid|marca|marcad|marquen?) □ en (?:el|su|tu|vuestro|la) (?:campo|voto|casilla|respuesta)\b",
        (
            r"(?:a partir de (?:ahora|este momento)|desde (?:ahora|este momento)|de ahora en "
            r"adelante|en adelante),? (?:\w+ )?(?:eres|son|sois|debes?|deben|debéis|todos|todas|tu"
            r"|su|vuestra|cada|usted(?:es)?|tienes|tienen|responde\w*|vota\w*|serás|serán"
            r"|actúa\w*)\b"
        ),
        r"(?:eres|sois|ustedes son|usted es) (?:ahora|ya no) |\bahora (?:eres|sois|ustedes son) ",
        (
            r"(?:todas?|todos|cada|sus|tus|tu|su)\b[^.!?\n]{0,20}\b(?:respuestas?|votos?)\b(?: "
            r"\w+){0,4} (?:deben|debe|deberán|deberá|tienen que|tiene que|han de|será"
            r"|serán)\b[^.!?\n]{0,25}(?:□|opción|json|(?<![\w'-])[b-h](?![\w'-]))"
        ),
        (
            r"(?:tu|su|vuestra|vuestro) (?:\w+ )?(?:respuesta|voto|salida)s? (?:debe|deben|debería"
            r"|tiene que|deberá|ha de|solo)\b"
        ),
        (
            r"(?:cualquier|todo|toda|todos|todas)(?: los| las)?(?: demás)? ?(?:otro|otra|otros"
            r"|otras|demás|voto|respuesta|elección)\b[^.!?\n]{0,30}\b(?:será|serán|es|son"
            r"|queda\w*)\b[^.!?\n]{0,15}\b(?:descartad|ignorad|anulad|nul|inválid|rechazad|eliminad"
            r"|penalizad|contad|sancionad|invalidad)"
        ),
        (
            r"(?:moderador\w*|organizador\w*|administrador\w*|organización) (?:ha|han|exige\w*"
            r"|pide\w*|ordena\w*|requiere\w*|quiere\w*|decidió|dice)\b[^.!?\n]{0,70}(?:□|opción "
            r"[a-z0-9]\b|deben\b|voten|vote\b|debe\b)"
        ),
        (
            r"(?:tu|su|vuestra) (?:nuev[ao]|verdader[ao]|únic[ao]|auténtic[ao]) (?:tarea|misión"
            r"|instrucción|rol|papel|objetivo|función|identidad)\w* (?:es|consiste|será)"
        ),
        (
            r"(?:actúa|actúe|actúen|compórtate|compórtense) como\b|\b(?:finge|finjan|finja) (?:ser"
            r"|que)\b"
        ),
    ),
)
