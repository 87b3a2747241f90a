"""What is made of the archive and of its runs for others to read: citations, reports for monitors."""
