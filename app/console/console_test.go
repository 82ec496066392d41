package console_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"reeve/app/console"
	"reeve/kernel/errs"
)

// TestMain is also the other process: one that holds a folder and serves it until it is killed.
func TestMain(m *testing.M) {
	if dir := os.Getenv("CONSOLE_TEST_SERVE"); dir != "" {
		h, err := console.Lock(dir)
		if err == nil {
			err = h.Serve(context.Background(), commands())
		}
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	goleak.VerifyTestMain(m)
}

func commands() map[string]console.Command {
	return map[string]console.Command{
		"copy": func(_ context.Context, s console.Session) int {
			n, err := io.Copy(s.Stdout, s.Stdin)
			for i := range n / 1000 {
				s.Progress("copy", i+1, n/1000)
			}
			fmt.Fprintln(s.Stderr, n, err, s.Args, s.Path("x"), s.Lang)
			return 3
		},
		"wait": func(ctx context.Context, s console.Session) int {
			fmt.Fprintln(s.Stdout, "waiting")
			<-ctx.Done()
			return 4
		},
		"panic": func(context.Context, console.Session) int { panic("in a command") },
		"deaf":  func(context.Context, console.Session) int { return 5 },
	}
}

// serve holds and serves a folder until the test ends, or stop is called.
func serve(t *testing.T, dir string) (stop func()) {
	t.Helper()
	h, err := console.Lock(dir)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- h.Serve(ctx, commands()) }()
	stop = func() {
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
		ended <- nil
		h.Close()
	}
	t.Cleanup(stop)
	reach(t, dir)
	return stop
}

// reach waits until a folder is served.
func reach(t *testing.T, dir string) {
	t.Helper()
	for until := time.Now().Add(10 * time.Second); ; time.Sleep(5 * time.Millisecond) {
		if _, ok, err := console.Call(context.Background(), dir, "deaf", console.Session{}); ok && err == nil {
			return
		} else if time.Now().After(until) {
			t.Fatal("nobody serves", dir, err)
		}
	}
}

func key(err error) string {
	if e := errs.Of(err); e != nil {
		return e.Key
	}
	return fmt.Sprint(err)
}

func TestLock(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "new")
	h, err := console.Lock(dir)
	if err != nil {
		t.Fatal(err)
	}
	_, err = console.Lock(dir)
	if e := errs.Of(err); e == nil || e.Kind != errs.Conflict || e.Args["pid"] != fmt.Sprint(os.Getpid()) || e.Args["dir"] != dir {
		t.Errorf("a second lock: %v", err)
	}
	if err := h.Close(); err != nil {
		t.Error(err)
	}
	if h, err = console.Lock(dir); err != nil {
		t.Fatal("the lock does not end:", err)
	}
	h.Close()
}

func TestCall(t *testing.T) {
	long := filepath.Join(t.TempDir(), strings.Repeat("deep/", 12), strings.Repeat("n", 120))
	for name, dir := range map[string]string{"short": t.TempDir(), "long": long} {
		t.Run(name, func(t *testing.T) {
			if _, ok, err := console.Call(context.Background(), dir, "copy", console.Session{}); ok || err != nil {
				t.Fatalf("nobody serves, but %v, %v", ok, err)
			}
			serve(t, dir)
			if info, err := os.Stat(filepath.Join(dir, "reeve.sock")); err != nil || info.Mode().Perm() != 0o600 {
				t.Errorf("the socket: %v %v", info, err)
			}
			given := bytes.Repeat([]byte("0123456789abcdef\n\x00\xff"), 200_000)
			var out, complaints bytes.Buffer
			var done, total int64
			code, ok, err := console.Call(context.Background(), dir, "copy", console.Session{Args: []string{"--a", "b c"}, Dir: "/from", Lang: "uk",
				Stdin: bytes.NewReader(given), Stdout: &out, Stderr: &complaints,
				Progress: func(_ string, d, all int64) { done, total = d, all }})
			if code != 3 || !ok || err != nil {
				t.Errorf("%d %v %v", code, ok, err)
			}
			if !bytes.Equal(out.Bytes(), given) {
				t.Errorf("%d bytes came back, %d went in", out.Len(), len(given))
			}
			if want := fmt.Sprintln(len(given), "<nil>", "[--a b c] /from/x uk"); complaints.String() != want {
				t.Errorf("%q, want %q", complaints.String(), want)
			}
			if total == 0 || done != total {
				t.Errorf("the last progress was %d of %d", done, total)
			}
		})
	}
}

func TestFaults(t *testing.T) {
	dir := t.TempDir()
	serve(t, dir)
	endless, w := io.Pipe()
	defer w.Close()
	for _, c := range []struct {
		name string
		code int
		key  string
		in   io.Reader
	}{
		{"panic", 70, "console.broke_down", nil},
		{"nothing", 70, "console.unknown_command", nil},
		{"deaf", 5, "<nil>", endless}, // input that nobody reads holds nobody up
	} {
		code, ok, err := console.Call(context.Background(), dir, c.name, console.Session{Stdin: c.in})
		if code != c.code || !ok || key(err) != c.key {
			t.Errorf("%s: %d %v %v", c.name, code, ok, err)
		}
	}
}

// heard passes on what a command says.
type heard chan string

func (h heard) Write(p []byte) (int, error) { h <- string(p); return len(p), nil }

// TestGone ends the caller, and the command with it; then the server, and the command with it.
func TestGone(t *testing.T) {
	dir := t.TempDir()
	ended := make(chan struct{}, 2)
	h, err := console.Lock(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer h.Close()
	ctx, stop := context.WithCancel(context.Background())
	served := make(chan error, 1)
	go func() {
		served <- h.Serve(ctx, map[string]console.Command{"deaf": commands()["deaf"], "wait": func(ctx context.Context, s console.Session) int {
			defer func() { ended <- struct{}{} }()
			return commands()["wait"](ctx, s)
		}})
	}()
	reach(t, dir)
	call := func(ctx context.Context) chan error {
		said, done := make(heard, 1), make(chan error, 1)
		go func() {
			code, _, err := console.Call(ctx, dir, "wait", console.Session{Stdout: said})
			if err == nil && code != 4 {
				err = fmt.Errorf("exit %d", code)
			}
			done <- err
		}()
		<-said
		return done
	}
	caller, leave := context.WithCancel(context.Background())
	done := call(caller)
	leave()
	<-ended
	if err := <-done; err != context.Canceled {
		t.Error("the caller who left:", err)
	}
	done = call(context.Background())
	stop()
	<-ended
	if err := <-served; err != nil {
		t.Error(err)
	}
	if err := <-done; err != nil {
		t.Error("the caller whose server stopped:", err)
	}
}

// TestKilled kills a server in the middle of a command; what it leaves behind is no obstacle.
func TestKilled(t *testing.T) {
	dir := t.TempDir()
	other := exec.Command(os.Args[0])
	other.Env = append(os.Environ(), "CONSOLE_TEST_SERVE="+dir)
	other.Stderr = os.Stderr
	if err := other.Start(); err != nil {
		t.Fatal(err)
	}
	reach(t, dir)
	if _, err := console.Lock(dir); errs.Of(err) == nil || errs.Of(err).Args["pid"] != fmt.Sprint(other.Process.Pid) {
		t.Error("a folder held by another process:", err)
	}
	said, done := make(heard, 1), make(chan error, 1)
	go func() {
		_, _, err := console.Call(context.Background(), dir, "wait", console.Session{Stdout: said})
		done <- err
	}()
	<-said
	other.Process.Kill()
	other.Wait()
	if err := <-done; key(err) != "console.lost" {
		t.Error(err)
	}
	if _, err := os.Stat(filepath.Join(dir, "reeve.sock")); err != nil {
		t.Error("there is nothing stale to test:", err)
	}
	if _, ok, err := console.Call(context.Background(), dir, "deaf", console.Session{}); ok || err != nil {
		t.Errorf("a stale socket: %v %v", ok, err)
	}
	serve(t, dir)
}

func TestRun(t *testing.T) {
	dir, here := t.TempDir(), 0
	own := func(context.Context, console.Session) int {
		here++
		if _, err := console.Lock(dir); errs.KindOf(err) != errs.Conflict {
			t.Error("a command runs here without the lock:", err)
		}
		return 9
	}
	ctx := context.Background()
	if code, err := console.Run(ctx, dir, "deaf", console.Session{}, own); code != 9 || err != nil || here != 1 {
		t.Errorf("without a server: %d %v", code, err)
	}
	// A server that has the lock and is about to listen is waited for.
	h, err := console.Lock(dir)
	if err != nil {
		t.Fatal(err)
	}
	time.AfterFunc(300*time.Millisecond, func() { h.Close() })
	if code, err := console.Run(ctx, dir, "deaf", console.Session{}, own); code != 9 || err != nil || here != 2 {
		t.Errorf("after a short hold: %d %v", code, err)
	}
	serve(t, dir)
	if code, err := console.Run(ctx, dir, "deaf", console.Session{}, own); code != 5 || err != nil || here != 2 {
		t.Errorf("with a server: %d %v", code, err)
	}
}

// TestStranger sends what is no request.
func TestStranger(t *testing.T) {
	dir := t.TempDir()
	serve(t, dir)
	for _, text := range []string{"", "GET / HTTP/1.1\r\n\r\n", "r\x00\x00\x00\x02{}", "r\xff\xff\xff\xff"} {
		c, err := net.Dial("unix", filepath.Join(dir, "reeve.sock"))
		if err != nil {
			t.Fatal(err)
		}
		io.WriteString(c, text)
		c.(*net.UnixConn).CloseWrite()
		io.Copy(io.Discard, c)
		c.Close()
	}
	reach(t, dir)
}
