"""Tmall's own words: those in which the world is told; and what its lists leave out."""

from collections.abc import Iterable
from types import MappingProxyType

from sandbox.truth.cells import moment
from sandbox.truth.dialect import Dialect, Row, order_is_known, owner
from sandbox.truth.words import DISPUTED
from sandbox.world.facts import Request


class TmallDialect(Dialect):
    """Requests stand in four lists; of those that carry one, the first owns it."""

    platform = "tmall"
    carriers = MappingProxyType({"sf_express": 14, "zhongtong": 1, "yuantong": 2, "jd_logistics": 2})

    def order_number(self, request: Request) -> str:
        """An exchange or a dispute of an unknown order is known by its sub-order alone, if its number names no order."""
        if order_is_known(request) and request.order:
            return str(request.order.tid)
        by_order = owner(request) in ("refunds", "special") or request.number_names_order
        return str(request.tid if by_order else request.oid)

    def request_row(self, request: Request) -> Row:
        """Arbitration and the end are told by the detail of refunds only."""
        stream, open_ = owner(request), not self.ended(request)
        row = super().request_row(request)
        if stream == "exchanges":
            row |= {"stage": "after_ship", "reason_text": request.reason, "refund_amount": None}
        if stream != "special" and open_:
            row["deadline_at"] = moment(request.deadline_at)
        if stream == "refunds":
            row["disputed"] = None if request.cs is None else request.cs in DISPUTED and open_
            row["closed_at"] = None if open_ else moment(request.ended_at)
        return row

    def request_links(self, request: Request) -> Iterable[Row]:
        """What the shop sends stands in the lists of exchanges and disputes only."""
        for link in super().request_links(request):
            if link["direction"] == "return" or owner(request) in ("exchanges", "disputes"):
                yield link
