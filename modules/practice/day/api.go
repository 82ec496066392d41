package day

import (
	"time"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/web"
	"reeve/modules/practice/events"
)

const (
	actWrite  = "practice.event.write"
	actPublic = "practice.public.read"
)

// trainedAPI is GET /api/v1/programmes/{slug}/trained.
func (d *Day) trainedAPI(r *web.Request, _ web.None) (out PublicTrained, err error) {
	err = r.Read(func(q *db.Snapshot) error {
		c, err := d.Trained(q, r.PathValue("slug"))
		out = publicTrained(r.PathValue("slug"), c)
		return err
	})
	return out, err
}

// event finds the event of an address and asks whether who asks organises it; what they may not see does not exist.
func (d *Day) event(q db.Reader, r *web.Request, ref string) (e events.Event, state string, err error) {
	if e, state, err = events.EventByRef(q, ref); err != nil {
		return e, state, err
	}
	if r.Allowed("practice.event.read", d.Events.Resource(e)) != nil {
		return e, state, errs.New(errs.NotFound, "practice.no_such")
	}
	return e, state, r.Allowed(actWrite, d.Events.Resource(e))
}

// Scans are marks made at the door.
type Scans struct {
	Scans []NewScan `json:"scans"`
}

// NewScan is one mark: of a QR code, or of who was chosen in the list.
type NewScan struct {
	ID         string `json:"id"`         // UUID made by who marked
	Code       string `json:"code"`       // of the QR code
	Nomination string `json:"nomination"` // id of a nomination, instead of a code
	Attendance string `json:"attendance"` // id of an attendance, of who came without a nomination
	Direction  string `json:"direction"`  // in or out; empty = in
	At         string `json:"at"`         // RFC 3339; empty = now
	Session    string `json:"session"`    // key of a session; empty = the event
}

// ScansTaken is what became of them, in their order.
type ScansTaken struct {
	Items []ScanTaken `json:"items"`
	Next  *string     `json:"next"` // always null
}

// ScanTaken is what became of one mark.
type ScanTaken struct {
	ID         string  `json:"id"`
	Status     string  `json:"status"` // done or refused
	Attendance *string `json:"attendance"`
	Name       *string `json:"name"`    // null once erased
	Minutes    *int64  `json:"minutes"` // counted so far
	Code       *string `json:"code"`    // of the refusal
	Message    *string `json:"message"` // why it was refused
}

const mostScans = 500

// scanAPI is POST /api/v1/desk/events/{id}/checkins.
func (d *Day) scanAPI(r *web.Request, in Scans) (ScansTaken, error) {
	if len(in.Scans) == 0 || len(in.Scans) > mostScans {
		return ScansTaken{}, errs.Bad("scans", "practice.day.list_length", "most", mostScans)
	}
	scans, err := in.read()
	if err != nil {
		return ScansTaken{}, err
	}
	return web.Write(r, func(tx *db.Tx) (ScansTaken, error) {
		out := ScansTaken{Items: []ScanTaken{}}
		e, _, err := d.event(tx, r, r.PathValue("id"))
		if err != nil {
			return out, err
		}
		all, err := d.CheckIn(tx, e, scans, r.Text)
		if err != nil {
			return out, err
		}
		changed := false
		for _, t := range all {
			one := ScanTaken{ID: t.ID, Status: "done"}
			if t.Refused != nil {
				code, message := t.Refused.Key, r.Text.T(t.Refused.Key, errs.Arguments(t.Refused.Args)...)
				one.Status, one.Code, one.Message = "refused", &code, &message
			} else {
				changed = true
				one.Attendance, one.Minutes = &t.Attended.Ref, &t.Attended.Minutes
				if p, err := d.Person(tx, *t.Attended); err == nil {
					one.Name = &p.Name
				} else if errs.KindOf(err) != errs.Gone {
					return out, err
				}
			}
			out.Items = append(out.Items, one)
		}
		if changed {
			return out, nil
		}
		return out, d.looked(tx, e) // nothing was written: that somebody tried is
	})
}

func (s Scans) read() ([]Scan, error) {
	var f errs.Fields
	out := make([]Scan, 0, len(s.Scans))
	for i, n := range s.Scans {
		one := Scan{ID: n.ID, Code: n.Code, Nomination: n.Nomination, Attendance: n.Attendance, Out: n.Direction == "out", Session: n.Session}
		if n.Direction != "" && n.Direction != "in" && n.Direction != "out" {
			f = append(f, errs.Field{Field: "scans.direction", Row: i + 1, Key: "practice.day.direction_wrong"})
		}
		if n.At != "" {
			at, err := time.Parse(time.RFC3339, n.At)
			if err != nil {
				f = append(f, errs.Field{Field: "scans.at", Row: i + 1, Key: "practice.date_wrong", Args: map[string]any{"date": n.At}})
			}
			one.At = at
		}
		out = append(out, one)
	}
	return out, f.Err()
}

// List is an attendance list.
type List struct {
	People []NewListed `json:"people"`
}

// NewListed is one line of it.
type NewListed struct {
	Name         string `json:"name"`
	Email        string `json:"email"`
	Organisation string `json:"organisation"` // name, code or id
	Country      string `json:"country"`      // ISO 3166-1 alpha-2; empty = that of the organisation
	Unit         string `json:"unit"`
	Minutes      *int64 `json:"minutes"` // null = the whole event
}

// ListTaken is what became of the lines, in their order.
type ListTaken struct {
	Items []LineTaken `json:"items"`
	Next  *string     `json:"next"` // always null
}

// LineTaken is what became of one line.
type LineTaken struct {
	Row      int    `json:"row"`
	ID       string `json:"id"`       // of the attendance
	Repeated bool   `json:"repeated"` // the person has an attendance at this event already
	Decided  string `json:"decided"`  // how it was found out who it is: new, mail, name, alike, person
	Score    int64  `json:"score"`    // likeness of the names in thousandths
	Asked    int    `json:"asked"`    // how many questions "the same person?" it raised
}

// listAPI is POST /api/v1/desk/events/{id}/attendance.
func (d *Day) listAPI(r *web.Request, in List) (ListTaken, error) {
	list := make([]Listed, 0, len(in.People))
	for _, p := range in.People {
		list = append(list, Listed{Name: p.Name, Mail: p.Email, Organisation: p.Organisation, Country: p.Country, Unit: p.Unit, Minutes: p.Minutes})
	}
	return web.Write(r, func(tx *db.Tx) (ListTaken, error) {
		out := ListTaken{Items: []LineTaken{}}
		e, _, err := d.event(tx, r, r.PathValue("id"))
		if err != nil {
			return out, err
		}
		all, err := d.Enter(tx, e, list, r.Text.Lang().HTML())
		if err != nil {
			return out, err
		}
		for i, a := range all {
			out.Items = append(out.Items, LineTaken{Row: i + 1, ID: a.Ref, Repeated: a.Repeated, Decided: a.Decided, Score: a.Score, Asked: a.Asked})
		}
		return out, nil
	})
}
