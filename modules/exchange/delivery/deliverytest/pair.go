// Package deliverytest gives tests real nodes that deliver to each other over TLS on this machine, with a network between
// them that can be cut, that loses answers and brings things twice.
package deliverytest

import (
	"bytes"
	"context"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/jobs"
	"reeve/kernel/secrets"
	"reeve/modules/codes"
	"reeve/modules/exchange/delivery"
	"reeve/modules/exchange/message"
	"reeve/modules/exchange/node"
	"reeve/modules/exchange/wire"
)

// Node is a node on a folder and a database of its own.
type Node struct {
	T        testing.TB
	Dir      string
	DB       *db.DB
	Log      *audit.Log
	Signer   *audit.Signer
	Keys     *secrets.Keys
	Own      *node.Own
	Nodes    *node.Nodes
	Messages *message.Messages
	Delivery *delivery.Delivery
	Net      *Network // the way to this node

	options Options
	address string
	stop    func()
}

// Options of a node.
type Options struct {
	Name     string
	Country  string
	Database string        // postgres://…; empty = SQLite
	Ahead    time.Duration // its clock before the machine's
	Limits   delivery.Limits
}

// Network is the way to a node.
type Network struct {
	Cut    atomic.Bool                        // nothing gets through
	Lose   atomic.Int64                       // of 100 answers, so many get lost after the node took the batch
	Twice  atomic.Int64                       // of 100 batches, so many come twice
	Bytes  func(b []byte)                     // sees every body that comes, nil = nobody looks
	Change func(path string, b []byte) []byte // changes bodies on the way, nil = nothing
	mu     sync.Mutex
}

// tables are all that a node's log covers.
func tables() []audit.Table {
	return append(append(append([]audit.Table{}, node.Tables()...), message.Tables()...), delivery.Tables()...)
}

// Open makes a node, or opens one again in its folder.
func Open(t testing.TB, dir string, o Options) *Node {
	t.Helper()
	n := &Node{T: t, Dir: dir, Net: &Network{}, options: o}
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	n.address = ln.Addr().String()
	err = node.Init(context.Background(), dir, node.Options{Names: map[string]string{"en": o.Name}, Country: o.Country, Role: "spoc", Addresses: []string{"https://" + n.address}})
	if err != nil {
		t.Fatal(err)
	}
	n.open(ln)
	t.Cleanup(n.Close)
	return n
}

// Twin is another process of the same node, on the same PostgreSQL database.
func (n *Node) Twin() *Node {
	n.T.Helper()
	twin := &Node{T: n.T, Dir: n.Dir, Net: &Network{}, options: n.options}
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		n.T.Fatal(err)
	}
	twin.address = ln.Addr().String()
	twin.open(ln)
	n.T.Cleanup(twin.Close)
	return twin
}

// Reopen opens the node anew, as after the end of its process.
func (n *Node) Reopen() {
	n.T.Helper()
	n.Close()
	ln, err := net.Listen("tcp", n.address)
	if err != nil {
		n.T.Fatal(err)
	}
	n.open(ln)
}

func (n *Node) open(ln net.Listener) {
	t, ctx := n.T, context.Background()
	t.Helper()
	must := func(err error) {
		if err != nil {
			t.Helper()
			t.Fatal(err)
		}
	}
	now := func() time.Time { return time.Now().Add(n.options.Ahead) }
	var err error
	n.Own, err = node.OpenOwn(n.Dir)
	must(err)
	n.Keys, err = secrets.Open(n.Dir)
	must(err)
	n.Signer, err = audit.LoadOrCreateSigner(n.Dir, "reeve/log")
	must(err)
	n.DB, err = db.Open(ctx, db.Options{Dir: n.Dir, Database: n.options.Database, Now: now})
	must(err)
	must(n.DB.Migrate(ctx, audit.Files(), secrets.Files(), jobs.Files(), node.Files(), message.Files(), delivery.Files()))
	n.Log, err = audit.New(n.DB, tables(), audit.Options{Origin: n.Signer.Name(), Signer: n.Signer})
	must(err)
	n.Nodes = node.New(node.Needs{DB: n.DB, Log: n.Log, Keys: n.Keys, Now: now, Own: n.Own})
	n.Messages = message.New(message.Needs{DB: n.DB, Log: n.Log, Keys: n.Keys, Own: n.Own})
	n.Delivery = delivery.New(delivery.Needs{DB: n.DB, Log: n.Log, Own: n.Own, Nodes: n.Nodes, Messages: n.Messages, Leases: jobs.NewLeases(n.DB, now), Now: now, Limits: n.options.Limits})
	run, cancel := context.WithCancel(ctx)
	server := &http.Server{Handler: n.Net.before(n.Delivery.Handler()), TLSConfig: n.Own.ServerTLS()}
	var g sync.WaitGroup
	g.Go(func() { server.ServeTLS(ln, "", "") })
	g.Go(func() { n.Log.Run(run) })
	g.Go(func() { n.Delivery.Run(run) })
	n.stop = func() {
		cancel()
		server.Close()
		g.Wait()
		n.DB.Close()
	}
}

// Close ends the node.
func (n *Node) Close() {
	if n.stop != nil {
		n.stop()
		n.stop = nil
	}
}

func (w *Network) before(h http.Handler) http.Handler {
	return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		if w.Cut.Load() {
			hang(rw)
			return
		}
		body, err := io.ReadAll(r.Body)
		if err != nil {
			hang(rw)
			return
		}
		w.mu.Lock()
		look, change := w.Bytes, w.Change
		w.mu.Unlock()
		if look != nil {
			look(body)
		}
		if change != nil {
			body = change(r.URL.Path, body)
		}
		serve := func(rw http.ResponseWriter) {
			again := r.Clone(r.Context())
			again.Body = io.NopCloser(bytes.NewReader(body))
			h.ServeHTTP(rw, again)
		}
		if rand.Int64N(100) < w.Twice.Load() {
			serve(nothing{http.Header{}})
		}
		if rand.Int64N(100) < w.Lose.Load() || w.Cut.Load() {
			serve(nothing{http.Header{}})
			hang(rw)
			return
		}
		serve(rw)
	})
}

// Watch lets somebody see, or change, what comes.
func (w *Network) Watch(look func(b []byte), change func(path string, b []byte) []byte) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.Bytes, w.Change = look, change
}

// nothing is a connection whose other end is gone.
type nothing struct{ h http.Header }

func (n nothing) Header() http.Header         { return n.h }
func (n nothing) Write(b []byte) (int, error) { return len(b), nil }
func (n nothing) WriteHeader(int)             {}

func hang(w http.ResponseWriter) {
	if h, ok := w.(http.Hijacker); ok {
		if c, _, err := h.Hijack(); err == nil {
			c.Close()
		}
	}
}

// Trust lets a and b trust each other and opens a channel that allows all.
func Trust(t testing.TB, a, b *Node) {
	t.Helper()
	for _, p := range [][2]*Node{{a, b}, {b, a}} {
		here, there := p[0], p[1]
		err := here.DB.Write(context.Background(), db.System(), func(tx *db.Tx) error {
			if _, err := here.Nodes.Trust(tx, there.Own.SignedCard(), node.Fingerprint(there.Own.Card())); err != nil {
				return err
			}
			_, err := here.Nodes.OpenChannel(tx, node.Channel{Partner: there.Own.Org(), Basis: "test", Allows: node.Allows{All: true}, Classification: codes.Restricted})
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

// Letter is a request with one text.
func Letter(name, text string, to ...*Node) message.Outgoing {
	e := wire.Envelope{Case: name, Kind: wire.Spontaneous, OwnRef: name, Route: codes.SPOC, Profile: "eu-2023-977", Basis: "test", Lang: "en", Classification: codes.Unclassified}
	for _, n := range to {
		e.Recipient = append(e.Recipient, wire.Recipient{Org: n.Own.Org(), Role: wire.To})
	}
	return message.Outgoing{Envelope: e, Items: []message.Enclosure{Text(name, text)}}
}

// Text is an item of text.
func Text(title, text string) message.Enclosure {
	return message.Enclosure{Head: wire.ItemHead{Type: wire.Text, Title: title, Media: "text/plain; charset=utf-8", Handling: []codes.Handling{codes.H0}, Grade: "B2", Basis: codes.Fact, Size: int64(len(text))},
		Content: func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader([]byte(text))), nil }}
}

// Send prepares and posts.
func (n *Node) Send(o message.Outgoing) (msg message.Message, err error) {
	ctx := context.Background()
	for {
		p, err := n.Messages.Prepare(ctx, o)
		if err != nil {
			return msg, err
		}
		err = n.DB.Write(ctx, db.System(), func(tx *db.Tx) error {
			msg, err = n.Messages.Post(tx, p)
			return err
		})
		if errs.KindOf(err) != errs.Conflict { // else a newer card came in between
			return msg, err
		}
	}
}

// Load reads a message.
func (n *Node) Load(id wire.ID) (msg message.Message, err error) {
	err = n.DB.Read(context.Background(), func(s *db.Snapshot) error {
		msg, err = message.Load(s, string(id))
		return err
	})
	return msg, err
}

// Wait waits until a message of n has settled, and gives it.
func (n *Node) Wait(id wire.ID) message.Message {
	n.T.Helper()
	for end := time.Now().Add(20 * time.Second); ; time.Sleep(2 * time.Millisecond) {
		msg, err := n.Load(id)
		if err != nil {
			n.T.Fatal(err)
		}
		if msg.State != message.Queued {
			return msg
		}
		if time.Now().After(end) {
			all, _ := n.Delivery.Queues(context.Background())
			n.T.Fatalf("the message is still on its way: %+v", all)
		}
	}
}

// Verify fails unless the log and all it covers hold.
func (n *Node) Verify() {
	n.T.Helper()
	if rep := n.Report(); !rep.OK() {
		n.T.Errorf("the log of %s does not hold: %v", n.options.Name, rep.Faults)
	}
}

// Report verifies the log.
func (n *Node) Report() (rep audit.Report) {
	n.T.Helper()
	ctx := context.Background()
	if err := n.Log.WaitAll(ctx); err != nil {
		n.T.Fatal(err)
	}
	err := n.DB.Read(ctx, func(s *db.Snapshot) (err error) {
		rep, err = audit.Verify(ctx, s, tables(), n.Signer.PublicKey(), audit.VerifyOptions{Now: n.DB.Now(), Origin: n.Signer.Name()})
		return err
	})
	if err != nil {
		n.T.Fatal(err)
	}
	return rep
}
