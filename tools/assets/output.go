package main

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/andybalholm/brotli"
)

// output collects finished files before any is written, so that a failed build leaves the former one in place.
type output struct {
	files    map[string][]byte // by the name with the hash
	manifest map[string]string // name asked for by the pages, name with the hash
}

func newOutput() *output {
	return &output{files: map[string][]byte{}, manifest: map[string]string{}}
}

// add names the content after its hash.
func (o *output) add(name string, content []byte) {
	sum := sha256.Sum256(content)
	ext := filepath.Ext(name)
	o.addNamed(name, strings.TrimSuffix(name, ext)+"-"+hex.EncodeToString(sum[:6])+ext, content)
}

func (o *output) addNamed(name, hashed string, content []byte) {
	o.files[hashed] = content
	o.manifest[name] = hashed
}

// write empties dir of an earlier build and writes this one, the manifest last: a folder with a manifest is whole.
func (o *output) write(dir string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	old, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	for _, entry := range old {
		if entry.Name() == ".keep" {
			continue
		}
		if err := os.RemoveAll(filepath.Join(dir, entry.Name())); err != nil {
			return err
		}
	}
	for name, content := range o.files {
		if err := writeForms(filepath.Join(dir, name), content); err != nil {
			return err
		}
	}
	manifest, err := json.MarshalIndent(o.manifest, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, "manifest.json"), append(manifest, '\n'), 0o644)
}

// writeForms writes the file and, where they save a tenth or more, its compressed forms.
func writeForms(path string, content []byte) error {
	if err := os.WriteFile(path, content, 0o644); err != nil {
		return err
	}
	for ext, compress := range map[string]func([]byte) ([]byte, error){".br": brotliForm, ".gz": gzipForm} {
		small, err := compress(content)
		if err != nil {
			return err
		}
		if len(small)*10 > len(content)*9 {
			continue
		}
		if err := os.WriteFile(path+ext, small, 0o644); err != nil {
			return err
		}
	}
	return nil
}

func brotliForm(content []byte) ([]byte, error) {
	var buf bytes.Buffer
	w := brotli.NewWriterLevel(&buf, brotli.BestCompression)
	if _, err := w.Write(content); err != nil {
		return nil, err
	}
	err := w.Close()
	return buf.Bytes(), err
}

func gzipForm(content []byte) ([]byte, error) {
	var buf bytes.Buffer
	w, err := gzip.NewWriterLevel(&buf, gzip.BestCompression)
	if err != nil {
		return nil, err
	}
	if _, err := w.Write(content); err != nil {
		return nil, err
	}
	err = w.Close()
	return buf.Bytes(), err
}

func (o *output) summary() string {
	total := 0
	for _, content := range o.files {
		total += len(content)
	}
	return fmt.Sprintf("assets: %d files, %d kB, in %s", len(o.files), total/1024, genDir)
}
