from store.carriers import resolve

KNOWN = {"顺丰速运": "sf_express", "SF": "sf_express", "中通快递": "zhongtong"}


def test_blanks_around_a_known_word_are_no_matter() -> None:
    assert resolve(" 顺丰速运\n", KNOWN) == "sf_express"


def test_a_word_that_no_table_knows_stays_as_the_platform_wrote_it() -> None:
    assert resolve("小马快跑", KNOWN) == "小马快跑"


def test_words_are_compared_as_written() -> None:
    assert resolve("sf", KNOWN) == "sf"


def test_no_word_is_unknown() -> None:
    assert [resolve(None, KNOWN), resolve("", KNOWN), resolve("  ", KNOWN)] == ["unknown"] * 3
