package delivery

import (
	"context"
	"encoding/json"
	"log/slog"
	"math/rand/v2"
	"time"

	"golang.org/x/sync/errgroup"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/modules/exchange/message"
	"reeve/modules/exchange/node"
	"reeve/modules/exchange/wire"
)

// line delivers to one partner: one batch after the other, the next made and sent while the answer to the last is stored.
type line struct {
	d    *Delivery
	org  wire.Org
	wake chan struct{}
	back chan struct{} // the partner came by: whatever kept us from it may be over
	call caller

	number int64 // of the last batch
	since  seen  // the last checkpoint of ours that the partner cosigned, as it said
	serial int64 // of our card, as the partner knows it; 0 = not known
	told   int   // notices of ours that the partner got
	errand Errand
	noted  time.Time
}

const (
	look      = 250 * time.Millisecond // how often it is looked for what other processes queued
	firstWait = 200 * time.Millisecond // after a failure; doubles
	longWait  = 5 * time.Minute
	silence   = time.Hour
	newsLook  = 20 * time.Second
)

func (l *line) nudge() {
	select {
	case l.wake <- struct{}{}:
	default:
	}
}

// cameBy shortens a wait for a partner that has just been here.
func (d *Delivery) cameBy(partner wire.Org) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if l := d.lines[partner]; l != nil {
		select {
		case l.back <- struct{}{}:
		default:
		}
	}
}

// Run delivers until ctx ends. Every process runs it; for each partner one of them delivers at a time.
func (d *Delivery) Run(ctx context.Context) error {
	g, ctx := errgroup.WithContext(ctx)
	start := func(org wire.Org) {
		d.mu.Lock()
		defer d.mu.Unlock()
		if d.lines[org] != nil || org == d.Own.Org() {
			return
		}
		l := &line{d: d, org: org, wake: make(chan struct{}, 1), back: make(chan struct{}, 1), call: caller{own: d.Own}}
		d.lines[org] = l
		g.Go(func() error { l.run(ctx); return nil })
	}
	defer func() {
		d.mu.Lock()
		defer d.mu.Unlock()
		d.lines = map[wire.Org]*line{}
	}()
	if err := d.Messages.Renumber(ctx); err != nil && ctx.Err() == nil {
		slog.Error("outbox after a restore", "error", err)
	}
	news := time.Time{}
	for ctx.Err() == nil {
		var waiting []wire.Org
		err := d.DB.Read(ctx, func(s *db.Snapshot) (err error) {
			if time.Since(news) > newsLook {
				news = time.Now()
				all, err := node.Partners(s)
				if err != nil {
					return err
				}
				for _, p := range all {
					if p.State == node.Trusted {
						waiting = append(waiting, p.Org)
					}
				}
				return nil
			}
			waiting, err = message.Partners(s)
			return err
		})
		if err != nil && ctx.Err() == nil {
			slog.Warn("outbox", "error", err)
		}
		for _, org := range waiting {
			start(org)
			d.Wake(org)
		}
		select {
		case <-ctx.Done():
		case org := <-d.wakes:
			start(org)
			d.Wake(org)
		case <-time.After(look):
		}
	}
	return g.Wait()
}

// run delivers to the partner whenever something waits and this process holds the lease.
func (l *line) run(ctx context.Context) {
	defer l.call.close()
	name := errandName(l.org)
	defer func() {
		out, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
		defer cancel()
		_ = l.d.Leases.Release(out, name) // if it fails the lease runs out
	}()
	l.remember(ctx)
	for ctx.Err() == nil {
		select {
		case <-ctx.Done():
			return
		case <-l.wake:
		}
		if wait := l.errand.Next.Sub(l.d.Now()); wait > 0 {
			select {
			case <-ctx.Done():
			case <-l.back:
				l.sleep(ctx, firstWait) // a partner that comes often and can't be reached is not run down
			case <-time.After(min(wait, longWait)):
			}
		}
		held, err := l.d.Leases.Take(ctx, name)
		if err != nil || !held {
			continue // whoever holds it looks for itself
		}
		err = l.deliver(ctx)
		if ctx.Err() == nil {
			l.outcome(ctx, err)
		}
	}
}

func (l *line) sleep(ctx context.Context, wait time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(wait):
	}
}

// remember goes on where an earlier process stopped.
func (l *line) remember(ctx context.Context) {
	err := l.d.DB.Read(ctx, func(s *db.Snapshot) error { return noted(s, errandName(l.org), &l.errand) })
	if err != nil {
		slog.Warn("delivery: note not read", "partner", l.org, "error", err)
	}
	l.errand.Next = time.Time{}
}

// deliver sends batches until nothing waits. While an answer is stored the next batch is on its way.
func (l *line) deliver(ctx context.Context) error {
	var before *shipment
	var storing chan error
	settled := func() error {
		if storing == nil {
			return nil
		}
		err := <-storing
		storing, before = nil, nil
		return err
	}
	defer settled()
	renewed, tries, empty := time.Now(), 0, 0
	for ctx.Err() == nil {
		if time.Since(renewed) > 2*time.Second {
			if held, err := l.d.Leases.Take(ctx, errandName(l.org)); err != nil || !held {
				return err
			}
			renewed = time.Now()
		}
		sh, err := l.load(ctx, before)
		if err != nil {
			return err
		}
		if sh == nil {
			if storing != nil {
				if err := settled(); err != nil {
					return err
				}
				continue
			}
			if empty++; empty > 8 { // what woke us may be a moment from its commit
				return nil
			}
			l.sleep(ctx, time.Duration(empty)*time.Millisecond/2)
			continue
		}
		empty = 0
		rep, err := l.send(ctx, sh)
		if err != nil {
			return err
		}
		if rep.Refused != "" {
			if err := settled(); err != nil {
				return err
			}
			if tries++; tries < 6 && l.mend(rep) {
				continue
			}
			return l.refusedBatch(ctx, sh, rep)
		}
		tries = 0
		if err := settled(); err != nil {
			return err
		}
		smooth := rep.smooth()
		storing, before = make(chan error, 1), sh
		go func(done chan error) { done <- l.record(ctx, sh, rep) }(storing)
		if smooth == nil {
			continue
		}
		if err := settled(); err != nil {
			return err
		}
		if err := l.reorder(ctx, sh, rep); err != nil {
			return err
		}
	}
	return ctx.Err()
}

// send brings a batch and reads the answer.
func (l *line) send(ctx context.Context, sh *shipment) (reply, error) {
	l.call.connect(sh.partner)
	l.errand.Tried = l.d.Now()
	if err := l.ahead(ctx, sh); err != nil {
		return reply{}, err
	}
	rep, signed, err := l.call.post(ctx, sh.partner, sh, l.d.Now)
	if err != nil {
		return rep, err
	}
	if err := l.takeNews(ctx, sh, rep); err != nil {
		return rep, err
	}
	if err := rep.check(l.d.Own, sh.partner, sh, signed, l.d.Now()); err != nil {
		return rep, err
	}
	l.errand.Contact, l.errand.Skew, l.errand.Round = l.d.Now(), rep.skew.Microseconds(), rep.round.Microseconds()
	l.serial, l.since = rep.Serial, rep.Seen
	if rep.Refused == "" {
		l.told = len(l.d.Own.Notices())
	}
	return rep, nil
}

// takeNews takes the newer cards and notices with which an answer begins.
func (l *line) takeNews(ctx context.Context, sh *shipment, rep reply) error {
	if len(rep.news) == 0 {
		return nil
	}
	return l.d.DB.Write(ctx, db.Actor{Kind: "node", ID: string(l.org)}, func(tx *db.Tx) error {
		for _, p := range rep.news {
			take := l.d.Nodes.Take
			if p.Kind == noticePart {
				take = l.d.Nodes.TakeNotice
			}
			who, err := take(tx, p.content)
			if err != nil {
				return err
			}
			if who.Org != l.org {
				return errs.New(errs.Forbidden, "delivery.other_card", "node", string(who.Org))
			}
			sh.partner = who
		}
		return nil
	})
}

// mend does what a refused batch asks for, and tells whether it is worth sending again at once.
func (l *line) mend(rep reply) bool {
	switch rep.Refused {
	case proofNeeded:
		return true // since is what the answer said
	case replayKey:
		l.number = max(l.number, rep.Last)
		return true
	case "node.unknown_key":
		return rep.Serial < l.d.Own.Card().Serial
	}
	return false
}

// outcome keeps what became of an errand and when to go again.
func (l *line) outcome(ctx context.Context, err error) {
	e := &l.errand
	now := l.d.Now()
	changed := false
	if err == nil {
		changed = e.Error != ""
		e.Error, e.Detail, e.Failures, e.ErrorAt, e.Next = "", "", 0, time.Time{}, time.Time{}
	} else {
		key, detail := because(err)
		if detail == "" {
			if x := errs.Of(err); x != nil {
				detail = values(x)
			}
		}
		if errs.KindOf(err) == errs.Internal {
			key = "delivery.own_trouble"
			slog.Error("delivery", "partner", l.org, "error", err)
		}
		changed = key != e.Error
		if e.Error == "" {
			e.ErrorAt = now
		}
		wait := min(firstWait<<min(e.Failures, 12), longWait)
		wait += time.Duration(rand.Int64N(int64(wait)/2 + 1))
		e.Error, e.Detail, e.Failures, e.Next = key, detail, e.Failures+1, now.Add(wait)
		if changed {
			slog.Warn("delivery waits", "partner", l.org, "reason", key, "detail", detail)
		}
	}
	if !changed && time.Since(l.noted) < 5*time.Second {
		return
	}
	l.noted = time.Now()
	text, err := json.Marshal(e)
	if err == nil {
		err = l.d.Leases.Note(ctx, errandName(l.org), string(text))
	}
	if err != nil && ctx.Err() == nil {
		slog.Warn("delivery: note not kept", "partner", l.org, "error", err)
	}
}
