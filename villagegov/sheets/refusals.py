"""Why a file is not read, each with the way out. All belong to the field ``file``."""

from __future__ import annotations

from django.utils.translation import gettext as _

from villagegov.kernel.errors import DomainError

MEGABYTE = 1024 * 1024


def refuse(sentence: str, code: str) -> DomainError:
    return DomainError(sentence, field="file", code=code)


def too_large(most: int) -> DomainError:
    return refuse(
        _(
            "The file is larger than %(most)s MB; a register of ten thousand households is below 1 MB. Take pictures "
            "and other sheets out of it, or save the sheet as .csv."
        )
        % {"most": most // MEGABYTE},
        "too_large",
    )


def unpacks_too_large(most: int) -> DomainError:
    return refuse(
        _(
            "Unpacked, the workbook would be larger than %(most)s MB. Copy the table alone into a new workbook and "
            "upload that."
        )
        % {"most": most // MEGABYTE},
        "unpacks_too_large",
    )


def empty() -> DomainError:
    return refuse(_("The file is empty. Choose the file with the table."), "empty")


def not_a_table() -> DomainError:
    return refuse(_("This file is no table. Choose an Excel workbook (.xlsx) or a .csv file."), "not_a_table")


def web_page() -> DomainError:
    return refuse(
        _("This file is a web page, even if its name ends in .xls. Open it and save it as .xlsx."), "web_page"
    )


def password() -> DomainError:
    return refuse(
        _("The workbook has a password. Open it, take the password away, save it and upload it again."), "password"
    )


def old_xls() -> DomainError:
    return refuse(_("This is the old .xls format. Open it and save it as .xlsx (Excel workbook)."), "old_xls")


def other_workbook() -> DomainError:
    return refuse(_("This kind of workbook cannot be read here. Open it and save it as .xlsx."), "other_workbook")


def macros() -> DomainError:
    return refuse(
        _("The workbook holds macros, which are not opened here. Save it as .xlsx (without macros)."), "macros"
    )


def damaged() -> DomainError:
    return refuse(
        _("The workbook is damaged or was not made by a spreadsheet. Open it, save it as .xlsx and upload it again."),
        "damaged",
    )


def open_quote(line: int) -> DomainError:
    return refuse(
        _("The .csv cannot be read from line %(line)s on: a quotation mark is opened there and not closed.")
        % {"line": line},
        "open_quote",
    )


def too_many_rows(most: int) -> DomainError:
    return refuse(
        _("The sheet has more than %(most)s lines. Delete the empty lines below the table, or split it.")
        % {"most": most},
        "too_many_rows",
    )


def too_many_columns(most: int) -> DomainError:
    return refuse(
        _("The sheet has more than %(most)s columns. Delete the columns that are not needed.") % {"most": most},
        "too_many_columns",
    )


def no_heading(wanted: str) -> DomainError:
    return refuse(
        _(
            "No heading row was found in the first ten lines. It names what stands in each column, for example: "
            "%(wanted)s."
        )
        % {"wanted": wanted},
        "no_heading",
    )


def missing_columns(missing: str, found: str) -> DomainError:
    return refuse(
        _("The column %(missing)s is missing. Headings read: %(found)s. Add the column and upload the file again.")
        % {"missing": missing, "found": found},
        "missing_columns",
    )


def nothing_below() -> DomainError:
    return refuse(_("Below the heading row there is no line with anything in these columns."), "nothing_below")


def doubled_heading(one: str, one_place: str, other: str, other_place: str) -> DomainError:
    return refuse(
        _(
            "The headings “%(one)s” (column %(one_place)s) and “%(other)s” (column %(other_place)s) mean the same. "
            "Keep one of the two columns and upload the file again."
        )
        % {"one": one, "one_place": one_place, "other": other, "other_place": other_place},
        "doubled_heading",
    )


def formulas(places: str, count: int) -> DomainError:
    return refuse(
        _(
            "Cells that hold a formula and not a value: %(count)s (%(places)s). Select the table, copy it, paste it as "
            "values only, save and upload it again."
        )
        % {"count": count, "places": places},
        "formulas",
    )
