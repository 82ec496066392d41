package duty

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"slices"
	"strings"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/i18n"
	"reeve/kernel/tabular"
	"reeve/modules/places"
)

const rosterBatch = 300 // days in one transaction, so that others can write in between

var errTried = errors.New("dry run")

// RosterOptions say what is imported.
type RosterOptions struct {
	File     string
	Format   tabular.Format
	DryRun   bool // the same in one transaction, which is taken back
	Actor    db.Actor
	Progress func(rows int, done, size int64) // bytes of the file; may be nil
}

// RosterResult tells what became of the rows of a file: each is in one of the first three numbers.
type RosterResult struct {
	Imported, Unchanged, Rejected int
	Days                          []RosterChange // of days that are new or changed, in the order of the file
	Bad                           []errs.Field   // every complaint, with its row
	RejectedFile                  string         // to be mended and imported again; empty where nothing was rejected
}

// RosterChange is what a file did, or would have done, to the roster of a post on a day.
type RosterChange struct {
	Row      int // the first of that day
	Post     string
	Day      string
	New      bool
	Was, Is  string
	From, To int64 // minutes before and after
}

// planned is a day of a post as a file has it.
type planned struct {
	row     int
	rows    int
	post    places.Filled
	day     string
	shifts  []Span
	minutes int64
}

type rosterReader struct {
	d        *Duty
	o        RosterOptions
	header   map[string]string
	posts    map[string]places.Filled
	days     map[Cell]*planned
	order    []*planned
	rejected *tabular.Rejected
	text     *i18n.Localizer
	res      RosterResult
}

// ImportRoster reads a roster: post, day, and times or hours; several rows of a post and day are its shifts. What the
// file says of a day takes the place of what stood there, so the same file again changes nothing; days that the file
// does not name stay. A row that is wrong is told and the others go in. errs.Invalid for a file that is no table or
// lacks columns: then nothing was stored.
func (d *Duty) ImportRoster(ctx context.Context, o RosterOptions) (RosterResult, error) {
	in, err := tabular.Open(o.File, o.Format, tabular.Generous())
	if err != nil {
		return RosterResult{}, err
	}
	defer in.Close()
	r := &rosterReader{d: d, o: o, posts: map[string]places.Filled{}, days: map[Cell]*planned{}, text: d.Catalogue.For(i18n.English)}
	if r.header, err = rosterHeader(in.Header); err != nil {
		return r.res, err
	}
	for _, f := range d.Places.Snapshot().Posts() {
		r.posts[tabular.Fold(f.Post.Code)] = f
	}
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

// headerWords are what files call the columns, by field.
func headerWords() (words map[string][]string, err error) {
	raw, err := files.ReadFile("data/columns.json")
	if err != nil {
		return nil, err
	}
	return words, json.Unmarshal(raw, &words)
}

// rosterHeader finds which column holds which field.
func rosterHeader(header []string) (map[string]string, error) {
	words, err := headerWords()
	if err != nil {
		return nil, err
	}
	out, bad := map[string]string{}, errs.Fields{}
	for _, column := range header {
		for field, names := range words {
			if !slices.ContainsFunc(names, func(n string) bool { return tabular.Fold(n) == tabular.Fold(column) }) {
				continue
			}
			if out[field] != "" {
				bad.Add(column, "duty.import.column_twice", "other", out[field])
				continue
			}
			out[field] = column
		}
	}
	for _, field := range []string{"post", "date"} {
		if out[field] == "" {
			bad.Add(field, "duty.import.no_column", "column", field, "have", strings.Join(header, ", "))
		}
	}
	if out["hours"] == "" && (out["from"] == "" || out["to"] == "") {
		bad.Add("hours", "duty.import.no_time", "have", strings.Join(header, ", "))
	}
	return out, bad.Err()
}

func (r *rosterReader) read(in *tabular.Reader) error {
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

// take adds a row to its day.
func (r *rosterReader) take(row tabular.Row) error {
	if row.Problem != nil {
		return &errs.Error{Kind: errs.Invalid, Key: "errs.invalid", Fields: []errs.Field{*row.Problem}}
	}
	get := func(field string) string {
		value, _ := row.Get(r.header[field])
		return value
	}
	var f errs.Fields
	post, ok := r.posts[tabular.Fold(get("post"))]
	if !ok {
		f.Add("post", "duty.no_such_post", "post", get("post"))
	}
	day, ok := tabular.Day(get("date"))
	if !ok {
		f.Add("date", "duty.day_wrong", "day", get("date"))
	}
	var shift *Span
	minutes := int64(0)
	switch from, to, hours := get("from"), get("to"), get("hours"); {
	case from != "" || to != "":
		a, ok1 := ParseClock(from)
		b, ok2 := ParseClock(to)
		if !ok1 || a == dayMinutes {
			f.Add("from", "duty.shifts_wrong", "text", from)
		}
		if !ok2 {
			f.Add("to", "duty.shifts_wrong", "text", to)
		}
		if ok1 && ok2 {
			s := NewSpan(a, b)
			shift, minutes = &s, s.Minutes()
		}
		if told, ok := ParseHours(hours); hours != "" && (!ok || told > dayMinutes) {
			f.Add("hours", "duty.day_too_long", "hours", hours)
		} else if hours != "" && shift != nil {
			minutes = min(minutes, told) // a break is not on duty
		}
	default:
		if minutes, ok = ParseHours(hours); !ok {
			f.Add("hours", "duty.shifts_wrong", "text", hours)
		} else if err := tooLong(minutes); err != nil {
			f = append(f, errs.Of(err).Fields...)
		}
	}
	if err := f.Err(); err != nil {
		return err
	}
	return r.onto(row.Number, post, day, shift, minutes)
}

// onto adds a shift to a day, which may not become longer than days are.
func (r *rosterReader) onto(row int, post places.Filled, day string, shift *Span, minutes int64) error {
	at := Cell{post.Post.ID, day}
	v := r.days[at]
	if v == nil {
		v = &planned{row: row, post: post, day: day}
	}
	if v.minutes+minutes > dayMinutes {
		return errs.Bad("hours", "duty.import.day_too_long", "hours", hoursText(v.minutes+minutes), "day", day, "row", v.row)
	}
	if shift != nil && (v.rows == 0 || len(v.shifts) > 0) {
		shifts, err := addSpan(v.shifts, *shift)
		if err != nil {
			return err
		}
		v.shifts = shifts
	} else {
		v.shifts = nil // hours and times of one day: only the hours are kept
	}
	v.minutes += minutes
	v.rows++
	if r.days[at] == nil {
		r.days[at], r.order = v, append(r.order, v)
	}
	return nil
}

// reject notes a row that a rule refused; any other error ends the import.
func (r *rosterReader) reject(row tabular.Row, err error) error {
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

// store writes the days in batches.
func (r *rosterReader) store(ctx context.Context) error {
	size := rosterBatch
	if r.o.DryRun {
		size = max(1, len(r.order))
	}
	for batch := range slices.Chunk(r.order, size) {
		var part RosterResult
		err := r.d.DB.Write(ctx, r.o.Actor, func(tx *db.Tx) error {
			part = RosterResult{}
			for _, v := range batch {
				was, changed, err := r.d.SetRoster(tx, v.post, v.day, v.shifts, v.minutes)
				if err != nil {
					return err
				}
				if !changed {
					part.Unchanged += v.rows
					continue
				}
				part.Imported += v.rows
				is := Roster{Shifts: v.shifts, Minutes: v.minutes}
				part.Days = append(part.Days, RosterChange{v.row, v.post.Post.Code, v.day, was.ID == "", was.Text(), is.Text(), was.Minutes, v.minutes})
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
		r.res.Days = append(r.res.Days, part.Days...)
	}
	return nil
}
