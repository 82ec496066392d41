package duty

import (
	"time"

	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/id"
	"reeve/kernel/measure"
	"reeve/kernel/process/calendar"
	"reeve/kernel/web"
	"reeve/modules/places"
)

// dutyTime is the time in the community of a post. Fractions are of 1, rounded once to six digits, and null where there
// is nothing to divide by.
type dutyTime struct {
	Post        string   `json:"post"` // code
	From        string   `json:"from"`
	To          string   `json:"to"` // last day
	RosteredMin int64    `json:"rostered_min"`
	RecordedMin int64    `json:"recorded_min"`
	InsideMin   int64    `json:"inside_min"`
	AbstractMin int64    `json:"abstracted_min"`
	LeaveMin    int64    `json:"leave_min"`
	Share       *float64 `json:"share"`
	Coverage    *float64 `json:"coverage"`
	Low         *float64 `json:"low"`
	High        *float64 `json:"high"`
}

// period reads from and to of a question; the current month up to today where nothing is said.
func (d *Duty) period(r *web.Request, zone *time.Location) (p Period, err error) {
	today := dayIn(r.Now, zone)
	p = Period{today[:len("2006-01-")] + "01", today}
	for name, to := range map[string]*string{"from": &p.From, "to": &p.Until} {
		value := r.URL.Query().Get(name)
		if value == "" {
			continue
		}
		if _, err := calendar.ParseDate(value); err != nil {
			return p, errs.Bad(name, "duty.day_wrong", "day", value)
		}
		*to = value
	}
	if p.From > p.Until {
		return p, errs.Bad("to", "duty.period_wrong")
	}
	if midnight(p.Until, time.UTC).Sub(midnight(p.From, time.UTC)) > 366*24*time.Hour {
		return p, errs.Bad("to", "duty.period_long")
	}
	return p, nil
}

// seen is a post whose figures the asker may see: within the scope, or held. Others do not exist.
func (d *Duty) seen(r *web.Request, name, action string) (places.Filled, error) {
	s := d.Places.Snapshot()
	f, ok := postBy(s, name)
	if !ok || r.Allowed(action, within(s, f)) != nil && r.Allowed("community.duty.own", own(f.Post.ID)) != nil {
		return f, errs.New(errs.NotFound, "duty.no_such_post", "post", name)
	}
	return f, nil
}

// timeAPI is GET /api/v1/desk/posts/{id}/time?from=&to=.
func (d *Duty) timeAPI(r *web.Request, _ web.None) (out dutyTime, err error) {
	f, err := d.seen(r, r.PathValue("id"), "community.duty.team")
	if err != nil {
		return out, err
	}
	p, err := d.period(r, d.zoneOf(f.Post.ID))
	if err != nil {
		return out, err
	}
	var s Sum
	err = r.Read(func(q *db.Snapshot) error { s, err = d.Time(q, []places.Filled{f}, p); return err })
	low, high := s.Bounds()
	return dutyTime{Post: f.Post.Code, From: p.From, To: p.Until, RosteredMin: s.Rostered, RecordedMin: s.Recorded, InsideMin: s.Inside, AbstractMin: s.Abstracted, LeaveMin: s.Leave,
		Share: fraction(s.Share()), Coverage: fraction(s.Coverage()), Low: fraction(low), High: fraction(high)}, err
}

// fraction is a rate as a number of 1, divided and rounded once.
func fraction(rate measure.Rate) *float64 {
	const digits, unit = 6, 1e6
	n, ok := rate.Per(1, digits)
	if !ok {
		return nil
	}
	f := float64(n) / unit
	return &f
}

// dutyItem is an entry for staff. The note is there for who wrote it, and null for everybody else.
type dutyItem struct {
	ID         string    `json:"id"`
	Post       string    `json:"post"` // code
	Acting     bool      `json:"acting"`
	Type       string    `json:"type"`
	From       time.Time `json:"from"`
	To         time.Time `json:"to"`
	Minutes    int64     `json:"minutes"`
	Where      string    `json:"where"`
	Place      *string   `json:"place"` // code
	Inside     bool      `json:"inside"`
	Partners   string    `json:"partners"`
	People     int64     `json:"people"`
	Language   string    `json:"language"`
	Ref        *Ref      `json:"ref"`
	OrderedBy  *string   `json:"ordered_by"`
	OrderedWhy *string   `json:"ordered_why"`
	Detail     string    `json:"detail"`
	LateReason string    `json:"late_reason"`
	Note       *string   `json:"note"`
	RecordedAt time.Time `json:"recorded_at"`
	Withdrawn  bool      `json:"withdrawn"`
	Version    int64     `json:"version"`
}

func (d *Duty) out(q db.Reader, e Entry, account string) (dutyItem, error) {
	s := d.Places.Snapshot()
	f, _ := s.Post(e.Post)
	v := dutyItem{ID: e.ID, Post: f.Post.Code, Acting: e.Acting, Type: e.Type, From: e.From, To: e.To, Minutes: e.Minutes(), Where: e.Where, Inside: e.Inside, Partners: e.Partners,
		People: e.People, Language: e.Language, Ref: e.Ref, Detail: e.Detail, LateReason: e.LateReason, RecordedAt: e.RecordedAt, Withdrawn: e.Withdrawn, Version: e.Version}
	if p, ok := s.Place(e.Place); ok {
		v.Place = &p.Code
	}
	if e.Type == Abstraction {
		v.OrderedBy, v.OrderedWhy = &e.OrderedBy, &e.OrderedWhy
	}
	if account != e.Account || account == "" {
		return v, nil
	}
	note, err := d.Note(q, e, account)
	v.Note = &note
	return v, err
}

type dutyList struct {
	Items []dutyItem `json:"items"`
	Next  *string    `json:"next"` // always null: a period is given whole
}

// listAPI is GET /api/v1/desk/duty?from=&to=&post=.
func (d *Duty) listAPI(r *web.Request, _ web.None) (out dutyList, err error) {
	name, zone, me := r.URL.Query().Get("post"), d.Zone(""), r.Who.Account.ID
	var f places.Filled
	if name != "" {
		s := d.Places.Snapshot()
		var ok bool
		if f, ok = postBy(s, name); !ok || r.Allowed("community.duty.read", within(s, f)) != nil {
			return out, errs.New(errs.NotFound, "duty.no_such_post", "post", name)
		}
		zone = d.zoneOf(f.Post.ID)
	} else if h, ok := r.Who.Post(); ok {
		zone = d.zoneOf(h.Post)
	}
	p, err := d.period(r, zone)
	if err != nil {
		return out, err
	}
	if name != "" {
		if err := d.consulted(r, f); err != nil {
			return out, err
		}
	}
	from, until := midnight(p.From, zone), midnight(p.Until, zone).AddDate(0, 0, 1)
	err = r.Read(func(q *db.Snapshot) error {
		out = dutyList{Items: []dutyItem{}}
		var all []Entry
		if name == "" {
			all, err = OwnOf(q, me, from, until)
		} else {
			all, err = OfPost(q, f.Post.ID, from, until)
		}
		for _, e := range all {
			item, err := d.out(q, e, me)
			if err != nil {
				return err
			}
			out.Items = append(out.Items, item)
		}
		return err
	})
	return out, err
}

// consulted writes down that somebody looked at the entries of a post.
func (d *Duty) consulted(r *web.Request, f places.Filled) error {
	_, err := web.Write(r, func(tx *db.Tx) (web.None, error) {
		return web.None{}, d.Log.Record(tx, audit.Entry{Operation: audit.Consultation, Action: "community.duty.consulted", Kind: Kind, ID: f.Post.ID,
			Place: ground(d.Places.Snapshot(), f), Org: f.Org})
	})
	return err
}

// recordAPI is POST /api/v1/desk/duty.
func (d *Duty) recordAPI(r *web.Request, in Input) (dutyItem, error) {
	if in.ID == "" {
		in.ID = id.At(r.Now)
	}
	return web.Write(r, func(tx *db.Tx) (dutyItem, error) {
		e, _, err := d.Record(tx, in)
		if err != nil {
			return dutyItem{}, err
		}
		if err := r.Allowed("community.duty.own", own(e.Post)); err != nil {
			return dutyItem{}, err
		}
		return d.out(tx, e, e.Account)
	})
}

// dutyCorrection is what POST /api/v1/desk/duty/{id} reads.
type dutyCorrection struct {
	Entry    Input  `json:"entry"`
	Version  int64  `json:"version"` // that was read
	Reason   string `json:"reason"`
	Withdraw bool   `json:"withdraw"` // then entry means nothing
}

func (d *Duty) correctAPI(r *web.Request, in dutyCorrection) (dutyItem, error) {
	return web.Write(r, func(tx *db.Tx) (dutyItem, error) {
		e, err := d.change(tx, r, r.PathValue("id"), in)
		if err != nil {
			return dutyItem{}, err
		}
		return d.out(tx, e, e.Account)
	})
}

func (d *Duty) change(tx *db.Tx, r *web.Request, entry string, in dutyCorrection) (e Entry, err error) {
	if in.Withdraw {
		e, err = d.Withdraw(tx, entry, in.Version, in.Reason)
	} else {
		in.Entry.ID = entry
		e, err = d.Correct(tx, in.Entry, in.Version, in.Reason)
	}
	if err != nil {
		return e, err
	}
	return e, r.Allowed("community.duty.own", own(e.Post))
}
