"""Bodies of requests against Discord's own OpenAPI description."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator, ValidationError, validators
from jsonschema.exceptions import best_match
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

_DOCUMENT = "urn:discord:openapi"
_PARAMETER = re.compile(r"\{[^}]+\}")


def _branch_types(validator: Any, branch: dict[str, Any]) -> list[int] | None:
    """The values of `type` that a branch of a union is for, if it says so."""
    if "$ref" in branch:
        branch = validator._resolver.lookup(branch["$ref"]).contents
    of_type = branch.get("properties", {}).get("type", {})
    return of_type.get("enum")


def _union(keyword: str) -> Any:
    """A union keyword that picks the branch by `type` where the branches are told apart by it.

    Plain anyOf would let a body with a wrong field pass as another kind that lacks the field,
    and would report every branch where one is meant.
    """
    plain = Draft202012Validator.VALIDATORS[keyword]

    def check(
        validator: Any, branches: list[dict[str, Any]], instance: Any, schema: Any
    ) -> Iterator[ValidationError]:
        choices = [b for b in branches if b.get("type") != "null"]
        types = [_branch_types(validator, branch) for branch in choices]
        if not isinstance(instance, dict) or None in types or not types:
            yield from plain(validator, branches, instance, schema)
            return
        for branch, allowed in zip(choices, types, strict=True):
            if instance.get("type") in (allowed or []):
                yield from validator.descend(instance, branch)
                return
        yield ValidationError(f"type {instance.get('type')!r} is none that may stand here")

    return check


_Validator = validators.extend(
    Draft202012Validator, {"anyOf": _union("anyOf"), "oneOf": _union("oneOf")}
)


class OpenApi:
    """The description, read once; `problems` judges one request."""

    def __init__(self, path: Path) -> None:
        self._document = json.loads(path.read_text(encoding="utf-8"))
        resource = Resource(contents=self._document, specification=DRAFT202012)
        self._registry: Registry[Any] = Registry().with_resource(_DOCUMENT, resource)
        self._operations = [
            (
                re.compile(
                    _PARAMETER.sub("[^/]+", re.escape(p).replace(r"\{", "{").replace(r"\}", "}"))
                ),
                p,
            )
            for p in sorted(self._document["paths"], key=_literal_first)
        ]

    def problems(self, method: str, path: str, body: Any, *, multipart: bool) -> list[str]:
        """What the description says against the request, each in one line."""
        operation = self._operation(method, path)
        if operation is None:
            return ["there is no such call in the OpenAPI description"]
        template, name = operation
        described = self._document["paths"][template][name].get("requestBody")
        if described is None:
            return ["takes no body"] if body is not None else []
        if body is None:
            return ["needs a body"] if described.get("required") else []
        kind = "multipart/form-data" if multipart else "application/json"
        if kind not in described["content"]:
            return [f"takes no {kind}"]
        where = f"{_pointer(template)}/{name}/requestBody/content/{_escaped(kind)}/schema"
        schema = {"$ref": f"{_DOCUMENT}#/paths/{where}"}
        validator = _Validator(schema, registry=self._registry)
        return [_sentence(error) for error in validator.iter_errors(body)]

    def _operation(self, method: str, path: str) -> tuple[str, str] | None:
        for pattern, template in self._operations:
            if pattern.fullmatch(path) and method.lower() in self._document["paths"][template]:
                return template, method.lower()
        return None


def _literal_first(template: str) -> tuple[int, str]:
    return template.count("{"), template


def _escaped(part: str) -> str:
    return part.replace("~", "~0").replace("/", "~1")


def _pointer(template: str) -> str:
    # Braces are not allowed in the fragment of a reference.
    return _escaped(template).replace("{", "%7B").replace("}", "%7D")


def _sentence(error: ValidationError) -> str:
    deepest = best_match([error]) or error
    where = ".".join(str(part) for part in deepest.absolute_path)
    return f"{where or 'body'}: {deepest.message[:300]}"
