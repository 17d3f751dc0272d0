"""The pages of the documentation, cut up for the tests that compare them with the code."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGES = sorted(
    path
    for pattern in ("*.md", "docs/**/*.md", "data/*.md", "connectors/*/README.md")
    for path in ROOT.glob(pattern)
    if path.is_file()
)


def page(name: str) -> str:
    """Return a page by its path from the root."""
    return (ROOT / name).read_text(encoding="utf-8")


def sections(text: str) -> dict[str, str]:
    """Return what stands under each heading, up to the next heading of any level."""
    parts = re.split(r"^#+ (.+)\n", without_code(text), flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def table(text: str) -> list[list[str]]:
    """Return the cells of the rows of all tables in a text, headings and rules left out."""
    lines = text.splitlines()
    rows = [line for line, after in zip(lines, [*lines[1:], ""], strict=True) if not after.startswith("| ---")]
    return [_cells(row) for row in rows if row.startswith("| ") and not row.startswith("| ---")]


def codes(text: str) -> list[str]:
    """Return everything in backticks."""
    return re.findall(r"`([^`\n]+)`", text)


def headings(text: str) -> list[str]:
    """Return the headings with their hashes, code blocks left out."""
    return re.findall(r"^#+ .+$", without_code(text), flags=re.MULTILINE)


def without_code(text: str) -> str:
    """Return a text without its fenced blocks."""
    return re.sub(r"^( *)```.*?^\1```$", "", text, flags=re.MULTILINE | re.DOTALL)


def links(text: str) -> list[str]:
    """Return the targets of all links and pictures."""
    return re.findall(r"\]\(([^)\s]+)\)", without_code(text))


def anchors(text: str) -> set[str]:
    """Return the anchors that GitHub gives a page's headings."""
    titles = (re.sub(r"^#+ ", "", heading) for heading in headings(text))
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


def _cells(row: str) -> list[str]:
    return [cell.strip() for cell in row.strip().strip("|").split("|")]
