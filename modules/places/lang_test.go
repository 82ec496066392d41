package places

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"reeve/kernel/geo"
	"reeve/kernel/i18n"
	"reeve/kernel/policy"
)

func catalogue(t testing.TB) *i18n.Catalogue {
	t.Helper()
	c, err := i18n.Load(Files())
	must(t, err)
	return c
}

func TestEveryKeyHasATextAndEveryTextIsUsed(t *testing.T) {
	engine, err := policy.Load(Files())
	must(t, err)
	c := catalogue(t)
	used := map[string]bool{}
	var names []string
	for _, pattern := range []string{"*.go", "address/*.go", "basemap/*.go", "page/*.html", "page/desk/*.html"} {
		some, err := filepath.Glob(pattern)
		must(t, err)
		names = append(names, some...)
	}
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		source, err := os.ReadFile(name)
		must(t, err)
		for _, m := range regexp.MustCompile(`"(places\.[a-z0-9_.]+)"`).FindAllStringSubmatch(string(source), -1) {
			if key := m[1]; !slices.Contains(engine.Actions(), key) && !strings.HasSuffix(key, ".") && !strings.HasSuffix(key, "file_") {
				used[key] = true
			}
		}
		for _, m := range regexp.MustCompile(`\bbad\("([a-z_]+)"`).FindAllStringSubmatch(string(source), -1) {
			if strings.HasPrefix(name, "basemap/") {
				used["places.basemap."+m[1]] = true
			}
		}
		for _, m := range regexp.MustCompile(`\bwrong\("[a-z]+", "([a-z_]+)"`).FindAllStringSubmatch(string(source), -1) {
			used["places.address."+m[1]] = true
		}
	}
	for _, remedy := range []string{"copy", "gzip", "bounds", "attribution", "unpack", "make"} {
		used["places.basemap.remedy."+remedy] = true
	}
	for _, problem := range []string{geo.ProblemNotFeature, geo.ProblemNoGeometry, geo.ProblemNotPolygon, geo.ProblemCoordinates,
		geo.ProblemTooManyPoints, geo.ProblemSwapped, geo.ProblemProjected, geo.ProblemTooFewPoints, geo.ProblemUnclosed, geo.ProblemDegenerate,
		geo.ProblemSelfCrossing, geo.ProblemRingsCross, geo.ProblemHoleOutside, geo.ProblemHoleInHole, geo.ProblemPartsOverlap, geo.ProblemEmpty} {
		used["places.shape."+problem] = true
	}
	for _, problem := range []string{geo.FileNotJSON, geo.FileTopoJSON, geo.FileNotCollection, geo.FileTooLarge, geo.FileTooManyFeatures, geo.FileOtherGrid} {
		used["places.import.file_"+problem] = true
	}
	for _, role := range []string{Region, Community, Beat} {
		used["places.role."+role] = true
	}
	for _, kind := range append(orgKinds(), Holder, Substitute, Acting) {
		used["places.office.kind."+kind] = true
	}
	for _, act := range []string{"saved", "appointed"} {
		used["places.office.done."+act] = true
	}
	for key := range used {
		if !c.Has(i18n.English, key) {
			t.Errorf("no text for %s", key)
		}
	}
	for _, key := range c.Keys() {
		if strings.HasPrefix(key, "places.") && !used[key] {
			t.Errorf("nobody uses %s", key)
		}
	}
}

// said fails if a text has a placeholder that nobody filled.
func said(t *testing.T, text string) {
	t.Helper()
	if strings.Contains(text, "⟦") {
		t.Error(text)
	}
}
