package reader

import (
	"archive/zip"
	"bytes"
	"io"
	"os"
	"strings"

	"reeve/kernel/errs"
	"reeve/kernel/tabular"
)

// oleMark begins files of the old binary formats, and new ones that are encrypted with a password.
const oleMark = "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

// open gives the tables of a file. It looks at the bytes, not at the name.
func open(path string, o Options) ([]grid, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, errs.Wrap(err, errs.Invalid, "tabular.no_file", "file", path)
	}
	if !info.Mode().IsRegular() {
		return nil, errs.New(errs.Invalid, "tabular.no_file", "file", path)
	}
	if info.Size() > o.Limits.Bytes {
		return nil, errs.New(errs.TooLarge, "plan.reader.file_large", "most", o.Limits.Bytes>>20, "size", (info.Size()+1<<20-1)>>20)
	}
	if info.Size() == 0 {
		return nil, errs.New(errs.Invalid, "plan.reader.file_empty")
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, errs.Wrap(err, errs.Invalid, "tabular.no_file", "file", path)
	}
	defer f.Close()
	mark := make([]byte, 8)
	n, _ := io.ReadFull(f, mark)
	switch mark = mark[:n]; {
	case bytes.Equal(mark, []byte(oleMark)):
		return nil, oleError(f, info.Size())
	case bytes.HasPrefix(mark, []byte("PK")):
		return openZip(path, info.Size(), o)
	case bytes.HasPrefix(mark, []byte("%PDF")):
		return nil, errs.New(errs.Invalid, "plan.reader.file_kind", "kind", "PDF")
	case bytes.HasPrefix(mark, []byte(`{\rtf`)):
		return nil, errs.New(errs.Invalid, "plan.reader.file_kind", "kind", "RTF")
	}
	return openCSV(path, o)
}

// oleError tells an encrypted file from one in an old format. The names of the streams stand in UTF-16 in the
// directory, which lies anywhere in the file; an encrypted one has EncryptedPackage there.
func oleError(f *os.File, size int64) error {
	wide := func(s string) []byte {
		var b []byte
		for _, c := range []byte(s) {
			b = append(b, c, 0)
		}
		return b
	}
	want := wide("EncryptedPackage")
	buf, keep := make([]byte, 1<<20), 0
	if _, err := f.Seek(0, io.SeekStart); err == nil {
		for {
			n, err := f.Read(buf[keep:])
			if bytes.Contains(buf[:keep+n], want) {
				return errs.New(errs.Invalid, "plan.reader.file_password")
			}
			if err != nil || n == 0 {
				break
			}
			end := keep + n
			keep = min(end, len(want))
			copy(buf, buf[end-keep:end])
		}
	}
	return errs.New(errs.Invalid, "plan.reader.file_old")
}

// openZip measures what is packed before any of it is unpacked, and refuses macros.
func openZip(path string, size int64, o Options) ([]grid, error) {
	z, err := zip.OpenReader(path)
	if err != nil {
		return nil, errs.Wrap(err, errs.Invalid, "tabular.damaged")
	}
	defer z.Close()
	var all uint64
	names := map[string]bool{}
	for _, f := range z.File {
		name := strings.ToLower(strings.TrimPrefix(f.Name, "/"))
		names[name] = true
		all += f.UncompressedSize64
		if strings.HasSuffix(name, "vbaproject.bin") || strings.Contains(name, "/macrosheets/") {
			return nil, errs.New(errs.Invalid, "plan.reader.file_macros")
		}
		if f.Flags&1 != 0 {
			return nil, errs.New(errs.Invalid, "plan.reader.file_password")
		}
	}
	if most := min(o.Limits.Unpacked, 1<<20+size*o.Limits.Ratio); all > uint64(most) || len(z.File) > 10_000 {
		return nil, errs.New(errs.TooLarge, "plan.reader.file_unpacks", "most", most>>20)
	}
	if macroType(z) {
		return nil, errs.New(errs.Invalid, "plan.reader.file_macros")
	}
	switch {
	case names["xl/workbook.xml"]:
		return openXLSX(path, o)
	case names["word/document.xml"]:
		return openDOCX(z, o)
	case names["mimetype"] && names["content.xml"]:
		return nil, errs.New(errs.Invalid, "plan.reader.file_kind", "kind", "OpenDocument")
	case names["xl/workbook.bin"]:
		return nil, errs.New(errs.Invalid, "plan.reader.file_kind", "kind", "xlsb")
	}
	return nil, errs.New(errs.Invalid, "plan.reader.file_kind", "kind", "zip")
}

// macroType looks at what the file says of itself: a macro workbook without macros in it is one nonetheless.
func macroType(z *zip.ReadCloser) bool {
	f, err := z.Open("[Content_Types].xml")
	if err != nil {
		return false
	}
	defer f.Close()
	b, _ := io.ReadAll(io.LimitReader(f, 1<<20))
	return bytes.Contains(b, []byte("macroEnabled"))
}

// openCSV reads text in any of the encodings of the region.
func openCSV(path string, o Options) ([]grid, error) {
	f, l := tabular.Format{}, tabular.Generous()
	if o.Map != nil {
		f.Encoding, f.Delimiter = o.Map.Encoding, o.Map.Delimiter
	}
	l.Bytes, l.Columns = o.Limits.Unpacked, o.Limits.Columns
	records, err := tabular.Records(path, f, l, o.Limits.Rows)
	if err != nil {
		return nil, err
	}
	rows := make([][]string, len(records))
	lines, broken := make([]int, len(records)), map[int]errs.Field{}
	for i, r := range records {
		rows[i], lines[i] = r.Values, r.Line
		if r.Problem != nil {
			broken[i] = *r.Problem
			rows[i] = []string{flat(strings.Join(r.Values, " "))}
		}
	}
	g, err := square("", rows, o.Limits)
	g.lines, g.broken = lines, broken
	return []grid{g}, err
}
