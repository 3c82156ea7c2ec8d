import sys

from services.portfolio import auditing
from services.portfolio.service import service
from shared import commands

if sys.argv[1:2] == ["log"]:
    sys.exit(auditing.main(sys.argv[2:]))
sys.exit(commands.run("portfolio", service))
