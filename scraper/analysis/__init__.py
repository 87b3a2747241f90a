"""Pure analysis of what is archived: what differs between two texts, and what became of an article over time."""
