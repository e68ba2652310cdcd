"""Addresses of councils: publicity, objections, tellings, feedback."""

from django.urls import URLPattern, path

from councils.views import feedback, objections, publicity, tellings

app_name = "councils"

urlpatterns: list[URLPattern] = [
    path("v/<slug:slug>/publicity/", publicity.listing, name="publicity"),
    path("v/<slug:slug>/publicity/print/", publicity.printed, name="publicity_print"),
    path("v/<slug:slug>/feedback/", feedback.feedback, name="feedback"),
    path("v/<slug:slug>/feedback/thanks/", feedback.thanks, name="feedback_thanks"),
    path("v/<slug:slug>/my/claims/<uuid:claim_id>/object/", objections.make, name="object"),
    path("v/<slug:slug>/work/objections/", objections.listing, name="objections"),
    path("v/<slug:slug>/work/objections/<uuid:objection_id>/", objections.decide, name="objection"),
    path("v/<slug:slug>/work/tellings/", tellings.listing, name="tellings"),
    path("v/<slug:slug>/work/tellings/<uuid:claim_id>/", tellings.tell, name="tell"),
    path("v/<slug:slug>/work/tellings/<uuid:claim_id>/letter/", tellings.letter, name="telling_letter"),
]
