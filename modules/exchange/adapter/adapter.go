package adapter

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"time"

	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/kernel/i18n"
	"reeve/kernel/jobs"
	"reeve/kernel/secrets"
	"reeve/modules/exchange/request"
)

// Needs is what the package works with.
type Needs struct {
	Dir      string // data folder
	DB       *db.DB
	Log      *audit.Log
	Keys     *secrets.Keys
	Jobs     *jobs.Runner
	Requests *request.Requests
	Text     func() *i18n.Localizer // for the reasons beside bad files
}

// Adapter moves files. Safe for concurrent use.
type Adapter struct {
	Needs
	one sync.Mutex // at the folder
}

const (
	job   = "exchange.adapter"
	pause = 15 * time.Second
	batch = 200 // files at once, each way
)

// The folders below DIR/adapter.
const (
	folderIn   = "in"
	folderOut  = "out"
	folderDone = "done"
	folderBad  = "bad"
)

// New makes the adapter and has it look into its folder every 15 seconds.
func New(n Needs) *Adapter {
	a := &Adapter{Needs: n}
	if n.Jobs != nil {
		n.Jobs.Every(job, pause, a.Run)
	}
	return a
}

// Run takes what lies in the folder and writes what shall go. Without the folder it does nothing.
func (a *Adapter) Run(ctx context.Context) error {
	a.one.Lock()
	defer a.one.Unlock()
	root, err := os.OpenRoot(filepath.Join(a.Dir, "adapter"))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	defer root.Close()
	for _, name := range []string{folderIn, folderOut, folderDone, folderBad} {
		if err := root.Mkdir(name, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
			return err
		}
	}
	// What cannot be taken now must not keep the rest from going out.
	return errors.Join(a.takeAll(ctx, root), a.tellAll(ctx, root))
}

// place writes a file whole or not at all, over one of the same name.
func place(root *os.Root, name string, b []byte) (err error) {
	part := name + ".part"
	f, err := root.OpenFile(part, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(b)
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	return root.Rename(part, name)
}
