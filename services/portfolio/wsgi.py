"""What gunicorn serves."""

import sys

from services.portfolio.app import create_app
from shared.config import Settings

# a document made to be slow to check holds the interpreter: others get their turn ten times as often
sys.setswitchinterval(0.0005)
app = create_app(Settings.from_env("portfolio"))
