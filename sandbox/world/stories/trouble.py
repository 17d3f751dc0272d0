"""Parcels that meet trouble on their way, and couriers' answers that are hard to read."""

from sandbox.world.stories.travelling import arrived, road_of, sent
from sandbox.world.tale import Tale

BRAND = ("brand", "none")


def second_attempt(t: Tale) -> None:
    """Nobody at home; delivered the next day."""
    at = t.days_ago(5, 20)
    order, parcel, road = sent(t, at, modes=BRAND)
    missed = t.after(road.go_out(at), 1, 4)
    road.scan(t.rng.choice(("not_home", "appointment")), missed)
    again = t.after(missed, 12, 20)
    road.scan("out", again)
    signed = t.after(again, 1, 4)
    road.scan("signed", signed)
    t.finish(order, t.night(signed))
    t.claim(order, "completed", install="ready", parcels=[(parcel, 1, "delivered")])


def cannot_deliver(t: Tale) -> None:
    """The courier can't deliver, for one of several reasons."""
    at = t.ago(52, 70)
    order, parcel, road = sent(t, at, modes=BRAND)
    step = t.rng.choice(("bad_address", "damaged", "odd", "not_home"))
    road.scan(step, t.after(road.go_out(at), 0.5, 4))
    t.claim(order, "shipped", install="new", parcels=[(parcel, 1, "exception")])


def held_up(t: Tale) -> None:
    """Stuck in a full sorting centre."""
    at = t.ago(40, 60)
    order, parcel, road = sent(t, at, modes=BRAND)
    road.scan("held_up", t.after(road.set_off(at), 5, 20))
    t.claim(order, "shipped", install="new", parcels=[(parcel, 1, "exception")])


def taken_out_of_locker(t: Tale) -> None:
    """The courier takes the parcel out of the locker again; the courier's own status still says it waits."""
    at = t.days_ago(4, 6)
    order, parcel, road = sent(t, at, modes=BRAND)
    waits = t.after(road.go_out(at), 1, 4)
    road.scan("in_locker", waits)
    road.scan("out_of_locker", t.after(waits, 24, 30))
    t.claim(order, "shipped", install="new", parcels=[(parcel, 1, "exception")])


def forwarded(t: Tale) -> None:
    """The buyer gives a new address: code 99 without a word of going back."""
    at = t.ago(52, 70)
    order, parcel, road = sent(t, at, modes=BRAND)
    road.scan("forwarded", t.after(road.go_out(at), 0.5, 4))
    t.claim(order, "shipped", install="new", parcels=[(parcel, 1, "in_transit")])


def refused_returning(t: Tale) -> None:
    """Refused at the door and sent back."""
    at = t.ago(60, 75)
    order, parcel, road = sent(t, at, modes=BRAND)
    refused = t.after(road.go_out(at), 0.5, 4)
    road.scan("refused", refused)
    road.scan("sent_back", t.after(refused, 1, 8))
    t.claim(order, "shipped", install="new", parcels=[(parcel, 1, "returning")])


def refused_on_its_way_back(t: Tale) -> None:
    """Sent back and scanned again on the way: the last scan counts."""
    at = t.ago(72, 90)
    order, parcel, road = sent(t, at, modes=BRAND)
    refused = t.after(road.go_out(at), 0.5, 4)
    road.scan("refused", refused)
    back = t.after(refused, 1, 8)
    road.scan("sent_back", back)
    road.scan("arrived", t.after(back, 2, 10))
    t.claim(order, "shipped", install="new", parcels=[(parcel, 1, "in_transit")])


def refused_returned(t: Tale) -> None:
    """Refused, sent back, signed for by the sender: a sign-off that is no delivery."""
    at = t.days_ago(6, 12)
    order, parcel, road = sent(t, at, modes=BRAND)
    refused = t.after(road.go_out(at), 0.5, 4)
    road.scan("refused", refused)
    back = t.after(refused, 1, 8)
    road.scan("sent_back", back)
    hub = t.after(back, 2, 20)
    road.scan("arrived", hub)
    road.scan("back_signed", t.after(hub, 10, 40))
    t.claim(order, "shipped", install="new", parcels=[(parcel, 1, "returned")])


def relabelled(t: Tale) -> None:
    """Goes back under a new number that is nobody's yet."""
    at = t.ago(60, 75)
    order, parcel, road = sent(t, at, modes=BRAND)
    refused = t.after(road.go_out(at), 0.5, 4)
    road.scan("refused", refused)
    road.scan("relabelled", t.after(refused, 1, 8))
    t.claim(order, "shipped", install="new", parcels=[(parcel, 1, "returning")])


def false_sign_off(t: Tale) -> None:
    """Signed for by nobody we know, then refused and sent back."""
    order, parcel, signed = arrived(t, (4, 6), modes=BRAND, finished=False)
    road = road_of(t, order, parcel)
    refused = t.after(signed, 5, 20)
    road.scan("refused", refused)
    road.scan("sent_back", t.after(refused, 1, 8))
    t.claim(order, "shipped", install="new", parcels=[(parcel, 1, "returning")])


def false_sign_off_mended(t: Tale) -> None:
    """Signed for too early, then really delivered: the first sign-off stays the delivery, the last run the status."""
    order, parcel, signed = arrived(t, (5, 8), modes=BRAND, finished=False)
    road = road_of(t, order, parcel)
    odd = t.after(signed, 2, 6)
    road.scan("odd", odd)
    out = t.after(odd, 10, 20)
    road.scan("out", out)
    road.scan("signed", t.after(out, 1, 4))
    t.claim(order, "shipped", install="ready", parcels=[(parcel, 1, "delivered")])


def unknown_code(t: Tale) -> None:
    """A code in no table with a text that sounds like an answer: it changes nothing."""
    at = t.ago(52, 60)
    order, parcel, road = sent(t, at, modes=BRAND)
    out = road.go_out(at)
    road.scan("unknown_refusal", t.after(out, 0.5, 2))
    road.scan("unknown_promise", t.after(out, 3, 5))
    t.claim(order, "shipped", install="new", parcels=[(parcel, 1, "out_for_delivery")])


def unknown_detail(t: Tale) -> None:
    """The coarse status is known, the fine one is not."""
    at = t.ago(16, 30)
    order, parcel, road = sent(t, at, modes=BRAND)
    parcel.coded = True
    road.scan("picked_up", at)
    road.scan("unknown_detail", t.after(at, 2, 10))
    t.claim(order, "shipped", install="new", parcels=[(parcel, 1, "picked_up")])


def untidy_scans(t: Tale) -> None:
    """Rows come mixed up and repeated, and one that was scanned after the sign-off changes nothing."""
    order, parcel, signed = arrived(t, (4, 12), finished=True)
    road_of(t, order, parcel).scan("at_outlet", t.after(signed, 1, 10))
    parcel.shuffled = True
    for scan in t.rng.sample(parcel.scans, 2):
        scan.times = 3
    t.rng.shuffle(parcel.scans)
    t.claim(order, "completed", install="ready", parcels=[(parcel, 1, "delivered")])


def same_second(t: Tale) -> None:
    """Handed out and signed for within one second; the list names the sign-off first."""
    at = t.days_ago(3, 9)
    order, parcel, road = sent(t, at)
    out = road.go_out(at)
    road.scan("signed", out)
    parcel.shuffled = True
    parcel.scans.reverse()
    t.claim(order, "shipped", install="ready", parcels=[(parcel, 1, "delivered")])


def broken_scan(t: Tale) -> None:
    """One scan can't be read; the others can."""
    at = t.ago(44, 50)
    order, parcel, road = sent(t, at, modes=BRAND)
    broken = road.scan("held_up", t.after(road.go_out(at), 0.1, 0.5))
    broken.broken = True
    t.claim(order, "shipped", install="new", parcels=[(parcel, 1, "out_for_delivery")])


def number_lived_before(t: Tale) -> None:
    """The number was somebody else's before our order was paid; that life is not ours."""
    at = t.ago(10, 20)
    order, parcel, road = sent(t, at, own=True)
    before = road_of(t, order, parcel, leg=0)
    before.arrive(t.days_ago(20, 25))
    road.set_off(at)
    t.claim(order, "shipped", install="new", parcels=[(parcel, 1, "in_transit")])


def number_used_again(t: Tale) -> None:
    """Delivered for one order, then the same number travels for another."""
    first, parcel, _ = arrived(t, (20, 26), own=True, finished=True)
    at = t.ago(10, 30)
    second, spare, _ = sent(t, at, own=True)
    del t.world.parcels[spare.number]
    t.ship(second, second.lines[0].consigned_at or at, parcel, leg=2)
    road_of(t, second, parcel, leg=2).set_off(at)
    t.claim(first, "completed", install="ready", parcels=[(parcel, 1, "delivered")])
    t.claim(second, "shipped", install="new", parcels=[(parcel, 2, "in_transit")])


def merged_parcel(t: Tale) -> None:
    """Two orders of one buyer in one parcel."""
    order, parcel, signed = arrived(t, (4, 12), finished=True)
    shipped = order.lines[0].consigned_at or signed
    other = t.order(t.before(shipped, 1, 20), buyer=order.buyer, place=order.place, account=order.account)
    t.pay(other)
    t.ship(other, shipped, parcel)
    t.claim(order, "completed", install="ready", parcels=[(parcel, 1, "delivered")])
    t.claim(other, "shipped", install="ready", parcels=[(parcel, 1, "delivered")])


def turned_back_unasked(t: Tale) -> None:
    """Picked up again after its delivery, and no request says why: a leg of its own, going back."""
    order, parcel, signed = arrived(t, (6, 9), modes=("none",), own=True, finished=False)
    parcel.turned_back = True
    road_of(t, order, parcel, leg=2).set_off(t.after(signed, 20, 60))
    t.claim(order, "shipped", parcels=[(parcel, 1, "delivered"), (parcel, 2, "in_transit")])


def unknown_to_courier(t: Tale) -> None:
    """The courier has no such number."""
    order, parcel, _ = sent(t, t.days_ago(3, 6), own=True)
    parcel.known = False
    t.claim(order, "shipped", install="new", parcels=[(parcel, 1, "pending")])


def foreign_without_tail(t: Tale) -> None:
    """Paid by somebody else, and the shop shows no digit of the phone: the courier won't say."""
    order, parcel, _ = arrived(t, (4, 12), own=False, finished=True, buyer=t.buyer(shows_tail=False))
    t.claim(order, "completed", install="new", parcels=[(parcel, 1, "pending")])


def foreign_with_tail(t: Tale) -> None:
    """Paid by somebody else; the courier answers with the buyer's last four digits."""
    order, parcel, _ = arrived(t, (4, 12), own=False, finished=True)
    t.claim(order, "completed", install="ready", parcels=[(parcel, 1, "delivered")])


def other_carrier(t: Tale) -> None:
    """A carrier that tells of its parcels only to those who know a phone's last digits; the shop shows none."""
    order, spare, _ = sent(t, t.days_ago(2, 9), buyer=t.buyer(shows_tail=False))
    del t.world.parcels[spare.number]
    parcel = t.parcel(order.buyer, code="zhongtong")
    t.ship(order, order.lines[0].consigned_at or order.created_at, parcel)
    t.claim(order, "shipped", install="new", parcels=[(parcel, 1, "pending")])


def nameless_carrier(t: Tale) -> None:
    """A carrier that no table knows keeps the name the platform gave."""
    order, spare, _ = sent(t, t.days_ago(2, 9))
    del t.world.parcels[spare.number]
    parcel = t.untold_parcel("青禾同城配送", "青禾同城配送")
    t.ship(order, order.lines[0].consigned_at or order.created_at, parcel)
    t.claim(order, "shipped", install="new", parcels=[(parcel, 1, "pending")])


def carrier_not_named(t: Tale) -> None:
    """The shop names no carrier; whose the number is, a courier can tell."""
    order, parcel, _ = arrived(t, (4, 12), finished=True)
    parcel.company, parcel.promised_at = "", None
    t.claim(order, "completed", install="ready", parcels=[(parcel, 1, "delivered")])


def untidy_number(t: Tale) -> None:
    """The shop wrote the number in small letters with blanks around."""
    order, parcel, _ = arrived(t, (4, 12), finished=True)
    parcel.written = f" {parcel.number.lower()} "
    t.claim(order, "completed", install="ready", parcels=[(parcel, 1, "delivered")])
