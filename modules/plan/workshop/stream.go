package workshop

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/web"
)

const (
	beat      = 15 * time.Second       // a comment keeps proxies from thinking that nothing comes any more
	streamFor = 75 * time.Second       // then the browser comes again by itself; an answer may take 90 seconds
	calm      = 150 * time.Millisecond // between two pulses, however many votes there are
	again     = time.Second            // after which a browser comes again
)

// pulseOf reads what browsers hear of a room.
func pulseOf(q db.Reader, r Room) (p PublicPulse, err error) {
	p = PublicPulse{Rev: r.Rev, State: r.State, Row: r.Current, Since: r.Since.UnixMilli(), Limit: r.Limit}
	row, ok, err := rowOf(q, r.ID, r.Current)
	if err != nil {
		return p, err
	}
	if ok {
		p.RowState, p.RowVersion = row.State, row.Version
	}
	t, err := TallyOf(q, r.ID, r.Current)
	if err != nil {
		return p, err
	}
	p.Voted = t.Sum()
	if err := q.QueryRow("SELECT COUNT(*) FROM plan_room_row WHERE room = $1 AND state = 'closed'", r.ID).Scan(&p.Closed); err != nil {
		return p, err
	}
	return p, q.QueryRow("SELECT COUNT(*) FROM plan_room_person WHERE room = $1 AND left_at IS NULL", r.ID).Scan(&p.Present)
}

// pulse is that of now.
func (w *Workshop) pulse(ctx context.Context, ref, room string) (wake <-chan struct{}, p PublicPulse, err error) {
	wake, turn, p, fresh := w.hub.listen(room)
	if fresh {
		return wake, p, nil
	}
	err = w.DB.Read(ctx, func(q *db.Snapshot) error {
		r, err := ByRef(q, ref)
		if err != nil {
			return err
		}
		p, err = pulseOf(q, r)
		return err
	})
	if err == nil {
		w.hub.keep(room, turn, p)
	}
	return wake, p, err
}

// pulseAPI is GET /api/v1/rooms/{ref}: the pulse once, for browsers that a proxy gives no stream.
func (w *Workshop) pulseAPI(r *web.Request, _ web.None) (p PublicPulse, err error) {
	err = r.Read(func(q *db.Snapshot) error {
		in, err := w.inside(q, r)
		if err != nil {
			return err
		}
		p, err = pulseOf(q, in.room)
		return err
	})
	return p, err
}

// stream is GET /api/v1/rooms/{ref}/stream: server-sent events. The id of an event is the revision of the room: who
// comes again with Last-Event-ID hears something at once only if there is something new.
func (w *Workshop) stream(rw http.ResponseWriter, r *web.Request) error {
	var in insider
	if err := r.Read(func(q *db.Snapshot) (err error) { in, err = w.inside(q, r); return err }); err != nil {
		return err
	}
	leave, ok := w.hub.enter(in.room.ID, in.key())
	if !ok {
		return errs.New(errs.TooMany, "plan.workshop.too_many_streams", "seconds", 60)
	}
	defer leave()
	last, err := strconv.ParseInt(r.Header.Get("Last-Event-ID"), 10, 64)
	if err != nil {
		last = -1
	}
	h := rw.Header()
	h.Set("Content-Type", "text/event-stream; charset=utf-8")
	h.Set("Cache-Control", "no-store, no-transform")
	h.Set("X-Accel-Buffering", "no") // nginx hands on every line
	flush := http.NewResponseController(rw).Flush
	fmt.Fprintf(rw, "retry: %d\n: %s\n\n", again.Milliseconds(), in.room.Ref)
	if err := flush(); err != nil {
		return nil // nobody listens any more
	}
	ticks := time.NewTicker(beat)
	defer ticks.Stop()
	end := time.NewTimer(streamFor)
	defer end.Stop()
	for {
		wake, p, err := w.pulse(r.Context(), in.room.Ref, in.room.ID)
		if err != nil {
			return nil // the browser comes again
		}
		if p.Rev != last {
			b, err := json.Marshal(p)
			if err != nil {
				return nil
			}
			if _, err := fmt.Fprintf(rw, "id: %d\nevent: pulse\ndata: %s\n\n", p.Rev, b); err != nil || flush() != nil {
				return nil
			}
			last = p.Rev
			if !w.wait(r.Context(), calm) {
				return nil
			}
		}
		select {
		case <-wake:
		case <-ticks.C:
			if _, err := fmt.Fprint(rw, ":\n\n"); err != nil || flush() != nil {
				return nil
			}
		case <-end.C:
			return nil
		case <-w.hub.ended:
			return nil
		case <-r.Context().Done():
			return nil
		}
	}
}

// wait waits; false where the stream is over.
func (w *Workshop) wait(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-w.hub.ended:
	case <-ctx.Done():
	}
	return false
}
