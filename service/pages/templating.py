"""Filling in the templates, which escape whatever is put into them.

A template is a file in `templates/`; it is given values and no functions but the filters here.
"""

from functools import partial

from jinja2 import Environment, PackageLoader, StrictUndefined

from service.domain.plain_text import one_line, printable
from service.pages.assets import path_of


def fill_in(template: str, *, root: str = "", **values: object) -> bytes:
    """Return a page; `root` is what all paths of the server begin with, for a browser."""
    own = {"root": root, "asset": partial(path_of, root=root)}
    return ENVIRONMENT.get_template(template).render({**values, **own}).encode()


ENVIRONMENT = Environment(
    loader=PackageLoader("service.pages"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
ENVIRONMENT.filters["line"] = one_line
"""Of what is no Markdown and stands on one line: names, labels, questions."""
ENVIRONMENT.filters["printable"] = printable
"""Of what keeps its line breaks."""
