"""The page that says that something is wrong, and what to do next."""

from service.pages.templating import fill_in


def error_page(*, status: int, title: str, detail: str, request_id: str, root: str = "") -> bytes:
    """Return the page of an error; `detail` says what is so and what can be done."""
    return fill_in(
        "error.html",
        root=root,
        status=status,
        title=title,
        detail=detail,
        request_id=request_id,
    )
