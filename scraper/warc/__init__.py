"""WARC bytes and the records of the archive: from one to the other, without the archive."""
