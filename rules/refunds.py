"""What refunds leave of an order line: all of it, some units, or nothing to do."""

from collections.abc import Iterable, Sequence
from decimal import ROUND_DOWN, Decimal

from msgspec import Struct

from schemas.cases import CaseLine, CaseRequest, CaseRequestLine
from schemas.words import AfterSaleKind, AfterSaleStatus

_CENT = Decimal("0.01")
_MONEY_BACK = {AfterSaleKind.REFUND_ONLY, AfterSaleKind.RETURN_REFUND}
_PENDING = {
    AfterSaleStatus.REQUESTED,
    AfterSaleStatus.APPROVED,
    AfterSaleStatus.BUYER_RETURNING,
    AfterSaleStatus.RECEIVED,
    AfterSaleStatus.PROCESSING,
}


class RefundState(Struct, frozen=True, kw_only=True):
    """
    Refunds of one line, over distinct requests.

    `units`: refunded for good, at most the line's quantity. `full`: nothing of the line is left. `pending_full`: nothing
    would be left if what is asked for were granted. `any_completed`: at least one refund went through.
    """

    units: int = 0
    full: bool = False
    pending_full: bool = False
    any_completed: bool = False


class Claim(Struct, frozen=True, kw_only=True):
    """What requests take from a line: whole units, and money (a price refund takes money only)."""

    units: int = 0
    money: Decimal = Decimal(0)

    def __add__(self, other: "Claim") -> "Claim":
        return Claim(units=self.units + other.units, money=self.money + other.money)

    def takes_all_of(self, line: CaseLine) -> bool:
        """Tell whether units or money make up the whole line."""
        return self.units >= line.quantity or bool(line.paid_amount and 0 < line.paid_amount <= self.money)


def refund_state(line: CaseLine, lines: Sequence[CaseLine], requests: Iterable[CaseRequest]) -> RefundState:
    """
    Judge one line of an order by the requests that want money back for it.

    Args:
        lines: all lines of the order, `line` among them: a request that names no line is about each of them.
        requests: all requests of the order, each once. Rejected, withdrawn and other kinds of request take nothing.
    """
    relevant = [request for request in requests if request.kind in _MONEY_BACK]
    if not relevant:
        return RefundState()
    completed = [request for request in relevant if request.status == AfterSaleStatus.COMPLETED]
    pending = [request for request in relevant if request.status in _PENDING]
    done = _sum(claim(line, lines, request) for request in completed)
    asked = [one for request in pending if (one := claim(line, lines, request)) != Claim()]
    full = done.takes_all_of(line)
    return RefundState(
        units=min(done.units, line.quantity),
        full=full,
        pending_full=bool(asked) and not full and (done + _sum(asked)).takes_all_of(line),
        any_completed=done != Claim(),
    )


def claim(line: CaseLine, lines: Sequence[CaseLine], request: CaseRequest) -> Claim:
    """
    Return what one request takes from one line.

    A part takes its units if it names no amount, or at least what these units cost (rounded down to the cent); with
    less it is a price refund. A part without a quantity means the whole line.
    """
    return _sum(_part(line, part) for part in _parts(lines, request) if part.external_line_id == line.external_line_id)


def _part(line: CaseLine, part: CaseRequestLine) -> Claim:
    quantity = part.quantity or line.quantity
    worth = _worth(line, quantity)
    amount = part.refund_amount
    if amount is None:
        return Claim(units=quantity, money=worth or Decimal(0))
    if worth is None or amount >= worth:
        return Claim(units=quantity, money=amount)
    return Claim(money=amount)


def _parts(lines: Sequence[CaseLine], request: CaseRequest) -> Sequence[CaseRequestLine]:
    """Return the request's parts with the amounts that can be told for each."""
    parts = [part for part in request.lines if part.external_line_id is not None] or [
        CaseRequestLine(external_line_id=line.external_line_id) for line in lines
    ]
    amount = request.refund_amount
    if amount is None or any(part.refund_amount is not None for part in parts):
        return parts
    if len(parts) == 1:
        return [_priced(parts[0], amount)]
    # One sum for several lines can't be divided: either it pays for all their units, or it is a price refund.
    by_id = {line.external_line_id: line for line in lines}
    worths = [
        _worth(by_id[part.external_line_id], part.quantity or by_id[part.external_line_id].quantity)
        for part in parts
        if part.external_line_id in by_id
    ]
    pays_for_all = amount >= sum(worth or Decimal(0) for worth in worths)
    return parts if pays_for_all else [_priced(part, Decimal(0)) for part in parts]


def _priced(part: CaseRequestLine, amount: Decimal) -> CaseRequestLine:
    return CaseRequestLine(external_line_id=part.external_line_id, quantity=part.quantity, refund_amount=amount)


def _worth(line: CaseLine, quantity: int) -> Decimal | None:
    """Return what so many units of the line cost, rounded down to the cent; None where its price is not known."""
    if line.paid_amount is None:
        return None
    return (line.paid_amount * quantity / line.quantity).quantize(_CENT, rounding=ROUND_DOWN)


def _sum(claims: Iterable[Claim]) -> Claim:
    total = Claim()
    for one in claims:
        total += one
    return total
