package request

import (
	"context"
	"io"
	"time"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/process"
	"reeve/modules/codes"
	"reeve/modules/exchange/message"
	"reeve/modules/exchange/wire"
)

// mostText is how much of a text or structured item a thread shows; more is read as an item.
const mostText = 256 << 10

// Show is a request with its thread. content says whether texts and structured items are opened; whoever asks for that
// has recorded it with [Requests.Opened]. names are those under which a provider may have named whoever reads: what is
// kept for others, or whose last day is over, stays closed, and its item says which code forbids it.
func (s *Requests) Show(ctx context.Context, what string, now time.Time, content bool, names ...string) (out Show, err error) {
	var ids []entryKey
	err = s.DB.Read(ctx, func(q *db.Snapshot) (err error) {
		out, ids, err = s.show(q, what, now, names)
		return err
	})
	if err != nil || !content {
		return out, err
	}
	for _, k := range ids {
		item := &out.Thread[k.entry].Items[k.item]
		if item.Type == wire.File || item.Size > mostText || item.Cause(codes.UseRead) != nil {
			continue
		}
		_, r, err := s.Messages.Content(ctx, out.Thread[k.entry].ID, item.N)
		if errs.KindOf(err) == errs.Gone {
			continue
		}
		if err != nil {
			return out, err
		}
		b, err := io.ReadAll(r)
		r.Close()
		if err != nil {
			return out, err
		}
		if item.Type == wire.Text {
			text := string(b)
			item.Text = &text
		} else {
			item.Entity = b
		}
	}
	return out, nil
}

type entryKey struct{ entry, item int }

func (s *Requests) show(q db.Reader, what string, now time.Time, names []string) (out Show, ids []entryKey, err error) {
	v, err := Load(q, what)
	if err != nil {
		return out, nil, err
	}
	p := &parties{q: q}
	if out.Item, err = s.item(p, v, now); err != nil {
		return out, nil, err
	}
	at, err := s.Clock(q, v, now)
	if err != nil {
		return out, nil, err
	}
	out.Clock, out.Thread, out.Drafts, out.Same, out.Steps = s.ClockOut(v, at), []Entry{}, []DraftOut{}, []Item{}, []string{}
	if at.Status != StatusNone && !at.StartedAt.IsZero() {
		out.Overdue = at.Overdue() // the facts, and not what lists know
	}
	if out.Thread, ids, err = s.thread(p, v, names); err != nil {
		return out, nil, err
	}
	drafts, err := Drafts(q, v.ID)
	if err != nil {
		return out, nil, err
	}
	for _, d := range drafts {
		out.Drafts = append(out.Drafts, draftOut(d, v.Ref, nil))
	}
	same, err := Same(q, v)
	if err != nil {
		return out, nil, err
	}
	for _, o := range same {
		line, err := s.item(p, o, now)
		if err != nil {
			return out, nil, err
		}
		out.Same = append(out.Same, line)
	}
	taken, err := process.History(q, v.ID)
	if err != nil {
		return out, nil, err
	}
	out.History = historyOut(func(t process.Taken) string { return s.Reason(q, v, t) }, taken, func(id string) string {
		f, _ := s.Places.Snapshot().Post(id)
		return f.Post.Code
	})
	for _, step := range s.Process.Definition(Kind).StepsFrom(v.Life.State) {
		if len(step.Who) == 0 || step.Who[0] != "system" {
			out.Steps = append(out.Steps, step.Name)
		}
	}
	return out, ids, nil
}

// thread are the messages of a request's case that this request's partner sent or got.
func (s *Requests) thread(p *parties, v Request, names []string) (all []Entry, ids []entryKey, err error) {
	all = []Entry{}
	if v.Message == "" {
		return all, nil, nil
	}
	messages, err := message.Case(p.q, v.Case)
	if err != nil {
		return nil, nil, err
	}
	for _, m := range messages {
		if _, gets := m.Envelope.For(v.Partner); m.Envelope.Sender != v.Partner && !gets && !v.Copied {
			continue
		}
		e, err := s.entry(p, m, names)
		if err != nil {
			return nil, nil, err
		}
		for i := range e.Items {
			ids = append(ids, entryKey{len(all), i})
		}
		all = append(all, e)
	}
	return all, ids, nil
}

func (s *Requests) entry(p *parties, m message.Message, names []string) (out Entry, err error) {
	e := m.Envelope
	out = Entry{ID: m.ID, Ref: m.Ref, Kind: e.Kind, Own: m.Own, To: []Party{}, Copies: []Party{}, AnswerTo: orNull(e.AnswerTo), OwnRef: e.OwnRef, Written: e.Written, StoredAt: m.StoredAt,
		State: string(m.State), Partial: e.Partial, Refusal: e.Refusal, Expected: orNull(e.Expected), Lang: e.Lang, Lamport: e.Lamport, Erased: timeOrNull(m.ErasedAt), Items: []EntryItem{}, Looked: true}
	if out.Refusal == nil {
		out.Refusal = []wire.Refused{}
	}
	if out.Sender, err = s.party(p, e.Sender); err != nil {
		return out, err
	}
	for _, r := range e.Recipient {
		one, err := s.party(p, r.Org)
		if err != nil {
			return out, err
		}
		if r.Role == wire.Copy {
			out.Copies = append(out.Copies, one)
		} else {
			out.To = append(out.To, one)
		}
	}
	if m.Own {
		d, err := LoadDraft(p.q, string(m.ID))
		if ignoreMissing(err) != nil {
			return out, err
		}
		out.Alone, out.Looked = orNull(d.Alone), d.Alone == "" || d.Reviewer != ""
	}
	if out.Receipts, err = s.Messages.Receipts(p.q, m.ID); err != nil {
		return out, err
	}
	if out.Receipts == nil {
		out.Receipts = []wire.Receipt{}
	}
	heads, err := s.Messages.Heads(p.q, m.ID)
	if errs.KindOf(err) == errs.Gone {
		return out, nil
	}
	if err != nil {
		key := "request.unreadable"
		if e := errs.Of(err); e != nil {
			key = e.Key
		}
		out.Unreadable = &key
		return out, nil
	}
	may, err := s.Permission(p.q, m)
	if err != nil {
		return out, err
	}
	for i, h := range heads {
		out.Items = append(out.Items, entryItem(may, i+1, h, names))
	}
	return out, nil
}

// party is a node, ours too.
func (s *Requests) party(p *parties, org wire.Org) (Party, error) {
	if org != s.org() {
		return p.node(org)
	}
	id, card := string(org), s.Own.Card()
	return Party{ID: &id, Names: card.Names, Name: partnerWord(card.Names, id), Country: card.Country}, nil
}

// Opened records that somebody opens what a request's thread says, and why; a partner's messages that are opened for the
// first time are vouched for.
func (s *Requests) Opened(tx *db.Tx, what, why string) error {
	v, err := Load(tx, what)
	if err != nil {
		return err
	}
	return s.opened(tx, v, why)
}

func (s *Requests) opened(tx *db.Tx, v Request, why string) error {
	if v.Message == "" {
		return s.Log.Record(tx, consulted(v, why))
	}
	messages, err := message.Case(tx, v.Case)
	if err != nil {
		return err
	}
	for _, m := range messages {
		if _, gets := m.Envelope.For(v.Partner); m.Envelope.Sender != v.Partner && !gets && !v.Copied {
			continue
		}
		if err := s.Messages.Opened(tx, m.ID, why); err != nil {
			return err
		}
	}
	return s.Log.Record(tx, consulted(v, why))
}

func draftOut(d DraftRow, request string, c *Content) DraftOut {
	return DraftOut{ID: d.Ref, Case: d.Case, Kind: d.Kind, Request: request, State: d.Life.State, Message: orNull(d.Message), Alone: orNull(d.Alone), Written: d.CreatedAt, Version: d.Version, Content: c}
}
