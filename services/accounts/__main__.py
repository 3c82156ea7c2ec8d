import sys

from services.accounts import service
from shared import commands

sys.exit(commands.run("accounts", service))
