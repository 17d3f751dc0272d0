"""The articles both shops sell; the same codes, categories and service modes as the demo's product file."""

from sandbox.world.facts import Sku


def _sku(code: str, name: str, category: str, mode: str, yuan: int) -> Sku:
    return Sku(code=code, name=name, category=category, mode=mode, price=yuan * 100)


SKUS: tuple[Sku, ...] = (
    _sku("AC-001", "霁川1匹新一级变频空调", "air_conditioner", "brand", 2099),
    _sku("AC-002", "霁川1.5匹新一级变频空调", "air_conditioner", "brand", 2749),
    _sku("AC-003", "北湾2匹新一级变频空调", "air_conditioner", "brand", 4199),
    _sku("AC-004", "北湾3匹柜机新一级变频空调", "air_conditioner", "brand", 6899),
    _sku("AC-005", "霁川中央一拖三新一级变频空调", "air_conditioner", "brand", 15999),
    _sku("GW-001", "霁川16升燃气热水器", "gas_water_heater", "brand", 2399),
    _sku("GW-002", "木禾12升燃气热水器", "gas_water_heater", "brand", 1499),
    _sku("EW-001", "霁川60升电热水器", "electric_water_heater", "brand", 1299),
    _sku("EW-002", "北湾80升电热水器", "electric_water_heater", "brand", 1699),
    _sku("RH-001", "木禾侧吸油烟机", "range_hood", "brand", 2299),
    _sku("RH-002", "木禾顶吸油烟机", "range_hood", "brand", 1999),
    _sku("RH-003", "北湾烟灶套装", "range_hood", "brand", 3599),
    _sku("WM-001", "霁川10公斤滚筒洗衣机", "washing_machine", "delivery_install", 2999),
    _sku("WM-002", "北湾8公斤波轮洗衣机", "washing_machine", "delivery_install", 1199),
    _sku("WM-003", "霁川热泵干衣机", "washing_machine", "delivery_install", 4599),
    _sku("TV-001", "北湾65英寸电视", "television", "delivery_install", 3299),
    _sku("TV-002", "北湾75英寸电视", "television", "delivery_install", 4999),
    _sku("TV-003", "木禾85英寸电视", "television", "delivery_install", 7999),
    _sku("FR-001", "霁川500升对开门冰箱", "refrigerator", "platform", 4299),
    _sku("FR-002", "北湾260升三门冰箱", "refrigerator", "platform", 2199),
    _sku("KW-001", "木禾反渗透净水器", "water_purifier", "brand", 1899),
    _sku("KW-002", "木禾嵌入式洗碗机", "dishwasher", "brand", 5299),
    _sku("DL-001", "北湾智能门锁", "door_lock", "brand", 1599),
    _sku("SM-001", "霁川电饭煲", "small_appliance", "none", 399),
    _sku("SM-002", "北湾破壁机", "small_appliance", "none", 459),
    _sku("SM-003", "木禾扫地机器人", "small_appliance", "none", 2199),
    _sku("SM-004", "霁川空气炸锅", "small_appliance", "none", 329),
    _sku("SM-005", "北湾除湿机", "small_appliance", "none", 1099),
    _sku("AX-001", "霁川空调支架", "accessory", "none", 89),
    _sku("AX-002", "木禾净水滤芯", "accessory", "none", 199),
)

BY_MODE: dict[str, tuple[Sku, ...]] = {
    mode: tuple(sku for sku in SKUS if sku.mode == mode) for mode in ("brand", "delivery_install", "platform", "none")
}
GIFTS: tuple[Sku, ...] = tuple(sku for sku in SKUS if sku.category == "accessory")
