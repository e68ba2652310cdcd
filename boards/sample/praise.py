"""Stories and pictures of good deeds in the sample: every second month a household agrees to both on paper."""

from __future__ import annotations

from datetime import datetime
from random import Random

from django.core.files.base import ContentFile

from boards.sample.setting import Setting
from points.enums import ConsentKind
from points.models import Consent, Household
from points.sample.photos import PhotoSpec
from points.services import consents
from villagegov.kernel import clock

#: By item: what was done, in a few sentences.
STORIES = {
    1: "一到夜里十点，他就拿着手电沿村道走一圈，看水电、看火、看门锁。半年没有断过，雨天也去。",
    8: "两家为田坎吵了几年，他上门十几回，又自己出工把田坎重新砌好，两家如今一起用水。",
    10: "抢险那晚他第一个到场，帮着把低处的粮食和农具搬到村小学，天亮才回家。",
    16: "组里清沟、修路，每次都到，自带锄头箩筐，收工最后一个走。",
    17: "赶集的日子在便民点帮老人填表、取快递，问到什么就办什么。",
    18: "常年给独居的老人挑水、买药，逢年过节接到家里一起吃饭。",
    19: "收稻那几天，先把缺劳力的两户收完，再收自家的。",
    23: "听到有人落水，衣服没脱就跳下去，把人拉上岸才发现自己的脚划伤了。",
    34: "门前屋后扫完，又把通组路和水沟一路扫到村口，带着院子里的人一起动手。",
}
SCENE = "road"


def with_consent(
    setting: Setting, household: Household, code: int, month: int, at: datetime
) -> tuple[str, ContentFile | None]:
    """Story and picture for a red proposal of this month, the papers recorded first; nothing in the other months."""
    if month % 2 or code not in STORIES:
        return "", None
    day = clock.local_day(at)
    for kind in (ConsentKind.STORY, ConsentKind.PHOTOS):
        running = Consent.objects.filter(village=setting.village, household=household, kind=kind, withdrawn_on=None)
        if not running.exists():
            household.village = setting.village
            consents.give(
                household=household, kind=kind, given_on=day, paper=f"同意书夹·{household.number}号",
                by=setting.users["guanliyuan"], at=at,
            )  # fmt: skip
    spec = PhotoSpec(SCENE, Random(f"praise:{household.number}:{month}").getrandbits(31))
    return STORIES[code], ContentFile(spec.render(), name=spec.filename)
