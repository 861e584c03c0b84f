"""SHOW: the only Qt. One folder per job."""
