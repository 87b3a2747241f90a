"""Faults tried on the real command line: `python tests/faults --help`."""
