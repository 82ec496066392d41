package processes

import (
	"strings"
	"time"

	"reeve/kernel/i18n"
)

// fits is how many letters of a name have room in a box.
const fits = 17

// lines is a name in two lines at most; what has no room ends in an ellipsis, and stands whole beside the picture.
func lines(name string) []string {
	var out []string
	line := ""
	for _, word := range strings.Fields(name) {
		switch {
		case line == "":
			line = word
		case len([]rune(line))+1+len([]rune(word)) <= fits:
			line += " " + word
		default:
			out, line = append(out, line), word
		}
	}
	out = append(out, line)
	if len(out) > 2 {
		out = []string{out[0], strings.Join(out[1:], " ")}
	}
	for i, l := range out {
		if letters := []rune(l); len(letters) > fits+1 {
			out[i] = string(letters[:fits]) + "…"
		}
	}
	return out
}

// short is a length of time in its greatest unit, for where there is little room.
func short(text *i18n.Localizer, d time.Duration) string {
	switch {
	case d >= 48*time.Hour:
		return text.Days(int64(d / (24 * time.Hour)))
	case d >= 2*time.Hour:
		return text.Hours(int64(d / time.Hour))
	case d >= time.Minute:
		return text.Minutes(int64(d / time.Minute))
	}
	return text.Seconds(int64(d / time.Second))
}
