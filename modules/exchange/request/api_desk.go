package request

import (
	"time"

	"reeve/kernel/db"
	"reeve/kernel/web"
	"reeve/modules/exchange/wire"
)

type noteIn struct {
	Text string `json:"text"`
}

// noteOut is what one shift told the next.
type noteOut struct {
	ID     string    `json:"id"`
	At     time.Time `json:"at"`
	Author *string   `json:"author"`
	Text   string    `json:"text"`
}

type notesOut struct {
	Items []noteOut `json:"items"`
	Next  *string   `json:"next"`
}

func (s *Requests) noteAPI(r *web.Request, in noteIn) (noteOut, error) {
	return web.Write(r, func(tx *db.Tx) (noteOut, error) {
		n, err := s.Hand(tx, in.Text)
		return noteOut{n.ID, n.At, orNull(n.Author), n.Text}, err
	})
}

func (s *Requests) notesAPI(r *web.Request, _ web.None) (notesOut, error) {
	out := notesOut{Items: []noteOut{}}
	limit, err := r.Int("limit", 10, 1, 100)
	if err != nil {
		return out, err
	}
	err = r.Read(func(q *db.Snapshot) error {
		all, err := s.Notes(q, limit)
		out.Items = out.Items[:0]
		for _, n := range all {
			out.Items = append(out.Items, noteOut{n.ID, n.At, orNull(n.Author), n.Text})
		}
		return err
	})
	return out, err
}

type mailboxIn struct {
	Unit        string `json:"unit"` // code
	Minutes     int64  `json:"minutes"`
	Coordinator string `json:"coordinator"` // code of a post; empty = the queue
	Active      bool   `json:"active"`
	Version     int64  `json:"version"` // that was edited, 0 for a new one
}

type mailboxesOut struct {
	Items []mailboxIn `json:"items"`
	Next  *string     `json:"next"`
}

func (s *Requests) mailboxAPI(r *web.Request, in mailboxIn) (mailboxIn, error) {
	unit, post, err := s.codes(assignIn{Unit: in.Unit, Post: in.Coordinator})
	if err != nil {
		return in, err
	}
	return web.Write(r, func(tx *db.Tx) (mailboxIn, error) {
		m, err := s.SetMailbox(tx, Mailbox{Unit: unit, Minutes: in.Minutes, Coordinator: post, Active: in.Active}, in.Version)
		return s.mailboxOut(m), err
	})
}

func (s *Requests) mailboxOut(m Mailbox) mailboxIn {
	u, _ := s.Places.Snapshot().Unit(m.Unit)
	f, _ := s.Places.Snapshot().Post(m.Coordinator)
	return mailboxIn{Unit: u.Code, Minutes: m.Minutes, Coordinator: f.Post.Code, Active: m.Active, Version: m.Version}
}

func (s *Requests) mailboxesAPI(r *web.Request, _ web.None) (mailboxesOut, error) {
	out := mailboxesOut{Items: []mailboxIn{}}
	err := r.Read(func(q *db.Snapshot) error {
		all, err := Mailboxes(q)
		out.Items = out.Items[:0]
		for _, m := range all {
			out.Items = append(out.Items, s.mailboxOut(m))
		}
		return err
	})
	return out, err
}

type templateOut struct {
	ID      string    `json:"id"`
	Kind    wire.Kind `json:"kind"`
	Lang    string    `json:"lang"`
	Title   string    `json:"title"`
	Body    string    `json:"body"`
	Active  bool      `json:"active"`
	Version int64     `json:"version"` // 0 = as it comes with the program
}

type templatesOut struct {
	Items []templateOut `json:"items"`
	Next  *string       `json:"next"`
}

func (s *Requests) templatesAPI(r *web.Request, _ web.None) (templatesOut, error) {
	out, q := templatesOut{Items: []templateOut{}}, r.URL.Query()
	err := r.Read(func(sn *db.Snapshot) error {
		all, err := s.Templates(sn, wire.Kind(q.Get("kind")), q.Get("lang"))
		out.Items = out.Items[:0]
		for _, t := range all {
			out.Items = append(out.Items, templateOut(t))
		}
		return err
	})
	return out, err
}

func (s *Requests) templateAPI(r *web.Request, in templateOut) (templateOut, error) {
	return web.Write(r, func(tx *db.Tx) (templateOut, error) {
		t, err := s.SetTemplate(tx, Template(in), in.Version)
		return templateOut(t), err
	})
}
