import math
from dataclasses import dataclass

LEAST_ACTIVE = 8
LEAST_DAYS = 42
LEAST_YEARLY = 15
P_CAP = .97
Q = 1.0
N0 = 5.0
MOST_E = 12.0
SE = 1.0

@dataclass
class Rhythm:
    chances: list
    theta: float
    above: float
    gaps_half_year: float
    usual_gap: float

    def chance(self, d): return self.chances[d]

    def surprise(self, nats):
        if nats <= Q: return 0.0
        return -math.log(self.above) + (nats - Q) / self.theta


def learned_rhythm(t, traces, calendar):
    w0 = traces.origin.weekday()
    name = next(k for k, v in traces.sites.items() if v is t)
    days = [d for d in range(t.first, t.last + 1) if t.known[d]]
    n = sum(t.active[d] for d in days)
    if n < LEAST_ACTIVE or t.last - t.first < LEAST_DAYS: return None
    profile = calendar.weekdays[name]
    raw_gap = (t.last - t.first) / n
    half = min(365.0, max(60.0, 30 * raw_gap))
    act = exp = 0.0
    shares = {d: calendar.share(name, d) for d in range(t.first, traces.length)}
    for d in days:
        w = 0.5 ** ((t.last - d) / half)
        act += w * t.active[d]; exp += w * profile[(w0 + d) % 7] * shares[d]
    level = act / max(exp, 1e-9)
    chances = [0.0] * traces.length
    for d in range(t.first, traces.length):
        chances[d] = min(P_CAP, level * profile[(w0 + d) % 7] * shares[d])
    weekly = sum(min(P_CAP, level * x) for x in profile)
    if weekly * 52 < LEAST_YEARLY: return None
    wd = [w for w in range(7) if calendar.common[w] >= .4]
    usual = len(wd) / weekly
    # gaps
    e = 0.0; tot = N0; over = N0 * math.exp(-Q); ex = 0.0; cnt = 0.0
    for d in days:
        if t.active[d]:
            w = 0.5 ** ((t.last - d) / (2 * half))
            tot += w
            if e > Q:
                over += w; ex += w * (min(e, MOST_E) - Q); cnt += w
            e = 0.0
        else:
            e -= math.log1p(-chances[d])
    theta = (N0 + ex) / (N0 + cnt)
    theta = max(1.0, theta * (1 - SE / math.sqrt(N0 + cnt)))
    return Rhythm(chances, theta, over / tot, weekly * 26, max(1.0, usual))
