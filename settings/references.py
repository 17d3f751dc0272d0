"""Secrets are never written into the file: it names the environment variable or the file that holds them."""

from collections.abc import Mapping
from pathlib import Path

from pydantic import SecretStr


class BadReference(Exception):
    """A reference that leads to no secret. The message says why, without the secret."""


def is_reference(value: object) -> bool:
    """Tell whether a TOML value has the shape {…} of a reference, right or wrong."""
    return isinstance(value, Mapping)


def resolve(reference: Mapping[str, object], *, beside: Path, environ: Mapping[str, str]) -> SecretStr:
    """
    Return the secret that {env = "NAME"} or {file = "path"} names.

    Args:
        reference: as it stands in the file.
        beside: folder that a relative path starts from.
        environ: where variables are looked up.

    Raises:
        BadReference: unset variable, unreadable file, empty secret, or another shape.
    """
    match dict(reference):
        case {"env": str(name), **rest} if not rest:
            return _filled(environ.get(name, ""), f"the environment variable {name} is not set or empty")
        case {"file": str(name), **rest} if not rest:
            return _filled(_content(beside / Path(name).expanduser()), f"the file {name} is empty")
        case _:
            raise BadReference('write { env = "VARIABLE" } or { file = "path" }')


def _filled(secret: str, otherwise: str) -> SecretStr:
    if not secret.strip():
        raise BadReference(otherwise)
    return SecretStr(secret.strip())


def _content(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "is no UTF-8 text"
        raise BadReference(f"the file {path} cannot be read ({why})") from None
