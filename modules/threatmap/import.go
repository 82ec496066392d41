package threatmap

import (
	"context"
	"errors"
	"hash/maphash"
	"io"
	"slices"
	"time"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/i18n"
	"reeve/kernel/tabular"
)

// importBatch is how many rows go into one transaction, so that others can write in between.
const importBatch = 500

// toldBad is how many rejected rows a result tells of; the others are in the file of the rejected.
const toldBad = 100

var errTried = errors.New("dry run")

// ImportOptions say what is imported.
type ImportOptions struct {
	File     string
	Mapping  Mapping
	DryRun   bool // the same, with every transaction taken back
	Actor    db.Actor
	Progress func(rows int, done, size int64) // bytes of the file; may be nil; called between transactions
}

// ImportResult counts the rows of a file: each is in one of the first four numbers.
type ImportResult struct {
	Imported  int // new, or changed in the source
	Unchanged int
	LeftOut   int // by the mapping
	Rejected  int

	Changed      int          // those of Imported that were there already
	Bad          []errs.Field // the first of the rejected, with their rows
	RejectedFile string       // to be mended and imported again; empty where nothing was rejected
}

// Rows is how many rows were read.
func (r ImportResult) Rows() int { return r.Imported + r.Unchanged + r.LeftOut + r.Rejected }

// importer is one run.
type importer struct {
	ctx       context.Context // of the whole run
	m         *Map
	o         ImportOptions
	now       time.Time
	columns   []string
	sorter    *sorter
	gazetteer *gazetteer
	named     map[string]located
	routes    map[string]Routed
	twins     map[[16]byte]int
	seed      maphash.Seed
	seen      map[uint64]uint64 // hashes of the keys read so far and of what stands with them; only where the mapping names a key
	tried     map[string]string // keys and hashes of a dry run, which finds nothing of what it stored
	batch     []arrival
	rejected  *tabular.Rejected
	text      *i18n.Localizer
	res       ImportResult
}

// Import reads a file of reports by its mapping. A row that is wrong is told in the result and the others go in. A
// row is known again by its key: the same file again changes nothing, and one that ended in the middle is gone on
// with by importing it again. Errors: errs.Invalid for a mapping that does not fit the file, then nothing was
// stored; or for a file that ends in the middle, then the rows before are in, as the result tells.
func (m *Map) Import(ctx context.Context, o ImportOptions) (ImportResult, error) {
	r, err := tabular.Open(o.File, o.Mapping.format(), tabular.Generous())
	if err != nil {
		return ImportResult{}, err
	}
	defer r.Close()
	i := &importer{ctx: ctx, m: m, o: o, now: m.Now(), columns: o.Mapping.columns(), named: map[string]located{}, routes: map[string]Routed{},
		twins: map[[16]byte]int{}, seed: maphash.MakeSeed(), seen: map[uint64]uint64{}, tried: map[string]string{}, text: m.Catalogue.For(i18n.English)}
	var bad errs.Fields
	for _, c := range i.columns {
		if !r.Has(c) {
			bad.Add(c, "threatmap.import.no_column", "column", c)
		}
	}
	if err := bad.Err(); err != nil {
		return i.res, err
	}
	if i.sorter, err = newSorter(o.Mapping, m.Categories.List()); err != nil {
		return i.res, err
	}
	if n := o.Mapping.Place.Name; n != nil {
		i.gazetteer = newGazetteer(m.Places.Snapshot(), n)
	}
	if !o.DryRun {
		if err := i.introduce(ctx); err != nil {
			return i.res, err
		}
		i.rejected = tabular.RejectTo(o.File, r)
	}
	err = i.run(ctx, r)
	if i.rejected != nil {
		var second error
		i.res.RejectedFile, second = i.rejected.Close()
		err = errors.Join(err, second, m.Categories.Refresh(ctx))
	}
	return i.res, err
}

// introduce stores the source as the mapping describes it, where that has changed.
func (i *importer) introduce(ctx context.Context) error {
	s := i.o.Mapping.from()
	all := i.m.Categories.Sources()
	if n := slices.IndexFunc(all, func(had Source) bool { return had.Code == s.Code }); n >= 0 && all[n].same(s) {
		return nil
	}
	return i.m.DB.Write(ctx, i.o.Actor, func(tx *db.Tx) error { return s.save(tx, i.m.Log) })
}

func (i *importer) run(ctx context.Context, r *tabular.Reader) error {
	for n := 1; ; n++ {
		row, err := r.Next()
		if errors.Is(err, io.EOF) {
			return i.flush(ctx)
		}
		if err != nil {
			return errors.Join(err, i.flush(ctx))
		}
		a, leave, err := i.read(row)
		switch {
		case leave:
			i.res.LeftOut++
		case err != nil:
			if err := i.reject(row, err); err != nil {
				return err
			}
		default:
			i.batch = append(i.batch, a)
		}
		if len(i.batch) >= importBatch {
			if err := i.flush(ctx); err != nil {
				return err
			}
		}
		if n%importBatch == 0 && i.o.Progress != nil {
			done, size := r.Progress()
			i.o.Progress(n, done, size)
		}
	}
}

// reject notes a row that a rule refused; any other error ends the import.
func (i *importer) reject(row tabular.Row, err error) error {
	e := errs.Of(err)
	if e == nil || e.Kind != errs.Invalid || len(e.Fields) == 0 {
		return err
	}
	f := e.Fields[0]
	f.Row = row.Number
	i.res.Rejected++
	if len(i.res.Bad) < toldBad {
		i.res.Bad = append(i.res.Bad, f)
	}
	if i.rejected == nil {
		return nil
	}
	args := make([]any, 0, 2*len(f.Args))
	for name, value := range f.Args {
		args = append(args, name, value)
	}
	return i.rejected.Add(row, f.Field+": "+i.text.T(f.Key, args...))
}

// flush writes the rows collected so far in one transaction.
func (i *importer) flush(ctx context.Context) error {
	if len(i.batch) == 0 {
		return nil
	}
	var part ImportResult
	err := i.m.DB.Write(ctx, i.o.Actor, func(tx *db.Tx) error {
		part = ImportResult{}
		if err := i.sorter.store(tx, i.m.Log, i.sorter.fresh); err != nil {
			return err
		}
		for _, a := range i.batch {
			if had, ok := i.tried[a.key]; ok {
				part.count(map[bool]fate{true: same, false: changed}[had == string(a.hash)])
				continue
			}
			what, err := i.store(tx, a)
			if err != nil {
				return err
			}
			part.count(what)
		}
		if i.o.DryRun {
			return errTried
		}
		return nil
	})
	if i.o.DryRun && errors.Is(err, errTried) {
		err = nil
		for _, a := range i.batch {
			i.tried[a.key] = string(a.hash)
		}
	}
	if err != nil {
		return err
	}
	i.res.Imported += part.Imported
	i.res.Unchanged += part.Unchanged
	i.res.Changed += part.Changed
	i.batch, i.sorter.fresh = i.batch[:0], nil
	return nil
}

func (r *ImportResult) count(what fate) {
	switch what {
	case fresh:
		r.Imported++
	case changed:
		r.Imported++
		r.Changed++
	case same:
		r.Unchanged++
	}
}

// route finds whose an arrival is, once for each place and route.
func (i *importer) route(a arrival) Routed {
	key := a.found.deepest() + " " + a.category.Route
	r, ok := i.routes[key]
	if !ok {
		r = RouteTo(i.m.facts(a.found, a.category))
		i.routes[key] = r
	}
	return r
}

// calendar is the one at the place; where the program has none it is the installation's, for the steps to come.
func (i *importer) calendar(a arrival) string {
	if c := i.m.Places.Calendar(a.found.Community.ID); c != nil {
		return c.Code
	}
	if c := i.m.Process.Calendar(i.m.Settings.Get().Country); c != nil {
		return c.Code
	}
	return a.found.Community.Country
}
