package commands

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"reeve/kernel/db"
	"reeve/modules/places"
)

// ImportOfficers reads posts and those who fill them from a table.
type ImportOfficers struct {
	Installation
	Table
	File string `arg:"" help:"CSV, also gzipped, or xlsx; columns in any order."`
	Lang string `help:"Language of titles, ranks and office hours, and of the accounts made; else the installation's."`
}

// Do imports the file. It exits 0 once the file was read, whatever was rejected.
func (p *ImportOfficers) Do(c *Context) error {
	lang := p.Lang
	if lang == "" {
		lang = c.App.Settings.Get().Default
	}
	res, err := c.App.Places.ImportOfficers(c.Context, places.OfficerOptions{File: c.Path(p.File), Lang: lang, Texts: c.App.Catalogue, DryRun: p.DryRun, Actor: db.System(),
		Format: p.Format(), Progress: rowsProgress(c.Stderr, "officers")})
	c.sayBad(slices.Concat(res.Bad, res.Notes), res.RejectedFile)
	if err != nil {
		return err
	}
	if p.DryRun {
		for _, row := range res.Rows {
			sayOfficer(c.Stdout, row)
		}
		fmt.Fprintln(c.Stdout, "dry run: nothing was kept")
	}
	posts, accounts, appointed := 0, 0, 0
	for _, row := range res.Rows {
		for n, yes := range map[*int]bool{&posts: row.NewPost, &accounts: row.NewAccount, &appointed: row.Appointed} {
			if yes {
				*n++
			}
		}
	}
	fmt.Fprintf(c.Stdout, "posts %d, accounts %d, appointments %d\n", posts, accounts, appointed)
	fmt.Fprintf(c.Stdout, "imported %d, unchanged %d, rejected %d\n", res.Imported, res.Unchanged, res.Rejected)
	return nil
}

// sayOfficer prints what a row would do: + for a new post, ~ for one that is there.
func sayOfficer(w io.Writer, row places.OfficerChange) {
	sign, parts := "~", []string{}
	if row.NewPost {
		sign, parts = "+", append(parts, "new post")
	}
	if row.NewAccount {
		parts = append(parts, "new account "+row.Person)
	}
	switch {
	case row.Appointed:
		parts = append(parts, "appointed "+row.Person)
	case row.Person == "" && row.NewPost:
		parts = append(parts, "vacant")
	}
	for _, ch := range row.Changes {
		parts = append(parts, fmt.Sprintf("%s %q -> %q", ch.Field, ch.Was, ch.Is))
	}
	fmt.Fprintf(w, "%s row %d: %s: %s\n", sign, row.Row, row.Post, strings.Join(parts, "; "))
}
