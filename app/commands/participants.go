package commands

import (
	"fmt"

	"reeve/kernel/db"
	"reeve/modules/practice"
)

// ImportParticipants names people for an event.
type ImportParticipants struct {
	Installation
	Table
	File      string `arg:"" help:"CSV, also gzipped, or xlsx; columns in any order: organisation, name, and perhaps email, post, delegation, substitute, lang."`
	Event     string `required:"" help:"Number of the event, as in the address of its page."`
	Lang      string `help:"Language of names of organisations and of letters; else the installation's."`
	Confirmed bool   `help:"Give who would wait a seat where one is free, also after the deadline."`
}

// Do imports the file. It exits 0 once the file was read, whatever was rejected.
func (p *ImportParticipants) Do(c *Context) error {
	lang := p.Lang
	if lang == "" {
		lang = c.App.Settings.Get().Default
	}
	res, err := c.App.Practice.Events.Import(c.Context, practice.ParticipantOptions{File: c.Path(p.File), Event: p.Event, Lang: lang, Confirmed: p.Confirmed, DryRun: p.DryRun, Actor: db.System(),
		Format: p.Format(), Progress: rowsProgress(c.Stderr, "participants")})
	c.sayBad(res.Bad, res.RejectedFile)
	if err != nil {
		return err
	}
	if p.DryRun {
		fmt.Fprintln(c.Stdout, "dry run: nothing was kept")
	}
	fmt.Fprintf(c.Stdout, "confirmed %d, waiting %d\n", res.Confirmed, res.Waiting)
	fmt.Fprintf(c.Stdout, "imported %d, unchanged %d, rejected %d\n", res.Imported, res.Unchanged, res.Rejected)
	return nil
}
