"""Orders in Portuguese; what the fields are is in `language`."""

from service.domain.order_words.language import Language

PORTUGUESE = Language(
    statement=r"\w+[aei]r ",
    known_by="respondam escolha mudem apoiem siga sigam regras instrucoes devem deve "
    "moderador voces votem sua seu caros opcao "
    "o os seu sua seus suas teu tua de da dos das e por que em na todo todos todas "
    "cada voce voces agora votem vota escolha escolham responda respondam ignore "
    "ignorem ignora esqueca esquecam desconsidere nova novas apenas somente outra "
    "outro opcao para nao peco",
    please=r"por favor|agora|então|portanto|e|simplesmente|car[oa]s? \w+(?: \w+)?|prezad[oa]s? "
    r"\w+(?: \w+)?|todos|primeiro|atenção|importante|por gentileza|gentilmente",
    readers=r"(?:(?:vocês?|vós|tu|todos(?: os)?(?: demais| outros)?(?: participantes| modelos| "
    r"painelistas| membros)?|cada (?:participante|modelo|painelista)|qualquer (?:outro "
    r")?(?:participante|modelo)|os (?:demais|outros)(?: participantes| modelos| "
    r"painelistas)?|toda a gente|todo (?:o )?mundo|quem ler isto)"
    r" (?:\w+ )?(?:devem|deve|deveis|deves|deveriam|deveria|têm (?:de|que)|tem (?:de|que)|tens "
    r"(?:de|que)|precisam?|estão (?:obrigados|convidados) a)|é (?:obrigatório|imperativo)(?: "
    r"que)?|peço(?:-vos| que| a)|ordeno(?:-vos| que| a)|(?:eu )?(?:peço|exijo|recomendo"
    r"|aconselho|rogo|insisto|exorto|imploro)\b[^.!?\n]{0,30}(?:que|a) )",
    drop=r"ignor(?:e|em|a|ar|es|ai)|esque(?:ça|çam|ce|cer|ci)(?:-se| de)*|desconsider(?:e|em|a"
    r"|ar)|(?:deix(?:e|em|a|ar)|ponha|ponham|põe|coloquem?)(?= [^.!?\n]{0,60}(?:de lado"
    r"|para trás|à parte))|não (?:sig(?:a|am|as)|obede(?:ça|çam)|cumpr(?:a|am)"
    r"|consider(?:e|em)|leve|levem)|descart(?:e|em|a|ar)|desobede(?:ça|çam)|desrespeit(?:e"
    r"|em)|abandon(?:e|em)",
    rules=r"(?:(?:todas?|todos|as|os|a|o|suas?|seus?|tuas?|teus?|vossas?|anteriores|quaisquer"
    r"|das|dos|às|aos|essas?|e|outras?|do) ){1,5}(?:\w+ )?(?:instruç(?:ão|ões)|regras?"
    r"|diretrizes|ordens|orientações|prompts?|mensagem do sistema|comandos?|normas?)"
    r"|(?:tudo )?(?:o|aquilo) que (?:te|lhes?|vos|foi|você|vocês)[^.!?\n]{0,30}|tudo "
    r"(?:o que (?:veio|foi)|acima)",
    choose=r"vot(?:e|em|a|ar|ai)(?: todos| agora| só| apenas| também)?(?: por| em| na| no| a "
    r"favor d\w+| contra)?|escolh(?:a|am|e|er|ei)|selecion(?:e|em|a|ar)|opt(?:e|em|ar) "
    r"(?:por|pela|pelo)|mud(?:e|em|ar)(?: todos)?(?: (?:o |os )?(?:(?:seus?|teus?"
    r"|vossos?) )?votos?)? (?:para|a)|pass(?:em|ar) (?:para|a)|apoi(?:e|em|a|ar)|(?:dê"
    r"|deem|dêem) (?:o )?(?:seu|vosso) voto (?:a|à|para)|adir(?:a|am) a",
    option=r"(?:na |a |à |pela |o |para a )?(?:primeira|primeiro|segunda|terceira|última"
    r"|mesma)(?: \w+)? ?(?:opção|resposta|alternativa)?|(?:na |a |à |pela |para a "
    r")?(?:opção|resposta|alternativa|letra) (?:□|[a-z0-9]\b)|esta opção|essa opção"
    r"|(?<![\w'-])[b-h](?![\w'-])|(?:sim|não)(?=\s*(?:[.!,;]|$))|como eu|contra\b|a "
    r"favor\b",
    reply=r"respond(?:a|am|e|er|ei|as)|(?:escrev(?:a|am|e|er)|devolv(?:a|am|e)|retorn(?:e|em)"
    r"|imprim(?:a|am)|produz(?:a|am))(?= [^.!?\n]{0,20}(?:só|somente|apenas|json|□|nada"
    r"|unicamente))",
    form=r"só\b|somente|apenas|unicamente|exclusivamente|nada\b|json|exatamente|com (?:a "
    r"(?:letra|palavra|opção)|□|uma única)|□",
    clauses=(
        (
            r"(?:nov[ao]s?|importantes?)(?: \w+)? (?:instruç(?:ão|ões)|regras?|ordens|ordem"
            r"|diretrizes|diretriz)\b[^.!?\n:]{0,30}:"
        ),
    ),
    whole=(
        (
            r"(?:a partir de agora|de agora em diante|doravante|a partir deste momento),? (?:\w+ "
            r")?(?:você|vocês|és|sois|deve|devem|todos|todas|tu|sua|cada|responda\w*|vote\w*|será"
            r"|serão|seu)\b"
        ),
        (
            r"(?:você é|vocês são|tu és) (?:agora|já não|a partir) |\b(?:agora|já não) (?:você é"
            r"|vocês são|és) "
        ),
        (
            r"(?:todas?|todos|cada|suas?|seus?)\b[^.!?\n]{0,20}\b(?:respostas?|votos?)\b(?: "
            r"\w+){0,4} (?:devem|deve|deverão|deverá|têm|tem)\b[^.!?\n]{0,25}(?:□|opção|json"
            r"|(?<![\w'-])[b-h](?![\w'-]))"
        ),
        (
            r"(?:sua|tua|vossa|seu|teu) (?:\w+ )?(?:resposta|voto|saída)s? (?:deve|devem|deverá"
            r"|tem de|tem que|só pode)\b"
        ),
        (
            r"(?:qualquer|todo|toda|todos|todas)(?: os| as)? ?(?:outr[oa]s?"
            r"|demais)\b[^.!?\n]{0,30}\b(?:será|serão|é|são)\b[^.!?\n]{0,15}\b(?:descartad|ignorad"
            r"|anulad|nul|inválid|rejeitad|eliminad|penalizad|contad|desconsiderad)"
        ),
        (
            r"(?:moderador\w*|organizador\w*|administrador\w*) (?:já )?(?:decidiu|decidiram"
            r"|exige\w*|pede\w*|ordena\w*|ordenou|determinou|quer|querem|declarou"
            r"|mandou)\b[^.!?\n]{0,70}(?:□|opção [a-z0-9]\b|devem\b|votem|deve\b)"
        ),
        (
            r"(?:sua|tua|vossa|seu|teu) (?:nov[ao]|verdadeir[ao]|únic[ao]|real) (?:tarefa|missão"
            r"|instrução|papel|função|objetivo|identidade) (?:é|consiste|será)"
        ),
        r"(?:aja|ajam|age|comporte-se|comportem-se) como\b|\b(?:finja|finjam|finge) (?:ser|que)\b",
    ),
)
