"""Other systems: the tokens with which they use the API, and where events are sent to."""
