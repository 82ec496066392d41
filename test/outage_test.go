package test

import (
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"reeve/app"
	"reeve/kernel/db/dbtest"
	"reeve/kernel/id"
	"reeve/test/fixture"
)

// try files a report and gives its reference, or the status and what the refusal says.
func try(t *testing.T, town *fixture.Town) (ref string, status int, said string) {
	t.Helper()
	head := bearer(town.All["intake"])
	head["Idempotency-Key"] = id.New()
	status, out := call(t, "POST", town.URL+"/api/v1/reports", head,
		map[string]any{"category": "speeding", "lat": 52.05, "lon": 18.05, "text": strings.Repeat("Cars race. ", 300), "lang": "en"})
	ref, _ = out["ref"].(string)
	said, _ = out["detail"].(string)
	return ref, status, said
}

// everythingIsThere asks for each report that was acknowledged, and for their number.
func everythingIsThere(t *testing.T, town *fixture.Town, refs []string) {
	t.Helper()
	for _, ref := range refs {
		if status, _ := call(t, "GET", town.URL+"/api/v1/reports/"+ref, nil, nil); status != http.StatusOK {
			t.Errorf("the acknowledged report %s: %d", ref, status)
		}
	}
	if _, out := call(t, "GET", town.URL+"/api/v1/reports/count", nil, nil); out["count"] != float64(len(refs)) {
		t.Errorf("%v reports, %d were acknowledged", out["count"], len(refs))
	}
}

// TestFullDisk fills the disk while serving.
func TestFullDisk(t *testing.T) {
	o := app.Options{Dir: t.TempDir()}
	town := fixture.Open(t, o)
	town.Close(t)
	narrow := o
	narrow.MaxPages = int(openVandal(t, o).value("SELECT page_count FROM pragma_page_count()").(int64)) + 60
	town.Reopen(t, narrow)
	s := town.Serve(t)
	var refs []string
	for {
		ref, status, said := try(t, town)
		if status == http.StatusCreated {
			refs = append(refs, ref)
			continue
		}
		if status != http.StatusServiceUnavailable || !strings.Contains(said, "disk is full") {
			t.Fatalf("after %d reports: %d %s", len(refs), status, said)
		}
		break
	}
	for range 10 { // it stays so, and goes on reading
		if ref, status, said := try(t, town); status == http.StatusCreated {
			refs = append(refs, ref)
		} else if status != http.StatusServiceUnavailable || said == "" {
			t.Errorf("on a full disk: %d %s", status, said)
		}
	}
	if len(refs) < 3 {
		t.Fatalf("only %d reports before the disk was full", len(refs))
	}
	everythingIsThere(t, town, refs)
	for _, path := range []string{"/en/", "/en/list", "/en/r/" + refs[0], "/healthz", "/log/checkpoint", "/api/v1/reports.geojson"} {
		if res := town.Get(t, path, ""); res.StatusCode != http.StatusOK {
			t.Errorf("GET %s on a full disk: %d", path, res.StatusCode)
		}
	}
	s.Close()
	if rep := verify(t, o); !rep.OK() {
		t.Errorf("on a full disk: %v", rep.Faults)
	}
	town.Reopen(t, o) // there is space again
	town.Serve(t)
	ref, status, said := try(t, town)
	if status != http.StatusCreated {
		t.Fatalf("with space again: %d %s", status, said)
	}
	everythingIsThere(t, town, append(refs, ref))
	town.Close(t)
	if rep := verify(t, o); !rep.OK() {
		t.Errorf("with space again: %v", rep.Faults)
	}
}

// cable is the network between the program and its database; it can be cut and mended.
type cable struct {
	to string

	mu   sync.Mutex
	ln   net.Listener
	ends []net.Conn
}

// plug puts a cable before the database and gives the database's address through it.
func plug(t *testing.T, database string) (*cable, string) {
	t.Helper()
	u, err := url.Parse(database)
	if err != nil {
		t.Fatal(err)
	}
	c := &cable{to: u.Host}
	address := c.mend(t, "127.0.0.1:0")
	t.Cleanup(c.cut)
	u.Host = address
	return c, u.String()
}

// mend listens again; what is connected is carried to and fro.
func (c *cable) mend(t *testing.T, address string) string {
	t.Helper()
	ln, err := net.Listen("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	c.mu.Lock()
	c.ln = ln
	c.mu.Unlock()
	go func() {
		for {
			near, err := ln.Accept()
			if err != nil {
				return
			}
			far, err := net.Dial("tcp", c.to)
			if err != nil {
				near.Close()
				continue
			}
			c.mu.Lock()
			c.ends = append(c.ends, near, far)
			c.mu.Unlock()
			carry := func(to, from net.Conn) { io.Copy(to, from); to.Close(); from.Close() }
			go carry(near, far)
			go carry(far, near)
		}
	}()
	return ln.Addr().String()
}

// cut refuses new connections and tears those that are.
func (c *cable) cut() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.ln.Close()
	for _, e := range c.ends {
		e.Close()
	}
	c.ends = nil
}

// TestDatabaseGone cuts the program off its PostgreSQL, several times.
func TestDatabaseGone(t *testing.T) {
	database := dbtest.PostgresURL(t)
	c, through := plug(t, database)
	at := c.ln.Addr().String()
	town := fixture.Open(t, app.Options{Database: through})
	town.Serve(t)
	var refs []string
	for round := range 3 {
		ref, status, said := try(t, town)
		if status != http.StatusCreated {
			t.Fatalf("round %d: %d %s", round, status, said)
		}
		refs = append(refs, ref)
		c.cut()
		for range 3 {
			start := time.Now()
			_, status, said := try(t, town)
			if took := time.Since(start); status != http.StatusServiceUnavailable || said == "" || strings.Contains(said, "⟦") || took > 5*time.Second {
				t.Errorf("filing while the database is gone: %d %q after %s", status, said, took)
			}
		}
		if status, out := call(t, "GET", town.URL+"/api/v1/reports", nil, nil); status != http.StatusServiceUnavailable || out["detail"] == "" {
			t.Errorf("the list while the database is gone: %d %v", status, out)
		}
		if res := town.Get(t, "/en/list", ""); res.StatusCode != http.StatusServiceUnavailable {
			t.Errorf("the list's page while the database is gone: %d", res.StatusCode)
		}
		if res := town.Get(t, "/readyz", ""); res.StatusCode != http.StatusServiceUnavailable {
			t.Errorf("/readyz while the database is gone: %d", res.StatusCode)
		}
		if res := town.Get(t, "/healthz", ""); res.StatusCode != http.StatusOK {
			t.Errorf("/healthz while the database is gone: %d", res.StatusCode)
		}
		c.mend(t, at)
		everythingIsThere(t, town, refs)
	}
	numbering(t, town)
	town.Close(t)
	if rep := verify(t, app.Options{Dir: town.Dir, Database: database}); !rep.OK() {
		t.Errorf("after all: %v", rep.Faults)
	}
}
