// Drives the official Go module of Files.com against a Filewharf site: `judge checks` runs what checks.go holds, `judge door` does what
// it is told, one JSON line in, one out.
package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"os"

	files_sdk "github.com/Files-com/files-sdk-go/v3"
	"github.com/Files-com/files-sdk-go/v3/file"
	"github.com/Files-com/files-sdk-go/v3/folder"
)

func config() files_sdk.Config {
	return files_sdk.Config{EndpointOverride: os.Getenv("SITE_URL"), APIKey: os.Getenv("SITE_KEY")}.Init()
}

// What the site said, in the words of its error types; what the client says by itself otherwise.
func errorType(err error) string {
	var response files_sdk.ResponseError
	if errors.As(err, &response) {
		return response.Type
	}
	return err.Error()
}

func paths(remote string) ([]string, error) {
	found := []string{}
	list, err := (&folder.Client{Config: config()}).ListFor(files_sdk.FolderListForParams{Path: remote})
	if err != nil {
		return found, err
	}
	for list.Next() {
		found = append(found, list.File().Path)
	}
	return found, list.Err()
}

func serve(operation, remote, local string) (any, error) {
	files := &file.Client{Config: config()}
	switch operation {
	case "put":
		return true, files.UploadFile(local, remote)
	case "get":
		_, err := files.DownloadToFile(files_sdk.FileDownloadParams{Path: remote}, local)
		return true, err
	case "list":
		return paths(remote)
	default:
		return nil, fmt.Errorf("there is no operation %q", operation)
	}
}

func door() {
	input := bufio.NewScanner(os.Stdin)
	for input.Scan() {
		var request struct{ Operation, Remote, Local string }
		answer := map[string]any{}
		err := json.Unmarshal(input.Bytes(), &request)
		if err == nil {
			answer["result"], err = serve(request.Operation, request.Remote, request.Local)
		}
		if err != nil {
			answer = map[string]any{"error": errorType(err)}
		}
		line, _ := json.Marshal(answer)
		fmt.Println(string(line))
	}
}

func main() {
	if len(os.Args) == 2 && os.Args[1] == "checks" {
		runChecks()
	} else {
		door()
	}
}
