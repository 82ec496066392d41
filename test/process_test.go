package test

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// soak is the size of a test: the small one, or the full one of make soak.
func soak(small, full int) int {
	if os.Getenv("REEVE_SOAK") != "" {
		return full
	}
	return small
}

// workshop is the folder of this test process, and built the program, built once and kept there.
var (
	workshop = sync.OnceValues(func() (string, error) { return os.MkdirTemp("", "reeve-test-*") })
	built    = sync.OnceValues(func() (string, error) {
		dir, err := workshop()
		if err != nil {
			return "", err
		}
		build := exec.Command("go", "build", "-o", filepath.Join(dir, "reeve"), "./cmd/reeve")
		build.Dir = ".."
		if out, err := build.CombinedOutput(); err != nil {
			return "", errors.New("go build: " + string(out))
		}
		return filepath.Join(dir, "reeve"), nil
	})
)

func TestMain(m *testing.M) {
	code := m.Run()
	if dir, err := workshop(); err == nil {
		os.RemoveAll(dir)
	}
	os.Exit(code)
}

func program(t testing.TB) string {
	t.Helper()
	p, err := built()
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// reeve runs a subcommand to its end and gives its exit code and what it printed.
func reeve(t testing.TB, args ...string) (exit int, out, errOut string) {
	t.Helper()
	cmd := exec.Command(program(t), args...)
	var o, e bytes.Buffer
	cmd.Stdout, cmd.Stderr = &o, &e
	err := cmd.Run()
	var failed *exec.ExitError
	if err != nil && !errors.As(err, &failed) {
		t.Fatal(err)
	}
	return cmd.ProcessState.ExitCode(), o.String(), e.String()
}

// must is reeve for what has to succeed; it gives the last line.
func must(t testing.TB, args ...string) (last string) {
	t.Helper()
	exit, out, errOut := reeve(t, args...)
	if exit != 0 {
		t.Fatalf("reeve %s: exit %d\n%s%s", strings.Join(args, " "), exit, out, errOut)
	}
	lines := strings.Split(strings.TrimSpace(out), "\n")
	return lines[len(lines)-1]
}

// server is a serving process.
type server struct {
	URL   string
	cmd   *exec.Cmd
	ended chan struct{}
	says  *said
}

// said keeps what a process prints, while it prints.
type said struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *said) Write(p []byte) (int, error) { s.mu.Lock(); defer s.mu.Unlock(); return s.b.Write(p) }
func (s *said) String() string              { s.mu.Lock(); defer s.mu.Unlock(); return s.b.String() }

// serve starts a serving process, below the given commands if any, and waits until it answers.
func serve(t testing.TB, below []string, args ...string) *server {
	t.Helper()
	line := append(append([]string{}, below...), program(t), "serve", "--listen", "127.0.0.1:0")
	line = append(line, args...)
	s := &server{cmd: exec.Command(line[0], line[1:]...), ended: make(chan struct{}), says: &said{}}
	s.cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	s.cmd.Stderr = s.says
	out, err := s.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := s.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	address := make(chan string, 1)
	go func() {
		lines := bufio.NewScanner(io.TeeReader(out, s.says))
		for lines.Scan() {
			if url, ok := strings.CutPrefix(lines.Text(), "serving on "); ok {
				address <- url
			}
		}
		s.cmd.Wait()
		close(s.ended)
	}()
	t.Cleanup(s.kill)
	select {
	case s.URL = <-address:
	case <-s.ended:
		t.Fatalf("%s ended:\n%s", strings.Join(line, " "), s.says)
	case <-time.After(time.Minute):
		t.Fatalf("%s does not serve:\n%s", strings.Join(line, " "), s.says)
	}
	res, err := http.Get(s.URL + "/healthz")
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	if res.StatusCode != http.StatusOK {
		t.Fatalf("/healthz: %d", res.StatusCode)
	}
	return s
}

// kill is kill -9 of the process and all its threads, and waits for its end.
func (s *server) kill() {
	syscall.Kill(-s.cmd.Process.Pid, syscall.SIGKILL)
	<-s.ended
}

// stop asks the process to end and gives its exit code.
func (s *server) stop(t testing.TB) int {
	t.Helper()
	syscall.Kill(-s.cmd.Process.Pid, syscall.SIGTERM)
	select {
	case <-s.ended:
	case <-time.After(30 * time.Second):
		t.Fatalf("the server does not end:\n%s", s.says)
	}
	return s.cmd.ProcessState.ExitCode()
}

// dump ends the process and gives what it printed, last where each of its goroutines stood.
func (s *server) dump() string {
	syscall.Kill(-s.cmd.Process.Pid, syscall.SIGQUIT)
	<-s.ended
	return s.says.String()
}
