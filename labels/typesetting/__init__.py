"""Words, boxes and symbols at their places on a page, and the page as PDF."""
