"""Does what it is told with the official Python client, one JSON line in, one out."""

import json
import sys

import files_sdk
from harness import connect


def serve(operation, remote, local):
    if operation == "put":
        files_sdk.upload_file(local, remote)
    elif operation == "get":
        files_sdk.download_file(remote, local)
    elif operation == "list":
        return [entry.path for entry in files_sdk.folder.list_for(remote).auto_paging_iter()]
    else:
        raise ValueError(f"there is no operation {operation}")
    return True


connect()
for line in sys.stdin:
    request = json.loads(line)
    try:
        answer = {"result": serve(request["operation"], request["remote"], request.get("local"))}
    except Exception as error:
        answer = {"error": type(error).__name__ if isinstance(error, files_sdk.error.Error) else repr(error)}
    print(json.dumps(answer), flush=True)
