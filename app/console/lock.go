package console

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"

	"reeve/kernel/errs"
)

const (
	lockName   = "reeve.lock"
	socketName = "reeve.sock"
)

// Held is the lock of a data folder.
type Held struct {
	dir  string
	file *os.File
}

// Lock makes this process the one writer of a folder, which it creates if need be. A folder held by another
// is a Conflict that says by whom. The lock ends with Close or with the process.
func Lock(dir string) (*Held, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("create the data folder: %w", err)
	}
	f, err := os.OpenFile(filepath.Join(dir, lockName), os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fmt.Errorf("lock the data folder: %w", err)
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		f.Close()
		if errors.Is(err, syscall.EWOULDBLOCK) {
			return nil, errs.Wrap(err, errs.Conflict, "console.locked", "dir", dir, "pid", Holder(dir))
		}
		return nil, fmt.Errorf("lock the data folder: %w", err)
	}
	h := &Held{dir, f}
	if err := h.sign(); err != nil {
		return nil, errors.Join(fmt.Errorf("lock the data folder: %w", err), h.Close())
	}
	return h, nil
}

// sign writes who holds the lock, for people.
func (h *Held) sign() error {
	if err := h.file.Truncate(0); err != nil {
		return err
	}
	_, err := h.file.WriteAt(fmt.Appendf(nil, "%d\n", os.Getpid()), 0)
	return err
}

// Holder is the process number that last took a folder's lock, "?" if it cannot be told.
func Holder(dir string) string {
	text, err := os.ReadFile(filepath.Join(dir, lockName))
	if pid := strings.TrimSpace(string(text)); err == nil && pid != "" {
		return pid
	}
	return "?"
}

// Close gives the folder free. The file stays: removing it would let two processes hold two files of one name.
func (h *Held) Close() error {
	err := os.Remove(filepath.Join(h.dir, socketName))
	if errors.Is(err, fs.ErrNotExist) {
		err = nil
	}
	return errors.Join(err, h.file.Close())
}
