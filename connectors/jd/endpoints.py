"""
JD's calls: which fields, which time parameters, how long a window, how large a page.

Source: request documentation of 2019, the official Java and PHP SDKs of 2024, quoted pages of 2026-08; read 2026-11.
"""

from datetime import timedelta

from msgspec import Struct

from schemas.window import Reach
from schemas.words import Entity

PAY_FIELDS = ("actualPay", "shouldPay", "totalOriginalPrice")
"""Newer fields of an order; a gateway that does not know them is asked again without."""

NEW_FIELDS = ("outBoundDate", "partialLogisticsInfoModel")
OLD_FIELDS = (
    "orderId",
    "orderState",
    "orderTotalPrice",
    "orderPayment",
    "orderStartTime",
    "paymentConfirmTime",
    "orderEndTime",
    "modified",
    "waybill",
    "logisticsId",
    "returnOrder",
    "open_id_buyer",
    "consigneeInfo",
    "itemInfoList",
)
"""Of an order. Never asked for: remarks, account names, invoices."""

FIELD_SETS = ((*OLD_FIELDS, *NEW_FIELDS, *PAY_FIELDS), (*OLD_FIELDS, *NEW_FIELDS), OLD_FIELDS)
"""What is asked for, the fullest first."""


class Listing(Struct, frozen=True, kw_only=True):
    """
    One list by time of change.

    Attributes:
        stream: what we call it.
        method: what the platform calls it.
        result: name of its result object; `rows` and `total` are names inside.
        number: field of a row that is its number.
        start, end: names of the time parameters; `page`, `size` those of paging.
        rows_a_page: the most that the platform gives.
        most_pages: a window of more is read in halves.
        acting: whether it wants to know who asks.
    """

    stream: str
    method: str
    result: str
    rows: str
    total: str
    number: str
    start: str
    end: str
    page: str
    size: str
    rows_a_page: int
    most_pages: int = 50
    acting: bool = False


ORDERS = Listing(
    stream="orders",
    method="jingdong.pop.order.enSearch",
    result="searchorderinfo_result",
    rows="orderInfoList",
    total="orderTotal",
    number="orderId",
    start="start_date",
    end="end_date",
    page="page",
    size="page_size",
    rows_a_page=100,
)
UNPAID = Listing(
    stream="unpaid",
    method="jingdong.pop.order.notPayOrderInfo",
    result="paginatedInfo",
    rows="pageList",
    total="totalItem",
    number="orderId",
    start="startDate",
    end="endDate",
    page="page",
    size="pageSize",
    rows_a_page=100,
)
SERVICES = Listing(
    stream="services",
    method="jingdong.asc.sync.list",
    result="pageResult",
    rows="data",
    total="totalCount",
    number="serviceId",
    start="updateTimeBegin",
    end="updateTimeEnd",
    page="pageNumber",
    size="pageSize",
    rows_a_page=50,
    acting=True,
)
APPLICATIONS = Listing(
    stream="applications",
    method="jingdong.pop.afs.soa.refundapply.queryPageList",
    result="queryResult",
    rows="result",
    total="totalCount",
    number="id",
    start="modifiedStart",
    end="modifiedEnd",
    page="pageIndex",
    size="pageSize",
    rows_a_page=50,
    most_pages=90,  # 100 are given
)

OTHER_TIMES = (("applyTimeStart", "applyTimeEnd"), ("checkTimeStart", "checkTimeEnd"))
"""Times by which applications are listed where the time of change is refused."""

LISTINGS = {Entity.ORDERS: (ORDERS, UNPAID), Entity.AFTER_SALES: (SERVICES, APPLICATIONS)}

ORDER_BY_NUMBER = "jingdong.pop.order.enGet"
SERVICE_DETAIL = "jingdong.asc.query.view"
SERVICE_FREIGHT = "jingdong.asc.freight.view"
APPLICATION_BY_NUMBER = "jingdong.pop.afs.soa.refundapply.queryById"

_REACH = Reach(longest=timedelta(days=1), overlap=timedelta(minutes=5), safety_lag=timedelta(minutes=1))

REACH = {
    Entity.ORDERS: Reach(
        longest=_REACH.longest,
        overlap=_REACH.overlap,
        safety_lag=_REACH.safety_lag,
        look_back=timedelta(days=89),  # three months by time of change
        created_back=timedelta(days=729),  # two years by time of creation
    ),
    Entity.AFTER_SALES: _REACH,
}
"""Orders take windows of a month; short ones keep pages few. Of after-sales no limit is documented."""
