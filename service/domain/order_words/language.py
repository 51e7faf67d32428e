"""What has to be known of a language to know orders in it.

The fields are regular expressions over what `instructions.gives_orders` makes of a text: plain letters,
lower case, no accents (written here as they are spelled, and stripped when they are compiled),
with `□` for whatever names an option by its form: a lone capital, a text in brackets or quotes.

Another language is a file beside this one and a row in `languages`.
"""

import msgspec


class Language(msgspec.Struct, frozen=True, kw_only=True):
    """How orders are given in one language. An empty field never matches."""

    known_by: str = ""
    """Words of which every order has one, where the script tells nothing; without, all texts are
    looked at."""
    begins: str = ""
    """How words begin of which every order has one, where words are bent too much to list them."""
    script: str = ""
    """Its letters, where they are its own."""
    please: str = ""
    """What may stand before an imperative at the beginning of a clause."""
    readers: str
    """Who is told that they have to: the readers, and the word for having to."""
    drop: str
    """Leave aside: the imperative, and what it is behind a word for having to."""
    rules: str
    """What readers of a prompt were told."""
    choose: str
    """Vote, choose, switch to, in the same forms."""
    option: str
    """An option, beside `□`."""
    reply: str
    """Answer, write, in the same forms."""
    form: str
    """How one is to answer, beside `□`."""
    clauses: tuple[str, ...] = ()
    """What is an order where it begins a clause."""
    whole: tuple[str, ...] = ()
    """What is an order wherever it stands."""
    statement: str = r"(?!)"
    """How these verbs begin where they order nobody, unless the readers have to."""
    goes_on: str = r"(?!)"
    """What follows where a clause that begins like an order is the subject of another."""
    verb_last: bool = False
    """Whether the object comes before the verb."""
    anywhere: bool = False
    """Whether the verbs are imperatives by their form and so order wherever they stand."""
    joined: bool = False
    """Whether words are not set apart, by spaces or by what counts as letters."""
