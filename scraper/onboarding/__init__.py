"""A site that no profile names yet: what it offers is found, its addresses are learned, and a profile is proposed.

It asks the network through the one fetcher, within a bound of requests (:mod:`scraper.onboarding.asking`), and writes
nothing but a profile, and that only where somebody asks for it (:mod:`scraper.onboarding.profile_file`).
"""

from __future__ import annotations
