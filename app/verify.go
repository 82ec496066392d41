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
	"reeve/modules/exchange"
)

// Verify checks the log of an installation on a snapshot, beside a running server or without one.
func Verify(ctx context.Context, o Options, progress func(done, total int64)) (rep audit.Report, catalogue *i18n.Catalogue, err error) {
	if catalogue, err = i18n.Load(texts()...); err != nil {
		return rep, nil, err
	}
	if _, err := os.Stat(filepath.Join(o.Dir, "keys", "log.key")); err != nil {
		return rep, catalogue, errs.Wrap(err, errs.NotFound, "app.command.no_installation", "dir", o.Dir)
	}
	kind := Of(o.Dir)
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
		rep, err = audit.Verify(ctx, s, kind.covered(), signer.PublicKey(), audit.VerifyOptions{Now: time.Now(), Origin: signer.Name(), Progress: progress})
		if err != nil || kind != Exchange {
			return err
		}
		_, faults, err := exchange.VerifyCosigned(s, signer.Name())
		if err != nil {
			return err
		}
		rep.Faults = append(rep.Faults, faults...)
		rep.Notes, err = exchange.ForkNotes(s)
		return err
	})
	return rep, catalogue, err
}

// Texts are the texts of all parts, for messages before an installation is open.
func Texts() (*i18n.Catalogue, error) { return i18n.Load(texts()...) }

// RestoreOptions are what a restore into a folder must know of this program: its schemas and covered records. keys is
// where its keys come from, empty = they are there already.
func RestoreOptions(dir, keys string) backup.Options {
	kind := Of(dir)
	if keys != "" && backup.NodeKeys(keys) {
		kind = Exchange
	}
	return backup.Options{Schemas: kind.parts(), Covered: kind.covered(), Origin: logOrigin}
}

// Checklist is what the installation still lacks.
func (a *App) Checklist(ctx context.Context) ([]desk.Item, error) {
	return a.Desk.Checklist(ctx, a.Now())
}
