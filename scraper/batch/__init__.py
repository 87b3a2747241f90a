"""The same reading as a crawl's, of many captures at a time."""
