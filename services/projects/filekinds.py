"""Which kinds of files a trade takes; all take documents, pictures, video, archives and code."""

from shared.files import GROUPS

EVERY = frozenset({"documents", "images", "video", "archives", "code"})

MORE: dict[str, frozenset[str]] = {
    "cnc": frozenset({"cad"}),
    "ic_test": frozenset({"cad"}),
    "automation": frozenset({"plc", "cad"}),
    "fault_diagnosis": frozenset({"plc"}),
    "scan_3d": frozenset({"models", "cad"}),
    "low_altitude": frozenset({"geo"}),
    "building_services": frozenset({"cad"}),
}


def groups(trade: str) -> frozenset[str]:
    return EVERY | MORE.get(trade, frozenset())


def extensions(group: str) -> frozenset[str]:
    return frozenset(GROUPS[group])
