"""Orders whose goods have not left: unpaid, closed, paid, on hold, presale."""

from sandbox.world.facts import Order
from sandbox.world.tale import ANY, Tale


def unpaid(t: Tale) -> None:
    """Ordered within the last day, not paid."""
    order = t.order(t.ago(0.1, 20))
    t.word(order, t.rng.choice(("WAIT_BUYER_PAY", "WAIT_BUYER_PAY", "TRADE_NO_CREATE_PAY")), order.created_at)
    t.claim(order, "unpaid")


def payment_pending(t: Tale) -> None:
    """Waits for a card payment or runs a 0-yuan contract."""
    order = t.order(t.ago(0.1, 20))
    t.word(order, t.rng.choice(("PAY_PENDING", "WAIT_PRE_AUTH_CONFIRM")), order.created_at)
    t.claim(order, "unpaid")


def closed_before_pay(t: Tale) -> None:
    """Never paid; the platform closed it after a day."""
    order = t.order(t.days_ago(2, 28))
    t.close(order, t.after(order.created_at, 24, 24), "TRADE_CLOSED_BY_TAOBAO")
    t.claim(order, "closed")


def paid_order(t: Tale, low: float, high: float, *, type: str = "fixed", modes: tuple[str, ...] = ANY) -> Order:
    """Make a paid order, ordered `low` to `high` hours before the end."""
    order = t.order(t.ago(low, high), type=type, modes=modes)
    t.pay(order)
    return order


def paid_fresh(t: Tale) -> None:
    """Paid within the last day."""
    t.claim(paid_order(t, 1, 24), "paid", install="new")


def paid_late(t: Tale) -> None:
    """Paid long ago and not shipped in time."""
    t.claim(paid_order(t, 72, 120), "paid", install="new")


def on_hold(t: Tale) -> None:
    """Paid, but the platform forbids shipping for now."""
    order = paid_order(t, 2, 60)
    t.word(order, "PAID_FORBID_CONSIGN", t.after(order.created_at, 0.5, 1))
    t.claim(order, "on_hold", install="new")


def presale_deposit(t: Tale) -> None:
    """Only the deposit is paid: the platform gives a pay time, but the order is unpaid."""
    order = t.order(t.days_ago(1, 10), type="step")
    order.step_word, order.deposit = "FRONT_PAID_FINAL_NOPAID", True
    order.paid_at = t.after(order.created_at, 0.01, 0.2)
    t.touch(order, order.paid_at)
    t.claim(order, "unpaid")


def presale_untouched(t: Tale) -> None:
    """A presale of which nothing is paid."""
    order = t.order(t.days_ago(0.2, 2), type="step")
    order.step_word = "FRONT_NOPAID_FINAL_NOPAID"
    t.claim(order, "unpaid")


def presale_paid(t: Tale) -> None:
    """A presale, wholly paid."""
    order = t.order(t.days_ago(5, 15), type="step")
    order.step_word = "FRONT_PAID_FINAL_PAID"
    t.pay(order, t.ago(2, 40))
    t.claim(order, "paid", install="new")


def unknown_status(t: Tale) -> None:
    """A status word that no table knows. The article is one that needs no installation."""
    order = paid_order(t, 3, 40, modes=("none",))
    t.word(order, "WAIT_ROBOT_PACKING", t.after(order.created_at, 0.6, 1))
    t.claim(order, None)


def store_order(t: Tale) -> None:
    """Bought in a store: a type that the list leaves out unless it is asked for."""
    t.claim(paid_order(t, 2, 30, type="o2o_offlinetrade"), "paid", install="new")
