package document

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"time"
)

// Folder keeps a blob in DIR/ab/cdef…, named by its digest, mode 0600. One process uses a folder at a time
// (the data folder's lock sees to that).
type Folder struct {
	dir string
	mu  sync.RWMutex // held for reading while a blob gets its name, for writing while one is removed
}

// OpenFolder opens or creates the folder.
func OpenFolder(dir string) (*Folder, error) {
	if err := os.MkdirAll(filepath.Join(dir, "tmp"), 0o700); err != nil {
		return nil, fromDisk(err)
	}
	for _, d := range []string{dir, filepath.Dir(dir)} {
		if err := flushFolder(d); err != nil {
			return nil, err
		}
	}
	return &Folder{dir: dir}, nil
}

func (f *Folder) path(digest string) string {
	return filepath.Join(f.dir, digest[:2], digest[2:])
}

// Put writes a temporary file, flushes it, renames it to its digest and flushes the folder.
func (f *Folder) Put(ctx context.Context, r io.Reader, limit int64) (Blob, error) {
	tmp, err := os.CreateTemp(filepath.Join(f.dir, "tmp"), "put-") // mode 0600
	if err != nil {
		return Blob{}, fromDisk(err)
	}
	defer os.Remove(tmp.Name()) // after the rename there is nothing left to remove
	defer tmp.Close()
	in := newIntake(&stopping{ctx, r}, limit)
	if _, err := io.Copy(tmp, in); err != nil {
		return Blob{}, fromDisk(err)
	}
	if err := tmp.Sync(); err != nil {
		return Blob{}, fromDisk(err)
	}
	if err := tmp.Close(); err != nil {
		return Blob{}, fromDisk(err)
	}
	b := Blob{Digest: in.digest(), Size: in.size}
	b.StoredAt, err = f.settle(tmp.Name(), b.Digest)
	return b, fromDisk(err)
}

// settle gives a flushed file its name. It replaces an equal one, which makes that one new again.
func (f *Folder) settle(tmp, digest string) (time.Time, error) {
	f.mu.RLock()
	defer f.mu.RUnlock()
	now := time.Now()
	if err := os.Chtimes(tmp, now, now); err != nil {
		return now, err
	}
	name := f.path(digest)
	dir := filepath.Dir(name)
	if err := os.Mkdir(dir, 0o700); err == nil {
		if err := flushFolder(f.dir); err != nil {
			return now, err
		}
	} else if !errors.Is(err, fs.ErrExist) {
		return now, err
	}
	if err := os.Rename(tmp, name); err != nil {
		return now, err
	}
	return now, flushFolder(dir)
}

// Open opens the file of a blob.
func (f *Folder) Open(_ context.Context, digest string) (io.ReadSeekCloser, error) {
	if !isDigest(digest) {
		return nil, notFound()
	}
	file, err := os.Open(f.path(digest))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, notFound()
	}
	if err != nil {
		return nil, err
	}
	return file, nil
}

// Old walks the folder.
func (f *Folder) Old(ctx context.Context, before time.Time, fn func(digest string) error) error {
	return filepath.WalkDir(f.dir, func(path string, e fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err != nil || e.IsDir() {
			return errors.Join(err, ctx.Err())
		}
		info, err := e.Info()
		if errors.Is(err, fs.ErrNotExist) || err == nil && !info.ModTime().Before(before) {
			return nil
		}
		if err != nil {
			return err
		}
		parent := filepath.Base(filepath.Dir(path))
		if parent == "tmp" {
			return os.Remove(path)
		}
		if digest := parent + e.Name(); isDigest(digest) {
			return fn(digest)
		}
		return nil
	})
}

// Delete removes the file of a blob.
func (f *Folder) Delete(_ context.Context, digest string, before time.Time) (bool, error) {
	if !isDigest(digest) {
		return false, nil
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	name := f.path(digest)
	info, err := os.Stat(name)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil || !info.ModTime().Before(before) {
		return false, err
	}
	if err := os.Remove(name); err != nil {
		return false, err
	}
	return true, flushFolder(filepath.Dir(name))
}

// flushFolder makes names in a folder durable.
func flushFolder(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer d.Close()
	return d.Sync()
}
