import sys

from services.matching import recomputing, service
from shared import commands

if sys.argv[1:2] == ["recompute"]:
    sys.exit(recomputing.main(sys.argv[2:]))
sys.exit(commands.run("matching", service))
