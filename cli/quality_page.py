"""The quality report: one page of HTML that asks no other host for anything."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from html import escape
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

Row = Mapping[str, Any]
SHANGHAI = ZoneInfo("Asia/Shanghai")
STYLE = """
body { font: 15px/1.5 system-ui, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif; margin: 2rem auto;
       max-width: 70rem; padding: 0 1rem; color: #1c2330; background: #fff }
h1 { font-size: 1.5rem } h2 { font-size: 1.15rem; margin-top: 2.2rem }
.wide { overflow-x: auto } table { border-collapse: collapse; width: 100% }
th, td { text-align: left; padding: .3rem .7rem; border-bottom: 1px solid #dde2ea; vertical-align: top }
th { font-weight: 600; color: #56617a } td.n { text-align: right; font-variant-numeric: tabular-nums }
.holds { color: #1d6b3a } .fails { color: #a3201d; font-weight: 600 } .unchecked { color: #7a5b00 }
.none { color: #56617a }
"""
VERDICTS = {True: ("holds", "holds"), False: ("fails", "fails"), None: ("unchecked", "not checked")}
CHECKED = ("suite", "expectation", "severity", "verdict", "checked", "failed", "checked_at")


def page(results: Sequence[Row], parts: Mapping[str, Sequence[Row]]) -> str:
    """
    Return the report.

    Args:
        results: of expectations, by account and entity.
        parts: further tables by their headings.
    """
    body = [_heading(results), *_by_account(results)]
    body += [f"<h2>{escape(title)}</h2>{_table(tuple(rows[0]) if rows else (), rows)}" for title, rows in parts.items()]
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1"><title>Data quality</title>'
        f"<style>{STYLE}</style></head><body>{''.join(body)}</body></html>\n"
    )


def _heading(results: Sequence[Row]) -> str:
    counts = {word: sum(VERDICTS[row["success"]][1] == word for row in results) for _, word in VERDICTS.values()}
    said = ", ".join(
        f"{count} {'hold' if word == 'holds' else 'fail' if word == 'fails' else word}"
        for word, count in counts.items()
    )
    return (
        f"<h1>Data quality</h1><p>{_cell(datetime.now(UTC))}, Beijing time. Of {len(results)} expectations {said}.</p>"
    )


def _by_account(results: Sequence[Row]) -> Iterable[str]:
    for (account, entity), rows in groupby(results, key=lambda row: (row["account"], row["entity"])):
        yield f"<h2>{escape(account or 'All tables')}: {escape(entity)}</h2>{_table(CHECKED, list(rows))}"


def _table(columns: Sequence[str], rows: Sequence[Row]) -> str:
    if not rows:
        return '<p class="none">None.</p>'
    head = "".join(f"<th>{escape(column.replace('_', ' '))}</th>" for column in columns)
    lines = "".join(f"<tr>{''.join(_column(row, column) for column in columns)}</tr>" for row in rows)
    return f'<div class="wide"><table><thead><tr>{head}</tr></thead><tbody>{lines}</tbody></table></div>'


def _column(row: Row, column: str) -> str:
    if column == "verdict":
        kind, word = VERDICTS[row["success"]]
        return f'<td class="{kind}">{word}</td>'
    value = row[column]
    return f'<td class="n">{value:,}</td>' if type(value) is int else f"<td>{_cell(value)}</td>"


def _cell(value: object) -> str:
    if isinstance(value, datetime):
        return f"{value.astimezone(SHANGHAI):%Y-%m-%d %H:%M:%S}"
    return "–" if value is None or value == "" else escape(str(value))
