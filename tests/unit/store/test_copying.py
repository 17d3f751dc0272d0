import pytest

from store.copying import array


@pytest.mark.parametrize(
    ("texts", "written"),
    [
        ([], "{}"),
        (["4127", "SF1,2"], '{"4127","SF1,2"}'),
        (["", "NULL", "{x}"], '{"","NULL","{x}"}'),
        (['a"b', "c\\d", "e"], '{"a\\"b","c\\\\d","e"}'),
        (['","'], '{"\\",\\""}'),
    ],
)
def test_texts_become_one_array_literal(texts: list[str], written: str) -> None:
    assert array(texts) == written
