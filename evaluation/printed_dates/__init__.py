"""Printed publication dates, and strings that only look like one."""
