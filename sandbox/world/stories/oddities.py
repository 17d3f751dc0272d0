"""Rows that are hard to read, and rows that must be set aside."""

from sandbox.world.facts import RAW_NUL, Order
from sandbox.world.places import ODD_PLACES
from sandbox.world.stories.waiting import paid_order
from sandbox.world.tale import Tale

EMOJI = "\U0001f600"


def odd_place(t: Tale, name: str) -> None:
    """An address that is hard to place."""
    order = t.order(t.ago(1, 40), place=ODD_PLACES[name])
    t.pay(order)
    t.claim(order, "paid", install="new")


def odd_titles(t: Tale) -> None:
    """Titles with an escaped NUL, a raw NUL, half a surrogate, and a whole emoji that must stay."""
    wanted = [(t.sku(("none",)), 1) for _ in range(4)]
    order = t.order(t.ago(1, 40), *wanted)
    t.pay(order)
    for line, (bad, good) in zip(order.lines, (("\0", ""), (RAW_NUL, ""), ("\ud83d", ""), (EMOJI, EMOJI)), strict=True):
        line.title, line.shown_title = f"特惠{bad}{line.sku_code}", f"特惠{good}{line.sku_code}"
    t.claim(order, "paid")


def code_of_the_item(t: Tale) -> None:
    """The shop wrote its code on the item, not on the SKU."""
    order = paid_order(t, 1, 40)
    order.lines[0].raw["outer_sku_id"] = None
    t.claim(order, "paid", install="new")


def article_unknown(t: Tale) -> None:
    """A code that the product list does not have: the line loads, no rule fits."""
    order = paid_order(t, 1, 40)
    order.lines[0].sku, order.lines[0].sku_code = None, "XQ-9000"
    t.claim(order, "paid")


def article_without_code(t: Tale) -> None:
    """No code at all: the line loads all the same."""
    order = paid_order(t, 1, 40)
    order.lines[0].sku, order.lines[0].sku_code = None, None
    t.claim(order, "paid")


def _broken(t: Tale) -> Order:
    order = paid_order(t, 1, 40)
    order.broken = True
    return order


def amount_with_exponent(t: Tale) -> None:
    """`1e2` is no amount."""
    _broken(t).raw["payment"] = "1e2"


def amount_not_a_number(t: Tale) -> None:
    """`NaN` is no amount."""
    _broken(t).raw["payment"] = "NaN"


def amount_with_three_decimals(t: Tale) -> None:
    """A tenth of a cent is no amount, on a line either."""
    _broken(t).lines[0].raw["price"] = "1.005"


def never_changed(t: Tale) -> None:
    """A row that does not say when it was changed."""
    _broken(t).raw["modified"] = None


def long_decimals(t: Tale) -> None:
    """Zeros behind the second decimal do no harm."""
    order = paid_order(t, 1, 40)
    line = order.lines[0]
    line.raw["price"] = f"{line.price // 100}.{line.price % 100:02d}00"
    t.claim(order, "paid", install="new")
