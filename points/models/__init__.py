from points.models.audit import AuditRow
from points.models.claim import Batch, Claim, ClaimPhoto, Deed, Photo
from points.models.household import Group, Household
from points.models.ledger import Entry, EntrySecret, LedgerHead, MonthClose
from points.models.scheme import Category, Item, Mandate, Scheme
from points.models.site import JobRun, SiteClock
from points.models.user import Membership, RegionRole, User
from points.models.village import Region, Village, VillageSettings

__all__ = [
    "AuditRow",
    "Batch",
    "Category",
    "Claim",
    "ClaimPhoto",
    "Deed",
    "Entry",
    "EntrySecret",
    "Group",
    "Household",
    "Item",
    "JobRun",
    "LedgerHead",
    "Mandate",
    "Membership",
    "MonthClose",
    "Photo",
    "Region",
    "RegionRole",
    "Scheme",
    "SiteClock",
    "User",
    "Village",
    "VillageSettings",
]
