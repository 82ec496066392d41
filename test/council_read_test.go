package test

import (
	"archive/zip"
	"bytes"
	"compress/zlib"
	"encoding/xml"
	"errors"
	"html"
	"io"
	"regexp"
	"strings"
	"testing"
	"unicode/utf16"
)

// tableRows are the cells of all tables with three columns, the heads left out, and where the numbers lead to.
func tableRows(page string) (rows [][]string, links map[string]string) {
	links = map[string]string{}
	strip := regexp.MustCompile(`<[^>]+>`)
	for _, tr := range regexp.MustCompile(`(?s)<tr>(.*?)</tr>`).FindAllStringSubmatch(page, -1) {
		cells := regexp.MustCompile(`(?s)<t[dh][^>]*>(.*?)</t[dh]>`).FindAllStringSubmatch(tr[1], -1)
		if len(cells) != 3 || strings.Contains(tr[1], `scope="col"`) {
			continue
		}
		var row []string
		for _, c := range cells {
			row = append(row, strings.TrimSpace(html.UnescapeString(strip.ReplaceAllString(c[1], ""))))
		}
		rows = append(rows, row)
		if href := regexp.MustCompile(`href="([^"]+)"`).FindStringSubmatch(cells[1][1]); href != nil {
			links[row[0]] = href[1]
		}
	}
	return rows, links
}

// docxRows are the same of a DOCX.
func docxRows(t testing.TB, raw []byte) (rows [][]string) {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(raw), int64(len(raw)))
	if err != nil {
		t.Fatal(err)
	}
	f, err := z.Open("word/document.xml")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var row []string
	head, text, cell := false, false, false
	for d := xml.NewDecoder(f); ; {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return rows
		} else if err != nil {
			t.Fatal(err)
		}
		switch v := token.(type) {
		case xml.StartElement:
			switch v.Name.Local {
			case "tr":
				row, head = nil, false
			case "tblHeader":
				head = true
			case "tc":
				row = append(row, "")
				cell = true
			case "t":
				text = cell
			}
		case xml.CharData:
			if text && len(row) > 0 {
				row[len(row)-1] += string(v)
			}
		case xml.EndElement:
			text, cell = false, cell && v.Name.Local != "tc"
			if v.Name.Local == "tr" && len(row) == 3 && !head {
				rows = append(rows, row)
			}
		}
	}
}

// pdfWords are the texts of a PDF in the order in which they were written, with single spaces.
func pdfWords(t testing.TB, raw []byte) string {
	t.Helper()
	var out strings.Builder
	for rest := raw; ; {
		i := bytes.Index(rest, []byte("stream\n"))
		if i < 0 {
			break
		}
		body, end := rest[i+7:], bytes.Index(rest[i+7:], []byte("\nendstream"))
		stream := body[:end]
		rest = body[end+10:]
		if z, err := zlib.NewReader(bytes.NewReader(stream)); err == nil {
			if plain, err := io.ReadAll(z); err == nil {
				stream = plain
			}
		}
		for part := range bytes.SplitSeq(stream, []byte("BT ")) {
			from, to := bytes.IndexByte(part, '('), bytes.LastIndex(part, []byte(")Tj"))
			if from >= 0 && to > from {
				out.WriteString(utf16Text(part[from+1:to]) + " ")
			}
		}
	}
	return spaced(out.String())
}

func utf16Text(s []byte) string {
	var plain []byte
	for i := 0; i < len(s); i++ {
		if s[i] == '\\' && i+1 < len(s) {
			if i++; s[i] == 'r' {
				plain = append(plain, '\r')
				continue
			}
		}
		plain = append(plain, s[i])
	}
	var units []uint16
	for i := 0; i+1 < len(plain); i += 2 {
		units = append(units, uint16(plain[i])<<8|uint16(plain[i+1]))
	}
	return string(utf16.Decode(units))
}

// spaced makes all spaces one: lines are broken elsewhere on paper, and fonts lack the narrow ones.
func spaced(s string) string {
	s = strings.NewReplacer("\u202f", " ", "\u00a0", " ", "\u2009", " ", "\u02bc", "’").Replace(s)
	return strings.Join(strings.Fields(s), " ")
}

// digits of a number in whatever language.
func digits(s string) string {
	return strings.Join(regexp.MustCompile(`\d+`).FindAllString(strings.NewReplacer("\u202f", "", "\u00a0", "", ".", " ", ",", " ").Replace(s), -1), " ")
}
