"""How buyers ask for something after the sale."""

from datetime import datetime

from sandbox.world.facts import Line, Order, Request
from sandbox.world.tale import Tale

TYPE_WORDS: dict[str, str] = {
    "refund_only": "REFUND",
    "return_refund": "REFUND_AND_RETURN",
    "exchange": "TMALL_EXCHANGE",
    "repair": "REPAIR",
    "reship": "RESHIPPING",
    "other": "OTHERS",
    "price_adjust": "REFUND",
    "install": "OTHERS",
    "relocation": "OTHERS",
    "value_added": "OTHERS",
}
REASONS: dict[str, tuple[str, ...]] = {
    "refund_only": ("不想要了", "拍错/多拍", "缺货"),
    "return_refund": ("安装条件不符", "质量问题/异响", "与描述不符"),
    "exchange": ("外观破损", "发错型号"),
    "repair": ("不制冷", "漏水"),
    "reship": ("少件/漏发",),
    "other": ("其他",),
    "price_adjust": ("买贵了",),
    "install": ("预约安装",),
    "relocation": ("移机",),
    "value_added": ("清洗保养",),
}
# What buyers write, and what of it may be kept: phone numbers lose their middle.
WORDS: tuple[tuple[str, str], ...] = (
    ("脱水时声音很大", "脱水时声音很大"),
    ("请打13912345678，谢谢", "请打139****5678，谢谢"),
    ("联系 +86 139-1234-5678", "联系 139****5678"),
    ("打 13912345678-7576 找我", "打 139****5678 找我"),
    ("家里座机0571-88886666", "家里座机0571-****6666"),
    ("电话１３９１２３４５６７８", "电话139****5678"),
    ("TEL13912345678", "TEL139****5678"),
    ("单号SF1390012345678已寄出", "单号SF1390012345678已寄出"),
    ("订单4127733219040558842少件", "订单4127733219040558842少件"),
    ("138****0000一直不通", "138****0000一直不通"),
)


def ask(
    t: Tale,
    order: Order,
    kind: str,
    word: str,
    at: datetime,
    *,
    line: Line | None = None,
    changed: datetime | None = None,
    lists: tuple[str, ...] = ("refunds",),
    quantity: int | None = None,
    amount: int | None = None,
) -> Request:
    """
    Make a request about `line` (the first one) at `at`, last changed at `changed` (then, unless said otherwise).

    By default it is about all units and all of the money.
    """
    line = line or order.lines[0]
    desc, shown = t.rng.choice(WORDS) if t.rng.random() < 0.6 else (None, None)
    request = Request(
        account=order.account,
        number=t.numbers.request(),
        story=t.name,
        order=order,
        tid=order.tid,
        oid=line.oid,
        kind=kind,
        type_word=TYPE_WORDS[kind],
        word=word,
        quantity=quantity or line.quantity,
        amount=line.share if amount is None else amount,
        reason=t.rng.choice(REASONS[kind]),
        desc=desc,
        shown_desc=shown,
        order_word=line.word,
        created_at=at,
        modified_at=changed or at,
        title=line.sku.name if line.sku else line.shown_title,
        lists=lists,
        goods_back=kind in ("return_refund", "exchange"),
    )
    if "refunds" in lists:
        line.refund_word, line.refund_id = word, request.number
    t.touch(order, at)
    t.world.requests.append(request)
    return request


def deadline(t: Tale, request: Request, hours: float = 48) -> None:
    """The platform will act by itself then; now and then it gives that time in milliseconds."""
    request.deadline_at = t.after(request.modified_at, hours, hours)
    request.deadline_in_ms = t.rng.random() < 0.3


def end(request: Request, at: datetime) -> None:
    """The request ends."""
    request.ended_at = request.modified_at = at
