package bench

import (
	"os"
	"runtime"
	"strconv"
	"strings"
	"time"
)

// spell is how much processor time the machine and this process had used at an instant, in hundredths of a second.
type spell struct {
	at        time.Time
	all, ours float64
}

func spellNow() spell {
	s := spell{at: time.Now()}
	raw, _ := os.ReadFile("/proc/stat")
	line, _, _ := strings.Cut(string(raw), "\n")
	for i, field := range strings.Fields(line) {
		if i == 0 || i == 4 || i == 5 || i >= 9 { // the name; idle, waiting for disks; guests are counted already
			continue
		}
		n, _ := strconv.ParseFloat(field, 64)
		s.all += n
	}
	s.ours = ticks(os.Getpid())
	return s
}

// ticks is the processor time of a process, in hundredths of a second.
func ticks(pid int) (all float64) {
	raw, _ := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/stat")
	_, rest, _ := strings.Cut(string(raw), ") ")
	if fields := strings.Fields(rest); len(fields) > 12 {
		for _, i := range []int{11, 12} { // utime, stime
			n, _ := strconv.ParseFloat(fields[i], 64)
			all += n
		}
	}
	return all
}

// others is the share of all processors that other processes took since then.
func (s spell) others() float64 {
	now := spellNow()
	ticks := now.at.Sub(s.at).Seconds() * 100 * float64(runtime.NumCPU())
	return max(0, (now.all-s.all-(now.ours-s.ours))/ticks)
}
