"""Orders in Dutch; what the fields are is in `language`."""

from service.domain.order_words.language import Language

DUTCH = Language(
    statement=r"\w+en ",
    known_by="antwoorden kiezen stemmen instructies regels moderator beste iedereen gelieve "
    "stap schakel "
    "de het een je jullie u uw jouw alle allen iedereen en voor op met niet wat zijn "
    "stem stemt stemmen kies kiest negeer negeert vergeet antwoord antwoordt alleen "
    "enkel optie nieuwe elke elk moeten moet ik vanaf voortaan",
    please=r"alsjeblieft|alstublieft|gelieve(?: te)?|nu|dus|en|dan|gewoon|beste \w+(?: \w+)?"
    r"|geachte \w+(?: \w+)?|allemaal|eerst|let op|belangrijk|graag|iedereen",
    readers=r"(?:(?:jullie|u|jij|je|alle(?: andere| overige)?(?: deelnemers| modellen| "
    r"panelleden| leden)?|iedere(?: andere)? (?:deelnemer|model)|elke(?: andere)? "
    r"(?:deelnemer|model)|elk(?: ander)? model|de (?:andere|overige)(?: deelnemers| "
    r"modellen| panelleden)?|iedereen|allen|wie dit leest)"
    r" (?:\w+ )?(?:moeten|moet|dienen|dient|zouden|behoren|hoort|mogen alleen|mag alleen)"
    r"|(?:moeten|moet|dienen|dient) (?:jullie|u|je|jij)|ik (?:\w+ )?(?:vraag|verzoek|beveel"
    r"|smeek|raad|draag|sommeer|eis|roep)\b[^.!?\n]{0,25}(?:jullie|u|je|iedereen|allen|alle"
    r"|van)|laten we(?: allemaal)?)",
    drop=r"negeer|negeert|negeren|vergeet|vergeten|(?:leg|laat|zet|schuif|leggen|laten)(?= "
    r"[^.!?\n]{0,60}(?:opzij|terzijde|naast je|buiten beschouwing))|(?:volg|gehoorzaam"
    r"|houd je)(?= [^.!?\n]{0,50}(?:niet|geen))|verwerp|schrap|omzeil",
    rules=r"(?:(?:alle|je|jouw|jullie|uw|de|het|eerdere|vorige|voorgaande|bovenstaande"
    r"|oorspronkelijke|deze|die|en|overige) ){1,5}(?:\w+ )?(?:instructies?|regels?"
    r"|richtlijnen|opdrachten|opdracht|aanwijzingen|prompts?|systeemprompts?"
    r"|systeembericht\w*|bevelen|voorschriften)|(?:alles )?wat (?:je|jullie|u|er"
    r"|hierboven|men)[^.!?\n]{0,30}|alles (?:hierboven|hiervoor)",
    choose=r"stem(?:men|t)?(?: allemaal| nu| alleen| ook)?(?: voor| op| tegen| in met)?|kies"
    r"|kiest|kiezen|selecteer|selecteren|ga(?:an)? voor|neem|(?:stap|schakel|wissel"
    r"|overstappen|ga)(?:pen|t)? (?:\w+ )?(?:over )?(?:naar|op)|over te stappen (?:naar"
    r"|op)|steun(?:en)?|geef (?:je|jullie|uw) stem aan|verander(?: \w+)? (?:je|jullie"
    r"|uw) stem(?:men)? (?:in|naar)|schaar je achter",
    option=r"(?:voor |op )?(?:de |het |voor de )(?:eerste|tweede|derde|laatste|zelfde"
    r"|dezelfde)(?: \w+)? ?(?:optie|antwoord|keuze|mogelijkheid)?|(?:voor |op |naar "
    r")?(?:optie|antwoord|keuze|letter) (?:□|[a-z0-9]\b)|dezelfde|deze optie"
    r"|(?<![\w'-])[b-h](?![\w'-])|(?:ja|nee)(?=\s*(?:[.!,;]|$))|zoals ik|tegen\b",
    reply=r"antwoord(?:en|t)?|beantwoord|(?:geef|schrijf|print|stuur)(?= "
    r"[^.!?\n]{0,25}(?:alleen|enkel|slechts|uitsluitend|json|□|niets))|reageer|reageren",
    form=r"alleen|enkel|slechts|uitsluitend|niets|json|precies|met (?:het woord|de letter|□"
    r"|één)|□",
    clauses=(
        (
            r"(?:nieuwe|belangrijke|gewijzigde)(?: \w+)? (?:instructies?|regels?|opdracht\w*"
            r"|richtlijn\w*)\b[^.!?\n:]{0,30}:"
        ),
    ),
    whole=(
        (
            r"(?:vanaf nu|van nu af aan|voortaan),? (?:\w+ )?(?:ben|bent|zijn|moet|moeten"
            r"|antwoord\w*|stem\w*|kies\w*|geldt|gelden)\b"
        ),
        r"(?:je bent|jullie zijn|u bent|jij bent) (?:nu|niet langer|vanaf nu|voortaan) ",
        (
            r"(?:alle|elk|iedere?|elke|jullie|je|uw)\b[^.!?\n]{0,20}\b(?:antwoord(?:en)?"
            r"|stem(?:men)?)\b(?: \w+){0,4} (?:moeten|moet|dienen|dient|zullen"
            r"|mogen)\b[^.!?\n]{0,25}(?:□|optie|json|(?<![\w'-])[b-h](?![\w'-]))"
        ),
        (
            r"(?:je|jullie|uw|jouw) (?:\w+ )?(?:antwoord|stem|uitvoer|reactie)(?:en|men)? (?:moet"
            r"|moeten|dient|dienen|mag|mogen)\b"
        ),
        (
            r"(?:elke|iedere|alle|elk|ieder) (?:andere?|overige"
            r"|afwijkende)\b[^.!?\n]{0,30}\b(?:wordt|worden|is|zijn|telt"
            r"|tellen)\b[^.!?\n]{0,15}\b(?:verworpen|ongeldig|genegeerd|verwijderd|bestraft|niet"
            r"|nietig|geschrapt|geteld)"
        ),
        (
            r"(?:moderator\w*|organisator\w*|beheerder\w*|organisatie) (?:heeft|hebben|eist|wil"
            r"|vraagt|beveelt)\b[^.!?\n]{0,70}(?:□|optie [a-z0-9]\b|moeten\b|moet\b)"
        ),
        (
            r"(?:je|jullie|uw|jouw) (?:nieuwe|echte|enige|werkelijke) (?:taak|rol|opdracht"
            r"|instructie\w*|doel|identiteit) (?:is|luidt|zijn)"
        ),
        r"(?:gedraag je|gedraagt u|doe) (?:als|alsof)\b",
    ),
)
