"""The search for the day of publication.

``words`` has the labels of days, ``rules`` what speaks for and against a day, with weights; ``statements`` finds the days
that the page states of itself, ``lines`` and ``times`` those that readers see, ``ranking`` weighs them.
"""
