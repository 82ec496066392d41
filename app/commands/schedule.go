package commands

import (
	"fmt"

	"reeve/kernel/db"
	"reeve/kernel/i18n"
	"reeve/kernel/tabular"
	"reeve/modules/practice"
)

// ImportSchedule reads the programme of an event.
type ImportSchedule struct {
	Installation
	File      string `arg:"" help:"JSON with a list sessions, or CSV or xlsx with columns in any order: title, start, and perhaps key, day, end, room, venue, speakers, host, abstract."`
	Event     string `help:"Number of the event, as in the address of its page; else the one that a file of this name has filled before, else a new conference."`
	Title     string `help:"Title of a new event; else the file's."`
	Series    string `help:"Series of a new event."`
	Zone      string `help:"Time zone of a new event, such as Europe/Prague; else the file's, else that of the installation's country."`
	Capacity  int64  `help:"Seats of a new event." default:"100"`
	Lang      string `help:"Language of the sessions; else the installation's."`
	Release   bool   `help:"Release the programme; that of a new event is released in any case."`
	Encoding  string `help:"Encoding of a CSV file, where it cannot be told from the file."`
	Delimiter string `help:"Sign between the columns of a CSV file; else the one the first line has most of."`
	Sheet     string `help:"Sheet of an xlsx file; else the first."`
	DryRun    bool   `help:"Do everything but keep nothing, and say what would change."`
}

// Do imports the file. It exits 0 once the file was read, whatever was rejected.
func (p *ImportSchedule) Do(c *Context) error {
	lang := p.Lang
	if lang == "" {
		lang = c.App.Settings.Get().Default
	}
	res, err := c.App.Practice.Talks.Import(c.Context, practice.ScheduleOptions{File: c.Path(p.File), Event: p.Event, Title: p.Title, Series: p.Series, Zone: p.Zone, Capacity: p.Capacity, Lang: lang, Release: p.Release,
		DryRun: p.DryRun, Actor: db.System(), Format: tabular.Format{Encoding: p.Encoding, Delimiter: p.Delimiter, Sheet: p.Sheet}})
	text := c.App.Catalogue.For(i18n.English)
	for _, f := range res.Bad {
		sayField(c.Stderr, text, f)
	}
	if err != nil {
		return err
	}
	if p.DryRun {
		fmt.Fprintln(c.Stdout, "dry run: nothing was kept")
	}
	switch {
	case res.NewEvent && !p.DryRun:
		fmt.Fprintf(c.Stdout, "new event %s\n", res.Event)
	case res.Event != "" && !p.DryRun:
		fmt.Fprintf(c.Stdout, "event %s\n", res.Event)
	}
	if res.Number > 0 {
		fmt.Fprintf(c.Stdout, "released version %d of the programme\n", res.Number)
	}
	fmt.Fprintf(c.Stdout, "imported %d, unchanged %d, rejected %d\n", res.Imported, res.Unchanged, res.Rejected)
	return nil
}
