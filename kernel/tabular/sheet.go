package tabular

import (
	"archive/zip"
	"io"
	"strings"

	"github.com/xuri/excelize/v2"

	"reeve/kernel/errs"
)

// sheet reads one sheet of an xlsx file. Cells come as they are stored: dates are day numbers.
type sheet struct {
	book  *excelize.File
	rows  *excelize.Rows
	width int
}

func openSheet(path string, f Format, l Limits) (source, error) {
	if err := unpacksTo(path, l); err != nil {
		return nil, err
	}
	book, err := excelize.OpenFile(path, excelize.Options{RawCellValue: true, UnzipSizeLimit: l.Bytes, UnzipXMLSizeLimit: 16 << 20})
	if err != nil {
		return nil, errs.Wrap(err, errs.Invalid, "tabular.damaged")
	}
	name := f.Sheet
	if name == "" && book.SheetCount > 0 {
		name = book.GetSheetName(0)
	}
	if i, err := book.GetSheetIndex(name); err != nil || i < 0 {
		book.Close()
		return nil, errs.Bad("sheet", "tabular.no_sheet", "sheet", name, "known", strings.Join(book.GetSheetList(), ", "))
	}
	rows, err := book.Rows(name)
	if err != nil {
		book.Close()
		return nil, errs.Wrap(err, errs.Invalid, "tabular.damaged")
	}
	return &sheet{book: book, rows: rows}, nil
}

// unpacksTo adds up what the parts of the file say of their size before anything is unpacked.
func unpacksTo(path string, l Limits) error {
	z, err := zip.OpenReader(path)
	if err != nil {
		return errs.Wrap(err, errs.Invalid, "tabular.damaged")
	}
	defer z.Close()
	var packed, all uint64
	for _, f := range z.File {
		packed += f.CompressedSize64
		all += f.UncompressedSize64
	}
	if most := uint64(min(l.Bytes, 1<<20+int64(packed)*l.Ratio)); all > most || len(z.File) > 10000 {
		return errs.New(errs.TooLarge, "tabular.too_large", "most", int64(most))
	}
	return nil
}

func (s *sheet) next() ([]string, string, []any, error) {
	for s.rows.Next() {
		values, err := s.rows.Columns(excelize.Options{RawCellValue: true})
		if err != nil {
			return nil, "", nil, errs.Wrap(err, errs.Invalid, "tabular.damaged")
		}
		if strings.Join(values, "") == "" {
			continue
		}
		if s.width == 0 {
			s.width = len(values)
		}
		for len(values) < s.width { // empty cells at the end are not stored
			values = append(values, "")
		}
		return values, "", nil, nil
	}
	if err := s.rows.Error(); err != nil {
		return nil, "", nil, errs.Wrap(err, errs.Invalid, "tabular.damaged")
	}
	return nil, "", nil, io.EOF
}

func (s *sheet) close() error {
	s.rows.Close()
	return s.book.Close()
}
