"""One module for each engine. It takes grey pixels and gives Sightings."""
