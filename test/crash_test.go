package test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"reeve/app"
	"reeve/kernel/db"
	"reeve/kernel/db/dbtest"
	"reeve/kernel/id"
	"reeve/test/fixture"
)

// promise is a filing with its Idempotency-Key and the answer that was acknowledged.
type promise struct {
	key    string
	lat    float64 // no other filing has it: it tells in the database whose report a row is
	answer string
}

func (p promise) body() []byte {
	b, _ := json.Marshal(map[string]any{"category": "speeding", "lat": p.lat, "lon": 18.05, "text": "Filed under " + p.key, "lang": "en"})
	return b
}

// crowd files reports without end, as residents whose phones send again until they have an answer.
type crowd struct {
	token string
	urls  []*atomic.Value // addresses of the processes that serve now
	next  atomic.Int64
	stop  atomic.Bool

	mu    sync.Mutex
	kept  []promise
	wrong []string
}

func (c *crowd) send(client *http.Client, url string, p promise) (status int, answer string, err error) {
	req, err := http.NewRequest("POST", url+"/api/v1/reports", bytes.NewReader(p.body()))
	if err != nil {
		return 0, "", err
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Authorization", "Bearer "+c.token)
	req.Header.Set("Idempotency-Key", p.key)
	res, err := client.Do(req)
	if err != nil {
		return 0, "", err
	}
	defer res.Body.Close()
	raw, err := io.ReadAll(res.Body)
	return res.StatusCode, string(raw), err
}

func (c *crowd) complain(format string, args ...any) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.wrong = append(c.wrong, fmt.Sprintf(format, args...))
}

// promise is a filing that nobody has sent before.
func (c *crowd) promise() promise {
	return promise{key: id.New(), lat: 52.01 + float64(c.next.Add(1))*1e-7}
}

func (c *crowd) done() int    { c.mu.Lock(); defer c.mu.Unlock(); return len(c.kept) }
func (c *crowd) broken() bool { c.mu.Lock(); defer c.mu.Unlock(); return len(c.wrong) >= 20 }

// resident files one report after another and repeats each until it is acknowledged, now and then also after.
func (c *crowd) resident(r *rand.Rand) {
	client := &http.Client{Transport: &http.Transport{}, Timeout: 20 * time.Second}
	defer client.CloseIdleConnections()
	for !c.stop.Load() {
		p := c.promise()
		twin := make(chan string, 1) // the same request a second time at the same time, as after a lost connection
		if r.IntN(6) == 0 {
			url := c.urls[r.IntN(len(c.urls))].Load().(string)
			go func() {
				_, answer, err := c.send(client, url, p)
				if err != nil || !strings.Contains(answer, `"key"`) {
					answer = ""
				}
				twin <- answer
			}()
		} else {
			twin <- ""
		}
		for since := time.Now(); ; {
			status, answer, err := c.send(client, c.urls[r.IntN(len(c.urls))].Load().(string), p)
			switch {
			case time.Since(since) > time.Minute:
				c.complain("%s: for a minute no answer but %d %s %v", p.key, status, answer, err)
				return
			case err != nil || status == http.StatusServiceUnavailable: // killed in the middle, or not up again
				time.Sleep(time.Duration(5+r.IntN(20)) * time.Millisecond)
				continue
			case status != http.StatusCreated:
				c.complain("%s: %d %s", p.key, status, answer)
				return
			case p.answer == "":
				p.answer = answer
			case p.answer != answer:
				c.complain("%s was answered first\n%sthen\n%s", p.key, p.answer, answer)
			}
			if r.IntN(4) > 0 {
				break
			}
		}
		if answer := <-twin; answer != "" && answer != p.answer {
			c.complain("%s was answered twice at once:\n%s\n%s", p.key, p.answer, answer)
		}
		c.mu.Lock()
		c.kept = append(c.kept, p)
		c.mu.Unlock()
	}
}

// TestKill kills the program at random moments under load. Whatever was acknowledged is there afterwards, once,
// and the same request has the same answer.
func TestKill(t *testing.T) {
	t.Run("sqlite", func(t *testing.T) { killing(t, "", 1) })
	t.Run("postgres, two processes", func(t *testing.T) { killing(t, dbtest.PostgresURL(t), 2) })
}

func killing(t *testing.T, database string, processes int) {
	dir := t.TempDir()
	town := fixture.Open(t, app.Options{Dir: dir, Database: database})
	town.Close(t)
	args := []string{"--data", dir}
	if database != "" {
		args = append(args, "--database", database)
	}
	c := &crowd{token: town.All["intake"]}
	var servers []*server
	for range processes {
		s, url := serve(t, nil, args...), &atomic.Value{}
		url.Store(s.URL)
		servers, c.urls = append(servers, s), append(c.urls, url)
	}
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	r := rand.New(rand.NewPCG(seed, 0))
	var residents sync.WaitGroup
	for n := range 20 {
		mine := rand.New(rand.NewPCG(seed, uint64(n+1)))
		residents.Go(func() { c.resident(mine) })
	}
	for range soak(3, 100) {
		for enough := c.done() + 20; c.done() < enough; { // also on a busy machine something is under way
			time.Sleep(time.Duration(50+r.IntN(300)) * time.Millisecond)
			if c.broken() {
				t.Fatalf("the residents have given up: %s\n%s", c.wrong[0], servers[0].dump())
			}
		}
		victims := []int{r.IntN(processes)}
		if processes > 1 && r.IntN(3) == 0 {
			victims = []int{0, 1}
		}
		for _, v := range victims {
			servers[v].kill()
		}
		for _, v := range victims {
			servers[v] = serve(t, nil, args...)
			c.urls[v].Store(servers[v].URL)
		}
	}
	time.Sleep(100 * time.Millisecond)
	c.stop.Store(true)
	residents.Wait()
	for n, w := range c.wrong {
		if n < 5 {
			t.Error(w)
		}
	}
	t.Logf("%d reports acknowledged", len(c.kept))
	c.repeatAll(t)
	for _, s := range servers {
		if exit := s.stop(t); exit != 0 {
			t.Errorf("exit %d on SIGTERM:\n%s", exit, s.says)
		}
	}
	if exit, out, errOut := reeve(t, append([]string{"audit", "verify"}, args...)...); exit != 0 {
		t.Errorf("audit verify: exit %d\n%s%s", exit, out, errOut)
	}
	town.Reopen(t, app.Options{Dir: dir, Database: database})
	c.account(t, town)
}

// repeatAll sends every request once more.
func (c *crowd) repeatAll(t *testing.T) {
	t.Helper()
	var wg sync.WaitGroup
	work := make(chan promise)
	for n := range 20 {
		wg.Go(func() {
			client := &http.Client{Transport: &http.Transport{}}
			defer client.CloseIdleConnections()
			for p := range work {
				status, answer, err := c.send(client, c.urls[n%len(c.urls)].Load().(string), p)
				if err != nil || status != http.StatusCreated || answer != p.answer {
					c.complain("%s, acknowledged with %s, is now answered %d %s %v", p.key, p.answer, status, answer, err)
				}
			}
		})
	}
	before := len(c.wrong)
	for _, p := range c.kept {
		work <- p
	}
	close(work)
	wg.Wait()
	for n, w := range c.wrong[before:] {
		if n < 5 {
			t.Error(w)
		}
	}
}

// account holds the database against what was acknowledged: one report for each key, with its reference, and its
// report key opens it.
func (c *crowd) account(t *testing.T, town *fixture.Town) {
	t.Helper()
	stored := map[float64][]string{}
	err := town.App.DB.Read(context.Background(), func(s *db.Snapshot) error {
		return db.Each(s, func(scan db.Scan) error {
			var lat float64
			var ref string
			err := scan(&lat, &ref)
			stored[lat] = append(stored[lat], ref)
			return err
		}, "SELECT lat, ref FROM report")
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(stored) != len(c.kept) {
		t.Errorf("%d reports are stored, %d were acknowledged", len(stored), len(c.kept))
	}
	town.Serve(t)
	for n, p := range c.kept {
		var a struct{ Ref, Key string }
		if err := json.Unmarshal([]byte(p.answer), &a); err != nil {
			t.Fatal(err)
		}
		if refs := stored[p.lat]; len(refs) != 1 || refs[0] != a.Ref {
			t.Errorf("%s was acknowledged as %s and is stored as %v", p.key, a.Ref, refs)
		}
		if n%97 == 0 {
			steps(t, town, a.Ref, step{key(a.Key), map[string]any{"step": "withdraw"}, 0, "withdrawn"})
		}
	}
}
