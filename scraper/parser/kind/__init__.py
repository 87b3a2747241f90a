"""Whether a page is one article, by evidence: walls, error pages, listings and other pages, calls to subscribe."""
