package tabular

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"os"
	"unicode/utf8"

	"golang.org/x/text/encoding/unicode"

	"reeve/kernel/errs"
)

// Reader gives the rows of a table. It is for one goroutine.
type Reader struct {
	Header    []string
	Delimiter rune // of the file; a comma for xlsx
	columns   map[string]int
	rows      source
	number    int
	file      *os.File
	counted   *counter
	size      int64
}

// source gives one row after another: its values, or what is wrong with it. io.EOF at the end.
type source interface {
	next() (values []string, problem string, args []any, err error)
	close() error
}

// Open opens a file. It looks at what the file is, not at its name. Errors: errs.Invalid for a file that is no table,
// errs.TooLarge.
func Open(path string, f Format, l Limits) (r *Reader, err error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, errs.Wrap(err, errs.Invalid, "tabular.no_file", "file", path)
	}
	r = &Reader{file: file, Delimiter: ','}
	defer func() {
		if err != nil {
			r.Close()
			r = nil
		}
	}()
	info, err := file.Stat()
	if err != nil {
		return r, err
	}
	r.size = info.Size()
	r.counted = &counter{r: file}
	in := bufio.NewReaderSize(r.counted, 1<<16)
	magic, _ := in.Peek(4)
	if bytes.HasPrefix(magic, []byte("PK\x03\x04")) {
		r.rows, err = openSheet(path, f, l)
	} else {
		r.rows, r.Delimiter, err = r.openText(in, magic, f, l)
	}
	if err != nil {
		return r, err
	}
	header, problem, args, err := r.rows.next()
	switch {
	case errors.Is(err, io.EOF):
		return r, errs.New(errs.Invalid, "tabular.no_header")
	case err != nil:
		return r, err
	case problem != "":
		return r, errs.Bad("header", problem, args...)
	}
	r.Header = names(header)
	r.columns, err = index(r.Header, l)
	return r, err
}

func (r *Reader) openText(in *bufio.Reader, magic []byte, f Format, l Limits) (source, rune, error) {
	if bytes.HasPrefix(magic, []byte{0x1f, 0x8b}) {
		z, err := gzip.NewReader(in)
		if err != nil {
			return nil, 0, errs.Wrap(err, errs.Invalid, "tabular.damaged")
		}
		most := min(l.Bytes, 1<<20+r.size*l.Ratio)
		in = bufio.NewReaderSize(&limited{r: z, left: most, most: most}, 1<<16)
	} else {
		in = bufio.NewReaderSize(&limited{r: in, left: l.Bytes, most: l.Bytes}, 1<<16)
	}
	in = bufio.NewReaderSize(in, 1<<18)
	sample, err := in.Peek(1 << 18)
	if err != nil && !errors.Is(err, io.EOF) && len(sample) == 0 {
		return nil, 0, readError(err)
	}
	var set charset
	switch {
	case bytes.HasPrefix(sample, []byte("\xef\xbb\xbf")):
		in.Discard(3)
		sample, set.name = sample[3:], "utf-8"
	case bytes.HasPrefix(sample, []byte("\xff\xfe")), bytes.HasPrefix(sample, []byte("\xfe\xff")):
		in = bufio.NewReaderSize(unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewDecoder().Reader(in), 1<<18)
		set.name = "utf-8"
		sample, _ = in.Peek(1 << 18)
	case f.Encoding != "":
		if set, err = charsetOf(f.Encoding); err != nil {
			return nil, 0, err
		}
	default:
		if set, err = guess(sample); err != nil {
			return nil, 0, err
		}
	}
	if bytes.IndexByte(sample, 0) >= 0 {
		return nil, 0, errs.New(errs.Invalid, "tabular.no_table")
	}
	d := delimiterIn(sample)
	if f.Delimiter != "" {
		var n int
		if d, n = utf8.DecodeRuneInString(f.Delimiter); n != len(f.Delimiter) || d == '"' || d == '\n' || d == '\r' {
			return nil, 0, errs.Bad("delimiter", "tabular.delimiter_wrong")
		}
	}
	return &csv{in: in, set: set, delimiter: d, most: l.Line}, d, nil
}

// Next gives the next row; io.EOF after the last. A row that is broken comes with its Problem.
func (r *Reader) Next() (Row, error) {
	values, problem, args, err := r.rows.next()
	if err != nil {
		return Row{}, err
	}
	r.number++
	if problem == "" {
		for len(values) > len(r.Header) && values[len(values)-1] == "" {
			values = values[:len(values)-1]
		}
		if len(values) != len(r.Header) {
			problem, args = "tabular.row_columns", []any{"have", len(values), "want", len(r.Header)}
		}
	}
	if problem != "" {
		return broken(r.number, values, problem, args...), nil
	}
	return Row{Number: r.number, Values: values, columns: r.columns}, nil
}

// Has tells whether the header names a column.
func (r *Reader) Has(column string) bool { _, ok := r.columns[column]; return ok }

// Progress tells how many bytes of the file have been read, and how many it has.
func (r *Reader) Progress() (done, size int64) { return min(r.counted.n, r.size), r.size }

// Close closes the file.
func (r *Reader) Close() error {
	if r.rows != nil {
		return errors.Join(r.rows.close(), r.file.Close())
	}
	return r.file.Close()
}

type counter struct {
	r io.Reader
	n int64
}

func (c *counter) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += int64(n)
	return n, err
}

// limited is io.LimitReader that tells of the limit instead of ending there.
type limited struct {
	r          io.Reader
	left, most int64
}

func (l *limited) Read(p []byte) (int, error) {
	n, err := l.r.Read(p)
	if l.left -= int64(n); l.left < 0 {
		return 0, errs.New(errs.TooLarge, "tabular.too_large", "most", l.most)
	}
	return n, err
}

// readError turns what a broken file gives into words.
func readError(err error) error {
	if err == nil || errors.Is(err, io.EOF) || errs.Of(err) != nil {
		return err
	}
	return errs.Wrap(err, errs.Invalid, "tabular.damaged")
}
