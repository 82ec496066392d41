package events

import (
	"context"
	"errors"
	"io"
	"strings"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/i18n"
	"reeve/kernel/tabular"
)

// ImportOptions say what is imported.
type ImportOptions struct {
	File      string
	Format    tabular.Format
	Event     string // ref
	Lang      string // of organisations that are added, and of letters where the file names none
	Confirmed bool   // who would wait gets a seat where one of the pool is free, also after the deadline
	DryRun    bool   // every row is tried and taken back
	Actor     db.Actor
	Progress  func(rows int, done, size int64) // may be nil
}

// ImportResult tells what became of the rows: each is in one of the first three numbers.
type ImportResult struct {
	Imported, Unchanged, Rejected int
	Confirmed, Waiting            int          // of those imported
	Bad                           []errs.Field // every complaint, with its row
	RejectedFile                  string       // to be mended and imported again; empty where nothing was rejected
}

var errTried = errors.New("dry run")

// columns are the names that a column may have, by what it holds.
func columns() map[string][]string {
	return map[string][]string{
		"organisation": {"organisation", "organization", "municipality", "obec", "organizace", "organizacja", "gmina", "organisasjon", "kommune", "organizacija", "savivaldybė", "organizācija", "pašvaldība", "organisatsioon", "omavalitsus", "організація", "громада", "организација", "општина", "organizata", "komuna"},
		"name":         {"name", "full name", "participant", "jméno", "jméno a příjmení", "imię i nazwisko", "navn", "vardas ir pavardė", "vārds un uzvārds", "vārds, uzvārds", "nimi", "ім'я та прізвище", "піб", "име и презиме", "emri dhe mbiemri"},
		"email":        {"email", "e-mail", "mail", "el. paštas", "e-pasts", "e-post", "електронна пошта", "е-пошта", "posta elektronike"},
		"post":         {"post", "position", "role", "funkce", "stanowisko", "stilling", "pareigos", "amats", "ametikoht", "посада", "радно место", "posti"},
		"delegation":   {"delegation", "country", "delegace", "delegacja", "delegasjon", "delegacija", "delegācija", "delegatsioon", "делегація", "делегација", "delegacioni"},
		"substitute":   {"substitute", "náhradník", "rezerwa", "vara", "pakaitinis dalyvis", "aizvietotājs", "asendaja", "заміна", "замена", "zëvendësues"},
		"lang":         {"lang", "language", "jazyk", "język", "språk", "kalba", "valoda", "keel", "мова", "језик", "gjuha"},
	}
}

// header finds the columns of a file, in any order.
func header(have []string) (map[string]string, error) {
	out, all := map[string]string{}, columns()
	for field, names := range all {
		for _, h := range have {
			for _, name := range names {
				if out[field] == "" && tabular.Fold(h) == tabular.Fold(name) {
					out[field] = h
				}
			}
		}
	}
	var f errs.Fields
	for _, need := range []string{"organisation", "name"} {
		if out[need] == "" {
			f.Add("header", "practice.import.columns_missing", "column", need, "names", strings.Join(all[need], ", "))
		}
	}
	return out, f.Err()
}

// Import names people for an event, a row each: deadline and pools hold as for everybody. The same file again changes
// nothing. A row that is wrong is told and the others go in. errs.Invalid for a file that is no table or lacks columns,
// errs.Conflict for an event that takes no registrations: then nothing was stored.
func (v *Events) Import(ctx context.Context, o ImportOptions) (res ImportResult, err error) {
	in, err := tabular.Open(o.File, o.Format, tabular.Generous())
	if err != nil {
		return res, err
	}
	defer in.Close()
	at, err := header(in.Header)
	if err != nil {
		return res, err
	}
	var e Event
	var state string
	if err := v.DB.Read(ctx, func(s *db.Snapshot) (err error) { e, state, err = EventByRef(s, o.Event); return err }); err != nil {
		return res, err
	}
	if state != OpenState {
		return res, errs.New(errs.Conflict, "practice.not_open", "event", e.Ref, "state", state)
	}
	x := &importer{v: v, o: o, e: e, at: at, seen: map[string]bool{}, text: v.Catalogue.For(i18n.English), res: &res}
	if !o.DryRun {
		x.rejected = tabular.RejectTo(o.File, in)
	}
	err = x.read(ctx, in)
	if x.rejected != nil {
		var second error
		res.RejectedFile, second = x.rejected.Close()
		err = errors.Join(err, second)
	}
	return res, err
}

type importer struct {
	v        *Events
	o        ImportOptions
	e        Event
	at       map[string]string
	seen     map[string]bool // persons of this file
	rejected *tabular.Rejected
	text     *i18n.Localizer
	res      *ImportResult
}

func (x *importer) read(ctx context.Context, in *tabular.Reader) error {
	for n := 1; ; n++ {
		row, err := in.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if err := x.take(ctx, row); err != nil {
			if err := x.reject(row, err); err != nil {
				return err
			}
		}
		if n%100 == 0 && x.o.Progress != nil {
			done, size := in.Progress()
			x.o.Progress(n, done, size)
		}
	}
}

// reject keeps a row that is wrong; errors of another kind end the import.
func (x *importer) reject(row tabular.Row, err error) error {
	bad := errs.Of(err)
	if bad == nil || bad.Kind != errs.Invalid && bad.Kind != errs.Conflict {
		return err
	}
	fields := bad.Fields
	if len(fields) == 0 {
		fields = []errs.Field{{Key: bad.Key, Args: bad.Args}}
	}
	var words []string
	for _, f := range fields {
		f.Row, f.Field = row.Number, strings.TrimPrefix(f.Field, "nominations.")
		x.res.Bad = append(x.res.Bad, f)
		words = append(words, x.text.T(f.Key, errs.Arguments(f.Args)...))
	}
	x.res.Rejected++
	if x.rejected == nil {
		return nil
	}
	return x.rejected.Add(row, strings.Join(words, " "))
}

// take names the person of a row, in a transaction of its own.
func (x *importer) take(ctx context.Context, row tabular.Row) error {
	if row.Problem != nil {
		return &errs.Error{Kind: errs.Invalid, Key: "errs.invalid", Fields: []errs.Field{*row.Problem}}
	}
	get := func(field string) string {
		value, _ := row.Get(x.at[field])
		return strings.TrimSpace(value)
	}
	a := Ask{Person: Person{Name: get("name"), Mail: get("email"), Post: get("post"), Lang: get("lang")}, Delegation: get("delegation"), Substitute: yes(get("substitute"))}.tidy()
	if a.Lang == "" {
		a.Lang = x.o.Lang
	}
	if get("organisation") == "" {
		return errs.Bad("organisation", "practice.import.org_missing")
	}
	name, address := x.v.keys("import", a.Person)
	for _, key := range []string{"m" + address, "n" + name + get("organisation")} {
		if key != "m" && x.seen[key] {
			return errs.Bad("name", "practice.person_twice", "name", a.Name)
		}
		x.seen[key] = true
	}
	state := ""
	err := x.v.DB.Write(ctx, x.o.Actor, func(tx *db.Tx) error {
		org, err := x.v.Organisation(tx, get("organisation"), x.o.Lang, true)
		if err != nil {
			return err
		}
		_, all, err := x.v.Register(tx, []Event{x.e}, org.ID, []Ask{a})
		if err != nil {
			return err
		}
		if state = all[0].State; state == Waitlisted && !a.Substitute && x.o.Confirmed {
			switch err := x.v.Seat(tx, all[0].Ref, ""); {
			case err == nil:
				state = Confirmed
			case errs.Of(err) == nil || errs.Of(err).Key != "practice.no_seat_free":
				return err
			}
		}
		if x.o.DryRun {
			return errTried
		}
		return nil
	})
	switch bad := errs.Of(err); {
	case err == nil || errors.Is(err, errTried):
		x.res.Imported++
		if state == Confirmed {
			x.res.Confirmed++
		} else {
			x.res.Waiting++
		}
		return nil
	case bad != nil && len(bad.Fields) == 1 && bad.Fields[0].Key == "practice.person_twice":
		x.res.Unchanged++
		return nil
	}
	return err
}

// yes reads a cell that says yes.
func yes(cell string) bool {
	switch tabular.Fold(cell) {
	case "", "0", "no", "false", "-", "n", "ne", "nie", "nei", "ei", "jo":
		return false
	}
	return true
}
