package commands

import (
	"fmt"

	"reeve/kernel/db"
	"reeve/kernel/i18n"
	"reeve/kernel/tabular"
	"reeve/modules/community"
)

// ImportRoster reads from when to when posts are to be on duty.
type ImportRoster struct {
	Installation
	File      string `arg:"" help:"CSV, also gzipped, or xlsx; columns in any order: post, date, from and to, or hours."`
	Encoding  string `help:"Encoding of a CSV file, where it cannot be told from the file."`
	Delimiter string `help:"Sign between the columns of a CSV file; else the one the first line has most of."`
	Sheet     string `help:"Sheet of an xlsx file; else the first."`
	DryRun    bool   `help:"Do everything but keep nothing, and say what would change."`
}

// Do imports the file. It exits 0 once the file was read, whatever was rejected.
func (p *ImportRoster) Do(c *Context) error {
	res, err := c.App.Community.Duty.ImportRoster(c.Context, community.RosterOptions{File: c.Path(p.File), DryRun: p.DryRun, Actor: db.System(),
		Format: tabular.Format{Encoding: p.Encoding, Delimiter: p.Delimiter, Sheet: p.Sheet}, Progress: rowsProgress(c.Stderr, "roster")})
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
	changed := 0
	for _, day := range res.Days {
		sign, is := "+", day.Is
		if !day.New {
			changed++
			sign, is = "~", fmt.Sprintf("%q -> %q", day.Was, day.Is)
		}
		if p.DryRun {
			fmt.Fprintf(c.Stdout, "%s row %d: %s %s: %s (%d min)\n", sign, day.Row, day.Post, day.Day, is, day.To)
		}
	}
	if p.DryRun {
		fmt.Fprintln(c.Stdout, "dry run: nothing was kept")
	}
	if changed > 0 {
		fmt.Fprintf(c.Stdout, "changed %d\n", changed)
	}
	fmt.Fprintf(c.Stdout, "imported %d, unchanged %d, rejected %d\n", res.Imported, res.Unchanged, res.Rejected)
	return nil
}
