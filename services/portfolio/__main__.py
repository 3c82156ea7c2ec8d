import sys

from services.portfolio import auditing, reissuing
from services.portfolio.service import service
from shared import commands

if sys.argv[1:2] == ["log"]:
    sys.exit(auditing.main(sys.argv[2:]))
if sys.argv[1:2] == ["reissue"]:
    sys.exit(reissuing.main(sys.argv[2:]))
sys.exit(commands.run("portfolio", service))
