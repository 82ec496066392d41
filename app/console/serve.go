package console

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"runtime/debug"
	"sync"
	"time"
)

// Serve runs commands for other processes until ctx ends, and then until the commands that run have ended:
// their contexts end with ctx. It gives nil when ctx ended.
func (h *Held) Serve(ctx context.Context, commands map[string]Command) error {
	l, err := listen(h.dir)
	if err != nil {
		return fmt.Errorf("listen for commands: %w", err)
	}
	defer context.AfterFunc(ctx, func() { l.Close() })()
	defer l.Close()
	var running sync.WaitGroup
	defer running.Wait()
	for {
		c, err := l.Accept()
		if ctx.Err() != nil {
			if err == nil {
				c.Close()
			}
			return nil
		}
		if err != nil {
			slog.Warn("command socket", "error", err)
			select { // out of file descriptors, say
			case <-time.After(100 * time.Millisecond):
			case <-ctx.Done():
			}
			if errors.Is(err, net.ErrClosed) {
				return err
			}
			continue
		}
		running.Go(func() {
			defer c.Close()
			if err := answer(ctx, newWire(c), commands); err != nil {
				slog.Debug("command", "error", err) // the caller went away
			}
		})
	}
}

// answer runs one command.
func answer(ctx context.Context, w *wire, commands map[string]Command) error {
	w.SetReadDeadline(time.Now().Add(10 * time.Second))
	kind, b, err := w.receive()
	if err != nil {
		return err
	}
	w.SetReadDeadline(time.Time{})
	var r request
	if err := json.Unmarshal(b, &r); err != nil || kind != frameRequest || r.Version != version {
		return w.sendJSON(frameExit, exit{Code: failed, Key: "console.other_version"})
	}
	command := commands[r.Command]
	if command == nil {
		return w.sendJSON(frameExit, exit{Code: failed, Key: "console.unknown_command", Args: map[string]string{"command": r.Command}})
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	in := newInput(ctx, w)
	go func() {
		defer cancel() // the caller went away, or broke the rules
		in.feed()
	}()
	s := Session{Args: r.Args, Dir: r.Dir, Lang: r.Lang, Stdin: in, Stdout: stream{w, frameOutput}, Stderr: stream{w, frameError}, Progress: report(w)}
	if !r.Stdin {
		s.Stdin = empty{}
	}
	return w.sendJSON(frameExit, run(ctx, command, s))
}

// failed is the exit code of a command that did not run or broke down.
const failed = 70 // EX_SOFTWARE, sysexits.h

func run(ctx context.Context, command Command, s Session) (e exit) {
	defer func() {
		if p := recover(); p != nil {
			slog.Error("a command broke down", "panic", p, "stack", string(debug.Stack()))
			e = exit{Code: failed, Key: "console.broke_down"}
		}
	}()
	return exit{Code: command(ctx, s)}
}

// report sends progress, at most ten times a second and always the last of a step.
func report(w *wire) func(step string, done, total int64) {
	var mu sync.Mutex
	var last time.Time
	return func(step string, done, total int64) {
		mu.Lock()
		defer mu.Unlock()
		if now := time.Now(); done >= total || now.Sub(last) > 100*time.Millisecond {
			last = now
			w.sendJSON(frameProgress, progress{step, done, total}) // fails when the caller is gone, which ends ctx
		}
	}
}

type empty struct{}

func (empty) Read([]byte) (int, error) { return 0, io.EOF }

// input is the caller's standard input. Some of it is asked for when the command reads.
type input struct {
	ctx    context.Context
	w      *wire
	chunks chan []byte
	rest   []byte
	ended  bool
}

func newInput(ctx context.Context, w *wire) *input {
	return &input{ctx: ctx, w: w, chunks: make(chan []byte, 1)}
}

// feed receives from the caller until it goes away.
func (in *input) feed() {
	for {
		kind, b, err := in.w.receive()
		if err != nil || kind != frameInput {
			return
		}
		select {
		case in.chunks <- b:
		default:
			return // more than was asked for
		}
	}
}

// Read implements io.Reader.
func (in *input) Read(p []byte) (int, error) {
	if len(p) == 0 {
		return 0, nil
	}
	if len(in.rest) == 0 && !in.ended {
		if err := in.w.send(frameWant, nil); err != nil {
			return 0, err
		}
		select {
		case in.rest = <-in.chunks:
			in.ended = len(in.rest) == 0
		case <-in.ctx.Done():
			return 0, in.ctx.Err()
		}
	}
	if in.ended {
		return 0, io.EOF
	}
	n := copy(p, in.rest)
	in.rest = in.rest[n:]
	return n, nil
}
