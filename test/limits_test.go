package test

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"encoding/json"
	"hash/crc32"
	"image"
	"image/color"
	"image/jpeg"
	"io"
	"mime/multipart"
	"net/http"
	"net/textproto"
	"strings"
	"testing"
	"time"

	"reeve/app"
	"reeve/kernel/id"
	"reeve/test/fixture"
)

// upload files a report as a form with photos.
func upload(t *testing.T, town *fixture.Town, photos ...[]byte) (int, map[string]any) {
	t.Helper()
	var b bytes.Buffer
	form := multipart.NewWriter(&b)
	for k, v := range map[string]string{"category": "speeding", "lat": "52.05", "lon": "18.05", "text": "See the photo", "lang": "en"} {
		form.WriteField(k, v)
	}
	for _, p := range photos {
		part, err := form.CreatePart(textproto.MIMEHeader{"Content-Disposition": {`form-data; name="photo"; filename="photo.jpg"`}, "Content-Type": {"image/jpeg"}})
		if err != nil {
			t.Fatal(err)
		}
		part.Write(p)
	}
	form.Close()
	return post(t, town, form.FormDataContentType(), &b)
}

func post(t *testing.T, town *fixture.Town, contentType string, body io.Reader) (int, map[string]any) {
	t.Helper()
	req, err := http.NewRequest("POST", town.URL+"/api/v1/reports", body)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", contentType)
	req.Header.Set("Authorization", "Bearer "+town.All["intake"])
	client := &http.Client{Transport: &http.Transport{}, Timeout: time.Minute}
	defer client.CloseIdleConnections()
	res, err := client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	out := map[string]any{}
	if err := json.NewDecoder(res.Body).Decode(&out); err != nil {
		t.Fatalf("%d: %v", res.StatusCode, err)
	}
	return res.StatusCode, out
}

// snapshot is a photo as a phone makes it.
func snapshot(t *testing.T, side int) []byte {
	t.Helper()
	m := image.NewRGBA(image.Rect(0, 0, side, side*3/4))
	for i := range m.Pix {
		m.Pix[i] = byte(i * 7 / 5)
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, m, nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// pngOf is a grey PNG (RFC 2083) that declares its sides; rows says how many of its lines are really there, all
// black, so that they compress a thousand times.
func pngOf(t *testing.T, width, height uint32, rows int) []byte {
	t.Helper()
	var b bytes.Buffer
	b.WriteString("\x89PNG\r\n\x1a\n")
	chunk := func(name string, data []byte) {
		binary.Write(&b, binary.BigEndian, uint32(len(data)))
		sum := crc32.NewIEEE()
		io.MultiWriter(&b, sum).Write(append([]byte(name), data...))
		binary.Write(&b, binary.BigEndian, sum.Sum32())
	}
	head := binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, width), height)
	chunk("IHDR", append(head, 8, 0, 0, 0, 0))
	var packed bytes.Buffer
	z := zlib.NewWriter(&packed)
	line := make([]byte, 1+width)
	for range rows {
		z.Write(line)
	}
	z.Close()
	chunk("IDAT", packed.Bytes())
	chunk("IEND", nil)
	return b.Bytes()
}

// complaint is the message for a field; empty if there is none.
func complaint(out map[string]any, field string) string {
	list, _ := out["errors"].([]any)
	for _, f := range list {
		if f := f.(map[string]any); f["field"] == field {
			return f["message"].(string)
		}
	}
	return ""
}

// TestHostilePhotos sends images that must be refused with a word that helps, and nothing stored.
func TestHostilePhotos(t *testing.T) {
	both(t, func(t *testing.T, town *fixture.Town) {
		good := snapshot(t, 1200)
		for name, c := range map[string]struct {
			photos [][]byte
			word   string // of the message
		}{
			"a bomb that says so":            {[][]byte{pngOf(t, 30_000, 30_000, 1)}, "megapixels"},
			"a bomb, whole":                  {[][]byte{pngOf(t, 11_000, 11_000, 11_000)}, "megapixels"},
			"a bomb that says less":          {[][]byte{pngOf(t, 100, 100, 2_000_000)}, "damaged"},
			"more than 10 MB":                {[][]byte{append(bytes.Clone(good), make([]byte, 11<<20)...)}, "10 MB"},
			"four photos":                    {[][]byte{good, good, good, good}, "3"},
			"HEIC":                           {[][]byte{append([]byte("\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic"), make([]byte, 1000)...)}, "HEIC"},
			"no image":                       {[][]byte{[]byte("<svg onload=alert(1)>")}, "JPEG"},
			"half an image":                  {[][]byte{good[:len(good)/2]}, "damaged"},
			"something behind the image":     {[][]byte{append(bytes.Clone(good), "PK\x03\x04 hidden"...)}, "not part of the image"},
			"a good one and a bomb after it": {[][]byte{good, pngOf(t, 30_000, 30_000, 1)}, "megapixels"},
		} {
			status, out := upload(t, town, c.photos...)
			message := complaint(out, "photo")
			if status != http.StatusUnprocessableEntity && status != http.StatusRequestEntityTooLarge || !strings.Contains(message, c.word) || strings.Contains(message, "⟦") {
				t.Errorf("%s: %d %v", name, status, out)
			}
		}
		if _, count := call(t, "GET", town.URL+"/api/v1/reports/count", nil, nil); count["count"] != 0.0 {
			t.Errorf("%v reports were stored", count["count"])
		}
		status, out := upload(t, town, good, good, snapshot(t, 300))
		if status != http.StatusCreated {
			t.Fatalf("three photos: %d %v", status, out)
		}
		_, inside := call(t, "GET", town.URL+"/api/v1/desk/reports/"+out["ref"].(string), bearer(town.Tokens["officer"]), nil)
		photos, _ := inside["photos"].([]any)
		if len(photos) != 3 {
			t.Fatalf("three photos were sent, %d are there", len(photos))
		}
		// The id stands in the public address: a random ref tells nothing of the hour, a UUIDv7 would.
		if _, isRef := id.ParseRef(photos[0].(map[string]any)["id"].(string)); !isRef {
			t.Errorf("the photo's id tells when it was made: %v", photos[0])
		}
		res := town.Get(t, photos[0].(map[string]any)["url"].(string), town.Tokens["officer"])
		if m, err := jpeg.Decode(res.Body); err != nil || m.Bounds().Dx() != 1200 || m.At(0, 0) == (color.RGBA{}) {
			t.Errorf("the kept photo: %v", err)
		}
		if res := town.Get(t, "/photos/"+photos[0].(map[string]any)["id"].(string), ""); res.StatusCode != http.StatusNotFound {
			t.Errorf("a photo that nobody published: %d", res.StatusCode)
		}
	})
}

// TestBrokenRequests sends what is no request for a filing.
func TestBrokenRequests(t *testing.T) {
	town := fixture.Open(t, app.Options{})
	town.Serve(t)
	for name, c := range map[string]struct {
		kind, body string
		status     int
	}{
		"no end":                {"multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data; name=\"category\"\r\n\r\nspeeding", 422},
		"no boundary":           {"multipart/form-data", "--x--", 422},
		"another boundary":      {"multipart/form-data; boundary=y", "--x\r\n\r\n--x--", 422},
		"no form at all":        {"multipart/form-data; boundary=x", "\x00\xff", 422},
		"ten thousand fields":   {"multipart/form-data; boundary=x", strings.Repeat("--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n", 10_000) + "--x--\r\n", 422},
		"half JSON":             {"application/json", `{"category":"speeding","lat":52.`, 422},
		"two values":            {"application/json", `{}{}`, 422},
		"nothing":               {"application/json", ``, 422},
		"deep JSON":             {"application/json", strings.Repeat("[", 100_000), 422},
		"a number for a text":   {"application/json", `{"category":1}`, 422},
		"another kind of body":  {"text/csv", "category,lat,lon", 422},
		"a text in no encoding": {"application/json", "{\"category\":\"speeding\",\"lat\":52.05,\"lon\":18.05,\"lang\":\"en\",\"text\":\"\\u0000\"}", 422},
	} {
		status, out := post(t, town, c.kind, strings.NewReader(c.body))
		if status != c.status || out["code"] == "" || out["detail"] == "" || strings.Contains(out["detail"].(string), "⟦") {
			t.Errorf("%s: %d %v", name, status, out)
		}
	}
	start := time.Now()
	for kind, begin := range map[string]string{"multipart/form-data; boundary=x": "--x\r\nContent-Disposition: form-data; name=\"photo\"; filename=\"a\"\r\n\r\n",
		"application/json": `{"category":"speeding","text":"`} {
		req := io.MultiReader(strings.NewReader(begin), io.LimitReader(letters{}, 40<<20))
		if status, out := post(t, town, kind, req); status != http.StatusRequestEntityTooLarge || out["detail"] == "" { // without a length: found while reading
			t.Errorf("40 MB of %s: %d %v", kind, status, out)
		}
	}
	if _, count := call(t, "GET", town.URL+"/api/v1/reports/count", nil, nil); count["count"] != 0.0 {
		t.Errorf("%v reports were stored", count["count"])
	}
	t.Logf("refused twice 40 MB in %s", time.Since(start).Round(time.Millisecond))
}

type letters struct{}

func (letters) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = 'a'
	}
	return len(p), nil
}
