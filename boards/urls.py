"""Addresses of the boards. The village's front page is its current board."""

from django.urls import URLPattern, path

from boards.views import board, standing

app_name = "boards"

urlpatterns: list[URLPattern] = [
    path("v/<slug:slug>/", board.current, name="village"),
    path("v/<slug:slug>/board/", board.current, name="board"),
    path("v/<slug:slug>/board/<str:month>/", board.of_month, name="board_month"),
    path("v/<slug:slug>/standing/", standing.standing, name="standing"),
]
