package mail

import (
	"bufio"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"fmt"
	"math/big"
	"net"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// relay is a small SMTP server (RFC 5321) that keeps what it takes. What it says can be set for each test.
type relay struct {
	t     *testing.T
	tls   *tls.Config // offers STARTTLS
	login string      // AUTH PLAIN user and password that are needed, "user password"
	mu    sync.Mutex
	says  map[string]string // answer to RCPT TO, by address
	drop  bool              // takes the message and goes away without an answer, once
	took  []string
	from  []string
	port  int64
	roots *x509.CertPool
}

func listen(t *testing.T, implicit bool, change func(*relay)) *relay {
	t.Helper()
	r := &relay{t: t, says: map[string]string{}}
	cert, roots := certificate(t)
	r.roots = roots
	if change != nil {
		change(r)
	}
	config := &tls.Config{Certificates: []tls.Certificate{cert}}
	if r.tls != nil {
		r.tls = config
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_, port, _ := net.SplitHostPort(l.Addr().String())
	r.port, _ = strconv.ParseInt(port, 10, 64)
	if implicit {
		l = tls.NewListener(l, config)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go r.serve(c)
		}
	}()
	return r
}

func (r *relay) serve(c net.Conn) {
	defer func() { c.Close() }()
	in := bufio.NewReader(c)
	say := func(line string) { fmt.Fprintf(c, "%s\r\n", line) }
	say("220 relay.example ESMTP")
	secure, known := false, r.login == ""
	for {
		line, err := in.ReadString('\n')
		if err != nil {
			return
		}
		line = strings.TrimRight(line, "\r\n")
		verb := strings.ToUpper(strings.SplitN(line, " ", 2)[0])
		switch verb {
		case "EHLO", "HELO":
			say("250-relay.example")
			if r.tls != nil && !secure {
				say("250-STARTTLS")
			}
			if r.login != "" {
				say("250-AUTH PLAIN")
			}
			say("250 ENHANCEDSTATUSCODES")
		case "STARTTLS":
			say("220 2.0.0 go ahead")
			s := tls.Server(c, r.tls)
			if s.Handshake() != nil {
				return
			}
			c, in, secure = s, bufio.NewReader(s), true
		case "AUTH":
			word, _ := base64.StdEncoding.DecodeString(line[strings.LastIndexByte(line, ' ')+1:])
			if user, password, _ := strings.Cut(r.login, " "); string(word) == "\x00"+user+"\x00"+password {
				known = true
				say("235 2.7.0 welcome")
			} else {
				say("535 5.7.8 wrong password for " + r.login)
			}
		case "MAIL":
			if !known {
				say("530 5.7.0 sign in first")
				continue
			}
			r.mu.Lock()
			r.from = append(r.from, line)
			r.mu.Unlock()
			say("250 2.1.0 ok")
		case "RCPT":
			address := strings.Trim(line[strings.IndexByte(line, ':')+1:], "<> ")
			r.mu.Lock()
			answer := r.says[address]
			r.mu.Unlock()
			if answer == "" {
				answer = "250 2.1.5 ok"
			}
			say(answer)
		case "DATA":
			say("354 go on")
			var body strings.Builder
			for {
				line, err := in.ReadString('\n')
				if err != nil {
					return
				}
				if line == ".\r\n" {
					break
				}
				body.WriteString(strings.TrimPrefix(line, "."))
			}
			r.mu.Lock()
			r.took = append(r.took, body.String())
			gone := r.drop
			r.drop = false
			r.mu.Unlock()
			if gone {
				return
			}
			say("250 2.0.0 taken")
		case "QUIT":
			say("221 2.0.0 bye")
			return
		default:
			say("250 2.0.0 ok")
		}
	}
}

func (r *relay) letters() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return append([]string(nil), r.took...)
}

func (r *relay) answer(address, line string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.says[address] = line
}

// certificate is one for 127.0.0.1 that vouches for itself.
func certificate(t *testing.T) (tls.Certificate, *x509.CertPool) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	c := &x509.Certificate{SerialNumber: big.NewInt(1), NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), IsCA: true,
		BasicConstraintsValid: true, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign}
	der, err := x509.CreateCertificate(rand.Reader, c, c, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	parsed, _ := x509.ParseCertificate(der)
	pool := x509.NewCertPool()
	pool.AddCert(parsed)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, pool
}
