package survey

import (
	"cmp"
	"context"
	"errors"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/i18n"
	"reeve/kernel/tabular"
	"reeve/modules/places"
)

const importBatch = 200 // rows in one transaction, so that others can write in between

var errTried = errors.New("dry run")

// Options say what is imported.
type Options struct {
	File     string
	Format   tabular.Format
	DryRun   bool // the same in one transaction, which is taken back
	Actor    db.Actor
	Progress func(rows int, done, size int64) // bytes of the file; may be nil
}

// Result tells what became of the rows of a file: each is in one of the first three numbers.
type Result struct {
	Imported, Unchanged, Rejected int
	Values                        []Change     // that are new or changed, in the order of the file
	Bad                           []errs.Field // every complaint, with its row
	RejectedFile                  string       // to be mended and imported again; empty where nothing was rejected
}

// Change is what a file did, or would have done, to a value. Shares are hundredths of a per cent.
type Change struct {
	Row                    int
	Survey, Question, Year string
	New                    bool
	Was, Is                int64
}

// line is a row that can be stored.
type line struct {
	row   int
	wave  *Wave // shared by the rows of one survey
	value Value
}

type reader struct {
	s        *Surveys
	o        Options
	header   map[string]string
	places   map[string][]places.Place // by folded code and names
	seen     map[string]int
	waves    map[string]*Wave
	lines    []line
	rejected *tabular.Rejected
	text     *i18n.Localizer
	res      Result
}

// Import reads values of surveys, a row each. The same file again changes nothing. A row that is wrong is told and the
// others go in. errs.Invalid for a file that is no table or lacks columns: then nothing was stored.
func (s *Surveys) Import(ctx context.Context, o Options) (Result, error) {
	in, err := tabular.Open(o.File, o.Format, tabular.Generous())
	if err != nil {
		return Result{}, err
	}
	defer in.Close()
	r := &reader{s: s, o: o, seen: map[string]int{}, waves: map[string]*Wave{}, places: map[string][]places.Place{}, text: s.Catalogue.For(i18n.English)}
	if r.header, err = header(in.Header); err != nil {
		return r.res, err
	}
	r.land()
	if !o.DryRun {
		r.rejected = tabular.RejectTo(o.File, in)
	}
	err = r.read(in)
	if err == nil {
		err = r.store(ctx)
	}
	if r.rejected != nil {
		var second error
		r.res.RejectedFile, second = r.rejected.Close()
		err = errors.Join(err, second)
	}
	return r.res, err
}

// land makes places findable by code and by name.
func (r *reader) land() {
	s := r.s.Places.Snapshot()
	for _, role := range []string{places.Region, places.Community} {
		for _, p := range s.WithRole(role) {
			words := map[string]bool{tabular.Fold(p.Code): true}
			for _, name := range p.Names {
				words[tabular.Fold(name)] = true
			}
			for w := range words {
				r.places[w] = append(r.places[w], p)
			}
		}
	}
}

func (r *reader) read(in *tabular.Reader) error {
	for n := 1; ; n++ {
		row, err := in.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if err := r.take(row); err != nil {
			if err := r.reject(row, err); err != nil {
				return err
			}
		}
		if n%1000 == 0 && r.o.Progress != nil {
			done, size := in.Progress()
			r.o.Progress(n, done, size)
		}
	}
}

var (
	yearForm     = regexp.MustCompile(`^\d{4}$`)
	questionForm = regexp.MustCompile(`^[a-z][a-z0-9_]{0,39}$`)
)

// take reads one row.
func (r *reader) take(row tabular.Row) error {
	if row.Problem != nil {
		return &errs.Error{Kind: errs.Invalid, Key: "errs.invalid", Fields: []errs.Field{*row.Problem}}
	}
	get := func(field string) string {
		value, _ := row.Get(r.header[field])
		return value
	}
	var f errs.Fields
	l := line{row: row.Number, wave: &Wave{Title: get("survey"), Sample: get("sample"), Method: get("method"), Source: get("source"), Weights: get("weights")},
		value: Value{Question: strings.ToLower(get("question")), Group: get("group"), Wording: get("wording"), Design: 100}}
	if l.wave.Title == "" {
		f.Add("survey", "survey.title_missing")
	}
	switch found := r.places[tabular.Fold(get("place"))]; len(found) {
	case 0:
		f.Add("place", "survey.no_such_place", "place", get("place"))
	case 1:
		l.wave.Place = found[0].ID
	default:
		f.Add("place", "survey.place_several", "place", get("place"), "first", found[0].Code, "second", found[1].Code)
	}
	l.wave.From, l.wave.Until = days(get("from"), get("date"), &f)
	if !questionForm.MatchString(l.value.Question) {
		f.Add("question", "survey.question_wrong", "question", get("question"))
	}
	l.value.Share = hundredths(get("share"), "share", &f)
	if l.value.Share > whole {
		f.Add("share", "survey.share_wrong", "value", get("share"))
	}
	n, err := strconv.ParseInt(strings.NewReplacer(" ", "", " ", "", " ", "").Replace(get("n")), 10, 64)
	if l.value.Asked = n; err != nil || n < 1 || n > 100_000_000 {
		f.Add("n", "survey.n_wrong", "value", get("n"))
	}
	if text := get("margin"); text != "" {
		m := hundredths(strings.TrimPrefix(text, "±"), "margin", &f)
		l.value.Stated = &m
	}
	if text := get("design"); text != "" {
		if l.value.Design = hundredths(text, "design", &f); l.value.Design < 1 || l.value.Design > 100_00 {
			f.Add("design", "survey.share_wrong", "value", text)
		}
	}
	if err := f.Err(); err != nil {
		return err
	}
	key := strings.Join([]string{l.wave.Title, l.wave.Place, l.wave.Until, l.value.Question, l.value.Group}, "\x00")
	if first := r.seen[key]; first > 0 {
		return errs.Bad("question", "survey.import.twice", "row", first)
	}
	r.seen[key] = row.Number
	l.wave = r.together(*l.wave)
	r.lines = append(r.lines, l)
	return nil
}

// together is the survey that several rows are of. What one row says and another leaves out is said; the first that
// says something holds.
func (r *reader) together(w Wave) *Wave {
	key := strings.Join([]string{w.Title, w.Place, w.Until}, "\x00")
	known := r.waves[key]
	if known == nil {
		r.waves[key] = &w
		return &w
	}
	known.said(w)
	return known
}

// said takes over what is not said yet.
func (w *Wave) said(o Wave) {
	w.Sample, w.Method, w.Source, w.Weights = cmp.Or(w.Sample, o.Sample), cmp.Or(w.Method, o.Method), cmp.Or(w.Source, o.Source), cmp.Or(w.Weights, o.Weights)
}

// days reads when people were asked; a year alone is all of it.
func days(from, until string, f *errs.Fields) (string, string) {
	if yearForm.MatchString(until) {
		return until + "-01-01", until + "-12-31"
	}
	last, ok := tabular.Day(until)
	if !ok {
		f.Add("date", "survey.date_wrong", "date", until)
		return "", ""
	}
	first := last
	if from != "" {
		if first, ok = tabular.Day(from); !ok || first > last {
			f.Add("from", "survey.date_wrong", "date", from)
		}
	}
	return first, last
}

// hundredths reads a number with at most two digits behind its comma or point, a per cent sign behind it or not.
func hundredths(text, field string, f *errs.Fields) int64 {
	plain := strings.ReplaceAll(strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(text), "%")), ",", ".")
	v, err := strconv.ParseFloat(plain, 64)
	if err != nil || v < 0 || v > 1e6 {
		f.Add(field, "survey.share_wrong", "value", text)
		return 0
	}
	return int64(v*100 + 0.5)
}

// reject notes a row that a rule refused; any other error ends the import.
func (r *reader) reject(row tabular.Row, err error) error {
	e := errs.Of(err)
	if e == nil || e.Kind != errs.Invalid || len(e.Fields) == 0 {
		return err
	}
	r.res.Rejected++
	var reasons []string
	for _, f := range e.Fields {
		f.Row = row.Number
		r.res.Bad = append(r.res.Bad, f)
		var args []any
		for name, value := range f.Args {
			args = append(args, name, value)
		}
		reasons = append(reasons, f.Field+": "+r.text.T(f.Key, args...))
	}
	if r.rejected == nil {
		return nil
	}
	return r.rejected.Add(row, strings.Join(reasons, " "))
}

// store writes the rows in batches.
func (r *reader) store(ctx context.Context) error {
	size := importBatch
	if r.o.DryRun {
		size = max(1, len(r.lines))
	}
	for batch := range slices.Chunk(r.lines, size) {
		var part Result
		err := r.s.DB.Write(ctx, r.o.Actor, func(tx *db.Tx) error {
			part = Result{}
			for _, l := range batch {
				w, fresh, err := r.s.putWave(tx, *l.wave)
				if err != nil {
					return err
				}
				l.value.Wave = w.ID
				was, changed, err := r.s.putValue(tx, l.value, w.Place)
				if err != nil {
					return err
				}
				if !changed && !fresh {
					part.Unchanged++
					continue
				}
				part.Imported++
				part.Values = append(part.Values, Change{l.row, w.Title, l.value.Question, w.Year(), was.ID == "", was.Share, l.value.Share})
			}
			if r.o.DryRun {
				return errTried
			}
			return nil
		})
		if err != nil && !errors.Is(err, errTried) {
			return err
		}
		r.res.Imported += part.Imported
		r.res.Unchanged += part.Unchanged
		r.res.Values = append(r.res.Values, part.Values...)
	}
	return nil
}
