"""What a text says beside its references: ordinary words pass in any language, claims do not."""

import msgspec
import pytest
from hypothesis import given, strategies as st

from service.domain.claim_words import counts, in_words, mentions, moves, outcome, outcome_phrases
from service.domain.claim_words.tables import Phrases
from service.domain.debate import DebateSpec
from service.domain.skeletons import COUNTED, MOVED, QUOTE, WHAT, WHEN, WHO, see
from service.domain.topics import topic_of
from service.domain.unreferenced import (
    addresses_readers,
    beside_references,
    credits_nobody,
    says_both,
    says_it_leads,
    says_moved,
    says_stayed,
    turns_on_an_option,
)
from tests.support.debates import a_panel, a_spec, some_options
from tests.unit.domain.claimed_prose import CLAIMED

PHRASES = {
    f"{module.__name__.rpartition('.')[2]}-{name}": each
    for module in (counts, in_words, mentions, moves, outcome, outcome_phrases)
    for name, each in vars(module).items()
    if isinstance(each, Phrases)
}
SPEC = a_spec(question="Should their files be published?")
TOPIC = topic_of(SPEC)

ORDINARY = (
    "The disagreement turns on whether a published file can ever be taken back.",
    f"As a result, {WHO} lost trust in closed audits and ties release to testing.",
    f"{WHO} holds that nobody can close a file once it is out.",
    f"No evidence is offered, says {WHO}, that filters work.",
    f"Maybe the harm is small, {WHO} concedes, but it cannot be undone.",
    f"A recipe, {WHO} warns, cannot be withdrawn; one copy is enough.",
    f"In round {WHEN}, {WHO} answered that {QUOTE}.",
    f"In rounds {WHEN}, {WHEN} and {WHEN} the question was who may check.",
    f"Due to cost, {WHO} prefers supervised access once auditors ask.",
    f"{WHO}'s point is that the models' weights aren't the problem.",
    f"{WHO} weighs both openness and safety, and sees no tie between them.",
    f"What moved {MOVED} was {WHO}'s point that {QUOTE}.",
    f"The case for {WHAT} rests on what auditors can see.",
    f"{WHAT} and {WHAT} part over who may look inside.",
    f"{COUNTED} and {COUNTED} rest on the idea behind {WHAT}.",
    f"{WHO} wants weights published and training code withheld, since e.g. rivals would copy it.",
    f"{WHO} holds that half-measures invite abuse; the rest of the stack adds little.",
    f"{WHO} says the outcome of training cannot be known in advance, so it won't wait.",
    f"Of meta-analyses, {WHO} thinks little.",
    f"All-round tests are what {WHO} asks for.",
    f"I is no pronoun of {WHO}.",
    f"Für {WHO} zählt, dass sich eine Veröffentlichung nicht rückgängig machen lässt.",
    f"In der {WHEN}. Runde hielt {WHO} dagegen, dass jeder Angreifer alle Filter umgehen kann.",
    f"In Runde {WHEN} stand im Raum, wer prüfen darf; das Protokoll enthielt keine Antwort.",
    f"Pour {WHO}, la publication ne peut pas être annulée, et c'est là tout le problème.",
    f"Au tour {WHEN}, {WHO} a répondu que l'audit n'exige pas l'ouverture à des tiers.",
    f"À son tour, {WHO} rappelle qu'une personne malveillante n'a besoin que d'une copie.",
    f"Para {WHO}, los pesos publicados no se pueden retirar, y todos los datos quedan expuestos.",
    f"En la ronda {WHEN}, {WHO} respondió que {QUOTE}.",
    f"Per {WHO}, i pesi pubblicati non si possono ritirare per mezzo di alcun filtro.",
    f"Para {WHO}, os dados dos arquivos não podem ser retirados depois da publicação.",
    f"Voor {WHO} telt dat een publicatie niet kan worden teruggedraaid, ten koste van alles.",
    f"Dla {WHO} liczy się to, że publikacji nie można cofnąć; każdy plik zostaje.",
    f"Для {WHO} важно, что публикацию нельзя отменить, а все данные остаются у всех.",
    f"В раунде {WHEN} {WHO} ответил, что {QUOTE}.",
    f"{WHO}认为，公开的权重一旦发布就无法收回，因此第三方审计更重要。",
    f"在第{WHEN}轮，{WHO}指出{QUOTE}，这与安全目标并不一致。",
    f"{WHO}は、公開された重みは取り消せないと述べ、監査には十分だと考える。",
    f"第{WHEN}ラウンドで{WHO}は{QUOTE}と答えた。",
    f"{WHO}는 공개된 가중치를 되돌릴 수 없다고 보며, 이 점이 핵심이라고 말한다.",
    f"라운드 {WHEN}에서 {WHO}는 {QUOTE}라고 답했다.",
    f"يرى {WHO} أن نشر الأوزان لا يمكن التراجع عنه.",
    f"{WHO} का मानना है कि प्रकाशित भार वापस नहीं लिए जा सकते।",
    f"{WHO} می\u200cگوید که انتشار برگشت\u200cپذیر نیست.",
    "",
)


@pytest.mark.parametrize("text", ORDINARY)
def test_what_is_argued_may_be_told(text: str) -> None:
    seen = see(text)

    assert list(beside_references(seen, TOPIC)) == []
    assert not says_both(seen)
    assert not addresses_readers(seen)


CLAIMS = (
    # names and makers
    *("Claude argued that files spread.", "Gemini 3.1 Pro agrees.", "OpenAI would disagree."),
    *("Deep Seek sees it.", "Ge-mini sees it.", "grok's fear", "The kimi of it", "A GPT said so."),
    *("クロードは心配している。", "De\u00adepSeek sees it.", "Сlaude sees it."),
    # labels and ids
    *("Yes, all was what they wanted.", "yes - ALL it is", "They chose No.", "They said no.", "No, it is."),
    *("Option B it is.", "Support for B grew.", "option e rests on it", "E rests on fear.", "They meant NO there."),
    # numbers
    *("Four of them wanted more.", "4 of them", "𝟚 of them", "Round Ⅳ", "plan II was", "½ of it", "a dozen"),
    *("Zwei waren dafür.", "Trois étaient pour.", "Los dos modelos, once en total, y el resto."),
    *("Duas pessoas", "Twee deden mee.", "Dwa z nich", "Двое из них", "三个模型支持这一点。", "三人が賛成した。"),
    *("세 모델이 찬성했다.", "İki model", "Två av dem", "a third of it", "sixty-four"),
    # rounds
    *(f"{WHEN} of them agree.", f"{WHEN} rounds passed.", "In the final round they spoke."),
    *("Au second tour, on parle.", "Im zweiten Durchgang", "在最后一轮", "最後のラウンドで", "마지막 라운드에서"),
    # the outcome, and heads counted
    *("The majority backed it.", "Everyone agreed in the end.", f"{WHO} won.", "It ended in a tie."),
    *("It was tied at the end.", "The panel favours it.", "All participants are for it.", f"{WHAT} was chosen."),
    *("Most of them agreed.", f"{WHAT} wins.", f"Only {WHO} saw it.", f"{WHO} alone saw it.", "the others left"),
    *("Nobody can deny it.", "The maj\u00adority was clear.", "The mаjority was clear.", "The ｍａｊｏｒｉｔｙ spoke."),
    *("m a j o r i t y rule", "The con-sensus held.", "It was unani mous.", "un'unanimità", "the majority's view"),
    *("Die Mehrheit war dafür.", "Alle Teilnehmer sind dafür.", "Niemand war dagegen.", "Sie stimmte dafür."),
    *("La majorité l'a emporté.", "La plupart craignent cela.", "Todos los participantes lo apoyan."),
    *("La maggioranza è d'accordo.", "A maioria concorda.", "De meerderheid is voor.", "Większość jest za."),
    *("Большинство за.", "多数模型支持。", "大家都同意。", "過半数が賛成した。", "全員が賛成した。", "과반이 찬성했다."),
    *("모든 모델이 찬성했다.", "Çoğunluk evet dedi.", "الأغلبية مع ذلك", "बहुमत इसके पक्ष में है।", "Đa số đồng ý."),
    *("maj\u0301ority", "All models agree."),
    # the same in words of other kinds
    *("Only one participant moved.", "A lone voice disagreed.", "Many disagreed.", "The panel was of one mind."),
    *("They settled on it.", "No minds were changed.", "The ayes have it.", "Others agreed.", "The no camp spoke."),
    *(f"{COUNTED} had equal support.", f"{WHAT} had the most adherents.", f"{WHAT} came first.", f"{WHAT} emerged."),
    *(f"{COUNTED} outscored {COUNTED}.", f"{COUNTED} lost its backers.", f"Support for {COUNTED} had been higher."),
    *("Die meisten halten es für gut.", "Die Mehrzahl sieht es so.", f"{COUNTED} lag knapp hinter {COUNTED}."),
    *(f"{COUNTED} setzte sich am Ende durch.", "Es herrschte Einigkeit.", "Der Antrag scheiterte."),
    *("Tous pensent ainsi.", "On s'est accordé sur un point.", f"{COUNTED} a recueilli le plus de soutien."),
    *("Muchos piensan así.", "Hubo acuerdo general.", f"{COUNTED} obtuvo el mayor apoyo."),
    *("Tutti la pensano così.", "Todos pensam assim.", "De meesten denken zo.", "Все так думают.", "모두 그렇게 생각한다."),
    *("सभी ऐसा सोचते हैं।", "Çoğu böyle düşünüyor.", f"{COUNTED} получил больше поддержки."),
    *("几乎都这样认为。", "参与者很担心。", f"{COUNTED}得到最多支持。", "ほとんどがそう考える。", f"{COUNTED}が選ばれた。"),
    # marks, markup and links
    *(f"{WHO} says **so**.", f"{WHO} says see example.com now.", "🏆 for it", f"{WHAT} > {WHAT}", "[P9] says so"),
    *("“Weights” are bad", "'Weights' are bad", "《权重》", "- a list", "a\u202eb", "a\u200bb", "na\u200cme", "ᴍᴀᴊ"),
    *("тwо of them", f"{COUNTED} leads {COUNTED}.", f"more than {COUNTED}", f"{COUNTED} is ahead.", "sie sagten Nein"),
    *("δύο από αυτούς", f"{WHO} timed out.", "většina"),
)  # fmt: skip


@pytest.mark.parametrize("text", CLAIMS)
def test_what_the_ledger_tells_is_told_by_references_only(text: str) -> None:
    assert list(beside_references(see(text), TOPIC)) != []


@pytest.mark.parametrize("phrases", PHRASES.values(), ids=PHRASES)
def test_no_phrase_is_overlooked_by_the_words_of_a_text(phrases: Phrases) -> None:
    said = [see(text) for text in (*CLAIMS, *(text for row in CLAIMED.values() for text in row))]

    assert [seen.claim_of(phrases) is None for seen in said] == [
        phrases.search(seen.claims) is None for seen in said
    ]
    assert [seen.says(phrases) for seen in said] == [
        phrases.search(seen.folded) is not None for seen in said
    ]


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("Should Meta publish its models?", "What Meta publishes cannot be called back."),
        ("应该信任谷歌吗？", "谷歌的文件无法收回。"),
        ("Should all models be open?", "All models leak in the end."),
        ("Should participants of trials be paid?", "Who pays participants buys their silence."),
        ("治験の参加者に報酬を払うべきか", "参加者は報酬を求める。"),
    ],
)
def test_what_a_debate_is_about_may_be_named(question: str, text: str) -> None:
    topic = topic_of(msgspec.structs.replace(SPEC, question=question))

    assert list(beside_references(see(text), topic)) == []
    assert list(beside_references(see(text), TOPIC)) != []


@pytest.mark.parametrize(
    ("labels", "text", "passes"),
    [
        (("Berlin", "Bonn"), "Berlin has the room for it.", False),
        (("Berlin", "Bonn"), "It is said of BERLIN, too.", False),
        (("Berlin", "Bonn"), "Berlins Platz reicht nicht.", False),
        (("Berlin", "Bonn"), "Berliner Plätze reichen nicht aus, und das ist das Ende.", True),
        (("Release", "Wait"), "They fear a release that cannot be undone.", True),
        (("Release", "Wait"), "They fear a Release that cannot be undone.", False),
        (("نعم", "لا"), "لا يمكن التراجع عنه.", True),
        (("نعم", "لا"), "قال لا.", False),
        (("متاح", "مغلق"), "هو متاح للجميع هنا.", False),
        (("公开", "不公开"), "他们担心公开会出错。", False),
        (("찬성", "반대"), "그는 찬성하지 않는다.", False),
        (("是", "否"), "这是问题所在。", True),
        (("…", "?"), "Nothing is said of it.", True),
        (("full_release", "none"), "option none of it", True),
    ],
)
def test_a_label_of_one_word_is_known_by_how_it_stands(
    labels: tuple[str, ...], text: str, *, passes: bool
) -> None:
    topic = topic_of(msgspec.structs.replace(SPEC, options=some_options(*labels)))

    assert (list(beside_references(see(text), topic)) == []) is passes


@pytest.mark.parametrize(
    ("name", "text", "passes"),
    [
        ("Alice", "Alice fears copies.", False),
        ("Alice", "ALICE fears copies.", False),
        ("critic", "The critic fears copies.", False),
        ("The Skeptic", "A Skeptic fears copies.", False),
        ("The Skeptic", "A skeptic fears copies.", True),
        ("Model One", "The Model is large.", True),
        ("评论家", "评论家担心文件。", False),
    ],
)
def test_a_name_is_known_by_how_it_stands(name: str, text: str, *, passes: bool) -> None:
    panel = (msgspec.structs.replace(SPEC.panel[0], name=name),)
    topic = topic_of(msgspec.structs.replace(SPEC, panel=panel))

    assert (list(beside_references(see(text), topic)) == []) is passes


HANDLES = ("orion", "vega", "lyra", "draco", "nova", "atlas")


@pytest.mark.parametrize(
    "text",
    [
        # where another script touches them
        *(
            "Grok说得对。",
            "如draco所说，图纸不全。",
            "按A方案，图纸不全。",
            "A方案更好。",
            "vega与draco说。",
        ),
        *(
            "Claude가 걱정한다.",
            "A씨는 걱정한다.",
            "Claudeは心配する。",
            "draco曰く。",
            "dracoกล่าวว่า",
        ),
        *("يخشى بClaude ذلك", "לClaude יש טענה", "говорит draco"),
        # bent or elided
        *(
            "Dracos Mieter warten.",
            "Lyras Nachbarn warten.",
            "Novas Einwand war es.",
            "Dracon mukaan",
        ),
        *(
            "Vegi obawa",
            "Geminiho strach",
            "Claudem kieruje strach",
            "Claude-nak van igaza",
            "Gemini's fear",
        ),
        *(
            "d’draco vient l'idée.",
            "L’atlas dit que les plans servent.",
            "qu'Orion le dit",
            "dell'Orion",
        ),
        # in the letters of another alphabet
        *("Драко говорит о планах.", "Так считает Нова.", "Мнение Ориона верно.", "говорит Веги"),
        *("как считает драко", "Ο Δράκο λέει ότι", "Η Νόβα λέει", "Ο Κλοντ λέει", "לקלוד יש טענה"),
    ],
)
def test_a_name_is_found_in_any_form_and_at_any_script(text: str) -> None:
    assert list(beside_references(see(text), topic_of(_called(*HANDLES)))) != []


@pytest.mark.parametrize(
    ("names", "text"),
    [
        (("Max", "Will"), "Maximum care is what it takes, and willing hands."),
        (("Mark", "Art"), "Market forces, says the article, decide what artists earn."),
        (
            ("Optimist", "The skeptic"),
            "Optimistic forecasts meet skeptical readers and optimists.",
        ),
        (("Model A",), "Modelling is what it takes, and a model that holds."),
        (HANDLES, "Vegan food and novel ideas grow in Atlantic winds."),
        (HANDLES, "Novelties and dragons are what it takes."),
        (HANDLES, "Новые данные и новости всегда опасны."),
        (HANDLES, "Лирика нужна, и идея хороша."),
        (HANDLES, "PDF文件很重要。"),
        (("Орион", "Скептик"), "Ориентир нужен."),
    ],
)
def test_what_only_begins_like_a_name_passes(names: tuple[str, ...], text: str) -> None:
    assert list(beside_references(see(text), topic_of(_called(*names)))) == []


@pytest.mark.parametrize(
    ("name", "text", "argument"),
    [
        ("Mark", "Marks and scars are what it leaves.", "It leaves marks."),
        ("nova", "Novas ideias fazem falta.", "Faltam novas ideias."),
        ("atlas", "Атлас нужен.", "Нужен атлас дорог."),
    ],
)
def test_a_word_of_the_arguments_is_no_form_of_a_name(name: str, text: str, argument: str) -> None:
    spec, seen = _called(name), see(text)

    assert list(beside_references(seen, topic_of(spec, [argument]))) == []
    assert list(beside_references(seen, topic_of(spec))) != []


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Орион", "So says Orion."),
        ("Скептик", "Так говорят Скептики."),
        ("Анна", "По мнению Анны, нет."),
    ],
)
def test_a_name_in_another_alphabet_is_found_in_any_form(name: str, text: str) -> None:
    assert list(beside_references(see(text), topic_of(_called(name)))) != []


def _called(*names: str) -> DebateSpec:
    panel = (
        msgspec.structs.replace(seat, name=name)
        for seat, name in zip(a_panel(len(names)), names, strict=True)
    )
    return msgspec.structs.replace(SPEC, panel=tuple(panel))


@pytest.mark.parametrize(
    "text", ["both of them", "beide", "tous les deux", "两者都", "둘 다", "båda"]
)
def test_both_counts_to_two(text: str) -> None:
    assert says_both(see(text))


@pytest.mark.parametrize(
    ("text", "moved", "stayed"),
    [
        (f"{WHO} changed its mind.", True, False),
        (
            f"{WHO} was not persuaded by {WHO}.".replace(
                "persuaded", "convinced by it, nor swayed"
            ),
            False,
            True,
        ),
        (f"{WHO} never changed its view.", False, True),
        (f"{WHO} stayed with it.", False, True),
        (f"{WHO} reconsidered after hearing {WHO}.", True, False),
        (f"{WHO} ended up with {WHO}.", True, False),
        (f"{WHO} talked {WHO} out of its view.", True, False),
        (f"{WHO} lenkte gegenüber {WHO} ein.", True, False),
        (f"{WHO} a rejoint {WHO}.", True, False),
        (f"{WHO} terminó dando la razón a {WHO}.", True, False),
        (f"{WHO}最终认同{WHO}。", True, False),
        (f"{WHO} è passato dalla parte di {WHO}.", True, False),
        (f"{WHO} liet zich door {WHO} overtuigen.", True, False),
        (f"{WHO} был переубеждён {WHO}.", True, False),
        (f"أقنع {WHO} المشارك {WHO}.", True, False),
        (f"{WHO}, {WHO} tarafından ikna edildi.", True, False),
        (f"{WHO}は{WHO}に同意した。", True, False),
        (f"{WHO} held this from the start.", False, True),
        (f"{WHO} blieb seiner Haltung treu.", False, True),
        (f"{WHO} ließ sich überzeugen.", True, False),
        (f"{WHO} fears copies.", False, False),
    ],
)
def test_moves_are_told_from_staying(text: str, *, moved: bool, stayed: bool) -> None:
    seen = see(text)

    assert (says_moved(seen), says_stayed(seen)) == (moved, stayed)


@pytest.mark.parametrize(
    "text", [f"{WHO} is against {WHAT}.", f"anti-{WHAT}", f"{WHO}は{WHAT}に反対した。"]
)
def test_being_against_an_option_is_seen(text: str) -> None:
    assert turns_on_an_option(see(text))


@pytest.mark.parametrize(
    "text", ["Please look there.", "You must check.", "请核对。", "Visit the shop."]
)
def test_speaking_to_readers_is_seen(text: str) -> None:
    assert addresses_readers(see(text))


@given(st.text(max_size=60))
def test_whatever_is_looked_at_is_looked_at_to_the_end(text: str) -> None:
    faults = list(beside_references(see(text), TOPIC))

    assert all(fault.endswith((".", ";")) or "“" in fault for fault in faults)


@given(st.text(max_size=20), st.sampled_from("0123456789٣५²Ⅷ①½〇"), st.text(max_size=20))
def test_no_digit_of_any_script_passes(before: str, digit: str, after: str) -> None:
    assert list(beside_references(see(f"{before}{digit}{after}"), TOPIC)) != []


@pytest.mark.parametrize(
    "text",
    [f"The lead now lay with {COUNTED}.", f"{COUNTED} now led.", f"Vorn lag {COUNTED}.", f"{COUNTED}领先。"],
)  # fmt: skip
def test_leading_is_seen(text: str) -> None:
    assert says_it_leads(see(text))


@pytest.mark.parametrize("text", [f"What led {WHO} there was cost.", f"{WHAT} leads to copies."])
def test_leading_to_something_is_no_lead(text: str) -> None:
    assert not says_it_leads(see(text))


@pytest.mark.parametrize("text", [f"{MOVED} moved unprompted.", f"{MOVED} kam von selbst darauf."])
def test_moving_on_nobodys_point_is_seen(text: str) -> None:
    assert credits_nobody(see(text))
