"""The steps from one version of the schema to the next: ``NNN_name.sql``, in the order of their numbers."""
