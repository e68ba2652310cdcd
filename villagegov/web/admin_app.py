"""Named in INSTALLED_APPS in place of ``django.contrib.admin``: Django's admin, one village at a time.

Not in apps.py: Django would take the imported base class for a second default configuration there.
"""

from django.contrib.admin.apps import AdminConfig as DjangoAdminConfig


class AdminConfig(DjangoAdminConfig):
    default_site = "villagegov.web.admin_site.VillageAdminSite"
