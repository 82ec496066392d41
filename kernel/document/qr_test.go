package document

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"image/png"
	"strings"
	"testing"

	"reeve/kernel/errs"
)

func TestQRCodesAgree(t *testing.T) {
	for level := Low; level <= High; level++ {
		const text = "https://reeve.example/pl/follow#lusab-babad-gutih-tugad"
		svg, err := QRSVG(text, level)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(svg, "style") || strings.Contains(svg, "<script") {
			t.Error("the content security policy refuses this drawing")
		}
		var drawing struct {
			ViewBox string `xml:"viewBox,attr"`
			Paths   []struct {
				D string `xml:"d,attr"`
			} `xml:"path"`
		}
		if err := xml.Unmarshal([]byte(svg), &drawing); err != nil {
			t.Fatal(err)
		}
		var side int
		fmt.Sscanf(drawing.ViewBox, "0 0 %d", &side)
		dark := map[[2]int]bool{}
		for _, run := range strings.Split(drawing.Paths[1].D, "M")[1:] {
			var x, y, w, back int
			if n, err := fmt.Sscanf(run, "%d %dh%dv1h-%dz", &x, &y, &w, &back); n != 4 || err != nil || w != back {
				t.Fatalf("run %q: %v", run, err)
			}
			for i := range w {
				dark[[2]int{x + i, y}] = true
			}
		}
		const scale = 3
		b, err := QRPNG(text, level, side*scale)
		if err != nil {
			t.Fatal(err)
		}
		m, err := png.Decode(bytes.NewReader(b))
		if err != nil {
			t.Fatal(err)
		}
		for y := range side {
			for x := range side {
				r, _, _, _ := m.At(x*scale+1, y*scale+1).RGBA()
				if (r == 0) != dark[[2]int{x, y}] {
					t.Fatalf("level %d: drawing and picture differ at %d,%d", level, x, y)
				}
			}
		}
	}
	if _, err := QRSVG(strings.Repeat("x", 5000), Low); errs.KindOf(err) != errs.Invalid {
		t.Errorf("5,000 characters: %v", err)
	}
}
