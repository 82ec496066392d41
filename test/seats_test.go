package test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"reeve/app"
	"reeve/kernel/db"
	"reeve/kernel/db/dbtest"
	"reeve/kernel/id"
	"reeve/modules/practice"
	"reeve/test/fixture"
)

// asker is one of those who want a seat, with what was acknowledged.
type asker struct {
	n          int
	delegation string
	sent, done time.Time
	state, ref string
}

// race is many askers at one event, at one or two processes.
type race struct {
	token string
	event string
	urls  []*atomic.Value
	acked atomic.Int64
}

func (c *race) post(client *http.Client, url, path, key string, body any) (status int, raw []byte, err error) {
	b, err := json.Marshal(body)
	if err != nil {
		return 0, nil, err
	}
	req, err := http.NewRequest("POST", url+path, bytes.NewReader(b))
	if err != nil {
		return 0, nil, err
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Authorization", "Bearer "+c.token)
	req.Header.Set("Idempotency-Key", key)
	res, err := client.Do(req)
	if err != nil {
		return 0, nil, err
	}
	defer res.Body.Close()
	raw, err = io.ReadAll(res.Body)
	return res.StatusCode, raw, err
}

// ask registers until it is acknowledged, whatever dies meanwhile.
func (c *race) ask(client *http.Client, a *asker) error {
	body := map[string]any{"organisation": fmt.Sprintf("Municipality %d", a.n), "nominations": []map[string]any{
		{"name": fmt.Sprintf("Jana Number%c%c%c", 'a'+a.n/100, 'a'+a.n/10%10, 'a'+a.n%10), "email": fmt.Sprintf("p%d@example.org", a.n), "post": "clerk", "delegation": a.delegation}}}
	key := id.New()
	a.sent = time.Now()
	for tries := 0; ; tries++ {
		url := c.urls[(a.n+tries)%len(c.urls)].Load().(string)
		status, raw, err := c.post(client, url, "/api/v1/events/"+c.event+"/registrations", key, body)
		if err != nil || status == http.StatusServiceUnavailable {
			if time.Since(a.sent) > 3*time.Minute {
				return fmt.Errorf("asker %d: no answer but %d %v", a.n, status, err)
			}
			time.Sleep(time.Duration(20+rand.IntN(80)) * time.Millisecond)
			continue
		}
		var out struct {
			Nominations []struct{ ID, State string } `json:"nominations"`
		}
		if err := json.Unmarshal(raw, &out); status != http.StatusCreated || err != nil || len(out.Nominations) != 1 {
			return fmt.Errorf("asker %d: %d %s", a.n, status, raw)
		}
		a.done, a.state, a.ref = time.Now(), out.Nominations[0].State, out.Nominations[0].ID
		c.acked.Add(1)
		return nil
	}
}

// TestRaceForSeats lets 500 ask for 35 seats of which 2 are Norwegian, kills the program in the middle, and holds the
// database against what was acknowledged.
func TestRaceForSeats(t *testing.T) {
	t.Run("sqlite", func(t *testing.T) { racing(t, "", 1) })
	t.Run("postgres, two processes", func(t *testing.T) { racing(t, dbtest.PostgresURL(t), 2) })
}

func racing(t *testing.T, database string, processes int) {
	const many = 500
	dir := t.TempDir()
	town := fixture.Open(t, app.Options{Dir: dir, Database: database})
	town.Close(t)
	args := []string{"--data", dir}
	if database != "" {
		args = append(args, "--database", database)
	}
	c := &race{token: town.All["organiser"]}
	var servers []*server
	for range processes {
		s, url := serve(t, nil, args...), &atomic.Value{}
		url.Store(s.URL)
		servers, c.urls = append(servers, s), append(c.urls, url)
	}
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: many}, Timeout: 90 * time.Second}
	defer client.CloseIdleConnections()
	announce := func() string {
		status, raw, err := c.post(client, c.urls[0].Load().(string), "/api/v1/events", id.New(), map[string]any{"title": "Workshop", "theme": "Safe towns", "start": "2090-06-10T09:00", "end": "2090-06-10T16:00",
			"zone": "Europe/Prague", "capacity": 35, "registration_deadline": "2090-05-02T23:59", "pools": []map[string]any{{"delegation": "CZ", "seats": 33}, {"delegation": "NO", "seats": 2}}})
		var out struct{ ID string }
		if err != nil || status != http.StatusCreated || json.Unmarshal(raw, &out) != nil {
			t.Fatalf("%d %s %v", status, raw, err)
		}
		return out.ID
	}
	event := announce()
	c.event = event
	askers := make([]*asker, many)
	var wg sync.WaitGroup
	for n := range askers {
		askers[n] = &asker{n: n, delegation: "CZ"}
		if n%10 == 0 {
			askers[n].delegation = "NO"
		}
		wg.Go(func() {
			if err := c.ask(client, askers[n]); err != nil {
				t.Error(err)
			}
		})
	}
	for c.acked.Load() < 20 && !t.Failed() {
		time.Sleep(5 * time.Millisecond)
	}
	servers[0].kill()
	servers[0] = serve(t, nil, args...)
	c.urls[0].Store(servers[0].URL)
	wg.Wait()
	thirdNorwegian(t, c, client, announce())
	for _, s := range servers {
		if exit := s.stop(t); exit != 0 {
			t.Errorf("exit %d on SIGTERM:\n%s", exit, s.says)
		}
	}
	if exit, out, errOut := reeve(t, append([]string{"audit", "verify"}, args...)...); exit != 0 {
		t.Errorf("audit verify: exit %d\n%s%s", exit, out, errOut)
	}
	if !t.Failed() {
		town.Reopen(t, app.Options{Dir: dir, Database: database})
		held(t, town, event, askers)
	}
}

// thirdNorwegian waits although 33 seats are free.
func thirdNorwegian(t *testing.T, c *race, client *http.Client, event string) {
	t.Helper()
	c.event = event
	for n, want := range []string{"confirmed", "confirmed", "waitlisted"} {
		a := &asker{n: 600 + n, delegation: "NO"}
		if err := c.ask(client, a); err != nil || a.state != want {
			t.Errorf("Norwegian %d: %s %v", n+1, a.state, err)
		}
	}
}

// held compares what is stored with what was acknowledged, and the line with the order in which they came.
func held(t *testing.T, town *fixture.Town, event string, askers []*asker) {
	t.Helper()
	var all []practice.Standing
	if err := town.App.DB.Read(context.Background(), func(s *db.Snapshot) error {
		e, _, err := practice.EventByRef(s, event)
		if err == nil {
			all, err = practice.Standings(s, e.ID)
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
	counts, waits, arrival := map[string]int{}, map[string]bool{}, map[string]int64{}
	for i, s := range all {
		counts[s.Delegation+" "+s.State]++
		arrival[s.Ref] = s.Arrival
		if s.Arrival != int64(i+1) {
			t.Fatalf("arrival %d at %d", s.Arrival, i+1)
		}
		if s.State == "waitlisted" {
			waits[s.Delegation] = true
		} else if waits[s.Delegation] {
			t.Errorf("number %d of %s has a seat although somebody who came before waits", s.Arrival, s.Delegation)
		}
	}
	if got, want := fmt.Sprint(counts), "map[CZ confirmed:33 CZ waitlisted:417 NO confirmed:2 NO waitlisted:48]"; got != want || len(all) != len(askers) {
		t.Errorf("%d nominations: %s, want %s", len(all), got, want)
	}
	states := map[string]string{}
	for _, s := range all {
		states[s.Ref] = s.State
	}
	for _, a := range askers {
		if states[a.ref] != a.state {
			t.Errorf("asker %d was told %s, stored is %q", a.n, a.state, states[a.ref])
		}
		for _, b := range askers {
			if a.done.Before(b.sent) && arrival[a.ref] > arrival[b.ref] {
				t.Errorf("asker %d had an answer before %d asked, and stands behind", a.n, b.n)
			}
		}
	}
}
