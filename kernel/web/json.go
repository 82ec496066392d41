package web

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"reflect"
	"strings"
	"time"

	"reeve/kernel/errs"
)

// None is the input of a handler that takes no body.
type None struct{}

// JSON answers with Out as JSON. In is read from the body, strictly: unknown fields are refused.
func JSON[In, Out any](fn func(r *Request, in In) (Out, error), query ...Param) Handler {
	return Handler{api: true, in: reflect.TypeFor[In](), out: reflect.TypeFor[Out](), query: query,
		serve: func(w http.ResponseWriter, r *Request) error {
			var in In
			if _, none := any(in).(None); !none {
				if err := r.decode(&in); err != nil {
					return err
				}
			}
			out, err := fn(r, in)
			if err != nil {
				return err
			}
			return WriteJSON(w, r.Route.Status, out)
		}}
}

// Multipart marks a JSON handler that also takes multipart/form-data and reads it itself. The body is then not
// decoded: fn gets the zero In and looks at r.MultipartForm.
func Multipart[In, Out any](fn func(r *Request, in In) (Out, error)) Handler {
	h := JSON(fn)
	plain := h.serve
	h.multi = true
	h.serve = func(w http.ResponseWriter, r *Request) error {
		if !r.IsMultipart() {
			return plain(w, r)
		}
		defer r.MultipartForm.RemoveAll()
		var in In
		out, err := fn(r, in)
		if err != nil {
			return err
		}
		return WriteJSON(w, r.Route.Status, out)
	}
	return h
}

// IsMultipart tells whether the body is multipart/form-data.
func (r *Request) IsMultipart() bool {
	t, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	return t == "multipart/form-data"
}

// WriteJSON answers with v. status 0 is 200.
func WriteJSON(w http.ResponseWriter, status int, v any) error {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	return writeJSONBody(w, status, v)
}

func writeJSONBody(w http.ResponseWriter, status int, v any) error {
	b, err := json.Marshal(v)
	if err != nil {
		return err
	}
	if status != 0 {
		w.WriteHeader(status)
	}
	_, err = w.Write(append(b, '\n'))
	return err
}

func (r *Request) decode(in any) error {
	if t, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type")); t != "" && t != "application/json" {
		return errs.New(errs.Invalid, "web.want_json", "type", t)
	}
	return DecodeStrict(r.Body, in)
}

// DecodeStrict reads one JSON value and refuses unknown fields and anything after the value.
func DecodeStrict(body io.Reader, in any) error {
	d := json.NewDecoder(body)
	d.DisallowUnknownFields()
	if err := d.Decode(in); err != nil {
		return jsonError(err)
	}
	if _, err := d.Token(); err != io.EOF {
		return errs.New(errs.Invalid, "web.json_more")
	}
	if field, found := fieldWithoutText(reflect.ValueOf(in), ""); found {
		return errs.Bad(field, "web.no_text")
	}
	return nil
}

func jsonError(err error) error {
	var tooLarge *http.MaxBytesError
	var typ *json.UnmarshalTypeError
	var syntax *json.SyntaxError
	var wrongTime *time.ParseError
	switch {
	case errors.As(err, &tooLarge):
		return errs.New(errs.TooLarge, "web.too_large", "limit", tooLarge.Limit)
	case errors.Is(err, io.EOF):
		return errs.New(errs.Invalid, "web.json_empty")
	case errors.As(err, &typ):
		return errs.Bad(typ.Field, "web.json_type", "want", jsonKind(typ.Type), "have", typ.Value)
	case errors.As(err, &wrongTime): // the decoder does not say which field
		return errs.Bad("", "web.json_type", "want", "RFC 3339 date-time", "have", wrongTime.Value)
	case errors.As(err, &syntax):
		return errs.New(errs.Invalid, "web.json_syntax", "offset", syntax.Offset)
	}
	if name, ok := strings.CutPrefix(err.Error(), "json: unknown field "); ok {
		return errs.Bad(strings.Trim(name, `"`), "web.json_unknown_field")
	}
	return errs.Wrap(err, errs.Invalid, "web.json_syntax", "offset", 0)
}

// jsonKind is what JSON calls a Go type.
func jsonKind(t reflect.Type) string {
	switch t.Kind() {
	case reflect.Pointer:
		return jsonKind(t.Elem())
	case reflect.String:
		return "string"
	case reflect.Bool:
		return "boolean"
	case reflect.Slice, reflect.Array:
		return "array"
	case reflect.Map, reflect.Struct:
		return "object"
	}
	return "number"
}

func (r *Request) parseMultipart() error {
	if err := r.ParseMultipartForm(4 << 20); err != nil {
		var tooLarge *http.MaxBytesError
		if errors.As(err, &tooLarge) {
			return errs.New(errs.TooLarge, "web.too_large", "limit", tooLarge.Limit)
		}
		return errs.Wrap(err, errs.Invalid, "web.form_broken")
	}
	return checkForm(r.Form)
}

// readAll reads the body for the idempotency check and puts it back. Only bodies with a key are read twice.
func readAll(body io.Reader) ([]byte, io.ReadCloser, error) {
	b, err := io.ReadAll(body)
	if err != nil {
		var tooLarge *http.MaxBytesError
		if errors.As(err, &tooLarge) {
			return nil, nil, errs.New(errs.TooLarge, "web.too_large", "limit", tooLarge.Limit)
		}
		return nil, nil, fmt.Errorf("read body: %w", err)
	}
	return b, io.NopCloser(bytes.NewReader(b)), nil
}
