"""One module a field of the record: where on a page it stands."""
