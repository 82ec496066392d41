package app

import (
	"context"
	"os"
	"path/filepath"
	"time"

	"reeve/app/backup"
	"reeve/app/desk"
	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/i18n"
)

// Verify checks the log of an installation on a snapshot, beside a running server or without one.
func Verify(ctx context.Context, o Options, progress func(done, total int64)) (rep audit.Report, catalogue *i18n.Catalogue, err error) {
	if catalogue, err = i18n.Load(texts()...); err != nil {
		return rep, nil, err
	}
	if _, err := os.Stat(filepath.Join(o.Dir, "keys", "log.key")); err != nil {
		return rep, catalogue, errs.Wrap(err, errs.NotFound, "app.command.no_installation", "dir", o.Dir)
	}
	signer, err := audit.LoadOrCreateSigner(o.Dir, logOrigin)
	if err != nil {
		return rep, catalogue, err
	}
	d, err := db.Open(ctx, db.Options{Dir: o.Dir, Database: o.Database})
	if err != nil {
		return rep, catalogue, err
	}
	defer d.Close()
	err = d.Read(ctx, func(s *db.Snapshot) error {
		rep, err = audit.Verify(ctx, s, covered(), signer.PublicKey(), audit.VerifyOptions{Now: time.Now(), Origin: logOrigin, Progress: progress})
		return err
	})
	return rep, catalogue, err
}

// Texts are the texts of all parts, for messages before an installation is open.
func Texts() (*i18n.Catalogue, error) { return i18n.Load(texts()...) }

// RestoreOptions are what a restore must know of this program: its schemas and covered records.
func RestoreOptions() backup.Options {
	return backup.Options{Schemas: parts(), Covered: covered(), Origin: logOrigin}
}

// Checklist is what the installation still lacks.
func (a *App) Checklist(ctx context.Context) ([]desk.Item, error) {
	return a.Desk.Checklist(ctx, a.Now())
}
