package commands

import (
	"context"
	"fmt"
	"os"

	"reeve/app"
	"reeve/kernel/audit"
	"reeve/kernel/errs"
	"reeve/kernel/i18n"
	"reeve/modules/exchange"
)

// Verify checks the log. It reads a snapshot: it needs neither the server nor the lock. A file of evidence is checked
// without any installation.
type Verify struct {
	Installation
	File string `arg:"" optional:"" help:"File of evidence to check instead." type:"path"`
}

// Run verifies and exits 0 only if everything holds.
func (v *Verify) Run(ctx context.Context) error {
	if v.File != "" {
		return verifyEvidence(v.File)
	}
	database, err := databaseOf(v.Installation)
	if err != nil {
		return err
	}
	rep, catalogue, err := app.Verify(ctx, app.Options{Dir: v.Data, Database: database}, progress64(os.Stderr, "verify"))
	if err != nil {
		return err
	}
	text := catalogue.For(i18n.English)
	for _, f := range rep.Faults {
		fmt.Fprintln(os.Stdout, text.T(f.Key, errs.Arguments(f.Args())...))
	}
	for _, f := range rep.Notes {
		fmt.Fprintln(os.Stdout, text.T(f.Key, errs.Arguments(f.Args())...))
	}
	if rep.More > 0 {
		fmt.Fprintf(os.Stdout, "and %d more\n", rep.More)
	}
	fmt.Printf("entries %d, records %d, checkpoints %d, bodies erased %d, root %s\n", rep.Entries, rep.Records, rep.Checkpoints, rep.Erased, rep.Root)
	if !rep.OK() {
		return errs.New(errs.Conflict, "app.command.verify_failed")
	}
	fmt.Println("everything holds")
	return nil
}

// verifyEvidence checks a file and says of each thing in it whether it holds.
func verifyEvidence(name string) error {
	file, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	rep, err := exchange.CheckEvidence(file)
	if err != nil {
		return err
	}
	text := texts().For(i18n.English)
	for _, f := range rep.Findings {
		mark := "holds"
		if !f.OK {
			mark = "DOES NOT HOLD"
		}
		fmt.Printf("%s: %s\n", mark, text.T(f.Key, errs.Arguments(f.Args)...))
	}
	if !rep.OK() {
		return errs.New(errs.Conflict, "app.command.verify_failed")
	}
	fmt.Println("everything holds")
	return nil
}

// Watch keeps an eye on a log from elsewhere.
type Watch struct {
	URL         string `arg:"" help:"Address of the site."`
	Keep        string `required:"" help:"File that keeps the last checkpoint." type:"path"`
	Key         string `help:"Public key of the log; else the one kept, or at the first time the one it shows."`
	AcceptEpoch bool   `help:"Go on with a new epoch, after a restore that the operator has explained."`
}

// Run looks once.
func (w *Watch) Run(ctx context.Context) error {
	seen, err := audit.Watch(ctx, w.URL, w.Keep, audit.WatchOptions{PublicKey: w.Key, AcceptEpoch: w.AcceptEpoch})
	if err != nil {
		return err
	}
	if seen.KeyIsNew {
		fmt.Printf("the log's key, taken from the log itself: compare it with what the operator says\n%s\n", seen.Key)
	}
	if seen.NewEpoch && !seen.Continues {
		fmt.Println("the new epoch does not contain all that was seen before")
	}
	fmt.Printf("%s: %d entries, %d at the last look\n", seen.Origin, seen.Size, seen.Before)
	return nil
}
