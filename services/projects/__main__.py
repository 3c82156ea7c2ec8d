import sys

from services.projects.app import service
from shared import commands

sys.exit(commands.run("projects", service))
