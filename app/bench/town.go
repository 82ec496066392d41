package bench

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"time"

	"golang.org/x/sync/errgroup"

	"reeve/app"
	"reeve/kernel/db"
)

// town is a serving installation to measure.
type town struct {
	a      *app.App
	url    string
	token  string
	client *http.Client
}

// with opens an installation, serves it on a free port, and closes it after do.
func with(ctx context.Context, o app.Options, do func(t *town) error) error {
	a, err := app.Open(ctx, o)
	if err != nil {
		return err
	}
	defer a.Close()
	if err := land(ctx, a); err != nil {
		return err
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	t := &town{a: a, client: &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 1000, MaxConnsPerHost: 1000}, Timeout: 30 * time.Second}}
	if t.token, err = a.Identity.TokenForRole(ctx, db.System(), "intake", "bench", a.Now().Add(time.Hour)); err != nil {
		return err
	}
	g, ctx := errgroup.WithContext(ctx)
	ready := make(chan string, 1)
	g.Go(func() error {
		return a.Run(ctx, []app.Listen{{Address: "127.0.0.1:0"}}, func(addresses []string) { ready <- addresses[0] })
	})
	g.Go(func() error {
		select {
		case address := <-ready:
			t.url = "http://" + address
		case <-ctx.Done():
			return ctx.Err()
		}
		defer stop()
		return do(t)
	})
	return g.Wait()
}

func (t *town) fileHTTP(ctx context.Context) error {
	body, err := json.Marshal(filing())
	if err != nil {
		return err
	}
	req, err := http.NewRequestWithContext(ctx, "POST", t.url+"/api/v1/reports", bytes.NewReader(body))
	if err != nil {
		return err
	}
	req.Header.Set("Authorization", "Bearer "+t.token)
	req.Header.Set("Content-Type", "application/json")
	return t.do(req, http.StatusCreated)
}

func (t *town) fileDirect(ctx context.Context) error {
	_, err := t.a.Map.File(ctx, db.System(), filing(), "bench")
	return err
}

func (t *town) page(ctx context.Context) error {
	req, err := http.NewRequestWithContext(ctx, "GET", t.url+"/en/", nil)
	if err != nil {
		return err
	}
	return t.do(req, http.StatusOK)
}

func (t *town) do(req *http.Request, want int) error {
	res, err := t.client.Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	if _, err := io.Copy(io.Discard, res.Body); err != nil {
		return err
	}
	if res.StatusCode != want {
		return fmt.Errorf("status %d", res.StatusCode)
	}
	return nil
}

// flushes is how many commits the database has flushed so far.
func (t *town) flushes() float64 {
	families, err := t.a.Metrics.Gather()
	if err != nil {
		return 0
	}
	for _, f := range families {
		if f.GetName() == "reeve_db_flushes_total" {
			return f.GetMetric()[0].GetCounter().GetValue()
		}
	}
	return 0
}
