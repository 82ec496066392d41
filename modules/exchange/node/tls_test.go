package node

import (
	"crypto/tls"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"testing"
)

// The card's pin is all that counts: no authority, no name, no date.
func TestTLSIsPinned(t *testing.T) {
	a, b, mallory := newOwn(t, "Vilnius", "LT"), newOwn(t, "Rīga", "LV"), newOwn(t, "Mallory", "XX")
	serve := func(o *Own) string {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		s := &http.Server{ErrorLog: slog.NewLogLogger(slog.DiscardHandler, 0), Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if len(r.TLS.PeerCertificates) == 1 && Pinned(a.Card(), r.TLS.PeerCertificates[0]) {
				io.WriteString(w, "Vilnius calls")
			}
		})}
		go s.Serve(tls.NewListener(l, o.ServerTLS()))
		t.Cleanup(func() { s.Close() })
		return "https://" + l.Addr().String()
	}
	right, wrong := serve(b), serve(mallory)
	client := func(o *Own) *http.Client {
		return &http.Client{Transport: &http.Transport{TLSClientConfig: o.ClientTLS(b.Card())}}
	}
	res, err := client(a).Get(right)
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(res.Body)
	res.Body.Close()
	if err != nil || string(body) != "Vilnius calls" || res.TLS.Version != tls.VersionTLS13 {
		t.Errorf("%q %v", body, err)
	}
	if _, err := client(a).Get(wrong); err == nil || !strings.Contains(err.Error(), "node.other_certificate") {
		t.Errorf("another certificate: %v", err)
	}
	// who kept the old certificate after a theft is none of the new card
	old := b.TLS()
	if err := b.Revoke(start, "stolen"); err != nil {
		t.Fatal(err)
	}
	if Pinned(b.Card(), old.Leaf) || !Pinned(b.Card(), b.TLS().Leaf) {
		t.Error("the new card names the old certificate")
	}
}
