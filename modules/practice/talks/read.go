package talks

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"math"
	"os"
	"strconv"
	"strings"
	"time"

	"reeve/kernel/errs"
	"reeve/kernel/tabular"
	"reeve/modules/practice/events"
)

// Item is a session as a file names it, before anything is known of the event.
type Item struct {
	Row        int // from 1
	Session    Session
	start, end string // as written
}

// Schedule is what a file holds. Title is empty where it names none.
type Schedule struct {
	Title, Zone string
	Items       []Item
	Bad         []errs.Field // rows that cannot be read at all
}

const (
	maxFile     = 32 << 20
	maxSessions = 5000
)

// Read reads a schedule from JSON or a table (CSV, xlsx). errs.Invalid for a file that is neither.
func Read(path string, f tabular.Format) (Schedule, error) {
	head, err := os.Open(path)
	if err != nil {
		return Schedule{}, errs.Wrap(err, errs.NotFound, "practice.talks.no_file")
	}
	defer head.Close()
	raw, err := io.ReadAll(io.LimitReader(head, maxFile+1))
	if err != nil {
		return Schedule{}, err
	}
	if len(raw) > maxFile {
		return Schedule{}, errs.New(errs.TooLarge, "practice.talks.file_large")
	}
	raw = bytes.TrimPrefix(raw, []byte("\xef\xbb\xbf"))
	if b := bytes.TrimLeft(raw, " \t\r\n"); len(b) > 0 && (b[0] == '{' || b[0] == '[') {
		return readJSON(b)
	}
	return readTable(path, f)
}

// named reads a text or an object with a name.
type named string

func (w *named) UnmarshalJSON(raw []byte) error {
	var s string
	if json.Unmarshal(raw, &s) == nil {
		*w = named(s)
		return nil
	}
	var o struct{ Name, Short, Long string }
	if err := json.Unmarshal(raw, &o); err != nil {
		return err
	}
	if *w = named(o.Name); o.Name == "" {
		if *w = named(o.Long); o.Long == "" {
			*w = named(o.Short)
		}
	}
	return nil
}

type jsonSession struct {
	Key         string            `json:"key"`
	ID          string            `json:"id"`
	Lang        string            `json:"lang"`
	Title       string            `json:"title"`
	Start       string            `json:"start"`
	End         *string           `json:"end"`
	Cancelled   bool              `json:"cancelled"`
	Host        named             `json:"host"`
	Location    named             `json:"location"`
	Venue       named             `json:"venue"`
	Room        named             `json:"room"`
	Description named             `json:"description"`
	Abstract    string            `json:"abstract"`
	Speakers    []named           `json:"speakers"`
	Tags        []string          `json:"tags"`
	Links       map[string]string `json:"links"`
}

// readJSON takes an object with sessions, or a list of them. Fields that mean nothing here are passed over: schedules of
// conferences carry many.
func readJSON(raw []byte) (out Schedule, err error) {
	var file struct {
		Title    string            `json:"title"`
		Zone     string            `json:"zone"`
		Sessions []json.RawMessage `json:"sessions"`
	}
	if raw[0] == '[' {
		err = json.Unmarshal(raw, &file.Sessions)
	} else {
		err = json.Unmarshal(raw, &file)
	}
	if err != nil || len(file.Sessions) == 0 {
		return out, errs.Wrap(errors.Join(err), errs.Invalid, "practice.talks.no_sessions")
	}
	out.Title, out.Zone = file.Title, file.Zone
	for i, one := range file.Sessions {
		var s jsonSession
		if err := json.Unmarshal(one, &s); err != nil {
			out.Bad = append(out.Bad, errs.Field{Field: "sessions", Row: i + 1, Key: "practice.talks.row_unreadable"})
			continue
		}
		item := Item{Row: i + 1, start: s.Start, Session: Session{Key: s.Key, Lang: s.Lang, Title: s.Title, Abstract: string(s.Description), Host: string(s.Host), Room: string(s.Room), Venue: string(s.Location),
			Cancelled: s.Cancelled, Tags: s.Tags}}
		if s.Key == "" {
			item.Session.Key = s.ID
		}
		if s.Abstract != "" {
			item.Session.Abstract = s.Abstract
		}
		if s.Venue != "" {
			item.Session.Venue = string(s.Venue)
		}
		if s.End != nil {
			item.end = *s.End
		}
		for _, p := range s.Speakers {
			item.Session.Speakers = append(item.Session.Speakers, string(p))
		}
		for _, k := range []string{"event", "host", "slides", "recording"} {
			if l := s.Links[k]; strings.HasPrefix(l, "https://") || strings.HasPrefix(l, "http://") {
				item.Session.Links = append(item.Session.Links, l)
			}
		}
		out.Items = append(out.Items, item)
	}
	return out, nil
}

// tableColumns are the names that a column may have, by what it holds.
func tableColumns() map[string][]string {
	return map[string][]string{
		"key":      {"key", "id", "number"},
		"title":    {"title", "session", "talk", "titul", "titulli", "наслов", "pavadinimas", "nosaukums", "pealkiri", "název", "назва", "tytuł", "tittel"},
		"day":      {"day", "date", "datum", "data", "датум", "dita", "diena", "datums", "kuupäev", "дата", "dato"},
		"start":    {"start", "begin", "from", "začátek", "od", "fillimi", "почетак", "pradžia", "sākums", "algus", "початок", "początek"},
		"end":      {"end", "to", "until", "konec", "do", "fundi", "крај", "pabaiga", "beigas", "lõpp", "кінець", "koniec", "slutt"},
		"room":     {"room", "místnost", "sál", "sala", "salla", "сала", "salė", "telpa", "ruum", "зал", "rom"},
		"venue":    {"venue", "place", "location", "místo", "vendi", "место", "vieta", "koht", "місце", "miejsce", "sted"},
		"speakers": {"speakers", "speaker", "řečník", "folësi", "говорник", "pranešėjas", "runātājs", "esineja", "доповідач", "prelegent", "foredragsholder"},
		"abstract": {"abstract", "description", "anotace", "përshkrimi", "опис", "aprašymas", "apraksts", "kirjeldus", "opis", "beskrivelse"},
		"host":     {"host", "organiser", "pořadatel", "organizator", "organizatori", "организатор", "organizatorius", "organizētājs", "korraldaja", "організатор", "arrangør"},
	}
}

func readTable(path string, f tabular.Format) (out Schedule, err error) {
	in, err := tabular.Open(path, f, tabular.Generous())
	if err != nil {
		return out, err
	}
	defer in.Close()
	at, all := map[string]string{}, tableColumns()
	for field, names := range all {
		for _, h := range in.Header {
			for _, n := range names {
				if at[field] == "" && tabular.Fold(h) == tabular.Fold(n) {
					at[field] = h
				}
			}
		}
	}
	var missing errs.Fields
	for _, need := range []string{"title", "start"} {
		if at[need] == "" {
			missing.Add("header", "practice.import.columns_missing", "column", need, "names", strings.Join(all[need], ", "))
		}
	}
	if err := missing.Err(); err != nil {
		return out, err
	}
	for {
		row, err := in.Next()
		if errors.Is(err, io.EOF) {
			return out, nil
		}
		if err != nil {
			return out, err
		}
		if row.Problem != nil {
			p := *row.Problem
			p.Row = row.Number
			out.Bad = append(out.Bad, p)
			continue
		}
		get := func(field string) string {
			if at[field] == "" {
				return ""
			}
			v, _ := row.Get(at[field])
			return v
		}
		item := Item{Row: row.Number, start: together(get("day"), get("start")), end: together(get("day"), get("end")), Session: Session{Key: get("key"), Title: get("title"), Abstract: get("abstract"), Host: get("host"),
			Room: get("room"), Venue: get("venue")}}
		for name := range strings.SplitSeq(get("speakers"), ";") {
			if name = strings.TrimSpace(name); name != "" {
				item.Session.Speakers = append(item.Session.Speakers, name)
			}
		}
		out.Items = append(out.Items, item)
	}
}

// together joins a day and an hour of a table; an hour that names a day stands alone.
func together(day, hour string) string {
	if hour == "" {
		return ""
	}
	v, err := strconv.ParseFloat(hour, 64)
	short := err == nil && v >= 0 && v < 1 // a spreadsheet's part of a day
	if day == "" || !short && len(hour) > 5 {
		return hour
	}
	if d, err := strconv.ParseFloat(day, 64); err == nil && short {
		return strconv.FormatFloat(math.Floor(d)+v, 'f', -1, 64)
	}
	if d, ok := tabular.Day(day); ok {
		day = d
	}
	if short {
		m := int(math.Round(v * 24 * 60))
		hour = time.Date(2000, 1, 1, 0, m, 0, 0, time.UTC).Format("15:04")
	}
	if len(hour) == 4 {
		hour = "0" + hour
	}
	return day + "T" + hour
}

// civil is a time of a file as a civil time in a zone: RFC 3339, a civil time, or a spreadsheet's day number.
func civil(written string, zone *time.Location) string {
	written = strings.TrimSpace(written)
	if written == "" {
		return ""
	}
	if t, err := time.Parse(time.RFC3339, written); err == nil {
		return t.In(zone).Format(civilTime)
	}
	if v, err := strconv.ParseFloat(written, 64); err == nil && v >= 0 && v < 200_000 {
		minutes := int(math.Round(v * 24 * 60)) // days since 30 December 1899, as spreadsheets count
		return time.Date(1899, 12, 30, 0, minutes, 0, 0, time.UTC).Format(civilTime)
	}
	if day, hour, ok := strings.Cut(strings.Replace(written, " ", "T", 1), "T"); ok {
		if d, ok := tabular.Day(day); ok {
			written = d + "T" + hour
		}
	}
	out, _ := events.ParseCivil(written)
	return out
}

// keyOf is the key of a session whose source gives none: it follows from its words and its day.
func keyOf(s Session) string {
	day, _, _ := strings.Cut(s.Starts, "T")
	sum := sha256.Sum256([]byte(tabular.Fold(s.Title) + "\n" + day + "\n" + strings.Join(s.Speakers, ";")))
	return "x" + hex.EncodeToString(sum[:8])
}
