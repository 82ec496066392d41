package reader

import (
	"testing"

	"reeve/kernel/i18n"
)

// TestTexts wants every text of the package in ten languages, and a name for every field.
func TestTexts(t *testing.T) {
	c, err := i18n.Load(Files())
	if err != nil {
		t.Fatal(err)
	}
	for _, fault := range i18n.Check(c, []string{"en", "sq", "sr", "lt", "lv", "et", "cs", "uk", "pl", "nb"}) {
		t.Error(fault)
	}
	for _, f := range Fields() {
		if !c.Has(i18n.English, "plan.reader.field."+string(f)) {
			t.Errorf("the field %s has no name", f)
		}
	}
}
