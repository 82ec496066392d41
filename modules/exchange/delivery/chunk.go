package delivery

import (
	"context"
	"log/slog"
	"net/http"
	"strconv"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/modules/exchange/message"
	"reeve/modules/exchange/node"
	"reeve/modules/exchange/wire"
)

// chunkHeader is the signed beginning of a chunk that is sent ahead.
type chunkHeader struct {
	Version int      `json:"v"`
	From    wire.Org `json:"from"`
	To      wire.Org `json:"to"`
	Clock   string   `json:"clock"`
	Item    string   `json:"item"`  // digest of the sealed item
	Chunk   int      `json:"chunk"` // from 0
	Size    int64    `json:"size"`
	Digest  string   `json:"digest"` // of the chunk
}

const chunkType = "chunk"

// maxChunks is how many chunks the largest item has.
const maxChunks = wire.MaxSealed/wire.ChunkSize + 1

// serveChunk keeps a chunk of a large item whose message comes later. It may be sent again, and the rest of an item after
// a pause.
func (d *Delivery) serveChunk(w http.ResponseWriter, r *http.Request) {
	err := d.takeChunk(r)
	if err == nil {
		w.WriteHeader(http.StatusNoContent)
		return
	}
	if r.Context().Err() == nil && errs.KindOf(err) == errs.Internal {
		slog.Error("chunk", "error", err)
	}
	key, _ := because(err)
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.WriteHeader(statusOf(err))
	w.Write([]byte(key + "\n"))
}

func (d *Delivery) takeChunk(r *http.Request) error {
	ctx := r.Context()
	signed, err := readHeader(r.Body, chunkType)
	if err != nil {
		return err
	}
	var h chunkHeader
	if err := wire.Decode(signed.Body, maxHeader, &h); err != nil {
		return err
	}
	v := &visit{d: d, header: header{From: h.From}, signed: signed}
	who := v.limited(ctx)
	if !d.heard(r, who) {
		return errs.New(errs.TooMany, "delivery.too_many")
	}
	proven := false
	refuse := func(cause error) error {
		if k := errs.KindOf(cause); k != errs.Internal && k != errs.Unavailable {
			key, detail := because(cause)
			if _, err := d.refuseBatch(ctx, Refusal{Partner: who, Subject: signed.ID(), Proven: proven, Reason: key, Detail: detail}); err != nil {
				return err
			}
		}
		return cause
	}
	switch {
	case who == "":
		return refuse(errs.New(errs.Forbidden, "delivery.unknown_node", "node", string(h.From)))
	case h.To != d.Own.Org():
		return refuse(errs.New(errs.Forbidden, "delivery.other_recipient", "to", string(h.To)))
	case r.PathValue("digest") != h.Item || r.PathValue("chunk") != strconv.Itoa(h.Chunk) || h.Chunk < 0 || h.Chunk >= maxChunks || !wire.ID(h.Item).Valid():
		return errs.New(errs.Invalid, "delivery.not_batch")
	}
	if err := message.Verify(v.partner, signed, d.Now()); err != nil {
		return refuse(err)
	}
	if proven = true; !d.rate.allow(d.Now(), string(who), d.Limits.Requests) {
		return errs.New(errs.TooMany, "delivery.too_many")
	}
	b, err := readPart(r.Body, partRef{Size: h.Size, Digest: h.Digest})
	if err != nil {
		return refuse(err)
	}
	if len(b) == 0 || len(b) > wire.ChunkSize {
		return refuse(errs.New(errs.TooLarge, "wire.too_large", "max", wire.ChunkSize))
	}
	var known bool
	var lie int64
	err = d.DB.Read(ctx, func(s *db.Snapshot) (err error) {
		if known, err = message.HasChunk(s, who, h.Item, h.Chunk); err != nil || known {
			return err
		}
		if _, err = node.Running(s, who, d.Now()); err != nil {
			return err
		}
		lie, err = message.Unreferenced(s, who)
		return err
	})
	if err != nil {
		return refuse(err)
	}
	if known {
		return nil
	}
	if lie+int64(len(b)) > d.Limits.Unreferenced {
		return refuse(errs.New(errs.TooMany, "delivery.chunk_quota", "max", d.Limits.Unreferenced))
	}
	return d.Messages.PutChunk(ctx, who, h.Item, h.Chunk, b)
}

// serveHasChunk tells whether a chunk is here, so that a sender goes on where it stopped. Who asks is not checked: who
// does not know the digest, learns nothing.
func (d *Delivery) serveHasChunk(w http.ResponseWriter, r *http.Request) {
	n, err := strconv.Atoi(r.PathValue("chunk"))
	from := wire.Org(r.URL.Query().Get("from"))
	if err != nil || n < 0 || n >= maxChunks || !from.Valid() || !d.heard(r, from) {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	var known bool
	err = d.DB.Read(r.Context(), func(s *db.Snapshot) (err error) {
		known, err = message.HasChunk(s, from, r.PathValue("digest"), n)
		return err
	})
	switch {
	case err != nil:
		w.WriteHeader(http.StatusServiceUnavailable)
	case known:
		w.WriteHeader(http.StatusNoContent)
	default:
		w.WriteHeader(http.StatusNotFound)
	}
}

// Sweep throws away chunks that no message came for in time, those of our own that were never posted too.
func (d *Delivery) Sweep(ctx context.Context) error {
	return d.Messages.Sweep(ctx, d.Now().Add(-d.Limits.KeepChunks))
}
