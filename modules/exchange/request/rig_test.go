package request_test

import (
	"context"
	"io/fs"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"reeve/kernel/audit"
	"reeve/kernel/config"
	"reeve/kernel/db"
	"reeve/kernel/db/dbtest"
	"reeve/kernel/document"
	"reeve/kernel/identity"
	"reeve/kernel/jobs"
	"reeve/kernel/process"
	"reeve/kernel/process/calendar"
	"reeve/kernel/search"
	"reeve/kernel/secrets"
	"reeve/kernel/web"
	"reeve/modules/codes"
	"reeve/modules/exchange"
	"reeve/modules/exchange/message"
	"reeve/modules/exchange/node"
	"reeve/modules/exchange/request"
	"reeve/modules/exchange/wire"
	"reeve/modules/places"
)

// station is one node with everything that a request needs, reached by its partners over TLS.
type station struct {
	t     *testing.T
	x     *exchange.Exchange
	d     *db.DB
	log   *audit.Log
	sign  *audit.Signer
	ahead time.Duration // its clock before the machine's
	jobs  *jobs.Runner
	units map[string]string
}

var alice = db.Actor{Kind: "account", ID: "aaaaaaaa-0000-4000-8000-000000000001"}
var bob = db.Actor{Kind: "account", ID: "bbbbbbbb-0000-4000-8000-000000000002"}

func tables() []audit.Table {
	var all []audit.Table
	for _, t := range [][]audit.Table{identity.Tables(), process.Tables(), document.Tables(), config.Tables(), places.Tables(), exchange.Tables()} {
		all = append(all, t...)
	}
	return all
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// newStation makes a node. database is empty for SQLite.
func newStation(t *testing.T, country, role, database string, ahead time.Duration) *station {
	t.Helper()
	ctx, dir := context.Background(), t.TempDir()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	must(t, node.Init(ctx, dir, node.Options{Names: map[string]string{"en": "Node " + country + " " + role}, Country: country, Role: role, Addresses: []string{"https://" + ln.Addr().String()}}))
	s := &station{t: t, ahead: ahead, units: map[string]string{}}
	keys, err := secrets.Open(dir)
	must(t, err)
	s.sign, err = audit.LoadOrCreateSigner(dir, "unused")
	must(t, err)
	s.d, err = db.Open(ctx, db.Options{Dir: dir, Database: database, Now: s.now})
	must(t, err)
	parts := append([]fs.FS{audit.Files(), secrets.Files(), identity.Files(), process.Files(), jobs.Files(), document.Files(), web.Files(), config.Files(), search.Files(), places.Files()}, exchange.Features()...)
	must(t, s.d.Migrate(ctx, parts...))
	must(t, keys.Confirm(ctx, s.d))
	s.log, err = audit.New(s.d, tables(), audit.Options{Origin: s.sign.Name(), Signer: s.sign, Clock: s.now})
	must(t, err)
	calendars, err := calendar.Load()
	must(t, err)
	engine, err := process.New(s.log, calendars, exchange.Definitions()...)
	must(t, err)
	land, err := places.New(s.d, s.log)
	must(t, err)
	must(t, land.Reload(ctx))
	folder, err := document.OpenFolder(dir + "/files")
	must(t, err)
	s.jobs = jobs.New(s.d, s.now)
	s.x, err = exchange.New(exchange.Needs{Dir: dir, DB: s.d, Log: s.log, Signer: s.sign, Keys: keys, Process: engine, Jobs: s.jobs, Places: land, Archive: document.NewArchive(s.d, folder, keys, s.log),
		Settings: config.New(s.d, s.log), Now: s.now, BaseURL: func() string { return "" }})
	must(t, err)
	run, cancel := context.WithCancel(ctx)
	server := &http.Server{Handler: s.x.Delivery.Handler(), TLSConfig: s.x.TLS()}
	var g sync.WaitGroup
	g.Go(func() { server.ServeTLS(ln, "", "") })
	g.Go(func() { s.log.Run(run) })
	g.Go(func() { s.x.Run(run) })
	t.Cleanup(func() {
		cancel()
		server.Close()
		g.Wait()
		s.d.Close()
	})
	return s
}

func (s *station) now() time.Time { return time.Now().Add(s.ahead) }

// trustOne trusts another node and opens a channel to it.
func (s *station) trustOne(there *station) error {
	return s.d.Write(context.Background(), db.System(), func(tx *db.Tx) error {
		if _, err := s.x.Nodes.Trust(tx, there.x.Own.SignedCard(), node.Fingerprint(there.x.Own.Card())); err != nil {
			return err
		}
		_, err := s.x.Nodes.OpenChannel(tx, node.Channel{Partner: there.x.Own.Org(), Basis: "Agreement 7/2027", Allows: node.Allows{All: true}, Classification: codes.Restricted})
		return err
	})
}

func trust(t *testing.T, all ...*station) {
	t.Helper()
	for _, here := range all {
		for _, there := range all {
			if here != there {
				must(t, here.trustOne(there))
			}
		}
	}
}

// pair is a Lithuanian and a Latvian point of contact whose clocks are three hours apart.
func pair(t *testing.T, database func(t testing.TB) string) (lt, lv *station) {
	t.Helper()
	url := func() string {
		if database == nil {
			return ""
		}
		return database(t)
	}
	lt, lv = newStation(t, "LT", "spoc", url(), 0), newStation(t, "LV", "spoc", url(), 3*time.Hour)
	trust(t, lt, lv)
	return lt, lv
}

func both(t *testing.T, test func(t *testing.T, database func(t testing.TB) string)) {
	t.Run("sqlite", func(t *testing.T) { test(t, nil) })
	t.Run("postgres", func(t *testing.T) { test(t, dbtest.PostgresURL) })
}

func (s *station) org() wire.Org { return s.x.Own.Org() }

func (s *station) write(actor db.Actor, fn func(tx *db.Tx) error) error {
	return s.d.Write(context.Background(), actor, fn)
}

func (s *station) read(fn func(q *db.Snapshot) error) {
	s.t.Helper()
	must(s.t, s.d.Read(context.Background(), fn))
}

// ask sends a request from the command line.
func (s *station) ask(c request.Content) message.Message {
	s.t.Helper()
	msg, err := s.x.Requests.Submit(context.Background(), db.System(), c, nil, "request.by_command")
	must(s.t, err)
	return msg
}

// reply sends a message about a request from the command line.
func (s *station) reply(what string, c request.Content) message.Message {
	s.t.Helper()
	msg, err := s.tryReply(what, c)
	must(s.t, err)
	return msg
}

func (s *station) tryReply(what string, c request.Content) (message.Message, error) {
	var v request.Request
	err := s.d.Read(context.Background(), func(q *db.Snapshot) (err error) { c, v, err = s.x.Requests.Reply(q, what, c); return err })
	if err != nil {
		return message.Message{}, err
	}
	return s.x.Requests.Submit(context.Background(), db.System(), c, &v, "request.by_command")
}

func (s *station) load(what string) (v request.Request, err error) {
	err = s.d.Read(context.Background(), func(q *db.Snapshot) (err error) { v, err = request.Load(q, what); return err })
	return v, err
}

func (s *station) clock(what string) (at request.State) {
	s.t.Helper()
	s.read(func(q *db.Snapshot) error {
		v, err := request.Load(q, what)
		if err != nil {
			return err
		}
		at, err = s.x.Requests.Clock(q, v, s.now())
		return err
	})
	return at
}

// until waits for a state.
func (s *station) until(what string, states ...string) request.Request {
	s.t.Helper()
	for end := time.Now().Add(15 * time.Second); ; time.Sleep(5 * time.Millisecond) {
		v, err := s.load(what)
		if err == nil && slices.Contains(states, v.Life.State) {
			return v
		}
		if time.Now().After(end) {
			s.t.Fatalf("%s is %s (%v), not %s", what, v.Life.State, err, strings.Join(states, " or "))
		}
	}
}

// eventually waits for something else.
func (s *station) eventually(what string, ok func() bool) {
	s.t.Helper()
	for end := time.Now().Add(15 * time.Second); !ok(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			s.t.Fatalf("%s: not within 15 seconds", what)
		}
	}
}

func (s *station) verify() {
	s.t.Helper()
	ctx := context.Background()
	must(s.t, s.log.WaitAll(ctx))
	s.read(func(q *db.Snapshot) error {
		rep, err := audit.Verify(ctx, q, tables(), s.sign.PublicKey(), audit.VerifyOptions{Now: s.now(), Origin: s.sign.Name()})
		if err == nil && !rep.OK() {
			s.t.Errorf("the log does not hold: %v", rep.Faults)
		}
		return err
	})
}

func asked(to ...*station) request.Content {
	c := request.Content{Kind: wire.Request, Urgency: codes.Urgent, Ground: codes.GroundLife, Subject: "Missing girl, likely by Lazdijai", Text: "Did the car cross the border?",
		Codes: request.Codes{Handling: []codes.Handling{codes.H0}, Grade: "B2"}}
	for _, s := range to {
		c.To = append(c.To, request.Address{Org: s.org()})
	}
	return c
}

func said(kind wire.Kind, text string) request.Content {
	return request.Content{Kind: kind, Text: text, Codes: request.Codes{Handling: []codes.Handling{codes.H1}, Grade: "A1"}}
}
