import datetime as dt
from itertools import accumulate
from dataclasses import dataclass

K_COMMON, K_DAY, K_SEASON = 2.0, 1.0, 5.0
HALF_WINDOW = 90
HOLIDAY = 0.5
SEASON = 10
K_WEEKDAY = 3.0
TOP = .98

@dataclass
class Calendar:
    weekdays: dict
    expected: dict
    acts: dict
    counted: dict
    A: list
    P: list
    H: list
    common: list
    weekday0: int

    def share(self, name, d):
        a = p = 0.0
        if name in self.counted and self.counted[name][d]:
            a, p = self.acts[name][d], self.expected[name][d]
        return min(1.0, (self.A[d] - a + K_COMMON * self.H[d]) / (self.P[d] - p + K_COMMON))

    def is_working(self, name, d):
        return self.common[(self.weekday0 + d) % 7] >= .4 and self.share(name, d) >= .4


def learned(traces):
    n, w0 = traces.length, traces.origin.weekday()
    share = None
    counted = {name: _counted(t) for name, t in traces.sites.items()}
    cal = None
    for round_ in range(3):
        expected, wds = {}, {}
        common = _common_weekdays(traces, counted, w0, cal)
        for name, t in traces.sites.items():
            shares = None if cal is None else [cal.share(name, d) for d in range(n)]
            wds[name] = weekday_profile(t, counted[name], common, w0, shares)
            expected[name] = _expected(t, counted[name], wds[name], w0, n, shares)
        A, P = [0.0] * n, [0.0] * n
        for name, t in traces.sites.items():
            c, a, e = counted[name], t.active, expected[name]
            for d in range(n):
                if c[d]:
                    A[d] += a[d]; P[d] += e[d]
        H = _earlier_years(traces.origin, n, A, P)
        cal = Calendar(wds, expected, {k: t.active for k, t in traces.sites.items()}, counted, A, P, H, common, w0)
    return cal


def _counted(t):
    """Days that say something: known ones from first article, but for a long silence at the end."""
    c = bytearray(t.known)
    n = sum(t.active); k = sum(t.known[t.first:t.last+1])
    gap = k / max(1, n)
    tail = sum(t.known[t.last + 1:])
    if tail > 28 * max(1, gap / 1.4) or n < 5:
        for d in range(t.last + 1, len(c)): c[d] = 0
    return c


def _common_weekdays(traces, counted, w0, cal):
    tot, exp = [1.0] * 7, [1.0] * 7
    for name, t in traces.sites.items():
        n = sum(t.active[d] for d in range(t.first, t.last + 1))
        if n < 5: continue
        a = [0] * 7; e = [0.] * 7
        for d in range(t.first, t.last + 1):
            if counted[name][d]:
                w = (w0 + d) % 7
                a[w] += t.active[d]; e[w] += 1
        m = sum(a) / max(1.0, sum(e))
        for w in range(7):
            tot[w] += a[w]; exp[w] += e[w] * m
    g = [t / e for t, e in zip(tot, exp)]
    top = max(g)
    return [x / top for x in g]


def weekday_profile(t, counted, common, w0, shares):
    """Relative weekday profile with mean 1 over the week."""
    a, e = [0.0] * 7, [0.0] * 7
    for d in range(t.first, t.last + 1):
        if counted[d]:
            w = (w0 + d) % 7
            a[w] += t.active[d]
            e[w] += 1 if shares is None else shares[d]
    gm = sum(common) / 7
    m = sum(a) / max(1e-9, sum(e))
    p = [(a[w] + K_WEEKDAY * m * common[w] / gm) / (e[w] + K_WEEKDAY) for w in range(7)]
    top = sum(p) / 7 or 1.0
    return [x / top for x in p]


def _expected(t, counted, profile, w0, n, shares):
    act = [0.0] * n; exp = [0.0] * n
    for d in range(t.first, n):
        if counted[d]:
            act[d] = t.active[d]
            exp[d] = profile[(w0 + d) % 7] * (1 if shares is None else shares[d])
    ca, ce = [0.0, *accumulate(act)], [0.0, *accumulate(exp)]
    out = [0.0] * n
    for d in range(t.first, n):
        lo, hi = max(0, d - HALF_WINDOW), min(n, d + HALF_WINDOW + 1)
        level = (ca[hi] - ca[lo]) / max(1.0, ce[hi] - ce[lo])
        out[d] = min(TOP, level * profile[(w0 + d) % 7])
    return out


def easter(year):
    a = year % 19; b, c = divmod(year, 100); d, e = divmod(b, 4); f = (b + 8) // 25; g = (b - f + 1) // 3
    h = (19 * a + b - d - g + 15) % 30; i, k = divmod(c, 4); l = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 22 * l) // 451
    month, day = divmod(h + l - 7 * m + 114, 31)
    return dt.date(year, month, day + 1)


def _earlier_years(origin, n, A, P):
    cA, cP = [0.0, *accumulate(A)], [0.0, *accumulate(P)]
    base = origin.toordinal()
    out = [1.0] * n
    easters = {}
    for d in range(365, n):
        day = dt.date.fromordinal(base + d)
        fixed, moved, season_a, season_p = [], [], 0.0, 0.0
        e = easters.setdefault(day.year, easter(day.year))
        off = (day - e).days
        for back in range(1, 4):
            try: same = day.replace(year=day.year - back).toordinal() - base
            except ValueError: same = dt.date(day.year - back, 2, 28).toordinal() - base
            if same < 0: break
            fixed.append(same)
            lo, hi = max(0, same - SEASON), min(n, same + SEASON + 1)
            season_a += cA[hi] - cA[lo]; season_p += cP[hi] - cP[lo]
            if -60 <= off <= 70:
                y = day.year - back
                m = easters.setdefault(y, easter(y)).toordinal() + off - base
                if 0 <= m < n: moved.append(m)
        if not fixed: continue
        s = min(1.0, (season_a + K_SEASON) / (season_p + K_SEASON))
        h = s
        for anchor in (fixed, moved):
            if anchor:
                r = (sum(A[k] for k in anchor) + K_DAY * s) / (sum(P[k] for k in anchor) + K_DAY)
                if r < HOLIDAY * s: h = min(h, r)
        out[d] = h
    return out
