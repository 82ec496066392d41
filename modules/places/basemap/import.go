package basemap

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"syscall"

	"reeve/kernel/db"
	"reeve/kernel/errs"
)

// Options say what is imported.
type Options struct {
	File        string // .mbtiles or .pmtiles; what it is, not what it is called, counts
	Name        string // of the street map; empty = the file's without its ending
	Attribution string // to be shown; empty = what the file says
	DryRun      bool   // check the file and keep nothing
	Actor       db.Actor
	// Progress tells how many bytes have been copied; may be nil.
	Progress func(done, total int64)
}

// Import checks a file, copies it into the folder and serves it from then on, without a restart; one of the same
// name is replaced. changed is false if it was there already. Errors: errs.Invalid with what is wrong with the file
// and what to do; then everything is as it was.
func (b *Basemap) Import(ctx context.Context, dir string, o Options) (m StreetMap, changed bool, err error) {
	name := cmp.Or(o.Name, strings.TrimSuffix(filepath.Base(o.File), filepath.Ext(o.File)))
	if !regexp.MustCompile(`^[\pL\pN][\pL\pN_.-]{0,59}$`).MatchString(name) {
		return m, false, errs.Bad("name", "places.basemap.name_wrong", "name", name)
	}
	if dir == "" {
		return m, false, errs.New(errs.Invalid, "places.basemap.no_folder")
	}
	b.importing.Lock()
	defer b.importing.Unlock()
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return m, false, err
	}
	sweep(dir)
	part, digest, size, err := copyIn(ctx, dir, o)
	if err != nil {
		return m, false, err
	}
	defer os.Remove(part) // gone already if all went well
	if m, err = check(ctx, part); err != nil {
		return m, false, err
	}
	m.Name, m.Digest, m.Bytes = name, digest, size
	m.Attribution = cmp.Or(plainText(o.Attribution), m.Attribution)
	if m.Attribution == "" {
		return m, false, bad("attribution_missing")
	}
	m.File = name + "-" + digest[:12] + "." + m.Format
	if o.DryRun {
		return m, true, nil
	}
	if err := settle(part, filepath.Join(dir, m.File)); err != nil {
		return m, false, err
	}
	if changed, err = b.take(ctx, dir, m, o.Actor); err != nil && !b.serves(m.File) {
		os.Remove(filepath.Join(dir, m.File))
	}
	return m, changed, err
}

// sweep removes copies that a crash has left behind.
func sweep(dir string) {
	left, _ := filepath.Glob(filepath.Join(dir, "import-*.part")) // the pattern is right
	for _, part := range left {
		os.Remove(part)
	}
}

func (b *Basemap) serves(file string) bool {
	return slices.ContainsFunc(b.Streets(), func(m StreetMap) bool { return m.File == file })
}

// take puts the row in place of the one before and removes the file that no row names any more.
func (b *Basemap) take(ctx context.Context, dir string, m StreetMap, actor db.Actor) (changed bool, err error) {
	var before string
	err = b.d.Write(ctx, actor, func(tx *db.Tx) (err error) {
		before, changed, err = b.put(tx, m)
		return err
	})
	if err != nil {
		return false, err
	}
	if err := b.Reload(ctx, dir); err != nil {
		return changed, err
	}
	if before != "" && before != m.File {
		if err := os.Remove(filepath.Join(dir, before)); err != nil && !errors.Is(err, os.ErrNotExist) {
			return changed, err
		}
	}
	return changed, nil
}

// check tells what a file is and looks at all of it.
func check(ctx context.Context, path string) (StreetMap, error) {
	f, err := os.Open(path)
	if err != nil {
		return StreetMap{}, err
	}
	var head [16]byte
	n, _ := io.ReadFull(f, head[:])
	f.Close()
	switch start := head[:n]; {
	case bytes.HasPrefix(start, []byte("SQLite format 3\x00")):
		return checkMBTiles(ctx, path)
	case bytes.HasPrefix(start, []byte("PMTiles")):
		return checkPMTiles(ctx, path)
	case bytes.HasPrefix(start, []byte{0x1f, 0x8b}), bytes.HasPrefix(start, []byte("PK\x03\x04")):
		return StreetMap{}, bad("packed")
	case n == 0:
		return StreetMap{}, bad("empty")
	case bytes.Contains(start, []byte("OSMHeader")):
		return StreetMap{}, bad("extract")
	}
	return StreetMap{}, bad("no_archive")
}

// copyIn copies the file into the folder under a name that nobody reads, flushed, with its digest.
func copyIn(ctx context.Context, dir string, o Options) (part, digest string, size int64, err error) {
	in, err := os.Open(o.File)
	if err != nil {
		return "", "", 0, errs.Wrap(err, errs.Invalid, "places.import.cannot_open", "file", o.File)
	}
	defer in.Close()
	info, err := in.Stat()
	if err != nil {
		return "", "", 0, err
	}
	if !info.Mode().IsRegular() {
		return "", "", 0, errs.New(errs.Invalid, "places.import.cannot_open", "file", o.File)
	}
	out, err := os.CreateTemp(dir, "import-*.part")
	if err != nil {
		return "", "", 0, err
	}
	defer func() {
		if err = errors.Join(err, out.Close()); err != nil {
			os.Remove(out.Name())
			if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) {
				err = errs.Wrap(err, errs.Unavailable, "errs.disk_full")
			}
		}
	}()
	sum := sha256.New()
	buf := make([]byte, 1<<20)
	for {
		if err := ctx.Err(); err != nil {
			return "", "", 0, err
		}
		n, rerr := in.Read(buf)
		if _, err := out.Write(buf[:n]); err != nil {
			return "", "", 0, err
		}
		sum.Write(buf[:n])
		if size += int64(n); o.Progress != nil {
			o.Progress(size, info.Size())
		}
		if errors.Is(rerr, io.EOF) {
			return out.Name(), hex.EncodeToString(sum.Sum(nil)), size, out.Sync()
		}
		if rerr != nil {
			return "", "", 0, rerr
		}
	}
}

// settle gives the copy its name and flushes the folder, so that a row may name it.
func settle(part, path string) error {
	if err := os.Rename(part, path); err != nil {
		return err
	}
	d, err := os.Open(filepath.Dir(path))
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
