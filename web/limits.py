"""How often one address may try: guessing passwords must be slow, packing parcels must not."""

from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

limiter = Limiter(get_remote_address, storage_uri="memory://", strategy="moving-window")

SIGN_IN = "20 per minute"
