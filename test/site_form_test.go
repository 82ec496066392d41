package test

import (
	"bytes"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// page is an answer as a reader without script and without cookies sees it.
type page struct {
	address string
	status  int
	body    string
	tree    *html.Node
	retry   string // Retry-After
}

// reader reads pages of a site and sends its forms.
type reader struct{ site string }

func (b reader) take(t testing.TB, req *http.Request) page {
	t.Helper()
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	raw, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	if len(res.Cookies()) > 0 {
		t.Errorf("%s sets a cookie", req.URL)
	}
	tree, err := html.Parse(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(raw), "⟦") {
		t.Errorf("%s lacks a text: %s", req.URL, around(string(raw), "⟦"))
	}
	return page{res.Request.URL.String(), res.StatusCode, string(raw), tree, res.Header.Get("Retry-After")}
}

func around(s, sign string) string {
	i := strings.Index(s, sign)
	return s[max(0, i-60):min(len(s), i+120)]
}

func (b reader) get(t testing.TB, path string) page {
	t.Helper()
	req, err := http.NewRequest("GET", b.site+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	return b.take(t, req)
}

// press sends the form of the button with this name and value, with what the form holds and what is typed over
// it. Photos are sent as files of the field photo.
func (b reader) press(t testing.TB, p page, button string, typed url.Values, photos ...[]byte) page {
	t.Helper()
	name, value, _ := strings.Cut(button, "=")
	pressed := find(p.tree, func(n *html.Node) bool {
		return n.Data == "button" && attr(n, "name") == name && attr(n, "value") == value && attr(n, "aria-hidden") == ""
	})
	if pressed == nil {
		t.Fatalf("no button %s on %s:\n%s", button, p.address, p.body)
	}
	form := above(pressed, "form")
	if id := attr(pressed, "form"); id != "" {
		form = find(p.tree, func(n *html.Node) bool { return n.Data == "form" && attr(n, "id") == id })
	}
	return b.send(t, p, form, url.Values{name: {value}}, typed, photos)
}

// submit sends the form that holds a field with this name and value.
func (b reader) submit(t testing.TB, p page, field, value string, typed url.Values, photos ...[]byte) page {
	t.Helper()
	in := find(p.tree, func(n *html.Node) bool {
		return n.Data == "input" && attr(n, "name") == field && (value == "" || attr(n, "value") == value)
	})
	if in == nil {
		t.Fatalf("no field %s=%s on %s:\n%s", field, value, p.address, p.body)
	}
	return b.send(t, p, above(in, "form"), nil, typed, photos)
}

func (b reader) send(t testing.TB, p page, form *html.Node, more, typed url.Values, photos [][]byte) page {
	t.Helper()
	values := fields(form)
	for _, extra := range []url.Values{more, typed} {
		for k, v := range extra {
			values[k] = v
		}
	}
	at, err := url.Parse(p.address)
	if err != nil {
		t.Fatal(err)
	}
	to, err := at.Parse(attr(form, "action"))
	if err != nil {
		t.Fatal(err)
	}
	kind, body := "application/x-www-form-urlencoded", io.Reader(strings.NewReader(values.Encode()))
	if attr(form, "enctype") == "multipart/form-data" {
		var b bytes.Buffer
		w := multipart.NewWriter(&b)
		for k, all := range values {
			for _, v := range all {
				w.WriteField(k, v)
			}
		}
		for _, photo := range photos {
			part, err := w.CreateFormFile("photo", "photo.png")
			if err != nil {
				t.Fatal(err)
			}
			part.Write(photo)
		}
		w.Close()
		kind, body = w.FormDataContentType(), &b
	}
	req, err := http.NewRequest("POST", to.String(), body)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", kind)
	return b.take(t, req)
}

// fields are what a form would send as it stands, without buttons and files.
func fields(form *html.Node) url.Values {
	values := url.Values{}
	walk(form, func(n *html.Node) {
		name := attr(n, "name")
		switch {
		case name == "":
		case n.Data == "textarea":
			values.Add(name, text(n))
		case n.Data == "input":
			switch attr(n, "type") {
			case "file":
			case "radio", "checkbox":
				if has(n, "checked") {
					values.Add(name, attr(n, "value"))
				}
			default:
				values.Add(name, attr(n, "value"))
			}
		}
	})
	return values
}

func walk(n *html.Node, visit func(*html.Node)) {
	if n == nil {
		return
	}
	if n.Type == html.ElementNode {
		visit(n)
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		walk(c, visit)
	}
}

func find(n *html.Node, fits func(*html.Node) bool) (found *html.Node) {
	walk(n, func(c *html.Node) {
		if found == nil && fits(c) {
			found = c
		}
	})
	return found
}

func above(n *html.Node, name string) *html.Node {
	for ; n != nil && n.Data != name; n = n.Parent {
	}
	return n
}

func attr(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func has(n *html.Node, name string) bool {
	for _, a := range n.Attr {
		if a.Key == name {
			return true
		}
	}
	return false
}

func text(n *html.Node) string {
	var b strings.Builder
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.Type == html.TextNode {
			b.WriteString(c.Data)
		} else {
			b.WriteString(text(c))
		}
	}
	return b.String()
}

// byID is the element of the page with this id.
func (p page) byID(id string) *html.Node {
	return find(p.tree, func(n *html.Node) bool { return attr(n, "id") == id })
}
