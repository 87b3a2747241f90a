"""The search for the day of publication.

``words`` has the labels of days and ``labels`` reads them; ``rules`` is the table of what speaks for and against a day,
with weights. ``statements`` finds the days that the page states of itself, ``lines``, ``elements`` and ``datelines``
those that readers see, ``place`` where they stand. ``ranking`` weighs them all.
"""
