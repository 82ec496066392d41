package commands

import (
	"fmt"
	"os"
	"path/filepath"
	"text/tabwriter"
	"time"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/modules/codes"
	"reeve/modules/exchange/message"
	"reeve/modules/exchange/node"
	"reeve/modules/exchange/request"
	"reeve/modules/exchange/wire"
)

// ExchangeList lists requests.
type ExchangeList struct {
	NodeFolder
	Inbox   bool   `help:"Only what came."`
	Outbox  bool   `help:"Only what was sent."`
	Open    bool   `help:"Only what has not come to its end."`
	Overdue bool   `help:"Only what is or was late."`
	Q       string `name:"find" help:"Words of subject, references or partner."`
	JSON    bool   `name:"json" help:"As JSON."`
}

// Do prints them, the nearest limit first.
func (e *ExchangeList) Do(c *Context) error {
	s, err := c.requests()
	if err != nil {
		return err
	}
	f := request.Filter{Open: e.Open, Overdue: e.Overdue, Now: c.App.Now(), Limit: 500}
	switch {
	case e.Inbox && !e.Outbox:
		f.Box = request.Inbox
	case e.Outbox && !e.Inbox:
		f.Box = request.Outbox
	}
	all := []request.Item{}
	for {
		var page request.Items
		if err := c.App.DB.Read(c.Context, func(q *db.Snapshot) (err error) { page, err = s.Items(q, f, e.Q, ""); return err }); err != nil {
			return err
		}
		all = append(all, page.Items...)
		if page.Next == nil {
			break
		}
		f.After = *page.Next
	}
	if e.JSON {
		return c.json(all)
	}
	w := tabwriter.NewWriter(c.Stdout, 0, 0, 2, ' ', 0)
	for _, v := range all {
		due := ""
		if v.Due != nil {
			due = *v.Due
		}
		if v.Overdue {
			due += " overdue"
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\n", v.ID, v.Case, v.State, due, v.Partner.Name, v.Subject)
	}
	return w.Flush()
}

// ExchangeShow shows one request.
type ExchangeShow struct {
	NodeFolder
	ID   ID     `arg:"" help:"Id of the request."`
	Why  string `help:"Why its content is opened; the log records it." default:"command"`
	JSON bool   `name:"json" help:"As JSON."`
}

// Do opens the thread's texts, which the log records.
func (e *ExchangeShow) Do(c *Context) error {
	s, err := c.requests()
	if err != nil {
		return err
	}
	if err := c.App.DB.Write(c.Context, db.System(), func(tx *db.Tx) error { return s.Opened(tx, e.ID.name(), e.Why) }); err != nil {
		return err
	}
	v, err := s.Show(c.Context, e.ID.name(), c.App.Now(), true)
	if err != nil {
		return err
	}
	if e.JSON {
		return c.json(v)
	}
	fmt.Fprintf(c.Stdout, "%s\n%s %s, %s, %s\n", v.Subject, v.Case, v.Kind, v.Partner.Name, v.State)
	if v.Due != nil {
		fmt.Fprintf(c.Stdout, "due %s (%s, %s, counted %s), overdue: %v\n", *v.Due, *v.Clock.Period, v.Clock.Legal, v.Clock.Reading, v.Overdue)
	}
	for _, m := range v.Thread {
		fmt.Fprintf(c.Stdout, "\n%s %s %s %s\n", m.Sender.Name, m.Kind, m.Written, m.ID)
		for _, i := range m.Items {
			fmt.Fprintf(c.Stdout, "  item %d %s %v %s\n", i.N, i.Type, i.Handling, i.Title)
			if i.Text != nil {
				fmt.Fprintf(c.Stdout, "  %s\n", *i.Text)
			}
		}
		for _, r := range m.Receipts {
			fmt.Fprintf(c.Stdout, "  %s %s %s\n", r.Kind, r.At, r.Detail)
		}
	}
	return nil
}

// ExchangeClassify says how we reach what is asked for.
type ExchangeClassify struct {
	NodeFolder
	ID     ID     `arg:"" help:"Id of the request."`
	Access string `arg:"" help:"direct or indirect."`
	Reason string `required:"" help:"Why."`
}

func (e *ExchangeClassify) Do(c *Context) error {
	return c.act(e.ID, func(s *request.Requests, tx *db.Tx, what string) (request.Request, error) {
		return s.Classify(tx, what, codes.Access(e.Access), e.Reason)
	})
}

// ExchangeAssign gives a request to a unit.
type ExchangeAssign struct {
	NodeFolder
	ID   ID     `arg:"" help:"Id of the request."`
	Unit string `required:"" help:"Code of a unit with a mailbox."`
}

func (e *ExchangeAssign) Do(c *Context) error {
	unit := ""
	for _, u := range c.App.Places.Snapshot().Units() {
		if u.Code == e.Unit {
			unit = u.ID
		}
	}
	if unit == "" {
		return errs.Bad("unit", "request.no_such_unit")
	}
	return c.act(e.ID, func(s *request.Requests, tx *db.Tx, what string) (request.Request, error) {
		return s.Assign(tx, what, unit, "")
	})
}

// ExchangeClose closes what has come to its end.
type ExchangeClose struct {
	NodeFolder
	ID ID `arg:"" help:"Id of the request."`
}

func (e *ExchangeClose) Do(c *Context) error {
	return c.act(e.ID, func(s *request.Requests, tx *db.Tx, what string) (request.Request, error) { return s.Close(tx, what) })
}

// ExchangeKeep keeps what is up for review.
type ExchangeKeep struct {
	NodeFolder
	ID     ID     `arg:"" help:"Id of the request."`
	Reason string `required:"" help:"Why it is still needed."`
}

func (e *ExchangeKeep) Do(c *Context) error {
	return c.act(e.ID, func(s *request.Requests, tx *db.Tx, what string) (request.Request, error) {
		return s.Keep(tx, what, e.Reason, time.Time{})
	})
}

// ExchangeErase erases a request.
type ExchangeErase struct {
	NodeFolder
	ID     ID     `arg:"" help:"Id of the request."`
	Reason string `required:"" help:"Why."`
}

func (e *ExchangeErase) Do(c *Context) error {
	err := c.act(e.ID, func(s *request.Requests, tx *db.Tx, what string) (request.Request, error) {
		return s.Erase(tx, what, e.Reason)
	})
	if err != nil {
		return err
	}
	return c.App.Keys.SyncLedger(c.Context, c.App.DB)
}

// ExchangeEvidence writes what proves a message.
type ExchangeEvidence struct {
	NodeFolder
	ID     ID     `arg:"" help:"Id of the message."`
	Output string `short:"o" required:"" help:"File to write." placeholder:"FILE"`
}

// Do writes the file whole, or not at all.
func (e *ExchangeEvidence) Do(c *Context) error {
	s, err := c.requests()
	if err != nil {
		return err
	}
	if s.Evidence == nil {
		return errs.New(errs.Unavailable, "request.no_evidence")
	}
	var id wire.ID
	err = c.App.DB.Read(c.Context, func(q *db.Snapshot) error {
		if m, err := message.Load(q, e.ID.name()); err == nil {
			id = m.ID
			return nil
		}
		v, err := request.Load(q, e.ID.name())
		id = v.Message
		return err
	})
	if err != nil {
		return err
	}
	name := c.Path(e.Output)
	f, err := os.CreateTemp(filepath.Dir(name), ".evidence-*")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	if err := s.Evidence(c.Context, f, id); err != nil {
		f.Close()
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	if err := os.Rename(f.Name(), name); err != nil {
		return err
	}
	_, err = fmt.Fprintln(c.Stdout, e.Output)
	return err
}

// ExchangeRegister registers what came another way.
type ExchangeRegister struct {
	NodeFolder
	Body
	Channel   string   `required:"" help:"siena, i247, paper or mail."`
	ChannelID string   `required:"" name:"channel-id" help:"Its id there."`
	Partner   string   `required:"" help:"Node, or the name of who has none."`
	Country   string   `help:"Of who has no node." placeholder:"SE"`
	Own       bool     `help:"We asked."`
	At        string   `required:"" help:"When it came, or went out: the clock runs from it." placeholder:"2027-10-30T23:30:00+03:00"`
	Urgency   string   `help:"urgent or ordinary." default:"ordinary"`
	Ground    string   `help:"Why it is urgent: i, ii, iii or iv."`
	Names     []string `help:"Whom it is about; kept as keyed hashes."`
	Numbers   []string `help:"Plates, documents; kept as keyed hashes."`
}

func (e *ExchangeRegister) Do(c *Context) error {
	at, err := time.Parse(time.RFC3339, e.At)
	if err != nil {
		return errs.Bad("at", "request.time_wrong")
	}
	s, err := c.requests()
	if err != nil {
		return err
	}
	v, _, err := e.content(c, wire.Request)
	if err != nil {
		return err
	}
	v.Urgency, v.Ground = codes.Urgency(e.Urgency), codes.Ground(e.Ground)
	var made request.Request
	err = c.App.DB.Write(c.Context, db.System(), func(tx *db.Tx) error {
		var partner wire.Org
		if p, err := node.Find(tx, e.Partner); err == nil {
			partner = p.Org
		}
		made, err = s.Register(tx, request.Entered{Channel: e.Channel, ChannelID: e.ChannelID, Partner: e.Partner, Country: e.Country, Own: e.Own, At: at, Content: v, Names: e.Names, Numbers: e.Numbers}, partner)
		return err
	})
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(c.Stdout, made.Ref)
	return err
}
