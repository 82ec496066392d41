package i18n

import (
	"bytes"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// Each line is in order; the test shuffles and sorts it.
func TestOrderOfLetters(t *testing.T) {
	c := own(t)
	for _, x := range []struct {
		lang  Lang
		order string
	}{
		{English, "apple Banana cherry"},
		{Albanian, "a b c cz ç d dz dh e ez ë f g gz gj h i j k l lz ll m n nz nj o p q r rz rr s sz sh t tz th u v x xz xh y z zz zh"},
		{Serbian, "а б в г д ђ е ж з и ј к л љ м н њ о п р с т ћ у ф х ц ч џ ш"},
		{SerbianLatin, "a b c č ć d dz dž đ e f g h i j k l lz lj m n nz nj o p r s š t u v z ž"},
		{Lithuanian, "a ą ab c č d e ę ė ez f g h i ia yb ic j k l m n o p r s š t u ų ū ub v z ž"},
		{Lithuanian, "Ylakiai įmonė indas inkaras"},
		{Latvian, "a ā ab c č d e ē eb f g ģ h i ī ib j k ķ l ļ m n ņ o p r s š t u ū ub v z ž"},
		{Estonian, "a b d e f g h i j k l m n o p r s š z ž t u v w õ ä ö ü x y"},
		{Czech, "a á ab c cz č d ď db e é ě eb h hz ch i í ib j k l m n ň nb o ó ob r rz ř s sz š t ť tb u ú ů ub v y ý yb z zz ž"},
		{Czech, "cihla hruška chata Chomutov ibišek"},
		{Ukrainian, "а б в г ґ д е є ж з и і ї й к л м н о п р с т у ф х ц ч ш щ ь ю я"},
		{Ukrainian, "мʼя мяв м’яд м'яз"},
		{Ukrainian, "Гадяч Ґаздів Донецьк"},
		{Polish, "a az ą b c cz ć d e ez ę l lz ł m n nz ń o oz ó s sz ś z zz ź ż"},
		{Norwegian, "a b z æ ø å"},
		{Norwegian, "Alta Oslo Ærfugl Østfold Aalesund Ålgård Aas Åsane"},
	} {
		want := strings.Fields(x.order)
		col := c.For(x.lang).Collator()
		random := rand.New(rand.NewPCG(1, 2))
		for range 5 {
			got := slices.Clone(want)
			random.Shuffle(len(got), func(i, j int) { got[i], got[j] = got[j], got[i] })
			col.Sort(got)
			if !slices.Equal(got, want) {
				t.Errorf("%s:\n got %v\nwant %v", x.lang, got, want)
				break
			}
		}
		for i := range want[1:] {
			if col.Compare(want[i], want[i+1]) > 0 || bytes.Compare(col.Key(want[i]), col.Key(want[i+1])) > 0 {
				t.Errorf("%s: %s stands after %s", x.lang, want[i], want[i+1])
			}
		}
	}
}
