"""Figures drawn on the server as SVG: values in, markup out; each with a title, a description and a table behind it."""

from samdrift.doors.pages.svg.charts import bar_chart, sparkline
from samdrift.doors.pages.svg.clock import clock_timeline
from samdrift.doors.pages.svg.control import ControlPoint, control_chart, spread
from samdrift.doors.pages.svg.course import Course, Mark, course
from samdrift.doors.pages.svg.looks import look_legend
from samdrift.doors.pages.svg.plan import PlanSpace, floor_plan
from samdrift.doors.pages.svg.site_map import Live, MapArea, MapKey, SiteMark, site_map
from samdrift.doors.pages.svg.waterfall import waterfall

__all__ = [
    "ControlPoint",
    "Course",
    "Live",
    "MapArea",
    "MapKey",
    "Mark",
    "PlanSpace",
    "SiteMark",
    "bar_chart",
    "clock_timeline",
    "control_chart",
    "course",
    "floor_plan",
    "look_legend",
    "site_map",
    "sparkline",
    "spread",
    "waterfall",
]
