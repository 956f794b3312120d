"""Bodies of requests against Discord's own OpenAPI description."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator, ValidationError, validators
from jsonschema.exceptions import best_match
from referencing import Registry
from referencing.jsonschema import DRAFT202012

_DOCUMENT = "urn:discord:openapi"
_BESIDE = Path(__file__).parents[3] / "shared" / "discord" / "openapi.json"
_PARAMETER = re.compile(r"\{[^}]+\}")


def description() -> Path | None:
    """The description, where a checkout has the folder `shared` beside it."""
    return _BESIDE if _BESIDE.exists() else None


def _branch_types(schemas: dict[str, Any], branch: dict[str, Any]) -> list[int] | None:
    """The values of `type` that a branch of a union is for, if it says so."""
    described = schemas[branch["$ref"].rpartition("/")[2]] if "$ref" in branch else branch
    types: list[int] | None = described.get("properties", {}).get("type", {}).get("enum")
    return types


def _union(keyword: str, schemas: dict[str, Any]) -> Any:
    """A union keyword that picks the branch by `type` where the branches are told apart by it.

    Plain anyOf would let a body with a wrong field pass as another kind that lacks the field,
    and would report every branch where one is meant.
    """
    plain = Draft202012Validator.VALIDATORS[keyword]

    def check(
        validator: Any, branches: list[dict[str, Any]], instance: Any, schema: Any
    ) -> Iterator[ValidationError]:
        choices = [branch for branch in branches if branch.get("type") != "null"]
        types = [_branch_types(schemas, branch) for branch in choices]
        if not isinstance(instance, dict) or None in types or not types:
            yield from plain(validator, branches, instance, schema)
            return
        for branch, allowed in zip(choices, types, strict=True):
            if instance.get("type") in (allowed or []):
                yield from validator.descend(instance, branch)
                return
        yield ValidationError(f"type {instance.get('type')!r} is none that may stand here")

    return check


def _type(
    validator: Any, types: Any, instance: Any, schema: dict[str, Any]
) -> Iterator[ValidationError]:
    # Discord's reference says that the API takes ids as strings and as integers.
    if schema.get("format") == "snowflake" and isinstance(instance, int):
        return
    yield from Draft202012Validator.VALIDATORS["type"](validator, types, instance, schema)


class OpenApi:
    """The description, read once; `problems` judges one request."""

    def __init__(self, path: Path) -> None:
        self._document = json.loads(path.read_text(encoding="utf-8"))
        resource = DRAFT202012.create_resource(self._document)
        schemas = self._document["components"]["schemas"]
        unions = {keyword: _union(keyword, schemas) for keyword in ("anyOf", "oneOf")}
        self._validator = validators.extend(Draft202012Validator, {**unions, "type": _type})
        self._registry: Registry[Any] = Registry().with_resource(_DOCUMENT, resource)
        templates = sorted(self._document["paths"], key=_literal_first)
        self._operations = [(_pattern(template), template) for template in templates]

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
        validator = self._validator(schema, registry=self._registry)
        return [_sentence(error) for error in validator.iter_errors(body)]

    def _operation(self, method: str, path: str) -> tuple[str, str] | None:
        for pattern, template in self._operations:
            if pattern.fullmatch(path) and method.lower() in self._document["paths"][template]:
                return template, method.lower()
        return None


def _literal_first(template: str) -> tuple[int, str]:
    return template.count("{"), template


def _pattern(template: str) -> re.Pattern[str]:
    return re.compile("[^/]+".join(map(re.escape, _PARAMETER.split(template))))


def _escaped(part: str) -> str:
    return part.replace("~", "~0").replace("/", "~1")


def _pointer(template: str) -> str:
    # Braces are not allowed in the fragment of a reference.
    return _escaped(template).replace("{", "%7B").replace("}", "%7D")


def _sentence(error: ValidationError) -> str:
    deepest = best_match([error]) or error
    where = ".".join(str(part) for part in deepest.absolute_path)
    return f"{where or 'body'}: {deepest.message[:300]}"
