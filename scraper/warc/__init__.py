"""WARC files (ISO 28500) and what the archive has: records written, and records read."""
