"""The scans inside one answer of a courier: each is read by itself, and one that cannot be read goes alone."""

from collections.abc import Callable, Sequence

from connectors.notes import Notes
from connectors.parse import clean_text
from connectors.read import Reader
from schemas.page import Fault, Raw
from schemas.parcels import Scan

LONGEST_KEY = 200


def scans_of(
    rows: Sequence[object],
    notes: Notes,
    *,
    path: str,
    read: Callable[[Reader], Scan],
    key: Callable[[Raw], str],
    kept: Callable[[Raw], Raw],
) -> tuple[list[Scan], list[Fault]]:
    """
    Read the scans of one answer.

    Args:
        rows: as they stand in the answer.
        notes: of the answer; words new to us go there.
        path: names the list, for faults and new words.
        read: reads one scan.
        key: names a scan as far as it could be read.
        kept: what of the answer is kept with a scan that is set aside.
    """
    scans: list[Scan] = []
    faults: list[Fault] = []
    for row in rows:
        raw = row if isinstance(row, dict) else {}
        own = Notes()
        scan = read(Reader(raw, path, own))
        if own.faulty:
            own.key = clean_text(key(raw))[:LONGEST_KEY]
            faults += own.faults(kept(raw))
        else:
            scans.append(scan)
        for new in own.unknown:
            notes.new_value(new.path, new.value)
    return scans, faults
