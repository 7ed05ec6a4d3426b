package web

import (
	"encoding/json"
	"net/url"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"gptlab/ref"
	"gptlab/viz"
)

// A plotQuery is what /plot/{kind}.{format}?… asks for (docs/protocol.md §1.3).
type plotQuery struct {
	kind   viz.PlotKind
	format viz.Format
	spec   viz.Spec
	lang   string
	from   string // the permalink, a path of this server
	ask    viz.PlotAsk

	compare bool   // beside the run without its changes
	was     string // or with this text
}

// parsePlot reads the file name and the query. It fails with plot_unknown,
// plot_format_unknown and parameter_wrong; the language is set nonetheless.
func parsePlot(file string, query url.Values) (plotQuery, error) {
	q := plotQuery{lang: english, ask: viz.PlotAsk{Step: query.Get("step")}}
	if lang := query.Get("lang"); isLanguage(lang) {
		q.lang = lang
	} else if lang != "" {
		return q, parameterWrong("lang", lang)
	}
	var err error
	kind, _, _ := strings.Cut(file, ".")
	if q.kind, err = viz.PlotKindOf(kind); err != nil {
		return q, err
	}
	if q.format, err = viz.FormatOf(file); err != nil {
		return q, err
	}
	if q.spec, err = specOf(query); err != nil {
		return q, err
	}
	q.spec.Backward = q.kind.Backward
	for name, value := range map[string]*int{"layer": &q.ask.Layer, "head": &q.ask.Head, "t": &q.ask.T, "n": &q.ask.N, "nth": &q.ask.Nth, "story": &q.ask.Story} {
		if *value, err = number(query, name); err != nil {
			return q, err
		}
	}
	if q.ask.Param, q.ask.Cell, err = weightOf(query.Get("weight")); err != nil {
		return q, err
	}
	if q.ask.Said, err = saidOf(query.Get("said")); err != nil {
		return q, err
	}
	if q.compare, q.was, err = comparedOf(query); err != nil {
		return q, err
	}
	if q.from = query.Get("from"); !isPermalink(q.from) {
		return q, parameterWrong("from", q.from)
	}
	return q, nil
}

// specOf reads what to run; viz checks it against the model.
func specOf(query url.Values) (viz.Spec, error) {
	spec := viz.Spec{Model: query.Get("model"), Text: query.Get("text"), Start: true, Set: query["set"]}
	switch start := query.Get("start"); start {
	case "", "1":
	case "0":
		spec.Start = false
	default:
		return spec, parameterWrong("start", start)
	}
	var err error
	if spec.Draw, err = drawOf(query); err != nil || !query.Has("tokens") {
		return spec, err
	}
	spec.Tokens, err = numbersOf("tokens", query.Get("tokens"))
	return spec, err
}

// numbersOf reads whole numbers with commas between.
func numbersOf(name, list string) (numbers []int, err error) {
	for _, text := range strings.Split(list, ",") {
		n, err := strconv.Atoi(text)
		if err != nil {
			return nil, parameterWrong(name, text)
		}
		numbers = append(numbers, n)
	}
	return numbers, nil
}

// weightOf reads which weight an update is seen from: a parameter's name, and
// behind it its place.
func weightOf(text string) (param string, cell []int, err error) {
	param, place, ok := strings.Cut(text, ",")
	if ok {
		cell, err = numbersOf("weight", place)
	}
	return param, cell, err
}

// saidOf reads what was said of a story: word:percent, with commas between.
func saidOf(text string) (said []viz.Said, err error) {
	if text == "" {
		return nil, nil
	}
	for each := range strings.SplitSeq(text, ",") {
		word, sure, _ := strings.Cut(each, ":")
		w, err := strconv.Atoi(word)
		if err != nil {
			return nil, parameterWrong("said", text)
		}
		s, err := strconv.Atoi(sure)
		if err != nil {
			return nil, parameterWrong("said", text)
		}
		said = append(said, viz.Said{Word: w, Sure: s})
	}
	return said, nil
}

// comparedOf reads whether the picture is of two runs, and the text of the other
// one where that is another. There must be something to compare.
func comparedOf(query url.Values) (compare bool, was string, err error) {
	was = query.Get("was")
	switch text := query.Get("compare"); {
	case text == "" && was == "":
		return false, "", nil
	case text == "":
		return false, "", parameterWrong("was", was)
	case text != "1" || was == "" && !query.Has("set"):
		return false, "", parameterWrong("compare", text)
	}
	return true, was, nil
}

// drawOf reads how a run goes on behind its text: the fields of spec.draw by
// their names, nil where none is there.
func drawOf(query url.Values) (*viz.Draw, error) {
	fields := map[string]json.RawMessage{}
	for _, name := range []string{"temperature", "top_k", "top_p", "seed", "max_tokens"} {
		if text := query.Get(name); text != "" {
			if _, err := strconv.ParseFloat(text, 64); err != nil {
				return nil, parameterWrong(name, text)
			}
			fields[name] = json.RawMessage(text)
		}
	}
	if len(fields) == 0 {
		return nil, nil
	}
	text, err := json.Marshal(fields)
	draw := new(viz.Draw)
	if err == nil {
		err = json.Unmarshal(text, draw)
	}
	if err != nil {
		return nil, parameterWrong("seed", query.Get("seed"))
	}
	return draw, nil
}

// number reads a number from 0; an absent one stands for all.
func number(query url.Values, name string) (int, error) {
	if !query.Has(name) {
		return viz.All, nil
	}
	i, err := strconv.ParseUint(query.Get(name), 10, 16)
	if err != nil {
		return 0, parameterWrong(name, query.Get(name))
	}
	return int(i), nil
}

// isPermalink says whether a text is a path and query of a server, and nothing
// that could be read as another host.
func isPermalink(from string) bool {
	const limit = 4096
	if from == "" {
		return true
	}
	return len(from) <= limit && utf8.ValidString(from) && from[0] == '/' &&
		!strings.HasPrefix(from, "//") && !strings.ContainsFunc(from, unicode.IsControl) && !strings.Contains(from, `\`)
}

// parameterWrong says a value back, but not all of a long one.
func parameterWrong(name, value string) error {
	const limit = 64
	if runes := []rune(value); len(runes) > limit {
		value = string(runes[:limit]) + "…"
	}
	return ref.Fail("parameter_wrong", ref.Args{"name": name, "value": strings.ToValidUTF8(value, "\uFFFD")})
}
