package commands

import (
	"fmt"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/i18n"
	"reeve/modules/places"
)

// ImportBasemap takes a street map into the data folder.
type ImportBasemap struct {
	Installation
	File        string `arg:"" help:"MBTiles or PMTiles with vector tiles by the OpenMapTiles schema."`
	Name        string `help:"Name of the street map, else that of the file; the one of the same name is replaced."`
	Attribution string `help:"Whose work it is, shown beside every map; else what the file says." placeholder:"TEXT"`
	DryRun      bool   `help:"Check the file and keep nothing."`
}

// Do imports the file.
func (p *ImportBasemap) Do(c *Context) error {
	m, changed, err := c.App.Places.ImportBasemap(c.Context, places.BasemapOptions{File: c.Path(p.File), Name: p.Name, Attribution: p.Attribution,
		DryRun: p.DryRun, Actor: db.System(), Progress: progress64(c.Stderr, "bytes")})
	if err != nil {
		return err
	}
	b := m.Bounds
	fmt.Fprintf(c.Stdout, "street map %s: %d tiles, zoom %d to %d, %.4f,%.4f to %.4f,%.4f, %s\n", m.Name, m.Tiles, m.MinZoom, m.MaxZoom, b.MinLat, b.MinLon, b.MaxLat, b.MaxLon, m.Attribution)
	if p.DryRun {
		fmt.Fprintln(c.Stdout, "dry run: nothing was kept")
	}
	n := map[bool]int{true: 1}
	fmt.Fprintf(c.Stdout, "imported %d, unchanged %d, rejected 0\n", n[changed], n[!changed])
	return nil
}

// ImportAddresses reads streets and house numbers.
type ImportAddresses struct {
	Installation
	File    string `arg:"" help:"CSV, also gzipped, or xlsx; columns street, lat, lon and if there are any number, postcode, community, source, licence."`
	Source  string `help:"Where the addresses come from, for rows that do not say it."`
	Licence string `help:"Their licence, for rows that do not say it."`
	Replace bool   `help:"Remove what is of the same source and not in the file."`
	DryRun  bool   `help:"Do everything but keep nothing."`
}

// Do imports the file. It exits 0 once the file was read, whatever was rejected.
func (p *ImportAddresses) Do(c *Context) error {
	text := c.App.Catalogue.For(i18n.English)
	res, err := c.App.Places.ImportAddresses(c.Context, places.AddressOptions{File: c.Path(p.File), Source: p.Source, Licence: p.Licence, Replace: p.Replace,
		DryRun: p.DryRun, Actor: db.System(), Say: func(f errs.Field) string { return text.T(f.Key, errs.Arguments(f.Args)...) }, Progress: rowsProgress(c.Stderr, "addresses")})
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
	if err != nil && res.Imported+res.Unchanged+res.Rejected == 0 {
		return err
	}
	if res.Outside > 0 {
		fmt.Fprintf(c.Stdout, "in no community %d\n", res.Outside)
	}
	if p.Replace {
		if res.Rejected > 0 {
			fmt.Fprintln(c.Stderr, "nothing was removed, since some rows were rejected")
		}
		fmt.Fprintf(c.Stdout, "removed %d\n", res.Removed)
	}
	if p.DryRun {
		fmt.Fprintln(c.Stdout, "dry run: nothing was kept")
	}
	fmt.Fprintf(c.Stdout, "imported %d, unchanged %d, rejected %d\n", res.Imported, res.Unchanged, res.Rejected)
	return err
}
