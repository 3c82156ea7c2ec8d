"""How a credential travels: baked into a picture, attached to a PDF, behind a QR code, many in an archive.

Pure functions with limits; nothing that a file names is fetched, and nothing in it is run. What a file is, its first
bytes alone say, so that a file that could be read in two ways is read in one.
"""

from services.portfolio.carriers.kinds import CarrierError, kind_of
from services.portfolio.carriers.opening import MOST_LINES, Found, open_files

__all__ = ["MOST_LINES", "CarrierError", "Found", "kind_of", "open_files"]
