package community

import (
	"context"
	"errors"
	"io"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/i18n"
	"reeve/kernel/tabular"
)

// importBatch is how many rows go into one transaction, so that others can write in between.
const importBatch = 200

var errTried = errors.New("dry run")

// ImportOptions say what is imported.
type ImportOptions struct {
	File     string
	Format   tabular.Format
	Lang     string // BCP 47 tag of the titles; empty = that of the community's only name, else the installation's
	DryRun   bool   // the same in one transaction, which is taken back
	Actor    db.Actor
	Progress func(rows int, done, size int64) // bytes of the file; may be nil; called between transactions
}

// ImportResult tells what became of the rows of a file: each is in one of the first three numbers.
type ImportResult struct {
	Imported  int // new, or changed
	Unchanged int
	Rejected  int

	Rows         []RowChange  // of those imported, in the order of the file
	Bad          []errs.Field // every complaint, with its row
	Notes        []errs.Field // what is odd and went in nevertheless: agreements of one kind that overlap
	RejectedFile string       // to be mended and imported again; empty where nothing was rejected
}

// RowChange is what a row did, or would have done.
type RowChange struct {
	Row           int
	Community     string // code
	Kind, Number  string
	New           bool
	State         string
	Begins, Until string
	PostsLinked   int
	Changes       []Change // of one that was there
}

type importer struct {
	c        *Community
	o        ImportOptions
	words    vocabulary
	land     *gazetteer
	header   map[string]string // field to column
	first    map[string]int    // natural key to row
	batch    []arrival
	rejected *tabular.Rejected
	text     *i18n.Localizer
	res      ImportResult
}

// Import reads a file of agreements. A row that is wrong is told in the result and the others go in. An agreement is
// known again by kind, number and community: the same file again changes nothing. Errors: errs.Invalid for a file that
// is no table or lacks columns; then nothing was stored.
func (c *Community) Import(ctx context.Context, o ImportOptions) (ImportResult, error) {
	r, err := tabular.Open(o.File, o.Format, tabular.Generous())
	if err != nil {
		return ImportResult{}, err
	}
	defer r.Close()
	i := &importer{c: c, o: o, first: map[string]int{}, text: c.Catalogue.For(i18n.English), land: newGazetteer(c.Places.Snapshot())}
	if i.words, err = readVocabulary(c.Catalogue); err != nil {
		return i.res, err
	}
	if i.header, err = i.words.columnsOf(r.Header); err != nil {
		return i.res, err
	}
	if !o.DryRun {
		i.rejected = tabular.RejectTo(o.File, r)
	}
	err = i.run(ctx, r)
	if i.rejected != nil {
		var second error
		i.res.RejectedFile, second = i.rejected.Close()
		err = errors.Join(err, second)
	}
	return i.res, err
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
		a, err := i.read(row)
		if err != nil {
			if err := i.reject(row, err); err != nil {
				return err
			}
		} else {
			i.batch = append(i.batch, a)
		}
		if len(i.batch) >= importBatch && !i.o.DryRun {
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
	i.res.Rejected++
	reason := ""
	for _, f := range e.Fields {
		f.Row = row.Number
		if f.Remedy == "" {
			f.Remedy = remedy(f.Key)
		}
		i.res.Bad = append(i.res.Bad, f)
		if reason != "" {
			reason += " "
		}
		reason += f.Field + ": " + i.text.T(f.Key, errs.Arguments(f.Args)...)
	}
	if i.rejected == nil {
		return nil
	}
	return i.rejected.Add(row, reason)
}

// remedy is what to do about a complaint, where that is not plain from the complaint itself.
func remedy(key string) string {
	switch key {
	case "community.end_missing", "community.date_wrong", "community.import.community_unknown", "community.import.community_unknown_there", "community.import.community_several", "community.import.twice":
		return key + ".remedy"
	}
	return ""
}

// flush writes the rows collected so far in one transaction.
func (i *importer) flush(ctx context.Context) error {
	if len(i.batch) == 0 {
		return nil
	}
	type refused struct {
		row tabular.Row
		err error
	}
	var part ImportResult
	var bad []refused
	err := i.c.DB.Write(ctx, i.o.Actor, func(tx *db.Tx) error {
		part, bad = ImportResult{}, nil
		for _, a := range i.batch {
			err := i.store(tx, a, &part)
			if e := errs.Of(err); e != nil && e.Kind == errs.Invalid {
				bad = append(bad, refused{a.row, err})
			} else if err != nil {
				return err
			}
		}
		if i.o.DryRun {
			return errTried
		}
		return nil
	})
	if i.o.DryRun && errors.Is(err, errTried) {
		err = nil
	}
	if err != nil {
		return err
	}
	for _, b := range bad {
		if err := i.reject(b.row, b.err); err != nil {
			return err
		}
	}
	i.res.Imported += part.Imported
	i.res.Unchanged += part.Unchanged
	i.res.Rows = append(i.res.Rows, part.Rows...)
	i.res.Notes = append(i.res.Notes, part.Notes...)
	i.batch = i.batch[:0]
	return nil
}
