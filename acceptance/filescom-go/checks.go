package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math/rand"
	"os"
	"path/filepath"
	"reflect"
	"strings"

	files_sdk "github.com/Files-com/files-sdk-go/v3"
	api_key "github.com/Files-com/files-sdk-go/v3/apikey"
	"github.com/Files-com/files-sdk-go/v3/bundle"
	"github.com/Files-com/files-sdk-go/v3/file"
	"github.com/Files-com/files-sdk-go/v3/file/status"
	file_migration "github.com/Files-com/files-sdk-go/v3/filemigration"
	"github.com/Files-com/files-sdk-go/v3/folder"
	"github.com/Files-com/files-sdk-go/v3/group"
	"github.com/Files-com/files-sdk-go/v3/lock"
	"github.com/Files-com/files-sdk-go/v3/permission"
	"github.com/Files-com/files-sdk-go/v3/session"
	"github.com/Files-com/files-sdk-go/v3/user"
)

const mebibyte = 1 << 20

var yes = true

// What goes wrong in a check, caught where it is reported.
type failure struct{ reason string }

func fail(format string, values ...any) {
	panic(failure{fmt.Sprintf(format, values...)})
}

func must(err error) {
	if err != nil {
		fail("%s", err)
	}
}

func the[T any](value T, err error) T {
	must(err)
	return value
}

func equal(what string, actual, wanted any) {
	if !reflect.DeepEqual(actual, wanted) {
		fail("%s is %v, not %v", what, actual, wanted)
	}
}

func refused(what string, err error, wanted string) {
	if err == nil {
		fail("%s: nothing was refused", what)
	}
	if !strings.HasPrefix(errorType(err), wanted) {
		fail("%s is refused as %s, not as %s", what, errorType(err), wanted)
	}
}

// Bytes that look random and are always the same for a size.
func bytesOf(size int) []byte {
	seed := sha256.Sum256([]byte(fmt.Sprint(size)))
	data := make([]byte, size)
	rand.New(rand.NewSource(int64(binary.LittleEndian.Uint64(seed[:])))).Read(data)
	return data
}

func newFolder(name string) string {
	path := "go/" + name
	the((&folder.Client{Config: config()}).Create(files_sdk.FolderCreateParams{Path: path, MkdirParents: &yes}))
	return path
}

func temporary() string {
	return the(os.MkdirTemp("", "filewharf-go-"))
}

func get(path string) []byte {
	local := filepath.Join(temporary(), "it")
	defer os.RemoveAll(filepath.Dir(local))
	the((&file.Client{Config: config()}).DownloadToFile(files_sdk.FileDownloadParams{Path: path}, local))
	return the(os.ReadFile(local))
}

// A reader whose size nobody can ask for.
type stream struct{ io.Reader }

type check struct {
	name string
	run  func()
}

var checks = []check{
	{"folders are created and listed, page by page", func() {
		home := newFolder("folders")
		folders := &folder.Client{Config: config()}
		wanted := []string{}
		for number := range 25 {
			path := fmt.Sprintf("%s/%02d", home, number)
			the(folders.Create(files_sdk.FolderCreateParams{Path: path}))
			wanted = append(wanted, path)
		}
		list := the(folders.ListFor(files_sdk.FolderListForParams{Path: home, ListParams: files_sdk.ListParams{PerPage: 10}}))
		found := []string{}
		for list.Next() {
			found = append(found, list.File().Path)
		}
		must(list.Err())
		equal("the folder", found, wanted)
		equal("an empty folder", len(the(paths(home+"/00"))), 0)
		for _, root := range []string{"", "/"} {
			if !strings.Contains(strings.Join(the(paths(root)), "\n"), "go") {
				fail("the root as %q does not list go", root)
			}
		}
	}},

	{"names that URLs make trouble with are kept", func() {
		home := newFolder("names")
		files := &file.Client{Config: config()}
		for _, name := range []string{"a b.txt", "ü+&=?#%25.txt", "日本語.txt", "emoji 🌍.txt", "'quotes\".txt", ".hidden"} {
			path := home + "/" + name
			must(files.Upload(file.UploadWithReader(strings.NewReader(name)), file.UploadWithDestinationPath(path)))
			equal(name, string(get(path)), name)
			equal("its display name", the(files.Find(files_sdk.FileFindParams{Path: path})).DisplayName, name)
		}
	}},

	{"users are listed, created, found, changed and deleted", func() {
		users := &user.Client{Config: config()}
		made := the(users.Create(files_sdk.UserCreateParams{Username: "go-ada", Name: "Ada"}))
		the(users.Update(files_sdk.UserUpdateParams{Id: made.Id, Name: "Ada L."}))
		found := the(users.Find(files_sdk.UserFindParams{Id: made.Id}))
		equal("the user", []string{found.Username, found.Name}, []string{"go-ada", "Ada L."})
		list := the(users.List(files_sdk.UserListParams{
			SortBy:       map[string]any{"username": "asc"},
			FilterPrefix: map[string]any{"username": "many-"},
			ListParams:   files_sdk.ListParams{PerPage: 100},
		}))
		count := 0
		for list.Next() {
			equal("the user", list.User().Username, fmt.Sprintf("many-%04d", count))
			count++
		}
		must(list.Err())
		equal("the number of users", count, 250)
		must(users.Delete(files_sdk.UserDeleteParams{Id: made.Id}))
		_, err := users.Find(files_sdk.UserFindParams{Id: made.Id})
		refused("a deleted user", err, "not-found")
	}},

	{"files of many sizes go up from disk and come down", func() {
		home := newFolder("sizes")
		local := temporary()
		defer os.RemoveAll(local)
		files := &file.Client{Config: config()}
		for _, size := range []int{0, 1, 70_000, 5 * mebibyte, 5*mebibyte + 1, 10 * mebibyte, 10*mebibyte + 1, 25 * mebibyte} {
			name := fmt.Sprint(size)
			data := bytesOf(size)
			must(os.WriteFile(filepath.Join(local, name), data, 0o600))
			must(files.UploadFile(filepath.Join(local, name), home+"/"+name))
			equal("the size", the(files.Find(files_sdk.FileFindParams{Path: home + "/" + name})).Size, int64(size))
			if !bytes.Equal(get(home+"/"+name), data) {
				fail("the bytes of the file of %d came back as others", size)
			}
		}
	}},

	{"a stream of unknown size goes up", func() {
		home := newFolder("streams")
		for _, size := range []int{0, 3, 12 * mebibyte} {
			path, data := fmt.Sprintf("%s/%d", home, size), bytesOf(size)
			must((&file.Client{Config: config()}).Upload(
				file.UploadWithReader(stream{bytes.NewReader(data)}), file.UploadWithDestinationPath(path),
			))
			if !bytes.Equal(get(path), data) {
				fail("the bytes of the stream of %d came back as others", size)
			}
		}
	}},

	{"a tree of 1,000 files is pushed, and pulled somewhere else", func() {
		local := temporary()
		defer os.RemoveAll(local)
		source, target, remote := filepath.Join(local, "source"), filepath.Join(local, "target"), newFolder("tree")
		wanted := map[string]string{}
		for number := range 1000 {
			name := fmt.Sprintf("%d/%d/file %d.txt", number%10, number%100, number)
			wanted[name] = strings.Repeat(fmt.Sprint(number), number%50)
			must(os.MkdirAll(filepath.Dir(filepath.Join(source, name)), 0o700))
			must(os.WriteFile(filepath.Join(source, name), []byte(wanted[name]), 0o600))
		}
		equal("the first push", push(source, remote), 1000)
		equal("a push of nothing new", push(source, remote), 0)
		changed := "3/3/file 3.txt"
		wanted[changed] = "longer than it was"
		must(os.WriteFile(filepath.Join(source, changed), []byte(wanted[changed]), 0o600))
		equal("a push of one change", push(source, remote), 1)
		equal("the first pull", pull(remote, target), 1000)
		for name, text := range wanted {
			equal(name, string(the(os.ReadFile(filepath.Join(target, name)))), text)
		}
		equal("a pull of nothing new", pull(remote, target), 0)
	}},

	{"a large file goes and comes in many parts at once", func() {
		local := temporary()
		defer os.RemoveAll(local)
		remote, data := newFolder("large"), bytesOf(60*mebibyte+1)
		must(os.WriteFile(filepath.Join(local, "large"), data, 0o600))
		for _, adaptive := range []bool{false, true} {
			done((&file.Client{Config: config()}).Uploader(file.UploaderParams{
				LocalPath: filepath.Join(local, "large"), RemotePath: remote + "/large", AdaptiveConcurrency: adaptive,
			}))
			back := filepath.Join(local, fmt.Sprint("back-", adaptive))
			done((&file.Client{Config: config()}).Downloader(file.DownloaderParams{
				RemotePath: remote + "/large", LocalPath: back, AdaptiveConcurrency: adaptive,
			}))
			if !bytes.Equal(the(os.ReadFile(back)), data) {
				fail("the bytes came back as others (adaptive: %t)", adaptive)
			}
		}
	}},

	{"files and folders are copied, moved and deleted", func() {
		home := newFolder("moves")
		files := &file.Client{Config: config()}
		migrations := &file_migration.Client{Config: config()}
		must(files.Upload(file.UploadWithReader(strings.NewReader("it")), file.UploadWithDestinationPath(home+"/from/deep/it")))
		the(migrations.Wait(the(files.Copy(files_sdk.FileCopyParams{Path: home + "/from", Destination: home + "/tree"})), ignore))
		the(migrations.Wait(the(files.Move(files_sdk.FileMoveParams{Path: home + "/tree", Destination: home + "/moved"})), ignore))
		equal("what was moved", string(get(home+"/moved/deep/it")), "it")
		refused("a folder that is not empty", files.Delete(files_sdk.FileDeleteParams{Path: home + "/moved"}), "processing-failure/folder-not-empty")
		must(files.Delete(files_sdk.FileDeleteParams{Path: home + "/moved", Recursive: &yes}))
		equal("the folder", the(paths(home)), []string{home + "/from"})
	}},

	{"errors are told apart", func() {
		home := newFolder("errors")
		files := &file.Client{Config: config()}
		_, err := files.Find(files_sdk.FileFindParams{Path: home + "/missing"})
		if !files_sdk.IsNotExist(err) {
			fail("a missing file is not told: %v", err)
		}
		_, err = (&folder.Client{Config: config()}).Create(files_sdk.FolderCreateParams{Path: home})
		if !files_sdk.IsExist(err) {
			fail("a folder that is there is not told: %v", err)
		}
		wrong := config()
		wrong.APIKey = "wrong"
		_, err = (&file.Client{Config: wrong}).Find(files_sdk.FileFindParams{Path: home})
		if !files_sdk.IsNotAuthenticated(err) {
			fail("a wrong key is not told: %v", err)
		}
		var response files_sdk.ResponseError
		if !errors.As(err, &response) || response.HttpCode != 401 || response.Instance == "" {
			fail("the answer has no code or no instance: %+v", response)
		}
	}},

	{"a session is opened, used and closed", func() {
		anonymous := config()
		anonymous.APIKey = ""
		made := the((&session.Client{Config: anonymous}).Create(files_sdk.SessionCreateParams{
			Username: os.Getenv("SITE_USERNAME"), Password: os.Getenv("SITE_PASSWORD"),
		}))
		mine := anonymous
		mine.SessionId = made.Id
		the((&user.Client{Config: mine}).List(files_sdk.UserListParams{}))
		must((&session.Client{Config: mine}).Delete())
		_, err := (&file.Client{Config: mine}).Find(files_sdk.FileFindParams{Path: "go"})
		refused("a closed session", err, "not-authenticated/invalid-credentials")
	}},

	{"a group's permission opens a folder to its member", func() {
		home := newFolder("permissions")
		member := the((&user.Client{Config: config()}).Create(files_sdk.UserCreateParams{Username: "go-guest"}))
		key := the((&api_key.Client{Config: config()}).Create(files_sdk.ApiKeyCreateParams{UserId: member.Id, Name: "judge"}))
		crew := the((&group.Client{Config: config()}).Create(files_sdk.GroupCreateParams{Name: "go-crew", UserIds: fmt.Sprint(member.Id)}))
		theirs := config()
		theirs.APIKey = key.Key
		_, err := (&file.Client{Config: theirs}).Find(files_sdk.FileFindParams{Path: home})
		refused("a folder of others", err, "not-found")
		granted := the((&permission.Client{Config: config()}).Create(files_sdk.PermissionCreateParams{
			Path: home, GroupId: crew.Id, Permission: "readonly",
		}))
		the((&file.Client{Config: theirs}).Find(files_sdk.FileFindParams{Path: home}))
		_, err = (&folder.Client{Config: theirs}).Create(files_sdk.FolderCreateParams{Path: home + "/new"})
		refused("writing there", err, "not-authorized/write-permission-required")
		must((&permission.Client{Config: config()}).Delete(files_sdk.PermissionDeleteParams{Id: granted.Id}))
		_, err = (&file.Client{Config: theirs}).Find(files_sdk.FileFindParams{Path: home})
		refused("the folder afterwards", err, "not-found")
	}},

	{"locks and bundles come and go", func() {
		path := newFolder("shared") + "/it"
		must((&file.Client{Config: config()}).Upload(file.UploadWithReader(strings.NewReader("it")), file.UploadWithDestinationPath(path)))
		locks := &lock.Client{Config: config()}
		set := the(locks.Create(files_sdk.LockCreateParams{Path: path, Timeout: 600}))
		list := the(locks.ListFor(files_sdk.LockListForParams{Path: path}))
		if !list.Next() || list.Lock().Token != set.Token {
			fail("the lock is not listed: %v", list.Err())
		}
		must(locks.Delete(files_sdk.LockDeleteParams{Path: path, Token: set.Token}))
		bundles := &bundle.Client{Config: config()}
		made := the(bundles.Create(files_sdk.BundleCreateParams{Paths: []string{path}, Password: "p4ssw0rd"}))
		equal("the bundle's paths", the(bundles.Find(files_sdk.BundleFindParams{Id: made.Id})).Paths, []string{path})
		must(bundles.Delete(files_sdk.BundleDeleteParams{Id: made.Id}))
		_, err := bundles.Find(files_sdk.BundleFindParams{Id: made.Id})
		refused("a deleted bundle", err, "not-found")
	}},
}

func ignore(files_sdk.FileMigration) {}

// Runs a transfer to its end; answers how many files went over the wire.
func done(job *file.Job) int {
	job.Start()
	job.Wait()
	for _, each := range job.Statuses {
		if each.Err() != nil {
			fail("%s: %s", each.RemotePath(), each.Err())
		}
	}
	return job.Count(status.Complete)
}

func push(local, remote string) int {
	return done((&file.Client{Config: config()}).Uploader(file.UploaderParams{
		LocalPath: local + string(os.PathSeparator), RemotePath: remote, Sync: true,
	}))
}

func pull(remote, local string) int {
	must(os.MkdirAll(local, 0o700))
	return done((&file.Client{Config: config()}).Downloader(file.DownloaderParams{
		RemotePath: remote + "/", LocalPath: local + string(os.PathSeparator), Sync: true,
	}))
}

func report(each check) {
	defer func() {
		switch caught := recover().(type) {
		case nil:
			fmt.Println("ok", each.name)
		case failure:
			fmt.Printf("not ok %s: %s\n", each.name, strings.Join(strings.Fields(caught.reason), " "))
		default:
			fmt.Printf("not ok %s: %v\n", each.name, caught)
		}
	}()
	each.run()
}

func runChecks() {
	fmt.Printf("1..%d\n", len(checks))
	for _, each := range checks {
		report(each)
	}
}
