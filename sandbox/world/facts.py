"""
What happened in the world, apart from how a platform words it.

Money is in fen (int). Times are aware and in Beijing time, whole seconds. `raw` holds wire values that replace the
rendered ones (None = the field is missing): that is how broken rows are made.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sandbox.truth.dialect import Dialect
    from sandbox.world.carriers import Carrier
    from sandbox.world.journey import Tongue

BEIJING = timezone(timedelta(hours=8))

# Stand for control characters that a platform sends unescaped inside its JSON strings.
RAW_NUL, RAW_NEWLINE = "\ue000", "\ue00a"


@dataclass(slots=True, frozen=True)
class Place:
    """A receiver's region as the platform writes it, and the adcode a reader should find (None = none)."""

    province: str | None
    city: str | None
    district: str | None
    adcode: str | None


@dataclass(slots=True, frozen=True)
class Buyer:
    """An invented person, masked as the platform masks. `tail`: the phone's last four digits, None if masked too."""

    name: str
    mobile: str
    open_uid: str
    tail: str | None
    phone_tail: str  # what the courier knows, whatever the shop shows


@dataclass(slots=True, frozen=True)
class Sku:
    """One article of the shops' catalogue; `price` in fen."""

    code: str
    name: str
    category: str
    mode: str  # brand, delivery_install, platform or none
    price: int


@dataclass(slots=True)
class Scan:
    """
    One scan of a parcel and what a reader should make of it.

    `remark` is what the courier writes, `shown` what may be kept of it. `status` None: no table knows the code.
    `times`: how often the courier repeats the row. `broken`: the row can't be read and must be set aside alone.
    """

    at: datetime
    code: str
    remark: str
    shown: str
    status: str | None
    reason: str | None = None
    place: str | None = None
    first: tuple[str, str] | None = None
    second: tuple[str, str] | None = None
    leg: int = 1
    times: int = 1
    broken: bool = False


@dataclass(slots=True)
class Parcel:
    """
    A tracking number with its whole life.

    `source`: the courier platform that tells its scans, None: none does. `promised_at`: when it says the parcel should be
    with the buyer.
    `written`: the number as shops write it; `company`: the carrier's name there. `own`: paid by the monthly card bound
    to our courier account; else the courier answers only with one of `tails`. `told`: we can give such a tail (or need
    none). `known`: the courier has such a number. `coded`: its answers carry status codes beside the scan code.
    `turned_back`: a pick-up scan after delivery opened leg 2, which no request declares.
    """

    number: str
    carrier: str
    company: str
    written: str
    source: str | None = None
    promised_at: datetime | None = None
    own: bool = True
    tails: tuple[str, ...] = ()
    told: bool = True
    known: bool = True
    coded: bool = True
    turned_back: bool = False
    shuffled: bool = False
    scans: list[Scan] = field(default_factory=list)


@dataclass(slots=True)
class Line:
    """One sub-order. `share`: what the buyer pays for it after discounts, without freight (fen)."""

    oid: int
    sku: Sku | None  # None: an article that no catalogue holds
    sku_code: str | None
    title: str
    shown_title: str
    quantity: int
    price: int
    share: int
    word: str
    num_iid: int
    sku_id: str | None
    gives_share: bool = True
    gift: bool = False
    consigned_at: datetime | None = None
    ended_at: datetime | None = None
    parcel: Parcel | None = None
    leg: int = 1
    in_list: bool = True  # False: only the detail call names the parcel
    refund_word: str = "NO_REFUND"
    refund_id: int | None = None
    special: str | None = None
    raw: dict[str, object] = field(default_factory=dict)


@dataclass(slots=True)
class Service:
    """A service sold with the goods: in `service_orders`, or as an entry among the sub-orders that is not a line."""

    oid: int
    item_oid: int
    title: str
    price: int
    entry: bool = False


@dataclass(slots=True)
class Order:
    """One order of one shop. `deposit`: only the deposit is paid, `paid_at` is when."""

    account: str
    tid: int
    story: str
    type: str
    word: str
    buyer: Buyer
    place: Place
    created_at: datetime
    modified_at: datetime
    lines: list[Line] = field(default_factory=list)
    services: list[Service] = field(default_factory=list)
    freight: int = 0
    deposit: bool = False
    step_word: str | None = None
    paid_at: datetime | None = None
    ship_by: datetime | None = None
    consigned_at: datetime | None = None
    ended_at: datetime | None = None
    shipping_type: str = "express"
    broken: bool = False
    hidden: bool = False
    raw: dict[str, object] = field(default_factory=dict)


@dataclass(slots=True)
class Request:
    """
    One after-sale request.

    `kind` is our word and what a reader should find, `type_word` the platform's (None: not given). `lists`: the lists
    that carry it, the first one owns it. `order` None: no shop list shows such an order. `number_names_order`: False
    for an exchange whose order can only be found by its line.
    """

    account: str
    number: int
    story: str
    order: Order | None
    tid: int
    oid: int
    kind: str | None
    type_word: str | None
    word: str
    quantity: int
    amount: int
    reason: str
    desc: str | None
    shown_desc: str | None
    order_word: str
    created_at: datetime
    modified_at: datetime
    title: str
    lists: tuple[str, ...] = ("refunds",)
    goods_back: bool = False
    cs: int | None = 1
    deadline_at: datetime | None = None
    deadline_in_ms: bool = False
    ended_at: datetime | None = None
    back: Parcel | None = None
    back_leg: int = 1
    again: Parcel | None = None
    number_names_order: bool = True
    special_word: str | None = None
    lower_word: str | None = None  # the status as a list writes it that does not own the row
    broken: bool = False
    hidden: bool = False
    raw: dict[str, object] = field(default_factory=dict)


@dataclass(slots=True)
class Claim:
    """
    What a story says should come of it, in its own words; tests hold it against the truth.

    `status`: the order's; `parcels`: (parcel, leg, status); `tickets`: (type, number of the line or the request, status).
    """

    story: str
    order: Order | None
    status: str | None
    parcels: tuple[tuple[Parcel, int, str], ...] = ()
    tickets: tuple[tuple[str, str, str], ...] = ()


@dataclass(slots=True)
class World:
    """
    Everything that happened between `starts_at` and `ends_at`.

    `dialects`: by shop. `carriers`: by code. `tongues`: by courier platform.
    """

    starts_at: datetime
    ends_at: datetime
    accounts: tuple[str, ...]
    dialects: "Mapping[str, Dialect]" = field(repr=False, compare=False)
    carriers: "Mapping[str, Carrier]" = field(repr=False, compare=False)
    tongues: "Mapping[str, Tongue]" = field(repr=False, compare=False)
    orders: list[Order] = field(default_factory=list)
    requests: list[Request] = field(default_factory=list)
    parcels: dict[str, Parcel] = field(default_factory=dict)
    claims: list[Claim] = field(default_factory=list)
    stories: dict[str, int] = field(default_factory=dict)

    def dialect(self, account: str) -> "Dialect":
        """How the platform of a shop words things."""
        return self.dialects[account]


def number_of(thing: Order | Request) -> int:
    """The number by which a platform knows an order or a request."""
    return thing.tid if isinstance(thing, Order) else thing.number
