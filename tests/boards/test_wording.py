"""Which sentences may stand on a board: real ones, on both sides."""

import pytest

from boards.enums import Colour
from boards.services import unfit, wording
from points.models import Household
from tests.factories import make_village
from villagegov.kernel.errors import DomainError

# fmt: off
REFUSED = [
    ("该户好吃懒做，屡教不改。", "insult", ("好吃懒做", "屡教不改")),
    ("村里有名的老 赖，欠钱不还", "insult", ("老赖",)),
    ("不孝老人，邻里都看不惯", "insult", ("不孝",)),
    ("因赌博被派出所拘留五日", "police", ("派出所", "拘留")),
    ("家暴，民警已上门", "police", ("家暴", "民警")),
    ("户主患精神病，常在路上骂人", "illness", ("精神病",)),
    ("其父确诊肺结核仍随地吐痰", "illness", ("确诊", "肺结核")),
    ("患有慢性病不听劝阻", "illness", ("患有慢性病",)),
    ("与妻子离婚后长期占用公房", "private", ("离婚",)),
    ("户主身份证511124197001012345", "id_number", ("511124197001012345",)),
    ("身份证 5111 2419 7001 0123 4Ｘ", "id_number", ("51112419700101234X",)),
    ("老身份证 511124700101234", "id_number", ("511124700101234",)),
    ("有意见打13812345678", "phone_number", ("13812345678",)),
    ("电话 138-1234-5678 可核实", "phone_number", ("13812345678",)),
    ("请拨０８３３－３６６００１７", "phone_number", ("08333660017",)),
    ("账号6228480469999999999", "card_number", ("6228480469999999999",)),
    ("川L·12345 货车占道", "plate", ("川L·12345",)),
    ("其14岁儿子在路边点火", "minor", ("14岁",)),
    ("十二岁的娃儿砸坏路灯", "minor", ("娃儿", "十二岁")),
    ("未成年人骑摩托车上路", "minor", ("未成年",)),
    ("家里小学生在沟里扔垃圾", "minor", ("小学生",)),
    ("孙子王小虎踩坏菜地", "minor", ("孙子王小虎",)),
]
FIT_FOR_BLACK = [
    "两次劝阻后仍在田间露天焚烧秸秆。",
    "经提醒仍向路边沟渠乱倒垃圾。",
    "乱搭乱建影响邻里通行，经劝未改。",
    "在小学校门口占道停车，劝离后又停。",
    "在儿童乐园旁堆放建筑垃圾，至今未清。",
    "废物利用的名义堆放废旧轮胎，挡住村道。",
    "10月积分后三名：焚烧秸秆 2 次。",
    "借 100 元清沟款逾期 30 天未交。",
    "高声喧哗影响邻居休息，68岁老人多次上门商量无果。",
    "任何人劝说都不听，仍占用村道晒粮",
    "养狗不拴，五次进邻居院坝。",
    "拖欠 2026 年垃圾清运费 36 元，两次上门未缴。",
    "遛狗不牵绳，在村道上追赶行人。",
]
FIT_FOR_RED = [
    "洪水当夜帮四户老人转移，连续守堤两晚。",
    "半年来每周三次帮邻居料理家务。",
    "无偿让地 0.4 亩，修通通组路。",
    "农忙时节义务接送五个孩子上学。",
    "从水塘里救起一名落水儿童，不留姓名。",
    "组织小学生暑期读书班，连续二十天。",
    "常年照看村里独居老人，年三十也送去热饭。",
    "拾到现金 3600 元，当天交到村委会。",
    "90岁老人独自在家，天天去挑水劈柴。",
    "在学校组织的反诈骗宣传中义务讲解。",
]
# fmt: on


@pytest.mark.parametrize(("text", "kind", "words"), REFUSED)
def test_it_says_which_words_have_to_go(text, kind, words):
    found = {one.kind: one.words for one in unfit.find(text, black=True)}
    assert set(words) <= set(found.get(kind, ())), found


@pytest.mark.parametrize("text", FIT_FOR_BLACK)
def test_plain_facts_pass_on_the_black_board(text):
    assert unfit.find(text, black=True) == []


@pytest.mark.parametrize("text", FIT_FOR_RED)
def test_praise_passes_on_the_red_board(text):
    assert unfit.find(text, black=False) == []


def test_a_child_s_name_stands_on_neither_board():
    for text in ("资助学生李小明三年。", "照看孙女张婷婷", "女儿陈某某成绩优异"):
        assert [one.kind for one in unfit.find(text, black=False)] == ["minor"], text


@pytest.mark.django_db
def test_all_of_it_is_said_at_once_and_names_are_found_in_the_register():
    cast = make_village(households=3)
    for household, name in zip(cast.households, ("欧阳春晖", "司徒秋月", "上官雪松"), strict=True):
        Household.objects.filter(pk=household.pk).update(head_name=name)
        household.head_name = name
    home = cast.households[0]
    with pytest.raises(DomainError) as refusal:
        wording.checked("懒汉一个，被派出所叫去，电话13812345678", home)
    assert {error.code for error in refusal.value} == {"insult", "police", "phone_number"}
    assert all(word in str(refusal.value) for word in ("懒汉", "派出所", "13812345678"))
    for text, code in (("与上官雪松争水渠", "other_name"), ("欧阳 春晖 乱倒垃圾", "name_in_reason")):
        with pytest.raises(DomainError) as refusal:
            wording.checked(text, home)
        assert refusal.value.code == code
    assert wording.checked("帮上门的邻居修路", home, colour=Colour.RED) == "帮上门的邻居修路"
