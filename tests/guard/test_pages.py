"""The pages as pages: links lead somewhere, nothing of a machine stands in them, both READMEs tell the same."""

import re
import tomllib
from urllib.parse import urlsplit

import pytest

from connectors.registry import PLATFORMS
from tests.guard.pages import PAGES, ROOT, anchors, headings, links, page

NAMES = [str(path.relative_to(ROOT)) for path in PAGES]


@pytest.mark.parametrize("name", NAMES)
def test_every_link_leads_to_a_page_and_a_heading_that_are_there(name: str) -> None:
    broken = []
    for link in links(page(name)):
        if link.startswith(("http://", "https://")):
            continue
        path, _, anchor = link.partition("#")
        target = (ROOT / name).parent / path if path else ROOT / name
        if not target.is_file() or (anchor and anchor not in anchors(target.read_text(encoding="utf-8"))):
            broken.append(link)
    assert broken == []


@pytest.mark.parametrize("name", NAMES)
def test_a_page_names_no_host_but_the_platforms_own_and_invented_ones(name: str) -> None:
    own = {urlsplit(platform.base_url).hostname for platform in PLATFORMS.values()}
    hosts = {urlsplit(url).hostname for url in re.findall(r"https?://[\w.:-]+", page(name))}
    elsewhere = {"open-oauth.jd.com", "oauth.jdl.com"}  # where two platforms renew tokens
    assert {host for host in hosts if host and not _is_invented(host)} <= own | elsewhere


def _is_invented(host: str) -> bool:
    return host == "127.0.0.1" or host.endswith(".example")


@pytest.mark.parametrize("name", NAMES)
def test_a_page_names_no_path_of_somebodys_machine(name: str) -> None:
    assert re.findall(r"(?<![\w./-])/(?:home|root|tmp|work|Users|mnt)/\S*", page(name)) == []


def test_every_page_is_found_from_the_index() -> None:
    index = {((ROOT / "docs") / link.partition("#")[0]).resolve() for link in links(page("docs/README.md"))}
    docs = {path for path in PAGES if path.is_relative_to(ROOT / "docs")}
    assert docs - index == {ROOT / "docs" / "README.md"}


def test_the_readme_begins_with_the_two_commands() -> None:
    for name in ("README.md", "README.zh-CN.md"):
        first = re.findall(r"^```\w*\n(.*?)^```", page(name), re.MULTILINE | re.DOTALL)[0]
        assert re.findall(r"^make (\w+)", first, re.MULTILINE) == ["demo", "test"]


def test_both_readmes_tell_the_same() -> None:
    english, chinese = page("README.md"), page("README.zh-CN.md")
    levels = [[heading.split()[0] for heading in headings(text)] for text in (english, chinese)]
    assert levels[0] == levels[1]
    assert _commands(english) == _commands(chinese)
    assert _targets(english) == _targets(chinese)


def _commands(text: str) -> list[str]:
    return [line.partition("#")[0].strip() for line in re.findall(r"^(?:make|\.venv).*$", text, re.MULTILINE)]


def _targets(text: str) -> list[str]:
    """Return what a README links to, the other README and the language of pictures left aside."""
    return sorted(link.replace(".zh-CN.svg", ".svg") for link in links(text) if not link.startswith("README"))


def test_the_readme_shows_the_pictures_and_the_printed_summary() -> None:
    shown = links(page("README.md"))
    assert {"docs/pictures/data-way.svg", "docs/pictures/prefect-ui.png"} <= set(shown)
    for title in ("Brought in", "Set aside, by reason", "Tickets", "Dispatch", "Anomalies"):
        assert f"\n{title}\n" in page("README.md")
        assert f'title="{title}"' in page("cli/summary.py")


def test_a_picture_needs_nothing_from_elsewhere() -> None:
    for picture in (ROOT / "docs" / "pictures").glob("*.svg"):
        text = picture.read_text(encoding="utf-8").replace('xmlns="http://www.w3.org/2000/svg"', "")
        assert not re.search(r"https?:|@import|url\((?!#)|<script|<image", text), picture.name


def test_the_changes_tell_of_this_version() -> None:
    version = tomllib.loads(page("pyproject.toml"))["project"]["version"]
    assert f"## {version}" in headings(page("CHANGELOG.md"))
