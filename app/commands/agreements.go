package commands

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"reeve/kernel/db"
	"reeve/modules/community"
)

// ImportAgreements reads agreements from a table.
type ImportAgreements struct {
	Installation
	Table
	File string `arg:"" help:"CSV, also gzipped, or xlsx; columns in any order."`
	Lang string `help:"Language of the titles; else that of the community's only name, or the installation's."`
}

// Do imports the file. It exits 0 once the file was read, whatever was rejected.
func (p *ImportAgreements) Do(c *Context) error {
	res, err := c.App.Community.Import(c.Context, community.ImportOptions{File: c.Path(p.File), Lang: p.Lang, DryRun: p.DryRun, Actor: db.System(),
		Format: p.Format(), Progress: rowsProgress(c.Stderr, "agreements")})
	c.sayBad(slices.Concat(res.Bad, res.Notes), res.RejectedFile)
	if err != nil {
		return err
	}
	if p.DryRun {
		for _, row := range res.Rows {
			sayRow(c.Stdout, row)
		}
		fmt.Fprintln(c.Stdout, "dry run: nothing was kept")
	}
	changed := 0
	for _, row := range res.Rows {
		if !row.New {
			changed++
		}
	}
	if changed > 0 {
		fmt.Fprintf(c.Stdout, "changed %d\n", changed)
	}
	fmt.Fprintf(c.Stdout, "imported %d, unchanged %d, rejected %d\n", res.Imported, res.Unchanged, res.Rejected)
	return nil
}

// sayRow prints what a row would do: + for a new agreement, ~ for one that is there.
func sayRow(w io.Writer, row community.RowChange) {
	if row.New {
		until := row.Until
		if until == "" {
			until = "without end"
		}
		begins := row.Begins
		if begins == "" {
			begins = "no first day"
		}
		fmt.Fprintf(w, "+ row %d: %s %s %s: %s, %s to %s\n", row.Row, row.Community, row.Kind, row.Number, row.State, begins, until)
		return
	}
	var parts []string
	for _, ch := range row.Changes {
		parts = append(parts, fmt.Sprintf("%s %q -> %q", ch.Field, ch.Was, ch.Is))
	}
	if row.PostsLinked > 0 {
		parts = append(parts, fmt.Sprintf("posts opened +%d", row.PostsLinked))
	}
	fmt.Fprintf(w, "~ row %d: %s %s %s: %s\n", row.Row, row.Community, row.Kind, row.Number, strings.Join(parts, "; "))
}
