import sys

from services.accounts import bounces
from services.accounts.service import service
from shared import commands

if sys.argv[1:] == ["bounce"]:
    sys.exit(bounces.main())
sys.exit(commands.run("accounts", service))
