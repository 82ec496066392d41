package look

import "unicode/utf8"

// Axis finds the numbers beside a chart: from 0 in equal steps of 1, 2 or 5 times a power of ten to the first one
// that is not below most; five steps at most, and always at least one.
func Axis(most int64) (step, top int64) {
	most = max(most, 1)
	for power := int64(1); ; power *= 10 {
		for _, digit := range []int64{1, 2, 5} {
			step = digit * power
			if n := (most + step - 1) / step; n <= 5 {
				return step, n * step
			}
		}
	}
}

// The widths for which labels are thinned out, in CSS pixels: the plot on a phone of 320 px, and from where on
// the style sheet shows more.
const (
	narrowPlot = 230
	mediumPlot = 512
	widePlot   = 832
)

// labels tells from which width on each label has room. Those with a second line are kept before others.
func labels(all []ChartLabel) (texts, unders []PlotLabel) {
	longest, group := 1, 0
	for i, l := range all {
		longest = max(longest, utf8.RuneCountInString(l.Text))
		if l.Under != "" && group == 0 {
			group = i
		}
	}
	every := func(width int) int { // each of the strides divides the next, so what a phone shows is shown everywhere
		fit := max(width/(longest*8+10), 1)
		for _, stride := range []int{1, 3, 6, 12} {
			if stride*fit >= len(all) {
				return stride
			}
		}
		return (len(all)/(12*fit) + 1) * 12
	}
	narrow, medium, wide := every(narrowPlot), every(mediumPlot), every(widePlot)
	shown := func(i, stride int) bool { return ((i-group)%stride+stride)%stride == 0 }
	apart := (len(all)*44 + narrowPlot - 1) / narrowPlot // places that a second line takes on a phone
	last := len(all) + apart
	for i := len(all) - 1; i >= 0; i-- {
		if all[i].Under != "" && last-i >= apart {
			unders = append(unders, PlotLabel{X: percent(middle(i, len(all))), Y: underAt, Text: all[i].Under})
			last = i
		}
	}
	for i, l := range all {
		label := PlotLabel{X: percent(middle(i, len(all))), Y: labelAt, Text: l.Text}
		switch {
		case shown(i, narrow):
		case shown(i, medium):
			label.Room = "medium"
		case shown(i, wide):
			label.Room = "wide"
		default:
			continue
		}
		texts = append(texts, label)
	}
	return texts, unders
}
