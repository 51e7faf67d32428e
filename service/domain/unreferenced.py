"""What a draft's text may not say beside its references: names, labels, numbers, the outcome.

The words themselves are in `claim_words` and `model_names`, the forms in which a text is
looked at in `skeletons`; a further check is a generator here and a line in `beside_references`.
Strict about what the ledger tells; where a word is mostly innocent, it counts only with what
makes it a claim.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from service.domain.claim_words import (
    counts,
    in_words,
    languages,
    mentions,
    moves,
    numbers,
    outcome,
    outcome_phrases,
)
from service.domain.model_names import MAKERS, MAKERS_BENT, MAKERS_WIDE, MAKERS_WRITTEN_LARGE
from service.domain.name_forms import FOREIGN, bases, sound_of, sounds
from service.domain.skeletons import (
    MOVED,
    QUOTE,
    STAND_INS,
    TOKEN,
    WHEN,
    WHO,
    Seen,
    language_of,
    phrase_of,
    squeezed,
)
from service.domain.topics import Topic

_BRACKETS = frozenset("[]［］【】⟦⟧{}")
_QUOTATION = frozenset('"“”„‟«»‹›‚‘‛「」『』《》〈〉〝〞〟＂″`´')
_PLAIN = frozenset(" .,;:!?'’-–—‐‑()…/&，。、；：！？（）・·¿¡؟،؛۔।॥־״׳ʼ\u200c\u200d")
_PROSE = re.compile(f"[A-Za-z .,;:!?'’()/&…{WHO}-{QUOTE}-]*")
"""What most texts are made of: nothing in it is odd."""
_SMALL_CAPITALS = frozenset("ɢɪɴʀʏʙʜʟɑɡ")
_NEEDS_JOINERS = re.compile("[\u0600-\u06ff\u0900-\u0dff]")
_LINK = re.compile(r"://|www\.|\.(?<=[^\W\d_]{2}\.)[^\W\d_]{2,}")
_SPELLED = re.compile(r"(?<![^\W_])(?:[A-Za-z][\s.·-]{1,2}){3,}[A-Za-z](?![^\W_])")
_OTHER_ALPHABETS = "\u0370-\u058f\u10a0-\u10ff\u13a0-\u13ff\u2c80-\u2cff\ua4d0-\ua4ff\uab70-\uabbf"
_FOREIGN_IN_LATIN = re.compile(f"[a-z][{_OTHER_ALPHABETS}]|[{_OTHER_ALPHABETS}][a-z]")
_OPENING_APOSTROPHE = re.compile(
    r"(?<![\w'.\ue000-\ue005])'(?!(?:s|t|n|k|m|r|em|tis|twas|cause|round)\b)|'(?=[\ue000-\ue005])"
)
_ROMAN = frozenset(["II", "III", "IV", "VI", "VII", "VIII", "IX", "XI", "XII"])
_SPLIT_WORDS = frozenset(
    {"majority", "minority", "plurality", "unanimous", "unanimously", "unanimity", "consensus"}
)
_ANCHOR_BEFORE = re.compile(
    rf"(?<!\w)(?:{mentions.ROUND_WORD})\s?(?:n[.°ºo]{{0,2}}|nr\.?|number|#)?\s?{WHEN}"
    rf"|{WHEN}(?:\.?º|\.?ª|\.|°|e|er|ère|re|ème|eme|st|nd|rd|th|ste|de|ra|da|-?[а-яё]{{1,3}})\s?"
    rf"(?:{mentions.ROUND_WORD})(?!\w)"
    rf"|第\s?{WHEN}\s?(?:轮|輪|回合|回|ラウンド|巡)|{WHEN}\s?(?:라운드|차)"
    rf"|(?:ラウンド|라운드|回合|rundan?|جولة|الجولة)\s?{WHEN}"
)
_ANCHOR_AFTER = re.compile(rf"\s?[,、，/–-]?\s?(?:\w{{1,4}}\s)?[和与と및]?{WHEN}")
_BEHIND_OPTION = re.compile(rf"(?<!\w)(?:{mentions.OPTION_WORDS})\W{{0,3}}([^\W_]\w*)(?=(\s*\w)?)")
_NAMED = re.compile(f"[{WHO}{MOVED}]")
_PERSUADES = re.compile(rf"{MOVED}\s?{moves.PERSUADES}\s?[{WHO}{MOVED}]")

_OF_THE_OUTCOME = (
    *(outcome_phrases.OUTCOME_PHRASES, outcome_phrases.GROUP_FAVOURS),
    *(in_words.COUNTS, in_words.OUTCOMES, counts.DECIDED, counts.COUNT_COMPARED),
)


def beside_references(seen: Seen, topic: Topic) -> Iterator[str]:
    """Yield what a text says beside its references that it may not say, each time what to do."""
    yield from _characters(seen)
    yield from _called(seen, topic)
    yield from _options(seen, topic)
    yield from _makers(seen, topic)
    yield from _numbers(seen)
    yield from _rounds(seen)
    yield from _outcome(seen, topic)


def says_both(seen: Seen) -> bool:
    """Return whether a text counts two of something by `both`, in any language."""
    if not numbers.BOTH.isdisjoint(seen.tokens):
        return not numbers.BOTH_AND.search(seen.folded)
    return numbers.BOTH_PHRASES.search(seen.folded) is not None


def addresses_readers(seen: Seen) -> bool:
    """Return whether a text speaks to whoever reads it."""
    said = seen.claim_of(mentions.ADDRESSES) or seen.claim_of(in_words.ADVICE)
    return said is not None


def turns_on_an_option(seen: Seen) -> bool:
    """Return whether an option is named as what somebody is against."""
    return seen.says(counts.AGAINST)


def turns_credit_round(seen: Seen) -> bool:
    """Return whether who moved is said to have persuaded somebody."""
    return _PERSUADES.search(seen.folded) is not None


def answers(seen: Seen) -> Iterator[tuple[int, int]]:
    """Yield who is said to answer whom, each as its place among the participants, from 0."""
    for found in in_words.ANSWERS.finditer(seen.folded):
        whom = found.start(found.lastindex or 0)
        yield _named_before(seen, found.start()), _named_before(seen, whom)


def _named_before(seen: Seen, at: int) -> int:
    return len(_NAMED.findall(seen.folded[:at]))


def says_it_leads(seen: Seen) -> bool:
    """Return whether a text tells who leads."""
    return seen.says(counts.LEADS)


def credits_nobody(seen: Seen) -> bool:
    """Return whether somebody is said to have moved on nobody's point."""
    return moves.CREDITS_NOBODY.search(seen.folded) is not None


def says_moved(seen: Seen) -> bool:
    """Return whether a text tells that somebody moved, or was the reason for it."""
    return any(not denied for denied in _moves(seen))


def says_stayed(seen: Seen) -> bool:
    """Return whether a text tells that somebody did not move."""
    return any(True for _ in seen.all_of(moves.SAYS_STAYED)) or any(_moves(seen))


def _moves(seen: Seen) -> Iterator[bool]:
    """Yield of each word for moving whether it is denied."""
    for phrases in (moves.SAYS_MOVED, in_words.MOVES):
        for found in seen.all_of(phrases):
            yield moves.NOT_MOVED.search(seen.folded[: found.start()]) is not None


def _characters(seen: Seen) -> Iterator[str]:
    skeleton = seen.raw
    is_prose = _PROSE.fullmatch(skeleton) is not None
    characters = frozenset[str]() if is_prose else frozenset(skeleton)
    odd = {c for c in characters if not _is_plain(c)}
    joined = {"\u200c", "\u200d"} & characters
    if any(unicodedata.category(c)[0] == "N" for c in odd):
        yield "Write no digit or other numeral: counts come from [OPTION@2], rounds from [@2]."
    if any(c in _BRACKETS for c in odd):
        yield "Use square brackets only for the references that there are."
    if any(c in _QUOTATION for c in odd) or (
        "'" in seen.cased and _OPENING_APOSTROPHE.search(seen.cased)
    ):
        yield (
            "Put quotation marks only around the words of a quote that is cited, or write"
            " [quote 1]; nothing else stands between them."
        )
    rest = {c for c in odd if unicodedata.category(c)[0] != "N"} - _BRACKETS - _QUOTATION
    if rest or (joined and not _NEEDS_JOINERS.search(skeleton)):
        yield "Use letters and plain punctuation only: no symbol, markup or unseen character."
    if _LINK.search(skeleton) or skeleton.lstrip()[:1] in {"-", "–", "—"}:
        yield "Write plain prose: no link and no list."
    is_mixed = not is_prose and _FOREIGN_IN_LATIN.search(seen.cased.casefold())
    if is_mixed or _SPELLED.search(skeleton):
        yield "Write each word in one piece and in the letters of one script."


def _called(seen: Seen, topic: Topic) -> Iterator[str]:
    named = any(name in seen.phrase for name in topic.names)
    named |= not topic.single_names.isdisjoint(seen.words)
    # Among letters of another script, a Latin word is a name however it is written.
    meant = (word for word in seen.words if not (seen.latin and word.islower()))
    named |= any(word.casefold() in topic.small_names for word in meant)
    named |= any(w.startswith(mentions.PARTICIPANTS) for w in seen.tokens - topic.own)
    wide = mentions.PARTICIPANTS_WIDE.search(seen.folded) if seen.wide else None
    named |= wide is not None and wide[0] not in topic.own_text
    if named:
        yield "Name participants only by their references, as in [CODE]."
    run_together = squeezed(seen.folded) if topic.wide else ""
    if any(text in run_together for text in topic.wide):
        yield "Name participants and options only by their references."
    for word in sorted(set(_bent(seen, topic)) | set(_respelled(seen, topic))):
        yield f"Name participants and options only by their references: leave out “{word}”."


def _bent(seen: Seen, topic: Topic) -> Iterator[str]:
    for word in seen.words:
        small = word.casefold()
        if small.startswith(topic.beginnings):
            names = topic.single_names if word == small else topic.bent
            is_form = not names.isdisjoint(bases(small, language_of(seen.folded)))
            if is_form and not topic.speaks_of(word):
                yield word


def _respelled(seen: Seen, topic: Topic) -> Iterator[str]:
    """Yield what sounds like a participant's name and is in other letters than the name."""
    if not topic.foreign and not FOREIGN.search(seen.cased):
        return
    for word in seen.words:
        small = word.casefold()
        if word == small:
            is_form = sound_of(word) in topic.small_sounds
        else:
            is_form = not topic.sounds.isdisjoint(sounds(small))
        if is_form and not topic.speaks_of(word):
            yield word


def _options(seen: Seen, topic: Topic) -> Iterator[str]:
    if any(label in seen.phrase for label in topic.labels):
        yield "Name an option only by its reference, as in [OPTION], not by its label."
    found = set(_single_options(seen, topic))
    for name in sorted(found):
        yield f"Name an option only by its reference, as in [OPTION]: leave out “{name}”."


def _single_options(seen: Seen, topic: Topic) -> Iterator[str]:
    first = True
    said = TOKEN.findall(seen.cased)
    is_named = not (
        topic.ids.isdisjoint(said) and topic.single_labels.isdisjoint(map(str.casefold, said))
    )
    for found in TOKEN.finditer(seen.cased) if is_named else ():
        word, small = found[0], found[0].casefold()
        if small in topic.single_labels or word in topic.ids:
            after = seen.cased[found.end() : found.end() + 2]
            goes_on = after[:1].isspace() and after[1:].strip() != ""
            if _is_said(word, seen, goes_on=goes_on, first=first, is_id=word in topic.ids):
                yield word
        first = False
    for found in _BEHIND_OPTION.finditer(seen.cased.casefold()):
        word = seen.cased[found.start(1) : found.end(1)]
        small = word.casefold()
        meant = (
            word != small or not found[2] or (len(small) == 1 and not _is_letter_word(small, seen))
        )
        if small in topic.called and meant:
            yield word


def _is_said(word: str, seen: Seen, *, goes_on: bool, first: bool, is_id: bool) -> bool:
    """Return whether a word that is also an option's label or id is meant as that."""
    small = word.casefold()
    common = small in languages.ANSWERS or _is_letter_word(small, seen)
    written_small = word == small
    if first:
        return not goes_on if common else not (is_id and written_small)
    if written_small:
        cased = word != word.upper()
        return (small in languages.ANSWERS and not goes_on) or (not cased and not common)
    return not (word == "I" and goes_on)


def _is_letter_word(small: str, seen: Seen) -> bool:
    known = languages.LETTER_WORDS
    if seen.wide or len(small) > 1:
        return False
    return small in known.get(language_of(seen.folded), known[None])


def _makers(seen: Seen, topic: Topic) -> Iterator[str]:
    found = {word for word in seen.words if _is_maker(word, topic)}
    found |= seen.pairs & topic.foreign_makers
    found |= {wide for wide in MAKERS_WIDE.findall(seen.folded) if wide not in topic.own_text}
    for word in sorted(found):
        yield f"Name no model and no maker of models: leave out “{word}”."


def _is_maker(word: str, topic: Topic) -> bool:
    small = word.casefold()
    known = _maker_of(small)
    if known not in MAKERS or topic.own & {small, known}:
        return False
    return word != small or known not in MAKERS_WRITTEN_LARGE or known in topic.makers


@lru_cache(maxsize=4_096)
def _maker_of(small: str) -> str:
    """Return the maker that a word in small letters names, or else some other word."""
    known = small if small in MAKERS else small.removesuffix("s")
    if small.startswith(MAKERS_BENT) and known not in MAKERS:
        return next((base for base in bases(small) if base in MAKERS_BENT), small)
    return known


def _numbers(seen: Seen) -> Iterator[str]:
    found = {w for w in seen.tokens & numbers.NUMBERS if not _is_ordinary(w, seen)}
    found |= {token for token in TOKEN.findall(seen.cased) if token in _ROMAN}
    if seen.wide and (wide := numbers.WIDE_NUMBERS.search(seen.claims)):
        found.add(wide[0])
    for word in sorted(found):
        yield (
            f"Write no number in words: leave out “{word}”; counts come from [OPTION@2], rounds"
            " from [@2]."
        )


def _rounds(seen: Seen) -> Iterator[str]:
    text = seen.folded
    if "round" in text:
        text = mentions.NOT_A_ROUND.sub(" ", text)
    anchored: set[int] = set()
    spans = []
    for found in _ANCHOR_BEFORE.finditer(text) if WHEN in text else ():
        spans.append(found.span())
        at = found.start() + found[0].index(WHEN)
        while at >= 0:
            anchored.add(at)
            following = _ANCHOR_AFTER.match(text, at + 1)
            at = following.end() - 1 if following else -1
    if text.count(WHEN) > len(anchored):
        yield "[@2] is the number of a round and nothing else: write “in round [@2]”."
    counted = (
        mentions.COUNTS_ROUNDS.finditer(text) if mentions.COUNTS_ROUNDS in seen.likely else ()
    )
    if seen.claim_of(in_words.ROUNDS) or any(
        not any(start <= found.start() < end for start, end in spans) for found in counted
    ):
        yield "Name a round only by its number: write “in round [@2]”."


def _outcome(seen: Seen, topic: Topic) -> Iterator[str]:
    found = {w for w in seen.tokens & outcome.OUTCOME if not _is_ordinary(w, seen)}
    found |= {w for w in seen.tokens if w.startswith(outcome.OUTCOME_STEMS)}
    kinds = _OF_THE_OUTCOME if topic.about_models else (*_OF_THE_OUTCOME, outcome_phrases.MODELS)
    found |= {match[0] for each in kinds if (match := seen.claim_of(each))}
    if seen.wide and (wide := outcome.WIDE.search(seen.claims)):
        found.add(wide[0])
    found |= seen.pairs & _SPLIT_WORDS
    for word in _shortest({_plain(word) for word in found}):
        yield (
            f"Say nothing of the outcome or of how many agree: leave out “{word}”;"
            " [OPTION@2] tells the count."
        )
    if seen.says(counts.ALONE):
        yield "Do not say that a participant is the only one: say what it holds."


def _shortest(phrases: set[str]) -> list[str]:
    """Return the phrases that hold no other, so that each fault is told once."""
    by_words = {phrase_of(phrase): phrase for phrase in sorted(phrases, key=len, reverse=True)}
    return sorted(
        phrase
        for text, phrase in by_words.items()
        if not any(other in text for other in by_words.keys() - {text})
    )


def _is_ordinary(word: str, seen: Seen) -> bool:
    return word in languages.ORDINARY and language_of(seen.folded) in languages.ORDINARY[word]


@lru_cache(maxsize=1_024)
def _is_plain(character: str) -> bool:
    if character in _PLAIN or WHO <= character <= QUOTE:
        return True
    if character in _SMALL_CAPITALS or "\u1d00" <= character <= "\u1dbf":
        return False
    kind = unicodedata.category(character)
    return kind[0] == "L" or kind in {"Mn", "Mc", "Zs"}


def _plain(text: str) -> str:
    return STAND_INS.sub("…", text).strip()
