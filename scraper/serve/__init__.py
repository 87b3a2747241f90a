"""The archive in the browser: pages of its own beside Datasette's, all of them read-only."""
