package delivery_test

import (
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"reeve/modules/exchange/delivery/deliverytest"
	"reeve/modules/exchange/message"
)

// BenchmarkMessages is messages of 10 KiB sealed, signed, delivered and receipted between two nodes in one process.
func BenchmarkMessages(b *testing.B) {
	x := deliverytest.Open(b, b.TempDir(), deliverytest.Options{Name: "A", Country: "LT"})
	y := deliverytest.Open(b, b.TempDir(), deliverytest.Options{Name: "B", Country: "LV"})
	deliverytest.Trust(b, x, y)
	text := strings.Repeat("0123456789abcdef", 640)
	var done, next atomic.Int64
	var last sync.WaitGroup
	b.ResetTimer()
	start := time.Now()
	for range 32 {
		last.Go(func() {
			for i := next.Add(1); i <= int64(b.N); i = next.Add(1) {
				if _, err := x.Send(deliverytest.Letter(fmt.Sprintf("LT-%d", i), text, y)); err != nil {
					b.Error(err)
					return
				}
				done.Add(1)
			}
		})
	}
	last.Wait()
	posted := time.Since(start)
	for {
		q, err := x.Delivery.QueueOf(b.Context(), y.Own.Org())
		if err != nil {
			b.Fatal(err)
		}
		if q.Messages == 0 {
			break
		}
		time.Sleep(5 * time.Millisecond)
	}
	b.StopTimer()
	b.ReportMetric(float64(b.N)/time.Since(start).Seconds(), "messages/s")
	b.ReportMetric(float64(b.N)/posted.Seconds(), "posted/s")
	_ = message.Queued
}
