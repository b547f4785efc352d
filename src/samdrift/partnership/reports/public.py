"""What other rooms and the doors may use of reports."""

from samdrift.partnership.reports.commands.agreeing import agree_report, freeze_report
from samdrift.partnership.reports.commands.drafting import draft_report
from samdrift.partnership.reports.commands.loading import PastReport, PastWord, import_reports
from samdrift.partnership.reports.commands.saying import finish_comments, publish_words, write_word
from samdrift.partnership.reports.events import ReportAgreed, ReportDrafted, ReportFrozen
from samdrift.partnership.reports.formats.page import document
from samdrift.partnership.reports.formats.paper import printed
from samdrift.partnership.reports.formats.tables import archive, workbook
from samdrift.partnership.reports.models import Report
from samdrift.partnership.reports.queries.comparing import Compared, regenerated
from samdrift.partnership.reports.queries.gathering import gathered
from samdrift.partnership.reports.queries.reading import data_of
from samdrift.partnership.reports.rules import canonical

__all__ = [
    "Compared",
    "PastReport",
    "PastWord",
    "Report",
    "ReportAgreed",
    "ReportDrafted",
    "ReportFrozen",
    "agree_report",
    "archive",
    "canonical",
    "data_of",
    "document",
    "draft_report",
    "finish_comments",
    "freeze_report",
    "gathered",
    "import_reports",
    "printed",
    "publish_words",
    "regenerated",
    "workbook",
    "write_word",
]
