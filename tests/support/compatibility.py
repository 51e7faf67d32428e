"""What of a change to the OpenAPI document would break a client written for the one before.

A request may ask for less and accept more; a reply may say more and leave nothing out. New values
of an enumeration in a reply are announced in the document's introduction, so they break nobody. A
new rule is a function that yields sentences, called where its kind of node is compared.
"""

from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import Any

Json = dict[str, Any]

METHODS = ("get", "put", "post", "delete", "patch")
SCHEMAS = "#/components/schemas/"
LOWER_BOUNDS = ("minLength", "minItems", "minProperties", "minimum", "exclusiveMinimum")
UPPER_BOUNDS = ("maxLength", "maxItems", "maxProperties", "maximum", "exclusiveMaximum")


class Direction(StrEnum):
    """Who writes what a schema describes."""

    REQUEST = "request"
    REPLY = "reply"


def breaking_changes(old: Json, new: Json) -> list[str]:
    """Return one sentence for each change that breaks somebody, in order."""
    return sorted(set(_Comparison(old, new).operations()))


class _Comparison:
    """Two documents, and which pairs of their schemas have been compared already."""

    def __init__(self, old: Json, new: Json) -> None:
        self._old = old
        self._new = new
        self._seen: set[tuple[int, int, Direction]] = set()

    def operations(self) -> Iterator[str]:
        after = _operations(self._new)
        for name, operation in _operations(self._old).items():
            if name in after:
                yield from self._operation(name, operation, after[name])
            else:
                yield f"{name}: removed"

    def _operation(self, at: str, old: Json, new: Json) -> Iterator[str]:
        if old.get("operationId") != new.get("operationId"):
            yield f"{at}: operationId changed from {old.get('operationId')}"
        if _needs_key(self._new, new) and not _needs_key(self._old, old):
            yield f"{at}: needs a key"
        yield from self._parameters(at, old, new)
        yield from self._body(at, old, new)
        yield from self._replies(at, old, new)

    def _parameters(self, at: str, old: Json, new: Json) -> Iterator[str]:
        before, after = _parameters(self._old, old), _parameters(self._new, new)
        for name, parameter in before.items():
            if name in after:
                schemas = parameter.get("schema", {}), after[name].get("schema", {})
                yield from self._schema(f"{at} {name}", *schemas, Direction.REQUEST)
            else:
                yield f"{at} {name}: removed"
        for name, parameter in after.items():
            if parameter.get("required") and not before.get(name, {}).get("required"):
                yield f"{at} {name}: now required"

    def _body(self, at: str, old: Json, new: Json) -> Iterator[str]:
        before = _resolved(self._old, old.get("requestBody", {}))
        after = _resolved(self._new, new.get("requestBody", {}))
        if after.get("required") and not before.get("required"):
            yield f"{at} body: now required"
        yield from self._content(f"{at} body", before, after, Direction.REQUEST)

    def _replies(self, at: str, old: Json, new: Json) -> Iterator[str]:
        for status, node in old.get("responses", {}).items():
            if not status.startswith(("2", "3")):
                continue
            place = f"{at} {status}"
            if status not in new.get("responses", {}):
                yield f"{place}: removed"
                continue
            before = _resolved(self._old, node)
            after = _resolved(self._new, new["responses"][status])
            for header in before.get("headers", {}).keys() - after.get("headers", {}).keys():
                yield f"{place} {header}: removed"
            yield from self._content(place, before, after, Direction.REPLY)

    def _content(self, at: str, old: Json, new: Json, direction: Direction) -> Iterator[str]:
        offered = new.get("content", {})
        for media_type, content in old.get("content", {}).items():
            if media_type in offered:
                schemas = content.get("schema", {}), offered[media_type].get("schema", {})
                yield from self._schema(at, *schemas, direction)
            else:
                yield f"{at} {media_type}: removed"

    def _schema(self, at: str, old: Json, new: Json, direction: Direction) -> Iterator[str]:
        if old.get("$ref", "") == new.get("$ref") and old["$ref"].startswith(SCHEMAS):
            at = f"{direction} {old['$ref'].removeprefix(SCHEMAS)}"
        before, after = _variants(self._old, old), _variants(self._new, new)
        yield from _kinds(at, before, after, direction)
        for kind in before.keys() & after.keys():
            pair = before[kind], after[kind]
            mark = (id(pair[0]), id(pair[1]), direction)
            if mark not in self._seen:
                self._seen.add(mark)
                yield from self._variant(at, *pair, direction)

    def _variant(self, at: str, old: Json, new: Json, direction: Direction) -> Iterator[str]:
        if direction is Direction.REQUEST:
            yield from _narrowed(at, old, new)
        else:
            yield from _left_out(at, old, new)
        fields, others = old.get("properties", {}), new.get("properties", {})
        for name, field in fields.items():
            if name in others:
                yield from self._schema(f"{at}.{name}", field, others[name], direction)
            elif direction is Direction.REPLY or new.get("additionalProperties") is False:
                yield f"{at}.{name}: removed"
        for key, shown in (("items", "[]"), ("additionalProperties", ".*")):
            parts = old.get(key), new.get(key)
            if isinstance(parts[0], dict) and isinstance(parts[1], dict):
                yield from self._schema(f"{at}{shown}", parts[0], parts[1], direction)


def _kinds(
    at: str, before: Iterable[str], after: Iterable[str], direction: Direction
) -> Iterator[str]:
    """Find kinds of values that are not accepted any more, or that a reply did not have."""
    if direction is Direction.REQUEST:
        for kind in before:
            if not _is_among(kind, after):
                yield f"{at}: no longer accepts {kind}"
    else:
        for kind in after:
            if not _is_among(kind, before):
                yield f"{at}: may now be {kind}"


def _is_among(kind: str, kinds: Iterable[str]) -> bool:
    known = set(kinds)
    return bool({kind, "anything"} & known) or (kind == "integer" and "number" in known)


def _narrowed(at: str, old: Json, new: Json) -> Iterator[str]:
    """Find what a request could say and cannot any more."""
    for name in _missing(new.get("required"), old.get("required")):
        yield f"{at}.{name}: now required"
    if new.get("uniqueItems") and not old.get("uniqueItems"):
        yield f"{at}: items now have to differ"
    if new.get("additionalProperties") is False and old.get("additionalProperties") is not False:
        yield f"{at}: refuses unknown fields"
    yield from _tightened(at, old, new)


def _tightened(at: str, old: Json, new: Json) -> Iterator[str]:
    """Find values that were accepted and are not any more."""
    for bound, sign in (*((b, 1) for b in LOWER_BOUNDS), *((b, -1) for b in UPPER_BOUNDS)):
        if bound in new and (bound not in old or sign * (new[bound] - old[bound]) > 0):
            yield f"{at}: {bound} is now {new[bound]}"
    for rule in ("pattern", "format", "multipleOf"):
        if rule in new and new[rule] != old.get(rule):
            yield f"{at}: {rule} is now {new[rule]}"
    listed = _values(new)
    if listed:
        gone = _missing(_values(old), listed) if _values(old) else ["what is not listed"]
        yield from (f"{at}: no longer accepts {value}" for value in gone)


def _left_out(at: str, old: Json, new: Json) -> Iterator[str]:
    """Find what a reply always had and has not always any more."""
    for name in _missing(old.get("required"), new.get("required")):
        if name in new.get("properties", {}):
            yield f"{at}.{name}: may now be absent"


def _missing(these: Iterable[Any] | None, those: Iterable[Any] | None) -> list[Any]:
    known = list(those or ())
    return [one for one in these or () if one not in known]


def _operations(document: Json) -> dict[str, Json]:
    return {
        f"{method.upper()} {path}": {
            **methods[method],
            "parameters": [*methods.get("parameters", ()), *methods[method].get("parameters", ())],
        }
        for path, methods in document.get("paths", {}).items()
        for method in METHODS
        if method in methods
    }


def _parameters(document: Json, operation: Json) -> dict[str, Json]:
    resolved = [_resolved(document, node) for node in operation["parameters"]]
    return {f"{node['in']} {node['name']}": node for node in resolved}


def _needs_key(document: Json, operation: Json) -> bool:
    alternatives: list[Json] = operation.get("security", document.get("security")) or []
    return bool(alternatives) and {} not in alternatives


def _variants(document: Json, schema: Json) -> dict[str, Json]:
    """Return the kinds of values that a schema allows, each with what it says of them."""
    schema = _resolved(document, schema)
    parts = [*schema.get("anyOf", ()), *schema.get("oneOf", ())]
    if parts:
        return {kind: one for part in parts for kind, one in _variants(document, part).items()}
    types = schema.get("type", "anything")
    names = types if isinstance(types, list) else [types]
    return {f"{name}{_tag(schema)}": schema for name in names}


def _tag(schema: Json) -> str:
    """Return what tells one kind of object from another, as every resource has it."""
    kinds = _values(schema.get("properties", {}).get("object", {}))
    return f" {kinds[0]}" if len(kinds) == 1 else ""


def _values(schema: Json) -> list[Any]:
    """Return the values that a schema lists; none where it lists none."""
    return [schema["const"]] if "const" in schema else list(schema.get("enum", ()))


def _resolved(document: Json, node: Json) -> Json:
    while "$ref" in node:
        found: Any = document
        for step in node["$ref"].removeprefix("#/").split("/"):
            found = found[step.replace("~1", "/").replace("~0", "~")]
        node = found
    return node
