package tabular

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"strings"
)

// csv reads records whose fields may be quoted and may then run over several lines. Where a record makes no sense,
// its first line is the broken row and reading goes on with the second: a quote that was never closed costs one row.
type csv struct {
	in        *bufio.Reader
	set       charset
	delimiter rune
	most      int      // bytes of a record
	pending   [][]byte // lines read ahead
	width     int      // fields of the header
	blanks    bool     // empty lines are rows too, and rows may be of any length
}

// aheadLines is how far the end of a quoted field is looked for.
const aheadLines = 200

func (c *csv) close() error { return nil }

func (c *csv) next() ([]string, string, []any, error) {
	line, long, err := c.line()
	for err == nil && c.blank(line, long) { // an empty line is no row
		line, long, err = c.line()
	}
	if err != nil {
		return nil, "", nil, err
	}
	if long {
		return []string{string(line[:min(len(line), 200)])}, "tabular.row_long", []any{"most", c.most}, nil
	}
	values, problem, args, err := c.record(line)
	if c.width == 0 && problem == "" && !c.blanks {
		c.width = len(values)
	}
	return values, problem, args, err
}

// record reads the record that begins with a line. Lines that turn out not to belong to it are kept for later.
func (c *csv) record(first []byte) ([]string, string, []any, error) {
	text, ok := c.set.decode(first)
	if !ok {
		return c.loose(text), "tabular.row_encoding", []any{"encoding", c.set.name}, nil
	}
	var s split
	s.delimiter = c.delimiter
	s.add(text)
	var ahead [][]byte
	for size := len(first); s.open && !s.wrong && len(ahead) < aheadLines && size < c.most; {
		line, long, err := c.line()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, "", nil, err
		}
		ahead = append(ahead, line)
		size += len(line)
		if text, ok = c.set.decode(line); !ok || long {
			s.wrong = true
			break
		}
		s.field.WriteByte('\n')
		s.add(text)
	}
	if s.open || s.wrong {
		c.pending = append(ahead, c.pending...)
		first, _ := c.set.decode(first)
		return c.loose(first), "tabular.row_quotes", nil, nil
	}
	values := s.values()
	if len(ahead) > 0 && c.width > 0 && len(values) != c.width { // the quote belonged to somebody else
		c.pending = append(ahead, c.pending...)
		first, _ := c.set.decode(first)
		return c.loose(first), "tabular.row_quotes", nil, nil
	}
	return values, "", nil, nil
}

// loose splits a broken line without regard to quotes, so that a person sees it in its columns.
func (c *csv) loose(line string) []string {
	return strings.Split(strings.ReplaceAll(line, `"`, ""), string(c.delimiter))
}

// line reads one line without its end. long tells that it is longer than a record may be; its rest is skipped.
func (c *csv) line() (line []byte, long bool, err error) {
	if len(c.pending) > 0 {
		line, c.pending = c.pending[0], c.pending[1:]
		return line, len(line) > c.most, nil
	}
	for {
		part, err := c.in.ReadSlice('\n')
		if !long {
			line = append(line, part...)
			long = len(line) > c.most
		}
		switch {
		case errors.Is(err, bufio.ErrBufferFull):
			continue
		case errors.Is(err, io.EOF) && len(line) > 0, err == nil:
			return bytes.TrimRight(line, "\r\n"), long, nil
		}
		return nil, false, readError(err)
	}
}

// split cuts lines into fields.
type split struct {
	delimiter rune
	fields    []string
	field     strings.Builder
	open      bool // within quotes
	closed    bool // after them
	wrong     bool
}

func (s *split) add(line string) {
	runes := []rune(line)
	for i := 0; i < len(runes); i++ {
		r := runes[i]
		switch {
		case s.open && r == '"' && i+1 < len(runes) && runes[i+1] == '"':
			s.field.WriteByte('"')
			i++
		case s.open && r == '"':
			s.open, s.closed = false, true
		case s.open:
			s.field.WriteRune(r)
		case r == s.delimiter:
			s.fields = append(s.fields, s.field.String())
			s.field.Reset()
			s.closed = false
		case s.closed:
			s.wrong = s.wrong || r != ' '
		case r == '"' && s.field.Len() == 0:
			s.open = true
		default: // a quote in the middle of a field that has none around it is a character like others
			s.field.WriteRune(r)
		}
	}
}

func (s *split) values() []string { return append(s.fields, s.field.String()) }

// delimiterIn is the one that the first line has most of outside quotes.
func delimiterIn(sample []byte) rune {
	count, quoted := map[byte]int{}, false
	for _, x := range sample {
		switch {
		case x == '"':
			quoted = !quoted
		case quoted:
		case x == '\n':
			goto counted
		default:
			count[x]++
		}
	}
counted:
	best := byte(',')
	for _, d := range []byte{';', '\t', '|'} {
		if count[d] > count[best] {
			best = d
		}
	}
	return rune(best)
}

func names(header []string) []string {
	for i := range header {
		header[i] = strings.TrimSpace(header[i])
	}
	return header
}
