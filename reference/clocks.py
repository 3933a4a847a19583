"""The clocks, computed a second time with Python's own time zones. It shares no code with the program.

Reads lines "START END COUNT UNIT" (seconds since 1970 in UTC, a whole number, days or periods), and writes
"DAYS SECONDS DUE WITHIN": calendar days in Denmark, seconds passed, the last second within COUNT, and whether END is.
"""

import sys
from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

DENMARK = "Europe/Copenhagen"


def local_day(seconds, zone):
    """The Danish day of an instant."""
    return datetime.fromtimestamp(seconds, timezone.utc).astimezone(zone).date()


def last_second_of(day, zone):
    """The last second of a Danish day: one before the midnight that follows."""
    following = day + timedelta(days=1)
    midnight = datetime(following.year, following.month, following.day, tzinfo=zone)
    return int(midnight.timestamp()) - 1


def read_clock(start, end, count, unit, zone):
    """What a clock shows that started at START and was read or stopped at END."""
    days = (local_day(end, zone) - local_day(start, zone)).days
    if unit == "days":
        due = last_second_of(local_day(start, zone) + timedelta(days=count), zone)
    else:
        due = start + count * 86400
    return days, end - start, due, end <= due


def main():
    try:
        zone = ZoneInfo(DENMARK)
    except ZoneInfoNotFoundError:
        print("this computer has no table of time zones", file=sys.stderr)
        return 3
    for line in sys.stdin:
        start, end, count, unit = line.split()
        print(*read_clock(int(start), int(end), int(count), unit, zone))
    return 0


if __name__ == "__main__":
    sys.exit(main())
