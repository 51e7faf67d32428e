"""Finished debates with real arguments, about which summaries are drafted.

Each is a whole ledger of its own kind: who sits where, what was said, who answers and credits
whom. In all of them the codes of the desk stand in the order of the seats (`P1` is on `seat_1`;
who left the panel of the fork is `P7`), so that a draft can be read beside its debate. A further
one is a function and a row of `DEBATES`.
"""

from collections.abc import Sequence

from msgspec.structs import replace

from service.domain.debate import (
    Debate,
    DebateSpec,
    Option,
    Participant,
    ResponseRef,
    ResponseStatus,
    Rules,
)
from tests.support.debates import (
    Cell,
    a_debate,
    a_ledger,
    a_panel,
    a_spec,
    some_options,
    some_rules,
    the_reference_case,
)
from tests.support.forks import at_round_two, held
from tests.support.summaries import ended

SEED = (5879).to_bytes(16, "big")
"""Draws codes in the order of the seats."""

Answer = tuple[int, int, int, int]
"""Round and seat of who answers, then those of the response that it answers."""

MISTRAL = Participant(id="seat_1", model="mistral/mistral-large", name="Mistral Large")
LLAMA = Participant(id="seat_2", model="groq/llama-4-maverick", name="Llama 4 Maverick")
QWEN = Participant(id="seat_3", model="openrouter/qwen/qwen3-max", name="Qwen3 Max")
COMMAND = Participant(id="seat_4", model="cohere/command-a", name="Command A")
NOVA = Participant(id="seat_5", model="amazon/nova-pro", name="Nova Pro")
TABLE = (MISTRAL, LLAMA, QWEN, COMMAND, NOVA)

ABSTAINED = ResponseStatus.ABSTAINED
FAILED = ResponseStatus.FAILED
REFUSED = ResponseStatus.REFUSED
TIMED_OUT = ResponseStatus.TIMED_OUT


def reference() -> Debate:
    """Return the published debate: a tie of `B` and `E`; only Gemini warns of a recipe."""
    debate = the_reference_case()
    debate = replace(debate, spec=replace(debate.spec, seed=SEED))
    answers = ((2, 1, 1, 3), (2, 2, 1, 5), (2, 4, 1, 5), (2, 5, 1, 2), (2, 6, 1, 2), (2, 6, 1, 5))
    return ended(_answering(debate, answers))


def remote() -> Debate:
    """Return a debate that ends with one answer of all, with ids and labels of one word."""
    options = tuple(Option(id=label.lower(), label=label) for label in ("Yes", "No", "Maybe"))
    debate = _told(
        _asked("Should the team keep working from home?", options, TABLE[:3]),
        (("yes", "yes", "no"), ("yes", "yes", "yes")),
        (
            (
                (
                    "Focused work needs long quiet hours, and an open office breaks them up. A mentor "
                    "can be reached by a call at any time."
                ),
                (
                    "People who save the commute spend part of it on work and the rest on sleep. The "
                    "gain shows in fewer errors."
                ),
                (
                    "New colleagues learn by overhearing others. That does not happen on a scheduled "
                    "call, and no wiki replaces it."
                ),
            ),
            (
                "⟦seat_3⟧ is right about new colleagues; a mentor for the first months answers that.",
                (
                    "Overhearing is also noise for everyone else. A mentor with fixed hours teaches "
                    "more than chance."
                ),
                (
                    "A mentor within reach, as ⟦seat_1⟧ has it, gives newcomers what I wanted from an "
                    "office without the commute."
                ),
            ),
        ),
    )
    return ended(_answering(debate, ((2, 1, 1, 3), (2, 2, 1, 3)), credited=((2, 3, 1, 1),)))


def week() -> Debate:
    """Return a plurality in which nobody moves, under names that are a common word."""
    labels = ("Four days, same pay", "Four days, less pay", "Five days", "Let each team decide")
    return ended(
        _told(
            _asked("Should the firm move to a four-day week?", some_options(*labels), a_panel(5)),
            ("ABACD", "ABACD"),
            (
                (
                    (
                        "Rested people make fewer mistakes, and fewer mistakes save more hours than a "
                        "free day costs."
                    ),
                    (
                        "A shorter week is a shorter week: output falls a little, and whoever pays for "
                        "it should be whoever gains the time."
                    ),
                    (
                        "Good people choose their employer by time rather than by money, so the free "
                        "day pays for itself in hiring."
                    ),
                    (
                        "Customers call on every working day. A gap in the week sends them to a rival "
                        "that answers."
                    ),
                    (
                        "A workshop and a help desk have nothing in common, so a single rule for the "
                        "firm fits neither."
                    ),
                ),
                (
                    (
                        "The gap that ⟦seat_4⟧ sees can be closed by a rota, as hospitals have always "
                        "done."
                    ),
                    (
                        "A rota shifts the burden to whoever draws the late turn, and that has its "
                        "price too."
                    ),
                    (
                        "Hiring is where the firm loses most money today, and nothing said here is "
                        "cheaper than time."
                    ),
                    "A rota needs spare hands, and a small firm has none to spare.",
                    (
                        "Each of these points holds for some teams, which is the reason to let the "
                        "teams choose."
                    ),
                ),
            ),
        )
    )


def lake() -> Debate:
    """Return a debate in which the lead passes from `A` over a tie to `B`."""
    labels = ("Ban motor boats", "Licence motor boats", "Do nothing")
    debate = _told(
        _asked("How should the town keep its lake clean?", some_options(*labels), TABLE),
        ("AAABC", "AABBC", "ABBBC"),
        (
            (
                (
                    "Fuel leaks from every engine, however well it is kept, and the reed beds take "
                    "decades to recover."
                ),
                "Noise drives breeding birds from the shore long before the water turns foul.",
                (
                    "Anglers and swimmers bring more guests than motor boats do, so the town loses "
                    "little."
                ),
                (
                    "A licence with a yearly check of the engine removes the worst polluters and "
                    "leaves the ferry running."
                ),
                (
                    "The lake was clean until the sewage works overflowed; boats are a small part of "
                    "its trouble."
                ),
            ),
            (
                "A yearly check says nothing about the day on which the seal breaks.",
                (
                    "Electric boats make no noise, so whoever wants a quiet shore need not ban the "
                    "rest."
                ),
                (
                    "The ferry is what convinces me: without it the far shore has no doctor. "
                    "⟦seat_4⟧ saw that."
                ),
                "⟦seat_5⟧ is right about the sewage works, which is a reason to do both.",
                "Licences cost money that the sewage works would need more.",
            ),
            (
                "Exceptions grow. A ferry today is a water taxi tomorrow.",
                (
                    "A limit on noise in the licence keeps the birds, as ⟦seat_4⟧ would have it, so a "
                    "ban has nothing left to add."
                ),
                "Fees of the licence could pay for the sewage works, and both troubles shrink.",
                "A licence can be tightened year by year, while a ban is lifted in one.",
                "Fees never go where they were promised.",
            ),
        ),
    )
    answers = ((2, 1, 1, 4), (2, 4, 1, 5), (3, 2, 1, 1), (3, 4, 2, 1))
    return ended(_answering(debate, answers, credited=((2, 3, 1, 4), (3, 2, 1, 4))))


def clinic() -> Debate:
    """Return a debate with gaps, whose one mover credits somebody who never held its new view.

    Seat 3 fails and then votes; seat 4 never votes and argues; seat 5 never gives an answer.
    """
    labels = ("Use it", "Do not use it", "Use it with a nurse")
    rules = some_rules(max_rounds=2, quorum=2, allow_abstain=True)
    debate = _told(
        _asked("Should the clinic sort its patients by machine?", some_options(*labels), TABLE),
        (
            ("A", "B", FAILED, ABSTAINED, REFUSED),
            ("C", "B", "C", ABSTAINED, TIMED_OUT),
        ),
        (
            (
                "A machine never tires, and at night a tired clerk decides who waits.",
                (
                    "Whoever cannot describe the pain in the right words is sent to the back of the "
                    "queue."
                ),
                None,
                "Without figures from this very clinic any answer would be a guess.",
                None,
            ),
            (
                "⟦seat_2⟧ has shown me that some patients lack the words; a nurse can look at them.",
                "A nurse who only confirms what the screen says is no safeguard.",
                (
                    "A nurse at the desk catches what the form leaves out, and the machine keeps the "
                    "order fair."
                ),
                "A trial of some weeks would tell more than all of these arguments.",
                None,
            ),
        ),
        rules,
    )
    return ended(_answering(debate, ((2, 2, 1, 1),), credited=((2, 1, 1, 2),)))


def fork() -> Debate:
    """Return the reference case forked after round 1; Mistral has taken the seat of DeepSeek."""
    forked = at_round_two()
    debate = held(replace(forked, spec=replace(forked.spec, seed=SEED)), "DEBEBC")
    said = (
        "A test of what a model adds to an attack has to come before any release of it.",
        "Filtered data can be guessed from what is left, so the recipe is out in the end.",
        "Auditors can work from weights, code and documented sources, as ⟦seat_5⟧ says.",
        "Whatever is published gets fine-tuned, and refusals are the first thing to go.",
        "The price of filling the gaps keeps most people out, while auditors get to work.",
        "A pipeline saves a rival time and tells an auditor little.",
    )
    debate = _saying(debate, 2, said)
    return ended(_answering(debate, ((2, 3, 1, 5), (2, 2, 1, 5))))


def tempo() -> Debate:
    """Return a German debate that ends in a plurality of half the votes."""
    debate = _told(
        _asked(
            "Soll auf Autobahnen ein Tempolimit gelten?",
            some_options("Ja, überall", "Nur nachts", "Nein"),
            TABLE[:4],
        ),
        ("ACBC", "ABBC"),
        (
            (
                (
                    "Wer langsamer fährt, bremst kürzer. Das rettet Leben, ohne dass jemand ein neues "
                    "Auto braucht."
                ),
                (
                    "Auf leeren Strecken schadet hohes Tempo niemandem, und Verbote ohne Anlass werden "
                    "missachtet."
                ),
                (
                    "In der Dunkelheit reicht das Licht nicht so weit wie der Bremsweg, und der Lärm "
                    "weckt die Anwohner."
                ),
                (
                    "Die Industrie verkauft ihre Wagen mit dem Ruf der freien Strecke, und daran "
                    "hängen Arbeitsplätze."
                ),
            ),
            (
                "Der Ruf der freien Strecke hilft keinem, der im Stau hinter einem Unfall steht.",
                (
                    "⟦seat_3⟧ nennt einen Anlass, den jeder Fahrer sieht: im Dunkeln ist der Bremsweg "
                    "länger als das Licht."
                ),
                "Eine Regel, deren Grund man sieht, wird eher befolgt als ein Verbot auf Vorrat.",
                "Niemand kauft einen Wagen, um damit nachts zu schleichen.",
            ),
        ),
    )
    return ended(_answering(debate, ((2, 1, 1, 4),), credited=((2, 2, 1, 3),)))


def telephone() -> Debate:
    """Return a French debate that ends in a majority."""
    debate = _told(
        _asked(
            "Faut-il interdire le téléphone à l’école ?",
            some_options("Interdire partout", "Interdire en classe", "Laisser faire"),
            TABLE[:4],
        ),
        ("ABCB", "ABBB"),
        (
            (
                (
                    "Dans la cour aussi, l’écran remplace le jeu, et les moqueries suivent l’élève "
                    "jusque chez lui."
                ),
                (
                    "Pendant la leçon, chaque vibration coûte plusieurs minutes d’attention à toute la "
                    "classe."
                ),
                "Une règle que les adultes n’appliquent pas eux-mêmes n’apprend rien aux enfants.",
                "Un élève malade doit pouvoir joindre sa famille sans demander la permission.",
            ),
            (
                "La famille peut appeler le secrétariat, comme elle l’a toujours fait.",
                "Dans la cour, surveiller les poches prend plus de temps que cela n’en rend.",
                (
                    "L’attention de toute la classe n’appartient pas à un seul, et ⟦seat_2⟧ le montre "
                    "bien."
                ),
                "Une boîte à l’entrée de la salle suffit, et chacun reprend son bien à la sonnerie.",
            ),
        ),
    )
    return ended(_answering(debate, ((2, 1, 1, 4),), credited=((2, 3, 1, 2),)))


def centro() -> Debate:
    """Return a Spanish debate in which each keeps an answer of its own: a tie of all options."""
    return ended(
        _told(
            _asked(
                "¿Debe la ciudad cerrar el centro a los coches?",
                some_options("Sí, siempre", "Solo los domingos", "No"),
                TABLE[:3],
            ),
            ("ABC", "ABC"),
            (
                (
                    "El aire del centro enferma a quienes viven en él, aunque no tengan coche.",
                    (
                        "Un día sin coches enseña a la gente a usar la calle sin arruinar a los "
                        "comercios."
                    ),
                    "Los mayores no pueden cargar la compra hasta la parada del autobús.",
                ),
                (
                    "Los comercios de calles peatonales venden más, porque quien pasea se detiene.",
                    "Lo que se prueba poco a poco se acepta mejor que lo que se impone de golpe.",
                    "Quien pasea se detiene, pero quien tiene prisa ya no viene.",
                ),
            ),
        )
    )


def model_release() -> Debate:
    """Return a Chinese debate."""
    debate = _told(
        _asked("前沿模型应当开源吗？", some_options("全部开放", "部分开放", "不开放"), TABLE[:3]),
        ("ABC", "BBC"),
        (
            (
                "没有训练数据，外部研究者无法复现结果，信任只能依赖新闻稿。",
                "公布权重和经过筛选的数据，审计人员就能工作，而危险的配方不会外流。",
                "权重一旦公布便无法收回，任何人都可以去掉安全限制。",
            ),
            (
                "⟦seat_2⟧说明审计并不需要危险数据，所以完整公布的理由不再成立。",
                "填补被筛掉的数据需要技术和资金，这足以挡住大部分滥用者。",
                "筛选总有遗漏，而遗漏恰恰是滥用者要找的东西。",
            ),
        ),
    )
    return ended(_answering(debate, ((2, 3, 1, 2),), credited=((2, 1, 1, 2),)))


def uniform() -> Debate:
    """Return a Japanese debate."""
    debate = _told(
        _asked(
            "学校で制服を続けるべきか",
            some_options("続ける", "自由にする", "選べるようにする"),
            TABLE[:3],
        ),
        ("ABC", "ACC"),
        (
            (
                "制服があれば家庭の収入の差が服装に表れず、朝の支度も早く済む。",
                "服装を自分で決めることは、責任を学ぶ機会になる。",
                "寒い地域の生徒にはズボンが必要で、形を選べれば費用も抑えられる。",
            ),
            (
                "形が増えるほど在庫がかさみ、値段は結局上がってしまう。",
                "費用を抑えながら責任も学べるなら、⟦seat_3⟧の案で目的は果たせる。",
                "古着の交換会を開けば、在庫の心配は小さくなる。",
            ),
        ),
    )
    return ended(_answering(debate, ((2, 1, 1, 3),), credited=((2, 2, 1, 3),)))


def voting() -> Debate:
    """Return a debate about voting itself, with labels made of the words of an outcome."""
    labels = ("Compulsory voting", "Voluntary voting", "Let the majority of districts decide")
    debate = _told(
        _asked("Should voting be compulsory?", some_options(*labels), TABLE[:3]),
        ("ABB", "ABB"),
        (
            (
                (
                    "Where everyone votes, parties have to speak to the poor as well, who otherwise "
                    "stay at home."
                ),
                "A vote cast under threat of a fine says nothing about what the voter wants.",
                "Staying away is a statement too, and the winner should have to hear it.",
            ),
            (
                "A blank paper can be handed in, so nobody is forced to choose a winner.",
                "A fine falls hardest on the very poor whom it is meant to bring in.",
                "Consensus cannot be ordered; turnout follows trust and not the other way round.",
            ),
        ),
    )
    return ended(_answering(debate, ((2, 2, 1, 1), (2, 1, 1, 2))))


def hosting() -> Debate:
    """Return a debate whose ids are numbers and whose labels hold codes, quotes and brackets.

    `P2P` in a label gives the codes another letter: `J1` is on `seat_1`.
    """
    options = (
        Option(id="1", label="P2P network"),
        Option(id="2", label="The “cloud” of one vendor"),
        Option(id="10", label="Own servers [rack]"),
    )
    debate = _told(
        _asked("Where should the archive be kept?", options, TABLE[:3]),
        (("1", "2", "10"), ("1", "1", "10")),
        (
            (
                (
                    "Copies on many machines survive the loss of any of them, and no bill can end the "
                    "archive."
                ),
                "A vendor has staff awake at night, which an association of amateurs has not.",
                (
                    "Whoever owns the disks decides what is kept on them, and that is what an archive "
                    "is for."
                ),
            ),
            (
                "Volunteers in many places are awake at different hours anyway.",
                (
                    "If volunteers watch around the clock, the vendor has no advantage left but its "
                    "price."
                ),
                "Volunteers leave. A rack in the cellar stays where it is.",
            ),
        ),
    )
    return ended(_answering(debate, ((2, 3, 2, 1),), credited=((2, 2, 1, 1),)))


DEBATES = {
    make.__name__: make
    for make in (
        reference,
        remote,
        week,
        lake,
        clinic,
        fork,
        tempo,
        telephone,
        centro,
        model_release,
        uniform,
        voting,
        hosting,
    )
}


def _asked(
    question: str, options: tuple[Option, ...], panel: tuple[Participant, ...]
) -> DebateSpec:
    return a_spec(question=question, options=options, panel=panel, seed=SEED)


def _told(
    spec: DebateSpec,
    votes: Sequence[Sequence[Cell]],
    said: Sequence[Sequence[str | None]],
    rules: Rules | None = None,
) -> Debate:
    """Return the debate with these votes and arguments: a sequence a round, an entry a seat."""
    rules = rules or some_rules(max_rounds=max(2, len(votes)))
    debate = a_debate(*votes, spec=replace(spec, rules=rules))
    for number, texts in enumerate(said, start=1):
        debate = _saying(debate, number, texts)
    return debate


def _saying(debate: Debate, number: int, said: Sequence[str | None]) -> Debate:
    responses = zip(debate.round_responses(number), said, strict=True)
    return a_ledger(debate, *(replace(response, argument=text) for response, text in responses))


def _answering(
    debate: Debate, answers: Sequence[Answer], *, credited: Sequence[Answer] = ()
) -> Debate:
    """Let responses answer others, and credit them for a change of their votes."""
    for number, seat, asked_round, asked_seat in (*answers, *credited):
        response = debate.response(number, f"seat_{seat}")
        assert response is not None
        asked = ResponseRef(round=asked_round, participant=f"seat_{asked_seat}")
        response = replace(response, responds_to=(*response.responds_to, asked))
        if (number, seat, asked_round, asked_seat) in credited:
            response = replace(response, persuaded_by=asked)
        debate = a_ledger(debate, response)
    return debate
