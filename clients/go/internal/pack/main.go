// Command pack writes a module as a Go module proxy serves it: pack -folder . -version v1.0.0 -proxy DIR
//
// What it writes is a tree of files for any web server, or for GOPROXY=file://DIR.
package main

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/mod/modfile"
	"golang.org/x/mod/module"
	"golang.org/x/mod/semver"
	"golang.org/x/mod/zip"
)

func main() {
	folder := flag.String("folder", ".", "the module's")
	version := flag.String("version", "", "such as v1.0.0")
	proxy := flag.String("proxy", "", "the tree's root; versions that it has stay")
	flag.Parse()
	log.SetFlags(0)
	if err := pack(*folder, *version, *proxy); err != nil {
		log.Fatal("pack: ", err)
	}
}

func pack(folder, version, proxy string) error {
	text, err := os.ReadFile(filepath.Join(folder, "go.mod"))
	if err != nil {
		return err
	}
	this := module.Version{Path: modfile.ModulePath(text), Version: version}
	if err := module.Check(this.Path, this.Version); err != nil {
		return err
	}
	escaped, err := module.EscapePath(this.Path)
	if err != nil {
		return err
	}
	versions := filepath.Join(proxy, escaped, "@v")
	if err := os.MkdirAll(versions, 0o755); err != nil {
		return err
	}
	if err := writeVersion(versions, folder, text, this); err != nil {
		return err
	}
	return writeList(versions)
}

func writeVersion(versions, folder string, goMod []byte, this module.Version) error {
	var archive bytes.Buffer
	if err := zip.CreateFromDir(&archive, this, folder); err != nil {
		return err
	}
	info, err := json.Marshal(map[string]string{"Version": this.Version})
	if err != nil {
		return err
	}
	for suffix, content := range map[string][]byte{".info": info, ".mod": goMod, ".zip": archive.Bytes()} {
		if err := os.WriteFile(filepath.Join(versions, this.Version+suffix), content, 0o644); err != nil {
			return err
		}
	}
	return nil
}

// Names every version that is there.
func writeList(versions string) error {
	paths, err := filepath.Glob(filepath.Join(versions, "*.zip"))
	if err != nil {
		return err
	}
	var names []string
	for _, path := range paths {
		names = append(names, strings.TrimSuffix(filepath.Base(path), ".zip"))
	}
	slices.SortFunc(names, semver.Compare)
	list := fmt.Sprintln(strings.Join(names, "\n"))
	return os.WriteFile(filepath.Join(versions, "list"), []byte(list), 0o644)
}
