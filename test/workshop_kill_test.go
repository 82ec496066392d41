package test

import (
	"context"
	"fmt"
	"net/url"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"reeve/app"
	"reeve/kernel/db"
	rooms "reeve/modules/plan/workshop"
	"reeve/test/fixture"
)

// TestRoomSurvivesKill kills the server with -9 while six people vote. What was acknowledged is there, once; what was not
// is sent again and counted once; who was in is in.
func TestRoomSurvivesKill(t *testing.T) {
	dir := t.TempDir()
	town := fixture.Open(t, app.Options{Dir: dir})
	s := town.Serve(t)
	importPlan(t, town.App, strategy(t, 5, 5, nil), period)
	h := openRoom(t, town, url.Values{})
	code := h.room(t, town).Code
	h.act(t, "show", "number", "1.1.1")
	var voters []*voter
	for n := range 6 {
		v, _ := comeIn(t, town.URL, code, fmt.Sprint("Guest ", n))
		v.n = n
		voters = append(voters, v)
	}
	s.Close()
	town.Close(t)

	var address atomic.Value
	first := serve(t, nil, "--data", dir)
	address.Store(first.URL)
	var acknowledged atomic.Int64
	var stop atomic.Bool
	var all sync.WaitGroup
	sent := make([]int, len(voters))
	for n, v := range voters {
		all.Go(func() {
			for !stop.Load() {
				id := fmt.Sprintf("voter-%d-try-%06d-xx", n, sent[n])
				for {
					at := &voter{ref: v.ref, n: v.n, client: v.client} // its cookies are good for every port of the host
					at.url = address.Load().(string)
					if _, err := at.cast(vote(id, "1.1.1", rooms.Votes()[(n+sent[n])%5])); err == nil {
						break
					}
					time.Sleep(10 * time.Millisecond)
				}
				sent[n]++
				acknowledged.Add(1)
			}
		})
	}
	server := first
	for range 2 {
		for enough := acknowledged.Load() + 60; acknowledged.Load() < enough; {
			time.Sleep(5 * time.Millisecond)
		}
		server.kill()
		server = serve(t, nil, "--data", dir)
		address.Store(server.URL)
	}
	for enough := acknowledged.Load() + 30; acknowledged.Load() < enough; {
		time.Sleep(5 * time.Millisecond)
	}
	stop.Store(true)
	all.Wait()
	server.kill()

	town.Reopen(t, app.Options{Dir: dir})
	err := town.App.DB.Read(context.Background(), func(q *db.Snapshot) error {
		r, err := rooms.ByRef(q, h.ref)
		if err != nil {
			return err
		}
		votes, err := rooms.VotesOf(q, r.ID)
		if err != nil {
			return err
		}
		stored, latest := map[string]int{}, map[string]string{}
		for _, v := range votes {
			stored[v.Client]++
			if v.Latest {
				latest[v.Person] = v.Client
			}
		}
		sum := 0
		for n := range voters {
			for i := range sent[n] {
				if id := fmt.Sprintf("voter-%d-try-%06d-xx", n, i); stored[id] != 1 {
					t.Errorf("%s is stored %d times", id, stored[id])
				}
			}
			sum += sent[n]
		}
		if len(votes) != sum || len(latest) != len(voters) {
			t.Errorf("%d votes of %d people are stored, want %d of %d", len(votes), len(latest), sum, len(voters))
		}
		for _, client := range latest {
			var n, i int
			if _, err := fmt.Sscanf(client, "voter-%d-try-%d-xx", &n, &i); err != nil || i != sent[n]-1 {
				t.Errorf("%s counts, the last of %d was %d", client, n, sent[n]-1)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
