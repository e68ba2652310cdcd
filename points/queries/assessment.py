"""What an impact assessment begins with. The text is the village's own: it is changed to what is true there."""

from __future__ import annotations

from datetime import date

from points.models import Village
from villagegov.kernel import periods

#: The law asks to keep the assessment and the record of handling for so long at least.
KEPT_YEARS = 3

TEMPLATE = """\
{village}积分治理个人信息保护影响评估

一、处理什么信息，为什么
1. 户册：户号、户主姓名、村民小组、人口数、入册和销户日期；住户愿意提供的电话、住址、备注。用于记分、核对、送达。
2. 申报：做了什么事、哪一天、积分、经办人、说明、照片。用途：审核、公示、计入积分台账。
3. 审核、公示、告知、异议的记录。用途：让村民查得到、说得上话，让扣分先告知后公示。
4. 关怀标记（困难家庭、独居老人、留守儿童、残疾人等）。用途：走访。属于敏感个人信息，单独存放。
5. 登录账号：姓名、登录名、最近登录时间。用途：查看本户积分、办理业务。
不收集：身份证号、人脸、行踪、健康详情、银行账户；不向公安机关取用任何信息。

二、法律依据和必要性
村民自治事务，依据村民会议或村民代表会议通过的积分管理办法办理。公开全名、公开照片，一律另外取得书面同意，可以随时撤回。不满十四周岁的人不单独建档，照片不拍孩子的脸。

三、对村民权益的影响和风险
1. 公开名字伤及名誉：公开页面一律隐去姓名中间的字；扣分先告知本户；黑榜经复核才发布，到期自动撤下。
2. 看出谁家困难、谁举报：关怀标记不进任何名单和导出；举报、健康、未成年人的项目不上公示。
3. 账号被冒用：密码不告诉别人，连续输错锁定，人员变动当天停用账号。
4. 照片泄露住处：照片去掉拍摄地点和时间信息，只给有权查看的人看。
5. 内部人员越权查看：按角色授权，每次查看关怀标记都有记录，管理员定期抽查。
6. 数据丢失或被改：台账只增不改，可以核对；定期备份，备份加锁保管。

四、采取的措施是否合法、有效、与风险相称
以上措施已在系统中实行。村级管理员每季度检查一次账号名单和关怀标记查看记录，每年重新评估一次；办法有大的变动时随时评估。

五、住户的权利怎样落实
查阅、打印、更正、删除、撤回同意，到村委会办公室提出，管理员在十五个工作日内办理。不能删除的内容及原因，当面说明。

六、结论
风险可控，可以实施。评估报告和处理情况记录至少保存三年。
"""


def template(village: Village) -> str:
    """A text to begin with."""
    return TEMPLATE.format(village=village.name)


def kept_until(assessed_on: date) -> date:
    """The first day on which the law would let it go."""
    return periods.shift_months(assessed_on, 12 * KEPT_YEARS)
