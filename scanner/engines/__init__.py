"""One adapter an engine: grey pixels in, Sightings out."""
