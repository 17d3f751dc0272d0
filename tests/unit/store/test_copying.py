import pytest

from store.copying import NULL, array, line


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


@pytest.mark.parametrize(
    ("cells", "written"),
    [
        (["T1", "1.5匹空调", NULL], "T1\t1.5匹空调\t\x01\n"),
        (["a\tb", "c"], "a\\tb\tc\n"),
        (["a\nb", "c\rd"], "a\\nb\tc\\rd\n"),
        (["C:\\N", "\\N"], "C:\\\\N\t\\\\N\n"),
        (["a\0b", f"c{NULL}d\\"], "ab\tcd\\\\\n"),
    ],
)
def test_cells_become_one_line_whatever_stands_in_them(cells: list[str], written: str) -> None:
    assert line(cells) == written.encode()
