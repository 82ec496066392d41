package commands

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"reeve/app"
	"reeve/app/backup"
	"reeve/app/console"
	"reeve/kernel/errs"
)

// BackupCmd writes a backup.
type BackupCmd struct {
	Installation
	File string `arg:"" help:"File to write, .tar.gz. It must not exist."`
	Keys string `help:"Write the keys to this file too. Keep it elsewhere: without it a backup cannot be read." placeholder:"FILE"`
}

// Do writes the backup beside its place and moves it there when it is whole and on disk.
func (b *BackupCmd) Do(c *Context) error {
	name := c.Path(b.File)
	if _, err := os.Stat(name); err == nil {
		return errs.New(errs.Conflict, "backup.file_exists", "file", name)
	}
	f, err := os.CreateTemp(filepath.Dir(name), ".reeve-backup-*")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	report := progress64(c.Stderr, "backup")
	m, err := backup.Write(c.Context, backup.Source{DB: c.App.DB, Files: c.App.Store}, f, func(_ string, done, total int64) { report(done, total) })
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	if err := os.Rename(f.Name(), name); err != nil {
		return err
	}
	if b.Keys != "" {
		if err := backup.WriteKeys(c.App.Dir, c.Path(b.Keys)); err != nil {
			return err
		}
		fmt.Fprintf(c.Stdout, "keys in %s: keep them apart from the backup\n", b.Keys)
	}
	var rows int64
	for _, t := range m.Tables {
		rows += t.Rows
	}
	fmt.Fprintf(c.Stdout, "%s: %d tables, %d rows, %d documents, %d missing\n", b.File, len(m.Tables), rows, m.Documents.Count, m.Documents.Lost)
	return nil
}

// Restore makes an installation of a backup.
type Restore struct {
	Installation
	File       string `arg:"" help:"Backup to restore, - for standard input."`
	Keys       string `help:"File or folder of the keys; else DIR/keys." placeholder:"FILE" type:"path"`
	Ledger     string `help:"A newer erasure ledger than the backup's; DIR/erasures.jsonl is taken by itself." placeholder:"FILE" type:"path"`
	Checkpoint string `help:"File with the last checkpoint known anywhere." placeholder:"FILE" type:"path"`
	Operator   string `required:"" help:"Who restores. It is written into the log."`
	Reason     string `required:"" help:"Why. It is written into the log."`
}

// Run restores into an empty folder or database.
func (r *Restore) Run(ctx context.Context) error {
	database, err := databaseOf(r.Installation)
	if err != nil {
		return err
	}
	if database == "" {
		held, err := console.Lock(r.Data)
		if err != nil {
			return err
		}
		defer held.Close()
	}
	var in io.Reader = os.Stdin
	if r.File != "-" {
		f, err := os.Open(r.File)
		if err != nil {
			return err
		}
		defer f.Close()
		in = f
	}
	var checkpoint []byte
	if r.Checkpoint != "" {
		if checkpoint, err = os.ReadFile(r.Checkpoint); err != nil {
			return err
		}
	}
	report := progress64(os.Stderr, "restore")
	o := app.RestoreOptions(r.Data, r.Keys)
	o.Dir, o.Database, o.Keys, o.Ledger, o.Operator, o.Reason, o.Checkpoint = r.Data, database, r.Keys, r.Ledger, r.Operator, r.Reason, string(checkpoint)
	done, err := backup.Restore(ctx, in, o, func(_ string, done, total int64) { report(done, total) })
	if err != nil {
		return err
	}
	fmt.Printf("restored the state of %s; the log begins epoch %d; %d later erasures done again\n", done.Manifest.Created.Format("2006-01-02 15:04:05Z07:00"), done.Epoch, done.Erased)
	if !done.Verified.OK() {
		fmt.Printf("the log of the source had faults already: %d; see reeve audit verify\n", len(done.Verified.Faults))
	}
	return nil
}
