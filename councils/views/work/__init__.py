"""What councils adds to the work page 工作台, a module a section."""

from councils.views.work.decide import DECIDE
from councils.views.work.records import RECORDS
from councils.views.work.rules import RULES
from councils.views.work.service import SERVICE

WORK_PAGES = (*DECIDE, *RECORDS, *RULES, *SERVICE)
