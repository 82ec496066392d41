package test

import (
	"cmp"
	"net/http"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"reeve/app"
	"reeve/kernel/db/dbtest"
	"reeve/test/fixture"
)

// BenchmarkRegistrations lets 500 clients register for one event of 35 seats at the same time, over HTTP, each by one
// request: how many registrations are answered a second, and how long a client waits.
//
//	go test ./test -run '^$' -bench Registrations -benchtime 3x
func BenchmarkRegistrations(b *testing.B) {
	b.Run("sqlite", func(b *testing.B) { registrations(b, "") })
	b.Run("postgres", func(b *testing.B) { registrations(b, dbtest.PostgresURL(b)) })
}

func registrations(b *testing.B, database string) {
	const many = 500
	town := fixture.Open(b, app.Options{Database: database})
	town.Serve(b)
	c := &race{token: town.All["organiser"], urls: []*atomic.Value{{}}}
	c.urls[0].Store(town.URL)
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: many}, Timeout: 3 * time.Minute}
	defer client.CloseIdleConnections()
	var waited []time.Duration
	var took time.Duration
	for b.Loop() {
		b.StopTimer()
		c.event = announce(b, town, nil)
		askers := make([]*asker, many)
		var wg sync.WaitGroup
		b.StartTimer()
		begin := time.Now()
		for n := range askers {
			askers[n] = &asker{n: n, delegation: "CZ"}
			wg.Go(func() {
				if err := c.ask(client, askers[n]); err != nil {
					b.Error(err)
				}
			})
		}
		wg.Wait()
		took += time.Since(begin)
		b.StopTimer()
		seats := 0
		for _, a := range askers {
			waited = append(waited, a.done.Sub(a.sent))
			if a.state == "confirmed" {
				seats++
			}
		}
		if seats != 33 {
			b.Fatalf("%d Czech seats of 33 are given", seats)
		}
		b.StartTimer()
	}
	slices.SortFunc(waited, cmp.Compare[time.Duration])
	b.ReportMetric(float64(len(waited))/took.Seconds(), "registrations/s")
	b.ReportMetric(waited[len(waited)/2].Seconds(), "s-median")
	b.ReportMetric(waited[len(waited)*99/100].Seconds(), "s-p99")
}
