package document

import (
	"fmt"
	"strings"

	qrcode "github.com/skip2/go-qrcode"

	"reeve/kernel/errs"
)

// Level is how much of a QR code may be lost (ISO/IEC 18004): Low 7 %, Medium 15 %, Quartile 25 %, High 30 %.
type Level int

const (
	Low Level = iota
	Medium
	Quartile
	High
)

// QRSVG draws text as a QR code for use inside a page: black on white in every theme, sized by
// the page, with no style attribute, hidden from screen readers (the text stands beside it).
func QRSVG(text string, level Level) (string, error) {
	q, err := qr(text, level)
	if err != nil {
		return "", err
	}
	rows := q.Bitmap() // with the quiet zone of four modules
	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" shape-rendering="crispEdges" aria-hidden="true" focusable="false">`, len(rows), len(rows))
	fmt.Fprintf(&b, `<path fill="#fff" d="M0 0h%dv%dh-%dz"/><path fill="#000" d="`, len(rows), len(rows), len(rows))
	for y, row := range rows {
		for x := 0; x < len(row); x++ {
			if !row[x] {
				continue
			}
			run := 1
			for x+run < len(row) && row[x+run] {
				run++
			}
			fmt.Fprintf(&b, "M%d %dh%dv1h-%dz", x, y, run, run)
			x += run
		}
	}
	b.WriteString(`"/></svg>`)
	return b.String(), nil
}

// QRBitmap is a QR code as rows of modules, dark ones true, with the quiet zone of four modules.
func QRBitmap(text string, level Level) ([][]bool, error) {
	q, err := qr(text, level)
	if err != nil {
		return nil, err
	}
	return q.Bitmap(), nil
}

// QRPNG draws text as a QR code in a PNG image of size × size pixels.
func QRPNG(text string, level Level, size int) ([]byte, error) {
	q, err := qr(text, level)
	if err != nil {
		return nil, err
	}
	return q.PNG(size)
}

func qr(text string, level Level) (*qrcode.QRCode, error) {
	q, err := qrcode.New(text, qrcode.RecoveryLevel(level))
	if err != nil {
		return nil, errs.Wrap(err, errs.Invalid, "document.qr.too_long")
	}
	return q, nil
}
