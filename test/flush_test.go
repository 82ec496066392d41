package test

import (
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"reeve/app"
	"reeve/test/fixture"
)

var acknowledged = regexp.MustCompile(`^HTTP/1\.1 201 .*\\"ref\\":\\"([0-9A-HJKMNP-TV-Z]{10})\\"`)

// progress of one report through the write-ahead log.
const (
	written   = iota + 1 // a page with its reference was written
	committed            // so was the last frame of that transaction
	durable              // and a flush that began after that has succeeded
)

// unflushed finds acknowledgements that left before the flush that covers them. A report is followed by its
// reference, which stands in clear in the pages of the write-ahead log: the page must have been written, then
// the frame that ends the transaction (a frame header whose bytes 4 to 7 are not zero, "The WAL File Format",
// sqlite.org/fileformat2.html), then a flush must have begun and succeeded, and only then may the answer be
// handed to the network. It also finds a log begun anew before the database that took it over was flushed.
func unflushed(trace []moment) (answers int, faults []string) {
	state := map[string]int{}
	for _, m := range trace {
		if found := acknowledged.FindStringSubmatch(m.data); found != nil {
			state[found[1]] = 0
		}
	}
	var last, dirty bool      // the frame at hand ends its transaction; the database has writes not flushed
	flushing := []string(nil) // what a flush under way will have made durable
	for _, m := range trace {
		wal, main := strings.HasSuffix(m.path, "/reeve.db-wal"), strings.HasSuffix(m.path, "/reeve.db")
		flush := m.call == "fsync" || m.call == "fdatasync"
		switch {
		case wal && m.call == "pwrite64" && !m.end && m.offset == "0" && dirty:
			faults = append(faults, "the log was begun anew before the database was flushed")
		case wal && m.call == "pwrite64" && m.end && m.ok:
			head := unescape(m.data, 8)
			if len(m.data) < 200 && m.offset != "0" { // a frame's header: 24 bytes
				last = slices.ContainsFunc(head[4:], func(b byte) bool { return b != 0 })
				break
			}
			for ref, s := range state {
				if s == 0 && strings.Contains(m.data, ref) {
					state[ref] = written
				}
				if last && state[ref] == written {
					state[ref] = committed
				}
			}
		case wal && flush && !m.end:
			flushing = nil
			for ref, s := range state {
				if s == committed {
					flushing = append(flushing, ref)
				}
			}
		case wal && flush && m.ok:
			for _, ref := range flushing {
				state[ref] = durable
			}
		case main && m.call == "pwrite64":
			dirty = true
		case main && flush && m.end && m.ok:
			dirty = false
		case !m.end && strings.HasPrefix(m.path, "socket:"):
			if found := acknowledged.FindStringSubmatch(m.data); found != nil {
				answers++
				if s := state[found[1]]; s != durable {
					faults = append(faults, fmt.Sprintf("report %s was acknowledged before its flush, at stage %d", found[1], s))
				}
			}
		}
	}
	return answers, faults
}

// TestNoAcknowledgementBeforeItsFlush watches the program's system calls while reports are filed one by one and
// many at once.
func TestNoAcknowledgementBeforeItsFlush(t *testing.T) {
	strace, err := exec.LookPath("strace")
	if err != nil {
		t.Fatal("strace is missing: apt-get install strace")
	}
	dir, file := t.TempDir(), filepath.Join(t.TempDir(), "trace")
	town := fixture.Open(t, app.Options{Dir: dir})
	town.Close(t)
	s := serve(t, []string{strace, "-f", "-y", "-s", "5000", "-o", file, "-e", "trace=write,writev,sendto,sendmsg,fsync,fdatasync,pwrite64"}, "--data", dir)
	c := &crowd{token: town.All["intake"]}
	const alone, bursts, together = 30, 4, 15
	for range alone {
		c.fileOne(t, s.URL)
	}
	for range bursts {
		var wg sync.WaitGroup
		for range together {
			wg.Go(func() { c.fileOne(t, s.URL) })
		}
		wg.Wait()
	}
	s.stop(t)
	raw, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer raw.Close()
	trace, err := readTrace(raw)
	if err != nil {
		t.Fatal(err)
	}
	answers, faults := unflushed(trace)
	if answers != alone+bursts*together || len(faults) > 0 {
		t.Errorf("%d answers seen, %d given; %d faults: %v", answers, alone+bursts*together, len(faults), faults)
	}
	flushes := 0
	for _, m := range trace {
		if m.end && strings.HasSuffix(m.path, "-wal") && m.call != "pwrite64" {
			flushes++
		}
	}
	t.Logf("%d system calls, %d flushes of the log, %d acknowledgements", len(trace)/2, flushes, answers)

	// What the check is worth: the same trace without flushes, with failing ones, and with late ones.
	isFlush := func(m moment) bool {
		return strings.HasSuffix(m.path, "-wal") && (m.call == "fsync" || m.call == "fdatasync")
	}
	for name, spoil := range map[string]func(trace []moment) []moment{
		"no flush": func(trace []moment) []moment { return slices.DeleteFunc(trace, isFlush) },
		"flushes that fail": func(trace []moment) []moment {
			for i := range trace {
				trace[i].ok = trace[i].ok && !isFlush(trace[i])
			}
			return trace
		},
		"flushes that begin before the end of the transaction": func(trace []moment) []moment {
			var late []moment
			for _, m := range trace {
				if n := len(late); isFlush(m) && !m.end && n >= 4 {
					late = slices.Insert(late, n-4, m) // before the last frame's header and page
				} else {
					late = append(late, m)
				}
			}
			return late
		},
	} {
		if _, faults := unflushed(spoil(slices.Clone(trace))); len(faults) < answers/2 {
			t.Errorf("%s: the check finds only %d faults", name, len(faults))
		}
	}
}

func (c *crowd) fileOne(t *testing.T, url string) {
	p := c.promise()
	if status, answer, err := c.send(http.DefaultClient, url, p); err != nil || status != 201 {
		t.Errorf("%d %s %v", status, answer, err)
	}
}
