"""The newsroom's own lists under a report, and its dated report."""
