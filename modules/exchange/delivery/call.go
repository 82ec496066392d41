package delivery

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
	"time"

	"reeve/kernel/errs"
	"reeve/modules/exchange/message"
	"reeve/modules/exchange/node"
	"reeve/modules/exchange/wire"
)

// caller reaches a partner at the addresses of its card.
type caller struct {
	own    *node.Own
	serial int64 // of the card that client pins
	client *http.Client
	first  int // the address that answered last
}

// connect makes the client for a card. There is no proxy: what the environment says is not meant for this.
func (c *caller) connect(p node.Partner) {
	if c.client != nil && c.serial == p.Card.Serial {
		return
	}
	c.close()
	c.serial, c.first = p.Card.Serial, 0
	c.client = &http.Client{Timeout: callTime, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		Transport: &http.Transport{TLSClientConfig: c.own.ClientTLS(p.Card), MaxIdleConnsPerHost: 2, IdleConnTimeout: 2 * time.Minute, TLSHandshakeTimeout: 10 * time.Second,
			DialContext: (&net.Dialer{Timeout: 5 * time.Second, KeepAlive: 15 * time.Second}).DialContext, DisableCompression: true, WriteBufferSize: 64 << 10, ReadBufferSize: 64 << 10}}
}

// callTime bounds a batch with its answer.
const callTime = 60 * time.Second

func (c *caller) close() {
	if c.client != nil {
		c.client.CloseIdleConnections()
	}
}

// do asks each address until one answers.
func (c *caller) do(ctx context.Context, p node.Partner, method, path string, body func() (io.Reader, int64)) (*http.Response, error) {
	var last error
	for i := range p.Card.Addresses {
		at := (c.first + i) % len(p.Card.Addresses)
		var r io.Reader
		var size int64
		if body != nil {
			r, size = body()
		}
		req, err := http.NewRequestWithContext(ctx, method, p.Card.Addresses[at]+path, r)
		if err != nil {
			return nil, err
		}
		req.ContentLength = size
		req.Header.Set("Content-Type", "application/octet-stream")
		res, err := c.client.Do(req)
		if err == nil {
			c.first = at
			return res, nil
		}
		last = err
	}
	return nil, errs.Wrap(last, errs.Unavailable, "delivery.unreachable", "why", reason(last))
}

// reason is the innermost error: the address is on the page already.
func reason(err error) string {
	if err == nil {
		return ""
	}
	for {
		u, ok := err.(interface{ Unwrap() error })
		if !ok {
			return err.Error()
		}
		inner := u.Unwrap()
		if inner == nil {
			return err.Error()
		}
		err = inner
	}
}

// reply is an answer with its receipts, checked.
type reply struct {
	answer
	news     []part
	receipts [][]byte
	round    time.Duration
	skew     time.Duration
}

type part struct {
	partRef
	content []byte
}

// post sends a batch and reads the answer; what the answer says of single messages is not looked at yet.
func (c *caller) post(ctx context.Context, p node.Partner, sh *shipment, now func() time.Time) (rep reply, signed wire.Signed, err error) {
	begin, clock := time.Now(), now()
	res, err := c.do(ctx, p, http.MethodPost, "/exchange/v1/batch", func() (io.Reader, int64) {
		var b bytes.Buffer
		b.Grow(int(framesSize(sh.signed, sh.parts)))
		writeFrames(&b, sh.signed, sh.parts) // a buffer does not fail
		return &b, int64(b.Len())
	})
	if err != nil {
		return rep, signed, err
	}
	defer res.Body.Close()
	rep.round = time.Since(begin)
	if signed, err = readHeader(res.Body, answerType); err != nil {
		return rep, signed, errs.Wrap(err, errs.Unavailable, "delivery.no_answer", "status", res.StatusCode)
	}
	if err := wire.Decode(signed.Body, maxHeader, &rep.answer); err != nil {
		return rep, signed, errs.Wrap(err, errs.Unavailable, "delivery.no_answer", "status", res.StatusCode)
	}
	if t, ok := clockOf(rep.Clock); ok {
		rep.skew = t.Sub(clock.Add(rep.round / 2))
	}
	if len(rep.Parts) > maxParts {
		return rep, signed, errs.New(errs.TooLarge, "wire.too_large", "max", maxParts)
	}
	var total int64
	for _, ref := range rep.Parts {
		if total += ref.Size; total > maxBatch {
			return rep, signed, errs.New(errs.TooLarge, "wire.too_large", "max", maxBatch)
		}
		b, err := readPart(res.Body, ref)
		if err != nil {
			return rep, signed, err
		}
		if ref.Kind == receiptPart {
			rep.receipts = append(rep.receipts, b)
		} else {
			rep.news = append(rep.news, part{ref, b})
		}
	}
	_, err = io.Copy(io.Discard, io.LimitReader(res.Body, 1<<10)) // so that the connection can be used again
	return rep, signed, err
}

// check is about who answered what.
func (rep reply) check(own *node.Own, p node.Partner, sh *shipment, signed wire.Signed, now time.Time) error {
	if err := message.Verify(p, signed, now); err != nil {
		return err
	}
	if rep.Version != 1 || rep.From != p.Org || rep.To != own.Org() || rep.Batch != string(sh.signed.ID()) {
		return errs.New(errs.Forbidden, "delivery.other_answer")
	}
	return nil
}

// sendChunk brings a chunk of a large item.
func (c *caller) sendChunk(ctx context.Context, p node.Partner, item string, n int, b []byte, now time.Time) error {
	h := chunkHeader{Version: 1, From: c.own.Org(), To: p.Org, Clock: wire.FormatInstant(now), Item: item, Chunk: n, Size: int64(len(b)), Digest: wire.Digest(b)}
	body, err := wire.Encode(h)
	if err != nil {
		return err
	}
	signed := c.own.Sign(chunkType, body)
	res, err := c.do(ctx, p, http.MethodPut, chunkPath(item, n), func() (io.Reader, int64) {
		var buf bytes.Buffer
		writeFrames(&buf, signed, [][]byte{b}) // a buffer does not fail
		return &buf, int64(buf.Len())
	})
	if err != nil {
		return err
	}
	defer res.Body.Close()
	if res.StatusCode == http.StatusNoContent {
		return nil
	}
	key, _ := io.ReadAll(io.LimitReader(res.Body, 100))
	return errs.New(errs.Unavailable, "delivery.chunk_refused", "status", res.StatusCode, "why", string(bytes.TrimSpace(key)))
}

// hasChunk asks whether a chunk is there already; where that is not known it is sent again.
func (c *caller) hasChunk(ctx context.Context, p node.Partner, item string, n int) bool {
	res, err := c.do(ctx, p, http.MethodHead, chunkPath(item, n)+"?from="+string(c.own.Org()), nil)
	if err != nil {
		return false
	}
	res.Body.Close()
	return res.StatusCode == http.StatusNoContent
}

func chunkPath(item string, n int) string {
	return fmt.Sprintf("/exchange/v1/items/%s/%s", item, strconv.Itoa(n))
}
