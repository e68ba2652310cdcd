from points.models.audit import AuditRow
from points.models.calendar import CalendarDay, CalendarYear
from points.models.card import HouseholdCard, WrongTry
from points.models.care import CareMark, CareReading
from points.models.claim import Batch, Claim, ClaimPhoto, Deed, Photo
from points.models.household import Group, Household
from points.models.ledger import Entry, EntrySecret, LedgerHead, MonthClose
from points.models.life import EventWords, HouseholdEvent
from points.models.notice import Notice, NoticeChannel, NoticeDelivery
from points.models.paper import SheetLine, SlipBook, SpoiledSlip
from points.models.privacy import Consent, ImpactAssessment
from points.models.register_import import RegisterImport
from points.models.scheme import Category, Item, Mandate, Scheme
from points.models.site import JobRun, SiteClock
from points.models.user import Membership, RegionRole, User
from points.models.village import Region, Village, VillageSettings

__all__ = [
    "AuditRow",
    "Batch",
    "CalendarDay",
    "CalendarYear",
    "CareMark",
    "CareReading",
    "Category",
    "Claim",
    "ClaimPhoto",
    "Consent",
    "Deed",
    "Entry",
    "EntrySecret",
    "EventWords",
    "Group",
    "Household",
    "HouseholdCard",
    "HouseholdEvent",
    "ImpactAssessment",
    "Item",
    "JobRun",
    "LedgerHead",
    "Mandate",
    "Membership",
    "MonthClose",
    "Notice",
    "NoticeChannel",
    "NoticeDelivery",
    "Photo",
    "Region",
    "RegionRole",
    "RegisterImport",
    "Scheme",
    "SheetLine",
    "SiteClock",
    "SlipBook",
    "SpoiledSlip",
    "User",
    "Village",
    "VillageSettings",
    "WrongTry",
]
