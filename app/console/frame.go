package console

import (
	"bufio"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"sync"
)

// A frame is a letter, the length of what follows (4 bytes, big endian) and that many bytes.
const (
	frameRequest  = 'r' // caller: JSON of request
	frameWant     = 'w' // server: the command reads standard input
	frameInput    = 'i' // caller: some of it; empty = its end
	frameOutput   = 'o' // server: standard output
	frameError    = 'e' // server: standard error
	frameProgress = 'p' // server: JSON of progress
	frameExit     = 'x' // server: JSON of exit; the last
)

const maxFrame = 1 << 20

// version is that of the frames and the request. Both ends must be of the same one.
const version = 1

type request struct {
	Version int      `json:"version"`
	Command string   `json:"command"`
	Args    []string `json:"args"`
	Dir     string   `json:"cwd"`
	Lang    string   `json:"lang"`
	Stdin   bool     `json:"stdin"`
}

type progress struct {
	Step  string `json:"step"`
	Done  int64  `json:"done"`
	Total int64  `json:"total"`
}

// exit is a command's code, or why it did not run: the message key of an error with its values.
type exit struct {
	Code int               `json:"code"`
	Key  string            `json:"key,omitempty"`
	Args map[string]string `json:"args,omitempty"`
}

// wire sends and receives frames. Safe for concurrent sending, and for one receiver.
type wire struct {
	net.Conn
	mu sync.Mutex
	in *bufio.Reader
}

func newWire(c net.Conn) *wire { return &wire{Conn: c, in: bufio.NewReader(c)} }

func (w *wire) send(kind byte, b []byte) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	var head [5]byte
	head[0] = kind
	binary.BigEndian.PutUint32(head[1:], uint32(len(b)))
	buffers := net.Buffers{head[:], b}
	_, err := buffers.WriteTo(w.Conn)
	return err
}

func (w *wire) sendJSON(kind byte, v any) error {
	b, err := json.Marshal(v)
	if err != nil {
		return err
	}
	return w.send(kind, b)
}

func (w *wire) receive() (kind byte, b []byte, err error) {
	var head [5]byte
	if _, err := io.ReadFull(w.in, head[:]); err != nil {
		return 0, nil, err
	}
	n := binary.BigEndian.Uint32(head[1:])
	if n > maxFrame {
		return 0, nil, fmt.Errorf("a frame of %d bytes", n)
	}
	b = make([]byte, n)
	_, err = io.ReadFull(w.in, b)
	return head[0], b, err
}

// stream is standard output or error as frames.
type stream struct {
	w    *wire
	kind byte
}

// Write implements io.Writer.
func (s stream) Write(p []byte) (int, error) {
	done := 0
	for done < len(p) {
		n := min(len(p)-done, maxFrame)
		if err := s.w.send(s.kind, p[done:done+n]); err != nil {
			return done, err
		}
		done += n
	}
	return done, nil
}
