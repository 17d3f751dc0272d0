"""What goes back over the wire, and how badly."""

import json
from dataclasses import dataclass

from sandbox.world.facts import RAW_NEWLINE, RAW_NUL

HTML = "<html><head><title>系统繁忙</title></head><body><h1>系统繁忙，请稍后再试</h1></body></html>"


@dataclass(frozen=True, slots=True)
class Answer:
    """An HTTP answer. `fate`: `send`, or `hold` (keep the caller waiting, then hang up), or `reset` (hang up hard)."""

    body: bytes
    status: int = 200
    content_type: str = "application/json;charset=UTF-8"
    fate: str = "send"


NOT_FOUND = Answer(b"Not Found", 404, "text/plain")


def dump(value: object) -> bytes:
    """JSON as platforms send it: UTF-8, half surrogates escaped, raw control characters where they were put."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    text = text.replace(RAW_NUL, "\0").replace(RAW_NEWLINE, "\n")
    return text.encode("utf-8", "backslashreplace")


def json_answer(value: object) -> Answer:
    """An answer of plain JSON."""
    return Answer(dump(value))


def spoilt(answer: Answer, fault: str) -> Answer:
    """Let a fault of the way or of the server befall a good answer; other faults leave it alone."""
    if fault == "http500":
        return Answer(b"Internal Server Error", 500, "text/plain")
    if fault == "html":
        return Answer(HTML.encode(), 200, "text/html;charset=UTF-8")
    if fault == "cut_json":
        return Answer(answer.body[: max(len(answer.body) // 2, 1)])
    if fault in ("timeout", "reset"):
        return Answer(b"", fate="hold" if fault == "timeout" else "reset")
    return answer
