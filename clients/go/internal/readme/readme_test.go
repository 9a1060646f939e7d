// Package readme keeps the code that the READMEs show equal to code that is built and run.
package readme

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

const repository = "../../../.."

var fence = regexp.MustCompile("(?ms)^(<!-- from: (\\S+) -->\n)?```go\n(.*?)^```$")

func TestCodeStandsInAFileThatIsTested(t *testing.T) {
	for _, name := range []string{"README.md", "README.zh-CN.md"} {
		t.Run(name, func(t *testing.T) {
			text, err := os.ReadFile("../../" + name)
			if err != nil {
				t.Fatal(err)
			}
			blocks := fence.FindAllStringSubmatch(string(text), -1)
			if len(blocks) == 0 {
				t.Fatal("no code")
			}
			for _, block := range blocks {
				check(t, block[2], block[3])
			}
		})
	}
}

func check(t *testing.T, from, code string) {
	t.Helper()
	if from == "" {
		t.Errorf("does not say where it is from:\n%s", code)
		return
	}
	source, err := os.ReadFile(filepath.Join(repository, from))
	if errors.Is(err, fs.ErrNotExist) && !inRepository() {
		t.Skip("outside of the repository")
	}
	if err != nil {
		t.Error(err)
		return
	}
	if !strings.Contains(string(source), "\n"+code) && !containsIndented(string(source), code) {
		t.Errorf("is not in %s:\n%s", from, code)
	}
}

func inRepository() bool {
	_, err := os.Stat(filepath.Join(repository, "proto"))
	return err == nil
}

// Whether the code stands there with more tabs in front of each line.
func containsIndented(source, code string) bool {
	for depth := 1; depth <= 4; depth++ {
		tabs := strings.Repeat("\t", depth)
		var lines []string
		for line := range strings.Lines(code) {
			if strings.TrimSpace(line) != "" {
				line = tabs + line
			}
			lines = append(lines, line)
		}
		if strings.Contains(source, "\n"+strings.Join(lines, "")) {
			return true
		}
	}
	return false
}
