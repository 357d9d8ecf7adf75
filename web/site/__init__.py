"""The pages of the site itself: the front door, help, the app on the tablet, the health check."""
