package main

import (
	"context"
	"fmt"
	"os"
	"runtime"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
)

// used is how much CPU was used up to an instant, in ticks of a hundredth of a second.
type used struct {
	at        time.Time
	all, ours float64
}

// usage reads what the whole machine has used, and what this process and its connection's server process have.
func usage(ctx context.Context, conn *pgx.Conn) (u used, err error) {
	var pid int
	if err := conn.QueryRow(ctx, "SELECT pg_backend_pid()").Scan(&pid); err != nil {
		return u, err
	}
	u.at = time.Now()
	raw, err := os.ReadFile("/proc/stat")
	if err != nil {
		return u, err
	}
	line, _, _ := strings.Cut(string(raw), "\n")
	for i, field := range strings.Fields(line)[1:] {
		if i == 3 || i == 4 || i >= 8 { // idle, waiting for disks; what guests use is counted already
			continue
		}
		n, err := strconv.ParseFloat(field, 64)
		if err != nil {
			return u, err
		}
		u.all += n
	}
	for _, p := range []int{os.Getpid(), pid} {
		raw, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", p))
		if err != nil {
			continue // the server runs on another machine: what it uses is no load here
		}
		_, rest, _ := strings.Cut(string(raw), ") ")
		fields := strings.Fields(rest)
		for _, i := range []int{11, 12} { // utime, stime
			n, err := strconv.ParseFloat(fields[i], 64)
			if err != nil {
				return u, err
			}
			u.ours += n
		}
	}
	return u, nil
}

// others is the share of all cores that other processes took between two readings.
func (u used) others(later used) float64 {
	had := later.at.Sub(u.at).Seconds() * 100 * float64(runtime.NumCPU())
	if had <= 0 {
		return 0
	}
	return max(0, (later.all-u.all-(later.ours-u.ours))/had)
}
