"""What tells of a change in a platform's records, and what does not."""

from rules.drift import MOST, changes, lasts, owner
from schemas.wire import Drift, DriftKind, Seen

KNOWN = {
    each.path: each
    for each in (
        Seen("", 500, ("object",), True),
        Seen("tid", 500, ("string",), True),
        Seen("memo", 500, ("string",), False),
        Seen("step", 40, ("string",), True),
        Seen("lines", 500, ("list",), True),
        Seen("lines[]", 700, ("object",), True),
        Seen("lines[].num", 700, ("number",), True),
        Seen("rare", 3, ("object",), True),
    )
}


def now(*fields: Seen, without: tuple[str, ...] = (), of: int = 20) -> dict[str, Seen]:
    same = {path: Seen(path, of, each.kinds, each.used) for path, each in KNOWN.items() if path != "rare"}
    return {path: each for path, each in (same | {f.path: f for f in fields}).items() if path not in without}


def test_what_looks_as_always_tells_nothing() -> None:
    assert changes(KNOWN, now()) == []
    assert changes({}, now()) == [], "the first look is no change"


def test_a_new_field_is_told_without_what_stands_in_it() -> None:
    found = changes(KNOWN, now(Seen("extra", 3, ("object",), False), Seen("extra.name", 3, ("string",), False)))
    assert found == [Drift(path="extra", kind=DriftKind.NEW_FIELD, value="object")]


def test_a_field_that_is_read_was_known_before_it_came() -> None:
    assert changes(KNOWN, now(Seen("refund_id", 1, ("number",), True))) == []


def test_names_of_a_map_are_not_new() -> None:
    names = {f"x_{number}": Seen(f"x_{number}", 1, ("string",), False) for number in range(MOST)}
    assert changes(KNOWN | names, now(Seen("x_y", 1, ("string",), False))) == []


def test_a_field_in_an_object_seldom_seen_is_not_new() -> None:
    assert changes(KNOWN, now(Seen("rare", 1, ("object",), True), Seen("rare.x", 1, ("string",), True))) == []


def test_a_used_field_in_none_of_twenty_is_missing() -> None:
    assert changes(KNOWN, now(without=("tid",))) == [Drift(path="tid", kind=DriftKind.MISSING_FIELD, value="string")]
    assert changes(KNOWN, now(without=("tid",), of=19)) == []
    assert changes(KNOWN, now(without=("memo", "step"))) == [], "not used, or not always there"


def test_a_change_that_comes_bit_by_bit_is_told() -> None:
    known = KNOWN | {"tid": Seen("tid", 495, ("string",), True)}
    [missing] = changes(known, now(Seen("tid", 2, ("string",), True), of=40))
    assert (missing.path, missing.kind) == ("tid", DriftKind.MISSING_FIELD)
    assert changes(known, now(Seen("tid", 3, ("string",), True), of=40)) == []


def test_a_field_that_is_null_everywhere_is_missing() -> None:
    [missing] = changes(KNOWN, now(Seen("tid", 0, (), True)))
    assert missing == Drift(path="tid", kind=DriftKind.MISSING_FIELD, value="string")


def test_what_was_told_lasts_as_long_as_it_shows() -> None:
    missing = Drift(path="tid", kind=DriftKind.MISSING_FIELD, value="string")
    assert lasts(missing, now(without=("tid",), of=1))
    assert not lasts(missing, now())
    assert not lasts(missing, {}), "nobody looked"
    new = Drift(path="extra", kind=DriftKind.NEW_FIELD, value="object")
    assert lasts(new, now(Seen("extra", 1, ("object",), False)))
    assert not lasts(new, now())
    retyped = Drift(path="tid", kind=DriftKind.TYPE_CHANGE, value="number")
    assert lasts(retyped, now(Seen("tid", 1, ("number",), True)))
    assert not lasts(retyped, now())


def test_a_renamed_field_is_missing_and_new() -> None:
    renamed = now(Seen("lines[].quantity", 20, ("number",), False), without=("lines[].num",))
    assert [(each.kind, each.path) for each in changes(KNOWN, renamed)] == [
        (DriftKind.MISSING_FIELD, "lines[].num"),
        (DriftKind.NEW_FIELD, "lines[].quantity"),
    ]


def test_another_kind_of_value_is_told_and_null_is_none() -> None:
    retyped = now(Seen("lines[].num", 20, ("number", "string"), True), Seen("tid", 20, (), True))
    assert changes(KNOWN, retyped) == [Drift(path="lines[].num", kind=DriftKind.TYPE_CHANGE, value="string")]
    assert changes(KNOWN, now(Seen("memo", 20, ("number",), False))) == [], "nobody reads it"


def test_owners() -> None:
    assert [owner(path) for path in ("a", "a.b", "a[]", "a[].b", "a.b[]")] == ["", "a", "a", "a[]", "a.b"]
