from datetime import UTC, datetime, timedelta

import pytest

from rules.polling import GIVEN_UP, INTERVAL, LAST_LOOKS, looks, plan
from schemas.parcels import Asked, Scan, Trace
from schemas.polling import Look, PollFacts, PollState, Said
from schemas.words import ParcelStatus

NOW = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)
NUMBER = ("sf_express", "SF1")


def hours(count: float) -> timedelta:
    return timedelta(hours=count)


def facts(status: str, *, status_for: float = 1, declared: float = 30, silent: float | None = 1) -> PollFacts:
    """Build what is known: hours since the status began, since the number was given out, since the newest scan."""
    return PollFacts(
        number=NUMBER,
        status=ParcelStatus(status),
        status_at=None if silent is None else NOW - hours(status_for),
        declared_at=NOW - hours(declared),
        last_event_at=None if silent is None else NOW - hours(silent),
    )


def look(said: Said = Said.SCANS, *, refused: str | None = None) -> Look:
    return Look(number=NUMBER, with_tail=True, said=said, refused=refused)


@pytest.mark.parametrize(
    ("status", "wait"),
    [
        ("out_for_delivery", 1), ("in_transit", 4), ("exception", 4), ("returning", 4), ("picked_up", 6),
        ("ready_for_pickup", 6), ("pending", 6),
    ],
)  # fmt: skip
def test_the_next_question_comes_by_status(status: str, wait: float) -> None:
    found = plan(facts(status), look(), now=NOW)
    assert (found.state, found.next_poll_at) == (PollState.ACTIVE, NOW + hours(wait))


def test_every_status_has_an_interval_an_end_or_is_given_up() -> None:
    assert {*INTERVAL, *LAST_LOOKS, ParcelStatus.EXPIRED} == set(ParcelStatus)


@pytest.mark.parametrize(("declared", "wait"), [(47.9, 6), (48, 12), (200, 12)])
def test_a_parcel_that_stays_pending_is_asked_for_less_often_after_two_days(declared: float, wait: float) -> None:
    assert plan(
        facts("pending", declared=declared, silent=None), look(Said.NOTHING), now=NOW
    ).next_poll_at == NOW + hours(wait)


@pytest.mark.parametrize(("ago", "ahead"), [(1, 23), (23.9, 0.1), (24, 48), (71, 1), (72, None), (500, None)])
def test_a_delivered_parcel_is_looked_at_after_24_and_72_hours_and_then_done(ago: float, ahead: float | None) -> None:
    found = plan(facts("delivered", status_for=ago, silent=ago), look(), now=NOW)
    assert found.next_poll_at == (None if ahead is None else NOW + hours(ahead))
    assert found.state == (PollState.DONE if ahead is None else PollState.ACTIVE)


def test_a_parcel_that_went_back_is_done() -> None:
    assert plan(facts("returned"), look(), now=NOW).state is PollState.DONE


@pytest.mark.parametrize(("silent", "state"), [(60 * 24 - 0.1, PollState.ACTIVE), (60 * 24, PollState.EXPIRED)])
def test_a_parcel_without_news_for_60_days_is_given_up_and_says_so(silent: float, state: PollState) -> None:
    found = plan(facts("in_transit", declared=2000, silent=silent), look(), now=NOW)
    assert (found.state, found.reason == GIVEN_UP) == (state, state is PollState.EXPIRED)


def test_a_parcel_never_scanned_is_given_up_60_days_after_its_number_was_given_out() -> None:
    assert plan(facts("pending", declared=60 * 24, silent=None), look(Said.NOTHING), now=NOW).state is PollState.EXPIRED
    assert plan(facts("pending", declared=59 * 24, silent=None), look(Said.NOTHING), now=NOW).state is PollState.ACTIVE


def test_a_parcel_given_up_stays_so_when_it_is_asked_for_by_hand_in_vain() -> None:
    found = plan(facts("expired", silent=None), look(Said.NOTHING), now=NOW)
    assert (found.state, found.next_poll_at) == (PollState.EXPIRED, None)


def test_an_empty_answer_is_a_look_until_something_was_scanned() -> None:
    assert plan(facts("pending", silent=None), look(Said.NOTHING), now=NOW).looked
    known = plan(facts("in_transit"), look(Said.NOTHING), now=NOW)
    assert not known.looked
    assert known.reason


@pytest.mark.parametrize(("said", "again"), [(Said.NOTHING_OR_NO, hours(6)), (Said.LEFT_OUT, hours(1))])
def test_what_may_be_a_refusal_is_no_look_and_says_why(said: Said, again: timedelta) -> None:
    """T5: no look, so no trace_missing and no no_update; the reason is shown and the parcel asked for again."""
    found = plan(facts("pending", silent=None), look(said), now=NOW)
    assert (found.looked, found.state, found.next_poll_at) == (False, PollState.ACTIVE, NOW + again)
    assert found.reason


def test_a_refusal_shows_the_couriers_reason() -> None:
    """T5: the courier wants a phone tail."""
    found = plan(facts("pending", silent=None), look(Said.REFUSED, refused="It needs a phone tail."), now=NOW)
    assert (found.looked, found.reason) == (False, "It needs a phone tail.")


def test_a_look_clears_the_reason() -> None:
    assert plan(facts("in_transit"), look(), now=NOW).reason is None


def asked(number: str = "SF1", *, with_tail: bool = True, empty_is_answer: bool = True) -> Asked:
    return Asked(carrier="sf_express", tracking_no=number, with_tail=with_tail, empty_is_answer=empty_is_answer)


def answer(number: str = "SF1", *, scans: int = 0, refused: str | None = None) -> Trace:
    scan = Scan(
        occurred_at="2026-11-19T10:00:00+08:00", source_code="50", status=ParcelStatus.PICKED_UP, reason_code=None,
        place=None, description=None,
    )  # fmt: skip
    return Trace(carrier="sf_express", tracking_no=number, scans=(scan,) * scans, refused=refused)


def said(asked_for: list[Asked], answers: list[Trace]) -> dict[str, tuple[Said, bool]]:
    return {each.number[1]: (each.said, each.with_tail) for each in looks(asked_for, answers)}


def test_an_answer_is_told_by_what_it_holds() -> None:
    questions = [
        asked("A"), asked("B"), asked("C", with_tail=False, empty_is_answer=False), asked("D"), asked("E"),
    ]  # fmt: skip
    answers = [answer("A", scans=1), answer("B"), answer("C"), answer("D", refused="No.")]
    assert said(questions, answers) == {
        "A": (Said.SCANS, True),
        "B": (Said.NOTHING, True),
        "C": (Said.NOTHING_OR_NO, False),
        "D": (Said.REFUSED, True),
        "E": (Said.LEFT_OUT, True),
    }


def test_an_answer_nobody_asked_for_is_no_look() -> None:
    assert said([asked("A")], [answer("A"), answer("Z", scans=1)]) == {"A": (Said.NOTHING, True)}


def test_of_several_answers_about_one_parcel_the_fullest_counts() -> None:
    """A run that died had asked too: without a tail, and in vain."""
    before, after = asked(with_tail=False, empty_is_answer=False), asked()
    for questions in ([before, after], [after, before]):
        assert said(questions, [answer(), answer()]) == {"SF1": (Said.NOTHING, True)}
        assert said(questions, [answer(), answer(scans=2)]) == {"SF1": (Said.SCANS, True)}
