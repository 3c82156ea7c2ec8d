import sys

from services.portfolio import service
from shared import commands

sys.exit(commands.run("portfolio", service))
