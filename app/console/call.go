package console

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"syscall"
	"time"

	"reeve/kernel/errs"
)

// Call runs a command in the server that holds the folder and gives its exit code. ok is false when no server
// answers; then nothing was run. s.Dir is the process's own folder when it is empty. The command ends when ctx
// does.
func Call(ctx context.Context, dir, name string, s Session) (code int, ok bool, err error) {
	if s.Dir == "" {
		if s.Dir, err = os.Getwd(); err != nil {
			return failed, false, err
		}
	}
	c, err := dial(dir)
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ECONNREFUSED) {
		return failed, false, nil
	}
	if err != nil {
		return failed, false, fmt.Errorf("reach the server of %s: %w", dir, err)
	}
	defer c.Close()
	defer context.AfterFunc(ctx, func() { c.Close() })()
	w := newWire(c)
	r := request{Version: version, Command: name, Args: s.Args, Dir: s.Dir, Lang: s.Lang, Stdin: s.Stdin != nil}
	if err := w.sendJSON(frameRequest, r); err != nil {
		return failed, true, lost(ctx, err)
	}
	code, err = follow(ctx, w, s)
	return code, true, err
}

// follow passes on what the server sends until the command has ended.
func follow(ctx context.Context, w *wire, s Session) (int, error) {
	want := make(chan struct{}, 1)
	defer close(want)
	if s.Stdin != nil {
		go supply(w, s.Stdin, want)
	}
	for {
		kind, b, err := w.receive()
		if err != nil {
			return failed, lost(ctx, err)
		}
		switch kind {
		case frameOutput:
			err = pass(s.Stdout, b)
		case frameError:
			err = pass(s.Stderr, b)
		case frameWant:
			select {
			case want <- struct{}{}:
			default:
			}
		case frameProgress:
			var p progress
			if err = json.Unmarshal(b, &p); err == nil && s.Progress != nil {
				s.Progress(p.Step, p.Done, p.Total)
			}
		case frameExit:
			var e exit
			if err := json.Unmarshal(b, &e); err != nil {
				return failed, err
			}
			return e.Code, e.err()
		default:
			err = errs.New(errs.Unavailable, "console.other_version")
		}
		if err != nil {
			return failed, err // the command ends with the connection
		}
	}
}

func pass(to io.Writer, b []byte) error {
	if to == nil {
		return nil
	}
	_, err := to.Write(b)
	return err
}

func (e exit) err() error {
	if e.Key == "" {
		return nil
	}
	var args []any
	for k, v := range e.Args {
		args = append(args, k, v)
	}
	return errs.New(errs.Unavailable, e.Key, args...)
}

// lost tells a connection that was given up from one that broke.
func lost(ctx context.Context, cause error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return errs.Wrap(cause, errs.Unavailable, "console.lost")
}

// supply sends standard input as it is wanted. A read that waits for a terminal ends with the process.
func supply(w *wire, from io.Reader, want <-chan struct{}) {
	buf := make([]byte, 256<<10)
	for range want {
		n := 0
		var err error
		for n == 0 && err == nil {
			n, err = from.Read(buf)
		}
		if n > 0 {
			if w.send(frameInput, buf[:n]) != nil {
				return
			}
			continue
		}
		if w.send(frameInput, nil) != nil {
			return
		}
	}
}

// holdFor is how long a command waits for a folder that somebody holds without answering: a server that is
// just starting or stopping, or another command.
const holdFor = 5 * time.Second

// Run runs a command in the server that holds the folder, or takes the lock and runs it here. own opens what
// the command needs in this process. A folder that is held but not served is a Conflict.
func Run(ctx context.Context, dir, name string, s Session, own Command) (int, error) {
	for until := time.Now().Add(holdFor); ; {
		code, ok, err := Call(ctx, dir, name, s)
		if ok || err != nil {
			return code, err
		}
		h, err := Lock(dir)
		if err == nil {
			defer h.Close()
			return own(ctx, s), nil
		}
		if errs.KindOf(err) != errs.Conflict || time.Now().After(until) {
			return failed, err
		}
		select {
		case <-time.After(100 * time.Millisecond):
		case <-ctx.Done():
			return failed, ctx.Err()
		}
	}
}
