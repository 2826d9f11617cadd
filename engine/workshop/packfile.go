package workshop

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
)

// sumsFile lists the SHA-256 of every other member of a pack file, in the form
// that sha256sum -c reads.
const sumsFile = "SHA256SUMS"

// Limits of a pack file.
const (
	maxPackMembers = 10_000
	maxPackBytes   = 256 << 20 // unpacked
)

// BuildPack writes a rule folder as one file: a zip of its rules, cases and
// texts with their checksums. Equal folders give equal bytes.
func BuildPack(w io.Writer, folder fs.FS) error {
	files := map[string][]byte{}
	err := fs.WalkDir(folder, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !belongs(name) {
			return err
		}
		data, err := fs.ReadFile(folder, name)
		files[name] = data
		return err
	})
	if err != nil {
		return err
	}
	files[sumsFile] = sums(files)
	z := zip.NewWriter(w)
	for _, name := range slices.Sorted(maps.Keys(files)) {
		member, err := z.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate})
		if err != nil {
			return err
		}
		if _, err := member.Write(files[name]); err != nil {
			return err
		}
	}
	return z.Close()
}

// belongs reports whether a file is part of a pack.
func belongs(name string) bool {
	base := path.Base(name)
	if strings.HasPrefix(base, ".") || base == sumsFile {
		return false
	}
	switch path.Ext(base) {
	case ".hcl", ".txtar", ".md":
		return true
	}
	return strings.HasPrefix(base, "LICEN") || strings.HasPrefix(base, "NOTICE")
}

func sums(files map[string][]byte) []byte {
	var out bytes.Buffer
	for _, name := range slices.Sorted(maps.Keys(files)) {
		sum := sha256.Sum256(files[name])
		fmt.Fprintf(&out, "%s  %s\n", hex.EncodeToString(sum[:]), name)
	}
	return out.Bytes()
}

// OpenPack opens a pack file as a folder of rules after it has checked that
// every member is what its checksum says and that none is missing or added.
func OpenPack(data []byte) (fs.FS, error) {
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, errors.New("it is no pack file (a zip made by culprit rules pack build)")
	}
	if len(z.File) > maxPackMembers {
		return nil, fmt.Errorf("it has more than %d members", maxPackMembers)
	}
	files := map[string][]byte{}
	left := int64(maxPackBytes)
	for _, f := range z.File {
		if !fs.ValidPath(f.Name) {
			return nil, fmt.Errorf("its member %q points outside of it", f.Name)
		}
		r, err := f.Open()
		if err != nil {
			return nil, err
		}
		content, err := io.ReadAll(io.LimitReader(r, left+1))
		r.Close()
		if err != nil {
			return nil, fmt.Errorf("%s: %w", f.Name, err)
		}
		if left -= int64(len(content)); left < 0 {
			return nil, fmt.Errorf("it unpacks to more than %d MiB", maxPackBytes>>20)
		}
		if _, twice := files[f.Name]; twice {
			return nil, fmt.Errorf("it has two members %q", f.Name)
		}
		files[f.Name] = content
	}
	want, ok := files[sumsFile]
	if !ok {
		return nil, fmt.Errorf("it has no %s", sumsFile)
	}
	delete(files, sumsFile)
	if got := sums(files); !bytes.Equal(got, want) {
		return nil, fmt.Errorf("its members do not agree with %s%s", sumsFile, firstDifference(got, want))
	}
	return z, nil
}

// firstDifference names the first member whose line is not in both lists.
func firstDifference(got, want []byte) string {
	listed := strings.Split(string(want), "\n")
	for _, line := range strings.Split(string(got), "\n") {
		if !slices.Contains(listed, line) {
			_, name, _ := strings.Cut(line, "  ")
			return ": " + name
		}
	}
	return ": a member is missing"
}
