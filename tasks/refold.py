"""Legs of tracking numbers, computed anew from what declares them and what was scanned."""

from collections.abc import Iterable

from rules.legs import compute
from schemas.legs import Number, NumberFacts, NumberLegs
from store import candidates
from store.engine import Cursor
from store.parcels_facts import read_numbers
from store.parcels_legs import write_legs


def refold(cursor: Cursor, numbers: Iterable[Number]) -> None:
    """
    Compute the legs of these numbers, then of the confirmed numbers that go on from them, in the caller's transaction.

    A number is computed once: two parcels whose scans name each other end nothing.
    """
    waiting, done = set(numbers), set[Number]()
    while waiting:
        write_legs(cursor, [_legs(each) for each in read_numbers(cursor, waiting)])
        done |= waiting
        waiting = candidates.followers(cursor, waiting) - done


def _legs(facts: NumberFacts) -> NumberLegs:
    return NumberLegs(number=facts.number, legs=compute(facts.declarations, facts.scans))
