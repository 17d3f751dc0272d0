"""Struct, suite and reasons are compared: no column is forgotten, and none is explained away that is judged."""

from typing import Any

import pytest
from msgspec.structs import fields

from checks import parcels
from schemas.commerce import Parcel
from schemas.words import Entity

each_entity = pytest.mark.parametrize("entity", Entity)


def suites_of(entity: Entity) -> Any:
    from checks.panel import SUITES

    return SUITES[entity]


def judged(suite: Any) -> set[str]:
    return set().union(*(columns_of(expectation.configuration.kwargs) for expectation in suite.expectations()))


def columns_of(given: dict[str, Any]) -> set[str]:
    return {given["column"]} if "column" in given else set(given["column_list"])


def columns(struct: Any) -> set[str]:
    return {field.name for field in fields(struct)}


@each_entity
def test_each_column_is_judged_or_says_why_not(entity: Entity) -> None:
    for suite in suites_of(entity):
        own = columns(suite.struct)
        assert (judged(suite) & own) | set(suite.unjudged) == own
        assert not judged(suite) & set(suite.unjudged)


@each_entity
def test_a_frame_holds_what_is_judged_and_nothing_else(entity: Entity) -> None:
    from checks.suite import OWNER

    for suite in suites_of(entity):
        assert set(suite.frame([]).columns) == judged(suite) | {OWNER}


def test_each_column_of_a_parcel_is_judged_or_says_why_not() -> None:
    assert {*parcels.KEYS, *parcels.UNJUDGED} == columns(Parcel)


def test_a_rule_has_one_name_and_one_sentence_without_values() -> None:
    suites = [suite for entity in Entity for suite in suites_of(entity)]
    metas = [expectation.meta for suite in suites for expectation in suite.expectations()]
    assert len(metas) == len({meta["rule"] for meta in metas})
    assert all(meta["message"][0].isupper() and meta["message"].endswith(".") for meta in metas)


@each_entity
def test_a_reason_is_a_sentence(entity: Entity) -> None:
    reasons = [reason for suite in suites_of(entity) for reason in suite.unjudged.values()]
    assert all(reason[0].isupper() and reason.endswith(".") for reason in [*reasons, *parcels.UNJUDGED.values()])
