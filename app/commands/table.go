package commands

import (
	"fmt"

	"reeve/kernel/errs"
	"reeve/kernel/i18n"
	"reeve/kernel/tabular"
)

// Table is what every import of a table takes beside its file.
type Table struct {
	Encoding  string `help:"Encoding of a CSV file, where it cannot be told from the file."`
	Delimiter string `help:"Sign between the columns of a CSV file; else the one the first line has most of."`
	Sheet     string `help:"Sheet of an xlsx file; else the first."`
	DryRun    bool   `help:"Do everything but keep nothing, and say what would change."`
}

// Format is what the caller says of the file.
func (t Table) Format() tabular.Format {
	return tabular.Format{Encoding: t.Encoding, Delimiter: t.Delimiter, Sheet: t.Sheet}
}

// sayBad names the rows that did not go in, and the file in which they are kept.
func (c *Context) sayBad(bad []errs.Field, rejected string) {
	text := c.App.Catalogue.For(i18n.English)
	for _, f := range bad {
		sayField(c.Stderr, text, f)
	}
	if rejected != "" {
		fmt.Fprintf(c.Stderr, "the rejected rows are in %s; mend them and import that file\n", rejected)
	}
}
