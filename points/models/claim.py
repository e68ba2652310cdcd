"""Claims 申报: what a household did, on which day, as it was typed in, and where it stands."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from points.enums import DEAD_CLAIM_STATES, Channel, ClaimState
from points.models.household import Household
from points.models.scheme import Item
from points.models.user import User
from villagegov.db.constraints import SameVillage, VillageKey
from villagegov.db.fields import VillageForeignKey
from villagegov.db.models import VillageModel


class Deed(VillageModel):
    """One deed of many households 一事多户: one day, one item, one photo, a claim for each household."""

    item = VillageForeignKey(Item, related_name="+", verbose_name=_("item"))
    day = models.DateField(_("day of the deed"))
    note = models.CharField(_("note"), max_length=300, blank=True)
    slip_number = models.CharField(_("slip number"), max_length=30, blank=True)
    typed_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("typed in by"))
    created_at = models.DateTimeField(_("typed in at"))

    class Meta:
        verbose_name = _("deed of many households")
        verbose_name_plural = _("deeds of many households")
        constraints = [
            VillageKey("points_deed"),
            SameVillage("item", name="points_deed_item_fk"),
            models.UniqueConstraint(
                fields=["village", "slip_number"], condition=~Q(slip_number=""), name="points_deed_slip_key"
            ),
        ]


class Batch(VillageModel):
    """Claims sent up together 汇总上报."""

    number = models.PositiveIntegerField(_("batch number"))
    sent_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("sent up by"))
    sent_at = models.DateTimeField(_("sent up at"))
    claim_count = models.PositiveIntegerField(_("claims"))
    points_total = models.IntegerField(_("points in total"))

    class Meta:
        verbose_name = _("batch")
        verbose_name_plural = _("batches")
        ordering = ["-number"]
        constraints = [
            VillageKey("points_batch"),
            models.UniqueConstraint(fields=["village", "number"], name="points_batch_number_key"),
        ]

    def __str__(self) -> str:
        return f"{self.number}"


class Claim(VillageModel):
    """One claim. Its id is made with the form, so that a form sent twice is one claim.

    The item's words and points are copied in: what was claimed stays readable whatever becomes of the rules.
    ``points`` is the whole claim's (``unit_points`` x ``quantity``), signed.
    """

    household = VillageForeignKey(Household, related_name="claims", verbose_name=_("household"))
    item = VillageForeignKey(Item, related_name="claims", verbose_name=_("item"))
    item_code = models.PositiveSmallIntegerField(_("item number"))
    item_name = models.CharField(_("item"), max_length=40)
    item_wording = models.CharField(_("wording"), max_length=300)
    unit_points = models.SmallIntegerField(_("points per unit"))
    day = models.DateField(_("day of the deed"))
    quantity = models.PositiveSmallIntegerField(_("quantity"), default=1)
    points = models.IntegerField(_("points"))
    note = models.CharField(_("note"), max_length=300, blank=True)
    channel = models.CharField(_("channel"), max_length=10, choices=Channel.choices, default=Channel.PAPER)
    slip_number = models.CharField(_("slip number"), max_length=30, blank=True)
    deed = VillageForeignKey(Deed, null=True, blank=True, related_name="claims", verbose_name=_("deed"))
    batch = VillageForeignKey(Batch, null=True, blank=True, related_name="claims", verbose_name=_("batch"))

    typed_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("typed in by"))
    #: The villager who claimed online; empty for paper.
    claimed_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("claimed by")
    )
    #: Who vouches for it 经办人: a name, and the user where that person has a log-in (who then may not decide it).
    vouched_name = models.CharField(_("vouched for by"), max_length=40, blank=True)
    vouched_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    state = models.CharField(_("state"), max_length=12, choices=ClaimState.choices, default=ClaimState.DRAFT)
    created_at = models.DateTimeField(_("typed in at"))
    submitted_at = models.DateTimeField(_("sent up at"), null=True, blank=True)
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    #: The committee's words when it returned or rejected the claim.
    decision_note = models.CharField(_("reason"), max_length=300, blank=True)
    #: Both days included; posted the day after ``publicity_until``.
    publicity_from = models.DateField(_("in publicity from"), null=True, blank=True)
    publicity_until = models.DateField(_("in publicity until"), null=True, blank=True)
    posted_at = models.DateTimeField(_("posted at"), null=True, blank=True)
    #: How often it has been sent up: votes belong to a round, and a returned claim begins a new one.
    review_round = models.PositiveSmallIntegerField(default=0, editable=False)

    class Meta:
        verbose_name = _("claim")
        verbose_name_plural = _("claims")
        constraints = [
            VillageKey("points_claim"),
            SameVillage("household", name="points_claim_household_fk"),
            SameVillage("item", name="points_claim_item_fk"),
            SameVillage("deed", name="points_claim_deed_fk"),
            SameVillage("batch", name="points_claim_batch_fk"),
            models.UniqueConstraint(
                fields=["village", "slip_number"],
                condition=~Q(slip_number="") & ~Q(state__in=DEAD_CLAIM_STATES),
                name="points_claim_slip_key",
            ),
            models.UniqueConstraint(
                fields=["village", "deed", "household"], condition=Q(deed__isnull=False), name="points_claim_deed_key"
            ),
            models.CheckConstraint(condition=Q(quantity__gte=1), name="points_claim_quantity_positive"),
            models.CheckConstraint(
                condition=Q(points=F("unit_points") * F("quantity")), name="points_claim_points_are_unit_times_quantity"
            ),
            models.CheckConstraint(
                condition=Q(publicity_from__isnull=True, publicity_until__isnull=True)
                | Q(publicity_until__gte=F("publicity_from")),
                name="points_claim_publicity_range",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[ClaimState.PUBLICISED, ClaimState.HELD, ClaimState.POSTED])
                | Q(publicity_from__isnull=False, decided_at__isnull=False),
                name="points_claim_publicised_has_dates",
            ),
            models.CheckConstraint(
                condition=Q(state=ClaimState.POSTED, posted_at__isnull=False)
                | (~Q(state=ClaimState.POSTED) & Q(posted_at__isnull=True)),
                name="points_claim_posted_has_moment",
            ),
            models.CheckConstraint(
                condition=Q(state=ClaimState.DRAFT) | Q(submitted_at__isnull=False),
                name="points_claim_submitted_has_moment",
            ),
        ]
        indexes = [
            # Caps and overlaps: live claims of a household around a day.
            models.Index(fields=["village", "household", "day"], name="points_claim_caps"),
            # Work list and sweep.
            models.Index(fields=["village", "state", "publicity_until"], name="points_claim_state"),
            models.Index(fields=["village", "typed_by", "created_at"], name="points_claim_typist"),
        ]

    def __str__(self) -> str:
        return f"{self.item_code} {self.item_name} {self.points:+d}"


class Photo(VillageModel):
    """A photo as it is kept: turned upright, re-encoded, without EXIF. ``sha256`` is of the bytes as uploaded.

    After the village's time the files are deleted; both hashes stay, so that the same photo is known again.
    """

    sha256 = models.CharField(max_length=64)
    #: Difference hash of 64 bits (signed): alike for the same picture made smaller or saved anew. Empty for a picture
    #: with too little in it to be told from others.
    look = models.BigIntegerField(null=True, editable=False)
    file = models.FileField(upload_to="photos/", max_length=200, blank=True)
    thumbnail = models.FileField(upload_to="photos/", max_length=200, blank=True)
    deleted_at = models.DateTimeField(_("deleted at"), null=True, blank=True)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    uploaded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()

    class Meta:
        verbose_name = _("photo")
        verbose_name_plural = _("photos")
        constraints = [
            VillageKey("points_photo"),
            models.CheckConstraint(
                condition=Q(deleted_at__isnull=True) | Q(file="", thumbnail=""), name="points_photo_deleted_has_no_file"
            ),
        ]
        indexes = [
            models.Index(fields=["village", "sha256"], name="points_photo_sha256"),
            # Read whole when a photo is compared with all others of the village: nothing but the index is read.
            models.Index(fields=["village", "look"], name="points_photo_look", include=["id", "sha256"]),
            models.Index(
                fields=["village", "uploaded_at"], condition=Q(deleted_at=None), name="points_photo_with_files"
            ),
        ]


class ClaimPhoto(VillageModel):
    """A photo stands for a claim; the photo of a shared deed stands for each of its claims."""

    claim = VillageForeignKey(Claim, models.CASCADE, related_name="photos")
    photo = VillageForeignKey(Photo, related_name="claims")

    class Meta:
        constraints = [
            VillageKey("points_claimphoto"),
            SameVillage("claim", name="points_claimphoto_claim_fk"),
            SameVillage("photo", name="points_claimphoto_photo_fk"),
            models.UniqueConstraint(fields=["village", "claim", "photo"], name="points_claimphoto_key"),
        ]
