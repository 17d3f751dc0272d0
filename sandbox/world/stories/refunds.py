"""Money asked back without the goods, and requests that are neither refund nor return."""

from datetime import datetime

from sandbox.world.asking import ask, deadline, end
from sandbox.world.facts import RAW_NEWLINE, Order, Parcel, Request
from sandbox.world.stories.travelling import arrived, road_of
from sandbox.world.stories.waiting import paid_order
from sandbox.world.tale import INSTALLED, Tale


def before_shipping_done(t: Tale) -> None:
    """Refunded before anything left: the order is closed."""
    order = t.order(t.days_ago(2, 20), modes=INSTALLED)
    asked = t.after(t.pay(order), 1, 10)
    t.close(order, t.after(asked, 1, 20))
    request = ask(t, order, "refund_only", "SUCCESS", asked)
    end(request, order.ended_at or asked)
    t.claim(order, "closed")


def before_shipping_pending(t: Tale) -> None:
    """The visit waits for the decision on the money."""
    order = paid_order(t, 6, 40, modes=INSTALLED)
    request = ask(t, order, "refund_only", "WAIT_SELLER_AGREE", t.ago(0.5, 5))
    deadline(t, request)
    t.claim(order, "paid", install="suspended")


def one_line_before_shipping(t: Tale) -> None:
    """One of two lines is refunded before shipping, the other arrives."""
    order = t.order(t.days_ago(8, 20), (t.sku(("brand",)), 1), (t.sku(INSTALLED), 1))
    asked = t.after(t.pay(order), 0.5, 1)
    gone = order.lines[0]
    gone.word, gone.ended_at = "TRADE_CLOSED", t.after(asked, 0.5, 1)
    end(ask(t, order, "refund_only", "SUCCESS", asked), gone.ended_at)
    road = road_of(t, order, t.parcel(order.buyer))
    shipped = t.after(gone.ended_at, 1, 20)
    t.ship(order, shipped, road.parcel)
    t.finish(order, t.night(road.arrive(t.after(shipped, 1, 6))))
    t.claim(order, "completed", install="ready", gone=[gone], parcels=[(road.parcel, 1, "delivered")])


def one_unit_before_shipping(t: Tale) -> None:
    """One of two units is refunded before shipping, the other arrives: still one ticket."""
    order = t.order(t.days_ago(8, 20), (t.sku(INSTALLED), 2))
    asked = t.after(t.pay(order), 0.5, 1)
    road = road_of(t, order, t.parcel(order.buyer))
    shipped = t.after(asked, 2, 20)
    t.ship(order, shipped, road.parcel)
    t.finish(order, t.night(road.arrive(t.after(shipped, 1, 6))))
    half = order.lines[0].share // 2
    end(ask(t, order, "refund_only", "SUCCESS", asked, quantity=1, amount=half), t.after(asked, 0.5, 1))
    t.claim(order, "completed", install="ready", parcels=[(road.parcel, 1, "delivered")])


def _arrived(t: Tale, modes: tuple[str, ...] = INSTALLED) -> tuple[Order, Parcel, datetime]:
    """An order delivered some days ago, and when its buyer comes forward."""
    order, parcel, signed = arrived(t, (5, 14), modes=modes)
    return order, parcel, t.after(max(signed, order.modified_at), 1, 20)


def _claim_arrived(t: Tale, order: Order, parcel: Parcel, *tickets: tuple[str, Request, str]) -> None:
    status = "completed" if order.word == "TRADE_FINISHED" else "shipped"
    t.claim(order, status, install="ready", parcels=[(parcel, 1, "delivered")], requests=tickets)


def price_refund(t: Tale) -> None:
    """50 yuan back on a dear article: nothing else changes."""
    order, parcel, asked = _arrived(t)
    end(ask(t, order, "refund_only", "SUCCESS", asked, amount=5000), t.after(asked, 1, 20))
    _claim_arrived(t, order, parcel)


def price_refund_pending(t: Tale) -> None:
    """50 yuan asked for, not decided."""
    order, parcel, asked = _arrived(t)
    deadline(t, ask(t, order, "refund_only", "WAIT_SELLER_AGREE", asked, amount=5000))
    _claim_arrived(t, order, parcel)


def price_protection(t: Tale) -> None:
    """In the list of special refunds and in the ordinary one: the special one owns it."""
    order, parcel, asked = _arrived(t)
    request = ask(t, order, "price_adjust", "SUCCESS", asked, amount=3000, lists=("special", "refunds"))
    request.special_word = order.lines[0].special = "价保服务"
    end(request, t.after(asked, 1, 20))
    _claim_arrived(t, order, parcel)


def cash_back(t: Tale) -> None:
    """Only in the list of special refunds."""
    order, parcel, asked = _arrived(t)
    request = ask(t, order, "refund_only", "SUCCESS", asked, amount=2000, lists=("special",))
    request.special_word = order.lines[0].special = "退差返现"
    _claim_arrived(t, order, parcel)


def repair(t: Tale) -> None:
    """A repair: a visit of its own, the installation is not touched."""
    order, parcel, asked = _arrived(t)
    word = t.rng.choice(("WAIT_SELLER_AGREE", "WAIT_BUYER_RETURN_GOODS"))
    request = ask(t, order, "repair", word, asked, amount=0)
    _claim_arrived(t, order, parcel, ("repair", request, "ready"))


def repair_done(t: Tale) -> None:
    """A repair already over when it is first seen."""
    order, parcel, asked = _arrived(t)
    end(ask(t, order, "repair", "SUCCESS", asked, amount=0), t.after(asked, 5, 20))
    _claim_arrived(t, order, parcel)


def reship(t: Tale) -> None:
    """Something was missing and is to be sent again."""
    order, parcel, asked = _arrived(t)
    ask(
        t,
        order,
        "reship",
        t.rng.choice(("WAIT_SELLER_SEND_GOODS", "WAIT_BUYER_CONFIRM_REDO_SEND_GOODS")),
        asked,
        amount=0,
    )
    _claim_arrived(t, order, parcel)


def other_request(t: Tale) -> None:
    """A request of no certain kind, with a line break in the buyer's words."""
    order, parcel, asked = _arrived(t)
    request = ask(t, order, "other", "WAIT_SELLER_AGREE", asked, amount=0)
    request.desc, request.shown_desc = f"第一行{RAW_NEWLINE}第二行", "第一行\n第二行"
    _claim_arrived(t, order, parcel)


def unknown_word(t: Tale) -> None:
    """A status word that no table knows; the article needs no installation."""
    order, parcel, asked = _arrived(t, ("none",))
    ask(t, order, "refund_only", "WAIT_ROBOT_AGREE", asked)
    _claim_arrived(t, order, parcel)


def unknown_kind(t: Tale) -> None:
    """A kind that no table knows."""
    order, parcel, asked = _arrived(t)
    request = ask(t, order, "other", "WAIT_SELLER_AGREE", asked)
    request.kind, request.type_word = None, "TRADE_IN"
    _claim_arrived(t, order, parcel)


def broken_amount(t: Tale) -> None:
    """A request whose amount is no number is set aside; its order is not."""
    order, parcel, asked = _arrived(t)
    request = ask(t, order, "refund_only", "WAIT_SELLER_AGREE", asked)
    request.broken, request.raw["refund_fee"] = True, "NaN"
    _claim_arrived(t, order, parcel)


def never_made(t: Tale) -> None:
    """A request that does not say when it was made."""
    order, parcel, asked = _arrived(t)
    request = ask(t, order, "refund_only", "WAIT_SELLER_AGREE", asked)
    request.broken, request.raw["created"] = True, None
    _claim_arrived(t, order, parcel)
