"""The map step of ``import warc``: a part of a WARC file in, pages read as articles out, in a process that may die."""
