"""The reference pages say what the code does: commands, settings, errors, tables, flows."""

import inspect
import re
from collections.abc import Iterator
from typing import Any

import pytest
import yaml
from typer.main import get_command

from cli.main import app
from connectors import jos, notes, registry
from connectors.douyin import codes as douyin
from connectors.kuaidi100 import codes as kuaidi100
from connectors.sf_express import codes as sf_express
from connectors.tmall import codes as tmall
from flows.registry import NAMES
from sandbox import faults
from schemas import errors
from schemas.dispatch import DispatchReason
from schemas.sla import SlaKind
from settings.model import Scalars
from stack import environ, prefect
from tests.guard.pages import ROOT, codes, page, sections, table

Commands = dict[str, Any]


def commands(command: Any = None, path: str = "shouhou") -> Commands:
    """Return every command that does something, by its words."""
    command = command or get_command(app)
    inner = getattr(command, "commands", {})
    own = {path: command} if not inner or command.invoke_without_command else {}
    return own | {words: found for name in inner for words, found in commands(inner[name], f"{path} {name}").items()}


def section_of(words: str) -> str:
    """Return the section of a command, or of the one it belongs to."""
    found = sections(page("docs/reference/commands.md"))
    while words not in found and " " in words:
        words = words.rpartition(" ")[0]
    return found[words]


@pytest.mark.parametrize("words", commands())
def test_a_command_and_its_options_are_described(words: str) -> None:
    section = section_of(words)
    assert any(f"`{words}" in text for text in (section, page("docs/reference/commands.md")))
    options = {name for option in commands()[words].params for name in option.opts if name.startswith("--")}
    described = {code.split()[0] for code in codes(section) if code.startswith("--")}
    assert options <= described


def test_no_option_is_described_that_is_not_there() -> None:
    there = {name for command in commands().values() for option in command.params for name in option.opts}
    named = set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", page("docs/reference/commands.md")))
    assert named - there == {"--help"}


def test_the_words_of_make_are_described() -> None:
    words = re.findall(r"^#   make ([\w-]+)", page("Makefile"), re.MULTILINE)
    assert words
    assert [row[0] for row in table(sections(page("docs/reference/commands.md"))["make"])] == [
        f"`make {word}`" for word in words
    ]


def test_the_faults_of_the_sandbox_are_described() -> None:
    listed = [codes(row[0])[0] for row in table(section_of("shouhou sandbox"))]
    assert [name for name in listed if not name.startswith("--")] == list(faults.NAMES)


def test_every_top_level_setting_is_described_with_its_variable_and_default() -> None:
    rows = table(sections(page("docs/reference/settings.md"))["Top-level keys"])
    assert [row[:3] for row in rows] == [
        [f"`{name}`", f"`SHOUHOU_{name.upper()}`", default_of(field.default)]
        for name, field in Scalars.model_fields.items()
    ]


def default_of(value: object) -> str:
    if value is None:
        return "none"
    return ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)


@pytest.mark.parametrize("platform", registry.PLATFORMS)
def test_every_key_of_an_account_is_described(platform: str) -> None:
    section = sections(page("docs/reference/settings.md"))[platform]
    keys = registry.PLATFORMS[platform].keys
    assert [row[:3] for row in table(section)] == [
        [f"`{key.name}`", "yes" if key.needed else "no", "yes" if key.secret else "no"] for key in keys
    ]
    assert {word for key in keys for word in key.words} <= set(codes(section))


def test_the_keys_of_every_account_are_described() -> None:
    from settings.accounts import COMMON

    section = sections(page("docs/reference/settings.md"))["Keys of every account"]
    assert [row[0] for row in table(section)] == [f"`{key}`" for key in (*COMMON, registry.RATE)]
    for name, platform in registry.PLATFORMS.items():
        assert f"{platform.calls_per_second} for `{name}`" in section


def test_what_prefect_is_set_to_is_described() -> None:
    section = sections(page("docs/reference/settings.md"))["Prefect"]
    described = {codes(row[0])[0]: codes(row[1])[0] for row in table(section)}
    assert described == environ.CLIENT | prefect.SERVER


def test_every_error_class_is_described() -> None:
    section = sections(page("docs/reference/errors.md"))["What a platform's refusal means"]
    classes = [
        name for name, found in inspect.getmembers(errors, inspect.isclass) if found.__module__ == "schemas.errors"
    ]
    assert sorted(row[0] for row in table(section)) == sorted(f"`{name}`" for name in classes)


def by_class(section: str, *, columns: slice) -> dict[str, str]:
    """Return code → class as a section's table has it."""
    rows = table(sections(page("docs/reference/errors.md"))[section])
    return {code: codes(row[0])[0] for row in rows for cell in row[columns] for code in codes(cell)}


def test_every_code_of_a_platform_is_described() -> None:
    ours = {str(code): kind.__name__ for code, kind in tmall.CODE.items()}
    assert by_class("Codes of Tmall", columns=slice(1, 2)) == ours
    sf = {code: kind.__name__ for code, kind in (sf_express.API_CODE | sf_express.ERROR_CODE).items()}
    assert by_class("Codes of SF Express", columns=slice(1, 3)) == sf


def test_every_code_of_the_other_platforms_is_described() -> None:
    for section, table_of_codes in (
        ("Codes of JD", jos.CODE),
        ("Codes of Douyin", douyin.CODE),
        ("Codes of Kuaidi100", kuaidi100.CODE),
    ):
        assert by_class(section, columns=slice(1, 2)) == {code: kind.__name__ for code, kind in table_of_codes.items()}
    told = set(codes(sections(page("docs/reference/errors.md"))["Codes of Douyin"]))
    assert {*douyin.SUB_CODE, *(code for busy in douyin.BUSY.values() for code in busy)} <= told
    told = set(codes(sections(page("docs/reference/errors.md"))["Codes of Kuaidi100"]))
    assert told >= kuaidi100.ABOUT_THE_PARCEL


def test_every_sub_code_of_tmall_is_described() -> None:
    section = sections(page("docs/reference/errors.md"))["Codes of Tmall"]
    assert {*tmall.SUB_CODE, *tmall.SUB_PREFIX} <= set(codes(section))


def test_every_reason_for_setting_a_row_aside_is_described() -> None:
    reading = sections(page("docs/reference/errors.md"))["While reading (stage `normalise`)"]
    judging = sections(page("docs/reference/errors.md"))["Before saving (stage `validate`)"]
    assert listed(reading) == {*notes.WHY, *rules_in("tasks", "connectors")}
    counting = sections(page("docs/reference/errors.md"))["Counted and loaded (warnings)"]
    assert listed(judging) | listed(counting) == rules_in("checks")


def listed(section: str) -> set[str]:
    return {code for row in table(section) for code in codes(row[0])}


def rules_in(*rooms: str) -> set[str]:
    sources = (file.read_text(encoding="utf-8") for room in rooms for file in (ROOT / room).rglob("*.py"))
    return {rule for source in sources for rule in re.findall(r'rule="(\w+)"', source)}


def test_every_table_of_the_database_is_described() -> None:
    files = sorted((ROOT / "store" / "migrations" / "sql").rglob("*.sql"))
    made = re.findall(
        r"CREATE (?:UNLOGGED )?TABLE ([\w.]+)", "\n".join(file.read_text(encoding="utf-8") for file in files)
    )
    described = [codes(row[0])[0] for row in table(page("docs/reference/tables.md"))]
    assert sorted(described) == sorted(made)


def test_every_flow_is_described_in_its_order() -> None:
    rows = table(page("docs/reference/flows.md").split("## Schedules")[0])
    assert [row[0] for row in rows] == [f"`{name}`" for name in NAMES]


def test_every_schedule_is_described() -> None:
    rows = table(sections(page("docs/reference/flows.md"))["Schedules"])
    assert [(codes(row[0]), codes(row[1]), codes(row[2])[0]) for row in rows] == list(schedules())
    with_parameters = {codes(row[1])[0]: row[2] for row in rows}
    assert with_parameters["nightly"].endswith("with `lookback_hours` 48")


def schedules() -> Iterator[tuple[list[str], list[str], str]]:
    for deployment in yaml.safe_load(page("prefect.yaml"))["deployments"]:
        flow = deployment["entrypoint"].rpartition(":")[2].replace("_", "-")
        for schedule in deployment.get("schedules") or []:
            yield [flow], [schedule["slug"]], schedule["cron"]


def test_the_automations_are_described() -> None:
    made = re.findall(r'name="(shouhou-[\w-]+)"', page("stack/automations.py"))
    rows = table(sections(page("docs/reference/flows.md"))["Runs that die"])
    assert made
    assert sorted(row[0] for row in rows) == sorted(f"`{name}`" for name in made)


def test_every_parameter_of_a_flow_is_described() -> None:
    from flows.registry import load

    rows = table(sections(page("docs/reference/flows.md"))["Parameters"])
    described = [code for row in rows for code in codes(row[0])]
    assert sorted(described) == sorted({name for flow in NAMES for name in load(flow).parameters.properties})


def test_every_reason_of_a_dispatch_and_every_kind_of_limit_is_explained() -> None:
    explained = set(codes(page("docs/explanation/data-rules.md")))
    assert {*DispatchReason, *SlaKind} <= explained


def test_the_messages_that_are_explained_are_those_that_are_said() -> None:
    rooms = ("cli", "settings", "schemas", "stack", "store")
    source = "".join(file.read_text(encoding="utf-8") for room in rooms for file in sorted((ROOT / room).rglob("*.py")))
    said = re.sub(r'"\s*f?"', "", source).replace("`", "")  # a message may stand on two lines
    rows = table(sections(page("docs/reference/errors.md"))["What the command line says"])
    pieces = [piece.strip(" ()") for row in rows for code in codes(row[0]) for piece in code.split("…")]
    assert [piece for piece in pieces if piece and piece not in said] == []
