package day

import (
	"encoding/json"
	"math"
	"slices"

	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/i18n"
	"reeve/kernel/id"
	"reeve/match"
	"reeve/modules/practice/events"
)

// Arrival is a person who came, as a list, the door or a nomination names them.
type Arrival struct {
	Nomination *events.Nomination // nil = came without one
	Person     events.Person      // of who came without a nomination
	Org        string             // id; of a nomination its own
	Country    string             // empty = that of the organisation, else the delegation
	Unit       string
	Listed     *int64 // minutes as a list gives them; nil = by the marks
	Mark       *Mark
}

// Entered is an attendance as it stands after an arrival.
type Entered struct {
	Attendance
	Repeated bool // the person had one at this event already
	Asked    int  // questions that somebody is to answer
}

// book is the attendances of an event while arrivals are entered: one transaction's.
type book struct {
	d         *Day
	tx        *db.Tx
	e         events.Event
	programme string
	known     []Sighting // of the programme
	here      []Attendance
	expected  []expected      // who was named; nil = not read yet
	text      *i18n.Localizer // in which refusals are said; set where marks are taken
}

// open begins to enter arrivals: the event and its programme are locked, so that nobody is counted twice.
func (d *Day) open(tx *db.Tx, e events.Event) (*book, error) {
	if err := tx.Lock(events.KindEvent, e.ID); err != nil {
		return nil, err
	}
	programme, err := d.Events.ProgrammeOf(tx, e)
	if err != nil {
		return nil, err
	}
	if err := tx.Lock(KindAttendance, programme); err != nil {
		return nil, err
	}
	b := &book{d: d, tx: tx, e: e, programme: programme}
	b.here, err = Of(tx, e.ID)
	return b, err
}

// read opens who is known in the programme, once.
func (b *book) read() error {
	if b.known != nil {
		return nil
	}
	all, err := inProgramme(b.tx, b.programme)
	if err != nil {
		return err
	}
	b.known = make([]Sighting, 0, len(all)+1)
	for _, a := range all {
		s, err := b.d.sighting(b.tx, a)
		if err != nil {
			return err
		}
		b.known = append(b.known, s)
	}
	return nil
}

func (d *Day) sighting(q db.Reader, a Attendance) (Sighting, error) {
	s := Sighting{ID: a.ID, Human: a.Human, Org: a.Org, NameKey: a.NameKey, MailKey: a.MailKey}
	p, err := d.Person(q, a)
	if err != nil && errs.KindOf(err) != errs.Gone {
		return s, err
	}
	s.Name, s.tokens = p.Name, match.Tokens(p.Name)
	return s, nil
}

func inProgramme(q db.Reader, programme string) ([]Attendance, error) {
	return db.All(q, func(scan db.Scan) (Attendance, error) { return scanAttendance(scan) }, `SELECT `+columns+` FROM practice_attendance a WHERE a.programme = $1 AND NOT a.void ORDER BY a.id`, programme)
}

// enter takes an arrival. Who has an attendance at this event already keeps it, and the mark is added to it.
func (b *book) enter(in Arrival) (out Entered, err error) {
	a := Attendance{ID: id.At(b.tx.Now()), Ref: id.Ref(), Event: b.e.ID, Programme: b.programme, Org: in.Org, Country: in.Country, Unit: in.Unit, Listed: in.Listed, Version: 1}
	delegation := ""
	if n := in.Nomination; n != nil {
		if was, ok, err := byNomination(b.tx, n.ID); err != nil {
			return out, err
		} else if ok {
			return b.again(was, in)
		}
		a.Nomination, a.Org, a.NameKey, a.MailKey, delegation = n.ID, n.Org, n.NameKey, n.MailKey, n.Delegation
		in.Person, err = b.d.Events.Person(b.tx, *n)
		if err != nil && errs.KindOf(err) != errs.Gone {
			return out, err
		}
	} else {
		a.NameKey, a.MailKey = b.d.Events.PersonKeys(b.programme, in.Person)
	}
	if a.Country == "" {
		a.Country = b.d.countryOf(a.Org, delegation)
	}
	if err := b.read(); err != nil {
		return out, err
	}
	s := Sighting{ID: a.ID, Org: a.Org, Name: in.Person.Name, NameKey: a.NameKey, MailKey: a.MailKey, tokens: match.Tokens(in.Person.Name)}
	v := Decide(s, b.others(a.Nomination))
	if was := b.hereAs(v.Human); v.Human != "" && was != nil {
		return b.again(*was, in)
	}
	a.Human, a.Decided, a.Score = v.Human, v.How, int64(math.Round(v.Score*1000))
	if a.Human == "" {
		a.Human = a.ID
	}
	if a.Nomination == "" {
		plain, err := json.Marshal(in.Person)
		if err != nil {
			return out, err
		}
		if a.person, err = b.d.Keys.SealNew(b.tx, a.ID, "person", plain); err != nil {
			return out, err
		}
	}
	if in.Mark != nil {
		a.Marks = []Mark{*in.Mark}
	}
	a.Minutes = a.count(b.e)
	if err := b.d.insert(b.tx, a); err != nil {
		return out, err
	}
	for _, c := range v.Ask {
		if err := b.d.ask(b.tx, a, c); err != nil {
			return out, err
		}
	}
	s.Human = a.Human
	b.known, b.here = append(b.known, s), append(b.here, a)
	return Entered{Attendance: a, Asked: len(v.Ask)}, nil
}

// others are those known of whom a new attendance may be: two nominations for one event are two people.
func (b *book) others(nomination string) []Sighting {
	if nomination == "" {
		return b.known
	}
	nominated := map[string]bool{}
	for _, a := range b.here {
		if a.Nomination != "" && a.Nomination != nomination {
			nominated[a.Human] = true
		}
	}
	return slices.DeleteFunc(slices.Clone(b.known), func(s Sighting) bool { return nominated[s.Human] })
}

func (b *book) hereAs(human string) *Attendance {
	if i := slices.IndexFunc(b.here, func(a Attendance) bool { return a.Human == human }); i >= 0 {
		return &b.here[i]
	}
	return nil
}

// again adds what an arrival brings to an attendance that is there.
func (b *book) again(a Attendance, in Arrival) (out Entered, err error) {
	changed := a.Void
	a.Void = false
	if in.Listed != nil && (a.Listed == nil || *a.Listed < *in.Listed) {
		a.Listed, changed = in.Listed, true
	}
	if in.Mark != nil && !slices.ContainsFunc(a.Marks, func(m Mark) bool { return m.ID == in.Mark.ID }) {
		a.Marks, changed = append(slices.Clone(a.Marks), *in.Mark), true
	}
	if changed {
		a.Minutes = a.count(b.e)
		if err := b.d.save(b.tx, &a, "practice.attendance.mark"); err != nil {
			return out, err
		}
		if i := slices.IndexFunc(b.here, func(h Attendance) bool { return h.ID == a.ID }); i >= 0 {
			b.here[i] = a
		} else {
			b.here = append(b.here, a)
		}
	}
	return Entered{Attendance: a, Repeated: true}, nil
}

// count is how many minutes an attendance counts.
func (a Attendance) count(e events.Event) int64 {
	if a.Listed != nil {
		return *a.Listed
	}
	return Minutes(e, a.Marks)
}

// countryOf is where an organisation is; without a place the delegation, where it is the code of a country.
func (d *Day) countryOf(org, delegation string) string {
	if o, ok := d.Places.Snapshot().Org(org); ok {
		if p, ok := d.Places.Snapshot().Place(o.Place); ok {
			return p.Country
		}
	}
	if isCountry(delegation) {
		return delegation
	}
	return Unknown
}

func isCountry(s string) bool {
	return len(s) == 2 && s[0] >= 'A' && s[0] <= 'Z' && s[1] >= 'A' && s[1] <= 'Z'
}

// ask asks whether an attendance is of a human.
func (d *Day) ask(tx *db.Tx, a Attendance, c Candidate) error {
	q := Question{ID: id.At(tx.Now()), Ref: id.Ref(), Programme: a.Programme, One: a.ID, Other: c.ID, Score: int64(math.Round(c.Score * 1000)), State: Open, At: tx.Now(), Version: 1}
	if _, err := tx.Exec(`INSERT INTO practice_same_person (id, ref, programme, one, other, score, state, at, version) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		q.ID, q.Ref, q.Programme, q.One, q.Other, q.Score, q.State, db.Micros(q.At), q.Version); err != nil {
		return err
	}
	return d.Log.Record(tx, audit.Entry{Operation: audit.Combination, Action: "practice.same_person.ask", Kind: KindQuestion, ID: q.ID, Version: 1})
}
