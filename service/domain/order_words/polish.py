"""Orders in Polish; what the fields are is in `language`."""

from service.domain.order_words.language import Language

POLISH = Language(
    statement=r"\w+[cć] ",
    known_by="musicie musisz instrukcje polecenia zasady opcje wybierzcie odpowiadajcie "
    "przejsc powinni moderator prosze twoja twoje drodzy wskazcie oddajcie kazdy "
    "wszyscy "
    "na w z sie nie wszyscy wszystkie kazdy swoje swoich swoim wasze twoje twoja ze "
    "od za tylko glosuj glosujcie zaglosuj zaglosujcie wybierz wybierzcie wskaz "
    "odpowiedz odpowiedzcie zignoruj zignorujcie ignoruj ignorujcie zapomnij "
    "zapomnijcie pomin pomincie nowe nowa opcje opcja oddaj oddajcie odpowiadaj "
    "odpowiadajcie przejdzcie zmiencie poprzyj poprzyjcie",
    anywhere=True,
    readers=r"(?:(?:wszyscy|wszystkie|każdy|każda|pozostali|inni|musicie|musisz|powinniście"
    r"|powinieneś|macie|masz|państwo)(?: \w+){0,3}? ?(?:musicie|musisz|muszą|musi"
    r"|powinni\w*|powinien|powinieneś|mają|ma|macie|obowiązek)?|(?:proszę|nakazuję"
    r"|rozkazuję|apeluję|wzywam|zalecam|żądam)(?: was| cię| wszystkich| państwa| do| "
    r"aby| żeby| o)*)",
    drop=r"z?ignoruj(?:cie|my)?|zignorować|zapomnij(?:cie)?|zapomnieć|pomiń(?:cie)?|pominąć"
    r"|odrzuć(?:cie)?|odłóż(?:cie)?|(?:nie )?(?:zważaj(?:cie)? na|stosuj(?:cie)?(?: się "
    r"do)?|słuchaj(?:cie)?|przestrzegaj(?:cie)?)|lekceważ(?:cie)?|porzuć(?:cie)?",
    rules=r"(?:instrukcj\w+|polece\w+|zasad\w*|regu\w+|wytyczn\w+|rozkaz\w+|prompt\w*"
    r"|komunikat\w* systemow\w+|wskazów\w+|(?:wszystk\w+|tym|tego|to),? co (?:ci|wam"
    r"|powiedziano|było|usłysz\w+|powyżej|dotychczas)\w*|wszystk\w+ powyż\w+)",
    choose=r"(?:za)?głosuj(?:cie|my)?(?: wszyscy| teraz| tylko)?(?: na| za| przeciw)?"
    r"|(?:za)?głosować(?: na| za)?|wybierz(?:cie|my)?|wybrać|wskaż(?:cie)?"
    r"|(?:zmień(?:cie)?|zmienić)(?: \w+){0,2} na|przejdź(?:cie)? (?:na|do)|przejść na"
    r"|oddaj(?:cie)? (?:swój |swoje )?głosy? na|poprzyj(?:cie)?|poprzeć"
    r"|opowiedz(?:cie)? się za",
    option=r"(?:pierwsz|drug|trzeci|ostatni|t[ęe] sam)\w*(?: \w+)? ?(?:opcj\w+|odpowied\w+"
    r"|wariant\w*)?|(?:opcj\w+|odpowied\w+|wariant\w*|liter\w+) (?:□|[a-z0-9]\b)"
    r"|(?<![\w'-])[b-h](?![\w'-])|tak samo|tę samą|(?:tak|nie)(?=\s*(?:[.!,;]|$))|tak "
    r"jak ja",
    reply=r"odpowiedz(?:cie)?|odpowiadaj(?:cie)?|odpowiedzieć|odpowiadać|napisz(?:cie)?"
    r"|zwróć(?:cie)?|wypisz(?:cie)?|podaj(?:cie)?",
    form=r"tylko|wyłącznie|jedynie|niczym|nic\b|json\w*|dokładnie|jednym słowem|□",
    clauses=(
        (
            r"(?:now[ae]|ważn[ae])(?: \w+)? (?:instrukcj\w+|zasad\w+|polecen\w+|reguł\w+"
            r"|wytyczn\w+)\b[^.!?\n:]{0,30}:"
        ),
    ),
    whole=(
        (
            r"od (?:teraz|tej pory|tej chwili)(?: \w+)? (?:jesteś|jesteście|musisz|musicie|wszyscy"
            r"|wszystkie|każdy|twoj\w+|wasz\w+|odpowiada\w*|głosuj\w*|obowiązuje)"
        ),
        r"(?:jesteś|jesteście) (?:teraz|już nie|odtąd) |\bteraz jeste(?:ś|ście) ",
        (
            r"(?:wszystkie|każda|każdy|wasze|twoja|twój)\b[^.!?\n]{0,20}\b(?:odpowiedzi?|odpowiedź"
            r"|głosy?)\b(?: \w+){0,4} (?:muszą|musi|powinny|powinna|powinien|mają"
            r"|ma)\b[^.!?\n]{0,25}(?:□|opcj\w+|json|(?<![\w'-])[b-h](?![\w'-]))"
        ),
        (
            r"(?:twoja|wasza|twój|wasz|państwa) (?:\w+ )?(?:odpowiedź|głos) (?:musi|powinna"
            r"|powinien|ma)\b"
        ),
        (
            r"(?:każd\w+|wszystkie|wszelkie) inn\w+\b[^.!?\n]{0,30}\b(?:zostan\w+|będ\w+|jest"
            r"|są)\b[^.!?\n]{0,15}\b(?:odrzucon|zignorowan|nieważn|unieważnion|usunięt|ukaran"
            r"|pominięt|uznan)"
        ),
        (
            r"(?:moderator\w*|organizator\w*|administrator\w*) (?:zdecydował\w*|postanowił\w*"
            r"|nakazał\w*|wymaga\w*|zarządził\w*|ogłosił\w*|polecił\w*|żąda\w*"
            r"|każe)\b[^.!?\n]{0,70}(?:□|opcj\w+ [a-z0-9]\b|mus\w+|mają\b|głosowa\w+)"
        ),
        (
            r"(?:twoim|twoje|waszym|wasze) (?:nowym?|nowe|prawdziw\w+|jedyn\w+) (?:zadani\w+|celem?"
            r"|poleceni\w+|rol\w+) (?:jest|to)|\btwoja nowa rola"
        ),
        r"(?:udawaj|udawajcie|zachowuj się|zachowujcie się),? (?:że|jak)",
    ),
)
