import sys

from services.projects.service import service
from shared import commands

sys.exit(commands.run("projects", service))
