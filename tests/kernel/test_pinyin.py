"""Names and words as they are typed."""

import pytest

from villagegov.kernel.pinyin import spell, spell_name


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("李小华", ("lixiaohua", "lxh")),
        ("曾大行", ("zengdaxing", "zdx")),
        ("单会长", ("shanhuizhang", "shz")),
        ("解放", ("xiefang", "xf")),
        ("覃月英", ("qinyueying", "qyy")),
        ("欧阳春", ("ouyangchun", "oyc")),
    ],
)
def test_a_surname_is_read_as_a_surname(name: str, typed: tuple[str, str]) -> None:
    assert spell_name(name) == typed


@pytest.mark.parametrize(
    ("words", "typed"),
    [("主动调解成功", "zhudongtiaojiechenggong"), ("无偿献血", "wuchangxianxue"), ("长期照护", "changqizhaohu")],
)
def test_words_of_the_rules_are_read_as_they_are_meant(words: str, typed: str) -> None:
    assert spell(words)[0] == typed
