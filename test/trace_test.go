package test

import (
	"bufio"
	"io"
	"regexp"
	"strconv"
	"strings"
)

// moment is one moment of a system call in a trace: its beginning with what it was given, or its end with what
// it came to.
type moment struct {
	call   string
	path   string // what the file descriptor is, by strace -y
	data   string // as strace prints it
	offset string
	end    bool
	ok     bool // at the end: it did not fail
}

var (
	begins  = regexp.MustCompile(`^(\d+) +(\w+)\(\d+<([^>]*)>(?:, "(.*)"(?:\.\.\.)?, (\d+)(?:, (\d+))?)?`)
	resumes = regexp.MustCompile(`^(\d+) +<\.\.\. (\w+) resumed>.* = (-?\d+)`)
)

// readTrace reads what strace -f -y wrote, in order. A call of one thread that others interrupt stands on two
// lines.
func readTrace(r io.Reader) (all []moment, err error) {
	open := map[string]moment{} // by thread
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		line := lines.Text()
		if m := resumes.FindStringSubmatch(line); m != nil {
			if c, ok := open[m[1]]; ok {
				c.end, c.ok = true, !strings.HasPrefix(m[3], "-")
				all = append(all, c)
			}
			delete(open, m[1])
			continue
		}
		m := begins.FindStringSubmatch(line)
		if m == nil {
			continue
		}
		c := moment{call: m[2], path: m[3], data: m[4], offset: m[6]}
		all = append(all, c)
		if strings.HasSuffix(line, "<unfinished ...>") {
			open[m[1]] = c
			continue
		}
		_, result, _ := strings.Cut(line[strings.LastIndex(line, ")"):], "= ")
		c.end, c.ok = true, !strings.HasPrefix(result, "-")
		all = append(all, c)
	}
	return all, lines.Err()
}

// unescape reads the first n bytes of a string as strace prints it.
func unescape(s string, n int) (b []byte) {
	short := map[byte]byte{'n': '\n', 't': '\t', 'r': '\r', 'v': '\v', 'f': '\f', '"': '"', '\\': '\\'}
	for i := 0; i < len(s) && len(b) < n; i++ {
		if s[i] != '\\' || i+1 == len(s) {
			b = append(b, s[i])
			continue
		}
		i++
		if c, ok := short[s[i]]; ok {
			b = append(b, c)
			continue
		}
		end := i
		for end < len(s) && end < i+3 && s[end] >= '0' && s[end] <= '7' {
			end++
		}
		v, _ := strconv.ParseUint(s[i:end], 8, 8)
		b, i = append(b, byte(v)), end-1
	}
	return b
}
