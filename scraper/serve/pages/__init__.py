"""The pages: each module answers some addresses, which ``scraper/serve/routes.py`` lists."""
