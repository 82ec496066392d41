package calendar

import (
	"embed"
	"io/fs"

	"reeve/kernel/errs"
)

//go:embed data/*.json
var data embed.FS

// Load reads the calendars that come with the program, by country code.
func Load() (map[string]*Calendar, error) {
	names, err := fs.Glob(data, "data/*.json")
	if err != nil {
		return nil, err
	}
	all := make(map[string]*Calendar, len(names))
	for _, name := range names {
		b, err := data.ReadFile(name)
		if err != nil {
			return nil, err
		}
		c, err := Parse(b)
		if err != nil {
			return nil, err
		}
		all[c.Code] = c
	}
	return all, nil
}

// ForCountry reads one of them; errs.NotFound where none comes with the program.
func ForCountry(code string) (*Calendar, error) {
	b, err := data.ReadFile("data/" + code + ".json")
	if err != nil {
		return nil, errs.New(errs.NotFound, "calendar.country.unknown", "code", code)
	}
	return Parse(b)
}
