package bench

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	"reeve/app"
	"reeve/kernel/db"
	"reeve/kernel/web"
	"reeve/modules/codes"
	"reeve/modules/exchange/message"
	"reeve/modules/exchange/node"
	"reeve/modules/exchange/wire"
)

// ExchangeOptions of a run.
type ExchangeOptions struct {
	Seconds int // of each measurement
	Clients int
	Size    int // bytes of a message's text
	Peer    func(ctx context.Context, dir, exchange, bare string) (pid int, stop func(), err error)
	Out     io.Writer // progress
}

// ExchangeResult is what was measured between two processes on this machine. Rates are per second, times in milliseconds.
type ExchangeResult struct {
	Cores         int     `json:"cores"`
	LoadBefore    float64 `json:"load_before"`
	Others        float64 `json:"others_share"` // of all processors, taken by other processes while messages were sent; the peer's share is in it
	Messages      Rate    `json:"messages"`     // sealed, signed, delivered, receipted
	Processor     float64 `json:"processor_ms"` // time that both processes together spent on each of them, all cores counted
	Paced         Rate    `json:"paced_50"`     // the same at 50 a second
	Cases         Rate    `json:"cases"`        // messages that begin a case in the partner's inbox
	Bare          Rate    `json:"bare_post"`    // the same bytes by HTTPS, appended to a file and flushed
	BarePaced     Rate    `json:"bare_paced_50"`
	AuditAlone    Rate    `json:"audit_alone"` // entry to signed checkpoint, one writer
	AuditMany     Rate    `json:"audit_many"`
	VerifyEntries float64 `json:"verify_entries_per_second"`
	VerifyReceipt float64 `json:"verify_receipts_per_second"`
}

// couple is a node in this process and its partner in another.
type couple struct {
	o      ExchangeOptions
	a      *app.App
	to     wire.Org
	text   []byte
	done   sync.Map // wire.ID → chan struct{}
	next   atomic.Int64
	client *http.Client
	bare   string
	peer   int           // process
	look   time.Duration // how often a sender looks whether its receipt is on disk
}

// Exchange measures messages between two processes.
func Exchange(ctx context.Context, o ExchangeOptions) (res ExchangeResult, err error) {
	res = ExchangeResult{Cores: runtime.NumCPU(), LoadBefore: load()}
	dir, err := os.MkdirTemp("", "reeve-bench")
	if err != nil {
		return res, err
	}
	defer os.RemoveAll(dir)
	c, stop, err := newCouple(ctx, o, dir)
	if err != nil {
		return res, err
	}
	defer stop()
	say := func(what string) { fmt.Fprintln(o.Out, what) }
	t := &town{a: c.a}
	measure := func(clients int, op func(ctx context.Context) error) Rate {
		return t.measure(ctx, Options{Seconds: o.Seconds}, clients, op)
	}
	say("a first message")
	notice, begins := c.message(wire.HitNotice), c.message(wire.Spontaneous)
	if err := notice(ctx); err != nil {
		return res, err
	}
	say("messages, as many as go")
	began, spent := spellNow(), ticks(os.Getpid())+ticks(c.peer)
	res.Messages = measure(o.Clients, notice)
	res.Others = began.others()
	res.Processor = (ticks(os.Getpid()) + ticks(c.peer) - spent) * 10 / float64(max(res.Messages.Done, 1))
	say("messages, 50 a second")
	res.Paced = c.paced(ctx, t, notice)
	say("messages that begin a case")
	res.Cases = measure(o.Clients, begins)
	say("bare posts, as many as go")
	res.Bare = measure(o.Clients, c.post)
	say("bare posts, 50 a second")
	res.BarePaced = c.paced(ctx, t, c.post)
	say("audit entry to signed checkpoint, one writer")
	res.AuditAlone = measure(1, t.entry)
	say("audit entries, many writers")
	res.AuditMany = measure(512, t.record)
	say("verification")
	return res, c.verify(ctx, &res)
}

// newCouple makes two nodes that trust each other, opens one here and starts the other.
func newCouple(ctx context.Context, o ExchangeOptions, dir string) (*couple, func(), error) {
	dirs := []string{filepath.Join(dir, "a"), filepath.Join(dir, "b")}
	addresses := make([]string, 3)
	for i := range addresses {
		ln, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			return nil, nil, err
		}
		addresses[i] = ln.Addr().String()
		ln.Close()
	}
	var cards [][]byte
	var owns []*node.Own
	for i, d := range dirs {
		if err := node.Init(ctx, d, node.Options{Names: map[string]string{"en": fmt.Sprint("Bench ", i+1)}, Country: "LT", Role: "spoc", Addresses: []string{"https://" + addresses[i]}}); err != nil {
			return nil, nil, err
		}
		own, err := node.OpenOwn(d)
		if err != nil {
			return nil, nil, err
		}
		owns, cards = append(owns, own), append(cards, own.SignedCard())
	}
	var apps []*app.App
	for i, d := range dirs {
		a, err := app.Open(ctx, app.Options{Dir: d})
		if err != nil {
			return nil, nil, err
		}
		if err := trust(ctx, a, cards[1-i], owns[1-i].Card()); err != nil {
			return nil, nil, err
		}
		apps = append(apps, a)
	}
	if err := apps[1].Close(); err != nil {
		return nil, nil, err
	}
	peer, stopPeer, err := o.Peer(ctx, dirs[1], addresses[1], addresses[2])
	if err != nil {
		return nil, nil, err
	}
	c := &couple{o: o, peer: peer, look: 10 * time.Millisecond, a: apps[0], to: owns[1].Org(), bare: "https://" + addresses[2] + "/", text: make([]byte, o.Size)}
	c.client = &http.Client{Transport: &http.Transport{TLSClientConfig: owns[0].ClientTLS(owns[1].Card()), MaxIdleConnsPerHost: o.Clients}, Timeout: 30 * time.Second}
	raw := make([]byte, o.Size)
	rand.Read(raw)
	copy(c.text, base64.StdEncoding.EncodeToString(raw))
	c.a.Exchange.Messages.Receipted = append(c.a.Exchange.Messages.Receipted, func(tx *db.Tx, msg message.Message, r wire.Receipt) error {
		if ch, ok := c.done.LoadAndDelete(msg.ID); ok {
			close(ch.(chan struct{}))
		}
		return nil
	})
	run, cancel := context.WithCancel(ctx)
	g, run := errgroup.WithContext(run)
	ready := make(chan struct{})
	g.Go(func() error {
		return c.a.Run(run, []app.Listen{{Address: addresses[0], Surfaces: []web.Surface{web.Node}}}, func([]string) { close(ready) })
	})
	select {
	case <-ready:
	case <-run.Done():
		cancel()
		return nil, nil, g.Wait()
	}
	return c, func() {
		cancel()
		g.Wait()
		c.a.Close()
		stopPeer()
	}, nil
}

func trust(ctx context.Context, a *app.App, card []byte, c wire.Card) error {
	return a.DB.Write(ctx, db.System(), func(tx *db.Tx) error {
		if _, err := a.Exchange.Nodes.Trust(tx, card, node.Fingerprint(c)); err != nil {
			return err
		}
		_, err := a.Exchange.Nodes.OpenChannel(tx, node.Channel{Partner: c.Org, Basis: "bench", Allows: node.Allows{All: true}, DayBytes: 1 << 40})
		return err
	})
}

// message sends one of a kind and waits until its receipt is stored.
func (c *couple) message(kind wire.Kind) func(ctx context.Context) error {
	return func(ctx context.Context) error { return c.send(ctx, kind) }
}

func (c *couple) send(ctx context.Context, kind wire.Kind) error {
	name := fmt.Sprintf("LT-2026-%07d", c.next.Add(1))
	e := wire.Envelope{Case: name, Kind: kind, OwnRef: name, Route: codes.SPOC, Profile: "eu-2023-977", Basis: "bench", Lang: "en",
		Classification: codes.Unclassified, Recipient: []wire.Recipient{{Org: c.to, Role: wire.To}}}
	head := wire.ItemHead{Type: wire.Text, Title: name, Media: "text/plain; charset=utf-8", Handling: []codes.Handling{codes.H0}, Grade: "B2", Basis: codes.Fact}
	p, err := c.a.Exchange.Messages.Prepare(ctx, message.Outgoing{Envelope: e, Items: []message.Enclosure{{Head: head,
		Content: func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(c.text)), nil }}}})
	if err != nil {
		return err
	}
	arrived := make(chan struct{})
	var id wire.ID
	err = c.a.DB.Write(ctx, db.System(), func(tx *db.Tx) error {
		msg, err := c.a.Exchange.Messages.Post(tx, p)
		id = msg.ID
		c.done.Store(id, arrived)
		return err
	})
	if err != nil {
		return err
	}
	select {
	case <-arrived:
	case <-ctx.Done():
		return ctx.Err()
	}
	for { // the receipt's transaction is about to be flushed
		var state message.State
		if err := c.a.DB.Read(ctx, func(s *db.Snapshot) error {
			return s.QueryRow("SELECT state FROM exchange_outbox WHERE wire = $1", string(id)).Scan(&state)
		}); err != nil || state == message.Delivered {
			return err
		}
		time.Sleep(c.look)
	}
}

// post brings the same number of bytes to the other process, which appends and flushes them.
func (c *couple) post(ctx context.Context) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, c.bare, bytes.NewReader(c.text))
	if err != nil {
		return err
	}
	res, err := c.client.Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	io.Copy(io.Discard, res.Body)
	if res.StatusCode != http.StatusNoContent {
		return fmt.Errorf("status %d", res.StatusCode)
	}
	return nil
}

// paced begins 50 operations a second, whatever became of those before.
func (c *couple) paced(ctx context.Context, t *town, op func(ctx context.Context) error) (r Rate) {
	const each = 20 * time.Millisecond
	c.look = time.Millisecond / 2
	defer func() { c.look = 10 * time.Millisecond }()
	n := c.o.Seconds * 50
	times := make([]time.Duration, n)
	flushes := t.flushes()
	var failed atomic.Int64
	var wg sync.WaitGroup
	start := time.Now()
	for i := range n {
		time.Sleep(time.Until(start.Add(time.Duration(i) * each)))
		wg.Go(func() {
			begin := time.Now()
			if op(ctx) != nil {
				failed.Add(1)
			}
			times[i] = time.Since(begin)
		})
	}
	wg.Wait()
	slices.Sort(times)
	return Rate{Done: n - int(failed.Load()), Failed: int(failed.Load()), PerSecond: float64(n) / time.Since(start).Seconds(), P50: ms(times[n/2]), P95: ms(times[n*95/100]), P99: ms(times[n*99/100]),
		Flushes: (t.flushes() - flushes) / float64(n)}
}

func (c *couple) verify(ctx context.Context, res *ExchangeResult) error {
	var raw []byte
	var p node.Partner
	begin := time.Now()
	rep, _, err := app.Verify(ctx, app.Options{Dir: c.a.Dir}, func(int64, int64) {})
	if err != nil {
		return err
	}
	if !rep.OK() {
		return fmt.Errorf("the log does not hold: %v", rep.Faults[0])
	}
	res.VerifyEntries = float64(rep.Entries) / time.Since(begin).Seconds()
	err = c.a.DB.Read(ctx, func(s *db.Snapshot) (err error) {
		if p, err = node.Load(s, c.to); err != nil {
			return err
		}
		return s.QueryRow("SELECT signed FROM exchange_receipt WHERE own = FALSE LIMIT 1").Scan(&raw)
	})
	if err != nil {
		return err
	}
	begin = time.Now()
	const times = 5000
	for range times {
		if _, _, err := message.ReadReceipt(p, raw, c.a.Now()); err != nil {
			return err
		}
	}
	res.VerifyReceipt = times / time.Since(begin).Seconds()
	return nil
}

// ExchangePeer serves the partner's node and beside it the bare post, until ctx ends.
func ExchangePeer(ctx context.Context, dir, exchange, bare string, ready func()) error {
	a, err := app.Open(ctx, app.Options{Dir: dir})
	if err != nil {
		return err
	}
	defer a.Close()
	file, err := os.Create(filepath.Join(dir, "bare"))
	if err != nil {
		return err
	}
	defer file.Close()
	var mu sync.Mutex
	server := &http.Server{Addr: bare, TLSConfig: a.Exchange.TLS(), Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		b, err := io.ReadAll(r.Body)
		mu.Lock()
		defer mu.Unlock()
		if err == nil {
			_, err = file.Write(b)
		}
		if err == nil {
			err = file.Sync()
		}
		if err != nil {
			w.WriteHeader(http.StatusInternalServerError)
			return
		}
		w.WriteHeader(http.StatusNoContent)
	})}
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error { return server.ListenAndServeTLS("", "") })
	g.Go(func() error {
		<-ctx.Done()
		return server.Close()
	})
	g.Go(func() error {
		return a.Run(ctx, []app.Listen{{Address: exchange, Surfaces: []web.Surface{web.Node}}}, func([]string) { ready() })
	})
	return g.Wait()
}
