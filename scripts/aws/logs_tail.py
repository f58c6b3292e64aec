"""`aws logs tail`, which version 1 of the CLI lacks; options and output as version 2 has them."""

import re
import sys
import time
from datetime import datetime, timezone

from awscli.customizations.commands import BasicCommand

SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800}
POLL_SECONDS = 1.0
KNOWN_EVENTS_MAX = 10_000


class LogsTail(BasicCommand):
    NAME = "tail"
    DESCRIPTION = "Tails the logs of a CloudWatch Logs group: events since a time, in order, and new ones with --follow."
    ARG_TABLE = [
        {"name": "group_name", "positional_arg": True, "help_text": "The log group."},
        {"name": "since", "default": "10m", "help_text": "From when on: 30s, 10m, 2h, 1d, 1w or an ISO 8601 time."},
        {"name": "follow", "action": "store_true", "help_text": "Goes on with new events until interrupted."},
        {"name": "format", "choices": ["detailed", "short"], "default": "detailed", "help_text": "Lines with the stream or without."},
        {"name": "filter-pattern", "help_text": "Only events that match it."},
    ]

    def _run_main(self, parsed_args, parsed_globals):
        logs = self._session.create_client(
            "logs", region_name=parsed_globals.region, endpoint_url=parsed_globals.endpoint_url
        )
        request = {"logGroupName": parsed_args.group_name, "startTime": start_time(parsed_args.since)}
        if parsed_args.filter_pattern:
            request["filterPattern"] = parsed_args.filter_pattern
        known = {}
        try:
            while True:
                for page in logs.get_paginator("filter_log_events").paginate(**request):
                    for event in page["events"]:
                        if event["eventId"] in known:
                            continue
                        known[event["eventId"]] = None
                        sys.stdout.write(line(event, parsed_args.format))
                        request["startTime"] = max(request["startTime"], event["timestamp"])
                sys.stdout.flush()
                if not parsed_args.follow:
                    return 0
                while len(known) > KNOWN_EVENTS_MAX:
                    del known[next(iter(known))]
                time.sleep(POLL_SECONDS)
        except KeyboardInterrupt:
            return 130


def start_time(since: str) -> int:
    """Milliseconds since the epoch."""
    relative = re.fullmatch(r"(\d+)([smhdw])", since)
    if relative:
        return int((time.time() - int(relative[1]) * SECONDS[relative[2]]) * 1000)
    try:
        moment = datetime.fromisoformat(since)
    except ValueError:
        raise ValueError(f"--since {since} is neither like 10m nor an ISO 8601 time") from None
    return int((moment if moment.tzinfo else moment.replace(tzinfo=timezone.utc)).timestamp() * 1000)


def line(event: dict, form: str) -> str:
    moment = datetime.fromtimestamp(event["timestamp"] / 1000, timezone.utc)
    if form == "short":
        return f"{moment:%Y-%m-%dT%H:%M:%S} {event['message']}\n"
    return f"{moment.isoformat(timespec='microseconds')} {event['logStreamName']} {event['message']}\n"
