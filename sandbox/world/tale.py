"""What a story can make happen. Times go through here, so that a short world runs the same stories faster."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from random import Random

from sandbox.world.catalogue import BY_MODE, GIFTS
from sandbox.world.facts import Buyer, Claim, Line, Order, Parcel, Place, Request, Service, Sku, World
from sandbox.world.numbers import Numbers
from sandbox.world.people import a_buyer
from sandbox.world.places import PLACES
from sandbox.world.story import Story

INSTALLED = ("brand", "delivery_install")
ANY = ("brand", "brand", "delivery_install", "platform", "none", "none")
SF_EXPRESS = "sf_express"
PROMISING = ("kuaidi100",)
"""Couriers that say when a parcel should be with the buyer, where they are told its district."""


class Tale:
    """One telling of one story on one shop: draws from the world's only source of chance and writes into the world."""

    def __init__(self, world: World, rng: Random, numbers: Numbers, story: Story, account: str) -> None:
        self.world, self.rng, self.numbers, self.name = world, rng, numbers, story.name
        self.account, self.dialect = account, world.dialect(account)
        self._carriers = {
            code: weight
            for code, weight in self.dialect.carriers.items()
            if not story.couriers or world.carriers[code].source in story.couriers
        }
        days = (world.ends_at - world.starts_at) / timedelta(days=1)
        self._pace = min(1.0, days / 30)
        self._days = days

    # --- times

    def _span(self, low: float, high: float) -> timedelta:
        return timedelta(seconds=round(self.rng.uniform(low, high) * 3600 * self._pace))

    def days_ago(self, low: float, high: float) -> datetime:
        """An instant `low` to `high` days before the world's end, but inside the world."""
        return self.world.ends_at - self._span(low * 24, min(high, max(self._days, 30) - 0.1) * 24)

    def ago(self, low: float, high: float) -> datetime:
        """An instant `low` to `high` hours before the world's end."""
        return self.world.ends_at - self._span(low, high)

    def after(self, at: datetime, low: float, high: float) -> datetime:
        """An instant `low` to `high` hours after `at`."""
        return at + self._span(low, high)

    def before(self, at: datetime, low: float, high: float) -> datetime:
        """An instant `low` to `high` hours before `at`."""
        return at - self._span(low, high)

    def night(self, at: datetime) -> datetime:
        """The next 03:00:00, when the platform's jobs write many rows in one second; `at` in a short world or if too late."""
        job = at.replace(hour=3, minute=0, second=0)
        job += timedelta(days=1) if job <= at else timedelta()
        return job if job <= self.world.ends_at and self._pace == 1.0 else at

    # --- orders

    def buyer(self, *, shows_tail: bool = True) -> Buyer:
        """Invent a buyer; a platform may show nobody's phone at all."""
        return a_buyer(self.rng, shows_tail=shows_tail and self.dialect.shows_tails)

    def sku(self, modes: Sequence[str] = ANY) -> Sku:
        """Draw an article of one of `modes`."""
        return self.rng.choice(BY_MODE[self.rng.choice(list(modes))])

    def order(
        self,
        created_at: datetime,
        *lines: tuple[Sku, int],
        modes: Sequence[str] = ANY,
        buyer: Buyer | None = None,
        place: Place | None = None,
        type: str = "fixed",
        account: str | None = None,
    ) -> Order:
        """Place an order of `lines` (article, quantity), by default one unit of one article of `modes`."""
        wanted = lines or ((self.sku(modes), 1),)
        order = Order(
            account=account or self.account,
            tid=self.numbers.trade(),
            story=self.name,
            type=type,
            word="WAIT_BUYER_PAY",
            buyer=buyer or self.buyer(),
            place=place or self.rng.choice(PLACES),
            created_at=created_at,
            modified_at=created_at,
            freight=self.rng.choice((0, 0, 0, 1200)),
        )
        alone = len(wanted) == 1 and self.rng.random() < 0.5
        for index, (sku, quantity) in enumerate(wanted):
            self.line(order, sku, quantity, order.tid if alone else order.tid + 1_000_000 * (index + 1))
        self.world.orders.append(order)
        return order

    def line(self, order: Order, sku: Sku, quantity: int, oid: int) -> Line:
        """Add a line at the catalogue's price, now and then with a discount of odd cents."""
        discount = self.rng.choice((0, 0, 5000, self.rng.randrange(1, sku.price // 20))) * quantity
        line = Line(
            oid=oid,
            sku=sku,
            sku_code=sku.code,
            title=sku.name,
            shown_title=sku.name,
            quantity=quantity,
            price=sku.price,
            share=max(sku.price * quantity - discount, 100),
            word=order.word,
            num_iid=self.numbers.item(),
            sku_id=self.numbers.sku() if self.rng.random() < 0.9 else None,
            gives_share=self.rng.random() < 0.9,
        )
        order.lines.append(line)
        return line

    def gift(self, order: Order) -> Line:
        """Add a gift: a line that costs nothing."""
        line = self.line(order, self.rng.choice(GIFTS), 1, order.tid + 1_000_000 * (len(order.lines) + 1))
        line.price = line.share = 0
        line.gift, line.word = True, order.word
        return line

    def service(self, order: Order, line: Line, title: str, price: int, *, entry: bool = False) -> None:
        """Sell a service with a line; `entry`: the platform lists it among the sub-orders."""
        oid = order.tid + 1_000_000 * (len(order.lines) + len(order.services) + 1)
        order.services.append(Service(oid=oid, item_oid=line.oid, title=title, price=price, entry=entry))

    def touch(self, order: Order, at: datetime) -> None:
        """Note a change of the order."""
        order.modified_at = max(order.modified_at, at)

    def word(self, order: Order, word: str, at: datetime) -> None:
        """Set the status word of the order and of its open lines."""
        order.word = word
        for line in order.lines:
            if line.word != "TRADE_CLOSED":
                line.word = word
        self.touch(order, at)

    def pay(self, order: Order, at: datetime | None = None) -> datetime:
        """The buyer pays, soon after ordering unless `at` says when; shipping is promised within two days."""
        at = at or self.after(order.created_at, 0.01, 0.5)
        order.paid_at = at
        if self.rng.random() < 0.9:
            order.ship_by = self.after(at, 48, 48)
        self.word(order, "WAIT_SELLER_SEND_GOODS", at)
        return at

    def ship(self, order: Order, at: datetime, parcel: Parcel | None, *lines: Line, leg: int = 1) -> None:
        """Hand `lines` (by default all open ones) to the carrier; the order is shipped once no open line is left."""
        for line in lines or [line for line in order.lines if line.word != "TRADE_CLOSED"]:
            line.parcel, line.leg, line.consigned_at, line.word = parcel, leg, at, "WAIT_BUYER_CONFIRM_GOODS"
        if parcel and leg == 1 and order.place.district and parcel.source in PROMISING:
            parcel.promised_at = self.after(at, 96, 96).replace(minute=0, second=0)
        waiting = any(line.word == "WAIT_SELLER_SEND_GOODS" for line in order.lines)
        order.word = "SELLER_CONSIGNED_PART" if waiting else "WAIT_BUYER_CONFIRM_GOODS"
        order.consigned_at = None if waiting else at
        self.touch(order, at)

    def finish(self, order: Order, at: datetime) -> None:
        """The trade succeeds."""
        self.word(order, "TRADE_FINISHED", at)
        order.ended_at = at
        for line in order.lines:
            line.ended_at = line.ended_at or at

    def close(self, order: Order, at: datetime, word: str = "TRADE_CLOSED") -> None:
        """The trade is closed: unpaid, or wholly refunded."""
        self.word(order, word, at)
        order.ended_at = at

    # --- parcels

    def parcel(self, buyer: Buyer, *, own: bool | None = None, code: str | None = None) -> Parcel:
        """
        Give out a waybill of one of the shop's carriers, or of `code`.

        `own`: paid by the customer whose access we have, or of a carrier that asks nobody for a phone. Most are; all
        are whose buyers show no phone.
        """
        code = code or self.rng.choices(list(self._carriers), list(self._carriers.values()))[0]
        carrier = self.world.carriers[code]
        if carrier.source == SF_EXPRESS:
            own = (self.rng.random() < 0.8 or buyer.tail is None) if own is None else own
        else:
            own = not carrier.wants_tail
        number = self.numbers.waybill(carrier.prefix, carrier.digits)
        parcel = Parcel(
            number=number,
            carrier=carrier.code,
            company=carrier.company,
            written=number,
            source=carrier.source,
            own=own,
            tails=(f"{self.rng.randrange(10000):04d}", buyer.phone_tail),
            told=own or buyer.tail is not None,
            coded=self.rng.random() < 0.8,
        )
        self.world.parcels[number] = parcel
        return parcel

    def untold_parcel(self, carrier: str, company: str) -> Parcel:
        """Give out a waybill of a carrier that nobody can be asked for."""
        number = self.numbers.waybill("7", 13)
        parcel = Parcel(number=number, carrier=carrier, company=company, written=number, told=False, known=False)
        self.world.parcels[number] = parcel
        return parcel

    # --- what should come of it

    def claim(
        self,
        order: Order | None,
        status: str | None,
        *,
        install: str | None = None,
        with_delivery: str | None = None,
        gone: Sequence[Line] = (),
        but: Mapping[int, str] | None = None,
        parcels: Sequence[tuple[Parcel, int, str]] = (),
        requests: Sequence[tuple[str, Request, str]] = (),
    ) -> None:
        """
        Say what should come of the story.

        `install`: status of the install tickets, `with_delivery` that of articles installed at delivery where it
        differs, `but` that of single lines (by number); lines in `gone` make none. `requests`: (ticket type, request, ticket status).
        """
        tickets = [(kind, self.dialect.request_number(request), status) for kind, request, status in requests]
        for line in order.lines if order and install else ():
            mode = line.sku.mode if line.sku else "none"
            if mode in INSTALLED and line not in gone:
                expected = with_delivery if with_delivery and mode == "delivery_install" else install
                tickets.append(("install", str(line.oid), (but or {}).get(line.oid, str(expected))))
        self.world.claims.append(Claim(self.name, order, status, tuple(parcels), tuple(tickets)))
