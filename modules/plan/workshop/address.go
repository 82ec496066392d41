package workshop

import (
	"html/template"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"

	"reeve/kernel/document"
	"reeve/kernel/web"
)

// doors are the addresses by which a guest's phone may reach the room, the likeliest first.
func (w *Workshop) doors(r *web.Request, room Room) (out []addressView) {
	port := ""
	if at, ok := r.Context().Value(http.LocalAddrContextKey).(net.Addr); ok {
		if a, err := netip.ParseAddrPort(at.String()); err == nil {
			_, port, _ = net.SplitHostPort(a.String())
		}
	}
	for _, base := range Addresses(w.BaseURL(), r.Host, port, ownAddresses()) {
		text := base + "/" + r.Text.Lang().HTML() + "/room"
		v := addressView{Text: text}
		if svg, err := document.QRSVG(text+"?code="+room.Code, document.Medium); err == nil {
			v.QR = template.HTML(svg)
		}
		out = append(out, v)
	}
	return out
}

// Addresses are the beginnings of addresses that guests may use: that of the public site where it has a name or an
// address of its own; else, on a laptop that listens on all of its addresses, each of them in the local network. asked is
// the host that the chair's browser asked for, port that of its listener.
func Addresses(base, asked, port string, own []netip.Addr) (out []string) {
	u, err := url.Parse(base)
	if err != nil || u.Host == "" {
		u = &url.URL{Scheme: "http", Host: asked}
	}
	if reachable(u.Hostname()) {
		return []string{strings.TrimSuffix(u.String(), "/")}
	}
	if p := u.Port(); p != "" && p != "0" {
		port = p
	}
	add := func(host string) {
		if port != "" && !(u.Scheme == "http" && port == "80") && !(u.Scheme == "https" && port == "443") {
			host = net.JoinHostPort(host, port)
		} else if strings.Contains(host, ":") {
			host = "[" + host + "]"
		}
		if one := u.Scheme + "://" + host; !slices.Contains(out, one) {
			out = append(out, one)
		}
	}
	if host, _, err := net.SplitHostPort(asked); err == nil && reachable(host) {
		add(host)
	}
	if ip, err := netip.ParseAddr(u.Hostname()); err == nil && ip.IsLoopback() && len(out) == 0 {
		return []string{strings.TrimSuffix(u.String(), "/")} // it listens for this computer only
	}
	for _, ip := range own {
		add(ip.String())
	}
	if len(out) == 0 {
		out = []string{strings.TrimSuffix(u.String(), "/")}
	}
	return out
}

// reachable tells whether another machine may find a host: a name, or an address of this network or the world.
func reachable(host string) bool {
	if host == "" || host == "localhost" || strings.HasSuffix(host, ".localhost") {
		return false
	}
	ip, err := netip.ParseAddr(host)
	return err != nil || !ip.IsLoopback() && !ip.IsUnspecified()
}

// ownAddresses are the addresses of this machine that phones beside it can use.
func ownAddresses() (out []netip.Addr) {
	all, err := net.InterfaceAddrs()
	if err != nil {
		return nil
	}
	for _, a := range all {
		p, err := netip.ParsePrefix(a.String())
		if err == nil && p.Addr().Is4() && !p.Addr().IsLoopback() && !p.Addr().IsLinkLocalUnicast() {
			out = append(out, p.Addr())
		}
	}
	return out
}
