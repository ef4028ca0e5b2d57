"""The client as a script of its users sets it up."""

import os

import files_sdk


def connect():
    """With a key of the site's administrator."""
    files_sdk.base_url = os.environ["SITE_URL"]
    files_sdk.set_api_key(os.environ["SITE_KEY"])
    # It repeats what fails; the waits between are none of our business here.
    files_sdk.initial_network_retry_delay = 0.01
    files_sdk.max_network_retry_delay = 0.01
