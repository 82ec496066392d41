package request

import (
	"io"
	"net/http"
	"strconv"
	"strings"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/web"
	"reeve/modules/codes"
	"reeve/modules/exchange/message"
)

// listAPI is GET /api/v1/exchange/inbox and /outbox.
func (s *Requests) listAPI(box Box) func(r *web.Request, _ web.None) (Items, error) {
	return func(r *web.Request, _ web.None) (Items, error) {
		q := r.URL.Query()
		limit, err := r.Int("limit", 50, 1, 200)
		if err != nil {
			return Items{}, err
		}
		scope := r.Scope(actRead)
		f := Filter{Box: box, Open: q.Get("open") == "true", Overdue: q.Get("overdue") == "true", Partner: q.Get("partner"), After: q.Get("after"), Limit: limit, Now: r.Now, Scope: &scope}
		if st := q.Get("state"); st != "" {
			f.States = strings.Split(st, ",")
		}
		return s.page(r, f, q.Get("q"))
	}
}

func (s *Requests) page(r *web.Request, f Filter, words string) (Items, error) {
	var out Items
	err := r.Read(func(sn *db.Snapshot) (err error) {
		out, err = s.Items(sn, f, words, string(r.Text.Lang()))
		return err
	})
	return out, err
}

// Items is a page of requests; words narrows it to what is found by them.
func (s *Requests) Items(q db.Reader, f Filter, words, lang string) (Items, error) {
	out := Items{Items: []Item{}}
	if strings.TrimSpace(words) != "" {
		ids, err := s.Search(q, words, lang)
		if err != nil {
			return out, err
		}
		f.IDs, f.Found = ids, true
	}
	rows, next, err := List(q, f)
	if err != nil {
		return out, err
	}
	out.Next = orNull(next)
	p := &parties{q: q}
	for _, v := range rows {
		line, err := s.item(p, v, f.Now)
		if err != nil {
			return out, err
		}
		out.Items = append(out.Items, line)
	}
	return out, nil
}

// showAPI is GET /api/v1/exchange/messages/{id}: with content=true the texts are opened, which the log records.
func (s *Requests) showAPI(r *web.Request, _ web.None) (Show, error) {
	content := r.URL.Query().Get("content") == "true"
	var name string
	see := func(q db.Reader) error {
		v, err := s.named(r, q, actRead)
		name = v.Ref
		return err
	}
	if err := r.Read(func(q *db.Snapshot) error { return see(q) }); err != nil {
		return Show{}, err
	}
	if content {
		err := s.DB.Write(r.Context(), r.Actor(), func(tx *db.Tx) error { return s.Opened(tx, name, r.URL.Query().Get("why")) })
		if err != nil {
			return Show{}, err
		}
	}
	return s.Show(r.Context(), name, r.Now, content, s.Names(r.Who)...)
}

// itemAPI is GET /api/v1/exchange/messages/{id}/items/{n}: one item's content, of the message that is named.
func (s *Requests) itemAPI(w http.ResponseWriter, r *web.Request) error {
	n, err := strconv.Atoi(r.PathValue("n"))
	if err != nil {
		return errs.New(errs.NotFound, "message.no_item", "item", r.PathValue("n"))
	}
	var msg message.Message
	if err := s.DB.Write(r.Context(), r.Actor(), func(tx *db.Tx) error {
		v, err := s.named(r, tx, actRead)
		if err != nil {
			return err
		}
		name := string(v.Message)
		if m, err := message.Load(tx, r.PathValue("id")); err == nil {
			name = string(m.ID)
		}
		if msg, err = message.Load(tx, name); err != nil {
			return err
		}
		return s.Messages.Opened(tx, msg.ID, r.URL.Query().Get("why"))
	}); err != nil {
		return err
	}
	if err := r.Read(func(q *db.Snapshot) error {
		may, err := s.Permission(q, msg)
		if err != nil {
			return err
		}
		return may.Read(n, s.Names(r.Who))
	}); err != nil {
		return s.refused(r.Context(), r.Actor(), msg.ID, codes.UseRead, err)
	}
	h, content, err := s.Messages.Content(r.Context(), msg.ID, n)
	if err != nil {
		return err
	}
	defer content.Close()
	w.Header().Set("Content-Type", "application/octet-stream") // a partner's media type is not ours to vouch for
	w.Header().Set("Content-Disposition", `attachment; filename="item-`+strconv.Itoa(n)+`"`)
	w.Header().Set("Content-Length", strconv.FormatInt(h.Size, 10))
	_, err = io.Copy(w, content)
	return err
}

// draftsAPI is GET /api/v1/exchange/drafts.
func (s *Requests) draftsAPI(r *web.Request, _ web.None) (Drafted, error) {
	out := Drafted{Items: []DraftOut{}}
	err := r.Read(func(q *db.Snapshot) error {
		all, err := Drafts(q, "")
		if r.URL.Query().Get("unlooked") == "true" {
			all, err = Unlooked(q)
		}
		if err != nil {
			return err
		}
		out.Items = out.Items[:0]
		for _, d := range all {
			v, err := byID(q, d.Request)
			if err != nil {
				return err
			}
			if s.may(r, actRead, v) != nil {
				continue
			}
			line := draftOut(d, v.Ref, nil)
			line.Own = d.Author != "" && d.Author == r.Principal().ID
			out.Items = append(out.Items, line)
		}
		return nil
	})
	return out, err
}

// draftAPI is GET /api/v1/exchange/drafts/{id}.
func (s *Requests) draftAPI(r *web.Request, _ web.None) (out DraftOut, err error) {
	err = r.Read(func(q *db.Snapshot) error {
		d, err := s.draft(r, q, actRead)
		if err != nil {
			return err
		}
		v, err := byID(q, d.Request)
		if err != nil {
			return err
		}
		c, err := s.Content(q, d)
		if errs.KindOf(err) == errs.Gone {
			out = draftOut(d, v.Ref, nil)
			return nil
		}
		out = draftOut(d, v.Ref, &c)
		out.Own = d.Author != "" && d.Author == r.Principal().ID
		return err
	})
	return out, err
}

// draft is the draft of the address, if the asker may do the action on its request.
func (s *Requests) draft(r *web.Request, q db.Reader, action string) (DraftRow, error) {
	d, err := LoadDraft(q, r.PathValue("id"))
	if err != nil {
		return d, err
	}
	v, err := byID(q, d.Request)
	if err == nil {
		err = s.may(r, action, v)
	}
	return d, err
}
