"""A text as its reader takes it, whatever its letters are dressed up as.

Undone are invisible and combining characters, letters of other alphabets or of fancy ones that
look Latin, digits in place of letters, letters that are spelled out, emphasis, HTML's entities and
texts that are encoded. A further disguise is a function and a line in `undisguised`.
"""

import base64
import binascii
import html
import re
import unicodedata

ADORNED = re.compile("[^\x00-_a-\x7f⟦⟧□–—“”]")
"""What no plain text has: it may stand for something else, be unseen or carry an accent.

Most texts have none of these, and every argument passes here.
"""

LEAST_ENCODED = 20
"""Characters of an encoded text; shorter ones are words as often as not."""

MOST_ENCODED = 8

HIDDEN_ALPHABET = {0xE0000 + code: chr(code) for code in range(0x20, 0x7F)}
"""Characters for tags, which nobody sees and models read."""

COMBINING = re.compile("[\u0300-\u036f\u0610-\u061a\u0640\u064b-\u065f\u0670]")
"""Accents, and the vowel signs of Arabic: with them or without, it is the same word."""

UNSEEN = re.compile(
    "[\u00ad\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064"
    "\u2066-\u206f\ufeff\ufff9-\ufffb\U000110bd\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3"
    "\U0001d173-\U0001d17a\U000e0001\U000e0020-\U000e007f"  # what Unicode calls format characters
    "\u034f\u115f\u1160\u2800\u3164\uffa0\ufe00-\ufe0f]"  # fillers, and selectors of a form
)
PLAIN = str.maketrans(
    {
        **dict(
            zip("ıłøđæœɪɢɴʀʙʜʟᴀᴄᴅᴇᴊᴋᴍᴏᴘᴛᴜᴠᴡᴢꜱʏꜰ", "ilodeoignrbhlacdejkmoptuvwzsyf", strict=True)
        ),
        "ß": "ss",
        **dict.fromkeys("’‘ʼ`´", "'"),
    }
)
LOOK_ALIKE = str.maketrans(
    "АВЕЅІЈКМНОРСТХУавеѕіјкмнорстхуԁԛԝһгпΑΒΕΖΗΙΚΜΝΟΡΤΥΧαβεικνορτυχ",
    "ABESIJKMHOPCTXYabesijkmhopctxydqwhrnABEZHIKMNOPTYXabeiknoptux",
)
MIXED = re.compile(
    r"(?<![A-Za-z\u0370-\u052f])(?:[A-Za-z]{1,40}[\u0370-\u052f]|[\u0370-\u052f]{1,40}[A-Za-z])"
    r"[A-Za-z\u0370-\u052f]*"
)
NUMBERED = re.compile(
    r"(?<![A-Za-z])[A-Za-z]{1,20}(?:[013457@$]{1,2}[A-Za-z]{1,20})+"
    r"|(?<!\w)[013457](?=[A-Za-z]{1,3}[013457])[A-Za-z013457]+"
)
STANDS_IN = re.compile(r"[013457@$](?:(?=[A-Za-z])|(?<=[A-Za-z].))")
"""One of these beside a letter, without which no word is numbered."""
DIGITS = str.maketrans("013457@$", "oieastas")
SPELLED = re.compile(r"\b[^\W\d_](?:[ .·•_*|/\-]{1,3}[^\W\d_]\b){3,}")
TWO_ALONE = re.compile(r"[ .·•_*|/\-][^\W\d_][ .·•_*|/\-]{1,3}[^\W\d_][ .·•_*|/\-]")
"""Two lone letters, without which nothing is spelled."""
BETWEEN_LETTERS = re.compile(r"(?<=[^\W\d_])[.·•_*|/\-]?[ ]?(?=[^\W\d_])")
EMPHASIZES = re.compile(r"\*|~|_(?!\w)|_(?<!\w_)")
"""One of the marks where a word begins or ends, without which nothing is emphasized."""
EMPHASIS = re.compile(
    r"[*~]{1,3}(?=\w)|(?<=\w)[*~]{1,3}|(?<!\w)_{1,3}(?=\w)|(?<=[^\W_])_{1,3}(?!\w)"
)
ENCODED = re.compile(rf"[A-Za-z0-9+/]{{{LEAST_ENCODED},}}={{0,2}}")


def undisguised(text: str) -> str:
    """Return the text in plain letters, with its case and lines; what it encodes stands behind."""
    plain = html.unescape(text) if "&" in text else text
    if not plain.isascii():
        plain = _in_plain_letters(plain)
    if TWO_ALONE.search(plain):
        plain = SPELLED.sub(_joined, plain)
    if STANDS_IN.search(plain):
        plain = NUMBERED.sub(_without_digits, plain)
    if EMPHASIZES.search(plain):
        plain = EMPHASIS.sub("", plain)
    return "\n".join((plain, *_encoded(text)))


def bare(text: str) -> str:
    """Return a text without accents, as `undisguised` leaves it."""
    straight = _straight(text)
    if not ADORNED.search(straight):
        return straight
    stripped = COMBINING.sub("", unicodedata.normalize("NFKD", text))
    return unicodedata.normalize("NFC", stripped).translate(PLAIN)


def _straight(text: str) -> str:
    """Return a text with apostrophes that stand upright."""
    return text.replace("’", "'").replace("‘", "'")


def _in_plain_letters(text: str) -> str:
    straight = _straight(text)
    if not ADORNED.search(straight):
        return straight
    return MIXED.sub(_look_alike, _composed(text))


def _composed(text: str) -> str:
    shown = unicodedata.normalize("NFKC", text.translate(HIDDEN_ALPHABET))
    return bare(UNSEEN.sub("", shown))


def _look_alike(word: re.Match[str]) -> str:
    return word[0].translate(LOOK_ALIKE)


def _without_digits(word: re.Match[str]) -> str:
    return word[0].translate(DIGITS)


def _joined(letters: re.Match[str]) -> str:
    return BETWEEN_LETTERS.sub("", letters[0])


def _encoded(text: str) -> list[str]:
    """Return what stands in base64, where that is readable."""
    if max(map(len, text.split()), default=0) < LEAST_ENCODED:
        return []
    found = (
        match[0] for match, _ in zip(ENCODED.finditer(text), range(MOST_ENCODED), strict=False)
    )
    decoded = (_decoded(candidate) for candidate in found)
    return [said for said in decoded if said.isprintable() and " " in said]


def _decoded(candidate: str) -> str:
    whole = candidate.rstrip("=")
    try:
        return base64.b64decode(whole + "=" * (-len(whole) % 4)).decode()
    except (binascii.Error, UnicodeDecodeError):
        return ""
