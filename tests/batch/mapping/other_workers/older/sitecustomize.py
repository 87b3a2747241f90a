"""A worker with another version of the program."""

import scraper.about

scraper.about.VERSION = "0.0.9"
