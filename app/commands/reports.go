package commands

import (
	"fmt"
	"io"
	"os"
	"time"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/i18n"
	"reeve/modules/threatmap"
)

// ImportReports reads reports that were filed elsewhere.
type ImportReports struct {
	Installation
	File   string `arg:"" help:"CSV, also gzipped, or xlsx."`
	Map    string `required:"" help:"YAML file that tells what the columns mean." placeholder:"MAPPING"`
	DryRun bool   `help:"Do everything but keep nothing."`
}

// toldRows is how many rejected rows are printed; all are in the file of the rejected.
const toldRows = 20

// Do imports the file. It exits 0 once the file was read, whatever was rejected.
func (p *ImportReports) Do(c *Context) error {
	mapping, err := readMapping(c.Path(p.Map))
	if err != nil {
		return err
	}
	res, err := c.App.Map.Import(c.Context, threatmap.ImportOptions{File: c.Path(p.File), Mapping: mapping, DryRun: p.DryRun, Actor: db.System(), Progress: rowsProgress(c.Stderr, "reports")})
	text := c.App.Catalogue.For(i18n.English)
	for n, f := range res.Bad {
		if n == toldRows {
			break
		}
		sayField(c.Stderr, text, f)
	}
	if more := res.Rejected - toldRows; more > 0 {
		fmt.Fprintf(c.Stderr, "  and %d more\n", more)
	}
	if res.RejectedFile != "" {
		fmt.Fprintf(c.Stderr, "the rejected rows are in %s; mend them and import that file\n", res.RejectedFile)
	}
	if err != nil && res.Rows() == 0 {
		return err
	}
	if mapping.Attribution != "" {
		fmt.Fprintf(c.Stdout, "source: %s\n", mapping.Attribution)
	}
	if res.Changed > 0 {
		fmt.Fprintf(c.Stdout, "changed in the source %d\n", res.Changed)
	}
	if p.DryRun {
		fmt.Fprintln(c.Stdout, "dry run: nothing was kept")
	}
	fmt.Fprintf(c.Stdout, "left out %d\nimported %d, unchanged %d, rejected %d\n", res.LeftOut, res.Imported, res.Unchanged, res.Rejected)
	return err
}

func readMapping(path string) (m threatmap.Mapping, err error) {
	f, err := os.Open(path)
	if err != nil {
		return m, errs.Wrap(err, errs.Invalid, "tabular.no_file", "file", path)
	}
	defer f.Close()
	return threatmap.ReadMapping(f)
}

// rowsProgress prints rows and the share of the file, at most once a second.
func rowsProgress(w io.Writer, what string) func(rows int, done, size int64) {
	last := time.Now()
	return func(rows int, done, size int64) {
		if time.Since(last) < time.Second || size == 0 {
			return
		}
		last = time.Now()
		fmt.Fprintf(w, "%s: %d rows, %d %% of the file\n", what, rows, done*100/size)
	}
}
