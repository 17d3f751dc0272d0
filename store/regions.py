"""Names of province, city and district → adcode, a whole chunk of name paths in one statement."""

from collections.abc import Collection

from psycopg2.extensions import cursor as Cursor

Place = tuple[str | None, str | None, str | None]
"""Province, city and district as a platform wrote them."""

_MUNICIPALITIES = "('110000', '120000', '310000', '500000')"
# "省直辖县级行政区划" and its kin stand where a city would: what follows lies directly under the province.
_NO_CITY = "(省|自治区)直辖"

# The 55 minorities as they stand in the names of autonomous areas (傣族, 土家族 …; some names leave 族 out).
_PEOPLES = (
    "(?:[壮回苗满侗瑶白傣黎畲水土羌怒京彝佤藏]族|各族|(?:布依|朝鲜|哈尼|哈萨克|傈僳|拉祜|纳西|景颇|土家|柯尔克孜|达斡尔"
    "|仫佬|布朗|撒拉|毛南|仡佬|锡伯|阿昌|普米|塔吉克|乌孜别克|俄罗斯|鄂温克|德昂|保安|裕固|塔塔尔|独龙|鄂伦春|赫哲"
    "|门巴|珞巴|基诺|高山|东乡|蒙古|维吾尔)族?)"
)
# Something stays before what goes: 东乡族自治县 is 东乡. 内蒙古自治区 is no 内.
_AUTONOMOUS = f"(?<=.)(?:{_PEOPLES}*族?自治[州县旗]|(?:壮族|回族|维吾尔)?自治区)$"


def _stem(word: str) -> str:
    """
    Return the SQL for a name without its ending. One ending goes, the longest.

    州 alone is how people shorten 自治州 (恩施州); it ends no other name of three characters or more.
    """
    return f"""CASE
        WHEN left(right({word}, 3), 2) = '自治' THEN regexp_replace({word}, '{_AUTONOMOUS}', '')
        WHEN length({word}) > 5 AND right({word}, 5) = '特别行政区' THEN left({word}, -5)
        WHEN length({word}) > 2 AND right({word}, 2) IN ('地区', '林区') THEN left({word}, -2)
        WHEN length({word}) > 1 AND right({word}, 1) IN ('省', '市', '区', '县', '旗', '盟') THEN left({word}, -1)
        WHEN length({word}) > 2 AND right({word}, 1) = '州' THEN left({word}, -1)
        ELSE {word} END"""


def _one(word: str) -> str:
    """Return the SQL for the one region of a group that bears `word` in full, else without its ending, else null."""
    full = f"FILTER (WHERE name = {word})"
    return (
        f"CASE count(*) {full} WHEN 1 THEN max(adcode) {full} WHEN 0 THEN CASE count(*) WHEN 1 THEN max(adcode) END END"
    )


_ADCODES = f"""
WITH known AS MATERIALIZED (
    SELECT adcode, name, level, parent_adcode, {_stem("name")} AS stem FROM core.region
), asked AS MATERIALIZED (
    SELECT n, province, city, district, {_stem("province")} AS province_stem,
           {_stem("city")} AS city_stem, {_stem("district")} AS district_stem
    FROM (SELECT n, nullif(btrim(p), '') AS province,
                 CASE WHEN c !~ '{_NO_CITY}' THEN nullif(btrim(c), '') END AS city, nullif(btrim(d), '') AS district
          FROM unnest(%(provinces)s::text[], %(cities)s::text[], %(districts)s::text[])
               WITH ORDINALITY AS t (p, c, d, n)) trimmed
), in_province AS MATERIALIZED (
    SELECT n, {_one("asked.province")} AS province, city, city_stem, district, district_stem
    FROM asked JOIN known ON level = 1 AND stem = province_stem
    GROUP BY n, city, city_stem, district, district_stem
), under_province AS MATERIALIZED (
    SELECT n, {_one("city")} AS code FROM in_province JOIN known ON parent_adcode = province AND stem = city_stem GROUP BY n
), district_directly AS (
    SELECT n, {_one("district")} AS code
    FROM in_province JOIN known ON parent_adcode = province AND level = 3 AND stem = district_stem GROUP BY n
), district_in_city AS (
    SELECT n, {_one("district")} AS code
    FROM in_province JOIN under_province USING (n)
    JOIN known ON parent_adcode = code AND stem = district_stem GROUP BY n
)
SELECT p.n, CASE
    WHEN p.province IN {_MUNICIPALITIES} THEN coalesce(directly.code, c.code)
    WHEN p.city IS NULL THEN directly.code
    WHEN c.code NOT IN (SELECT parent_adcode FROM known WHERE parent_adcode IS NOT NULL) THEN c.code
    ELSE inside.code END
FROM in_province p
LEFT JOIN under_province c USING (n)
LEFT JOIN district_directly directly USING (n)
LEFT JOIN district_in_city inside USING (n)
"""


def adcodes(cursor: Cursor, names: Collection[Place]) -> dict[Place, str | None]:
    """
    Find the adcode of each name path: district, or the city where it has none below it; None where that is not sure.

    Each name is taken in full, then without its ending (杭州 for 杭州市, 恩施 for 恩施土家族苗族自治州); a name that
    fits several regions fits none. One statement; sees the regions of the caller's transaction.

    Args:
        cursor: in any transaction.
        names: the distinct paths of a chunk, as platforms write them.
    """
    asked = list(names)
    provinces, cities, districts = (list(words) for words in zip(*asked, strict=True)) if asked else ([], [], [])
    cursor.execute(_ADCODES, {"provinces": provinces, "cities": cities, "districts": districts})
    found = dict(cursor.fetchall())
    return {place: found.get(number) for number, place in enumerate(asked, start=1)}
