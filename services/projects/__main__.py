import sys

from services.projects import service
from shared import commands

sys.exit(commands.run("projects", service))
