"""What a page says of itself: JSON-LD, metadata, the profile's selectors, directives for crawlers."""
