"""The stages of a look: find regions, set them upright, read them, judge what was seen."""
