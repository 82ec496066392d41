package tabular

import (
	"bufio"
	"errors"
	"os"
	"slices"
	"strings"
)

// ReasonColumn is the column that tells why a row was rejected; when the mended file is read it means nothing.
const ReasonColumn = "rejected_reason"

// Rejected writes the rows that did not go in, in the columns of the file they came from, with the reason. It is
// UTF-8 with a mark, so that it is read rightly whatever encoding the Format names.
type Rejected struct {
	name  string
	r     *Reader
	out   *os.File
	w     *bufio.Writer
	first error
}

// RejectTo makes a writer for the rows of r, to FILE.rejected.csv. The file appears at the first row.
func RejectTo(file string, r *Reader) *Rejected { return &Rejected{name: file + ".rejected.csv", r: r} }

// Add writes a row with the reason in words.
func (x *Rejected) Add(row Row, reason string) error {
	if x.first != nil {
		return x.first
	}
	if x.out == nil {
		if x.out, x.first = os.Create(x.name + ".part"); x.first != nil {
			return x.first
		}
		x.w = bufio.NewWriter(x.out)
		x.w.WriteString("\xef\xbb\xbf")
		x.write(append(slices.Clone(x.r.Header[:x.width()]), ReasonColumn))
	}
	values := slices.Clone(row.Values)
	for len(values) < x.width() {
		values = append(values, "")
	}
	if n := x.width(); len(values) > n && row.Problem != nil { // what is too much stands in the last column
		values = append(values[:n-1], strings.Join(values[n-1:], string(x.r.Delimiter)))
	}
	x.write(append(values[:x.width()], reason))
	return x.first
}

// width is how many columns the source has; the reason of an earlier round is dropped where it stands last.
func (x *Rejected) width() int {
	n := len(x.r.Header)
	if x.r.Header[n-1] == ReasonColumn && n > 1 {
		n--
	}
	return n
}

func (x *Rejected) write(values []string) {
	for i, v := range values {
		if i > 0 {
			x.w.WriteRune(x.r.Delimiter)
		}
		if strings.ContainsAny(v, "\"\r\n"+string(x.r.Delimiter)) || v != strings.TrimSpace(v) {
			v = `"` + strings.ReplaceAll(v, `"`, `""`) + `"`
		}
		x.w.WriteString(v)
	}
	_, err := x.w.WriteString("\n")
	x.first = errors.Join(x.first, err)
}

// Close puts the file in its place and gives its name. Nothing rejected, no file.
func (x *Rejected) Close() (name string, err error) {
	if x.out == nil {
		return "", x.first
	}
	if err := errors.Join(x.first, x.w.Flush(), x.out.Close()); err != nil {
		os.Remove(x.name + ".part")
		return "", err
	}
	return x.name, os.Rename(x.name+".part", x.name)
}
