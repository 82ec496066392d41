package audit

import (
	"crypto/rand"
	"encoding/hex"
	"sync"
	"time"
)

// ids makes UUIDv7 that rise within the process, also inside a millisecond, so that the entries of one
// transaction keep their order: RFC 9562 section 6.2 method 1, with rand_a as counter.
type ids struct {
	mu   sync.Mutex
	last uint64 // millisecond << 12 | counter
}

func (g *ids) next(now time.Time) string {
	g.mu.Lock()
	g.last = max(g.last+1, uint64(now.UnixMilli())<<12)
	v := g.last
	g.mu.Unlock()

	var b [16]byte
	ms := v >> 12
	for i := range 6 {
		b[i] = byte(ms >> (40 - 8*i))
	}
	b[6], b[7] = 0x70|byte(v>>8)&0x0f, byte(v)
	rand.Read(b[8:])
	b[8] = 0x80 | b[8]&0x3f
	h := hex.EncodeToString(b[:])
	return h[:8] + "-" + h[8:12] + "-" + h[12:16] + "-" + h[16:20] + "-" + h[20:]
}
