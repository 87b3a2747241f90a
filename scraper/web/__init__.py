"""What the web's standards say: addresses, encodings, compression, HTTP dates, bounds; and dates of people."""
