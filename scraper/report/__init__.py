"""What is made of the archive for others to read: citations."""
