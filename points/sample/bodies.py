"""Who sits where in the sample villages besides those with an office of their own, by household number."""

from __future__ import annotations

#: ``(household, position, seat_kind)``
WANGJIAGOU_COMMITTEE = (
    ("003", "主任", "head"), ("052", "副主任", "deputy"), ("088", "委员", "member"), ("131", "委员", "member"),
    ("190", "文书", "member"),
)  # fmt: skip
#: Sent from the town, who are no villagers.
WANGJIAGOU_SENT = (("邱联平", "联村干部", "研经镇人民政府"), ("贺晓燕", "驻村指导员", "研经镇党委组织办"))

ANPING_COMMITTEE = (("003", "主任", "head"), ("023", "副主任", "deputy"), ("050", "委员", "member"))
#: The settlement's 31 households.
ANPING_SETTLED = tuple(f"{number:03d}" for number in (*range(1, 21), *range(34, 45)))
ANPING_SETTLEMENT = (
    ("014", "主任", "head"), ("017", "副主任", "deputy"), ("036", "委员", "member"), ("040", "委员", "member"),
    ("010", "委员", "member"),
)  # fmt: skip
CONVENTION = (
    ("环境卫生", "门前三包天天扫，垃圾分类入桶不落地"),
    ("环境卫生", "鸡鸭圈养不放敞，院坝阳台不堆柴草杂物"),
    ("房屋设施", "不私搭乱建，改房先报管委会"),
    ("房屋设施", "广场、路灯、水管人人爱护，坏了及时报修"),
    ("邻里相处", "红白喜事提前说，音响晚上九点半前停"),
    ("邻里相处", "有话当面讲，调解先找管委会"),
    ("安全", "不乱拉电线，电瓶车到车棚充电"),
    ("安全", "生人租住先登记，老人小孩互相照看"),
)

#: 祝村 has 24 households in each of its 13 groups; of group 3 number 10 is household 058.
ZHUCUN_EACH = 24
ZHUCUN_COMMITTEE = (
    ("030", "主任", "head"),
    ("058", "副主任", "deputy"),
    ("110", "委员", "member"),
    ("163", "委员", "member"),
)
ZHUCUN_SUPERVISION = (("077", "主任", "head"), ("135", "委员", "member"), ("212", "委员", "member"))
#: Who comes when the supervision committee changes, and the log-ins of the one who goes and the one who comes.
ZHUCUN_NEW_SUPERVISOR, ZHUCUN_GOES, ZHUCUN_COMES = "238", "zcjiandu2", "zcjiandu3"
#: Groups with two representatives in the council, and the one whose representative has moved away.
ZHUCUN_TWO, ZHUCUN_WITHOUT = (1, 2, 4, 6, 7, 11), 9
ZHUCUN_RESPECTED, ZHUCUN_PARTY = ((3, 20), (5, 20), (8, 20), (12, 20)), ((1, 22), (4, 22), (6, 22), (10, 22), (13, 22))
#: Put up in the by-election of one committee member, with their votes.
ZHUCUN_PUT_UP = (("179", 427), ("201", 203), ("256", 60))
ZHUCUN_TALLY = {"entitled": 861, "present": 702, "given_out": 702, "returned": 698, "valid": 690}
COUNCIL_RULES = """\
一、村民议事会由村党组织书记主持，每个村民小组推选一至两名代表，另有乡贤、党员骨干参加。

二、议事会每季度至少开一次；涉及低保、补贴、集体资金资产资源的，先提交议事会。

三、议题提前三天告知成员，成员先听本组各户的意见再来开会。

四、到会三分之二以上方可议事，到会过半数同意方为通过；与议题有利害关系的成员回避。

五、议定的事由村务监督委员会监督，结果三日内在公开栏公布，回音由议事会答复。"""
SETTLEMENT_RULES = """\
一、管委会每月十五日碰头一次，处理卫生、水电、邻里的事。

二、花钱、改造、收费的事，开户代表会，到会三分之二以上、到会过半数同意才办。

三、账目每季度贴在聚居点公示栏。"""


def zhucun_number(group: int, place: int) -> str:
    return f"{(group - 1) * ZHUCUN_EACH + place:03d}"
