package address

import (
	"context"
	"errors"
	"io"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/tabular"
)

// batch is how many rows go into one transaction, so that others can write in between.
const batch = 1000

// toldBad is how many rejected rows a result tells of; all are in the file of the rejected.
const toldBad = 100

var errTried = errors.New("dry run")

// Options say what is imported.
type Options struct {
	File    string // CSV, plain or gzipped, or xlsx, with a header
	Source  string // of rows that name none
	Licence string // of rows that name none
	Replace bool   // what is of the file's sources but not in the file is removed
	DryRun  bool   // the same, with every transaction taken back
	Actor   db.Actor
	// Say puts a complaint into words, for the file of the rejected rows; nil = its key.
	Say      func(errs.Field) string
	Progress func(rows int, done, size int64) // bytes of the file; may be nil; called between transactions
}

// Result counts the rows of a file: each is in one of the first three numbers.
type Result struct {
	Imported  int // new, or moved
	Unchanged int
	Rejected  int

	Removed      int          // addresses, by Options.Replace
	Outside      int          // rows of Imported and Unchanged that lie in no community
	Bad          []errs.Field // the first of the rejected, with their rows
	RejectedFile string       // to be mended and imported again; empty where nothing was rejected
}

// importer is one run.
type importer struct {
	*Addresses
	o        Options
	seen     map[uint64]struct{} // of the rows read so far: a file that has an address twice has it where it stands first
	sources  map[string]bool     // ids
	batch    []arrival
	rejected *tabular.Rejected
	res      Result
}

// Import reads a file of addresses. A row that is wrong is told in the result and the others go in. An address is
// known again by its source, street, place, number and postcode; the same file again changes nothing, and one that
// ended in the middle is gone on with by importing it again. Errors: errs.Invalid for a file that is no table or
// lacks a column, then nothing was stored.
func (a *Addresses) Import(ctx context.Context, o Options) (Result, error) {
	r, err := tabular.Open(o.File, tabular.Format{}, tabular.Generous())
	if err != nil {
		return Result{}, err
	}
	defer r.Close()
	columns, err := columnsOf(r)
	if err != nil {
		return Result{}, err
	}
	i := &importer{Addresses: a, o: o, seen: map[uint64]struct{}{}, sources: map[string]bool{}}
	if !o.DryRun {
		i.rejected = tabular.RejectTo(o.File, r)
	}
	err = i.run(ctx, r, columns)
	if err == nil && o.Replace && i.res.Rejected == 0 {
		err = i.remove(ctx)
	}
	if i.rejected != nil {
		var second error
		i.res.RejectedFile, second = i.rejected.Close()
		err = errors.Join(err, second, a.Reload(ctx))
	}
	return i.res, err
}

func (i *importer) run(ctx context.Context, r *tabular.Reader, columns columns) error {
	for n := 1; ; n++ {
		row, err := r.Next()
		if errors.Is(err, io.EOF) {
			return i.flush(ctx)
		}
		if err != nil {
			return errors.Join(err, i.flush(ctx))
		}
		v, problem := i.read(row, columns)
		if problem != nil {
			if err := i.reject(row, *problem); err != nil {
				return err
			}
		} else {
			i.take(v)
		}
		if len(i.batch) >= batch {
			if err := i.flush(ctx); err != nil {
				return err
			}
		}
		if n%batch == 0 && i.o.Progress != nil {
			done, size := r.Progress()
			i.o.Progress(n, done, size)
		}
	}
}

func (i *importer) take(v arrival) {
	if v.community == "" {
		i.res.Outside++
	}
	if _, twice := i.seen[v.hash()]; twice {
		i.res.Unchanged++
		return
	}
	i.seen[v.hash()] = struct{}{}
	i.batch = append(i.batch, v)
}

func (i *importer) reject(row tabular.Row, f errs.Field) error {
	f.Row = row.Number
	i.res.Rejected++
	if len(i.res.Bad) < toldBad {
		i.res.Bad = append(i.res.Bad, f)
	}
	if i.rejected == nil {
		return nil
	}
	reason := f.Key
	if i.o.Say != nil {
		reason = f.Field + ": " + i.o.Say(f)
	}
	return i.rejected.Add(row, reason)
}
