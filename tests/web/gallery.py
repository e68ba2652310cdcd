"""Every component on one page: looked at, printed, validated and tested by axe; no part of the site."""

from datetime import date

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import include, path

from points.enums import Role
from villagegov.kernel.errors import DomainError, NotAllowed, Problems
from villagegov.web.village import village_view


class Sample(forms.Form):
    household = forms.CharField(label="哪一户", help_text="户号、户主、拼音都行：lxh")
    day = forms.DateField(label="哪天", widget=forms.DateInput(attrs={"type": "date"}))
    times = forms.IntegerField(label="次数", max_value=2, help_text="本月还能报 2 次")
    kind = forms.ChoiceField(label="怎么报的", choices=[("1", "纸质单"), ("2", "网上")], widget=forms.RadioSelect)
    ways = forms.MultipleChoiceField(
        label="谁在场", choices=[("1", "组长"), ("2", "网格员")], widget=forms.CheckboxSelectMultiple, required=False
    )
    select = forms.ChoiceField(label="经办人", choices=[("", "请选择"), ("1", "王会计")], required=False)
    photo = forms.FileField(label="照片", required=False)
    note = forms.CharField(label="说明", widget=forms.Textarea(attrs={"rows": 2}), required=False)
    sure = forms.BooleanField(label="已当面核对")


def gallery(request: HttpRequest) -> HttpResponse:
    messages.success(request, "已保存，录下一张。")
    messages.warning(request, "本月只剩 1 次。")
    messages.error(request, "照片太大，请重新拍一张。")
    form = Sample({"household": "lxh", "day": "2026-10-22", "times": "3"})
    people = [
        ("李小华", "3组", "洪水当夜帮四户老人转移，连续守堤两晚。"),
        ("欧阳芳", "7组", "半年来每周三次帮邻居料理家务。"),
    ]
    states = [
        ("draft", "未上报"),
        ("submitted", "待审核"),
        ("returned", "退回补充"),
        ("publicised", "公示中"),
        ("posted", "已计分"),
        ("held", "异议核查中"),
        ("rejected", "不予认定"),
    ]
    return render(
        request,
        "gallery.html",
        {
            "form": form,
            "red": [{"name": name, "group": group, "why": why} for name, group, why in people],
            "black": [{"name": "赵四", "group": "5组", "why": "两次劝阻后仍露天焚烧秸秆（《村规民约》第六条）。"}],
            "tabs": [{"label": f"{n}月", "url": "/", "current": n == 10} for n in (8, 9, 10)],
            "rows": [
                {
                    "name": "李小华",
                    "group": "3组",
                    "item": "治安巡防",
                    "day": n + 1,
                    "points": 10 - 5 * n,
                    "state": state,
                    "label": label,
                    "mine": n == 1,
                }
                for n, (state, label) in enumerate(states)
            ],
            "steps": [
                {"label": "申报", "state": "past", "note": "10月3日"},
                {"label": "审核", "state": "past", "note": "10月27日"},
                {"label": "公示", "state": "now", "note": "到 11月4日"},
                {"label": "计分", "state": "next"},
            ],
            "bars": [
                {"label": "维护社会治安", "value": 40},
                {"label": "倡导公益美德", "value": 25},
                {"label": "参与新村建设", "value": -10},
            ],
            "page_obj": Paginator(range(30), 10).page(2),
            "day": date(2026, 11, 8),
            "lines": ["审核人", "监督人", "经办人"],
        },
    )


def refuse(request: HttpRequest) -> HttpResponse:
    raise Problems([DomainError("本月只能报 4 次，已报 4 次。请换日期。"), DomainError("单号用过了，请核对。")])


def forbid(request: HttpRequest) -> HttpResponse:
    raise NotAllowed("只有积分信息员能做这一步。")


def break_down(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("a fault")


@village_view(Role.OFFICER, Role.ADMINISTRATOR)
def office(request: HttpRequest, number: int) -> HttpResponse:
    return HttpResponse(f"{request.village.name} {number} {','.join(request.roles)}")


urlpatterns = [
    path("v/<slug:slug>/office/<int:number>/", office),
    path("gallery/", gallery),
    path("gallery/refuse/", refuse),
    path("gallery/forbid/", forbid),
    path("gallery/fault/", break_down),
    path("", include("villagegov.urls")),
]
