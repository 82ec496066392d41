package tabular

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"os"

	"reeve/kernel/errs"
)

// Record is one record of a text table that is read without a header.
type Record struct {
	Line    int // position in the file, from 1, empty ones counted
	Values  []string
	Problem *errs.Field // the record is broken; nil = it is not
}

// Records reads a text table whose header may stand anywhere: titles may be above it, rows may be of any length. It is
// for tables that fit in memory; more than most records end with an error. Errors as [Open].
func Records(path string, f Format, l Limits, most int) ([]Record, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, errs.Wrap(err, errs.Invalid, "tabular.no_file", "file", path)
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return nil, err
	}
	r := &Reader{file: file, size: info.Size()}
	in := bufio.NewReaderSize(file, 1<<16)
	magic, _ := in.Peek(4)
	rows, _, err := r.openText(in, magic, f, l)
	if err != nil {
		return nil, err
	}
	rows.(*csv).blanks = true
	var all []Record
	for line := 1; ; line++ {
		values, problem, args, err := rows.next()
		if errors.Is(err, io.EOF) {
			return all, nil
		}
		if err != nil {
			return nil, err
		}
		if len(all) >= most {
			return nil, errs.New(errs.TooLarge, "tabular.rows_many", "most", most)
		}
		record := Record{Line: line, Values: values}
		if problem != "" {
			record.Problem = broken(line, values, problem, args...).Problem
		}
		all = append(all, record)
	}
}

// blank tells whether a line is to be passed over.
func (c *csv) blank(line []byte, long bool) bool {
	return !c.blanks && len(bytes.TrimSpace(line)) == 0 && !long
}
