"""A round's plans as plain arithmetic: what a plan is worth, which rules it breaks, what a change by hand costs.

The engine finds plans; here each of them is measured by the definition of the objective, one number at a time, so that
a page can show where a number comes from. Pure: a document of the form `shixun.round/1` and the skill graph come in.
"""

from services.matching.placing.case import Case, Project, Student
from services.matching.placing.changing import Change, Cost, cost_of, moved
from services.matching.placing.document import canonical, digest
from services.matching.placing.measuring import figures
from services.matching.placing.rearranging import Rearranged, rearranged
from services.matching.placing.repairing import Repair, repair, repair_together

__all__ = [
    "Case",
    "Change",
    "Cost",
    "Project",
    "Rearranged",
    "Repair",
    "Student",
    "canonical",
    "cost_of",
    "digest",
    "figures",
    "moved",
    "rearranged",
    "repair",
    "repair_together",
]
