"""The methods behind the door: what each takes and what it answers."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from typing import TypeVar

from sandbox.access import Access
from sandbox.answer import NOT_FOUND, Answer
from sandbox.bending import page_of
from sandbox.call import Call
from sandbox.jd import rows
from sandbox.jd.dialect import is_application
from sandbox.jos import Asked, Door, Method, Refused, Result, moment, need, number
from sandbox.shelf import Row, Shelf, Shelves
from sandbox.standin import House
from sandbox.world.facts import Order, Request

PATH = "/routerjson"
BENDING = ("duplicate", "reorder", "changing")
MONTH, REACH = timedelta(days=31), timedelta(days=92)
T = TypeVar("T", bound=Order | Request)


class Gateway:
    """Answers calls of JD's shops."""

    def __init__(self, house: House, shops: Sequence[Access]) -> None:
        self._house = house
        self._order_shelves: Shelves[Order] = Shelves()
        self._request_shelves: Shelves[Request] = Shelves()
        self._door = Door(house, shops, self._methods())
        self.calls = self._door.calls

    def answer(self, call: Call) -> Answer:
        """Answer one call."""
        return self._door.answer(call) if call.path == PATH else NOT_FOUND

    def forget(self) -> None:
        """Drop what was kept of the world: it has changed."""
        self._order_shelves.clear()
        self._request_shelves.clear()

    def _methods(self) -> dict[str, Method]:
        return {
            "jingdong.pop.order.enSearch": Method(self._orders, BENDING),
            "jingdong.pop.order.search": Method(self._orders, BENDING),
            "jingdong.pop.order.enGet": Method(self._order),
            "jingdong.pop.order.notPayOrderInfo": Method(self._unpaid, BENDING),
            "jingdong.asc.sync.list": Method(self._services, BENDING),
            "jingdong.asc.query.view": Method(self._service),
            "jingdong.asc.freight.view": Method(self._freight),
            "jingdong.pop.afs.soa.refundapply.queryPageList": Method(self._applications, BENDING),
            "jingdong.pop.afs.soa.refundapply.queryById": Method(self._application),
            "jingdong.vender.shop.query": Method(_shop),
        }

    # --- orders

    def _orders(self, asked: Asked) -> Result:
        need(asked.params, "order_state", "optional_fields", "page", "page_size")
        start, end = moment(asked.params, "start_date"), moment(asked.params, "end_date")
        if start is None or end is None or end < start or end - start > MONTH:
            raise Refused("61")
        size = number(asked.params, "page_size", 1, 100)
        by_creation = str(asked.params.get("dateType", 0)) == "1"
        shelf = self._orders_of(asked.access.name, "created" if by_creation else "modified")
        oldest = self._house.clocks.shown() - REACH
        found = [each for each in shelf.within(start, end) if by_creation or each.modified_at > oldest]
        if str(asked.params.get("sortType", 0)) == "1":
            found.reverse()
        chosen = self._page(asked, found, number(asked.params, "page", 1, 10**6) - 1, size)
        fields = {name.strip() for name in str(asked.params["optional_fields"]).split(",")}
        listed = [_only(shelf.row(each), fields) for each in chosen]
        return {
            "searchorderinfo_result": {
                "apiResult": {"success": True, "englishErrCode": "", "chineseErrCode": "", "numberCode": 0},
                "orderTotal": len(found) if len(found) % 2 else str(len(found)),
                "orderInfoList": listed,
            }
        }

    def _order(self, asked: Asked) -> Result:
        need(asked.params, "order_id", "optional_fields")
        shelf = self._orders_of(asked.access.name, "modified")
        found = shelf.find(str(asked.params["order_id"]))
        result: Result = {"apiResult": {"success": found is not None, "englishErrCode": "" if found else "NO_ORDER"}}
        if found:
            result["orderInfo"] = _only(shelf.row(found), set(str(asked.params["optional_fields"]).split(",")))
        return {"orderDetailInfo": result}

    def _unpaid(self, asked: Asked) -> Result:
        need(asked.params, "startDate", "endDate", "page", "pageSize")
        shelf = self._unpaid_of(asked.access.name)
        found = shelf.within(moment(asked.params, "startDate"), moment(asked.params, "endDate"))
        size, page = number(asked.params, "pageSize", 1, 100), number(asked.params, "page", 1, 10**6)
        chosen = self._page(asked, found, page - 1, size)
        return {
            "paginatedInfo": {
                "pageSize": size,
                "index": page,
                "totalItem": len(found),
                "totalPage": -(-len(found) // size),
                "pageList": [shelf.row(each) for each in chosen],
            }
        }

    # --- after-sales

    def _services(self, asked: Asked) -> Result:
        _need_person(asked)
        shelf = self._requests_of(asked.access.name, "services")
        start, end = moment(asked.params, "updateTimeBegin"), moment(asked.params, "updateTimeEnd")
        wanted = str(asked.params.get("serviceId") or "")
        found = [each for each in shelf.within(start, end) if wanted in ("", str(each.number))]
        size, page = number(asked.params, "pageSize", 1, 50, 10), number(asked.params, "pageNumber", 1, 10**6, 1)
        chosen = self._page(asked, found, page - 1, size)
        return {
            "pageResult": {
                "success": True,
                "code": "",
                "msg": "",
                "pageNumber": page,
                "pageSize": size,
                "totalCount": len(found),
                "data": [shelf.row(each) for each in chosen],
            }
        }

    def _service(self, asked: Asked) -> Result:
        found = self._asked_service(asked)
        return {"result": _result(rows.service_detail(found) if found else None)}

    def _freight(self, asked: Asked) -> Result:
        found = self._asked_service(asked)
        return {"result": _result(rows.freight(found) if found else None)}

    def _asked_service(self, asked: Asked) -> Request | None:
        _need_person(asked)
        need(asked.params, "serviceId", "orderId")
        return self._requests_of(asked.access.name, "services").find(str(asked.params["serviceId"]))

    def _applications(self, asked: Asked) -> Result:
        shelf = self._requests_of(asked.access.name, "applications")
        size, page = number(asked.params, "pageSize", 1, 50), number(asked.params, "pageIndex", 1, 100)
        found = shelf.within(moment(asked.params, "modifiedStart"), moment(asked.params, "modifiedEnd"))
        with_skus = asked.params.get("showSku") in (True, "true")
        listed = [
            shelf.row(each) | ({"skuVoList": rows.skus(each)} if with_skus else {})
            for each in self._page(asked, found, page - 1, size)
        ]
        return {"queryResult": {"success": True, "totalCount": len(found), "result": listed}}

    def _application(self, asked: Asked) -> Result:
        need(asked.params, "id")
        shelf = self._requests_of(asked.access.name, "applications")
        found = shelf.find(str(asked.params["id"]))
        if found is None:
            return {"queryResult": {"success": False, "errorCode": "NOT_FOUND", "errorMsg": "不存在"}}
        return {"queryResult": {"success": True, "result": shelf.row(found) | {"skuVoList": rows.skus(found)}}}

    # --- shelves

    def _page(self, asked: Asked, found: Sequence[T], page: int, size: int) -> list[T]:
        if asked.fault == "changing" and found:
            self._house.change(asked.rng.choice(found))
        return page_of(found, page * size, size, asked.fault, asked.rng)

    def _own_orders(self, account: str, *, paid: bool) -> Iterable[Order]:
        dialect = self._house.world.dialect(account)
        mine = (order for order in self._house.world.orders if order.account == account and not order.hidden)
        return (order for order in mine if (dialect.order_status(order) != "unpaid") == paid)

    def _orders_of(self, account: str, by: str) -> Shelf[Order]:
        at: Callable[[Order], datetime] = (lambda o: o.created_at) if by == "created" else (lambda o: o.modified_at)
        return self._order_shelves.kept(
            account, by, lambda: Shelf(self._own_orders(account, paid=True), at, rows.order)
        )

    def _unpaid_of(self, account: str) -> Shelf[Order]:
        return self._order_shelves.kept(
            account,
            "unpaid",
            lambda: Shelf(self._own_orders(account, paid=False), lambda order: order.modified_at, rows.unpaid),
        )

    def _requests_of(self, account: str, stream: str) -> Shelf[Request]:
        mine = (each for each in self._house.world.requests if each.account == account and not each.hidden)
        applications = stream == "applications"
        chosen = (each for each in mine if is_application(each) == applications)
        form: Callable[[Request], Row] = rows.application if applications else rows.service
        return self._request_shelves.kept(
            account, stream, lambda: Shelf(chosen, lambda request: request.modified_at, form)
        )


def _shop(asked: Asked) -> Result:
    return {"shop_jos_result": {"shop_id": 20001234, "vender_id": 10001234, "shop_name": f"北湾{asked.access.name}"}}


def _need_person(asked: Asked) -> None:
    need(asked.params, "buId", "operatePin", "operateNick")
    if str(asked.params["buId"]) != "10001234":
        raise Refused("10")


def _only(row: Row, fields: set[str]) -> Row:
    return {name: value for name, value in row.items() if name in fields}


def _result(data: Row | None) -> Result:
    return {"success": True, "code": "", "msg": "", "data": data}
