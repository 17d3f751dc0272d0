"""Orders, service orders and applications as JD's methods show them."""

from datetime import datetime

from sandbox.jd.dialect import JdDialect, is_application, parcels_of, reason_numbers
from sandbox.truth.dialect import payment, shipped_at
from sandbox.truth.words import ORDER
from sandbox.world.facts import Line, Order, Request

Row = dict[str, object]
NEVER = "0001-01-01 00:00:00"
CARRIER_IDS = {"jd_logistics": "2087"}
EXPECTED = {"return_refund": 10, "refund_only": 11, "exchange": 20, "repair": 30, "reship": 80, "install": 40}
EXPECTED |= {"relocation": 50, "value_added": 60}
DIALECT = JdDialect()


def text(at: datetime | None, never: str = "") -> str:
    """A time of Beijing without a zone; `never` where there is none."""
    return f"{at:%Y-%m-%d %H:%M:%S}" if at else never


def ms(at: datetime | None) -> int | None:
    """Milliseconds since the epoch."""
    return int(at.timestamp() * 1000) if at else None


def yuan(fen: int) -> str:
    """Yuan as text."""
    return f"{fen // 100}.{fen % 100:02d}"


def order(thing: Order) -> Row:
    """All fields of an order."""
    part = ORDER.get(thing.word) == "part_shipped"
    total = sum(line.price * line.quantity for line in thing.lines)
    paid = payment(thing)
    sent = parcels_of(thing)
    row: Row = {
        "orderId": str(thing.tid),
        "venderId": "10001234",
        "orderType": "22",
        "payType": "4-在线支付",
        "orderTotalPrice": yuan(total),
        "orderSellerPrice": yuan(total),
        "orderPayment": yuan(paid + 100) if paid % 2 else yuan(paid),  # not maintained any more
        "actualPay": yuan(paid) if paid % 2 else "",
        "freightPrice": yuan(thing.freight),
        "balanceUsed": "0.00",
        "orderState": DIALECT.order_word(thing),
        "orderStateRemark": "状态",
        "orderRemark": "周末上门安装13912345678",
        "venderRemark": "",
        "orderStartTime": text(thing.created_at),
        "paymentConfirmTime": text(thing.paid_at),
        "orderEndTime": text(thing.ended_at, NEVER),
        "outBoundDate": NEVER if part else text(shipped_at(thing), NEVER),
        "modified": text(thing.modified_at),
        "waybill": "" if part else "|".join(parcel.written for parcel in sent),
        "logisticsId": "" if part else "|".join(CARRIER_IDS.get(p.carrier, p.company) for p in sent),
        "returnOrder": "0",
        "open_id_buyer": f"o{thing.buyer.open_uid}",
        "pin": "jd_buyer",
        "consigneeInfo": _receiver(thing),
        "itemInfoList": [item for line in thing.lines for item in _items(line)],
        "couponDetailList": [],
    }
    if part:
        row["partialLogisticsInfoModel"] = [
            {
                "shipmentId": 1,
                "logicId": CARRIER_IDS.get(parcel.carrier, parcel.company),
                "waybillId": parcel.written,
                "packageNum": 1,
                "shipmentTime": ms(shipped_at(thing)),
                "skus": [],
            }
            for parcel in sent
        ]
    return row | thing.raw


def _receiver(thing: Order) -> Row:
    return {
        "fullname": "AASxFPMR2w4AnKKoipuXsdez",
        "mobile": "AATtzefyt52Sl9KhPXTGFLiE",
        "fullAddress": "AASvem6EbVBvCZ4esNFYNCCf",
        "desen_mobile": thing.buyer.mobile,
        "province": thing.place.province or "",
        "city": thing.place.city or "",
        "county": thing.place.district or "",
        "town": "文新街道",
        "provinceId": "15",
    }


def _items(line: Line) -> list[Row]:
    """One entry for a line; several units may stand in two entries of the same article."""
    parts = [1, line.quantity - 1] if line.quantity > 2 else [line.quantity]
    return [
        {
            "skuId": str(line.oid),
            "outerSkuId": line.sku_code or "",
            "skuName": line.title,
            "jdPrice": yuan(line.price),
            "giftPoint": "0",
            "wareId": str(line.num_iid),
            "itemTotal": str(part),
            "productNo": "",
        }
        for part in parts
    ]


def unpaid(thing: Order) -> Row:
    """A row of the list of unpaid orders."""
    return {
        "id": thing.tid % 10**9,
        "orderId": thing.tid,
        "venderId": 10001234,
        "payment": payment(thing),
        "orderType": 22,
        "status": 1,
        "orderCreated": text(thing.created_at),
        "created": ms(thing.created_at),
        "modified": ms(thing.modified_at) if thing.tid % 2 else text(thing.modified_at),
        "pin": "jd_buyer",
        "userName": "李**",
        "address": "文新街道***",
        "mobile": thing.buyer.mobile,
        "open_id_buyer": f"o{thing.buyer.open_uid}",
        "itemList": [
            {"orderId": thing.tid, "skuId": line.oid, "skuName": line.title, "num": line.quantity}
            for line in thing.lines
        ],
    }


def service(request: Request) -> Row:
    """A row of the list of service orders."""
    labels, numbers = request.reason.split("/"), reason_numbers(request)
    row: Row = {
        "serviceId": request.number,
        "orderId": request.tid,
        "customerExpect": _expected(request),
        "serviceStatus": int(DIALECT.request_word(request)),
        "applyTime": ms(request.created_at),
        "updateTime": ms(request.modified_at),
        "orderType": 22,
        "skuId": request.oid,
        "pickwareType": 4,
        "questionTypeCid1": numbers[0],
        "questionTypeCid1Name": labels[0],
        "customerPin": "jd_buyer_2",
        "customerName": "李**",
        "customerMobile": request.order.buyer.mobile if request.order else "",
        "platformSrc": 1,
        "sysVersion": 3,
        "serviceCount": request.quantity,
    }
    if len(labels) > 1:
        row |= {"questionTypeCid2": numbers[1], "questionTypeCid2Name": labels[1]}
    if request.back:
        row |= {"expressCode": request.back.written, "freightUpdateDate": ms(request.modified_at)}
    return row | {name: value for name, value in request.raw.items() if name != "status"}


def _expected(request: Request) -> int:
    if request.kind == "repair" and request.number % 2:
        return 70
    return EXPECTED.get(request.kind or "", 999)


def service_detail(request: Request) -> Row:
    """What the detail call adds."""
    return {
        **service(request),
        "questionDesc": request.desc or "",
        "questionPic": "",
        "approveName": "售后专员",
        "customerInfo": {"jdPin": "jd_buyer_2", "name": "李**", "contactInfo": {"contactMobile": "138****0002"}},
        "pickwareAddress": {"provinceCode": 15, "detailAddress": "浙江杭州市西湖区文新街道***"},
        "afsContactInfo": {"contactName": "退货组", "contactMobile": "139****0009", "detailAddress": "退货库"},
        "extJsonStr": '{"APPLYREASON":"质量问题"}',
    }


def freight(request: Request) -> Row | None:
    """The buyer's way bill."""
    if request.back is None:
        return None
    return {
        "expressCode": request.back.written,
        "expressCompany": request.back.company,
        "shipWayId": 2087,
        "freightMoney": 0,
    }


def application(request: Request) -> Row:
    """A row of the list of refund applications; the sum may come with a decimal point."""
    assert is_application(request)
    row: Row = {
        "id": request.number,
        "orderId": str(request.tid),
        "buyerId": "jd_buyer_1",
        "buyerName": "张**",
        "applyTime": text(request.created_at),
        "checkTime": text(request.ended_at),
        "modified": text(request.modified_at),
        "applyRefundSum": float(request.amount) if request.number % 2 else request.amount,
        "status": int(DIALECT.request_word(request)),
        "reason": request.reason,
        "checkUserName": "",
        "checkRemark": "",
        "systemId": 28,
        "partRefundType": 0,
    }
    return {name: value for name, value in (row | request.raw).items() if value is not None}


def skus(request: Request) -> list[Row]:
    """What an application is about."""
    return [
        {"skuId": request.oid, "skuUuid": f"u{request.oid}", "skuName": request.title, "skuCount": request.quantity}
    ]
