"""Runs checks one after the other and says how each went: `1..N`, then `ok name` or `not ok name: reason`."""

import sys
import traceback

checks = []


def check(name):
    def register(function):
        checks.append((name, function))
        return function

    return register


def equal(actual, wanted, what="it"):
    assert actual == wanted, f"{what} is {actual!r}, not {wanted!r}"


def refuses(error_class, function, *args):
    """The call fails with this class of the client. Answers the error."""
    try:
        function(*args)
    except Exception as error:
        classes = [base.__name__ for base in type(error).__mro__]
        assert error_class in classes, f"the refusal is {classes[0]} ({error}), not {error_class}"
        return error
    raise AssertionError(f"{error_class} was expected, and nothing was refused")


def run_checks(program):
    """`program`: the file that the checks are in."""
    print(f"1..{len(checks)}", flush=True)
    for name, function in checks:
        try:
            function()
            print(f"ok {name}", flush=True)
        except Exception as error:
            lines = traceback.extract_tb(sys.exc_info()[2])
            here = next(frame for frame in reversed(lines) if frame.filename == program)
            reason = " ".join(f"{type(error).__name__}: {error}".split())
            print(f"not ok {name}: {reason[:600]} (line {here.lineno}: {here.line})", flush=True)
