"""Numbers as they are read aloud."""

import pytest

from villagegov.kernel.numerals import in_words, one_by_one, read_aloud


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "零"), (2, "二"), (10, "十"), (15, "十五"), (20, "二十"), (100, "一百"), (101, "一百零一"),
        (110, "一百一十"),         (258, "二百五十八"),
        (1000, "一千"), (1005, "一千零五"), (1050, "一千零五十"), (1247, "一千二百四十七"),
        (2000, "两千"), (10_000, "一万"), (20_000, "两万"), (10_005, "一万零五"), (12_300, "一万两千三百"),
        (100_000, "十万"), (102_000, "十万零两千"), (1_000_000, "一百万"), (-10, "负十"),
    ],
)  # fmt: skip
def test_a_number_in_words(number, words):
    assert in_words(number) == words


def test_two_of_something_is_a_word_of_its_own():
    assert (in_words(2, counting=True), in_words(12, counting=True)) == ("两", "十二")
    assert one_by_one("0833") == "零八三三"


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("2026年2月红榜，第12期。", "二〇二六年二月红榜，第十二期。"),
        ("2组，李*华户", "二组，李某华户"),
        ("义务劳动 2 次，捐款 1,200 元", "义务劳动两次，捐款一千二百元"),
        ("让地 0.4 亩", "让地零点四亩"),
        ("上红榜的有2户", "上红榜的有两户"),
        ("+10分，−5分", "加十分，减五分"),
        ("第2条，2个月", "第二条，两个月"),
        ("电话 0833", "电话零八三三"),
        ("没有数字", "没有数字"),
    ],
)
def test_a_sentence_is_read_aloud(written, read):
    assert read_aloud(written) == read
