"""
Tmall's calls: which fields, which time parameters, how long a window, how large a page.

Source: API metadata of the official SDK, read 2026-11; paging advice from the platform's own page.
"""

from datetime import timedelta

from msgspec import Struct

from schemas.window import Reach
from schemas.words import Entity

PAGE_SIZE = 50
"""Rows a page; 100 is the limit, 40–50 is advised."""

MANY_PAGES = 60
"""A window that holds more pages than this is read in halves: deep pages are slow and refused first."""

SHORTEST_HALF = timedelta(minutes=1)

TYPES = (
    "fixed,auction,guarantee_trade,step,cod,auto_delivery,ec,nopaid,tmall_i18n,eticket,o2o_offlinetrade"  # by default
)
"""Kinds of trades to list: without all of them named some orders are silently left out."""

ORDER_FIELDS = (
    "tid,tid_str,status,type,created,pay_time,consign_time,modified,end_time,delivery_time,payment,post_fee,"
    "step_trade_status,shipping_type,buyer_open_uid,receiver_name,receiver_mobile,receiver_phone,receiver_state,"
    "receiver_city,receiver_district,oi_date,oi_range,hold_install,orders"
)
"""Of a trade. Never asked for: street, town, postcode, nicknames, memos, messages."""

LINE_FIELDS = (
    "oid,oid_str,status,title,num,num_iid,sku_id,outer_iid,outer_sku_id,price,payment,divide_order_fee,end_time,"
    "consign_time,logistics_company,invoice_no,shipping_type,is_service_order,is_free_gift,bind_oid,refund_status,"
    "refund_id,special_refund_type"
)
"""What is kept of a sub-order; the platform sends all of it with `orders`."""

REFUND_FIELDS = (
    "refund_id,tid,oid,num,status,order_status,dispute_type,refund_phase,has_good_return,good_status,refund_fee,reason,"
    "desc,company_name,sid,created,modified"
)
REFUND_DETAIL_FIELDS = "refund_id,cs_status,end_time,refund_remind_timeout"
SPECIAL_FIELDS = f"{REFUND_FIELDS},special_refund_type,attribute"
DISPUTE_FIELDS = (
    "refund_id,tid,biz_order_id,oid,num,status,order_status,dispute_request,refund_fee,reason,desc,time_out,created,"
    "modified,buyer_logistic_name,buyer_logistic_no,seller_logistic_name,seller_logistic_no"
)
EXCHANGE_FIELDS = (
    "dispute_id,alipay_no,bizorder_id,num,status,reason,title,bought_sku,exchange_sku,time_out,created,modified,"
    "buyer_logistic_name,buyer_logistic_no,seller_logistic_name,seller_logistic_no"
)


class Listing(Struct, frozen=True, kw_only=True):
    """
    One list by time of change.

    Attributes:
        stream: what we call it.
        method: what the platform calls it.
        rows: key of the answer under which the wrapped rows stand.
        number: field of a row that is its number.
        fields: what is asked for.
        start, end: names of the time parameters.
        counts_apart: the total and `has_next` exclude each other, by `use_has_next`.
        types: whether the list is cut by kind of trade.
        optional: a shop may do without it; refused, it is left out.
    """

    stream: str
    method: str
    rows: str
    number: str
    fields: str
    start: str = "start_modified"
    end: str = "end_modified"
    counts_apart: bool = True
    types: bool = True
    optional: bool = False


ORDERS = Listing(
    stream="orders",
    method="taobao.trades.sold.increment.get",
    rows="trades",
    number="tid",
    fields=ORDER_FIELDS,
)
REFUNDS = Listing(
    stream="refunds",
    method="taobao.refunds.receive.get",
    rows="refunds",
    number="refund_id",
    fields=REFUND_FIELDS,
)
EXCHANGES = Listing(
    stream="exchanges",
    method="tmall.exchange.receive.get",
    rows="results",
    number="dispute_id",
    fields=EXCHANGE_FIELDS,
    start="start_gmt_modified_time",
    end="end_gmt_modifed_time",  # the platform's own spelling
    counts_apart=False,
    types=False,
    optional=True,
)
SPECIAL = Listing(
    stream="special",
    method="taobao.special.refunds.receive.get",
    rows="refunds",
    number="refund_id",
    fields=SPECIAL_FIELDS,
    optional=True,
)
DISPUTES = Listing(
    stream="disputes",
    method="tmall.dispute.receive.get",
    rows="results",
    number="refund_id",
    fields=DISPUTE_FIELDS,
    optional=True,
)

LISTINGS = {
    Entity.ORDERS: (ORDERS,),
    Entity.AFTER_SALES: (EXCHANGES, SPECIAL, REFUNDS, DISPUTES),
}

RANK = {listing.stream: rank for rank, listing in enumerate(LISTINGS[Entity.AFTER_SALES])}
"""Who owns a request that several lists carry: the smallest."""

OLD_ORDERS = Listing(
    stream="orders",
    method="taobao.trades.sold.history.get",
    rows="trades",
    number="tid",
    fields=ORDER_FIELDS,
    start="start_created",
    end="end_created",
)
"""Orders made more than three months ago; it tells no total, only whether more follow."""

OLD_ORDER_BY_NUMBER = "taobao.trade.simple.get"
ORDER_BY_NUMBER = "taobao.trade.fullinfo.get"
REFUND_BY_NUMBER = "taobao.refund.get"

REACH = Reach(
    longest=timedelta(days=1),
    overlap=timedelta(minutes=10),
    safety_lag=timedelta(minutes=1),
    look_back=timedelta(days=90),
)
"""The same for all lists; of refunds and exchanges the platform documents no limit, and a day is safe."""

ORDERS_REACH = Reach(
    longest=REACH.longest,
    overlap=REACH.overlap,
    safety_lag=REACH.safety_lag,
    look_back=REACH.look_back,
    created_back=timedelta(days=730),
)
"""Orders are listed two years back by their time of creation."""
