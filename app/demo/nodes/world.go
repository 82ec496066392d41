package nodes

import (
	"context"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"sync/atomic"
	"time"

	"reeve/app"
	"reeve/kernel/web"
	"reeve/modules/exchange/wire"
)

//go:embed data
var files embed.FS

// world is the four nodes while their story is told.
type world struct {
	all   []*country
	by    map[string]*country
	known map[string]wire.ID // what began in the story, by its key
	end   time.Time
	back  atomic.Int64 // how far the clock is turned back, ns
	gone  map[wire.Org]bool
}

func (w *world) now() time.Time { return time.Now().Add(-time.Duration(w.back.Load())) }

// Options say where the nodes lie and listen.
type Options struct {
	Dir  string
	Host string // an address of this machine
	Port int    // desks listen above it, nodes a hundred above that
}

// Desk is where the desk of a node is and who can sign in there.
type Desk struct {
	Country string `json:"country"`
	Name    string `json:"name"`
	URL     string `json:"url"`
	Dir     string `json:"dir"`
	Users   []User `json:"users"`
}

const written = "demo.json"

// read gives the countries of data/nodes.json in their folders.
func read(o Options) (all []*country, err error) {
	raw, err := files.ReadFile("data/nodes.json")
	if err == nil {
		err = json.Unmarshal(raw, &all)
	}
	for _, c := range all {
		c.place(o.Dir, o.Host, o.Port)
	}
	return all, err
}

// Install fills the folders, unless that has been done, and gives the desks.
func Install(ctx context.Context, o Options) ([]Desk, error) {
	if raw, err := os.ReadFile(filepath.Join(o.Dir, written)); err == nil {
		var desks []Desk
		return desks, json.Unmarshal(raw, &desks)
	}
	if left, err := os.ReadDir(o.Dir); err == nil && len(left) > 0 {
		return nil, fmt.Errorf("%s holds something else, or a demonstration that was not finished: remove it or name another folder", o.Dir)
	}
	all, err := read(o)
	if err != nil {
		return nil, err
	}
	w := &world{all: all, by: map[string]*country{}, known: map[string]wire.ID{}, end: time.Now(), gone: map[wire.Org]bool{}}
	for _, c := range all {
		w.by[c.Code] = c
	}
	desks, err := w.make(ctx)
	for _, c := range all {
		err = errors.Join(err, w.down(c), c.close())
	}
	if err != nil {
		return nil, err
	}
	raw, err := json.MarshalIndent(desks, "", " ")
	if err != nil {
		return nil, err
	}
	return desks, os.WriteFile(filepath.Join(o.Dir, written), raw, 0o600)
}

func (w *world) make(ctx context.Context) (desks []Desk, err error) {
	var story []scene
	raw, err := files.ReadFile("data/story.json")
	if err == nil {
		err = json.Unmarshal(raw, &story)
	}
	if err != nil {
		return nil, err
	}
	w.turn(story[0].At)
	w.back.Add(int64(time.Hour))
	for _, c := range w.all {
		if err := c.begin(ctx, w.now); err != nil {
			return nil, err
		}
		users, err := c.people(ctx, w.now())
		if err != nil {
			return nil, err
		}
		if err := c.posts(ctx, w.now()); err != nil {
			return nil, err
		}
		desks = append(desks, Desk{Country: c.Code, Name: c.Names["en"], URL: "http://" + c.desk, Dir: c.dir, Users: users})
	}
	for _, c := range w.all {
		for _, other := range w.all {
			if c != other {
				if err := c.befriend(ctx, other); err != nil {
					return nil, err
				}
			}
		}
	}
	for _, c := range w.all {
		w.up(ctx, c)
	}
	for n, s := range story {
		w.turn(s.At)
		if err := w.tell(ctx, s); err != nil {
			return nil, fmt.Errorf("scene %d, %s by %s: %w", n+1, s.Do, s.By, err)
		}
	}
	return desks, nil
}

// turn sets the clock to an instant before the end of the story.
func (w *world) turn(at shift) { w.back.Store(int64(time.Since(w.end) - time.Duration(at))) }

// up lets a node serve its partners.
func (w *world) up(ctx context.Context, c *country) {
	ctx, cancel := context.WithCancel(ctx)
	ended := make(chan error, 1)
	ready := make(chan struct{})
	go func() {
		ended <- c.app.Run(ctx, []app.Listen{{Address: c.nodes, Surfaces: []web.Surface{web.Node}}}, func([]string) { close(ready) })
	}()
	select {
	case <-ready:
	case err := <-ended:
		ended <- err
	}
	c.stop = func() error { cancel(); return <-ended }
}

// down takes a node off the network.
func (w *world) down(c *country) error {
	if c.stop == nil {
		return nil
	}
	w.gone[c.app.Exchange.Own.Org()] = true
	err := c.stop()
	c.stop = nil
	if errors.Is(err, context.Canceled) {
		err = nil
	}
	return err
}

func (w *world) isDown(org wire.Org) bool { return w.gone[org] }

func (c *country) close() error {
	if c.app == nil {
		return nil
	}
	return c.app.Close()
}

// Serve serves the desks and nodes until ctx ends.
func Serve(ctx context.Context, o Options, ready func()) error {
	all, err := read(o)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	ended := make(chan error, len(all))
	up := make(chan struct{}, len(all))
	for _, c := range all {
		if err := c.open(ctx, time.Now); err != nil {
			return err
		}
		go func() {
			listens := []app.Listen{{Address: c.desk}, {Address: c.nodes, Surfaces: []web.Surface{web.Node}}}
			err := c.app.Run(ctx, listens, func([]string) { up <- struct{}{} })
			ended <- errors.Join(err, c.app.Close())
		}()
	}
	go func() {
		for range all {
			<-up
		}
		ready()
	}()
	for range all {
		if e := <-ended; e != nil && !errors.Is(e, context.Canceled) {
			slog.Error("a node ended", "error", e)
			err = errors.Join(err, e)
			cancel()
		}
	}
	return err
}
