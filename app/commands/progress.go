package commands

import (
	"fmt"
	"io"
	"time"
)

// progress prints how far a long piece of work is, at most once a second. It prints lines, since the output may
// travel through the socket to another terminal.
func progress(w io.Writer, what string) func(done, total int) {
	last := time.Now()
	return func(done, total int) {
		if time.Since(last) < time.Second {
			return
		}
		last = time.Now()
		fmt.Fprintf(w, "%s: %d of %d\n", what, done, total)
	}
}

func progress64(w io.Writer, what string) func(done, total int64) {
	p := progress(w, what)
	return func(done, total int64) { p(int(done), int(total)) }
}
