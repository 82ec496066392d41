package demo

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"mime/multipart"
	"net/http"
	"slices"

	"maps"
)

// client speaks with the program's own handler without a network in between.
type client struct{ handler http.Handler }

// call is one request. The body is JSON, or a form when there are photos or fields.
type call struct {
	method, path string
	token, key   string // of staff, of a report
	once         string // Idempotency-Key
	from         string // address of the sender
	json         any
	fields       map[string]string
	photos       [][]byte
}

// answer is what a handler wrote.
type answer struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (a *answer) Header() http.Header { return a.header }

func (a *answer) WriteHeader(status int) {
	if a.status == 0 {
		a.status = status
	}
}

func (a *answer) Write(b []byte) (int, error) {
	a.WriteHeader(http.StatusOK)
	return a.body.Write(b)
}

// do sends a request and reads the answer into out; an answer that is no success is an error.
func (c client) do(ctx context.Context, r call, out any) error {
	body, kind, err := r.encode()
	if err != nil {
		return err
	}
	req, err := http.NewRequestWithContext(ctx, r.method, "http://demo.invalid"+r.path, body)
	if err != nil {
		return err
	}
	req.RemoteAddr = r.from
	for name, value := range map[string]string{"Content-Type": kind, "Report-Key": r.key, "Idempotency-Key": r.once} {
		if value != "" {
			req.Header.Set(name, value)
		}
	}
	if r.token != "" {
		req.Header.Set("Authorization", "Bearer "+r.token)
	}
	a := &answer{header: http.Header{}}
	c.handler.ServeHTTP(a, req)
	if err := ctx.Err(); err != nil {
		return err
	}
	if a.status/100 != 2 {
		return fmt.Errorf("%s %s: %d %s", r.method, r.path, a.status, a.body.Bytes())
	}
	return json.Unmarshal(a.body.Bytes(), out)
}

func (r call) encode() (body *bytes.Buffer, kind string, err error) {
	body = &bytes.Buffer{}
	if r.json != nil {
		return body, "application/json", json.NewEncoder(body).Encode(r.json)
	}
	if r.fields == nil {
		return body, "", nil
	}
	form := multipart.NewWriter(body)
	for _, name := range slices.Sorted(maps.Keys(r.fields)) {
		if err := form.WriteField(name, r.fields[name]); err != nil {
			return nil, "", err
		}
	}
	for i, photo := range r.photos {
		part, err := form.CreateFormFile("photo", fmt.Sprintf("%d.jpg", i+1))
		if err != nil {
			return nil, "", err
		}
		if _, err := part.Write(photo); err != nil {
			return nil, "", err
		}
	}
	return body, form.FormDataContentType(), form.Close()
}
