package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"reeve/kernel/web/look"
)

// drawings adds the sprite of symbols, the mark and the favicon.
func drawings(out *output) error {
	sprite, err := sprite()
	if err != nil {
		return err
	}
	out.add("symbols.svg", sprite)
	mark, err := os.ReadFile(filepath.Join(lookDir, "mark.svg"))
	if err != nil {
		return err
	}
	out.add("mark.svg", mark)
	out.add("favicon.svg", mark)
	for _, size := range []int{192, 512} {
		picture, err := appIcon(size)
		if err != nil {
			return err
		}
		out.add(fmt.Sprintf("app-%d.png", size), picture)
	}
	return nil
}

// sprite joins our own symbols with the lucide icons that look.Icons names; their ids are "i-" and the name.
func sprite() ([]byte, error) {
	own, err := os.ReadFile(filepath.Join(lookDir, "symbols.svg"))
	if err != nil {
		return nil, err
	}
	end := bytes.LastIndex(own, []byte("</svg>"))
	if end < 0 {
		return nil, fmt.Errorf("symbols.svg has no closing tag")
	}
	var buf bytes.Buffer
	buf.Write(own[:end])
	mark, err := os.ReadFile(filepath.Join(lookDir, "mark.svg"))
	if err != nil {
		return nil, err
	}
	buf.WriteString(`<symbol id="mark" viewBox="0 0 64 64">`)
	buf.WriteString(markBody(string(mark)))
	buf.WriteString("</symbol>\n<!-- lucide, ISC licence; see THIRD_PARTY.md -->\n")
	for _, name := range look.Icons() {
		icon, err := os.ReadFile(filepath.Join(lookDir, "node_modules/lucide-static/icons", name+".svg"))
		if err != nil {
			return nil, err
		}
		fmt.Fprintf(&buf, `<symbol id="i-%s" viewBox="0 0 24 24" fill="none" stroke="currentColor" `+
			`stroke-width="2" stroke-linecap="round" stroke-linejoin="round">%s</symbol>`+"\n", name, shapes(string(icon)))
	}
	buf.WriteString("</svg>\n")
	return buf.Bytes(), nil
}

// shapes returns what stands between the outer tags of an SVG file, on one line.
func shapes(svg string) string {
	start := strings.Index(svg, "<svg")
	start += strings.Index(svg[start:], ">") + 1
	end := strings.LastIndex(svg, "</svg>")
	return strings.Join(strings.Fields(svg[start:end]), " ")
}

// markBody takes the mark's shapes and gives them custom properties as colours, so that the page's own
// colour scheme decides and not the reader's system.
func markBody(svg string) string {
	body := regexp.MustCompile(`(?s)<!--.*?-->|<style>.*?</style>`).ReplaceAllString(shapes(svg), "")
	return regexp.MustCompile(`class="rv-mark-(\w+)" fill="(#\w+)"`).ReplaceAllString(body, `fill="var(--rv-mark-$1,$2)"`)
}
