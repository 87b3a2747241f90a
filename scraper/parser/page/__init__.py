"""The flat page: lines in reading order, the boxes around them, links, labels."""
