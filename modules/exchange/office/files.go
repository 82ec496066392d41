package office

import (
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/identity"
	"reeve/kernel/web"
	"reeve/modules/codes"
	"reeve/modules/exchange/message"
	"reeve/modules/exchange/request"
	"reeve/modules/exchange/wire"
)

// messageOf is a message of the thread of the address's case; empty = the one that the case began with.
func (o *Office) messageOf(r *web.Request, name string) (m message.Message, err error) {
	err = r.Read(func(q *db.Snapshot) error {
		v, err := o.load(r, q, actRead)
		if err != nil {
			return err
		}
		if name == "" {
			name = string(v.Message)
		}
		if m, err = message.Load(q, name); err != nil {
			return err
		}
		if about, err := request.Find(q, name); err != nil || m.Envelope.Case != v.Case || len(about) == 0 {
			return errs.New(errs.NotFound, "request.no_such_request", "id", name)
		}
		return nil
	})
	return m, err
}

// evidence is what proves a message, as a file.
func (o *Office) evidence(w http.ResponseWriter, r *web.Request) error {
	if o.Requests.Evidence == nil {
		return errs.New(errs.Unavailable, "request.no_evidence")
	}
	m, err := o.messageOf(r, r.URL.Query().Get("message"))
	if err != nil {
		return err
	}
	attach(w, m.Envelope.Case+"-"+m.Ref+".evidence.json")
	return o.Requests.Evidence(r.Context(), w, m.ID)
}

func attach(w http.ResponseWriter, name string) {
	w.Header().Set("Content-Type", "application/octet-stream") // a partner's media type is not ours to vouch for
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("Content-Disposition", "attachment; filename*=UTF-8''"+strings.ReplaceAll(url.QueryEscape(name), "+", "%20"))
}

// item gives a file of a message, if its codes let the reader have it.
func (o *Office) item(w http.ResponseWriter, r *web.Request) error {
	n, err := strconv.Atoi(r.PathValue("n"))
	if err != nil {
		return errs.New(errs.NotFound, "message.no_item", "item", r.PathValue("n"))
	}
	m, err := o.messageOf(r, r.PathValue("message"))
	if err != nil {
		return err
	}
	var refused error
	err = o.DB.Write(r.Context(), r.Actor(), func(tx *db.Tx) error {
		heads, err := o.Messages.Heads(tx, m.ID)
		if err != nil {
			return err
		}
		if n < 1 || n > len(heads) {
			return errs.New(errs.NotFound, "message.no_item", "item", n)
		}
		may, err := o.Requests.Permission(tx, m)
		if err != nil {
			return err
		}
		refused = may.Read(n, o.Requests.Names(r.Who))
		return o.Messages.Opened(tx, m.ID, m.Envelope.Basis)
	})
	if err != nil {
		return err
	}
	if refused != nil {
		return o.Requests.Stopped(r.Context(), r.Actor(), m.ID, codes.UseRead, refused)
	}
	h, content, err := o.Messages.Content(r.Context(), m.ID, n)
	if err != nil {
		return err
	}
	defer content.Close()
	attach(w, fileName(h, n))
	w.Header().Set("Content-Length", strconv.FormatInt(h.Size, 10))
	_, err = io.Copy(w, content)
	return err
}

func fileName(h wire.ItemHead, n int) string {
	if h.Type == wire.File && h.Title != "" {
		return h.Title
	}
	return "item-" + strconv.Itoa(n)
}

// showPrint is the case as it may be printed. What codes keep from being printed is left out, and that is recorded.
func (o *Office) showPrint(r *web.Request) (web.Reply, error) {
	v, err := o.caseView(r, true)
	if err != nil {
		return nil, err
	}
	for _, e := range v.Thread {
		for _, it := range e.Items {
			if !it.Gone {
				continue
			}
			// The page itself is the answer; the log keeps that somebody wanted the item on paper.
			if err := o.Requests.Stopped(r.Context(), r.Actor(), wire.ID(e.ID), codes.UsePrint, it.cause); errs.KindOf(err) != errs.Forbidden {
				return nil, err
			}
			break
		}
	}
	return o.paper.With(v), nil
}

// confirmThen leads to where the second factor is shown again, and on to a page of the desk.
func (o *Office) confirmThen(next string) web.Reply {
	return web.SeeOther(identity.ConfirmPage + "?next=" + url.QueryEscape(next))
}
