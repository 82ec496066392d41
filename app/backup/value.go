package backup

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"math"
	"strconv"
	"unicode/utf8"
)

// A row is a JSON array in the order of its table's columns. NULL is null; bigint a whole number; double
// precision a number, or "NaN", "Infinity", "-Infinity"; boolean true or false; bytea a string in base 64;
// text a string, or where it is not UTF-8 an object {"b":"base 64"}.

// appendRow writes one row with its newline.
func appendRow(b []byte, columns []Column, values []any) ([]byte, error) {
	b = append(b, '[')
	for i, c := range columns {
		if i > 0 {
			b = append(b, ',')
		}
		var err error
		if b, err = appendValue(b, c.Type, values[i]); err != nil {
			return nil, fmt.Errorf("column %s: %w", c.Name, err)
		}
	}
	return append(b, ']', '\n'), nil
}

func appendValue(b []byte, kind string, v any) ([]byte, error) {
	if v == nil {
		return append(b, "null"...), nil
	}
	switch v := v.(type) {
	case int64:
		switch kind {
		case "bigint":
			return strconv.AppendInt(b, v, 10), nil
		case "boolean": // SQLite's form of it
			return strconv.AppendBool(b, v != 0), nil
		}
	case bool:
		if kind == "boolean" {
			return strconv.AppendBool(b, v), nil
		}
	case float64:
		if kind == "double precision" {
			return appendFloat(b, v), nil
		}
	case string:
		if kind == "text" {
			return appendText(b, v)
		}
	case []byte:
		if kind == "bytea" {
			b = append(b, '"')
			b = base64.StdEncoding.AppendEncode(b, v)
			return append(b, '"'), nil
		}
	}
	return nil, fmt.Errorf("a value of type %T in a column of type %s", v, kind)
}

func appendFloat(b []byte, v float64) []byte {
	switch {
	case math.IsNaN(v):
		return append(b, `"NaN"`...)
	case math.IsInf(v, 1):
		return append(b, `"Infinity"`...)
	case math.IsInf(v, -1):
		return append(b, `"-Infinity"`...)
	}
	return strconv.AppendFloat(b, v, 'g', -1, 64)
}

func appendText(b []byte, s string) ([]byte, error) {
	if plain(s) {
		b = append(b, '"')
		b = append(b, s...)
		return append(b, '"'), nil
	}
	if !utf8.ValidString(s) {
		b = append(b, `{"b":"`...)
		b = base64.StdEncoding.AppendEncode(b, []byte(s))
		return append(b, `"}`...), nil
	}
	quoted, err := json.Marshal(s)
	return append(b, quoted...), err
}

// plain tells whether a text stands in JSON as it is; most texts here do.
func plain(s string) bool {
	for i := range len(s) {
		if c := s[i]; c < ' ' || c > '~' || c == '"' || c == '\\' {
			return false
		}
	}
	return true
}

// parseRow reads one row into values, which has a place for each column.
func parseRow(line []byte, columns []Column, values []any) error {
	var raw []json.RawMessage
	if err := json.Unmarshal(line, &raw); err != nil {
		return err
	}
	if len(raw) != len(columns) {
		return fmt.Errorf("%d values for %d columns", len(raw), len(columns))
	}
	for i, c := range columns {
		v, err := parseValue(c.Type, raw[i])
		if err != nil {
			return fmt.Errorf("column %s: %w", c.Name, err)
		}
		values[i] = v
	}
	return nil
}

func parseValue(kind string, raw []byte) (any, error) {
	if string(raw) == "null" {
		return nil, nil
	}
	switch kind {
	case "bigint":
		return strconv.ParseInt(string(raw), 10, 64)
	case "boolean":
		return strconv.ParseBool(string(raw))
	case "double precision":
		return parseFloat(raw)
	case "text":
		return parseText(raw)
	case "bytea":
		b := []byte{} // an empty value is not NULL
		err := json.Unmarshal(raw, &b)
		return b, err
	}
	return nil, fmt.Errorf("unknown type %q", kind)
}

func parseFloat(raw []byte) (any, error) {
	switch string(raw) {
	case `"NaN"`:
		return math.NaN(), nil
	case `"Infinity"`:
		return math.Inf(1), nil
	case `"-Infinity"`:
		return math.Inf(-1), nil
	}
	return strconv.ParseFloat(string(raw), 64)
}

func parseText(raw []byte) (any, error) {
	if n := len(raw); n >= 2 && raw[0] == '"' && plain(string(raw[1:n-1])) {
		return string(raw[1 : n-1]), nil
	}
	if raw[0] == '{' {
		var o struct {
			B []byte `json:"b"`
		}
		err := json.Unmarshal(raw, &o)
		return string(o.B), err
	}
	var s string
	err := json.Unmarshal(raw, &s)
	return s, err
}
