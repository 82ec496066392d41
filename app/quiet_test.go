package app

import (
	"runtime"
	"runtime/metrics"
	"testing"
)

// TestQuiet: while there is work nothing is given back; at rest all that is free is, once.
func TestQuiet(t *testing.T) {
	held := func() uint64 {
		s := []metrics.Sample{{Name: "/memory/classes/heap/free:bytes"}}
		metrics.Read(s)
		return s[0].Value.Uint64()
	}
	q := &quiet{}
	for q.look() { // what the start left
	}
	work := make([][]byte, 64)
	for i := range work {
		work[i] = make([]byte, 4<<20)
	}
	runtime.KeepAlive(work)
	if q.look() {
		t.Error("gave memory back in the midst of work")
	}
	if !q.look() {
		t.Errorf("kept %d bytes at rest", held())
	}
	if held() > worthIt {
		t.Errorf("%d bytes are still held", held())
	}
	if q.look() {
		t.Error("gave back what was not there")
	}
}
