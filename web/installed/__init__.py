"""The app on the home screen: installing it, what the device can do, shortcuts, and photos shared with it."""

from web.installed import device, installing, sharing, shortcuts
from web.installed.blueprint import installed

__all__ = ["device", "installed", "installing", "sharing", "shortcuts"]
