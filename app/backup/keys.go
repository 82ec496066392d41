package backup

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"reeve/kernel/errs"
)

// keyFile is the form in which keys are kept apart from archives.
type keyFile struct {
	Format int               `json:"format"`
	Keys   map[string]string `json:"keys"` // by file name
}

// needed are the files without which a copy cannot be read or its log not be continued.
func needed() []string { return []string{"master.key", "log.key"} }

// isKey tells whether a file of the key folder is kept with the keys: the keys themselves, and those of an exchange node.
func isKey(name string) bool {
	if strings.HasPrefix(name, ".") || strings.HasPrefix(name, "new-") {
		return false
	}
	return strings.HasSuffix(name, ".key") || name == "node.json"
}

// NodeKeys tells whether keys (a file of WriteKeys or a folder) are those of an exchange node.
func NodeKeys(from string) bool {
	keys, err := readKeys(from)
	return err == nil && keys["node.json"] != ""
}

// WriteKeys writes the keys of a data folder to a new file (0600) and flushes it. Whoever has this file and an
// archive can read everything: keep them in different places. It refuses to overwrite.
func WriteKeys(dir, file string) error {
	keys, err := readKeyFolder(filepath.Join(dir, "keys"))
	if err != nil {
		return err
	}
	text, err := json.MarshalIndent(keyFile{Format, keys}, "", "  ")
	if err != nil {
		return err
	}
	err = writeNew(file, append(text, '\n'))
	if errors.Is(err, fs.ErrExist) {
		return errs.Wrap(err, errs.Conflict, "backup.file_exists", "file", file)
	}
	return err
}

func readKeyFolder(folder string) (map[string]string, error) {
	keys := map[string]string{}
	entries, err := os.ReadDir(folder)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	for _, e := range entries {
		if !e.Type().IsRegular() || !isKey(e.Name()) {
			continue
		}
		text, err := os.ReadFile(filepath.Join(folder, e.Name()))
		if err != nil {
			return nil, err
		}
		keys[e.Name()] = string(text)
	}
	for _, name := range needed() {
		if keys[name] == "" {
			return nil, errs.New(errs.Invalid, "backup.key_missing", "file", filepath.Join(folder, name))
		}
	}
	return keys, nil
}

// readKeys reads a file of WriteKeys, or a folder of keys.
func readKeys(from string) (map[string]string, error) {
	info, err := os.Stat(from)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, errs.Wrap(err, errs.Invalid, "backup.key_missing", "file", from)
	}
	if err != nil {
		return nil, err
	}
	if info.IsDir() {
		return readKeyFolder(from)
	}
	text, err := os.ReadFile(from)
	if err != nil {
		return nil, err
	}
	var k keyFile
	if err := json.Unmarshal(text, &k); err != nil || k.Format != Format {
		return nil, errs.Wrap(err, errs.Invalid, "backup.key_file", "file", from)
	}
	for name := range k.Keys {
		if filepath.Base(name) != name || !isKey(name) {
			return nil, errs.New(errs.Invalid, "backup.key_file", "file", from)
		}
	}
	for _, name := range needed() {
		if k.Keys[name] == "" {
			return nil, errs.New(errs.Invalid, "backup.key_missing", "file", name)
		}
	}
	return k.Keys, nil
}

// installKeys puts keys into dir/keys and gives the files it made. Keys that are there already must be the same.
func installKeys(from, dir string) (made []string, err error) {
	folder := filepath.Join(dir, "keys")
	if from == "" {
		_, err := readKeyFolder(folder)
		return nil, err
	}
	keys, err := readKeys(from)
	if err != nil {
		return nil, err
	}
	if _, err := os.Stat(folder); errors.Is(err, fs.ErrNotExist) {
		made = append(made, folder)
	}
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, err
	}
	for name, text := range keys {
		file := filepath.Join(folder, name)
		err := writeNew(file, []byte(text))
		if errors.Is(err, fs.ErrExist) {
			have, err := os.ReadFile(file)
			if err == nil && string(have) != text {
				err = errs.New(errs.Conflict, "backup.other_keys", "file", file)
			}
			if err != nil {
				return made, err
			}
			continue
		}
		if err != nil {
			return made, fmt.Errorf("put the key %s in place: %w", name, err)
		}
		made = append(made, file)
	}
	return made, flushFolder(folder)
}

// writeNew writes and flushes a file that must not be there yet.
func writeNew(file string, text []byte) error {
	f, err := os.OpenFile(file, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(text)
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return errors.Join(err, os.Remove(file))
	}
	return flushFolder(filepath.Dir(file))
}

func flushFolder(name string) error {
	d, err := os.Open(name)
	if err != nil {
		return err
	}
	defer d.Close()
	return d.Sync()
}
