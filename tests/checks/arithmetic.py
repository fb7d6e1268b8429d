"""What the conditions of the cases are written with."""
import datetime


def share(k, n, low, high):
    """The share k of n in percent lies in [low, high]."""
    return low <= 100 * k / n <= high


def near(x, y, give):
    """x is y, give or take."""
    return abs(x - y) <= give


def weekday(y, m, d, name):
    """The day is that day of the week."""
    return "一二三四五六日"[datetime.date(y, m, d).weekday()] == name


def exists(y, m, d):
    """There is such a day."""
    try:
        datetime.date(y, m, d)
        return True
    except ValueError:
        return False
