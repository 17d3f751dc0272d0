"""Names of province, city and district → adcode, as platforms write them."""

import pytest
from sqlalchemy import Engine, text

from store import reference, regions
from store.engine import transaction
from store.regions import Place


@pytest.fixture
def known(database: Engine) -> Engine:
    reference.load(database)
    return database


def check(known: Engine, wanted: dict[Place, str | None]) -> None:
    with transaction(known) as cursor:
        assert regions.adcodes(cursor, wanted) == wanted


def test_a_full_path_is_its_district(known: Engine) -> None:
    check(
        known,
        {
            ("浙江省", "杭州市", "余杭区"): "330110",
            ("江苏省", "苏州市", "昆山市"): "320583",
            ("湖南省", "长沙市", "长沙县"): "430121",
            ("山西省", "阳泉市", "矿区"): "140303",
            ("黑龙江省", "大兴安岭地区", "加格达奇区"): "232761",
            ("内蒙古自治区", "阿拉善盟", "阿拉善左旗"): "152921",
            ("吉林省", "延边朝鲜族自治州", "延吉市"): "222401",
            ("湖北省", "恩施土家族苗族自治州", "恩施市"): "422801",
            ("广西壮族自治区", "百色市", "隆林各族自治县"): "451031",
        },
    )


def test_every_district_is_found_by_its_own_path(known: Engine) -> None:
    with known.connect() as connection:
        rows = connection.execute(
            text("""
            SELECT coalesce(province.name, parent.name), CASE WHEN parent.level = 2 THEN parent.name END, r.name, r.adcode
            FROM core.region r JOIN core.region parent ON parent.adcode = r.parent_adcode
            LEFT JOIN core.region province ON province.adcode = parent.parent_adcode WHERE r.level = 3""")
        )
        paths: dict[Place, str | None] = {(province, city, name): code for province, city, name, code in rows}
    assert len(paths) > 3_000
    check(known, paths)


def test_names_are_known_without_their_endings(known: Engine) -> None:
    check(
        known,
        {
            ("浙江", "杭州", "余杭"): "330110",
            ("内蒙古", "阿拉善", "额济纳"): "152923",
            ("内蒙古", "呼伦贝尔", "鄂温克"): "150724",
            ("内蒙古", "呼伦贝尔市", "鄂温克旗"): "150724",
            ("内蒙古", "呼伦贝尔", "莫力达瓦"): "150722",
            ("吉林", "延边", "延吉"): "222401",
            ("湖北", "恩施", "恩施"): "422801",
            ("广西", "河池", "环江"): "451226",
            ("宁夏", "吴忠", "盐池"): "640323",
            ("新疆", "喀什", "塔什库尔干"): "653131",
            ("西藏", "拉萨", "城关"): "540102",
            ("甘肃", "临夏", "积石山"): "622927",
            ("甘肃", "临夏", "东乡"): "622926",
            ("青海", "海东", "互助"): "630223",
            ("贵州", "黔西南", "兴义"): "522301",
            ("香港", None, "湾仔"): "810107",
        },
    )


def test_an_autonomous_prefecture_may_be_shortened_to_its_last_word(known: Engine) -> None:
    check(
        known,
        {
            ("湖北", "恩施州", "利川市"): "422802",
            ("吉林", "延边州", "安图县"): "222426",
            ("四川", "凉山州", "西昌市"): "513401",
            ("云南", "西双版纳州", "景洪市"): "532801",
            ("江苏", "苏州", "姑苏区"): "320508",
        },
    )


def test_full_names_go_before_short_ones_and_several_short_ones_are_none(known: Engine) -> None:
    check(
        known,
        {
            ("甘肃", "临夏州", "临夏市"): "622901",
            ("甘肃", "临夏州", "临夏县"): "622921",
            ("甘肃", "临夏州", "临夏"): None,
            ("新疆", "和田地区", "和田"): None,
            ("河北", "石家庄", "井陉"): "130121",
            ("河北", "石家庄", "井陉矿区"): "130107",
        },
    )


def test_a_municipality_has_no_cities(known: Engine) -> None:
    check(
        known,
        {
            ("北京市", "北京市", "朝阳区"): "110105",
            ("北京", "朝阳区", "三环到四环之间"): "110105",
            ("北京", None, "密云县"): "110118",
            ("天津市", "天津市", "河北区"): "120105",
            ("上海市", "上海市", "崇明区"): "310151",
            ("上海", "上海", "崇明县"): "310151",
            ("上海", "崇明", None): "310151",
            ("重庆市", "重庆市", "渝中区"): "500103",
            ("重庆市", "县", "城口县"): "500229",
            ("重庆", "重庆", "石柱"): "500240",
            ("重庆市", "重庆市", None): None,
            ("北京市", "北京市", "西湖区"): None,
        },
    )


def test_a_county_directly_under_its_province_stands_for_district_or_city(known: Engine) -> None:
    check(
        known,
        {
            ("湖北省", None, "仙桃市"): "429004",
            ("湖北省", "仙桃市", None): "429004",
            ("湖北省", "仙桃市", "干河街道"): "429004",
            ("湖北", "仙桃", "仙桃"): "429004",
            ("湖北省", "省直辖县级行政区划", "仙桃市"): "429004",
            ("湖北", "神农架", None): "429021",
            ("河南省", "济源市", "沁园街道"): "419001",
            ("河南省", "省直辖县级行政单位", "济源市"): "419001",
            ("河南省", None, "济源"): "419001",
            ("海南省", "白沙黎族自治县", None): "469025",
            ("新疆维吾尔自治区", "自治区直辖县级行政区划", "石河子市"): "659001",
            ("新疆", "石河子", None): "659001",
            ("湖北省", None, "武昌区"): None,
            ("湖北省", "省直辖县级行政区划", "武昌区"): None,
            ("湖北省", "恩施市", None): None,
        },
    )


def test_a_city_without_districts_is_found_whatever_town_is_named(known: Engine) -> None:
    check(
        known,
        {
            ("广东省", "东莞市", None): "441900",
            ("广东省", "东莞市", "南城街道"): "441900",
            ("广东", "东莞", "东莞"): "441900",
            ("广东省", "中山市", "石岐街道"): "442000",
            ("甘肃省", "嘉峪关市", "雄关街道"): "620200",
            ("海南省", "儋州市", "那大镇"): "460400",
            ("海南省", "三沙市", "西沙区"): "460300",
        },
    )


def test_what_is_not_sure_is_null(known: Engine) -> None:
    check(
        known,
        {
            ("江苏省", "南京市", None): None,
            ("江苏省", None, None): None,
            (None, "南京市", "鼓楼区"): None,
            (None, None, None): None,
            ("", " ", ""): None,
            ("浙江省", "宁波市", "余杭区"): None,
            ("浙江省", "杭州市", "云栖新区"): None,
            ("火星省", "杭州市", "余杭区"): None,
            ("广东省", None, "东莞市"): None,
        },
    )


def test_blanks_around_names_are_no_matter(known: Engine) -> None:
    check(known, {(" 浙江省 ", "杭州市 ", " 余杭区"): "330110"})


def test_nothing_asked_is_nothing_found(known: Engine) -> None:
    check(known, {})


def test_a_changed_region_is_seen_at_once(known: Engine) -> None:
    path: Place = ("浙江省", "杭州市", "余杭区")
    check(known, {path: "330110"})
    with known.begin() as connection:
        connection.execute(text("UPDATE core.region SET name = '余杭新区' WHERE adcode = '330110'"))
    check(known, {path: None})
