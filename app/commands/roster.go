package commands

import (
	"fmt"

	"reeve/kernel/db"
	"reeve/modules/community"
)

// ImportRoster reads from when to when posts are to be on duty.
type ImportRoster struct {
	Installation
	Table
	File string `arg:"" help:"CSV, also gzipped, or xlsx; columns in any order: post, date, from and to, or hours."`
}

// Do imports the file. It exits 0 once the file was read, whatever was rejected.
func (p *ImportRoster) Do(c *Context) error {
	res, err := c.App.Community.Duty.ImportRoster(c.Context, community.RosterOptions{File: c.Path(p.File), DryRun: p.DryRun, Actor: db.System(),
		Format: p.Format(), Progress: rowsProgress(c.Stderr, "roster")})
	c.sayBad(res.Bad, res.RejectedFile)
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
