import sys

from services.matching import service
from shared import commands

sys.exit(commands.run("matching", service))
