"""The operation of Returkoll: backup and restore, the demo, the answers that are stored for repeated requests."""
