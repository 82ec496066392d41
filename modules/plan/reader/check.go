package reader

import (
	"os"

	"reeve/kernel/errs"
)

// CheckWorkbook refuses what is no workbook, or one with macros or a password, or one that unpacks to too much, before
// anybody else opens it. path names a file with at most limit bytes.
func CheckWorkbook(path string, limit int64) error {
	l := Usual()
	l.Bytes = limit
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	mark := make([]byte, 2)
	_, err = f.ReadAt(mark, 0)
	f.Close()
	if err == nil && string(mark) != "PK" { // text would be read as a table
		mark = nil
	}
	if _, err := open(path, Options{Limits: l}); err != nil {
		return err
	}
	if err != nil || mark == nil {
		return errs.New(errs.Invalid, "plan.reader.file_kind", "kind", "CSV")
	}
	return nil
}
