"""The pages of the site itself: the first page, help and the app on the tablet."""
