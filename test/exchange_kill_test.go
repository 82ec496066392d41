package test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"reeve/app"
	"reeve/kernel/db"
	"reeve/modules/codes"
	"reeve/modules/exchange/message"
	"reeve/modules/exchange/node"
	"reeve/modules/exchange/wire"
)

// wireTo is the network to a node: a relay that can be cut, in the middle of what passes too.
type wireTo struct {
	ln  net.Listener
	to  string
	cut atomic.Bool
	mu  sync.Mutex
	all map[net.Conn]bool
}

func newWire(t *testing.T, to string) *wireTo {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	w := &wireTo{ln: ln, to: to, all: map[net.Conn]bool{}}
	go func() {
		for {
			c, err := ln.Accept()
			if err != nil {
				return
			}
			go w.relay(c)
		}
	}()
	t.Cleanup(func() { ln.Close(); w.tear() })
	return w
}

func (w *wireTo) relay(c net.Conn) {
	defer c.Close()
	if w.cut.Load() {
		return
	}
	s, err := net.Dial("tcp", w.to)
	if err != nil {
		return
	}
	defer s.Close()
	w.mu.Lock()
	w.all[c], w.all[s] = true, true
	w.mu.Unlock()
	go func() { io.Copy(s, c); s.Close() }()
	io.Copy(c, s)
	w.mu.Lock()
	delete(w.all, c)
	delete(w.all, s)
	w.mu.Unlock()
}

// tear ends every connection at once.
func (w *wireTo) tear() {
	w.mu.Lock()
	defer w.mu.Unlock()
	for c := range w.all {
		c.Close()
	}
}

// post is a node's side of the test: its folder and where it listens.
type nodeAt struct {
	dir, listen string
	net         *wireTo
	own         *node.Own
	server      *server
}

func free(t *testing.T) string {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	return ln.Addr().String()
}

// with opens the node's installation while no process has it.
func (p *nodeAt) with(t *testing.T, fn func(a *app.App) error) {
	t.Helper()
	a, err := app.Open(context.Background(), app.Options{Dir: p.dir})
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	if err := fn(a); err != nil {
		t.Fatal(err)
	}
}

// write posts messages to another node, while no process has the folder.
func (p *nodeAt) write(t *testing.T, to *nodeAt, n int) {
	t.Helper()
	p.with(t, func(a *app.App) error {
		var g sync.WaitGroup
		errs := make(chan error, 8)
		for k := range 8 {
			g.Go(func() {
				for i := k; i < n; i += 8 {
					name := fmt.Sprintf("LT-2026-%06d", rand.IntN(300)+1)
					e := wire.Envelope{Case: name, Kind: wire.Spontaneous, OwnRef: name, Route: codes.SPOC, Profile: "eu-2023-977", Basis: "test", Lang: "en", Classification: codes.Unclassified,
						Recipient: []wire.Recipient{{Org: to.own.Org(), Role: wire.To}}}
					head := wire.ItemHead{Type: wire.Text, Title: name, Media: "text/plain; charset=utf-8", Handling: []codes.Handling{codes.H0}, Grade: "B2", Basis: codes.Fact}
					m, err := a.Exchange.Messages.Prepare(context.Background(), message.Outgoing{Envelope: e, Items: []message.Enclosure{{Head: head,
						Content: func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader([]byte("what we know"))), nil }}}})
					if err == nil {
						err = a.DB.Write(context.Background(), db.System(), func(tx *db.Tx) error {
							_, err := a.Exchange.Messages.Post(tx, m)
							return err
						})
					}
					if err != nil {
						errs <- err
						return
					}
				}
			})
		}
		g.Wait()
		select {
		case err := <-errs:
			return err
		default:
			return nil
		}
	})
}

func (p *nodeAt) start(t *testing.T) {
	p.server = serve(t, nil, "--data", p.dir, "--exchange", p.listen)
}

// waiting is how many messages of a node wait, read from its database beside the process.
func (p *nodeAt) waiting(t *testing.T) (n int) {
	t.Helper()
	d, err := db.Open(context.Background(), db.Options{Dir: p.dir})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	if err := d.Read(context.Background(), func(s *db.Snapshot) error {
		return s.QueryRow("SELECT COUNT(*) FROM exchange_outbox WHERE state = 'queued'").Scan(&n)
	}); err != nil {
		t.Fatal(err)
	}
	return n
}

// TestExchangeKill: two nodes in real processes send to each other while the network is cut and torn and both processes
// are killed. Each message arrives once and in order, its receipt is the same on both sides, and both logs verify.
func TestExchangeKill(t *testing.T) {
	total := soak(1000, 10_000)
	var posts [2]*nodeAt
	for i, country := range []string{"LT", "LV"} {
		p := &nodeAt{dir: filepath.Join(t.TempDir(), country), listen: free(t)}
		p.net = newWire(t, p.listen)
		err := node.Init(context.Background(), p.dir, node.Options{Names: map[string]string{"en": "Node " + country}, Country: country, Role: "spoc", Addresses: []string{"https://" + p.net.ln.Addr().String()}})
		if err == nil {
			p.own, err = node.OpenOwn(p.dir)
		}
		if err != nil {
			t.Fatal(err)
		}
		posts[i] = p
	}
	for i, p := range posts {
		other := posts[1-i]
		p.with(t, func(a *app.App) error {
			return a.DB.Write(context.Background(), db.System(), func(tx *db.Tx) error {
				if _, err := a.Exchange.Nodes.Trust(tx, other.own.SignedCard(), node.Fingerprint(other.own.Card())); err != nil {
					return err
				}
				_, err := a.Exchange.Nodes.OpenChannel(tx, node.Channel{Partner: other.own.Org(), Basis: "test", Allows: node.Allows{All: true}})
				return err
			})
		})
	}
	rounds := 4
	for range rounds {
		for i, p := range posts {
			p.write(t, posts[1-i], total/rounds/2)
			p.start(t)
		}
		for range 4 {
			time.Sleep(time.Duration(100+rand.IntN(400)) * time.Millisecond)
			p := posts[rand.IntN(2)]
			switch rand.IntN(3) {
			case 0:
				p.net.tear()
			case 1:
				p.net.cut.Store(true)
				p.net.tear()
				time.Sleep(50 * time.Millisecond)
				p.net.cut.Store(false)
			case 2:
				p.server.kill()
				p.start(t)
			}
		}
		for _, p := range posts {
			p.server.kill()
		}
	}
	for _, p := range posts {
		p.start(t)
	}
	for end := time.Now().Add(2 * time.Minute); posts[0].waiting(t)+posts[1].waiting(t) > 0; time.Sleep(50 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("%d and %d still wait\n%s\n%s", posts[0].waiting(t), posts[1].waiting(t), posts[0].server.says, posts[1].server.says)
		}
	}
	for _, p := range posts {
		p.server.kill()
		out, err := exec.Command(program(t), "audit", "verify", "--data", p.dir).CombinedOutput()
		if err != nil {
			t.Errorf("%s", out)
		}
	}
	agreeing(t, posts[0], posts[1], total/rounds/2*rounds)
	agreeing(t, posts[1], posts[0], total/rounds/2*rounds)
	proves(t, posts[0], posts[1])
}

// proves writes the evidence of a message and checks it away from both nodes; a changed letter is named.
func proves(t *testing.T, from, to *nodeAt) {
	t.Helper()
	var id string
	from.with(t, func(a *app.App) error {
		return a.DB.Read(context.Background(), func(s *db.Snapshot) error {
			return s.QueryRow("SELECT ref FROM exchange_message WHERE own = TRUE ORDER BY n LIMIT 1").Scan(&id)
		})
	})
	to.start(t)
	defer to.server.kill()
	file := filepath.Join(t.TempDir(), "evidence.json")
	must(t, "exchange", "evidence", id, "-o", file, "--data", from.dir)
	if last := must(t, "audit", "verify", file); last != "everything holds" {
		t.Error(last)
	}
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	changed := bytes.Replace(text, []byte("LT-2026-"), []byte("LT-2027-"), 1)
	if err := os.WriteFile(file, changed, 0o600); err != nil {
		t.Fatal(err)
	}
	if exit, out, _ := reeve(t, "audit", "verify", file); exit == 0 || !strings.Contains(out, "DOES NOT HOLD") {
		t.Errorf("exit %d\n%s", exit, out)
	}
}

// agreeing compares what one sent with what the other took, in the order of the logs, and the receipts of both.
func agreeing(t *testing.T, from, to *nodeAt, want int) {
	t.Helper()
	type line struct {
		id      string
		n       int64
		receipt string
	}
	var out, in []line
	from.with(t, func(a *app.App) error {
		return a.DB.Read(context.Background(), func(s *db.Snapshot) (err error) {
			out, err = db.All(s, func(scan db.Scan) (l line, err error) {
				var raw []byte
				err = scan(&l.id, &l.n, &raw)
				l.receipt = string(raw)
				return l, err
			}, "SELECT o.message, o.n, r.signed FROM exchange_outbox o JOIN exchange_receipt r ON r.message = o.message AND r.kind = 'delivered' WHERE o.state = 'delivered' ORDER BY o.n")
			return err
		})
	})
	to.with(t, func(a *app.App) error {
		return a.DB.Read(context.Background(), func(s *db.Snapshot) (err error) {
			in, err = db.All(s, func(scan db.Scan) (l line, err error) { return l, scan(&l.id, &l.n) },
				"SELECT m.id, m.n FROM exchange_message m JOIN audit_entry e ON e.kind = 'exchange.message' AND e.record = m.id AND e.action = 'exchange.take' ORDER BY e.seq")
			if err != nil {
				return err
			}
			for i := range in {
				raw, err := a.Exchange.Messages.DeliveredReceipt(s, wire.ID(in[i].id))
				if err != nil {
					return err
				}
				in[i].receipt = string(raw)
			}
			return nil
		})
	})
	if len(out) != want || len(in) != want {
		t.Errorf("%d messages were sent, %d have a receipt, %d came", want, len(out), len(in))
	}
	for i := range min(len(in), len(out)) {
		if in[i] != out[i] || in[i].n != int64(i+1) {
			t.Fatalf("at place %d: %s (number %d) was sent, %s (number %d) came; the receipts agree: %v", i+1, out[i].id, out[i].n, in[i].id, in[i].n, in[i].receipt == out[i].receipt)
		}
	}
}
