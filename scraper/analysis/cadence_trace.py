import datetime as dt
from dataclasses import dataclass
from statistics import median

MOST_DAYS = 3 * 366 + 30

@dataclass
class Trace:
    active: bytearray   # 1: published
    known: bytearray    # counts as evidence: watched, or before the first look and after the first article
    watched: bytearray  # looked at
    first: int
    last: int
    look: int | None
    share: float  # of the day of the last look that is over

@dataclass
class Traces:
    origin: dt.date
    length: int
    sites: dict

    def day(self, n): return self.origin + dt.timedelta(days=n)


def share_of_day(hours, hour):
    total = sum(hours)
    if total < 20:
        return 1.0 if hour >= 18 else 0.0
    return sum(hours[:max(0, hour - 1)]) / total

def traced(histories, today):
    earliest = today - dt.timedelta(days=MOST_DAYS)
    days = [d for h in histories.values() for d in h.articles if earliest <= d <= today]
    origin = min(days, default=today)
    n = (today - origin).days + 1
    sites = {}
    for name, h in histories.items():
        t = _trace(h, origin, n, today)
        if t is not None: sites[name] = t
    return Traces(origin, n, sites)

def _trace(h, origin, n, today):
    base = origin.toordinal()
    active = bytearray(n)
    for d, c in h.articles.items():
        i = d.toordinal() - base
        if 0 <= i < n and c > 0: active[i] = 1
    first, last = active.find(1), active.rfind(1)
    if first < 0: return None
    looked = sorted(i for d in h.looked if 0 <= (i := d.toordinal() - base) < n)
    early = sum(1 for d in h.looked if d.toordinal() < base) > 0
    watched = bytearray(n)
    look, share = None, 1.0
    if looked:
        steps = sorted(b - a for a, b in zip(looked, looked[1:]))
        cover = max(2, min(14, 2 * (steps[len(steps)//2] if steps else 1)))
        prev = -1 if early else looked[0] - 2
        for i in looked:
            for d in range(max(prev + 1, i - cover, 0), i + 1): watched[d] = 1
            prev = i
        look = looked[-1]
        if h.last_look is not None and h.last_look.date().toordinal() - base == look:
            share = share_of_day(h.hours, h.last_look.hour) if True else 1
    known = bytearray(watched)
    start = looked[0] if looked and not early else (0 if early else n)
    for d in range(first, min(start, n)):
        known[d] = 1
    for d in range(0, first): known[d] = 0
    if not looked:
        for d in range(last + 1, n): known[d] = 0
    return Trace(active, known, watched, first, last, look, share)
