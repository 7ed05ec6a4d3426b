package viz

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"gptlab/ref"
)

// The pictures of those views of the lessons that are computed when somebody
// looks: each shows the numbers that the view shows, taken from the same function.

func orNaN(n *Number) float64 {
	if n == nil {
		return math.NaN()
	}
	return float64(*n)
}

// wordLabel keeps a word short enough to stand beside a bar.
func wordLabel(s string) string { return cutToWidth(Legible(s), 13, longestLabel) }

func columnsOf(names ...func(*words) string) func(*words) []string {
	return func(w *words) (said []string) {
		for _, name := range names {
			said = append(said, name(w))
		}
		return said
	}
}

func guessersAsked(t *Tape, _ PlotAsk) (Plot, error) {
	g := GuessersOf(t)
	if g.Words == 0 {
		return nil, ref.Fail("no_factor", nil)
	}
	b := BarsPlot{
		apart:   true,
		title:   func(w *words) string { return w.guessers },
		columns: columnsOf(func(w *words) string { return w.bits }, func(w *words) string { return w.ppl }),
		note:    func(w *words) string { return fmt.Sprintf(w.wordsOfText, g.Words) },
	}
	for _, each := range g.Guessers {
		b.rows = append(b.rows, barsRow{each.Name, []float64{orNaN(each.Bits), orNaN(each.Perplexity)}, func(w *words) string { return w.who[each.Name] }})
	}
	return b, nil
}

func blankAsked(t *Tape, ask PlotAsk) (Plot, error) {
	row, err := t.wordAsked(ask.T)
	if err != nil {
		return nil, err
	}
	n := ask.N
	if n == All {
		n = MaxBlank
	}
	blank, err := BlankOf(t, row, min(n, MaxBlank))
	if err != nil {
		return nil, err
	}
	word := row + 1 - len(t.Input().Tokens) + len(t.Input().Words())
	b := BarsPlot{
		title:   func(w *words) string { return fmt.Sprintf(w.blank, word) },
		columns: columnsOf(func(w *words) string { return w.fromLeft }, func(w *words) string { return w.fromWhole }),
		place:   []Fact{{"Token", t.Input().Label(row)}},
	}
	for _, f := range blank.Words {
		b.rows = append(b.rows, barsRow{wordLabel(f.Label), []float64{float64(f.P), orNaN(f.Share)}, nil})
	}
	return b, nil
}

// sumAsked sets a word's vector, its place's and their sum under each other.
func sumAsked(t *Tape, ask PlotAsk) (Plot, error) {
	row, err := t.wordAsked(ask.T)
	if err != nil {
		return nil, err
	}
	h := HeatmapPlot{Step: "embd", Rows: []string{"wte", "wpe", "embd"}}
	h.title = func(w *words) string { return fmt.Sprintf(w.embd, Legible(t.Input().Label(row))) }
	var data []ref.Float
	for _, name := range h.Rows {
		step, _ := t.Named(name) // (T, C)
		data = append(data, step.Value.Row(row)...)
	}
	h.Values = ref.FromSlice(data, len(h.Rows), len(data)/len(h.Rows))
	return h, nil
}

func scoresAsked(t *Tape, ask PlotAsk) (Plot, error) {
	row, err := t.wordAsked(ask.T)
	if err != nil {
		return nil, err
	}
	n := ask.N
	if n == All {
		n = DefaultTop
	}
	scores, err := ScoresOf(t, row, n, -1)
	if err != nil {
		return nil, err
	}
	label := t.Input().Label(row)
	b := BarsPlot{
		apart:   true,
		title:   func(w *words) string { return fmt.Sprintf(w.scores, Legible(label)) },
		columns: func(*words) []string { return []string{"z", "e^(z − max z)", "P"} },
		note:    func(w *words) string { return fmt.Sprintf(w.scoresNote, number(float64(scores.Sum)), scores.Size) },
		place:   []Fact{{"Token", label}},
	}
	for _, e := range scores.Entries {
		b.rows = append(b.rows, barsRow{wordLabel(e.Label), []float64{float64(e.Z), float64(e.Power), float64(e.P)}, nil})
	}
	return b, nil
}

func withoutAsked(t *Tape, ask PlotAsk) (Plot, error) {
	row, err := t.wordAsked(ask.T)
	if err != nil {
		return nil, err
	}
	n := ask.N
	if n == All {
		n = DefaultTop
	}
	compared, err := WithoutNorm(t, row, n)
	if err != nil {
		return nil, err
	}
	label := t.Input().Label(row)
	b := BarsPlot{
		title:   func(w *words) string { return fmt.Sprintf(w.withNorm, Legible(label)) },
		columns: columnsOf(func(w *words) string { return w.with }, func(w *words) string { return w.without }),
		place:   []Fact{{"Token", label}},
	}
	for _, e := range compared.Entries {
		b.rows = append(b.rows, barsRow{wordLabel(e.Label), []float64{float64(e.P), float64(e.Bare)}, nil})
	}
	return b, nil
}

// The draws of a run.

func drawsAsked(t *Tape, _ PlotAsk) (Plot, error) {
	draws := DrawsOf(t)
	if len(draws.Draws) == 0 {
		return nil, ref.Fail("guess_no_draw", nil)
	}
	b := BarsPlot{
		title:   func(w *words) string { return w.drawn },
		columns: columnsOf(func(w *words) string { return w.ofDrawn }, func(w *words) string { return w.ofBest }),
	}
	for _, d := range draws.Draws {
		b.rows = append(b.rows, barsRow{strconv.Itoa(d.N) + "  " + wordLabel(d.Label), []float64{float64(d.P), float64(d.Best.P)}, nil})
	}
	return b, nil
}

func samplingAsked(t *Tape, ask PlotAsk) (Plot, error) {
	draw, n := max(ask.T, 1), ask.N
	if n == All {
		n = DefaultTop
	}
	if len(DrawsOf(t).Draws) == 0 {
		return nil, ref.Fail("guess_no_draw", nil)
	}
	sampling, err := SamplingOf(t, draw, n)
	if err != nil {
		return nil, err
	}
	b := BarsPlot{
		title:   func(w *words) string { return fmt.Sprintf(w.oneDraw, draw) },
		columns: columnsOf(func(w *words) string { return w.modelP }, func(w *words) string { return w.scaledP }, func(w *words) string { return w.drawnP }),
		place:   []Fact{{"Draw", strconv.Itoa(draw)}, {"Drawn", sampling.Choice.Label}},
	}
	for _, e := range sampling.Entries {
		b.rows = append(b.rows, barsRow{wordLabel(e.Label), []float64{float64(e.P), float64(e.Scaled), float64(e.Drawn)}, nil})
	}
	return b, nil
}

func cacheAsked(t *Tape, _ PlotAsk) (Plot, error) {
	cache := CacheOf(t)
	if len(cache.Draws) == 0 {
		return nil, ref.Fail("guess_no_draw", nil)
	}
	b := BarsPlot{
		title:   func(w *words) string { return w.work },
		columns: columnsOf(func(w *words) string { return w.cached }, func(w *words) string { return w.anew }),
	}
	for i, d := range cache.Draws {
		label := strconv.Itoa(d.N) + "  " + wordLabel(t.Input().Label(cache.Prompt+i))
		b.rows = append(b.rows, barsRow{label, []float64{float64(d.Cells), float64(d.Anew)}, nil})
	}
	return b, nil
}

// updateAsked shows one update from one weight.
func updateAsked(t *Tape, ask PlotAsk) (Plot, error) {
	u, err := UpdateOf(t, ask.Param, ask.Cell)
	if err != nil {
		return nil, err
	}
	b := BarsPlot{
		title:   func(w *words) string { return fmt.Sprintf(w.update, u.Param+" "+placeOf(u.Cell)) },
		columns: func(w *words) []string { return []string{fmt.Sprintf(w.gradientOf, number(float64(u.Weight.Grad)))} },
		note: func(w *words) string {
			say := func(name string, x Number) string { return name + " " + number(float64(x)) + " · " }
			return say(w.slope, u.Check.Measured) + say(w.weightOld, u.Weight.Old) + say(w.weightNew, u.Weight.New) + say(w.lossBefore, u.Loss) + w.lossAfter + " " + number(float64(u.After))
		},
		place: []Fact{
			{"Weight", u.Param + placeOf(u.Cell)}, {"Gradient", exact(float64(u.Weight.Grad))}, {"Measured", exact(float64(u.Check.Measured))},
			{"Before", exact(float64(u.Weight.Old))}, {"After", exact(float64(u.Weight.New))}, {"LossBefore", exact(float64(u.Loss))}, {"LossAfter", exact(float64(u.After))},
		},
	}
	for _, term := range u.Terms {
		b.rows = append(b.rows, barsRow{wordLabel(term.Label), []float64{float64(term.In * term.Grad)}, nil})
	}
	if u.Terms == nil {
		b.rows = []barsRow{{"∂", []float64{float64(u.Weight.Grad)}, nil}}
	}
	return b, nil
}

// placeOf writes a cell: [15, 43].
func placeOf(cell []int) string {
	if len(cell) == 0 {
		return ""
	}
	return strings.ReplaceAll(fmt.Sprint(cell), " ", ", ")
}

// What stands beside other models, which whoever asks brings along.

func keptAsked(t *Tape, ask PlotAsk) (Plot, error) {
	learned, err := LearnedOf(t, ask.Along)
	if err != nil {
		return nil, err
	}
	b := BarsPlot{
		apart:   true,
		title:   func(w *words) string { return w.kept },
		columns: columnsOf(func(w *words) string { return w.meanOf }, func(w *words) string { return w.ppl }),
	}
	for _, k := range learned.Kept {
		b.rows = append(b.rows, barsRow{strconv.Itoa(k.Update), []float64{orNaN(k.MeanNLL), orNaN(k.Perplexity)}, func(w *words) string { return fmt.Sprintf(w.afterUpdate, k.Update) }})
	}
	return b, nil
}

// headAsked shows what the numbers of the last word's vector give to each label.
func headAsked(t *Tape, _ PlotAsk) (Plot, error) {
	head, err := LabellingOf(t)
	if err != nil {
		return nil, err
	}
	h := HeatmapPlot{Step: "task.logits", label: (*words).feeling, title: func(w *words) string { return w.taskHead }}
	var data []ref.Float
	for _, label := range head.Labels {
		h.Rows = append(h.Rows, label.Label)
		for _, term := range label.Terms {
			data = append(data, ref.Float(term))
		}
	}
	h.Values = ref.FromSlice(data, len(h.Rows), len(head.State))
	return h, nil
}

// feeling says a label of the small world in a language; others as they are.
func (w *words) feeling(label string) string {
	if said, ok := w.feelings[label]; ok {
		return said
	}
	return wordLabel(label)
}

func labelsAsked(t *Tape, ask PlotAsk) (Plot, error) {
	if len(ask.Taught.Models) == 0 {
		return nil, ref.Fail("task_missing", ref.Args{"model": t.Input().Spec.Model})
	}
	b := BarsPlot{
		title: func(w *words) string { return w.labels },
		columns: func(w *words) (names []string) {
			for _, m := range ask.Taught.Models {
				names = append(names, m.called(w))
			}
			return names
		},
	}
	for _, label := range ask.Taught.Models[0].Labels {
		row := barsRow{label, nil, func(w *words) string { return w.feeling(label) }}
		for _, m := range ask.Taught.Models {
			p := math.NaN()
			if at := slices.Index(m.Labels, label); at >= 0 {
				p = float64(m.P[at])
			}
			row.values = append(row.values, p)
		}
		b.rows = append(b.rows, row)
	}
	return b, nil
}

// confusionAsked is the table of the run's own model, or of the first that was measured.
func confusionAsked(t *Tape, ask PlotAsk) (Plot, error) {
	measured := slices.DeleteFunc(slices.Clone(ask.Taught.Models), func(m TaughtModel) bool { return m.Confusion == nil })
	if len(measured) == 0 {
		return nil, ref.Fail("task_missing", ref.Args{"model": t.Input().Spec.Model})
	}
	m := measured[max(0, slices.IndexFunc(measured, func(m TaughtModel) bool { return m.Model == t.Input().Spec.Model }))]
	h := HeatmapPlot{
		Step: "task.probs", Rows: m.Classes, Cols: m.Classes, label: (*words).feeling,
		title: func(w *words) string { return fmt.Sprintf(w.confusion, m.called(w)) }, note: func(w *words) string { return w.trueSaid },
	}
	var data []ref.Float
	for _, row := range m.Confusion {
		for _, n := range row {
			data = append(data, ref.Float(n))
		}
	}
	h.Values = ref.FromSlice(data, len(m.Classes), len(m.Classes))
	return h, nil
}

func learningAsked(t *Tape, ask PlotAsk) (Plot, error) {
	if len(ask.Taught.Curve) == 0 {
		return nil, ref.Fail("task_missing", ref.Args{"model": t.Input().Spec.Model})
	}
	b := BarsPlot{
		title:   func(w *words) string { return w.learning },
		columns: columnsOf(func(w *words) string { return w.taught }, func(w *words) string { return w.scratch }),
	}
	for _, p := range ask.Taught.Curve {
		b.rows = append(b.rows, barsRow{strconv.Itoa(p.Labels), []float64{p.Tuned, p.Scratch}, func(w *words) string { return fmt.Sprintf(w.labelled, p.Labels) }})
	}
	return b, nil
}
