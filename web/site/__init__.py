"""The pages of the site itself: the first page, help, the app on the tablet, the health check."""
