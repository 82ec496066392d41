// Package errs is the small vocabulary of everything that can go wrong for a person: a kind, a message
// key with values, and where it is about input the fields concerned. Rules return these; only kernel/web
// turns a kind into a status, a page, JSON and a language.
package errs

import (
	"errors"
	"fmt"
	"sort"
	"strings"
)

// Kind says what sort of failure it is. It is the only thing a caller may branch on.
type Kind int

const (
	Internal        Kind = iota // a defect or a broken machine; the text is never shown
	Invalid                     // the input is wrong or incomplete; Fields say where
	Unauthenticated             // nobody is signed in, or the key or token is not known
	Forbidden                   // signed in, but without the right
	NotFound                    // the thing named does not exist, or the asker may not know that it does
	WrongMethod                 // the address exists, but not for this verb
	Gone                        // it existed and was erased
	Conflict                    // the record has moved on; Current holds what it is now
	TooLarge                    // more bytes than the limit
	TooMany                     // asked too often
	Unavailable                 // try again later: disk full, database gone
	Malformed                   // the address itself makes no sense, whatever the data: a tile beyond the last zoom
)

// Field is one complaint about one input field, with the row where the input was a table.
type Field struct {
	Field  string         `json:"field"`
	Row    int            `json:"row,omitempty"` // 1 = the first row of data; 0 = no table
	Key    string         `json:"-"`             // message key
	Args   map[string]any `json:"-"`
	Remedy string         `json:"-"` // message key of what to do, may be empty
}

// Error is what rules and stores return. Key is a message key of a catalogue.
type Error struct {
	Kind    Kind
	Key     string
	Args    map[string]any
	Fields  []Field
	Current any // for Conflict: the record as it is now, JSON-ready
	Cause   error
}

// Error is for logs; people read the catalogue's text for Key.
func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString(e.Key)
	keys := make([]string, 0, len(e.Args))
	for k := range e.Args {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	for _, k := range keys {
		fmt.Fprintf(&b, " %s=%v", k, e.Args[k])
	}
	for _, f := range e.Fields {
		fmt.Fprintf(&b, "; %s: %s", f.Field, f.Key)
		if f.Row > 0 {
			fmt.Fprintf(&b, " (row %d)", f.Row)
		}
	}
	if e.Cause != nil {
		b.WriteString(": " + e.Cause.Error())
	}
	return b.String()
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Cause }

// New makes an error of a kind; args are alternating names and values for the message.
func New(kind Kind, key string, args ...any) *Error {
	return &Error{Kind: kind, Key: key, Args: pairs(args)}
}

// Wrap keeps a technical cause for the log behind a message for the person.
func Wrap(cause error, kind Kind, key string, args ...any) *Error {
	e := New(kind, key, args...)
	e.Cause = cause
	return e
}

// Bad is an Invalid error about one field.
func Bad(field, key string, args ...any) *Error {
	return &Error{Kind: Invalid, Key: "errs.invalid", Fields: []Field{{Field: field, Key: key, Args: pairs(args)}}}
}

// Fields collects complaints; Err gives one Invalid error or nil.
type Fields []Field

// Add appends a complaint about a field.
func (f *Fields) Add(field, key string, args ...any) {
	*f = append(*f, Field{Field: field, Key: key, Args: pairs(args)})
}

// Err is nil when nothing was added.
func (f Fields) Err() error {
	if len(f) == 0 {
		return nil
	}
	return &Error{Kind: Invalid, Key: "errs.invalid", Fields: f}
}

// KindOf is the kind of the first Error in the chain, Internal if there is none.
func KindOf(err error) Kind {
	if e := Of(err); e != nil {
		return e.Kind
	}
	return Internal
}

// Of finds the first Error in the chain, or nil.
func Of(err error) *Error {
	var e *Error
	if errors.As(err, &e) {
		return e
	}
	return nil
}

func pairs(args []any) map[string]any {
	if len(args) == 0 {
		return nil
	}
	m := make(map[string]any, len(args)/2)
	for i := 0; i+1 < len(args); i += 2 {
		m[fmt.Sprint(args[i])] = args[i+1]
	}
	return m
}

// Arguments are the values of a message as names and values in turn, the way texts take them.
func Arguments(args map[string]any) []any {
	list := make([]any, 0, 2*len(args))
	for name, value := range args {
		list = append(list, name, value)
	}
	return list
}
