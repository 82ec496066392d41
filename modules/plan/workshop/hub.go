package workshop

import "sync"

// hub tells the streams of this process that a room has changed. It keeps the last pulse of each room, so that fifty
// streams read the database once.
type hub struct {
	mu    sync.Mutex
	rooms map[string]*channel
	ended chan struct{}
	over  bool
}

type channel struct {
	wake    chan struct{} // closed at the next change
	turn    int           // goes up with every change
	pulse   PublicPulse
	fresh   bool           // pulse is of this turn
	persons map[string]int // streams by person
	streams int
}

func newHub() *hub { return &hub{rooms: map[string]*channel{}, ended: make(chan struct{})} }

// enter takes a stream in; leave must be called at its end. ok is false where the person has too many.
func (h *hub) enter(room, person string) (leave func(), ok bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	c := h.rooms[room]
	if c == nil {
		c = &channel{wake: make(chan struct{}), persons: map[string]int{}}
		h.rooms[room] = c
	}
	if c.persons[person] >= maxStreams {
		return nil, false
	}
	c.persons[person]++
	c.streams++
	return func() {
		h.mu.Lock()
		defer h.mu.Unlock()
		if c.persons[person]--; c.persons[person] == 0 {
			delete(c.persons, person)
		}
		if c.streams--; c.streams == 0 {
			delete(h.rooms, room)
		}
	}, true
}

// maxStreams is how many streams one person may hold: pages open side by side.
const maxStreams = 6

// listen gives what is closed at the next change, the turn, and the pulse where it is known.
func (h *hub) listen(room string) (wake <-chan struct{}, turn int, p PublicPulse, fresh bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	c := h.rooms[room]
	if c == nil {
		return nil, 0, p, false
	}
	return c.wake, c.turn, c.pulse, c.fresh
}

// keep keeps a pulse that was read in a turn.
func (h *hub) keep(room string, turn int, p PublicPulse) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if c := h.rooms[room]; c != nil && c.turn == turn {
		c.pulse, c.fresh = p, true
	}
}

// wake tells the streams of a room to look again.
func (h *hub) wake(room string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if c := h.rooms[room]; c != nil {
		c.stir()
	}
}

func (h *hub) wakeAll() {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, c := range h.rooms {
		c.stir()
	}
}

func (c *channel) stir() {
	close(c.wake)
	c.wake, c.fresh = make(chan struct{}), false
	c.turn++
}

// connected are the persons of a room with a stream to this process.
func (h *hub) connected(room string) map[string]bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	out := map[string]bool{}
	if c := h.rooms[room]; c != nil {
		for p := range c.persons {
			out[p] = true
		}
	}
	return out
}

// close ends all streams.
func (h *hub) close() {
	h.mu.Lock()
	defer h.mu.Unlock()
	if !h.over {
		h.over = true
		close(h.ended)
	}
}
