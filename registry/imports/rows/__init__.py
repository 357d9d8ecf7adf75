"""Rows as what the register holds: devices, and everything else."""
