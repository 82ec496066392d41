package web

import (
	"net/url"
	"reflect"
	"strings"
	"unicode/utf8"

	"reeve/kernel/errs"
)

// What people send is text: UTF-8 without the character 0. One of the databases refuses everything else, and nothing
// that is asked for has it; so it is told at the door.

func isText(s string) bool { return utf8.ValidString(s) && !strings.Contains(s, "\x00") }

// checkAddress refuses addresses that no page has.
func (r *Request) checkAddress() error {
	if !isText(r.URL.Path) {
		return errs.New(errs.NotFound, "web.no_such_page")
	}
	if q, err := url.QueryUnescape(r.URL.RawQuery); err == nil && !isText(q) {
		return errs.New(errs.Malformed, "web.no_text")
	}
	return nil
}

// checkForm refuses what no browser sends.
func checkForm(values map[string][]string) error {
	for _, all := range values {
		for _, v := range all {
			if !isText(v) {
				return errs.New(errs.Invalid, "web.no_text")
			}
		}
	}
	return nil
}

// fieldWithoutText finds a value that is no text in what was decoded from JSON, and names its field.
func fieldWithoutText(v reflect.Value, field string) (name string, found bool) {
	switch v.Kind() {
	case reflect.String:
		return field, !isText(v.String())
	case reflect.Pointer, reflect.Interface:
		if !v.IsNil() {
			return fieldWithoutText(v.Elem(), field)
		}
	case reflect.Slice, reflect.Array:
		if v.Type().Elem().Kind() == reflect.Uint8 {
			return "", false
		}
		for i := range v.Len() {
			if name, found := fieldWithoutText(v.Index(i), field); found {
				return name, true
			}
		}
	case reflect.Map:
		for _, k := range v.MapKeys() {
			if !isText(k.String()) {
				return field, true
			}
			if name, found := fieldWithoutText(v.MapIndex(k), field); found {
				return name, true
			}
		}
	case reflect.Struct:
		for i := range v.NumField() {
			f := v.Type().Field(i)
			if !f.IsExported() {
				continue
			}
			name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
			if f.Anonymous {
				name = field
			}
			if name, found := fieldWithoutText(v.Field(i), name); found {
				return name, true
			}
		}
	}
	return "", false
}
