package places

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"reeve/kernel/errs"
)

// TestContrast has the values that WCAG itself names, and that of a grey that is just too light.
func TestContrast(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want float64
	}{{"#000000", "#ffffff", 21}, {"#ffffff", "#ffffff", 1}, {"#767676", "#ffffff", 4.54}, {"#777777", "#ffffff", 4.48}} {
		got, ok := Contrast(c.a, c.b)
		if !ok || math.Abs(got-c.want) > 0.01 {
			t.Errorf("%s on %s: %.3f, want %.2f", c.a, c.b, got, c.want)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		color := rapid.StringMatching("#[0-9a-f]{6}")
		a, b := color.Draw(t, "a"), color.Draw(t, "b")
		one, _ := Contrast(a, b)
		other, _ := Contrast(b, a)
		if one != other || one < 1 || one > 21.001 {
			t.Fatalf("%s and %s: %f and %f", a, b, one, other)
		}
	})
}

func TestLooksThatCannotBeReadAreRefused(t *testing.T) {
	for _, c := range []struct {
		look Look
		want string // key of the complaint
	}{
		{Look{}, ""}, {Look{Back: "#03535a", Ink: "#ffffff"}, ""},
		{Look{Back: "#777777", Ink: "#ffffff"}, "places.contrast_low"},
		{Look{Back: "#03535a"}, "places.color_wrong"},
		{Look{Back: "red", Ink: "#ffffff"}, "places.color_wrong"},
		{Look{Back: "#0353xx", Ink: "#ffffff"}, "places.color_wrong"},
		{Look{Back: "#+3535a", Ink: "#ffffff"}, "places.color_wrong"},
	} {
		got := ""
		if e := errs.Of(c.look.check()); e != nil && len(e.Fields) > 0 {
			got = e.Fields[0].Key
		}
		if got != c.want {
			t.Errorf("%+v: %q, want %q", c.look, got, c.want)
		}
	}
}
