package commands

import (
	"fmt"

	"reeve/kernel/db"
	"reeve/kernel/i18n"
	"reeve/kernel/tabular"
	"reeve/modules/practice"
)

// ImportParticipants names people for an event.
type ImportParticipants struct {
	Installation
	File      string `arg:"" help:"CSV, also gzipped, or xlsx; columns in any order: organisation, name, and perhaps email, post, delegation, substitute, lang."`
	Event     string `required:"" help:"Number of the event, as in the address of its page."`
	Encoding  string `help:"Encoding of a CSV file, where it cannot be told from the file."`
	Delimiter string `help:"Sign between the columns of a CSV file; else the one the first line has most of."`
	Sheet     string `help:"Sheet of an xlsx file; else the first."`
	Lang      string `help:"Language of names of organisations and of letters; else the installation's."`
	Confirmed bool   `help:"Give who would wait a seat where one is free, also after the deadline."`
	DryRun    bool   `help:"Do everything but keep nothing, and say what would change."`
}

// Do imports the file. It exits 0 once the file was read, whatever was rejected.
func (p *ImportParticipants) Do(c *Context) error {
	lang := p.Lang
	if lang == "" {
		lang = c.App.Settings.Get().Default
	}
	res, err := c.App.Practice.Events.Import(c.Context, practice.ParticipantOptions{File: c.Path(p.File), Event: p.Event, Lang: lang, Confirmed: p.Confirmed, DryRun: p.DryRun, Actor: db.System(),
		Format: tabular.Format{Encoding: p.Encoding, Delimiter: p.Delimiter, Sheet: p.Sheet}, Progress: rowsProgress(c.Stderr, "participants")})
	text := c.App.Catalogue.For(i18n.English)
	for _, f := range res.Bad {
		sayField(c.Stderr, text, f)
	}
	if res.RejectedFile != "" {
		fmt.Fprintf(c.Stderr, "the rejected rows are in %s; mend them and import that file\n", res.RejectedFile)
	}
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
