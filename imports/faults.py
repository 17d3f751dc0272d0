"""pydantic's findings in an operator's words."""

from collections.abc import Iterator

from pydantic import ValidationError

_WORDS = {
    "missing": "must be given",
    "extra_forbidden": "is unknown here",
    "int_parsing": "must be a whole number",
    "int_type": "must be a whole number",
    "int_from_float": "must be a whole number",
    "float_parsing": "must be a number",
    "float_type": "must be a number",
    "finite_number": "must be a number",
    "bool_type": "must be true or false",
    "bool_parsing": "must be true or false",
    "string_type": "must be text",
    "string_too_short": "must not be empty",
    "model_type": "must be a table, { key = value }",
    "dict_type": "must be a table, { key = value }",
}


def findings(error: ValidationError) -> Iterator[tuple[tuple[str, ...], str]]:
    """Yield (path of the key, reason) for everything found; the reason begins with the path and shows no value."""
    for found in error.errors(include_input=False, include_url=False):
        path = tuple(str(part) for part in found["loc"])
        said = _WORDS.get(found["type"]) or found["msg"].removeprefix("Value error, ").replace("Input should", "must")
        yield path, f"{'.'.join(path)} {said}" if path else said
