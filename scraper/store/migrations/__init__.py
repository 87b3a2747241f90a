"""The steps from one schema version to the next, and what only they may know: the sentences of old programs."""
