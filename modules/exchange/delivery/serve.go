package delivery

import (
	"context"
	"crypto/x509"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"time"

	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/modules/exchange/node"
	"reeve/modules/exchange/wire"
)

// Handler serves partners: batches, chunks of large items, and the log, under the addresses of /exchange/v1/ and /log/.
func (d *Delivery) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /exchange/v1/batch", d.serveBatch)
	mux.HandleFunc("PUT /exchange/v1/items/{digest}/{chunk}", d.serveChunk)
	mux.HandleFunc("HEAD /exchange/v1/items/{digest}/{chunk}", d.serveHasChunk)
	mux.Handle("GET /log/", d.Log.Handler())
	return mux
}

// statusOf tells proxies and logs what the signed answer says exactly.
func statusOf(err error) int {
	switch errs.KindOf(err) {
	case errs.Invalid:
		return http.StatusBadRequest
	case errs.Forbidden:
		return http.StatusForbidden
	case errs.Conflict:
		return http.StatusConflict
	case errs.TooLarge:
		return http.StatusRequestEntityTooLarge
	case errs.TooMany:
		return http.StatusTooManyRequests
	}
	return http.StatusServiceUnavailable
}

// visit is a batch while it is looked at.
type visit struct {
	d       *Delivery
	header  header
	signed  wire.Signed
	partner node.Partner
	body    io.Reader
	read    int // parts read
	parts   [][]byte
	proven  bool  // the header's signature held
	seen    shown // its checkpoint
	from    int64 // size of the one that it was shown to go on from
}

func (d *Delivery) serveBatch(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	signed, err := readHeader(r.Body, batchType)
	v := &visit{d: d, signed: signed, body: r.Body}
	if err == nil {
		err = wire.Decode(signed.Body, maxHeader, &v.header)
	}
	if err != nil || v.header.Version != 1 || !v.header.From.Valid() || len(v.header.Parts) > maxParts {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	if !d.heard(r, v.limited(ctx)) {
		w.WriteHeader(http.StatusTooManyRequests)
		return
	}
	a, receipts, err := v.serve(ctx, certificate(r))
	status := http.StatusOK
	if ctx.Err() != nil {
		return // nobody waits for the answer any more
	}
	if err != nil {
		if errs.KindOf(err) == errs.Internal {
			slog.Error("batch", "from", v.header.From, "error", err)
		}
		status = statusOf(err)
		if a, receipts, err = v.refuse(ctx, err); err != nil {
			if ctx.Err() != nil {
				return
			}
			slog.Error("batch refused without an answer", "from", v.header.From, "error", err)
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
	}
	if v.partner.Org != "" {
		if a.Refused == "" {
			d.cameBy(v.partner.Org)
		}
		d.noteIn(v.partner.Org, a.Refused, v.header.Clock)
	}
	parts := d.news(v.header.Known, v.partner.Org != "")
	for _, b := range parts {
		a.Parts = append(a.Parts, refOf(newsKind(b), b))
	}
	for _, b := range receipts {
		a.Parts = append(a.Parts, refOf(receiptPart, b))
	}
	out, err := d.signAnswer(a)
	if err != nil {
		w.WriteHeader(http.StatusServiceUnavailable)
		return
	}
	w.Header().Set("Content-Type", "application/octet-stream")
	w.WriteHeader(status)
	if err := writeFrames(w, out, append(parts, receipts...)); err != nil {
		slog.Info("answer not sent", "to", v.header.From, "error", err) // it is asked for again
	}
}

func certificate(r *http.Request) *x509.Certificate {
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
		return nil
	}
	return r.TLS.PeerCertificates[0]
}

// limited finds the partner that the sender claims to be, empty if it is none.
func (v *visit) limited(ctx context.Context) wire.Org {
	err := v.d.DB.Read(ctx, func(s *db.Snapshot) (err error) {
		v.partner, err = node.Load(s, v.header.From)
		return err
	})
	if err != nil {
		v.partner = node.Partner{}
	}
	return v.partner.Org
}

// heard counts a request before it is known who asks: by network address, and those who claim to be nobody we trust
// together.
func (d *Delivery) heard(r *http.Request, claimed wire.Org) bool {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		host = r.RemoteAddr
	}
	now := d.Now()
	return d.rate.allow(now, "from "+host, d.Limits.Requests) && (claimed != "" || d.rate.allow(now, "strangers", d.Limits.Strangers))
}

// serve takes a batch; an error refuses it as a whole.
func (v *visit) serve(ctx context.Context, cert *x509.Certificate) (a answer, receipts [][]byte, err error) {
	if err := v.admit(ctx, cert); err != nil {
		return a, nil, err
	}
	for v.read < len(v.header.Parts) {
		if err := v.next(); err != nil {
			return a, nil, err
		}
	}
	if err := v.judge(ctx); err != nil {
		return a, nil, err
	}
	return v.take(ctx)
}

// next reads a part.
func (v *visit) next() error {
	b, err := readPart(v.body, v.header.Parts[v.read])
	if err != nil {
		return err
	}
	v.parts, v.read = append(v.parts, b), v.read+1
	return nil
}

// refuse is the answer to a batch that changed nothing.
func (v *visit) refuse(ctx context.Context, cause error) (a answer, receipts [][]byte, err error) {
	key, detail := because(cause)
	if errs.KindOf(cause) == errs.Internal || errs.KindOf(cause) == errs.Unavailable {
		key, detail = "delivery.hitch", ""
	} else if key != proofNeeded {
		who := v.partner.Org
		receipt, err := v.d.refuseBatch(ctx, Refusal{Partner: who, Subject: v.signed.ID(), Epoch: v.header.Epoch, Proven: v.proven, Reason: key, Detail: detail})
		if err != nil {
			return a, nil, err
		}
		if receipt != nil {
			receipts = append(receipts, receipt)
		}
	}
	err = v.d.DB.Read(ctx, func(s *db.Snapshot) (err error) {
		a, err = v.d.answerTo(s, v)
		return err
	})
	a.Refused, a.Detail = key, detail
	if e := errs.Of(cause); e != nil && a.Detail == "" {
		a.Detail = values(e)
	}
	return a, receipts, err
}

// answerTo is what every answer says.
func (d *Delivery) answerTo(q db.Reader, v *visit) (a answer, err error) {
	h := v.header
	a = answer{Version: 1, From: d.Own.Org(), To: h.From, Batch: string(v.signed.ID()), Results: []result{}, Parts: []partRef{}, Serial: v.partner.Card.Serial}
	if a.Epoch, err = audit.Epoch(q); err != nil {
		return a, err
	}
	if a.Last, err = lastBatch(q, v.partner.Org); err != nil {
		return a, err
	}
	a.logHead, err = d.head(q, v.partner.Org, h.Seen)
	return a, err
}

func (d *Delivery) signAnswer(a answer) (wire.Signed, error) {
	a.Clock = wire.FormatInstant(d.Now())
	body, err := wire.Encode(a)
	if err != nil {
		return wire.Signed{}, err
	}
	return d.Own.Sign(answerType, body), nil
}

// news are the own cards that somebody who knows one of a serial has not, and the notices, the first of them only.
func (d *Delivery) news(known int64, trusted bool) (parts [][]byte) {
	if !trusted || known >= d.Own.Card().Serial {
		return nil
	}
	for _, b := range append(append([][]byte{}, d.Own.CardsAfter(known)...), d.Own.Notices()...) {
		if len(parts) < maxNews {
			parts = append(parts, b)
		}
	}
	return parts
}

// maxNews is how many cards and notices a batch or answer begins with.
const maxNews = 16

func newsKind(b []byte) partKind {
	if strings.HasPrefix(string(b[:min(len(b), 32)]), "reeve-notice-") {
		return noticePart
	}
	return cardPart
}

// values are what an error names, for the partner's page.
func values(e *errs.Error) string {
	var b strings.Builder
	for _, name := range sorted(e.Args) {
		if b.Len() > 0 {
			b.WriteString(", ")
		}
		b.WriteString(name + " " + text(e.Args[name]))
	}
	return b.String()
}

// clockOf reads a clock that a partner sent.
func clockOf(s string) (time.Time, bool) {
	t, err := wire.ParseInstant(s)
	return t, err == nil
}
