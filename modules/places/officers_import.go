package places

import (
	"context"
	"errors"
	"io"
	"slices"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/i18n"
	"reeve/kernel/tabular"
)

var errTried = errors.New("dry run")

// OfficerOptions say what posts and officers are imported from.
type OfficerOptions struct {
	File     string
	Format   tabular.Format
	Lang     string // BCP 47 tag of titles, ranks and office hours, and of the accounts that are made
	Texts    *i18n.Catalogue
	DryRun   bool // the same in one transaction, which is taken back
	Actor    db.Actor
	Progress func(rows int, done, size int64) // bytes of the file; may be nil; called between transactions
}

// OfficerResult tells what became of the rows of a file: each is in one of the first three numbers.
type OfficerResult struct {
	Imported  int // something new or changed
	Unchanged int
	Rejected  int

	Rows         []OfficerChange // of those imported, in the order of the file
	Bad          []errs.Field    // every complaint, with its row
	Notes        []errs.Field    // what is odd and went in nevertheless: the file calls a post vacant that is held
	RejectedFile string          // to be mended and imported again; empty where nothing was rejected
}

// OfficerChange is what a row did, or would have done.
type OfficerChange struct {
	Row        int
	Post       string // code
	Person     string // e-mail address, empty = vacancy
	NewPost    bool
	NewAccount bool
	Appointed  bool
	Changes    []FieldChange // of what was there
}

// FieldChange is one changed value.
type FieldChange struct{ Field, Was, Is string }

type officers struct {
	p        *Places
	o        OfficerOptions
	words    officerWords
	header   map[string]string // field to column
	find     finder
	posts    map[string]seenPost // by code, in this file
	held     map[string][]seenHolder
	batch    []arrivingOfficer
	rejected *tabular.Rejected
	text     *i18n.Localizer
	res      OfficerResult
}

// officerBatch is how many rows go into one transaction, so that others can write in between.
const officerBatch = 200

// ImportOfficers reads a file of posts and those who fill them. A row that is wrong is told in the result and the others
// go in. A post is known again by its code, a person by the e-mail address, an appointment by both with its kind and first
// day: the same file again changes nothing. Errors: errs.Invalid for a file that is no table or lacks columns; then
// nothing was stored.
func (p *Places) ImportOfficers(ctx context.Context, o OfficerOptions) (OfficerResult, error) {
	r, err := tabular.Open(o.File, o.Format, tabular.Generous())
	if err != nil {
		return OfficerResult{}, err
	}
	defer r.Close()
	i := &officers{p: p, o: o, posts: map[string]seenPost{}, held: map[string][]seenHolder{}, text: o.Texts.For(i18n.English), find: newFinder(p.Snapshot())}
	if i.words, err = readOfficerWords(o.Texts); err != nil {
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
	// Some rows are refused when they are read, others in their transaction.
	slices.SortStableFunc(i.res.Bad, func(a, b errs.Field) int { return a.Row - b.Row })
	if err != nil || o.DryRun {
		return i.res, err
	}
	return i.res, p.Reload(ctx)
}

func (i *officers) run(ctx context.Context, r *tabular.Reader) error {
	for n := 1; ; n++ {
		row, err := r.Next()
		if errors.Is(err, io.EOF) {
			return i.flush(ctx)
		}
		if err != nil {
			return errors.Join(err, i.flush(ctx))
		}
		a, err := i.read(row)
		if err == nil {
			i.batch = append(i.batch, a)
		} else if err := i.reject(row, err); err != nil {
			return err
		}
		if len(i.batch) >= officerBatch && !i.o.DryRun {
			if err := i.flush(ctx); err != nil {
				return err
			}
		}
		if n%officerBatch == 0 && i.o.Progress != nil {
			done, size := r.Progress()
			i.o.Progress(n, done, size)
		}
	}
}

// reject notes a row that a rule refused; any other error ends the import.
func (i *officers) reject(row tabular.Row, err error) error {
	e := errs.Of(err)
	if e == nil || e.Kind != errs.Invalid && e.Kind != errs.Conflict {
		return err
	}
	fields := e.Fields
	if len(fields) == 0 {
		fields = []errs.Field{{Field: "post", Key: e.Key, Args: e.Args}}
	}
	i.res.Rejected++
	reason := ""
	for _, f := range fields {
		f.Row = row.Number
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

// flush writes the rows collected so far in one transaction.
func (i *officers) flush(ctx context.Context) error {
	if len(i.batch) == 0 {
		return nil
	}
	type refusal struct {
		row tabular.Row
		err error
	}
	var part OfficerResult
	var bad []refusal
	err := i.p.d.Write(ctx, i.o.Actor, func(tx *db.Tx) error {
		part, bad = OfficerResult{}, nil
		for _, a := range i.batch {
			err := i.store(tx, a, &part)
			if e := errs.Of(err); e != nil && (e.Kind == errs.Invalid || e.Kind == errs.Conflict) {
				bad = append(bad, refusal{a.row, err})
			} else if err != nil {
				return err
			}
		}
		if i.o.DryRun {
			return errTried
		}
		return nil
	})
	if err != nil && !(i.o.DryRun && errors.Is(err, errTried)) {
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
