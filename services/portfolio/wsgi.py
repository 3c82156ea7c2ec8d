"""What gunicorn serves."""

from services.portfolio.app import create_app
from shared.config import Settings

app = create_app(Settings.from_env("portfolio"))
